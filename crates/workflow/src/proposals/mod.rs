//! Changes that need a proposer and a second operator: periods, plans, budgets, rulings, operators.
//!
//! There is one mechanism for all of them, and who may second is a property of the change's kind: one that nobody can
//! second yet waits. The very first administrator's very first second administrator alone needs nobody, because until
//! then nobody could ever agree to anything; the log says so.

pub mod announcements;
mod apply_budget;
mod apply_key;
mod apply_merger;
mod apply_operator;
mod apply_period;
mod apply_plan;
mod apply_ruling;
mod apply_settlement;
mod base;
mod change;
mod decide;
pub mod keys;
mod list;
pub mod operators;
pub mod periods;
mod propose;
pub mod rulings;
mod second_approval;
mod summary;
pub mod unions;

pub(crate) use apply_budget::key_of as budget_key;
pub(crate) use apply_period::find as find_period;
pub(crate) use apply_ruling::check as check_ruling;
pub use change::{
    BudgetChange, Change, ChangeKind, FirstKey, KeyChange, MergerChange, OperatorChange, PeriodRef,
    PlanChange, RulingChange, SettlementChange, VoidChange,
};
pub use decide::{Decided, Which, approve, reject};
pub use list::{ChangeInfo, ChangePage, list};
pub(crate) use propose::FOUNDING;
pub use propose::{Done, Proposed, Standing, propose, propose_all, propose_within};

use crate::audit::witness;
use crate::error::{Refusal, Result, WorkflowError};
use crate::review::reassess::{Affected, Whose};
use crate::session::Env;
use base::Bases;
use change::Hands;
use domain::year::BenefitYear;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use storage::Db;
use storage::changes::ChangeRow;

/// The change can be made as things stand; it is asked when proposed and again when put in force.
fn check(db: &mut Db, env: &Env, change: &Change, bases: &Bases) -> Result<()> {
    match change {
        Change::Plan(plan) => {
            apply_merger::refuse_merged(&bases.succession, env.today(), plan.unit, &plan.unit_code)
        }
        Change::Budget(budget) => {
            let (today, code) = (env.today(), &budget.unit_code);
            apply_merger::refuse_merged(&bases.succession, today, budget.unit, code)?;
            apply_budget::check(&env.office.registry, budget, bases.reserved(change))
        }
        Change::UnitMerge(merger) => apply_merger::check(db, merger, &bases.succession),
        Change::Ruling(ruling) => apply_ruling::check(env, ruling),
        Change::OperatorAdd(operator) => apply_operator::check_add(db, env, operator),
        Change::OperatorOff { name, .. } => apply_operator::check_off(db, env, name).map(|_| ()),
        Change::SettlementReverse(lines) => apply_settlement::check(db, env, lines),
        Change::ExportVoid(void) => {
            crate::payments::exports::reconcile::waiting(db, void.entry).map(|_| ())
        }
        Change::RegisterBegin { .. } => Ok(()),
        Change::KeyAdd(key) => apply_key::check_add(db, key),
        Change::KeyRevoke(key) => apply_key::check_revoke(db, key).map(|_| ()),
        _ => apply_period::check(db, env, change),
    }
}

/// Puts a change in force, inside the caller's transaction. A refusal leaves nothing written.
fn apply(db: &mut Db, hands: &Hands<'_>, change: &Change) -> Result<()> {
    match change {
        Change::Plan(plan) => apply_plan::apply(db, hands, plan),
        Change::Budget(budget) => apply_budget::apply(db, hands, budget),
        Change::Ruling(ruling) => apply_ruling::apply(db, hands, ruling),
        Change::OperatorAdd(operator) => apply_operator::add(db, hands, operator),
        Change::OperatorOff { name, .. } => apply_operator::off(db, hands, name),
        Change::KeyAdd(key) => apply_key::add(db, hands, key),
        Change::KeyRevoke(key) => apply_key::revoke(db, hands, key),
        Change::UnitMerge(merger) => apply_merger::apply(db, hands, merger),
        Change::SettlementReverse(lines) => apply_settlement::apply(db, hands, lines),
        Change::ExportVoid(void) => crate::payments::exports::put_void(db, hands.env, void),
        Change::RegisterBegin { reason } => {
            crate::payments::exports::put_begin(db, hands.env, reason)
        }
        _ => apply_period::apply(db, hands, change),
    }
}

/// Whose assessment a change in force may alter.
pub(crate) fn affected(env: &Env, change: &Change) -> Vec<Affected> {
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
        Change::Plan(plan) => years(&plan.programme, Whose::Unit(plan.unit), plan.year),
        Change::Budget(budget) => env
            .office
            .registry
            .iter()
            .map(|programme| Affected {
                programme: programme.id().to_owned(),
                whose: Whose::Unit(budget.unit),
                year: None,
            })
            .collect(),
        Change::Ruling(ruling) => {
            vec![Affected {
                programme: ruling.programme.clone(),
                whose: Whose::Everybody,
                year: None,
            }]
        }
        Change::PeriodCreate { period, .. } | Change::PeriodExtend { period, .. } => {
            years(&period.programme, Whose::Everybody, period.year)
        }
        // Whether claims are taken, and by which union, is asked when one is filed; no rule looks at it.
        Change::UnitMerge(_)
        | Change::SettlementReverse(_)
        | Change::ExportVoid(_)
        | Change::RegisterBegin { .. }
        | Change::PeriodOpen(_)
        | Change::PeriodClose(_)
        | Change::PeriodReopen(_)
        | Change::PeriodArchive(_)
        | Change::OperatorAdd(_)
        | Change::OperatorOff { .. }
        | Change::KeyAdd(_)
        | Change::KeyRevoke(_) => Vec::new(),
    }
}

/// Somebody changed the target since the proposal was made.
fn stale(change: &Change) -> Refusal {
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
    env: &Env,
    (action, reason): (&str, &str),
    rows: &[&ChangeRow],
    in_force: &[&Change],
) -> Result<()> {
    let keyring = env.keyring();
    let mut witnesses = witness::of_changes(db, keyring, in_force)?;
    witnesses.extend(rows.iter().map(|row| witness::of(keyring, *row)));
    let detail = log_detail(env, rows, reason);
    crate::audit::events::vouch(db, env, action, &detail, &witnesses)
}

/// What the event log says about changes: how many, which, and a digest of their values.
fn log_detail(env: &Env, rows: &[&ChangeRow], reason: &str) -> Value {
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
        "digest": data_encoding::HEXLOWER.encode(&env.keyring().digest(&bytes)),
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
