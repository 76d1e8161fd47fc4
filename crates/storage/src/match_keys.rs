//! Blinded keys under which the records of people who may be one are found.

use crate::dialect::{LIST_CHUNK, insert_all, insert_new};
use crate::schema::match_keys;
use crate::{Db, Key, Result};
use diesel::prelude::*;
use domain::ids::PersonId;

/// A row of `match_keys`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Insertable)]
#[diesel(table_name = match_keys, treat_none_as_default_value = false)]
pub struct MatchKeyRow {
    /// Which parts of a record the key is made of.
    pub kind: i16,
    /// Head of the keyed digest of these parts.
    pub key: i64,
    /// Digests of further parts, sixteen bits each, the first one highest: what a key that too many share is narrowed by.
    pub cut: i64,
    /// The person.
    pub subject_id: Key,
}

/// A person who stands under a key that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// The key.
    pub key: i64,
    /// Further parts of the person's record, as in [`MatchKeyRow::cut`].
    pub cut: i64,
    /// The person.
    pub person: PersonId,
}

/// Adds match keys that are not there yet.
///
/// # Errors
/// [`crate::StorageError`].
pub fn add(db: &mut Db, rows: &[MatchKeyRow]) -> Result<usize> {
    insert_new!(db, match_keys::table, rows)
}

/// Adds match keys of people who have none yet. `rows` must not repeat a key.
///
/// # Errors
/// [`crate::StorageError::Duplicate`] when somebody else was first.
pub fn add_first(db: &mut Db, rows: &Vec<MatchKeyRow>) -> Result<usize> {
    insert_all!(db, match_keys::table, rows)
}

/// Who stands under these keys of one kind, in no order.
///
/// # Errors
/// [`crate::StorageError`].
pub fn probe(db: &mut Db, kind: i16, keys: &[i64]) -> Result<Vec<Found>> {
    let mut found = Vec::new();
    for chunk in keys.chunks(LIST_CHUNK) {
        let rows: Vec<(i64, i64, Key)> = match_keys::table
            .filter(match_keys::kind.eq(kind).and(match_keys::key.eq_any(chunk)))
            .select((match_keys::key, match_keys::cut, match_keys::subject_id))
            .load(db)?;
        found.extend(rows.into_iter().map(|(key, cut, person)| Found {
            key,
            cut,
            person: person.into(),
        }));
    }
    Ok(found)
}
