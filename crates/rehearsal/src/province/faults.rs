//! Faults planted on purpose, each on a row that is otherwise ordinary, so that what comes of it is the fault's doing.

use super::cast::Cast;
use super::entries::{Entry, Fault, rows_per_child};
use super::method::Method;
use super::{ProvinceSpec, day};
use crate::chance::Chance;
use crate::names;
use chrono::Days;
use std::collections::BTreeMap;

/// How often each fault is planted, per 1,000 claims for 2026; at least once.
const RATES: [(Fault, usize); 16] = [
    (Fault::OverAge, 4),
    (Fault::IdLowerX, 5),
    (Fault::IdAsNumber, 7),
    (Fault::IdBadCheck, 5),
    (Fault::IdImpossibleDate, 2),
    (Fault::IdFullWidth, 4),
    (Fault::IdBlanks, 5),
    (Fault::NameInterpunct, 3),
    (Fault::AmountWithUnit, 4),
    (Fault::DateDotted, 7),
    (Fault::OverStandard, 4),
    (Fault::DuplicatedRow, 4),
    (Fault::MissingRoster, 5),
    (Fault::NotInService, 3),
    (Fault::DuesLapsed, 3),
    (Fault::DuesUnknown, 3),
];

/// Plants the faults of rows and of members.
pub fn plant(spec: &ProvinceSpec, cast: &mut Cast, entries: &mut [Entry]) {
    let mut chance = Chance::stream(spec.seed, "faults");
    let mut order: Vec<usize> = (0..entries.len())
        .filter(|at| entries[*at].year == 2026)
        .collect();
    chance.shuffle(&mut order);
    let rows = rows_per_child(entries);
    let mut of_claimant: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        of_claimant.entry(entry.claimant).or_default().push(at);
    }
    for (fault, per_mille) in RATES {
        let mut wanted = (order.len() * per_mille / 1000).max(1);
        for at in &order {
            if wanted == 0 {
                break;
            }
            let (family, child, claimant) = (
                entries[*at].family,
                entries[*at].child,
                entries[*at].claimant,
            );
            if !entries[*at].is_ordinary() || cast.families[family].children[child].twin {
                continue;
            }
            // A member's fault shows in all their rows, so all of them must be ordinary.
            let marked = if is_members(fault) {
                of_claimant[&claimant].clone()
            } else {
                vec![*at]
            };
            let ordinary = marked.iter().all(|row| {
                entries[*row].is_ordinary()
                    && !cast.families[entries[*row].family].children[entries[*row].child].twin
            });
            let alone = rows[&(family, child)] == 1;
            if ordinary && apply(cast, &mut chance, &entries[*at], alone, fault) {
                for row in &marked {
                    entries[*row].fault = Some(fault);
                }
                wanted = wanted.saturating_sub(marked.len());
            }
        }
    }
}

fn is_members(fault: Fault) -> bool {
    matches!(
        fault,
        Fault::MissingRoster | Fault::NotInService | Fault::DuesLapsed | Fault::DuesUnknown
    )
}

/// Changes people where the fault is theirs, and says whether the fault fits this row.
fn apply(cast: &mut Cast, chance: &mut Chance, entry: &Entry, alone: bool, fault: Fault) -> bool {
    let reimbursed = entry.mode == Method::Reimburse;
    let small_x = cast.families[entry.family].children[entry.child]
        .id
        .ends_with('X');
    let member = &mut cast.members[entry.claimant];
    match fault {
        Fault::IdLowerX => small_x,
        Fault::IdAsNumber | Fault::IdImpossibleDate => !small_x,
        Fault::AmountWithUnit | Fault::DateDotted | Fault::OverStandard => reimbursed,
        Fault::OverAge => {
            alone
                && cast.rebirth(
                    entry.family,
                    entry.child,
                    day(2005, 6, 1) + Days::new(chance.below(500) as u64),
                )
        }
        Fault::NameInterpunct => {
            if alone {
                cast.families[entry.family].children[entry.child].name = names::dotted(chance);
            }
            alone
        }
        Fault::MissingRoster => {
            member.listed = false;
            true
        }
        Fault::NotInService => {
            member.status = if chance.happens(500) {
                "退休"
            } else {
                "离职"
            };
            true
        }
        Fault::DuesLapsed => {
            member.dues_until = format!("2025-0{}", 1 + chance.below(6));
            true
        }
        Fault::DuesUnknown => {
            member.dues_until.clear();
            true
        }
        Fault::IdBadCheck | Fault::IdFullWidth | Fault::IdBlanks | Fault::DuplicatedRow => true,
        Fault::UnitWithoutPlan | Fault::UnitWithoutBudget | Fault::BudgetTooSmall => false,
    }
}
