//! How each union bears the contribution, and what is left of its money.

use super::{Cursor, Page, page as pages, units};
use crate::error::Result;
use crate::review::rule_set::method_of;
use crate::session::Session;
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::ids::UnitId;
use domain::payment_method::MethodSpec;
use domain::role::Action;
use domain::unit::Scope;
use domain::year::BenefitYear;
use std::collections::BTreeMap;
use storage::page::After;
use storage::plans::{Budget, UnitPlan};

/// Unions of one page: each brings a few rows.
const UNITS_MAX: usize = 100;

/// A plan or a budget of a union.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRowView {
    /// Code of the union.
    pub unit_code: String,
    /// Its name.
    pub unit_name: String,
    /// What it is.
    pub what: What,
    /// Number of the minutes or the approving document.
    pub minutes: String,
}

/// What a union has decided or been granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// How it bears the contribution of a benefit year.
    Plan {
        /// Benefit year.
        year: BenefitYear,
        /// The payment method.
        method: &'static MethodSpec,
        /// Fixed sum per subject.
        amount: Option<Fen>,
        /// Part of what is owed or was paid, in basis points.
        ratio_bp: Option<u32>,
    },
    /// Money for a calendar year.
    Budget {
        /// Calendar year.
        year: i16,
        /// The funding source.
        source: FundSource,
        /// Granted.
        total: Fen,
        /// Approved and paid.
        used: Fen,
    },
}

/// A page of plans and budgets in scope in the order of the tree, newest year first within a union; `unit` narrows
/// it to a union and everything below it.
///
/// # Errors
/// [`crate::WorkflowError::UnknownUnit`] for a code that is not in scope.
pub fn page(
    session: &mut Session,
    unit: &str,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Page<PlanRowView>> {
    session.ctx.require(Action::Read)?;
    let scope = narrowed(session, unit)?;
    let limit = pages::clamp(limit).min(UNITS_MAX);
    let rows = storage::plans::units_page(
        &mut session.db,
        &scope,
        after.map(|cursor| UnitId(cursor.after().id)),
        pages::reach(limit),
    )?;
    let page = Page::cut(rows, limit, |row| After {
        key: 0,
        id: row.id.0,
    });
    let ids: Vec<UnitId> = page.rows.iter().map(|row| row.id.into()).collect();
    let programmes: Vec<String> = session
        .ctx
        .installation
        .registry
        .iter()
        .map(|programme| programme.id().to_owned())
        .collect();
    let mut plans: BTreeMap<UnitId, Vec<UnitPlan>> = BTreeMap::new();
    for programme in programmes {
        for row in storage::plans::of_units(&mut session.db, &programme, &ids)? {
            plans.entry(row.unit_id.into()).or_default().push(row);
        }
    }
    let mut budgets: BTreeMap<UnitId, Vec<Budget>> = BTreeMap::new();
    for row in storage::plans::budgets_of(&mut session.db, &ids)? {
        budgets.entry(row.unit_id.into()).or_default().push(row);
    }
    let mut views = Vec::new();
    for unit in page.rows {
        let id = unit.id.into();
        let row = |what, minutes| PlanRowView {
            unit_code: unit.code.clone(),
            unit_name: unit.name.clone(),
            what,
            minutes,
        };
        for plan in plans.remove(&id).unwrap_or_default().into_iter().rev() {
            let what = What::Plan {
                year: BenefitYear::new(plan.benefit_year),
                method: method_of(&session.ctx, &plan.programme, &plan.method)?,
                amount: plan.amount,
                ratio_bp: plan.ratio_bp,
            };
            views.push(row(what, plan.minutes));
        }
        for budget in budgets.remove(&id).unwrap_or_default().into_iter().rev() {
            let what = What::Budget {
                year: budget.calendar_year,
                source: budget.source,
                total: budget.total,
                used: budget.reserved,
            };
            views.push(row(what, budget.minutes));
        }
    }
    Ok(Page {
        rows: views,
        next: page.next,
    })
}

/// The operator's scope, or the part of it below a union named by its code.
pub(super) fn narrowed(session: &mut Session, unit: &str) -> Result<Scope> {
    match unit.trim() {
        "" => Ok(session.ctx.actor.scope.clone()),
        code => Ok(Scope::below(units::path_of(session, code)?)),
    }
}
