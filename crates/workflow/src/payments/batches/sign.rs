//! The second signature on a large batch.

use super::duties::{claims_of, refuse_involved, refuse_maker};
use super::{contested, lock, save};
use crate::audit::events;
use crate::error::{Result, WorkflowError};
use crate::session::{Context, Session};
use domain::batch::BatchState;
use domain::ids::BatchId;
use domain::role::Action;
use serde_json::json;
use storage::Db;

/// Signs a sealed batch as second approver: every line is seen by two of them, and the signature is not the payer's own.
///
/// # Errors
/// [`WorkflowError::SecondOperator`] for whoever created or sealed it, reviewed or approved one of its lines, or belongs to
/// a family that one of them pays; [`WorkflowError::Refused`] naming the lines on which a duplicate case stands.
pub fn sign(session: &mut Session, batch: BatchId) -> Result<()> {
    session.ctx.require(Action::SignBatch)?;
    let ctx = session.ctx.clone();
    contested::look(&mut session.db, &ctx, batch)?;
    session.db.write(|db| sign_in(db, &ctx, batch))
}

/// Refuses whom [`sign`] would refuse, before anything is shown to be confirmed.
///
/// # Errors
/// As [`sign`].
pub fn to_sign(session: &mut Session, batch: BatchId) -> Result<()> {
    session.ctx.require(Action::SignBatch)?;
    let ctx = session.ctx.clone();
    contested::look(&mut session.db, &ctx, batch)?;
    session.db.trial(|db| sign_in(db, &ctx, batch))
}

fn sign_in(db: &mut Db, ctx: &Context, batch: BatchId) -> Result<()> {
    let mut row = lock(db, ctx, batch, &[BatchState::Sealed])?;
    if let Some(signed_by) = row.signed_by {
        let id = row.number;
        let by = storage::operators::names(db)?
            .get(&signed_by.into())
            .cloned()
            .unwrap_or_default();
        return Err(WorkflowError::State {
            kind: crate::Thing::Batch,
            id,
            state: words!("已由 {by} 会签", "signed by {by}"),
            hint: Box::new(words!("可以导出", "export it")),
        });
    }
    refuse_maker(db, ctx, &row)?;
    let lines = storage::batches::lines(db, batch)?;
    let claims = claims_of(db, &lines)?;
    refuse_involved(db, ctx, &claims)?;
    contested::refuse(db, ctx, &row, &claims)?;
    row.signed_by = Some(ctx.actor.id.into());
    row.signed_at = Some(ctx.now().0);
    let detail =
        json!({ "batch": batch.to_string(), "total_fen": row.total.get(), "digest": row.digest });
    let witness = save(db, ctx, row)?;
    events::vouch(db, ctx, "batch-sign", &detail, &[witness])
}
