//! Dialogs about duplicates.

use super::ask;
use crate::commands::Command;
use crate::dialog::{Dialog, Field, Purpose};
use crate::line::Tone;
use crate::model::Model;
use workflow::views::cases::CaseDetail;

/// Decides the case on the screen, or takes its decision back.
pub(super) fn act(model: &Model, command: Command) -> Option<Dialog> {
    let detail = model.screens.case.value.as_ref()?;
    let id = detail.row.id;
    let t = |key: &str| model.texts.t(key);
    let reason = Field::text("reason", t("field-reason"), "");
    Some(match command {
        Command::Keep => {
            let side = detail.sides.get(model.screens.case.at)?;
            let number = side.number().to_string();
            let dialog = ask(
                model,
                Purpose::Keep(id, side.id()),
                "ask-keep",
                "ask-keep-button",
            )
            .line(
                model.texts.with("ask-keep-what", &[("number", &number)]),
                Tone::Title,
            )
            .field(Field::text("chosen-by", t("field-chosen-by"), ""));
            match details(model, detail) {
                Some(field) => dialog.field(field),
                None => dialog,
            }
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

/// Whose number, name and date of birth the subject has from now on, where the claims name several people.
fn details(model: &Model, case: &CaseDetail) -> Option<Field> {
    let keep = case.effects.keep.get(model.screens.case.at)?;
    if keep.merges == 0 {
        return None;
    }
    let first = (String::new(), model.texts.t("details-by-number"));
    let sides = case.sides.iter().map(|side| {
        let number = side.number().to_string();
        let label = model.texts.with("details-of", &[("number", &number)]);
        (side.id().to_string(), label)
    });
    let options = std::iter::once(first).chain(sides).collect();
    let label = model.texts.t("field-details-of");
    Some(Field::choice("details-of", label, options, ""))
}
