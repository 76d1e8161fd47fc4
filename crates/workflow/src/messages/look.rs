//! What waits, and what everything comes to.

use super::feed_of;
use crate::error::Result;
use crate::session::Session;
use domain::fen::Fen;
use domain::finding::RowFinding;
use domain::role::Action;
use domain::year::Instant;

/// A message that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingMessage {
    /// The sender's id of what it is about; empty where it names none.
    pub about: String,
    /// Since when.
    pub since: Instant,
    /// Why.
    pub findings: Vec<RowFinding>,
}

/// The messages that wait, the oldest first. Nothing of a person is in them.
///
/// # Errors
/// [`crate::WorkflowError::Forbidden`], and as [`super::receive`].
pub fn waiting(session: &mut Session, programme: &str, limit: i64) -> Result<Vec<WaitingMessage>> {
    session.ctx.require(Action::ImportClaims)?;
    feed_of(&session.ctx, programme)?;
    storage::messages::waiting(&mut session.db, programme, None, limit)?
        .into_iter()
        .map(|row| {
            Ok(WaitingMessage {
                about: row.about,
                since: Instant(row.since),
                findings: serde_json::from_str(&row.findings)?,
            })
        })
        .collect()
}

/// What stands of all messages of a programme, and what was posted; the two are always the same.
///
/// # Errors
/// As [`super::receive`].
pub fn sums(session: &mut Session, programme: &str) -> Result<(Fen, Fen)> {
    session.ctx.require(Action::Read)?;
    feed_of(&session.ctx, programme)?;
    let (stands, posted) = storage::entitlements::sums(&mut session.db, programme)?;
    Ok((Fen::new(stands), Fen::new(posted)))
}
