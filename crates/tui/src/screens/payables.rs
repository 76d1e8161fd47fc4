//! The money desk: what is approved and in no batch yet, by union, source and channel.

use super::table::{Column, Table, plain};
use super::{AnswerOf, Asked, Batches, Commands, Frame, Go, Screen, inner_width, rows_below};
use crate::commands::{Command, NARROW_UNIT, on, quiet};
use crate::keys::Key::Char;
use crate::line::{Line, Tone};
use crate::list::List;
use crate::model::Model;
use crate::msg::Effect;
use crate::orders::COLLECT;
use crate::update;
use domain::batch::Channel;
use domain::role::Action;
use workflow::payments::batches::payable::{self, Payable, PayableFilter};
use workflow::views::Page;
use workflow::views::installed::Installed;
use workflow::{Result, Session};

/// Lines above the table: the whole of it, and how it is narrowed.
const HEAD_ROWS: usize = 2;
/// To the batches that were made of it.
const TO_BATCHES: Command = Command::Own("batches");

/// The money desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payables;

/// What is listed, as it was asked for.
pub(crate) fn filter(model: &Model) -> PayableFilter {
    let typed = &model.screens.payables.narrowed;
    PayableFilter {
        unit: Some(typed.clone()).filter(|code| !code.is_empty()),
        ..PayableFilter::default()
    }
}

impl Screen for Payables {
    type State = List<Payable>;
    type Wanted = PayableFilter;

    fn wanted(&self, model: &Model) -> Option<PayableFilter> {
        Some(filter(model))
    }

    fn read(session: &mut Session, asked: Asked<Self>) -> Result<AnswerOf<Self>> {
        Ok(Page {
            rows: payable::payables(session, &asked.wanted)?,
            next: None,
        })
    }

    fn adds_up() -> bool {
        true
    }

    fn go() -> Option<(Self, Go)> {
        let go = Go::new('w', "go-payables", "batch payable");
        Some((
            Self,
            Go {
                needs: &[Action::Batch, Action::Pay, Action::SignBatch],
                ..go
            },
        ))
    }

    fn commands() -> Commands {
        const {
            &[&[
                on(COLLECT, &[Char('c')], "cmd-batch-collect", "batch collect"),
                NARROW_UNIT,
                on(TO_BATCHES, &[Char('b')], "go-batches", "batch list"),
                quiet(
                    Command::BatchCreate,
                    &[Char('o')],
                    "cmd-batch-create",
                    "batch create",
                ),
            ]]
        }
    }

    fn frame(&self, model: &Model) -> Frame {
        let texts = &model.texts;
        let t = |key: &str| texts.t(key);
        let list = &model.screens.payables;
        let channels: Vec<&str> = Channel::ALL.iter().map(|channel| channel.code()).collect();
        let sources = Installed::sources(&model.me.programmes);
        let sources: Vec<&str> = sources.iter().map(|spec| spec.code).collect();
        let table = Table::new(
            inner_width(model.size),
            vec![
                Column::new(t("col-filed-from"), 10),
                Column::new(t("col-source"), texts.widest("source", &sources)),
                Column::new(t("col-channel"), texts.widest("channel", &channels)),
                Column::sum(t("col-claims"), 6),
                Column::sum(t("col-total"), 13),
                Column::rest(t("col-unit")),
            ],
        );
        Frame::list(
            model,
            self.rows(model.size),
            t("title-payables"),
            head(model),
            &table,
            list,
            |row| {
                let kept_back = row.contested > 0;
                let mark = if kept_back { '!' } else { ' ' };
                let cells = vec![
                    plain(row.since.to_string()),
                    plain(texts.word("source", row.source.code())),
                    plain(texts.word("channel", row.channel.code())),
                    plain(row.expected.count.to_string()),
                    plain(row.expected.total.to_string()),
                    plain(format!("{} {}", row.unit_code, row.unit_name)),
                ];
                (cells, mark)
            },
        )
    }

    fn rows(&self, size: (usize, usize)) -> usize {
        rows_below(size, HEAD_ROWS, 0)
    }

    fn offers(&self, model: &Model, command: Command) -> bool {
        match command {
            COLLECT => model.me.role.may(Action::Batch) && !model.screens.payables.rows.is_empty(),
            _ => true,
        }
    }

    fn run(&self, model: &mut Model, command: Command) -> Option<Vec<Effect>> {
        (command == TO_BATCHES).then(|| update::enter(model, Batches))
    }

    fn narrowing<'m>(&self, model: &'m Model) -> (&'static str, &'m str) {
        ("ask-narrow-units", &model.screens.payables.narrowed)
    }

    fn narrow(&self, model: &mut Model, typed: &str) -> std::result::Result<(), &'static str> {
        let list = &mut model.screens.payables;
        typed.clone_into(&mut list.narrowed);
        list.home();
        Ok(())
    }
}

/// All of it, and what an open case keeps back.
fn head(model: &Model) -> Vec<Line> {
    let texts = &model.texts;
    let list = &model.screens.payables;
    let sum = payable::sum_of(&list.rows);
    let contested: i64 = list.rows.iter().map(|row| row.contested).sum();
    let whole = texts.with(
        "payables-sum",
        &[
            ("unions", &list.rows.len().to_string()),
            ("count", &sum.count.to_string()),
            ("sum", &sum.total.to_string()),
        ],
    );
    let mut first = Line::new().add(&whole, Tone::Title);
    if contested > 0 {
        let told = texts.with("payables-contested", &[("count", &contested.to_string())]);
        first = first.gap(2).add(&told, Tone::Warn);
    }
    vec![first, super::narrowed(model, list, "payables-head")]
}
