//! Who may act, as what, where in the tree, and by which keys.

use super::table::{Column, Table, plain};
use super::{AnswerOf, Asked, Commands, Frame, Go, Screen, inner_width, narrowed};
use crate::ask;
use crate::commands::{Command, on};
use crate::dialog::{Dialog, Purpose};
use crate::keys::Key::{Char, Enter};
use crate::line::Tone;
use crate::list::List;
use crate::model::Model;
use crate::msg::Effect;
use crate::orders::{ADD_KEY, ADD_OPERATOR, REVOKE_KEY, SWITCH_OFF};
use domain::role::{Action, Role};
use workflow::proposals::keys::{self as login_keys, KeyInfo};
use workflow::proposals::operators::{self as staff, OperatorInfo};
use workflow::views::Page;
use workflow::{Result, Session};

/// An operator with the keys by which he comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperatorLine {
    /// The operator.
    pub info: OperatorInfo,
    /// Keys, revoked ones too.
    pub keys: Vec<KeyInfo>,
}

/// Operators and their keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operators;

impl Screen for Operators {
    type State = List<OperatorLine>;
    type Wanted = ();

    fn read(session: &mut Session, _asked: Asked<Self>) -> Result<AnswerOf<Self>> {
        let keys = login_keys::list(session)?;
        let rows = staff::list(session)?
            .into_iter()
            .map(|info| OperatorLine {
                keys: keys
                    .iter()
                    .filter(|key| key.operator == info.name)
                    .cloned()
                    .collect(),
                info,
            })
            .collect();
        Ok(Page { rows, next: None })
    }

    fn go() -> Option<(Self, Go)> {
        let go = Go::new('o', "go-operators", "operator list");
        let needs = &[Action::Audit, Action::Administer];
        Some((Self, Go { needs, ..go }))
    }

    fn commands() -> Commands {
        const {
            &[&[
                on(
                    Command::Open,
                    &[Enter],
                    "cmd-operator-keys",
                    "operator key list",
                ),
                on(
                    ADD_OPERATOR,
                    &[Char('n')],
                    "cmd-operator-add",
                    "operator add NAME",
                ),
                on(
                    SWITCH_OFF,
                    &[Char('x')],
                    "cmd-operator-off",
                    "operator off NAME",
                ),
                on(
                    ADD_KEY,
                    &[Char('a')],
                    "cmd-key-add",
                    "operator key add NAME",
                ),
                on(
                    REVOKE_KEY,
                    &[Char('r')],
                    "cmd-key-revoke",
                    "operator key revoke",
                ),
            ]]
        }
    }

    fn frame(&self, model: &Model) -> Frame {
        let texts = &model.texts;
        let t = |key: &str| texts.t(key);
        let list = &model.screens.operators;
        let roles: Vec<&str> = Role::ALL.iter().map(|role| role.code()).collect();
        let mut columns = vec![
            Column::new(t("col-login"), 16),
            Column::new(t("col-role"), texts.widest("role", &roles)),
            Column::rest(t("col-scope")),
            Column::sum(t("col-keys"), 4),
            Column::new(t("col-state"), texts.widest("operator", &["on", "off"])),
        ];
        if model.is_wide() {
            columns.insert(4, Column::new(t("col-identity"), 6));
            columns.push(Column::new(t("col-since"), 19));
        }
        let table = Table::new(inner_width(model.size), columns);
        Frame::list(
            model,
            self.rows(model.size),
            t("title-operators"),
            vec![narrowed(model, list, "operators-head")],
            &table,
            list,
            |line| {
                let row = &line.info;
                let live = line.keys.iter().filter(|key| key.revoked_at.is_none());
                let state = if row.active { "on" } else { "off" };
                let tone = if row.active { Tone::Plain } else { Tone::Dim };
                let mut cells = vec![
                    (row.name.clone(), tone),
                    plain(texts.word("role", row.role.code())),
                    plain(row.scope.as_str()),
                    plain(live.count().to_string()),
                    (texts.word("operator", state), tone),
                ];
                if model.is_wide() {
                    let known = if row.has_identity { "yes" } else { "no" };
                    let identity = (
                        texts.word("identity", known),
                        if row.has_identity {
                            Tone::Plain
                        } else {
                            Tone::Warn
                        },
                    );
                    cells.insert(4, identity);
                    cells.push(plain(row.created_at.shanghai_text()));
                }
                (cells, ' ')
            },
        )
    }

    fn run(&self, model: &mut Model, command: Command) -> Option<Vec<Effect>> {
        if command != Command::Open {
            return None;
        }
        let dialog = keys(model)?;
        Some(ask::show(model, dialog))
    }
}

/// The keys of the operator under the cursor.
fn keys(model: &Model) -> Option<Dialog> {
    let texts = &model.texts;
    let line = model.screens.operators.current()?;
    let mut dialog = Dialog::new(
        Purpose::Tell,
        texts.t("title-operators"),
        texts.t("tell-button"),
    )
    .line(line.info.name.clone(), Tone::Title);
    if line.keys.is_empty() {
        dialog = dialog.line(texts.t("operator-no-key"), Tone::Warn);
    }
    for key in &line.keys {
        let revoked = key.revoked_at.map(|at| at.shanghai_text());
        let told = match &revoked {
            Some(at) => texts.with("operator-key-revoked", &[("at", at)]),
            None => texts.with(
                "operator-key-added",
                &[("at", &key.added_at.shanghai_text()), ("by", &key.added_by)],
            ),
        };
        let tone = if revoked.is_some() {
            Tone::Dim
        } else {
            Tone::Plain
        };
        dialog = dialog
            .line(format!("{}  {}", key.kind, key.fingerprint), tone)
            .line(told, Tone::Dim);
    }
    Some(dialog)
}
