//! The event log: what an operator did that belongs to no single claim, chained per operator.

use crate::chain;
use crate::error::Result;
use crate::session::Env;
use serde_json::Value;
use storage::Db;
use storage::audit::OperatorEventRow;

/// Adds an entry to the acting operator's chain, inside the caller's transaction and after its other locks.
///
/// `detail` holds no personal data.
pub(crate) fn note(db: &mut Db, env: &Env, action: &str, detail: &Value) -> Result<()> {
    let (seq, previous) = storage::audit::lock_event_head(db, env.actor.id)?;
    let mut row = OperatorEventRow {
        operator_id: env.actor.id.into(),
        seq: seq + 1,
        at: env.now().0,
        action: action.to_owned(),
        detail: detail.to_string(),
        hash: Vec::new(),
    };
    row.hash = chain::event_hash(env.keyring(), &row, &previous);
    Ok(storage::audit::append_event(db, &row)?)
}
