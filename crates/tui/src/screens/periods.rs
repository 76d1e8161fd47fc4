//! Benefit years with their windows.

use super::period::{self, CREATE, LOOKS, STEPS};
use super::table::{Column, Table, plain};
use super::{AnswerOf, Asked, Commands, Frame, Go, Period, Route, Screen, advice, inner_width};
use crate::commands::{Command, OPEN, Spec, quiet};
use crate::keys::Key::Char;
use crate::list::List;
use crate::model::Model;
use crate::msg::Effect;
use crate::orders::{ANNOUNCE, ANNOUNCED, OPEN_YEAR};
use domain::period::PeriodState;
use workflow::views::Lang;
use workflow::views::Page;
use workflow::views::periods::{self as years, PeriodRowView};
use workflow::{Result, Session};

/// Benefit years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Periods;

impl Screen for Periods {
    type State = List<PeriodRowView>;
    type Wanted = ();

    fn read(session: &mut Session, _asked: Asked<Self>) -> Result<AnswerOf<Self>> {
        Ok(Page {
            rows: years::list(session)?,
            next: None,
        })
    }

    fn go() -> Option<(Self, Go)> {
        Some((Self, Go::new('p', "go-periods", "period list")))
    }

    fn commands() -> Commands {
        &[&[OPEN], LOOKS, &[CREATE], STEPS, REGISTERED]
    }

    fn frame(&self, model: &Model) -> Frame {
        let texts = &model.texts;
        let t = |key: &str| texts.t(key);
        let list = &model.screens.periods;
        let states: Vec<&str> = PeriodState::ALL.iter().map(|state| state.code()).collect();
        let mut columns = vec![
            Column::new(t("col-year"), 4),
            Column::new(t("col-state"), texts.widest("period", &states)),
            Column::new(t("col-window"), 23),
            Column::sum(t("col-standard"), 9),
            Column::sum(t("col-days"), 5),
        ];
        columns.push(Column::rest(t("col-programme")));
        let table = Table::new(inner_width(model.size), columns);
        Frame::list(
            model,
            self.rows(model.size),
            t("title-periods"),
            vec![advice(
                model,
                "periods-head",
                Command::PeriodCreate,
                "periods-how",
            )],
            &table,
            list,
            |row| {
                let name = if texts.lang() == Lang::Zh {
                    &row.names.0
                } else {
                    &row.names.1
                };
                let invented = if row.invented {
                    format!("{} ", texts.t("flag-invented"))
                } else {
                    String::new()
                };
                let cells = vec![
                    plain(row.year.to_string()),
                    plain(texts.word("period", row.state.code())),
                    plain(format!("{} - {}", row.window.open, row.window.close)),
                    plain(row.standard.to_string()),
                    plain(row.days_left.to_string()),
                    plain(format!("{invented}{name}")),
                ];
                (cells, ' ')
            },
        )
    }

    fn offers(&self, model: &Model, command: Command) -> bool {
        let state = model.screens.periods.current().map(|row| row.state);
        period::offers(model, state, command)
    }

    fn open(&self, model: &Model) -> Option<Route> {
        let row = model.screens.periods.current()?;
        Some(Period(row.programme.clone(), row.year).into())
    }

    fn run(&self, model: &mut Model, command: Command) -> Option<Vec<Effect>> {
        let row = model.screens.periods.current()?;
        let (programme, year) = (row.programme.clone(), row.year);
        period::run(model, command, &programme, year)
    }
}

/// What is done for a year besides its own steps.
const REGISTERED: &[Spec] = &[
    quiet(
        ANNOUNCE,
        &[Char('a')],
        "cmd-announce",
        "announcement record",
    ),
    quiet(
        ANNOUNCED,
        &[Char('l')],
        "cmd-announced",
        "announcement list",
    ),
    quiet(OPEN_YEAR, &[Char('y')], "cmd-year-open", "year open"),
];
