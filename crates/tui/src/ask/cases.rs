//! Dialogs about duplicates.

use super::ask;
use crate::commands::Command;
use crate::dialog::{Dialog, Field, Purpose};
use crate::line::Tone;
use crate::model::Model;

/// Decides the case on the screen, or takes its decision back.
pub(super) fn act(model: &Model, command: Command) -> Option<Dialog> {
    let detail = model.screens.case.value.as_ref()?;
    let id = detail.row.id;
    let t = |key: &str| model.texts.t(key);
    let reason = Field::text("reason", t("field-reason"), "");
    Some(match command {
        Command::Keep => {
            let side = detail.sides.get(model.screens.side)?;
            let number = side.number().to_string();
            ask(
                model,
                Purpose::Keep(id, side.id()),
                "ask-keep",
                "ask-keep-button",
            )
            .line(
                model.texts.with("ask-keep-what", &[("number", &number)]),
                Tone::Title,
            )
            .field(Field::text("chosen-by", t("field-chosen-by"), ""))
            .field(reason)
        }
        Command::Different => ask(
            model,
            Purpose::Different(id),
            "ask-different",
            "ask-different-button",
        )
        .line(t("ask-different-what"), Tone::Plain)
        .field(Field::text("evidence", t("field-evidence"), ""))
        .field(reason),
        Command::ReturnBoth => ask(
            model,
            Purpose::ReturnBoth(id),
            "ask-return-both",
            "ask-return-button",
        )
        .line(t("ask-return-both-what"), Tone::Plain)
        .field(reason),
        Command::HoldCase => ask(model, Purpose::HoldCase(id), "ask-hold", "ask-hold-button")
            .field(Field::text("until", t("field-until-date"), ""))
            .field(reason),
        Command::EscalateCase => ask(
            model,
            Purpose::EscalateCase(id),
            "ask-escalate",
            "ask-escalate-button",
        )
        .line(t("ask-escalate-what"), Tone::Plain)
        .field(reason),
        Command::SecondCase => ask(
            model,
            Purpose::SecondCase(id),
            "ask-second-case",
            "ask-second-button",
        )
        .line(t("ask-different-what"), Tone::Plain),
        _ => ask(
            model,
            Purpose::UndoCase(id),
            "ask-undo-case",
            "ask-undo-button",
        )
        .line(t("ask-undo-case-what"), Tone::Plain)
        .field(reason),
    })
}
