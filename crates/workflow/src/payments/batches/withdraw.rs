//! Takes a batch back before anything has left the house.

use super::duties::refuse_family_in;
use super::{lock, save, step_in};
use crate::audit::events;
use crate::error::{Result, WorkflowError};
use crate::payments::exports::{self, Guard};
use crate::payments::recovery::required;
use crate::session::{Context, Session};
use crate::work::{Targets, Work};
use domain::batch::BatchState;
use domain::claim::Step;
use domain::ids::{BatchId, ClaimRef};
use domain::role::Action;
use serde_json::json;
use storage::Db;
use storage::batches::BatchLine;

/// Takes a draft or sealed batch back; its claims are approved again. After export only settlement ends a line.
///
/// # Errors
/// [`WorkflowError::State`] from export on; [`WorkflowError::Refused`] for a batch that the register has exported, and
/// [`WorkflowError::Register`] where it cannot be relied on; [`WorkflowError::SecondOperator`] for whoever is of a sealed line's family; [`WorkflowError::Claim`] when a claim cannot be taken back.
pub fn withdraw(session: &mut Session, batch: BatchId, reason: &str) -> Result<()> {
    session.ctx.require(Action::Batch)?;
    let reason = required(
        reason,
        words!("请写明撤回批次的理由", "say why the batch is taken back"),
    )?;
    let ctx = session.ctx.clone();
    // What only the register's file knows must be known here.
    let register = Guard::open(&mut session.db, &ctx)?;
    let done = session.db.write(|db| {
        exports::refuse_lost_batch(db, &ctx, batch)?;
        let allowed = [BatchState::Draft, BatchState::Sealed];
        let mut row = lock(db, &ctx, batch, &allowed)?;
        if row.state == BatchState::Sealed {
            unseal(db, &ctx, batch)?;
        }
        row.state = BatchState::Withdrawn;
        let witness = save(db, &ctx, row)?;
        let detail = json!({ "batch": batch.to_string(), "reason": reason });
        events::vouch(db, &ctx, "batch-withdraw", &detail, &[witness])
    });
    drop(register);
    done
}

fn unseal(db: &mut Db, ctx: &Context, batch: BatchId) -> Result<()> {
    let mut lines = storage::batches::lines(db, batch)?;
    refuse_family_in(db, ctx, &lines)?;
    let handles: Vec<ClaimRef> = lines.iter().map(BatchLine::handle).collect();
    let mut work = Work::lock(
        db,
        ctx,
        &Targets {
            claims: handles.clone(),
            ..Targets::default()
        },
    )?;
    for claim in handles {
        step_in(&mut work, batch, claim, &Step::Unseal).map_err(|refusal| {
            WorkflowError::Claim {
                claim,
                refusal: Box::new(refusal),
            }
        })?;
    }
    // Nobody will export these payees: their numbers are not kept.
    for line in &mut lines {
        line.sealed_payee = None;
    }
    storage::batches::update_lines(db, &lines)?;
    work.flush(db)
}
