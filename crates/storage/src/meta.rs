//! What a database knows about itself: mode, suite, key check value.

use crate::schema::meta;
use crate::{Db, Result};
use diesel::prelude::*;

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
