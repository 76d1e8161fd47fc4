//! The second signature on a large batch.

use super::duties::{refuse_involved_in, refuse_maker};
use super::{lock, save};
use crate::error::{Result, WorkflowError};
use crate::events;
use crate::session::Session;
use domain::batch::BatchState;
use domain::ids::BatchId;
use domain::role::Action;
use serde_json::json;

/// Signs a sealed batch as second approver: every line is seen by two of them, and the signature is not the payer's own.
///
/// # Errors
/// [`WorkflowError::SecondOperator`] for whoever created or sealed it, reviewed or approved one of its lines, or belongs to
/// a family that one of them pays.
pub fn sign(session: &mut Session, batch: BatchId) -> Result<()> {
    session.env.require(Action::SignBatch)?;
    let env = session.env.clone();
    session.db.write(|db| {
        let mut row = lock(
            db,
            &env,
            batch,
            &[BatchState::Sealed],
            "a batch is signed after sealing and before export",
        )?;
        if let Some(signed_by) = row.signed_by {
            let id = row.number;
            let by = storage::operators::names(db)?
                .get(&signed_by.into())
                .cloned()
                .unwrap_or_default();
            return Err(WorkflowError::State {
                kind: "batch",
                id,
                state: format!("signed by {by}"),
                hint: "export it".to_owned(),
            });
        }
        refuse_maker(db, &env, &row)?;
        let lines = storage::batches::lines(db, batch)?;
        refuse_involved_in(db, &env, &lines)?;
        row.signed_by = Some(env.actor.id.into());
        row.signed_at = Some(env.now().0);
        let detail =
            json!({ "batch": batch.to_string(), "total_fen": row.total_fen, "digest": row.digest });
        save(db, row)?;
        events::log(db, &env, "batch-sign", &detail)
    })
}
