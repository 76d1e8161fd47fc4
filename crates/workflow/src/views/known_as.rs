//! How the unions in an operator's scope know a person: by what they wrote, and by the numbers they filed. What others
//! wrote of the same person is not told, though one number made them one.

use super::numbers::{self, MaskedNumber};
use crate::error::Result;
use crate::intake::correction_workbook::numbers::Numbers;
use crate::session::Session;
use domain::ids::{ClaimRef, PersonId, UnitId};
use std::collections::{BTreeMap, BTreeSet};
use storage::StorageError;
use storage::claims::list::ClaimLine;
use storage::filed_names::FiledNameRow;
use storage::people::MembershipRow;
use storage::people::list::PersonLine;

/// Where people are on rosters, have filed or were filed for.
struct Places {
    rosters: Vec<MembershipRow>,
    claims: Vec<ClaimLine>,
    /// Units in scope.
    own: BTreeSet<UnitId>,
}

impl Places {
    fn of(session: &mut Session, people: &[PersonId]) -> Result<Self> {
        let scope = session.ctx.actor.scope.clone();
        let rosters = storage::people::memberships_of(&mut session.db, people)?;
        let claims = storage::people::list::claims_of(&mut session.db, people)?;
        let mut units: Vec<UnitId> = rosters.iter().map(|row| row.unit_id.into()).collect();
        units.extend(claims.iter().map(|claim| UnitId::from(claim.unit_id)));
        units.sort_unstable();
        units.dedup();
        let own = storage::units::names_of(&mut session.db, &units)?
            .into_iter()
            .filter(|(_, unit)| scope.covers(&unit.path))
            .map(|(id, _)| id)
            .collect();
        Ok(Self {
            rosters,
            claims,
            own,
        })
    }

    /// Every unit that knows a person.
    fn units(&self, person: PersonId) -> impl Iterator<Item = UnitId> + '_ {
        let rosters = self.rosters.iter();
        let rosters = rosters.filter(move |row| PersonId::from(row.person_id) == person);
        let claims = self.claims.iter();
        let claims = claims.filter(move |claim| {
            [claim.subject_id, claim.member_id]
                .map(PersonId::from)
                .contains(&person)
        });
        rosters
            .map(|row| UnitId::from(row.unit_id))
            .chain(claims.map(|claim| UnitId::from(claim.unit_id)))
    }
}

/// What is shown of people instead of what is on record: the newest words of a unit in scope, where none of them wrote
/// what is on record.
pub(super) fn otherwise(
    session: &mut Session,
    people: &[PersonId],
) -> Result<BTreeMap<PersonId, FiledNameRow>> {
    let filed = storage::filed_names::of(&mut session.db, people)?;
    let differing: BTreeSet<(PersonId, UnitId)> = filed
        .iter()
        .map(|row| (row.person_id.into(), row.unit_id.into()))
        .collect();
    let people: BTreeSet<PersonId> = differing.iter().map(|(person, _)| *person).collect();
    let people: Vec<PersonId> = people.into_iter().collect();
    if people.is_empty() {
        return Ok(BTreeMap::new());
    }
    let places = Places::of(session, &people)?;
    let mut own = places.own.clone();
    own.extend(in_scope(session, differing.iter().map(|(_, unit)| *unit))?);
    let mut shown = BTreeMap::new();
    for row in filed {
        let person = PersonId::from(row.person_id);
        let on_record = places
            .units(person)
            .any(|unit| places.own.contains(&unit) && !differing.contains(&(person, unit)));
        if own.contains(&row.unit_id.into()) && !on_record {
            shown.insert(person, row);
        }
    }
    Ok(shown)
}

fn in_scope(
    session: &mut Session,
    units: impl Iterator<Item = UnitId>,
) -> Result<BTreeSet<UnitId>> {
    let scope = session.ctx.actor.scope.clone();
    let units: Vec<UnitId> = units.collect();
    Ok(storage::units::names_of(&mut session.db, &units)?
        .into_iter()
        .filter(|(_, unit)| scope.covers(&unit.path))
        .map(|(id, _)| id)
        .collect())
}

/// Name, date of birth and sex for a card: those of the person the numbers count for, where the scope knows them, else
/// those of the one it knows.
pub(super) fn shown(
    session: &mut Session,
    root: PersonId,
    found: PersonLine,
) -> Result<PersonLine> {
    let scope = session.ctx.actor.scope.clone();
    let line = match storage::people::list::find(&mut session.db, &scope, root) {
        Ok(line) => line,
        Err(StorageError::NotFound) => found,
        Err(error) => return Err(error.into()),
    };
    let id = line.id.into();
    Ok(match otherwise(session, &[id])?.remove(&id) {
        Some(filed) => PersonLine {
            name: filed.name,
            birth_date: filed.birth_date,
            sex: filed.sex,
            ..line
        },
        None => line,
    })
}

/// The numbers of one person's records as far as the scope knows them: all of them where nobody else knows the person,
/// a single one of a record in scope, and what the rows of its own claims carried.
pub(super) fn numbers(session: &mut Session, everyone: &[PersonId]) -> Result<Vec<MaskedNumber>> {
    let places = Places::of(session, everyone)?;
    let mut units = everyone.iter().flat_map(|person| places.units(*person));
    let known_elsewhere = units.any(|unit| !places.own.contains(&unit));
    let mut shown = Vec::new();
    for person in everyone {
        let all = numbers::masked(session, *person)?;
        let own = places.units(*person).any(|unit| places.own.contains(&unit));
        if !known_elsewhere || (own && all.len() == 1) {
            shown.extend(all);
        }
    }
    if known_elsewhere {
        for number in of_claims(session, everyone, &places)? {
            if !shown.contains(&number) {
                shown.push(number);
            }
        }
    }
    Ok(shown)
}

/// The numbers of these people in the rows of claims in scope.
fn of_claims(
    session: &mut Session,
    everyone: &[PersonId],
    places: &Places,
) -> Result<Vec<MaskedNumber>> {
    let ctx = session.ctx.clone();
    let handles: Vec<ClaimRef> = places
        .claims
        .iter()
        .filter(|claim| places.own.contains(&claim.unit_id.into()))
        .map(ClaimLine::handle)
        .collect();
    let claims = storage::claims::find_all(&mut session.db, &ctx.actor.scope, &handles)?;
    let mut opened = Numbers::new(&ctx);
    let mut found = Vec::new();
    for claim in claims {
        let Some(draft) = opened.exact(&mut session.db, &claim)? else {
            continue;
        };
        let subject = everyone.contains(&claim.handle.subject);
        let person = if subject {
            draft.subject
        } else {
            draft.claimant
        };
        found.extend(person.identities.iter().map(MaskedNumber::from));
    }
    Ok(found)
}
