//! What entries of the operators' chains vouch for: records of other tables, field by field.

use crate::dialect::insert_all;
use crate::schema::witnesses;
use crate::{Db, Key, Result};
use diesel::prelude::*;

/// A row of `witnesses`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = witnesses, treat_none_as_default_value = false)]
pub struct WitnessRow {
    /// Whose chain the entry is in.
    pub operator_id: Key,
    /// Its position.
    pub seq: i64,
    /// The table of the record.
    pub relation: String,
    /// The record's key in it, as text.
    pub record: String,
    /// Counts the record's writes.
    pub revision: i64,
    /// A keyed digest of each field, one after the other.
    pub fields: Vec<u8>,
}

/// Adds what one entry vouches for.
///
/// # Errors
/// [`crate::StorageError`].
pub fn add(db: &mut Db, rows: &Vec<WitnessRow>) -> Result<usize> {
    insert_all!(db, witnesses::table, rows)
}

/// Everything that is vouched for, by operator and position.
///
/// # Errors
/// [`crate::StorageError`].
pub fn all(db: &mut Db) -> Result<Vec<WitnessRow>> {
    Ok(witnesses::table
        .order((
            witnesses::operator_id,
            witnesses::seq,
            witnesses::relation,
            witnesses::record,
        ))
        .select(WitnessRow::as_select())
        .load(db)?)
}
