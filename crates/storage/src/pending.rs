//! What changes in force still owe: re-assessments, and messages to be weighed anew.

use crate::dialect::LIST_CHUNK;
use crate::schema::{imports, pending_reassessments, pending_weighings};
use crate::{Db, Key, Result};
use diesel::prelude::*;
use domain::ids::ImportId;

/// A row of `pending_reassessments`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = pending_reassessments, treat_none_as_default_value = false)]
pub struct PendingRow {
    /// Id.
    pub id: Key,
    /// Whose claims, JSON.
    pub affected: String,
    /// Whose change it was.
    pub noted_by: Key,
    /// Microseconds since 1970.
    pub noted_at: i64,
}

/// Adds a record, in the transaction of the change itself.
///
/// # Errors
/// [`crate::StorageError`].
pub fn add(db: &mut Db, row: &PendingRow) -> Result<()> {
    diesel::insert_into(pending_reassessments::table)
        .values(row)
        .execute(db)?;
    Ok(())
}

/// Every record, oldest first.
///
/// # Errors
/// [`crate::StorageError`].
pub fn all(db: &mut Db) -> Result<Vec<PendingRow>> {
    Ok(pending_reassessments::table
        .order((pending_reassessments::noted_at, pending_reassessments::id))
        .select(PendingRow::as_select())
        .load(db)?)
}

/// Removes records whose claims were all looked at; one that another run removed is no error.
///
/// # Errors
/// [`crate::StorageError`].
pub fn remove(db: &mut Db, ids: &[Key]) -> Result<usize> {
    let mut removed = 0;
    for chunk in ids.chunks(LIST_CHUNK) {
        removed += diesel::delete(
            pending_reassessments::table.filter(pending_reassessments::id.eq_any(chunk.to_vec())),
        )
        .execute(db)?;
    }
    Ok(removed)
}

/// The messages of everybody an import put on a roster are to be weighed anew; in the transaction of the import itself.
///
/// # Errors
/// [`crate::StorageError`].
pub fn owe_weighing(db: &mut Db, import: ImportId) -> Result<()> {
    diesel::insert_into(pending_weighings::table)
        .values(pending_weighings::import_id.eq(Key::from(import)))
        .execute(db)?;
    Ok(())
}

/// Imports of a programme whose people's messages are to be weighed anew, oldest first.
///
/// # Errors
/// [`crate::StorageError`].
pub fn weighings(db: &mut Db, programme: &str) -> Result<Vec<ImportId>> {
    let ids: Vec<Key> = pending_weighings::table
        .inner_join(imports::table.on(imports::id.eq(pending_weighings::import_id)))
        .filter(imports::programme.eq(programme))
        .order(imports::id)
        .select(imports::id)
        .load(db)?;
    Ok(ids.into_iter().map(ImportId::from).collect())
}

/// They were; one that another run finished is no error.
///
/// # Errors
/// [`crate::StorageError`].
pub fn weighed(db: &mut Db, import: ImportId) -> Result<()> {
    diesel::delete(pending_weighings::table.find(Key::from(import))).execute(db)?;
    Ok(())
}
