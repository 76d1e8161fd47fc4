//! People with everybody who is counted as them.

use crate::error::Result;
use chrono::NaiveDate;
use domain::ids::PersonId;
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;
use storage::people::PersonRow;

/// A set of people, the ones they are counted as, and all who are counted as those.
#[derive(Debug, Default)]
pub(crate) struct Families {
    roots: BTreeMap<PersonId, PersonId>,
    born: BTreeMap<PersonId, BTreeSet<NaiveDate>>,
}

impl Families {
    pub(crate) fn load(db: &mut Db, people: BTreeSet<PersonId>) -> Result<Self> {
        let mut families = Self::default();
        let asked: Vec<PersonId> = people.into_iter().collect();
        families.take(storage::people::by_ids(db, &asked)?);
        let roots: BTreeSet<PersonId> = families.roots.values().copied().collect();
        let roots: Vec<PersonId> = roots.into_iter().collect();
        let mut others: BTreeSet<PersonId> = storage::people::absorbed(db, &roots)?
            .into_iter()
            .map(|(_, person)| person)
            .chain(roots)
            .collect();
        others.retain(|person| !families.roots.contains_key(person));
        let others: Vec<PersonId> = others.into_iter().collect();
        families.take(storage::people::by_ids(db, &others)?);
        Ok(families)
    }

    fn take(&mut self, rows: Vec<PersonRow>) {
        for row in rows {
            let root = row.merged_into.unwrap_or(row.id).into();
            self.roots.insert(row.id.into(), root);
            self.born.entry(root).or_default().extend(row.birth_date);
        }
    }

    /// The person somebody is counted as.
    pub(crate) fn root_of(&self, person: PersonId) -> PersonId {
        self.roots.get(&person).copied().unwrap_or(person)
    }

    /// Everybody, in no family twice.
    pub(crate) fn members(&self) -> Vec<PersonId> {
        self.roots.keys().copied().collect()
    }

    /// The birth dates on record of a person, whoever of the family they were filed for.
    pub(crate) fn born(&self, person: PersonId) -> BTreeSet<NaiveDate> {
        let root = self.root_of(person);
        self.born.get(&root).cloned().unwrap_or_default()
    }
}
