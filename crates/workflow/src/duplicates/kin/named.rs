//! Partners who are named without a number: a couple, once exactly one member of the named employer fits, or where two name
//! each other.

use crate::audit::witness::sums::Sums;
use crate::error::Result;
use crate::intake::resolve::name_key;
use crate::session::Context;
use domain::glyph;
use domain::ids::{PersonId, UnitId};
use std::collections::{BTreeMap, BTreeSet};
use storage::couples::Naming;
use storage::named_partners::{self, NamedRow};
use storage::people::PersonRow;
use storage::units::Unit;
use storage::{Db, Key};

/// What a row says of a partner without a number.
pub(crate) fn row(
    member: PersonId,
    unit: UnitId,
    name: Option<&str>,
    works_at: Option<&str>,
) -> Option<NamedRow> {
    let name = glyph::ordinary_text(name?.trim());
    let works_at = works_at.unwrap_or_default().trim();
    (!name.is_empty()).then(|| NamedRow {
        person_id: member.into(),
        unit_id: unit.into(),
        name,
        works_at: works_at.to_owned(),
    })
}

/// Makes couples of those whom the rosters of these units name, or who are on them: whichever roster came first. A name
/// that several members of the employer have, or one of the member's own sex, names nobody. Gives everybody newly paired.
pub(crate) fn link(
    db: &mut Db,
    ctx: &Context,
    units: &[Unit],
    sums: &mut Sums,
) -> Result<Vec<PersonId>> {
    let ids: Vec<UnitId> = units.iter().map(|unit| unit.id.into()).collect();
    let texts: Vec<String> = units
        .iter()
        .flat_map(|unit| {
            let employer = UNION_WORDS
                .iter()
                .filter_map(|word| unit.name.strip_suffix(word));
            let employer: Vec<String> = employer.map(ToOwned::to_owned).collect();
            [vec![unit.code.clone(), unit.name.clone()], employer].concat()
        })
        .filter(|text| !text.is_empty())
        .collect();
    let named = named_partners::about(db, &ids, &texts)?;
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let employers = employers(db, named.iter().map(|row| row.works_at.clone()))?;
    let places: BTreeSet<UnitId> = employers.values().flatten().copied().collect();
    let places: Vec<UnitId> = places.into_iter().collect();
    let names: BTreeSet<String> = named.iter().map(|row| row.name.clone()).collect();
    let names: Vec<String> = names.into_iter().collect();
    let mut members: BTreeMap<(UnitId, String), Vec<PersonId>> = BTreeMap::new();
    for (unit, person, name) in named_partners::members_called(db, &places, &names)? {
        members.entry((unit, name)).or_default().push(person);
    }
    let sexes = sexes(db, &named, &members)?;
    let mut couples = Vec::new();
    for row in &named {
        let member = PersonId::from(row.person_id);
        let [unit] = employers.get(&row.works_at).map_or(&[][..], Vec::as_slice) else {
            continue;
        };
        let Some([partner]) = members.get(&(*unit, row.name.clone())).map(Vec::as_slice) else {
            continue;
        };
        let same_sex = sexes
            .get(&member)
            .zip(sexes.get(partner))
            .is_some_and(|(own, other)| own == other);
        if *partner != member && !same_sex {
            couples.push((member, *partner, UnitId::from(row.unit_id), ctx.now().0));
        }
    }
    couples.extend(each_other(db, ctx, &named)?);
    super::declare(db, ctx.keyring(), &couples, sums)?;
    Ok(couples
        .into_iter()
        .flat_map(|(member, partner, ..)| [member, partner])
        .collect())
}

/// Those of these who name somebody that names them: wherever the two are members.
fn each_other(db: &mut Db, ctx: &Context, named: &[NamedRow]) -> Result<Vec<Naming>> {
    let people: BTreeSet<PersonId> = named.iter().map(|row| row.person_id.into()).collect();
    let people: Vec<PersonId> = people.into_iter().collect();
    let own: BTreeMap<Key, String> = storage::people::by_ids(db, &people)?
        .into_iter()
        .map(|row| (row.id, glyph::ordinary_text(&row.name)))
        .collect();
    let names: BTreeSet<String> = own.values().cloned().collect();
    let names: Vec<String> = names.into_iter().collect();
    let mut naming: BTreeMap<(String, String), Vec<NamedRow>> = BTreeMap::new();
    for (row, name) in named_partners::naming(db, &names)? {
        let (partner, member) = (row.name.clone(), glyph::ordinary_text(&name));
        naming.entry((member, partner)).or_default().push(row);
    }
    let mut couples = Vec::new();
    for row in named {
        let Some(name) = own.get(&row.person_id) else {
            continue;
        };
        let both = naming.get(&(row.name.clone(), name.clone()));
        for other in both.into_iter().flatten() {
            let (member, partner) = (row.person_id.into(), other.person_id.into());
            couples.push((member, partner, row.unit_id.into(), ctx.now().0));
        }
    }
    Ok(couples)
}

/// Who may be the couple of one of these people by a name alone: one of the two names a partner of the other's name, without
/// a number or under one that is nobody's here, and neither is known to be, or names, anybody else's. `numbered` are their
/// partners who are named by a number, (one of the people, the partner).
pub(crate) fn perhaps(
    db: &mut Db,
    members: &[PersonId],
    numbered: &[(PersonId, PersonId)],
) -> Result<Vec<(PersonId, PersonId)>> {
    let mut taken = Taken::default();
    taken.add(db, numbered)?;
    // Most of them have a partner, and need not be asked about any further.
    let free: Vec<PersonId> = members
        .iter()
        .copied()
        .filter(|member| !taken.has(*member))
        .collect();
    let mut known = People::default();
    known.add(storage::people::by_ids(db, &free)?);
    let mut by_name: BTreeMap<String, Vec<PersonId>> = BTreeMap::new();
    for (member, person) in &known.0 {
        let of_name = by_name.entry(glyph::ordinary_text(&person.name));
        of_name.or_default().push(*member);
    }
    let ours = named_partners::of(db, &free)?;
    let mut named: BTreeSet<(PersonId, String)> = ours
        .iter()
        .map(|row| (row.person_id.into(), name_key(&row.name)))
        .collect();
    let couples: BTreeSet<(PersonId, PersonId)> = numbered.iter().copied().collect();
    let nobody = couples.iter().filter_map(|(member, partner)| {
        let key = taken.nobody.get(partner)?;
        Some((*member, key.clone()))
    });
    named.extend(nobody);
    let keys: BTreeSet<&String> = named.iter().map(|(_, key)| key).collect();
    let keys: Vec<String> = keys.into_iter().cloned().collect();
    let called = known.add(storage::people::called(db, &keys)?);
    let names: Vec<String> = by_name.keys().cloned().collect();
    let theirs = named_partners::naming(db, &names)?;
    let namers: BTreeSet<PersonId> = theirs.iter().map(|(row, _)| row.person_id.into()).collect();
    known.load(db, &namers)?;
    let mut pairs: BTreeSet<(PersonId, PersonId)> = BTreeSet::new();
    for (member, key) in &named {
        let fitting = called.get(key).into_iter().flatten();
        let fitting = fitting.map(|person| (*member, *person));
        // Whom the number names is a partner already.
        pairs.extend(fitting.filter(|pair| !couples.contains(pair)));
    }
    for (row, _) in &theirs {
        let fitting = by_name.get(&row.name).into_iter().flatten();
        pairs.extend(fitting.map(|person| (row.person_id.into(), *person)));
    }
    pairs.retain(|(namer, named)| namer != named && !known.are_of_one_sex(*namer, *named));
    pairs.retain(|(namer, named)| !taken.has(*namer) && !taken.has(*named));
    let asked: BTreeSet<PersonId> = members.iter().copied().collect();
    let others = pairs.iter().flat_map(|(namer, named)| [*namer, *named]);
    let others: BTreeSet<PersonId> = others.filter(|person| !asked.contains(person)).collect();
    let others: Vec<PersonId> = others.into_iter().collect();
    let partners = storage::couples::partners_of(db, &others)?;
    taken.add(db, &partners)?;
    pairs.retain(|(namer, named)| !taken.has(*namer) && !taken.has(*named));
    let named: BTreeSet<PersonId> = pairs.iter().map(|(_, named)| *named).collect();
    let named: Vec<PersonId> = named.into_iter().collect();
    let mut naming: BTreeMap<PersonId, Vec<String>> = BTreeMap::new();
    for row in named_partners::of(db, &named)? {
        let of_person = naming.entry(row.person_id.into()).or_default();
        of_person.push(name_key(&row.name));
    }
    let names_another = |namer: &PersonId, named: &PersonId| {
        let own = known.0.get(namer).map(|person| &person.name_key);
        let others = naming.get(named).zip(own);
        others.is_some_and(|(names, own)| !names.contains(own))
    };
    pairs.retain(|(namer, named)| !names_another(namer, named));
    Ok(pairs.into_iter().collect())
}

/// People as they are on record.
#[derive(Default)]
struct People(BTreeMap<PersonId, PersonRow>);

impl People {
    /// Keeps them, and gives them by name.
    fn add(&mut self, rows: Vec<PersonRow>) -> BTreeMap<String, Vec<PersonId>> {
        let mut by_name: BTreeMap<String, Vec<PersonId>> = BTreeMap::new();
        for row in rows {
            let person = PersonId::from(row.id);
            by_name
                .entry(row.name_key.clone())
                .or_default()
                .push(person);
            self.0.insert(person, row);
        }
        by_name
    }

    fn load(&mut self, db: &mut Db, people: &BTreeSet<PersonId>) -> Result<()> {
        let missing = people.iter().filter(|person| !self.0.contains_key(person));
        let missing: Vec<PersonId> = missing.copied().collect();
        self.add(storage::people::by_ids(db, &missing)?);
        Ok(())
    }

    fn are_of_one_sex(&self, one: PersonId, other: PersonId) -> bool {
        let sex = |person: PersonId| self.0.get(&person)?.sex.as_deref();
        sex(one).is_some() && sex(one) == sex(other)
    }
}

/// Who is known to be somebody's partner.
#[derive(Default)]
struct Taken {
    people: BTreeSet<PersonId>,
    /// Partners who are on no roster and claim nothing, with their names: most often a number that was mistyped.
    nobody: BTreeMap<PersonId, String>,
}

impl Taken {
    /// Adds those of whom all partners are given, (one of the people, the partner).
    fn add(&mut self, db: &mut Db, partners: &[(PersonId, PersonId)]) -> Result<()> {
        let named: BTreeSet<PersonId> = partners.iter().map(|(_, partner)| *partner).collect();
        let named: Vec<PersonId> = named.into_iter().collect();
        self.nobody
            .extend(storage::filings::only_named(db, &named)?);
        let known = partners
            .iter()
            .filter(|(_, partner)| !self.nobody.contains_key(partner));
        self.people.extend(known.map(|(person, _)| *person));
        Ok(())
    }

    fn has(&self, person: PersonId) -> bool {
        self.people.contains(&person)
    }
}

/// Words by which a union is called after the employer: 第七中学 is where the members of 第七中学工会 work.
const UNION_WORDS: [&str; 2] = ["工会委员会", "工会"];

/// The units that these texts are code or name of, or the employer's name; a text that several have means none of them.
pub(crate) fn employers(
    db: &mut Db,
    texts: impl IntoIterator<Item = String>,
) -> Result<BTreeMap<String, Vec<UnitId>>> {
    let mut meant: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for text in texts.into_iter().filter(|text| !text.is_empty()) {
        let unions = UNION_WORDS.iter().map(|word| format!("{text}{word}"));
        for name in unions.chain([text.clone()]) {
            meant.entry(name).or_default().insert(text.clone());
        }
    }
    let asked: Vec<String> = meant.keys().cloned().collect();
    let mut found: BTreeMap<String, Vec<UnitId>> = BTreeMap::new();
    for unit in storage::units::called(db, &asked)? {
        let names = [unit.code, unit.name];
        let texts: BTreeSet<&String> = names
            .iter()
            .filter_map(|name| meant.get(name))
            .flatten()
            .collect();
        for text in texts {
            found.entry(text.clone()).or_default().push(unit.id.into());
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
