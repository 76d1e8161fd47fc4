//! Claims as far as they are compared with others: who files what for whom, where. Nothing else of a claim is read.

use crate::dialect::LIST_CHUNK;
use crate::schema::{claims, memberships, people};
use crate::words::Of;
use crate::{Db, Key, Result};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use domain::claim::StateName;
use domain::ids::{ClaimRef, PersonId, UnitId};
use domain::unit::UnitPath;
use domain::year::BenefitYear;
use std::collections::BTreeSet;

/// What of a claim is compared.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = claims)]
pub struct ComparedClaim {
    /// The subject.
    pub subject_id: Key,
    /// The claim.
    pub id: Key,
    /// The filing unit.
    pub unit_id: Key,
    /// Its place in the tree.
    #[diesel(deserialize_as = Of<claims::unit_path>)]
    pub unit_path: UnitPath,
    /// The claimant.
    pub member_id: Key,
    /// Programme id.
    pub programme: String,
    /// Benefit year.
    pub benefit_year: i16,
    /// The open case it stands in.
    pub case_id: Option<Key>,
    /// The row without its numbers, JSON.
    pub content: String,
    /// Keyed digest of the row's values.
    pub fingerprint: Vec<u8>,
}

impl ComparedClaim {
    /// The claim.
    pub fn handle(&self) -> ClaimRef {
        ClaimRef {
            subject: self.subject_id.into(),
            id: self.id.into(),
        }
    }
}

/// The claims that are compared at all: one that went back to its unit is compared when it is sent again, and a supplement
/// is no claim of its own to the slot.
macro_rules! compared {
    () => {
        claims::live
            .eq(true)
            .and(claims::kind.eq("regular"))
            .and(claims::state.ne(StateName::Returned.code()))
    };
}

/// Those of these claims that are compared, in handle order.
///
/// # Errors
/// [`crate::StorageError`].
pub fn find(db: &mut Db, handles: &[ClaimRef]) -> Result<Vec<ComparedClaim>> {
    let wanted: BTreeSet<ClaimRef> = handles.iter().copied().collect();
    let subjects: BTreeSet<PersonId> = wanted.iter().map(|claim| claim.subject).collect();
    let subjects: Vec<Key> = subjects.into_iter().map(Key::from).collect();
    let mut found = Vec::with_capacity(wanted.len());
    for chunk in subjects.chunks(LIST_CHUNK) {
        found.extend(
            claims::table
                .filter(claims::subject_id.eq_any(chunk))
                .filter(compared!())
                .select(ComparedClaim::as_select())
                .load(db)?,
        );
    }
    found.retain(|row| wanted.contains(&row.handle()));
    found.sort_by_key(ComparedClaim::handle);
    Ok(found)
}

/// The claims of a programme and benefit year for these people that are compared, in no order.
///
/// # Errors
/// [`crate::StorageError`].
pub fn of_people(
    db: &mut Db,
    programme: &str,
    year: BenefitYear,
    people: &[PersonId],
) -> Result<Vec<ComparedClaim>> {
    let people: Vec<Key> = people.iter().map(|id| Key::from(*id)).collect();
    let mut found = Vec::with_capacity(people.len());
    for chunk in people.chunks(LIST_CHUNK) {
        found.extend(
            claims::table
                .filter(claims::subject_id.eq_any(chunk))
                .filter(
                    claims::programme
                        .eq(programme)
                        .and(claims::benefit_year.eq(year.get())),
                )
                .filter(compared!())
                .select(ComparedClaim::as_select())
                .load(db)?,
        );
    }
    Ok(found)
}

/// A page of the claims of a programme and benefit year that are compared, in handle order, whatever their unit.
///
/// # Errors
/// [`crate::StorageError`].
pub fn page(
    db: &mut Db,
    programme: &str,
    year: BenefitYear,
    after: Option<ClaimRef>,
    limit: i64,
) -> Result<Vec<ComparedClaim>> {
    let mut query = claims::table
        .filter(
            claims::programme
                .eq(programme)
                .and(claims::benefit_year.eq(year.get())),
        )
        .filter(compared!())
        .order((claims::subject_id, claims::id))
        .limit(limit)
        .select(ComparedClaim::as_select())
        .into_boxed();
    if let Some(last) = after {
        let (subject, id) = (Key::from(last.subject), Key::from(last.id));
        // Said twice so that either engine begins where the page does.
        query = query.filter(claims::subject_id.ge(subject)).filter(
            claims::subject_id
                .gt(subject)
                .or(claims::subject_id.eq(subject).and(claims::id.gt(id))),
        );
    }
    Ok(query.load(db)?)
}

/// The sealed telephones of these members, each with the unit on whose roster it stands.
///
/// # Errors
/// [`crate::StorageError`].
pub fn phones(db: &mut Db, members: &[PersonId]) -> Result<Vec<(UnitId, PersonId, Vec<u8>)>> {
    let members: Vec<Key> = members.iter().map(|id| Key::from(*id)).collect();
    let mut found = Vec::with_capacity(members.len());
    for chunk in members.chunks(LIST_CHUNK) {
        let rows: Vec<(Key, Key, Option<Vec<u8>>)> = memberships::table
            .filter(memberships::person_id.eq_any(chunk))
            .filter(memberships::sealed_mobile.is_not_null())
            .select((
                memberships::unit_id,
                memberships::person_id,
                memberships::sealed_mobile,
            ))
            .load(db)?;
        found.extend(
            rows.into_iter()
                .filter_map(|(unit, person, sealed)| Some((unit.into(), person.into(), sealed?))),
        );
    }
    Ok(found)
}

/// A claim that is compared, and who claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filing {
    /// The claim.
    pub claim: ClaimRef,
    /// The claimant.
    pub member: PersonId,
    /// Programme id.
    pub programme: String,
    /// Benefit year.
    pub year: BenefitYear,
    /// It stands in an open case.
    pub contested: bool,
}

/// Subject, claim, member, programme, year and case of a claim, and whether it is compared.
type OfMember = (Key, Key, Key, String, i16, Option<Key>, bool);

/// The claims of these members that are compared, of every programme and year, in handle order.
///
/// # Errors
/// [`crate::StorageError`].
pub fn of_members(db: &mut Db, members: &[PersonId]) -> Result<Vec<Filing>> {
    let members: Vec<Key> = members.iter().map(|id| Key::from(*id)).collect();
    let mut found = Vec::with_capacity(members.len());
    for chunk in members.chunks(LIST_CHUNK) {
        // What is compared is told here: as a condition, it makes PostgreSQL read every live claim for some members' few.
        let rows: Vec<OfMember> = claims::table
            .filter(claims::member_id.eq_any(chunk))
            .select((
                claims::subject_id,
                claims::id,
                claims::member_id,
                claims::programme,
                claims::benefit_year,
                claims::case_id,
                compared!(),
            ))
            .load(db)?;
        let rows = rows.into_iter().filter(|row| row.6);
        found.extend(rows.map(|row| Filing {
            claim: ClaimRef {
                subject: row.0.into(),
                id: row.1.into(),
            },
            member: row.2.into(),
            programme: row.3,
            year: BenefitYear::new(row.4),
            contested: row.5.is_some(),
        }));
    }
    found.sort_by_key(|filing| filing.claim);
    Ok(found)
}

/// Those of these people who are on no roster and claim nothing that is compared, with the comparison form of their names.
///
/// # Errors
/// [`crate::StorageError`].
pub fn only_named(db: &mut Db, people: &[PersonId]) -> Result<Vec<(PersonId, String)>> {
    let keys: Vec<Key> = people.iter().map(|id| Key::from(*id)).collect();
    let on_roster = || memberships::table.filter(memberships::person_id.eq(people::id));
    let claims_for = || {
        claims::table
            .filter(claims::member_id.eq(people::id))
            .filter(compared!())
    };
    let mut found = Vec::new();
    for chunk in keys.chunks(LIST_CHUNK) {
        let rows: Vec<(Key, String)> = people::table
            .filter(people::id.eq_any(chunk))
            .filter(not(exists(on_roster())))
            .filter(not(exists(claims_for())))
            .select((people::id, people::name_key))
            .load(db)?;
        found.extend(rows.into_iter().map(|(person, name)| (person.into(), name)));
    }
    Ok(found)
}

/// For whom these members ever claimed: (member, subject), each once.
///
/// # Errors
/// [`crate::StorageError`].
pub fn subjects_of(db: &mut Db, members: &[PersonId]) -> Result<BTreeSet<(PersonId, PersonId)>> {
    let members: Vec<Key> = members.iter().map(|id| Key::from(*id)).collect();
    let mut found = BTreeSet::new();
    for chunk in members.chunks(LIST_CHUNK) {
        let rows: Vec<(Key, Key)> = claims::table
            .filter(claims::member_id.eq_any(chunk))
            .select((claims::member_id, claims::subject_id))
            .load(db)?;
        found.extend(
            rows.into_iter()
                .map(|(member, subject)| (member.into(), subject.into())),
        );
    }
    Ok(found)
}

/// Who ever claimed for these people: (subject, member), each once.
///
/// # Errors
/// [`crate::StorageError`].
pub fn claimants_of(db: &mut Db, subjects: &[PersonId]) -> Result<BTreeSet<(PersonId, PersonId)>> {
    let subjects: Vec<Key> = subjects.iter().map(|id| Key::from(*id)).collect();
    let mut found = BTreeSet::new();
    for chunk in subjects.chunks(LIST_CHUNK) {
        let rows: Vec<(Key, Key)> = claims::table
            .filter(claims::subject_id.eq_any(chunk))
            .select((claims::subject_id, claims::member_id))
            .load(db)?;
        found.extend(
            rows.into_iter()
                .map(|(subject, member)| (subject.into(), member.into())),
        );
    }
    Ok(found)
}
