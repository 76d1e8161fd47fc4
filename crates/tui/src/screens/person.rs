//! One person's card, in words that can be read out on the telephone.

use super::{AnswerOf, Asked, Frame, Screen, heading, inner_width, wrapped};
use crate::line::{Line, Tone};
use crate::list::Loaded;
use crate::model::Model;
use domain::ids::PersonId;
use workflow::views::person::{self as found, PersonCard};
use workflow::views::person_words;
use workflow::{Result, Session};

/// One person's card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person(pub PersonId);

impl Screen for Person {
    type State = Loaded<PersonCard>;
    type Wanted = ();

    fn read(session: &mut Session, asked: Asked<Self>) -> Result<AnswerOf<Self>> {
        Ok(Box::new(found::card(session, asked.screen.0)?))
    }

    fn frame(&self, model: &Model) -> Frame {
        let title = model.texts.t("title-person");
        let title = match &model.screens.person.value {
            Some(card) => format!("{title}  {}", card.name),
            None => title,
        };
        Frame::text(model, model.screens.person.top, title, lines(model))
    }

    fn text(&self, model: &Model) -> Option<Vec<Line>> {
        Some(lines(model))
    }
}

fn lines(model: &Model) -> Vec<Line> {
    let width = inner_width(model.size);
    let Some(card) = &model.screens.person.value else {
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
