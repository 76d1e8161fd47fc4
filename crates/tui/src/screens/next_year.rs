//! What the year after a benefit year has other than it.

use super::period::CREATE;
use super::{AnswerOf, Asked, Commands, Frame, Screen, inner_width, wrapped};
use crate::line::{Line, Tone};
use crate::list::Loaded;
use crate::model::Model;
use domain::year::BenefitYear;
use workflow::proposals::periods::{self as years, Difference};
use workflow::{Result, Session};

/// What the year after a benefit year has other than it: programme and year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextYear(pub String, pub BenefitYear);

impl Screen for NextYear {
    type State = Loaded<(BenefitYear, Vec<Difference>)>;
    type Wanted = ();

    fn read(session: &mut Session, asked: Asked<Self>) -> Result<AnswerOf<Self>> {
        let NextYear(programme, year) = asked.screen;
        Ok(Box::new(years::next_year(session, &programme, year)?))
    }

    fn commands() -> Commands {
        &[&[CREATE]]
    }

    fn frame(&self, model: &Model) -> Frame {
        let title = model.texts.t("title-next-year");
        Frame::text(
            model,
            model.screens.next_year.top,
            title,
            lines(self, model),
        )
    }

    fn text(&self, model: &Model) -> Option<Vec<Line>> {
        Some(lines(self, model))
    }
}

fn lines(NextYear(programme, year): &NextYear, model: &Model) -> Vec<Line> {
    let (texts, width) = (&model.texts, inner_width(model.size));
    let Some((next, found)) = &model.screens.next_year.value else {
        return vec![Line::new().add(&texts.t("word-loading"), Tone::Dim)];
    };
    let args = [
        ("programme", programme.clone()),
        ("year", year.to_string()),
        ("next", next.to_string()),
        ("count", found.len().to_string()),
    ];
    let args: Vec<(&str, &str)> = args
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let mut lines = wrapped(&texts.with("next-year-head", &args), "", width, Tone::Title);
    lines.push(Line::new());
    for one in found {
        lines.push(Line::new().add(&one.key, Tone::Dim));
        let none = || "-".to_owned();
        let before = one.before.clone().unwrap_or_else(none);
        let after = one.after.clone().unwrap_or_else(none);
        lines.extend(wrapped(
            &format!("{before}  ->  {after}"),
            "    ",
            width,
            Tone::Plain,
        ));
    }
    lines
}
