//! Duplicate detection: frozen models, what was seen of two claims, which claims were looked for.

use crate::dialect::{LIST_CHUNK, insert_all, insert_new, rewrite_all};
use crate::schema::{case_evidence, cases, match_checks, match_frequencies, match_models};
use crate::{Db, Key, Result};
use diesel::prelude::*;
use diesel::upsert::excluded;
use domain::case::CaseState;
use domain::ids::{CaseId, ClaimRef};
use domain::year::BenefitYear;
use std::collections::BTreeSet;

/// A row of `match_models`: never changed; another model is another version.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = match_models, treat_none_as_default_value = false)]
pub struct ModelRow {
    /// Id.
    pub id: Key,
    /// Programme id.
    pub programme: String,
    /// Benefit year.
    pub benefit_year: i16,
    /// Counts the models of a programme and year; the highest is in force.
    pub version: i32,
    /// `shipped`, `learnt` or `lines`.
    pub origin: String,
    /// Digest of weights, frequencies and lines.
    pub digest: String,
    /// Weights, JSON.
    pub weights: String,
    /// Digest of the frequencies.
    pub frequencies: String,
    /// Pairs below are not kept; thousandths of a bit.
    pub keep_line: i32,
    /// From here on a person looks; thousandths of a bit.
    pub review_line: i32,
    /// From here on "same person" may be pre-selected; thousandths of a bit.
    pub automatic_line: i32,
    /// Who froze it.
    pub made_by: Key,
    /// Microseconds since 1970.
    pub made_at: i64,
}

/// A row of `match_frequencies`.
#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = match_frequencies)]
pub struct FrequencyRow {
    /// Digest of the body.
    pub digest: String,
    /// Counts by content hash, JSON.
    pub body: String,
}

/// A row of `case_evidence`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = case_evidence, treat_none_as_default_value = false)]
pub struct EvidenceRow {
    /// The case.
    pub case_id: Key,
    /// Subject of the claim that comes first in handle order.
    pub subject_a: Key,
    /// That claim.
    pub claim_a: Key,
    /// Subject of the other claim.
    pub subject_b: Key,
    /// The other claim.
    pub claim_b: Key,
    /// Microseconds since 1970.
    pub found_at: i64,
    /// The model that weighed them.
    pub model_id: Key,
    /// Log odds of "the same person", thousandths of a bit.
    pub score: i32,
    /// Chance of the same person, thousandths.
    pub chance_same: i16,
    /// Chance of a twin or sibling, thousandths.
    pub chance_kin: i16,
    /// Chance of a stranger, thousandths.
    pub chance_stranger: i16,
    /// Levels and weights, JSON; no number and no name.
    pub waterfall: String,
}

impl EvidenceRow {
    /// The two claims, in handle order.
    pub fn pair(&self) -> (ClaimRef, ClaimRef) {
        let claim = |subject: Key, id: Key| ClaimRef {
            subject: subject.into(),
            id: id.into(),
        };
        (
            claim(self.subject_a, self.claim_a),
            claim(self.subject_b, self.claim_b),
        )
    }
}

/// A row of `match_checks`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = match_checks, treat_none_as_default_value = false)]
pub struct CheckRow {
    /// The claim's subject.
    pub subject_id: Key,
    /// The claim.
    pub claim_id: Key,
    /// Its fingerprint when it was looked for.
    pub fingerprint: Vec<u8>,
    /// The model.
    pub model_id: Key,
    /// Microseconds since 1970.
    pub checked_at: i64,
    /// Records under keys too many share that it was not compared with; 0 when it was compared with all.
    pub skipped: i64,
    /// Keyed digest of the row: without it, it counts for nothing.
    pub proof: Option<Vec<u8>>,
}

/// The model in force for a programme and benefit year, if one was frozen.
///
/// # Errors
/// [`crate::StorageError`].
pub fn in_force(db: &mut Db, programme: &str, year: BenefitYear) -> Result<Option<ModelRow>> {
    Ok(match_models::table
        .filter(
            match_models::programme
                .eq(programme)
                .and(match_models::benefit_year.eq(year.get())),
        )
        .order(match_models::version.desc())
        .select(ModelRow::as_select())
        .first(db)
        .optional()?)
}

/// A model by id.
///
/// # Errors
/// [`crate::StorageError::NotFound`].
pub fn model(db: &mut Db, id: Key) -> Result<ModelRow> {
    Ok(match_models::table
        .find(id)
        .select(ModelRow::as_select())
        .first(db)?)
}

/// Every model of a programme and benefit year, oldest first, without weights.
///
/// # Errors
/// [`crate::StorageError`].
pub fn models(db: &mut Db, programme: &str, year: BenefitYear) -> Result<Vec<ModelRow>> {
    Ok(match_models::table
        .filter(
            match_models::programme
                .eq(programme)
                .and(match_models::benefit_year.eq(year.get())),
        )
        .order(match_models::version)
        .select(ModelRow::as_select())
        .load(db)?)
}

/// Freezes a model with its frequencies. `false` when somebody else was first with this version.
///
/// # Errors
/// [`crate::StorageError`].
pub fn freeze(db: &mut Db, model: &ModelRow, frequencies: &FrequencyRow) -> Result<bool> {
    insert_new!(
        db,
        match_frequencies::table,
        std::slice::from_ref(frequencies)
    )?;
    Ok(insert_new!(db, match_models::table, std::slice::from_ref(model))? == 1)
}

/// Every model, by id.
///
/// # Errors
/// [`crate::StorageError`].
pub fn every_model(db: &mut Db) -> Result<Vec<ModelRow>> {
    Ok(match_models::table
        .order(match_models::id)
        .select(ModelRow::as_select())
        .load(db)?)
}

/// Frequencies by digest, JSON.
///
/// # Errors
/// [`crate::StorageError::NotFound`].
pub fn frequencies(db: &mut Db, digest: &str) -> Result<String> {
    Ok(match_frequencies::table
        .find(digest)
        .select(match_frequencies::body)
        .first(db)?)
}

/// Adds what was seen of pairs of a case.
///
/// # Errors
/// [`crate::StorageError`].
pub fn add_evidence(db: &mut Db, rows: &Vec<EvidenceRow>) -> Result<usize> {
    insert_all!(db, case_evidence::table, rows)
}

/// What was seen of the pairs of these cases, oldest first.
///
/// # Errors
/// [`crate::StorageError`].
pub fn evidence_of(db: &mut Db, cases: &[CaseId]) -> Result<Vec<EvidenceRow>> {
    let mut found = Vec::new();
    for chunk in cases.chunks(LIST_CHUNK) {
        found.extend(
            case_evidence::table
                .filter(
                    case_evidence::case_id
                        .eq_any(chunk.iter().map(|id| Key::from(*id)).collect::<Vec<_>>()),
                )
                .order((
                    case_evidence::case_id,
                    case_evidence::found_at,
                    case_evidence::claim_a,
                    case_evidence::claim_b,
                ))
                .select(EvidenceRow::as_select())
                .load(db)?,
        );
    }
    Ok(found)
}

/// A case, a pair seen in it, and the model it was weighed under.
pub type SeenPair = (CaseId, (ClaimRef, ClaimRef), Key);

/// For every pair that was seen in an open case of a programme and benefit year, the case, the pair and the model, as often as
/// it was seen.
///
/// # Errors
/// [`crate::StorageError`].
pub fn open_evidence(db: &mut Db, programme: &str, year: BenefitYear) -> Result<Vec<SeenPair>> {
    let open = [CaseState::Open, CaseState::Proposed].map(CaseState::code);
    let rows: Vec<(Key, Key, Key, Key, Key, Key)> = case_evidence::table
        .inner_join(cases::table.on(cases::id.eq(case_evidence::case_id)))
        .filter(cases::state.eq_any(open))
        .filter(
            cases::programme
                .eq(programme)
                .and(cases::benefit_year.eq(year.get())),
        )
        .select((
            case_evidence::case_id,
            case_evidence::subject_a,
            case_evidence::claim_a,
            case_evidence::subject_b,
            case_evidence::claim_b,
            case_evidence::model_id,
        ))
        .load(db)?;
    let claim = |subject: Key, id: Key| ClaimRef {
        subject: subject.into(),
        id: id.into(),
    };
    Ok(rows
        .into_iter()
        .map(|row| {
            let pair = (claim(row.1, row.2), claim(row.3, row.4));
            (row.0.into(), pair, row.5)
        })
        .collect())
}

/// Which of these claims were looked for, and as what.
///
/// # Errors
/// [`crate::StorageError`].
pub fn checks_of(db: &mut Db, handles: &[ClaimRef]) -> Result<Vec<CheckRow>> {
    let mut wanted: BTreeSet<(Key, Key)> = handles
        .iter()
        .map(|claim| (claim.subject.into(), claim.id.into()))
        .collect();
    let mut found = Vec::new();
    for chunk in handles.chunks(LIST_CHUNK) {
        let subjects: Vec<Key> = chunk.iter().map(|claim| claim.subject.into()).collect();
        // A second list would be tried against every value of the first.
        let rows: Vec<CheckRow> = match_checks::table
            .filter(match_checks::subject_id.eq_any(subjects))
            .order((match_checks::subject_id, match_checks::claim_id))
            .select(CheckRow::as_select())
            .load(db)?;
        found.extend(rows);
    }
    // Each once, although a subject may stand in two lists.
    found.retain(|row| wanted.remove(&(row.subject_id, row.claim_id)));
    Ok(found)
}

/// Notes that claims were looked for that never were before.
///
/// # Errors
/// [`crate::StorageError::Duplicate`] when one was.
pub fn add_checks(db: &mut Db, rows: &Vec<CheckRow>) -> Result<usize> {
    insert_all!(db, match_checks::table, rows)
}

/// Notes that claims were looked for, in place of what was noted before.
///
/// # Errors
/// [`crate::StorageError`].
pub fn note_checks(db: &mut Db, rows: &[CheckRow]) -> Result<usize> {
    rewrite_all!(
        db,
        match_checks::table,
        rows,
        (match_checks::subject_id, match_checks::claim_id),
        (
            match_checks::fingerprint.eq(excluded(match_checks::fingerprint)),
            match_checks::model_id.eq(excluded(match_checks::model_id)),
            match_checks::checked_at.eq(excluded(match_checks::checked_at)),
            match_checks::skipped.eq(excluded(match_checks::skipped)),
            match_checks::proof.eq(excluded(match_checks::proof))
        )
    )
}

/// Which claims were compared with a part of the others only.
///
/// # Errors
/// [`crate::StorageError`].
pub fn checks_in_part(db: &mut Db) -> Result<Vec<CheckRow>> {
    Ok(match_checks::table
        .filter(match_checks::skipped.gt(0))
        .order((match_checks::subject_id, match_checks::claim_id))
        .select(CheckRow::as_select())
        .load(db)?)
}

/// Notes that claims were compared with all others by now, with the proof of that, unless they were looked for once more
/// meanwhile.
///
/// # Errors
/// [`crate::StorageError`].
pub fn complete_checks(db: &mut Db, rows: &[CheckRow]) -> Result<usize> {
    let mut done = 0;
    for row in rows {
        let of_row = match_checks::table
            .find((row.subject_id, row.claim_id))
            .filter(match_checks::fingerprint.eq(&row.fingerprint))
            .filter(match_checks::checked_at.eq(row.checked_at));
        done += diesel::update(of_row)
            .set((
                match_checks::skipped.eq(0),
                match_checks::proof.eq(&row.proof),
            ))
            .execute(db)?;
    }
    Ok(done)
}

/// Has claims looked for again before they are approved.
///
/// # Errors
/// [`crate::StorageError`].
pub fn forget_checks(db: &mut Db, handles: &[ClaimRef]) -> Result<()> {
    for claim in handles {
        let (subject, id) = (Key::from(claim.subject), Key::from(claim.id));
        diesel::delete(match_checks::table.find((subject, id))).execute(db)?;
    }
    Ok(())
}
