//! Who is a couple: looked up from both ends, from rosters and from claims.

use super::family::Families;
use super::named;
use crate::audit::witness::sums::Sums;
use crate::error::Result;
use domain::ids::PersonId;
use sealing::Keyring;
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;
use storage::couples::Naming;

/// What links two people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Link {
    /// One person claims twice.
    SameMember,
    /// A roster names one as the other's partner.
    Roster,
    /// Both claimed for one person.
    Claims,
    /// One names a partner of the other's name, and the other names nobody else: perhaps a namesake.
    Name,
}

impl Link {
    /// Stable code, as printed.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SameMember => "same-member",
            Self::Roster => "roster",
            Self::Claims => "child",
            Self::Name => "name",
        }
    }
}

/// Keeps who names whom as the partner, and vouches for those whom nobody named before.
pub(crate) fn declare(
    db: &mut Db,
    keyring: &Keyring,
    namings: &[Naming],
    sums: &mut Sums,
) -> Result<()> {
    let pairs = namings
        .iter()
        .map(|(member, partner, ..)| (*member, *partner));
    for pair in storage::couples::undeclared(db, pairs)? {
        sums.add(keyring, &pair);
    }
    Ok(storage::couples::declare(db, namings.iter().copied())?)
}

/// The partners of a set of people.
#[derive(Debug, Default)]
pub(crate) struct Couples(BTreeMap<PersonId, BTreeMap<PersonId, Link>>);

impl Couples {
    /// Finds everybody whom a roster names as the partner of one of these people, or who is named as theirs, and everybody
    /// who ever claimed for a subject of theirs. A proof of parentage is only recorded of a claim, so claims tell of those too.
    pub(crate) fn load(db: &mut Db, people: &[PersonId]) -> Result<Self> {
        let mut couples = Self::default();
        let claimed = storage::filings::subjects_of(db, people)?;
        let subjects: BTreeSet<PersonId> = claimed.iter().map(|(_, subject)| *subject).collect();
        let families = Families::load(db, subjects)?;
        let mut claimants: BTreeMap<PersonId, BTreeSet<PersonId>> = BTreeMap::new();
        for (subject, member) in storage::filings::claimants_of(db, &families.members())? {
            let of_subject = claimants.entry(families.root_of(subject)).or_default();
            of_subject.insert(member);
        }
        for (person, subject) in claimed {
            for other in claimants
                .get(&families.root_of(subject))
                .into_iter()
                .flatten()
            {
                couples.link(person, *other, Link::Claims);
            }
        }
        // What a roster says is the better word for those who also claim for one person.
        for (person, partner) in storage::couples::partners_of(db, people)? {
            couples.link(person, partner, Link::Roster);
        }
        Ok(couples)
    }

    /// Adds those who may be couples of the people this was loaded for by a name alone. Of them only people born on one day are looked at.
    pub(crate) fn add_by_name(&mut self, db: &mut Db, people: &[PersonId]) -> Result<()> {
        let numbered: Vec<(PersonId, PersonId)> = people
            .iter()
            .flat_map(|person| {
                let of = self.0.get(person).into_iter().flatten();
                let of = of.filter(|(_, link)| **link == Link::Roster);
                of.map(|(partner, _)| (*person, *partner))
            })
            .collect();
        for (person, partner) in named::perhaps(db, people, &numbered)? {
            for (one, other) in [(person, partner), (partner, person)] {
                let of = self.0.entry(one).or_default();
                of.entry(other).or_insert(Link::Name);
            }
        }
        Ok(())
    }

    fn link(&mut self, person: PersonId, partner: PersonId, link: Link) {
        if person != partner {
            self.0.entry(person).or_default().insert(partner, link);
        }
    }

    /// A person's partners.
    pub(crate) fn of(&self, person: PersonId) -> impl Iterator<Item = PersonId> + '_ {
        self.0.get(&person).into_iter().flatten().map(|(id, _)| *id)
    }

    /// What links two people; one person is linked with himself.
    pub(crate) fn between(&self, a: PersonId, b: PersonId) -> Option<Link> {
        if a == b {
            return Some(Link::SameMember);
        }
        self.0.get(&a).and_then(|of| of.get(&b)).copied()
    }
}
