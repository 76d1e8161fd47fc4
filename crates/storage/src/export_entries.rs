//! The database's copy of the register of exports; the register itself is a file beside the keys.

use crate::db::one_row;
use crate::dialect::load_locked;
use crate::schema::export_entries;
use crate::{Db, Key, Result, StorageError};
use diesel::prelude::*;
use domain::ids::BatchId;

/// Where an entry stands in this database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryState {
    /// This database made it.
    Made,
    /// Only the file had it: what became of the export is not known here.
    Found,
    /// Found, and taken as having happened.
    Happened,
    /// Two operators say that it never happened.
    Void,
}

impl EntryState {
    /// The stable code used in storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Found => "found",
            Self::Happened => "happened",
            Self::Void => "void",
        }
    }
}

/// A row of `export_entries`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = export_entries, treat_none_as_default_value = false)]
pub struct EntryRow {
    /// Its number in the register, from 1 without gaps.
    pub no: i64,
    /// The batch that was exported; nothing for an entry that voids another.
    pub batch_id: Option<Key>,
    /// Code of [`EntryState`].
    pub state: String,
    /// The line of the file, without its end.
    pub line: String,
    /// The file has it.
    pub written: bool,
    /// Microseconds since 1970.
    pub made_at: i64,
}

/// Every entry in the order of the register.
///
/// # Errors
/// [`StorageError`].
pub fn all(db: &mut Db) -> Result<Vec<EntryRow>> {
    Ok(export_entries::table
        .order(export_entries::no)
        .select(EntryRow::as_select())
        .load(db)?)
}

/// Every entry in the order of the register, locked: one command alone writes the register anew.
///
/// # Errors
/// [`StorageError`].
pub fn lock_all(db: &mut Db) -> Result<Vec<EntryRow>> {
    load_locked!(
        db,
        export_entries::table
            .order(export_entries::no)
            .select(EntryRow::as_select())
    )
}

/// The last entry.
///
/// # Errors
/// [`StorageError`].
pub fn last(db: &mut Db) -> Result<Option<EntryRow>> {
    Ok(export_entries::table
        .order(export_entries::no.desc())
        .select(EntryRow::as_select())
        .first(db)
        .optional()?)
}

/// An entry by its number.
///
/// # Errors
/// [`StorageError`].
pub fn find(db: &mut Db, no: i64) -> Result<Option<EntryRow>> {
    Ok(export_entries::table
        .find(no)
        .select(EntryRow::as_select())
        .first(db)
        .optional()?)
}

/// The entries of one state in their order.
///
/// # Errors
/// [`StorageError`].
pub fn of_state(db: &mut Db, state: EntryState) -> Result<Vec<EntryRow>> {
    Ok(export_entries::table
        .filter(export_entries::state.eq(state.code()))
        .order(export_entries::no)
        .select(EntryRow::as_select())
        .load(db)?)
}

/// The entries the file has not got yet, in their order.
///
/// # Errors
/// [`StorageError`].
pub fn unwritten(db: &mut Db) -> Result<Vec<EntryRow>> {
    Ok(export_entries::table
        .filter(export_entries::written.eq(false))
        .order(export_entries::no)
        .select(EntryRow::as_select())
        .load(db)?)
}

/// An export of the batch stands in the register, and nobody said that it never happened.
///
/// # Errors
/// [`StorageError`].
pub fn has_batch(db: &mut Db, batch: BatchId) -> Result<bool> {
    let found: i64 = export_entries::table
        .filter(
            export_entries::batch_id
                .eq(Key::from(batch))
                .and(export_entries::state.ne(EntryState::Void.code())),
        )
        .count()
        .get_result(db)?;
    Ok(found > 0)
}

/// Adds an entry.
///
/// # Errors
/// [`StorageError::Busy`] when another command took the number in the same moment.
pub fn add(db: &mut Db, row: &EntryRow) -> Result<()> {
    diesel::insert_into(export_entries::table)
        .values(row)
        .execute(db)
        .map_err(|error| StorageError::from(error).made_meanwhile())?;
    Ok(())
}

/// The file has the entry now.
///
/// # Errors
/// [`StorageError`].
pub fn set_written(db: &mut Db, no: i64) -> Result<()> {
    diesel::update(export_entries::table.find(no))
        .set(export_entries::written.eq(true))
        .execute(db)?;
    Ok(())
}

/// Says what became of an entry, and by which batch where it is another one.
///
/// # Errors
/// [`StorageError::Conflict`] when it is not there.
pub fn set_state(db: &mut Db, no: i64, state: EntryState, batch: Option<BatchId>) -> Result<()> {
    let changed = diesel::update(export_entries::table.find(no))
        .set(export_entries::state.eq(state.code()))
        .execute(db)?;
    if let Some(batch) = batch {
        diesel::update(export_entries::table.find(no))
            .set(export_entries::batch_id.eq(Key::from(batch)))
            .execute(db)?;
    }
    one_row(changed)
}
