//! Institutions that give people at once what a programme pays, and are owed it.

use crate::db::one_row;
use crate::schema::institutions;
use crate::{Db, Result};
use chrono::NaiveDate;
use diesel::prelude::*;

/// A row of `institutions`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = institutions, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(primary_key(programme, code))]
pub struct InstitutionRow {
    /// Programme id.
    pub programme: String,
    /// The code it has in messages.
    pub code: String,
    /// Its name, which its account bears.
    pub name: String,
    /// The bank of the account.
    pub bank: String,
    /// The account.
    pub account: String,
    /// The first day on which it gives at once.
    pub from_on: NaiveDate,
    /// The last one, where it has ended.
    pub until_on: Option<NaiveDate>,
    /// Microseconds since 1970.
    pub updated_at: i64,
    /// Counts the writes.
    pub revision: i64,
}

/// Every one, by programme and code.
///
/// # Errors
/// [`crate::StorageError`].
pub fn all(db: &mut Db) -> Result<Vec<InstitutionRow>> {
    Ok(institutions::table
        .order((institutions::programme, institutions::code))
        .select(InstitutionRow::as_select())
        .load(db)?)
}

/// The one of this code.
///
/// # Errors
/// [`crate::StorageError`].
pub fn find(db: &mut Db, programme: &str, code: &str) -> Result<Option<InstitutionRow>> {
    Ok(institutions::table
        .find((programme, code))
        .select(InstitutionRow::as_select())
        .first(db)
        .optional()?)
}

/// Adds one, or puts other values in the place of its present ones; `row.revision` is not looked at.
///
/// # Errors
/// [`crate::StorageError::Conflict`] when somebody else changed it.
pub fn put(db: &mut Db, row: &InstitutionRow) -> Result<()> {
    let Some(old) = find(db, &row.programme, &row.code)? else {
        let row = InstitutionRow {
            revision: 0,
            ..row.clone()
        };
        diesel::insert_into(institutions::table)
            .values(&row)
            .execute(db)?;
        return Ok(());
    };
    let row = InstitutionRow {
        revision: old.revision + 1,
        ..row.clone()
    };
    let changed = diesel::update(
        institutions::table
            .find((row.programme.as_str(), row.code.as_str()))
            .filter(institutions::revision.eq(old.revision)),
    )
    .set(&row)
    .execute(db)?;
    one_row(changed)
}
