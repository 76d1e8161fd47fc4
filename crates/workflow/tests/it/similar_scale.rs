//! Ten thousand claims with planted errors: what is found while they are filed is what a scan of the year finds.

use domain::draft::ClaimDraft;
use domain::identity::{self, IdentityNumber, check_digit};
use domain::ids::{CaseId, ClaimRef};
use domain::unit::Scope;
use rehearsal::people;
use std::collections::BTreeMap;
use test_support::PremiumMut;
use test_support::{ClaimSpec, Desk, Document, UNIT_A, UNIT_B, both_engines};
use workflow::duplicates::similar::{self, Scanned, Which};
use workflow::intake::submit;

/// Children claimed at A; one in ten is claimed at B once more, under an error.
const CHILDREN: u64 = 9_100;
/// One child in so many is claimed twice.
const EVERY: u64 = 10;
/// Rows of one file.
const FILE: usize = 1_300;
/// Steps through the list of people, so that neighbours have nothing in common.
const STEP: u64 = 150_514_307;

fn child(n: u64) -> u64 {
    n * STEP % people::PEOPLE_MAX
}

fn number(desk: &Desk, text: &str) -> IdentityNumber {
    identity::parse(text, desk.today)
        .expect("a sound number")
        .number
}

/// The number with two neighbouring places of its sequence exchanged and a check character that fits again.
fn exchanged(desk: &Desk, n: u64) -> IdentityNumber {
    let mut digits: Vec<char> = people::child(n).id.chars().take(17).collect();
    digits.swap(14, 15);
    let first: String = digits.into_iter().collect();
    number(desk, &format!("{first}{}", check_digit(&first).unwrap()))
}

/// The second claim for a child, one kind of error after the other.
fn second(desk: &Desk, n: u64, kind: u64) -> ClaimDraft {
    let person = child(n);
    let spec = ClaimSpec::of(person).by_spouse().at(UNIT_B);
    let copied = || number(desk, &people::child(child(n + CHILDREN * 3)).id);
    let mut draft = spec.draft(desk.today);
    match kind {
        // A number copied from another line: the row's own date contradicts it.
        0 => draft.subject.identities = vec![copied()],
        1 => draft = spec.with(Document::Certificate).draft(desk.today),
        2 => draft.subject.identities = vec![exchanged(desk, person)],
        // The same parent once more.
        3 => {
            draft = ClaimSpec::of(person).at(UNIT_B).draft(desk.today);
            draft.subject.identities = vec![copied()];
        }
        // The date slipped as well.
        _ => {
            draft.subject.identities = vec![copied()];
            draft.subject.birth_date = draft.subject.birth_date.and_then(|day| day.succ_opt());
        }
    }
    draft.premium_mut().voucher = Some(format!("S2026-{n:08}"));
    draft
}

fn rows(desk: &Desk) -> Vec<(&'static str, ClaimDraft)> {
    let mut first = Vec::new();
    let mut again = Vec::new();
    for n in 0..CHILDREN {
        let mut draft = ClaimSpec::of(child(n)).draft(desk.today);
        draft.premium_mut().voucher = Some(format!("M2026-{n:08}"));
        first.push((UNIT_A, draft));
        if n % EVERY == 0 {
            again.push((UNIT_B, second(desk, n, n / EVERY % 5)));
        }
    }
    // Some second claims come in the file of the first, some in one before and some in one after it.
    let apart = first.len() / again.len();
    let mut rows = Vec::new();
    let mut again = again.into_iter().rev();
    for (at, row) in first.into_iter().enumerate() {
        rows.push(row);
        if at % apart == 0 {
            rows.extend(again.next());
        }
    }
    rows.extend(again);
    rows
}

fn file(desk: &Desk) {
    let mut session = desk.session("clerk");
    let rows = rows(desk);
    assert!(rows.len() >= 10_000);
    let mut prepared = desk.prepare_crowd(&mut session, rows);
    while !prepared.is_empty() {
        let rest = prepared.split_off(prepared.len().min(FILE));
        let part = std::mem::replace(&mut prepared, rest);
        let filed =
            submit::promote(&mut session.db, &session.ctx, child_premium::ID, part).unwrap();
        assert!(filed.iter().all(|filed| filed.claim().is_some()));
    }
}

/// Every pair that was seen, with how often.
fn seen(desk: &Desk) -> BTreeMap<(ClaimRef, ClaimRef), usize> {
    let mut db = desk.open();
    let cases = storage::cases::page(&mut db, &Scope::everything(), &[], None, 10_000).unwrap();
    let ids: Vec<CaseId> = cases.iter().map(|row| row.id.into()).collect();
    let mut seen = BTreeMap::new();
    for row in storage::matching::evidence_of(&mut db, &ids).unwrap() {
        *seen.entry(row.pair()).or_insert(0) += 1;
    }
    seen
}

fn scan(desk: &Desk, which: Which) -> Scanned {
    let mut session = desk.session("supervisor");
    similar::scan(
        &mut session,
        child_premium::ID,
        desk.year,
        which,
        &mut |_, _, _| {},
    )
    .unwrap()
}

both_engines! {
    fn ten_thousand_claims_filed_in_parts_show_the_pairs_a_scan_of_all_finds(desk) {
        file(desk);
        let at_once = seen(desk);
        assert!(at_once.values().all(|times| *times == 1), "each pair is seen once");
        let scanned = scan(desk, Which::Frozen);
        assert!(scanned.oversize.is_empty(), "{:?}", scanned.oversize);
        // The scan finds as many pairs, and none of them is new: they are the same.
        assert_eq!((scanned.suspects, scanned.standing), (at_once.len(), at_once.len()));
        assert_eq!((scanned.opened, scanned.joined, scanned.renewed), (0, 0, 0));
        assert_eq!((scanned.completed, scanned.in_part), (0, 0));
        assert_eq!(seen(desk), at_once);
        // Enough of the planted pairs are among them for the comparison to be one of something; what a copied number and
        // another parent leave in common is below the line by design.
        assert!(at_once.len() as u64 > CHILDREN / EVERY / 3, "{} pairs", at_once.len());

        let before = similar::model(&mut desk.session("admin"), child_premium::ID, desk.year).unwrap();
        let learnt = scan(desk, Which::New);
        assert_eq!((learnt.model.version, learnt.model.origin.as_str()), (before.version + 1, "learnt"));
        assert_eq!(learnt.model.records as usize, learnt.claims);
        assert_eq!(learnt.model.lines, before.lines, "the lines are the administrator's");
        // What stands in open cases is weighed once more under the new model, and not twice.
        let anew = seen(desk);
        assert!(at_once.keys().all(|pair| anew.get(pair) == Some(&2)));
        assert!(learnt.renewed >= at_once.len(), "{} of {}", learnt.renewed, at_once.len());
        assert_eq!(scan(desk, Which::Frozen).renewed, 0);
        assert_eq!(seen(desk), anew);
    }
}
