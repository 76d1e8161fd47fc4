//! Claims for people whose records are alike: found at once or by a scan, explained, decided, left alone afterwards.

use chrono::NaiveDate;
use domain::case::{CaseKind, CaseState};
use domain::draft::ClaimDraft;
use domain::fund::FundSource;
use domain::identity::{self, IdentityNumber, check_digit};
use domain::ids::{CaseId, ClaimId, ClaimRef};
use domain::unit::Scope;
use rehearsal::people;
use std::collections::BTreeSet;
use storage::cases::Case;
use test_support::PremiumMut;
use test_support::{ClaimSpec, Desk, Document, Parent, UNIT_A, UNIT_B, both_engines, on_one};
use workflow::duplicates::similar::{self, Lines, ScanPhase, Scanned, Which};
use workflow::duplicates::{self, CaseBody, Verdict};
use workflow::intake::submit;
use workflow::views::cases::{self, Side};
use workflow::{WorkflowError, review::decide};

const WHY: &str = "核对原件";

/// A line no pair reaches.
const NEVER: i32 = 1_000_000;

struct Row {
    unit: &'static str,
    draft: ClaimDraft,
}

fn number(text: &str, day: NaiveDate) -> IdentityNumber {
    identity::parse(text, day).expect("a sound number").number
}

/// The child's number with other digits at some places (from 0) and a check character that fits again.
fn altered(n: u64, places: &[(usize, char)], day: NaiveDate) -> IdentityNumber {
    let mut digits: Vec<char> = people::child(n).id.chars().take(17).collect();
    for (place, digit) in places {
        digits[*place] = *digit;
    }
    let first: String = digits.into_iter().collect();
    let check = check_digit(&first).unwrap();
    number(&format!("{first}{check}"), day)
}

fn row(desk: &Desk, spec: &ClaimSpec, name: &str) -> Row {
    let mut draft = spec.draft(desk.today);
    name.clone_into(&mut draft.subject.name);
    let unit = if spec.unit == UNIT_A { UNIT_A } else { UNIT_B };
    Row { unit, draft }
}

/// Child `n` once more by the same parent, at B, under another number.
fn under(desk: &Desk, n: u64, name: &str, number: IdentityNumber) -> Row {
    let mut row = row(desk, &ClaimSpec::of(n).at(UNIT_B), name);
    row.draft.subject.identities = vec![number];
    row.draft.premium_mut().voucher = Some(format!("S2026-{n:08}"));
    row
}

/// A valid number that is not the child's, copied from another line: it contradicts the birth date beside it.
fn copied(desk: &Desk, n: u64) -> IdentityNumber {
    number(&people::child(n + 5000).id, desk.today)
}

fn file(desk: &Desk, row: Row) -> ClaimRef {
    let mut session = desk.session("clerk");
    let prepared = desk.prepare_draft(&mut session, row.unit, row.draft);
    let filed = submit::promote(
        &mut session.db,
        &session.ctx,
        child_premium::ID,
        vec![prepared],
    )
    .unwrap();
    filed[0].claim().expect("a claim")
}

/// Files child `n` twice, by one parent under two numbers: they stand in a case with what was seen of them.
pub(crate) fn file_twice(desk: &Desk, n: u64) -> CaseId {
    let name = people::child(n).name;
    file(desk, row(desk, &ClaimSpec::of(n), &name));
    let second = file(desk, under(desk, n, &name, copied(desk, n)));
    case_of(desk, second)
}

fn set_lines(desk: &Desk, review: i32, automatic: i32) {
    let lines = Lines { review, automatic };
    similar::set_lines(
        &mut desk.session("admin"),
        child_premium::ID,
        desk.year,
        lines,
    )
    .unwrap();
}

fn shipped(desk: &Desk) -> Lines {
    similar::model(&mut desk.session("admin"), child_premium::ID, desk.year)
        .unwrap()
        .lines
}

fn scan(desk: &Desk) -> Scanned {
    similar::scan(
        &mut desk.session("supervisor"),
        child_premium::ID,
        desk.year,
        Which::Frozen,
        &mut |_, _, _| {},
    )
    .unwrap()
}

fn case_of(desk: &Desk, claim: ClaimRef) -> CaseId {
    desk.claim(claim).case.expect("an open case")
}

fn all_cases(desk: &Desk) -> Vec<Case> {
    storage::cases::page(&mut desk.open(), &Scope::everything(), &[], None, 1000).unwrap()
}

/// The pairs seen in any case, by the vouchers of the two claims.
fn seen(desk: &Desk) -> BTreeSet<(String, String)> {
    let ids: Vec<CaseId> = all_cases(desk).iter().map(|row| row.id.into()).collect();
    let rows = storage::matching::evidence_of(&mut desk.open(), &ids).unwrap();
    rows.iter()
        .map(|row| {
            let (a, b) = row.pair();
            let mut vouchers = [a, b].map(|claim| desk.claim(claim).spends.unwrap());
            vouchers.sort();
            let [a, b] = vouchers;
            (a, b)
        })
        .collect()
}

/// As they are stored: in the form in which vouchers are compared.
fn vouchers(n: u64) -> (String, String) {
    (format!("M2026{n:08}"), format!("S2026{n:08}"))
}

/// A few hundred claims: ordinary children, the same children once more under errors, and twins.
fn planted(desk: &Desk) -> (Vec<Row>, Vec<u64>) {
    let day = desk.today;
    let mut rows: Vec<Row> = (1..=120)
        .map(|n| row(desk, &ClaimSpec::of(n), &people::child(n).name))
        .collect();
    let mut found = Vec::new();
    // A number copied from another line: the row's own date contradicts it.
    for n in 1..=12 {
        rows.push(under(desk, n, &people::child(n).name, copied(desk, n)));
        found.push(n);
    }
    // No number but the certificate's, and the name in another writing of the same sound.
    for (n, name, variant) in [
        (201, "曾亦成", "曾奕成"),
        (202, "李雨桐", "李雨彤"),
        (203, "刘浩宇", "刘皓宇"),
        (204, "解雨桐", "谢雨彤"),
        (205, "王晟睿", "王盛瑞"),
        (206, "万俟㐂乐", "莫齐喜悦"),
    ] {
        rows.push(row(desk, &ClaimSpec::of(n), name));
        let spec = ClaimSpec::of(n)
            .by_spouse()
            .at(UNIT_B)
            .with(Document::Certificate);
        rows.push(row(desk, &spec, variant));
        found.push(n);
    }
    // Twins: one father, one day, neighbouring sequence numbers, names that differ in a character.
    for n in 301..=310_u64 {
        let digits: Vec<char> = people::child(n).id.chars().collect();
        let next = if digits[15] == '4' { '6' } else { '4' };
        rows.push(row(desk, &ClaimSpec::of(n), "张子轩"));
        let mut twin = row(desk, &ClaimSpec::of(n), "张子墨");
        twin.draft.subject.identities = vec![altered(n, &[(15, next)], day)];
        twin.draft.premium_mut().voucher = Some(format!("T2026-{n:08}"));
        rows.push(twin);
    }
    // Two places exchanged so that the check character happens to fit: what the model makes of it, both ways must.
    for n in 311..=320_u64 {
        rows.push(row(desk, &ClaimSpec::of(n), &people::child(n).name));
        let digits: Vec<char> = people::child(n).id.chars().collect();
        let number = altered(n, &[(14, digits[15]), (15, digits[14])], day);
        if number.canonical() != people::child(n).id {
            rows.push(under(desk, n, &people::child(n).name, number));
        }
    }
    (rows, found)
}

/// The pairs found while the planted claims are filed, or by a scan when all are filed.
fn found(desk: &Desk, at_once: bool) -> (BTreeSet<(String, String)>, Vec<u64>) {
    let lines = shipped(desk);
    if !at_once {
        set_lines(desk, NEVER, NEVER);
    }
    let (rows, planted) = planted(desk);
    let mut session = desk.session("clerk");
    let mut prepared = Vec::new();
    for row in rows {
        prepared.push(desk.prepare_draft(&mut session, row.unit, row.draft));
    }
    // Several files, so that claims meet across them and inside them.
    while !prepared.is_empty() {
        let rest = prepared.split_off(prepared.len().min(37));
        let part = std::mem::replace(&mut prepared, rest);
        submit::promote(&mut session.db, &session.ctx, child_premium::ID, part).unwrap();
    }
    if !at_once {
        assert_eq!(seen(desk), BTreeSet::new());
        set_lines(desk, lines.review, lines.automatic);
        let scanned = scan(desk);
        assert!(
            scanned.opened > 0 && scanned.oversize.is_empty(),
            "{scanned:?}"
        );
        assert_eq!(scan(desk).opened, 0, "a second scan opens nothing");
    }
    (seen(desk), planted)
}

fn claimed_twice(desk: &Desk, n: u64) -> (ClaimRef, ClaimRef, CaseId) {
    let name = people::child(n).name;
    let first = file(desk, row(desk, &ClaimSpec::of(n), &name));
    let second = file(desk, under(desk, n, &name, copied(desk, n)));
    (first, second, case_of(desk, second))
}

/// A claim for child 1, written otherwise, of a parent whom nobody names as the spouse: known by likeness alone.
fn alike(desk: &Desk) -> ClaimRef {
    let spec = ClaimSpec::of(1)
        .by_spouse()
        .at(UNIT_B)
        .with(Document::Certificate);
    let claim = file(desk, row(desk, &spec, "曾奕成"));
    assert_eq!(desk.claim(claim).case, None);
    claim
}

/// Before the first one is approved, both are under one case.
fn meets(desk: &Desk, first: ClaimRef, second: ClaimRef) {
    assert_eq!(
        (desk.claim(first).case, desk.claim(second).case),
        (None, None)
    );
    desk.review(first);
    let outcome = decide::approve(
        &mut desk.session("approver"),
        &[first],
        FundSource::new("union"),
    )
    .unwrap();
    let refused: Vec<&str> = outcome
        .failed
        .iter()
        .map(|(_, refusal)| refusal.code)
        .collect();
    assert_eq!(refused, ["open-case"]);
    assert_eq!(case_of(desk, first), case_of(desk, second));
}

fn keep(claim: ClaimRef) -> Verdict {
    Verdict::KeepOne {
        claim,
        chosen_by: "父亲，2026-01-15，选择书".to_owned(),
        details_of: None,
    }
}

fn with_details_of(stands: ClaimRef, details: ClaimRef) -> Verdict {
    Verdict::KeepOne {
        claim: stands,
        chosen_by: "父亲，2026-01-15，选择书".to_owned(),
        details_of: Some(details),
    }
}

/// Which claim holds the child-year of each claim's own child.
fn holders(desk: &Desk, claims: &[ClaimRef]) -> Vec<Option<ClaimId>> {
    claims
        .iter()
        .map(|claim| {
            let slots = storage::slots::of_subjects(&mut desk.open(), &[claim.subject]).unwrap();
            slots.first().and_then(|slot| slot.occupancy.claim())
        })
        .collect()
}

fn assert_books_hold(desk: &Desk) {
    let verified = workflow::audit::verify(&mut desk.session("auditor")).unwrap();
    assert!(verified.ok, "{:?}", verified.first_bad);
}

/// So many boys of one name, born on one day in one county, each under a number of his own, filed in one file.
fn crowd(desk: &Desk, count: u64) {
    let rows = (1..=count).map(|n| {
        let first = format!("43010220160310{:03}", n * 2 - 1);
        let id = format!("{first}{}", check_digit(&first).unwrap());
        (
            UNIT_A,
            of_the_crowd(desk, n, UNIT_A, number(&id, desk.today)),
        )
    });
    let mut session = desk.session("clerk");
    let prepared = desk.prepare_crowd(&mut session, rows.collect());
    submit::promote(&mut session.db, &session.ctx, child_premium::ID, prepared).unwrap();
}

fn of_the_crowd(desk: &Desk, n: u64, unit: &'static str, number: IdentityNumber) -> ClaimDraft {
    let mut draft = ClaimSpec::of(n).at(unit).draft(desk.today);
    let child = &mut draft.subject;
    "李梓涵".clone_into(&mut child.name);
    child.identities = vec![number];
    child.birth_date = NaiveDate::from_ymd_opt(2016, 3, 10);
    child.sex = Some(identity::Sex::Male);
    draft
}

/// How many others under keys too common the claim was not compared with.
fn skipped(desk: &Desk, claim: ClaimRef) -> i64 {
    storage::matching::checks_of(&mut desk.open(), &[claim]).unwrap()[0].skipped
}

/// Under a key that so many share not all are compared at once.
const CROWD: u64 = 410;

both_engines! {
    fn a_key_too_many_share_is_compared_in_part_at_once_and_in_full_before_approval(desk) {
        // A crowd so alike would be one case of hundreds of claims; here it is only counted who is compared.
        set_lines(desk, NEVER, NEVER);
        crowd(desk, CROWD);
        let unit = UNIT_B;
        let draft = of_the_crowd(desk, 9_001, unit, copied(desk, 9_001));
        let last = file(desk, Row { unit, draft });
        assert!(skipped(desk, last) >= CROWD as i64, "{}", skipped(desk, last));
        // A scan that narrows the same keys does not make up for it.
        let scanned = scan(desk);
        assert!(!scanned.oversize.is_empty());
        assert_eq!(scanned.completed, 0);
        assert!(scanned.in_part > 0);
        assert!(skipped(desk, last) > 0);
        desk.review(last);
        let outcome = decide::approve(&mut desk.session("approver"), &[last], FundSource::new("union")).unwrap();
        assert_eq!(outcome.done, [last], "{:?}", outcome.failed);
        assert_eq!(skipped(desk, last), 0);
    }

    fn a_wrong_number_at_another_union_opens_a_case_at_once(desk) {
        let (first, second, case) = claimed_twice(desk, 1);
        assert_ne!(first.subject, second.subject);
        assert_eq!(case_of(desk, first), case);
        let row = storage::cases::find(&mut desk.open(), case).unwrap();
        assert_eq!(row.kind, CaseKind::Similar);
        let refused = decide::approve(&mut desk.session("approver"), &[first, second], FundSource::new("union")).unwrap();
        assert_eq!(refused.done, []);
        assert_books_hold(desk);
    }

    fn what_is_found_at_once_is_what_a_scan_finds(desk) {
        let (at_once, planted) = found(desk, true);
        let mut whole = BTreeSet::new();
        on_one(desk.engine(), |db| whole = found(&Desk::install(db), false).0);
        assert_eq!(at_once, whole);
        for n in planted {
            assert!(at_once.contains(&vouchers(n)), "child {n} claimed twice was not found");
        }
        let twins = at_once.iter().filter(|(a, b)| a.starts_with('T') || b.starts_with('T')).count();
        assert_eq!(twins, 0, "twins are two children");
        assert_books_hold(desk);
    }

    fn a_scan_leaves_alone_what_stands_was_decided_or_told_apart(desk) {
        let (first, _, case) = claimed_twice(desk, 1);
        let (_, _, other) = claimed_twice(desk, 2);
        let standing = scan(desk);
        assert_eq!((standing.opened, standing.joined, standing.standing), (0, 0, 2));
        let different = Verdict::Different { evidence: "两份出生医学证明原件".to_owned() };
        duplicates::resolve(&mut desk.session("supervisor"), case, &different, WHY).unwrap();
        duplicates::second(&mut desk.session("approver"), case).unwrap();
        duplicates::resolve(&mut desk.session("supervisor"), other, &Verdict::ReturnBoth, WHY).unwrap();
        let after = scan(desk);
        assert_eq!((after.opened, after.joined, after.apart), (0, 0, 1));
        // A revised row is looked for again, and told apart all the same.
        let mut again = row(desk, &ClaimSpec::of(1).paying(39_000), &people::child(1).name);
        again.draft.claimed = domain::fen::Fen::new(39_000);
        assert_eq!(file(desk, again), first);
        assert_eq!(desk.claim(first).case, None);
        assert_eq!(all_cases(desk).len(), 2);
        desk.review(first);
        desk.approve(first);
        assert_books_hold(desk);
    }

    fn the_same_child_is_one_person_from_then_on_until_it_is_undone(desk) {
        let (first, second, case) = claimed_twice(desk, 1);
        let settled = duplicates::resolve(&mut desk.session("supervisor"), case, &keep(second), WHY).unwrap();
        assert_eq!(settled.state, CaseState::Resolved);
        let row = storage::cases::find(&mut desk.open(), case).unwrap();
        let merges = CaseBody::of(&row).unwrap().merges;
        assert_eq!(merges.len(), 1);
        // Both have a resident identity number: the one of the claim that stands is the child's.
        assert_eq!((merges[0].root, merges[0].absorbed), (second.subject, first.subject));
        assert_eq!((desk.state(first), desk.state(second)), ("withdrawn", "submitted"));
        let events = storage::history::events(&mut desk.open(), first).unwrap();
        let decided = events.iter().find(|event| event.step == "duplicate-decided").unwrap();
        let detail: serde_json::Value = serde_json::from_str(&decided.body).unwrap();
        assert!(detail["weighed"][0]["score"].is_i64(), "{detail}");
        assert!(detail["weighed"][0]["model"].as_str().unwrap().starts_with("v1 "), "{detail}");
        assert_eq!(scan(desk).suspects, 0);
        duplicates::undo(&mut desk.session("supervisor"), case, "选择书作废").unwrap();
        let people = storage::people::by_ids(&mut desk.open(), &[first.subject, second.subject]).unwrap();
        assert!(people.iter().all(|person| person.merged_into.is_none()));
        assert_eq!((case_of(desk, first), case_of(desk, second)), (case, case));
        assert_books_hold(desk);
    }

    fn the_details_chosen_are_the_childs_until_the_decision_is_undone(desk) {
        let (first, second, case) = claimed_twice(desk, 1);
        // The second claim stands, under the number of the first.
        let verdict = with_details_of(second, first);
        duplicates::resolve(&mut desk.session("supervisor"), case, &verdict, WHY).unwrap();
        let body = CaseBody::of(&storage::cases::find(&mut desk.open(), case).unwrap()).unwrap();
        assert_eq!((body.kept, body.details_of), (Some(second), Some(first)));
        assert_eq!((body.merges[0].root, body.merges[0].absorbed), (first.subject, second.subject));
        desk.review(second);
        desk.approve(second);
        assert_eq!(holders(desk, &[first, second]), [Some(second.id), None]);
        assert_books_hold(desk);
        duplicates::undo(&mut desk.session("supervisor"), case, "选择书作废").unwrap();
        assert_eq!(holders(desk, &[first, second]), [None, None]);
        assert_eq!((case_of(desk, first), case_of(desk, second)), (case, case));
        assert_books_hold(desk);
    }

    fn details_are_chosen_only_among_several_children_of_the_case(desk) {
        let (_, second, case) = claimed_twice(desk, 1);
        let stranger = desk.file_claim(&ClaimSpec::of(7));
        let mut supervisor = desk.session("supervisor");
        let refused = duplicates::resolve(&mut supervisor, case, &with_details_of(second, stranger), WHY);
        assert!(matches!(refused, Err(WorkflowError::NotFound { .. })), "{refused:?}");
        // Both parents under one number: there is nothing to choose.
        let rival = desk.file_claim(&ClaimSpec::of(7).by_spouse().at(UNIT_B));
        let one_child = case_of(desk, rival);
        let refused = duplicates::resolve(&mut supervisor, one_child, &with_details_of(rival, stranger), WHY);
        assert!(matches!(refused, Err(WorkflowError::Usage(_))), "{refused:?}");
        assert_eq!((desk.state(second), desk.state(rival)), ("submitted", "submitted"));
    }

    fn a_claim_that_was_not_compared_is_compared_before_it_is_approved(desk) {
        let lines = shipped(desk);
        set_lines(desk, NEVER, NEVER);
        let first = file(desk, row(desk, &ClaimSpec::of(1), "曾亦成"));
        // Another parent, whom nobody names as the spouse: what one family files is found without similarity.
        let other = ClaimSpec::of(1).by_spouse().at(UNIT_B).with(Document::Certificate);
        let second = file(desk, row(desk, &other, "曾奕成"));
        desk.review(second);
        set_lines(desk, lines.review, lines.automatic);
        // As if the process had died between filing and comparing.
        desk.open().write(|db| storage::matching::forget_checks(db, &[second])).unwrap();
        let outcome = decide::approve(&mut desk.session("approver"), &[second], FundSource::new("union")).unwrap();
        assert_eq!(outcome.done, []);
        assert_eq!(outcome.failed[0].1.code, "open-case");
        assert_eq!(case_of(desk, first), case_of(desk, second));
    }

    fn a_rejected_claim_that_comes_back_is_compared_again(desk) {
        let first = file(desk, row(desk, &ClaimSpec::of(1), "曾亦成"));
        decide::reject(&mut desk.session("reviewer"), &[first], WHY).unwrap();
        let second = alike(desk);
        decide::undo(&mut desk.session("reviewer"), &[first], WHY).unwrap();
        meets(desk, first, second);
    }

    fn a_returned_claim_that_comes_back_is_compared_again(desk) {
        let first = file(desk, row(desk, &ClaimSpec::of(1), "曾亦成"));
        decide::return_to_unit(&mut desk.session("reviewer"), &[first], WHY).unwrap();
        let second = alike(desk);
        decide::undo(&mut desk.session("reviewer"), &[first], WHY).unwrap();
        meets(desk, first, second);
    }

    fn a_withdrawn_claim_that_comes_back_with_its_case_is_compared_again(desk) {
        let first = file(desk, row(desk, &ClaimSpec::of(1), "曾亦成"));
        let other = ClaimSpec { parent: Parent::Member(3), ..ClaimSpec::of(1).at(UNIT_B) };
        let rival = file(desk, row(desk, &other, "曾亦成"));
        let case = case_of(desk, rival);
        let mut supervisor = desk.session("supervisor");
        duplicates::resolve(&mut supervisor, case, &keep(rival), WHY).unwrap();
        // Filed now, it meets neither: the one is withdrawn, and a line too high hides the other.
        let lines = shipped(desk);
        set_lines(desk, NEVER, NEVER);
        let second = alike(desk);
        set_lines(desk, lines.review, lines.automatic);
        duplicates::undo(&mut supervisor, case, WHY).unwrap();
        duplicates::resolve(&mut supervisor, case, &keep(first), WHY).unwrap();
        meets(desk, first, second);
    }

    fn a_case_is_explained_without_a_number_and_masked_across_scopes(desk) {
        let (first, second, case) = claimed_twice(desk, 1);
        let detail = cases::show(&mut desk.session("reviewer-a"), case).unwrap();
        assert!(detail.sides.iter().any(|side| matches!(side, Side::Masked(other) if other.id == second)));
        let pair = &detail.pairs[0];
        assert!(pair.stored);
        assert_eq!(BTreeSet::from([pair.a, pair.b]), BTreeSet::from([first, second]));
        let evidence = &pair.evidence;
        assert!(!pair.whole && (evidence.same, evidence.kin, evidence.stranger) == (0, 0, 0));
        // Each field that is told to be the same, or another one, would confirm a guess about the other child.
        assert_eq!((evidence.steps.len(), evidence.score), (0, evidence.prior));
        let whole = cases::show(&mut desk.session("reviewer"), case).unwrap();
        assert!(whole.pairs[0].whole && whole.pairs[0].evidence.steps.iter().any(|step| step.comparison == "phone"));
        let seen = &whole.pairs[0].evidence;
        let sum: i32 = seen.steps.iter().map(|step| step.bits + step.frequency_bits).sum();
        assert_eq!((seen.steps.last().unwrap().running, seen.prior + sum), (seen.score, seen.score));
        let certificate = seen.steps.iter().find(|step| step.comparison == "birth-certificate").unwrap();
        assert!(certificate.is_missing() && (certificate.bits, certificate.frequency_bits) == (0, 0));
        let mut steps = seen.steps.iter();
        let number = steps.find(|step| step.comparison == "child-identity").unwrap();
        assert!(!number.places.is_empty() && number.places.iter().all(|place| (1..=18).contains(place)));
        assert!(!evidence.found_by.is_empty());
        let told = serde_json::to_string(evidence).unwrap();
        let child = people::child(1);
        assert!(!told.contains(&child.id[..14]) && !told.contains(&child.name), "{told}");
        assert_eq!(detail.effects.keep.len(), 2);
        assert!(detail.effects.keep.iter().all(|keep| keep.possible && keep.withdraws == 1 && keep.merges == 2));
        assert!(detail.effects.different.second);
        assert_eq!((detail.effects.returns, detail.effects.holds), (2, 2));
    }

    fn a_scan_counts_what_is_in_scope(desk) {
        set_lines(desk, NEVER, NEVER);
        let name = |n| people::child(n).name;
        file(desk, row(desk, &ClaimSpec::of(1), &name(1)));
        file(desk, under(desk, 1, &name(1), copied(desk, 1)));
        for n in 2..6 {
            file(desk, row(desk, &ClaimSpec::of(n).at(UNIT_B), &name(n)));
        }
        let mut local = desk.session("reviewer-a");
        let of_county = similar::scan(&mut local, child_premium::ID, desk.year, Which::Frozen, &mut |phase, done, _| {
            assert!(phase != ScanPhase::Reading || done <= 1, "progress counts nobody else's claims");
        })
        .unwrap();
        assert_eq!((of_county.claims, of_county.compared), (1, None));
        assert_eq!(of_county.oversize, []);
        let of_all = scan(desk);
        assert_eq!(of_all.claims, 6);
        assert!(of_all.compared.is_some());
    }

    fn past_decisions_calibrate_the_lines(desk) {
        let (first, _, case) = claimed_twice(desk, 1);
        let (_, _, other) = claimed_twice(desk, 2);
        duplicates::resolve(&mut desk.session("supervisor"), case, &keep(first), WHY).unwrap();
        let different = Verdict::Different { evidence: "两份出生医学证明原件".to_owned() };
        duplicates::resolve(&mut desk.session("supervisor"), other, &different, WHY).unwrap();
        duplicates::second(&mut desk.session("approver"), other).unwrap();
        let told = similar::calibrate(&mut desk.session("supervisor"), child_premium::ID, desk.year).unwrap();
        assert_eq!((told.same, told.different), (1, 1));
        let (low, high) = (told.lines.first().unwrap(), told.lines.last().unwrap());
        assert_eq!((low.same, low.different, low.precision, low.recall), (1, 1, Some(500), Some(1000)));
        assert!(high.same <= 1 && high.recall.is_some());
    }

    fn nothing_is_learnt_from_a_handful_and_lines_stand_in_order(desk) {
        file(desk, row(desk, &ClaimSpec::of(1), &people::child(1).name));
        let refused = similar::scan(&mut desk.session("supervisor"), child_premium::ID, desk.year, Which::New, &mut |_, _, _| {});
        assert_eq!(refused.unwrap_err().code(), "usage");
        let refused = similar::scan(&mut desk.session("clerk"), child_premium::ID, desk.year, Which::Frozen, &mut |_, _, _| {});
        assert!(matches!(refused, Err(WorkflowError::Forbidden { .. })));
        let lines = Lines { review: 5000, automatic: 4000 };
        let refused = similar::set_lines(&mut desk.session("admin"), child_premium::ID, desk.year, lines);
        assert_eq!(refused.unwrap_err().code(), "usage");
        let before = similar::model(&mut desk.session("admin"), child_premium::ID, desk.year).unwrap();
        set_lines(desk, 1000, 20_000);
        let after = similar::model(&mut desk.session("admin"), child_premium::ID, desk.year).unwrap();
        assert_eq!((after.version, after.origin.as_str()), (before.version + 1, "lines"));
        assert_eq!(after.lines, Lines { review: 1000, automatic: 20_000 });
    }
}
