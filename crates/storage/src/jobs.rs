//! What is under way, or was cut off and can go on.

use crate::bulk::BulkRow;
use crate::imports::ImportRecord;
use crate::page::within;
use crate::pending::PendingRow;
use crate::schema::{bulk_acts, bulk_items, imports, operators, pending_reassessments};
use crate::{Db, Key, Result};
use diesel::prelude::*;
use domain::unit::Scope;

/// Imports in scope that have not ended, newest first.
///
/// # Errors
/// [`crate::StorageError`].
pub fn imports(db: &mut Db, scope: &Scope, limit: i64) -> Result<Vec<ImportRecord>> {
    Ok(imports::table
        .filter(imports::state.eq("running"))
        .filter(within!(imports::scope_path, scope.path()))
        .order((imports::started_at.desc(), imports::id.desc()))
        .limit(limit)
        .select(ImportRecord::as_select())
        .load(db)?)
}

/// Acts over many claims, by operators in scope, that have not ended, newest first, each with how many of its claims
/// are still open.
///
/// # Errors
/// [`crate::StorageError`].
pub fn bulk_acts(db: &mut Db, scope: &Scope, limit: i64) -> Result<Vec<(BulkRow, i64)>> {
    let acts: Vec<BulkRow> = bulk_acts::table
        .inner_join(operators::table.on(operators::id.eq(bulk_acts::made_by)))
        .filter(bulk_acts::state.eq("running"))
        .filter(within!(operators::scope_path, scope.path()))
        .order((bulk_acts::started_at.desc(), bulk_acts::id.desc()))
        .limit(limit)
        .select(BulkRow::as_select())
        .load(db)?;
    let ids: Vec<Key> = acts.iter().map(|act| act.id).collect();
    let open: Vec<(Key, i64)> = bulk_items::table
        .filter(bulk_items::bulk_id.eq_any(ids))
        .filter(bulk_items::state.eq("open"))
        .group_by(bulk_items::bulk_id)
        .select((bulk_items::bulk_id, diesel::dsl::count_star()))
        .load(db)?;
    Ok(acts
        .into_iter()
        .map(|act| {
            let left = open.iter().find(|(id, _)| *id == act.id);
            let left = left.map_or(0, |(_, count)| *count);
            (act, left)
        })
        .collect())
}

/// Re-assessments that changes of operators in scope still owe, newest first.
///
/// # Errors
/// [`crate::StorageError`].
pub fn reassessments(db: &mut Db, scope: &Scope, limit: i64) -> Result<Vec<PendingRow>> {
    Ok(pending_reassessments::table
        .inner_join(operators::table.on(operators::id.eq(pending_reassessments::noted_by)))
        .filter(within!(operators::scope_path, scope.path()))
        .order((
            pending_reassessments::noted_at.desc(),
            pending_reassessments::id.desc(),
        ))
        .limit(limit)
        .select(PendingRow::as_select())
        .load(db)?)
}
