//! What must hold for every base, not only for the published ones.

use std::sync::LazyLock;

use domain::fen::Fen;
use mutual_aid::benefit::Claim;
use mutual_aid::scheme::{Mode, Tiers};
use proptest::prelude::*;
use proptest::sample::select;

use crate::scheme_cases::{benefit, schemes};

static ALL: LazyLock<Vec<Tiers>> = LazyLock::new(|| {
    schemes()
        .iter()
        .flat_map(|scheme| &scheme.plan)
        .flat_map(|plan| &plan.tiers)
        .filter(|tiers| tiers.rows_unknown.is_none())
        .cloned()
        .collect()
});

fn marginal() -> Vec<Tiers> {
    let is_marginal = |tiers: &&Tiers| tiers.row.iter().all(|row| row.mode == Mode::Marginal);
    ALL.iter().filter(is_marginal).cloned().collect()
}

const BASE_MOST: i64 = 200_000_000;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_steps_add_up_and_stay_inside_the_bounds(
        tiers in select(ALL.clone()), base in 0..BASE_MOST, before in 0..BASE_MOST, further in 0_u32..30,
    ) {
        let claim = Claim { base: Fen::new(base), before: Fen::new(before), further_periods: further };
        let told = tiers.benefit(&claim).unwrap();
        prop_assert_eq!(told.steps.iter().map(|step| step.amount_fen).sum::<i64>(), told.amount.get());
        prop_assert!(told.amount >= Fen::ZERO);
        prop_assert!(told.amount.get() <= tiers.maximum_fen.unwrap_or(i64::MAX));
    }

    #[test]
    fn a_larger_base_of_a_marginal_benefit_never_gives_less(
        tiers in select(marginal()), base in 0..BASE_MOST, more in 0_i64..100_000,
    ) {
        let at = |base| benefit(&tiers, Fen::new(base), Fen::ZERO).amount;
        prop_assert!(at(base + more) >= at(base));
    }

    #[test]
    fn a_base_split_in_any_way_gives_the_same_when_cumulated(
        tiers in select(ALL.clone()), parts in prop::collection::vec(0_i64..20_000_000, 1..6),
    ) {
        let (mut before, mut paid) = (0, 0);
        for part in &parts {
            paid += benefit(&tiers, Fen::new(*part), Fen::new(before)).amount.get();
            before += part;
        }
        prop_assert_eq!(Fen::new(paid), benefit(&tiers, Fen::new(before), Fen::ZERO).amount);
    }

    #[test]
    fn pinghus_formula_in_one_line_agrees(base in 0..BASE_MOST) {
        let scheme = crate::scheme_cases::shipped("pinghu-2025");
        let raw = 20 * (base - 60_000).clamp(0, 440_000) + 50 * (base - 500_000).clamp(0, 500_000) + 70 * (base - 1_000_000).max(0);
        prop_assert_eq!(benefit(scheme.tiers("hospital").unwrap(), Fen::new(base), Fen::ZERO).amount.get(), (raw + 50) / 100);
    }
}
