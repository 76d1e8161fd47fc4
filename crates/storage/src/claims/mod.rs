//! Claims and their numbers.

pub mod list;

use crate::db::one_row;
use crate::dialect::{LIST_CHUNK, insert_all, load_locked};
use crate::key::handle;
use crate::schema::{claim_numbers, claims};
use crate::{Db, Key, Result, StorageError};
use chrono::NaiveDate;
use diesel::prelude::*;
use domain::claim::ClaimState;
use domain::claim_number::ClaimNumber;
use domain::claim_record::{ClaimRecord, Origin};
use domain::decision::Verdict;
use domain::fen::Fen;
use domain::ids::{ClaimRef, PersonId};
use domain::payment_method::PaymentMethod;
use domain::unit::{Scope, UnitPath};
use domain::year::{BenefitYear, Instant};
use std::collections::BTreeSet;

#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = claims, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(primary_key(subject_id, id))]
pub(crate) struct ClaimRow {
    subject_id: Key,
    id: Key,
    number: String,
    unit_id: Key,
    unit_path: String,
    member_id: Key,
    programme: String,
    benefit_year: i16,
    slot_key: String,
    mode: String,
    state: String,
    state_data: String,
    live: bool,
    case_id: Option<Key>,
    kind: String,
    linked: Option<String>,
    verdict: String,
    payable_fen: i64,
    claimed_fen: i64,
    decision_id: Key,
    content: String,
    sealed_card: Option<Vec<u8>>,
    card_index: Option<Vec<u8>>,
    spends: Option<String>,
    fingerprint: Vec<u8>,
    import_id: Key,
    submitted_on: NaiveDate,
    created_at: i64,
    updated_at: i64,
    updated_by: Key,
    revision: i64,
    again_on: Option<NaiveDate>,
}

impl TryFrom<&ClaimRecord> for ClaimRow {
    type Error = StorageError;
    fn try_from(claim: &ClaimRecord) -> Result<Self> {
        let state_data = serde_json::to_string(&claim.state)
            .map_err(|cause| StorageError::stored("claims.state_data", cause.to_string()))?;
        Ok(Self {
            subject_id: claim.handle.subject.into(),
            id: claim.handle.id.into(),
            number: claim.number.as_str().to_owned(),
            unit_id: claim.unit.into(),
            unit_path: claim.unit_path.as_str().to_owned(),
            member_id: claim.member.into(),
            programme: claim.programme.clone(),
            benefit_year: claim.year.get(),
            slot_key: claim.slot_key.clone(),
            mode: claim.method.code().to_owned(),
            state: claim.state.name().code().to_owned(),
            state_data,
            live: claim.state.name().is_live(),
            case_id: claim.case.map(Into::into),
            kind: claim.origin.kind().to_owned(),
            linked: claim.origin.link().map(|handle| handle.to_string()),
            verdict: claim.verdict.code().to_owned(),
            payable_fen: claim.payable.get(),
            claimed_fen: claim.claimed.get(),
            decision_id: claim.decision.into(),
            content: claim.content.clone(),
            sealed_card: claim.sealed_card.clone(),
            card_index: claim.card_index.clone(),
            spends: claim.spends.clone(),
            fingerprint: claim.fingerprint.clone(),
            import_id: claim.import.into(),
            submitted_on: claim.submitted_on,
            created_at: claim.created_at.0,
            updated_at: claim.updated_at.0,
            updated_by: claim.updated_by.into(),
            revision: claim.revision,
            again_on: claim.again_on,
        })
    }
}

impl TryFrom<ClaimRow> for ClaimRecord {
    type Error = StorageError;
    fn try_from(row: ClaimRow) -> Result<Self> {
        let state: ClaimState = serde_json::from_str(&row.state_data)
            .map_err(|_| StorageError::stored("claims.state_data", row.state_data.clone()))?;
        if state.name().code() != row.state || state.name().is_live() != row.live {
            return Err(StorageError::stored("claims.state", row.state));
        }
        let link = row
            .linked
            .map(|text| {
                text.parse()
                    .map_err(|_| StorageError::stored("claims.linked", text))
            })
            .transpose()?;
        let origin = Origin::from_stored(&row.kind, link)
            .ok_or_else(|| StorageError::stored("claims.kind", row.kind))?;
        Ok(Self {
            handle: ClaimRef {
                subject: row.subject_id.into(),
                id: row.id.into(),
            },
            number: row
                .number
                .parse()
                .map_err(|_| StorageError::stored("claims.number", row.number))?,
            unit: row.unit_id.into(),
            unit_path: UnitPath::from_stored(row.unit_path),
            member: row.member_id.into(),
            programme: row.programme,
            year: BenefitYear::new(row.benefit_year),
            slot_key: row.slot_key,
            method: PaymentMethod::from_stored(row.mode),
            state,
            case: row.case_id.map(Into::into),
            origin,
            verdict: Verdict::from_code(&row.verdict)
                .ok_or_else(|| StorageError::stored("claims.verdict", row.verdict))?,
            payable: Fen::new(row.payable_fen),
            claimed: Fen::new(row.claimed_fen),
            decision: row.decision_id.into(),
            content: row.content,
            sealed_card: row.sealed_card,
            card_index: row.card_index,
            spends: row.spends,
            fingerprint: row.fingerprint,
            import: row.import_id.into(),
            submitted_on: row.submitted_on,
            created_at: Instant(row.created_at),
            updated_at: Instant(row.updated_at),
            updated_by: row.updated_by.into(),
            revision: row.revision,
            again_on: row.again_on,
        })
    }
}

pub(crate) fn records(rows: Vec<ClaimRow>) -> Result<Vec<ClaimRecord>> {
    rows.into_iter().map(ClaimRecord::try_from).collect()
}

#[derive(Insertable)]
#[diesel(table_name = claim_numbers, treat_none_as_default_value = false)]
struct NumberRow {
    number: String,
    subject_id: Key,
    claim_id: Key,
}

/// Adds claims that are all new, with their numbers.
///
/// # Errors
/// [`StorageError::Duplicate`] when a live claim of the same row key or number exists.
pub fn add<'c>(db: &mut Db, new: impl Iterator<Item = &'c ClaimRecord>) -> Result<usize> {
    let rows: Vec<ClaimRow> = new.map(ClaimRow::try_from).collect::<Result<_>>()?;
    let numbers: Vec<NumberRow> = rows
        .iter()
        .map(|row| NumberRow {
            number: row.number.clone(),
            subject_id: row.subject_id,
            claim_id: row.id,
        })
        .collect();
    insert_all!(db, claim_numbers::table, &numbers)?;
    insert_all!(db, claims::table, &rows)
}

/// Adds the rows of claims alone, without their numbers: what [`add`] is measured against.
///
/// # Errors
/// [`StorageError`].
pub fn add_rows(db: &mut Db, new: &[ClaimRecord]) -> Result<usize> {
    let rows: Vec<ClaimRow> = new.iter().map(ClaimRow::try_from).collect::<Result<_>>()?;
    insert_all!(db, claims::table, &rows)
}

/// Writes a changed claim, if nobody wrote it since it was read; `claim.revision` is the new one.
///
/// # Errors
/// [`StorageError::Conflict`].
pub fn update(db: &mut Db, claim: &ClaimRecord) -> Result<()> {
    let row = ClaimRow::try_from(claim)?;
    let changed = diesel::update(
        claims::table
            .find((row.subject_id, row.id))
            .filter(claims::revision.eq(row.revision - 1)),
    )
    .set((
        (
            claims::mode.eq(row.mode),
            claims::state.eq(row.state),
            claims::state_data.eq(row.state_data),
            claims::live.eq(row.live),
            claims::case_id.eq(row.case_id),
            claims::verdict.eq(row.verdict),
            claims::payable_fen.eq(row.payable_fen),
            claims::claimed_fen.eq(row.claimed_fen),
            claims::decision_id.eq(row.decision_id),
            claims::again_on.eq(row.again_on),
        ),
        (
            claims::content.eq(row.content),
            claims::sealed_card.eq(row.sealed_card),
            claims::card_index.eq(row.card_index),
            claims::spends.eq(row.spends),
            claims::fingerprint.eq(row.fingerprint),
            claims::import_id.eq(row.import_id),
            claims::updated_at.eq(row.updated_at),
            claims::updated_by.eq(row.updated_by),
            claims::revision.eq(row.revision),
        ),
    ))
    .execute(db)?;
    one_row(changed)
}

/// Resolves a claim number.
///
/// # Errors
/// [`StorageError::NotFound`].
pub fn by_number(db: &mut Db, number: &ClaimNumber) -> Result<ClaimRef> {
    let (subject, id): (Key, Key) = claim_numbers::table
        .find(number.as_str())
        .select((claim_numbers::subject_id, claim_numbers::claim_id))
        .first(db)?;
    Ok(ClaimRef {
        subject: subject.into(),
        id: id.into(),
    })
}

/// Finds a claim in scope.
///
/// # Errors
/// [`StorageError::NotFound`] when it is not there or not in scope.
pub fn find(db: &mut Db, scope: &Scope, handle: ClaimRef) -> Result<ClaimRecord> {
    let path = scope.path();
    claims::table
        .find((Key::from(handle.subject), Key::from(handle.id)))
        .filter(
            claims::unit_path
                .ge(path.as_str())
                .and(claims::unit_path.lt(path.range_end())),
        )
        .select(ClaimRow::as_select())
        .first::<ClaimRow>(db)
        .map_err(StorageError::from)?
        .try_into()
}

/// Claims by handle, in handle order; unknown ones and ones out of scope are left out.
///
/// # Errors
/// [`StorageError`].
pub fn find_all(db: &mut Db, scope: &Scope, handles: &[ClaimRef]) -> Result<Vec<ClaimRecord>> {
    let mut wanted: BTreeSet<ClaimRef> = handles.iter().copied().collect();
    let ids: Vec<ClaimRef> = wanted.iter().copied().collect();
    let path = scope.path();
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(LIST_CHUNK) {
        // A list of ids beside it would be tried against every subject.
        let rows: Vec<ClaimRow> = claims::table
            .filter(
                claims::subject_id.eq_any(
                    chunk
                        .iter()
                        .map(|h| Key::from(h.subject))
                        .collect::<Vec<_>>(),
                ),
            )
            .filter(
                claims::unit_path
                    .ge(path.as_str())
                    .and(claims::unit_path.lt(path.range_end())),
            )
            .order((claims::subject_id, claims::id))
            .select(ClaimRow::as_select())
            .load(db)?;
        found.extend(records(rows)?);
    }
    // Each once, although a subject may stand in two lists.
    found.retain(|claim| wanted.remove(&claim.handle));
    found.sort_by_key(|claim| claim.handle);
    Ok(found)
}

/// Locks claims in handle order. The caller holds their slots. No scope: the caller has checked it.
///
/// # Errors
/// [`StorageError`].
pub fn lock(db: &mut Db, handles: &[ClaimRef]) -> Result<Vec<ClaimRecord>> {
    let wanted: BTreeSet<ClaimRef> = handles.iter().copied().collect();
    let ids: Vec<ClaimRef> = wanted.iter().copied().collect();
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(LIST_CHUNK) {
        let rows: Vec<ClaimRow> = load_locked!(
            db,
            claims::table
                .filter(
                    claims::subject_id.eq_any(
                        chunk
                            .iter()
                            .map(|h| Key::from(h.subject))
                            .collect::<Vec<_>>()
                    )
                )
                .filter(
                    claims::id.eq_any(chunk.iter().map(|h| Key::from(h.id)).collect::<Vec<_>>())
                )
                .order((claims::subject_id, claims::id))
                .select(ClaimRow::as_select())
        )?;
        found.extend(records(rows)?);
    }
    found.retain(|claim| wanted.contains(&claim.handle));
    found.sort_by_key(|claim| claim.handle);
    Ok(found)
}

/// Handles of the live claims of these subjects in one programme and benefit year.
///
/// # Errors
/// [`StorageError`].
pub fn live_of(
    db: &mut Db,
    programme: &str,
    year: BenefitYear,
    subjects: &[PersonId],
) -> Result<Vec<ClaimRef>> {
    let mut found = Vec::new();
    for chunk in subjects.chunks(LIST_CHUNK) {
        let rows: Vec<(Key, Key)> = claims::table
            .filter(
                claims::subject_id
                    .eq_any(chunk.iter().map(|id| Key::from(*id)).collect::<Vec<_>>()),
            )
            .filter(
                claims::programme
                    .eq(programme)
                    .and(claims::benefit_year.eq(year.get())),
            )
            .filter(claims::live.eq(true))
            .order((claims::subject_id, claims::id))
            .select((claims::subject_id, claims::id))
            .load(db)?;
        found.extend(rows.into_iter().map(handle));
    }
    Ok(found)
}

/// Every claim of these subjects, oldest first: for histories and the verification of the books.
///
/// # Errors
/// [`StorageError`].
pub fn of_subjects(db: &mut Db, subjects: &[PersonId]) -> Result<Vec<ClaimRecord>> {
    let mut found = Vec::new();
    for chunk in subjects.chunks(LIST_CHUNK) {
        let rows: Vec<ClaimRow> = claims::table
            .filter(
                claims::subject_id
                    .eq_any(chunk.iter().map(|id| Key::from(*id)).collect::<Vec<_>>()),
            )
            .order((claims::subject_id, claims::created_at, claims::id))
            .select(ClaimRow::as_select())
            .load(db)?;
        found.extend(records(rows)?);
    }
    Ok(found)
}
