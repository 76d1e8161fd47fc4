//! Duplicate claims.

use super::table::{Column, Table, plain};
use super::{Face, empty, inner_width, list_rows, position};
use crate::line::{Line, Tone};
use crate::model::Model;
use domain::case::{CaseKind, CaseState};

/// What the list of cases shows.
pub fn face(model: &Model) -> Face {
    let texts = &model.texts;
    let t = |key: &str| texts.t(key);
    let list = &model.screens.cases;
    let states: Vec<&str> = CaseState::ALL.iter().map(|state| state.code()).collect();
    let kinds: Vec<&str> = CaseKind::ALL.iter().map(|kind| kind.code()).collect();
    let table = Table::new(
        inner_width(model.size),
        vec![
            Column::new(t("col-child"), 10),
            Column::new(t("col-year"), 4),
            Column::new(t("col-state"), texts.widest("case", &states)),
            Column::new(t("col-kind"), texts.widest("case-kind", &kinds)),
            Column::sum(t("col-claims"), 4),
            Column::rest(t("col-units")),
        ],
    );
    let body = table.body(list, list_rows(model.size, 0), &empty(texts, list), |row| {
        let tone = if row.state == CaseState::Resolved {
            Tone::Good
        } else {
            Tone::Warn
        };
        let told = row.resolution.map_or_else(
            || row.units.join(" / "),
            |resolution| {
                format!(
                    "{}: {}",
                    texts.word("resolution", resolution.code()),
                    row.units.join(" / ")
                )
            },
        );
        let cells = vec![
            plain(&row.child_name),
            plain(row.year.to_string()),
            (texts.word("case", row.state.code()), tone),
            plain(texts.word("case-kind", row.kind.code())),
            plain(row.claims.len().to_string()),
            plain(told),
        ];
        (cells, ' ')
    });
    Face {
        title: t("title-cases"),
        position: position(list),
        head: vec![Line::new().add(&t("cases-head"), Tone::Dim)],
        columns: Some(table.head()),
        body,
        tail: Vec::new(),
    }
}
