//! What each verdict does to the claims of a case.

use super::merge;
use super::scene::Scene;
use crate::error::{Result, WorkflowError};
use domain::case::CaseState;
use domain::claim::{HoldUntil, StateName, Step};
use domain::ids::{ClaimRef, PersonId};
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;

/// One claim stands. Whoever holds the slot beyond recall is the only one that can.
pub(super) fn keep_one(
    db: &mut Db,
    scene: &mut Scene,
    kept: ClaimRef,
    chosen_by: &str,
    details_of: Option<ClaimRef>,
) -> Result<CaseState> {
    if let Some(claim) = details_of {
        require_choice(scene, claim)?;
    }
    let live = scene.live();
    let Some(stands) = live.iter().find(|claim| claim.handle == kept).cloned() else {
        return Err(match scene.work.claim(kept).cloned() {
            Some(claim) if scene.claims.contains(&kept) => scene.refuse(
                &claim,
                "not-live",
                &words!(
                    "只有仍然有效的申报可以保留",
                    "only a claim that counts can be kept"
                ),
            ),
            _ => WorkflowError::NotFound {
                kind: crate::Thing::ClaimOfCase,
                id: kept.to_string(),
            },
        });
    };
    if let Some(sealed) = live
        .iter()
        .find(|claim| claim.handle != kept && claim.state.name().is_sealed())
    {
        return Err(scene.refuse(
            sealed,
            "sealed",
            &words!(
                "款项在途或已支付，只能保留这一件",
                "its money is on its way or paid, so only this claim can be kept"
            ),
        ));
    }
    scene.body.kept = Some(kept);
    scene.body.details_of = details_of;
    chosen_by.trim().clone_into(&mut scene.body.chosen_by);
    scene.lift()?;
    let reason = scene.body.reason.clone();
    for claim in live.iter().filter(|claim| claim.handle != kept) {
        scene.step(
            claim,
            &Step::Withdraw {
                reason: reason.clone(),
            },
        )?;
    }
    if stands.state.on(scene.work.today) == StateName::Held {
        scene.step(&stands, &Step::Undo { reason })?;
    }
    if scene.subjects().len() > 1 {
        merge::into_one(db, scene, kept, details_of)?;
    }
    scene.contest_again()?;
    Ok(CaseState::Resolved)
}

/// Details can only be chosen among those of the case, and only where they differ.
fn require_choice(scene: &Scene, claim: ClaimRef) -> Result<()> {
    if !scene.claims.contains(&claim) {
        return Err(WorkflowError::NotFound {
            kind: crate::Thing::ClaimOfCase,
            id: claim.to_string(),
        });
    }
    if scene.subjects().len() < 2 {
        return Err(WorkflowError::Usage(words!(
            "本案各申报是同一人，没有需要选择的信息",
            "all claims of the case name one person; there are no details to choose between"
        )));
    }
    Ok(())
}

/// Different people. Where all claims name one person, a number must be wrong; where they name
/// several, a second operator has to agree first.
pub(super) fn different(scene: &mut Scene, evidence: &str) -> Result<CaseState> {
    scene.require_all_in_scope()?;
    evidence.trim().clone_into(&mut scene.body.evidence);
    if scene.subjects().len() < 2 {
        return return_all(scene);
    }
    if scene.body.evidence.is_empty() {
        return Err(WorkflowError::Usage(words!(
            "请写明凭什么认定不是同一人",
            "say what shows that these are different people"
        )));
    }
    Ok(CaseState::Proposed)
}

/// The claims of different people go on, each for itself, and the pair is remembered.
pub(super) fn part(scene: &mut Scene) -> Result<()> {
    scene.require_all_in_scope()?;
    let mut groups: BTreeMap<PersonId, BTreeSet<PersonId>> = BTreeMap::new();
    let people: Vec<PersonId> = scene
        .claims
        .iter()
        .map(|claim| claim.subject)
        .chain(scene.body.people.clone())
        .collect();
    for person in people {
        let root = scene.work.root_of(person);
        groups.entry(root).or_default().extend([root, person]);
    }
    scene.body.apart = groups
        .into_values()
        .map(|group| group.into_iter().collect())
        .collect();
    scene.lift()?;
    scene.contest_again()
}

/// Every claim that can still be changed goes back to its unit.
pub(super) fn return_all(scene: &mut Scene) -> Result<CaseState> {
    scene.lift()?;
    let reason = scene.body.reason.clone();
    for claim in scene.open_to_change() {
        if claim.state.name() != StateName::Returned {
            scene.step(
                &claim,
                &Step::Return {
                    reason: reason.clone(),
                },
            )?;
        }
    }
    Ok(CaseState::Resolved)
}

/// Every undecided claim waits, and the case with it: a date that has come decides nothing.
pub(super) fn hold(scene: &mut Scene, until: &HoldUntil) -> Result<CaseState> {
    let (today, reason) = (scene.work.today, scene.body.reason.clone());
    scene.body.held_until = match until {
        HoldUntil::Date(date) => Some(*date),
        HoldUntil::SlotFree => None,
    };
    let mut held = 0;
    for claim in scene.live() {
        if claim.state.on(today) == StateName::Held {
            // A hold is replaced, not stacked.
            scene.step(
                &claim,
                &Step::Undo {
                    reason: reason.clone(),
                },
            )?;
        } else if !matches!(
            claim.state.on(today),
            StateName::Submitted | StateName::Reviewed
        ) {
            continue;
        }
        scene.step(
            &claim,
            &Step::Hold {
                until: until.clone(),
                reason: reason.clone(),
            },
        )?;
        held += 1;
    }
    if held == 0 {
        return Err(WorkflowError::Usage(words!(
            "本案没有未办结的申报，无从挂起",
            "no claim of the case is undecided, so there is nothing to hold"
        )));
    }
    Ok(CaseState::Open)
}
