//! How a decision runs over many claims: in chunks, each locked, assessed, checked and written as one transaction.

use crate::duplicates::kin::{self, Stopped};
use crate::duplicates::lookalike;
use crate::duplicates::similar;
use crate::error::{Refusal, Result};
use crate::review::assess::{Assessed, assess};
use crate::review::decide::held;
use crate::review::named::Named;
use crate::review::rule_set::find_programme;
use crate::review::separation::Duties;
use crate::review::trial::TRIAL_CLAIMS;
use crate::session::{Context, Session};
use crate::work::{Targets, Work};
use chrono::Datelike;
use domain::ids::ClaimRef;
use domain::role::Action;
use std::collections::BTreeMap;
use storage::Db;

/// What became of each claim of an act. Acts over several claims are committed in chunks; a claim
/// that cannot take the step does not keep the others from it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Claims that took the step.
    pub done: Vec<ClaimRef>,
    /// Claims that did not, and why.
    pub failed: Vec<(ClaimRef, Refusal)>,
}

impl Outcome {
    pub(crate) fn absorb(&mut self, other: Self) {
        self.done.extend(other.done);
        self.failed.extend(other.failed);
    }
}

/// Runs `one` for every claim in chunks, each chunk one transaction.
pub(crate) fn act(
    session: &mut Session,
    action: Action,
    claims: Named<'_>,
    one: impl FnMut(&mut Db, &mut Work, ClaimRef, Option<&Assessed>) -> std::result::Result<(), Refusal>,
) -> Result<Outcome> {
    act_as(session, action.into(), claims, one)
}

/// What is done to claims.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Act {
    /// What the operator must be allowed to do.
    pub(super) action: Action,
    /// Money is promised: everything that stops an approval is looked at.
    pub(super) approves: bool,
}

impl From<Action> for Act {
    fn from(action: Action) -> Self {
        Self {
            action,
            approves: action == Action::Approve,
        }
    }
}

pub(super) fn act_as(
    session: &mut Session,
    act: Act,
    claims: Named<'_>,
    mut one: impl FnMut(
        &mut Db,
        &mut Work,
        ClaimRef,
        Option<&Assessed>,
    ) -> std::result::Result<(), Refusal>,
) -> Result<Outcome> {
    session.ctx.require(act.action)?;
    let mut outcome = Outcome::default();
    let mut sorted = claims.claims().to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let trial = session.ctx.trial;
    let size = if trial {
        TRIAL_CLAIMS
    } else {
        session.ctx.installation.limits.bulk_chunk.max(1)
    };
    for chunk in sorted.chunks(size) {
        match act_on(session, act, claims.only(chunk), &mut one, &mut outcome) {
            Err(cause) if trial => return Err(cause),
            Err(cause) => return Err(cause.half_way(outcome, &sorted)),
            Ok(()) => {}
        }
    }
    Ok(outcome)
}

/// One chunk with what stands before and after its transaction.
fn act_on(
    session: &mut Session,
    act: Act,
    chunk: Named<'_>,
    one: &mut impl FnMut(
        &mut Db,
        &mut Work,
        ClaimRef,
        Option<&Assessed>,
    ) -> std::result::Result<(), Refusal>,
    outcome: &mut Outcome,
) -> Result<()> {
    let ctx = session.ctx.clone();
    if act.approves {
        similar::catch_up(&mut session.db, &ctx, chunk.claims())?;
        kin::catch_up(&mut session.db, &ctx, chunk.claims())?;
    }
    if ctx.trial {
        let done = session
            .db
            .trial(|db| act_chunk(db, &ctx, act, chunk, one))?;
        outcome.absorb(done);
        return Ok(());
    }
    let done = session
        .db
        .write(|db| act_chunk(db, &ctx, act, chunk, one))?;
    outcome.absorb(done.clone());
    lookalike::open_cases(&mut session.db, &ctx, &done.failed)
}

/// One chunk inside a transaction of the caller's.
pub(crate) fn act_chunk(
    db: &mut Db,
    ctx: &Context,
    act: Act,
    chunk: Named<'_>,
    one: &mut impl FnMut(
        &mut Db,
        &mut Work,
        ClaimRef,
        Option<&Assessed>,
    ) -> std::result::Result<(), Refusal>,
) -> Result<Outcome> {
    let claims = chunk.claims();
    let mut work = lock_for(db, ctx, act.approves, claims)?;
    let needs_rules = act.approves || act.action == Action::Review;
    let assessed: BTreeMap<ClaimRef, Assessed> = if needs_rules {
        assess(db, &work, claims)?
    } else {
        BTreeMap::new()
    };
    let duties = Duties::load(db, &work, act.action, claims)?;
    let stopped = if act.approves {
        Stopped::load(db, &work, claims)?
    } else {
        Stopped::default()
    };
    let mut outcome = Outcome::default();
    for handle in claims {
        let allowed = in_scope(&work, ctx, *handle)
            .and_then(|()| as_seen(&work, chunk, *handle))
            .and_then(|()| duties.check(&work, *handle))
            .and_then(|()| stopped.check(&held(&work, *handle)?));
        if let Err(refusal) = allowed {
            outcome.failed.push((*handle, refusal));
            continue;
        }
        let assessed = assessed.get(handle);
        let tried = one(db, &mut work, *handle, assessed);
        // A refusal rests on what was found just now: whoever looks at the claim next sees it.
        let open = work
            .claim(*handle)
            .is_some_and(|claim| claim.state.name().awaits_money());
        if let Some(assessed) = assessed.filter(|_| open) {
            let last = last_decision(db, &work, *handle)?;
            work.reassess(*handle, assessed, last.as_deref())?;
        }
        match tried {
            Ok(()) => outcome.done.push(*handle),
            Err(refusal) => {
                if refusal.code == "budget-short" || assessed.is_some_and(Assessed::is_short) {
                    work.doubt_budget_of(*handle);
                }
                outcome.failed.push((*handle, refusal));
            }
        }
    }
    work.flush(db)?;
    Ok(outcome)
}

/// Refuses a claim that somebody changed since it was looked at, and says who and when.
fn as_seen(work: &Work, named: Named<'_>, handle: ClaimRef) -> std::result::Result<(), Refusal> {
    let (Some(claim), Some(seen)) = (work.claim(handle), named.revision(handle)) else {
        return Ok(());
    };
    if claim.revision == seen {
        return Ok(());
    }
    let message = words!(
        "您查看之后该申报有变动，请重新查看",
        "the claim was changed since you looked at it: look again"
    );
    Err(work.refused_by_last_writer(claim, "changed", message))
}

fn lock_for(db: &mut Db, ctx: &Context, approving: bool, chunk: &[ClaimRef]) -> Result<Work> {
    let mut budgets = Vec::new();
    if approving {
        let year = i16::try_from(ctx.today().year()).unwrap_or(i16::MAX);
        for claim in storage::claims::find_all(db, &ctx.actor.scope, chunk)? {
            let sources = find_programme(ctx, &claim.programme)?.sources();
            let keys = sources.iter();
            budgets.extend(keys.map(|spec| (claim.unit, year, spec.source())));
        }
    }
    Work::lock(
        db,
        ctx,
        &Targets {
            claims: chunk.to_vec(),
            budgets,
            approving,
            ..Targets::default()
        },
    )
}

fn in_scope(work: &Work, ctx: &Context, handle: ClaimRef) -> std::result::Result<(), Refusal> {
    match work.claim(handle) {
        Some(claim) if ctx.actor.scope.covers(&claim.unit_path) => Ok(()),
        _ => Err(Refusal::new(
            "not-found",
            words!(
                "没有找到该申报，或不在您的范围内",
                "the claim was not found, or is outside your scope"
            ),
        )),
    }
}

pub(crate) fn last_decision(db: &mut Db, work: &Work, handle: ClaimRef) -> Result<Option<String>> {
    let Some(claim) = work.claim(handle) else {
        return Ok(None);
    };
    Ok(
        storage::history::decision(db, handle.subject, claim.decision.into())
            .ok()
            .map(|row| row.body),
    )
}
