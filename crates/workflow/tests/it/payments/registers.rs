//! What unions, rosters, announcements and imports say decides who is eligible, who is family and who sees what: whoever
//! changes it behind the system's back is found out, with table and field.

use super::tampering::tamper;
use crate::office::audited;
use domain::announcement::AnnouncementKind;
use domain::year::BenefitYear;
use rehearsal::rows::{MemberRow, csv_of};
use test_support::{ClaimSpec, Desk, TestDb, UNIT_A, UNIT_B, on_both};
use workflow::WorkflowError;
use workflow::intake::imports::{self, ImportOptions, ImportReport};
use workflow::proposals::announcements::{self, NewAnnouncement};

fn enrol(desk: &Desk, rows: &[MemberRow]) {
    assert_eq!(enrolled(desk, rows).unwrap().refused, 0);
}

fn enrolled(desk: &Desk, rows: &[MemberRow]) -> Result<ImportReport, WorkflowError> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("members.csv");
    std::fs::write(&path, csv_of(rows)).unwrap();
    let options = ImportOptions::of(child_premium::ID);
    imports::run(
        &mut desk.session("clerk"),
        "members",
        &path,
        &options,
        &mut |_| {},
    )
}

/// Two rosters that call one member by two names, a partner by number and one by name, an announcement, a claim.
fn beginnings(desk: &Desk) {
    let by_name = |n: u64, unit: &str| MemberRow {
        spouse_id: String::new(),
        ..MemberRow::ordinary(n, unit)
    };
    enrol(desk, &[MemberRow::ordinary(1, UNIT_A), by_name(2, UNIT_A)]);
    let otherwise = MemberRow {
        name: "赵另名".to_owned(),
        ..MemberRow::ordinary(1, UNIT_B)
    };
    enrol(desk, &[otherwise, by_name(3, UNIT_B)]);
    // A roster that comes again vouches for what became of the one before.
    let retired = MemberRow {
        status: "离职".to_owned(),
        ..by_name(2, UNIT_A)
    };
    enrol(desk, &[retired]);
    let announcement = NewAnnouncement {
        programme: child_premium::ID,
        year: BenefitYear::new(2026),
        unit: UNIT_A,
        held_on: desk.today,
        kind: AnnouncementKind::Notice,
        document: "公告栏照片",
    };
    announcements::record(&mut desk.session("reviewer"), &announcement).unwrap();
    desk.approved_claim(&ClaimSpec::of(1));
}

/// Statement, and the table and field that a verification must name.
const CASES: &[(&str, &str, Option<&str>)] = &[
    (
        "UPDATE memberships SET in_service = NOT in_service",
        "memberships",
        Some("in_service"),
    ),
    (
        "UPDATE memberships SET dues_through = '2030-12-01'",
        "memberships",
        Some("dues_through"),
    ),
    (
        "UPDATE memberships SET spouse_id = NULL",
        "memberships",
        Some("partner_id"),
    ),
    (
        "DELETE FROM memberships WHERE spouse_id IS NULL",
        "memberships",
        Some("person_id"),
    ),
    (
        "UPDATE named_spouses SET name = '赵无关'",
        "named_partners",
        Some("name"),
    ),
    (
        "DELETE FROM named_spouses",
        "named_partners",
        Some("person_id"),
    ),
    (
        "DELETE FROM roster_names",
        "roster_names",
        Some("person_id"),
    ),
    ("DELETE FROM couples", "couples", None),
    (
        "DELETE FROM identities WHERE person_id IN (SELECT subject_id FROM claims)",
        "identities",
        None,
    ),
    (
        "UPDATE identities SET person_id = (SELECT member_id FROM claims)",
        "identities",
        None,
    ),
    (
        "INSERT INTO identities SELECT kind, (SELECT fingerprint FROM claims), person_id, sealed, suspect, created_at \
             FROM identities LIMIT 1",
        "identities",
        None,
    ),
    (
        "UPDATE units SET name = '改名工会' WHERE code = 'HN430102-001'",
        "units",
        Some("name"),
    ),
    (
        "UPDATE units SET succeeded_by = parent_id, succeeded_on = '2026-01-01' WHERE code = 'HN430102-001'",
        "units",
        Some("succeeded_by"),
    ),
    (
        "UPDATE units SET path = '/elsewhere/' WHERE code = 'HN430102-001'",
        "units",
        Some("path"),
    ),
    (
        "UPDATE claims SET unit_path = '/'",
        "claims",
        Some("unit_path"),
    ),
    (
        "UPDATE claim_numbers SET claim_id = subject_id",
        "claim_numbers",
        None,
    ),
    (
        "INSERT INTO relations SELECT subject_id, subject_id, unit_id, 'mother', 'birth-certificate', updated_by, 1 FROM claims",
        "relations",
        None,
    ),
    (
        "UPDATE announcements SET held_on = '2025-01-01'",
        "announcements",
        Some("held_on"),
    ),
    ("DELETE FROM announcements", "announcements", None),
    (
        "UPDATE imports SET state = 'refused'",
        "imports",
        Some("state"),
    ),
    (
        "INSERT INTO imports SELECT (SELECT id FROM operators WHERE name = 'clerk'), profile, programme, file_name, file_digest, \
             'promoted', scope_path, row_count, accepted, refused, warned, unchanged, sealed_head, file_findings, made_by, \
             started_at, finished_at, revision FROM imports WHERE profile = 'members' LIMIT 1",
        "imports",
        None,
    ),
    (
        "UPDATE import_rows SET findings = '[1]'",
        "imports",
        Some("import_rows.findings"),
    ),
    (
        "DELETE FROM import_rows",
        "imports",
        Some("import_rows.row_no"),
    ),
];

#[test]
fn what_unions_rosters_announcements_and_imports_say_is_not_changed_unseen() {
    on_both(|db: &TestDb| {
        let desk = &Desk::install(db);
        beginnings(desk);
        assert_eq!(audited(desk).first_bad, None);
        db.save();
        for (sql, table, field) in CASES {
            let rows = if sql.contains("import_rows") {
                "import_rows"
            } else {
                table
            };
            tamper(desk, rows, sql);
            let bad = audited(desk)
                .first_bad
                .unwrap_or_else(|| panic!("not noticed: {sql}"));
            let place = bad
                .record
                .clone()
                .unwrap_or_else(|| panic!("{sql}: {bad:?}"));
            assert_eq!(
                (place.table.as_str(), place.field),
                (*table, *field),
                "{sql}: {bad:?}"
            );
            db.put_back();
        }
        // A roster that comes again would vouch for what was changed by hand: it is refused.
        tamper(
            desk,
            "memberships",
            "UPDATE memberships SET in_service = TRUE",
        );
        let report = enrolled(desk, &[MemberRow::ordinary(1, UNIT_A)]);
        assert!(
            matches!(&report, Err(WorkflowError::Refused(refusal)) if refusal.code == "record-altered"),
            "{report:?}"
        );
        assert_eq!(
            audited(desk).first_bad.expect("still there").code,
            "record-changed"
        );
        db.put_back();
        assert_eq!(audited(desk).first_bad, None);
    });
}
