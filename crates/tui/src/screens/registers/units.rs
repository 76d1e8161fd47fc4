//! The tree of unions.

use super::Register;
use crate::line::{Line, Tone};
use crate::model::Model;
use crate::screens::table::{Column, Table, plain};
use crate::screens::{Face, empty, inner_width, list_rows, pairs, position};
use domain::unit::UnitLevel;
use workflow::views::unit_list::UnitRowView;

/// Lines of the preview on wide screens.
pub(super) const PREVIEW_ROWS: usize = 3;

pub(super) fn face(model: &Model) -> Face {
    let texts = &model.texts;
    let t = |key: &str| texts.t(key);
    let list = &model.screens.registers.units;
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
    let rows = list_rows(model.size, PREVIEW_ROWS);
    let body = table.body(list, rows, &empty(texts, list), |row| {
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
    });
    Face {
        title: t("title-units"),
        position: position(list),
        head: vec![super::head(model, &Register::Units, "units-head")],
        columns: Some(table.head()),
        body,
        tail: if model.is_wide() {
            preview(model, width)
        } else {
            Vec::new()
        },
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
    }) = model.screens.registers.units.current()
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
