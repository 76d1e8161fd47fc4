//! Re-assessments that changes in force still owe.

use crate::dialect::LIST_CHUNK;
use crate::schema::pending_reassessments;
use crate::{Db, Key, Result};
use diesel::prelude::*;

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
