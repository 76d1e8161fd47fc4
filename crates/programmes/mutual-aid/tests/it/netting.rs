//! Settle, cancel in every observed form, settle anew, compensate: one situation a test.

use domain::fen::Fen;
use mutual_aid::grant::State;

use crate::desk::{Bill, codes, message, pinghu, receive};
use crate::scheme_cases::{shipped, yuan};

#[test]
fn a_settlement_is_answered_with_base_benefit_and_the_line_of_the_statement() {
    let (account, answers) = pinghu(&[Bill::new("S1", "V1", 0, 10_000).settle()]);
    let answer = &answers[0];
    assert_eq!(answer.settlement.as_deref(), Some("S1"));
    assert_eq!(answer.granted.state, State::Benefit);
    assert_eq!(answer.granted.base, Some(yuan("10000")));
    assert_eq!(answer.posting, yuan("3380"));
    assert_eq!(account.posted(), yuan("3380"));
}

#[test]
fn below_the_deductible_nothing_is_paid_and_no_line_is_printed() {
    let (_, answers) = pinghu(&[Bill::new("S1", "V1", 0, 600).settle()]);
    assert_eq!(answers[0].granted.state, State::None);
    assert_eq!(answers[0].granted.base, Some(yuan("600")));
}

#[test]
fn every_form_of_cancellation_takes_back_exactly_what_was_paid() {
    let bill = Bill::new("S1", "V1", 0, 10_000);
    for cancel in [
        bill.cancel_negative("R1"),
        bill.cancel_flagged("R1"),
        bill.cancel_unnamed("R1"),
        bill.cancel_same_id(),
        bill.cancel_answer("R1"),
        bill.cancel_answer("S1"),
        bill.compensate(),
    ] {
        let (account, answers) = pinghu(&[bill.settle(), cancel.clone()]);
        assert_eq!(answers[1].posting, yuan("3380").negated(), "{cancel}");
        assert_eq!(answers[1].granted.state, State::Reversed, "{cancel}");
        assert_eq!(answers[1].settlement.as_deref(), Some("S1"), "{cancel}");
        assert_eq!(account.posted(), Fen::ZERO, "{cancel}");
        let (account, answers) = pinghu(&[cancel.clone(), bill.settle()]);
        assert_eq!(answers[0].granted.state, State::Waiting, "{cancel}");
        assert_eq!(answers[0].posting, Fen::ZERO, "{cancel}");
        assert_eq!(answers[1].granted.state, State::Reversed, "{cancel}");
        assert_eq!(account.posted(), Fen::ZERO, "{cancel}");
    }
}

#[test]
fn a_cancellation_told_in_several_forms_takes_back_once() {
    let bill = Bill::new("S1", "V1", 0, 10_000);
    let again = Bill::new("S2", "V1", 5, 10_000);
    let (account, _) = pinghu(&[
        bill.settle(),
        bill.cancel_answer("R1"),
        bill.cancel_negative("R1"),
        bill.cancel_same_id(),
        again.settle(),
    ]);
    assert_eq!(
        account.posted(),
        yuan("3380"),
        "what was settled anew stands"
    );
}

#[test]
fn the_same_message_again_posts_nothing_and_is_answered_as_before() {
    let bill = Bill::new("S1", "V1", 0, 10_000);
    let (account, answers) = pinghu(&[bill.settle(), bill.settle()]);
    assert_eq!(answers[0].granted, answers[1].granted);
    assert_eq!(answers[1].posting, Fen::ZERO);
    assert_eq!(account.messages().len(), 1);
}

#[test]
fn a_reversal_without_its_original_waits_and_is_shown() {
    let (account, answers) = pinghu(&[Bill::new("S1", "V1", 0, 10_000).cancel_negative("R1")]);
    assert_eq!(answers[0].granted.state, State::Waiting);
    assert_eq!(codes(&answers[0]), ["reversal-waits"]);
    assert_eq!(account.posted(), Fen::ZERO);
}

#[test]
fn an_unnamed_cancellation_takes_back_what_was_settled_before_it_and_not_what_follows() {
    let first = Bill::new("S1", "V1", 0, 10_000);
    let cancel = Bill::new("S1", "V1", 5, 10_000).cancel_unnamed("R1");
    let again = Bill::new("S2", "V1", 9, 10_000);
    let (account, _) = pinghu(&[again.settle(), cancel, first.settle()]);
    let standing = mutual_aid::netting::net(account.messages());
    assert_eq!(
        standing.settlements["S1"].standing,
        mutual_aid::netting::Standing::Reversed
    );
    assert_eq!(
        standing.settlements["S2"].standing,
        mutual_aid::netting::Standing::Stands
    );
    assert_eq!(account.posted(), yuan("3380"));
}

#[test]
fn an_unnamed_cancellation_that_fits_two_settlements_pays_neither_until_a_human_says_which() {
    let without_time = |text: String| {
        text.replace(
            "\"setl_time\":\"2025-02-03 00:00:00\",",
            "\"enddate\":\"2025-02-03\",",
        )
    };
    let first = Bill::new("S1", "V1", 0, 10_000);
    let second = Bill::new("S2", "V1", 0, 10_000);
    let texts = [first.settle(), second.settle(), first.cancel_unnamed("R1")].map(without_time);
    let (account, answers) = pinghu(&texts);
    assert_eq!(answers[2].granted.state, State::Waiting);
    assert_eq!(codes(&answers[2]), ["reversal-ambiguous"]);
    assert_eq!(account.posted(), Fen::ZERO);
    let mut account = account;
    let named = without_time(first.cancel_negative("R1"));
    receive(&mut account, shipped("pinghu-2025"), &[named]);
    assert_eq!(account.posted(), yuan("3380"), "it was the first");
}

#[test]
fn a_cancellation_with_other_amounts_takes_back_all_of_its_original_and_calls_a_human() {
    let bill = Bill::new("S1", "V1", 0, 10_000);
    let other = Bill {
        cash: 9_000,
        ..bill.clone()
    };
    let (account, answers) = pinghu(&[bill.settle(), other.cancel_negative("R1")]);
    assert_eq!(answers[1].posting, yuan("3380").negated());
    assert!(codes(&answers[1]).contains(&"reversal-amount-differs"));
    assert_eq!(account.posted(), Fen::ZERO);
}

#[test]
fn two_settlements_with_one_id_and_different_amounts_keep_the_first_and_call_a_human() {
    let bill = Bill::new("S1", "V1", 0, 10_000);
    let other = Bill {
        cash: 60_000,
        ..bill.clone()
    };
    let (account, answers) = pinghu(&[bill.settle(), other.settle()]);
    assert_eq!(account.posted(), yuan("3380"));
    assert!(codes(&answers[1]).contains(&"settlement-content-differs"));
}

#[test]
fn a_list_row_without_the_parts_waits_until_the_message_says_them() {
    let row = r#"{"setl_id":"S1","mdtrt_id":"V1","psn_no":"43000000000000000001","medfee_sumamt":"10000","fund_pay_sumamt":"0","acct_pay":"0","refd_setl_flag":"0","setl_time":"2025-02-03 00:00:00"}"#.to_owned();
    let (account, answers) = pinghu(&[row.clone(), Bill::new("S1", "V1", 0, 10_000).settle(), row]);
    assert_eq!(answers[0].granted.state, State::Waiting);
    assert_eq!(codes(&answers[0]), ["base-incomplete"]);
    assert_eq!(answers[1].posting, yuan("3380"));
    assert_eq!(account.posted(), yuan("3380"));
}

#[test]
fn a_compensated_cancellation_leaves_the_settlement_as_it_was() {
    let bill = Bill::new("S1", "V1", 0, 10_000);
    let undo =
        |interface: &str| format!(r#"{{"omsgid":"MR1","oinfno":"{interface}","psn_no":"1"}}"#);
    // The specification prints 2207 where 2305 is meant.
    for interface in ["2305", "2207"] {
        let (account, answers) =
            pinghu(&[bill.settle(), bill.cancel_negative("R1"), undo(interface)]);
        assert_eq!(answers[2].posting, yuan("3380"), "{interface}");
        assert_eq!(answers[2].settlement.as_deref(), Some("S1"));
        assert_eq!(answers[2].granted.state, State::Benefit);
        assert_eq!(account.posted(), yuan("3380"));
    }
    let wrong = r#"{"omsgid":"MS1","oinfno":"2305"}"#.to_owned();
    let (account, answers) = pinghu(&[bill.settle(), wrong]);
    assert_eq!(
        codes(&answers[1]),
        ["compensation-waits"],
        "no cancellation was sent under this id"
    );
    assert_eq!(account.posted(), yuan("3380"));
}

#[test]
fn a_message_that_may_settle_or_take_back_holds_its_original_until_a_human_says() {
    let bill = Bill::new("S1", "V1", 0, 10_000);
    let unclear = bill
        .cancel_flagged("R1")
        .replace("\"refd_setl_flag\":\"1\"", "\"refd_setl_flag\":\"0\"");
    let (account, answers) = pinghu(&[bill.settle(), unclear]);
    assert_eq!(answers[1].granted.state, State::Waiting);
    assert_eq!(account.posted(), Fen::ZERO);
}

#[test]
fn a_cancellation_a_year_later_takes_back_from_the_period_of_its_original() {
    let bill = Bill::new("S1", "V1", 0, 10_000);
    let late = bill
        .cancel_negative("R1")
        .replace("2025-02-03", "2026-03-04");
    let (account, answers) = pinghu(&[bill.settle(), late]);
    assert_eq!(answers[1].posting, yuan("3380").negated());
    assert_eq!(account.posted(), Fen::ZERO);
}

#[test]
fn settlements_of_one_second_are_not_told_apart_by_time() {
    let bills = [
        Bill::new("S1", "V1", 0, 10_000),
        Bill::new("S2", "V1", 0, 10_000),
    ];
    let cancel = Bill::new("S1", "V1", 5, 10_000).cancel_unnamed("R1");
    let (account, answers) = pinghu(&[bills[0].settle(), bills[1].settle(), cancel]);
    assert_eq!(codes(&answers[2]), ["reversal-ambiguous"]);
    assert_eq!(account.posted(), Fen::ZERO);
}

#[test]
fn what_waits_is_shown_once_however_often_it_came() {
    let cancel = message(&Bill::new("S1", "V1", 0, 10_000).cancel_negative("R1"));
    let undo = message(&Bill::new("S2", "V1", 0, 10_000).compensate());
    let net = mutual_aid::netting::net([&cancel, &undo, &cancel, &undo]);
    assert_eq!(net.waiting.len(), 2);
}
