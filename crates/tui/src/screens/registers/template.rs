//! Writes an empty sheet for a unit, or last year's families laid out for a new year.

use super::state::RegisterPurpose;
use crate::dialog::{Dialog, Field, Purpose};
use crate::line::Tone;
use crate::model::Model;
use crate::msg::{Action, Prefill};
use crate::programme;

pub(super) fn dialog(model: &Model) -> Option<Dialog> {
    let texts = &model.texts;
    let t = |key: &str| texts.t(key);
    let words = |family: &str, codes: &[&str]| {
        codes
            .iter()
            .map(|code| ((*code).to_owned(), texts.word(family, code)))
            .collect()
    };
    let profiles = ["claims", "members", "units", "plans", "budgets"];
    Some(programme::ask(
        model,
        Dialog::new(
            Purpose::Register(RegisterPurpose::Template),
            t("ask-template"),
            t("ask-template-button"),
        )
        .line(t("ask-template-what"), Tone::Dim)
        .field(Field::choice(
            "profile",
            t("field-profile"),
            words("profile", &profiles),
            "claims",
        ))
        .field(Field::text("path", t("field-folder"), ""))
        .field(Field::choice(
            "prefill",
            t("field-prefill"),
            words("prefill", &["no", "yes"]),
            "no",
        ))
        .field(Field::text("unit", t("field-unit"), ""))
        .field(Field::text("year", t("field-year"), "")),
    ))
}

pub(super) fn action(model: &Model, dialog: &Dialog) -> Result<Action, &'static str> {
    let path = dialog.text("path").to_owned();
    if path.is_empty() {
        return Err("error-folder");
    }
    let prefill = if dialog.code("prefill") == "yes" {
        if dialog.code("profile") != "claims" {
            return Err("error-prefill");
        }
        let unit = dialog.text("unit").to_owned();
        if unit.is_empty() {
            return Err("error-unit");
        }
        let year = dialog.text("year").parse().map_err(|_| "error-year")?;
        Some(Prefill { unit, year })
    } else {
        None
    };
    Ok(Action::Template {
        programme: programme::chosen(model, dialog)?,
        profile: dialog.code("profile").to_owned(),
        path,
        prefill,
    })
}
