//! The books: what stands on each account, and every posting.

use super::table::{Column, Table, plain};
use super::{
    AnswerOf, Asked, Claim, Commands, Frame, Go, Route, Screen, inner_width, narrowed, pairs,
    rows_below,
};
use crate::commands::{NARROW_UNIT, OPEN_CLAIM};
use crate::line::{Line, Tone};
use crate::list::{Headed, PAGE_ROWS};
use crate::model::Model;
use domain::fen::Fen;
use workflow::views::installed::Installed;
use workflow::views::ledger_entries::{self, Accounts, EntryView};
use workflow::{Result, Session};

/// Lines of balances above the postings.
const HEAD_ROWS: usize = 5;

/// Balances and postings below a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger;

impl Screen for Ledger {
    type State = Headed<Accounts, EntryView>;
    type Wanted = String;

    fn wanted(&self, model: &Model) -> Option<String> {
        Some(model.screens.ledger.list.narrowed.clone())
    }

    fn read(session: &mut Session, asked: Asked<Self>) -> Result<AnswerOf<Self>> {
        // The first page brings the balances.
        let accounts = match asked.after {
            None => Some(Box::new(ledger_entries::accounts(session, &asked.wanted)?)),
            Some(_) => None,
        };
        let page = ledger_entries::page(session, &asked.wanted, asked.after, PAGE_ROWS)?;
        Ok((accounts, page))
    }

    fn go() -> Option<(Self, Go)> {
        Some((Self, Go::new('l', "go-ledger", "ledger balance")))
    }

    fn commands() -> Commands {
        &[&[OPEN_CLAIM, NARROW_UNIT]]
    }

    fn frame(&self, model: &Model) -> Frame {
        let texts = &model.texts;
        let t = |key: &str| texts.t(key);
        let list = &model.screens.ledger.list;
        let width = inner_width(model.size);
        let accounts: Vec<&str> = Installed::accounts(&model.me.programmes)
            .iter()
            .map(|spec| spec.code)
            .collect();
        let mut columns = vec![
            Column::new(t("col-when"), 16),
            Column::new(t("col-account"), texts.widest("account", &accounts)),
            Column::sum(t("col-debit"), 11),
            Column::sum(t("col-credit"), 11),
            Column::new(t("col-number"), 14),
        ];
        if model.is_wide() {
            columns.push(Column::new(t("col-action"), 8));
            columns.push(Column::rest(t("col-unit")));
        }
        let table = Table::new(width, columns);
        Frame::list(
            model,
            self.rows(model.size),
            t("title-ledger"),
            balances(model, width),
            &table,
            list,
            |row| {
                let sum = Fen::new(row.amount.get().abs()).to_string();
                let (debit, credit) = if row.amount.get() < 0 {
                    (String::new(), sum)
                } else {
                    (sum, String::new())
                };
                let number = row.number.as_ref().map(ToString::to_string);
                let when = row.at.shanghai_text();
                let mut cells = vec![
                    plain(when.get(..16).unwrap_or(&when)),
                    plain(texts.word("account", row.account.code())),
                    plain(debit),
                    plain(credit),
                    plain(number.unwrap_or_default()),
                ];
                if model.is_wide() {
                    cells.push(plain(texts.word("step", row.step.code())));
                    cells.push(plain(&row.unit_name));
                }
                (cells, ' ')
            },
        )
    }

    fn rows(&self, size: (usize, usize)) -> usize {
        rows_below(size, HEAD_ROWS, 0)
    }

    fn open(&self, model: &Model) -> Option<Route> {
        let row = model.screens.ledger.list.current()?;
        Some(Claim(row.claim).into())
    }

    fn narrowing<'m>(&self, model: &'m Model) -> (&'static str, &'m str) {
        ("ask-narrow-ledger", &model.screens.ledger.list.narrowed)
    }

    fn narrow(&self, model: &mut Model, typed: &str) -> std::result::Result<(), &'static str> {
        let list = &mut model.screens.ledger.list;
        typed.clone_into(&mut list.narrowed);
        list.home();
        Ok(())
    }
}

fn balances(model: &Model, width: usize) -> Vec<Line> {
    let texts = &model.texts;
    let mut lines = vec![narrowed(model, &model.screens.ledger.list, "ledger-head")];
    if let Some(books) = &model.screens.ledger.head {
        let items: Vec<(String, String)> = books
            .accounts
            .iter()
            .map(|(account, sum)| (texts.word("account", account.code()), sum.to_string()))
            .collect();
        lines.extend(pairs(width, 2, &items));
        let sum = books.sum.to_string();
        lines.push(if books.sum == Fen::ZERO {
            Line::new().add(&texts.t("ledger-balanced"), Tone::Good)
        } else {
            Line::new().add(
                &texts.with("ledger-unbalanced", &[("sum", &sum)]),
                Tone::Bad,
            )
        });
    }
    lines.resize(HEAD_ROWS, Line::new());
    lines
}
