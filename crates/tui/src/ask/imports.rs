//! Dialogs about files.

use super::{ask, options};
use crate::dialog::{Dialog, Field, Purpose};
use crate::line::Tone;
use crate::model::Model;
use crate::programme;
use crate::screens::files;
use workflow::messages;
use workflow::views::imports::Found;

/// Reads a file.
pub(super) fn read(model: &Model) -> Dialog {
    let mut profiles = vec!["claims", "members", "units", "plans", "budgets"];
    if model.me.programmes.iter().any(|one| one.is_fed) {
        profiles.extend(["participants", messages::PROFILE]);
    }
    let profiles = options(model, "profile", &profiles);
    let texts = &model.texts;
    let (what, path) = match files::chosen(model) {
        Some(entry) if model.me.has_folder => (
            "ask-import-inbox",
            Field::text("path", texts.t("field-inbox"), entry.name.as_str()),
        ),
        _ => (
            "ask-import-what",
            Field::text("path", texts.t("field-path"), ""),
        ),
    };
    let trial = options(model, "trial", &["yes", "no"]);
    let hidden = options(model, "hidden", &["refuse", "include"]);
    let dialog = ask(model, Purpose::Import, "ask-import", "ask-import-button")
        .line(model.texts.t(what), Tone::Dim)
        .field(Field::choice(
            "profile",
            model.texts.t("field-profile"),
            profiles,
            "claims",
        ))
        .field(path)
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

/// The finding under the cursor in full, with all its rows: the list has room for its beginning only.
pub(super) fn finding(model: &Model) -> Option<Dialog> {
    let Found { finding, .. } = model.screens.import.list.current()?;
    let texts = &model.texts;
    let mut title = format!(
        "{}  {}",
        texts.word("severity", finding.level()),
        finding.sheet
    );
    if !finding.rows_text.is_empty() {
        title += &format!("  {} {}", texts.t("col-row"), finding.rows_text);
    }
    if !finding.column.is_empty() {
        title += &format!("  {} {}", texts.t("col-column"), finding.column);
    }
    let dialog = ask(model, Purpose::Tell, "tell-findings", "tell-button");
    Some(
        dialog
            .line(title, Tone::Title)
            .line(finding.message.clone(), Tone::Plain),
    )
}
