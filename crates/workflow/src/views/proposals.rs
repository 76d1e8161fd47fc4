//! Changes that wait for, or got, a second operator.

use super::{Cursor, Lang, Page, page as pages};
use crate::error::Result;
use crate::proposals::{FOUNDING, ProposalInfo, target};
use crate::session::Session;
use domain::case::ProposalState;
use domain::ids::ProposalId;
use domain::year::Instant;
use policy::Registry;
use storage::page::After;

/// A change in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalView {
    /// Id.
    pub id: ProposalId,
    /// What is changed, in words.
    pub kind: String,
    /// Which one, in words.
    pub target: String,
    /// The new values, in words.
    pub payload: String,
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
    /// The operator proposed it, so somebody else must decide.
    pub own: bool,
}

/// Begins the section of the decided changes: falling from here are all of them.
const DECIDED_FROM_THE_NEWEST: After = After {
    key: i64::MAX,
    id: uuid::Uuid::max(),
};

/// A page of changes in scope with kind and values in words instead of codes and JSON: first what waits for a
/// second operator, then what was decided, each newest first.
///
/// # Errors
/// [`crate::WorkflowError`].
pub fn told(
    session: &mut Session,
    lang: Lang,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Page<ProposalView>> {
    let limit = pages::clamp(limit);
    let after = after.map(Cursor::after);
    // An instant after 1970 is positive; a negative key is a place among those that wait.
    let waiting = match after {
        None => Some(None),
        Some(after) if after.key < 0 => Some(Some(turned(after))),
        Some(_) => None,
    };
    let mut rows = Vec::new();
    let mut decided = after.filter(|after| after.key >= 0);
    if let Some(from) = waiting {
        let (found, next) = section(session, lang, &[ProposalState::Proposed], from, limit)?;
        rows = found;
        if let Some(next) = next {
            let next = Some(Cursor::at(turned(next)));
            return Ok(Page { rows, next });
        }
        decided = Some(DECIDED_FROM_THE_NEWEST);
    }
    let room = limit - rows.len();
    if room == 0 {
        let next = decided.map(Cursor::at);
        return Ok(Page { rows, next });
    }
    let states = [ProposalState::Approved, ProposalState::Rejected];
    let (found, next) = section(session, lang, &states, decided, room)?;
    rows.extend(found);
    Ok(Page {
        rows,
        next: next.map(Cursor::at),
    })
}

fn turned(after: After) -> After {
    After {
        key: -after.key,
        ..after
    }
}

/// Changes in some states, newest first, and where they go on.
fn section(
    session: &mut Session,
    lang: Lang,
    states: &[ProposalState],
    after: Option<After>,
    limit: usize,
) -> Result<(Vec<ProposalView>, Option<After>)> {
    let after = after.map(|after| format!("{}.{}", after.key, ProposalId(after.id)));
    let page = crate::proposals::list(session, states, after.as_deref(), limit)?;
    let last = page.changes.last().map(|change| After {
        key: change.proposed_at.0,
        id: change.id.0,
    });
    let next = page.next.and(last);
    let rows = page
        .changes
        .into_iter()
        .map(|change| in_words(&session.ctx.installation.registry, change, lang))
        .collect();
    Ok((rows, next))
}

fn in_words(registry: &Registry, change: ProposalInfo, lang: Lang) -> ProposalView {
    let (kind, payload, founding) = match lang {
        Lang::Zh => (
            change.kind.chinese(),
            change.zh,
            "首位管理员新增的第一位复核管理员，当时无人可审定",
        ),
        Lang::En => (
            change.kind.english(),
            change.en,
            "the first administrator's first second one: nobody could approve it",
        ),
    };
    let reason = if change.reason == FOUNDING {
        founding.to_owned()
    } else {
        change.reason
    };
    ProposalView {
        id: change.id,
        kind: kind.to_owned(),
        target: target::words(registry, &change.target).get(lang).to_owned(),
        payload,
        state: change.state,
        proposed_by: change.proposed_by,
        proposed_at: change.proposed_at,
        decided_by: change.decided_by,
        decided_at: change.decided_at,
        reason,
        own: change.own,
    }
}
