//! The figures kept beside the claims always say what the claims say.

use chrono::Days;
use domain::claim::StateName;
use test_support::{ClaimSpec, Desk, Engine, both_engines};
use workflow::views::home;
use workflow::{audit, figures, review::decide};

/// Claims of one unit: each move adds two rows, so that folding comes into it several times.
const CROWD: u64 = 60;
/// Rows a unit may have: what waits to be folded, what one command adds, and a row for each state.
const ROWS_MAX: usize = 32 + 2 + 3;

fn agree(desk: &Desk) {
    let mut db = desk.open();
    let (kept, counted) = (
        storage::claim_figures::kept(&mut db).unwrap(),
        storage::claim_figures::counted(&mut db).unwrap(),
    );
    assert_eq!(kept, counted);
}

/// Rows of the only unit with claims.
fn rows(desk: &Desk) -> usize {
    storage::claim_figures::rows(&mut desk.open()).unwrap()
}

fn on_home(desk: &Desk) -> Vec<(StateName, i64, i64)> {
    home::show(&mut desk.session("auditor"))
        .unwrap()
        .states
        .iter()
        .map(|(state, claims, payable)| (*state, *claims, payable.get()))
        .collect()
}

both_engines! {
    fn claims_moved_one_by_one_by_several_operators_at_once_are_all_counted_and_folded(desk) {
        let claims: Vec<_> = (1..=CROWD).map(|n| desk.file_claim(&ClaimSpec::of(n))).collect();
        agree(desk);
        let day = desk.today.checked_add_days(Days::new(5)).unwrap();
        std::thread::scope(|scope| {
            for part in claims.chunks(claims.len().div_ceil(4)) {
                scope.spawn(move || {
                    let mut session = desk.session("reviewer");
                    for claim in part {
                        decide::hold(&mut session, &[*claim], Some(day), "等待更正").unwrap();
                    }
                });
            }
        });
        agree(desk);
        let all = i64::try_from(CROWD).unwrap();
        assert_eq!(on_home(desk), [(StateName::Held, all, all * 40_000)]);
        let left = rows(desk);
        // Commands at the same moment do not see each other's rows, and one leaves alone what another is folding.
        let spared = if desk.engine() == Engine::Postgres { 4 * 4 } else { 0 };
        assert!(left <= ROWS_MAX + spared, "{left} rows");
    }

    fn a_figure_changed_by_hand_is_found_by_the_audit_and_counted_anew(desk) {
        desk.file_claim(&ClaimSpec::of(1));
        desk.approved_claim(&ClaimSpec::of(2));
        let right = on_home(desk);
        storage::execute_raw(&mut desk.open(), "UPDATE claim_figures SET payable_fen = payable_fen + 1").unwrap();
        let bad = crate::office::audited(desk).first_bad.unwrap();
        assert_eq!(bad.code, "figures");

        figures::recount(&mut desk.session("auditor")).expect_err("an auditor only reads");
        assert_eq!(figures::recount(&mut desk.session("admin")).unwrap(), 2);
        assert_eq!(on_home(desk), right);
        agree(desk);
        assert_eq!(audit::verify(&mut desk.session("auditor")).unwrap().first_bad, None);
    }
}
