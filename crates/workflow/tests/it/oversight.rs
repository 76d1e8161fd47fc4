//! What is asked for and recorded beside the decisions: numbers in full, announcements, keys, open points,
//! and assessments that were cut off.

use crate::entries::every_entry_is_told_in_words;
use child_premium::claim::PaidBy;
use chrono::NaiveDate;
use domain::decision::Verdict;
use domain::draft::Relation;
use domain::ids::ClaimRef;
use domain::year::BenefitYear;
use rehearsal::people;
use storage::Db;
use test_support::PremiumMut;
use test_support::{
    COUNTY_A, ClaimSpec, Desk, Document, PROVINCE, UNIT_A, UNIT_B, UNIT_C, both_engines,
};
use workflow::people::reveal::{Field, reveal};
use workflow::proposals::announcements::{self, AnnouncementKind, NewAnnouncement};
use workflow::proposals::rulings::{self, NewRuling};
use workflow::proposals::{self, Proposal, Standing, Which};
use workflow::{WorkflowError, audit, intake::submit, proposals::keys, review::reassess};

const PROGRAMME: &str = "child-premium";
const KEY_A: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB1lkj7G3nieg7gR68joz2VudbBrY2zTc5ltu0Rg6+eZ li.na@desk-7";
const KEY_B: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINbZPbXRPUERYDwzTzEjNuurTrZ/n21mRNpe80kA6jAR b";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn events(db: &mut Db) -> Vec<(String, String)> {
    let rows = storage::audit::events(db).unwrap();
    rows.into_iter()
        .map(|row| (row.action, row.detail))
        .collect()
}

fn entries(desk: &Desk, claim: ClaimRef) -> Vec<(String, String)> {
    let rows = storage::audit::entries_of(&mut desk.open(), &[claim.subject]).unwrap();
    rows.into_iter()
        .map(|row| (row.action, row.detail))
        .collect()
}

fn code<T: std::fmt::Debug>(result: Result<T, WorkflowError>) -> &'static str {
    result.unwrap_err().code()
}

fn verified(desk: &Desk) {
    let checked = audit::verify(&mut desk.session("auditor")).unwrap();
    assert!(checked.first_bad.is_none(), "{checked:?}");
    every_entry_is_told_in_words(desk);
}

/// `admin2` approves what was proposed.
fn in_force(desk: &Desk, done: &proposals::Done) {
    let these = Which::These(vec![done.proposed.id.unwrap()]);
    let decided = proposals::approve(&mut desk.session("admin2"), &these).unwrap();
    assert_eq!(decided.failed, []);
}

/// A change of a plan is put in force, and its claims are not assessed again: the command dies between the two.
fn cut_off(desk: &Desk, change: Proposal) {
    // A claim that cannot be read, so its assessment fails after the change is in force.
    let spoil = |from: &str, to: &str| {
        let sql = format!(
            "UPDATE claims SET content = '{to}' || substr(content, {})",
            from.len() + 1
        );
        storage::execute_raw(&mut desk.open(), &sql).unwrap();
    };
    let done = proposals::propose(&mut desk.session("clerk"), change).unwrap();
    spoil("{", "[");
    let these = Which::These(vec![done.proposed.id.unwrap()]);
    let error = proposals::approve(&mut desk.session("approver"), &these).unwrap_err();
    assert_eq!(error.code(), "reassessment-left", "{error:?}");
    spoil("[", "{");
}

/// A claim for an adopted child, paid from a relative's account: two open points.
fn adopted(desk: &Desk, n: u64, family_account: bool) -> ClaimRef {
    let mut session = desk.session("clerk");
    let mut row = desk.prepare(&mut session, &ClaimSpec::of(n));
    row.draft.premium_mut().relation = Relation::Adopted;
    if family_account {
        row.draft.premium_mut().paid_by = Some(PaidBy::FamilyAccount);
    }
    let filed = submit::promote(&mut session.db, &session.ctx, PROGRAMME, vec![row]).unwrap();
    filed[0].claim().unwrap()
}

fn announcement<'a>(
    unit: &'a str,
    kind: AnnouncementKind,
    document: &'a str,
) -> NewAnnouncement<'a> {
    NewAnnouncement {
        programme: PROGRAMME,
        year: BenefitYear::new(2026),
        unit,
        held_on: day("2025-12-20"),
        kind,
        document,
    }
}

fn announced(desk: &Desk, claim: ClaimRef) -> bool {
    let record = desk.claim(claim);
    let row = storage::history::decision(&mut desk.open(), claim.subject, record.decision.into());
    row.unwrap().body.contains("announcement-recorded")
}

fn refused<T: std::fmt::Debug>(result: Result<T, WorkflowError>) -> &'static str {
    match result.unwrap_err() {
        WorkflowError::Refused(refusal) => refusal.code,
        other => panic!("{other:?}"),
    }
}

both_engines! {
    fn a_number_is_shown_in_full_after_both_chains_say_so(desk) {
        let claim = desk.file_claim(&ClaimSpec::of(1).with(Document::Both));
        let before = desk.claim(claim);
        let mut reviewer = desk.session("reviewer");
        let number = |field| reveal(&mut desk.session("reviewer"), claim, field, "电话核实").unwrap();
        assert_eq!(number(Field::SubjectNumber).value.as_str(), people::child(1).id);
        assert_eq!(number(Field::Certificate).value.as_str(), ClaimSpec::certificate(1));
        assert_eq!(number(Field::MemberNumber).value.as_str(), people::member(1).id);
        assert_eq!(number(Field::BankCard).value.as_str(), people::card(2));

        let told: Vec<_> = entries(desk, claim).into_iter().filter(|(action, _)| action == "reveal").collect();
        assert_eq!(told.len(), 4);
        assert_eq!(told[0].1, r#"{"field":"child-number","reason":"电话核实"}"#);
        let own: Vec<_> = events(&mut reviewer.db).into_iter().filter(|(action, _)| action == "reveal").collect();
        assert_eq!(own.len(), 4);
        assert!(own[3].1.contains("bank-card") && own[3].1.contains(&claim.to_string()), "{own:?}");
        for value in [people::child(1).id, people::member(1).id, people::card(2)] {
            assert!(told.iter().chain(&own).all(|(_, detail)| !detail.contains(&value)));
        }
        assert_eq!(desk.claim(claim), before, "looking changes no claim");
        verified(desk);
    }

    fn a_number_without_reason_right_or_scope_is_not_shown_and_leaves_no_trace(desk) {
        let claim = desk.file_claim(&ClaimSpec::of(1));
        let at_b = desk.file_claim(&ClaimSpec::of(2).at(UNIT_B));
        let before = (entries(desk, claim), entries(desk, at_b));
        let asked = |who: &str, claim, reason: &str| code(reveal(&mut desk.session(who), claim, Field::SubjectNumber, reason));
        assert_eq!(asked("reviewer", claim, " "), "usage");
        assert_eq!(asked("reviewer", claim, &format!("核对{}", people::child(1).id)), "usage");
        for who in ["clerk", "admin"] {
            assert_eq!(asked(who, claim, "核对"), "forbidden", "{who}");
        }
        assert_eq!(asked("reviewer-a", at_b, "核对"), "not-found");
        let mut cashier = desk.session("cashier");
        for field in [Field::Certificate, Field::Mobile, Field::PartnerNumber] {
            assert_eq!(refused(reveal(&mut cashier, claim, field, "核对")), "no-such-value", "{field}");
        }
        assert_eq!((entries(desk, claim), entries(desk, at_b)), before);
        assert!(events(&mut cashier.db).iter().all(|(action, _)| action != "reveal"));
        for who in ["reviewer", "approver", "accountant", "cashier", "supervisor", "auditor"] {
            reveal(&mut desk.session(who), claim, Field::SubjectNumber, "核对").unwrap();
        }
    }

    fn an_announcement_reaches_its_union_and_every_union_below_it(desk) {
        let (at_a, at_b) = (desk.file_claim(&ClaimSpec::of(1)), desk.file_claim(&ClaimSpec::of(2).at(UNIT_B)));
        let mut clerk = desk.session("clerk");
        let new = announcement(COUNTY_A, AnnouncementKind::Meeting, "会议纪要〔2025〕18号");
        let done = announcements::record(&mut clerk, &new).unwrap();
        assert_eq!((done.reassessed.looked_at, done.reassessed.rewritten), (1, 1));
        assert!(done.reassessed.changed.is_empty(), "it is a warning only");
        assert!(announced(desk, at_a) && !announced(desk, at_b));
        assert!(announced(desk, desk.file_claim(&ClaimSpec::of(4))), "a claim filed later knows it too");
        assert_eq!(refused(announcements::record(&mut clerk, &new)), "exists");

        let wide = announcement(PROVINCE, AnnouncementKind::Online, "网站公告");
        let next_year = NewAnnouncement { year: desk.year.next(), ..wide };
        announcements::record(&mut clerk, &next_year).unwrap();
        assert!(!announced(desk, at_b), "another year's announcement says nothing");
        announcements::record(&mut desk.session("admin"), &wide).unwrap();
        assert!(announced(desk, at_b));
        assert_eq!(reassess::pending(&mut clerk).unwrap(), 0);
        let told = events(&mut clerk.db).into_iter().filter(|(action, _)| action == "announce").count();
        assert_eq!(told, 3);
        let seen = announcements::list(&mut desk.session("clerk-a"), PROGRAMME, Some(desk.year)).unwrap();
        let units: Vec<&str> = seen.iter().map(|one| one.unit_code.as_str()).collect();
        assert_eq!(units, [PROVINCE, COUNTY_A], "those above speak for it too");
        verified(desk);
    }

    fn an_announcement_to_come_without_document_right_or_scope_is_refused(desk) {
        let record = |who: &str, new: &NewAnnouncement<'_>| code(announcements::record(&mut desk.session(who), new));
        let good = announcement(UNIT_A, AnnouncementKind::Notice, "公告栏");
        assert_eq!(record("clerk", &NewAnnouncement { document: " ", ..good }), "usage");
        assert_eq!(record("clerk", &NewAnnouncement { held_on: day("2026-01-16"), ..good }), "usage");
        assert_eq!(record("clerk-a", &NewAnnouncement { unit: UNIT_B, ..good }), "unknown-unit");
        assert_eq!(record("clerk", &NewAnnouncement { programme: "x", ..good }), "unknown-programme");
        assert_eq!(record("cashier", &good), "forbidden");
        assert!(announcements::list(&mut desk.session("clerk"), PROGRAMME, None).unwrap().is_empty());
    }

    fn an_announcement_is_never_changed(desk) {
        let new = announcement(UNIT_A, AnnouncementKind::Notice, "公告栏");
        announcements::record(&mut desk.session("reviewer"), &new).unwrap();
        for sql in ["UPDATE announcements SET document = 'x'", "DELETE FROM announcements"] {
            assert!(storage::execute_raw(&mut desk.open(), sql).is_err(), "{sql}");
        }
    }

    fn a_key_opens_a_session_for_its_operator_from_approval_to_revocation(desk) {
        let (mut admin, mut second) = (desk.session("admin"), desk.session("admin2"));
        let clerk = desk.session("clerk").ctx.actor.id;
        let (line, done) = keys::add(&mut admin, "clerk", KEY_A).unwrap();
        assert_eq!(done.proposed.standing, Standing::Waiting);
        let opens = |operator| keys::belongs(&mut desk.open(), &line.fingerprint, operator).unwrap();
        assert!(!opens(clerk), "not before a second administrator approves");
        let these = Which::These(vec![done.proposed.id.unwrap()]);
        assert_eq!(proposals::approve(&mut admin, &these).unwrap().failed[0].1.code, "same-operator");
        assert_eq!(proposals::approve(&mut second, &these).unwrap().done.len(), 1);
        assert!(opens(clerk));
        assert!(!opens(admin.ctx.actor.id), "a key is one person's");
        assert_eq!(refused(keys::add(&mut admin, "reviewer", KEY_A)), "key-known");

        let done = keys::revoke(&mut second, &line.fingerprint).unwrap();
        assert!(opens(clerk));
        let these = Which::These(vec![done.proposed.id.unwrap()]);
        proposals::approve(&mut admin, &these).unwrap();
        assert!(!opens(clerk));
        let shown = keys::list(&mut desk.session("auditor")).unwrap();
        assert_eq!((shown[0].operator.as_str(), shown[0].revoked_by.as_deref()), ("clerk", Some("admin2")));
        assert_eq!(refused(keys::add(&mut admin, "clerk", KEY_A)), "key-known", "a revoked key never comes back");
        assert_eq!(refused(keys::revoke(&mut admin, &line.fingerprint)), "key-revoked");
        assert_eq!(code(keys::list(&mut desk.session("clerk"))), "forbidden");
        verified(desk);
    }

    fn a_key_of_an_operator_who_is_switched_off_opens_nothing(desk) {
        let (line, done) = keys::add(&mut desk.session("admin"), "clerk", KEY_A).unwrap();
        in_force(desk, &done);
        let clerk = desk.session("clerk").ctx.actor.id;
        assert!(keys::belongs(&mut desk.open(), &line.fingerprint, clerk).unwrap());
        in_force(desk, &workflow::proposals::operators::off(&mut desk.session("admin"), "clerk").unwrap());
        assert!(!keys::belongs(&mut desk.open(), &line.fingerprint, clerk).unwrap());
    }

    fn an_administrators_first_key_comes_from_the_machine_and_two_keep_one(desk) {
        let (db, installation) = (&mut desk.open(), &desk.installation);
        let first = |db: &mut Db, name: &str, key: &str| keys::first(db, &installation.keyring, &*installation.effects, name, key);
        assert_eq!(code(first(db, "clerk", KEY_A)), "unknown-operator");
        let line = first(db, "admin", KEY_A).unwrap();
        assert_eq!(first(db, "admin", KEY_A).unwrap(), line, "said twice it is done");
        assert_eq!(refused(first(db, "admin2", KEY_A)), "admin-key-exists");
        assert_eq!(refused(first(db, "admin2", KEY_B)), "admin-key-exists");
        let mut admin = desk.session("admin");
        assert_eq!(refused(keys::revoke(&mut admin, &line.fingerprint)), "last-admin-key");
        in_force(desk, &keys::add(&mut admin, "admin", KEY_B).unwrap().1);
        in_force(desk, &keys::revoke(&mut admin, &line.fingerprint).unwrap());
        verified(desk);
    }

    fn the_list_of_open_points_counts_the_claims_that_wait(desk) {
        let (one, two) = (adopted(desk, 1, false), adopted(desk, 2, true));
        desk.file_claim(&ClaimSpec::of(3));
        let waiting = |who: &str| -> Vec<(&str, i64)> {
            let options = rulings::options(&mut desk.session(who), PROGRAMME).unwrap();
            options.iter().filter(|option| option.waiting > 0).map(|option| (option.spec.key, option.waiting)).collect()
        };
        assert_eq!(waiting("admin"), [("family-account-payment", 1), ("adopted-child", 2)]);
        assert_eq!(waiting("clerk-a"), waiting("admin"), "unit A lies in its scope");
        workflow::review::decide::withdraw(&mut desk.session("clerk"), &[one], "误报").unwrap();
        assert_eq!(waiting("admin"), [("family-account-payment", 1), ("adopted-child", 1)]);

        let rule = |option| NewRuling {
            programme: PROGRAMME,
            option,
            value: "allow",
            document: "函〔2026〕1号",
            decided_on: desk.today,
        };
        in_force(desk, &rulings::propose(&mut desk.session("admin"), &rule("adopted-child")).unwrap());
        assert_eq!(waiting("admin"), [("family-account-payment", 1)]);
        in_force(desk, &rulings::propose(&mut desk.session("admin"), &rule("family-account-payment")).unwrap());
        assert_eq!(waiting("admin"), []);
        assert_eq!(desk.claim(two).verdict, Verdict::Eligible);
        // A ruling that leaves each case to a human leaves no claim waiting for a ruling.
        let each = NewRuling { value: "review", ..rule("adopted-child") };
        in_force(desk, &rulings::propose(&mut desk.session("admin"), &each).unwrap());
        assert_eq!((waiting("admin"), desk.claim(two).verdict), (Vec::new(), Verdict::Review));
    }

    fn a_change_cut_off_before_its_claims_were_assessed_is_finished_later(desk) {
        let claim = desk.file_claim(&ClaimSpec::of(1));
        let (mut clerk, payable) = (desk.session("clerk"), desk.claim(claim).payable);
        cut_off(desk, desk.plan_change(UNIT_A, 5_000));
        assert_eq!(desk.claim(claim).payable, payable, "the verdict is stale");
        assert_eq!(reassess::pending(&mut clerk).unwrap(), 1);

        let done = reassess::resume(&mut desk.session("reviewer")).unwrap();
        assert_eq!((done.looked_at, done.changed.len()), (1, 1));
        assert_eq!(done.changed[0].claim, claim);
        assert_eq!(desk.claim(claim).payable.get() * 2, payable.get());
        assert_eq!(reassess::pending(&mut clerk).unwrap(), 0);
        assert_eq!(reassess::resume(&mut clerk).unwrap(), reassess::Reassessed::default());
        assert_eq!(code(reassess::resume(&mut desk.session("auditor"))), "forbidden");
        verified(desk);
    }

    fn the_next_change_picks_up_what_another_one_left(desk) {
        let claim = desk.file_claim(&ClaimSpec::of(1));
        let (mut clerk, payable) = (desk.session("clerk"), desk.claim(claim).payable);
        cut_off(desk, desk.plan_change(UNIT_A, 5_000));
        let other = proposals::propose(&mut clerk, desk.plan_change(UNIT_C, 5_000)).unwrap();
        in_force(desk, &other);
        assert_eq!(desk.claim(claim).payable.get() * 2, payable.get());
        assert_eq!(reassess::pending(&mut clerk).unwrap(), 0);
    }
}
