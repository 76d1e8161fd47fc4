//! Operators.

use crate::db::one_row;
use crate::dialect::load_locked;
use crate::schema::operators;
use crate::{Db, Key, Result};
use diesel::prelude::*;
use domain::ids::OperatorId;
use std::collections::BTreeMap;

/// A row of `operators`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = operators, treat_none_as_default_value = false)]
pub struct OperatorRow {
    /// Id.
    pub id: Key,
    /// Login name, unique.
    pub name: String,
    /// Code of [`domain::role::Role`].
    pub role: String,
    /// Place in the tree at and below which the operator sees.
    pub scope_path: String,
    /// Own identity number, sealed.
    pub sealed_identity: Option<Vec<u8>>,
    /// Its blind index, comparable with `identities.blind_index`.
    pub identity_index: Option<Vec<u8>>,
    /// May log in.
    pub active: bool,
    /// Microseconds since 1970.
    pub created_at: i64,
    /// Who added the operator; nobody for the first.
    pub created_by: Option<Key>,
    /// Counts the writes.
    pub revision: i64,
}

/// Finds an active operator by name.
///
/// # Errors
/// [`crate::StorageError::NotFound`].
pub fn by_name(db: &mut Db, name: &str) -> Result<OperatorRow> {
    Ok(operators::table
        .filter(operators::name.eq(name).and(operators::active.eq(true)))
        .select(OperatorRow::as_select())
        .first(db)?)
}

/// All operators by name.
///
/// # Errors
/// [`crate::StorageError`].
pub fn all(db: &mut Db) -> Result<Vec<OperatorRow>> {
    Ok(operators::table
        .order(operators::name)
        .select(OperatorRow::as_select())
        .load(db)?)
}

/// Names by id, for histories.
///
/// # Errors
/// [`crate::StorageError`].
pub fn names(db: &mut Db) -> Result<BTreeMap<OperatorId, String>> {
    let rows: Vec<(Key, String)> = operators::table
        .select((operators::id, operators::name))
        .order(operators::name)
        .load(db)?;
    Ok(rows
        .into_iter()
        .map(|(id, name)| (id.into(), name))
        .collect())
}

/// Every account of the person with this identity number, also those switched off, by id.
///
/// # Errors
/// [`crate::StorageError`].
pub fn accounts_of(db: &mut Db, identity_index: &[u8]) -> Result<Vec<OperatorId>> {
    let rows: Vec<Key> = operators::table
        .filter(operators::identity_index.eq(identity_index))
        .order(operators::id)
        .select(operators::id)
        .load(db)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Adds an operator.
///
/// # Errors
/// [`crate::StorageError::Duplicate`] when the name is taken.
pub fn add(db: &mut Db, row: &OperatorRow) -> Result<()> {
    diesel::insert_into(operators::table)
        .values(row)
        .execute(db)?;
    Ok(())
}

/// Switches an operator off or on.
///
/// # Errors
/// [`crate::StorageError::Conflict`] when somebody wrote the operator since.
pub fn set_active(db: &mut Db, id: OperatorId, active: bool, revision: i64) -> Result<()> {
    let changed = diesel::update(
        operators::table
            .find(Key::from(id))
            .filter(operators::revision.eq(revision)),
    )
    .set((
        operators::active.eq(active),
        operators::revision.eq(revision + 1),
    ))
    .execute(db)?;
    one_row(changed)
}

/// Locks the active operators who have the role, in id order, and counts them: two commands that each
/// leave one behind must not together leave none.
///
/// # Errors
/// [`crate::StorageError`].
pub fn lock_role(db: &mut Db, role: &str) -> Result<usize> {
    let found: Vec<Key> = load_locked!(
        db,
        operators::table
            .filter(operators::role.eq(role))
            .filter(operators::active.eq(true))
            .order(operators::id)
            .select(operators::id)
    )?;
    Ok(found.len())
}

/// How many active operators have the role.
///
/// # Errors
/// [`crate::StorageError`].
pub fn count_role(db: &mut Db, role: &str) -> Result<i64> {
    Ok(operators::table
        .filter(operators::role.eq(role).and(operators::active.eq(true)))
        .count()
        .get_result(db)?)
}
