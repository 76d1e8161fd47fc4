//! The files that the operator sent in and those that wait to be fetched.

use super::table::{Column, Table, plain};
use super::{AnswerOf, Asked, Commands, Frame, Go, Screen, advice, inner_width};
use crate::commands::{Command, on, quiet};
use crate::keys::Key::{Char, Enter};
use crate::line::Tone;
use crate::list::List;
use crate::model::Model;
use crate::orders::{PUT, TAKE};
use workflow::exchange::{Entry, Side};
use workflow::views::Page;
use workflow::{Result, Session};

/// A file with the side it lies on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileLine {
    /// Inbox or outbox.
    pub side: Side,
    /// The file.
    pub entry: Entry,
}

/// Inbox and outbox of the operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files;

impl Screen for Files {
    type State = List<FileLine>;
    type Wanted = ();

    fn read(session: &mut Session, _asked: Asked<Self>) -> Result<AnswerOf<Self>> {
        let found = session.ctx.installation.files.listed()?.into_iter();
        let rows = found.map(|(side, entry)| FileLine { side, entry });
        Ok(Page {
            rows: rows.collect(),
            next: None,
        })
    }

    fn go() -> Option<(Self, Go)> {
        let go = Go::new('s', "go-files", "files list");
        Some((Self, Go { files: true, ..go }))
    }

    fn commands() -> Commands {
        const {
            &[&[
                on(
                    Command::Import,
                    &[Enter, Char('i')],
                    "cmd-import-this",
                    "import claims FILE",
                ),
                quiet(PUT, &[Char('p')], "cmd-file-put", "files put FILE"),
                quiet(TAKE, &[Char('t')], "cmd-file-take", "files take FILE"),
            ]]
        }
    }

    fn frame(&self, model: &Model) -> Frame {
        let texts = &model.texts;
        let t = |key: &str| texts.t(key);
        let table = Table::new(
            inner_width(model.size),
            vec![
                Column::new(t("col-side"), texts.widest("side", &["inbox", "outbox"])),
                Column::rest(t("col-file")),
                Column::sum(t("col-bytes"), 12),
                Column::new(t("col-when"), 19),
            ],
        );
        Frame::list(
            model,
            self.rows(model.size),
            t("title-files"),
            vec![advice(model, "files-head", Command::Import, "files-how")],
            &table,
            &model.screens.files,
            |line| {
                let tone = match line.side {
                    Side::Inbox => Tone::Plain,
                    Side::Outbox => Tone::Dim,
                };
                let cells = vec![
                    (texts.word("side", line.side.code()), tone),
                    (line.entry.name.to_string(), tone),
                    plain(line.entry.bytes.to_string()),
                    plain(line.entry.at.shanghai_text()),
                ];
                (cells, ' ')
            },
        )
    }

    /// What was written for the operator is fetched, not read again.
    fn hints(&self, model: &Model, _command: Command) -> bool {
        chosen(model).is_some()
    }
}

/// The file of the inbox under the cursor.
pub fn chosen(model: &Model) -> Option<&Entry> {
    let line = model.screens.files.current()?;
    (line.side == Side::Inbox).then_some(&line.entry)
}
