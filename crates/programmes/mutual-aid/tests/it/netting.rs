//! Settle, cancel in every observed form, settle anew, compensate: one situation a test.

use domain::fen::Fen;
use mutual_aid::account::{Account, Answer, State};

use crate::desk::{Bill, message, receive, terms};
use crate::scheme_cases::{shipped, yuan};

/// Everything through Pinghu's scheme, each settlement on its own.
fn pinghu(texts: &[String]) -> (Account, Vec<Answer>) {
    let mut account = Account::default();
    let answers = receive(&mut account, shipped("pinghu-2025"), texts);
    (account, answers)
}

fn codes(answer: &Answer) -> Vec<&str> {
    answer
        .granted
        .findings
        .iter()
        .map(|finding| finding.code.as_str())
        .collect()
}

#[test]
fn a_settlement_is_answered_with_base_benefit_and_the_line_of_the_statement() {
    let (account, answers) = pinghu(&[Bill::new("S1", "V1", 0, 10_000).settle()]);
    let answer = &answers[0];
    assert_eq!(answer.settlement.as_deref(), Some("S1"));
    assert_eq!(answer.granted.state, State::Benefit);
    assert_eq!(answer.granted.base, Some(yuan("10000")));
    assert_eq!(answer.posting, yuan("3380"));
    assert_eq!(account.posted(), yuan("3380"));
    let (zh, en) = answer.line().unwrap();
    assert_eq!(zh, "总工会补助 3,380.00 元");
    assert_eq!(en, "Union benefit 3,380.00 yuan");
}

#[test]
fn below_the_deductible_nothing_is_paid_and_no_line_is_printed() {
    let (_, answers) = pinghu(&[Bill::new("S1", "V1", 0, 600).settle()]);
    assert_eq!(answers[0].granted.state, State::None);
    assert_eq!(answers[0].granted.base, Some(yuan("600")));
    assert_eq!(answers[0].line(), None);
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
fn parts_of_a_stay_count_together_where_the_scheme_says_so_and_alone_where_not() {
    let parts = [
        Bill::new("S1", "V1", 0, 3_000),
        Bill::new("S2", "V1", 5, 4_000),
    ];
    let texts = parts.map(|part| part.settle());
    let (account, _) = pinghu(&texts);
    assert_eq!(account.posted(), yuan("1160"), "480 and 680, each alone");
    let mut by_stay = shipped("pinghu-2025").clone();
    by_stay.plan[0].tiers[0].per = mutual_aid::scheme::Per::Stay;
    let mut account = Account::default();
    let answers = receive(&mut account, &by_stay, &texts);
    assert_eq!(answers[0].granted.benefit, yuan("480"));
    assert_eq!(
        answers[1].granted.benefit,
        yuan("1400"),
        "1880 of 7000 in all"
    );
    assert_eq!(account.posted(), yuan("1880"));
}

#[test]
fn cancelling_the_first_of_a_period_makes_the_later_ones_count_lower() {
    let mut by_period = shipped("pinghu-2025").clone();
    by_period.plan[0].tiers[0].per = mutual_aid::scheme::Per::Period;
    let first = Bill::new("S1", "V1", 0, 10_000);
    let second = Bill::new("S2", "V2", 5, 8_250);
    let mut account = Account::default();
    let answers = receive(
        &mut account,
        &by_period,
        &[first.settle(), second.settle(), first.cancel_negative("R1")],
    );
    assert_eq!(answers[1].posting, yuan("5775"));
    assert_eq!(
        answers[2].posting,
        yuan("6650").negated(),
        "9155 in all before, 2505 after"
    );
    assert_eq!(account.posted(), yuan("2505"));
}

#[test]
fn the_ceiling_of_a_period_holds_over_stays_that_are_computed_alone() {
    let scheme = shipped("hunan-2017");
    let stay = |id: &str, visit: &str, minute: u32| {
        format!(
            r#"{{"setl_id":"{id}","mdtrt_id":"{visit}","psn_no":"1","insutype":"310","setl_time":"2017-02-03 00:{minute:02}:00","medfee_sumamt":70000,"inscp_scp_amt":70000,"hifp_pay":0,"hifob_pay":0,"cvlserv_pay":0}}"#
        )
    };
    let mut account = Account::default();
    let answers = receive(
        &mut account,
        scheme,
        &[
            stay("S1", "V1", 1),
            stay("S2", "V2", 2),
            stay("S3", "V3", 3),
        ],
    );
    let postings: Vec<Fen> = answers.iter().map(|answer| answer.posting).collect();
    assert_eq!(postings, [yuan("31750"), yuan("18250"), Fen::ZERO]);
    let cancel = stay("R1", "V1", 9).replace(
        "\"psn_no\"",
        "\"init_setl_id\":\"S1\",\"refd_setl_flag\":\"1\",\"psn_no\"",
    );
    let answers = receive(&mut account, scheme, &[cancel]);
    assert_eq!(
        account.posted(),
        yuan("50000"),
        "the two that stand use it up again"
    );
    assert_eq!(answers[0].posting, Fen::ZERO);
}

#[test]
fn what_an_earlier_scheme_paid_is_no_longer_borne() {
    let scheme = shipped("changsha-second-2022");
    let text = r#"{"setl_id":"S1","mdtrt_id":"V1","psn_no":"1","setl_time":"2022-02-03 00:00:00","medfee_sumamt":25000,"psn_cash_pay":25000}"#;
    for (paid_before, gives) in [
        ("0", "2000"),
        ("5000", "1000"),
        ("15000", "0"),
        ("99999", "0"),
    ] {
        let terms = mutual_aid::account::Terms {
            paid_before: yuan(paid_before),
            ..terms(scheme)
        };
        let answer = Account::default().receive(message(text), &terms);
        assert_eq!(answer.granted.benefit, yuan(gives), "{paid_before}");
    }
}

#[test]
fn a_day_outside_the_cover_gives_nothing_and_the_day_of_discharge_decides() {
    let bill = Bill::new("S1", "V1", 0, 10_000).settle();
    for (ends, state, code) in [
        ("2025-12-31", State::Benefit, None),
        ("2026-01-01", State::None, Some("settlement-outside-cover")),
        ("2024-12-31", State::None, Some("settlement-outside-cover")),
    ] {
        let text = bill.replace(
            "\"mdtrt_id\"",
            &format!("\"enddate\":\"{ends}\",\"mdtrt_id\""),
        );
        let (_, answers) = pinghu(&[text]);
        assert_eq!(answers[0].granted.state, state, "{ends}");
        assert_eq!(codes(&answers[0]).first().copied(), code, "{ends}");
    }
    let (_, answers) = pinghu(&[bill.replace("\"setl_time\":\"2025-02-03 00:00:00\",", "")]);
    assert_eq!(codes(&answers[0]), ["settlement-day-unknown"]);
    assert_eq!(answers[0].granted.state, State::Waiting);
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
fn who_has_no_benefit_or_a_scheme_without_rows_waits_for_a_human() {
    let resident = Bill::new("S1", "V1", 0, 10_000)
        .settle()
        .replace("\"310\"", "\"390\"")
        .replace("2025-", "2017-");
    let mut account = Account::default();
    let answers = receive(&mut account, shipped("hunan-2017"), &[resident]);
    assert_eq!(codes(&answers[0]), ["settlement-no-benefit-applies"]);
    let mut account = Account::default();
    let answers = receive(
        &mut account,
        shipped("changsha-2025"),
        &[Bill::new("S1", "V1", 0, 10_000).settle()],
    );
    assert_eq!(codes(&answers[0]), ["scheme-rows-unknown"]);
    assert_eq!(answers[0].granted.state, State::Waiting);
}
