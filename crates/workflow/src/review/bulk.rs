//! Approval of many claims, all that match a filter or those that were named: a sample of them is looked at, count and sum are confirmed, the set is
//! written down, then dealt with in chunks. Whatever cuts it off, the next call goes on where it stopped.

mod review;
mod sample;

pub use review::{Group, Judged, OfferedReview, Seen, every_check, offer_review, review};
pub(crate) use review::{any_judged, other_conditions};
pub use sample::{NoToken, SampleToken, positions};

use crate::audit::events;
use crate::duplicates::kin;
use crate::duplicates::lookalike;
use crate::duplicates::similar;
use crate::error::{Refusal, Result, WorkflowError};
use crate::payments::money;
use crate::review::act::act_chunk;
use crate::review::decide::{By, Named, Outcome, approve_each, approve_one};
use crate::review::trial;
use crate::session::{Context, Session};
use crate::views::claims::{ClaimFilter, ClaimRowView, lot, rows, total};
use domain::claim::{Approval, StateName, StepName, TransitionError};
use domain::claim_record::ClaimRecord;
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::ids::{BulkId, ClaimRef};
use domain::ledger::Money;
use domain::role::Action;
use sample::{Lot, revisions};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use storage::Db;
use storage::bulk::{BulkItemRow, BulkRow};

/// The claims a bulk approval is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// Every reviewed claim of a filter.
    Matching(Box<ClaimFilter>),
    /// Those of these that are reviewed; the others are no part of the sample or the sum, and are refused.
    These(Vec<ClaimRef>),
}

/// The claims of a bulk approval, and those that cannot be part of it.
struct Set {
    lot: Vec<Lot>,
    /// Named, and not reviewed.
    unready: Vec<(ClaimRef, Refusal)>,
    /// Reviewed, and refused by the approval itself.
    refused: Vec<(ClaimRef, Refusal)>,
}

impl Chosen {
    /// The claims that would be approved now, always in the same order. They are tried with the
    /// sources of their programmes in order: which one is chosen is not known before the sample was looked at.
    fn set(&self, session: &mut Session) -> Result<Set> {
        let mut set = self.ready(session)?;
        let claims: Vec<ClaimRef> = set.lot.iter().map(|(handle, ..)| *handle).collect();
        let tried = trial::tried(session, |session| {
            approve_each(session, (&claims).into(), None)
        })?;
        set.lot
            .retain(|(handle, ..)| tried.done.binary_search(handle).is_ok());
        set.refused = tried.failed;
        Ok(set)
    }

    fn ready(&self, session: &mut Session) -> Result<Set> {
        match self {
            Self::Matching(filter) => Ok(Set {
                lot: lot(session, &reviewed(filter))?,
                unready: Vec::new(),
                refused: Vec::new(),
            }),
            Self::These(claims) => {
                let scope = session.ctx.actor.scope.clone();
                let found = storage::claims::find_all(&mut session.db, &scope, claims)?;
                let missing = claims.iter().find(|claim| {
                    found
                        .binary_search_by_key(claim, |found| &found.handle)
                        .is_err()
                });
                if let Some(missing) = missing {
                    return Err(WorkflowError::NotFound {
                        kind: crate::Thing::Claim,
                        id: missing.to_string(),
                    });
                }
                let (ready, others): (Vec<_>, Vec<_>) = found
                    .into_iter()
                    .partition(|claim| claim.state.name() == StateName::Reviewed);
                Ok(Set {
                    lot: ready
                        .into_iter()
                        .map(|claim| (claim.handle, claim.payable.get(), claim.revision))
                        .collect(),
                    unready: others
                        .into_iter()
                        .map(|claim| (claim.handle, not_reviewed(&claim)))
                        .collect(),
                    refused: Vec::new(),
                })
            }
        }
    }
}

fn not_reviewed(claim: &ClaimRecord) -> Refusal {
    let cause = TransitionError::NotAllowed {
        from: claim.state.name(),
        step: StepName::Approve,
    };
    let (code, message) = money::why_not(&cause);
    Refusal::new(code, message)
}

/// What the operator saw and confirmed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Expected {
    /// Claims.
    pub count: i64,
    /// Sum of their payable amounts.
    pub total: Fen,
}

impl std::fmt::Display for Expected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} in number, {} yuan", self.count, self.total)
    }
}

impl Expected {
    fn of(lot: &[Lot]) -> Self {
        Self {
            count: i64::try_from(lot.len()).unwrap_or(i64::MAX),
            total: Fen::new(lot.iter().map(|(_, payable, _)| payable).sum()),
        }
    }

    /// Compares what was confirmed with what is there.
    ///
    /// # Errors
    /// [`WorkflowError::Expectation`] naming both.
    pub fn holds(self, found: Self) -> Result<()> {
        if self == found {
            return Ok(());
        }
        Err(WorkflowError::Expectation {
            expected: self,
            found,
        })
    }
}

/// Claims that could be approved together, and the few of them to look at first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// Count and sum of all of them.
    pub expected: Expected,
    /// The sample, in the order of the set.
    pub sample: Vec<ClaimRowView>,
    /// Claims that will be refused, and why: they are not counted.
    pub refused: Vec<(ClaimRef, Refusal)>,
    /// Says, given back with the confirmation, that the sample was looked at.
    pub token: SampleToken,
}

/// How the sample of an act was drawn, as it is kept with the act: with the stored list of the act anybody can draw
/// it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Drawn {
    /// The seed in sixteen hexadecimal digits; JSON numbers would lose its last ones.
    seed: String,
    /// How many claims were looked at.
    size: usize,
}

fn seed_text(seed: u64) -> String {
    format!("{seed:016x}")
}

#[derive(Serialize, Deserialize)]
struct Request {
    source: Option<FundSource>,
    sample: Drawn,
}

/// Count and sum of the claims of a filter that could be approved now.
///
/// # Errors
/// [`WorkflowError`].
pub fn preview(session: &mut Session, filter: &ClaimFilter) -> Result<Expected> {
    let (count, sum) = total(session, &reviewed(filter))?;
    Ok(Expected { count, total: sum })
}

/// Count and sum of named claims: what was paid of each, or approved while nothing is, or payable while that is not either.
pub(crate) fn weigh(session: &mut Session, claims: &[ClaimRef]) -> Result<Expected> {
    let scope = session.ctx.actor.scope.clone();
    let found = storage::claims::find_all(&mut session.db, &scope, claims)?;
    let sum_of = |claim: &ClaimRecord| {
        let parts = claim.state.parts().into_iter();
        let left = parts.filter(|part| matches!(part.money, Money::Paid | Money::Recovering));
        match left.map(|part| part.amount.get()).sum() {
            0 => {
                let approved = claim.state.approval().map(Approval::total);
                approved.unwrap_or(claim.payable).get()
            }
            paid => paid,
        }
    };
    Ok(Expected {
        count: i64::try_from(found.len()).unwrap_or(i64::MAX),
        total: Fen::new(found.iter().map(sum_of).sum()),
    })
}

/// Count and sum of the chosen claims, with a sample of them drawn by `seed`: what a confirmation must repeat, and what
/// must be looked at before. Every draw stands in the operator's chain: whoever draws again until a
/// sample suits leaves a trace.
///
/// # Errors
/// [`WorkflowError`].
pub fn offer(session: &mut Session, chosen: &Chosen, seed: u64) -> Result<Offered> {
    session.ctx.require(Action::Approve)?;
    // What is confirmed is summed up from stored decisions.
    crate::review::due::catch_up(session)?;
    let Set {
        lot,
        unready,
        mut refused,
    } = chosen.set(session)?;
    refused.extend(unready);
    let size = session.ctx.installation.limits.bulk_sample;
    let drawn: Vec<ClaimRef> = positions(seed, lot.len(), size)
        .into_iter()
        .filter_map(|at| lot.get(at).map(|(handle, ..)| *handle))
        .collect();
    let expected = Expected::of(&lot);
    let detail = json!({
        "count": expected.count, "total_fen": expected.total.get(),
        "sample_seed": seed_text(seed), "sample_size": drawn.len(),
    });
    events::log_alone(session, "bulk-sample", &detail)?;
    Ok(Offered {
        expected,
        sample: rows(session, &drawn)?,
        refused,
        token: SampleToken::of(&session.ctx, &lot, seed, size),
    })
}

fn reviewed(filter: &ClaimFilter) -> ClaimFilter {
    ClaimFilter {
        states: vec![StateName::Reviewed],
        ..filter.clone()
    }
}

/// Approves the chosen claims, once their sample was looked at. An act of the same operator that was cut off is finished
/// first, as it was confirmed; where the words that confirmed it are only said again, that is all.
///
/// # Errors
/// [`WorkflowError::Expectation`] when count or sum are no longer what was confirmed, [`WorkflowError::Sample`] when
/// the sample was one of another set.
pub fn approve(
    session: &mut Session,
    chosen: &Chosen,
    source: impl Into<Option<FundSource>>,
    expected: Expected,
    seen: SampleToken,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Outcome> {
    session.ctx.require(Action::Approve)?;
    let source = source.into();
    let mut outcome = resume(session, progress)?;
    let finished = outcome.done.len() + outcome.failed.len() > 0;
    let begun = confirmed(session, chosen, expected, seen, finished).and_then(|set| {
        set.map(|set| begin(session, source, expected, seen, set))
            .transpose()
    });
    match begun {
        // What was confirmed is what was finished just now, said once more.
        Ok(None) => Ok(outcome),
        Ok(Some((act, set))) => {
            outcome.failed.extend(set.unready);
            outcome.absorb(go_on(session, &act, progress)?);
            outcome.absorb(trial::refuse(session, Action::Approve, set.refused)?);
            Ok(outcome)
        }
        Err(cause) if finished => Err(WorkflowError::AfterResumed {
            done: outcome.done.len(),
            refused: outcome.failed.len(),
            cause: Box::new(cause),
        }),
        Err(cause) => Err(cause),
    }
}

/// The set, if it still is what was confirmed; none when an act was finished just now and nothing is left of the set.
fn confirmed(
    session: &mut Session,
    chosen: &Chosen,
    expected: Expected,
    seen: SampleToken,
    finished: bool,
) -> Result<Option<Set>> {
    let set = chosen.set(session)?;
    if finished && set.lot.is_empty() {
        return Ok(None);
    }
    expected.holds(Expected::of(&set.lot))?;
    let size = session.ctx.installation.limits.bulk_sample;
    if SampleToken::of(&session.ctx, &set.lot, seen.seed(), size) != seen {
        return Err(WorkflowError::Sample);
    }
    Ok(Some(set))
}

/// Finishes the operator's act that was cut off, if there is one.
///
/// # Errors
/// [`WorkflowError`].
pub fn resume(session: &mut Session, progress: &mut dyn FnMut(usize, usize)) -> Result<Outcome> {
    let by = session.ctx.actor.id.into();
    let Some(row) = storage::bulk::unfinished(&mut session.db, Action::Approve.code(), by)? else {
        return Ok(Outcome::default());
    };
    let request: Request = serde_json::from_str(&row.request)?;
    let act = Begun {
        id: row.id.into(),
        source: request.source,
        total: usize::try_from(row.item_count).unwrap_or_default(),
        seen: BTreeMap::new(),
    };
    go_on(session, &act, progress)
}

/// An act that was written down.
struct Begun {
    id: BulkId,
    source: Option<FundSource>,
    total: usize,
    /// The claims as they were confirmed; nothing of an act that was cut off.
    seen: BTreeMap<ClaimRef, i64>,
}

fn begin(
    session: &mut Session,
    source: Option<FundSource>,
    expected: Expected,
    seen: SampleToken,
    set: Set,
) -> Result<(Begun, Set)> {
    let ctx = session.ctx.clone();
    let id: BulkId = ctx.id();
    let sample = Drawn {
        seed: seed_text(seen.seed()),
        size: ctx.installation.limits.bulk_sample.min(set.lot.len()),
    };
    let detail = json!({
        "bulk": id.to_string(), "count": expected.count, "total_fen": expected.total.get(),
        "sample_seed": sample.seed, "sample_size": sample.size,
    });
    let act = BulkRow {
        id: id.into(),
        action: Action::Approve.code().to_owned(),
        made_by: ctx.actor.id.into(),
        request: serde_json::to_string(&Request { source, sample })?,
        state: "running".to_owned(),
        item_count: expected.count,
        total_fen: expected.total.get(),
        started_at: ctx.now().0,
        finished_at: None,
        revision: 0,
    };
    let items: Vec<BulkItemRow> = set
        .lot
        .iter()
        .enumerate()
        .map(|(position, (handle, ..))| BulkItemRow {
            subject_id: handle.subject.into(),
            bulk_id: id.into(),
            claim_id: handle.id.into(),
            position: i64::try_from(position).unwrap_or(i64::MAX),
            state: "open".to_owned(),
            code: None,
            message: None,
        })
        .collect();
    session.db.write(|db| {
        storage::bulk::begin(db, &act, &items)?;
        events::log(db, &ctx, "bulk-approve", &detail)
    })?;
    let begun = Begun {
        id,
        source,
        total: items.len(),
        seen: revisions(&set.lot),
    };
    Ok((begun, set))
}

fn go_on(
    session: &mut Session,
    act: &Begun,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    match chunks(session, act, &mut outcome, progress) {
        Ok(()) => Ok(outcome),
        Err(cause) => {
            // What is left can only be named while the database answers.
            let left =
                storage::bulk::open_items(&mut session.db, act.id, i64::MAX).unwrap_or_default();
            Err(cause.begun(outcome, &left))
        }
    }
}

fn chunks(
    session: &mut Session,
    act: &Begun,
    outcome: &mut Outcome,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<()> {
    let ctx = session.ctx.clone();
    let limit = i64::try_from(ctx.installation.limits.bulk_chunk.max(1)).unwrap_or(1);
    loop {
        let mut chunk = storage::bulk::open_items(&mut session.db, act.id, limit)?;
        if chunk.is_empty() {
            break;
        }
        chunk.sort_unstable();
        similar::catch_up(&mut session.db, &ctx, &chunk)?;
        kin::catch_up(&mut session.db, &ctx, &chunk)?;
        let done = session
            .db
            .write(|db| approve_chunk(db, &ctx, act, &chunk))?;
        outcome.absorb(done.clone());
        lookalike::open_cases(&mut session.db, &ctx, &done.failed)?;
        progress(outcome.done.len() + outcome.failed.len(), act.total);
    }
    session
        .db
        .write(|db| Ok::<_, WorkflowError>(storage::bulk::finish(db, act.id, ctx.now().0)?))
}

fn approve_chunk(db: &mut Db, ctx: &Context, act: &Begun, chunk: &[ClaimRef]) -> Result<Outcome> {
    let outcome = act_chunk(
        db,
        ctx,
        Action::Approve.into(),
        Named::seen(chunk, &act.seen),
        &mut |db, work, handle, assessed| {
            approve_one(db, work, handle, assessed, By::Actor(act.source))
        },
    )?;
    for handle in &outcome.done {
        storage::bulk::settle_item(db, act.id, *handle, None)?;
    }
    for (handle, refusal) in &outcome.failed {
        storage::bulk::settle_item(
            db,
            act.id,
            *handle,
            Some((refusal.code, &refusal.message.en)),
        )?;
    }
    Ok(outcome)
}
