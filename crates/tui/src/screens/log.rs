//! The audit log of a claim.

use super::table::{Column, Table, plain};
use super::{AnswerOf, Asked, Commands, Frame, Screen, inner_width};
use crate::commands::{Command, on};
use crate::keys::Key::Enter;
use crate::line::{Line, Tone};
use crate::list::List;
use crate::model::Model;
use domain::ids::ClaimRef;
use workflow::views::Page;
use workflow::views::audit_log::{self, AuditEntryView};
use workflow::{Result, Session};

/// A claim's audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log(pub ClaimRef);

impl Screen for Log {
    type State = List<AuditEntryView>;
    type Wanted = ();

    fn read(session: &mut Session, asked: Asked<Self>) -> Result<AnswerOf<Self>> {
        Ok(Page {
            rows: audit_log::of_claim(session, asked.screen.0)?,
            next: None,
        })
    }

    fn commands() -> Commands {
        const {
            &[&[on(
                Command::EntryShow,
                &[Enter],
                "cmd-change-show",
                "claim log ID",
            )]]
        }
    }

    fn frame(&self, model: &Model) -> Frame {
        let texts = &model.texts;
        let t = |key: &str| texts.t(key);
        let list = &model.screens.log;
        let table = Table::new(
            inner_width(model.size),
            vec![
                Column::sum("#".to_owned(), 4),
                Column::new(t("col-when"), 19),
                Column::new(t("col-by"), 12),
                Column::new(t("col-action"), 12),
                Column::new(t("col-hash"), 12),
                Column::rest(t("col-detail")),
            ],
        );
        Frame::list(
            model,
            self.rows(model.size),
            t("title-log"),
            vec![Line::new().add(&t("log-head"), Tone::Dim)],
            &table,
            list,
            |row| {
                let cells = vec![
                    plain(row.seq.to_string()),
                    plain(row.at.shanghai_text()),
                    plain(&row.by),
                    plain(texts.word("step", &row.action)),
                    plain(row.hash.get(..12).unwrap_or(&row.hash)),
                    plain(row.told.get(model.texts.lang())),
                ];
                (cells, ' ')
            },
        )
    }

    fn offers(&self, model: &Model, _command: Command) -> bool {
        model.screens.log.current().is_some()
    }
}
