//! Changes that need a proposer and a second operator: periods, plans, budgets, rulings, operators.
//!
//! There is one mechanism for all of them, and who may second is a property of the change's kind: one that nobody can
//! second yet waits. The very first administrator's very first second administrator alone needs nobody, because until
//! then nobody could ever agree to anything; the log says so.

pub mod announcements;
mod apply_budget;
mod apply_institution;
mod apply_key;
mod apply_merger;
mod apply_operator;
mod apply_period;
mod apply_plan;
mod apply_ruling;
mod apply_settlement;
mod base;
mod decide;
pub mod keys;
mod list;
pub mod operators;
pub mod periods;
mod proposal;
mod propose;
pub mod rulings;
mod second_approval;
mod summary;
pub(crate) mod target;
pub mod unions;

pub(crate) use apply_budget::key_of as budget_key;
pub(crate) use apply_period::find as find_period;
pub(crate) use apply_ruling::check as check_ruling;
pub use decide::{Decided, Which, approve, reject};
pub use list::{ProposalInfo, ProposalPage, list};
pub use proposal::{
    BudgetChange, FirstKey, InstitutionChange, KeyChange, MergerChange, OperatorChange, PeriodRef,
    PlanChange, Proposal, ProposalKind, RulingChange, SettlementChange, VoidChange,
};
pub(crate) use propose::FOUNDING;
pub use propose::{Done, Proposed, Standing, propose, propose_all, propose_within};

use crate::audit::witness;
use crate::error::{Refusal, Result, WorkflowError};
use crate::review::reassess::{Affected, Whose};
use crate::session::Context;
use base::Bases;
use domain::year::BenefitYear;
use proposal::Signatories;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use storage::Db;
use storage::proposals::{ProposalRecord, ProposalRow};

/// The change can be made as things stand; it is asked when proposed and again when put in force.
fn check(db: &mut Db, ctx: &Context, change: &Proposal, bases: &Bases) -> Result<()> {
    match change {
        Proposal::Plan(plan) => {
            apply_merger::refuse_merged(&bases.succession, ctx.today(), plan.unit, &plan.unit_code)
        }
        Proposal::Budget(budget) => {
            let (today, code) = (ctx.today(), &budget.unit_code);
            apply_merger::refuse_merged(&bases.succession, today, budget.unit, code)?;
            apply_budget::check(&ctx.installation.registry, budget, bases.reserved(change))
        }
        Proposal::UnitMerge(merger) => apply_merger::check(db, merger, &bases.succession),
        Proposal::Ruling(ruling) => apply_ruling::check(ctx, ruling),
        Proposal::OperatorAdd(operator) => apply_operator::check_add(db, ctx, operator),
        Proposal::OperatorOff { name, .. } => apply_operator::check_off(db, ctx, name).map(|_| ()),
        Proposal::SettlementReverse(lines) => apply_settlement::check(db, ctx, lines),
        Proposal::ExportVoid(void) => {
            crate::payments::exports::reconcile::waiting(db, void.entry).map(|_| ())
        }
        Proposal::RegisterBegin { .. } | Proposal::Institution(_) => Ok(()),
        Proposal::KeyAdd(key) => apply_key::check_add(db, key),
        Proposal::KeyRevoke(key) => apply_key::check_revoke(db, key).map(|_| ()),
        _ => apply_period::check(db, ctx, change),
    }
}

/// Puts a change in force, inside the caller's transaction. A refusal leaves nothing written.
fn apply(db: &mut Db, by: &Signatories<'_>, change: &Proposal) -> Result<()> {
    match change {
        Proposal::Plan(plan) => apply_plan::apply(db, by, plan),
        Proposal::Budget(budget) => apply_budget::apply(db, by, budget),
        Proposal::Ruling(ruling) => apply_ruling::apply(db, by, ruling),
        Proposal::OperatorAdd(operator) => apply_operator::add(db, by, operator),
        Proposal::OperatorOff { name, .. } => apply_operator::off(db, by, name),
        Proposal::KeyAdd(key) => apply_key::add(db, by, key),
        Proposal::KeyRevoke(key) => apply_key::revoke(db, by, key),
        Proposal::UnitMerge(merger) => apply_merger::apply(db, by, merger),
        Proposal::SettlementReverse(lines) => apply_settlement::apply(db, by, lines),
        Proposal::ExportVoid(void) => crate::payments::exports::put_void(db, by.ctx, void),
        Proposal::Institution(one) => apply_institution::apply(db, by, one),
        Proposal::RegisterBegin { reason } => {
            crate::payments::exports::put_begin(db, by.ctx, reason)
        }
        _ => apply_period::apply(db, by, change),
    }
}

/// Whose assessment a change in force may alter.
pub(crate) fn affected(ctx: &Context, change: &Proposal) -> Vec<Affected> {
    let years = |programme: &str, whose, year: BenefitYear| {
        // A contribution made after its year's window is claimed in the next window, under that year's plan.
        [year.previous(), year]
            .map(|year| Affected {
                programme: programme.to_owned(),
                whose,
                year: Some(year),
            })
            .to_vec()
    };
    match change {
        Proposal::Plan(plan) => years(&plan.programme, Whose::Unit(plan.unit), plan.year),
        Proposal::Budget(budget) => ctx
            .installation
            .registry
            .iter()
            .map(|programme| Affected {
                programme: programme.id().to_owned(),
                whose: Whose::Unit(budget.unit),
                year: None,
            })
            .collect(),
        Proposal::Ruling(ruling) => {
            vec![Affected {
                programme: ruling.programme.clone(),
                whose: Whose::Everybody,
                year: None,
            }]
        }
        Proposal::PeriodCreate { period, .. } | Proposal::PeriodExtend { period, .. } => {
            years(&period.programme, Whose::Everybody, period.year)
        }
        // Whether claims are taken, and by which union, is asked when one is filed; no rule looks at it.
        Proposal::UnitMerge(_)
        | Proposal::SettlementReverse(_)
        | Proposal::ExportVoid(_)
        | Proposal::RegisterBegin { .. }
        | Proposal::Institution(_)
        | Proposal::PeriodOpen(_)
        | Proposal::PeriodClose(_)
        | Proposal::PeriodReopen(_)
        | Proposal::PeriodArchive(_)
        | Proposal::OperatorAdd(_)
        | Proposal::OperatorOff { .. }
        | Proposal::KeyAdd(_)
        | Proposal::KeyRevoke(_) => Vec::new(),
    }
}

/// Somebody changed the target since the proposal was made.
fn stale(change: &Proposal) -> Refusal {
    Refusal::new(
        "stale",
        words!(
            "{} 在提出之后有变动：请查看现在的情况，重新提出",
            "{} was changed since this was proposed: look at it as it is now and propose again",
            change.target()
        ),
    )
}

/// How many targets an entry of the event log names; the digest vouches for the rest.
const LOGGED_TARGETS_MAX: usize = 20;

/// Enters decisions about changes into the operator's chain, with the changes and what those in force wrote.
fn log(
    db: &mut Db,
    ctx: &Context,
    (action, reason): (&str, &str),
    rows: &[&ProposalRecord],
    in_force: &[&Proposal],
) -> Result<()> {
    let keyring = ctx.keyring();
    let mut witnesses = witness::of_changes(db, keyring, in_force)?;
    let stored = rows.iter().map(|row| ProposalRow::from((*row).clone()));
    witnesses.extend(stored.map(|row| witness::of(keyring, &row)));
    let detail = log_detail(ctx, rows, reason);
    crate::audit::events::vouch(db, ctx, action, &detail, &witnesses)
}

/// What the event log says about changes: how many, which, and a digest of their values.
fn log_detail(ctx: &Context, rows: &[&ProposalRecord], reason: &str) -> Value {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let mut bytes = Vec::new();
    for row in rows {
        *kinds.entry(&row.kind).or_default() += 1;
        bytes.extend_from_slice(row.id.0.as_bytes());
        bytes.extend_from_slice(row.payload.as_bytes());
    }
    let targets: Vec<&str> = rows
        .iter()
        .take(LOGGED_TARGETS_MAX)
        .map(|row| row.target.as_str())
        .collect();
    json!({
        "kinds": kinds,
        "targets": targets,
        "digest": data_encoding::HEXLOWER.encode(&ctx.keyring().digest(&bytes)),
        "reason": reason,
    })
}

/// A refusal stays with its change; anything else ends the command.
fn refusal_of<T>(done: Result<T>) -> Result<std::result::Result<T, Refusal>> {
    match done {
        Ok(value) => Ok(Ok(value)),
        Err(WorkflowError::Refused(refusal)) => Ok(Err(refusal)),
        // Parameters and names that turn out wrong belong to the one change too.
        Err(
            error @ (WorkflowError::Params(_)
            | WorkflowError::UnknownOperator(_)
            | WorkflowError::UnknownProgramme(_)),
        ) => Ok(Err(Refusal::new(error.code(), error.words()))),
        Err(error) => Err(error),
    }
}
