//! Cases of duplicate claims.

use crate::db::one_row;
use crate::dialect::{LIST_CHUNK, insert_all};
use crate::key::handle;
use crate::page::{After, rising, within};
use crate::schema::{case_claims, cases, claims};
use crate::words::{Of, read, record, rows};
use crate::{Db, Key, Result};
use diesel::prelude::*;
use domain::case::{CaseKind, CaseState, Resolution};
use domain::claim::StateName;
use domain::ids::{CaseId, ClaimRef, PersonId};
use domain::unit::Scope;
use domain::year::BenefitYear;
use std::collections::BTreeMap;

record! {
    /// A case of duplicate claims.
    Case,
    /// A row of `cases`, which the books vouch for.
    pub CaseRow of cases {
        /// Id.
        id: Key,
        /// Why it was opened.
        kind: CaseKind,
        /// Where it stands.
        state: CaseState,
        /// Programme id.
        programme: String,
        /// Benefit year.
        benefit_year: i16,
        /// The programme's part of the slot key.
        slot_key: String,
        /// Root person whose slot is contested.
        person_id: Key,
        /// Microseconds since 1970.
        opened_at: i64,
        /// How it was decided.
        resolution: Option<Resolution>,
        /// Details of the decision, JSON.
        body: String,
        /// Who decided.
        resolved_by: Option<Key>,
        /// Microseconds since 1970.
        resolved_at: Option<i64>,
        /// Who seconded.
        seconded_by: Option<Key>,
        /// Counts the writes.
        revision: i64,
    }
}

/// A row of `case_claims`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = case_claims, treat_none_as_default_value = false)]
pub struct CaseClaimRow {
    /// The case.
    pub case_id: Key,
    /// The claim's subject.
    pub subject_id: Key,
    /// The claim.
    pub claim_id: Key,
}

/// Adds cases with their claims.
///
/// # Errors
/// [`crate::StorageError`].
pub fn add(db: &mut Db, new: &[Case], members: &Vec<CaseClaimRow>) -> Result<()> {
    let new: Vec<CaseRow> = rows(new);
    insert_all!(db, cases::table, &new)?;
    insert_all!(db, case_claims::table, members)?;
    Ok(())
}

/// Writes a changed case; `row.revision` is the new one.
///
/// # Errors
/// [`crate::StorageError::Conflict`].
pub fn update(db: &mut Db, row: &Case) -> Result<()> {
    let changed = diesel::update(
        cases::table
            .find(row.id)
            .filter(cases::revision.eq(row.revision - 1)),
    )
    .set((
        cases::state.eq(row.state.code()),
        cases::resolution.eq(row.resolution.map(Resolution::code)),
        cases::body.eq(&row.body),
        cases::resolved_by.eq(row.resolved_by),
        cases::resolved_at.eq(row.resolved_at),
        cases::seconded_by.eq(row.seconded_by),
        cases::revision.eq(row.revision),
    ))
    .execute(db)?;
    one_row(changed)
}

/// Counts a write of these cases, whose claims have changed.
///
/// # Errors
/// [`crate::StorageError`].
pub fn touch(db: &mut Db, ids: &[CaseId]) -> Result<()> {
    for chunk in ids.chunks(LIST_CHUNK) {
        let keys: Vec<Key> = chunk.iter().map(|id| Key::from(*id)).collect();
        diesel::update(cases::table.filter(cases::id.eq_any(keys)))
            .set(cases::revision.eq(cases::revision + 1))
            .execute(db)?;
    }
    Ok(())
}

/// A page of cases as they are stored, by id.
///
/// # Errors
/// [`crate::StorageError`].
pub fn stored_after(db: &mut Db, after: Option<Key>, limit: i64) -> Result<Vec<CaseRow>> {
    let mut query = cases::table
        .order(cases::id)
        .select(CaseRow::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(cases::id.gt(after));
    }
    Ok(query.limit(limit).load(db)?)
}

/// These cases as they are stored, by id.
///
/// # Errors
/// [`crate::StorageError`].
pub fn stored(db: &mut Db, ids: &[CaseId]) -> Result<Vec<CaseRow>> {
    let mut found = Vec::new();
    for chunk in ids.chunks(LIST_CHUNK) {
        let keys: Vec<Key> = chunk.iter().map(|id| Key::from(*id)).collect();
        let rows: Vec<CaseRow> = cases::table
            .filter(cases::id.eq_any(keys))
            .order(cases::id)
            .select(CaseRow::as_select())
            .load(db)?;
        found.extend(rows);
    }
    Ok(found)
}

/// Finds a case.
///
/// # Errors
/// [`crate::StorageError::NotFound`].
pub fn find(db: &mut Db, id: CaseId) -> Result<Case> {
    cases::table
        .find(Key::from(id))
        .select(CaseRow::as_select())
        .first::<CaseRow>(db)?
        .try_into()
}

/// The claims of these cases, in order of case and claim.
///
/// # Errors
/// [`crate::StorageError`].
pub fn claims_of(db: &mut Db, ids: &[CaseId]) -> Result<Vec<(CaseId, ClaimRef)>> {
    let mut found = Vec::new();
    for chunk in ids.chunks(LIST_CHUNK) {
        let rows: Vec<CaseClaimRow> = case_claims::table
            .filter(
                case_claims::case_id
                    .eq_any(chunk.iter().map(|id| Key::from(*id)).collect::<Vec<_>>()),
            )
            .order((case_claims::case_id, case_claims::claim_id))
            .select(CaseClaimRow::as_select())
            .load(db)?;
        found.extend(rows.into_iter().map(|row| {
            (
                row.case_id.into(),
                ClaimRef {
                    subject: row.subject_id.into(),
                    id: row.claim_id.into(),
                },
            )
        }));
    }
    Ok(found)
}

/// Decided cases about claims for any of these people that found different people, oldest first.
///
/// # Errors
/// [`crate::StorageError`].
pub fn found_different(db: &mut Db, people: &[PersonId]) -> Result<Vec<Case>> {
    let mut ids: Vec<Key> = Vec::new();
    for chunk in people.chunks(LIST_CHUNK) {
        ids.extend(
            case_claims::table
                .filter(
                    case_claims::subject_id
                        .eq_any(chunk.iter().map(|id| Key::from(*id)).collect::<Vec<_>>()),
                )
                .select(case_claims::case_id)
                .distinct()
                .order(case_claims::case_id)
                .load::<Key>(db)?,
        );
    }
    ids.sort_unstable();
    ids.dedup();
    let mut found = Vec::new();
    for chunk in ids.chunks(LIST_CHUNK) {
        found.extend(read(
            cases::table
                .filter(cases::id.eq_any(chunk))
                .filter(cases::state.eq(CaseState::Resolved.code()))
                .filter(cases::resolution.eq(Resolution::Different.code()))
                .order(cases::id)
                .select(CaseRow::as_select())
                .load::<CaseRow>(db)?,
        )?);
    }
    Ok(found)
}

/// Decided cases of a programme and benefit year, oldest first.
///
/// # Errors
/// [`crate::StorageError`].
pub fn decided(db: &mut Db, programme: &str, year: BenefitYear) -> Result<Vec<Case>> {
    read(
        cases::table
            .filter(
                cases::programme
                    .eq(programme)
                    .and(cases::benefit_year.eq(year.get())),
            )
            .filter(cases::state.eq(CaseState::Resolved.code()))
            .order((cases::opened_at, cases::id))
            .select(CaseRow::as_select())
            .load::<CaseRow>(db)?,
    )
}

/// The last decided case that each of these claims stood in.
///
/// # Errors
/// [`crate::StorageError`].
pub fn last_resolved(db: &mut Db, handles: &[ClaimRef]) -> Result<BTreeMap<ClaimRef, Case>> {
    let mut found = BTreeMap::new();
    for chunk in handles.chunks(LIST_CHUNK) {
        let subjects: Vec<Key> = chunk.iter().map(|h| Key::from(h.subject)).collect();
        let ids: Vec<Key> = chunk.iter().map(|h| Key::from(h.id)).collect();
        let rows: Vec<((Key, Key), CaseRow)> = case_claims::table
            .inner_join(cases::table.on(cases::id.eq(case_claims::case_id)))
            .filter(case_claims::subject_id.eq_any(subjects))
            .filter(case_claims::claim_id.eq_any(ids))
            .filter(cases::state.eq(CaseState::Resolved.code()))
            .order((cases::opened_at, cases::id.desc()))
            .select((
                (case_claims::subject_id, case_claims::claim_id),
                CaseRow::as_select(),
            ))
            .load(db)?;
        for (claim, case) in rows {
            found.insert(handle(claim), case.try_into()?);
        }
    }
    Ok(found)
}

/// A live claim in a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseClaim {
    /// The case.
    pub case: CaseId,
    /// Why it was opened.
    pub kind: CaseKind,
    /// The claim.
    pub claim: ClaimRef,
    /// The claim's member.
    pub member: PersonId,
    /// Where it stands.
    pub state: StateName,
}

/// Case and its kind, claim, member and state, as they are read.
type ClaimInCase = (Key, Of<cases::kind>, (Key, Key), Key, Of<claims::state>);

/// The live claims that stand in these cases.
///
/// # Errors
/// [`crate::StorageError`].
pub fn members_of(db: &mut Db, cases: &[CaseId]) -> Result<Vec<CaseClaim>> {
    let mut found = Vec::new();
    for chunk in cases.chunks(LIST_CHUNK) {
        let keys: Vec<Key> = chunk.iter().map(|case| Key::from(*case)).collect();
        let on = claims::subject_id
            .eq(case_claims::subject_id)
            .and(claims::id.eq(case_claims::claim_id));
        let rows: Vec<ClaimInCase> = case_claims::table
            .inner_join(claims::table.on(on))
            .inner_join(cases::table.on(cases::id.eq(case_claims::case_id)))
            .filter(case_claims::case_id.eq_any(keys))
            .filter(claims::live.eq(true))
            .order((case_claims::case_id, claims::subject_id, claims::id))
            .select((
                case_claims::case_id,
                cases::kind,
                (claims::subject_id, claims::id),
                claims::member_id,
                claims::state,
            ))
            .load(db)?;
        found.extend(
            rows.into_iter()
                .map(|(case, kind, claim, member, state)| CaseClaim {
                    case: case.into(),
                    kind: kind.into(),
                    claim: handle(claim),
                    member: member.into(),
                    state: state.into(),
                }),
        );
    }
    Ok(found)
}

/// Ids of the cases that have a claim in scope.
macro_rules! in_scope {
    ($scope:expr) => {
        case_claims::table
            .inner_join(
                claims::table.on(claims::subject_id
                    .eq(case_claims::subject_id)
                    .and(claims::id.eq(case_claims::claim_id))),
            )
            .filter(within!(claims::unit_path, $scope.path()))
            .select(case_claims::case_id)
    };
}

/// A page of cases in scope, oldest first; `states` empty for all.
///
/// # Errors
/// [`crate::StorageError`].
pub fn page(
    db: &mut Db,
    scope: &Scope,
    states: &[String],
    after: Option<After>,
    limit: i64,
) -> Result<Vec<Case>> {
    let mut query = cases::table
        .into_boxed()
        .filter(cases::id.eq_any(in_scope!(scope)));
    if !states.is_empty() {
        query = query.filter(cases::state.eq_any(states.to_vec()));
    }
    if let Some(after) = after {
        query = query.filter(rising!(cases::opened_at, cases::id, after));
    }
    read(
        query
            .order((cases::opened_at, cases::id))
            .limit(limit)
            .select(CaseRow::as_select())
            .load::<CaseRow>(db)?,
    )
}

/// A case in scope.
///
/// # Errors
/// [`crate::StorageError::NotFound`] when it is not there or none of its claims is in scope.
pub fn find_in_scope(db: &mut Db, scope: &Scope, id: CaseId) -> Result<Case> {
    cases::table
        .filter(cases::id.eq(Key::from(id)))
        .filter(cases::id.eq_any(in_scope!(scope)))
        .select(CaseRow::as_select())
        .first::<CaseRow>(db)?
        .try_into()
}

/// How many cases in scope nobody has decided, counting no further than `cap`.
///
/// # Errors
/// [`crate::StorageError`].
pub fn count_open(db: &mut Db, scope: &Scope, cap: i64) -> Result<i64> {
    let ids: Vec<Key> = cases::table
        .filter(cases::state.eq_any(["open", "proposed"]))
        .filter(cases::id.eq_any(in_scope!(scope)))
        .select(cases::id)
        .limit(cap)
        .load(db)?;
    Ok(i64::try_from(ids.len()).unwrap_or(i64::MAX))
}
