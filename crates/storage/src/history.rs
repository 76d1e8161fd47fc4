//! What is told of claims: decisions and events, appended and never changed.

use crate::dialect::{LIST_CHUNK, insert_all, load_of_subjects};
use crate::key::handle;
use crate::schema::{claim_events, claims, decisions};
use crate::{Db, Key, Result};
use diesel::prelude::*;
use domain::ids::{ClaimId, ClaimRef, PersonId};

/// A row of `decisions`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = decisions, treat_none_as_default_value = false)]
pub struct DecisionRow {
    /// The subject.
    pub subject_id: Key,
    /// Id.
    pub id: Key,
    /// The claim.
    pub claim_id: Key,
    /// Code of [`domain::decision::Verdict`].
    pub verdict: String,
    /// Version of the parameters.
    pub version: String,
    /// The decision, JSON.
    pub body: String,
    /// Microseconds since 1970.
    pub at: i64,
    /// Keys of the open points it waits for a ruling on, separated by commas; empty for none.
    pub waits_for: String,
    /// The facts it was made with, JSON.
    pub facts: String,
    /// What keeps the claim from being eligible, as [`domain::cause::to_stored`] has it; empty for an eligible one.
    pub causes: String,
}

/// A row of `claim_events`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = claim_events, treat_none_as_default_value = false)]
pub struct EventRow {
    /// The subject.
    pub subject_id: Key,
    /// Id.
    pub id: Key,
    /// The claim.
    pub claim_id: Key,
    /// Code of [`domain::claim::StepName`].
    pub step: String,
    /// Who.
    pub made_by: Key,
    /// Microseconds since 1970.
    pub at: i64,
    /// The step with everything it carried, JSON.
    pub body: String,
    /// The decision it rests on.
    pub decision_id: Option<Key>,
}

/// Adds decisions.
///
/// # Errors
/// [`crate::StorageError`].
pub fn add_decisions(db: &mut Db, rows: &Vec<DecisionRow>) -> Result<usize> {
    insert_all!(db, decisions::table, rows)
}

/// Adds events.
///
/// # Errors
/// [`crate::StorageError`].
pub fn add_events(db: &mut Db, rows: &Vec<EventRow>) -> Result<usize> {
    insert_all!(db, claim_events::table, rows)
}

/// A decision by id.
///
/// # Errors
/// [`crate::StorageError::NotFound`].
pub fn decision(db: &mut Db, subject: PersonId, id: Key) -> Result<DecisionRow> {
    Ok(decisions::table
        .find((Key::from(subject), id))
        .select(DecisionRow::as_select())
        .first(db)?)
}

/// The bodies of the last decisions about these claims.
///
/// # Errors
/// [`crate::StorageError`].
pub fn last_decisions(db: &mut Db, handles: &[ClaimRef]) -> Result<Vec<(ClaimRef, String)>> {
    let last = claims::subject_id
        .eq(decisions::subject_id)
        .and(claims::decision_id.eq(decisions::id));
    let mut found = Vec::new();
    for chunk in handles.chunks(LIST_CHUNK) {
        let subjects: Vec<Key> = chunk.iter().map(|h| Key::from(h.subject)).collect();
        let ids: Vec<Key> = chunk.iter().map(|h| Key::from(h.id)).collect();
        let rows: Vec<((Key, Key), String)> = claims::table
            .inner_join(decisions::table.on(last))
            .filter(claims::subject_id.eq_any(subjects))
            .filter(claims::id.eq_any(ids))
            .order((claims::subject_id, claims::id))
            .select(((claims::subject_id, claims::id), decisions::body))
            .load(db)?;
        found.extend(rows.into_iter().map(|(claim, body)| (handle(claim), body)));
    }
    Ok(found)
}

/// Every decision about claims of these subjects.
///
/// # Errors
/// [`crate::StorageError`].
pub fn decisions_of(db: &mut Db, subjects: &[PersonId]) -> Result<Vec<DecisionRow>> {
    load_of_subjects!(db, decisions, DecisionRow, subjects)
}

/// Every event about claims of these subjects.
///
/// # Errors
/// [`crate::StorageError`].
pub fn events_of(db: &mut Db, subjects: &[PersonId]) -> Result<Vec<EventRow>> {
    load_of_subjects!(db, claim_events, EventRow, subjects)
}

/// A claim's events, oldest first.
///
/// # Errors
/// [`crate::StorageError`].
pub fn events(db: &mut Db, handle: ClaimRef) -> Result<Vec<EventRow>> {
    Ok(claim_events::table
        .filter(
            claim_events::subject_id
                .eq(Key::from(handle.subject))
                .and(claim_events::claim_id.eq(Key::from(handle.id))),
        )
        .order((claim_events::at, claim_events::id))
        .select(EventRow::as_select())
        .load(db)?)
}

/// Who filed or revised each of these claims: the people who may neither review nor approve it.
///
/// # Errors
/// [`crate::StorageError`].
pub fn filers(db: &mut Db, handles: &[ClaimRef]) -> Result<Vec<(ClaimId, Key)>> {
    takers(db, handles, &["submit", "revise"])
}

/// Who took one of these steps of each of these claims.
///
/// # Errors
/// [`crate::StorageError`].
pub fn takers(db: &mut Db, handles: &[ClaimRef], steps: &[&str]) -> Result<Vec<(ClaimId, Key)>> {
    let mut found = Vec::new();
    for chunk in handles.chunks(LIST_CHUNK) {
        let rows: Vec<(Key, Key)> = claim_events::table
            .filter(
                claim_events::subject_id.eq_any(
                    chunk
                        .iter()
                        .map(|h| Key::from(h.subject))
                        .collect::<Vec<_>>(),
                ),
            )
            .filter(
                claim_events::claim_id
                    .eq_any(chunk.iter().map(|h| Key::from(h.id)).collect::<Vec<_>>()),
            )
            .filter(claim_events::step.eq_any(steps))
            .order((claim_events::claim_id, claim_events::id))
            .select((claim_events::claim_id, claim_events::made_by))
            .load(db)?;
        found.extend(rows.into_iter().map(|(claim, by)| (claim.into(), by)));
    }
    Ok(found)
}
