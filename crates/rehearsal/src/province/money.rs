//! How unions pay: plans, shares, budgets, and the units that have none.

use super::ProvinceSpec;
use super::entries::{Entry, Fault};
use super::method::Method;
use super::tree::Tree;
use crate::chance::Chance;
use std::collections::BTreeMap;

/// The personal contribution standard of 2026, in yuan; the rehearsal uses it for 2025 too.
pub const STANDARD_YUAN: u32 = 400;

/// What the union bears of what is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// So many yuan, never more than owed.
    Yuan(u32),
    /// So many per cent.
    PerCent(u32),
}

impl Share {
    /// The union's part of `owed` yuan; the owed sums are 0, 200 and 400, so per cents come out in whole yuan.
    pub fn of(self, owed: u32) -> u32 {
        match self {
            Share::Yuan(yuan) => yuan.min(owed),
            Share::PerCent(ratio) => owed * ratio / 100,
        }
    }
}

/// A unit's plan. Reimbursement is always in it, for contributions made outside the window; `mode` is the one used inside.
#[derive(Debug, Clone)]
pub struct Plan {
    pub approved: bool,
    pub mode: Method,
    pub in_window: Share,
    pub reimbursement: Share,
}

impl Plan {
    /// Draws a plan.
    pub fn draw(chance: &mut Chance) -> Self {
        let shares = [
            Share::Yuan(400),
            Share::Yuan(400),
            Share::Yuan(400),
            Share::Yuan(300),
            Share::Yuan(200),
            Share::PerCent(80),
        ];
        let reimbursement = *chance.pick(&shares);
        let (mode, in_window) = match chance.below(100) {
            0..25 => (Method::Full, Share::Yuan(STANDARD_YUAN)),
            25..42 => (
                Method::Shared,
                *chance.pick(&[Share::Yuan(200), Share::Yuan(280), Share::PerCent(50)]),
            ),
            _ => (Method::Reimburse, reimbursement),
        };
        Self {
            approved: true,
            mode,
            in_window,
            reimbursement,
        }
    }

    /// The share of one mode.
    pub fn share(&self, mode: Method) -> Share {
        if mode == Method::Reimburse {
            self.reimbursement
        } else {
            self.in_window
        }
    }
}

/// A unit's budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Funds {
    /// More than its claims need.
    Ample,
    /// No line at all.
    None,
    /// Enough for one claim only.
    TooSmall,
}

/// Of 1,000 units with claims, how many have no plan; as many have no budget.
const GAP_PER_MILLE: usize = 20;
/// Claims a unit must have for a short budget to show.
const SHORT_BUDGET_CLAIMS_MIN: usize = 4;

/// Takes plans and budgets away from some units and marks their claims.
pub fn leave_gaps(spec: &ProvinceSpec, tree: &mut Tree, entries: &mut [Entry]) {
    let mut claims: BTreeMap<usize, usize> = BTreeMap::new();
    for entry in entries.iter() {
        *claims.entry(entry.unit).or_default() += 1;
    }
    let mut units: Vec<usize> = claims.keys().copied().collect();
    Chance::stream(spec.seed, "gaps").shuffle(&mut units);
    // The short budget looks for a unit with claims enough before the small ones are used up.
    let short = units
        .iter()
        .position(|unit| {
            let plan = &tree.basics[*unit].plan;
            plan.mode == Method::Reimburse
                && claims[unit] >= SHORT_BUDGET_CLAIMS_MIN
                && plan.reimbursement.of(STANDARD_YUAN) >= 300
        })
        .map(|at| units.swap_remove(at));
    let count = (units.len() * GAP_PER_MILLE / 1000).max(1);
    let mut gaps = BTreeMap::new();
    if let Some(unit) = short {
        tree.basics[unit].funds = Funds::TooSmall;
        gaps.insert(unit, Fault::BudgetTooSmall);
    }
    for (place, unit) in units.into_iter().take(2 * count).enumerate() {
        if place % 2 == 0 {
            tree.basics[unit].plan.approved = false;
            gaps.insert(unit, Fault::UnitWithoutPlan);
        } else {
            tree.basics[unit].funds = Funds::None;
            gaps.insert(unit, Fault::UnitWithoutBudget);
        }
    }
    for entry in entries {
        entry.fault = gaps.get(&entry.unit).copied();
    }
}
