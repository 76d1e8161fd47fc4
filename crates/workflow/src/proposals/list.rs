//! The list of changes.

use super::change::{ChangeKind, Stored};
use super::summary;
use crate::error::{Result, WorkflowError};
use crate::people::persons::Person;
use crate::session::Session;
use domain::case::ChangeState;
use domain::ids::{ChangeId, OperatorId};
use domain::role::Action;
use domain::year::Instant;
use policy::Registry;
use std::collections::BTreeMap;
use storage::StorageError;
use storage::changes::list::ChangeLine;
use storage::page::After;

/// Longest page.
pub const PAGE_MAX: usize = 1000;

/// A change as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeInfo {
    /// Id.
    pub id: ChangeId,
    /// What is changed.
    pub kind: ChangeKind,
    /// Which one.
    pub target: String,
    /// The new values in Chinese.
    pub zh: String,
    /// The new values in English.
    pub en: String,
    /// Where it stands.
    pub state: ChangeState,
    /// Who proposed it.
    pub proposed_by: String,
    /// When.
    pub proposed_at: Instant,
    /// Who decided.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<Instant>,
    /// Why.
    pub reason: String,
    /// The acting person proposed it and cannot second it.
    pub own: bool,
}

/// A page of changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangePage {
    /// Newest first.
    pub changes: Vec<ChangeInfo>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<String>,
}

/// A page of changes in scope, newest first; `states` empty for all, `after` as the page before gave it.
///
/// # Errors
/// [`WorkflowError::Usage`] for a cursor that is none.
pub fn list(
    session: &mut Session,
    states: &[ChangeState],
    after: Option<&str>,
    limit: usize,
) -> Result<ChangePage> {
    session.env.require(Action::Read)?;
    let limit = limit.clamp(1, PAGE_MAX);
    let after = after.map(read_cursor).transpose()?;
    let codes: Vec<String> = states.iter().map(|state| state.code().to_owned()).collect();
    let wanted = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let scope = &session.env.actor.scope;
    let mut lines = storage::changes::list::page(&mut session.db, scope, &codes, after, wanted)?;
    let more = lines.len() > limit;
    lines.truncate(limit);
    let next = lines
        .last()
        .filter(|_| more)
        .map(|line| format!("{}.{}", line.proposed_at, ChangeId::from(line.id)));
    let names = storage::operators::names(&mut session.db)?;
    let me = Person::acting(&mut session.db, &session.env)?;
    let changes = lines
        .into_iter()
        .map(|line| shown(&session.env.office.registry, line, &names, &me))
        .collect::<Result<_>>()?;
    Ok(ChangePage { changes, next })
}

fn shown(
    registry: &Registry,
    line: ChangeLine,
    names: &BTreeMap<OperatorId, String>,
    me: &Person,
) -> Result<ChangeInfo> {
    let stored: Stored = serde_json::from_str(&line.payload)?;
    let (zh, en) = summary::of(registry, &stored.change);
    let name = |operator: OperatorId| {
        names
            .get(&operator)
            .cloned()
            .unwrap_or_else(|| operator.to_string())
    };
    Ok(ChangeInfo {
        id: line.id.into(),
        kind: ChangeKind::from_code(&line.kind)
            .ok_or_else(|| StorageError::stored("changes.kind", line.kind))?,
        target: line.target,
        zh,
        en,
        state: ChangeState::from_code(&line.state)
            .ok_or_else(|| StorageError::stored("changes.state", line.state))?,
        proposed_by: name(line.proposed_by.into()),
        proposed_at: Instant(line.proposed_at),
        decided_by: line.decided_by.map(|by| name(by.into())),
        decided_at: line.decided_at.map(Instant),
        reason: line.reason,
        own: me.is(line.proposed_by.into()),
    })
}

fn read_cursor(text: &str) -> Result<After> {
    let parsed = text.split_once('.').and_then(|(at, id)| {
        let id: ChangeId = id.parse().ok()?;
        Some(After {
            key: at.parse().ok()?,
            id: id.0,
        })
    });
    parsed.ok_or_else(|| {
        WorkflowError::Usage(words!(
            "`{text}` 不是列表中的位置；请用上一页的 `next`",
            "`{text}` is no place in a list; take `next` of the page before"
        ))
    })
}
