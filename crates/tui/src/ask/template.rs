//! Writes an empty sheet for a unit, or last year's families laid out for a new year.

use super::{place_to_write, show, typed_place};
use crate::dialog::{Dialog, Field, Purpose};
use crate::line::Tone;
use crate::model::Model;
use crate::msg::{Action, Effect, Prefill};
use crate::programme;

/// Asks which sheet, and where to.
pub(crate) fn open(model: &mut Model) -> Vec<Effect> {
    let dialog = dialog(model);
    show(model, dialog)
}

fn dialog(model: &Model) -> Dialog {
    let texts = &model.texts;
    let t = |key: &str| texts.t(key);
    let words = |family: &str, codes: &[&str]| {
        codes
            .iter()
            .map(|code| ((*code).to_owned(), texts.word(family, code)))
            .collect()
    };
    let profiles = ["claims", "members", "units", "plans", "budgets"];
    programme::ask(
        model,
        Dialog::new(
            Purpose::Template,
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
        .field(place_to_write(model, "path"))
        .field(Field::choice(
            "prefill",
            t("field-prefill"),
            words("prefill", &["no", "yes"]),
            "no",
        ))
        .field(Field::text("unit", t("field-unit"), ""))
        .field(Field::text("year", t("field-year"), "")),
    )
}

/// What the confirmed dialog asks for.
///
/// # Errors
/// The key of the sentence that says which field makes no sense.
pub(crate) fn action(model: &Model, dialog: &Dialog) -> Result<Action, &'static str> {
    let path = typed_place(model, dialog, "path")?;
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
