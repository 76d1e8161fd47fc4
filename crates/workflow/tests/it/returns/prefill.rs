//! Templates: empty, and with last year's families for the next year.

use super::grid::Grid;
use super::{
    PROGRAMME, assert_books_hold, assert_private, claims, events, import_file, import_text, roster,
};
use child_premium::Method;
use chrono::NaiveDate;
use domain::draft::Proof;
use domain::year::BenefitYear;
use rehearsal::rows::claims_csv;
use rehearsal::{ClaimRow, people};
use test_support::{ClaimSpec, Desk, UNIT_A, UNIT_C, both_engines};
use workflow::intake::correction_workbook::{self, HAND_BACK};
use workflow::views::{Lang, claim_detail};
use workflow::{Session, WorkflowError};

fn autumn(desk: &Desk, who: &str) -> Session {
    desk.session_on(who, NaiveDate::from_ymd_opt(2026, 10, 15).unwrap())
}

fn next_year() -> BenefitYear {
    BenefitYear::new(2027)
}

fn open_next_year(desk: &Desk) {
    let mut db = desk.open();
    let mut period = storage::periods::find(&mut db, PROGRAMME, next_year()).unwrap();
    period.state = domain::period::PeriodState::Open;
    period.revision += 1;
    db.write(|db| storage::periods::update(db, &period, None))
        .unwrap();
    desk.vouch();
}

/// A child whose 18th birthday is the first day of 2026, and who is past the age in 2027 by every reading.
fn grown() -> ClaimRow {
    let birth = NaiveDate::from_ymd_opt(2008, 1, 1).unwrap();
    ClaimRow {
        child_id: rehearsal::numbers::identity_number("430102", birth, 12),
        birth: birth.to_string(),
        sex: "女".to_owned(),
        ..ClaimRow::ordinary(9)
    }
}

both_engines! {
    fn an_unchanged_family_is_filed_for_the_next_year_without_typing_a_number(desk) {
        roster(desk, 9..10);
        let old = [
            desk.approved_claim(&ClaimSpec::of(1)),
            desk.approved_claim(&ClaimSpec::of(2).mode(Method::Full)),
            desk.approved_claim(&ClaimSpec::of(3)),
        ];
        let report = import_text(desk, "claims", &claims_csv(&[grown()]));
        assert_eq!(report.accepted, 1, "{:?}", report.findings);
        desk.file_claim(&ClaimSpec { paid: None, ..ClaimSpec::of(4) });
        open_next_year(desk);
        let dir = tempfile::tempdir().unwrap();
        let to = dir.path().join("2027.xlsx");
        let mut clerk = autumn(desk, "clerk-a");
        let done = correction_workbook::prefill(&mut clerk, PROGRAMME, UNIT_A, next_year(), &to).unwrap();
        assert_eq!((done.rows, done.outgrown, done.filed, done.contested), (3, 1, 0, 0));
        assert_private(&to);
        let told = events(desk, HAND_BACK);
        assert!(told.len() == 1 && told[0].contains("prefill") && told[0].contains("\"count\":3"), "{told:?}");

        let mut grid = Grid::open(&to, 1);
        for n in [1, 2, 3] {
            let row = grid.find("子女身份证号", &people::child(n).id);
            assert_eq!(grid.get(row, "会员身份证号"), people::member(n).id);
            assert_eq!((grid.get(row, "年度"), grid.get(row, "亲子证明")), ("2027".to_owned(), "以前已核".to_owned()));
            for open in ["已缴金额", "缴费日期", "票据号", "会员意愿", "申报编号"] {
                assert_eq!(grid.get(row, open), "", "{open}");
            }
            grid.set(row, "会员意愿", "同意");
            if n == 2 {
                // 全额: the union pays, so nothing else is to be filled in.
                assert_eq!(grid.get(row, "申请金额"), "400.00");
                continue;
            }
            assert_eq!(grid.get(row, "申请金额"), "");
            assert_eq!(grid.get(row, "银行卡号"), people::card(n * 2));
            grid.set(row, "已缴金额", "400");
            grid.set(row, "申请金额", "400");
            grid.set(row, "缴费日期", "2026-10-08");
            grid.set(row, "票据号", &format!("4431{n:012}"));
        }
        let report = import_file(&mut clerk, "claims", &grid.save("2027年.xlsx"));
        assert_eq!((report.rows, report.accepted, report.refused), (3, 3, 0), "{:?}", report.findings);
        let filed: Vec<_> = claims(desk).into_iter().filter(|row| row.year == next_year()).collect();
        assert_eq!(filed.len(), 3);
        for row in &filed {
            let claim = desk.claim(row.id);
            assert!(old.iter().any(|before| before.subject == claim.handle.subject && desk.claim(*before).member == claim.member));
            let detail = claim_detail::show(&mut clerk, row.id, Lang::Zh).unwrap();
            let proof = detail.decision.conditions.iter().find(|c| c.rule == "H-18").unwrap();
            assert_eq!(proof.code, "proof-on-file", "{proof:?}");
            assert_eq!(proof.values.get("proof").map(String::as_str), Some(Proof::BirthCertificate.code()));
        }
        // Once filed, nobody is listed again.
        let again = correction_workbook::prefill(&mut clerk, PROGRAMME, UNIT_A, next_year(), &dir.path().join("again.xlsx"));
        assert!(matches!(again, Err(WorkflowError::Nothing(_))), "{again:?}");
        assert_books_hold(desk);
    }

    fn a_prefilled_template_is_for_who_works_with_the_rows_and_for_a_year_that_exists(desk) {
        desk.approved_claim(&ClaimSpec::of(1));
        let dir = tempfile::tempdir().unwrap();
        let ask = |who: &str, unit: &str, year: i16| {
            let to = dir.path().join("x.xlsx");
            correction_workbook::prefill(&mut autumn(desk, who), PROGRAMME, unit, BenefitYear::new(year), &to)
        };
        for who in ["approver", "accountant", "cashier", "auditor", "supervisor", "admin"] {
            assert!(matches!(ask(who, UNIT_A, 2027), Err(WorkflowError::Forbidden { .. })), "{who}");
        }
        assert!(matches!(ask("clerk-a", UNIT_C, 2027), Err(WorkflowError::Nothing(_))));
        assert!(matches!(ask("clerk-a", "HN430202", 2027), Err(WorkflowError::UnknownUnit(_))));
        assert!(matches!(ask("clerk-a", UNIT_A, 2031), Err(WorkflowError::Nothing(_))));
        assert!(events(desk, HAND_BACK).is_empty());
    }

    fn every_template_has_its_own_headers_and_is_read_without_a_complaint_but_that_it_is_empty(desk) {
        let dir = tempfile::tempdir().unwrap();
        for profile in ["units", "members", "plans", "budgets", "claims"] {
            let path = correction_workbook::template(&mut desk.session("admin"), profile, PROGRAMME, dir.path()).unwrap();
            assert_eq!(path.file_name().unwrap().to_str().unwrap(), format!("{profile}.xlsx"));
            let who = if profile == "claims" { "clerk" } else { "admin" };
            let report = import_file(&mut desk.session(who), profile, &path);
            let codes: Vec<&str> = report.findings.iter().map(|f| f.code.as_str()).collect();
            assert_eq!(codes, ["file-empty"], "{profile}");
        }
        let unknown = correction_workbook::template(&mut desk.session("admin"), "cats", PROGRAMME, dir.path());
        assert!(matches!(unknown, Err(WorkflowError::Usage(_))));
    }
}
