//! The second signature on a large batch.

use super::{lock, save};
use crate::error::{Result, WorkflowError};
use crate::events;
use crate::session::{Env, Session};
use domain::batch::BatchState;
use domain::ids::{BatchId, ClaimRef};
use domain::role::Action;
use serde_json::json;
use storage::batches::{BatchRow, LineRow};
use storage::{Db, Key};

/// Signs a sealed batch as second approver.
///
/// # Errors
/// [`WorkflowError::SecondOperator`] for whoever created or sealed it or approved one of its lines.
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
        refuse_involved(db, &env, &row)?;
        row.signed_by = Some(env.actor.id.into());
        row.signed_at = Some(env.now().0);
        let detail =
            json!({ "batch": batch.to_string(), "total_fen": row.total_fen, "digest": row.digest });
        save(db, row)?;
        events::log(db, &env, "batch-sign", &detail)
    })
}

/// Every line is seen by two approvers, and the signature is not the payer's own.
fn refuse_involved(db: &mut Db, env: &Env, row: &BatchRow) -> Result<()> {
    let me = Key::from(env.actor.id);
    if row.created_by == me || row.sealed_by == Some(me) {
        return Err(WorkflowError::SecondOperator(format!(
            "{} made batch {} and cannot sign it",
            env.actor.name, row.number
        )));
    }
    let handles: Vec<ClaimRef> = storage::batches::lines(db, row.id.into())?
        .iter()
        .map(LineRow::handle)
        .collect();
    let claims = storage::claims::find_all(db, &env.actor.scope, &handles)?;
    let own = claims.iter().find(|claim| {
        claim
            .state
            .approval()
            .is_some_and(|approval| approval.by == env.actor.id)
    });
    match own {
        None => Ok(()),
        Some(claim) => Err(WorkflowError::SecondOperator(format!(
            "{} approved claim {} of batch {}: another approver signs",
            env.actor.name, claim.number, row.number
        ))),
    }
}
