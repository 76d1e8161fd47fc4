//! The part of an approval that a second source bears, because the first falls short (湘工发〔2025〕11号 三.1).
//!
//! Both parts are one claim and one approval; each is reserved in its own budget, batched and answered apart. The
//! claim's state tells where the first part stands, [`Stand`] where this one does.

use crate::claim::{Approval, ClaimState, Step, StepName, TransitionError};
use crate::fen::Fen;
use crate::fund::FundSource;
use crate::ids::BatchId;
use crate::ledger::Money;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What a second source bears.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shortfall {
    /// In fen; greater than zero.
    pub amount: Fen,
    /// The source, another one than the approval's.
    pub source: FundSource,
    /// The calendar year of the budget that is reserved.
    pub budget_year: i16,
    /// Where this part stands.
    pub stand: Stand,
}

/// Where the second part stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stand {
    /// Its budget is reserved.
    Reserved,
    /// In a sealed batch.
    Batched {
        /// The batch.
        batch: BatchId,
    },
    /// Bank or tax bureau confirmed the payment.
    Paid {
        /// The batch.
        batch: BatchId,
        /// The day of payment.
        on: NaiveDate,
        /// The confirming document.
        receipt: String,
    },
    /// Bank or tax bureau refused the line: the part is no longer promised.
    Refused {
        /// The batch.
        batch: BatchId,
    },
}

crate::coded! {
    /// The name of a [`Stand`].
    StandName {
        /// See [`Stand::Reserved`].
        Reserved = "reserved", "已预留";
        /// See [`Stand::Batched`].
        Batched = "batched", "已入批次";
        /// See [`Stand::Paid`].
        Paid = "paid", "已支付";
        /// See [`Stand::Refused`].
        Refused = "refused", "已退票";
    }
}

/// Every step of a second part: from, by, to. Everything else happens to the claim as a whole.
pub const SHORTFALL_TRANSITIONS: &[(StandName, StepName, StandName)] = &[
    (StandName::Reserved, StepName::Seal, StandName::Batched),
    (StandName::Batched, StepName::Unseal, StandName::Reserved),
    (StandName::Batched, StepName::Pay, StandName::Paid),
    (StandName::Batched, StepName::Refuse, StandName::Refused),
    (StandName::Paid, StepName::Unpay, StandName::Batched),
    (StandName::Refused, StepName::Unrefuse, StandName::Batched),
];

impl Stand {
    /// The stand's name.
    pub fn name(&self) -> StandName {
        match self {
            Self::Reserved => StandName::Reserved,
            Self::Batched { .. } => StandName::Batched,
            Self::Paid { .. } => StandName::Paid,
            Self::Refused { .. } => StandName::Refused,
        }
    }

    /// The batch that has a line for this part.
    pub fn batch(&self) -> Option<BatchId> {
        match self {
            Self::Reserved => None,
            Self::Batched { batch } | Self::Paid { batch, .. } | Self::Refused { batch } => {
                Some(*batch)
            }
        }
    }

    fn take(&self, step: &Step) -> Option<Self> {
        let listed = |&&(from, name, _): &&(StandName, StepName, StandName)| {
            (from, name) == (self.name(), step.name())
        };
        SHORTFALL_TRANSITIONS.iter().find(listed)?;
        Some(match (step, self.batch()) {
            (Step::Seal { batch, .. }, _) => Self::Batched { batch: *batch },
            (Step::Unseal, _) => Self::Reserved,
            (Step::Pay { on, receipt }, Some(batch)) => Self::Paid {
                batch,
                on: *on,
                receipt: receipt.clone(),
            },
            (Step::Refuse { .. }, Some(batch)) => Self::Refused { batch },
            (Step::Unpay { .. } | Step::Unrefuse { .. }, Some(batch)) => Self::Batched { batch },
            _ => return None,
        })
    }
}

impl Shortfall {
    /// The part is promised or paid; a refused one is not.
    pub fn counts(&self) -> bool {
        self.stand.name() != StandName::Refused
    }

    /// A line of it has left for the bank, or is about to.
    fn is_under_way(&self) -> bool {
        matches!(self.stand.name(), StandName::Batched | StandName::Paid)
    }

    fn take(&self, step: &Step) -> Option<Self> {
        let budget_year = match step {
            Step::Seal { budget_year, .. } => *budget_year,
            _ => self.budget_year,
        };
        Some(Self {
            stand: self.stand.take(step)?,
            budget_year,
            ..self.clone()
        })
    }
}

/// A sum that one source bears of a claim, as its budget and the ledger see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// In fen.
    pub amount: Fen,
    /// The source.
    pub source: FundSource,
    /// The calendar year of its budget.
    pub budget_year: i16,
    /// Where its money stands.
    pub money: Money,
    /// The batch it is or was paid with.
    pub batch: Option<BatchId>,
}

impl Approval {
    /// What all sources bear together.
    pub fn total(&self) -> Fen {
        let rest = self.shortfall.as_deref().filter(|rest| rest.counts());
        rest.map_or(self.amount, |rest| {
            Fen::new(self.amount.get().saturating_add(rest.amount.get()))
        })
    }

    fn rest_is(&self, test: impl Fn(&Shortfall) -> bool) -> bool {
        self.shortfall.as_deref().is_some_and(test)
    }

    /// The approval with its second part let go.
    fn alone(self) -> Self {
        Self {
            shortfall: None,
            ..self
        }
    }
}

impl ClaimState {
    /// A step of the second part alone; the claim's state keeps its name.
    pub(crate) fn take_shortfall(&self, step: &Step) -> Result<Self, TransitionError> {
        let not_allowed = || TransitionError::NotAllowed {
            from: self.name(),
            step: step.name(),
        };
        let mut next = self.clone();
        // Once the payment was found on the statement, nothing of it is taken back this way.
        let approval = match &mut next {
            Self::Approved(approval)
            | Self::Batched { approval, .. }
            | Self::Paid { approval, .. } => approval,
            _ => return Err(not_allowed()),
        };
        let moved = approval
            .shortfall
            .as_deref()
            .and_then(|rest| rest.take(step));
        approval.shortfall = Some(Box::new(moved.ok_or_else(not_allowed)?));
        Ok(next)
    }

    /// Refuses steps of the claim as a whole that its second part does not allow yet.
    pub(crate) fn refuse_split(&self, step: StepName) -> Result<(), TransitionError> {
        let Some(approval) = self.approval() else {
            return Ok(());
        };
        let stops = match step {
            StepName::Undo | StepName::Withdraw | StepName::Return | StepName::Revise => {
                approval.rest_is(Shortfall::is_under_way)
            }
            StepName::Reconcile => approval.rest_is(|rest| {
                matches!(rest.stand.name(), StandName::Reserved | StandName::Batched)
            }),
            StepName::Recover => approval.rest_is(|rest| rest.stand.name() == StandName::Batched),
            _ => false,
        };
        if stops {
            Err(TransitionError::PartUnderWay { step })
        } else {
            Ok(())
        }
    }

    /// The first part was refused while the second is on its way or paid: what was the second part is the claim now, and
    /// the refused one stands beside it.
    pub(crate) fn without_first(approval: &Approval, batch: BatchId) -> Option<Self> {
        let rest = approval.shortfall.as_deref()?;
        let turned = Approval {
            amount: rest.amount,
            source: rest.source,
            budget_year: rest.budget_year,
            shortfall: Some(Box::new(Shortfall {
                amount: approval.amount,
                source: approval.source,
                budget_year: approval.budget_year,
                stand: Stand::Refused { batch },
            })),
            ..approval.clone()
        };
        match rest.stand.clone() {
            Stand::Batched { batch } => Some(Self::Batched {
                approval: turned,
                batch,
            }),
            Stand::Paid { batch, on, receipt } => Some(Self::Paid {
                approval: turned,
                batch,
                on,
                receipt,
            }),
            Stand::Reserved | Stand::Refused { .. } => None,
        }
    }

    /// The approval that is claimed back: a second part that was only promised is let go.
    pub(crate) fn paid_part(approval: Approval) -> Approval {
        if approval.rest_is(|rest| rest.stand.name() == StandName::Reserved) {
            approval.alone()
        } else {
            approval
        }
    }
}

impl ClaimState {
    /// What each source bears, as far as it is promised or paid: one part, or two of different sources.
    pub fn parts(&self) -> Vec<Part> {
        let (approval, money, batch) = match self {
            Self::Approved(approval) => (approval, Money::Reserved, None),
            Self::Batched { approval, batch } => (approval, Money::Owed, Some(*batch)),
            Self::Paid {
                approval, batch, ..
            }
            | Self::Reconciled {
                approval, batch, ..
            } => (approval, Money::Paid, Some(*batch)),
            Self::Recovering {
                approval, batch, ..
            } => (approval, Money::Recovering, Some(*batch)),
            _ => return Vec::new(),
        };
        let first = Part {
            amount: approval.amount,
            source: approval.source,
            budget_year: approval.budget_year,
            money,
            batch,
        };
        let rest = approval.shortfall.as_deref().and_then(|rest| {
            let stands = match rest.stand.name() {
                StandName::Reserved => Money::Reserved,
                StandName::Batched => Money::Owed,
                StandName::Paid if money == Money::Recovering => Money::Recovering,
                StandName::Paid => Money::Paid,
                StandName::Refused => return None,
            };
            Some(Part {
                amount: rest.amount,
                source: rest.source,
                budget_year: rest.budget_year,
                money: stands,
                batch: rest.stand.batch(),
            })
        });
        std::iter::once(first).chain(rest).collect()
    }

    /// The part of one source.
    pub fn part_of(&self, source: FundSource) -> Option<Part> {
        self.parts().into_iter().find(|part| part.source == source)
    }

    /// The step as it concerns the part that this batch pays or paid; `None` where the batch has no part of the claim any more.
    pub fn step_in(&self, batch: BatchId, step: Step) -> Option<Step> {
        let rest = self
            .approval()
            .and_then(|approval| approval.shortfall.as_deref());
        if rest.and_then(|rest| rest.stand.batch()) == Some(batch) {
            return Some(Step::OfShortfall(Box::new(step)));
        }
        let first = match self {
            Self::Batched { batch, .. }
            | Self::Paid { batch, .. }
            | Self::Reconciled { batch, .. }
            | Self::Recovering { batch, .. } => Some(*batch),
            other => other.refused_line().map(|line| line.batch),
        };
        (first == Some(batch)).then_some(step)
    }

    /// The step as it concerns the part of this source.
    pub fn step_of(&self, source: FundSource, step: Step) -> Step {
        let rest = self
            .approval()
            .and_then(|approval| approval.shortfall.as_deref());
        if rest.is_some_and(|rest| rest.source == source) {
            Step::OfShortfall(Box::new(step))
        } else {
            step
        }
    }
}
