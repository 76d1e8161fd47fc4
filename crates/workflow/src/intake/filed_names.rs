//! Under which names unions file people. One number is one person, whoever brought it first; but what one union wrote
//! of that person is not told to another by way of the number. So where a union writes something else than what is on
//! record, its own words are kept beside it and shown to whoever sees its rows.

use crate::audit::events;
use crate::audit::witness::registers::{Held, Register};
use crate::audit::witness::sums::{Of, Sums};
use crate::error::Result;
use crate::intake::resolve::{PUT_ON_RECORD, name_key};
use crate::people::name_forms;
use crate::session::Context;
use domain::draft::PersonDraft;
use domain::ids::{PersonId, UnitId};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use storage::filed_names::FiledNameRow;
use storage::people::PersonRow;
use storage::{Db, Key};

/// A person as a union files them.
pub(crate) struct Filing<'a> {
    pub(crate) person: PersonId,
    /// The union; none where its row only mentions somebody whom it does not file.
    pub(crate) unit: Option<UnitId>,
    pub(crate) draft: &'a PersonDraft,
}

impl Filing<'_> {
    /// What the union writes is another name than the one on record.
    fn names_otherwise(&self, known: &PersonRow) -> bool {
        let name = &self.draft.name;
        !name.is_empty() && known.name != *name && known.name_key != name_key(name)
    }

    /// What the union writes is what is on record.
    fn agrees(&self, known: &PersonRow) -> bool {
        let sex = self.draft.sex.map(|sex| sex.code());
        known.name == self.draft.name
            && known.birth_date == self.draft.birth_date
            && known.sex.as_deref() == sex
    }
}

type Place = (PersonId, UnitId);

/// Keeps what unions write of people where it is not what is on record. A union that once wrote what is on record knows
/// it, whatever its rows say besides. Tells of each filing whether the name on record is another one, and nothing else
/// of it.
pub(crate) fn keep(db: &mut Db, ctx: &Context, filings: &[Filing<'_>]) -> Result<Vec<bool>> {
    let people: BTreeSet<PersonId> = filings.iter().map(|filing| filing.person).collect();
    let people: Vec<PersonId> = people.into_iter().collect();
    db.write(|db| {
        let on_record = on_record(db, ctx, filings, &people)?;
        let mut differ = Vec::with_capacity(filings.len());
        let mut other: BTreeMap<Place, &PersonDraft> = BTreeMap::new();
        let mut knows: BTreeSet<Place> = BTreeSet::new();
        for filing in filings {
            let known = on_record.get(&filing.person);
            differ.push(known.is_some_and(|known| filing.names_otherwise(known)));
            let Some((unit, known)) = filing.unit.zip(known) else {
                continue;
            };
            if filing.agrees(known) {
                knows.insert((filing.person, unit));
            } else {
                other.insert((filing.person, unit), filing.draft);
            }
        }
        put(db, ctx, &people, other, &knows)?;
        Ok(differ)
    })
}

/// Who these people are on record; who was only mentioned by number until now gets the name that is written first.
fn on_record(
    db: &mut Db,
    ctx: &Context,
    filings: &[Filing<'_>],
    people: &[PersonId],
) -> Result<BTreeMap<PersonId, PersonRow>> {
    let mut on_record: BTreeMap<PersonId, PersonRow> = storage::people::by_ids(db, people)?
        .into_iter()
        .map(|row| (row.id.into(), row))
        .collect();
    let mut names = BTreeSet::new();
    let mut nameless = Vec::new();
    for filing in filings
        .iter()
        .filter(|filing| !filing.draft.name.is_empty())
    {
        let is_nameless = |row: &&mut PersonRow| row.name.is_empty();
        if let Some(row) = on_record.get_mut(&filing.person).filter(is_nameless) {
            nameless.push(row.clone());
            row.name.clone_from(&filing.draft.name);
            row.name_key = name_key(&row.name);
            names.insert(row.name_key.clone());
        }
    }
    add_forms(db, names)?;
    let mut sums = Sums::default();
    for before in &nameless {
        let Some(row) = on_record.get(&before.id.into()) else {
            continue;
        };
        if storage::people::name(db, row)? {
            sums.replace(ctx.keyring(), before, row);
        }
    }
    if !sums.is_empty() {
        let detail = json!({ "people": sums.people(Of::People) });
        events::vouch(db, ctx, PUT_ON_RECORD, &detail, &sums.witnesses())?;
    }
    Ok(on_record)
}

fn put(
    db: &mut Db,
    ctx: &Context,
    people: &[PersonId],
    mut other: BTreeMap<Place, &PersonDraft>,
    knows: &BTreeSet<Place>,
) -> Result<()> {
    let kept: BTreeSet<Place> = storage::filed_names::of(db, people)?
        .into_iter()
        .map(|row| (row.person_id.into(), row.unit_id.into()))
        .collect();
    let gone: Vec<Place> = kept.intersection(knows).copied().collect();
    other.retain(|place, _| !knows.contains(place));
    if !other.is_empty() {
        let people: BTreeSet<PersonId> = other.keys().map(|(person, _)| *person).collect();
        let people: Vec<PersonId> = people.into_iter().collect();
        let before = places(db, &people)?;
        other.retain(|place, _| kept.contains(place) || !before.contains(place));
    }
    let changed = gone.iter().chain(other.keys());
    let units: BTreeSet<Key> = changed.map(|(_, unit)| Key::from(*unit)).collect();
    if units.is_empty() {
        return Ok(());
    }
    let held = Held::of(db, ctx.keyring(), &units, &[Register::FiledNames])?;
    for (person, unit) in &gone {
        storage::filed_names::remove(db, *person, *unit)?;
    }
    let detail = json!({ "people": gone.len() + other.len() });
    let rows: Vec<FiledNameRow> = other
        .into_iter()
        .map(|(place, draft)| row(ctx, place, draft))
        .collect();
    add_forms(db, rows.iter().map(|row| row.name_key.clone()).collect())?;
    storage::filed_names::put(db, &rows)?;
    let written = held.witnesses(db, ctx.keyring())?;
    events::vouch(db, ctx, "filed-names", &detail, &written)
}

/// Which unions have these people on their rosters or in their claims already.
fn places(db: &mut Db, people: &[PersonId]) -> Result<BTreeSet<Place>> {
    let mut places: BTreeSet<Place> = storage::people::memberships_of(db, people)?
        .into_iter()
        .map(|row| (row.person_id.into(), row.unit_id.into()))
        .collect();
    for claim in storage::people::list::claims_of(db, people)? {
        for person in [claim.subject_id, claim.member_id] {
            places.insert((person.into(), claim.unit_id.into()));
        }
    }
    Ok(places)
}

/// How names may be typed that nobody bears yet.
fn add_forms(db: &mut Db, names: BTreeSet<String>) -> Result<()> {
    let names: Vec<String> = names.into_iter().collect();
    let known = storage::name_forms::known(db, &names)?;
    let new = names.iter().filter(|name| !known.contains(*name));
    storage::name_forms::add(db, &name_forms::rows(new))?;
    Ok(())
}

fn row(ctx: &Context, (person, unit): Place, draft: &PersonDraft) -> FiledNameRow {
    FiledNameRow {
        person_id: person.into(),
        unit_id: unit.into(),
        name: draft.name.clone(),
        name_key: name_key(&draft.name),
        birth_date: draft.birth_date,
        sex: draft.sex.map(|sex| sex.code().to_owned()),
        filed_at: ctx.now().0,
    }
}
