//! Made-up figures of the first screen.

use crate::data::{day, period};
use domain::claim::StateName;
use domain::fen::Fen;
use domain::period::PeriodState;
use workflow::views::CappedCount;
use workflow::views::home::{HomeView, PartView};

/// The figures of a prefecture in the middle of its window.
pub fn home() -> HomeView {
    HomeView {
        states: vec![
            (StateName::Submitted, 812, Fen::new(32_400_000)),
            (StateName::Reviewed, 41, Fen::new(1_640_000)),
            (StateName::Approved, 7, Fen::new(280_000)),
            (StateName::Paid, 1_204, Fen::new(48_160_000)),
        ],
        committed: Fen::new(280_000),
        payable: Fen::new(120_000),
        paid: Fen::new(48_160_000),
        receivable: Fen::ZERO,
        budget_year: 2025,
        budget: Fen::new(120_433_000),
        budget_left: Fen::new(71_873_000),
        open_cases: CappedCount::Exact(12),
        changes: CappedCount::AtLeast(1000),
        periods: vec![period(2026, PeriodState::Open)],
        days: (0..30)
            .map(|n| (day("2025-11-05") + chrono::Days::new(n), days_count(n)))
            .collect(),
        parts: vec![
            part("长沙市总工会", 280_000, 31_080_000),
            part("株洲市总工会", 0, 9_120_000),
            part("湘潭市总工会", 0, 7_960_000),
            part("湘西土家族苗族自治州总工会", 0, 0),
        ],
    }
}

fn days_count(n: u64) -> i64 {
    let count = if n % 7 >= 5 { 0 } else { n * n / 3 + n % 4 };
    i64::try_from(count).unwrap()
}

fn part(name: &str, approved: i64, paid: i64) -> PartView {
    PartView {
        name: name.into(),
        claims: 12,
        approved: Fen::new(approved),
        paid: Fen::new(paid),
    }
}
