//! Imported files.

use super::table::{Column, Table, plain};
use super::{AnswerOf, Asked, Commands, Frame, Go, Import, Route, Screen, advice, inner_width};
use crate::ask::template;
use crate::commands::{Command, OPEN, on, quiet};
use crate::keys::Key::Char;
use crate::line::Tone;
use crate::list::{List, PAGE_ROWS};
use crate::model::Model;
use crate::msg::Effect;
use crate::orders::{ERRORS, FORGET_HEADER, HEADERS, RETURNS, SAVE_HEADER};
use workflow::views::imports::{self as files, ImportRowView};
use workflow::{Result, Session};

/// Imported files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imports;

impl Screen for Imports {
    type State = List<ImportRowView>;
    type Wanted = ();

    fn read(session: &mut Session, asked: Asked<Self>) -> Result<AnswerOf<Self>> {
        files::page(session, asked.lang, asked.after, PAGE_ROWS)
    }

    fn go() -> Option<(Self, Go)> {
        Some((Self, Go::new('i', "go-imports", "import list")))
    }

    fn commands() -> Commands {
        const {
            &[&[
                OPEN,
                on(
                    Command::Import,
                    &[Char('i')],
                    "cmd-import",
                    "import claims FILE",
                ),
                on(TEMPLATE, &[Char('t')], "cmd-template", "import template"),
                on(
                    ERRORS,
                    &[Char('e')],
                    "cmd-import-errors",
                    "import errors ID",
                ),
                on(RETURNS, &[Char('b')], "cmd-claim-returns", "claim returns"),
                quiet(
                    SAVE_HEADER,
                    &[Char('m')],
                    "cmd-header-save",
                    "import mapping save",
                ),
                quiet(
                    FORGET_HEADER,
                    &[Char('M')],
                    "cmd-header-forget",
                    "import mapping remove",
                ),
                quiet(HEADERS, &[Char('l')], "cmd-headers", "import mapping list"),
            ]]
        }
    }

    fn frame(&self, model: &Model) -> Frame {
        let texts = &model.texts;
        let t = |key: &str| texts.t(key);
        let list = &model.screens.imports;
        let profiles = ["claims", "members", "units", "plans", "budgets"];
        let mut columns = vec![
            Column::new(t("col-when"), 16),
            Column::new(t("col-profile"), texts.widest("profile", &profiles)),
            Column::rest(t("col-file")),
            Column::sum(t("col-rows"), 6),
            Column::sum(t("col-accepted"), 6),
            Column::sum(t("col-refused"), 6),
            Column::sum(t("col-warned"), 6),
        ];
        if model.is_wide() {
            columns.push(Column::new(t("col-by"), 12));
            columns.push(Column::new(t("col-state"), 12));
        }
        let table = Table::new(inner_width(model.size), columns);
        Frame::list(
            model,
            self.rows(model.size),
            t("title-imports"),
            vec![advice(
                model,
                "imports-head",
                Command::Import,
                "imports-how",
            )],
            &table,
            list,
            |row| {
                let when = row.started_at.shanghai_text();
                let mut cells = vec![
                    plain(when.get(..16).unwrap_or(&when)),
                    plain(texts.word("profile", &row.profile)),
                    plain(&row.file),
                    plain(row.rows.to_string()),
                    plain(row.accepted.to_string()),
                    (
                        row.refused.to_string(),
                        if row.refused > 0 {
                            Tone::Bad
                        } else {
                            Tone::Plain
                        },
                    ),
                    (
                        row.warned.to_string(),
                        if row.warned > 0 {
                            Tone::Warn
                        } else {
                            Tone::Plain
                        },
                    ),
                ];
                cells.push(plain(&row.by));
                cells.push(plain(texts.word("import", &row.state)));
                (cells, ' ')
            },
        )
    }

    fn open(&self, model: &Model) -> Option<Route> {
        let row = model.screens.imports.current()?;
        Some(Import(row.id).into())
    }

    fn run(&self, model: &mut Model, command: Command) -> Option<Vec<Effect>> {
        (command == TEMPLATE).then(|| template::open(model))
    }
}

/// Writes an empty sheet, or last year's families.
const TEMPLATE: Command = Command::Own("template");
