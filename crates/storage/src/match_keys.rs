//! Blinded keys under which the records of people who may be one are found.

use crate::dialect::{LIST_CHUNK, insert_all};
use crate::schema::match_keys;
use crate::{Db, Key, Result, StorageError};
use diesel::prelude::*;
use domain::ids::PersonId;
use std::collections::{BTreeMap, BTreeSet};

/// A row of `match_keys`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Queryable, Selectable, Insertable)]
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

/// Adds match keys of people who have none yet. `rows` must not repeat a key.
///
/// # Errors
/// [`crate::StorageError::Duplicate`] when somebody else was first.
pub fn add_first(db: &mut Db, rows: &Vec<MatchKeyRow>) -> Result<usize> {
    insert_all!(db, match_keys::table, rows)
}

/// Adds match keys that were looked for and not found.
///
/// # Errors
/// [`crate::StorageError::Busy`] when another command brought one in the same moment, else [`crate::StorageError`].
pub fn add_unknown(db: &mut Db, rows: &Vec<MatchKeyRow>) -> Result<usize> {
    add_first(db, rows).map_err(StorageError::made_meanwhile)
}

/// Those of these match keys that are not there yet.
///
/// # Errors
/// [`crate::StorageError`].
pub fn unknown(db: &mut Db, rows: &[MatchKeyRow]) -> Result<Vec<MatchKeyRow>> {
    let mut by_kind: BTreeMap<i16, BTreeSet<i64>> = BTreeMap::new();
    for row in rows {
        by_kind.entry(row.kind).or_default().insert(row.key);
    }
    let mut known = BTreeSet::new();
    for (kind, keys) in by_kind {
        let keys: Vec<i64> = keys.into_iter().collect();
        for found in probe(db, kind, &keys)? {
            known.insert((kind, found.key, found.cut, Key::from(found.person)));
        }
    }
    let is_new =
        |row: &&MatchKeyRow| !known.contains(&(row.kind, row.key, row.cut, row.subject_id));
    Ok(rows.iter().filter(is_new).cloned().collect())
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
