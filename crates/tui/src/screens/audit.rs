//! The whole audit log.

use super::table::{Column, Table, plain};
use super::{AnswerOf, Asked, Claim, Commands, Frame, Go, Screen, inner_width, narrowed};
use crate::commands::{Command, on, quiet};
use crate::dialog::{Dialog, Purpose};
use crate::i18n::Texts;
use crate::keys::Key::{Char, Enter};
use crate::line::Tone;
use crate::list::{List, PAGE_ROWS};
use crate::model::Model;
use crate::msg::Effect;
use crate::orders::{SEAL, VERIFY};
use crate::{ask, update};
use domain::role::Action;
use workflow::views::audit_trail::{self, Trail, TrailEntryView};
use workflow::{Result, Session};

/// The claim an entry is about.
const CLAIM: Command = Command::Own("audit-claim");

/// The whole audit log, of an operator or about a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit;

impl Screen for Audit {
    type State = List<TrailEntryView>;
    type Wanted = String;

    fn wanted(&self, model: &Model) -> Option<String> {
        Some(model.screens.audit.narrowed.clone())
    }

    fn read(session: &mut Session, asked: Asked<Self>) -> Result<AnswerOf<Self>> {
        let trail = Trail::parse(&asked.wanted);
        audit_trail::page(session, &trail, asked.after, PAGE_ROWS)
    }

    fn go() -> Option<(Self, Go)> {
        let go = Go::new('t', "go-audit", "");
        let needs = &[Action::Audit];
        Some((Self, Go { needs, ..go }))
    }

    fn commands() -> Commands {
        const {
            &[&[
                on(Command::Open, &[Enter], "cmd-change-show", ""),
                on(Command::Narrow, &[Char('/')], "cmd-narrow-audit", ""),
                on(VERIFY, &[Char('v')], "cmd-audit-verify", "audit verify"),
                on(SEAL, &[Char('s')], "cmd-audit-seal", "audit seal"),
                quiet(CLAIM, &[Char('c')], "cmd-open-claim", "claim show ID"),
            ]]
        }
    }

    fn frame(&self, model: &Model) -> Frame {
        let texts = &model.texts;
        let t = |key: &str| texts.t(key);
        let list = &model.screens.audit;
        let mut columns = vec![
            Column::new(t("col-when"), 19),
            Column::new(t("col-by"), 12),
            Column::new(t("col-action"), 14),
            Column::new(t("col-number"), 14),
        ];
        if model.is_wide() {
            columns.push(Column::new(t("col-hash"), 12));
        }
        columns.push(Column::rest(t("col-detail")));
        let table = Table::new(inner_width(model.size), columns);
        Frame::list(
            model,
            self.rows(model.size),
            t("title-audit"),
            vec![narrowed(model, list, "audit-head")],
            &table,
            list,
            |row| {
                let number = row.number.as_ref().map(ToString::to_string);
                let mut cells = vec![
                    plain(row.at.shanghai_text()),
                    plain(&row.by),
                    plain(action(texts, &row.action)),
                    plain(number.unwrap_or_else(|| "-".to_owned())),
                ];
                if model.is_wide() {
                    cells.push(plain(row.hash.get(..12).unwrap_or(&row.hash)));
                }
                cells.push(plain(row.told.get(model.texts.lang())));
                (cells, ' ')
            },
        )
    }

    fn run(&self, model: &mut Model, command: Command) -> Option<Vec<Effect>> {
        match command {
            Command::Open => {
                let dialog = entry(model)?;
                Some(ask::show(model, dialog))
            }
            CLAIM => {
                let claim = model.screens.audit.current()?.claim?;
                Some(update::enter(model, Claim(claim)))
            }
            _ => None,
        }
    }

    fn narrowing<'m>(&self, model: &'m Model) -> (&'static str, &'m str) {
        ("ask-narrow-audit", &model.screens.audit.narrowed)
    }

    fn narrow(&self, model: &mut Model, typed: &str) -> std::result::Result<(), &'static str> {
        let list = &mut model.screens.audit;
        typed.clone_into(&mut list.narrowed);
        list.home();
        Ok(())
    }
}

/// What was done, in words where there are some.
fn action(texts: &Texts, code: &str) -> String {
    let step = texts.word("step", code);
    if step == code {
        texts.word("event", code)
    } else {
        step
    }
}

/// All of the entry under the cursor.
fn entry(model: &Model) -> Option<Dialog> {
    let texts = &model.texts;
    let entry = model.screens.audit.current()?;
    let number = entry.number.as_ref().map(ToString::to_string);
    let head = [
        entry.at.shanghai_text(),
        entry.by.clone(),
        action(texts, &entry.action),
        number.unwrap_or_default(),
    ];
    Some(
        Dialog::new(
            Purpose::Tell,
            texts.t("title-audit"),
            texts.t("tell-button"),
        )
        .line(head.join("  "), Tone::Title)
        .line(entry.told.get(model.texts.lang()).to_owned(), Tone::Plain)
        .line(format!("#{}  {}", entry.seq, entry.hash), Tone::Dim),
    )
}
