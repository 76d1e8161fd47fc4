//! Files on their way in: what they say appears at once, the same file again changes nothing.

use domain::decision::Verdict;
use domain::finding::RowFinding;
use rehearsal::rows::{budgets_csv, claims_csv, members_csv, plans_csv, units_csv};
use rehearsal::{BudgetRow, ClaimRow, MemberRow, PlanRow, UnitRow};
use std::path::PathBuf;
use test_support::{Desk, UNIT_A, UNIT_B, both_engines};
use workflow::WorkflowError;
use workflow::intake::imports::mappings::{self, SavedHeader};
use workflow::intake::imports::{self, ImportOptions, ImportReport};
use workflow::views::Lang;
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
        ..ImportOptions::of(child_premium::ID)
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

fn the_finding<'r>(report: &'r ImportReport, code: &str) -> &'r RowFinding {
    let found: Vec<&RowFinding> = report
        .findings
        .iter()
        .filter(|finding| finding.code == code)
        .collect();
    let [finding] = found.as_slice() else {
        panic!("{:?}", codes(report))
    };
    finding
}

const PROGRAMME: &str = "child-premium";

fn save(
    desk: &Desk,
    operator: &str,
    unit: &str,
    header: &str,
    field: &str,
) -> Result<SavedHeader, WorkflowError> {
    let mut session = desk.session(operator);
    mappings::save(&mut session, PROGRAMME, "claims", unit, header, field)
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
    fn a_stored_import_tells_a_finding_once_for_all_the_rows_it_stands_on(desk) {
        use workflow::views::imports::found;
        let mut lines: Vec<String> = claims_csv(&rows(0..40)).lines().map(str::to_owned).collect();
        lines[0] += ",配偶姓名";
        for line in &mut lines[1..] {
            *line += ",无";
        }
        let report = import(desk, "clerk", "claims", &lines.join("\n"));
        assert_eq!((report.rows, report.accepted), (40, 40), "{:?}", codes(&report));
        let id = report.import.unwrap();
        let told = found(&mut desk.session("clerk"), id, Lang::Zh).unwrap();
        let on_all: Vec<_> = told.iter().filter(|found| found.finding.code == "placeholder").collect();
        assert_eq!(on_all.len(), 1, "{told:?}");
        assert_eq!(on_all[0].finding.rows, [(2, 41)]);
        assert_eq!(on_all[0].claim, None);
        assert!(on_all[0].finding.message.contains("第2-41行"), "{}", on_all[0].finding.message);
        // Of a finding on one row the claim is a key away.
        let mut two = rows(40..42);
        two[1].assistance = "待定".to_owned();
        let report = import(desk, "clerk", "claims", &claims_csv(&two));
        let told = found(&mut desk.session("clerk"), report.import.unwrap(), Lang::Zh).unwrap();
        let on_one = told.iter().find(|found| found.finding.code == "placeholder").unwrap();
        assert_eq!((on_one.finding.count(), on_one.claim.is_some()), (1, true));
        let strange = found(&mut desk.session("reviewer-a"), id, Lang::Zh);
        assert!(matches!(strange, Err(WorkflowError::NotFound { .. })));
    }

    fn what_a_dry_run_expects_is_what_the_import_decides_and_it_writes_nothing(desk) {
        import(desk, "clerk", "members", &members_csv(&(1..4).map(|n| MemberRow::ordinary(n, UNIT_A)).collect::<Vec<_>>()));
        let over = ClaimRow { paid: "1100".to_owned(), claimed: "1100".to_owned(), ..ClaimRow::ordinary(2) };
        let unproved = ClaimRow { proof: String::new(), ..ClaimRow::ordinary(3) };
        // The last one's member is on no roster.
        let rows = [ClaimRow::ordinary(1), over, unproved, ClaimRow::ordinary(4)];
        let text = claims_csv(&rows);
        let expected = try_import(desk, "clerk", "claims", &text, true).unwrap().verdicts.unwrap();
        assert!(claims(desk).is_empty());
        let verdicts: Vec<Verdict> = expected.of.keys().copied().collect();
        assert_eq!(verdicts, [Verdict::Eligible, Verdict::Review, Verdict::Reject], "{expected:?}");
        let decided = import(desk, "clerk", "claims", &text).verdicts.unwrap();
        assert_eq!(decided, expected);
        let again = try_import(desk, "clerk", "claims", &text, true).unwrap().verdicts.unwrap();
        assert_eq!((again.on_file, again.of.len()), (4, 0));
        let other = ClaimRow { year: "2031".to_owned(), ..ClaimRow::ordinary(1) };
        let other = try_import(desk, "clerk", "claims", &claims_csv(&[other]), true).unwrap();
        assert!(other.verdicts.is_none_or(|verdicts| verdicts.of.is_empty()));
    }

    fn one_child_twice_in_a_file_is_expected_to_open_a_case(desk) {
        import(desk, "clerk", "members", &members_csv(&[MemberRow::ordinary(1, UNIT_A), MemberRow::other_parent(1, UNIT_B)]));
        let rows = [ClaimRow::ordinary(1), ClaimRow::other_parent(1).at(UNIT_B)];
        let expected = try_import(desk, "clerk", "claims", &claims_csv(&rows), true).unwrap().verdicts.unwrap();
        assert_eq!(expected.of.get(&Verdict::Review).map(|(count, _)| *count), Some(2), "{expected:?}");
        assert_eq!(expected.contested, 2);
        let decided = import(desk, "clerk", "claims", &claims_csv(&rows)).verdicts.unwrap();
        assert_eq!(decided, expected);
    }

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

    fn a_file_that_comes_again_tells_how_many_of_its_rows_have_changed(desk) {
        let text = claims_csv(&rows(0..3));
        assert!(!codes(&import(desk, "clerk", "claims", &text)).iter().any(|code| code.starts_with("file-")));
        let again = import(desk, "clerk2", "claims", &text);
        let told = the_finding(&again, "file-seen-unchanged");
        assert_eq!(Some(&told.args["at"]), again.seen_before.as_ref());
        // It is kept with the import.
        let kept = workflow::views::imports::show(&mut desk.session("clerk"), again.import.unwrap(), Lang::Zh).unwrap();
        assert!(kept.file_findings.iter().any(|finding| finding.message.contains("无变化")), "{:?}", kept.file_findings);
        let mut edited = rows(0..4);
        edited[1].claimed = "300".to_owned();
        let resent = import(desk, "clerk", "claims", &claims_csv(&edited));
        let told = the_finding(&resent, "file-resent-changed");
        let counts = ["unchanged", "changed", "added"].map(|name| told.args[name].as_str());
        assert_eq!(counts, ["2", "1", "1"]);
        let back = import(desk, "clerk", "claims", &text);
        let told = the_finding(&back, "file-seen-changed");
        assert_eq!((told.args["changed"].as_str(), told.args["unchanged"].as_str()), ("1", "2"));
        let tried = try_import(desk, "clerk", "claims", &text, true).unwrap();
        the_finding(&tried, "file-seen-before");
    }

    fn a_saved_header_is_read_in_files_of_its_union_only(desk) {
        let own = |unit: &str, n: u64| {
            let mut row = ClaimRow::ordinary(n);
            row.unit_code = unit.to_owned();
            claims_csv(&[row]).replacen("会员姓名", "家长", 1)
        };
        let before = import(desk, "clerk", "claims", &own(UNIT_A, 0));
        assert!(before.file_refused, "{:?}", before.findings);
        let saved = save(desk, "clerk", UNIT_A, "家长*", "member_name").unwrap();
        assert_eq!((saved.field.as_str(), saved.header.as_str()), ("member_name", "会员姓名"));
        let after = import(desk, "clerk", "claims", &own(UNIT_A, 0));
        assert_eq!((after.accepted, after.refused), (1, 0), "{:?}", after.findings);
        the_finding(&after, "mapping-used");
        let other = import(desk, "clerk", "claims", &own(UNIT_B, 1));
        assert!(other.file_refused);
        // A second meaning takes the place of the first.
        save(desk, "clerk", UNIT_A, "家长", "child_name").unwrap();
        let listed = mappings::list(&mut desk.session("clerk"), PROGRAMME, UNIT_A).unwrap();
        let fields: Vec<&str> = listed.iter().map(|saved| saved.field.as_str()).collect();
        assert_eq!(fields, ["child_name"]);
        mappings::remove(&mut desk.session("clerk"), PROGRAMME, "claims", UNIT_A, "家长").unwrap();
        assert!(import(desk, "clerk", "claims", &own(UNIT_A, 0)).file_refused);
        let gone = mappings::remove(&mut desk.session("clerk"), PROGRAMME, "claims", UNIT_A, "家长");
        assert!(matches!(gone, Err(WorkflowError::NotFound { .. })));
        let events = storage::audit::events(&mut desk.session("clerk").db).unwrap();
        let mine: Vec<&str> = events
            .iter()
            .map(|event| event.action.as_str())
            .filter(|action| action.starts_with("mapping"))
            .collect();
        assert_eq!(mine, ["mapping-save", "mapping-save", "mapping-remove"]);
    }

    fn only_whoever_imports_the_sheet_saves_a_header_and_only_for_a_field_there_is(desk) {
        let tried = save(desk, "approver", UNIT_A, "家长", "member_name");
        assert!(matches!(tried, Err(WorkflowError::Forbidden { .. })));
        let tried = save(desk, "clerk-a", UNIT_B, "家长", "member_name");
        assert!(matches!(tried, Err(WorkflowError::UnknownUnit(_))));
        for (header, field) in [("家长", "shoe_size"), ("子女姓名", "member_name"), ("**", "member_name")] {
            let tried = save(desk, "clerk", UNIT_A, header, field);
            assert!(matches!(tried, Err(WorkflowError::Usage(_))), "{header} {field}");
        }
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

    fn look_alike_characters_in_names_are_told_and_make_no_other_name(desk) {
        let named = |name: &str, child: &str, holder: &str| ClaimRow {
            member_name: name.to_owned(),
            child_name: child.to_owned(),
            holder: holder.to_owned(),
            ..ClaimRow::ordinary(1)
        };
        let member = MemberRow { name: "马文".to_owned(), ..MemberRow::ordinary(1, UNIT_A) };
        import(desk, "clerk", "members", &members_csv(&[member]));
        let row = named("\u{2EE2}文", "马\u{2F25}葛\u{E0101}", "马\u{2F42}");
        let report = import(desk, "clerk", "claims", &claims_csv(&[row]));
        let mut told = codes(&report);
        told.sort_unstable();
        assert_eq!(told, ["name-ordinary", "name-ordinary", "name-ordinary", "name-selector"]);
        let selector = the_finding(&report, "name-selector");
        assert_eq!((selector.row, selector.args["changes"].as_str()), (2, "U+E0101"));
        assert_eq!(report.verdicts.unwrap().of.keys().copied().collect::<Vec<_>>(), [Verdict::Eligible]);
        let [claim] = claims(desk).try_into().unwrap();
        assert_eq!(claim.subject_name, "马女葛");
        // The same child in ordinary characters under a certificate: found by the name.
        let other = ClaimRow {
            document: "出生医学证明".to_owned(),
            child_id: String::new(),
            certificate: "R430000017".to_owned(),
            ..ClaimRow { child_name: "马女葛".to_owned(), ..ClaimRow::other_parent(1) }
        };
        import(desk, "clerk", "claims", &claims_csv(&[other.at(UNIT_B)]));
        let filed = claims(desk);
        assert!(filed.len() == 2 && filed.iter().all(|claim| claim.case.is_some()), "{filed:?}");
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
        for report in [&plans, &budgets] {
            assert_eq!((report.waiting.changes, report.waiting.for_nobody), (1, 0), "{:?}", report.findings);
            assert!(!report.waiting.seconders.is_empty());
            assert_eq!((codes(report), report.warned), (vec![], 0), "that a change waits is no warning");
        }
    }
}
