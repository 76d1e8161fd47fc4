//! Messages that a programme is fed with, by what ties them together, and those that wait.

use crate::dialect::{self, LIST_CHUNK, insert_all};
use crate::schema::{entitlement_postings, message_keys, messages, waiting_messages};
use crate::{Db, Key, Result, StorageError};
use chrono::NaiveDate;
use diesel::prelude::*;

/// A row of `messages`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = messages, treat_none_as_default_value = false)]
pub struct MessageRow {
    /// Id.
    pub id: Key,
    /// Programme id.
    pub programme: String,
    /// Keyed digest of what it says.
    pub digest: Vec<u8>,
    /// `single` or `list`.
    pub origin: String,
    /// The text as received, sealed.
    pub sealed: Vec<u8>,
    /// The act that took it.
    pub receipt_id: Key,
    /// The day it came.
    pub received_on: NaiveDate,
    /// Microseconds since 1970.
    pub received_at: i64,
    /// Who took it.
    pub received_by: Key,
}

/// A row of `message_keys`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Queryable, Selectable, Insertable)]
#[diesel(table_name = message_keys, treat_none_as_default_value = false)]
pub struct MessageKeyRow {
    /// Keyed digest of the key.
    pub digest: Vec<u8>,
    /// The message that has it.
    pub message_id: Key,
}

/// A row of `waiting_messages`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = waiting_messages, treat_none_as_default_value = false)]
pub struct WaitingRow {
    /// The message.
    pub message_id: Key,
    /// Programme id.
    pub programme: String,
    /// The sender's id of what it is about; empty where it names none.
    pub about: String,
    /// What was found, JSON.
    pub findings: String,
    /// Microseconds since 1970.
    pub since: i64,
}

/// Holds these keys against everybody else until the transaction ends, in one order. Two commands whose messages belong
/// together share a key, so one of them waits for the other.
///
/// # Errors
/// [`StorageError`].
pub fn hold(db: &mut Db, digests: &[Vec<u8>]) -> Result<()> {
    let mut names: Vec<i64> = digests
        .iter()
        .map(|digest| {
            let mut head = [0; 8];
            head.iter_mut()
                .zip(digest)
                .for_each(|(to, from)| *to = *from);
            i64::from_be_bytes(head)
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    dialect::hold(db, &names)
}

/// Ids of the messages that have one of these keys.
///
/// # Errors
/// [`StorageError`].
pub fn with_keys(db: &mut Db, digests: &[Vec<u8>]) -> Result<Vec<Key>> {
    let mut found = Vec::new();
    for chunk in digests.chunks(LIST_CHUNK) {
        let ids: Vec<Key> = message_keys::table
            .filter(message_keys::digest.eq_any(chunk.to_vec()))
            .select(message_keys::message_id)
            .load(db)?;
        found.extend(ids);
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// The keys of these messages.
///
/// # Errors
/// [`StorageError`].
pub fn keys_of(db: &mut Db, ids: &[Key]) -> Result<Vec<MessageKeyRow>> {
    let mut found = Vec::new();
    for chunk in ids.chunks(LIST_CHUNK) {
        let rows: Vec<MessageKeyRow> = message_keys::table
            .filter(message_keys::message_id.eq_any(chunk.to_vec()))
            .select(MessageKeyRow::as_select())
            .load(db)?;
        found.extend(rows);
    }
    Ok(found)
}

/// These messages, in the order in which they came.
///
/// # Errors
/// [`StorageError`].
pub fn by_ids(db: &mut Db, ids: &[Key]) -> Result<Vec<MessageRow>> {
    let mut found: Vec<MessageRow> = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(LIST_CHUNK) {
        let rows: Vec<MessageRow> = messages::table
            .filter(messages::id.eq_any(chunk.to_vec()))
            .select(MessageRow::as_select())
            .load(db)?;
        found.extend(rows);
    }
    found.sort_by_key(|row| (row.received_at, row.id));
    Ok(found)
}

/// Adds messages with their keys.
///
/// # Errors
/// [`StorageError::Busy`] when another command added one of them in the same moment, else [`StorageError`].
pub fn add(db: &mut Db, rows: &Vec<MessageRow>, keys: &Vec<MessageKeyRow>) -> Result<()> {
    insert_all!(db, messages::table, rows).map_err(StorageError::made_meanwhile)?;
    insert_all!(db, message_keys::table, keys)?;
    Ok(())
}

/// Of these messages, those that wait from now on are `rows`, and no others.
///
/// # Errors
/// [`StorageError`].
pub fn set_waiting(db: &mut Db, among: &[Key], rows: &[WaitingRow]) -> Result<()> {
    let mut known: Vec<WaitingRow> = Vec::new();
    for chunk in among.chunks(LIST_CHUNK) {
        let found: Vec<WaitingRow> = waiting_messages::table
            .filter(waiting_messages::message_id.eq_any(chunk.to_vec()))
            .select(WaitingRow::as_select())
            .load(db)?;
        known.extend(found);
    }
    let waits = |known: &WaitingRow| rows.iter().any(|row| row.message_id == known.message_id);
    let gone: Vec<Key> = known
        .iter()
        .filter(|row| !waits(row))
        .map(|row| row.message_id)
        .collect();
    for chunk in gone.chunks(LIST_CHUNK) {
        diesel::delete(
            waiting_messages::table.filter(waiting_messages::message_id.eq_any(chunk.to_vec())),
        )
        .execute(db)?;
    }
    let new: Vec<WaitingRow> = rows
        .iter()
        .filter(|row| !known.iter().any(|known| known.message_id == row.message_id))
        .cloned()
        .collect();
    insert_all!(db, waiting_messages::table, &new)?;
    Ok(())
}

/// Messages of a programme that wait, the oldest first, after this one.
///
/// # Errors
/// [`StorageError`].
pub fn waiting(
    db: &mut Db,
    programme: &str,
    after: Option<(i64, Key)>,
    limit: i64,
) -> Result<Vec<WaitingRow>> {
    let mut query = waiting_messages::table
        .filter(waiting_messages::programme.eq(programme.to_owned()))
        .order((waiting_messages::since, waiting_messages::message_id))
        .select(WaitingRow::as_select())
        .into_boxed();
    if let Some((since, id)) = after {
        query = query.filter(
            waiting_messages::since.gt(since).or(waiting_messages::since
                .eq(since)
                .and(waiting_messages::message_id.gt(id))),
        );
    }
    Ok(query.limit(limit).load(db)?)
}

/// A page of the acts that took messages or changed what stands, by id.
///
/// # Errors
/// [`StorageError`].
pub fn receipts(db: &mut Db, after: Option<Key>, limit: i64) -> Result<Vec<Key>> {
    macro_rules! page {
        ($table:ident) => {{
            let mut query = $table::table
                .select($table::receipt_id)
                .distinct()
                .order($table::receipt_id)
                .into_boxed();
            if let Some(after) = after {
                query = query.filter($table::receipt_id.gt(after));
            }
            let found: Vec<Key> = query.limit(limit).load(db)?;
            found
        }};
    }
    let mut found = page!(messages);
    found.extend(page!(entitlement_postings));
    found.sort_unstable();
    found.dedup();
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(found)
}

/// The messages that these acts took, by act and id.
///
/// # Errors
/// [`StorageError`].
pub fn of_receipts(db: &mut Db, receipts: &[Key]) -> Result<Vec<MessageRow>> {
    let mut found = Vec::new();
    for chunk in receipts.chunks(LIST_CHUNK) {
        let rows: Vec<MessageRow> = messages::table
            .filter(messages::receipt_id.eq_any(chunk.to_vec()))
            .order((messages::receipt_id, messages::id))
            .select(MessageRow::as_select())
            .load(db)?;
        found.extend(rows);
    }
    Ok(found)
}

/// How many messages there are of a programme.
///
/// # Errors
/// [`StorageError`].
pub fn count(db: &mut Db, programme: &str) -> Result<i64> {
    let of = messages::table.filter(messages::programme.eq(programme.to_owned()));
    Ok(of.count().get_result(db)?)
}
