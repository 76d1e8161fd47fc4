//! Dialogs about files.

use super::{ask, options};
use crate::dialog::{Dialog, Field, Purpose};
use crate::line::Tone;
use crate::model::Model;
use crate::programme;

/// Reads a file.
pub(super) fn read(model: &Model) -> Dialog {
    let profiles = options(
        model,
        "profile",
        &["claims", "members", "units", "plans", "budgets"],
    );
    let trial = options(model, "trial", &["yes", "no"]);
    let hidden = options(model, "hidden", &["refuse", "include"]);
    let dialog = ask(model, Purpose::Import, "ask-import", "ask-import-button")
        .line(model.texts.t("ask-import-what"), Tone::Dim)
        .field(Field::choice(
            "profile",
            model.texts.t("field-profile"),
            profiles,
            "claims",
        ))
        .field(Field::text("path", model.texts.t("field-path"), ""))
        .field(Field::choice(
            "trial",
            model.texts.t("field-trial"),
            trial,
            "yes",
        ))
        .field(Field::text("sheet", model.texts.t("field-sheet"), ""))
        .field(Field::choice(
            "hidden",
            model.texts.t("field-hidden"),
            hidden,
            "refuse",
        ));
    programme::ask(model, dialog)
}

/// Everything found in the row under the cursor: the list has room for the worst finding only.
pub(super) fn row(model: &Model) -> Option<Dialog> {
    let row = model.screens.import.list.current()?;
    let title = format!("{} {} {}", model.texts.t("col-row"), row.sheet, row.row);
    let dialog = ask(model, Purpose::Tell, "tell-findings", "tell-button").line(title, Tone::Title);
    Some(row.findings.iter().fold(dialog, |dialog, finding| {
        dialog.line(
            format!("{}  {}", finding.column, finding.message),
            Tone::Plain,
        )
    }))
}
