//! The books: what stands on each account, and every posting.

use super::Register;
use crate::line::{Line, Tone};
use crate::model::Model;
use crate::screens::table::{Column, Table, plain};
use crate::screens::{Face, empty, inner_width, pairs, position, rows_below};
use domain::fen::Fen;
use domain::ledger::Account;

/// Lines of balances above the postings.
pub(super) const HEAD_ROWS: usize = 5;

pub(super) fn face(model: &Model) -> Face {
    let texts = &model.texts;
    let t = |key: &str| texts.t(key);
    let list = &model.screens.registers.ledger;
    let width = inner_width(model.size);
    let accounts: Vec<&str> = Account::ALL.iter().map(|account| account.code()).collect();
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
    let rows = rows_below(model.size, HEAD_ROWS, 0);
    let body = table.body(list, rows, &empty(texts, list), |row| {
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
    });
    Face {
        title: t("title-ledger"),
        position: position(list),
        head: balances(model, width),
        columns: Some(table.head()),
        body,
        tail: Vec::new(),
    }
}

fn balances(model: &Model, width: usize) -> Vec<Line> {
    let texts = &model.texts;
    let mut lines = vec![super::head(model, &Register::Ledger, "ledger-head")];
    if let Some(books) = &model.screens.registers.accounts {
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
