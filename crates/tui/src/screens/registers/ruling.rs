//! One open point: its values, who ruled it, and the way to what another value would change.

use super::rulings::{decided, question};
use super::state::{Register, RegisterPurpose, ruling as found};
use crate::commands::Motion;
use crate::dialog::{Dialog, Field, Purpose};
use crate::line::{Line, Tone};
use crate::model::Model;
use crate::msg::{Action, Effect};
use crate::screens::claim::wrapped;
use crate::screens::{Face, heading, inner_width};

pub(super) fn face(model: &Model) -> Face {
    Face::text(model, model.texts.t("title-rulings"), lines(model))
}

pub(super) fn lines(model: &Model) -> Vec<Line> {
    let (texts, width) = (&model.texts, inner_width(model.size));
    let Some(Register::Ruling(programme, key)) = model.place().register() else {
        return Vec::new();
    };
    let Some(line) = found(model, programme, key) else {
        return vec![Line::new().add(&texts.t("word-loading"), Tone::Dim)];
    };
    let option = &line.option;
    let title = format!("[{}]  {}", option.clause, question(texts, line));
    let mut lines = wrapped(&title, "", width, Tone::Title);
    lines.push(Line::new().add(&format!("{programme}  {key}"), Tone::Dim));
    lines.push(Line::new());
    lines.extend(decided(texts, line, width));
    let waiting = option.waiting.to_string();
    let tone = if option.waiting > 0 {
        Tone::Warn
    } else {
        Tone::Plain
    };
    lines.extend(wrapped(
        &texts.with("ruling-waiting", &[("count", &waiting)]),
        "",
        width,
        tone,
    ));
    lines.push(Line::new());
    lines.push(heading(&texts.t("ruling-values")));
    for (at, value) in option.values.iter().enumerate() {
        let here = at == model.screens.registers.value;
        let in_force = option
            .ruling
            .as_ref()
            .is_some_and(|ruling| ruling.value == *value);
        let mut note = String::new();
        if in_force {
            note = texts.t("ruling-in-force");
        } else if *value == option.recommended {
            note = texts.t("ruling-recommended");
        }
        let text = format!("{} {value}  {note}", if here { ">" } else { " " });
        let tone = if here { Tone::Selected } else { Tone::Plain };
        lines.push(Line::new().left(&text, width, tone));
    }
    lines.push(Line::new());
    lines.extend(wrapped(&texts.t("ruling-how"), "", width, Tone::Dim));
    lines
}

pub(super) fn step(model: &mut Model, motion: Motion) {
    let Some(Register::Ruling(programme, key)) = model.place().register() else {
        return;
    };
    let last = found(model, programme, key)
        .map_or(0, |line| line.option.values.len())
        .saturating_sub(1);
    let at = &mut model.screens.registers.value;
    *at = match motion {
        Motion::Rows(by) | Motion::Pages(by) => at.saturating_add_signed(by.signum()).min(last),
        Motion::First => 0,
        Motion::Last => last,
    };
}

/// The value under the cursor.
fn value(model: &Model, register: &Register) -> Option<(String, String, &'static str)> {
    let Register::Ruling(programme, key) = register else {
        return None;
    };
    let line = found(model, programme, key)?;
    let value = line.option.values.get(model.screens.registers.value)?;
    Some((programme.clone(), key.clone(), value))
}

/// Looks at what the value under the cursor would change. It may take long, so it runs beside the reading.
pub(super) fn preview(model: &mut Model, register: &Register) -> Vec<Effect> {
    let Some((programme, key, value)) = value(model, register) else {
        return Vec::new();
    };
    let label = model.texts.t("cmd-ruling-preview");
    let action = Action::RulingPreview(programme, key, value.to_owned());
    match crate::confirm::write(model, label, None, action) {
        Ok(effects) => effects,
        Err(error) => {
            let text = model.texts.t(error);
            model.say(crate::model::NoteKind::Warn, text);
            Vec::new()
        }
    }
}

pub(super) fn dialog(model: &Model, register: &Register) -> Option<Dialog> {
    let texts = &model.texts;
    let (programme, key, value) = value(model, register)?;
    let line = found(model, &programme, &key)?;
    let waiting = line.option.waiting.to_string();
    let purpose = RegisterPurpose::SetRuling(programme, key.clone(), value.to_owned());
    Some(
        Dialog::new(
            Purpose::Register(purpose),
            texts.t("ask-ruling"),
            texts.t("ask-ruling-button"),
        )
        .line(format!("{key} = {value}"), Tone::Title)
        .line(question(texts, line).to_owned(), Tone::Plain)
        .line(
            texts.with("ruling-waiting", &[("count", &waiting)]),
            Tone::Plain,
        )
        .line(texts.t("ask-second-operator"), Tone::Warn)
        .field(Field::text("document", texts.t("field-document"), ""))
        .field(Field::text("on", texts.t("field-on"), "")),
    )
}

pub(super) fn action(
    dialog: &Dialog,
    programme: &str,
    option: &str,
    value: &str,
) -> Result<Action, &'static str> {
    let document = dialog.text("document").to_owned();
    if document.is_empty() {
        return Err("error-document");
    }
    let on = dialog.text("on").parse().map_err(|_| "error-day")?;
    Ok(Action::RulingSet {
        programme: programme.to_owned(),
        option: option.to_owned(),
        value: value.to_owned(),
        document,
        on,
    })
}
