//! Notices to members, and how far their delivery has come.

use crate::dialect::{insert_all, load_locked};
use crate::page::{After, rising, within};
use crate::schema::{notices, units};
use crate::words::{read, record, rows};
use crate::{Db, Key, Result, StorageError};
use diesel::dsl::sql;
use diesel::prelude::*;
use domain::notice::NoticeState;
use domain::unit::Scope;

record! {
    /// A notice to a member.
    Notice,
    /// A row of `notices`, which acts vouch for.
    pub NoticeRow of notices {
        /// Who is told.
        subject_id: Key,
        /// Id; whoever delivers may tell by it that a notice came twice.
        id: Key,
        /// Programme id.
        programme: String,
        /// What it tells of.
        event_key: String,
        /// The union whose roster has the member.
        unit_id: Key,
        /// Its text in Chinese and English, JSON, sealed.
        sealed: Vec<u8>,
        /// How far its delivery has come.
        state: NoticeState,
        /// How often it was tried.
        attempts: i64,
        /// Microseconds since 1970: not tried before.
        next_at: i64,
        /// Why the last attempt failed.
        fault: Option<String>,
        /// Microseconds since 1970.
        made_at: i64,
        /// Microseconds since 1970.
        sent_at: Option<i64>,
        /// Counts the writes.
        revision: i64,
    }
}

/// Adds notices.
///
/// # Errors
/// [`StorageError::Busy`] when another command told of the same event in the same moment, else [`StorageError`].
pub fn add(db: &mut Db, new: &[Notice]) -> Result<()> {
    let new: Vec<NoticeRow> = rows(new);
    insert_all!(db, notices::table, &new).map_err(StorageError::made_meanwhile)?;
    Ok(())
}

/// Notices in scope whose time has come, those that waited longest first.
///
/// # Errors
/// [`StorageError`].
pub fn due(db: &mut Db, scope: &Scope, now: i64, limit: i64) -> Result<Vec<Notice>> {
    read(
        notices::table
            .inner_join(units::table.on(units::id.eq(notices::unit_id)))
            .filter(within!(units::path, scope.path()))
            // Word for word the condition of its index.
            .filter(sql::<diesel::sql_types::Bool>("state = 'pending'"))
            .filter(notices::next_at.le(now))
            .order((notices::next_at, notices::id))
            .select(NoticeRow::as_select())
            .limit(limit)
            .load::<NoticeRow>(db)?,
    )
}

/// A page of notices in scope, the oldest first; `state` none for all.
///
/// # Errors
/// [`StorageError`].
pub fn page(
    db: &mut Db,
    scope: &Scope,
    state: Option<NoticeState>,
    after: Option<After>,
    limit: i64,
) -> Result<Vec<Notice>> {
    let mut query = notices::table
        .inner_join(units::table.on(units::id.eq(notices::unit_id)))
        .filter(within!(units::path, scope.path()))
        .order((notices::made_at, notices::id))
        .select(NoticeRow::as_select())
        .into_boxed();
    if let Some(state) = state {
        query = query.filter(notices::state.eq(state.code()));
    }
    if let Some(after) = after {
        query = query.filter(rising!(notices::made_at, notices::id, after));
    }
    read(query.limit(limit).load::<NoticeRow>(db)?)
}

/// Writes a changed notice; `row.revision` is the new one. `false` when somebody else changed it first.
///
/// # Errors
/// [`StorageError`].
pub fn update(db: &mut Db, row: &Notice) -> Result<bool> {
    let changed = diesel::update(
        notices::table
            .find((row.subject_id, row.id))
            .filter(notices::revision.eq(row.revision - 1)),
    )
    .set((
        notices::state.eq(row.state.code()),
        notices::attempts.eq(row.attempts),
        notices::next_at.eq(row.next_at),
        notices::fault.eq(&row.fault),
        notices::sent_at.eq(row.sent_at),
        notices::revision.eq(row.revision),
    ))
    .execute(db)?;
    Ok(changed == 1)
}

/// Notices in scope that nobody tries any more, locked, by whom they tell and id.
///
/// # Errors
/// [`StorageError`].
pub fn given_up(db: &mut Db, scope: &Scope) -> Result<Vec<Notice>> {
    let of_scope = units::table
        .filter(units::id.eq(notices::unit_id))
        .filter(within!(units::path, scope.path()));
    let rows: Vec<NoticeRow> = load_locked!(
        db,
        notices::table
            .filter(notices::state.eq(NoticeState::Dead.code()))
            .filter(diesel::dsl::exists(of_scope))
            .order((notices::subject_id, notices::id))
            .select(NoticeRow::as_select())
    )?;
    read(rows)
}

/// A page of all notices as they are stored, by whom they tell and id.
///
/// # Errors
/// [`StorageError`].
pub fn stored(db: &mut Db, after: Option<(Key, Key)>, limit: i64) -> Result<Vec<NoticeRow>> {
    let mut query = notices::table
        .order((notices::subject_id, notices::id))
        .select(NoticeRow::as_select())
        .into_boxed();
    if let Some((subject, id)) = after {
        query = query.filter(
            notices::subject_id
                .ge(subject)
                .and(notices::subject_id.gt(subject).or(notices::id.gt(id))),
        );
    }
    Ok(query.limit(limit).load(db)?)
}
