//! One open point: its values, who ruled it, and the way to what another value would change.

use super::rulings::{RulingLine, of_programme};
use super::rulings::{decided, question};
use super::{AnswerOf, Asked, Commands, Frame, Screen, heading, inner_width, wrapped};
use crate::ask;
use crate::commands::{Command, Motion, on};
use crate::dialog::{Dialog, Field, Purpose};
use crate::keys::Key::{Char, Enter};
use crate::line::{Line, Tone};
use crate::list::Loaded;
use crate::model::Model;
use crate::msg::{Action, Effect};
use domain::role::Action as Allowed;
use workflow::{Result, Session, WorkflowError, words};

/// What the value under the cursor would change.
const PREVIEW: Command = Command::Own("ruling-preview");
/// Proposes the value under the cursor.
const SET: Command = Command::Own("ruling-set");

/// One open point: programme and key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling(pub String, pub String);

impl Screen for Ruling {
    type State = Loaded<RulingLine>;
    type Wanted = ();

    fn read(session: &mut Session, asked: Asked<Self>) -> Result<AnswerOf<Self>> {
        let Ruling(programme, key) = asked.screen;
        let lines = of_programme(session, &programme)?;
        let found = lines.into_iter().find(|line| line.option.spec.key == key);
        found.map(Box::new).ok_or_else(|| {
            WorkflowError::Usage(words!("没有这一待定事项", "there is no such open point"))
        })
    }

    fn commands() -> Commands {
        const {
            &[&[
                on(PREVIEW, &[Enter], "cmd-ruling-preview", "ruling preview"),
                on(SET, &[Char('s')], "cmd-ruling-set", "ruling propose"),
            ]]
        }
    }

    fn frame(&self, model: &Model) -> Frame {
        let title = model.texts.t("title-rulings");
        Frame::text(model, model.screens.ruling.top, title, lines(model))
    }

    fn text(&self, model: &Model) -> Option<Vec<Line>> {
        Some(lines(model))
    }

    fn offers(&self, model: &Model, command: Command) -> bool {
        command != SET || model.me.role.may(Allowed::Administer)
    }

    fn run(&self, model: &mut Model, command: Command) -> Option<Vec<Effect>> {
        match command {
            PREVIEW => Some(preview(model)),
            SET => {
                let dialog = dialog(model)?;
                Some(ask::show(model, dialog))
            }
            _ => None,
        }
    }

    /// The list knows it already.
    fn arrive(&self, model: &mut Model) {
        let mut known = model.screens.rulings.rows.iter();
        model.screens.ruling.value = known
            .find(|line| line.programme == self.0 && line.option.spec.key == self.1)
            .cloned();
    }

    fn step(&self, model: &mut Model, motion: Motion) -> bool {
        let ruling = &mut model.screens.ruling;
        let values = ruling
            .value
            .as_ref()
            .map_or(0, |line| line.option.spec.values.len());
        ruling.choose(motion, values);
        true
    }
}

fn lines(model: &Model) -> Vec<Line> {
    let (texts, width) = (&model.texts, inner_width(model.size));
    let Some(line) = &model.screens.ruling.value else {
        return vec![Line::new().add(&texts.t("word-loading"), Tone::Dim)];
    };
    let option = &line.option;
    let spec = option.spec;
    let title = format!("[{}]  {}", spec.clause, question(texts, line));
    let mut lines = wrapped(&title, "", width, Tone::Title);
    let (zh, en) = spec.name;
    let name = texts.pick(zh, en);
    lines.push(Line::new().add(&format!("{}  {name}", line.programme), Tone::Dim));
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
    for (at, value) in spec.values.iter().enumerate() {
        let here = at == model.screens.ruling.at;
        let in_force = option
            .ruling
            .as_ref()
            .is_some_and(|ruling| ruling.value == value.code);
        let mut note = String::new();
        if in_force {
            note = texts.t("ruling-in-force");
        } else if spec.recommended() == Some(value) {
            note = texts.t("ruling-recommended");
        }
        let word = texts.pick(value.zh, value.en);
        let text = format!("{} {word}  {note}", if here { ">" } else { " " });
        let tone = if here { Tone::Selected } else { Tone::Plain };
        lines.push(Line::new().left(&text, width, tone));
    }
    lines.push(Line::new());
    lines.extend(wrapped(&texts.t("ruling-how"), "", width, Tone::Dim));
    lines
}

/// The open point on the screen, and the code of the value under the cursor.
fn value(model: &Model) -> Option<(&RulingLine, &'static str)> {
    let line = model.screens.ruling.value.as_ref()?;
    let value = line.option.spec.values.get(model.screens.ruling.at)?;
    Some((line, value.code))
}

/// Looks at what the value under the cursor would change. It may take long, so it runs beside the reading.
fn preview(model: &mut Model) -> Vec<Effect> {
    let Some((line, value)) = value(model) else {
        return Vec::new();
    };
    let label = model.texts.t("cmd-ruling-preview");
    let key = line.option.spec.key.to_owned();
    let action = Action::RulingPreview(line.programme.clone(), key, value.to_owned());
    match crate::confirm::write(model, label, None, action) {
        Ok(effects) => effects,
        Err(error) => {
            let text = model.texts.t(error);
            model.say(crate::model::NoteKind::Warn, text);
            Vec::new()
        }
    }
}

fn dialog(model: &Model) -> Option<Dialog> {
    let texts = &model.texts;
    let (line, value) = value(model)?;
    let spec = line.option.spec;
    let waiting = line.option.waiting.to_string();
    let purpose = Purpose::SetRuling(
        line.programme.clone(),
        spec.key.to_owned(),
        value.to_owned(),
    );
    let name = texts.pick(spec.name.0, spec.name.1);
    Some(
        Dialog::new(purpose, texts.t("ask-ruling"), texts.t("ask-ruling-button"))
            .line(format!("{name}: {}", texts.value(spec, value)), Tone::Title)
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

pub(crate) fn action(
    dialog: &Dialog,
    programme: &str,
    option: &str,
    value: &str,
) -> std::result::Result<Action, &'static str> {
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
