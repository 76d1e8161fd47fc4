//! The whole audit log, newest first: entries about claims and events of operators.

use crate::audit::{AuditRow, OperatorEventRow};
use crate::page::{After, falling, within};
use crate::schema::{audit_log, claims, event_log, operators};
use crate::{Db, Key, Result};
use diesel::prelude::*;
use domain::ids::{OperatorId, PersonId};
use domain::unit::Scope;

/// Which entries are wanted; the default is all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only what this operator did.
    pub actor: Option<OperatorId>,
    /// Only this subject's chain.
    pub subject: Option<PersonId>,
}

/// A page of the entries about claims in scope, newest first. The whole tree also sees entries about no claim.
///
/// # Errors
/// [`crate::StorageError`].
pub fn entries(
    db: &mut Db,
    scope: &Scope,
    wanted: Wanted,
    after: Option<After>,
    limit: i64,
) -> Result<Vec<AuditRow>> {
    let everything = scope.path().as_str() == Scope::everything().path().as_str();
    let claim = claims::subject_id
        .eq(audit_log::subject_id)
        .and(claims::id.nullable().eq(audit_log::claim_id));
    let mut query = audit_log::table.into_boxed();
    if !everything {
        query = query.filter(diesel::dsl::exists(
            claims::table
                .filter(claim)
                .filter(within!(claims::unit_path, scope.path()))
                .select(claims::id),
        ));
    }
    if let Some(actor) = wanted.actor {
        query = query.filter(audit_log::made_by.eq(Key::from(actor)));
    }
    if let Some(subject) = wanted.subject {
        query = query.filter(audit_log::subject_id.eq(Key::from(subject)));
    }
    if let Some(after) = after {
        query = query.filter(falling!(audit_log::at, audit_log::subject_id, after));
    }
    Ok(query
        .order((
            audit_log::at.desc(),
            audit_log::subject_id.desc(),
            audit_log::seq.desc(),
        ))
        .limit(limit)
        .select(AuditRow::as_select())
        .load(db)?)
}

/// A page of the events of the operators in scope, newest first.
///
/// # Errors
/// [`crate::StorageError`].
pub fn events(
    db: &mut Db,
    scope: &Scope,
    actor: Option<OperatorId>,
    after: Option<After>,
    limit: i64,
) -> Result<Vec<OperatorEventRow>> {
    let mut query = event_log::table
        .inner_join(operators::table.on(operators::id.eq(event_log::operator_id)))
        .filter(within!(operators::scope_path, scope.path()))
        .into_boxed();
    if let Some(actor) = actor {
        query = query.filter(event_log::operator_id.eq(Key::from(actor)));
    }
    if let Some(after) = after {
        query = query.filter(falling!(event_log::at, event_log::operator_id, after));
    }
    Ok(query
        .order((
            event_log::at.desc(),
            event_log::operator_id.desc(),
            event_log::seq.desc(),
        ))
        .limit(limit)
        .select(OperatorEventRow::as_select())
        .load(db)?)
}
