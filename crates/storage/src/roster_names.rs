//! The names under which rosters had a number, where they are not all the same.

use crate::dialect::{LIST_CHUNK, insert_new, rewrite_all};
use crate::schema::roster_names;
use crate::{Db, Key, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::upsert::excluded;
use domain::ids::PersonId;

/// A row of `roster_names`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = roster_names, treat_none_as_default_value = false)]
pub struct RosterNameRow {
    /// The person of the number.
    pub person_id: Key,
    /// The union whose roster it is.
    pub unit_id: Key,
    /// The name the roster has.
    pub name: String,
    /// The name it had for the member before, where it had one.
    pub replaced: Option<String>,
    /// The day it said so.
    pub said_on: NaiveDate,
    /// Who imported it.
    pub said_by: Key,
}

/// What rosters called these people, each person's oldest first.
///
/// # Errors
/// [`crate::StorageError`].
pub fn of(db: &mut Db, people: &[PersonId]) -> Result<Vec<RosterNameRow>> {
    let mut found = Vec::new();
    for chunk in people.chunks(LIST_CHUNK) {
        let keys: Vec<Key> = chunk.iter().map(|id| Key::from(*id)).collect();
        found.extend(
            roster_names::table
                .filter(roster_names::person_id.eq_any(keys))
                .order((
                    roster_names::person_id,
                    roster_names::said_on,
                    roster_names::unit_id,
                    roster_names::name,
                ))
                .select(RosterNameRow::as_select())
                .load(db)?,
        );
    }
    Ok(found)
}

/// Keeps names that are not on record; one that is kept already stays as it is.
///
/// # Errors
/// [`crate::StorageError`].
pub fn add(db: &mut Db, rows: &[RosterNameRow]) -> Result<usize> {
    insert_new!(db, roster_names::table, rows)
}

/// Keeps names that took the place of others, the last change of each; `rows` must not repeat a person, union and name.
///
/// # Errors
/// [`crate::StorageError`].
pub fn change(db: &mut Db, rows: &[RosterNameRow]) -> Result<usize> {
    rewrite_all!(
        db,
        roster_names::table,
        rows,
        (
            roster_names::person_id,
            roster_names::unit_id,
            roster_names::name
        ),
        (
            roster_names::replaced.eq(excluded(roster_names::replaced)),
            roster_names::said_on.eq(excluded(roster_names::said_on)),
            roster_names::said_by.eq(excluded(roster_names::said_by)),
        )
    )
}
