//! Members in service against those of them who take part in a scheme.

use crate::page::within;
use crate::schema::{memberships, participations, people, units};
use crate::{Db, Key, Result};
use chrono::NaiveDate;
use diesel::dsl::{count, exists, not};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use domain::ids::{PersonId, UnitId};
use domain::unit::Scope;
use std::collections::BTreeMap;

/// Whose part in what is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Programme id.
    pub programme: String,
    /// Scheme.
    pub scheme: String,
    /// The day on which they take part.
    pub on: NaiveDate,
    /// Members born from this day to that one may, and those of whom no day is known; none is everybody.
    pub born: Option<(NaiveDate, NaiveDate)>,
    /// Who took part in one of these schemes may as well.
    pub stays: Vec<String>,
}

/// Members in service of a union.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Who may take part.
    pub eligible: i64,
    /// Who of them does.
    pub insured: i64,
}

/// Members in service on rosters of unions in scope who may take part.
macro_rules! eligible {
    ($scope:expr, $wanted:expr) => {{
        let (from, to) = $wanted.born.unwrap_or(($wanted.on, $wanted.on));
        memberships::table
            .inner_join(units::table.on(units::id.eq(memberships::unit_id)))
            .inner_join(people::table.on(people::id.eq(memberships::person_id)))
            .filter(memberships::in_service.eq(true))
            .filter(within!(units::path, $scope.path()))
            .filter(
                people::birth_date
                    .is_null()
                    .or($wanted.born.is_none().into_sql::<Bool>())
                    .or(people::birth_date.between(from, to))
                    .or(exists(
                        participations::table
                            .filter(participations::subject_id.eq(memberships::person_id))
                            .filter(participations::programme.eq($wanted.programme.clone()))
                            .filter(participations::scheme.eq_any($wanted.stays.clone()))
                            .select(participations::subject_id),
                    )),
            )
    }};
}

/// The member takes part on the day, on whichever roster.
macro_rules! insured {
    ($wanted:expr) => {
        exists(
            participations::table
                .filter(participations::subject_id.eq(memberships::person_id))
                .filter(participations::programme.eq($wanted.programme.clone()))
                .filter(participations::scheme.eq($wanted.scheme.clone()))
                .filter(
                    participations::joined_on
                        .is_null()
                        .or(participations::joined_on.le($wanted.on)),
                )
                .filter(
                    participations::left_on
                        .is_null()
                        .or(participations::left_on.ge($wanted.on)),
                )
                .select(participations::subject_id),
        )
    };
}

/// How many may take part and how many do, by union.
///
/// # Errors
/// [`crate::StorageError`].
pub fn by_unit(db: &mut Db, scope: &Scope, wanted: &Wanted) -> Result<BTreeMap<UnitId, Counts>> {
    let eligible: Vec<(Key, i64)> = eligible!(scope, wanted)
        .group_by(memberships::unit_id)
        .select((memberships::unit_id, count(memberships::person_id)))
        .load(db)?;
    let insured: Vec<(Key, i64)> = eligible!(scope, wanted)
        .filter(insured!(wanted))
        .group_by(memberships::unit_id)
        .select((memberships::unit_id, count(memberships::person_id)))
        .load(db)?;
    let mut counts: BTreeMap<UnitId, Counts> = BTreeMap::new();
    for (unit, number) in eligible {
        counts.entry(unit.into()).or_default().eligible = number;
    }
    for (unit, number) in insured {
        counts.entry(unit.into()).or_default().insured = number;
    }
    Ok(counts)
}

/// A page of those who may take part and do not, by person: person and union.
///
/// # Errors
/// [`crate::StorageError`].
pub fn missing(
    db: &mut Db,
    scope: &Scope,
    wanted: &Wanted,
    after: Option<PersonId>,
    limit: i64,
) -> Result<Vec<(PersonId, UnitId)>> {
    let after = after.unwrap_or(PersonId(uuid::Uuid::nil()));
    let found: Vec<(Key, Key)> = eligible!(scope, wanted)
        .filter(not(insured!(wanted)))
        .filter(memberships::person_id.gt(Key::from(after)))
        .order((memberships::person_id, memberships::unit_id))
        .select((memberships::person_id, memberships::unit_id))
        .limit(limit)
        .load(db)?;
    Ok(found
        .into_iter()
        .map(|(person, unit)| (person.into(), unit.into()))
        .collect())
}
