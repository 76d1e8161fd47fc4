//! Payment batches.

use super::table::{Column, Table, plain};
use super::{AnswerOf, Asked, Batch, Commands, Frame, Go, Route, Screen, advice, inner_width};
use crate::commands::{Command, OPEN, on, quiet};
use crate::keys::Key::Char;
use crate::list::{List, PAGE_ROWS};
use crate::model::Model;
use crate::orders::{BEGIN, HAPPENED, REGISTER, VOID};
use domain::batch::{BatchState, Channel};
use workflow::views::batches::{self as paid, BatchRowView};
use workflow::views::installed::Installed;
use workflow::{Result, Session};

/// Payment batches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batches;

impl Screen for Batches {
    type State = List<BatchRowView>;
    type Wanted = ();

    fn read(session: &mut Session, asked: Asked<Self>) -> Result<AnswerOf<Self>> {
        paid::page(session, &[], asked.after, PAGE_ROWS)
    }

    fn go() -> Option<(Self, Go)> {
        Some((Self, Go::new('b', "go-batches", "batch list")))
    }

    fn commands() -> Commands {
        const {
            &[&[
                OPEN,
                on(
                    Command::BatchCreate,
                    &[Char('c')],
                    "cmd-batch-create",
                    "batch create",
                ),
                quiet(REGISTER, &[Char('R')], "cmd-register", "register list"),
                quiet(
                    HAPPENED,
                    &[Char('H')],
                    "cmd-register-happened",
                    "register happened",
                ),
                quiet(VOID, &[Char('V')], "cmd-register-void", "register void"),
                quiet(BEGIN, &[Char('B')], "cmd-register-begin", "register begin"),
            ]]
        }
    }

    fn frame(&self, model: &Model) -> Frame {
        let texts = &model.texts;
        let t = |key: &str| texts.t(key);
        let list = &model.screens.batches;
        let states: Vec<&str> = BatchState::ALL.iter().map(|state| state.code()).collect();
        let channels: Vec<&str> = Channel::ALL.iter().map(|channel| channel.code()).collect();
        let sources: Vec<&str> = Installed::sources(&model.me.programmes)
            .iter()
            .map(|spec| spec.code)
            .collect();
        let mut columns = vec![
            Column::new(t("col-number"), 15),
            Column::new(t("col-state"), texts.widest("batch", &states)),
            Column::new(t("col-channel"), texts.widest("channel", &channels)),
            Column::sum(t("col-lines"), 5),
            Column::sum(t("col-total"), 12),
        ];
        if model.is_wide() {
            columns.push(Column::new(
                t("col-source"),
                texts.widest("source", &sources),
            ));
        }
        columns.push(Column::rest(t("col-unit")));
        let table = Table::new(inner_width(model.size), columns);
        Frame::list(
            model,
            self.rows(model.size),
            t("title-batches"),
            vec![advice(
                model,
                "batches-head",
                Command::BatchCreate,
                "batches-how",
            )],
            &table,
            list,
            |row| {
                let mut cells = vec![
                    plain(&row.number),
                    plain(texts.word("batch", row.state.code())),
                    plain(texts.word("channel", row.channel.code())),
                    plain(row.lines.to_string()),
                    plain(row.total.to_string()),
                ];
                if model.is_wide() {
                    cells.push(plain(texts.word("source", row.source.code())));
                }
                cells.push(plain(&row.unit_name));
                (cells, ' ')
            },
        )
    }

    fn open(&self, model: &Model) -> Option<Route> {
        let row = model.screens.batches.current()?;
        Some(Batch(row.id).into())
    }
}
