//! Spouses whom a roster names by name and employer only: a couple, once exactly one member fits.

use crate::error::Result;
use crate::session::Env;
use domain::glyph;
use domain::ids::{PersonId, UnitId};
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;
use storage::named_spouses::{self, NamedRow};
use storage::units::UnitRow;

/// What a roster row says of a spouse without a number.
pub(crate) fn row(
    member: PersonId,
    unit: UnitId,
    name: Option<&str>,
    works_at: Option<&str>,
) -> Option<NamedRow> {
    let name = glyph::ordinary_text(name?.trim());
    let works_at = works_at?.trim();
    (!name.is_empty() && !works_at.is_empty()).then(|| NamedRow {
        person_id: member.into(),
        unit_id: unit.into(),
        name,
        works_at: works_at.to_owned(),
    })
}

/// Makes couples of those whom the rosters of these units name, or who are on them: whichever roster came first. A name
/// that several members of the employer have, or one of the member's own sex, names nobody. Gives everybody newly paired.
pub(crate) fn link(db: &mut Db, env: &Env, units: &[UnitRow]) -> Result<Vec<PersonId>> {
    let ids: Vec<UnitId> = units.iter().map(|unit| unit.id.into()).collect();
    let texts: Vec<String> = units
        .iter()
        .flat_map(|unit| [unit.code.clone(), unit.name.clone()])
        .collect();
    let named = named_spouses::about(db, &ids, &texts)?;
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let employers = employers(db, named.iter().map(|row| row.works_at.clone()))?;
    let places: BTreeSet<UnitId> = employers.values().flatten().copied().collect();
    let places: Vec<UnitId> = places.into_iter().collect();
    let names: BTreeSet<String> = named.iter().map(|row| row.name.clone()).collect();
    let names: Vec<String> = names.into_iter().collect();
    let mut members: BTreeMap<(UnitId, String), Vec<PersonId>> = BTreeMap::new();
    for (unit, person, name) in named_spouses::members_called(db, &places, &names)? {
        members.entry((unit, name)).or_default().push(person);
    }
    let sexes = sexes(db, &named, &members)?;
    let mut couples = Vec::new();
    for row in &named {
        let member = PersonId::from(row.person_id);
        let [unit] = employers.get(&row.works_at).map_or(&[][..], Vec::as_slice) else {
            continue;
        };
        let Some([spouse]) = members.get(&(*unit, row.name.clone())).map(Vec::as_slice) else {
            continue;
        };
        let same_sex = sexes
            .get(&member)
            .zip(sexes.get(spouse))
            .is_some_and(|(own, other)| own == other);
        if *spouse != member && !same_sex {
            couples.push((member, *spouse, UnitId::from(row.unit_id), env.now().0));
        }
    }
    storage::couples::declare(db, couples.iter().copied())?;
    Ok(couples
        .into_iter()
        .flat_map(|(member, spouse, ..)| [member, spouse])
        .collect())
}

/// The units that these texts are code or name of; a text that several have means none of them.
pub(crate) fn employers(
    db: &mut Db,
    texts: impl IntoIterator<Item = String>,
) -> Result<BTreeMap<String, Vec<UnitId>>> {
    let texts: BTreeSet<String> = texts.into_iter().collect();
    let asked: Vec<String> = texts.iter().cloned().collect();
    let mut found: BTreeMap<String, Vec<UnitId>> = BTreeMap::new();
    for unit in storage::units::called(db, &asked)? {
        for text in [unit.code, unit.name] {
            if texts.contains(&text) {
                found.entry(text).or_default().push(unit.id.into());
            }
        }
    }
    Ok(found)
}

fn sexes(
    db: &mut Db,
    named: &[NamedRow],
    members: &BTreeMap<(UnitId, String), Vec<PersonId>>,
) -> Result<BTreeMap<PersonId, String>> {
    let people: BTreeSet<PersonId> = named
        .iter()
        .map(|row| PersonId::from(row.person_id))
        .chain(members.values().flatten().copied())
        .collect();
    let people: Vec<PersonId> = people.into_iter().collect();
    Ok(storage::people::by_ids(db, &people)?
        .into_iter()
        .filter_map(|row| Some((row.id.into(), row.sex?)))
        .collect())
}
