//! What two operators decided before: these people are different people. No scan asks again.

use crate::duplicates::CaseBody;
use crate::error::Result;
use domain::ids::PersonId;
use std::collections::BTreeMap;
use storage::Db;

/// Decisions "different people" about a set of people.
pub(crate) struct Apart {
    /// For each person, the decided cases and the group the person stands in.
    groups: BTreeMap<PersonId, Vec<(usize, usize)>>,
}

impl Apart {
    pub(crate) fn load(db: &mut Db, people: &[PersonId]) -> Result<Self> {
        let mut people = people.to_vec();
        people.sort_unstable();
        people.dedup();
        let mut groups: BTreeMap<PersonId, Vec<(usize, usize)>> = BTreeMap::new();
        for (case, row) in storage::cases::found_different(db, &people)?
            .iter()
            .enumerate()
        {
            for (at, group) in CaseBody::of(row)?.apart.into_iter().enumerate() {
                for person in group {
                    groups.entry(person).or_default().push((case, at));
                }
            }
        }
        Ok(Self { groups })
    }

    /// Whether two people, each with the one they are counted as, were told apart.
    pub(crate) fn are(&self, a: [PersonId; 2], b: [PersonId; 2]) -> bool {
        let of = |people: [PersonId; 2]| {
            people
                .into_iter()
                .filter_map(|person| self.groups.get(&person))
                .flatten()
        };
        of(a).any(|(case, group)| of(b).any(|(other, theirs)| other == case && theirs != group))
    }
}
