//! What may be done to a claim.

use super::{HoldUntil, Kept, Review};
use crate::fen::Fen;
use crate::fund::FundSource;
use crate::ids::{BatchId, OperatorId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A step with everything it needs to make the next state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Filed for the first time.
    Submit,
    /// The unit sent a changed row: checks, review and approval are void.
    Revise,
    /// The checks are recorded.
    Review(Review),
    /// The sum is approved.
    Approve {
        /// Who; whoever filed it where a rule approves.
        by: OperatorId,
        /// The rule that approves without people, below its limit: the step is [`StepName::Grant`] then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rule: Option<String>,
        /// How much.
        amount: Fen,
        /// From which funding source.
        source: FundSource,
        /// In which calendar year's budget.
        budget_year: i16,
        /// What another funding source bears beside it, and in which calendar year's budget.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shortfall: Option<(FundSource, Fen, i16)>,
        /// What all claims of the slot together may never exceed.
        ceiling: Fen,
    },
    /// Sent back for correction.
    Return {
        /// What to mend.
        reason: String,
    },
    /// Refused.
    Reject {
        /// Why.
        reason: String,
    },
    /// Set aside.
    Hold {
        /// What ends it.
        until: HoldUntil,
        /// Why.
        reason: String,
    },
    /// Taken back by the unit.
    Withdraw {
        /// Why.
        reason: String,
    },
    /// The last decision is taken back.
    Undo {
        /// Why.
        reason: String,
    },
    /// The approval stands although the verdict has changed since.
    Keep(Kept),
    /// Joined a batch that was sealed.
    Seal {
        /// The batch.
        batch: BatchId,
        /// The calendar year whose budget bears the payment.
        budget_year: i16,
    },
    /// The sealed batch was taken back before export.
    Unseal,
    /// Bank or tax bureau confirmed the payment.
    Pay {
        /// The day.
        on: NaiveDate,
        /// The confirming document.
        receipt: String,
    },
    /// Bank or tax bureau refused the line.
    Refuse {
        /// The refusal and its document.
        reason: String,
    },
    /// A payment that was registered by mistake: the line has no answer again.
    Unpay {
        /// Who proposed it; whoever seconds it takes the step.
        proposed_by: OperatorId,
        /// Why.
        reason: String,
    },
    /// A refusal that was registered by mistake: the line has no answer again.
    Unrefuse {
        /// Who proposed it; whoever seconds it takes the step.
        proposed_by: OperatorId,
        /// Why.
        reason: String,
    },
    /// A step of the part that a second source bears: sealed, paid or refused apart from the first.
    OfShortfall(Box<Step>),
    /// Found on the bank statement.
    Reconcile,
    /// Recovery begins.
    Recover {
        /// Why.
        reason: String,
    },
    /// Everything came back; the budget it was paid from is credited.
    Recovered {
        /// The confirming document.
        reason: String,
    },
}

crate::coded! {
    /// The name of a step, for the table, history and screens.
    StepName {
        /// See [`Step::Submit`].
        Submit = "submit", "申报";
        /// See [`Step::Revise`].
        Revise = "revise", "更正";
        /// See [`Step::Review`].
        Review = "review", "审核";
        /// See [`Step::Approve`].
        Approve = "approve", "审批";
        /// See [`Step::Approve`], by a rule.
        Grant = "grant", "按规则核定";
        /// See [`Step::Return`].
        Return = "return", "退回";
        /// See [`Step::Reject`].
        Reject = "reject", "不予受理";
        /// See [`Step::Hold`].
        Hold = "hold", "挂起";
        /// See [`Step::Withdraw`].
        Withdraw = "withdraw", "撤回";
        /// See [`Step::Undo`].
        Undo = "undo", "撤销";
        /// See [`Step::Keep`].
        Keep = "keep", "保留审批";
        /// See [`Step::Seal`].
        Seal = "seal", "封批";
        /// See [`Step::Unseal`].
        Unseal = "unseal", "撤批";
        /// See [`Step::Pay`].
        Pay = "pay", "支付";
        /// See [`Step::Refuse`].
        Refuse = "refuse", "退票";
        /// See [`Step::Unpay`].
        Unpay = "unpay", "冲回支付";
        /// See [`Step::Unrefuse`].
        Unrefuse = "unrefuse", "冲回退票";
        /// See [`Step::Reconcile`].
        Reconcile = "reconcile", "对账";
        /// See [`Step::Recover`].
        Recover = "recover", "追回";
        /// See [`Step::Recovered`].
        Recovered = "recovered", "已追回";
    }
}

impl Step {
    /// The step's name.
    pub fn name(&self) -> StepName {
        match self {
            Self::Submit => StepName::Submit,
            Self::Revise => StepName::Revise,
            Self::Review(_) => StepName::Review,
            Self::Approve { rule: Some(_), .. } => StepName::Grant,
            Self::Approve { .. } => StepName::Approve,
            Self::Return { .. } => StepName::Return,
            Self::Reject { .. } => StepName::Reject,
            Self::Hold { .. } => StepName::Hold,
            Self::Withdraw { .. } => StepName::Withdraw,
            Self::Undo { .. } => StepName::Undo,
            Self::Keep(_) => StepName::Keep,
            Self::Seal { .. } => StepName::Seal,
            Self::Unseal => StepName::Unseal,
            Self::Pay { .. } => StepName::Pay,
            Self::Refuse { .. } => StepName::Refuse,
            Self::Unpay { .. } => StepName::Unpay,
            Self::Unrefuse { .. } => StepName::Unrefuse,
            Self::OfShortfall(step) => step.name(),
            Self::Reconcile => StepName::Reconcile,
            Self::Recover { .. } => StepName::Recover,
            Self::Recovered { .. } => StepName::Recovered,
        }
    }
}
