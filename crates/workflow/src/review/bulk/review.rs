//! Review of many claims: those with the same conditions to judge stand together, a sample of them is looked at with
//! these conditions, and the reason that is given belongs to them alone.

use super::sample::{Lot, SampleToken, positions, revisions};
use super::{Expected, seed_text};
use crate::audit::events;
use crate::error::{Refusal, Result, WorkflowError};
use crate::payments::money;
use crate::review::decide::{self, Named, Outcome};
use crate::review::trial;
use crate::session::Session;
use crate::views::claims::{ClaimRowView, rows};
use crate::views::sentence;
use crate::words::Words;
use domain::claim::{Checks, StateName, StepName, TransitionError};
use domain::claim_record::ClaimRecord;
use domain::decision::Decision;
use domain::ids::{ClaimRef, PersonId};
use domain::role::Action;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use storage::Key;

/// The codes of what a human must judge of a claim; empty where the rules have passed everything.
pub type Judged = BTreeSet<String>;

/// Claims with the same conditions to judge, and the few of them to look at first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What must be judged of each.
    pub judged: Judged,
    /// Their number and payable sum.
    pub expected: Expected,
    /// The sample, in the order of the group.
    pub sample: Vec<ClaimRowView>,
    /// Says, given back with the confirmation, that the sample was looked at.
    pub token: SampleToken,
}

/// Claims that could be reviewed, group by group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedReview {
    /// The groups; that with nothing to judge comes first.
    pub groups: Vec<Group>,
    /// Claims that will be refused, and why: they are not counted.
    pub refused: Vec<(ClaimRef, Refusal)>,
}

/// One reason, for what it was given, and proof that a sample of that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The conditions judged.
    pub judged: Judged,
    /// Number and payable sum of the claims with exactly these.
    pub expected: Expected,
    /// The token of their sample.
    pub token: SampleToken,
}

/// The claims in groups, each with a sample drawn by `seed`; every draw stands in the operator's chain.
///
/// # Errors
/// [`WorkflowError`].
pub fn offer_review(
    session: &mut Session,
    claims: &[ClaimRef],
    seed: u64,
) -> Result<OfferedReview> {
    session.ctx.require(Action::Review)?;
    let Sorted {
        groups,
        unready,
        mut refused,
        ..
    } = tried(session, claims)?;
    refused.extend(unready);
    let size = session.ctx.installation.limits.bulk_sample;
    let mut offered = Vec::with_capacity(groups.len());
    for (judged, lot) in groups {
        let drawn: Vec<ClaimRef> = positions(seed, lot.len(), size)
            .into_iter()
            .filter_map(|at| lot.get(at).map(|(handle, ..)| *handle))
            .collect();
        offered.push(Group {
            expected: Expected::of(&lot),
            token: SampleToken::of(&session.ctx, &lot, seed, size),
            sample: rows(session, &drawn)?,
            judged,
        });
    }
    let detail = json!({
        "action": Action::Review.code(), "count": claims.len(), "groups": offered.len(), "sample_seed": seed_text(seed),
    });
    events::log_alone(session, "bulk-sample", &detail)?;
    Ok(OfferedReview {
        groups: offered,
        refused,
    })
}

/// Reviews, of the claims named, those whose conditions are the ones a sample was looked at of. The others are refused:
/// one reason never covers different conditions.
///
/// # Errors
/// [`WorkflowError::Expectation`] when number or sum are no longer what was confirmed, [`WorkflowError::Sample`] when the
/// sample was one of other claims.
pub fn review(
    session: &mut Session,
    claims: &[ClaimRef],
    checks: &Checks,
    reason: Option<&str>,
    seen: &Seen,
) -> Result<Outcome> {
    session.ctx.require(Action::Review)?;
    let Sorted {
        mut groups,
        unready,
        refused,
        told,
    } = tried(session, claims)?;
    let lot = groups.remove(&seen.judged).unwrap_or_default();
    seen.expected.holds(Expected::of(&lot))?;
    let size = session.ctx.installation.limits.bulk_sample;
    if SampleToken::of(&session.ctx, &lot, seen.token.seed(), size) != seen.token {
        return Err(WorkflowError::Sample);
    }
    let detail = json!({
        "count": seen.expected.count, "total_fen": seen.expected.total.get(), "judged": seen.judged,
        "sample_seed": seed_text(seen.token.seed()), "sample_size": size.min(lot.len()),
    });
    events::log_alone(session, "bulk-review", &detail)?;
    let handles: Vec<ClaimRef> = lot.iter().map(|(handle, ..)| *handle).collect();
    let revisions = revisions(&lot);
    let named = Named::seen(&handles, &revisions);
    let mut outcome = decide::review_judged(session, named, checks, reason, Some(&seen.judged))?;
    outcome.absorb(trial::refuse(session, Action::Review, refused)?);
    outcome.failed.extend(unready);
    outcome
        .failed
        .extend(groups.into_values().flatten().map(|(handle, ..)| {
            let told = told.get(&handle).cloned().unwrap_or_default();
            (handle, other_conditions(&told))
        }));
    Ok(outcome)
}

/// A claim whose conditions are not those the reason was given for.
pub(crate) fn other_conditions(told: &Words) -> Refusal {
    let message = if told.en.is_empty() {
        words!(
            "所填理由是针对别的事项的，须另行审核；该申报没有需要判定的事项",
            "the reason was given for other conditions; nothing must be judged of this claim, review it apart"
        )
    } else {
        Words::new(
            format!(
                "所填理由是针对别的事项的，须另行审核；该申报需判定：{}",
                told.zh
            ),
            format!(
                "the reason was given for other conditions than this claim's, review it apart: {}",
                told.en
            ),
        )
    };
    Refusal::new("other-conditions", message)
}

/// Something must be judged of one of these claims.
pub(crate) fn any_judged(session: &mut Session, claims: &[ClaimRef]) -> Result<bool> {
    let sorted = sort(session, claims)?;
    Ok(sorted.groups.keys().any(|judged| !judged.is_empty()))
}

struct Sorted {
    groups: BTreeMap<Judged, Vec<Lot>>,
    /// Not found, or not waiting for a review.
    unready: Vec<(ClaimRef, Refusal)>,
    /// Refused by the review itself.
    refused: Vec<(ClaimRef, Refusal)>,
    /// What must be judged of each, in sentences.
    told: BTreeMap<ClaimRef, Words>,
}

/// Those of [`sort`] that the review would take now. What the reviewer checks and writes is not known yet, so it is
/// taken to be complete.
fn tried(session: &mut Session, claims: &[ClaimRef]) -> Result<Sorted> {
    let mut sorted = sort(session, claims)?;
    let checks = every_check(session);
    for (judged, lot) in &mut sorted.groups {
        let handles: Vec<ClaimRef> = lot.iter().map(|(handle, ..)| *handle).collect();
        let tried = trial::tried(session, |session| {
            decide::review_judged(
                session,
                (&handles).into(),
                &checks,
                Some(ANY_REASON),
                Some(judged),
            )
        })?;
        lot.retain(|(handle, ..)| tried.done.binary_search(handle).is_ok());
        sorted.refused.extend(tried.failed);
    }
    sorted.groups.retain(|_, lot| !lot.is_empty());
    Ok(sorted)
}

/// The checks of every programme.
pub fn every_check(session: &Session) -> Checks {
    let programmes = session.ctx.installation.registry.iter();
    Checks::of(
        programmes
            .flat_map(|programme| programme.checks())
            .map(|check| check.code),
    )
}

/// Stands for the reason that nobody has written yet.
const ANY_REASON: &str = "-";

/// The claims that can be reviewed by what their stored decision leaves to a human. The review itself decides anew.
fn sort(session: &mut Session, claims: &[ClaimRef]) -> Result<Sorted> {
    let (scope, today) = (session.ctx.actor.scope.clone(), session.ctx.today());
    let found = storage::claims::find_all(&mut session.db, &scope, claims)?;
    let subjects: BTreeSet<PersonId> = found.iter().map(|claim| claim.handle.subject).collect();
    let subjects: Vec<PersonId> = subjects.into_iter().collect();
    let mut decisions: BTreeMap<Key, Decision> = BTreeMap::new();
    for row in storage::history::decisions_of(&mut session.db, &subjects)? {
        decisions.insert(row.id, serde_json::from_str(&row.body)?);
    }
    let known: BTreeSet<ClaimRef> = found.iter().map(|claim| claim.handle).collect();
    let mut sorted = Sorted {
        groups: BTreeMap::new(),
        unready: claims
            .iter()
            .filter(|claim| !known.contains(claim))
            .map(|claim| {
                (
                    *claim,
                    Refusal::new(
                        "not-found",
                        words!(
                            "没有找到该申报，或不在您的范围内",
                            "the claim was not found, or is outside your scope"
                        ),
                    ),
                )
            })
            .collect(),
        refused: Vec::new(),
        told: BTreeMap::new(),
    };
    let registry = &session.ctx.installation.registry;
    for claim in found {
        if claim.state.on(today) != StateName::Submitted {
            sorted.unready.push((claim.handle, not_submitted(&claim)));
            continue;
        }
        let decision = decisions.get(&Key::from(claim.decision));
        let judged = decision.map(decide::judged).unwrap_or_default();
        let judged: Judged = judged.into_iter().collect();
        let open = decision.into_iter().flat_map(decide::to_judge);
        let told = sentence::listed(registry.find(&claim.programme), open);
        sorted.told.insert(claim.handle, told);
        let lot = (claim.handle, claim.payable.get(), claim.revision);
        sorted.groups.entry(judged).or_default().push(lot);
    }
    Ok(sorted)
}

fn not_submitted(claim: &ClaimRecord) -> Refusal {
    let cause = TransitionError::NotAllowed {
        from: claim.state.name(),
        step: StepName::Review,
    };
    let (code, message) = money::why_not(&cause);
    Refusal::new(code, message)
}
