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
        head: vec![progress(model).gap(2).add(&t("cases-head"), Tone::Dim)],
        columns: Some(table.head()),
        body,
        tail: Vec::new(),
    }
}

/// How many of the cases read so far are decided, with a `+` while more can be read.
fn progress(model: &Model) -> Line {
    let list = &model.screens.cases;
    let decided = |state: CaseState| matches!(state, CaseState::Resolved | CaseState::Joined);
    let done = list.rows.iter().filter(|row| decided(row.state)).count();
    let more = if list.next.is_some() { "+" } else { "" };
    let total = format!("{}{more}", list.rows.len());
    let told = model.texts.with(
        "cases-progress",
        &[("done", &done.to_string()), ("total", &total)],
    );
    Line::new().add(&told, Tone::Title)
}

/// The next case after this one that waits for a decision; from the top again when none follows.
pub fn next_undecided(model: &Model, from: domain::ids::CaseId) -> Option<domain::ids::CaseId> {
    let rows = &model.screens.cases.rows;
    let at = rows.iter().position(|row| row.id == from)?;
    let (before, after) = rows.split_at(at);
    after
        .iter()
        .skip(1)
        .chain(before)
        .find(|row| matches!(row.state, CaseState::Open | CaseState::Proposed))
        .map(|row| row.id)
}
