//! After payment: found on the statement, claimed back, come back.

use crate::error::{Result, WorkflowError};
use crate::review::act::act;
use crate::review::decide::{Named, Outcome};
use crate::session::Session;
use crate::words::Words;
use domain::claim::Step;
use domain::role::Action;

/// Records that payments were found on the bank statement or in the tax bureau's list.
///
/// # Errors
/// [`WorkflowError`] when nothing at all could be tried.
pub fn reconcile<'a>(session: &mut Session, claims: impl Into<Named<'a>>) -> Result<Outcome> {
    step(session, Action::Reconcile, claims.into(), &Step::Reconcile)
}

/// Begins to claim payments back; the slot stays occupied until the money is there.
///
/// # Errors
/// [`WorkflowError::Usage`] without a reason.
pub fn recover<'a>(
    session: &mut Session,
    claims: impl Into<Named<'a>>,
    reason: &str,
) -> Result<Outcome> {
    let reason = required(
        reason,
        words!("请写明追回的理由", "say why the payment is claimed back"),
    )?;
    step(
        session,
        Action::Recover,
        claims.into(),
        &Step::Recover { reason },
    )
}

/// Records that everything came back: slot and budget are free again.
///
/// # Errors
/// [`WorkflowError::Usage`] without a receipt.
pub fn recovered<'a>(
    session: &mut Session,
    claims: impl Into<Named<'a>>,
    receipt: &str,
) -> Result<Outcome> {
    let reason = required(
        receipt,
        words!(
            "请写明退款的回执",
            "name the receipt of the money that came back"
        ),
    )?;
    step(
        session,
        Action::Recover,
        claims.into(),
        &Step::Recovered { reason },
    )
}

fn step(session: &mut Session, action: Action, claims: Named<'_>, step: &Step) -> Result<Outcome> {
    act(session, action, claims, |_, work, handle, _| {
        work.step(handle, step)
    })
}

/// A text that must not be blank.
pub(crate) fn required(text: &str, otherwise: Words) -> Result<String> {
    let text = text.trim();
    if text.is_empty() {
        Err(WorkflowError::Usage(otherwise))
    } else {
        Ok(text.to_owned())
    }
}
