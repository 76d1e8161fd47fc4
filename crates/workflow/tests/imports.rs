//! Files on their way in: what they say appears at once, the same file again changes nothing.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

use rehearsal::rows::{budgets_csv, claims_csv, members_csv, plans_csv, units_csv};
use rehearsal::{BudgetRow, ClaimRow, MemberRow, PlanRow, UnitRow};
use std::path::PathBuf;
use test_support::{Desk, UNIT_A, UNIT_B, both_engines};
use workflow::WorkflowError;
use workflow::imports::{self, ImportOptions, ImportReport};
use workflow::views::claims::{ClaimFilter, page};

/// Writes a file and imports it.
fn import(desk: &Desk, operator: &str, profile: &str, text: &str) -> ImportReport {
    try_import(desk, operator, profile, text, false).unwrap()
}

fn try_import(
    desk: &Desk,
    operator: &str,
    profile: &str,
    text: &str,
    dry_run: bool,
) -> Result<ImportReport, WorkflowError> {
    let dir = tempfile::tempdir().unwrap();
    let path: PathBuf = dir.path().join(format!("{profile}.csv"));
    std::fs::write(&path, text).unwrap();
    let options = ImportOptions {
        dry_run,
        ..ImportOptions::default()
    };
    imports::run(
        &mut desk.session(operator),
        profile,
        &path,
        &options,
        &mut |_| {},
    )
}

fn claims(desk: &Desk) -> Vec<workflow::views::claims::ClaimRowView> {
    page(
        &mut desk.session("reviewer"),
        &ClaimFilter::default(),
        None,
        1000,
    )
    .unwrap()
    .rows
}

fn codes(report: &ImportReport) -> Vec<&str> {
    report
        .findings
        .iter()
        .map(|finding| finding.code.as_str())
        .collect()
}

fn roster(n: std::ops::Range<u64>) -> String {
    members_csv(
        &n.map(|n| MemberRow::ordinary(n, UNIT_A))
            .collect::<Vec<_>>(),
    )
}

fn rows(n: std::ops::Range<u64>) -> Vec<ClaimRow> {
    n.map(ClaimRow::ordinary).collect()
}

both_engines! {
    fn an_ordinary_file_makes_eligible_claims(desk) {
        import(desk, "clerk", "members", &roster(0..3));
        let report = import(desk, "clerk", "claims", &claims_csv(&rows(0..3)));
        assert_eq!((report.rows, report.accepted, report.refused), (3, 3, 0), "{:?}", report.findings);
        let filed = claims(desk);
        assert_eq!(filed.len(), 3);
        for claim in filed {
            assert_eq!(claim.verdict.code(), "eligible");
            assert_eq!(claim.payable.get(), 40_000);
        }
    }

    fn the_same_file_twice_changes_nothing_and_says_so(desk) {
        let text = claims_csv(&rows(0..3));
        let first = import(desk, "clerk", "claims", &text);
        assert_eq!(first.seen_before, None);
        let before = claims(desk);
        let again = import(desk, "clerk2", "claims", &text);
        assert_eq!((again.rows, again.accepted, again.unchanged, again.refused), (3, 0, 3, 0));
        assert!(again.seen_before.is_some());
        assert_eq!(claims(desk), before);
    }

    fn a_changed_row_is_a_revision_of_the_same_claim(desk) {
        import(desk, "clerk", "claims", &claims_csv(&rows(0..1)));
        let before = claims(desk);
        let mut changed = rows(0..1);
        changed[0].claimed = "300".to_owned();
        let report = import(desk, "clerk", "claims", &claims_csv(&changed));
        assert_eq!((report.accepted, report.unchanged), (1, 0));
        let after = claims(desk);
        assert_eq!(after.len(), 1);
        assert_eq!(after[0].id, before[0].id);
        assert_eq!(after[0].claimed.get(), 30_000);
    }

    fn a_dry_run_writes_nothing(desk) {
        let report = try_import(desk, "clerk", "claims", &claims_csv(&rows(0..3)), true).unwrap();
        assert_eq!((report.import, report.rows), (None, 3));
        assert_eq!(claims(desk), []);
    }

    fn a_member_outside_the_roster_waits_and_is_eligible_once_the_roster_comes(desk) {
        import(desk, "clerk", "claims", &claims_csv(&rows(0..1)));
        assert_eq!(claims(desk)[0].verdict.code(), "review");
        import(desk, "clerk", "members", &roster(0..1));
        assert_eq!(claims(desk)[0].verdict.code(), "eligible");
    }

    fn a_row_of_an_unknown_union_is_refused_and_the_others_are_taken(desk) {
        let mut mixed = rows(0..2);
        mixed[0].unit_code = "NOWHERE-1".to_owned();
        let report = import(desk, "clerk", "claims", &claims_csv(&mixed));
        assert_eq!((report.accepted, report.refused), (1, 1));
        assert!(codes(&report).contains(&"unit-unknown"));
    }

    fn a_clerk_cannot_file_for_a_union_outside_the_scope(desk) {
        let mut other = rows(0..1);
        other[0].unit_code = UNIT_B.to_owned();
        let report = import(desk, "clerk-a", "claims", &claims_csv(&other));
        assert_eq!((report.accepted, report.refused), (0, 1));
    }

    fn only_a_clerk_imports_claims(desk) {
        let tried = try_import(desk, "approver", "claims", &claims_csv(&rows(0..1)), false);
        assert!(matches!(tried, Err(WorkflowError::Forbidden { .. })));
    }

    fn a_second_parents_row_opens_a_case_for_both(desk) {
        import(desk, "clerk", "claims", &claims_csv(&rows(0..1)));
        let mut other = ClaimRow::other_parent(0);
        other.unit_code = UNIT_B.to_owned();
        import(desk, "clerk", "claims", &claims_csv(&[other]));
        let filed = claims(desk);
        assert_eq!(filed.len(), 2);
        assert!(filed.iter().all(|claim| claim.case.is_some()));
    }

    fn units_are_placed_in_the_tree_whatever_their_order(desk) {
        let mut tree = UnitRow::small_tree(3);
        tree.reverse();
        let report = import(desk, "admin", "units", &units_csv(&tree));
        assert_eq!(report.refused, 0, "{:?}", report.findings);
        let again = import(desk, "admin", "units", &units_csv(&tree));
        assert_eq!((again.accepted, again.unchanged), (0, tree.len()));
    }

    fn a_union_without_a_known_parent_is_refused(desk) {
        let mut tree = UnitRow::small_tree(1);
        for unit in &mut tree {
            unit.parent = "GONE".to_owned();
        }
        let report = import(desk, "admin", "units", &units_csv(&tree[1..]));
        assert!(report.accepted == 0 && codes(&report).contains(&"parent-unknown"), "{:?}", report.findings);
    }

    fn plans_and_budgets_of_a_second_operators_office_wait_for_approval(desk) {
        let plans = import(desk, "clerk", "plans", &plans_csv(&[PlanRow::ordinary("HN430102-002", 2026)]));
        let budgets = import(desk, "clerk", "budgets", &budgets_csv(&[BudgetRow::ordinary("HN430102-002", 2026, 5000)]));
        assert_eq!((plans.proposed, budgets.proposed), (1, 1), "{:?} {:?}", plans.findings, budgets.findings);
        assert!(codes(&plans).contains(&"waits-for-second"));
    }
}
