//! Cases of duplicate claims: who claims twice for one slot, and what a human decided
//! (湘工发〔2025〕11号 二.4(1): each subject once a year, the couple choosing one unit).
//!
//! A case stands on its claims and on their slots until it is decided; a hold leaves it standing. A
//! decision is one transaction, and can be taken back until a claim of the case is in a sealed batch.

mod body;
pub(crate) mod contest;
mod escalate;
pub mod kin;
mod known;
pub(crate) mod lookalike;
mod merge;
mod scene;
pub mod similar;
mod undo;
mod verdicts;

pub use body::{CaseBody, Escalation, Merge, SideBefore, Undone};
pub use known::decided_different;
pub use undo::undo;

use crate::error::{Refusal, Result, WorkflowError};
use crate::people::persons::Person;
use crate::session::{Context, Session};
use domain::case::{CaseState, Resolution};
use domain::claim::HoldUntil;
use domain::ids::{CaseId, ClaimRef};
use domain::role::Action;
use scene::Scene;

/// How a human decides a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// One claim stands, the others are withdrawn. Claims for two people say that these are one person.
    KeepOne {
        /// The one that stands.
        claim: ClaimRef,
        /// Who chose it, when, on which document.
        chosen_by: String,
        /// The claim whose subject's number, name and date of birth are right, when the claims name several people; the
        /// others are counted as that subject. Left out, the one that stands, or one with a resident identity number.
        details_of: Option<ClaimRef>,
    },
    /// They are different people. On one and the same number: a number is wrong, all go back.
    Different {
        /// What shows it; needed when the claims name different people.
        evidence: String,
    },
    /// All go back to their units.
    ReturnBoth,
    /// All wait; the case stays open.
    Hold(HoldUntil),
    /// The supervisor above all units of the case decides; it stays open until then.
    Escalate,
}

impl Verdict {
    /// Its name.
    pub fn resolution(&self) -> Resolution {
        match self {
            Self::KeepOne { .. } => Resolution::KeepOne,
            Self::Different { .. } => Resolution::Different,
            Self::ReturnBoth => Resolution::ReturnBoth,
            Self::Hold(_) => Resolution::Hold,
            Self::Escalate => Resolution::Escalate,
        }
    }
}

/// What became of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The case.
    pub case: CaseId,
    /// Where it stands now.
    pub state: CaseState,
    /// Claims that took a step, in handle order.
    pub done: Vec<ClaimRef>,
}

/// Decides an open case.
///
/// # Errors
/// [`WorkflowError::Usage`] for a missing reason, choice or evidence or a day that is not ahead,
/// [`WorkflowError::NotFound`] and [`WorkflowError::CaseNotOpen`], [`WorkflowError::Claim`] with code
/// `sealed`, `out-of-scope`, `own-family`, `two-payments`, `other-case` or `not-live`;
/// [`WorkflowError::State`] for a case that was escalated to somebody else. Nothing was changed then.
pub fn resolve(
    session: &mut Session,
    case: CaseId,
    verdict: &Verdict,
    reason: &str,
) -> Result<Settled> {
    session.ctx.require(Action::ResolveDuplicate)?;
    check(&session.ctx, verdict, reason)?;
    let ctx = session.ctx.clone();
    session.db.write(|db| {
        let mut scene = Scene::lock(db, &ctx, case)?;
        scene.require_undecided()?;
        escalate::require_reach(&scene)?;
        scene.body = CaseBody {
            reason: reason.trim().to_owned(),
            ..scene.body.fresh()
        };
        scene.remember_sides();
        let state = match verdict {
            Verdict::KeepOne {
                claim,
                chosen_by,
                details_of,
            } => verdicts::keep_one(db, &mut scene, *claim, chosen_by, *details_of)?,
            Verdict::Different { evidence } => verdicts::different(&mut scene, evidence)?,
            Verdict::ReturnBoth => verdicts::return_all(&mut scene)?,
            Verdict::Hold(until) => verdicts::hold(&mut scene, until)?,
            Verdict::Escalate => escalate::escalate(db, &mut scene)?,
        };
        scene.row.seconded_by = None;
        scene.decided(verdict.resolution());
        scene.finish(db, state, "duplicate-decided")
    })
}

/// Agrees, as a second operator, that the claims of a case are for different people.
///
/// # Errors
/// [`WorkflowError::SecondOperator`] for the operator who proposed it, [`WorkflowError::State`] when
/// nothing waits for a second operator, and as [`resolve`].
pub fn second(session: &mut Session, case: CaseId) -> Result<Settled> {
    session.ctx.require(Action::ResolveDuplicate)?;
    let ctx = session.ctx.clone();
    session.db.write(|db| {
        let mut scene = Scene::lock(db, &ctx, case)?;
        scene.require_proposed()?;
        let person = Person::acting(db, &ctx)?;
        if scene.row.resolved_by.is_some_and(|by| person.is(by.into())) {
            return Err(WorkflowError::SecondOperator(Refusal::new(
                "own-proposal",
                words!(
                    "“不是同一人”的意见由您提出，须由另一人同意",
                    "you proposed that these are different people"
                ),
            )));
        }
        scene.remember_sides();
        verdicts::part(&mut scene)?;
        scene.row.seconded_by = Some(ctx.actor.id.into());
        scene.finish(db, CaseState::Resolved, "duplicate-seconded")
    })
}

fn check(ctx: &Context, verdict: &Verdict, reason: &str) -> Result<()> {
    let usage = |text| Err(WorkflowError::Usage(text));
    if reason.trim().is_empty() {
        return usage(words!(
            "请写明处理案件的理由",
            "a case is decided with a reason"
        ));
    }
    match verdict {
        Verdict::KeepOne { chosen_by, .. } if chosen_by.trim().is_empty() => usage(words!(
            "请写明由谁、何时、以何文件选择了保留的申报",
            "write down who chose the claim that stands, when, and on which document"
        )),
        Verdict::Hold(HoldUntil::Date(date)) if *date <= ctx.today() => usage(words!(
            "挂起的期限须在今天之后",
            "claims can only be held until a day after today"
        )),
        _ => Ok(()),
    }
}
