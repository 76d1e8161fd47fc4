//! The life of a claim: its states, and the one table of steps between them.

mod checks;
mod step;

pub use checks::Checks;
pub use step::{Step, StepName};

use crate::fen::Fen;
use crate::fund::FundSource;
use crate::ids::{BatchId, OperatorId};
use crate::shortfall::{Shortfall, Stand};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What a reviewer signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Who reviewed.
    pub by: OperatorId,
    /// The checks the reviewer made.
    pub checks: Checks,
    /// Codes of the findings the reviewer accepted, with the reason given for doing so.
    pub accepted: Vec<String>,
    /// Why they were accepted; empty when there were none.
    pub reason: String,
}

impl Review {
    /// What stands in place of a review where a rule approves without people.
    fn by_nobody(filed_by: OperatorId) -> Self {
        Self {
            by: filed_by,
            checks: Checks::default(),
            accepted: Vec::new(),
            reason: String::new(),
        }
    }
}

/// What an approver signed: the sum, its funding source and the year whose budget bears it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// The review it rests on.
    pub review: Review,
    /// Who approved.
    pub by: OperatorId,
    /// The rule that approved it without people: `by` and `review.by` filed it then and decided nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The sum to pay from `source`, in fen; greater than zero. [`Approval::total`] has what all sources bear.
    pub amount: Fen,
    /// The funding source.
    pub source: FundSource,
    /// The calendar year of the budget that is reserved.
    pub budget_year: i16,
    /// What has changed since and was accepted; without it a changed verdict keeps the claim out of a batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Box<Kept>>,
    /// What a second source bears beside `amount`, where the first falls short.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shortfall: Option<Box<Shortfall>>,
}

/// An approval that was kept although the verdict has changed since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Who: neither the reviewer nor the approver of the claim.
    pub by: OperatorId,
    /// Codes of the conditions accepted; any other one stops the claim again.
    pub codes: Vec<String>,
    /// What the rules gave then; a smaller sum stops the claim again.
    pub payable: Fen,
    /// Why.
    pub reason: String,
}

/// A line that bank or tax bureau refused, as long as nothing followed from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedLine {
    /// What was approved.
    pub approval: Approval,
    /// The batch.
    pub batch: BatchId,
}

/// What ends a hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HoldUntil {
    /// A date; on it the claim is undecided again.
    Date(NaiveDate),
    /// The slot is free again.
    SlotFree,
}

/// Where a claim stands. Each state carries what was decided to get there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClaimState {
    /// Filed, assessed, undecided.
    Submitted,
    /// The checks of the programme are recorded.
    Reviewed(Review),
    /// The sum is approved, its slot taken and its budget reserved.
    Approved(Approval),
    /// In a sealed batch.
    Batched {
        /// What was approved.
        approval: Approval,
        /// The batch.
        batch: BatchId,
    },
    /// Bank or tax bureau confirmed the payment.
    Paid {
        /// What was approved.
        approval: Approval,
        /// The batch.
        batch: BatchId,
        /// The day of payment.
        on: NaiveDate,
        /// The confirming document.
        receipt: String,
    },
    /// The payment was found on the bank statement or in the tax bureau's list.
    Reconciled {
        /// What was approved.
        approval: Approval,
        /// The batch.
        batch: BatchId,
        /// The day of payment.
        on: NaiveDate,
        /// The confirming document.
        receipt: String,
    },
    /// The payment is being claimed back.
    Recovering {
        /// What was approved.
        approval: Approval,
        /// The batch it was paid with.
        batch: BatchId,
        /// Why.
        reason: String,
    },
    /// Waiting for a date or for the slot.
    Held {
        /// What ends it.
        until: HoldUntil,
        /// Why.
        reason: String,
    },
    /// Sent back to the unit for correction.
    Returned {
        /// What to mend.
        reason: String,
        /// The refused line it comes from, so that an answer registered by mistake can be reversed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        line: Option<Box<RefusedLine>>,
    },
    /// Refused by a human.
    Rejected {
        /// Why.
        reason: String,
    },
    /// Taken back by the unit.
    Withdrawn {
        /// Why.
        reason: String,
    },
    /// Paid once, recovered in full.
    Reversed {
        /// Why.
        reason: String,
    },
}

crate::coded! {
    /// The name of a state, for lists, filters and the table of steps.
    StateName {
        /// See [`ClaimState::Submitted`].
        Submitted = "submitted", "已申报";
        /// See [`ClaimState::Reviewed`].
        Reviewed = "reviewed", "已审核";
        /// See [`ClaimState::Approved`].
        Approved = "approved", "已审批";
        /// See [`ClaimState::Batched`].
        Batched = "batched", "已入批次";
        /// See [`ClaimState::Paid`].
        Paid = "paid", "已支付";
        /// See [`ClaimState::Reconciled`].
        Reconciled = "reconciled", "已对账";
        /// See [`ClaimState::Recovering`].
        Recovering = "recovering", "追回中";
        /// See [`ClaimState::Held`].
        Held = "held", "挂起";
        /// See [`ClaimState::Returned`].
        Returned = "returned", "已退回";
        /// See [`ClaimState::Rejected`].
        Rejected = "rejected", "不予受理";
        /// See [`ClaimState::Withdrawn`].
        Withdrawn = "withdrawn", "已撤回";
        /// See [`ClaimState::Reversed`].
        Reversed = "reversed", "已冲销";
    }
}

impl StateName {
    /// The claim still counts: the same unit, member and subject may not file it anew.
    pub fn is_live(self) -> bool {
        !matches!(self, Self::Rejected | Self::Withdrawn | Self::Reversed)
    }

    /// Nothing was decided for good, so a change of facts re-assesses it.
    pub fn is_undecided(self) -> bool {
        matches!(self, Self::Submitted | Self::Reviewed | Self::Held)
    }

    /// Nothing was decided for good, or approved at most: no batch pays it yet, and what its verdict says of it is still asked.
    pub fn awaits_money(self) -> bool {
        self.is_undecided() || self == Self::Approved
    }

    /// The money is on its way or gone: a revision is refused, a case cannot unseat it.
    pub fn is_sealed(self) -> bool {
        matches!(
            self,
            Self::Batched | Self::Paid | Self::Reconciled | Self::Recovering
        )
    }

    /// The claim occupies its slot.
    pub fn occupies_slot(self) -> bool {
        self == Self::Approved || self.is_sealed()
    }
}

impl ClaimState {
    /// The state's name.
    pub fn name(&self) -> StateName {
        match self {
            Self::Submitted => StateName::Submitted,
            Self::Reviewed(_) => StateName::Reviewed,
            Self::Approved(_) => StateName::Approved,
            Self::Batched { .. } => StateName::Batched,
            Self::Paid { .. } => StateName::Paid,
            Self::Reconciled { .. } => StateName::Reconciled,
            Self::Recovering { .. } => StateName::Recovering,
            Self::Held { .. } => StateName::Held,
            Self::Returned { .. } => StateName::Returned,
            Self::Rejected { .. } => StateName::Rejected,
            Self::Withdrawn { .. } => StateName::Withdrawn,
            Self::Reversed { .. } => StateName::Reversed,
        }
    }

    /// The approval in force, from approval to recovery.
    pub fn approval(&self) -> Option<&Approval> {
        match self {
            Self::Approved(approval)
            | Self::Batched { approval, .. }
            | Self::Paid { approval, .. }
            | Self::Reconciled { approval, .. }
            | Self::Recovering { approval, .. } => Some(approval),
            _ => None,
        }
    }

    /// The refused line that a returned claim comes from.
    pub fn refused_line(&self) -> Option<&RefusedLine> {
        match self {
            Self::Returned { line, .. } => line.as_deref(),
            _ => None,
        }
    }

    /// The review in force, from review to recovery.
    pub fn review(&self) -> Option<&Review> {
        match self {
            Self::Reviewed(review) => Some(review),
            other => other.approval().map(|approval| &approval.review),
        }
    }

    /// The state as undecided work sees it: a hold whose date has come is over.
    pub fn on(&self, today: NaiveDate) -> StateName {
        match self {
            Self::Held {
                until: HoldUntil::Date(date),
                ..
            } if *date <= today => StateName::Submitted,
            other => other.name(),
        }
    }
}

/// Every allowed step: from, by, to. What is not listed is refused.
///
/// From `Batched` there is no way out but taking back the unexported batch, payment or refusal:
/// once a file may have left the house, only bank or tax bureau say what became of a line. What was registered of
/// their answer by mistake goes back there, until a payment is found on the statement and as long as nothing followed
/// from a refusal. Where a second source bears a part, that part has a table of its own
/// ([`crate::shortfall::SHORTFALL_TRANSITIONS`]), and a claim whose first part is refused goes on with the other one.
pub const TRANSITIONS: &[(StateName, StepName, StateName)] = {
    use StateName as S;
    use StepName as P;
    &[
        (S::Submitted, P::Revise, S::Submitted),
        (S::Submitted, P::Review, S::Reviewed),
        // Where a programme's rules approve without people; what is undone then waits for people.
        (S::Submitted, P::Grant, S::Approved),
        (S::Submitted, P::Return, S::Returned),
        (S::Submitted, P::Reject, S::Rejected),
        (S::Submitted, P::Hold, S::Held),
        (S::Submitted, P::Withdraw, S::Withdrawn),
        (S::Reviewed, P::Revise, S::Submitted),
        (S::Reviewed, P::Approve, S::Approved),
        (S::Reviewed, P::Return, S::Returned),
        (S::Reviewed, P::Reject, S::Rejected),
        (S::Reviewed, P::Hold, S::Held),
        (S::Reviewed, P::Withdraw, S::Withdrawn),
        (S::Reviewed, P::Undo, S::Submitted),
        (S::Approved, P::Revise, S::Submitted),
        (S::Approved, P::Return, S::Returned),
        (S::Approved, P::Withdraw, S::Withdrawn),
        (S::Approved, P::Undo, S::Reviewed),
        (S::Approved, P::Keep, S::Approved),
        (S::Approved, P::Seal, S::Batched),
        (S::Batched, P::Unseal, S::Approved),
        (S::Batched, P::Pay, S::Paid),
        (S::Batched, P::Refuse, S::Returned),
        (S::Paid, P::Unpay, S::Batched),
        (S::Returned, P::Unrefuse, S::Batched),
        (S::Paid, P::Reconcile, S::Reconciled),
        (S::Paid, P::Recover, S::Recovering),
        (S::Reconciled, P::Recover, S::Recovering),
        (S::Recovering, P::Recovered, S::Reversed),
        (S::Held, P::Revise, S::Submitted),
        (S::Held, P::Return, S::Returned),
        (S::Held, P::Reject, S::Rejected),
        (S::Held, P::Withdraw, S::Withdrawn),
        (S::Held, P::Undo, S::Submitted),
        (S::Returned, P::Revise, S::Submitted),
        (S::Returned, P::Reject, S::Rejected),
        (S::Returned, P::Withdraw, S::Withdrawn),
        (S::Returned, P::Undo, S::Submitted),
        (S::Rejected, P::Undo, S::Submitted),
        // Only by undoing the duplicate case that withdrew it: what a unit took back itself stays so.
        (S::Withdrawn, P::Undo, S::Submitted),
    ]
};

/// A step that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransitionError {
    /// The table does not allow it.
    #[error("a claim that is {} cannot take the step {}", from.code(), step.code())]
    NotAllowed {
        /// Where the claim stands.
        from: StateName,
        /// What was asked.
        step: StepName,
    },
    /// An approval of nothing.
    #[error("a payable sum of 0 cannot be approved")]
    NothingPayable,
    /// The same person may not do both.
    #[error("the reviewer of a claim cannot approve it")]
    SameOperator,
    /// Whoever decided the claim is not the one to say that the decision stands.
    #[error("whoever reviewed or approved a claim cannot keep its approval")]
    OwnDecision,
    /// The part that a second source bears is in a batch or paid.
    #[error("the part of the second source is on its way: the step {} waits for its answer, or needs its batch taken back", step.code())]
    PartUnderWay {
        /// What was asked.
        step: StepName,
    },
}

impl ClaimState {
    /// Takes a step, on the day given.
    ///
    /// # Errors
    /// [`TransitionError`] when the table or the step's own conditions forbid it.
    pub fn take(&self, step: &Step, today: NaiveDate) -> Result<Self, TransitionError> {
        if let Step::OfShortfall(step) = step {
            return self.take_shortfall(step);
        }
        let from = self.on(today);
        let to = TRANSITIONS
            .iter()
            .find(|(state, name, _)| *state == from && *name == step.name())
            .map(|(_, _, to)| *to)
            .ok_or(TransitionError::NotAllowed {
                from,
                step: step.name(),
            })?;
        let not_allowed = TransitionError::NotAllowed {
            from,
            step: step.name(),
        };
        self.refuse_split(step.name())?;
        Ok(match step {
            Step::Submit | Step::OfShortfall(_) => return Err(not_allowed),
            Step::Revise => Self::Submitted,
            Step::Review(review) => Self::Reviewed(review.clone()),
            Step::Approve {
                by,
                rule,
                amount,
                source,
                budget_year,
                shortfall,
                ceiling: _,
            } => {
                let review = match rule {
                    Some(_) => Review::by_nobody(*by),
                    None => self.review().cloned().ok_or(not_allowed.clone())?,
                };
                if rule.is_none() && review.by == *by {
                    return Err(TransitionError::SameOperator);
                }
                if *amount <= Fen::ZERO || shortfall.is_some_and(|(_, rest, _)| rest <= Fen::ZERO) {
                    return Err(TransitionError::NothingPayable);
                }
                if shortfall.is_some_and(|(other, ..)| other == *source) {
                    return Err(not_allowed);
                }
                Self::Approved(Approval {
                    review,
                    by: *by,
                    rule: rule.clone(),
                    amount: *amount,
                    source: *source,
                    budget_year: *budget_year,
                    kept: None,
                    shortfall: shortfall.map(|(source, amount, budget_year)| {
                        Box::new(Shortfall {
                            amount,
                            source,
                            budget_year,
                            stand: Stand::Reserved,
                        })
                    }),
                })
            }
            Step::Keep(kept) => {
                let approval = self.approval().cloned().ok_or(not_allowed)?;
                if kept.by == approval.by || kept.by == approval.review.by {
                    return Err(TransitionError::OwnDecision);
                }
                Self::Approved(Approval {
                    kept: Some(Box::new(kept.clone())),
                    ..approval
                })
            }
            Step::Return { reason } => Self::Returned {
                reason: reason.clone(),
                line: None,
            },
            Step::Refuse { reason } => {
                let (approval, batch) = self.batched().ok_or(not_allowed)?;
                match Self::without_first(&approval, batch) {
                    Some(rest) => rest,
                    None => Self::Returned {
                        reason: reason.clone(),
                        line: Some(Box::new(RefusedLine { approval, batch })),
                    },
                }
            }
            Step::Unpay { .. } => {
                let (approval, batch) = self.batched().ok_or(not_allowed)?;
                Self::Batched { approval, batch }
            }
            Step::Unrefuse { .. } => {
                let line = self.refused_line().cloned().ok_or(not_allowed)?;
                Self::Batched {
                    approval: line.approval,
                    batch: line.batch,
                }
            }
            Step::Reject { reason } => Self::Rejected {
                reason: reason.clone(),
            },
            Step::Hold { until, reason } => Self::Held {
                until: until.clone(),
                reason: reason.clone(),
            },
            Step::Withdraw { reason } => Self::Withdrawn {
                reason: reason.clone(),
            },
            Step::Undo { .. } if to == StateName::Reviewed => match self.approval() {
                // Nobody reviewed it: people begin at the beginning.
                Some(approval) if approval.rule.is_some() => Self::Submitted,
                _ => Self::Reviewed(self.review().cloned().ok_or(not_allowed)?),
            },
            Step::Undo { .. } => Self::Submitted,
            Step::Seal { batch, budget_year } => Self::Batched {
                approval: Approval {
                    budget_year: *budget_year,
                    ..self.approval().cloned().ok_or(not_allowed)?
                },
                batch: *batch,
            },
            Step::Unseal => Self::Approved(self.approval().cloned().ok_or(not_allowed)?),
            Step::Pay { on, receipt } => {
                let (approval, batch) = self.batched().ok_or(not_allowed)?;
                Self::Paid {
                    approval,
                    batch,
                    on: *on,
                    receipt: receipt.clone(),
                }
            }
            Step::Reconcile => match self.clone() {
                Self::Paid {
                    approval,
                    batch,
                    on,
                    receipt,
                } => Self::Reconciled {
                    approval,
                    batch,
                    on,
                    receipt,
                },
                _ => return Err(not_allowed),
            },
            Step::Recover { reason } => {
                let (approval, batch) = self.batched().ok_or(not_allowed)?;
                Self::Recovering {
                    approval: Self::paid_part(approval),
                    batch,
                    reason: reason.clone(),
                }
            }
            Step::Recovered { reason } => Self::Reversed {
                reason: reason.clone(),
            },
        })
    }

    fn batched(&self) -> Option<(Approval, BatchId)> {
        match self {
            Self::Batched { approval, batch }
            | Self::Paid {
                approval, batch, ..
            }
            | Self::Reconciled {
                approval, batch, ..
            }
            | Self::Recovering {
                approval, batch, ..
            } => Some((approval.clone(), *batch)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
