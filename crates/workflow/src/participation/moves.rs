//! Who joined, left or replaced somebody within a period.

use super::{About, asked};
use crate::error::Result;
use crate::session::Session;
use crate::views::people::Names;
use chrono::NaiveDate;
use domain::fen::Fen;
use domain::ids::{PersonId, UnitId};
use domain::period::Window;
use std::collections::BTreeSet;
use storage::Key;
use storage::participations::ParticipationRow;

/// Somebody who joined or left within the period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// The name on the roster.
    pub member: String,
    /// Code of the union.
    pub unit_code: String,
    /// Its name.
    pub unit_name: String,
    /// The day of joining, after the first day.
    pub joined_on: Option<NaiveDate>,
    /// The last day, before the period's.
    pub left_on: Option<NaiveDate>,
    /// The name of who is replaced.
    pub replaces: Option<String>,
    /// What is paid for the part, of all plans together.
    pub paid: Fen,
}

/// A person's entry with the days that lie inside the period.
pub(super) struct Moved<'r> {
    pub(super) row: &'r ParticipationRow,
    pub(super) joined: Option<NaiveDate>,
    pub(super) left: Option<NaiveDate>,
}

/// One entry a person and union: of several plans, the first.
pub(super) fn by_person(
    rows: &[ParticipationRow],
    window: Window,
) -> impl Iterator<Item = Moved<'_>> {
    let mut seen: BTreeSet<(Key, Key)> = BTreeSet::new();
    rows.iter().filter_map(move |row| {
        let moved = Moved {
            row,
            joined: row.joined_on.filter(|day| *day > window.open),
            left: row.left_on.filter(|day| *day < window.close),
        };
        let is_one = moved.joined.is_some() || moved.left.is_some() || row.replaces_id.is_some();
        (is_one && seen.insert((row.unit_id, row.subject_id))).then_some(moved)
    })
}

/// Who joined after the first day of the period, left before its last or replaced somebody, by union.
///
/// # Errors
/// As [`super::coverage`].
pub fn moves(session: &mut Session, about: &About) -> Result<Vec<Move>> {
    let asked = asked(session, about)?;
    let rows = storage::participations::moved(
        &mut session.db,
        &asked.scope,
        &about.programme,
        &asked.scheme,
    )?;
    let units: Vec<UnitId> = rows.iter().map(|row| row.unit_id.into()).collect();
    let replaced = rows.iter().filter_map(|row| row.replaces_id);
    let replaced: Vec<PersonId> = replaced.map(Into::into).collect();
    let names = Names::load(&mut session.db, &replaced, &units)?;
    let paid = |moved: &Moved<'_>| {
        let of = |row: &&ParticipationRow| {
            (row.subject_id, row.unit_id) == (moved.row.subject_id, moved.row.unit_id)
        };
        let sums = rows.iter().filter(of).map(|row| row.contribution_fen);
        Fen::new(sums.fold(0, i64::saturating_add))
    };
    Ok(by_person(&rows, asked.window)
        .map(|moved| {
            let unit = moved.row.unit_id.into();
            Move {
                member: moved.row.name.clone(),
                unit_code: names.unit_code(unit),
                unit_name: names.unit_name(unit),
                joined_on: moved.joined,
                left_on: moved.left,
                replaces: moved
                    .row
                    .replaces_id
                    .map(|id| names.person(id.into(), unit)),
                paid: paid(&moved),
            }
        })
        .collect())
}
