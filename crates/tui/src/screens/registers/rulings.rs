//! Every point the text leaves open, what the province ruled, and how many claims wait for it.

use super::Register;
use super::state::RulingLine;
use crate::i18n::Texts;
use crate::line::{Line, Tone};
use crate::model::Model;
use crate::screens::claim::wrapped;
use crate::screens::table::{Column, Table, plain};
use crate::screens::{Face, empty, inner_width, list_rows, position};
use workflow::views::Lang;

/// Lines of the preview on wide screens.
pub(super) const PREVIEW_ROWS: usize = 4;

pub(super) fn face(model: &Model) -> Face {
    let texts = &model.texts;
    let t = |key: &str| texts.t(key);
    let list = &model.screens.registers.rulings;
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
    let rows = list_rows(model.size, PREVIEW_ROWS);
    let body = table.body(list, rows, &empty(texts, list), |row| {
        let option = &row.option;
        let (value, on) = match &option.ruling {
            Some(ruling) => (plain(&ruling.value), ruling.decided_on.to_string()),
            None => ((t("period-unruled"), Tone::Warn), "-".to_owned()),
        };
        let waiting = if option.waiting > 0 {
            (format!("! {}", option.waiting), Tone::Warn)
        } else {
            plain("-")
        };
        let cells = vec![
            plain(option.clause),
            plain(question(texts, row)),
            value,
            plain(on),
            waiting,
        ];
        (cells, ' ')
    });
    Face {
        title: t("title-rulings"),
        position: position(list),
        head: vec![super::head(model, &Register::Rulings, "rulings-head")],
        columns: Some(table.head()),
        body,
        tail: if model.is_wide() {
            preview(model, width)
        } else {
            Vec::new()
        },
    }
}

/// The question in the operator's language.
pub(super) fn question(texts: &Texts, line: &RulingLine) -> &'static str {
    match texts.lang() {
        Lang::Zh => line.option.zh,
        Lang::En => line.option.en,
    }
}

fn preview(model: &Model, width: usize) -> Vec<Line> {
    let texts = &model.texts;
    let Some(line) = model.screens.registers.rulings.current() else {
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
                    ("value", &ruling.value),
                    ("document", &ruling.document),
                    ("on", &ruling.decided_on.to_string()),
                    ("by", &by),
                    ("at", &ruling.at.shanghai_text()),
                ],
            );
            (told, Tone::Plain)
        }
        None => (
            texts.with("ruling-none", &[("value", option.recommended)]),
            Tone::Warn,
        ),
    };
    wrapped(&told, "", width, tone)
}
