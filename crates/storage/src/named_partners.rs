//! Whom rosters and claims name as partners without a number, by name and, perhaps, employer.

use crate::dialect::{LIST_CHUNK, insert_all, insert_new};
use crate::schema::{memberships, named_partners, people};
use crate::{Db, Key, Result};
use diesel::prelude::*;
use domain::ids::{PersonId, UnitId};
use std::collections::BTreeMap;

/// A row of `named_partners`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = named_partners, treat_none_as_default_value = false)]
pub struct NamedRow {
    /// The member.
    pub person_id: Key,
    /// The unit whose roster or claim says so.
    pub unit_id: Key,
    /// The partner's name in its ordinary form.
    pub name: String,
    /// The partner's employer: a unit's code or name, as written; empty where nothing is said.
    pub works_at: String,
}

/// Keeps what a roster says of these of its members; those who are in `rows` no more have no partner named by name.
///
/// # Errors
/// [`crate::StorageError`].
pub fn set(db: &mut Db, members: &[(UnitId, PersonId)], rows: &[NamedRow]) -> Result<()> {
    let mut of_units: BTreeMap<UnitId, Vec<Key>> = BTreeMap::new();
    for (unit, member) in members {
        of_units.entry(*unit).or_default().push((*member).into());
    }
    for (unit, members) in of_units {
        for chunk in members.chunks(LIST_CHUNK) {
            diesel::delete(
                named_partners::table
                    .filter(named_partners::unit_id.eq(Key::from(unit)))
                    .filter(named_partners::person_id.eq_any(chunk)),
            )
            .execute(db)?;
        }
    }
    insert_all!(db, named_partners::table, &rows.to_vec())?;
    Ok(())
}

/// Adds what claims say; what the unit's roster says of the member stands.
///
/// # Errors
/// [`crate::StorageError`].
pub fn add(db: &mut Db, rows: &[NamedRow]) -> Result<()> {
    insert_new!(db, named_partners::table, &rows.to_vec())?;
    Ok(())
}

/// Whom these people name.
///
/// # Errors
/// [`crate::StorageError`].
pub fn of(db: &mut Db, members: &[PersonId]) -> Result<Vec<NamedRow>> {
    let mut found = Vec::new();
    for chunk in members.chunks(LIST_CHUNK) {
        let keys: Vec<Key> = chunk.iter().map(|member| Key::from(*member)).collect();
        let rows: Vec<NamedRow> = named_partners::table
            .filter(named_partners::person_id.eq_any(keys))
            .order((named_partners::person_id, named_partners::unit_id))
            .select(NamedRow::as_select())
            .load(db)?;
        found.extend(rows);
    }
    Ok(found)
}

/// Everybody who names somebody of these names as the partner, with their own name.
///
/// # Errors
/// [`crate::StorageError`].
pub fn naming(db: &mut Db, names: &[String]) -> Result<Vec<(NamedRow, String)>> {
    let mut found = Vec::new();
    for chunk in names.chunks(LIST_CHUNK) {
        let rows: Vec<(NamedRow, String)> = named_partners::table
            .inner_join(people::table.on(people::id.eq(named_partners::person_id)))
            .filter(named_partners::name.eq_any(chunk))
            .order((named_partners::person_id, named_partners::unit_id))
            .select((NamedRow::as_select(), people::name))
            .load(db)?;
        found.extend(rows);
    }
    Ok(found)
}

/// What the rosters of these units say, and what any roster says of partners at employers of these codes or names.
///
/// # Errors
/// [`crate::StorageError`].
pub fn about(db: &mut Db, units: &[UnitId], employers: &[String]) -> Result<Vec<NamedRow>> {
    let mut found = Vec::new();
    for chunk in units.chunks(LIST_CHUNK) {
        let keys: Vec<Key> = chunk.iter().map(|unit| Key::from(*unit)).collect();
        let rows: Vec<NamedRow> = named_partners::table
            .filter(named_partners::unit_id.eq_any(keys))
            .order((named_partners::person_id, named_partners::unit_id))
            .select(NamedRow::as_select())
            .load(db)?;
        found.extend(rows);
    }
    for chunk in employers.chunks(LIST_CHUNK) {
        let rows: Vec<NamedRow> = named_partners::table
            .filter(named_partners::works_at.eq_any(chunk))
            .order((named_partners::person_id, named_partners::unit_id))
            .select(NamedRow::as_select())
            .load(db)?;
        found.extend(rows);
    }
    found.sort_by_key(|row| (row.person_id, row.unit_id));
    found.dedup();
    Ok(found)
}

/// The members with these names on the rosters of these units: unit, member and name.
///
/// # Errors
/// [`crate::StorageError`].
pub fn members_called(
    db: &mut Db,
    units: &[UnitId],
    names: &[String],
) -> Result<Vec<(UnitId, PersonId, String)>> {
    let keys: Vec<Key> = units.iter().map(|unit| Key::from(*unit)).collect();
    let mut found = Vec::new();
    for names in names.chunks(LIST_CHUNK) {
        for units in keys.chunks(LIST_CHUNK) {
            let rows: Vec<(Key, Key, Option<String>)> = memberships::table
                .filter(memberships::unit_id.eq_any(units.to_vec()))
                .filter(memberships::name.eq_any(names))
                .order((memberships::unit_id, memberships::person_id))
                .select((
                    memberships::unit_id,
                    memberships::person_id,
                    memberships::name,
                ))
                .load(db)?;
            found.extend(
                rows.into_iter()
                    .filter_map(|(unit, person, name)| Some((unit.into(), person.into(), name?))),
            );
        }
    }
    Ok(found)
}
