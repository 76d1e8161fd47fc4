//! The fields of each form.

use super::Form;
use crate::ask::place_to_write;
use crate::dialog::{Dialog, Field, Purpose};
use crate::line::Tone;
use crate::model::Model;
use crate::programme;
use domain::announcement::AnnouncementKind;
use domain::capitals::capitals;
use domain::role::Role;
use workflow::analysis::Grain;
use workflow::views::Lang;

/// The dialog of a form.
pub fn dialog(model: &Model, form: &Form) -> Dialog {
    let texts = &model.texts;
    let t = |key: &str| texts.t(key);
    let text = |name: &'static str, label: &str| Field::text(name, t(label), "");
    let (title, button) = form.names();
    let mut dialog = Dialog::new(Purpose::Form(form.clone()), t(title), t(button));
    if form.needs_second() {
        dialog = dialog.line(t("ask-second-operator"), Tone::Warn);
    }
    let about = |dialog: Dialog, name: &str| dialog.line(name.to_owned(), Tone::Title);
    match form {
        Form::AddOperator => {
            let roles = Role::ALL.iter().map(|role| {
                let code = role.code();
                (code.to_owned(), texts.word("role", code))
            });
            dialog
                .field(text("name", "col-login"))
                .field(Field::choice(
                    "role",
                    t("col-role"),
                    roles.collect(),
                    "clerk",
                ))
                .field(text("scope", "field-scope"))
                .field(text("identity", "field-own-number"))
                .field(text("key", "field-public-key"))
        }
        Form::SwitchOff(name) => about(dialog, name).field(text("typed", "field-name-again")),
        Form::AddKey(name) => about(dialog, name).field(text("key", "field-public-key")),
        Form::RevokeKey(name) => {
            let line = model.screens.operators.current();
            let live = line.into_iter().flat_map(|line| &line.keys);
            let live = live.filter(|key| key.revoked_at.is_none());
            let keys: Vec<(String, String)> = live
                .map(|key| (key.fingerprint.clone(), key.fingerprint.clone()))
                .collect();
            about(dialog, name)
                .field(Field::choice("key", t("field-fingerprint"), keys, ""))
                .field(text("typed", "field-name-again"))
        }
        Form::Announce => {
            let kinds = AnnouncementKind::ALL.iter().map(|kind| {
                let label = match texts.lang() {
                    Lang::Zh => kind.chinese(),
                    Lang::En => kind.code(),
                };
                (kind.code().to_owned(), label.to_owned())
            });
            let year = model.screens.periods.current();
            let year = year.map(|row| row.year.to_string()).unwrap_or_default();
            programme::ask(model, dialog)
                .field(Field::text("year", t("field-year"), &year))
                .field(text("unit", "field-unit"))
                .field(Field::text(
                    "on",
                    t("field-on"),
                    &model.me.today.to_string(),
                ))
                .field(Field::choice(
                    "kind",
                    t("field-announced"),
                    kinds.collect(),
                    "",
                ))
                .field(text("document", "field-document"))
        }
        Form::Errors(_) => {
            let file = model.screens.imports.current();
            let file = file.map(|row| row.file.clone()).unwrap_or_default();
            about(dialog, &file)
                .line(t("ask-whole-numbers"), Tone::Dim)
                .field(place_to_write(model, "folder"))
        }
        Form::Returns => programme::ask(model, dialog)
            .line(t("ask-whole-numbers"), Tone::Dim)
            .field(text("unit", "field-unit"))
            .field(place_to_write(model, "folder")),
        Form::OpenYear => year(model, programme::ask(model, dialog), true)
            .line(t("ask-year-open-what"), Tone::Dim)
            .field(text("folder", "field-sheets")),
        Form::Merge(code) => about(dialog, code)
            .field(text("into", "field-into"))
            .field(text("on", "field-from"))
            .field(text("typed", "field-code-again")),
        Form::Scan => year(model, programme::ask(model, dialog), false).field(Field::choice(
            "model",
            t("field-model"),
            ["frozen", "new"]
                .map(|code| (code.to_owned(), texts.word("model", code)))
                .to_vec(),
            "frozen",
        )),
        Form::Supplement(_) => dialog
            .field(text("amount", "field-more"))
            .field(text("reason", "field-reason")),
        Form::Reassess => dialog.line(t("ask-reassess-what"), Tone::Dim),
        Form::Collect(filter, sum) => {
            let batches = model.screens.payables.rows.len().to_string();
            let told = texts.with(
                "ask-batch-collect-sum",
                &[
                    ("batches", &batches),
                    ("count", &sum.count.to_string()),
                    ("sum", &sum.total.to_string()),
                ],
            );
            let below = filter.unit.clone().unwrap_or_else(|| t("word-all"));
            dialog
                .line(told, Tone::Title)
                .line(capitals(sum.total), Tone::Plain)
                .line(format!("{} {below}", t("claims-filter")), Tone::Plain)
                .line(t("ask-batch-collect-what"), Tone::Dim)
                .field(text("sum", "field-sum"))
        }
        Form::Resume => dialog.line(t("ask-resume-what"), Tone::Dim),
        Form::File => dialog.line(t("ask-settlement-file-what"), Tone::Dim),
        Form::MakeUp => dialog
            .field(text("scheme", "field-scheme"))
            .field(text("unit", "field-unit"))
            .field(text("amount", "field-amount"))
            .field(Field::text(
                "on",
                t("field-on"),
                &model.me.today.to_string(),
            ))
            .field(text("document", "field-document")),
        Form::Institution => dialog
            .field(text("code", "field-institution"))
            .field(text("name", "field-account-name"))
            .field(text("bank", "field-bank"))
            .field(text("account", "field-account"))
            .field(text("on", "field-from"))
            .field(text("until", "field-last-day")),
        Form::Happened => dialog
            .line(t("ask-register-what"), Tone::Dim)
            .field(text("entry", "field-entry")),
        Form::Void => dialog
            .line(t("ask-register-what"), Tone::Dim)
            .field(text("entry", "field-entry"))
            .field(text("reason", "field-reason")),
        Form::Begin => dialog
            .line(t("ask-register-begin-what"), Tone::Warn)
            .field(text("reason", "field-reason")),
        Form::Put(name) => about(dialog, name).field(text("name", "field-operator")),
        Form::Take => dialog
            .field(text("name", "field-operator"))
            .field(text("file", "field-file"))
            .field(place_to_write(model, "folder")),
        Form::SaveHeader => header(model, dialog).field(text("field", "field-meaning")),
        Form::ForgetHeader => header(model, dialog),
        Form::Headers => programme::ask(model, dialog).field(text("unit", "field-unit")),
        Form::Analysis => dialog
            .field(text("on", "field-from"))
            .field(text("until", "field-to"))
            .field(Field::choice(
                "by",
                t("field-by"),
                Grain::ALL
                    .iter()
                    .map(|grain| {
                        let label = match texts.lang() {
                            Lang::Zh => grain.chinese(),
                            Lang::En => grain.english(),
                        };
                        (grain.code().to_owned(), label.to_owned())
                    })
                    .collect(),
                "quarter",
            ))
            .field(place_to_write(model, "folder")),
        Form::Verify => dialog.line(t("ask-audit-verify-what"), Tone::Dim),
        Form::Seal => dialog.line(t("ask-audit-seal-what"), Tone::Dim),
    }
}

/// Adds the year under the cursor of the list of years, or the one after it.
fn year(model: &Model, dialog: Dialog, next: bool) -> Dialog {
    let current = model.screens.periods.current().map(|row| row.year);
    let year = current.map(|year| if next { year.next() } else { year });
    let year = year.map(|year| year.to_string()).unwrap_or_default();
    dialog.field(Field::text("year", model.texts.t("field-year"), &year))
}

/// Asks for a header of a union's sheets.
fn header(model: &Model, dialog: Dialog) -> Dialog {
    let texts = &model.texts;
    let profiles = ["claims", "members", "units", "plans", "budgets"];
    let profiles = profiles.map(|code| (code.to_owned(), texts.word("profile", code)));
    programme::ask(model, dialog)
        .field(Field::choice(
            "profile",
            texts.t("field-profile"),
            profiles.to_vec(),
            "claims",
        ))
        .field(Field::text("unit", texts.t("field-unit"), ""))
        .field(Field::text("header", texts.t("field-header"), ""))
}
