//! Slips on which a union is asked to look after a member, and what was done about each.

use crate::dialect::{LIST_CHUNK, insert_all};
use crate::page::{After, rising, within};
use crate::schema::{referral_events, referral_slips, units};
use crate::words::{read, record, rows};
use crate::{Db, Key, Result, StorageError};
use chrono::NaiveDate;
use diesel::prelude::*;
use domain::fen::Fen;
use domain::ids::{PersonId, SlipId, UnitId};
use domain::referral::{HelpKind, SlipEvent, Stage};
use domain::unit::Scope;

record! {
    /// A slip on which a union is asked to look after a member.
    ReferralSlip,
    /// A row of `referral_slips`, which acts vouch for.
    pub SlipRow of referral_slips {
        /// Whom it is about.
        subject_id: Key,
        /// Id.
        id: Key,
        /// Programme id.
        programme: String,
        /// Benefit year.
        benefit_year: i16,
        /// The basic union.
        unit_id: Key,
        /// Where it is on its way.
        stage: Stage,
        /// The day the basic union has to answer by.
        due_on: Option<NaiveDate>,
        /// What help was decided.
        help_kind: Option<HelpKind>,
        /// Help in money.
        help (help_fen): Fen,
        /// Microseconds since 1970.
        opened_at: i64,
        /// Microseconds since 1970.
        updated_at: i64,
        /// Counts the writes.
        revision: i64,
    }
}

record! {
    /// Something that happened to a slip.
    ReferralEvent,
    /// A row of `referral_events`, which acts vouch for with its slip.
    pub SlipEventRow of referral_events {
        /// Whom the slip is about.
        subject_id: Key,
        /// The slip.
        slip_id: Key,
        /// Its place, from 1.
        seq: i64,
        /// What happened.
        kind: SlipEvent,
        /// What the trigger is known by, the programme's word; empty for a step.
        alarm: String,
        /// What is told, JSON, sealed.
        sealed: Vec<u8>,
        /// Microseconds since 1970.
        at: i64,
        /// Who.
        made_by: Key,
    }
}

/// Which slips a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only this programme's.
    pub programme: Option<String>,
    /// Only these stages.
    pub stages: Option<Vec<Stage>>,
    /// Only those that were due before this day.
    pub due_before: Option<NaiveDate>,
    /// Only this union's.
    pub unit: Option<UnitId>,
}

/// The slips of these people, by person and id.
///
/// # Errors
/// [`StorageError`].
pub fn of_people(db: &mut Db, programme: &str, people: &[PersonId]) -> Result<Vec<ReferralSlip>> {
    let mut found = Vec::new();
    for chunk in people.chunks(LIST_CHUNK) {
        let keys: Vec<Key> = chunk.iter().map(|id| Key::from(*id)).collect();
        let rows: Vec<SlipRow> = referral_slips::table
            .filter(referral_slips::subject_id.eq_any(keys))
            .filter(referral_slips::programme.eq(programme.to_owned()))
            .order((referral_slips::subject_id, referral_slips::id))
            .select(SlipRow::as_select())
            .load(db)?;
        found.append(&mut read(rows)?);
    }
    Ok(found)
}

/// What happened to the slips of these people, by person, slip and place.
///
/// # Errors
/// [`StorageError`].
pub fn events_of(db: &mut Db, people: &[PersonId]) -> Result<Vec<ReferralEvent>> {
    read(stored_events(db, people)?)
}

/// As [`events_of`], as they are stored: for whoever vouches for them.
///
/// # Errors
/// [`StorageError`].
pub fn stored_events(db: &mut Db, people: &[PersonId]) -> Result<Vec<SlipEventRow>> {
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
pub fn find(db: &mut Db, scope: &Scope, id: SlipId) -> Result<ReferralSlip> {
    referral_slips::table
        .inner_join(units::table.on(units::id.eq(referral_slips::unit_id)))
        .filter(referral_slips::id.eq(Key::from(id)))
        .filter(within!(units::path, scope.path()))
        .select(SlipRow::as_select())
        .first::<SlipRow>(db)?
        .try_into()
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
) -> Result<Vec<ReferralSlip>> {
    let mut query = referral_slips::table
        .inner_join(units::table.on(units::id.eq(referral_slips::unit_id)))
        .filter(within!(units::path, scope.path()))
        .order((referral_slips::opened_at, referral_slips::id))
        .select(SlipRow::as_select())
        .into_boxed();
    if let Some(programme) = &wanted.programme {
        query = query.filter(referral_slips::programme.eq(programme.clone()));
    }
    if let Some(stages) = &wanted.stages {
        let codes: Vec<&str> = stages.iter().map(|stage| stage.code()).collect();
        query = query.filter(referral_slips::stage.eq_any(codes));
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
    read(query.limit(limit).load::<SlipRow>(db)?)
}

/// A page of all slips as they are stored, by person and id: for whoever vouches for them.
///
/// # Errors
/// [`StorageError`].
pub fn stored(db: &mut Db, after: Option<(Key, Key)>, limit: i64) -> Result<Vec<SlipRow>> {
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
pub fn add(db: &mut Db, slips: &[ReferralSlip], events: &[ReferralEvent]) -> Result<()> {
    let (slips, events): (Vec<SlipRow>, Vec<SlipEventRow>) = (rows(slips), rows(events));
    insert_all!(db, referral_slips::table, &slips).map_err(StorageError::made_meanwhile)?;
    insert_all!(db, referral_events::table, &events).map_err(StorageError::made_meanwhile)?;
    Ok(())
}

/// Writes a changed slip; `row.revision` is the new one.
///
/// # Errors
/// [`StorageError::Conflict`] when somebody else changed it.
pub fn update(db: &mut Db, row: &ReferralSlip) -> Result<()> {
    let changed = diesel::update(
        referral_slips::table
            .find((row.subject_id, row.id))
            .filter(referral_slips::revision.eq(row.revision - 1)),
    )
    .set((
        referral_slips::stage.eq(row.stage.code()),
        referral_slips::due_on.eq(row.due_on),
        referral_slips::help_kind.eq(row.help_kind.map(HelpKind::code)),
        referral_slips::help_fen.eq(row.help.get()),
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
