//! What is under way, or was cut off and can go on.

use super::Register;
use crate::i18n::Texts;
use crate::model::{Model, Place};
use crate::screens::table::{Column, Table, plain};
use crate::screens::{Face, empty, inner_width, list_rows, position};
use workflow::views::jobs::JobKind;

pub(super) fn face(model: &Model) -> Face {
    let texts = &model.texts;
    let t = |key: &str| texts.t(key);
    let list = &model.screens.registers.jobs;
    let kinds = ["import", "bulk", "reassessment"];
    let table = Table::new(
        inner_width(model.size),
        vec![
            Column::new(t("col-when"), 19),
            Column::new(t("col-by"), 12),
            Column::new(t("col-kind"), texts.widest("job", &kinds)),
            Column::rest(t("col-detail")),
        ],
    );
    let rows = list_rows(model.size, 0);
    let body = table.body(list, rows, &empty(texts, list), |row| {
        let (kind, detail) = told(texts, &row.what);
        let cells = vec![
            plain(row.at.shanghai_text()),
            plain(&row.by),
            plain(texts.word("job", kind)),
            plain(detail),
        ];
        (cells, ' ')
    });
    Face {
        title: t("title-jobs"),
        position: position(list),
        head: vec![super::head(model, &Register::Jobs, "jobs-head")],
        columns: Some(table.head()),
        body,
        tail: Vec::new(),
    }
}

fn told(texts: &Texts, what: &JobKind) -> (&'static str, String) {
    match what {
        JobKind::Import { profile, file, .. } => (
            "import",
            format!("{}  {file}", texts.word("profile", profile)),
        ),
        JobKind::Bulk {
            action,
            claims,
            left,
            total,
        } => {
            let done = (claims - left).to_string();
            let args = [
                ("action", texts.word("step", action)),
                ("done", done),
                ("of", claims.to_string()),
                ("sum", total.to_string()),
            ];
            let args: Vec<(&str, &str)> = args
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            ("bulk", texts.with("job-bulk-told", &args))
        }
        JobKind::Reassessment => ("reassessment", texts.t("job-reassessment-told")),
    }
}

pub(super) fn open(model: &Model) -> Option<Place> {
    match &model.screens.registers.jobs.current()?.what {
        JobKind::Import { id, .. } => Some(Place::Import(*id)),
        JobKind::Bulk { .. } => Some(Place::Claims),
        JobKind::Reassessment => Some(Place::Changes),
    }
}
