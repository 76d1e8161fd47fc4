//! Mergers of unions: from a day on another union files, plans and pays in the place of an old one.

use crate::error::{Result, WorkflowError};
use crate::proposals::{self, Done, MergerChange, Proposal};
use crate::session::Session;
use chrono::NaiveDate;
use domain::role::Action;
use domain::unit::Scope;
use storage::units::Unit;
use storage::{Db, StorageError};

/// Proposes to merge a basic union into another one from a day on. Rows that name the old code are then
/// filed under the new one; approved claims and sealed batches of the old one go on under its name.
///
/// # Errors
/// [`WorkflowError::UnknownUnit`] for a code that is not in scope, [`WorkflowError::Refused`] with code
/// `not-basic`, `merged` or `merger-chain`.
pub fn merge(session: &mut Session, old: &str, into: &str, on: NaiveDate) -> Result<Done> {
    session.ctx.require(Action::Administer)?;
    let scope = session.ctx.actor.scope.clone();
    let old = unit(&mut session.db, &scope, old)?;
    let into = unit(&mut session.db, &scope, into)?;
    let change = Proposal::UnitMerge(MergerChange {
        unit: old.id.into(),
        unit_code: old.code,
        unit_path: old.path,
        into: into.id.into(),
        into_code: into.code,
        on,
    });
    proposals::propose(session, change)
}

fn unit(db: &mut Db, scope: &Scope, code: &str) -> Result<Unit> {
    match storage::units::by_code(db, scope, code) {
        Err(StorageError::NotFound) => Err(WorkflowError::UnknownUnit(code.to_owned())),
        found => Ok(found?),
    }
}
