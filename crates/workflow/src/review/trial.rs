//! What an act on claims would come to, before anybody does it: the act itself, taken back.

use crate::error::{Refusal, Result};
use crate::review::act::act;
use crate::review::bulk::{self, Expected};
use crate::review::decide::{self, Outcome};
use crate::session::Session;
use domain::ids::ClaimRef;
use domain::role::Action;
use std::collections::BTreeMap;

/// Most claims in one transaction that is taken back: enough that claims which share a budget or a slot meet each
/// other, few enough that nobody waits long for what it locks. Beyond it, a later run does not know of an earlier one.
pub(crate) const TRIAL_CLAIMS: usize = 500;

/// What an act would do, and whom it would refuse.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Foreseen {
    /// The claims that would take the step.
    pub done: Vec<ClaimRef>,
    /// Their number, and what was approved of them, or is payable while nothing is.
    pub expected: Expected,
    /// The claims that would not, and why.
    pub refused: Vec<(ClaimRef, Refusal)>,
}

/// Foresees an act of [`crate::review::decide`], [`crate::payments::recovery`] or [`crate::review::kept`].
///
/// # Errors
/// What the act answers when nothing at all could be tried.
pub fn foresee(
    session: &mut Session,
    act: impl FnOnce(&mut Session) -> Result<Outcome>,
) -> Result<Foreseen> {
    let outcome = tried(session, act)?;
    Ok(Foreseen {
        expected: bulk::weigh(session, &outcome.done)?,
        done: outcome.done,
        refused: outcome.failed,
    })
}

/// Runs an act and takes it back.
pub(crate) fn tried(
    session: &mut Session,
    act: impl FnOnce(&mut Session) -> Result<Outcome>,
) -> Result<Outcome> {
    session.ctx.trial = true;
    let outcome = act(session);
    session.ctx.trial = false;
    outcome
}

/// Lets claims that a trial refused be refused indeed: what was found of them stands with them from now on, as after any
/// refusal, and none of them takes the step, whatever has changed since.
pub(crate) fn refuse(
    session: &mut Session,
    action: Action,
    refused: Vec<(ClaimRef, Refusal)>,
) -> Result<Outcome> {
    let claims: Vec<ClaimRef> = refused.iter().map(|(claim, _)| *claim).collect();
    let why: BTreeMap<ClaimRef, Refusal> = refused.into_iter().collect();
    act(session, action, (&claims).into(), |_, work, handle, _| {
        decide::held(work, handle)?;
        why.get(&handle).cloned().map_or(Ok(()), Err)
    })
}
