//! The event log: a keyed chain per operator of logins, exports, parameters and operators.

use crate::audit::chain;
use crate::audit::witness::registers::{self, Register};
use crate::audit::witness::sums::Sums;
use crate::audit::witness::{self, Witness, everything};
use crate::duplicates::kin;
use crate::error::Result;
use crate::session::{Context, Session, SessionEnd};
use domain::ids::OperatorId;
use domain::year::Instant;
use sealing::Keyring;
use serde_json::Value;
use storage::audit::OperatorEventRow;
use storage::couples::Naming;
use storage::people::{Identity, PersonRow};
use storage::{Db, Key};

/// Appends to the acting operator's chain, inside the caller's write transaction.
///
/// `detail` must hold no personal data. The chain's head is the last row a command locks.
///
/// # Errors
/// [`crate::WorkflowError::Storage`].
pub fn log(db: &mut Db, ctx: &Context, action: &str, detail: &Value) -> Result<()> {
    vouch(db, ctx, action, detail, &[])
}

/// As [`log`], for an act that wrote records of other tables: the entry vouches for each of them as it is now.
pub(crate) fn vouch(
    db: &mut Db,
    ctx: &Context,
    action: &str,
    detail: &Value,
    witnesses: &[Witness],
) -> Result<()> {
    ctx.trail.act(action);
    for witness in witnesses {
        ctx.trail.record(witness.relation, &witness.record);
    }
    let (keyring, by, at) = (ctx.keyring(), ctx.actor.id, ctx.now());
    append(db, keyring, by, at, (action, detail), witnesses)
}

/// Vouches for every record there is, of a database that was made otherwise than by the commands.
///
/// # Errors
/// [`crate::WorkflowError::Storage`].
pub fn vouch_for_everything(
    db: &mut Db,
    keyring: &Keyring,
    operator: OperatorId,
    at: Instant,
) -> Result<()> {
    let all = everything::all(db, keyring)?;
    append(db, keyring, operator, at, ("vouch", &Value::Null), &all)
}

/// Vouches for people with their numbers, of a database that was made otherwise than by the commands.
///
/// # Errors
/// [`crate::WorkflowError::Storage`].
pub fn vouch_for_people(
    db: &mut Db,
    keyring: &Keyring,
    operator: OperatorId,
    at: Instant,
    (people, numbers): (&[PersonRow], &[Identity]),
) -> Result<()> {
    let mut sums = Sums::default();
    people.iter().for_each(|row| sums.add(keyring, row));
    numbers.iter().for_each(|row| sums.add(keyring, row));
    let all = sums.witnesses();
    append(db, keyring, operator, at, ("vouch", &Value::Null), &all)
}

/// Vouches for couples, of a database that was made otherwise than by the commands.
///
/// # Errors
/// [`crate::WorkflowError::Storage`].
pub fn vouch_for_couples(
    db: &mut Db,
    keyring: &Keyring,
    operator: OperatorId,
    at: Instant,
    namings: &[Naming],
) -> Result<()> {
    let mut sums = Sums::default();
    kin::declare(db, keyring, namings, &mut sums)?;
    let all = sums.witnesses();
    append(db, keyring, operator, at, ("vouch", &Value::Null), &all)
}

/// Vouches for the rosters of these unions, of a database that was made otherwise than by the commands.
///
/// # Errors
/// [`crate::WorkflowError::Storage`].
pub fn vouch_for_rosters(
    db: &mut Db,
    keyring: &Keyring,
    operator: OperatorId,
    at: Instant,
    units: &[Key],
) -> Result<()> {
    let all = registers::of_units(db, keyring, units, Register::ROSTER)?;
    append(db, keyring, operator, at, ("vouch", &Value::Null), &all)
}

/// Appends to the acting operator's chain in a transaction of its own, for what changes nothing else.
///
/// # Errors
/// [`crate::WorkflowError::Storage`].
pub fn log_alone(session: &mut Session, action: &str, detail: &Value) -> Result<()> {
    let ctx = session.ctx.clone();
    session.db.write(|db| log(db, &ctx, action, detail))
}

/// Appends the end of a session to the operator's chain: of one at the console, of a command, of a transfer of files.
///
/// # Errors
/// [`crate::WorkflowError::Storage`].
pub fn log_out(session: &mut Session, way: &str, why: SessionEnd) -> Result<()> {
    let detail = serde_json::json!({ "way": way, "why": why.code() });
    log_alone(session, "logout", &detail)
}

pub(crate) fn append(
    db: &mut Db,
    keyring: &Keyring,
    operator: OperatorId,
    at: Instant,
    (action, detail): (&str, &Value),
    witnesses: &[Witness],
) -> Result<()> {
    let (seq, previous) = storage::audit::lock_event_head(db, operator)?;
    let mut row = OperatorEventRow {
        operator_id: operator.into(),
        seq: seq + 1,
        at: at.0,
        action: action.to_owned(),
        detail: detail.to_string(),
        hash: Vec::new(),
    };
    let witnesses = witness::rows(witnesses, row.operator_id, row.seq);
    row.hash = chain::event_hash(keyring, &row, &witnesses, &previous);
    storage::audit::append_event(db, &row)?;
    witness::store(db, &witnesses)
}
