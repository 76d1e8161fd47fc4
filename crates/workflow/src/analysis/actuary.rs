//! What an actuary gets: no identity, no union, and no cell that a handful of people could be told from.

use super::{band_of, ends, load, sum};
use crate::error::Result;
use crate::session::Session;
use chrono::{Datelike, NaiveDate};
use domain::fen::Fen;
use domain::ids::PersonId;
use domain::role::Action;
use std::collections::{BTreeMap, BTreeSet};
use storage::Key;
use storage::entitlements::Due;

/// Persons a cell needs to be told: among fewer, whoever knows one of them learns of the others. No source says how many;
/// five is what statistical offices commonly ask for.
pub const CELL_MIN: usize = 5;

/// Years of an age band.
const AGE_YEARS: i32 = 10;

/// What makes a cell: benefit year of the day, sex, age, and what was borne.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Risk {
    /// Calendar year.
    pub year: i32,
    /// Code of the sex; empty where it is not known.
    pub sex: String,
    /// Age on the day, the first year of its band; none where it is not known.
    pub age_from: Option<i32>,
    /// What was borne, the first sum of its band.
    pub base_from: Fen,
    /// Below this sum; none for the last band.
    pub base_to: Option<Fen>,
}

/// The figures of a cell; none where fewer than [`CELL_MIN`] people are in it. No totals are told beside them, from which
/// what was left out could be computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// Persons.
    pub persons: usize,
    /// How often something was paid.
    pub person_times: usize,
    /// What was borne.
    pub base: Fen,
    /// What was paid.
    pub paid_out: Fen,
}

/// What was paid in these days, cell by cell; `None` for a cell that is too small to be told.
///
/// # Errors
/// As [`super::analysis`].
pub fn actuary(
    session: &mut Session,
    programme: &str,
    days: (NaiveDate, NaiveDate),
) -> Result<Vec<(Risk, Option<Cell>)>> {
    session.ctx.require(Action::Read)?;
    let (_, paid) = load(session, programme, days)?;
    let people: BTreeSet<PersonId> = paid.iter().map(|one| one.due.subject.into()).collect();
    let people: Vec<PersonId> = people.into_iter().collect();
    let known: BTreeMap<Key, (Option<NaiveDate>, String)> =
        storage::people::by_ids(&mut session.db, &people)?
            .into_iter()
            .map(|row| (row.id, (row.birth_date, row.sex.unwrap_or_default())))
            .collect();
    let mut cells: BTreeMap<Risk, Vec<&Due>> = BTreeMap::new();
    for one in &paid {
        let due = &one.due;
        let (born, sex) = known.get(&due.subject).cloned().unwrap_or_default();
        let (base_from, base_to) = ends(band_of(due.base));
        let risk = Risk {
            year: due.day.year(),
            sex,
            age_from: born
                .and_then(|born| due.day.years_since(born))
                .and_then(|age| i32::try_from(age).ok())
                .map(|age| age - age % AGE_YEARS),
            base_from,
            base_to,
        };
        cells.entry(risk).or_default().push(due);
    }
    Ok(cells
        .into_iter()
        .map(|(risk, due)| (risk, cell(&due)))
        .collect())
}

fn cell(due: &[&Due]) -> Option<Cell> {
    let persons = due
        .iter()
        .map(|due| due.subject)
        .collect::<BTreeSet<_>>()
        .len();
    (persons >= CELL_MIN).then(|| Cell {
        persons,
        person_times: due.len(),
        base: sum(due.iter().map(|due| due.base)),
        paid_out: sum(due.iter().map(|due| due.sum)),
    })
}
