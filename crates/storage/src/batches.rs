//! Payment batches and their lines, for the commands that change them.

use crate::claims::ClaimRow;
use crate::db::one_row;
use crate::dialect::{LIST_CHUNK, insert_all, load_locked};
use crate::page::{After, falling, within};
use crate::schema::{batch_lines, batches, claims};
use crate::{Db, Key, Result, StorageError};
use chrono::NaiveDate;
use diesel::prelude::*;
use domain::batch::{BatchState, LineState};
use domain::claim::StateName;
use domain::claim_record::ClaimRecord;
use domain::fund::FundSource;
use domain::ids::{BatchId, ClaimId, ClaimRef, UnitId};
use domain::unit::Scope;
use std::collections::BTreeSet;

/// A row of `batches`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = batches, treat_none_as_default_value = false)]
pub struct BatchRow {
    /// Id.
    pub id: Key,
    /// Number people use, printed form of [`domain::batch::BatchNumber`].
    pub number: String,
    /// The paying unit.
    pub unit_id: Key,
    /// Its place in the tree.
    pub unit_path: String,
    /// Programme id.
    pub programme: String,
    /// Code of [`domain::fund::FundSource`].
    pub source: String,
    /// Code of [`domain::batch::Channel`].
    pub channel: String,
    /// Code of [`BatchState`].
    pub state: String,
    /// How many lines.
    pub line_count: i64,
    /// Their sum in fen.
    pub total_fen: i64,
    /// Digest of the frozen lines; none before sealing.
    pub digest: Option<String>,
    /// Who put it together.
    pub created_by: Key,
    /// Microseconds since 1970.
    pub created_at: i64,
    /// Who sealed it.
    pub sealed_by: Option<Key>,
    /// Microseconds since 1970.
    pub sealed_at: Option<i64>,
    /// The second approver.
    pub signed_by: Option<Key>,
    /// Microseconds since 1970.
    pub signed_at: Option<i64>,
    /// Who exported it first.
    pub exported_by: Option<Key>,
    /// Microseconds since 1970.
    pub exported_at: Option<i64>,
    /// Counts the writes.
    pub revision: i64,
}

/// A row of `batch_lines`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = batch_lines, treat_none_as_default_value = false)]
pub struct LineRow {
    /// The claim's subject.
    pub subject_id: Key,
    /// The batch.
    pub batch_id: Key,
    /// The claim.
    pub claim_id: Key,
    /// Number of the line, from 1 without gaps.
    pub line_no: i64,
    /// The union's sum in fen.
    pub amount_fen: i64,
    /// The member's own part in fen.
    pub member_share_fen: i64,
    /// What will be exported about the payee, sealed under batch and claim.
    pub sealed_payee: Option<Vec<u8>>,
    /// Code of [`LineState`].
    pub state: String,
    /// Day of settlement.
    pub settled_on: Option<NaiveDate>,
    /// The confirming or refusing document.
    pub receipt: Option<String>,
}

impl LineRow {
    /// The claim the line pays.
    pub fn handle(&self) -> ClaimRef {
        ClaimRef {
            subject: self.subject_id.into(),
            id: self.claim_id.into(),
        }
    }
}

/// Adds a batch with its lines.
///
/// # Errors
/// [`StorageError::Duplicate`] when the number is taken.
pub fn add(db: &mut Db, batch: &BatchRow, lines: &Vec<LineRow>) -> Result<()> {
    diesel::insert_into(batches::table)
        .values(batch)
        .execute(db)?;
    insert_all!(db, batch_lines::table, lines)?;
    Ok(())
}

/// Locks a batch in scope. A batch is locked before anything else: no command that holds other rows waits for one.
///
/// # Errors
/// [`StorageError::NotFound`] when it is not there or not in scope.
pub fn lock(db: &mut Db, scope: &Scope, id: BatchId) -> Result<BatchRow> {
    let path = scope.path();
    let rows: Vec<BatchRow> = load_locked!(
        db,
        batches::table
            .filter(batches::id.eq(Key::from(id)))
            .filter(
                batches::unit_path
                    .ge(path.as_str())
                    .and(batches::unit_path.lt(path.range_end()))
            )
            .select(BatchRow::as_select())
    )?;
    rows.into_iter().next().ok_or(StorageError::NotFound)
}

/// Finds a batch in scope.
///
/// # Errors
/// [`StorageError::NotFound`] when it is not there or not in scope.
pub fn find(db: &mut Db, scope: &Scope, id: BatchId) -> Result<BatchRow> {
    let path = scope.path();
    Ok(batches::table
        .find(Key::from(id))
        .filter(
            batches::unit_path
                .ge(path.as_str())
                .and(batches::unit_path.lt(path.range_end())),
        )
        .select(BatchRow::as_select())
        .first(db)?)
}

/// Resolves the printed number of a batch in scope.
///
/// # Errors
/// [`StorageError::NotFound`] when it is not there or not in scope.
pub fn by_number(db: &mut Db, scope: &Scope, number: &str) -> Result<BatchId> {
    let path = scope.path();
    let id: Key = batches::table
        .filter(batches::number.eq(number))
        .filter(
            batches::unit_path
                .ge(path.as_str())
                .and(batches::unit_path.lt(path.range_end())),
        )
        .select(batches::id)
        .first(db)?;
    Ok(id.into())
}

/// Writes a changed batch; `row.revision` is the new one.
///
/// # Errors
/// [`StorageError::Conflict`].
pub fn update(db: &mut Db, row: &BatchRow) -> Result<()> {
    let changed = diesel::update(
        batches::table
            .find(row.id)
            .filter(batches::revision.eq(row.revision - 1)),
    )
    .set((
        batches::unit_path.eq(&row.unit_path),
        batches::state.eq(&row.state),
        batches::line_count.eq(row.line_count),
        batches::total_fen.eq(row.total_fen),
        batches::digest.eq(&row.digest),
        batches::sealed_by.eq(row.sealed_by),
        batches::sealed_at.eq(row.sealed_at),
        batches::signed_by.eq(row.signed_by),
        batches::signed_at.eq(row.signed_at),
        batches::exported_by.eq(row.exported_by),
        batches::exported_at.eq(row.exported_at),
        batches::revision.eq(row.revision),
    ))
    .execute(db)?;
    one_row(changed)
}

/// A batch's lines in their order.
///
/// # Errors
/// [`StorageError`].
pub fn lines(db: &mut Db, batch: BatchId) -> Result<Vec<LineRow>> {
    Ok(batch_lines::table
        .filter(batch_lines::batch_id.eq(Key::from(batch)))
        .order((
            batch_lines::line_no,
            batch_lines::subject_id,
            batch_lines::claim_id,
        ))
        .select(LineRow::as_select())
        .load(db)?)
}

/// Writes changed lines; the caller holds the batch.
///
/// # Errors
/// [`StorageError::Conflict`] when one is not there.
pub fn update_lines(db: &mut Db, rows: &[LineRow]) -> Result<()> {
    for row in rows {
        let changed =
            diesel::update(batch_lines::table.find((row.subject_id, row.batch_id, row.claim_id)))
                .set((
                    batch_lines::line_no.eq(row.line_no),
                    batch_lines::amount_fen.eq(row.amount_fen),
                    batch_lines::member_share_fen.eq(row.member_share_fen),
                    batch_lines::sealed_payee.eq(&row.sealed_payee),
                    batch_lines::state.eq(&row.state),
                    batch_lines::settled_on.eq(row.settled_on),
                    batch_lines::receipt.eq(&row.receipt),
                ))
                .execute(db)?;
        one_row(changed)?;
    }
    Ok(())
}

/// Takes lines out of a draft; the caller holds the batch.
///
/// # Errors
/// [`StorageError`].
pub fn remove_lines(db: &mut Db, batch: BatchId, handles: &[ClaimRef]) -> Result<()> {
    for handle in handles {
        diesel::delete(batch_lines::table.find((
            Key::from(handle.subject),
            Key::from(batch),
            Key::from(handle.id),
        )))
        .execute(db)?;
    }
    Ok(())
}

/// How many lines bank or tax bureau have not answered.
///
/// # Errors
/// [`StorageError`].
pub fn open_lines(db: &mut Db, batch: BatchId) -> Result<i64> {
    Ok(batch_lines::table
        .filter(
            batch_lines::batch_id
                .eq(Key::from(batch))
                .and(batch_lines::state.eq(LineState::Open.code())),
        )
        .count()
        .get_result(db)?)
}

/// How a claim's state tells that its second source has a part that is in no batch yet
/// ([`domain::shortfall::Stand::Reserved`]).
const PART_RESERVED: &str = "%\"stand\":\"reserved\"%";

/// A unit's claims of one programme with money that is approved and in no sealed batch, in handle order.
///
/// # Errors
/// [`StorageError`].
pub fn approved_of(db: &mut Db, unit: UnitId, programme: &str) -> Result<Vec<ClaimRecord>> {
    let rows: Vec<ClaimRow> = claims::table
        .filter(
            claims::unit_id
                .eq(Key::from(unit))
                .and(claims::programme.eq(programme)),
        )
        .filter(
            claims::state
                .eq(StateName::Approved.code())
                .or(claims::state
                    .eq_any([StateName::Batched.code(), StateName::Paid.code()])
                    .and(claims::state_data.like(PART_RESERVED))),
        )
        .order((claims::subject_id, claims::id))
        .select(ClaimRow::as_select())
        .load(db)?;
    rows.into_iter().map(ClaimRecord::try_from).collect()
}

/// Claims of a unit that are lines of a draft of this source.
///
/// # Errors
/// [`StorageError`].
pub fn drafted(db: &mut Db, unit: UnitId, source: FundSource) -> Result<BTreeSet<ClaimId>> {
    let rows: Vec<Key> = batch_lines::table
        .inner_join(batches::table.on(batches::id.eq(batch_lines::batch_id)))
        .filter(
            batches::unit_id
                .eq(Key::from(unit))
                .and(batches::source.eq(source.code()))
                .and(batches::state.eq(BatchState::Draft.code())),
        )
        .order((batch_lines::batch_id, batch_lines::line_no))
        .select(batch_lines::claim_id)
        .load(db)?;
    Ok(rows.into_iter().map(ClaimId::from).collect())
}

/// A page of all batches by id, for the verification of the books.
///
/// # Errors
/// [`StorageError`].
pub fn every_after(db: &mut Db, after: Option<BatchId>, limit: i64) -> Result<Vec<BatchRow>> {
    let mut query = batches::table
        .order(batches::id)
        .select(BatchRow::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(batches::id.gt(Key::from(after)));
    }
    Ok(query.limit(limit).load(db)?)
}

/// Lines of these claims in any batch, in order of claim and batch.
///
/// # Errors
/// [`StorageError`].
pub fn lines_of(db: &mut Db, handles: &[ClaimRef]) -> Result<Vec<LineRow>> {
    let mut found = Vec::new();
    for chunk in handles.chunks(LIST_CHUNK) {
        found.extend(
            batch_lines::table
                .filter(
                    batch_lines::subject_id.eq_any(
                        chunk
                            .iter()
                            .map(|h| Key::from(h.subject))
                            .collect::<Vec<_>>(),
                    ),
                )
                .filter(
                    batch_lines::claim_id
                        .eq_any(chunk.iter().map(|h| Key::from(h.id)).collect::<Vec<_>>()),
                )
                .order((
                    batch_lines::subject_id,
                    batch_lines::claim_id,
                    batch_lines::batch_id,
                ))
                .select(LineRow::as_select())
                .load(db)?,
        );
    }
    Ok(found)
}

/// Who signed batches in which these claims have a line.
///
/// # Errors
/// [`StorageError`].
pub fn signers(db: &mut Db, handles: &[ClaimRef]) -> Result<Vec<(ClaimId, Key)>> {
    let mut found = Vec::new();
    for chunk in handles.chunks(LIST_CHUNK) {
        let subjects: Vec<Key> = chunk.iter().map(|h| Key::from(h.subject)).collect();
        let ids: Vec<Key> = chunk.iter().map(|h| Key::from(h.id)).collect();
        let rows: Vec<(Key, Option<Key>)> = batch_lines::table
            .inner_join(batches::table.on(batches::id.eq(batch_lines::batch_id)))
            .filter(batch_lines::subject_id.eq_any(subjects))
            .filter(batch_lines::claim_id.eq_any(ids))
            .filter(batches::signed_by.is_not_null())
            .order((batch_lines::claim_id, batches::id))
            .select((batch_lines::claim_id, batches::signed_by))
            .load(db)?;
        found.extend(
            rows.into_iter()
                .filter_map(|(claim, by)| Some((claim.into(), by?))),
        );
    }
    Ok(found)
}

/// A page of batches in scope, newest first; `states` empty for all.
///
/// # Errors
/// [`StorageError`].
pub fn page(
    db: &mut Db,
    scope: &Scope,
    states: &[String],
    after: Option<After>,
    limit: i64,
) -> Result<Vec<BatchRow>> {
    let mut query = batches::table
        .into_boxed()
        .filter(within!(batches::unit_path, scope.path()));
    if !states.is_empty() {
        query = query.filter(batches::state.eq_any(states.to_vec()));
    }
    if let Some(after) = after {
        query = query.filter(falling!(batches::created_at, batches::id, after));
    }
    Ok(query
        .order((batches::created_at.desc(), batches::id.desc()))
        .limit(limit)
        .select(BatchRow::as_select())
        .load(db)?)
}

/// Numbers and states of batches, for lines that name them.
///
/// # Errors
/// [`StorageError`].
pub fn numbers(db: &mut Db, ids: &[BatchId]) -> Result<Vec<(BatchId, String, String)>> {
    let keys: Vec<Key> = ids.iter().map(|id| Key::from(*id)).collect();
    let rows: Vec<(Key, String, String)> = batches::table
        .filter(batches::id.eq_any(keys))
        .order(batches::id)
        .select((batches::id, batches::number, batches::state))
        .load(db)?;
    Ok(rows
        .into_iter()
        .map(|(id, number, state)| (id.into(), number, state))
        .collect())
}

/// A page of a batch's lines after line number `after`.
///
/// # Errors
/// [`StorageError`].
pub fn lines_page(db: &mut Db, batch: BatchId, after: i64, limit: i64) -> Result<Vec<LineRow>> {
    Ok(batch_lines::table
        .filter(
            batch_lines::batch_id
                .eq(Key::from(batch))
                .and(batch_lines::line_no.gt(after)),
        )
        .order((
            batch_lines::line_no,
            batch_lines::subject_id,
            batch_lines::claim_id,
        ))
        .limit(limit)
        .select(LineRow::as_select())
        .load(db)?)
}
