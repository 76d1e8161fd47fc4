//! A programme that was written without touching the kernel goes from sheet to settled payment.

use crate::office::{all_paid, audited, exported, sealed_of};
use domain::batch::Channel;
use domain::claim::Checks;
use domain::decision::Verdict;
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::ids::ClaimRef;
use domain::year::BenefitYear;
use rehearsal::people;
use rehearsal::rows::{MemberRow, members_csv};
use std::collections::BTreeMap;
use test_support::heating::{ID, WinterHeating};
use test_support::{ClaimSpec, Desk, UNIT_A, UNIT_B, on_both};
use workflow::intake::imports::{self, ImportOptions, ImportReport};
use workflow::payments::batches::Format;
use workflow::proposals::{self, Done, Which};
use workflow::views::claims::{ClaimFilter, ClaimRowView, page};
use workflow::views::{Lang, claim_detail, notice};
use workflow::{Limits, Result, proposals::periods, review::decide};

/// Two programmes, and a season of the second one.
fn winter(test: impl Fn(&Desk)) {
    on_both(|db| {
        let more: Vec<Box<dyn policy::Programme>> = vec![Box::new(WinterHeating)];
        let desk = Desk::install_programmes(db, Limits::default(), more);
        let year = BenefitYear::new(2026);
        let agree = |done: Result<Done>| {
            let which = Which::These(vec![done.unwrap().proposed.id.unwrap()]);
            let decided = proposals::approve(&mut desk.session("admin2"), &which).unwrap();
            assert_eq!(decided.failed, []);
        };
        agree(periods::create(&mut desk.session("admin"), ID, year, None));
        agree(periods::open(&mut desk.session("admin"), ID, year));
        test(&desk);
    });
}

fn sheet(unit: &str, rows: &[(u64, &str)]) -> String {
    let mut text = "工会代码,会员姓名,会员身份证号,采暖月份,银行卡号\n".to_owned();
    for (n, month) in rows {
        let member = people::member(*n);
        let (name, number, card) = (member.name, member.id, people::card(n * 2));
        text.push_str(&format!("{unit},{name},{number},{month},{card}\n"));
    }
    text
}

fn import(desk: &Desk, text: &str) -> ImportReport {
    import_sheet(desk, "claims", ID, text)
}

fn import_sheet(desk: &Desk, sheet: &str, programme: &str, text: &str) -> ImportReport {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("采暖补贴.csv");
    std::fs::write(&path, text).unwrap();
    let mut clerk = desk.session("clerk");
    imports::run(
        &mut clerk,
        sheet,
        &path,
        &ImportOptions::of(programme),
        &mut |_| {},
    )
    .unwrap()
}

fn claims(desk: &Desk) -> Vec<ClaimRowView> {
    let mut session = desk.session("reviewer");
    page(&mut session, &ClaimFilter::default(), None, 50)
        .unwrap()
        .rows
}

/// The members stand on the union's roster: a claim for a child put them there.
fn enrolled(desk: &Desk, members: &[u64]) {
    for n in members {
        desk.file_claim(&ClaimSpec::of(*n));
    }
}

fn of_winter(desk: &Desk) -> BTreeMap<String, ClaimRef> {
    let mut session = desk.session("reviewer");
    let own = claims(desk).into_iter().filter(|row| row.programme == ID);
    own.map(|row| {
        let detail = claim_detail::show(&mut session, row.id, Lang::Zh).unwrap();
        (detail.filed.told(Lang::Zh).remove(0).1, row.id)
    })
    .collect()
}

#[test]
fn a_members_allowance_goes_from_the_sheet_to_a_settled_batch() {
    winter(|desk| {
        enrolled(desk, &[1]);
        let report = import(
            desk,
            &sheet(UNIT_A, &[(1, "2026-01"), (1, "2026-02"), (1, "2026-07")]),
        );
        assert_eq!(
            (report.rows, report.accepted, report.refused),
            (3, 3, 0),
            "{report:?}"
        );
        let found = of_winter(desk);
        assert_eq!(
            found.len(),
            3,
            "several claims of one person and year are lawful"
        );
        let [january, february, july] = ["2026-01", "2026-02", "2026-07"].map(|month| found[month]);
        assert_eq!(desk.stored(january), (Verdict::Eligible, vec![]));
        assert_eq!(
            desk.stored(july),
            (Verdict::Reject, vec!["out-of-season".to_owned()])
        );
        let unchecked = Checks::of(["member", "child", "age"]);
        let mut reviewer = desk.session("reviewer");
        let outcome = decide::review(&mut reviewer, &[january], &unchecked, None).unwrap();
        let [(_, refusal)] = outcome.failed.as_slice() else {
            panic!("{outcome:?}");
        };
        assert_eq!(
            (refusal.code, refusal.message.zh.as_ref()),
            ("checks-incomplete", "审核须先核对（一）：在岗情况")
        );
        for claim in [january, february] {
            desk.review(claim);
            desk.approve(claim);
        }
        let batch = sealed_of(desk, ID, Channel::MemberBank);
        exported(desk, batch, Format::Csv);
        all_paid(desk, batch);
        for claim in [january, february] {
            assert_eq!(desk.state(claim), "paid");
            assert_eq!(desk.claim(claim).payable, Fen::new(30_000));
        }
        assert_eq!(
            standing(desk),
            [("bank", -60_000), ("heating", 60_000)]
                .map(|(account, fen)| (account.to_owned(), fen)),
            "paid by the fund of the programme, over its own account"
        );
        assert_eq!(audited(desk).first_bad, None);
    });
}

/// The accounts on which something stands.
fn standing(desk: &Desk) -> Vec<(String, i64)> {
    let books = workflow::payments::ledger::balance(&mut desk.session("auditor")).unwrap();
    assert!(books.is_zero());
    let standing = books
        .accounts
        .into_iter()
        .filter(|(_, sum)| *sum != Fen::ZERO);
    standing
        .map(|(account, sum)| (account.code().to_owned(), sum.get()))
        .collect()
}

/// What the union has reserved of each source, in fen.
fn reserved(desk: &Desk) -> BTreeMap<String, i64> {
    let budgets = storage::plans::budgets_of(&mut desk.open(), &[desk.unit_id(UNIT_A)]).unwrap();
    budgets
        .into_iter()
        .map(|row| (row.source.to_string(), row.reserved.get()))
        .collect()
}

#[test]
fn a_programme_is_paid_from_its_own_fund_up_to_its_budget_and_from_no_other() {
    winter(|desk| {
        enrolled(desk, &[1]);
        import(desk, &sheet(UNIT_A, &[(1, "2026-01"), (1, "2026-02")]));
        let found = of_winter(desk);
        let [january, february] = ["2026-01", "2026-02"].map(|month| found[month]);
        for claim in [january, february] {
            desk.review(claim);
        }
        let approve = |claim, source: Option<FundSource>| {
            let mut approver = desk.session("approver");
            let outcome = decide::approve(&mut approver, &[claim], source).unwrap();
            let refusals = outcome.failed.into_iter();
            refusals
                .map(|(_, refusal)| (refusal.code, refusal.message.zh.to_string()))
                .next()
        };
        assert_eq!(
            approve(january, Some(FundSource::new("union"))),
            Some((
                "other-source",
                "职工冬季采暖补贴不由“工会经费”支付，请另选经费来源".to_owned()
            ))
        );
        let before = reserved(desk);
        // A sheet names the fund by a word of the programme: one month's sum is granted.
        let budget = format!(
            "工会代码,预算年度,经费来源,预算金额,批复文号\n{UNIT_A},2026,专项,300.00,批〔2026〕9号\n"
        );
        let report = import_sheet(desk, "budgets", ID, &budget);
        assert_eq!((report.accepted, report.refused), (1, 0), "{report:?}");
        let changed = proposals::approve(&mut desk.session("admin2"), &Which::All).unwrap();
        assert_eq!(changed.failed, []);
        assert_eq!(approve(january, None), None);
        let (code, told) = approve(february, None).unwrap();
        assert_eq!(
            (code, told.contains("采暖专项预算只剩 0.00 元")),
            ("budget-short", true),
            "{told}"
        );
        let after = reserved(desk);
        assert_eq!(after["heating-fund"], 30_000);
        assert_eq!(
            (after["union"], after["subsidy"]),
            (before["union"], before["subsidy"])
        );
        assert_eq!(
            standing(desk),
            [("commitments", 30_000), ("budget-reserve", -30_000)]
                .map(|(account, fen)| (account.to_owned(), fen))
        );
        assert_eq!(audited(desk).first_bad, None);
    });
}

#[test]
fn the_same_month_is_not_paid_twice_at_one_union_or_at_two() {
    winter(|desk| {
        enrolled(desk, &[1]);
        import(desk, &sheet(UNIT_A, &[(1, "2026-01")]));
        let again = import(desk, &format!("{}\n", sheet(UNIT_A, &[(1, "2026-01")])));
        assert_eq!(of_winter(desk).len(), 1, "{again:?}");
        let january = of_winter(desk)["2026-01"];
        desk.review(january);
        desk.approve(january);
        desk.file_claim(&ClaimSpec::of(9).at(UNIT_B));
        import(desk, &sheet(UNIT_B, &[(1, "2026-01")]));
        assert!(
            desk.claim(january).case.is_some(),
            "two unions, one member, one month"
        );
        assert_eq!(
            desk.stored(january),
            (Verdict::Review, vec!["case-open".to_owned()])
        );
        let told = notice::write(&mut desk.session("reviewer"), january, Lang::Zh).unwrap();
        assert_eq!(told.send, ["您签名的说明，写明办理其中哪一份。"]);
        assert_eq!(audited(desk).first_bad, None);
        let outcome = decide::approve(&mut desk.session("approver2"), &[january], None).unwrap();
        assert_eq!(outcome.done, []);
    });
}

#[test]
fn what_its_member_reads_speaks_of_the_month_and_of_no_child() {
    winter(|desk| {
        enrolled(desk, &[1]);
        import(desk, &sheet(UNIT_A, &[(1, "2026-07")]));
        let july = of_winter(desk)["2026-07"];
        let told = notice::write(&mut desk.session("reviewer"), july, Lang::Zh).unwrap();
        assert_eq!(told.reasons[0].text, "2026年7月不在采暖期内。");
        assert_eq!(told.reasons[0].clause, "三");
        assert_eq!(told.title, "关于职工冬季采暖补贴2026年度申报的告知");
        assert!(
            told.verdict.starts_with("您的申报（编号"),
            "{}",
            told.verdict
        );
        let told = notice::write(&mut desk.session("reviewer"), july, Lang::En).unwrap();
        assert_eq!(
            told.title,
            "About your claim of 2026: Winter heating allowance"
        );
        assert!(
            told.verdict.starts_with("Your claim (number"),
            "{}",
            told.verdict
        );
    });
}

#[test]
fn a_roster_decides_the_claims_of_every_programme_again() {
    winter(|desk| {
        import(desk, &sheet(UNIT_A, &[(9, "2026-01")]));
        let january = of_winter(desk)["2026-01"];
        assert_eq!(
            desk.stored(january),
            (Verdict::Review, vec!["not-on-roster".to_owned()])
        );
        let roster = members_csv(&[MemberRow::ordinary(9, UNIT_A)]);
        import_sheet(desk, "members", child_premium::ID, &roster);
        assert_eq!(desk.stored(january), (Verdict::Eligible, vec![]));
    });
}
