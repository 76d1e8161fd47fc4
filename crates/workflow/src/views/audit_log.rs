//! The audit entries of one claim.

use super::people::Operators;
use super::{entry_words, missing};
use crate::error::Result;
use crate::session::Session;
use crate::words::Words;
use data_encoding::HEXLOWER;
use domain::ids::ClaimRef;
use domain::year::Instant;

/// One entry of a subject's chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntryView {
    /// Position in the chain, from 1.
    pub seq: i64,
    /// Who.
    pub by: String,
    /// When.
    pub at: Instant,
    /// What was done.
    pub action: String,
    /// Details, JSON.
    pub detail: String,
    /// Details in words.
    pub told: Words,
    /// The entry's hash in hexadecimal.
    pub hash: String,
}

/// The entries about a claim in scope, in chain order.
///
/// # Errors
/// [`crate::WorkflowError::NotFound`].
pub fn of_claim(session: &mut Session, handle: ClaimRef) -> Result<Vec<AuditEntryView>> {
    let scope = session.ctx.actor.scope.clone();
    missing(
        crate::Thing::Claim,
        &handle,
        storage::claims::list::line(&mut session.db, &scope, handle),
    )?;
    let operators = Operators::load(&mut session.db)?;
    let ctx = session.ctx.clone();
    let entries = storage::audit::entries_of(&mut session.db, &[handle.subject])?;
    Ok(entries
        .into_iter()
        .filter(|entry| entry.claim_id == Some(handle.id.into()))
        .map(|entry| AuditEntryView {
            seq: entry.seq,
            by: operators.name(entry.made_by.into()),
            at: Instant(entry.at),
            told: entry_words::words(
                &ctx.installation.registry,
                &operators,
                &entry.action,
                &entry.detail,
            ),
            action: entry.action,
            detail: entry.detail,
            hash: HEXLOWER.encode(&entry.hash),
        })
        .collect())
}
