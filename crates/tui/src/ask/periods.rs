//! Dialogs about benefit years: each proposes a change that a second operator decides.

use super::ask;
use crate::commands::Command;
use crate::dialog::{Dialog, Field, Purpose};
use crate::line::Tone;
use crate::model::Model;
use crate::msg::PeriodStep;
use crate::screens::Route;
use workflow::views::Lang;

/// Makes a benefit year: of the programme under the cursor the one after the newest.
pub(super) fn create(model: &Model) -> Dialog {
    let t = |key: &str| model.texts.t(key);
    let current = model.screens.periods.current();
    let programmes = model
        .me
        .programmes
        .iter()
        .map(|one| {
            let (zh, en) = one.names;
            let names = (zh.to_owned(), en.to_owned());
            (one.id.to_owned(), in_words(model, &names))
        })
        .collect();
    let programme = current.map_or("", |row| row.programme.as_str());
    let newest = model
        .screens
        .periods
        .rows
        .iter()
        .filter(|row| row.programme == programme)
        .map(|row| row.year)
        .max();
    let next = newest.map(|year| year.next().to_string());
    ask(
        model,
        Purpose::PeriodCreate,
        "ask-period-create",
        "ask-period-create-button",
    )
    .line(t("ask-period-create-what"), Tone::Dim)
    .line(t("ask-second-operator"), Tone::Warn)
    .field(Field::choice(
        "programme",
        t("field-programme"),
        programmes,
        programme,
    ))
    .field(Field::text(
        "year",
        t("field-year"),
        next.as_deref().unwrap_or_default(),
    ))
    .field(Field::text("params", t(params_label(model)), ""))
}

fn params_label(model: &Model) -> &'static str {
    if model.me.has_folder {
        "field-params-inbox"
    } else {
        "field-params"
    }
}

/// Opens, extends, closes, reopens or archives the year under the cursor.
pub(super) fn act(model: &Model, command: Command) -> Option<Dialog> {
    let row = match model.route() {
        Route::Period(_) => &model.screens.period.value.as_ref()?.row,
        _ => model.screens.periods.current()?,
    };
    let (programme, year) = (row.programme.clone(), row.year);
    let (name, purpose) = match command {
        Command::PeriodExtend => (
            "extend",
            Purpose::PeriodExtend(programme, year, row.window.close),
        ),
        Command::PeriodClose => ("close", Purpose::Period(PeriodStep::Close, programme, year)),
        Command::PeriodReopen => (
            "reopen",
            Purpose::Period(PeriodStep::Reopen, programme, year),
        ),
        Command::PeriodArchive => (
            "archive",
            Purpose::Period(PeriodStep::Archive, programme, year),
        ),
        _ => ("open", Purpose::Period(PeriodStep::Open, programme, year)),
    };
    let t = |key: &str| model.texts.t(key);
    let dialog = ask(
        model,
        purpose,
        &format!("ask-period-{name}"),
        &format!("ask-period-{name}-button"),
    )
    .line(
        format!("{} {}", in_words(model, &row.names), row.year),
        Tone::Title,
    )
    .line(
        model.texts.with(
            "ask-period-window",
            &[
                ("open", &row.window.open.to_string()),
                ("close", &row.window.close.to_string()),
            ],
        ),
        Tone::Plain,
    )
    .line(t(&format!("ask-period-{name}-what")), Tone::Dim)
    .line(t("ask-second-operator"), Tone::Warn);
    Some(if command == Command::PeriodExtend {
        dialog.field(Field::text("until", t("field-close"), ""))
    } else {
        dialog
    })
}

fn in_words(model: &Model, names: &(String, String)) -> String {
    match model.texts.lang() {
        Lang::Zh => names.0.clone(),
        Lang::En => names.1.clone(),
    }
}
