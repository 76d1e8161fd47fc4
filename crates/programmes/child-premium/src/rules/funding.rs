//! Where the money comes from (三.1): union funds first, then the subsidy; within the budget.

use domain::decision::Condition;
use domain::draft::FundSource;
use domain::fen::Fen;

use super::{H14, H15};
use crate::condition::{NONE, With, pass, wait, warn};
use crate::inquiry::Inquiry;

/// The purse that bears the claim: one claim has one source, union funds when they suffice.
fn purse_for(inquiry: &Inquiry<'_>) -> Option<FundSource> {
    let needed = inquiry.sums.payable;
    let enough = |source| available(inquiry, source).is_some_and(|available| available >= needed);
    [FundSource::Union, FundSource::Subsidy]
        .into_iter()
        .find(|source| enough(*source))
}

fn available(inquiry: &Inquiry<'_>, source: FundSource) -> Option<Fen> {
    let purse = inquiry
        .facts
        .budgets
        .iter()
        .filter(|budget| budget.source == source);
    purse
        .map(|budget| budget.available)
        .reduce(|sum, next| sum.checked_add(next).unwrap_or(sum))
}

fn with_purses(condition: Condition, inquiry: &Inquiry<'_>) -> Condition {
    condition
        .sum("needed", inquiry.sums.payable)
        .sum("union", available(inquiry, FundSource::Union))
        .sum("subsidy", available(inquiry, FundSource::Subsidy))
}

/// H-14: union funds first.
pub(super) fn purse(inquiry: &Inquiry<'_>, out: &mut Vec<Condition>) {
    let found = match purse_for(inquiry) {
        _ if inquiry.facts.budgets.is_empty() => wait(&H14, "purse-missing"),
        Some(FundSource::Union) => pass(&H14, "union-funds"),
        Some(FundSource::Subsidy) => warn(&H14, "administration-subsidy"),
        None => wait(&H14, "no-purse-suffices"),
    };
    out.push(with_purses(found, inquiry));
}

/// H-15: within what is budgeted and not reserved yet. A short budget is adjusted by its own procedure.
pub(super) fn budget(inquiry: &Inquiry<'_>, out: &mut Vec<Condition>) {
    let source = purse_for(inquiry);
    let found = match source {
        _ if inquiry.facts.budgets.is_empty() => wait(&H15, "budget-missing"),
        Some(_) => pass(&H15, "within-budget"),
        None => wait(&H15, "budget-short"),
    };
    out.push(
        with_purses(found, inquiry)
            .with("source", source.map_or(NONE, FundSource::code))
            .with("source_zh", source.map_or(NONE, FundSource::chinese)),
    );
}
