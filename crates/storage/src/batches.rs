//! Payment batches and their lines, for the commands that change them.

use crate::claims::ClaimRow;
use crate::db::one_row;
use crate::dialect::{LIST_CHUNK, insert_all, load_locked};
use crate::key::handle;
use crate::page::{After, falling, within};
use crate::schema::{batch_lines, batches, claims};
use crate::words::{Of, read, record, rows};
use crate::{Db, Key, Result, StorageError};
use chrono::NaiveDate;
use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use domain::batch::{BatchState, Channel, LineState};
use domain::claim_record::ClaimRecord;
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::ids::{BatchId, ClaimId, ClaimRef, UnitId};
use domain::unit::{Scope, UnitPath};
use std::collections::BTreeSet;

record! {
    /// A payment batch.
    Batch,
    /// A row of `batches`, which acts vouch for.
    pub BatchRow of batches {
        /// Id.
        id: Key,
        /// Number people use, printed form of [`domain::batch::BatchNumber`].
        number: String,
        /// The paying unit.
        unit_id: Key,
        /// Its place in the tree.
        unit_path: UnitPath,
        /// Programme id.
        programme: String,
        /// Whose money it is.
        source: FundSource,
        /// Where it is sent.
        channel: Channel,
        /// Where it stands.
        state: BatchState,
        /// How many lines.
        line_count: i64,
        /// Their sum.
        total (total_fen): Fen,
        /// Digest of the frozen lines; none before sealing.
        digest: Option<String>,
        /// Who put it together.
        created_by: Key,
        /// Microseconds since 1970.
        created_at: i64,
        /// Who sealed it.
        sealed_by: Option<Key>,
        /// Microseconds since 1970.
        sealed_at: Option<i64>,
        /// The second approver.
        signed_by: Option<Key>,
        /// Microseconds since 1970.
        signed_at: Option<i64>,
        /// Who exported it first.
        exported_by: Option<Key>,
        /// Microseconds since 1970.
        exported_at: Option<i64>,
        /// Counts the writes.
        revision: i64,
    }
}

record! {
    /// A line of a payment batch.
    BatchLine,
    /// A row of `batch_lines`, which acts vouch for with its batch.
    pub LineRow of batch_lines {
        /// The claim's subject.
        subject_id: Key,
        /// The batch.
        batch_id: Key,
        /// The claim.
        claim_id: Key,
        /// Number of the line, from 1 without gaps.
        line_no: i64,
        /// The union's sum.
        amount (amount_fen): Fen,
        /// The member's own part.
        member_share (member_share_fen): Fen,
        /// What will be exported about the payee, sealed under batch and claim.
        sealed_payee: Option<Vec<u8>>,
        /// What became of it.
        state: LineState,
        /// Day of settlement.
        settled_on: Option<NaiveDate>,
        /// The confirming or refusing document.
        receipt: Option<String>,
    }
}

impl BatchLine {
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
pub fn add(db: &mut Db, batch: &Batch, lines: &[BatchLine]) -> Result<()> {
    diesel::insert_into(batches::table)
        .values(BatchRow::from(batch.clone()))
        .execute(db)?;
    let lines: Vec<LineRow> = rows(lines);
    insert_all!(db, batch_lines::table, &lines)?;
    Ok(())
}

/// Locks a batch in scope. A batch is locked before anything else: no command that holds other rows waits for one.
///
/// # Errors
/// [`StorageError::NotFound`] when it is not there or not in scope.
pub fn lock(db: &mut Db, scope: &Scope, id: BatchId) -> Result<Batch> {
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
    let row = rows.into_iter().next().ok_or(StorageError::NotFound)?;
    row.try_into()
}

/// Finds a batch in scope.
///
/// # Errors
/// [`StorageError::NotFound`] when it is not there or not in scope.
pub fn find(db: &mut Db, scope: &Scope, id: BatchId) -> Result<Batch> {
    let path = scope.path();
    batches::table
        .find(Key::from(id))
        .filter(
            batches::unit_path
                .ge(path.as_str())
                .and(batches::unit_path.lt(path.range_end())),
        )
        .select(BatchRow::as_select())
        .first::<BatchRow>(db)?
        .try_into()
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
pub fn update(db: &mut Db, row: &Batch) -> Result<()> {
    let changed = diesel::update(
        batches::table
            .find(row.id)
            .filter(batches::revision.eq(row.revision - 1)),
    )
    .set((
        batches::unit_path.eq(row.unit_path.as_str()),
        batches::state.eq(row.state.code()),
        batches::line_count.eq(row.line_count),
        batches::total_fen.eq(row.total.get()),
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
pub fn lines(db: &mut Db, batch: BatchId) -> Result<Vec<BatchLine>> {
    read(stored_lines(db, batch)?)
}

/// As [`lines`], as they are stored: for whoever vouches for them.
///
/// # Errors
/// [`StorageError`].
pub fn stored_lines(db: &mut Db, batch: BatchId) -> Result<Vec<LineRow>> {
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
pub fn update_lines(db: &mut Db, rows: &[BatchLine]) -> Result<()> {
    for row in rows {
        let changed =
            diesel::update(batch_lines::table.find((row.subject_id, row.batch_id, row.claim_id)))
                .set((
                    batch_lines::line_no.eq(row.line_no),
                    batch_lines::amount_fen.eq(row.amount.get()),
                    batch_lines::member_share_fen.eq(row.member_share.get()),
                    batch_lines::sealed_payee.eq(&row.sealed_payee),
                    batch_lines::state.eq(row.state.code()),
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
pub(crate) const PART_RESERVED: &str = "%\"stand\":\"reserved\"%";

/// The claim has money that is approved and in no sealed batch.
macro_rules! is_unbatched {
    () => {
        crate::schema::claims::state
            .eq(domain::claim::StateName::Approved.code())
            .or(crate::schema::claims::state
                .eq_any([
                    domain::claim::StateName::Batched.code(),
                    domain::claim::StateName::Paid.code(),
                ])
                .and(crate::schema::claims::state_data.like(crate::batches::PART_RESERVED)))
    };
}
pub(crate) use is_unbatched;

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
        .filter(is_unbatched!())
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

/// A page of all batches by id as they are stored, for the verification of the books.
///
/// # Errors
/// [`StorageError`].
pub fn stored_after(db: &mut Db, after: Option<BatchId>, limit: i64) -> Result<Vec<BatchRow>> {
    let mut query = batches::table
        .order(batches::id)
        .select(BatchRow::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(batches::id.gt(Key::from(after)));
    }
    Ok(query.limit(limit).load(db)?)
}

/// The batches in which these claims have a line, in order of claim and batch.
///
/// # Errors
/// [`StorageError`].
pub fn places_of(db: &mut Db, handles: &[ClaimRef]) -> Result<Vec<(ClaimRef, BatchId)>> {
    let mut found = Vec::new();
    for chunk in handles.chunks(LIST_CHUNK) {
        let rows: Vec<((Key, Key), Key)> = batch_lines::table
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
            .select((
                (batch_lines::subject_id, batch_lines::claim_id),
                batch_lines::batch_id,
            ))
            .load(db)?;
        found.extend(
            rows.into_iter()
                .map(|(claim, batch)| (handle(claim), batch.into())),
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
) -> Result<Vec<Batch>> {
    let mut query = batches::table
        .into_boxed()
        .filter(within!(batches::unit_path, scope.path()));
    if !states.is_empty() {
        query = query.filter(batches::state.eq_any(states.to_vec()));
    }
    if let Some(after) = after {
        query = query.filter(falling!(batches::created_at, batches::id, after));
    }
    read(
        query
            .order((batches::created_at.desc(), batches::id.desc()))
            .limit(limit)
            .select(BatchRow::as_select())
            .load::<BatchRow>(db)?,
    )
}

/// How many batches in scope stand in each state, and their sums.
///
/// # Errors
/// [`StorageError`].
pub fn by_state(db: &mut Db, scope: &Scope) -> Result<Vec<(BatchState, i64, Fen)>> {
    // PostgreSQL's SUM of BIGINT is NUMERIC; the cast keeps both engines at whole fen.
    let sum = sql::<BigInt>("CAST(SUM(total_fen) AS BIGINT)");
    let rows: Vec<(Of<batches::state>, i64, i64)> = batches::table
        .filter(within!(batches::unit_path, scope.path()))
        .group_by(batches::state)
        .order(batches::state)
        .select((batches::state, count_star(), sum))
        .load(db)?;
    Ok(rows
        .into_iter()
        .map(|(state, count, sum)| (state.into(), count, Fen::new(sum)))
        .collect())
}

/// Numbers and states of batches, for lines that name them.
///
/// # Errors
/// [`StorageError`].
pub fn numbers(db: &mut Db, ids: &[BatchId]) -> Result<Vec<(BatchId, String, BatchState)>> {
    let keys: Vec<Key> = ids.iter().map(|id| Key::from(*id)).collect();
    let rows: Vec<(Key, String, Of<batches::state>)> = batches::table
        .filter(batches::id.eq_any(keys))
        .order(batches::id)
        .select((batches::id, batches::number, batches::state))
        .load(db)?;
    Ok(rows
        .into_iter()
        .map(|(id, number, state)| (id.into(), number, state.into()))
        .collect())
}

/// A page of a batch's lines after line number `after`.
///
/// # Errors
/// [`StorageError`].
pub fn lines_page(db: &mut Db, batch: BatchId, after: i64, limit: i64) -> Result<Vec<BatchLine>> {
    read(
        batch_lines::table
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
            .load::<LineRow>(db)?,
    )
}
