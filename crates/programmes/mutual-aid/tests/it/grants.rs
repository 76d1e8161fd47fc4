//! Which settlements count, on what they are computed, and what is paid for each.

use domain::fen::Fen;
use mutual_aid::account::Account;
use mutual_aid::grant::{State, Terms};
use mutual_aid::message::{Origin, read};

use crate::desk::{Bill, codes, message, pinghu, receive, terms};
use crate::message_cases::context;
use crate::scheme_cases::{shipped, yuan};

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
        let terms = Terms {
            paid_before: yuan(paid_before),
            shares: 1,
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

#[test]
fn a_message_without_a_day_counts_on_the_day_it_came_and_a_list_without_one_waits() {
    let text = Bill::new("S1", "V1", 0, 10_000)
        .settle()
        .replace("setl_time", "no_time");
    let (account, answers) = pinghu(std::slice::from_ref(&text));
    assert_eq!(codes(&answers[0]), ["settlement-day-of-receipt"]);
    assert_eq!(account.posted(), yuan("3380"));
    let mut later = message(&text);
    later.received_on = "2026-02-04".parse().ok();
    assert_eq!(later, message(&text), "the same message on another day");
    let list = read(&text, &context(Origin::List)).message.unwrap();
    let answer = Account::default().receive(list, &terms(shipped("pinghu-2025")));
    assert_eq!(codes(&answer), ["settlement-day-unknown"]);
    assert_eq!(answer.granted.state, State::Waiting);
}

#[test]
fn what_an_earlier_scheme_paid_is_taken_off_once_and_not_of_every_settlement() {
    let scheme = shipped("changsha-second-2022");
    let text = |id: &str, minute: u32| {
        format!(
            r#"{{"setl_id":"{id}","mdtrt_id":"{id}","psn_no":"1","setl_time":"2022-02-03 00:0{minute}:00","medfee_sumamt":25000,"psn_cash_pay":25000}}"#
        )
    };
    let terms = Terms {
        paid_before: yuan("30000"),
        shares: 1,
        ..terms(scheme)
    };
    let mut account = Account::default();
    account.receive(message(&text("S1", 1)), &terms);
    assert_eq!(account.posted(), Fen::ZERO);
    account.receive(message(&text("S2", 2)), &terms);
    assert_eq!(account.posted(), yuan("1000"), "20000 of 50000 are left");
}

#[test]
fn what_the_scheme_does_not_cover_is_told_with_its_source_and_unknown_care_is_not_guessed() {
    let bill = |area: &str, care: &str, more: &str| {
        let seen = format!("\"clr_optins\":\"{area}\",\"med_type\":\"{care}\",{more}\"mdtrt_id\"");
        Bill::new("S1", "V1", 0, 10_000)
            .settle()
            .replace("\"mdtrt_id\"", &seen)
    };
    for (text, state, code) in [
        (bill("430100", "2101", ""), State::Benefit, None),
        (
            bill("430100", "11", ""),
            State::None,
            Some("care-not-covered"),
        ),
        (
            bill("430100", "41", ""),
            State::None,
            Some("care-not-covered"),
        ),
        // A code that is in no table of its own province.
        (bill("430100", "77", ""), State::Benefit, None),
        // Zhejiang's table is not known, so nobody says what its 11 is.
        (bill("330400", "11", ""), State::Benefit, None),
        (
            bill("330400", "11", "\"infno\":\"2207\","),
            State::None,
            Some("care-not-covered"),
        ),
        (
            bill("430100", "11", "\"infno\":\"2304\","),
            State::Benefit,
            None,
        ),
    ] {
        let (_, answers) = pinghu(std::slice::from_ref(&text));
        assert_eq!(answers[0].granted.state, state, "{text}");
        assert_eq!(codes(&answers[0]).first().copied(), code, "{text}");
    }
    let trauma = bill("430100", "22", "").replace("2025-", "2017-");
    let mut account = Account::default();
    let answers = receive(&mut account, shipped("hunan-2017"), &[trauma]);
    assert_eq!(codes(&answers[0]), ["care-for-review"]);
    assert_eq!(answers[0].granted.state, State::Waiting);
}

#[test]
fn who_joined_another_plan_only_is_paid_nothing_for_hospital_costs() {
    let scheme = shipped("hunan-2017");
    let text = Bill::new("S1", "V1", 0, 10_000)
        .settle()
        .replace("2025-", "2017-");
    let terms = Terms {
        plans: &["women"],
        ..terms(scheme)
    };
    let answer = Account::default().receive(message(&text), &terms);
    assert_eq!(answer.granted.state, State::None);
    assert_eq!(codes(&answer), ["settlement-plan-not-joined"]);
}

/// A stay from the first day to the last, of a member who joined these plans.
fn stayed(
    scheme: &str,
    plans: &[&str],
    shares: i16,
    stays: &[(&str, &str, &str, &str, &str)],
) -> Vec<Vec<(String, i64, bool)>> {
    let scheme = shipped(scheme);
    let mut account = Account::default();
    let terms = Terms {
        plans,
        shares,
        ..terms(scheme)
    };
    let mut given = Vec::new();
    for (id, visit, from, to, illness) in stays {
        let text = format!(
            r#"{{"setl_id":"{id}","mdtrt_id":"{visit}","infno":"2304","begndate":"{from}","enddate":"{to}","setl_time":"{to} 10:00:00","psn_no":"43000000000000000001","insutype":"310","dise_codg":"{illness}","medfee_sumamt":"0.00","psn_cash_pay":"0.00","acct_pay":"0.00","fulamt_ownpay_amt":"0.00","overlmt_selfpay":"0.00"}}"#
        );
        let answer = account.receive(message(&text), &terms);
        codes(&answer);
        let beside = answer.granted.beside.iter();
        given.push(
            beside
                .map(|one| (one.benefit.clone(), one.sum.get(), one.is_sure()))
                .collect(),
        );
    }
    given
}

#[test]
fn day_money_counts_the_days_of_a_stay_once_and_ends_at_the_periods_most() {
    let day = |fen| vec![("day".to_owned(), fen, true)];
    let given = stayed(
        "beijing-2011",
        &["day"],
        1,
        &[
            // Three days are below the fourth; five give two, and the rest of the same stay only what is more.
            ("S1", "V1", "2011-02-01", "2011-02-04", ""),
            ("S2", "V2", "2011-03-01", "2011-03-06", ""),
            ("S3", "V2", "2011-03-06", "2011-03-08", ""),
            ("S4", "V3", "2011-04-01", "2011-09-30", ""),
            ("S5", "V4", "2011-10-01", "2011-10-31", ""),
        ],
    );
    assert_eq!(
        given,
        [vec![], day(8_000), day(8_000), day(704_000), vec![]]
    );
}

#[test]
fn a_listed_illness_waits_for_a_human_is_paid_once_and_for_every_share() {
    let lump = |id: &str, fen| vec![(id.to_owned(), fen, false)];
    let stays = [
        ("S1", "V1", "2017-02-01", "2017-02-10", "C50.900"),
        ("S2", "V2", "2017-03-01", "2017-03-10", "C50.900"),
        ("S3", "V3", "2017-04-01", "2017-04-10", "D05.1"),
    ];
    let given = stayed("hunan-2017", &["women"], 2, &stays);
    assert_eq!(
        given,
        [lump("women-cancer", 2_000_000), vec![], vec![]],
        "in situ is not listed"
    );
    assert_eq!(
        stayed("hunan-2017", &["hospital"], 1, &stays),
        [vec![], vec![], vec![]],
        "not joined"
    );
}

#[test]
fn of_benefits_that_exclude_each_other_the_higher_is_paid_and_others_are_paid_together() {
    let stay = |illness| [("S1", "V1", "2021-02-01", "2021-02-11", illness)];
    let both = stayed("hangzhou-2021", &["illness"], 1, &stay("D05.100"));
    let both: Vec<i64> = both[0].iter().map(|(_, fen, _)| *fen).collect();
    assert_eq!(both, [300_000, 100_000], "in situ and day money combine");
    let mut scheme = shipped("hangzhou-2021").clone();
    let exclusion = scheme.exclusion.first_mut().unwrap();
    exclusion.benefits = vec!["illness-in-situ".to_owned(), "illness-day".to_owned()];
    let mut account = Account::default();
    let excluding = Terms {
        plans: &["illness"],
        ..terms(&scheme)
    };
    let text = r#"{"setl_id":"S1","mdtrt_id":"V1","infno":"2304","begndate":"2021-02-01","enddate":"2021-02-11","psn_no":"1","dise_codg":"D05.1","medfee_sumamt":"0.00"}"#;
    let answer = account.receive(message(text), &excluding);
    let beside = &answer.granted.beside;
    assert_eq!(
        (beside.len(), beside[0].sum, answer.posting),
        (1, Fen::new(300_000), Fen::new(300_000))
    );
    assert!(
        beside[0]
            .findings
            .iter()
            .any(|one| one.code == "settlement-benefit-excluded")
    );
}
