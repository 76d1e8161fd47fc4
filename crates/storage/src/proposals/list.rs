//! Changes that wait for, or got, a second operator.

use crate::page::{After, falling, within};
use crate::schema::changes;
use crate::{Db, Key, Result};
use diesel::prelude::*;
use domain::ids::ProposalId;
use domain::unit::Scope;

/// A change as lists need it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = changes)]
pub struct ProposalLine {
    /// Id.
    pub id: Key,
    /// What is changed.
    pub kind: String,
    /// Which one.
    pub target: String,
    /// The new values, JSON.
    pub payload: String,
    /// Code of [`domain::case::ProposalState`].
    pub state: String,
    /// Who proposed it.
    pub proposed_by: Key,
    /// Microseconds since 1970.
    pub proposed_at: i64,
    /// Who decided.
    pub decided_by: Option<Key>,
    /// Microseconds since 1970.
    pub decided_at: Option<i64>,
    /// Why.
    pub reason: String,
}

/// A page of changes in scope, newest first; `states` empty for all.
///
/// # Errors
/// [`crate::StorageError`].
pub fn page(
    db: &mut Db,
    scope: &Scope,
    states: &[String],
    after: Option<After>,
    limit: i64,
) -> Result<Vec<ProposalLine>> {
    let mut query = changes::table
        .into_boxed()
        .filter(within!(changes::unit_path, scope.path()));
    if !states.is_empty() {
        query = query.filter(changes::state.eq_any(states.to_vec()));
    }
    if let Some(after) = after {
        query = query.filter(falling!(changes::proposed_at, changes::id, after));
    }
    Ok(query
        .order((changes::proposed_at.desc(), changes::id.desc()))
        .limit(limit)
        .select(ProposalLine::as_select())
        .load(db)?)
}

/// A change in scope.
///
/// # Errors
/// [`crate::StorageError::NotFound`] when it is not there or not in scope.
pub fn find(db: &mut Db, scope: &Scope, id: ProposalId) -> Result<ProposalLine> {
    Ok(changes::table
        .find(Key::from(id))
        .filter(within!(changes::unit_path, scope.path()))
        .select(ProposalLine::as_select())
        .first(db)?)
}

/// How many changes in scope wait, counting no further than `cap`.
///
/// # Errors
/// [`crate::StorageError`].
pub fn count_proposed(db: &mut Db, scope: &Scope, cap: i64) -> Result<i64> {
    let ids: Vec<Key> = changes::table
        .filter(changes::state.eq("proposed"))
        .filter(within!(changes::unit_path, scope.path()))
        .select(changes::id)
        .limit(cap)
        .load(db)?;
    Ok(i64::try_from(ids.len()).unwrap_or(i64::MAX))
}
