//! The tree of unions.

use super::table::{Column, Table, plain};
use super::{
    AnswerOf, Asked, Claims, Commands, Frame, Go, Screen, inner_width, list_rows, narrowed, pairs,
};
use crate::commands::{Command, on, quiet};
use crate::keys::Key::{Char, Enter};
use crate::line::{Line, Tone};
use crate::list::{List, PAGE_ROWS};
use crate::model::Model;
use crate::msg::Effect;
use crate::orders::MERGE;
use crate::update;
use domain::unit::UnitLevel;
use workflow::views::unit_list;
use workflow::views::unit_list::UnitRowView;
use workflow::{Result, Session};

/// Lines of the preview on wide screens.
const PREVIEW_ROWS: usize = 3;

/// The tree of unions, narrowed by a beginning of the code or a part of the name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Units;

impl Screen for Units {
    type State = List<UnitRowView>;
    type Wanted = String;

    fn wanted(&self, model: &Model) -> Option<String> {
        Some(model.screens.units.narrowed.clone())
    }

    fn read(session: &mut Session, asked: Asked<Self>) -> Result<AnswerOf<Self>> {
        unit_list::page(session, &asked.wanted, asked.after, PAGE_ROWS)
    }

    fn go() -> Option<(Self, Go)> {
        Some((Self, Go::new('u', "go-units", "unit list")))
    }

    fn commands() -> Commands {
        const {
            &[&[
                on(
                    Command::Open,
                    &[Enter],
                    "cmd-unit-claims",
                    "claim list --unit CODE",
                ),
                on(Command::Narrow, &[Char('/')], "cmd-search", "unit list"),
                quiet(MERGE, &[Char('m')], "cmd-unit-merge", "unit merge CODE"),
            ]]
        }
    }

    fn frame(&self, model: &Model) -> Frame {
        let texts = &model.texts;
        let t = |key: &str| texts.t(key);
        let list = &model.screens.units;
        let width = inner_width(model.size);
        let levels: Vec<&str> = UnitLevel::ALL.iter().map(|level| level.code()).collect();
        let table = Table::new(
            width,
            vec![
                Column::new(t("col-code"), 12),
                Column::rest(t("col-unit")),
                Column::new(t("col-level"), texts.widest("level", &levels)),
                Column::sum(t("col-claims"), 8),
            ],
        );
        Frame::list(
            model,
            self.rows(model.size),
            t("title-units"),
            vec![narrowed(model, list, "units-head")],
            &table,
            list,
            |row| {
                let merged = if row.succeeded_on.is_some() {
                    format!(" {}", t("flag-merged"))
                } else {
                    String::new()
                };
                let indent = "  ".repeat(row.depth.saturating_sub(1));
                let cells = vec![
                    plain(&row.code),
                    plain(format!("{indent}{}{merged}", row.name)),
                    plain(texts.word("level", row.level.code())),
                    plain(row.claims.to_string()),
                ];
                (cells, ' ')
            },
        )
        .with_preview(model, |model| preview(model, width))
    }

    fn rows(&self, size: (usize, usize)) -> usize {
        list_rows(size, PREVIEW_ROWS)
    }

    /// The queue of the unit.
    fn run(&self, model: &mut Model, command: Command) -> Option<Vec<Effect>> {
        if command != Command::Open {
            return None;
        }
        let code = model.screens.units.current()?.code.clone();
        model.screens.claims.narrow_to_unit(code);
        Some(update::enter(model, Claims))
    }

    fn narrowing<'m>(&self, model: &'m Model) -> (&'static str, &'m str) {
        ("ask-narrow-units", &model.screens.units.narrowed)
    }

    fn narrow(&self, model: &mut Model, typed: &str) -> std::result::Result<(), &'static str> {
        let list = &mut model.screens.units;
        typed.clone_into(&mut list.narrowed);
        list.home();
        Ok(())
    }
}

fn preview(model: &Model, width: usize) -> Vec<Line> {
    let t = |key: &str| model.texts.t(key);
    let Some(UnitRowView {
        name,
        parent,
        credit_code,
        area_code,
        succeeded_on,
        ..
    }) = model.screens.units.current()
    else {
        return vec![Line::new(); PREVIEW_ROWS];
    };
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let merged = succeeded_on.map(|day| day.to_string());
    let mut lines = vec![Line::new().add(name, Tone::Title)];
    lines.extend(pairs(
        width,
        2,
        &[
            (t("label-parent"), or_dash(parent)),
            (t("label-credit-code"), or_dash(credit_code)),
            (t("label-area-code"), or_dash(area_code)),
            (t("label-merged-on"), or_dash(&merged)),
        ],
    ));
    lines
}
