//! The members who may join and did not: nobody is to be left out.

use super::{About, asked};
use crate::error::Result;
use crate::session::Session;
use crate::views::numbers::{self, MaskedNumber};
use crate::views::people::Names;
use crate::views::{Cursor, Page, page as pages};
use domain::ids::{PersonId, UnitId};
use storage::page::After;

/// Somebody who may join and did not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The person.
    pub person: PersonId,
    /// The name, as the union's rows have it.
    pub member: String,
    /// The numbers, masked.
    pub numbers: Vec<MaskedNumber>,
    /// Code of the union.
    pub unit_code: String,
    /// Its name.
    pub unit_name: String,
}

/// A page of the members in service who may join and did not.
///
/// # Errors
/// As [`super::coverage`].
pub fn missing(
    session: &mut Session,
    about: &About,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Page<Missing>> {
    let asked = asked(session, about)?;
    let limit = pages::clamp(limit);
    let found = storage::uptake::missing(
        &mut session.db,
        &asked.scope,
        &asked.wanted,
        after.map(|cursor| PersonId(cursor.after().id)),
        pages::reach(limit),
    )?;
    let page = Page::cut(found, limit, |(person, _)| After {
        key: 0,
        id: person.0,
    });
    let people: Vec<PersonId> = page.rows.iter().map(|(person, _)| *person).collect();
    let units: Vec<UnitId> = page.rows.iter().map(|(_, unit)| *unit).collect();
    let names = Names::load(&mut session.db, &people, &units)?;
    let mut rows = Vec::with_capacity(page.rows.len());
    for (person, unit) in page.rows {
        rows.push(Missing {
            person,
            member: names.person(person, unit),
            numbers: numbers::masked(session, person)?,
            unit_code: names.unit_code(unit),
            unit_name: names.unit_name(unit),
        });
    }
    Ok(Page {
        rows,
        next: page.next,
    })
}
