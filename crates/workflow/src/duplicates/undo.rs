//! Takes the decision of a case back.

use super::body::{CaseBody, Undone};
use super::scene::Scene;
use super::{Settled, merge};
use crate::error::{Result, WorkflowError};
use crate::session::{Context, Session};
use crate::words::Words;
use domain::case::CaseState;
use domain::claim::{StateName, Step, StepName};
use domain::claim_record::ClaimRecord;
use domain::ids::{CaseId, ClaimRef};
use domain::role::Action;
use storage::{Db, StorageError};

/// Takes the decision of a case back: what it withdrew, returned or held is undecided again, approvals
/// that followed are released, merged people are two again, and the case is open.
///
/// # Errors
/// [`WorkflowError::State`] for a case nobody decided, [`WorkflowError::Claim`] with code `sealed` when
/// a claim of the case is in a sealed batch or paid, `superseded` when its unit has filed it anew.
pub fn undo(session: &mut Session, case: CaseId, reason: &str) -> Result<Settled> {
    session.ctx.require(Action::ResolveDuplicate)?;
    if reason.trim().is_empty() {
        return Err(WorkflowError::Usage(words!(
            "请写明撤销处理的理由",
            "a decision is taken back with a reason"
        )));
    }
    let ctx = session.ctx.clone();
    session
        .db
        .write(|db| undo_in(db, &ctx, case, reason.trim()))
}

fn undo_in(db: &mut Db, ctx: &Context, case: CaseId, reason: &str) -> Result<Settled> {
    let row = match storage::cases::find(db, case) {
        Err(StorageError::NotFound) => {
            return Err(WorkflowError::NotFound {
                kind: crate::Thing::Case,
                id: case.to_string(),
            });
        }
        other => other?,
    };
    let merges = CaseBody::of(&row)?.merges;
    let mut scene = if merges.is_empty() {
        Scene::lock(db, ctx, case)?
    } else {
        let family = merge::part_people(db, &case.to_string(), &merges)?;
        Scene::lock_family(db, ctx, case, &family)?
    };
    if scene.body.merges != merges {
        return Err(StorageError::Conflict.into());
    }
    let decided = scene
        .row
        .resolution
        .filter(|_| scene.row.state != CaseState::Joined);
    let Some(resolution) = decided else {
        return Err(WorkflowError::State {
            kind: crate::Thing::Case,
            id: case.to_string(),
            state: Words::new(scene.row.state.chinese(), scene.row.state.code()),
            hint: Box::new(words!(
                "只有已处理的案件可以撤销",
                "only a case that somebody decided can be undone"
            )),
        });
    };
    if let Some(sealed) = scene
        .live()
        .iter()
        .find(|claim| claim.state.name().is_sealed())
    {
        return Err(scene.refuse(
            sealed,
            "sealed",
            &words!(
                "已封批或支付，处理结果不能再改",
                "it is in a sealed batch or paid, so the decision stands"
            ),
        ));
    }
    merge::give_back(&mut scene, &merges);
    for claim in scene.claims.clone() {
        restore(&mut scene, claim, reason)?;
    }
    let state = reopen(&mut scene)?;
    let undone = Undone {
        resolution: resolution.code().to_owned(),
        by: ctx.actor.id,
        at: scene.work.at,
        reason: reason.to_owned(),
    };
    scene.body = scene.body.reopened(undone);
    scene.row.resolution = None;
    scene.row.resolved_by = None;
    scene.row.resolved_at = None;
    scene.row.seconded_by = None;
    scene.finish(db, state, "duplicate-undone")
}

/// Brings one claim back to where it stood, or to undecided where the case had changed it. What a unit
/// itself withdrew, or a human rejected, since then is left alone.
fn restore(scene: &mut Scene, handle: ClaimRef, reason: &str) -> Result<()> {
    let step = scene.body.step_of(handle);
    let before = scene.body.before(handle).unwrap_or(StateName::Submitted);
    // Twice at the most: from approved over reviewed to undecided.
    while let Some(claim) = scene.work.claim(handle).cloned() {
        let taken_back = match claim.state.on(scene.work.today) {
            StateName::Withdrawn => step == Some(StepName::Withdraw),
            StateName::Returned => step == Some(StepName::Return),
            StateName::Held => step == Some(StepName::Hold),
            StateName::Approved => step.is_some() || before != StateName::Approved,
            StateName::Reviewed => {
                step.is_some() || !matches!(before, StateName::Reviewed | StateName::Approved)
            }
            _ => false,
        };
        if !taken_back {
            return Ok(());
        }
        if claim.state.name() == StateName::Withdrawn {
            refuse_superseded(scene, &claim)?;
        }
        scene.step(
            &claim,
            &Step::Undo {
                reason: reason.to_owned(),
            },
        )?;
    }
    Ok(())
}

/// A claim cannot come back beside a newer one of the same unit, member and subject.
fn refuse_superseded(scene: &Scene, claim: &ClaimRecord) -> Result<()> {
    let newer = scene
        .work
        .claims
        .values()
        .map(|held| &held.value)
        .find(|other| {
            other.state.name().is_live()
                && other.handle != claim.handle
                && other.handle.subject == claim.handle.subject
                && (other.unit, other.member) == (claim.unit, claim.member)
                && (&other.programme, other.year) == (&claim.programme, claim.year)
        });
    match newer {
        Some(newer) => Err(scene.refuse(
            newer,
            "superseded",
            &words!(
                "单位已重新申报，撤回的那件保持原状",
                "its unit filed it anew since, so the withdrawn one stays"
            ),
        )),
        None => Ok(()),
    }
}

/// Puts the case back on its live claims, together with rivals that came since.
fn reopen(scene: &mut Scene) -> Result<CaseState> {
    let case = scene.case();
    let live: Vec<ClaimRef> = scene.live().iter().map(|claim| claim.handle).collect();
    let slot_of = |scene: &Scene, claim: ClaimRef| {
        scene
            .work
            .claim(claim)
            .map(|record| record.slot(scene.work.root_of(claim.subject)))
    };
    let other = live
        .iter()
        .filter_map(|claim| slot_of(scene, *claim))
        .find_map(|slot| {
            scene
                .work
                .slots
                .get(&slot)
                .and_then(|held| held.value.case)
                .filter(|other| *other != case)
        });
    if let Some(other) = other {
        for claim in &live {
            if scene
                .work
                .claim(*claim)
                .is_some_and(|claim| claim.case != Some(other))
            {
                scene.work.join_case(other, *claim)?;
            }
        }
        return Ok(CaseState::Joined);
    }
    for claim in &live {
        if scene
            .work
            .claim(*claim)
            .is_some_and(|claim| claim.case != Some(case))
        {
            scene.work.set_case(*claim, Some(case))?;
        }
    }
    for claim in &live {
        if let Some(slot) = slot_of(scene, *claim) {
            let rivals = scene.work.live_on(&slot);
            crate::duplicates::contest::open_or_join(&mut scene.work, &slot, &rivals)?;
        }
    }
    Ok(CaseState::Open)
}
