//! Payment batches and their lines.

use crate::page::{After, falling, within};
use crate::schema::{batch_lines, batches};
use crate::{Db, Key, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use domain::ids::BatchId;
use domain::unit::Scope;

/// A batch as lists need it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = batches)]
pub struct BatchHead {
    /// Id.
    pub id: Key,
    /// Number people use.
    pub number: String,
    /// The paying unit.
    pub unit_id: Key,
    /// Programme id.
    pub programme: String,
    /// Code of [`domain::fund::FundSource`].
    pub source: String,
    /// Code of [`domain::batch::Channel`].
    pub channel: String,
    /// Code of [`domain::batch::BatchState`].
    pub state: String,
    /// How many lines.
    pub line_count: i64,
    /// Their sum in fen.
    pub total_fen: i64,
    /// Digest of the frozen lines.
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
    /// Who exported it.
    pub exported_by: Option<Key>,
    /// Microseconds since 1970.
    pub exported_at: Option<i64>,
    /// Counts the writes.
    pub revision: i64,
}

/// A line of a batch, without its sealed payee.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = batch_lines)]
pub struct LineHead {
    /// The subject.
    pub subject_id: Key,
    /// The claim.
    pub claim_id: Key,
    /// Number of the line, from 1.
    pub line_no: i64,
    /// Sum in fen.
    pub amount_fen: i64,
    /// The member's part in fen.
    pub member_share_fen: i64,
    /// Code of [`domain::batch::LineState`].
    pub state: String,
    /// Day of settlement.
    pub settled_on: Option<NaiveDate>,
    /// The confirming or refusing document.
    pub receipt: Option<String>,
}

/// A page of batches in scope, newest first; `states` empty for all.
///
/// # Errors
/// [`crate::StorageError`].
pub fn page(
    db: &mut Db,
    scope: &Scope,
    states: &[String],
    after: Option<After>,
    limit: i64,
) -> Result<Vec<BatchHead>> {
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
        .select(BatchHead::as_select())
        .load(db)?)
}

/// A batch in scope.
///
/// # Errors
/// [`crate::StorageError::NotFound`] when it is not there or not in scope.
pub fn find(db: &mut Db, scope: &Scope, id: BatchId) -> Result<BatchHead> {
    Ok(batches::table
        .find(Key::from(id))
        .filter(within!(batches::unit_path, scope.path()))
        .select(BatchHead::as_select())
        .first(db)?)
}

/// Numbers and states of batches, for lines that name them.
///
/// # Errors
/// [`crate::StorageError`].
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
/// [`crate::StorageError`].
pub fn lines(db: &mut Db, batch: BatchId, after: i64, limit: i64) -> Result<Vec<LineHead>> {
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
        .select(LineHead::as_select())
        .load(db)?)
}
