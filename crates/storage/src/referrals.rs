//! Slips on which a union is asked to look after a member, and what was done about each.

use crate::dialect::{LIST_CHUNK, insert_all};
use crate::page::{After, rising, within};
use crate::schema::{referral_events, referral_slips, units};
use crate::{Db, Key, Result, StorageError};
use chrono::NaiveDate;
use diesel::prelude::*;
use domain::ids::{PersonId, SlipId, UnitId};
use domain::unit::Scope;

/// A row of `referral_slips`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = referral_slips, treat_none_as_default_value = false)]
pub struct SlipRow {
    /// Whom it is about.
    pub subject_id: Key,
    /// Id.
    pub id: Key,
    /// Programme id.
    pub programme: String,
    /// Benefit year.
    pub benefit_year: i16,
    /// The basic union.
    pub unit_id: Key,
    /// Code of [`domain::referral::Stage`].
    pub stage: String,
    /// The day the basic union has to answer by.
    pub due_on: Option<NaiveDate>,
    /// Code of [`domain::referral::HelpKind`].
    pub help_kind: Option<String>,
    /// Help in money, in fen.
    pub help_fen: i64,
    /// Microseconds since 1970.
    pub opened_at: i64,
    /// Microseconds since 1970.
    pub updated_at: i64,
    /// Counts the writes.
    pub revision: i64,
}

/// A row of `referral_events`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = referral_events, treat_none_as_default_value = false)]
pub struct SlipEventRow {
    /// Whom the slip is about.
    pub subject_id: Key,
    /// The slip.
    pub slip_id: Key,
    /// Its place, from 1.
    pub seq: i64,
    /// What happened.
    pub kind: String,
    /// What the trigger is known by; empty for a step.
    pub alarm: String,
    /// What is told, JSON, sealed.
    pub sealed: Vec<u8>,
    /// Microseconds since 1970.
    pub at: i64,
    /// Who.
    pub made_by: Key,
}

/// Which slips a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only this programme's.
    pub programme: Option<String>,
    /// Only these stages; empty for all.
    pub stages: Vec<String>,
    /// Only those that were due before this day.
    pub due_before: Option<NaiveDate>,
    /// Only this union's.
    pub unit: Option<UnitId>,
}

/// The slips of these people, by person and id.
///
/// # Errors
/// [`StorageError`].
pub fn of_people(db: &mut Db, programme: &str, people: &[PersonId]) -> Result<Vec<SlipRow>> {
    let mut found = Vec::new();
    for chunk in people.chunks(LIST_CHUNK) {
        let keys: Vec<Key> = chunk.iter().map(|id| Key::from(*id)).collect();
        let rows: Vec<SlipRow> = referral_slips::table
            .filter(referral_slips::subject_id.eq_any(keys))
            .filter(referral_slips::programme.eq(programme.to_owned()))
            .order((referral_slips::subject_id, referral_slips::id))
            .select(SlipRow::as_select())
            .load(db)?;
        found.extend(rows);
    }
    Ok(found)
}

/// What happened to the slips of these people, by person, slip and place.
///
/// # Errors
/// [`StorageError`].
pub fn events_of(db: &mut Db, people: &[PersonId]) -> Result<Vec<SlipEventRow>> {
    let mut found = Vec::new();
    for chunk in people.chunks(LIST_CHUNK) {
        let keys: Vec<Key> = chunk.iter().map(|id| Key::from(*id)).collect();
        let rows: Vec<SlipEventRow> = referral_events::table
            .filter(referral_events::subject_id.eq_any(keys))
            .order((
                referral_events::subject_id,
                referral_events::slip_id,
                referral_events::seq,
            ))
            .select(SlipEventRow::as_select())
            .load(db)?;
        found.extend(rows);
    }
    Ok(found)
}

/// A slip of a union in scope.
///
/// # Errors
/// [`StorageError::NotFound`] when it is not there or not in scope.
pub fn find(db: &mut Db, scope: &Scope, id: SlipId) -> Result<SlipRow> {
    Ok(referral_slips::table
        .inner_join(units::table.on(units::id.eq(referral_slips::unit_id)))
        .filter(referral_slips::id.eq(Key::from(id)))
        .filter(within!(units::path, scope.path()))
        .select(SlipRow::as_select())
        .first(db)?)
}

/// A page of slips of unions in scope, the oldest first.
///
/// # Errors
/// [`StorageError`].
pub fn page(
    db: &mut Db,
    scope: &Scope,
    wanted: &Wanted,
    after: Option<After>,
    limit: i64,
) -> Result<Vec<SlipRow>> {
    let mut query = referral_slips::table
        .inner_join(units::table.on(units::id.eq(referral_slips::unit_id)))
        .filter(within!(units::path, scope.path()))
        .order((referral_slips::opened_at, referral_slips::id))
        .select(SlipRow::as_select())
        .into_boxed();
    if let Some(programme) = &wanted.programme {
        query = query.filter(referral_slips::programme.eq(programme.clone()));
    }
    if !wanted.stages.is_empty() {
        query = query.filter(referral_slips::stage.eq_any(wanted.stages.clone()));
    }
    if let Some(day) = wanted.due_before {
        query = query.filter(referral_slips::due_on.lt(day));
    }
    if let Some(unit) = wanted.unit {
        query = query.filter(referral_slips::unit_id.eq(Key::from(unit)));
    }
    if let Some(after) = after {
        query = query.filter(rising!(
            referral_slips::opened_at,
            referral_slips::id,
            after
        ));
    }
    Ok(query.limit(limit).load(db)?)
}

/// A page of all slips, whosever they are, by person and id: for whoever verifies them.
///
/// # Errors
/// [`StorageError`].
pub fn every(db: &mut Db, after: Option<(Key, Key)>, limit: i64) -> Result<Vec<SlipRow>> {
    let mut query = referral_slips::table
        .order((referral_slips::subject_id, referral_slips::id))
        .select(SlipRow::as_select())
        .into_boxed();
    if let Some((subject, id)) = after {
        query = query.filter(
            referral_slips::subject_id
                .gt(subject)
                .or(referral_slips::subject_id
                    .eq(subject)
                    .and(referral_slips::id.gt(id))),
        );
    }
    Ok(query.limit(limit).load(db)?)
}

/// Adds slips that are new, and events.
///
/// # Errors
/// [`StorageError::Busy`] when another command opened a slip for the same member in the same moment, else
/// [`StorageError`].
pub fn add(db: &mut Db, slips: &Vec<SlipRow>, events: &Vec<SlipEventRow>) -> Result<()> {
    insert_all!(db, referral_slips::table, slips).map_err(StorageError::made_meanwhile)?;
    insert_all!(db, referral_events::table, events).map_err(StorageError::made_meanwhile)?;
    Ok(())
}

/// Writes a changed slip; `row.revision` is the new one.
///
/// # Errors
/// [`StorageError::Conflict`] when somebody else changed it.
pub fn update(db: &mut Db, row: &SlipRow) -> Result<()> {
    let changed = diesel::update(
        referral_slips::table
            .find((row.subject_id, row.id))
            .filter(referral_slips::revision.eq(row.revision - 1)),
    )
    .set((
        referral_slips::stage.eq(&row.stage),
        referral_slips::due_on.eq(row.due_on),
        referral_slips::help_kind.eq(&row.help_kind),
        referral_slips::help_fen.eq(row.help_fen),
        referral_slips::updated_at.eq(row.updated_at),
        referral_slips::revision.eq(row.revision),
    ))
    .execute(db)?;
    if changed == 1 {
        Ok(())
    } else {
        Err(StorageError::Conflict)
    }
}
