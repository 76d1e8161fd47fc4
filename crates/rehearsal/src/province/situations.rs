//! Lawful but unusual claims: newborns, edges of age, assistance, both parents claiming.

use super::cast::Cast;
use super::entries::{Entry, Situation, rows_per_child};
use super::families::Spouse;
use super::method::Method;
use super::money::Funds;
use super::tree::Tree;
use super::{ProvinceSpec, day};
use crate::chance::Chance;
use chrono::{Days, NaiveDate};

/// How often each situation occurs, per 1,000 claims for 2026; at least once.
const RATES: [(Situation, usize); 11] = [
    (Situation::BothParents, 15),
    (Situation::BothParentsCertificate, 2),
    (Situation::NewbornCertificate, 20),
    (Situation::NewbornWaiver, 2),
    (Situation::EighteenthBirthday, 1),
    (Situation::AgeDepends, 4),
    (Situation::FamilyAccount, 15),
    (Situation::PaidBySpouse, 30),
    (Situation::Adopted, 3),
    (Situation::AssistedHalf, 20),
    (Situation::AssistedWhole, 5),
];

/// Makes ordinary claims unusual, at the given rates.
pub fn assign(spec: &ProvinceSpec, tree: &Tree, cast: &mut Cast, entries: &mut Vec<Entry>) {
    let mut chance = Chance::stream(spec.seed, "situations");
    let mut order: Vec<usize> = (0..entries.len())
        .filter(|at| entries[*at].year == 2026)
        .collect();
    chance.shuffle(&mut order);
    let rows = rows_per_child(entries);
    for (situation, per_mille) in RATES {
        let mut wanted = (order.len() * per_mille / 1000).max(1);
        for at in &order {
            let entry = &entries[*at];
            let child = &cast.families[entry.family].children[entry.child];
            let alone = rows[&(entry.family, entry.child)] == 1;
            if wanted == 0 {
                break;
            }
            if !entry.is_ordinary() || child.twin {
                continue;
            }
            if let Some(other) = make(spec, tree, cast, &mut chance, entry, alone, situation) {
                entries[*at].situation = Some(situation);
                entries.extend(other);
                wanted -= 1;
            }
        }
    }
}

/// Tries to make one entry unusual; the answer holds the second parent's entry where there is one.
fn make(
    spec: &ProvinceSpec,
    tree: &Tree,
    cast: &mut Cast,
    chance: &mut Chance,
    entry: &Entry,
    alone: bool,
    situation: Situation,
) -> Option<Option<Entry>> {
    let (family, child) = (entry.family, entry.child);
    let reimbursed = entry.mode == Method::Reimburse;
    let autumn = day(2025, 10, 2) + Days::new(chance.below(75) as u64);
    let mut born = |date: NaiveDate| (alone && cast.rebirth(family, child, date)).then_some(None);
    match situation {
        Situation::NewbornCertificate => born(autumn),
        Situation::NewbornWaiver if reimbursed => born(
            day(2026, 1, 2)
                + Days::new(
                    chance.below((spec.today - day(2026, 1, 6)).num_days() as usize) as u64,
                ),
        ),
        Situation::EighteenthBirthday => born(day(2008, 1, 1)),
        Situation::AgeDepends => born(day(2007, 1, 2) + Days::new(chance.below(364) as u64)),
        Situation::FamilyAccount | Situation::PaidBySpouse | Situation::AssistedWhole => {
            reimbursed.then_some(None)
        }
        Situation::AssistedHalf => (entry.mode != Method::Shared).then_some(None),
        Situation::Adopted => Some(None),
        Situation::BothParents => other_parent(tree, cast, entry, Situation::BothParents).map(Some),
        Situation::BothParentsCertificate => {
            let other = other_parent(tree, cast, entry, Situation::BothParentsNumber)?;
            (alone && cast.rebirth(family, child, autumn)).then_some(Some(other))
        }
        _ => None,
    }
}

/// The same child-year by the other parent, when that one is a member of another unit with plan and budget.
fn other_parent(tree: &Tree, cast: &Cast, entry: &Entry, situation: Situation) -> Option<Entry> {
    let family = &cast.families[entry.family];
    let Spouse::Member(second) = family.spouse else {
        return None;
    };
    let other = if entry.claimant == second {
        family.first
    } else {
        second
    };
    let unit = &tree.basics[cast.members[other].unit];
    if cast.members[other].unit == entry.unit || !unit.plan.approved || unit.funds != Funds::Ample {
        return None;
    }
    let mut claim = Entry::new(tree, cast, entry.family, entry.child, entry.year, other);
    claim.situation = Some(situation);
    Some(claim)
}
