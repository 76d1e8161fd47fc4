//! The audit chains: one per subject, one per operator, and the seals over them.

pub mod by_person;
pub mod derived;
pub mod list;

use crate::dialect::{LIST_CHUNK, insert_all, insert_new, load_locked, rewrite_all};
use crate::schema::{
    audit_log, chain_heads, claims, event_heads, event_log, ledger_entries, seal_heads, seals,
};
use crate::{Db, Key, Result, StorageError};
use diesel::dsl::max;
use diesel::prelude::*;
use diesel::upsert::excluded;
use domain::ids::{ClaimRef, OperatorId, PersonId};
use std::collections::BTreeMap;

/// A row of `audit_log`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_log, treat_none_as_default_value = false)]
pub struct AuditRow {
    /// The subject whose chain it is.
    pub subject_id: Key,
    /// Position in the chain, from 1.
    pub seq: i64,
    /// The claim.
    pub claim_id: Option<Key>,
    /// Microseconds since 1970.
    pub at: i64,
    /// Who.
    pub made_by: Key,
    /// What was done.
    pub action: String,
    /// Details, JSON, without personal data.
    pub detail: String,
    /// Digest of the claim's business values after the change.
    pub state_digest: Vec<u8>,
    /// Digest of the decision that was stored with the entry, if one was.
    pub decision_digest: Option<Vec<u8>>,
    /// Keyed digest of everything above and the entry before.
    pub hash: Vec<u8>,
}

/// A row of `chain_heads`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = chain_heads, treat_none_as_default_value = false)]
pub struct HeadRow {
    /// The subject.
    pub subject_id: Key,
    /// Position of the last entry; 0 for none.
    pub seq: i64,
    /// Its hash.
    pub hash: Vec<u8>,
    /// Position of the last sealed entry.
    pub sealed_seq: i64,
}

impl HeadRow {
    /// The head of a chain without entries; never stored.
    pub fn none(subject: PersonId) -> Self {
        Self {
            subject_id: subject.into(),
            seq: 0,
            hash: Vec::new(),
            sealed_seq: 0,
        }
    }
}

/// A row of `event_log`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = event_log, treat_none_as_default_value = false)]
pub struct OperatorEventRow {
    /// Whose chain it is.
    pub operator_id: Key,
    /// Position, from 1.
    pub seq: i64,
    /// Microseconds since 1970.
    pub at: i64,
    /// What was done.
    pub action: String,
    /// Details, JSON, without personal data.
    pub detail: String,
    /// Keyed digest of everything above and the entry before.
    pub hash: Vec<u8>,
}

/// A row of `seals`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = seals, treat_none_as_default_value = false)]
pub struct SealRow {
    /// Position, from 1.
    pub seq: i64,
    /// Microseconds since 1970.
    pub at: i64,
    /// Who.
    pub made_by: Key,
    /// How many heads it binds.
    pub heads: i64,
    /// Merkle root of the heads.
    pub root: Vec<u8>,
    /// Keyed digest of root and the seal before.
    pub hash: Vec<u8>,
}

/// A row of `seal_heads`: the head of a subject's or an operator's chain.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = seal_heads, treat_none_as_default_value = false)]
pub struct SealHeadRow {
    /// The subject or operator.
    pub subject_id: Key,
    /// The seal.
    pub seal_seq: i64,
    /// Position of the head when sealed.
    pub seq: i64,
    /// Its hash.
    pub hash: Vec<u8>,
}

/// Locks the chain heads of subjects in id order. Subjects without a chain are left out: whoever holds
/// their slots begins it.
///
/// # Errors
/// [`crate::StorageError`].
pub fn lock_heads(db: &mut Db, subjects: &[PersonId]) -> Result<Vec<HeadRow>> {
    let mut keys: Vec<Key> = subjects.iter().map(|id| Key::from(*id)).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut found = Vec::with_capacity(keys.len());
    for chunk in keys.chunks(LIST_CHUNK) {
        let rows: Vec<HeadRow> = load_locked!(
            db,
            chain_heads::table
                .filter(chain_heads::subject_id.eq_any(chunk.to_vec()))
                .order(chain_heads::subject_id)
                .select(HeadRow::as_select())
        )?;
        found.extend(rows);
    }
    Ok(found)
}

/// Adds entries, moves the heads the caller holds and adds the first heads of chains begun here.
///
/// # Errors
/// [`crate::StorageError::Busy`] when another command began one in the same moment, else
/// [`crate::StorageError`].
pub fn append(
    db: &mut Db,
    entries: &Vec<AuditRow>,
    moved: &[HeadRow],
    first: &Vec<HeadRow>,
) -> Result<()> {
    insert_all!(db, chain_heads::table, first).map_err(StorageError::made_meanwhile)?;
    insert_all!(db, audit_log::table, entries)?;
    rewrite_all!(
        db,
        chain_heads::table,
        moved,
        chain_heads::subject_id,
        (
            chain_heads::seq.eq(excluded(chain_heads::seq)),
            chain_heads::hash.eq(excluded(chain_heads::hash))
        )
    )?;
    Ok(())
}

/// Locks an operator's head; position 0 and no hash for a new one.
///
/// # Errors
/// [`crate::StorageError`].
pub fn lock_event_head(db: &mut Db, operator: OperatorId) -> Result<(i64, Vec<u8>)> {
    let key = Key::from(operator);
    if let Some(head) = locked_event_head(db, key)? {
        return Ok(head);
    }
    let empty = vec![(
        event_heads::operator_id.eq(key),
        event_heads::seq.eq(0i64),
        event_heads::hash.eq(Vec::<u8>::new()),
    )];
    insert_new!(db, event_heads::table, &empty)?;
    locked_event_head(db, key)?.ok_or(crate::StorageError::NotFound)
}

fn locked_event_head(db: &mut Db, operator: Key) -> Result<Option<(i64, Vec<u8>)>> {
    let rows: Vec<(i64, Vec<u8>)> = load_locked!(
        db,
        event_heads::table
            .filter(event_heads::operator_id.eq(operator))
            .select((event_heads::seq, event_heads::hash))
    )?;
    Ok(rows.into_iter().next())
}

/// Adds an entry to an operator's chain; the caller holds the head.
///
/// # Errors
/// [`crate::StorageError`].
pub fn append_event(db: &mut Db, row: &OperatorEventRow) -> Result<()> {
    diesel::insert_into(event_log::table)
        .values(row)
        .execute(db)?;
    diesel::update(event_heads::table.find(row.operator_id))
        .set((
            event_heads::seq.eq(row.seq),
            event_heads::hash.eq(&row.hash),
        ))
        .execute(db)?;
    Ok(())
}

/// A page of chain heads by subject.
///
/// # Errors
/// [`crate::StorageError`].
pub fn heads_page(db: &mut Db, after: Option<PersonId>, limit: i64) -> Result<Vec<HeadRow>> {
    let mut query = chain_heads::table
        .order(chain_heads::subject_id)
        .select(HeadRow::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(chain_heads::subject_id.gt(Key::from(after)));
    }
    Ok(query.limit(limit).load(db)?)
}

/// Every entry of these subjects, in chain order.
///
/// # Errors
/// [`crate::StorageError`].
pub fn entries_of(db: &mut Db, subjects: &[PersonId]) -> Result<Vec<AuditRow>> {
    let mut found = Vec::new();
    for chunk in subjects.chunks(LIST_CHUNK) {
        found.extend(
            audit_log::table
                .filter(
                    audit_log::subject_id
                        .eq_any(chunk.iter().map(|id| Key::from(*id)).collect::<Vec<_>>()),
                )
                .order((audit_log::subject_id, audit_log::seq))
                .select(AuditRow::as_select())
                .load(db)?,
        );
    }
    Ok(found)
}

/// How many entries all chains have together.
///
/// # Errors
/// [`crate::StorageError`].
pub fn count(db: &mut Db) -> Result<i64> {
    Ok(audit_log::table.count().get_result(db)?)
}

/// Every operator's chain in order.
///
/// # Errors
/// [`crate::StorageError`].
pub fn events(db: &mut Db) -> Result<Vec<OperatorEventRow>> {
    Ok(event_log::table
        .order((event_log::operator_id, event_log::seq))
        .select(OperatorEventRow::as_select())
        .load(db)?)
}

/// What follows an entry of an operator's chain, in order.
///
/// # Errors
/// [`crate::StorageError`].
pub fn events_after(
    db: &mut Db,
    operator: OperatorId,
    seq: i64,
    limit: i64,
) -> Result<Vec<OperatorEventRow>> {
    Ok(event_log::table
        .filter(event_log::operator_id.eq(Key::from(operator)))
        .filter(event_log::seq.gt(seq))
        .order(event_log::seq)
        .limit(limit)
        .select(OperatorEventRow::as_select())
        .load(db)?)
}

/// The first entry of an operator's chain that has no head: operator and position.
///
/// # Errors
/// [`crate::StorageError`].
pub fn headless_event(db: &mut Db) -> Result<Option<(OperatorId, i64)>> {
    let found: Option<(Key, i64)> = event_log::table
        .left_join(event_heads::table.on(event_heads::operator_id.eq(event_log::operator_id)))
        .filter(event_heads::operator_id.nullable().is_null())
        .order((event_log::operator_id, event_log::seq))
        .select((event_log::operator_id, event_log::seq))
        .first(db)
        .optional()?;
    Ok(found.map(|(operator, seq)| (operator.into(), seq)))
}

/// Whether an operator's chain has an entry of this kind.
///
/// # Errors
/// [`crate::StorageError`].
pub fn has_event(db: &mut Db, action: &str) -> Result<bool> {
    let found = event_log::table.filter(event_log::action.eq(action));
    Ok(diesel::select(diesel::dsl::exists(found)).get_result(db)?)
}

/// Every operator's head.
///
/// # Errors
/// [`crate::StorageError`].
pub fn event_heads(db: &mut Db) -> Result<Vec<(OperatorId, i64, Vec<u8>)>> {
    let rows: Vec<(Key, i64, Vec<u8>)> = event_heads::table
        .order(event_heads::operator_id)
        .select((
            event_heads::operator_id,
            event_heads::seq,
            event_heads::hash,
        ))
        .load(db)?;
    Ok(rows
        .into_iter()
        .map(|(id, seq, hash)| (id.into(), seq, hash))
        .collect())
}

/// Locks the heads that changed since they were last sealed, in subject order.
///
/// # Errors
/// [`crate::StorageError`].
pub fn lock_unsealed(db: &mut Db) -> Result<Vec<HeadRow>> {
    load_locked!(
        db,
        chain_heads::table
            .filter(chain_heads::sealed_seq.lt(chain_heads::seq))
            .order(chain_heads::subject_id)
            .select(HeadRow::as_select())
    )
}

/// All seals in order.
///
/// # Errors
/// [`crate::StorageError`].
pub fn all_seals(db: &mut Db) -> Result<Vec<SealRow>> {
    Ok(seals::table
        .order(seals::seq)
        .select(SealRow::as_select())
        .load(db)?)
}

/// The heads a seal binds, in subject order.
///
/// # Errors
/// [`crate::StorageError`].
pub fn sealed_heads(db: &mut Db, seal: i64) -> Result<Vec<SealHeadRow>> {
    Ok(seal_heads::table
        .filter(seal_heads::seal_seq.eq(seal))
        .order(seal_heads::subject_id)
        .select(SealHeadRow::as_select())
        .load(db)?)
}

/// Writes a seal with its heads.
///
/// # Errors
/// [`crate::StorageError::Duplicate`] when another seal was written at the same time.
pub fn add_seal(db: &mut Db, seal: &SealRow, heads: &Vec<SealHeadRow>) -> Result<()> {
    diesel::insert_into(seals::table).values(seal).execute(db)?;
    insert_all!(db, seal_heads::table, heads)?;
    for head in heads {
        diesel::update(chain_heads::table.find(head.subject_id))
            .set(chain_heads::sealed_seq.eq(head.seq))
            .execute(db)?;
    }
    Ok(())
}

/// Hashes of the entries that stand where these heads stood when they were sealed, by subject and position.
///
/// # Errors
/// [`crate::StorageError`].
pub fn hashes_at(db: &mut Db, heads: &[SealHeadRow]) -> Result<BTreeMap<(Key, i64), Vec<u8>>> {
    let mut found = BTreeMap::new();
    for chunk in heads.chunks(LIST_CHUNK) {
        let rows: Vec<(Key, i64, Vec<u8>)> = audit_log::table
            .filter(
                audit_log::subject_id
                    .eq_any(chunk.iter().map(|head| head.subject_id).collect::<Vec<_>>()),
            )
            .filter(audit_log::seq.eq_any(chunk.iter().map(|head| head.seq).collect::<Vec<_>>()))
            .order((audit_log::subject_id, audit_log::seq))
            .select((audit_log::subject_id, audit_log::seq, audit_log::hash))
            .load(db)?;
        found.extend(
            rows.into_iter()
                .map(|(subject, seq, hash)| ((subject, seq), hash)),
        );
    }
    Ok(found)
}

/// Hashes of the entries of operators' chains that stand where these heads stood when they were sealed, by operator and position.
///
/// # Errors
/// [`crate::StorageError`].
pub fn event_hashes_at(
    db: &mut Db,
    heads: &[SealHeadRow],
) -> Result<BTreeMap<(Key, i64), Vec<u8>>> {
    let mut found = BTreeMap::new();
    for chunk in heads.chunks(LIST_CHUNK) {
        let rows: Vec<(Key, i64, Vec<u8>)> = event_log::table
            .filter(
                event_log::operator_id
                    .eq_any(chunk.iter().map(|head| head.subject_id).collect::<Vec<_>>()),
            )
            .filter(event_log::seq.eq_any(chunk.iter().map(|head| head.seq).collect::<Vec<_>>()))
            .order((event_log::operator_id, event_log::seq))
            .select((event_log::operator_id, event_log::seq, event_log::hash))
            .load(db)?;
        found.extend(
            rows.into_iter()
                .map(|(operator, seq, hash)| ((operator, seq), hash)),
        );
    }
    Ok(found)
}

/// Position up to which each of these chains, of a subject or an operator, is bound by a stored seal; unsealed ones are left
/// out.
///
/// # Errors
/// [`crate::StorageError`].
pub fn sealed_up_to(db: &mut Db, chains: &[Key]) -> Result<BTreeMap<Key, i64>> {
    let mut found = BTreeMap::new();
    for chunk in chains.chunks(LIST_CHUNK) {
        let rows: Vec<(Key, Option<i64>)> = seal_heads::table
            .filter(seal_heads::subject_id.eq_any(chunk.to_vec()))
            .group_by(seal_heads::subject_id)
            .order(seal_heads::subject_id)
            .select((seal_heads::subject_id, max(seal_heads::seq)))
            .load(db)?;
        found.extend(
            rows.into_iter()
                .filter_map(|(chain, seq)| Some((chain, seq?))),
        );
    }
    Ok(found)
}

/// The first entry whose subject has no chain head.
///
/// # Errors
/// [`crate::StorageError`].
pub fn headless_entry(db: &mut Db) -> Result<Option<(PersonId, i64)>> {
    let row: Option<(Key, i64)> = audit_log::table
        .left_join(chain_heads::table.on(chain_heads::subject_id.eq(audit_log::subject_id)))
        .filter(chain_heads::subject_id.nullable().is_null())
        .order((audit_log::subject_id, audit_log::seq))
        .select((audit_log::subject_id, audit_log::seq))
        .first(db)
        .optional()?;
    Ok(row.map(|(subject, seq)| (subject.into(), seq)))
}

/// The first claim whose subject has no chain head, with its number.
///
/// # Errors
/// [`crate::StorageError`].
pub fn headless_claim(db: &mut Db) -> Result<Option<(PersonId, String)>> {
    let row: Option<(Key, String)> = claims::table
        .left_join(chain_heads::table.on(chain_heads::subject_id.eq(claims::subject_id)))
        .filter(chain_heads::subject_id.nullable().is_null())
        .order((claims::subject_id, claims::id))
        .select((claims::subject_id, claims::number))
        .first(db)
        .optional()?;
    Ok(row.map(|(subject, number)| (subject.into(), number)))
}

/// The claim of the first ledger entry whose claim does not exist.
///
/// # Errors
/// [`crate::StorageError`].
pub fn homeless_posting(db: &mut Db) -> Result<Option<ClaimRef>> {
    let row: Option<(Key, Key)> = ledger_entries::table
        .left_join(
            claims::table.on(claims::subject_id
                .eq(ledger_entries::subject_id)
                .and(claims::id.eq(ledger_entries::claim_id))),
        )
        .filter(claims::id.nullable().is_null())
        .order((ledger_entries::subject_id, ledger_entries::id))
        .select((ledger_entries::subject_id, ledger_entries::claim_id))
        .first(db)
        .optional()?;
    Ok(row.map(|(subject, id)| ClaimRef {
        subject: subject.into(),
        id: id.into(),
    }))
}
