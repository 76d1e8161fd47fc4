//! What must hold for every base, not only for the published ones.

use std::sync::LazyLock;

use domain::fen::Fen;
use mutual_aid::benefit::Claim;
use mutual_aid::scheme::{self, Included, Mode, Row, SHIPPED, SchemeError, Tiers};
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

/// A table around a few bounds, mostly without gap or overlap, as the file would have it.
fn any_table() -> impl Strategy<Value = String> {
    let bounds = prop::collection::btree_set(1_i64..50, 2..5);
    let slips = prop::collection::vec((select(vec![0_i64, 0, 0, 0, 1, -1]), any::<bool>()), 6);
    (bounds, slips, any::<bool>()).prop_map(|(bounds, slips, to)| {
        let bounds: Vec<i64> = bounds.into_iter().collect();
        let rows = bounds.iter().enumerate().map(|(at, from)| {
            let (slip, other_side) = slips[at];
            let side = if to ^ (other_side && slip != 0) { "to" } else { "from" };
            let until = bounds.get(at + 1).map(|to| format!("to_fen = {}, ", to + slip));
            let until = until.unwrap_or_default();
            format!("{{ from_fen = {from}, {until}includes = \"{side}\", mode = \"fixed\", sum_fen = 1 }}")
        });
        rows.collect::<Vec<_>>().join(", ")
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_table_that_is_accepted_has_one_row_for_every_base_and_another_is_refused(table in any_table()) {
        let whole = SHIPPED.split("[[scheme]]").find(|one| one.contains("\"pinghu-2025\"")).unwrap();
        let (before, _) = whole.split_once("row = [").unwrap();
        let read = scheme::read(&format!("[[scheme]]{before}row = [{table}]"));
        let rows: toml::Table = toml::from_str(&format!("row = [{table}]")).unwrap();
        let rows: Vec<Row> = rows["row"].clone().try_into().unwrap();
        let first = rows[0].from_fen + i64::from(rows[0].includes == Included::To);
        let fits = |base: i64| rows.iter().filter(|row| row.contains(base)).count() == 1;
        let whole = (first..70).all(fits);
        // Bounds that do not meet are refused even where no whole fen lies between them: one of them is a slip.
        let meet = rows.windows(2).all(|pair| pair[0].to_fen == Some(pair[1].from_fen));
        let wrong_row = matches!(read, Err(SchemeError::Value { .. }));
        prop_assert!(wrong_row || read.is_ok() == (whole && meet), "{:?} {}", read.err(), table);
    }
}
