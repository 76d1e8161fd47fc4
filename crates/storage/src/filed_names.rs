//! How unions named people whom others had put on record otherwise.

use crate::dialect::{LIST_CHUNK, rewrite_all};
use crate::schema::filed_names;
use crate::{Db, Key, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::upsert::excluded;
use domain::ids::{PersonId, UnitId};

/// A row of `filed_names`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = filed_names, treat_none_as_default_value = false)]
pub struct FiledNameRow {
    /// The person of the number.
    pub person_id: Key,
    /// The union that filed it.
    pub unit_id: Key,
    /// The name it wrote last.
    pub name: String,
    /// The same without separator and blanks.
    pub name_key: String,
    /// The date of birth it wrote.
    pub birth_date: Option<NaiveDate>,
    /// Code of [`domain::identity::Sex`], as it wrote.
    pub sex: Option<String>,
    /// Microseconds since 1970.
    pub filed_at: i64,
}

/// What unions wrote of these people, by person, each person's oldest first.
///
/// # Errors
/// [`crate::StorageError`].
pub fn of(db: &mut Db, people: &[PersonId]) -> Result<Vec<FiledNameRow>> {
    let mut found = Vec::new();
    for chunk in people.chunks(LIST_CHUNK) {
        let keys: Vec<Key> = chunk.iter().map(|id| Key::from(*id)).collect();
        found.extend(
            filed_names::table
                .filter(filed_names::person_id.eq_any(keys))
                .order((
                    filed_names::person_id,
                    filed_names::filed_at,
                    filed_names::unit_id,
                ))
                .select(FiledNameRow::as_select())
                .load(db)?,
        );
    }
    Ok(found)
}

/// Adds or replaces what unions wrote; `rows` must not repeat a person and union.
///
/// # Errors
/// [`crate::StorageError`].
pub fn put(db: &mut Db, rows: &[FiledNameRow]) -> Result<usize> {
    rewrite_all!(
        db,
        filed_names::table,
        rows,
        (filed_names::person_id, filed_names::unit_id),
        (
            filed_names::name.eq(excluded(filed_names::name)),
            filed_names::name_key.eq(excluded(filed_names::name_key)),
            filed_names::birth_date.eq(excluded(filed_names::birth_date)),
            filed_names::sex.eq(excluded(filed_names::sex)),
            filed_names::filed_at.eq(excluded(filed_names::filed_at)),
        )
    )
}

/// A union writes by now what is on record.
///
/// # Errors
/// [`crate::StorageError`].
pub fn remove(db: &mut Db, person: PersonId, unit: UnitId) -> Result<()> {
    diesel::delete(filed_names::table.find((Key::from(person), Key::from(unit)))).execute(db)?;
    Ok(())
}
