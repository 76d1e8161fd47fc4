//! Benefit years with their windows.

use super::table::{Column, Table, plain};
use super::{Face, advice, empty, inner_width, list_rows, position};
use crate::commands::Command;
use crate::model::Model;
use domain::period::PeriodState;
use workflow::views::Lang;

/// What the list of benefit years shows.
pub fn face(model: &Model) -> Face {
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
    let body = table.body(list, list_rows(model.size, 0), &empty(texts, list), |row| {
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
    });
    Face {
        title: t("title-periods"),
        position: position(list),
        head: vec![advice(
            model,
            "periods-head",
            Command::PeriodCreate,
            "periods-how",
        )],
        columns: Some(table.head()),
        body,
        tail: Vec::new(),
    }
}
