//! What an operator keeps for the next session: filters by name, texts that were not sent, choices and reasons.

use crate::schema::operator_notes;
use crate::{Db, Key, Result};
use diesel::prelude::*;

/// A row of `operator_notes`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = operator_notes, treat_none_as_default_value = false)]
pub struct NoteRow {
    /// Whose.
    pub operator_id: Key,
    /// `filter`, `draft`, `choice` or `reason`.
    pub kind: String,
    /// Its name among those of the kind.
    pub name: String,
    /// What is kept.
    pub body: String,
    /// Microseconds since 1970.
    pub updated_at: i64,
}

/// Saves a note in the place of the one of the same name.
///
/// # Errors
/// [`crate::StorageError`].
pub fn save(db: &mut Db, row: &NoteRow) -> Result<()> {
    let mine = operator_notes::table.find((row.operator_id, &row.kind, &row.name));
    let changed = diesel::update(mine)
        .set((
            operator_notes::body.eq(&row.body),
            operator_notes::updated_at.eq(row.updated_at),
        ))
        .execute(db)?;
    if changed == 0 {
        diesel::insert_into(operator_notes::table)
            .values(row)
            .execute(db)?;
    }
    Ok(())
}

/// Forgets a note, if it is there.
///
/// # Errors
/// [`crate::StorageError`].
pub fn remove(db: &mut Db, operator: Key, kind: &str, name: &str) -> Result<()> {
    diesel::delete(operator_notes::table.find((operator, kind, name))).execute(db)?;
    Ok(())
}

/// An operator's notes of a kind, by name.
///
/// # Errors
/// [`crate::StorageError`].
pub fn of(db: &mut Db, operator: Key, kind: &str) -> Result<Vec<NoteRow>> {
    Ok(operator_notes::table
        .filter(operator_notes::operator_id.eq(operator))
        .filter(operator_notes::kind.eq(kind))
        .order(operator_notes::name)
        .select(NoteRow::as_select())
        .load(db)?)
}
