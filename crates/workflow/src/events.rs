//! The event log: a keyed chain per operator of logins, exports, parameters and operators.

use crate::chain;
use crate::error::Result;
use crate::session::{Env, Session, SessionEnd};
use domain::ids::OperatorId;
use domain::year::Instant;
use sealing::Keyring;
use serde_json::Value;
use storage::Db;
use storage::audit::OperatorEventRow;

/// Appends to the acting operator's chain, inside the caller's write transaction.
///
/// `detail` must hold no personal data. The chain's head is the last row a command locks.
///
/// # Errors
/// [`crate::WorkflowError::Storage`].
pub fn log(db: &mut Db, env: &Env, action: &str, detail: &Value) -> Result<()> {
    append(db, env.keyring(), env.actor.id, env.now(), action, detail)
}

/// Appends to the acting operator's chain in a transaction of its own, for what changes nothing else.
///
/// # Errors
/// [`crate::WorkflowError::Storage`].
pub fn log_alone(session: &mut Session, action: &str, detail: &Value) -> Result<()> {
    let env = session.env.clone();
    session.db.write(|db| log(db, &env, action, detail))
}

/// Appends the end of a session at the console to the operator's chain.
///
/// # Errors
/// [`crate::WorkflowError::Storage`].
pub fn log_out(session: &mut Session, why: SessionEnd) -> Result<()> {
    let detail = serde_json::json!({ "by": "console", "why": why.code() });
    log_alone(session, "logout", &detail)
}

pub(crate) fn append(
    db: &mut Db,
    keyring: &Keyring,
    operator: OperatorId,
    at: Instant,
    action: &str,
    detail: &Value,
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
    row.hash = chain::event_hash(keyring, &row, &previous);
    Ok(storage::audit::append_event(db, &row)?)
}
