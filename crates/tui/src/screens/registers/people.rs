//! Finds people by whole number, by name, or by how the name sounds.

use super::Register;
use crate::line::{Line, Tone};
use crate::model::Model;
use crate::screens::table::{Column, Table, plain};
use crate::screens::{Face, empty, inner_width, list_rows, position};

pub(super) fn face(model: &Model) -> Face {
    let texts = &model.texts;
    let t = |key: &str| texts.t(key);
    let r = &model.screens.registers;
    let list = &r.people;
    let table = Table::new(
        inner_width(model.size),
        vec![
            Column::new(t("col-name"), 16),
            Column::new(t("col-born"), 10),
            Column::new(t("col-sex"), texts.widest("sex", &["male", "female"])),
            Column::sum(t("col-as-child"), 4),
            Column::sum(t("col-as-member"), 4),
            Column::rest(t("col-unit")),
        ],
    );
    let mut body = table.body(list, list_rows(model.size, 0), &empty(texts, list), |row| {
        let born = row.birth_date.map(|day| day.to_string());
        let sex = row.sex.as_deref().map(|sex| texts.word("sex", sex));
        let cells = vec![
            plain(&row.name),
            plain(born.unwrap_or_default()),
            plain(sex.unwrap_or_default()),
            plain(row.as_child.to_string()),
            plain(row.as_member.to_string()),
            plain(row.units.join("  ")),
        ];
        (cells, ' ')
    });
    if r.seek.is_none() {
        body = vec![Line::new().gap(2).add(&t("people-how"), Tone::Dim)];
    }
    Face {
        title: t("title-people"),
        position: position(list),
        head: vec![super::head(model, &Register::People, "people-head")],
        columns: Some(table.head()),
        body,
        tail: Vec::new(),
    }
}
