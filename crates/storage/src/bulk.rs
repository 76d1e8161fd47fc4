//! Acts over many claims: what was asked, and what became of each claim, so that an act that was cut
//! off can go on.

use crate::db::one_row;
use crate::dialect::insert_all;
use crate::schema::{bulk_acts, bulk_items};
use crate::{Db, Key, Result};
use diesel::prelude::*;
use domain::ids::{BulkId, ClaimRef};

/// A row of `bulk_acts`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = bulk_acts, treat_none_as_default_value = false)]
pub struct BulkRow {
    /// Id.
    pub id: Key,
    /// Code of [`domain::role::Action`].
    pub action: String,
    /// Who.
    pub made_by: Key,
    /// What was asked, JSON.
    pub request: String,
    /// `running` or `done`.
    pub state: String,
    /// Claims confirmed.
    pub item_count: i64,
    /// Sum confirmed, in fen.
    pub total_fen: i64,
    /// Microseconds since 1970.
    pub started_at: i64,
    /// Microseconds since 1970.
    pub finished_at: Option<i64>,
    /// Counts the writes.
    pub revision: i64,
}

/// A row of `bulk_items`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = bulk_items, treat_none_as_default_value = false)]
pub struct BulkItemRow {
    /// The claim's subject.
    pub subject_id: Key,
    /// The act.
    pub bulk_id: Key,
    /// The claim.
    pub claim_id: Key,
    /// Order in the list that was confirmed.
    pub position: i64,
    /// `open`, `done` or `failed`.
    pub state: String,
    /// Code of the refusal.
    pub code: Option<String>,
    /// Its message.
    pub message: Option<String>,
}

/// Begins an act with its list.
///
/// # Errors
/// [`crate::StorageError`].
pub fn begin(db: &mut Db, act: &BulkRow, items: &Vec<BulkItemRow>) -> Result<()> {
    diesel::insert_into(bulk_acts::table)
        .values(act)
        .execute(db)?;
    insert_all!(db, bulk_items::table, items)?;
    Ok(())
}

/// The operator's act that was cut off, if there is one.
///
/// # Errors
/// [`crate::StorageError`].
pub fn unfinished(db: &mut Db, action: &str, by: Key) -> Result<Option<BulkRow>> {
    Ok(bulk_acts::table
        .filter(bulk_acts::action.eq(action).and(bulk_acts::made_by.eq(by)))
        .filter(bulk_acts::state.eq("running"))
        .order((bulk_acts::started_at, bulk_acts::id))
        .select(BulkRow::as_select())
        .first(db)
        .optional()?)
}

/// The next claims nobody has dealt with yet, in the confirmed order.
///
/// # Errors
/// [`crate::StorageError`].
pub fn open_items(db: &mut Db, id: BulkId, limit: i64) -> Result<Vec<ClaimRef>> {
    let rows: Vec<(Key, Key)> = bulk_items::table
        .filter(
            bulk_items::bulk_id
                .eq(Key::from(id))
                .and(bulk_items::state.eq("open")),
        )
        .order((bulk_items::position, bulk_items::claim_id))
        .limit(limit)
        .select((bulk_items::subject_id, bulk_items::claim_id))
        .load(db)?;
    Ok(rows
        .into_iter()
        .map(|(subject, id)| ClaimRef {
            subject: subject.into(),
            id: id.into(),
        })
        .collect())
}

/// Records what became of a claim; part of the transaction that changed it.
///
/// # Errors
/// [`crate::StorageError`].
pub fn settle_item(
    db: &mut Db,
    id: BulkId,
    claim: ClaimRef,
    refusal: Option<(&str, &str)>,
) -> Result<()> {
    let state = if refusal.is_some() { "failed" } else { "done" };
    diesel::update(bulk_items::table.find((
        Key::from(claim.subject),
        Key::from(id),
        Key::from(claim.id),
    )))
    .set((
        bulk_items::state.eq(state),
        bulk_items::code.eq(refusal.map(|(code, _)| code)),
        bulk_items::message.eq(refusal.map(|(_, message)| message)),
    ))
    .execute(db)?;
    Ok(())
}

/// Ends an act.
///
/// # Errors
/// [`crate::StorageError::Conflict`] when it was ended already.
pub fn finish(db: &mut Db, id: BulkId, at: i64) -> Result<()> {
    let changed = diesel::update(
        bulk_acts::table
            .find(Key::from(id))
            .filter(bulk_acts::state.eq("running")),
    )
    .set((
        bulk_acts::state.eq("done"),
        bulk_acts::finished_at.eq(Some(at)),
        bulk_acts::revision.eq(bulk_acts::revision + 1),
    ))
    .execute(db)?;
    one_row(changed)
}

/// An act.
///
/// # Errors
/// [`crate::StorageError::NotFound`].
pub fn act(db: &mut Db, id: BulkId) -> Result<BulkRow> {
    Ok(bulk_acts::table
        .find(Key::from(id))
        .select(BulkRow::as_select())
        .first(db)?)
}

/// Every claim of an act with what became of it, in the confirmed order.
///
/// # Errors
/// [`crate::StorageError`].
pub fn items(db: &mut Db, id: BulkId) -> Result<Vec<BulkItemRow>> {
    Ok(bulk_items::table
        .filter(bulk_items::bulk_id.eq(Key::from(id)))
        .order((bulk_items::position, bulk_items::claim_id))
        .select(BulkItemRow::as_select())
        .load(db)?)
}
