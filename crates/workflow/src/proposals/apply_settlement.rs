//! Reverses answers of bank or tax bureau that were registered by mistake.

use super::proposal::{SettlementChange, Signatories};
use crate::error::{Refusal, Result, WorkflowError};
use crate::payments::batches;
use crate::session::Context;
use crate::work::{Targets, Work};
use domain::batch::{BatchState, LineState};
use domain::claim::{StateName, Step};
use domain::claim_record::ClaimRecord;
use domain::unit::Scope;
use serde_json::json;
use storage::Db;
use storage::batches::{Batch, BatchLine};

const MAY_REVERSE: [BatchState; 2] = [BatchState::Exported, BatchState::Settled];

/// The lines as they stand: an answer that changed since the proposal is another answer.
pub(super) fn text(db: &mut Db, change: &SettlementChange) -> Result<String> {
    let mut texts: Vec<String> = storage::batches::lines(db, change.batch)?
        .iter()
        .filter(|line| change.claims.contains(&line.handle()))
        .map(|line| {
            let on = line.settled_on.map(|on| on.to_string());
            format!(
                "{} {} {} {}",
                line.line_no,
                line.state,
                on.unwrap_or_default(),
                line.receipt.as_deref().unwrap_or_default()
            )
        })
        .collect();
    texts.sort();
    Ok(texts.join("; "))
}

/// Every line has an answer that no statement confirms, and whoever reverses it approved none of the batch.
pub(super) fn check(db: &mut Db, ctx: &Context, change: &SettlementChange) -> Result<()> {
    let row = batches::lock(db, ctx, change.batch, &MAY_REVERSE)?;
    answered(db, ctx, change, &row)?;
    let claims = storage::claims::find_all(db, &Scope::everything(), &change.claims)?;
    let found = |claim: &&ClaimRecord| claim.state.name() == StateName::Reconciled;
    match claims.iter().find(found) {
        None => Ok(()),
        Some(claim) => Err(WorkflowError::Refused(Refusal::new(
            "reconciled",
            words!(
                "申报 {} 已与对账单核对，回执不再冲回；付错的请追回",
                "claim {} is reconciled with the statement: its answer stays; recover what was paid wrongly",
                claim.number
            ),
        ))),
    }
}

fn answered(
    db: &mut Db,
    ctx: &Context,
    change: &SettlementChange,
    row: &Batch,
) -> Result<Vec<BatchLine>> {
    let lines = storage::batches::lines(db, row.id.into())?;
    batches::refuse_involved_in(db, ctx, &lines)?;
    let mut chosen = Vec::with_capacity(change.claims.len());
    for handle in &change.claims {
        match lines.iter().find(|line| line.handle() == *handle) {
            Some(line) if line.state != LineState::Open => chosen.push(line.clone()),
            Some(line) => {
                let message = words!(
                    "该笔没有回执，无从冲回：第 {} 笔",
                    "the line has no answer to be reversed: {}",
                    line.line_no
                );
                return Err(WorkflowError::Refused(Refusal::new("line-open", message)));
            }
            None => {
                let message = words!(
                    "有申报不在批次 {} 中",
                    "a claim is no line of batch {}",
                    row.number
                );
                return Err(WorkflowError::Refused(Refusal::new("not-found", message)));
            }
        }
    }
    Ok(chosen)
}

/// The lines are open again, their claims batched, and the postings of the answers reversed.
pub(super) fn apply(db: &mut Db, by: &Signatories<'_>, change: &SettlementChange) -> Result<()> {
    let ctx = by.ctx;
    let mut row = batches::lock(db, ctx, change.batch, &MAY_REVERSE)?;
    let mut lines = answered(db, ctx, change, &row)?;
    let mut work = Work::lock(
        db,
        ctx,
        &Targets {
            claims: change.claims.clone(),
            approving: true,
            ..Targets::default()
        },
    )?;
    for line in &mut lines {
        let (proposed_by, reason) = (by.proposer, change.reason.clone());
        let step = if line.state == LineState::Paid {
            Step::Unpay {
                proposed_by,
                reason,
            }
        } else {
            Step::Unrefuse {
                proposed_by,
                reason,
            }
        };
        batches::step_in(&mut work, change.batch, line.handle(), &step)
            .map_err(WorkflowError::Refused)?;
        line.state = LineState::Open;
        line.settled_on = None;
        line.receipt = None;
    }
    storage::batches::update_lines(db, &lines)?;
    work.flush(db)?;
    if row.state == BatchState::Settled {
        row.state = BatchState::Exported;
    }
    let witness = batches::save(db, ctx, row)?;
    let detail = json!({
        "batch": change.batch.to_string(), "lines": lines.len(),
        "total_fen": batches::total_of(&lines).get(),
        "proposed_by": by.proposer.to_string(), "reason": change.reason,
    });
    crate::audit::events::vouch(db, ctx, "batch-reverse", &detail, &[witness])
}
