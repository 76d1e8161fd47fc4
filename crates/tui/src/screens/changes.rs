//! Changes that wait for a second operator.

use super::table::{Column, Table, plain};
use super::{
    AnswerOf, Asked, Commands, Frame, Go, Screen, advice, inner_width, list_rows, wrapped,
};
use crate::commands::{Command, on};
use crate::i18n::Texts;
use crate::keys::Key::{Char, Enter};
use crate::line::{Line, Tone};
use crate::list::{List, PAGE_ROWS};
use crate::model::Model;
use domain::case::ProposalState;
use domain::role::Action;
use workflow::views::proposals::{self as proposed, ProposalView};
use workflow::{Result, Session};

/// Lines of the preview on wide screens.
pub const PREVIEW_ROWS: usize = 6;

/// Changes that wait for a second operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes;

impl Screen for Changes {
    type State = List<ProposalView>;
    type Wanted = ();

    fn read(session: &mut Session, asked: Asked<Self>) -> Result<AnswerOf<Self>> {
        proposed::told(session, asked.lang, asked.after, PAGE_ROWS)
    }

    fn go() -> Option<(Self, Go)> {
        Some((Self, Go::new('a', "go-changes", "change list")))
    }

    fn commands() -> Commands {
        const {
            &[&[
                on(
                    Command::ChangeShow,
                    &[Enter],
                    "cmd-change-show",
                    "change list",
                ),
                on(
                    Command::ChangeApprove,
                    &[Char('a')],
                    "cmd-change-approve",
                    "change approve ID",
                ),
                on(
                    Command::ChangeReject,
                    &[Char('r')],
                    "cmd-change-reject",
                    "change reject ID",
                ),
            ]]
        }
    }

    fn frame(&self, model: &Model) -> Frame {
        let texts = &model.texts;
        let t = |key: &str| texts.t(key);
        let width = inner_width(model.size);
        let list = &model.screens.changes;
        let states: Vec<&str> = ProposalState::ALL
            .iter()
            .map(|state| state.code())
            .collect();
        let table = Table::new(
            width,
            vec![
                Column::new(t("col-when"), 16),
                Column::new(t("col-state"), texts.widest("change", &states)),
                Column::new(t("col-kind"), 13),
                Column::new(t("col-by"), 10),
                Column::rest(t("col-target")),
            ],
        );
        Frame::list(
            model,
            self.rows(model.size),
            t("title-changes"),
            vec![advice(
                model,
                "changes-head",
                Command::ChangeApprove,
                "changes-how",
            )],
            &table,
            list,
            |row| {
                let when = row.proposed_at.shanghai_text();
                let tone = match row.state {
                    ProposalState::Proposed => Tone::Warn,
                    ProposalState::Approved => Tone::Good,
                    ProposalState::Rejected => Tone::Dim,
                };
                let own = if row.own {
                    format!("{} ", texts.t("flag-own"))
                } else {
                    String::new()
                };
                let cells = vec![
                    plain(when.get(..16).unwrap_or(&when)),
                    (texts.word("change", row.state.code()), tone),
                    plain(&row.kind),
                    plain(&row.proposed_by),
                    plain(format!("{own}{}", row.target)),
                ];
                (cells, ' ')
            },
        )
        .with_preview(model, |model| preview(model, width))
    }

    fn rows(&self, size: (usize, usize)) -> usize {
        list_rows(size, PREVIEW_ROWS)
    }

    fn offers(&self, model: &Model, command: Command) -> bool {
        let Some(change) = model.screens.changes.current() else {
            return false;
        };
        let seconds = [Action::SecondPlans, Action::Administer, Action::Batch]
            .iter()
            .any(|action| model.me.role.may(*action));
        // Whoever proposed a change cannot decide it.
        let open = change.state == ProposalState::Proposed && !change.own;
        command == Command::ChangeShow || (seconds && open)
    }
}

/// Who decided a change, when, and why.
pub fn decided(texts: &Texts, row: &ProposalView) -> Option<String> {
    let by = row.decided_by.as_ref()?;
    let at = row
        .decided_at
        .map(|at| at.shanghai_text())
        .unwrap_or_default();
    let state = texts.word("change", row.state.code());
    Some(texts.with(
        "change-decided",
        &[
            ("state", &state),
            ("by", by),
            ("at", &at),
            ("reason", &row.reason),
        ],
    ))
}

fn preview(model: &Model, width: usize) -> Vec<Line> {
    let texts = &model.texts;
    let mut lines = Vec::new();
    if let Some(row) = model.screens.changes.current() {
        let what = format!("{} {}", row.kind, row.target);
        lines.push(Line::new().add(&what, Tone::Title));
        lines.extend(wrapped(&row.payload, "", width, Tone::Plain));
        if let Some(told) = decided(texts, row) {
            lines.extend(wrapped(&told, "", width, Tone::Dim));
        }
    }
    lines.resize(PREVIEW_ROWS, Line::new());
    lines
}
