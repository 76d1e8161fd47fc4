//! What comes after a decision: the next claim that waits for the same operator.

use crate::commands;
use crate::model::{Model, NoteKind};
use crate::msg::Effect;
use crate::screens::claim::from_queue;
use crate::screens::{Claim, Route};
use crate::update::enter;
use domain::claim::StepName;
use domain::ids::ClaimRef;
use workflow::views::claims::{ClaimRowView, waiting_for};

/// The claim waits for a decision of the operator's role, and nobody contests it.
fn waits(model: &Model, row: &ClaimRowView) -> bool {
    row.case.is_none() && waiting_for(model.me.role).contains(&row.state)
}

/// Position of the next undecided claim below `from` in the queue as it is read; from the top again when none follows.
fn after(model: &Model, from: ClaimRef) -> Option<usize> {
    let rows = &model.screens.claims.list.rows;
    let at = rows.iter().position(|row| row.id == from)?;
    (at + 1..rows.len())
        .chain(0..at)
        .find(|at| rows.get(*at).is_some_and(|row| waits(model, row)))
}

/// Goes to the next undecided claim: in the queue the cursor moves, on a claim's screen its place is taken.
pub fn undecided(model: &mut Model) -> Vec<Effect> {
    let from = match model.route() {
        Route::Claim(Claim(claim)) => Some(*claim),
        _ => model.screens.claims.list.current().map(|row| row.id),
    };
    let next = from.and_then(|from| after(model, from));
    let Some((at, claim)) = next.and_then(|at| {
        let row = model.screens.claims.list.rows.get(at)?;
        Some((at, row.id))
    }) else {
        let text = model.texts.t("note-no-undecided");
        model.say(NoteKind::Good, text);
        return Vec::new();
    };
    model.screens.claims.list.at = at;
    let route = model.route().clone();
    if matches!(route, Route::Claim(_)) {
        model.routes.pop();
        return enter(model, Claim(claim));
    }
    route.follow(model);
    Vec::new()
}

/// After a step of one claim: the queue shows where it stands now without being read again, and the next undecided one
/// comes. None when the operator does not look at the decided claim any more, or did not come from the queue.
pub fn after_step(model: &mut Model, claim: ClaimRef, step: StepName) -> Option<Vec<Effect>> {
    let list = &mut model.screens.claims.list;
    if let Some(row) = list.rows.iter_mut().find(|row| row.id == claim)
        && let Some(state) = commands::after(row.state, step)
    {
        row.state = state;
        // Written once by the step; a further one of somebody else's is noticed.
        row.revision += 1;
    }
    let looks = match model.route() {
        Route::Claim(Claim(shown)) => *shown == claim,
        Route::Claims(_) => model
            .screens
            .claims
            .list
            .current()
            .is_some_and(|row| row.id == claim),
        _ => false,
    };
    // What was taken back is looked at, not left.
    if !from_queue(model) || !looks || step == StepName::Undo {
        return None;
    }
    after(model, claim)?;
    Some(undecided(model))
}
