//! Lines on which a duplicate case stands: they do not leave the house, and what a bank answers about them is told with the
//! case.

use super::missing;
use crate::duplicates::kin::{self, Stopped};
use crate::error::{Refusal, Result, WorkflowError};
use crate::session::Context;
use domain::claim_record::ClaimRecord;
use domain::ids::{BatchId, ClaimRef};
use storage::Db;
use storage::batches::{Batch, BatchLine};

/// Claims named in a refusal; whoever wants all of them looks at the batch.
const NAMED_MAX: usize = 5;

/// Opens the cases that a roster brought since the batch was sealed, as long as its lines have not left the house.
pub(super) fn look(db: &mut Db, ctx: &Context, batch: BatchId) -> Result<()> {
    let row = storage::batches::find(db, &ctx.actor.scope, batch)
        .map_err(|error| missing(error, &batch.to_string()))?;
    if row.exported_at.is_some() {
        return Ok(());
    }
    let lines = storage::batches::lines(db, batch)?;
    let handles: Vec<ClaimRef> = lines.iter().map(BatchLine::handle).collect();
    kin::catch_up(db, ctx, &handles)
}

/// Refuses a batch whose lines have not left the house while a duplicate case stands on one of them, or will as soon as
/// somebody looks: once the file is out, only the bank's answer ends a line.
pub(super) fn refuse(
    db: &mut Db,
    ctx: &Context,
    row: &Batch,
    claims: &[ClaimRecord],
) -> Result<()> {
    if row.exported_at.is_some() {
        return Ok(());
    }
    let stopped = Stopped::of(db, ctx, claims)?;
    let named: Vec<String> = claims
        .iter()
        .filter(|claim| claim.case.is_some() || stopped.check(claim).is_err())
        .map(|claim| claim.number.to_string())
        .take(NAMED_MAX)
        .collect();
    if named.is_empty() {
        return Ok(());
    }
    Err(WorkflowError::Refused(Refusal::new(
        "contested-line",
        words!(
            "该批次中有申报存在未决的重复情形：请先撤回批次，处理重复情形后重新组批：{}",
            "an open duplicate case stands on a line of this batch; take the batch back, decide the case, and make the \
             batch anew: {}",
            named.join(", ")
        ),
    )))
}

/// The numbers of those claims on which a case stands, in the order of the claims.
pub(super) fn numbers<'c>(claims: impl IntoIterator<Item = &'c ClaimRecord>) -> Vec<String> {
    let contested = claims.into_iter().filter(|claim| claim.case.is_some());
    contested.map(|claim| claim.number.to_string()).collect()
}
