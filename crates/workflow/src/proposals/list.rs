//! The list of changes.

use super::proposal::{ProposalKind, Stored};
use super::summary;
use crate::error::{Result, WorkflowError};
use crate::people::persons::Person;
use crate::session::Session;
use domain::case::ProposalState;
use domain::ids::{OperatorId, ProposalId};
use domain::role::Action;
use domain::year::Instant;
use policy::Registry;
use std::collections::BTreeMap;
use storage::StorageError;
use storage::page::After;
use storage::proposals::ProposalRecord;

/// Longest page.
pub const PAGE_MAX: usize = 1000;

/// A change as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalInfo {
    /// Id.
    pub id: ProposalId,
    /// What is changed.
    pub kind: ProposalKind,
    /// Which one.
    pub target: String,
    /// The new values in Chinese.
    pub zh: String,
    /// The new values in English.
    pub en: String,
    /// Where it stands.
    pub state: ProposalState,
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
pub struct ProposalPage {
    /// Newest first.
    pub changes: Vec<ProposalInfo>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<String>,
}

/// A page of changes in scope, newest first; `states` empty for all, `after` as the page before gave it.
///
/// # Errors
/// [`WorkflowError::Usage`] for a cursor that is none.
pub fn list(
    session: &mut Session,
    states: &[ProposalState],
    after: Option<&str>,
    limit: usize,
) -> Result<ProposalPage> {
    session.ctx.require(Action::Read)?;
    let limit = limit.clamp(1, PAGE_MAX);
    let after = after.map(read_cursor).transpose()?;
    let codes: Vec<String> = states.iter().map(|state| state.code().to_owned()).collect();
    let wanted = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let scope = &session.ctx.actor.scope;
    let mut lines = storage::proposals::page(&mut session.db, scope, &codes, after, wanted)?;
    let more = lines.len() > limit;
    lines.truncate(limit);
    let next = lines
        .last()
        .filter(|_| more)
        .map(|line| format!("{}.{}", line.proposed_at, ProposalId::from(line.id)));
    let names = storage::operators::names(&mut session.db)?;
    let me = Person::acting(&mut session.db, &session.ctx)?;
    let changes = lines
        .into_iter()
        .map(|line| shown(&session.ctx.installation.registry, line, &names, &me))
        .collect::<Result<_>>()?;
    Ok(ProposalPage { changes, next })
}

fn shown(
    registry: &Registry,
    line: ProposalRecord,
    names: &BTreeMap<OperatorId, String>,
    me: &Person,
) -> Result<ProposalInfo> {
    let stored: Stored = serde_json::from_str(&line.payload)?;
    let (zh, en) = summary::of(registry, &stored.proposal);
    let name = |operator: OperatorId| {
        names
            .get(&operator)
            .cloned()
            .unwrap_or_else(|| operator.to_string())
    };
    Ok(ProposalInfo {
        id: line.id.into(),
        kind: ProposalKind::from_code(&line.kind)
            .ok_or_else(|| StorageError::stored("changes.kind", line.kind))?,
        target: line.target,
        zh,
        en,
        state: line.state,
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
        let id: ProposalId = id.parse().ok()?;
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
