//! SSH keys of operators.

use crate::db::one_row;
use crate::schema::{operator_keys, operators};
use crate::words::Of;
use crate::{Db, Key, Result};
use diesel::prelude::*;
use domain::ids::OperatorId;
use domain::role::Role;
use domain::unit::UnitPath;
use std::collections::BTreeSet;

/// A row of `operator_keys`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = operator_keys, treat_none_as_default_value = false)]
pub struct OperatorKeyRow {
    /// Id.
    pub id: Key,
    /// Whose.
    pub operator_id: Key,
    /// `SHA256:` and the digest, as `ssh-keygen -l` prints it.
    pub fingerprint: String,
    /// Type and Base64 of the key, without a comment.
    pub public_key: String,
    /// Who proposed it.
    pub added_by: Key,
    /// Microseconds since 1970.
    pub added_at: i64,
    /// Who proposed to revoke it.
    pub revoked_by: Option<Key>,
    /// Microseconds since 1970.
    pub revoked_at: Option<i64>,
}

/// Adds a key.
///
/// # Errors
/// [`crate::StorageError::Duplicate`] for a key that was given to somebody before.
pub fn add(db: &mut Db, row: &OperatorKeyRow) -> Result<()> {
    diesel::insert_into(operator_keys::table)
        .values(row)
        .execute(db)?;
    Ok(())
}

/// The key with this very fingerprint, revoked or not.
///
/// # Errors
/// [`crate::StorageError::NotFound`].
pub fn by_fingerprint(db: &mut Db, fingerprint: &str) -> Result<OperatorKeyRow> {
    Ok(operator_keys::table
        .filter(operator_keys::fingerprint.eq(fingerprint))
        .select(OperatorKeyRow::as_select())
        .first(db)?)
}

/// The key with this very fingerprint, when it opens a session now: not revoked, of an active operator.
///
/// # Errors
/// [`crate::StorageError`].
pub fn in_force(db: &mut Db, fingerprint: &str) -> Result<Option<OperatorKeyRow>> {
    Ok(operator_keys::table
        .inner_join(operators::table.on(operators::id.eq(operator_keys::operator_id)))
        .filter(operator_keys::fingerprint.eq(fingerprint))
        .filter(operator_keys::revoked_at.is_null())
        .filter(operators::active.eq(true))
        .select(OperatorKeyRow::as_select())
        .first(db)
        .optional()?)
}

/// Every key, by operator's name and then oldest first.
///
/// # Errors
/// [`crate::StorageError`].
pub fn all(db: &mut Db) -> Result<Vec<(OperatorKeyRow, String, UnitPath)>> {
    let rows: Vec<(OperatorKeyRow, String, Of<operators::scope_path>)> = operator_keys::table
        .inner_join(operators::table.on(operators::id.eq(operator_keys::operator_id)))
        .order((operators::name, operator_keys::added_at, operator_keys::id))
        .select((
            OperatorKeyRow::as_select(),
            operators::name,
            operators::scope_path,
        ))
        .load(db)?;
    Ok(rows
        .into_iter()
        .map(|(key, name, place)| (key, name, place.into()))
        .collect())
}

/// Every key by id, also of operators who are not there any more.
///
/// # Errors
/// [`crate::StorageError`].
pub fn every(db: &mut Db) -> Result<Vec<OperatorKeyRow>> {
    Ok(operator_keys::table
        .order(operator_keys::id)
        .select(OperatorKeyRow::as_select())
        .load(db)?)
}

/// The keys that open a session for active operators of a role, each with whose it is.
///
/// # Errors
/// [`crate::StorageError`].
pub fn all_in_force(db: &mut Db, role: Role) -> Result<Vec<(Key, Key)>> {
    Ok(operator_keys::table
        .inner_join(operators::table.on(operators::id.eq(operator_keys::operator_id)))
        .filter(operator_keys::revoked_at.is_null())
        .filter(operators::active.eq(true))
        .filter(operators::role.eq(role.code()))
        .order(operator_keys::id)
        .select((operator_keys::id, operator_keys::operator_id))
        .load(db)?)
}

/// Who has a key in force.
///
/// # Errors
/// [`crate::StorageError`].
pub fn holders(db: &mut Db) -> Result<BTreeSet<Key>> {
    let rows: Vec<Key> = operator_keys::table
        .filter(operator_keys::revoked_at.is_null())
        .order(operator_keys::operator_id)
        .select(operator_keys::operator_id)
        .distinct()
        .load(db)?;
    Ok(rows.into_iter().collect())
}

/// Revokes a key for good.
///
/// # Errors
/// [`crate::StorageError::Conflict`] when it is revoked already.
pub fn revoke(db: &mut Db, id: Key, by: OperatorId, at: i64) -> Result<()> {
    let changed = diesel::update(
        operator_keys::table
            .find(id)
            .filter(operator_keys::revoked_at.is_null()),
    )
    .set((
        operator_keys::revoked_by.eq(Some(Key::from(by))),
        operator_keys::revoked_at.eq(Some(at)),
    ))
    .execute(db)?;
    one_row(changed)
}
