//! Puts a plan in force.

use super::proposal::{PlanChange, Signatories};
use crate::error::Result;
use storage::Db;
use storage::plans::UnitPlan;

/// The stored form of a plan.
pub(crate) fn row_of(plan: &PlanChange, at: i64) -> UnitPlan {
    UnitPlan {
        unit_id: plan.unit.into(),
        programme: plan.programme.clone(),
        benefit_year: plan.year.get(),
        method: plan.plan.method.clone(),
        amount: plan.plan.amount,
        ratio_bp: plan.plan.ratio_bp,
        minutes: plan.plan.minutes.clone(),
        updated_at: at,
        revision: 0,
    }
}

/// Everything that makes two plans of one key the same.
pub(crate) fn text(row: &UnitPlan) -> String {
    format!("{:?} {:?} {}", row.amount, row.ratio_bp, row.minutes)
}

pub(super) fn apply(db: &mut Db, by: &Signatories<'_>, plan: &PlanChange) -> Result<()> {
    storage::plans::put(db, &row_of(plan, by.ctx.now().0))?;
    Ok(())
}
