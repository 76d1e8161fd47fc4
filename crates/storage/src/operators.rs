//! Operators.

use crate::db::one_row;
use crate::dialect::load_locked;
use crate::schema::operators;
use crate::words::{read, record};
use crate::{Db, Key, Result};
use diesel::prelude::*;
use domain::ids::OperatorId;
use domain::role::Role;
use domain::unit::UnitPath;
use std::collections::BTreeMap;

record! {
    /// An operator.
    Operator,
    /// A row of `operators`, which acts vouch for.
    pub OperatorRow of operators {
        /// Id.
        id: Key,
        /// Login name, unique.
        name: String,
        /// Role.
        role: Role,
        /// Place in the tree at and below which the operator sees.
        scope_path: UnitPath,
        /// Own identity number, sealed.
        sealed_identity: Option<Vec<u8>>,
        /// Its blind index, comparable with `identities.blind_index`.
        identity_index: Option<Vec<u8>>,
        /// May log in.
        active: bool,
        /// Microseconds since 1970.
        created_at: i64,
        /// Who added the operator; nobody for the first.
        created_by: Option<Key>,
        /// Counts the writes.
        revision: i64,
    }
}

/// Finds an active operator by name.
///
/// # Errors
/// [`crate::StorageError::NotFound`].
pub fn by_name(db: &mut Db, name: &str) -> Result<Operator> {
    operators::table
        .filter(operators::name.eq(name).and(operators::active.eq(true)))
        .select(OperatorRow::as_select())
        .first::<OperatorRow>(db)?
        .try_into()
}

/// All operators by name.
///
/// # Errors
/// [`crate::StorageError`].
pub fn all(db: &mut Db) -> Result<Vec<Operator>> {
    read(stored(db)?)
}

/// As [`all`], as they are stored: for whoever vouches for them.
///
/// # Errors
/// [`crate::StorageError`].
pub fn stored(db: &mut Db) -> Result<Vec<OperatorRow>> {
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
pub fn add(db: &mut Db, operator: &Operator) -> Result<()> {
    diesel::insert_into(operators::table)
        .values(OperatorRow::from(operator.clone()))
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
pub fn lock_role(db: &mut Db, role: Role) -> Result<usize> {
    let found: Vec<Key> = load_locked!(
        db,
        operators::table
            .filter(operators::role.eq(role.code()))
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
pub fn count_role(db: &mut Db, role: Role) -> Result<i64> {
    Ok(operators::table
        .filter(
            operators::role
                .eq(role.code())
                .and(operators::active.eq(true)),
        )
        .count()
        .get_result(db)?)
}
