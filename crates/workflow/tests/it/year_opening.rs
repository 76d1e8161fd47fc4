//! A benefit year is opened from the one before by those whose roles allow it, and can be gone on with at any point.

use chrono::NaiveDate;
use domain::period::PeriodState;
use domain::year::BenefitYear;
use rehearsal::MemberRow;
use rehearsal::rows::members_csv;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use test_support::{ClaimSpec, Desk, UNIT_A, UNIT_B, UNIT_C, both_engines};
use workflow::intake::imports::{self, ImportOptions};
use workflow::proposals::{self, Which};
use workflow::rollover::{self, PeriodStep, Rollover, SheetsLeft, Wanted};
use workflow::{Session, WorkflowError, audit, proposals::periods};

const PROGRAMME: &str = "child-premium";

fn autumn(desk: &Desk, who: &str) -> Session {
    desk.session_on(who, NaiveDate::from_ymd_opt(2026, 8, 20).unwrap())
}

fn open_year(session: &mut Session, year: i16, out: Option<&Path>, dry_run: bool) -> Rollover {
    let wanted = Wanted {
        programme: PROGRAMME,
        year: BenefitYear::new(year),
        params: None,
        out,
        dry_run,
    };
    rollover::open(session, &wanted, &mut |_, _| {}).unwrap()
}

/// The office has 2026 open, and a period 2027 in draft that these tests have to make themselves.
fn forget_next_year(desk: &Desk) {
    desk.begin_without(&[
        "DELETE FROM period_versions WHERE period_id IN (SELECT id FROM periods WHERE benefit_year = 2027)",
        "DELETE FROM periods WHERE benefit_year = 2027",
    ]);
}

fn roster(desk: &Desk) {
    let rows: Vec<MemberRow> = [(1, UNIT_A), (2, UNIT_A), (3, UNIT_B)]
        .map(|(n, unit)| MemberRow::ordinary(n, unit))
        .to_vec();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("members.csv");
    std::fs::write(&path, members_csv(&rows)).unwrap();
    let options = ImportOptions::of(child_premium::ID);
    imports::run(
        &mut desk.session("clerk"),
        "members",
        &path,
        &options,
        &mut |_| {},
    )
    .unwrap();
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn plans(desk: &Desk, year: i16) -> Vec<String> {
    let units = [UNIT_A, UNIT_B, UNIT_C].map(|code| desk.unit_id(code));
    let rows = storage::plans::of_units(&mut desk.open(), PROGRAMME, &units).unwrap();
    rows.into_iter()
        .filter(|row| row.benefit_year == year)
        .map(|row| row.minutes)
        .collect()
}

both_engines! {
    fn a_year_is_prepared_by_admin_second_admin_and_clerk_and_every_step_can_be_run_again(desk) {
        forget_next_year(desk);
        roster(desk);
        for spec in [ClaimSpec::of(1), ClaimSpec::of(2)] {
            desk.approved_claim(&spec);
        }
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("2027");
        let before = plans(desk, 2026);

        let looked = open_year(&mut autumn(desk, "admin"), 2027, Some(&out), true);
        assert_eq!((looked.period, looked.sheets.left), (PeriodStep::Left, Some(SheetsLeft::DryRun)));
        assert!(looked.plans.counted_only && looked.plans.carried == before.len());
        assert!(looked.differences.iter().any(|one| one.key == "year.window.close"));
        assert!(looked.last_days.iter().any(|last| last.day == NaiveDate::from_ymd_opt(2027, 1, 31)));
        assert!(!out.exists() && plans(desk, 2027).is_empty());
        assert!(looked.waiting.is_empty());

        // A clerk comes too early: nothing but plans can be proposed, and no sheet is written.
        let mut clerk = autumn(desk, "clerk");
        let early = open_year(&mut clerk, 2027, Some(&out), false);
        assert_eq!((early.period, early.sheets.left), (PeriodStep::Left, Some(SheetsLeft::NoPeriod)));
        assert_eq!((early.plans.carried, early.waiting.len()), (before.len(), before.len()));
        assert!(!out.exists());

        let proposed = open_year(&mut autumn(desk, "admin"), 2027, Some(&out), false);
        assert_eq!((proposed.period, proposed.sheets.left), (PeriodStep::Waiting, Some(SheetsLeft::Role)));
        assert_eq!((proposed.plans.carried, proposed.plans.waiting), (0, 2), "the clerk has proposed them");
        let again = open_year(&mut autumn(desk, "admin"), 2027, Some(&out), false);
        assert_eq!((&again.waiting, &again.plans), (&proposed.waiting, &proposed.plans));

        // Another operator than whoever proposed.
        let which = Which::These(proposed.waiting.clone());
        let alone = proposals::approve(&mut autumn(desk, "admin"), &which).unwrap();
        assert_eq!(alone.failed.iter().map(|(_, refusal)| refusal.code).collect::<Vec<_>>(), ["same-operator"]);
        let done = proposals::approve(&mut autumn(desk, "admin2"), &which).unwrap();
        assert_eq!((done.done.len(), done.failed.len()), (proposed.waiting.len(), 0), "{done:?}");
        let carried = plans(desk, 2027);
        assert_eq!(carried.len(), before.len());
        assert!(carried.iter().all(|minutes| minutes.starts_with("沿用2026年度：")), "{carried:?}");

        let written = open_year(&mut autumn(desk, "clerk"), 2027, Some(&out), false);
        assert_eq!(written.period, PeriodStep::There(PeriodState::Draft));
        let sheets = &written.sheets;
        assert_eq!((sheets.wanted, sheets.written, sheets.empty, sheets.rows), (3, 3, 2, 2), "{sheets:?}");
        assert_eq!(written.plans.in_force, 2);
        let files = [UNIT_A, UNIT_C, UNIT_B].map(|code| format!("{code}-2027.xlsx"));
        assert_eq!(names(&out), files);
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&out), mode(&out.join(&files[0]))), (0o700, 0o600));

        // What was lost is written again, and nothing else.
        std::fs::remove_file(out.join(&files[0])).unwrap();
        let rest = std::fs::read(out.join(&files[2])).unwrap();
        let resumed = open_year(&mut autumn(desk, "reviewer"), 2027, Some(&out), false).sheets;
        assert_eq!((resumed.written, resumed.there, resumed.rows), (1, 2, 2), "{resumed:?}");
        assert_eq!(std::fs::read(out.join(&files[2])).unwrap(), rest);
        let end = open_year(&mut autumn(desk, "admin"), 2027, Some(&out), false);
        assert!(end.waiting.is_empty() && end.plans.carried == 0 && end.sheets.there == 3, "{end:?}");
        let checked = audit::verify(&mut desk.session("auditor")).unwrap();
        assert!(checked.first_bad.is_none(), "{checked:?}");
    }

    fn a_plan_that_waits_keeps_its_unions_sheet_back_and_a_refused_one_is_not_proposed_again(desk) {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("2027");
        let mut clerk = autumn(desk, "clerk");
        let first = open_year(&mut clerk, 2027, Some(&out), false);
        assert_eq!((first.sheets.waiting, first.sheets.written, first.sheets.empty), (2, 1, 1), "{first:?}");
        assert_eq!(names(&out), [format!("{UNIT_C}-2027.xlsx")]);
        let which = Which::These(first.waiting);
        proposals::reject(&mut autumn(desk, "admin"), &which, "工会另行决定").unwrap();
        let after = open_year(&mut clerk, 2027, Some(&out), false);
        assert_eq!((after.plans.carried, after.plans.refused_before), (0, 2), "{after:?}");
        assert!(after.waiting.is_empty());
        assert_eq!((after.sheets.written, after.sheets.there), (2, 1));
    }

    fn a_union_that_has_decided_for_itself_and_one_that_was_merged_carry_nothing_over(desk) {
        let mut db = desk.open();
        let row = storage::plans::of_units(&mut db, PROGRAMME, &[desk.unit_id(UNIT_A)]).unwrap().remove(0);
        let own = storage::plans::UnitPlan { benefit_year: 2027, minutes: "新决定".to_owned(), ..row };
        db.write(|db| storage::plans::put(db, &own).map(|_| ())).unwrap();
        let on = NaiveDate::from_ymd_opt(2026, 7, 1).unwrap();
        let old = desk.unit(UNIT_B).clone();
        db.write(|db| storage::units::succeed(db, &old, desk.unit_id(UNIT_C), on, 1)).unwrap();
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("2027");
        let done = open_year(&mut autumn(desk, "clerk"), 2027, Some(&out), false);
        assert_eq!((done.plans.in_force, done.plans.carried, done.sheets.wanted), (1, 0, 2), "{done:?}");
        assert_eq!(names(&out), [UNIT_A, UNIT_C].map(|code| format!("{code}-2027.xlsx")));
    }

    fn a_merged_unions_families_stand_in_the_sheet_of_the_one_that_acts_for_it(desk) {
        roster(desk);
        desk.approved_claim(&ClaimSpec { unit: UNIT_B.to_owned(), ..ClaimSpec::of(3) });
        let on = NaiveDate::from_ymd_opt(2026, 7, 1).unwrap();
        let old = desk.unit(UNIT_B).clone();
        let into = desk.unit_id(UNIT_C);
        desk.open().write(|db| storage::units::succeed(db, &old, into, on, 1)).unwrap();
        let home = tempfile::tempdir().unwrap();
        let mut clerk = autumn(desk, "clerk");
        open_year(&mut clerk, 2027, None, false);
        proposals::approve(&mut autumn(desk, "admin"), &Which::All).unwrap();
        let sheets = open_year(&mut clerk, 2027, Some(home.path()), false).sheets;
        assert_eq!((sheets.wanted, sheets.written, sheets.rows, sheets.empty), (2, 2, 1, 1), "{sheets:?}");
    }

    fn a_year_without_one_before_it_cannot_be_opened(desk) {
        let wanted = Wanted {
            programme: PROGRAMME,
            year: BenefitYear::new(2031),
            params: None,
            out: None,
            dry_run: true,
        };
        let refused = rollover::open(&mut desk.session("admin"), &wanted, &mut |_, _| {});
        assert!(
            matches!(refused, Err(WorkflowError::Params(_) | WorkflowError::NotFound { .. })),
            "{refused:?}"
        );
        assert_eq!(periods::list(&mut desk.session("admin")).unwrap().len(), 2);
    }
}
