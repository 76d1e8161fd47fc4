//! What the headers of a union's own sheets mean.

use crate::schema::column_mappings;
use crate::{Db, Key, Result};
use diesel::prelude::*;

/// A row of `column_mappings`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = column_mappings, treat_none_as_default_value = false)]
#[diesel(primary_key(unit_id, profile, header))]
pub struct ColumnMapping {
    /// The union.
    pub unit_id: Key,
    /// Kind of sheet.
    pub profile: String,
    /// The header as it is compared.
    pub header: String,
    /// The header as it was written.
    pub title: String,
    /// Stable name of the field.
    pub field: String,
    /// Who confirmed it.
    pub made_by: Key,
    /// Microseconds since 1970.
    pub made_at: i64,
}

/// Saves what a header means, in the place of what it meant before.
///
/// # Errors
/// [`crate::StorageError`].
pub fn save(db: &mut Db, row: &ColumnMapping) -> Result<()> {
    let changed =
        diesel::update(column_mappings::table.find((row.unit_id, &row.profile, &row.header)))
            .set(row)
            .execute(db)?;
    if changed == 0 {
        diesel::insert_into(column_mappings::table)
            .values(row)
            .execute(db)?;
    }
    Ok(())
}

/// Forgets what a header means; `false` when nothing was saved for it.
///
/// # Errors
/// [`crate::StorageError`].
pub fn remove(db: &mut Db, unit: Key, profile: &str, header: &str) -> Result<bool> {
    let gone = diesel::delete(column_mappings::table.find((unit, profile, header))).execute(db)?;
    Ok(gone > 0)
}

/// What is saved for a union, by kind of sheet and header.
///
/// # Errors
/// [`crate::StorageError`].
pub fn of_unit(db: &mut Db, unit: Key) -> Result<Vec<ColumnMapping>> {
    Ok(column_mappings::table
        .filter(column_mappings::unit_id.eq(unit))
        .order((column_mappings::profile, column_mappings::header))
        .select(ColumnMapping::as_select())
        .load(db)?)
}
