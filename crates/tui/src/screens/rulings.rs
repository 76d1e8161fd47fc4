//! Every point the text leaves open, what the province ruled, and how many claims wait for it.

use super::table::{Column, Table, plain};
use super::{
    AnswerOf, Asked, Commands, Frame, Go, Route, Ruling, Screen, inner_width, list_rows, narrowed,
    wrapped,
};
use crate::commands::OPEN;
use crate::i18n::Texts;
use crate::line::{Line, Tone};
use crate::list::List;
use crate::model::Model;
use workflow::proposals::rulings::{self as points, OptionInfo};
use workflow::views::Page;
use workflow::{Result, Session};

/// Lines of the preview on wide screens.
const PREVIEW_ROWS: usize = 4;

/// An open point of a programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulingLine {
    /// Programme id.
    pub programme: String,
    /// The point.
    pub option: OptionInfo,
}

/// Open points of every programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rulings;

impl Screen for Rulings {
    type State = List<RulingLine>;
    type Wanted = ();

    fn read(session: &mut Session, _asked: Asked<Self>) -> Result<AnswerOf<Self>> {
        let programmes: Vec<String> = session
            .ctx
            .installation
            .registry
            .iter()
            .map(|programme| programme.id().to_owned())
            .collect();
        let mut rows = Vec::new();
        for programme in programmes {
            rows.extend(of_programme(session, &programme)?);
        }
        // What claims wait for comes first.
        rows.sort_by_key(|line| std::cmp::Reverse(line.option.waiting));
        Ok(Page { rows, next: None })
    }

    fn go() -> Option<(Self, Go)> {
        Some((Self, Go::new('r', "go-rulings", "ruling list")))
    }

    fn commands() -> Commands {
        &[&[OPEN]]
    }

    fn frame(&self, model: &Model) -> Frame {
        let texts = &model.texts;
        let t = |key: &str| texts.t(key);
        let list = &model.screens.rulings;
        let width = inner_width(model.size);
        let table = Table::new(
            width,
            vec![
                Column::new(t("col-clause"), 7),
                Column::rest(t("col-option")),
                Column::new(t("col-ruled"), 18),
                Column::new(t("col-ruled-on"), 10),
                Column::sum(t("col-waiting"), 6),
            ],
        );
        Frame::list(
            model,
            self.rows(model.size),
            t("title-rulings"),
            vec![narrowed(model, list, "rulings-head")],
            &table,
            list,
            |row| {
                let option = &row.option;
                let (value, on) = match &option.ruling {
                    Some(ruling) => (
                        plain(texts.value(option.spec, &ruling.value)),
                        ruling.decided_on.to_string(),
                    ),
                    None => ((t("period-unruled"), Tone::Warn), "-".to_owned()),
                };
                let waiting = if option.waiting > 0 {
                    (format!("! {}", option.waiting), Tone::Warn)
                } else {
                    plain("-")
                };
                let cells = vec![
                    plain(option.spec.clause),
                    plain(question(texts, row)),
                    value,
                    plain(on),
                    waiting,
                ];
                (cells, ' ')
            },
        )
        .with_preview(model, |model| preview(model, width))
    }

    fn rows(&self, size: (usize, usize)) -> usize {
        list_rows(size, PREVIEW_ROWS)
    }

    fn open(&self, model: &Model) -> Option<Route> {
        let row = model.screens.rulings.current()?;
        Some(Ruling(row.programme.clone(), row.option.spec.key.to_owned()).into())
    }
}

/// The open points of a programme.
pub(super) fn of_programme(session: &mut Session, programme: &str) -> Result<Vec<RulingLine>> {
    let options = points::options(session, programme)?;
    Ok(options
        .into_iter()
        .map(|option| RulingLine {
            programme: programme.to_owned(),
            option,
        })
        .collect())
}

/// The question in the operator's language.
pub(super) fn question(texts: &Texts, line: &RulingLine) -> &'static str {
    texts.pick(line.option.spec.zh, line.option.spec.en)
}

fn preview(model: &Model, width: usize) -> Vec<Line> {
    let texts = &model.texts;
    let Some(line) = model.screens.rulings.current() else {
        return vec![Line::new(); PREVIEW_ROWS];
    };
    let mut lines = wrapped(question(texts, line), "", width, Tone::Title);
    lines.truncate(2);
    lines.extend(decided(texts, line, width));
    lines.truncate(PREVIEW_ROWS);
    lines.resize(PREVIEW_ROWS, Line::new());
    lines
}

/// Who ruled what by which document, or what holds until then.
pub(super) fn decided(texts: &Texts, line: &RulingLine, width: usize) -> Vec<Line> {
    let option = &line.option;
    let (told, tone) = match &option.ruling {
        Some(ruling) => {
            let by = match &ruling.seconded_by {
                Some(second) => format!("{} / {second}", ruling.proposed_by),
                None => ruling.proposed_by.clone(),
            };
            let told = texts.with(
                "ruling-told",
                &[
                    ("value", &texts.value(option.spec, &ruling.value)),
                    ("document", &ruling.document),
                    ("on", &ruling.decided_on.to_string()),
                    ("by", &by),
                    ("at", &ruling.at.shanghai_text()),
                ],
            );
            (told, Tone::Plain)
        }
        None => {
            let value = option.spec.recommended();
            let value = value.map_or("-", |value| texts.pick(value.zh, value.en));
            (texts.with("ruling-none", &[("value", value)]), Tone::Warn)
        }
    };
    wrapped(&told, "", width, tone)
}
