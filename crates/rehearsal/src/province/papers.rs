//! The single lines of the papers: plans, budgets, roster entries, a sheet's head and its total.

use super::ProvinceSpec;
use super::cast::Cast;
use super::families::Spouse;
use super::method::Method;
use super::money::{Funds, STANDARD_YUAN, Share};
use super::tree::{Basic, Tree};
use crate::chance::Chance;
use crate::names;
use crate::numbers::mobile;
use crate::rows::{BudgetRow, ClaimRow, MemberRow, PlanRow, SheetRow};
use crate::sheet::Cell;
use chrono::Days;
use domain::identity::Sex;

const TITLE: &str = "工会为会员未成年子女缴纳居民医保申报表";
/// Of 1,000 units, how many also have an administration subsidy.
const SUBSIDY_PER_MILLE: usize = 120;

/// 合计 in the first column and the sum under 申请金额.
pub fn totals_line(total: u64) -> Vec<Cell> {
    let cell = |header: &&str| match *header {
        "工会代码" => Cell::Text("合计".to_owned()),
        "申请金额" => Cell::Text(total.to_string()),
        _ => Cell::Text(String::new()),
    };
    ClaimRow::HEADER.iter().map(cell).collect()
}

/// The sheet's head: the title and who sends it, with label and value in one cell or in two.
pub fn head_lines(spec: &ProvinceSpec, path: &str, unit: &str, one_cell: bool) -> Vec<Vec<String>> {
    let mut chance = Chance::stream(spec.seed, path);
    let mut person = || {
        format!(
            "{}{}",
            names::surname(&mut chance),
            names::adult_given(&mut chance, Sex::Female)
        )
    };
    let (clerk, checker, chair) = (person(), person(), person());
    let phone = mobile(chance.below(100_000_000) as u64);
    let filed = (spec.today - Days::new(chance.below(4) as u64)).to_string();
    let fields = [
        ("填报单位", unit),
        ("填报日期", &filed),
        ("填报人", &clerk),
        ("联系电话", &phone),
        ("审核人", &checker),
        ("工会主席", &chair),
    ];
    let line = match one_cell {
        true => fields
            .iter()
            .map(|(label, value)| format!("{label}：{value}"))
            .collect(),
        false => fields
            .iter()
            .flat_map(|(label, value)| [(*label).to_owned(), (*value).to_owned()])
            .collect(),
    };
    vec![vec![TITLE.to_owned()], line]
}

/// The plan of a unit for a year: reimbursement always, and in 2026 the mode used inside the window.
pub fn plan_rows(plans: &mut Vec<PlanRow>, chance: &mut Chance, basic: &Basic, year: i32) {
    let minutes = format!(
        "{}纪要〔{}〕{}号",
        basic.row.code,
        year - 1,
        1 + chance.below(30)
    );
    let mut add = |mode: Method| {
        let (amount, ratio) = match basic.plan.share(mode) {
            Share::Yuan(yuan) => (yuan.to_string(), String::new()),
            Share::PerCent(ratio) => (String::new(), format!("{ratio}%")),
        };
        plans.push(PlanRow {
            unit_code: basic.row.code.clone(),
            year: year.to_string(),
            mode: mode.word().to_owned(),
            amount,
            ratio,
            minutes: minutes.clone(),
        });
    };
    add(Method::Reimburse);
    if year == 2026 && basic.plan.mode != Method::Reimburse {
        add(basic.plan.mode);
    }
}

/// The budgets of a unit for a calendar year; `claims` says how much an ample one needs.
pub fn budget_rows(
    budgets: &mut Vec<BudgetRow>,
    chance: &mut Chance,
    basic: &Basic,
    year: i32,
    claims: u32,
) {
    let ample = (claims * STANDARD_YUAN * 13 / 10)
        .max(1_000)
        .div_ceil(1_000)
        * 1_000;
    let amount = match basic.funds {
        Funds::Ample => ample,
        Funds::TooSmall => STANDARD_YUAN,
        Funds::None => return,
    };
    let mut add = |source: &str, amount: u32| {
        budgets.push(BudgetRow {
            unit_code: basic.row.code.clone(),
            year: year.to_string(),
            source: source.to_owned(),
            amount: amount.to_string(),
            approval: format!(
                "{}预〔{}〕{}号",
                basic.row.code,
                year - 1,
                1 + chance.below(40)
            ),
        });
    };
    add("工会经费", amount);
    if basic.funds == Funds::Ample
        && basic.row.code.bytes().map(usize::from).sum::<usize>() * 37 % 1000 < SUBSIDY_PER_MILLE
    {
        add("行政补助", 2_000);
    }
}

/// A member as the roster has them, with the spouse.
pub fn member_row(tree: &Tree, cast: &Cast, index: usize) -> MemberRow {
    let member = &cast.members[index];
    let family = &cast.families[member.family];
    let (spouse_name, spouse_id, spouse_unit) = match &family.spouse {
        Spouse::None => (String::new(), String::new(), String::new()),
        Spouse::Outside {
            name, id, employer, ..
        } => (name.clone(), id.clone(), employer.clone()),
        Spouse::Member(second) => {
            let other = &cast.members[if index == *second {
                family.first
            } else {
                *second
            }];
            (
                other.name.clone(),
                other.id.clone(),
                tree.basics[other.unit].row.name.clone(),
            )
        }
    };
    MemberRow {
        unit_code: tree.basics[member.unit].row.code.clone(),
        name: member.name.clone(),
        id: member.id.clone(),
        phone: member.phone.clone(),
        status: member.status.to_owned(),
        dues_until: member.dues_until.clone(),
        spouse_name,
        spouse_id,
        spouse_unit,
    }
}
