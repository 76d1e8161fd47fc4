//! One file: what was found in it, each thing once for all its rows, what is to be mended first.

use super::table::{Column, Table, plain};
use super::{
    AnswerOf, Asked, Claim, Commands, Frame, Route, Screen, inner_width, pairs, position,
    rows_below, wrapped,
};
use crate::commands::{Command, OPEN_CLAIM, on};
use crate::i18n::Texts;
use crate::keys::Key::{Char, Enter};
use crate::line::{Line, Tone};
use crate::list::{Headed, List};
use crate::model::Model;
use crate::reading::Reading as _;
use domain::finding::RowSeverity;
use domain::ids::ImportId;
use workflow::views::Page;
use workflow::views::imports::{self as files, Found, ImportRowView};
use workflow::{Result, Session};

/// Lines of the head.
pub const HEAD_ROWS: usize = 2 + FINDING_ROWS;
/// Lines for the finding under the cursor.
const FINDING_ROWS: usize = 3;

/// One file, and what was found in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import(pub ImportId);

impl Screen for Import {
    type State = Headed<ImportRowView, Found>;
    type Wanted = ();

    fn read(session: &mut Session, asked: Asked<Self>) -> Result<AnswerOf<Self>> {
        let id = asked.screen.0;
        let head = files::show(session, id, asked.lang)?;
        let rows = files::found(session, id, asked.lang)?;
        Ok((Some(Box::new(head)), Page { rows, next: None }))
    }

    fn commands() -> Commands {
        const {
            &[&[
                OPEN_CLAIM,
                on(
                    Command::RowShow,
                    &[Enter, Char('f')],
                    "cmd-row-show",
                    "import errors ID",
                ),
            ]]
        }
    }

    fn frame(&self, model: &Model) -> Frame {
        let texts = &model.texts;
        let t = |key: &str| texts.t(key);
        let width = inner_width(model.size);
        let import = &model.screens.import;
        let table = Table::new(
            width,
            vec![
                Column::new(
                    t("col-result"),
                    texts.widest("severity", &["warning", "review", "error", "file"]),
                ),
                Column::sum(t("col-rows"), 6),
                Column::new(t("col-column"), 3),
                Column::rest(t("col-finding")),
            ],
        );
        let height = rows_below(model.size, HEAD_ROWS, 0);
        let body = table.body(
            &import.list,
            height,
            &none(texts, &import.list),
            |Found { finding, .. }| {
                // What is found in the file as a whole stands on no row.
                let rows = match finding.count() {
                    0 => String::new(),
                    count => count.to_string(),
                };
                let cells = vec![
                    (
                        texts.word("severity", finding.level()),
                        tone(finding.severity),
                    ),
                    plain(rows),
                    plain(finding.column.as_str()),
                    plain(finding.message.as_str()),
                ];
                (cells, ' ')
            },
        );
        let title = import
            .head
            .as_ref()
            .map_or_else(|| t("title-import"), |head| head.file.clone());
        Frame {
            title,
            position: position(&import.list),
            head: head(model, import.head.as_ref(), width),
            columns: Some(table.head()),
            body,
            tail: Vec::new(),
        }
    }

    fn rows(&self, size: (usize, usize)) -> usize {
        rows_below(size, HEAD_ROWS, 0)
    }

    fn offers(&self, model: &Model, command: Command) -> bool {
        let row = model.screens.import.list.current();
        match command {
            Command::Open => row.is_some_and(|row| row.claim.is_some()),
            _ => row.is_some(),
        }
    }

    fn open(&self, model: &Model) -> Option<Route> {
        let row = model.screens.import.list.current()?;
        Some(Claim(row.claim?).into())
    }
}

fn head(model: &Model, head: Option<&ImportRowView>, width: usize) -> Vec<Line> {
    let texts = &model.texts;
    let Some(head) = head else {
        return vec![Line::new(); HEAD_ROWS];
    };
    let counts = [
        (texts.t("col-rows"), head.rows.to_string()),
        (texts.t("col-accepted"), head.accepted.to_string()),
        (texts.t("col-refused"), head.refused.to_string()),
        (texts.t("col-warned"), head.warned.to_string()),
    ];
    let mut lines = pairs(width, 4, &counts);
    let who = [
        (texts.t("col-profile"), texts.word("profile", &head.profile)),
        (texts.t("col-by"), head.by.clone()),
        (texts.t("col-when"), head.started_at.shanghai_text()),
    ];
    lines.extend(pairs(width, 3, &who));
    // The finding under the cursor does not fit into its line: it is told here in full.
    if let Some(Found { finding, .. }) = model.screens.import.list.current() {
        let told = wrapped(&finding.message, "", width, tone(finding.severity));
        lines.extend(told.into_iter().take(FINDING_ROWS));
    }
    lines.resize(HEAD_ROWS, Line::new());
    lines
}

/// A file without findings is as it should be.
fn none<T>(texts: &Texts, list: &List<T>) -> String {
    texts.t(if list.is_waiting() {
        "word-loading"
    } else {
        "import-clean"
    })
}

fn tone(severity: RowSeverity) -> Tone {
    match severity {
        RowSeverity::Warning => Tone::Plain,
        RowSeverity::Review => Tone::Warn,
        RowSeverity::Error | RowSeverity::File => Tone::Bad,
    }
}
