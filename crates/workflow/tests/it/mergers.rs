//! A union merged into another one: the other files and plans in its place from the day on, and what
//! the old one has approved goes its way.

use crate::office::{all_paid, audited, exported, sealed};
use chrono::NaiveDate;
use domain::batch::Channel;
use domain::fen::Fen;
use domain::fund::FundSource;
use rehearsal::rows::{budgets_csv, claims_csv, members_csv};
use rehearsal::{BudgetRow, ClaimRow, MemberRow};
use test_support::{COUNTY_A, ClaimSpec, Desk, UNIT_A, UNIT_B, UNIT_C, both_engines};
use workflow::intake::imports::{self, ImportOptions, ImportReport};
use workflow::intake::submit::Filed;
use workflow::payments::batches::Format;
use workflow::proposals::{self, Standing, Which};
use workflow::{WorkflowError, proposals::unions, review::decide};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Proposed by one administrator, put in force by the other.
fn merge(desk: &Desk, old: &str, into: &str, on: &str) {
    let done = unions::merge(&mut desk.session("admin"), old, into, day(on)).unwrap();
    assert_eq!(done.proposed.standing, Standing::Waiting);
    let decided = proposals::approve(&mut desk.session("admin2"), &Which::All).unwrap();
    assert_eq!(
        (decided.done.len(), decided.failed.len()),
        (1, 0),
        "{decided:?}"
    );
}

fn refused<T: std::fmt::Debug>(tried: Result<T, WorkflowError>) -> &'static str {
    match tried.unwrap_err() {
        WorkflowError::Refused(refusal) => refusal.code,
        other => panic!("{other:?}"),
    }
}

fn import(desk: &Desk, operator: &str, profile: &str, text: &str) -> ImportReport {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(format!("{profile}.csv"));
    std::fs::write(&path, text).unwrap();
    let mut session = desk.session(operator);
    imports::run(
        &mut session,
        profile,
        &path,
        &ImportOptions::of(child_premium::ID),
        &mut |_| {},
    )
    .unwrap()
}

fn codes(report: &ImportReport) -> Vec<&str> {
    report
        .findings
        .iter()
        .map(|finding| finding.code.as_str())
        .collect()
}

both_engines! {
    fn rows_of_a_merged_union_are_filed_under_its_successor_and_say_so(desk) {
        merge(desk, UNIT_A, UNIT_C, "2026-01-10");
        let roster = members_csv(&[MemberRow::ordinary(0, UNIT_A)]);
        let report = import(desk, "clerk", "members", &roster);
        assert_eq!((report.accepted, codes(&report)), (1, vec!["unit-merged"]));
        let report = import(desk, "clerk", "claims", &claims_csv(&[ClaimRow::ordinary(0)]));
        assert_eq!((report.accepted, report.refused), (1, 0), "{:?}", report.findings);
        assert!(codes(&report).contains(&"unit-merged"), "{:?}", report.findings);
        let text = report.findings.iter().find(|finding| finding.code == "unit-merged").unwrap();
        assert_eq!((text.args["code"].as_str(), text.args["into"].as_str()), (UNIT_A, UNIT_C));
        let filter = workflow::views::claims::ClaimFilter::default();
        let rows = workflow::views::claims::page(&mut desk.session("reviewer"), &filter, None, 10).unwrap().rows;
        assert_eq!(rows[0].unit_code, UNIT_C);
        let again = import(desk, "clerk", "claims", &claims_csv(&[ClaimRow::ordinary(0)]));
        assert_eq!((again.accepted, again.unchanged), (0, 1), "{:?}", again.findings);
        assert_eq!(audited(desk).first_bad, None);
    }

    fn before_its_day_a_merger_changes_nothing(desk) {
        merge(desk, UNIT_A, UNIT_C, "2026-01-16");
        let report = import(desk, "clerk", "claims", &claims_csv(&[ClaimRow::ordinary(0)]));
        assert!(!codes(&report).contains(&"unit-merged"), "{:?}", report.findings);
        let filter = workflow::views::claims::ClaimFilter::default();
        let rows = workflow::views::claims::page(&mut desk.session("reviewer"), &filter, None, 10).unwrap().rows;
        assert_eq!(rows[0].unit_code, UNIT_A);
    }

    fn the_successors_row_revises_the_old_unions_claim_and_opens_no_case(desk) {
        let spec = ClaimSpec::of(1);
        let old = desk.reviewed_claim(&spec);
        merge(desk, UNIT_A, UNIT_B, "2026-01-10");
        let same = spec.at(UNIT_B);
        assert_eq!(desk.file_all(std::slice::from_ref(&same)), [Filed::Unchanged(old)]);
        let changed = same.paying(39_000);
        assert_eq!(desk.file_all(std::slice::from_ref(&changed)), [Filed::Revised(old)]);
        assert_eq!(desk.file_all(&[changed]), [Filed::Unchanged(old)]);
        let claim = desk.claim(old);
        assert_eq!((claim.claimed, claim.case, claim.unit), (Fen::new(39_000), None, desk.unit_id(UNIT_A)));
        assert_eq!(claim.verdict.code(), "eligible", "under the plan and budget it was filed with");
        assert_eq!(audited(desk).first_bad, None);
    }

    fn what_the_old_union_approved_is_paid_under_its_name(desk) {
        let (approved, batched) = (desk.reviewed_claim(&ClaimSpec::of(1)), desk.approved_claim(&ClaimSpec::of(2)));
        let batch = sealed(desk, Channel::MemberBank);
        merge(desk, UNIT_A, UNIT_B, "2026-01-10");
        exported(desk, batch, Format::Csv);
        all_paid(desk, batch);
        assert_eq!(desk.state(batched), "paid");
        let outcome = decide::approve(&mut desk.session("approver"), &[approved], FundSource::new("union")).unwrap();
        assert_eq!(outcome.failed, []);
        let batch = sealed(desk, Channel::MemberBank);
        exported(desk, batch, Format::Csv);
        all_paid(desk, batch);
        assert_eq!(desk.state(approved), "paid");
        assert_eq!(audited(desk).first_bad, None);
    }

    fn a_merged_union_gets_no_new_budget(desk) {
        merge(desk, UNIT_C, UNIT_A, "2026-01-10");
        let report = import(desk, "clerk", "budgets", &budgets_csv(&[BudgetRow::ordinary(UNIT_C, 2026, 5_000)]));
        assert_eq!((report.refused, codes(&report)), (1, vec!["change-refused"]));
        for why in ["why", "why_zh"] {
            assert!(report.findings[0].args[why].contains(UNIT_C), "{:?}", report.findings);
        }
        let report = import(desk, "clerk", "budgets", &budgets_csv(&[BudgetRow::ordinary(UNIT_A, 2027, 5_000)]));
        assert_eq!((report.refused, report.waiting.changes), (0, 1));
    }

    fn a_successor_outside_the_scope_files_its_rows_itself(desk) {
        merge(desk, UNIT_A, UNIT_B, "2026-01-10");
        let report = import(desk, "clerk-a", "claims", &claims_csv(&[ClaimRow::ordinary(0)]));
        assert_eq!((report.refused, report.accepted), (1, 0));
        assert!(codes(&report).contains(&"unit-merged-away"), "{:?}", report.findings);
    }

    fn a_union_is_merged_once_and_never_in_a_circle(desk) {
        let mut admin = desk.session("admin");
        let on = day("2026-01-10");
        assert_eq!(refused(unions::merge(&mut admin, UNIT_A, COUNTY_A, on)), "not-basic");
        assert_eq!(refused(unions::merge(&mut admin, UNIT_A, UNIT_A, on)), "merger-chain");
        assert!(matches!(unions::merge(&mut admin, "HN999", UNIT_A, on), Err(WorkflowError::UnknownUnit(_))));
        assert!(matches!(unions::merge(&mut desk.session("clerk"), UNIT_A, UNIT_B, on), Err(WorkflowError::Forbidden { .. })));
        // Two proposals that would make a circle: the second to be decided is refused.
        unions::merge(&mut admin, UNIT_A, UNIT_B, on).unwrap();
        unions::merge(&mut admin, UNIT_B, UNIT_A, on).unwrap();
        let decided = proposals::approve(&mut desk.session("admin2"), &Which::All).unwrap();
        assert_eq!((decided.done.len(), decided.failed[0].1.code), (1, "merger-chain"));
        let tree = workflow::views::units::tree(&mut admin).unwrap();
        let merged: Vec<_> = tree.iter().filter(|unit| unit.succeeded_by.is_some()).collect();
        assert_eq!(merged.len(), 1);
        assert_eq!(merged[0].succeeded_on, Some(on));
        let into = merged[0].succeeded_by.clone().unwrap();
        let again = unions::merge(&mut admin, &merged[0].code, &into, on).unwrap();
        assert_eq!(again.proposed.standing, Standing::Unchanged);
        assert_eq!(refused(unions::merge(&mut admin, &merged[0].code, UNIT_C, on)), "merged");
    }
}
