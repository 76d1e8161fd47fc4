//! One benefit year: its parameters and what the province has ruled.

use super::claim::wrapped;
use super::{Face, heading, inner_width};
use crate::line::{Line, Tone};
use crate::model::Model;
use workflow::views::Lang;

/// What a benefit year's screen shows.
pub fn face(model: &Model) -> Face {
    let title = match &model.screens.period.value {
        Some(period) => format!("{}  {}", period.row.programme, period.row.year),
        None => model.texts.t("title-periods"),
    };
    Face::text(model, title, lines(model))
}

/// The whole text.
pub fn lines(model: &Model) -> Vec<Line> {
    let texts = &model.texts;
    let width = inner_width(model.size);
    let Some(period) = &model.screens.period.value else {
        return vec![Line::new().add(&texts.t("word-loading"), Tone::Dim)];
    };
    let row = &period.row;
    let summary = texts.with(
        "period-summary",
        &[
            ("state", &texts.word("period", row.state.code())),
            ("open", &row.window.open.to_string()),
            ("close", &row.window.close.to_string()),
            ("standard", &row.standard.to_string()),
            ("version", &row.version),
        ],
    );
    let mut lines = wrapped(&summary, "", width, Tone::Plain);
    if row.invented {
        lines.extend(wrapped(&texts.t("period-invented"), "", width, Tone::Warn));
    }
    lines.push(Line::new());
    lines.push(heading(&texts.t("period-options")));
    for option in &period.options {
        let question = if texts.lang() == Lang::Zh {
            &option.question.0
        } else {
            &option.question.1
        };
        let ruled = match &option.ruled {
            Some((value, document)) => {
                texts.with("period-ruled", &[("value", value), ("document", document)])
            }
            None => texts.t("period-unruled"),
        };
        lines.extend(wrapped(
            &format!("{}  {question}  {ruled}", option.clause),
            "  ",
            width,
            Tone::Plain,
        ));
        lines.extend(wrapped(
            &format!("{} = {}", option.key, option.values.join(" | ")),
            "    ",
            width,
            Tone::Dim,
        ));
    }
    lines.push(Line::new());
    lines.push(heading(&texts.t("period-params")));
    for line in period.params.lines() {
        lines.extend(wrapped(line, "  ", width, Tone::Dim));
    }
    lines
}
