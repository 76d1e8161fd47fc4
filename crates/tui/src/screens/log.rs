//! The audit log of a claim.

use super::table::{Column, Table, plain};
use super::{Face, empty, inner_width, list_rows, position};
use crate::line::{Line, Tone};
use crate::model::Model;

/// What the log shows.
pub fn face(model: &Model) -> Face {
    let texts = &model.texts;
    let t = |key: &str| texts.t(key);
    let list = &model.screens.log;
    let table = Table::new(
        inner_width(model.size),
        vec![
            Column::sum("#".to_owned(), 4),
            Column::new(t("col-when"), 19),
            Column::new(t("col-by"), 12),
            Column::new(t("col-action"), 12),
            Column::new(t("col-hash"), 12),
            Column::rest(t("col-detail")),
        ],
    );
    let body = table.body(list, list_rows(model.size, 0), &empty(texts, list), |row| {
        let cells = vec![
            plain(row.seq.to_string()),
            plain(row.at.shanghai_text()),
            plain(&row.by),
            plain(texts.word("step", &row.action)),
            plain(row.hash.get(..12).unwrap_or(&row.hash)),
            plain(&row.detail),
        ];
        (cells, ' ')
    });
    Face {
        title: t("title-log"),
        position: position(list),
        head: vec![Line::new().add(&t("log-head"), Tone::Dim)],
        columns: Some(table.head()),
        body,
        tail: Vec::new(),
    }
}
