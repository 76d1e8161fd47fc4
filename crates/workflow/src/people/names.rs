//! Under which names members are on record. A roster is one clerk's word: who is paid is held against everything that ever
//! named the number, and where that is not one name, a human says who it is.

use crate::error::Result;
use domain::ids::{OperatorId, PersonId, UnitId};
use domain::name::is_same;
use policy::facts::Renamed;
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;
use storage::people::MembershipRow;

/// The names of some members.
pub(crate) struct Names {
    /// On record, on rosters, and on rosters before.
    known: BTreeMap<PersonId, BTreeSet<String>>,
    /// Where a roster changed the name, the last time.
    renamed: BTreeMap<(PersonId, UnitId), Renamed>,
}

impl Names {
    /// Gathers every name of members whose roster entries are known.
    pub(crate) fn load(
        db: &mut Db,
        members: &[PersonId],
        rosters: &BTreeMap<PersonId, Vec<MembershipRow>>,
    ) -> Result<Self> {
        let mut known: BTreeMap<PersonId, BTreeSet<String>> = BTreeMap::new();
        for row in storage::people::by_ids(db, members)? {
            known.entry(row.id.into()).or_default().insert(row.name);
        }
        for member in members {
            let rows = rosters.get(member).into_iter().flatten();
            let names = rows.filter_map(|row| row.name.clone());
            known.entry(*member).or_default().extend(names);
        }
        let mut changed = BTreeMap::new();
        for row in storage::roster_names::of(db, members)? {
            let person = PersonId::from(row.person_id);
            let of_person = known.entry(person).or_default();
            of_person.insert(row.name);
            if let Some(before) = row.replaced {
                of_person.insert(before);
                let by = OperatorId::from(row.said_by);
                changed.insert((person, row.unit_id.into()), (row.said_on, by));
            }
        }
        for of_person in known.values_mut() {
            // Whom a file only mentioned by number has no name yet.
            of_person.remove("");
        }
        let logins = if changed.is_empty() {
            BTreeMap::new()
        } else {
            storage::operators::names(db)?
        };
        let renamed = changed.into_iter().map(|(place, (on, by))| {
            let by = logins.get(&by).cloned().unwrap_or_default();
            (place, Renamed { on, by })
        });
        Ok(Self {
            known,
            renamed: renamed.collect(),
        })
    }

    /// Something names the member otherwise.
    pub(crate) fn differ(&self, member: PersonId, said: &str) -> bool {
        let names = self.known.get(&member);
        names.is_some_and(|names| names.iter().any(|name| !is_same(name, said)))
    }

    /// The last change of the member's name on this union's roster. That of another union's is not told.
    pub(crate) fn renamed(&self, member: PersonId, unit: UnitId) -> Option<Renamed> {
        self.renamed.get(&(member, unit)).cloned()
    }
}
