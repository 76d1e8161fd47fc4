//! Different people: who does one step of a claim or batch does not do the one that checks it, whatever the account, and
//! nobody touches what pays the own family.

use crate::office::{all_paid, answer, audited, drafted, exported, make, sealed};
#[allow(
    dead_code,
    reason = "these tests need a part of what the payments tests do with batches"
)]
use domain::batch::Channel;
use domain::claim::Checks;
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::ids::{BatchId, ClaimRef};
use rehearsal::people;
use test_support::{
    ClaimSpec, Desk, Document, Engine, Parent, UNIT_A, UNIT_B, UNIT_C, both_engines, on_one,
};
use workflow::duplicates::{self, Verdict};
use workflow::intake::submit::Filed;
use workflow::payments::batches::{self, Format};
use workflow::proposals::{self, Which};
use workflow::review::bulk::{self, Chosen};
use workflow::{Limits, WorkflowError, payments::recovery, review::decide, review::supplement};

/// Somebody who claims for nobody.
fn stranger() -> String {
    people::member(9_999).id
}

fn review(desk: &Desk, who: &str, claim: ClaimRef) -> decide::Outcome {
    let checks = Checks::of(["member", "child", "age"]);
    decide::review(&mut desk.session(who), &[claim], &checks, Some("资料齐全")).unwrap()
}

fn approve(desk: &Desk, who: &str, claim: ClaimRef) -> decide::Outcome {
    decide::approve(&mut desk.session(who), &[claim], FundSource::new("union")).unwrap()
}

fn code(outcome: &decide::Outcome) -> &'static str {
    assert!(outcome.done.is_empty(), "{outcome:?}");
    outcome.failed[0].1.code
}

/// The code of the refusal that sends somebody else.
fn second<T: std::fmt::Debug>(done: Result<T, WorkflowError>) -> (&'static str, String) {
    match done {
        Err(WorkflowError::SecondOperator(refusal)) => (refusal.code, refusal.message.en.into()),
        other => panic!("{other:?}"),
    }
}

fn export(desk: &Desk, who: &str, batch: BatchId) -> Result<batches::Exported, WorkflowError> {
    let dir = tempfile::tempdir().unwrap();
    let done = batches::export(&mut desk.session(who), batch, Format::Csv, dir.path());
    if done.is_err() {
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    }
    done
}

both_engines! {
    fn whoever_imported_any_revision_neither_reviews_nor_approves_through_another_account(desk) {
        let claim = desk.file_claim(&ClaimSpec::of(1));
        desk.file_claim(&ClaimSpec::of(1).paying(39_000).imported_by("clerk2"));
        for clerk in ["clerk", "clerk2"] {
            desk.identify(&[clerk, "reviewer", "approver"], &stranger());
            assert_eq!(code(&review(desk, "reviewer", claim)), "same-operator", "{clerk}");
        }
        assert_eq!(review(desk, "reviewer2", claim).done, [claim]);
        assert_eq!(code(&approve(desk, "approver", claim)), "same-operator");
        assert_eq!(approve(desk, "approver2", claim).done, [claim]);
    }

    fn nobody_approves_what_they_reviewed_through_another_account(desk) {
        let claim = desk.file_claim(&ClaimSpec::of(1));
        desk.identify(&["reviewer", "approver"], &stranger());
        assert_eq!(review(desk, "reviewer", claim).done, [claim]);
        assert_eq!(code(&approve(desk, "approver", claim)), "same-operator");
        let (mut approver, chosen) = (desk.session("approver"), Chosen::These(vec![claim]));
        let offered = bulk::offer(&mut approver, &chosen, 7).unwrap();
        let outcome = bulk::approve(
            &mut approver, &chosen, FundSource::new("union"), offered.expected, offered.token, &mut |_, _| (),
        ).unwrap();
        assert_eq!(code(&outcome), "same-operator");
        assert_eq!(approve(desk, "approver2", claim).done, [claim]);
    }

    fn who_filed_the_claim_that_was_corrected_does_not_decide_the_new_one_by_any_account(desk) {
        let wrong = desk.file_claim(&ClaimSpec::of(1));
        let number = desk.claim(wrong).number;
        let mut clerk = desk.session("clerk2");
        let draft = domain::draft::ClaimDraft {
            corrects: Some(number),
            ..ClaimSpec::of(2).draft(desk.today)
        };
        let prepared = desk.prepare_draft(&mut clerk, UNIT_A, draft);
        let filed = workflow::intake::submit::promote(&mut clerk.db, &clerk.ctx, child_premium::ID, vec![prepared]).unwrap();
        let claim = filed[0].claim().unwrap();
        assert_ne!(claim, wrong);
        desk.identify(&["clerk", "reviewer"], &stranger());
        assert_eq!(code(&review(desk, "reviewer", claim)), "same-operator");
        assert_eq!(review(desk, "reviewer2", claim).done, [claim]);
    }

    fn who_filed_a_supplement_does_not_decide_it_by_any_account(desk) {
        let paid = desk.approved_claim(&ClaimSpec::of(1).paying(30_000));
        let batch = sealed(desk, Channel::MemberBank);
        exported(desk, batch, Format::Csv);
        all_paid(desk, batch);
        let filed = supplement::supplement(&mut desk.session("clerk2"), paid, Fen::new(5_000), "补差").unwrap();
        desk.identify(&["clerk2", "reviewer", "approver"], &stranger());
        assert_eq!(code(&review(desk, "reviewer", filed.claim)), "same-operator");
        assert_eq!(review(desk, "reviewer2", filed.claim).done, [filed.claim]);
        assert_eq!(code(&approve(desk, "approver", filed.claim)), "same-operator");
    }

    fn whoever_reviewed_or_approved_a_line_takes_no_part_in_its_batch_by_any_account(desk) {
        let claim = desk.approved_claim(&ClaimSpec::of(1));
        let number = desk.claim(claim).number.to_string();
        for decider in ["reviewer", "approver"] {
            desk.identify(&["clerk2", decider], &stranger());
            make(desk, "clerk2", "cashier");
            let refused = |done: (&'static str, String)| {
                assert_eq!(done.0, "decided-line", "{decider}");
                assert!(done.1.contains(&number), "{}", done.1);
            };
            let mut payer = desk.session("clerk2");
            refused(second(batches::create(&mut payer, UNIT_A, Channel::MemberBank, FundSource::new("union"), child_premium::ID)));
            let batch = drafted(desk, Channel::MemberBank);
            refused(second(batches::seal(&mut payer, batch, None)));
            batches::seal(&mut desk.session("accountant"), batch, None).unwrap();
            make(desk, "clerk2", "approver");
            refused(second(batches::sign(&mut desk.session("clerk2"), batch)));
            make(desk, "clerk2", "cashier");
            refused(second(export(desk, "clerk2", batch)));
            // Before export it may be taken back by whoever decided it.
            batches::withdraw(&mut payer, batch, "重做").unwrap();
        }
        let batch = sealed(desk, Channel::MemberBank);
        exported(desk, batch, Format::Csv);
        assert_eq!(second(batches::settle(&mut desk.session("clerk2"), batch, &answer(desk))).0, "decided-line");
        assert_eq!(all_paid(desk, batch).outcome.done, [claim]);
        assert_eq!(audited(desk).first_bad, None);
    }

    fn who_seals_a_batch_does_not_settle_it(desk) {
        let claim = desk.approved_claim(&ClaimSpec::of(1));
        let batch = batches::create(
            &mut desk.session("cashier"), UNIT_A, Channel::MemberBank, FundSource::new("union"), child_premium::ID,
        ).unwrap().batch;
        batches::seal(&mut desk.session("cashier"), batch, None).unwrap();
        exported(desk, batch, Format::Csv);
        assert_eq!(second(batches::settle(&mut desk.session("cashier"), batch, &answer(desk))).0, "own-seal");
        // Nor through another account of the same person.
        make(desk, "clerk2", "cashier");
        desk.identify(&["clerk2", "cashier"], &stranger());
        assert_eq!(second(batches::settle(&mut desk.session("clerk2"), batch, &answer(desk))).0, "own-seal");
        make(desk, "reviewer2", "cashier");
        let settled = batches::settle(&mut desk.session("reviewer2"), batch, &answer(desk)).unwrap();
        assert_eq!(settled.outcome.done, [claim]);
    }

    fn two_accounts_of_one_person_do_not_agree_that_children_are_different(desk) {
        let first = desk.file_claim(&ClaimSpec::of(1).with(Document::Certificate));
        desk.file_claim(&ClaimSpec::of(1).by_spouse().at(UNIT_B));
        let case = desk.claim(first).case.unwrap();
        let different = Verdict::Different { evidence: "两份出生医学证明原件".to_owned() };
        duplicates::resolve(&mut desk.session("supervisor"), case, &different, "核对原件").unwrap();
        desk.identify(&["supervisor", "reviewer"], &stranger());
        assert_eq!(second(duplicates::second(&mut desk.session("reviewer"), case)).0, "own-proposal");
        duplicates::second(&mut desk.session("reviewer2"), case).unwrap();
    }

    fn two_accounts_of_one_person_do_not_put_a_change_in_force(desk) {
        let done = proposals::propose(&mut desk.session("clerk"), desk.plan_change(UNIT_C, 10_000)).unwrap();
        let these = Which::These(vec![done.proposed.id.unwrap()]);
        desk.identify(&["clerk", "approver"], &stranger());
        let mut own = desk.session("approver");
        assert!(proposals::list(&mut own, &[], None, 10).unwrap().changes[0].own);
        let told = workflow::views::proposals::told(&mut own, workflow::views::Lang::Zh, None, 9).unwrap();
        assert!(told.rows[0].own);
        assert_eq!(proposals::approve(&mut own, &these).unwrap().failed[0].1.code, "same-operator");
        assert_eq!(proposals::approve(&mut desk.session("approver2"), &these).unwrap().failed, []);
    }

    fn a_claim_for_the_own_brother_or_sister_is_for_another_operator(desk) {
        desk.file_claim(&ClaimSpec::of(1));
        let sibling = desk.file_claim(&ClaimSpec { parent: Parent::Member(1), ..ClaimSpec::of(2) });
        desk.identify(&["reviewer"], &people::child(1).id);
        assert_eq!(code(&review(desk, "reviewer", sibling)), "own-family");
    }

    fn every_step_of_the_own_familys_claim_is_for_another_operator(desk) {
        let claim = desk.file_claim(&ClaimSpec::of(1));
        let own = |who: &str| {
            desk.identify(&[who], &people::member(1).id);
            desk.session(who)
        };
        let refused = |outcome: Result<decide::Outcome, WorkflowError>| assert_eq!(code(&outcome.unwrap()), "own-family");
        refused(decide::return_to_unit(&mut own("reviewer"), &[claim], "x"));
        refused(decide::reject(&mut own("supervisor"), &[claim], "x"));
        refused(decide::hold(&mut own("reviewer"), &[claim], None, "x"));
        refused(decide::withdraw(&mut own("clerk"), &[claim], "x"));
        assert_eq!(code(&review(desk, "reviewer", claim)), "own-family");
        assert_eq!(review(desk, "reviewer2", claim).done, [claim]);
        refused(decide::undo(&mut own("reviewer"), &[claim], "x"));
        own("approver");
        assert_eq!(code(&approve(desk, "approver", claim)), "own-family");
        assert_eq!(approve(desk, "approver2", claim).done, [claim]);
        make(desk, "clerk2", "accountant");
        let paid = batches::create(
            &mut desk.session("clerk2"), UNIT_A, Channel::MemberBank, FundSource::new("union"), child_premium::ID,
        ).unwrap().batch;
        batches::seal(&mut desk.session("clerk2"), paid, None).unwrap();
        exported(desk, paid, Format::Csv);
        all_paid(desk, paid);
        refused(recovery::reconcile(&mut own("accountant"), &[claim]));
        refused(recovery::recover(&mut own("accountant"), &[claim], "x"));
        assert_eq!(recovery::reconcile(&mut desk.session("clerk2"), &[claim]).unwrap().done, [claim]);
    }

    fn nobody_through_whose_hands_a_payment_went_takes_part_in_its_recovery(desk) {
        let claim = desk.approved_claim(&ClaimSpec::of(1));
        let batch = sealed(desk, Channel::MemberBank);
        exported(desk, batch, Format::Csv);
        all_paid(desk, batch);
        make(desk, "clerk2", "approver");
        assert_eq!(recovery::reconcile(&mut desk.session("clerk2"), &[claim]).unwrap().done, [claim]);
        let begin = |who: &str| recovery::recover(&mut desk.session(who), &[claim], "重复享受").unwrap();
        let back = |who: &str| recovery::recovered(&mut desk.session(who), &[claim], "回单").unwrap();
        // Who approved, sealed or found it on the statement; nor who settled or reviewed it, through another account.
        let hands = ["approver", "accountant", "clerk2"];
        let other_accounts = ["cashier", "reviewer"];
        for own in hands {
            assert_eq!(code(&begin(own)), "own-recovery", "{own}");
        }
        for own in other_accounts {
            desk.identify(&["accountant2", own], &stranger());
            assert_eq!(code(&begin("accountant2")), "own-recovery", "{own}");
        }
        desk.identify(&["accountant2"], &people::member(9_998).id);
        assert_eq!(begin("accountant2").done, [claim]);
        for own in hands.into_iter().chain(["accountant2"]) {
            assert_eq!(code(&back(own)), "own-recovery", "{own}");
        }
        for own in other_accounts {
            desk.identify(&["approver2", own], &stranger());
            assert_eq!(code(&back("approver2")), "own-recovery", "{own}");
        }
        desk.identify(&["approver2"], &people::member(9_997).id);
        assert_eq!(desk.state(claim), "recovering");
        assert_eq!(back("approver2").done, [claim]);
        assert_eq!(desk.state(claim), "reversed");
        assert_eq!(audited(desk).first_bad, None);
    }

    fn nobody_files_revises_or_supplements_a_claim_of_the_own_family(desk) {
        let filed = |clerk: &str, specs: &[ClaimSpec]| desk.file_in(&mut desk.session(clerk), specs).unwrap();
        // The other parent is known by a claim of theirs.
        filed("clerk2", &[ClaimSpec::of(2).by_spouse().at(UNIT_B)]);
        for (n, number) in [(1, people::member(1).id), (2, people::spouse(2).id), (3, people::child(3).id)] {
            desk.identify(&["clerk"], &number);
            let both = filed("clerk", &[ClaimSpec::of(n), ClaimSpec::of(n + 10)]);
            assert_eq!(both[0], Filed::Refused("own-family"), "{n}");
            assert!(matches!(both[1], Filed::New(_)), "the other row is not kept back: {both:?}");
            let by_another = filed("clerk2", &[ClaimSpec::of(n)]);
            let claim = by_another[0].claim().unwrap();
            let revised = filed("clerk", &[ClaimSpec::of(n).paying(39_000)]);
            assert_eq!(revised, [Filed::Refused("own-family")]);
            assert_eq!(desk.claim(claim).claimed, Fen::new(40_000));
        }
        let paid = desk.file_claim(&ClaimSpec::of(4).paying(30_000));
        desk.review(paid);
        desk.approve(paid);
        let batch = sealed(desk, Channel::MemberBank);
        exported(desk, batch, Format::Csv);
        all_paid(desk, batch);
        desk.identify(&["clerk"], &people::member(4).id);
        let own = supplement::supplement(&mut desk.session("clerk"), paid, Fen::new(5_000), "补差").unwrap_err();
        assert_eq!(own.code(), "own-family");
        supplement::supplement(&mut desk.session("clerk2"), paid, Fen::new(5_000), "补差").unwrap();
    }

    fn a_batch_with_lines_of_the_own_family_is_for_another_operator_and_says_how_many(desk) {
        for n in 1..=3 {
            desk.approved_claim(&ClaimSpec::of(n));
        }
        desk.identify(&["accountant"], &people::member(1).id);
        desk.identify(&["cashier"], &people::member(2).id);
        let one = |done: (&'static str, String)| {
            assert_eq!(done.0, "own-family-lines");
            assert!(done.1.ends_with(": 1"), "{}", done.1);
            for n in 1..=3 {
                assert!(!done.1.contains(&people::member(n).name) && !done.1.contains("26-"), "{}", done.1);
            }
        };
        let mut accountant = desk.session("accountant");
        one(second(batches::create(&mut accountant, UNIT_A, Channel::MemberBank, FundSource::new("union"), child_premium::ID)));
        make(desk, "clerk2", "accountant");
        let batch = batches::create(
            &mut desk.session("clerk2"), UNIT_A, Channel::MemberBank, FundSource::new("union"), child_premium::ID,
        ).unwrap().batch;
        one(second(batches::seal(&mut accountant, batch, None)));
        batches::seal(&mut desk.session("clerk2"), batch, None).unwrap();
        one(second(batches::withdraw(&mut accountant, batch, "x")));
        desk.identify(&["approver2"], &people::member(3).id);
        one(second(batches::sign(&mut desk.session("approver2"), batch)));
        one(second(export(desk, "cashier", batch)));
        make(desk, "reviewer2", "cashier");
        export(desk, "reviewer2", batch).unwrap();
        one(second(batches::settle(&mut desk.session("cashier"), batch, &answer(desk))));
        let settled = batches::settle(&mut desk.session("reviewer2"), batch, &answer(desk)).unwrap();
        assert_eq!(settled.outcome.done.len(), 3);
        assert_eq!(audited(desk).first_bad, None);
    }
}

#[test]
fn the_second_signature_is_neither_the_makers_nor_a_deciders_and_its_signer_does_not_settle() {
    let limits = Limits {
        batch_second_signature: Fen::new(39_999),
        ..Limits::default()
    };
    for engine in [Engine::Sqlite, Engine::Postgres] {
        on_one(engine, |db| {
            let desk = &Desk::install_with(db, limits.clone());
            let claim = desk.approved_claim(&ClaimSpec::of(1));
            let batch = sealed(desk, Channel::MemberBank);
            assert_eq!(second(export(desk, "cashier", batch)).0, "unsigned");
            let signs =
                |desk: &Desk| second(batches::sign(&mut desk.session("approver2"), batch)).0;
            desk.identify(&["approver2", "accountant"], &stranger());
            assert_eq!(signs(desk), "own-batch");
            desk.identify(&["accountant"], &people::member(9_998).id);
            for decider in ["reviewer", "approver"] {
                desk.identify(&["approver2", decider], &stranger());
                assert_eq!(signs(desk), "decided-line", "{decider}");
                desk.identify(&[decider], &people::member(9_997).id);
            }
            batches::sign(&mut desk.session("approver2"), batch).unwrap();
            exported(desk, batch, Format::Csv);
            desk.identify(&["approver2", "cashier"], &stranger());
            let settled = batches::settle(&mut desk.session("cashier"), batch, &answer(desk));
            assert_eq!(second(settled).0, "own-seal");
            desk.identify(&["cashier"], &people::member(9_996).id);
            assert_eq!(all_paid(desk, batch).outcome.done, [claim]);
        });
    }
}
