//! Who else looks at a record: a courtesy, never a lock. Whoever decides second is told by the revision, not by this.
//! By the wall clock even in rehearsal: who sits there now does not depend on the day they act on.

use crate::error::{Result, WorkflowError};
use crate::session::Session;

/// A sign of presence is written at most this often by one console, in seconds.
pub const BEAT_SECONDS: u64 = 30;
/// After so long without a sign nobody is there, in microseconds: two beats may be lost.
const EXPIRES_MICROS: i64 = 95_000_000;

/// Says that the operator looks at a record.
///
/// # Errors
/// [`WorkflowError`].
pub fn arrive(session: &mut Session, record: &str) -> Result<()> {
    let (me, at) = (
        session.ctx.actor.id.into(),
        session.ctx.installation.effects.now().0,
    );
    session
        .db
        .write(|db| Ok::<_, WorkflowError>(storage::presences::set(db, me, record, at)?))
}

/// Names of the other operators who look at a record now.
///
/// # Errors
/// [`WorkflowError`].
pub fn others(session: &mut Session, record: &str) -> Result<Vec<String>> {
    let since = session.ctx.installation.effects.now().0 - EXPIRES_MICROS;
    let me = session.ctx.actor.id.into();
    Ok(storage::presences::others(
        &mut session.db,
        me,
        record,
        since,
    )?)
}
