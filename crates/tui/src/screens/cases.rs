//! Duplicate claims.

use super::table::{Column, Table, plain};
use super::{AnswerOf, Asked, Case, Commands, Frame, Go, Route, Screen, inner_width};
use crate::commands::{OPEN, quiet};
use crate::keys::Key::Char;
use crate::line::{Line, Tone};
use crate::list::{List, PAGE_ROWS};
use crate::model::Model;
use crate::orders::SCAN;
use domain::case::{CaseKind, CaseState};
use domain::ids::CaseId;
use workflow::views::cases::{self as found, CaseRowView};
use workflow::{Result, Session};

/// Duplicate claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cases;

impl Screen for Cases {
    type State = List<CaseRowView>;
    type Wanted = ();

    fn read(session: &mut Session, asked: Asked<Self>) -> Result<AnswerOf<Self>> {
        found::page(session, &[], asked.after, PAGE_ROWS)
    }

    fn go() -> Option<(Self, Go)> {
        Some((Self, Go::new('d', "go-duplicates", "duplicate list")))
    }

    fn commands() -> Commands {
        const {
            &[&[
                OPEN,
                quiet(SCAN, &[Char('s')], "cmd-scan", "duplicate scan"),
            ]]
        }
    }

    fn frame(&self, model: &Model) -> Frame {
        let texts = &model.texts;
        let t = |key: &str| texts.t(key);
        let list = &model.screens.cases;
        let states: Vec<&str> = CaseState::ALL.iter().map(|state| state.code()).collect();
        let kinds: Vec<&str> = CaseKind::ALL.iter().map(|kind| kind.code()).collect();
        let subject = model.subjects().to_lowercase();
        let table = Table::new(
            inner_width(model.size),
            vec![
                Column::new(model.subjects(), 10),
                Column::new(t("col-year"), 4),
                Column::new(t("col-state"), texts.widest("case", &states)),
                Column::new(t("col-kind"), texts.widest("case-kind", &kinds)),
                Column::sum(t("col-claims"), 4),
                Column::rest(t("col-units")),
            ],
        );
        Frame::list(
            model,
            self.rows(model.size),
            t("title-cases"),
            vec![progress(model).gap(2).add(
                &texts.with("cases-head", &[("subject", &subject)]),
                Tone::Dim,
            )],
            &table,
            list,
            |row| {
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
                    plain(&row.subject_name),
                    plain(row.year.to_string()),
                    (texts.word("case", row.state.code()), tone),
                    plain(texts.word("case-kind", row.kind.code())),
                    plain(row.claims.len().to_string()),
                    plain(told),
                ];
                (cells, ' ')
            },
        )
    }

    fn open(&self, model: &Model) -> Option<Route> {
        let row = model.screens.cases.current()?;
        Some(Case(row.id).into())
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

/// The next case that waits for a decision, below the one the operator has looked at, then from the top; the cursor goes
/// there.
pub(super) fn next_undecided(model: &mut Model, from: CaseId) -> Option<CaseId> {
    let cases = &mut model.screens.cases;
    let at = cases.rows.iter().position(|row| row.id == from)?;
    let waits = |row: &CaseRowView| matches!(row.state, CaseState::Open | CaseState::Proposed);
    let next = (at + 1..cases.rows.len())
        .chain(0..at)
        .find(|at| cases.rows.get(*at).is_some_and(waits))?;
    cases.at = next;
    cases.current().map(|row| row.id)
}

/// The list shows where a decided case stands now.
pub(crate) fn decided(model: &mut Model, case: CaseId, state: CaseState) {
    let mut rows = model.screens.cases.rows.iter_mut();
    if let Some(row) = rows.find(|row| row.id == case) {
        row.state = state;
    }
}
