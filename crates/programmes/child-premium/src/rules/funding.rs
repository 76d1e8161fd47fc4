//! Where the money comes from (三.1): union funds first, then the subsidy; within the budget.

use chrono::Datelike;
use domain::decision::Condition;
use domain::fen::Fen;
use domain::fund::FundSource;
use policy::RuleSpec;
use policy::funds::{SUBSIDY, UNION};

use super::{H14, H15};
use crate::assessment::Assessment;
use policy::condition::{NONE, With, pass, wait, warn};

/// What bears the claim: union funds as far as they go, the subsidy for the shortfall.
enum Bearer {
    Union,
    Both,
    Subsidy,
    Nobody,
}

fn bearer(assessment: &Assessment<'_>) -> Bearer {
    let needed = assessment.sums.payable;
    let left = |source| {
        available(assessment, source)
            .unwrap_or(Fen::ZERO)
            .max(Fen::ZERO)
    };
    let (union, subsidy) = (left(UNION.source()), left(SUBSIDY.source()));
    if union >= needed && available(assessment, UNION.source()).is_some() {
        Bearer::Union
    } else if union.checked_add(subsidy).unwrap_or(subsidy) < needed {
        Bearer::Nobody
    } else if union > Fen::ZERO {
        Bearer::Both
    } else {
        Bearer::Subsidy
    }
}

fn available(assessment: &Assessment<'_>, source: FundSource) -> Option<Fen> {
    let budgets = assessment
        .facts
        .budgets
        .iter()
        .filter(|budget| budget.source == source);
    budgets
        .map(|budget| budget.available)
        .reduce(|sum, next| sum.checked_add(next).unwrap_or(sum))
}

/// Budgets are those of the calendar year in which it is paid, which at assessment is today's.
fn missing(rule: &RuleSpec, code: &'static str, assessment: &Assessment<'_>) -> Condition {
    wait(rule, code).with("budget_year", assessment.facts.today.year())
}

fn with_sums(condition: Condition, assessment: &Assessment<'_>) -> Condition {
    let left = |source| available(assessment, source).unwrap_or(Fen::ZERO);
    condition
        .sum("needed", assessment.sums.payable)
        .sum("union", left(UNION.source()))
        .sum("subsidy", left(SUBSIDY.source()))
}

/// H-14: union funds first.
pub(super) fn source(assessment: &Assessment<'_>, out: &mut Vec<Condition>) {
    let found = match bearer(assessment) {
        _ if assessment.facts.budgets.is_empty() => missing(&H14, "purse-missing", assessment),
        Bearer::Union => pass(&H14, "union-funds"),
        Bearer::Both => warn(&H14, "subsidy-covers-shortfall"),
        Bearer::Subsidy => warn(&H14, "administration-subsidy"),
        Bearer::Nobody => wait(&H14, "no-purse-suffices"),
    };
    out.push(with_sums(found, assessment));
}

/// H-15: within what is budgeted and not reserved yet. A short budget is adjusted by its own procedure.
pub(super) fn budget(assessment: &Assessment<'_>, out: &mut Vec<Condition>) {
    let (union, subsidy) = (UNION, SUBSIDY);
    let both = [union.code, subsidy.code].join("+");
    let both_zh = [union.zh, subsidy.zh].join("和");
    let (found, source, source_zh) = match bearer(assessment) {
        _ if assessment.facts.budgets.is_empty() => {
            (missing(&H15, "budget-missing", assessment), NONE, NONE)
        }
        Bearer::Union => (pass(&H15, "within-budget"), union.code, union.zh),
        Bearer::Both => (pass(&H15, "within-budget"), both.as_str(), both_zh.as_str()),
        Bearer::Subsidy => (pass(&H15, "within-budget"), subsidy.code, subsidy.zh),
        Bearer::Nobody => (wait(&H15, "budget-short"), NONE, NONE),
    };
    out.push(
        with_sums(found, assessment)
            .with("source", source)
            .with("source_zh", source_zh),
    );
}
