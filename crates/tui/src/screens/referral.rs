//! One referral slip: why the union looks, what it found, and what it did.

use super::referrals::{reasons, stage};
use super::{
    AnswerOf, Asked, Commands, Frame, Screen, heading, inner_width, referral_steps, wrapped,
};
use crate::commands::Command;
use crate::line::{Line, Tone};
use crate::list::Loaded;
use crate::model::Model;
use crate::msg::Effect;
use domain::ids::SlipId;
use workflow::referrals::{self, SlipCard};
use workflow::{Result, Session};

/// One slip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referral(pub SlipId);

impl Screen for Referral {
    type State = Loaded<SlipCard>;
    type Wanted = ();

    fn read(session: &mut Session, asked: Asked<Self>) -> Result<AnswerOf<Self>> {
        Ok(Box::new(referrals::show(session, asked.screen.0)?))
    }

    fn commands() -> Commands {
        &[referral_steps::SPECS]
    }

    fn offers(&self, model: &Model, command: Command) -> bool {
        let card = model.screens.referral.value.as_ref();
        referral_steps::offers(model, card, command)
    }

    fn run(&self, model: &mut Model, command: Command) -> Option<Vec<Effect>> {
        let card = model.screens.referral.value.clone()?;
        referral_steps::run(model, &card, command)
    }

    fn frame(&self, model: &Model) -> Frame {
        let title = match &model.screens.referral.value {
            Some(card) => format!("{}  {}", model.texts.t("title-referral"), card.line.member),
            None => model.texts.t("title-referral"),
        };
        Frame::text(model, model.screens.referral.top, title, lines(model))
    }

    fn text(&self, model: &Model) -> Option<Vec<Line>> {
        Some(lines(model))
    }

    fn record(&self) -> Option<String> {
        Some(self.0.to_string())
    }
}

fn lines(model: &Model) -> Vec<Line> {
    let texts = &model.texts;
    let width = inner_width(model.size);
    let Some(card) = &model.screens.referral.value else {
        return vec![Line::new().add(&texts.t("word-loading"), Tone::Dim)];
    };
    let slip = &card.line;
    let numbers: Vec<&str> = card.numbers.iter().map(|one| one.masked.as_str()).collect();
    let due = slip
        .due_on
        .map_or_else(|| texts.t("referral-no-due"), |due| due.to_string());
    let summary = texts.with(
        "referral-summary",
        &[
            ("stage", &stage(texts, slip)),
            ("due", &due),
            ("unit", &slip.unit_name),
            ("code", &slip.unit_code),
            ("number", &numbers.join(" ")),
        ],
    );
    let sums = texts.with(
        "referral-sums",
        &[
            ("year", &slip.year.to_string()),
            ("count", &card.settlements.to_string()),
            ("base", &card.base.to_string()),
            ("benefit", &card.benefit.to_string()),
        ],
    );
    let mut lines = wrapped(&summary, "", width, Tone::Plain);
    lines.extend(wrapped(&sums, "", width, Tone::Plain));
    lines.push(Line::new());
    lines.push(heading(&texts.t("referral-why")));
    lines.extend(reasons(texts, slip, width));
    lines.push(Line::new());
    lines.push(heading(&texts.t("referral-events")));
    for event in &card.events {
        let head = format!(
            "{}  {}  {}",
            event.at.shanghai_text(),
            event.by,
            event.happened().get(texts.lang())
        );
        lines.extend(wrapped(&head, "", width, Tone::Title));
        let told = event.note.words();
        let told = told.get(texts.lang());
        if !told.is_empty() {
            lines.extend(wrapped(told, "  ", width, Tone::Plain));
        }
    }
    let steps: Vec<&str> = card
        .steps
        .iter()
        .map(|step| texts.pick(step.chinese(), step.english()))
        .collect();
    if !steps.is_empty() {
        let next = texts.with("referral-next", &[("steps", &steps.join(" / "))]);
        lines.push(Line::new());
        lines.extend(wrapped(&next, "", width, Tone::Dim));
    }
    lines
}
