//! Dialogs about changes that wait for a second operator.

use super::ask;
use crate::commands::Command;
use crate::dialog::{Dialog, Field, Purpose};
use crate::line::Tone;
use crate::model::Model;
use workflow::views::proposals::ProposalView;

/// Shows the change under the cursor, puts it in force, or refuses it.
pub(super) fn act(model: &Model, command: Command) -> Option<Dialog> {
    let change = model.screens.changes.current()?;
    let what = format!("{} {}", change.kind, change.target);
    let by = model
        .texts
        .with("ask-change-by", &[("by", &change.proposed_by)]);
    Some(match command {
        Command::ChangeShow => change_shown(model, change, what),
        Command::ChangeApprove => ask(
            model,
            Purpose::ChangeApprove(change.id),
            "ask-change-approve",
            "ask-change-approve-button",
        )
        .line(what, Tone::Title)
        .line(by, Tone::Plain)
        .line(change.payload.clone(), Tone::Dim),
        _ => ask(
            model,
            Purpose::ChangeReject(change.id),
            "ask-change-reject",
            "ask-change-reject-button",
        )
        .line(what, Tone::Title)
        .line(by, Tone::Plain)
        .field(Field::text("reason", model.texts.t("field-reason"), "")),
    })
}

/// All of a change, for whoever has no room for it in the list.
fn change_shown(model: &Model, change: &ProposalView, what: String) -> Dialog {
    let texts = &model.texts;
    let mut dialog = ask(model, Purpose::Tell, "title-change", "tell-button")
        .line(what, Tone::Title)
        .line(
            texts.with(
                "change-told-by",
                &[
                    ("by", &change.proposed_by),
                    ("at", &change.proposed_at.shanghai_text()),
                ],
            ),
            Tone::Plain,
        );
    if let Some(told) = crate::screens::changes::decided(texts, change) {
        dialog = dialog.line(told, Tone::Plain);
    }
    dialog.line(change.payload.clone(), Tone::Plain)
}
