//! Proposes that answers registered by mistake are reversed; a second operator puts it in force.

use crate::error::{Result, WorkflowError};
use crate::payments::recovery::required;
use crate::proposals::{self, Done, Proposal, SettlementChange};
use crate::session::Session;
use domain::ids::{BatchId, ClaimRef};
use domain::role::Action;

/// Proposes to reverse the answers of these lines, paid or refused, of an exported batch. Whoever seconds it
/// (`proposals::approve`) is another person; a payment that was found on the statement stays.
///
/// # Errors
/// [`WorkflowError::Usage`] without a reason or a line, [`WorkflowError::Refused`] for a line without an answer,
/// [`WorkflowError::SecondOperator`] for an operator who approved a line.
pub fn reverse(
    session: &mut Session,
    batch: BatchId,
    claims: &[ClaimRef],
    reason: &str,
) -> Result<Done> {
    session.ctx.require(Action::Pay)?;
    let reason = required(
        reason,
        words!("请写明登记有误的原因", "say why the answer was wrong"),
    )?;
    if claims.is_empty() {
        return Err(WorkflowError::Usage(words!(
            "请指明登记有误的各笔",
            "name the lines whose answer was wrong"
        )));
    }
    let row = storage::batches::find(&mut session.db, &session.ctx.actor.scope, batch)
        .map_err(|error| super::missing(error, &batch.to_string()))?;
    let mut claims = claims.to_vec();
    claims.sort_unstable();
    claims.dedup();
    proposals::propose(
        session,
        Proposal::SettlementReverse(SettlementChange {
            batch,
            number: row.number,
            unit_path: row.unit_path,
            claims,
            reason,
        }),
    )
}
