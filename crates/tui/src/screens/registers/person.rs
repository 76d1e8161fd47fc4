//! One person's card, in words that can be read out on the telephone.

use crate::line::{Line, Tone};
use crate::model::Model;
use crate::screens::claim::wrapped;
use crate::screens::{Face, heading, inner_width};
use workflow::views::person_words;

pub(super) fn face(model: &Model) -> Face {
    let title = model.texts.t("title-person");
    let title = match &model.screens.registers.person.value {
        Some(card) => format!("{title}  {}", card.name),
        None => title,
    };
    Face::text(model, title, lines(model))
}

pub(super) fn lines(model: &Model) -> Vec<Line> {
    let width = inner_width(model.size);
    let Some(card) = &model.screens.registers.person.value else {
        return vec![Line::new().add(&model.texts.t("word-loading"), Tone::Dim)];
    };
    let mut lines = Vec::new();
    for part in person_words::words(card, model.texts.lang()) {
        if !lines.is_empty() {
            lines.push(Line::new());
        }
        lines.push(heading(&part.title));
        for said in part.lines {
            lines.extend(wrapped(&said, "  ", width, Tone::Plain));
        }
    }
    lines.push(Line::new());
    lines.extend(wrapped(
        &model.texts.t("person-logged"),
        "",
        width,
        Tone::Dim,
    ));
    lines
}
