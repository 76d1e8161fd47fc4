//! Approval of a whole filtered set: count and sum are confirmed first, the set is written down, then
//! dealt with in chunks. Whatever cuts it off, the next call goes on where it stopped.

use crate::decide::{Outcome, act_chunk, approve_one};
use crate::error::{Result, WorkflowError};
use crate::events;
use crate::lookalike;
use crate::session::{Env, Session};
use crate::similar;
use crate::views::claims::{ClaimFilter, matching, total};
use domain::claim::StateName;
use domain::draft::FundSource;
use domain::fen::Fen;
use domain::ids::{BulkId, ClaimRef};
use domain::role::Action;
use serde::{Deserialize, Serialize};
use serde_json::json;
use storage::Db;
use storage::bulk::{BulkItemRow, BulkRow};

/// What the operator saw and confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// Claims.
    pub count: i64,
    /// Sum of their payable amounts.
    pub total: Fen,
}

#[derive(Serialize, Deserialize)]
struct Request {
    source: FundSource,
}

/// Claims of a filter that could be approved now, and their sum: what a confirmation must repeat.
///
/// # Errors
/// [`WorkflowError`].
pub fn preview(session: &mut Session, filter: &ClaimFilter) -> Result<Expected> {
    let (count, sum) = total(session, &reviewed(filter))?;
    Ok(Expected { count, total: sum })
}

fn reviewed(filter: &ClaimFilter) -> ClaimFilter {
    ClaimFilter {
        states: vec![StateName::Reviewed],
        ..filter.clone()
    }
}

/// Approves every reviewed claim of a filter. An act of the same operator that was cut off is
/// finished first, as it was confirmed.
///
/// # Errors
/// [`WorkflowError::Expectation`] when count or sum are no longer what was confirmed.
pub fn approve_matching(
    session: &mut Session,
    filter: &ClaimFilter,
    source: FundSource,
    expected: Expected,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Outcome> {
    session.env.require(Action::Approve)?;
    let mut outcome = resume(session, progress)?;
    let filter = reviewed(filter);
    let (count, sum) = total(session, &filter)?;
    let finished = outcome.done.len() + outcome.failed.len();
    if finished > 0 && count == 0 {
        return Ok(outcome);
    }
    if (count, sum) != (expected.count, expected.total) {
        return Err(WorkflowError::Expectation {
            expected: format!("{} claims, {} yuan", expected.count, expected.total),
            found: format!("{count} claims, {sum} yuan"),
        });
    }
    let handles = matching(session, &filter)?;
    let id = begin(session, source, expected, &handles)?;
    outcome.absorb(go_on(session, id, source, handles.len(), progress)?);
    Ok(outcome)
}

/// Finishes the operator's act that was cut off, if there is one.
///
/// # Errors
/// [`WorkflowError`].
pub fn resume(session: &mut Session, progress: &mut dyn FnMut(usize, usize)) -> Result<Outcome> {
    let by = session.env.actor.id.into();
    let Some(row) = storage::bulk::unfinished(&mut session.db, Action::Approve.code(), by)? else {
        return Ok(Outcome::default());
    };
    let request: Request = serde_json::from_str(&row.request)?;
    let total = usize::try_from(row.item_count).unwrap_or_default();
    go_on(session, row.id.into(), request.source, total, progress)
}

fn begin(
    session: &mut Session,
    source: FundSource,
    expected: Expected,
    handles: &[ClaimRef],
) -> Result<BulkId> {
    let env = session.env.clone();
    let id: BulkId = env.id();
    let act = BulkRow {
        id: id.into(),
        action: Action::Approve.code().to_owned(),
        made_by: env.actor.id.into(),
        request: serde_json::to_string(&Request { source })?,
        state: "running".to_owned(),
        item_count: expected.count,
        total_fen: expected.total.get(),
        started_at: env.now().0,
        finished_at: None,
        revision: 0,
    };
    let items: Vec<BulkItemRow> = handles
        .iter()
        .enumerate()
        .map(|(position, handle)| BulkItemRow {
            subject_id: handle.subject.into(),
            bulk_id: id.into(),
            claim_id: handle.id.into(),
            position: i64::try_from(position).unwrap_or(i64::MAX),
            state: "open".to_owned(),
            code: None,
            message: None,
        })
        .collect();
    let detail = json!({ "bulk": id.to_string(), "count": expected.count, "total_fen": expected.total.get() });
    session.db.write(|db| {
        storage::bulk::begin(db, &act, &items)?;
        events::log(db, &env, "bulk-approve", &detail)
    })?;
    Ok(id)
}

fn go_on(
    session: &mut Session,
    id: BulkId,
    source: FundSource,
    total: usize,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Outcome> {
    let env = session.env.clone();
    let limit = i64::try_from(env.office.limits.bulk_chunk.max(1)).unwrap_or(1);
    let mut outcome = Outcome::default();
    loop {
        let mut chunk = storage::bulk::open_items(&mut session.db, id, limit)?;
        if chunk.is_empty() {
            break;
        }
        chunk.sort_unstable();
        similar::catch_up(&mut session.db, &env, &chunk)?;
        let done = session
            .db
            .write(|db| approve_chunk(db, &env, id, source, &chunk))?;
        lookalike::open_cases(&mut session.db, &env, &done.failed)?;
        outcome.absorb(done);
        progress(outcome.done.len() + outcome.failed.len(), total);
    }
    session
        .db
        .write(|db| Ok::<_, WorkflowError>(storage::bulk::finish(db, id, env.now().0)?))?;
    Ok(outcome)
}

fn approve_chunk(
    db: &mut Db,
    env: &Env,
    id: BulkId,
    source: FundSource,
    chunk: &[ClaimRef],
) -> Result<Outcome> {
    let outcome = act_chunk(
        db,
        env,
        Action::Approve,
        chunk,
        &mut |db, work, handle, assessed| approve_one(db, work, handle, assessed, source),
    )?;
    for handle in &outcome.done {
        storage::bulk::settle_item(db, id, *handle, None)?;
    }
    for (handle, refusal) in &outcome.failed {
        storage::bulk::settle_item(db, id, *handle, Some((refusal.code, &refusal.message)))?;
    }
    Ok(outcome)
}
