//! Made-up figures of the first screen.

use crate::data::{SMALL, WIDE, console, day, period};
use domain::batch::BatchState;
use domain::claim::StateName;
use domain::fen::Fen;
use domain::period::PeriodState;
use domain::role::Role;
use tui::screens::Home;
use tui::view;
use workflow::review::bulk::Expected;
use workflow::views::home::{HomeView, PartView};
use workflow::views::{CappedCount, Lang};

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
        to_batch: Some(Expected {
            count: 7,
            total: Fen::new(280_000),
        }),
        batches: vec![
            (BatchState::Draft, 2, Fen::new(80_000)),
            (BatchState::Sealed, 1, Fen::new(120_000)),
            (BatchState::Exported, 3, Fen::new(600_000)),
        ],
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

#[test]
fn the_first_screen_tells_each_role_what_to_do_next() {
    let told = |role| {
        let model = console(Home, role, Lang::Zh, WIDE);
        let lines: Vec<String> = view::lines(&model)
            .iter()
            .map(|line| line.plain())
            .collect();
        lines.join("\n")
    };
    assert!(told(Role::Reviewer).contains("审核 812 件"));
    assert!(told(Role::Approver).contains("审批 41 件"));
    let accountant = told(Role::Accountant);
    assert!(
        accountant.contains("g w 为 7 笔已审批款项制批, 合计 2,800.00 元"),
        "{accountant}"
    );
    assert!(accountant.contains("封批 2 个草稿批次"));
    let cashier = told(Role::Cashier);
    assert!(cashier.contains("导出 1 个已封批次") && cashier.contains("登记 3 个批次的回执"));
    assert!(told(Role::Auditor).contains("目前没有等您办理的事项"));
}

#[test]
fn the_sums_of_a_whole_province_are_never_cut() {
    for size in [SMALL, WIDE] {
        for lang in [Lang::Zh, Lang::En] {
            let mut model = console(Home, Role::Reviewer, lang, size);
            let view = model.screens.home.value.as_mut().unwrap();
            let sum = Fen::new(123_456_789_012);
            for state in &mut view.states {
                (state.1, state.2) = (3_086_419, sum);
            }
            (view.paid, view.budget, view.budget_left) = (sum, sum, sum);
            let text: Vec<String> = view::lines(&model)
                .iter()
                .map(|line| line.plain())
                .collect();
            let whole = text.join("\n").matches("1,234,567,890.12").count();
            // What waits for the reviewer, four states, what is paid, the budget and what is left of it.
            assert_eq!(whole, 8, "{}", text.join("\n"));
        }
    }
}
