//! Changes that wait for a second operator.

use crate::Desk;
use child_premium::Method;
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::period::Plan;
use workflow::proposals::{BudgetChange, PlanChange, Proposal, Proposed, Which};

impl Desk {
    /// A union's plan of the desk's year: it bears this ratio of what was paid, in basis points.
    pub fn plan_change(&self, unit: &str, ratio_bp: u32) -> Proposal {
        Proposal::Plan(PlanChange {
            unit: self.unit_id(unit),
            unit_code: unit.to_owned(),
            unit_path: self.unit(unit).path.clone(),
            programme: child_premium::ID.to_owned(),
            year: self.year,
            plan: Plan {
                method: Method::Reimburse.into(),
                amount: None,
                ratio_bp: Some(ratio_bp),
                minutes: "纪要〔2026〕3号".to_owned(),
            },
        })
    }

    /// A union's funds of 2026, in fen.
    pub fn budget_change(&self, unit: &str, total: i64) -> Proposal {
        Proposal::Budget(BudgetChange {
            unit: self.unit_id(unit),
            unit_code: unit.to_owned(),
            unit_path: self.unit(unit).path.clone(),
            calendar_year: 2026,
            source: FundSource::new("union"),
            total: Fen::new(total),
            minutes: "批复〔2026〕9号".to_owned(),
        })
    }
}

/// The one change of a proposal.
///
/// # Panics
/// When nothing was to be changed.
pub fn the_change(proposed: &Proposed) -> Which {
    Which::These(vec![proposed.id.expect("a change")])
}
