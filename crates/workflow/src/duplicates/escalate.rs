//! A case that is handed up: the supervisor of the lowest union above all that filed its claims decides it.

use super::body::Escalation;
use super::scene::Scene;
use crate::error::{Result, WorkflowError};
use domain::case::CaseState;
use domain::role::Role;
use domain::unit::UnitPath;
use storage::Db;

/// Hands the case up. Its claims stay where they are, and stopped.
pub(super) fn escalate(db: &mut Db, scene: &mut Scene) -> Result<CaseState> {
    let usage = WorkflowError::Usage;
    let live = scene.live();
    let paths: Vec<UnitPath> = live.iter().map(|claim| claim.unit_path.clone()).collect();
    let place = UnitPath::above_all(&paths).ok_or_else(|| {
        usage(words!(
            "没有一个工会是本案各申报单位共同的上级",
            "no union stands above all that filed the claims of this case"
        ))
    })?;
    let actor = &scene.work.ctx.actor;
    if actor.role == Role::Supervisor && actor.scope.covers(&place) {
        return Err(usage(words!(
            "您就是本案各单位共同上级的主管，请直接处理",
            "you are the supervisor above all unions of this case: decide it"
        )));
    }
    let unit = storage::units::at(db, &place)?;
    scene.body.escalated_to = Some(Escalation {
        path: place.as_str().to_owned(),
        name: unit.name,
    });
    Ok(CaseState::Open)
}

/// Refuses to decide a case that was handed up, but for a supervisor who reaches as far as the place it was handed to.
pub(super) fn require_reach(scene: &Scene) -> Result<()> {
    let Some(to) = &scene.body.escalated_to else {
        return Ok(());
    };
    let actor = &scene.work.ctx.actor;
    let place = UnitPath::from_stored(to.path.clone());
    if actor.role == Role::Supervisor && actor.scope.covers(&place) {
        return Ok(());
    }
    Err(WorkflowError::State {
        kind: crate::Thing::Case,
        id: scene.case().to_string(),
        state: words!("已上报", "escalated"),
        hint: Box::new(words!(
            "由 {} 的主管处理；如要自己处理，请先撤销上报",
            "a supervisor of {} decides it; undo the escalation to decide it yourself",
            to.name
        )),
    })
}
