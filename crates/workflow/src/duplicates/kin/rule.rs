//! Which claims of a family may be for one person.

use super::couples::{Couples, Link};
use super::family::Families;
use super::{Own, Pair, distinct};
use crate::duplicates::similar::Apart;
use crate::error::Result;
use crate::intake::resolve::open_number;
use crate::session::Context;
use chrono::NaiveDate;
use domain::identity::{IdentityKind, IdentityNumber, are_of_one_birth, are_two_people};
use domain::ids::{ClaimRef, PersonId};
use domain::name;
use matching::normalise::same::is_one_name;
use policy::Programme;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;
use storage::filings::Filing;

/// Why two claims of a case may be for one person of a family: as it is known now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kin {
    /// The claim that comes first in handle order.
    pub a: ClaimRef,
    /// The other.
    pub b: ClaimRef,
    /// What links the claimants.
    pub link: Link,
    /// Whoever asks sees one of the two people only: nothing is told of the other, and not what the two have in common.
    pub in_part: bool,
    /// When the first claim's subject was born; `None` where that is not for whoever asks.
    pub born_a: Option<NaiveDate>,
    /// When the other's was: the same day, or one too near for a second birth.
    pub born_b: Option<NaiveDate>,
    /// The documents of the first claim's subject.
    pub documents_a: Vec<IdentityKind>,
    /// The documents of the other's.
    pub documents_b: Vec<IdentityKind>,
    /// Both rows name the subject alike: siblings never are.
    pub same_name: bool,
    /// The birth dates are too near for two births.
    pub near: bool,
    /// The numbers prove two people; of one name they prove nothing, for one of them is mistyped or was issued anew.
    pub apart: bool,
}

/// Pairs of these claims with any claim of the same programme and year, where couples claim for the same people: a family's, for people of one birth whose
/// numbers do not prove two people and whom nobody told apart. Each once, in order.
pub(crate) fn suspects(db: &mut Db, ctx: &Context, own: &[Own]) -> Result<Vec<Pair>> {
    let members = distinct(own.iter().map(|(_, member)| *member));
    let mut couples = Couples::load(db, &members)?;
    couples.add_by_name(db, &members)?;
    let partners = members.iter().flat_map(|member| couples.of(*member));
    let everybody = distinct(partners.chain(members.iter().copied()));
    let filings = storage::filings::of_members(db, &everybody)?;
    let shared = |filing: &&Filing| {
        let programme = ctx.installation.registry.find(&filing.programme);
        programme.is_some_and(Programme::couples_share_subjects)
    };
    let mut by_member: BTreeMap<PersonId, Vec<&Filing>> = BTreeMap::new();
    for filing in filings.iter().filter(shared) {
        by_member.entry(filing.member).or_default().push(filing);
    }
    let wanted: BTreeSet<ClaimRef> = own.iter().map(|(claim, _)| *claim).collect();
    let mut met = Met::new();
    for filing in filings
        .iter()
        .filter(shared)
        .filter(|filing| wanted.contains(&filing.claim))
    {
        let family = couples.of(filing.member).chain([filing.member]);
        for other in family.filter_map(|member| by_member.get(&member)).flatten() {
            // What stands in open cases is stopped already.
            let meets = !(filing.contested && other.contested)
                && (&other.programme, other.year) == (&filing.programme, filing.year);
            if meets {
                meet(
                    &mut met,
                    (filing.claim, filing.member),
                    (other.claim, other.member),
                );
            }
        }
    }
    let mut kinship = Kinship::load(db, ctx, &couples, &met)?;
    kinship.found.retain(|kin| !kin.apart);
    let apart = Apart::load(db, &kinship.people())?;
    let open = |kin: &&Kin| !apart.are(kinship.both(kin.a), kinship.both(kin.b));
    let open = kinship.found.iter().filter(open);
    Ok(open.map(|kin| (kin.a, kin.b)).collect())
}

/// What is known of the claims of a case, whatever was decided about them.
pub(crate) fn explain(db: &mut Db, ctx: &Context, claims: &[Own]) -> Result<Vec<Kin>> {
    let members = distinct(claims.iter().map(|(_, member)| *member));
    let mut couples = Couples::load(db, &members)?;
    couples.add_by_name(db, &members)?;
    let mut met = Met::new();
    for (at, one) in claims.iter().enumerate() {
        for other in claims.iter().skip(at + 1) {
            if couples.between(one.1, other.1).is_some() {
                meet(&mut met, *one, *other);
            }
        }
    }
    Ok(Kinship::load(db, ctx, &couples, &met)?.found)
}

/// Pairs of claims for two people, with their claimants.
type Met = BTreeMap<Pair, [PersonId; 2]>;

fn meet(met: &mut Met, one: Own, other: Own) {
    let (first, second) = if one.0 < other.0 {
        (one, other)
    } else {
        (other, one)
    };
    if first.0.subject != second.0.subject {
        met.insert((first.0, second.0), [first.1, second.1]);
    }
}

/// Two claims, their claimants, the birth dates of the people, and whether they have one name.
type Close = (Pair, [PersonId; 2], [NaiveDate; 2], bool);

/// Claims of families whose people are of one birth.
struct Kinship {
    families: Families,
    found: Vec<Kin>,
}

impl Kinship {
    fn load(db: &mut Db, ctx: &Context, couples: &Couples, met: &Met) -> Result<Self> {
        let subjects = met.keys().flat_map(|(a, b)| [a.subject, b.subject]);
        let families = Families::load(db, subjects.collect())?;
        let said = said(db, &families, met)?;
        let mut close: Vec<Close> = Vec::new();
        for (pair, members) in met {
            let (Some(one), Some(other)) = (said.get(&pair.0), said.get(&pair.1)) else {
                continue;
            };
            let same_name = one.is_named_as(other);
            // Which claims were found to be for one person, the slot itself sees to.
            let apart = families.root_of(pair.0.subject) != families.root_of(pair.1.subject);
            if let Some(days) = nearest(&one.born, &other.born).filter(|[a, b]| {
                match couples.between(members[0], members[1]) {
                    Some(Link::Name) => apart && a == b,
                    _ => apart && (same_name || are_of_one_birth(*a, *b)),
                }
            }) {
                close.push((*pair, *members, days, same_name));
            }
        }
        let numbers = Numbers::load(db, ctx, &families, couples, &close)?;
        let found = close
            .into_iter()
            .filter_map(|((a, b), members, born, same_name)| {
                let root = |claim: ClaimRef| families.root_of(claim.subject);
                let [one, other] = [(a, born[0]), (b, born[1])]
                    .map(|(claim, day)| numbers.of_subject(root(claim), day));
                Some(Kin {
                    a,
                    b,
                    link: couples
                        .between(members[0], members[1])
                        .or_else(|| couples.between(members[1], members[0]))?,
                    in_part: false,
                    born_a: Some(born[0]),
                    born_b: Some(born[1]),
                    documents_a: kinds(&one),
                    documents_b: kinds(&other),
                    same_name,
                    near: are_of_one_birth(born[0], born[1]),
                    apart: !same_name
                        && are_two_people(&one, &other, &numbers.of_parents(couples, members)),
                })
            })
            .collect();
        Ok(Self { families, found })
    }

    /// A claim's subject, with the one the subject is counted as.
    fn both(&self, claim: ClaimRef) -> [PersonId; 2] {
        [claim.subject, self.families.root_of(claim.subject)]
    }

    fn people(&self) -> Vec<PersonId> {
        distinct(
            self.found
                .iter()
                .flat_map(|kin| [self.both(kin.a), self.both(kin.b)])
                .flatten(),
        )
    }
}

/// Of all the birth dates that are told of two people, the nearest ones.
fn nearest(one: &BTreeSet<NaiveDate>, other: &BTreeSet<NaiveDate>) -> Option<[NaiveDate; 2]> {
    one.iter()
        .flat_map(|a| other.iter().map(move |b| [*a, *b]))
        .min_by_key(|[a, b]| a.signed_duration_since(*b).num_days().abs())
}

/// What is said of a claim's subject.
#[derive(Default)]
struct Said {
    /// The birth dates on record, and the row's own, for a number tells none.
    born: BTreeSet<NaiveDate>,
    /// The row's own name.
    name: String,
}

impl Said {
    /// Parents write one name in traditional characters, in simplified ones or in letters.
    fn is_named_as(&self, other: &Self) -> bool {
        name::is_same(&self.name, &other.name) || is_one_name(&self.name, &other.name)
    }
}

/// What is said of the people of the claims.
fn said(db: &mut Db, families: &Families, met: &Met) -> Result<BTreeMap<ClaimRef, Said>> {
    let claims: BTreeSet<ClaimRef> = met.keys().flat_map(|(a, b)| [*a, *b]).collect();
    let claims: Vec<ClaimRef> = claims.into_iter().collect();
    let mut said: BTreeMap<ClaimRef, Said> = claims
        .iter()
        .map(|claim| {
            let born = families.born(claim.subject);
            let name = String::new();
            (*claim, Said { born, name })
        })
        .collect();
    for row in storage::filings::find(db, &claims)? {
        let content: Row = serde_json::from_str(&row.content)?;
        let of_subject = said.entry(row.handle()).or_default();
        of_subject.born.extend(content.subject.birth_date);
        of_subject.name = content.subject.name;
    }
    Ok(said)
}

/// The part of a row that is asked here.
#[derive(Deserialize)]
struct Row {
    subject: Subject,
}

#[derive(Deserialize)]
struct Subject {
    name: String,
    birth_date: Option<NaiveDate>,
}

fn kinds(numbers: &[IdentityNumber]) -> Vec<IdentityKind> {
    let kinds: BTreeSet<IdentityKind> = numbers.iter().map(IdentityNumber::kind).collect();
    kinds.into_iter().collect()
}

/// The numbers of the people, by the one a subject is counted as, and of everybody who may be a parent of theirs.
#[derive(Default)]
struct Numbers {
    subjects: BTreeMap<PersonId, Vec<IdentityNumber>>,
    adults: BTreeMap<PersonId, Vec<IdentityNumber>>,
}

impl Numbers {
    fn load(
        db: &mut Db,
        ctx: &Context,
        families: &Families,
        couples: &Couples,
        close: &[Close],
    ) -> Result<Self> {
        let subjects = close.iter().flat_map(|(pair, ..)| [pair.0, pair.1]);
        let roots: BTreeSet<PersonId> = subjects
            .map(|claim| families.root_of(claim.subject))
            .collect();
        let mut subjects = families.members();
        subjects.retain(|subject| roots.contains(&families.root_of(*subject)));
        let adults = close.iter().flat_map(|(_, members, ..)| members);
        let adults = distinct(adults.flat_map(|member| couples.of(*member).chain([*member])));
        let mut numbers = Self::default();
        for row in storage::people::identities_of_all(db, &subjects)? {
            let root = families.root_of(row.person_id.into());
            let of_subject = numbers.subjects.entry(root).or_default();
            of_subject.push(open_number(ctx, &row)?);
        }
        for row in storage::people::identities_of_all(db, &adults)? {
            let of_adult = numbers.adults.entry(row.person_id.into()).or_default();
            of_adult.push(open_number(ctx, &row)?);
        }
        Ok(numbers)
    }

    /// The numbers of a subject and of all who are counted as the same one. A number that tells another birth date is
    /// somebody else's, copied from another line.
    fn of_subject(&self, root: PersonId, born: NaiveDate) -> Vec<IdentityNumber> {
        let fits =
            |number: &&IdentityNumber| number.birth_date_with(born).is_none_or(|day| day == born);
        let numbers = self.subjects.get(&root).into_iter().flatten();
        numbers.filter(fits).cloned().collect()
    }

    fn of_parents(&self, couples: &Couples, members: [PersonId; 2]) -> Vec<IdentityNumber> {
        let parents = members
            .into_iter()
            .flat_map(|member| couples.of(member).chain([member]));
        let numbers = parents
            .filter_map(|person| self.adults.get(&person))
            .flatten();
        numbers.cloned().collect()
    }
}
