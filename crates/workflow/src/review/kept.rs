//! An approval whose verdict has changed since: what the facts of now say against it, and keeping it all the same.

use crate::error::{Refusal, Result};
use crate::payments::recovery::required;
use crate::people::persons::Person;
use crate::review::act::act;
use crate::review::assess::Assessed;
use crate::review::decide::{Named, Outcome, current, held};
use crate::session::Session;
use crate::views::sentence;
use crate::words::Words;
use domain::claim::{Approval, Kept, Step};
use domain::claim_record::ClaimRecord;
use domain::decision::{Decision, Severity};
use domain::role::Action;
use policy::Programme;
use std::collections::BTreeSet;

/// Stands among the conditions for a payable sum below the approved one.
const LOWER: &str = "payable-lower";
/// The code of a line that stays out of a batch because of this.
pub(crate) const CHANGED: &str = "verdict-changed";

/// Keeps approvals although the facts have changed since they were given. Whoever does it sees what changed: a change
/// that comes later stops the claim again.
///
/// # Errors
/// [`crate::WorkflowError::Usage`] without a reason; a claim of which nothing changed, or that the operator filed,
/// reviewed or approved, is refused in the outcome.
pub fn keep<'a>(
    session: &mut Session,
    claims: impl Into<Named<'a>>,
    reason: &str,
) -> Result<Outcome> {
    let reason = required(
        reason,
        words!(
            "请写明情况有变而仍保留审批的理由",
            "say why the approval stands although the verdict has changed"
        ),
    )?;
    let person = Person::acting(&mut session.db, &session.ctx)?;
    act(
        session,
        Action::Approve,
        claims.into(),
        |_, work, handle, assessed| {
            let claim = held(work, handle)?;
            work.refuse_open_case(&claim)?;
            if claim
                .state
                .approval()
                .is_some_and(|approval| person.is(approval.by))
            {
                return Err(Refusal::new(
                    "same-operator",
                    words!(
                        "该申报由您审批，须由另一位审批人决定是否保留",
                        "you approved this claim: another approver keeps it"
                    ),
                ));
            }
            let codes = match claim.state.approval() {
                // A claim that is not approved is refused by its own step, which says where it stands.
                None => Vec::new(),
                Some(approval) => {
                    let found = changes(approval, current(assessed)?);
                    if found.is_empty() {
                        return Err(Refusal::new(
                            "nothing-changed",
                            words!(
                                "与审批时相比情况没有变化，无须保留",
                                "the facts are as they were at the approval: there is nothing to keep it against"
                            ),
                        ));
                    }
                    found.into_iter().collect()
                }
            };
            let kept = Kept {
                by: work.ctx.actor.id,
                codes,
                payable: current(assessed)?.payable,
                reason: reason.clone(),
            };
            work.step(handle, &Step::Keep(kept))
        },
    )
}

/// Refuses an approved claim whose verdict has changed and whose approval nobody kept since.
pub(crate) fn refuse_changed(
    programme: Option<&dyn Programme>,
    claim: &ClaimRecord,
    assessed: Option<&Assessed>,
) -> std::result::Result<(), Refusal> {
    let Some(approval) = claim.state.approval() else {
        return Ok(());
    };
    let decision = current(assessed)?;
    let found = unkept(approval, decision);
    if found.is_empty() {
        return Ok(());
    }
    let mut told: Vec<Words> = decision
        .conditions
        .iter()
        .filter(|condition| found.contains(&condition.code))
        .map(|condition| sentence::listed(programme, [condition]))
        .collect();
    if found.contains(LOWER) {
        told.push(words!(
            "现在可付 {} 元，低于已审批的 {} 元",
            "{} yuan are payable now, less than the {} yuan approved",
            decision.payable,
            approval.total()
        ));
    }
    let told = Words::listed(told);
    Err(Refusal::new(
        CHANGED,
        Words::new(
            format!(
                "审批后情况有变：须撤销审批，或由另一位审批人说明理由保留（`gongbao claim keep`）：{}",
                told.zh
            ),
            format!(
                "the facts have changed since the approval; undo it, or let another approver keep it with a reason \
                 (`gongbao claim keep`): {}",
                told.en
            ),
        ),
    ))
}

/// What speaks against an approval now, did not when it was given, and nobody kept it against since.
pub(crate) fn unkept(approval: &Approval, decision: &Decision) -> BTreeSet<String> {
    let mut found = changes(approval, decision);
    if let Some(kept) = &approval.kept {
        let worse = decision.payable < kept.payable;
        found.retain(|code| !kept.codes.contains(code) || (code == LOWER && worse));
    }
    found
}

/// What speaks against an approval now and did not when it was given.
fn changes(approval: &Approval, decision: &Decision) -> BTreeSet<String> {
    let accepted = &approval.review.accepted;
    let mut codes: BTreeSet<String> = decision
        .conditions
        .iter()
        .filter(|c| {
            let judged = c.severity == Severity::Review && !accepted.contains(&c.code);
            c.severity == Severity::Reject || c.waits || judged
        })
        .map(|c| c.code.clone())
        .collect();
    if decision.payable < approval.total() {
        codes.insert(LOWER.to_owned());
    }
    codes
}
