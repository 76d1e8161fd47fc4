//! What entries of the operators' chains vouch for: records of other tables, field by field.

use crate::dialect::{self, LIST_CHUNK, insert_all};
use crate::schema::{event_log, witnesses};
use crate::{Db, Key, Result};
use diesel::dsl::{count, max};
use diesel::prelude::*;
use domain::ids::OperatorId;
use std::collections::{BTreeMap, BTreeSet};

/// Locks on units that one transaction takes at most: each costs the server memory, and who shares one only waits.
const UNIT_LOCKS: u64 = 1024;
/// The first of them; the number only has to be apart from other locks.
const UNIT_LOCK_BASE: i64 = 0x0060_6e67_6261_7000;

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

/// What these entries of an operator's chain vouch for, by position; both ends are among them.
///
/// # Errors
/// [`crate::StorageError`].
pub fn of_entries(
    db: &mut Db,
    operator: OperatorId,
    (first, last): (i64, i64),
) -> Result<Vec<WitnessRow>> {
    Ok(witnesses::table
        .filter(witnesses::operator_id.eq(Key::from(operator)))
        .filter(witnesses::seq.between(first, last))
        .order((witnesses::seq, witnesses::relation, witnesses::record))
        .select(WitnessRow::as_select())
        .load(db)?)
}

/// The first witness whose entry is not there: operator and position.
///
/// # Errors
/// [`crate::StorageError`].
pub fn without_entry(db: &mut Db) -> Result<Option<(OperatorId, i64)>> {
    let found: Option<(Key, i64)> = witnesses::table
        .left_join(
            event_log::table.on(event_log::operator_id
                .eq(witnesses::operator_id)
                .and(event_log::seq.eq(witnesses::seq))),
        )
        .filter(event_log::seq.nullable().is_null())
        .order((witnesses::operator_id, witnesses::seq))
        .select((witnesses::operator_id, witnesses::seq))
        .first(db)
        .optional()?;
    Ok(found.map(|(operator, seq)| (operator.into(), seq)))
}

/// The last witness of each of these records of a table. Of one revision vouched for twice the later one counts.
///
/// # Errors
/// [`crate::StorageError`].
pub fn last(db: &mut Db, relation: &str, records: &[&str]) -> Result<BTreeMap<String, WitnessRow>> {
    let mut found: BTreeMap<String, (i64, i64, WitnessRow)> = BTreeMap::new();
    for chunk in records.chunks(LIST_CHUNK) {
        let rows: Vec<(WitnessRow, i64)> = witnesses::table
            .inner_join(
                event_log::table.on(event_log::operator_id
                    .eq(witnesses::operator_id)
                    .and(event_log::seq.eq(witnesses::seq))),
            )
            .filter(witnesses::relation.eq(relation))
            .filter(witnesses::record.eq_any(chunk))
            .order((
                witnesses::record,
                witnesses::revision,
                event_log::at,
                witnesses::operator_id,
                witnesses::seq,
            ))
            .select((WitnessRow::as_select(), event_log::at))
            .load(db)?;
        for (row, at) in rows {
            found.insert(row.record.clone(), (row.revision, at, row));
        }
    }
    Ok(found
        .into_iter()
        .map(|(record, (.., row))| (record, row))
        .collect())
}

/// Everything that is vouched for of the records of a table that come after this one, up to the last; without them, from the
/// first and to the end.
///
/// # Errors
/// [`crate::StorageError`].
pub fn between(
    db: &mut Db,
    relation: &str,
    after: Option<&str>,
    last: Option<&str>,
) -> Result<Vec<(String, Vec<u8>)>> {
    let mut query = witnesses::table
        .filter(witnesses::relation.eq(relation.to_owned()))
        .order((witnesses::record, witnesses::operator_id, witnesses::seq))
        .select((witnesses::record, witnesses::fields))
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(witnesses::record.gt(after.to_owned()));
    }
    if let Some(last) = last {
        query = query.filter(witnesses::record.le(last.to_owned()));
    }
    Ok(query.load(db)?)
}

/// The highest revision of each record of a table that is vouched for; without `records`, of all of them.
///
/// # Errors
/// [`crate::StorageError`].
pub fn revisions(
    db: &mut Db,
    relation: &str,
    records: Option<&[String]>,
) -> Result<BTreeMap<String, i64>> {
    let query = || {
        witnesses::table
            .filter(witnesses::relation.eq(relation))
            .group_by(witnesses::record)
            .order(witnesses::record)
            .select((witnesses::record, max(witnesses::revision)))
    };
    let mut rows: Vec<(String, Option<i64>)> = Vec::new();
    match records {
        None => rows = query().load(db)?,
        Some(records) => {
            for chunk in records.chunks(LIST_CHUNK) {
                rows.extend(query().filter(witnesses::record.eq_any(chunk)).load::<(
                    String,
                    Option<i64>,
                )>(
                    db
                )?);
            }
        }
    }
    Ok(rows
        .into_iter()
        .filter_map(|(record, revision)| Some((record, revision?)))
        .collect())
}

/// How many records of each table are vouched for.
///
/// # Errors
/// [`crate::StorageError`].
pub fn counts(db: &mut Db) -> Result<BTreeMap<String, i64>> {
    let rows: Vec<(String, i64)> = witnesses::table
        .group_by(witnesses::relation)
        .order(witnesses::relation)
        .select((
            witnesses::relation,
            count(witnesses::record).aggregate_distinct(),
        ))
        .load(db)?;
    Ok(rows.into_iter().collect())
}

/// Holds what these unions say, for whoever vouches for it, against everybody else until the transaction ends.
///
/// # Errors
/// [`crate::StorageError`].
pub fn hold(db: &mut Db, units: &BTreeSet<Key>) -> Result<()> {
    // FNV-1a.
    let lock = |unit: &Key| {
        let hash = unit
            .0
            .as_bytes()
            .iter()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
            });
        UNIT_LOCK_BASE | i64::try_from(hash % UNIT_LOCKS).unwrap_or_default()
    };
    let locks: BTreeSet<i64> = units.iter().map(lock).collect();
    dialect::hold(db, &locks.into_iter().collect::<Vec<_>>())
}
