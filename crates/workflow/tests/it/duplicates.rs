//! Cases of duplicate claims: opened by a second claim for a child-year, decided by a human, undone.

use chrono::NaiveDate;
use domain::batch::Channel;
use domain::case::{CaseState, Resolution};
use domain::claim::{Checks, HoldUntil};
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::ids::{CaseId, ClaimRef, PersonId};
use domain::slot::{Occupancy, Slot, SlotKey};
use storage::cases::Case;
use test_support::{
    ClaimSpec, Desk, Document, Engine, Parent, UNIT_A, UNIT_B, both_engines, on_one,
};
use workflow::duplicates::{self, CaseBody, Settled, Verdict};
use workflow::{WorkflowError, payments::batches, review::decide};

const WHY: &str = "夫妻双方书面选择";

fn keep(claim: ClaimRef) -> Verdict {
    Verdict::KeepOne {
        claim,
        chosen_by: "母亲，2026-01-12，选择书".to_owned(),
        details_of: None,
    }
}

fn different() -> Verdict {
    Verdict::Different {
        evidence: "两份出生医学证明原件".to_owned(),
    }
}

fn resolve(desk: &Desk, case: CaseId, verdict: &Verdict) -> Result<Settled, WorkflowError> {
    duplicates::resolve(&mut desk.session("supervisor"), case, verdict, WHY)
}

fn undo(desk: &Desk, case: CaseId) -> Result<Settled, WorkflowError> {
    duplicates::undo(&mut desk.session("supervisor"), case, "选择书作废")
}

/// Both parents' claims for child `n`, at A and B, and their case.
fn both_parents(desk: &Desk, n: u64) -> (ClaimRef, ClaimRef, CaseId) {
    let first = desk.file_claim(&ClaimSpec::of(n));
    let second = desk.file_claim(&ClaimSpec::of(n).by_spouse().at(UNIT_B));
    (first, second, case_of(desk, second))
}

fn case_of(desk: &Desk, claim: ClaimRef) -> CaseId {
    desk.claim(claim).case.expect("an open case")
}

fn row(desk: &Desk, case: CaseId) -> Case {
    storage::cases::find(&mut desk.open(), case).unwrap()
}

fn slot(desk: &Desk, person: PersonId) -> Slot {
    storage::slots::of_subjects(&mut desk.open(), &[person])
        .unwrap()
        .remove(0)
}

fn seal(desk: &Desk, unit: &str) {
    let mut accountant = desk.session("accountant");
    let created = batches::create(
        &mut accountant,
        unit,
        Channel::MemberBank,
        FundSource::new("union"),
        child_premium::ID,
    )
    .unwrap();
    batches::seal(&mut accountant, created.batch, None).unwrap();
}

/// The codes of what refused the claims of an act.
fn refused(outcome: &decide::Outcome) -> Vec<&'static str> {
    outcome
        .failed
        .iter()
        .map(|(_, refusal)| refusal.code)
        .collect()
}

fn assert_books_hold(desk: &Desk) {
    let verified = workflow::audit::verify(&mut desk.session("auditor")).unwrap();
    assert!(verified.ok, "{:?}", verified.first_bad);
}

both_engines! {
    fn a_second_parents_claim_opens_a_case_that_stops_review_and_approval(desk) {
        let first = desk.reviewed_claim(&ClaimSpec::of(1));
        let second = desk.file_claim(&ClaimSpec::of(1).by_spouse().at(UNIT_B));
        assert_eq!(case_of(desk, first), case_of(desk, second));
        let checks = Checks::of(["member", "child", "age"]);
        let reviewed = decide::review(&mut desk.session("reviewer"), &[second], &checks, Some("同意")).unwrap();
        let approved = decide::approve(&mut desk.session("approver"), &[first], FundSource::new("union")).unwrap();
        assert_eq!(reviewed.done.len() + approved.done.len(), 0);
        assert_eq!((desk.state(first), desk.state(second)), ("reviewed", "submitted"));
    }

    fn an_escalated_case_is_decided_by_the_supervisor_above_all_its_unions_or_taken_back(desk) {
        let (first, second, case) = both_parents(desk, 1);
        let escalate = |operator: &str| {
            duplicates::resolve(&mut desk.session(operator), case, &Verdict::Escalate, WHY)
        };
        let settled = escalate("reviewer").unwrap();
        assert_eq!((settled.state, settled.done.as_slice()), (CaseState::Open, [].as_slice()));
        let seen = row(desk, case);
        assert_eq!(seen.resolution.map(Resolution::code), Some("escalate"));
        let to = CaseBody::of(&seen).unwrap().escalated_to.unwrap();
        assert_eq!((to.name.as_str(), to.path.as_str()), ("湖南省总工会", "/HN/"));
        for operator in ["reviewer", "approver"] {
            let refused = duplicates::resolve(&mut desk.session(operator), case, &keep(first), WHY);
            assert!(matches!(refused, Err(WorkflowError::State { .. })), "{refused:?}");
        }
        let approved = decide::approve(&mut desk.session("approver"), &[first], FundSource::new("union")).unwrap();
        assert_eq!(approved.done, []);
        duplicates::undo(&mut desk.session("reviewer"), case, "误报").unwrap();
        let back = row(desk, case);
        assert_eq!((back.state.code(), back.resolution), (CaseState::Open.code(), None));
        assert_eq!(CaseBody::of(&row(desk, case)).unwrap().escalated_to, None);
        escalate("approver").unwrap();
        assert_eq!(escalate("supervisor").unwrap_err().code(), "usage", "nobody stands above the province");
        resolve(desk, case, &keep(second)).unwrap();
        assert_eq!((desk.state(first), desk.state(second)), ("withdrawn", "submitted"));
        let events = storage::history::events(&mut desk.open(), first).unwrap();
        assert_eq!(events.iter().filter(|event| event.step == "duplicate-decided").count(), 3);
        assert_books_hold(desk);
    }

    fn the_kept_claim_goes_on_and_the_other_is_withdrawn_with_the_choice_on_record(desk) {
        let (first, second, case) = both_parents(desk, 1);
        let settled = resolve(desk, case, &keep(second)).unwrap();
        assert_eq!((settled.state, settled.done), (CaseState::Resolved, vec![first]));
        assert_eq!((desk.state(first), desk.state(second)), ("withdrawn", "submitted"));
        let row = row(desk, case);
        let body = CaseBody::of(&row).unwrap();
        assert_eq!((body.kept, body.chosen_by.as_str(), body.reason.as_str()), (Some(second), "母亲，2026-01-12，选择书", WHY));
        assert_eq!((row.state.code(), row.resolution.map(Resolution::code)), ("resolved", Some("keep-one")));
        assert!(row.resolved_by.is_some() && row.resolved_at.is_some());
        assert_eq!(desk.claim(second).verdict.code(), "eligible");
        desk.review(second);
        desk.approve(second);
        assert_eq!(slot(desk, second.subject).occupancy, Occupancy::Taken(second.id));
        let events = storage::history::events(&mut desk.open(), first).unwrap();
        let steps: Vec<&str> = events.iter().map(|event| event.step.as_str()).collect();
        assert_eq!(steps, ["submit", "withdraw", "duplicate-decided"]);
        assert_books_hold(desk);
    }

    fn an_approved_loser_gives_its_slot_and_budget_back(desk) {
        let first = desk.approved_claim(&ClaimSpec::of(1));
        let second = desk.file_claim(&ClaimSpec::of(1).by_spouse().at(UNIT_B));
        resolve(desk, case_of(desk, second), &keep(second)).unwrap();
        let free = slot(desk, first.subject);
        assert_eq!((free.occupancy, free.committed, free.case), (Occupancy::Free, Fen::ZERO, None));
        let budgets = storage::plans::budgets_of(&mut desk.open(), &[desk.unit_id(UNIT_A)]).unwrap();
        assert_eq!(budgets.iter().map(|budget| budget.reserved.get()).sum::<i64>(), 0);
        desk.review(second);
        desk.approve(second);
        assert_books_hold(desk);
    }

    fn a_sealed_claim_stays_and_names_unit_and_number_only(desk) {
        let first = desk.approved_claim(&ClaimSpec::of(1));
        seal(desk, UNIT_A);
        let second = desk.file_claim(&ClaimSpec::of(1).by_spouse().at(UNIT_B));
        let case = case_of(desk, second);
        let refusal = resolve(desk, case, &keep(second)).unwrap_err();
        assert_eq!(refusal.code(), "sealed");
        let text = refusal.to_string();
        assert!(text.contains(&desk.claim(first).number.to_string()) && text.contains("芙蓉区第一小学工会"), "{text}");
        assert!(!text.contains(&rehearsal::people::member(1).name), "{text}");
        let settled = resolve(desk, case, &keep(first)).unwrap();
        assert_eq!(settled.done, [second]);
        assert_eq!((desk.state(first), desk.state(second)), ("batched", "withdrawn"));
        assert_eq!(slot(desk, first.subject).occupancy, Occupancy::Taken(first.id));
    }

    fn different_children_on_one_number_all_go_back_and_no_second_slot_opens(desk) {
        let (first, second, case) = both_parents(desk, 1);
        let settled = resolve(desk, case, &different()).unwrap();
        assert_eq!(settled.state, CaseState::Resolved);
        assert_eq!((desk.state(first), desk.state(second)), ("returned", "returned"));
        assert_eq!(storage::slots::of_subjects(&mut desk.open(), &[first.subject]).unwrap().len(), 1);
        // Whoever sends the same number again meets the other once that one is sent again too.
        desk.file_claim(&ClaimSpec::of(1).paying(39_000));
        assert_eq!((desk.state(first), desk.claim(first).case), ("submitted", None));
        desk.file_claim(&ClaimSpec::of(1).by_spouse().at(UNIT_B).paying(39_000));
        assert_eq!(case_of(desk, first), case_of(desk, second));
        assert_books_hold(desk);
    }

    fn a_hold_leaves_the_case_open_even_when_its_day_has_come(desk) {
        let (first, second, case) = both_parents(desk, 1);
        let day = NaiveDate::from_ymd_opt(2026, 1, 20).unwrap();
        assert_eq!(resolve(desk, case, &Verdict::Hold(HoldUntil::Date(desk.today))).unwrap_err().code(), "usage");
        let settled = resolve(desk, case, &Verdict::Hold(HoldUntil::Date(day))).unwrap();
        assert_eq!((settled.state, settled.done.len()), (CaseState::Open, 2));
        assert_eq!((desk.state(first), desk.state(second)), ("held", "held"));
        let checks = Checks::of(["member", "child", "age"]);
        let later = NaiveDate::from_ymd_opt(2026, 1, 21).unwrap();
        let mut reviewer = desk.session_on("reviewer", later);
        let outcome = decide::review(&mut reviewer, &[first], &checks, Some("同意")).unwrap();
        assert_eq!(outcome.done, []);
        resolve(desk, case, &keep(first)).unwrap();
        assert_eq!((desk.state(first), desk.state(second)), ("submitted", "withdrawn"));
    }

    fn a_newcomer_waits_for_the_slot_of_a_sealed_holder(desk) {
        let first = desk.approved_claim(&ClaimSpec::of(1));
        seal(desk, UNIT_A);
        let second = desk.file_claim(&ClaimSpec::of(1).by_spouse().at(UNIT_B));
        let settled = resolve(desk, case_of(desk, second), &Verdict::Hold(HoldUntil::SlotFree)).unwrap();
        assert_eq!(settled.done, [second]);
        assert_eq!((desk.state(first), desk.state(second)), ("batched", "held"));
        resolve(desk, case_of(desk, second), &Verdict::ReturnBoth).unwrap();
        assert_eq!((desk.state(first), desk.state(second)), ("batched", "returned"));
        assert_books_hold(desk);
    }

    fn undoing_a_choice_releases_the_approval_that_followed_and_revives_the_loser(desk) {
        let (first, second, case) = both_parents(desk, 1);
        resolve(desk, case, &keep(second)).unwrap();
        desk.review(second);
        desk.approve(second);
        let settled = undo(desk, case).unwrap();
        assert_eq!(settled.state, CaseState::Open);
        assert_eq!((desk.state(first), desk.state(second)), ("submitted", "submitted"));
        assert_eq!((case_of(desk, first), case_of(desk, second)), (case, case));
        let free = slot(desk, first.subject);
        assert_eq!((free.occupancy, free.case), (Occupancy::Free, Some(case)));
        let body = CaseBody::of(&row(desk, case)).unwrap();
        assert_eq!((body.kept, body.undone.len()), (None, 1));
        resolve(desk, case, &keep(first)).unwrap();
        assert_eq!((desk.state(first), desk.state(second)), ("submitted", "withdrawn"));
        assert_books_hold(desk);
    }

    fn a_choice_cannot_be_undone_once_the_claim_is_batched(desk) {
        let (first, second, case) = both_parents(desk, 1);
        resolve(desk, case, &keep(first)).unwrap();
        desk.review(first);
        desk.approve(first);
        seal(desk, UNIT_A);
        assert_eq!(undo(desk, case).unwrap_err().code(), "sealed");
        assert_eq!((desk.state(first), desk.state(second)), ("batched", "withdrawn"));
        assert_eq!(row(desk, case).state.code(), "resolved");
    }

    fn undoing_leaves_alone_what_the_unit_withdrew_itself(desk) {
        let (first, second, case) = both_parents(desk, 1);
        resolve(desk, case, &keep(first)).unwrap();
        decide::withdraw(&mut desk.session("clerk"), &[first], "单位撤回").unwrap();
        undo(desk, case).unwrap();
        assert_eq!((desk.state(first), desk.state(second)), ("withdrawn", "submitted"));
    }

    fn only_the_undoing_of_its_case_revives_a_withdrawn_claim(desk) {
        let (first, second, case) = both_parents(desk, 1);
        resolve(desk, case, &keep(second)).unwrap();
        let outcome = decide::undo(&mut desk.session("approver"), &[first], "误操作").unwrap();
        assert_eq!(refused(&outcome), ["state"]);
        desk.file_claim(&ClaimSpec::of(1));
        assert_eq!(undo(desk, case).unwrap_err().code(), "superseded");
        assert_eq!((desk.state(first), desk.state(second)), ("withdrawn", "submitted"));
    }

    fn a_decision_needs_a_reason_the_choice_and_an_operator_who_sees_both_units(desk) {
        let (first, _, case) = both_parents(desk, 1);
        let nobody = Verdict::KeepOne { claim: first, chosen_by: " ".to_owned(), details_of: None };
        assert_eq!(resolve(desk, case, &nobody).unwrap_err().code(), "usage");
        let no_reason = duplicates::resolve(&mut desk.session("supervisor"), case, &keep(first), "");
        assert_eq!(no_reason.unwrap_err().code(), "usage");
        let clerk = duplicates::resolve(&mut desk.session("clerk"), case, &keep(first), WHY);
        assert_eq!(clerk.unwrap_err().code(), "forbidden");
        let local = duplicates::resolve(&mut desk.session("reviewer-a"), case, &keep(first), WHY).unwrap_err();
        assert_eq!(local.code(), "out-of-scope");
        assert!(!local.to_string().contains(&rehearsal::people::spouse(1).name), "{local}");
        let elsewhere = ClaimSpec::of(2).at(UNIT_B);
        desk.file_claim(&elsewhere);
        let (other, unseen) = (desk.file_claim(&ClaimSpec { parent: Parent::Member(3), ..elsewhere }), "not-found");
        let hidden = duplicates::resolve(&mut desk.session("reviewer-a"), case_of(desk, other), &keep(other), WHY);
        assert_eq!(hidden.unwrap_err().code(), unseen);
        assert_eq!(row(desk, case).state.code(), "open");
    }

    fn that_claims_are_for_two_people_is_said_and_agreed_to_by_those_who_see_all_of_them(desk) {
        desk.file_claim(&ClaimSpec::of(1).with(Document::Certificate));
        let second = desk.file_claim(&ClaimSpec::of(1).by_spouse().at(UNIT_B));
        let case = case_of(desk, second);
        let different = Verdict::Different { evidence: "两份出生医学证明原件".to_owned() };
        let local = duplicates::resolve(&mut desk.session("reviewer-a"), case, &different, WHY);
        assert_eq!(local.unwrap_err().code(), "out-of-scope");
        duplicates::resolve(&mut desk.session("supervisor"), case, &different, WHY).unwrap();
        assert_eq!(duplicates::second(&mut desk.session("reviewer-a"), case).unwrap_err().code(), "out-of-scope");
        duplicates::second(&mut desk.session("reviewer"), case).unwrap();
        assert_eq!(row(desk, case).state.code(), "resolved");
    }

    fn certificate_and_number_of_one_newborn_meet_and_the_slot_is_inherited(desk) {
        let first = desk.approved_claim(&ClaimSpec::of(1).with(Document::Certificate));
        let second = desk.file_claim(&ClaimSpec::of(1).by_spouse().at(UNIT_B));
        assert_ne!(first.subject, second.subject);
        let case = case_of(desk, second);
        assert_eq!((row(desk, case).kind.code(), case_of(desk, first)), ("other-document", case));
        resolve(desk, case, &keep(first)).unwrap();
        assert_eq!((desk.state(first), desk.state(second)), ("approved", "withdrawn"));
        let (theirs, root) = (slot(desk, first.subject), slot(desk, second.subject));
        assert_eq!((theirs.occupancy, theirs.committed), (Occupancy::Free, Fen::ZERO));
        assert_eq!((root.occupancy, root.committed), (Occupancy::Taken(first.id), Fen::new(40_000)));
        // A third claim under either number meets the one slot.
        let third = desk.file_claim(&ClaimSpec { parent: Parent::Member(9), ..ClaimSpec::of(1).with(Document::Certificate).at(UNIT_B) });
        assert_eq!(case_of(desk, third), case_of(desk, first));
        assert_books_hold(desk);
        resolve(desk, case_of(desk, third), &keep(first)).unwrap();
        undo(desk, case).unwrap();
        let (theirs, root) = (slot(desk, first.subject), slot(desk, second.subject));
        assert_eq!((theirs.occupancy, theirs.committed), (Occupancy::Taken(first.id), Fen::new(40_000)));
        assert_eq!((root.occupancy, root.committed), (Occupancy::Free, Fen::ZERO));
        assert_eq!((desk.state(first), desk.state(second)), ("approved", "submitted"));
        assert_books_hold(desk);
    }

    fn one_row_with_both_numbers_of_two_people_says_that_they_are_one(desk) {
        let first = desk.file_claim(&ClaimSpec::of(1).with(Document::Certificate));
        // Another row knows the child by its number alone, before anybody sees the two together.
        let mut clerk = desk.session("clerk");
        let child = ClaimSpec::of(1).draft(desk.today).subject;
        let (by_number, _) = desk.person(&mut clerk, &child);
        let second = desk.file_claim(&ClaimSpec::of(1).by_spouse().at(UNIT_B).with(Document::Both));
        assert_eq!(second.subject, by_number);
        let case = case_of(desk, second);
        assert_eq!(row(desk, case).kind.code(), "two-people");
        resolve(desk, case, &keep(second)).unwrap();
        assert_eq!((desk.state(first), desk.state(second)), ("withdrawn", "submitted"));
        let merged = storage::people::by_ids(&mut desk.open(), &[first.subject]).unwrap();
        assert_eq!(merged[0].merged_into, Some(by_number.into()));
    }

    fn two_payments_for_one_child_are_not_merged_away(desk) {
        let first = desk.file_claim(&ClaimSpec::of(1).with(Document::Certificate));
        let second = desk.file_claim(&ClaimSpec::of(1).by_spouse().at(UNIT_B));
        let case = case_of(desk, second);
        // The year before, each number was paid for: nobody knew yet that it was one child.
        for claim in [first, second] {
            let vacant = slot(desk, claim.subject);
            let key = SlotKey { year: vacant.key.year.previous(), ..vacant.key };
            desk.open()
                .write(|db| {
                    let mut slot = storage::slots::lock(db, std::slice::from_ref(&key))?.remove(0);
                    slot.occupancy = Occupancy::Paid(claim.id);
                    slot.committed = Fen::new(40_000);
                    slot.revision += 1;
                    storage::slots::update(db, &slot)
                })
                .unwrap();
        }
        assert_eq!(resolve(desk, case, &keep(first)).unwrap_err().code(), "two-payments");
        assert_eq!((desk.state(first), desk.state(second)), ("submitted", "submitted"));
        assert_eq!((row(desk, case).state.code(), case_of(desk, first)), ("open", case));
        let people = storage::people::by_ids(&mut desk.open(), &[first.subject, second.subject]).unwrap();
        assert!(people.iter().all(|person| person.merged_into.is_none()));
    }

    fn different_children_need_a_second_operator_and_are_not_asked_about_again(desk) {
        let first = desk.file_claim(&ClaimSpec::of(1).with(Document::Certificate));
        let second = desk.file_claim(&ClaimSpec::of(1).by_spouse().at(UNIT_B));
        let case = case_of(desk, second);
        let silent = Verdict::Different { evidence: String::new() };
        assert_eq!(resolve(desk, case, &silent).unwrap_err().code(), "usage");
        assert_eq!(resolve(desk, case, &different()).unwrap().state, CaseState::Proposed);
        assert!(desk.claim(first).case.is_some() && desk.claim(second).case.is_some());
        let same = duplicates::second(&mut desk.session("supervisor"), case).unwrap_err();
        assert_eq!(same.code(), "second-operator");
        assert_eq!(duplicates::second(&mut desk.session("reviewer"), case).unwrap().state, CaseState::Resolved);
        assert_eq!((desk.claim(first).case, desk.claim(second).case), (None, None));
        assert!(duplicates::decided_different(&mut desk.open(), first.subject, second.subject).unwrap());
        decide::withdraw(&mut desk.session("clerk"), &[second], "资料补正后重报").unwrap();
        let again = desk.file_claim(&ClaimSpec::of(1).by_spouse().at(UNIT_B));
        assert_eq!((desk.claim(first).case, desk.claim(again).case), (None, None));
        desk.review(first);
        desk.approve(first);
        undo(desk, case).unwrap();
        assert_eq!(desk.state(first), "submitted");
        assert!(!duplicates::decided_different(&mut desk.open(), first.subject, second.subject).unwrap());
        assert_books_hold(desk);
    }

    fn a_decided_case_is_not_decided_twice(desk) {
        let (first, second, case) = both_parents(desk, 1);
        resolve(desk, case, &keep(first)).unwrap();
        assert_eq!(resolve(desk, case, &keep(second)).unwrap_err().code(), "case-not-open");
        assert_eq!(duplicates::second(&mut desk.session("reviewer"), case).unwrap_err().code(), "state");
        undo(desk, case).unwrap();
        assert_eq!(undo(desk, case).unwrap_err().code(), "state");
    }
}

/// One half of the workers merges certificate and number, the other approves under both.
#[test]
fn a_merge_racing_with_approvals_pays_once() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        on_one(engine, |db| race(&Desk::install(db)));
    }
}

fn race(desk: &Desk) {
    const CHILDREN: u64 = 6;
    let pairs: Vec<(ClaimRef, ClaimRef, CaseId)> = (1..=CHILDREN)
        .map(|n| {
            let first = desk.reviewed_claim(&ClaimSpec::of(n).with(Document::Certificate));
            let second = desk.file_claim(&ClaimSpec::of(n).by_spouse().at(UNIT_B));
            (first, second, case_of(desk, second))
        })
        .collect();
    std::thread::scope(|scope| {
        for (first, second, case) in &pairs {
            for kept in [*first, *second] {
                // The loser of two decisions is told so; nothing else may go wrong.
                scope.spawn(move || match resolve(desk, *case, &keep(kept)) {
                    Ok(_) => {}
                    Err(error) => assert!(
                        ["case-not-open", "conflict", "busy"].contains(&error.code()),
                        "{error}"
                    ),
                });
            }
            scope.spawn(move || {
                let mut approver = desk.session("approver");
                for _ in 0..3 {
                    decide::approve(&mut approver, &[*first, *second], FundSource::new("union"))
                        .unwrap();
                }
            });
        }
    });
    for (first, second, _) in &pairs {
        let states = [desk.state(*first), desk.state(*second)];
        assert!(states.contains(&"withdrawn"), "{states:?}");
        let slots = storage::slots::of_subjects(&mut desk.open(), &[first.subject, second.subject])
            .unwrap();
        let occupied: Vec<&Slot> = slots
            .iter()
            .filter(|slot| slot.occupancy != Occupancy::Free)
            .collect();
        assert_eq!(
            occupied.len(),
            usize::from(states.contains(&"approved")),
            "{states:?}"
        );
        assert!(
            occupied
                .iter()
                .all(|slot| slot.key.subject == second.subject),
            "the root's slot inherits"
        );
    }
    assert_books_hold(desk);
}
