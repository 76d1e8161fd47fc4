//! The whole audit log.

use super::Register;
use crate::dialog::{Dialog, Purpose};
use crate::i18n::Texts;
use crate::line::Tone;
use crate::model::Model;
use crate::screens::table::{Column, Table, plain};
use crate::screens::{Face, empty, inner_width, list_rows, position};

pub(super) fn face(model: &Model) -> Face {
    let texts = &model.texts;
    let t = |key: &str| texts.t(key);
    let list = &model.screens.registers.audit;
    let mut columns = vec![
        Column::new(t("col-when"), 19),
        Column::new(t("col-by"), 12),
        Column::new(t("col-action"), 14),
        Column::new(t("col-number"), 14),
    ];
    if model.is_wide() {
        columns.push(Column::new(t("col-hash"), 12));
    }
    columns.push(Column::rest(t("col-detail")));
    let table = Table::new(inner_width(model.size), columns);
    let rows = list_rows(model.size, 0);
    let body = table.body(list, rows, &empty(texts, list), |row| {
        let number = row.number.as_ref().map(ToString::to_string);
        let mut cells = vec![
            plain(row.at.shanghai_text()),
            plain(&row.by),
            plain(action(texts, &row.action)),
            plain(number.unwrap_or_else(|| "-".to_owned())),
        ];
        if model.is_wide() {
            cells.push(plain(row.hash.get(..12).unwrap_or(&row.hash)));
        }
        cells.push(plain(&row.detail));
        (cells, ' ')
    });
    Face {
        title: t("title-audit"),
        position: position(list),
        head: vec![super::head(model, &Register::Audit, "audit-head")],
        columns: Some(table.head()),
        body,
        tail: Vec::new(),
    }
}

/// What was done, in words where there are some.
fn action(texts: &Texts, code: &str) -> String {
    let step = texts.word("step", code);
    if step == code {
        texts.word("event", code)
    } else {
        step
    }
}

/// All of the entry under the cursor.
pub(super) fn entry(model: &Model) -> Option<Dialog> {
    let texts = &model.texts;
    let entry = model.screens.registers.audit.current()?;
    let number = entry.number.as_ref().map(ToString::to_string);
    let head = [
        entry.at.shanghai_text(),
        entry.by.clone(),
        action(texts, &entry.action),
        number.unwrap_or_default(),
    ];
    Some(
        Dialog::new(
            Purpose::Tell,
            texts.t("title-audit"),
            texts.t("tell-button"),
        )
        .line(head.join("  "), Tone::Title)
        .line(entry.detail.clone(), Tone::Plain)
        .line(format!("#{}  {}", entry.seq, entry.hash), Tone::Dim),
    )
}
