//! Paying is never implicit: what is settled was named and counted, what was settled by mistake is reversed by two,
//! and an approval whose facts have changed pays nothing until somebody keeps it.

use crate::office::{
    all_paid, answer, audited, batch_of, drafted, exported, sealed, slot_of, some,
};
use child_premium::Method;
use chrono::NaiveDate;
use domain::batch::{BatchState, Channel};
use domain::fen::Fen;
use domain::ids::{BatchId, ClaimRef, ProposalId};
use domain::ledger::Account;
use domain::slot::Occupancy;
use test_support::{ClaimSpec, Desk, both_engines};
use workflow::payments::batches::{self, Answer, Format, Lines, Sealed};
use workflow::proposals::{self, Standing, Which};
use workflow::review::bulk::Expected;
use workflow::{WorkflowError, payments::ledger, payments::recovery, review::decide, review::kept};

fn expected(count: i64, fen: i64) -> Expected {
    Expected {
        count,
        total: Fen::new(fen),
    }
}

fn proposed(desk: &Desk, batch: BatchId, claims: &[ClaimRef]) -> ProposalId {
    let done = batches::reverse(
        &mut desk.session("cashier"),
        batch,
        claims,
        "回单登记到了别的批次",
    )
    .unwrap();
    assert_eq!(done.proposed.standing, Standing::Waiting);
    done.proposed.id.unwrap()
}

/// The code of the refusal, if `operator` could not second it.
fn seconded(desk: &Desk, operator: &str, change: ProposalId) -> Option<&'static str> {
    let which = Which::These(vec![change]);
    let decided = proposals::approve(&mut desk.session(operator), &which).unwrap();
    decided.failed.first().map(|(_, refusal)| refusal.code)
}

fn moved(desk: &Desk) -> Vec<(Account, i64)> {
    let balance = ledger::balance(&mut desk.session("auditor")).unwrap();
    assert!(balance.is_zero());
    balance
        .accounts
        .into_iter()
        .filter(|(_, fen)| *fen != Fen::ZERO)
        .map(|(account, fen)| (account, fen.get()))
        .collect()
}

fn change(desk: &Desk, sql: &str) {
    storage::execute_raw(&mut desk.open(), sql).unwrap();
    desk.vouch();
}

fn try_seal(desk: &Desk, day: NaiveDate, batch: BatchId) -> Result<Sealed, WorkflowError> {
    batches::seal(&mut desk.session_on("accountant", day), batch, None)
}

both_engines! {
    fn a_settlement_is_refused_when_count_or_sum_are_not_those_of_its_lines(desk) {
        let (one, two) = (desk.approved_claim(&ClaimSpec::of(1)), desk.approved_claim(&ClaimSpec::of(2)));
        let batch = sealed(desk, Channel::MemberBank);
        exported(desk, batch, Format::Csv);
        let weighed = batches::to_settle(&mut desk.session("cashier"), batch, &some(desk, &[one], &[two]).lines).unwrap();
        assert_eq!((weighed.paid, weighed.refused, weighed.all()), (expected(1, 40_000), expected(1, 40_000), expected(2, 80_000)));
        for wrong in [expected(1, 80_000), expected(2, 80_001), expected(0, 0)] {
            let answer = Answer { expect: Some(wrong), ..answer(desk) };
            let refused = batches::settle(&mut desk.session("cashier"), batch, &answer);
            assert!(matches!(refused, Err(WorkflowError::Expectation { .. })), "{refused:?}");
        }
        assert_eq!((desk.state(one), desk.state(two)), ("batched", "batched"));
        let first = Answer { expect: Some(expected(1, 40_000)), ..some(desk, &[one], &[]) };
        batches::settle(&mut desk.session("cashier"), batch, &first).unwrap();
        // What has its answer is not counted again.
        let all = batches::to_settle(&mut desk.session("cashier"), batch, &Lines::All).unwrap();
        assert_eq!(all.all(), expected(1, 40_000));
    }

    fn a_payment_registered_by_mistake_is_reversed_by_two_operators(desk) {
        let claim = desk.approved_claim(&ClaimSpec::of(1));
        let batch = sealed(desk, Channel::MemberBank);
        exported(desk, batch, Format::Csv);
        all_paid(desk, batch);
        let reversal = proposed(desk, batch, &[claim]);
        assert_eq!(desk.state(claim), "paid", "one operator alone reverses nothing");
        assert_eq!(seconded(desk, "cashier", reversal), Some("same-operator"));
        assert_eq!(seconded(desk, "accountant", reversal), None);
        assert_eq!((desk.state(claim), batch_of(desk, batch).state.code()), ("batched", "exported"));
        assert_eq!(slot_of(desk, claim).occupancy, Occupancy::Taken(claim.id));
        assert_eq!(moved(desk), [(Account::new("benefit-expense"), 40_000), (Account::new("payable"), -40_000)]);
        assert_eq!(audited(desk).first_bad, None);
        // The line can be answered again, now as it was.
        let settled = batches::settle(&mut desk.session("cashier"), batch, &some(desk, &[], &[claim])).unwrap();
        assert_eq!((settled.outcome.done, settled.state), (vec![claim], BatchState::Settled));
        assert_eq!(desk.state(claim), "returned");
        assert_eq!(moved(desk), []);
        assert_eq!(audited(desk).first_bad, None);
    }

    fn a_refusal_registered_by_mistake_takes_child_year_and_budget_again(desk) {
        let claim = desk.approved_claim(&ClaimSpec::of(1));
        let batch = sealed(desk, Channel::MemberBank);
        exported(desk, batch, Format::Csv);
        batches::settle(&mut desk.session("cashier"), batch, &some(desk, &[], &[claim])).unwrap();
        assert_eq!((slot_of(desk, claim).occupancy, crate::office::reserved(desk, 2026)), (Occupancy::Free, 0));
        let reversal = proposed(desk, batch, &[claim]);
        assert_eq!(seconded(desk, "accountant", reversal), None);
        assert_eq!((slot_of(desk, claim).occupancy, crate::office::reserved(desk, 2026)), (Occupancy::Taken(claim.id), 40_000));
        assert_eq!(desk.state(claim), "batched");
        assert_eq!(audited(desk).first_bad, None);
        all_paid(desk, batch);
        assert_eq!(desk.state(claim), "paid");
        assert_eq!(moved(desk), [(Account::new("benefit-expense"), 40_000), (Account::new("bank"), -40_000)]);
        assert_eq!(audited(desk).first_bad, None);
    }

    fn a_refusal_from_which_something_followed_stays(desk) {
        let claim = desk.approved_claim(&ClaimSpec::of(1));
        let batch = sealed(desk, Channel::MemberBank);
        exported(desk, batch, Format::Csv);
        batches::settle(&mut desk.session("cashier"), batch, &some(desk, &[], &[claim])).unwrap();
        let reversal = proposed(desk, batch, &[claim]);
        decide::undo(&mut desk.session("reviewer"), &[claim], "户名已更正").unwrap();
        assert_eq!(seconded(desk, "accountant", reversal), Some("left-batch"));
        assert_eq!((desk.state(claim), batch_of(desk, batch).state.code()), ("submitted", "settled"));
        assert_eq!(audited(desk).first_bad, None);
    }

    fn a_payment_found_on_the_statement_is_not_reversed_any_more(desk) {
        let claim = desk.approved_claim(&ClaimSpec::of(1));
        let batch = sealed(desk, Channel::MemberBank);
        exported(desk, batch, Format::Csv);
        all_paid(desk, batch);
        let reversal = proposed(desk, batch, &[claim]);
        recovery::reconcile(&mut desk.session("accountant"), &[claim]).unwrap();
        assert_eq!(seconded(desk, "accountant", reversal), Some("reconciled"));
        assert_eq!(desk.state(claim), "reconciled");
        let late = batches::reverse(&mut desk.session("cashier"), batch, &[claim], "又一原因");
        assert!(matches!(&late, Err(WorkflowError::Refused(refusal)) if refusal.code == "reconciled"), "{late:?}");
    }

    fn an_answer_that_changed_since_the_proposal_is_not_reversed(desk) {
        let claim = desk.approved_claim(&ClaimSpec::of(1));
        let batch = sealed(desk, Channel::MemberBank);
        exported(desk, batch, Format::Csv);
        all_paid(desk, batch);
        let (first, again) = (proposed(desk, batch, &[claim]), proposed(desk, batch, &[claim]));
        assert_eq!(first, again, "the same proposal is not made twice");
        assert_eq!(seconded(desk, "accountant", first), None);
        batches::settle(&mut desk.session("cashier"), batch, &some(desk, &[], &[claim])).unwrap();
        let old = batches::reverse(&mut desk.session("cashier"), batch, &[claim], "另一原因").unwrap();
        let old = old.proposed.id.unwrap();
        decide::undo(&mut desk.session("reviewer"), &[claim], "更正").unwrap();
        assert!(seconded(desk, "accountant", old).is_some());
    }

    fn who_approved_a_line_reverses_no_answer_and_an_open_line_has_none(desk) {
        let claim = desk.approved_claim(&ClaimSpec::of(1));
        let batch = sealed(desk, Channel::MemberBank);
        exported(desk, batch, Format::Csv);
        let open = batches::reverse(&mut desk.session("cashier"), batch, &[claim], "误登");
        assert!(matches!(&open, Err(WorkflowError::Refused(refusal)) if refusal.code == "line-open"), "{open:?}");
        let unsaid = batches::reverse(&mut desk.session("cashier"), batch, &[claim], "");
        assert!(matches!(unsaid, Err(WorkflowError::Usage(_))));
        let role = batches::reverse(&mut desk.session("approver"), batch, &[claim], "误登");
        assert!(matches!(role, Err(WorkflowError::Forbidden { .. })), "{role:?}");
    }

    fn a_reversal_waits_for_a_second_operator_even_under_a_sole_administrator(desk) {
        let claim = desk.approved_claim(&ClaimSpec::of(1));
        let batch = sealed(desk, Channel::MemberBank);
        exported(desk, batch, Format::Csv);
        all_paid(desk, batch);
        change(desk, "UPDATE operators SET active = FALSE WHERE name = 'admin2'");
        proposed(desk, batch, &[claim]);
        assert_eq!(desk.state(claim), "paid");
    }

    fn a_member_who_left_after_the_approval_stops_the_line_until_somebody_keeps_it(desk) {
        let (gone, fine) = (desk.approved_claim(&ClaimSpec::of(1)), desk.approved_claim(&ClaimSpec::of(2)));
        let member = desk.claim(gone).member;
        change(desk, &format!("UPDATE memberships SET in_service = FALSE WHERE person_id = {}", literal(desk, member.0)));
        let batch = drafted(desk, Channel::MemberBank);
        let outcome = try_seal(desk, desk.today, batch).unwrap();
        let [(dropped, refusal)] = outcome.dropped.as_slice() else { panic!("{outcome:?}") };
        assert_eq!((*dropped, refusal.code), (gone, "verdict-changed"));
        assert_eq!((desk.state(gone), desk.state(fine)), ("approved", "batched"));
        assert_eq!(audited(desk).first_bad, None);

        let keep = |operator: &str| kept::keep(&mut desk.session(operator), &[gone], "离会前已缴费，按批准时口径").unwrap();
        assert_eq!(keep("approver").failed[0].1.code, "same-operator", "who approved it does not keep it");
        let kept_by = keep("approver2");
        assert_eq!(kept_by.failed, []);
        let again = drafted(desk, Channel::MemberBank);
        assert_eq!(try_seal(desk, desk.today, again).unwrap().dropped, []);
        assert_eq!(desk.state(gone), "batched");
        assert_eq!(audited(desk).first_bad, None);
    }

    fn what_changes_after_an_approval_was_kept_stops_the_line_again(desk) {
        let claim = desk.approved_claim(&ClaimSpec::of(1));
        change(desk, "UPDATE memberships SET in_service = FALSE");
        kept::keep(&mut desk.session("approver2"), &[claim], "按批准时口径").unwrap();
        change(desk, "UPDATE plans SET amount_fen = 10000");
        change(desk, "UPDATE memberships SET in_service = TRUE");
        let batch = drafted(desk, Channel::MemberBank);
        let stopped = try_seal(desk, desk.today, batch);
        assert!(matches!(&stopped, Err(WorkflowError::Nothing(why)) if why.zh.contains("现在可付") && why.en.contains("payable now")), "{stopped:?}");
    }

    fn an_approval_of_which_nothing_changed_is_not_kept(desk) {
        let claim = desk.approved_claim(&ClaimSpec::of(1));
        let outcome = kept::keep(&mut desk.session("approver2"), &[claim], "按批准时口径").unwrap();
        assert_eq!(outcome.failed[0].1.code, "nothing-changed");
        let unsaid = kept::keep(&mut desk.session("approver2"), &[claim], "  ");
        assert!(matches!(unsaid, Err(WorkflowError::Usage(_))));
    }

    fn dues_that_lapsed_a_plan_that_was_lowered_and_a_window_that_closed_stop_the_line(desk) {
        let late = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
        let cases = [
            (Method::Reimburse, "UPDATE memberships SET dues_through = '2025-01-01'", desk.today),
            (Method::Reimburse, "UPDATE plans SET amount_fen = 10000 WHERE mode = 'reimburse'", desk.today),
            (Method::Full, "SELECT 1", late),
        ];
        for (n, (mode, sql, day)) in (1..).zip(cases) {
            let claim = desk.approved_claim(&ClaimSpec::of(n).mode(mode));
            let channel = mode.spec().channel;
            change(desk, sql);
            let batch = drafted(desk, channel);
            let stopped = try_seal(desk, day, batch);
            assert!(matches!(&stopped, Err(WorkflowError::Nothing(_))), "{sql}: {stopped:?}");
            assert_eq!(desk.state(claim), "approved");
            batches::withdraw(&mut desk.session("accountant"), batch, "重做").unwrap();
            decide::undo(&mut desk.session("approver"), &[claim], "情况有变").unwrap();
            change(desk, "UPDATE memberships SET dues_through = '2026-12-01'");
        }
    }
}

fn literal(desk: &Desk, id: uuid::Uuid) -> String {
    match desk.engine() {
        test_support::Engine::Sqlite => format!("x'{}'", id.simple()),
        test_support::Engine::Postgres => format!("'\\x{}'::bytea", id.simple()),
    }
}
