//! Two numbers, one person: the person of one number is counted as the other's, and the root's slots
//! inherit what was occupied. The claims keep the person they were filed for, so it can be undone.

use super::body::Merge;
use super::scene::Scene;
use crate::error::{Result, WorkflowError};
use domain::fen::Fen;
use domain::identity::IdentityKind;
use domain::ids::{ClaimId, ClaimRef, PersonId};
use domain::slot::{Occupancy, SlotKey};
use std::collections::BTreeSet;
use storage::{Db, StorageError};

/// Locks people for a merge, with their roots and everybody counted as them. One person alone is left
/// to the shared lock every command takes.
pub(super) fn lock_family(db: &mut Db, people: &[PersonId]) -> Result<Vec<PersonId>> {
    let distinct: BTreeSet<PersonId> = people.iter().copied().collect();
    if distinct.len() < 2 {
        return Ok(Vec::new());
    }
    let family = family_of(db, &distinct)?;
    storage::people::lock_exclusive(db, &family)?;
    if family_of(db, &distinct)? == family {
        Ok(family)
    } else {
        // Somebody merged one of them a moment ago.
        Err(StorageError::Conflict.into())
    }
}

fn family_of(db: &mut Db, people: &BTreeSet<PersonId>) -> Result<Vec<PersonId>> {
    let mut family = people.clone();
    let asked: Vec<PersonId> = people.iter().copied().collect();
    let rows = storage::people::by_ids(db, &asked)?;
    family.extend(
        rows.iter()
            .filter_map(|row| row.merged_into.map(PersonId::from)),
    );
    let roots: Vec<PersonId> = family.iter().copied().collect();
    family.extend(
        storage::people::absorbed(db, &roots)?
            .into_iter()
            .map(|(_, person)| person),
    );
    Ok(family.into_iter().collect())
}

/// Every slot any of these people has, for each of them: a root inherits what it never had itself.
pub(super) fn slots_of(db: &mut Db, family: &[PersonId]) -> Result<Vec<SlotKey>> {
    let slots = storage::slots::of_subjects(db, family)?;
    let keys: BTreeSet<SlotKey> = slots
        .iter()
        .flat_map(|slot| {
            family.iter().map(|person| SlotKey {
                subject: *person,
                ..slot.key.clone()
            })
        })
        .collect();
    Ok(keys.into_iter().collect())
}

/// Counts every subject of the case as one: the person whose details were found right, else that of the claim that
/// stands.
pub(super) fn into_one(
    db: &mut Db,
    scene: &mut Scene,
    kept: ClaimRef,
    details_of: Option<ClaimRef>,
) -> Result<()> {
    let subjects = scene.subjects();
    let root = match details_of {
        Some(claim) => scene.work.root_of(claim.subject),
        None => with_resident_number(db, scene, kept, &subjects)?,
    };
    for absorbed in subjects.into_iter().filter(|subject| *subject != root) {
        inherit(scene, absorbed, root, kept)?;
        let mut followers = Vec::new();
        for (_, follower) in storage::people::absorbed(db, &[absorbed])? {
            storage::people::set_merged(db, follower, Some(root))?;
            scene.work.reroot(follower, root);
            scene.work.merged.insert(follower);
            followers.push(follower);
        }
        storage::people::set_merged(db, absorbed, Some(root))?;
        scene.work.reroot(absorbed, root);
        scene.work.merged.insert(absorbed);
        scene.body.merges.push(Merge {
            absorbed,
            root,
            followers,
        });
    }
    Ok(())
}

/// The person of the claim that stands if they have a resident identity number, else another who has one, else the
/// person of the claim that stands.
fn with_resident_number(
    db: &mut Db,
    scene: &Scene,
    kept: ClaimRef,
    subjects: &BTreeSet<PersonId>,
) -> Result<PersonId> {
    let own = scene.work.root_of(kept.subject);
    let others = subjects.iter().copied().filter(|subject| *subject != own);
    for subject in std::iter::once(own).chain(others) {
        let numbers = storage::people::identities_of(db, subject)?;
        if numbers
            .iter()
            .any(|number| number.kind == IdentityKind::ResidentId)
        {
            return Ok(subject);
        }
    }
    Ok(own)
}

/// Moves what the absorbed person's slots occupy to the root's.
fn inherit(scene: &mut Scene, absorbed: PersonId, root: PersonId, kept: ClaimRef) -> Result<()> {
    let keys: Vec<SlotKey> = scene
        .work
        .slots
        .keys()
        .filter(|key| key.subject == absorbed)
        .cloned()
        .collect();
    for key in keys {
        let to = SlotKey {
            subject: root,
            ..key.clone()
        };
        let (Some(theirs), Some(ours)) = (scene.work.slots.get(&key), scene.work.slots.get(&to))
        else {
            return Err(StorageError::Conflict.into());
        };
        let (theirs, ours) = (theirs.value.clone(), ours.value.clone());
        if theirs.occupancy != Occupancy::Free && ours.occupancy != Occupancy::Free {
            let holder = theirs.occupancy.claim().and_then(|id| holder(scene, id));
            let claim = holder
                .or_else(|| scene.work.claim(kept).cloned())
                .ok_or(StorageError::NotFound)?;
            return Err(scene.refuse(
                &claim,
                "two-payments",
                &words!(
                    "两个号码在同一年度都有支付，请先追回其中一笔",
                    "both numbers have a payment for the same year; recover one of them first"
                ),
            ));
        }
        if theirs.case.is_some() && ours.case.is_some() && theirs.case != ours.case {
            let claim = scene
                .work
                .claim(kept)
                .cloned()
                .ok_or(StorageError::NotFound)?;
            return Err(scene.refuse(
                &claim,
                "other-case",
                &words!(
                    "双方各有其他未处理的重复申报，请先处理",
                    "both people stand in other open cases; decide those first"
                ),
            ));
        }
        let Some(to) = scene.work.slots.get_mut(&to) else {
            continue;
        };
        if theirs.occupancy == Occupancy::Free && theirs.case.is_none() {
            continue;
        }
        let slot = to.change();
        slot.case = slot.case.or(theirs.case);
        if theirs.occupancy != Occupancy::Free {
            slot.occupancy = theirs.occupancy;
            slot.committed = theirs.committed;
        }
        vacate(scene, &key);
    }
    Ok(())
}

fn vacate(scene: &mut Scene, key: &SlotKey) {
    if let Some(held) = scene.work.slots.get_mut(key) {
        let slot = held.change();
        slot.occupancy = Occupancy::Free;
        slot.committed = Fen::ZERO;
        slot.case = None;
    }
}

fn holder(scene: &Scene, id: ClaimId) -> Option<domain::claim_record::ClaimRecord> {
    scene
        .work
        .claims
        .values()
        .map(|held| &held.value)
        .find(|claim| claim.id() == id)
        .cloned()
}

/// Takes merges off the people, before anything else is locked: slots are found by the root.
pub(super) fn part_people(db: &mut Db, case: &str, merges: &[Merge]) -> Result<Vec<PersonId>> {
    let people: Vec<PersonId> = merges
        .iter()
        .flat_map(|merge| {
            [merge.absorbed, merge.root]
                .into_iter()
                .chain(merge.followers.clone())
        })
        .collect();
    let family = lock_family(db, &people)?;
    for merge in merges.iter().rev() {
        let rows = storage::people::by_ids(db, &[merge.absorbed])?;
        if rows
            .iter()
            .any(|row| row.merged_into != Some(merge.root.into()))
        {
            return Err(WorkflowError::State {
                kind: crate::Thing::Case,
                id: case.to_owned(),
                state: words!("此后又有合并", "merged again since"),
                hint: Box::new(words!(
                    "请先撤销同一人较晚的案件",
                    "undo the later case of the same person first"
                )),
            });
        }
        storage::people::set_merged(db, merge.absorbed, None)?;
        for follower in &merge.followers {
            storage::people::set_merged(db, *follower, Some(merge.absorbed))?;
        }
    }
    Ok(family)
}

/// Gives back what a root's slot occupies for a claim filed for somebody else.
pub(super) fn give_back(scene: &mut Scene, merges: &[Merge]) {
    for merge in merges.iter().rev() {
        scene.work.merged.insert(merge.absorbed);
        scene.work.merged.extend(&merge.followers);
        let keys: Vec<SlotKey> = scene
            .work
            .slots
            .keys()
            .filter(|key| key.subject == merge.root)
            .cloned()
            .collect();
        for key in keys {
            let Some(slot) = scene.work.slots.get(&key).map(|held| held.value.clone()) else {
                continue;
            };
            let theirs = SlotKey {
                subject: merge.absorbed,
                ..key.clone()
            };
            let occupant = slot.occupancy.claim().and_then(|id| holder(scene, id));
            let moves = occupant
                .is_some_and(|claim| scene.work.root_of(claim.handle.subject) == merge.absorbed);
            let contested = slot.case.filter(|case| {
                let on_theirs = scene.work.live_on(&theirs);
                on_theirs.iter().any(|claim| {
                    scene
                        .work
                        .claim(*claim)
                        .is_some_and(|claim| claim.case == Some(*case))
                })
            });
            let Some(held) = scene.work.slots.get_mut(&theirs) else {
                continue;
            };
            if contested.is_some() {
                held.change().case = contested;
            }
            if moves {
                let to = held.change();
                to.occupancy = slot.occupancy;
                to.committed = slot.committed;
                if let Some(held) = scene.work.slots.get_mut(&key) {
                    let from = held.change();
                    from.occupancy = Occupancy::Free;
                    from.committed = Fen::ZERO;
                }
            }
        }
    }
}
