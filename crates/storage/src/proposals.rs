//! Changes that wait for, or got, a second operator.

use crate::db::one_row;
use crate::dialect::{LIST_CHUNK, insert_all, load_locked};
use crate::page::{After, falling, within};
use crate::schema::{changes, units};
use crate::words::{Of, read, record, rows};
use crate::{Db, Key, Result};
use diesel::prelude::*;
use domain::case::ProposalState;
use domain::ids::ProposalId;
use domain::unit::{Scope, UnitPath};

record! {
    /// A change that waits for, or got, a second operator.
    ProposalRecord,
    /// A row of `changes`, which acts vouch for.
    pub ProposalRow of changes {
        /// Id.
        id: Key,
        /// What is changed: a stable code.
        kind: String,
        /// Which one, as people name it.
        target: String,
        /// The part of the tree it concerns.
        unit_path: UnitPath,
        /// The new values, JSON.
        payload: String,
        /// Where it stands.
        state: ProposalState,
        /// Who proposed it.
        proposed_by: Key,
        /// Microseconds since 1970.
        proposed_at: i64,
        /// Who decided.
        decided_by: Option<Key>,
        /// Microseconds since 1970.
        decided_at: Option<i64>,
        /// Why.
        reason: String,
        /// Counts the writes.
        revision: i64,
    }
}

/// Adds changes that are all new.
///
/// # Errors
/// [`crate::StorageError`].
pub fn add(db: &mut Db, proposals: &[ProposalRecord]) -> Result<usize> {
    let rows: Vec<ProposalRow> = rows(proposals);
    insert_all!(db, changes::table, &rows)
}

/// Locks every waiting change of these targets in id order: who holds them decides about the targets.
///
/// # Errors
/// [`crate::StorageError`].
pub fn lock_waiting(db: &mut Db, targets: &[String]) -> Result<Vec<ProposalRecord>> {
    let mut targets = targets.to_vec();
    targets.sort_unstable();
    targets.dedup();
    let mut found = Vec::new();
    for chunk in targets.chunks(LIST_CHUNK) {
        let rows: Vec<ProposalRow> = load_locked!(
            db,
            changes::table
                .filter(changes::target.eq_any(chunk.to_vec()))
                .filter(changes::state.eq(ProposalState::Proposed.code()))
                .order(changes::id)
                .select(ProposalRow::as_select())
        )?;
        found.append(&mut read(rows)?);
    }
    Ok(found)
}

/// A change as far as its target is asked about.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = changes)]
pub struct Standing {
    /// Id.
    pub id: Key,
    /// Which one, as people name it.
    pub target: String,
    /// Where it stands.
    #[diesel(deserialize_as = Of<changes::state>)]
    pub state: ProposalState,
}

/// Every change of these targets, waiting or decided.
///
/// # Errors
/// [`crate::StorageError`].
pub fn standing(db: &mut Db, targets: &[String]) -> Result<Vec<Standing>> {
    let mut found = Vec::new();
    for chunk in targets.chunks(LIST_CHUNK) {
        found.extend(
            changes::table
                .filter(changes::target.eq_any(chunk.to_vec()))
                .order((changes::target, changes::id))
                .select(Standing::as_select())
                .load(db)?,
        );
    }
    Ok(found)
}

/// Changes in scope by id, in id order; ones that are not there are left out.
///
/// # Errors
/// [`crate::StorageError`].
pub fn find_all(db: &mut Db, scope: &Scope, ids: &[ProposalId]) -> Result<Vec<ProposalRecord>> {
    let mut keys: Vec<Key> = ids.iter().map(|id| Key::from(*id)).collect();
    keys.sort_unstable();
    keys.dedup();
    let path = scope.path();
    let mut found = Vec::with_capacity(keys.len());
    for chunk in keys.chunks(LIST_CHUNK) {
        found.append(&mut read(
            changes::table
                .filter(changes::id.eq_any(chunk.to_vec()))
                .filter(
                    changes::unit_path
                        .ge(path.as_str())
                        .and(changes::unit_path.lt(path.range_end())),
                )
                .order(changes::id)
                .select(ProposalRow::as_select())
                .load::<ProposalRow>(db)?,
        )?);
    }
    Ok(found)
}

/// Every change as it is stored: for whoever vouches for them.
///
/// # Errors
/// [`crate::StorageError`].
pub fn stored(db: &mut Db) -> Result<Vec<ProposalRow>> {
    Ok(changes::table
        .order(changes::id)
        .select(ProposalRow::as_select())
        .load(db)?)
}

/// Every waiting change in scope, oldest first.
///
/// # Errors
/// [`crate::StorageError`].
pub fn waiting(db: &mut Db, scope: &Scope) -> Result<Vec<ProposalId>> {
    let path = scope.path();
    let rows: Vec<Key> = changes::table
        .filter(changes::state.eq(ProposalState::Proposed.code()))
        .filter(
            changes::unit_path
                .ge(path.as_str())
                .and(changes::unit_path.lt(path.range_end())),
        )
        .order((changes::proposed_at, changes::id))
        .select(changes::id)
        .load(db)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Writes what was decided about a change; `row.revision` is the new one.
///
/// # Errors
/// [`crate::StorageError::Conflict`] when somebody decided first.
pub fn decide(db: &mut Db, row: &ProposalRecord) -> Result<()> {
    let changed = diesel::update(
        changes::table
            .find(row.id)
            .filter(changes::revision.eq(row.revision - 1)),
    )
    .set((
        changes::state.eq(row.state.code()),
        changes::decided_by.eq(row.decided_by),
        changes::decided_at.eq(row.decided_at),
        changes::reason.eq(&row.reason),
        changes::revision.eq(row.revision),
    ))
    .execute(db)?;
    one_row(changed)
}

/// The place of changes that concern the whole installation: its single topmost union, so that an
/// operator whose scope is that union decides them too; the root while there are none or several.
///
/// # Errors
/// [`crate::StorageError`].
pub fn installation_path(db: &mut Db) -> Result<UnitPath> {
    let mut tops: Vec<String> = units::table
        .filter(units::parent_id.is_null())
        .order(units::path)
        .limit(2)
        .select(units::path)
        .load(db)?;
    Ok(match (tops.pop(), tops.pop()) {
        (Some(only), None) => UnitPath::from_stored(only),
        _ => UnitPath::root(),
    })
}

/// A page of changes in scope, newest first; `states` empty for all.
///
/// # Errors
/// [`crate::StorageError`].
pub fn page(
    db: &mut Db,
    scope: &Scope,
    states: &[String],
    after: Option<After>,
    limit: i64,
) -> Result<Vec<ProposalRecord>> {
    let mut query = changes::table
        .into_boxed()
        .filter(within!(changes::unit_path, scope.path()));
    if !states.is_empty() {
        query = query.filter(changes::state.eq_any(states.to_vec()));
    }
    if let Some(after) = after {
        query = query.filter(falling!(changes::proposed_at, changes::id, after));
    }
    read(
        query
            .order((changes::proposed_at.desc(), changes::id.desc()))
            .limit(limit)
            .select(ProposalRow::as_select())
            .load::<ProposalRow>(db)?,
    )
}

/// How many changes in scope wait, counting no further than `cap`.
///
/// # Errors
/// [`crate::StorageError`].
pub fn count_proposed(db: &mut Db, scope: &Scope, cap: i64) -> Result<i64> {
    let ids: Vec<Key> = changes::table
        .filter(changes::state.eq(ProposalState::Proposed.code()))
        .filter(within!(changes::unit_path, scope.path()))
        .select(changes::id)
        .limit(cap)
        .load(db)?;
    Ok(i64::try_from(ids.len()).unwrap_or(i64::MAX))
}
