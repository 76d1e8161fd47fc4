//! A union that moves in the tree takes its claims and their figures along, also while claims are filed under it.

use chrono::Days;
use domain::unit::Scope;
use rehearsal::rows::{members_csv, units_csv};
use rehearsal::{MemberRow, UnitRow};
use test_support::{ClaimSpec, Desk, UNIT_A, UNIT_B, both_engines};
use workflow::intake::imports::{self, ImportOptions};
use workflow::views::Lang;
use workflow::{audit, review::decide};

/// The county of union A.
const COUNTY: &str = "HN430102";
const PREFECTURES: [&str; 2] = ["HN4301", "HN4302"];

fn import(desk: &Desk, operator: &str, profile: &str, text: &str) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("sheet.csv");
    std::fs::write(&path, text).unwrap();
    let report = imports::run(
        &mut desk.session(operator),
        profile,
        &path,
        &ImportOptions::of(child_premium::ID),
        &mut |_| {},
    )
    .unwrap();
    assert_eq!(
        (report.accepted, report.refused),
        (1, 0),
        "{:?}",
        report.findings
    );
}

fn move_county(desk: &Desk, prefecture: &str) {
    let mut county = UnitRow::small_tree(0)
        .into_iter()
        .find(|unit| unit.code == COUNTY)
        .unwrap();
    county.parent = prefecture.to_owned();
    import(desk, "admin", "units", &units_csv(&[county]));
}

/// Every claim stands where its union stands, and the figures say what the claims say.
fn agree(desk: &Desk, claims: usize) {
    let mut db = desk.open();
    let everything = Scope::everything();
    let handles = storage::claims::list::handles_after(&mut db, &everything, None, 1_000).unwrap();
    assert_eq!(handles.len(), claims);
    for claim in storage::claims::find_all(&mut db, &everything, &handles).unwrap() {
        let unit = storage::units::by_ids(&mut db, &[claim.unit])
            .unwrap()
            .remove(0);
        assert_eq!(claim.unit_path, unit.path);
    }
    assert_eq!(
        storage::claim_figures::kept(&mut db).unwrap(),
        storage::claim_figures::counted(&mut db).unwrap()
    );
    let verified = audit::verify(&mut desk.session("auditor")).unwrap();
    assert_eq!(verified.first_bad, None);
}

both_engines! {
    fn a_branch_that_moves_takes_its_claims_and_figures_along(desk) {
        let claims = [1, 2, 3].map(|n| desk.file_claim(&ClaimSpec::of(n)));
        desk.file_claim(&ClaimSpec::of(4).at(UNIT_B));
        move_county(desk, PREFECTURES[1]);
        agree(desk, 4);
        assert!(desk.claim(claims[0]).unit_path.as_str().starts_with("/HN/HN4302/HN430102/"));
        let day = desk.today.checked_add_days(Days::new(5)).unwrap();
        decide::hold(&mut desk.session("reviewer"), &claims[..1], Some(day), "等待更正").unwrap();
        agree(desk, 4);
        let figures = storage::claim_figures::kept(&mut desk.open()).unwrap();
        assert!(figures.values().all(|(claims, _)| *claims > 0), "{figures:?}");
    }

    fn operators_of_a_branch_that_moves_still_see_their_imports(desk) {
        import(desk, "clerk-a", "members", &members_csv(&[MemberRow::ordinary(1, UNIT_A)]));
        let seen = |operator| {
            let page = workflow::views::imports::page(&mut desk.session(operator), Lang::Zh, None, 10).unwrap();
            page.rows.iter().filter(|import| import.profile == "members").count()
        };
        assert_eq!(seen("clerk-a"), 1);
        let page = workflow::views::imports::page(&mut desk.session("clerk-a"), Lang::Zh, None, 1).unwrap();
        storage::execute_raw(&mut desk.open(), "UPDATE imports SET state = 'running' WHERE profile = 'members'").unwrap();
        let mut under_way = storage::imports::find(&mut desk.open(), page.rows[0].id).unwrap();
        move_county(desk, PREFECTURES[1]);
        assert_eq!(seen("clerk-a"), 1);
        // One that was read before the move and ends after it.
        under_way.state = "promoted".to_owned();
        under_way.revision += 1;
        storage::imports::finish(&mut desk.open(), &under_way, &Vec::new()).unwrap();
        assert_eq!(seen("clerk-a"), 1);
    }

    fn claims_filed_and_held_while_their_union_moves_stand_where_it_stands(desk) {
        let day = desk.today.checked_add_days(Days::new(5)).unwrap();
        std::thread::scope(|scope| {
            for part in 0..3 {
                scope.spawn(move || {
                    for n in 0..8 {
                        let claim = desk.file_claim(&ClaimSpec::of(1 + part * 8 + n));
                        decide::hold(&mut desk.session("reviewer"), &[claim], Some(day), "等待更正").unwrap();
                    }
                });
            }
            scope.spawn(move || {
                for n in 0..9 {
                    move_county(desk, PREFECTURES[(n + 1) % 2]);
                }
            });
        });
        let moved = storage::units::by_codes(&mut desk.open(), &[UNIT_A.to_owned()]).unwrap().remove(0);
        assert_eq!(moved.path.as_str(), "/HN/HN4302/HN430102/HN430102-001/");
        agree(desk, 24);
    }
}
