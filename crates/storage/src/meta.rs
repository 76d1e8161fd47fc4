//! What a database knows about itself: mode, suite, key check value.

use crate::schema::meta;
use crate::{Db, Result};
use diesel::prelude::*;

/// A row of `meta`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = meta)]
pub struct MetaRow {
    /// What.
    pub key: String,
    /// Its value.
    pub value: String,
}

/// Every value by its key.
///
/// # Errors
/// [`crate::StorageError`].
pub fn all(db: &mut Db) -> Result<Vec<MetaRow>> {
    Ok(meta::table
        .order(meta::key)
        .select(MetaRow::as_select())
        .load(db)?)
}

/// Reads a value.
///
/// # Errors
/// [`crate::StorageError`].
pub fn get(db: &mut Db, key: &str) -> Result<Option<String>> {
    Ok(meta::table
        .find(key)
        .select(meta::value)
        .first(db)
        .optional()?)
}

/// Writes a value for the first time.
///
/// # Errors
/// [`crate::StorageError::Duplicate`] when there is one.
pub fn set(db: &mut Db, key: &str, value: &str) -> Result<()> {
    diesel::insert_into(meta::table)
        .values((meta::key.eq(key), meta::value.eq(value)))
        .execute(db)?;
    Ok(())
}

/// Removes a value.
///
/// # Errors
/// [`crate::StorageError`].
pub fn remove(db: &mut Db, key: &str) -> Result<()> {
    diesel::delete(meta::table.find(key)).execute(db)?;
    Ok(())
}
