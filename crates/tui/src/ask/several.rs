//! Acts on several claims: what would become of each is asked first, so that the dialog counts what will be done.

use super::{ask, claims, payments, refusing, show};
use crate::commands::Command;
use crate::dialog::{Dialog, Purpose};
use crate::line::Tone;
use crate::model::Model;
use crate::msg::{Effect, Query, Refused};
use domain::ids::ClaimRef;

/// A command that takes one step of every chosen claim.
pub(super) fn is_step(command: Command) -> bool {
    matches!(
        command,
        Command::Review
            | Command::Approve
            | Command::Return
            | Command::Reject
            | Command::Hold
            | Command::Withdraw
            | Command::Undo
            | Command::Recover
            | Command::Recovered
            | Command::Reconcile
    )
}

/// Asks what the act would come to; its answer opens the dialog.
pub(super) fn foresee(model: &mut Model, command: Command) -> Vec<Effect> {
    let claims = model.chosen().into_iter().map(|(claim, _)| claim).collect();
    let request = model.ticket();
    model.screens.claims.offered = request;
    vec![Effect::Read {
        request,
        query: Query::Foresee(command, claims),
    }]
}

/// The dialog about those of the chosen claims that would take the step; the others are listed with the reason.
pub fn foreseen(
    model: &mut Model,
    command: Command,
    done: &[ClaimRef],
    refused: &[Refused],
) -> Vec<Effect> {
    let mut chosen = model.chosen();
    chosen.retain(|(claim, _)| done.contains(claim));
    let dialog: Option<Dialog> = if chosen.is_empty() {
        let title = model.texts.t("ask-none-possible");
        Some(ask(model, Purpose::Tell, "ask-none", "tell-button").line(title, Tone::Title))
    } else {
        match command {
            Command::Recover | Command::Recovered | Command::Reconcile => {
                payments::act(model, command, &chosen)
            }
            _ => claims::decide(model, command, &chosen),
        }
    };
    let Some(dialog) = dialog else {
        return Vec::new();
    };
    let dialog = refusing(model, dialog, "ask-refused", refused);
    show(model, dialog)
}
