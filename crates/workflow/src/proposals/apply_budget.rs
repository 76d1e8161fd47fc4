//! Puts a budget in force.

use super::proposal::{BudgetChange, Signatories};
use crate::error::{Refusal, Result, WorkflowError};
use crate::review::rule_set::source_words;
use crate::words::Words;
use domain::fen::Fen;
use policy::Registry;
use storage::Db;
use storage::plans::{Budget, BudgetKey, BudgetPut};

/// The key of the budget proposed.
pub(crate) fn key_of(budget: &BudgetChange) -> BudgetKey {
    (budget.unit, budget.calendar_year, budget.source)
}

/// Everything that makes two budgets of one key the same.
pub(crate) fn text(total: Fen, minutes: &str) -> String {
    format!("{} {minutes}", total.get())
}

/// What a budget cannot be lowered below is named, so that the unit knows what to ask for.
pub(super) fn check(registry: &Registry, budget: &BudgetChange, reserved: Fen) -> Result<()> {
    if budget.total >= reserved {
        return Ok(());
    }
    Err(WorkflowError::Refused(Refusal::new(
        "below-reserved",
        Words::new(
            format!(
                "{} 元低于 {} {} 年{}预算已占用的 {} 元：请先撤销部分审批，或不低于已占用金额",
                budget.total,
                budget.unit_code,
                budget.calendar_year,
                source_words(registry, budget.source).zh,
                reserved
            ),
            format!(
                "{} is below the {} that approved and paid claims have reserved of {}'s {} budget for {}: undo approvals first, or grant at least that much",
                budget.total,
                reserved,
                budget.unit_code,
                budget.source.code(),
                budget.calendar_year
            ),
        ),
    )))
}

pub(super) fn apply(db: &mut Db, by: &Signatories<'_>, budget: &BudgetChange) -> Result<()> {
    let row = Budget {
        unit_id: budget.unit.into(),
        calendar_year: budget.calendar_year,
        source: budget.source,
        total: budget.total,
        reserved: Fen::ZERO,
        minutes: budget.minutes.clone(),
        updated_at: by.ctx.now().0,
        revision: 0,
    };
    match storage::plans::put_budget(db, &row)? {
        BudgetPut::Written | BudgetPut::Same => Ok(()),
        BudgetPut::BelowReserved(reserved) => {
            check(&by.ctx.installation.registry, budget, reserved)
        }
    }
}
