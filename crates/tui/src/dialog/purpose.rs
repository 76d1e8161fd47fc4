//! What a dialog is about, and how much stands between a slip and harm.

use crate::msg::PeriodStep;
use crate::orders::Form;
use chrono::NaiveDate;
use domain::fen::Fen;
use domain::ids::{BatchId, CaseId, ClaimRef, ProposalId, SlipId};
use domain::referral::SlipStep;
use domain::year::BenefitYear;
use workflow::review::bulk::{Chosen, Expected, SampleToken, Seen};
use workflow::review::decide::NAMED_MAX;

/// What a dialog is about; its confirmation is read from the fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// Narrow the queue.
    Filter,
    /// Find claims.
    Search,
    /// Keep the filter under a name.
    SaveFilter,
    /// Take a kept filter, or remove it.
    UseFilter,
    /// Find a key in help.
    FindKey,
    /// Any command by its name.
    Palette,
    /// The checks.
    Review(Vec<ClaimRef>),
    /// The checks of many: those of them with the conditions of the sample that must be looked at.
    ReviewMany(Vec<ClaimRef>, Seen),
    /// Approve; the sum must be typed when it is there.
    Approve(Vec<ClaimRef>, Option<Fen>),
    /// Approve many: which, count and sum, and the token of the sample that must be looked at.
    ApproveMany(Chosen, Expected, SampleToken),
    /// Send back.
    Return(Vec<ClaimRef>),
    /// Refuse.
    Reject(Vec<ClaimRef>),
    /// Send back or refuse what no review can accept.
    TurnDown(Vec<ClaimRef>),
    /// Set aside.
    Hold(Vec<ClaimRef>),
    /// Take back for the unit.
    Withdraw(Vec<ClaimRef>),
    /// Take the last decision back.
    Undo(Vec<ClaimRef>),
    /// Let an approval stand although the verdict has changed since.
    KeepApproval(ClaimRef),
    /// Begin to claim back; the sum must be typed.
    Recover(Vec<ClaimRef>, Fen),
    /// The money is back; the sum must be typed.
    Recovered(Vec<ClaimRef>, Fen),
    /// Found on the statement; the sum must be typed when it is there.
    Reconcile(Vec<ClaimRef>, Option<Fen>),
    /// Show a masked number in full.
    Reveal(ClaimRef),
    /// Keep one claim of a case.
    Keep(CaseId, ClaimRef),
    /// Different people.
    Different(CaseId),
    /// All go back.
    ReturnBoth(CaseId),
    /// All wait.
    HoldCase(CaseId),
    /// The supervisor above all its unions decides.
    EscalateCase(CaseId),
    /// Agree that they are different people.
    SecondCase(CaseId),
    /// Take a case's decision back.
    UndoCase(CaseId),
    /// Read a file.
    Import,
    /// Put a batch together.
    BatchCreate,
    /// Freeze it; its sum must be typed.
    BatchSeal(BatchId, i64, Fen),
    /// Sign it.
    BatchSign(BatchId, Fen),
    /// Write its file.
    BatchExport(BatchId),
    /// Settle one line, or all open ones; the sum of these must be typed when it is there.
    BatchSettle(BatchId, Option<ClaimRef>, Option<Expected>),
    /// Reverse the answer of a line, which a second operator has to agree to.
    BatchReverse(BatchId, ClaimRef),
    /// Take it back.
    BatchWithdraw(BatchId),
    /// Put a change in force.
    ChangeApprove(ProposalId),
    /// Refuse it.
    ChangeReject(ProposalId),
    /// Make a benefit year.
    PeriodCreate,
    /// Another last day of its window, after the present one.
    PeriodExtend(String, BenefitYear, NaiveDate),
    /// Open it, close its window, take claims again, or put it away.
    Period(PeriodStep, String, BenefitYear),
    /// What other values of this benefit year would change.
    PeriodPreview(String, BenefitYear),
    /// Propose a ruling: programme, option, value.
    SetRuling(String, String, String),
    /// A step of a referral slip.
    Slip(SlipId, SlipStep),
    /// Write a referral slip to print.
    SlipPrint(SlipId),
    /// Write an empty sheet, or last year's families.
    Template,
    /// A form that says itself what it comes to.
    Form(Form),
    /// Narrow the list.
    Narrow,
    /// Something to read: what a command could not do.
    Tell,
    /// Leave the console.
    Leave,
}

impl Purpose {
    /// Confirming it changes nothing but what is looked at.
    pub fn is_harmless(&self) -> bool {
        matches!(
            self,
            Self::Filter
                | Self::Search
                | Self::Palette
                | Self::Tell
                | Self::SaveFilter
                | Self::UseFilter
                | Self::FindKey
                | Self::Narrow
        )
    }

    /// How much stands between a slip and harm.
    pub fn grade(&self) -> Grade {
        match self {
            _ if self.is_harmless() => Grade::Free,
            Self::Approve(_, Some(_))
            | Self::ApproveMany(..)
            | Self::Recover(..)
            | Self::Recovered(..)
            | Self::Reconcile(_, Some(_))
            | Self::BatchSeal(..)
            | Self::BatchSign(..)
            | Self::BatchSettle(_, _, Some(_)) => Grade::Typed,
            Self::Return(claims)
            | Self::Reject(claims)
            | Self::Hold(claims)
            | Self::Withdraw(claims)
            | Self::Undo(claims)
                if claims.len() > NAMED_MAX =>
            {
                Grade::Counted
            }
            Self::Different(_)
            | Self::BatchReverse(..)
            | Self::SecondCase(_)
            | Self::ChangeApprove(_)
            | Self::ChangeReject(_)
            | Self::PeriodCreate
            | Self::PeriodExtend(..)
            | Self::Period(..)
            | Self::SetRuling(..) => Grade::Second,
            Self::Form(form) if form.needs_second() => Grade::Second,
            Self::Form(form) if form.needs_sum() => Grade::Typed,
            _ => Grade::Asked,
        }
    }

    /// Under which name a reason that was typed and not sent is kept; it belongs to this act on this record.
    pub fn draft(&self) -> Option<String> {
        let claims = |act: &str, claims: &[ClaimRef]| {
            let first = claims.first()?;
            Some(format!("{act}-{}", first.id.0.simple()))
        };
        let case = |act: &str, case: &CaseId| Some(format!("{act}-{}", case.0.simple()));
        match self {
            Self::Review(of) | Self::ReviewMany(of, _) => claims("review", of),
            Self::Return(of) | Self::TurnDown(of) => claims("return", of),
            Self::Reject(of) => claims("reject", of),
            Self::Hold(of) => claims("hold", of),
            Self::Withdraw(of) => claims("take", of),
            Self::Undo(of) => claims("undo", of),
            Self::KeepApproval(of) => claims("stand", std::slice::from_ref(of)),
            Self::Recover(of, _) => claims("recover", of),
            Self::Keep(of, _) => case("keep", of),
            Self::Different(of) => case("differ", of),
            Self::ReturnBoth(of) => case("return", of),
            Self::HoldCase(of) => case("hold", of),
            Self::EscalateCase(of) => case("up", of),
            Self::UndoCase(of) => case("undo", of),
            Self::Slip(of, step) => Some(format!("{step}-{}", of.0.simple())),
            _ => None,
        }
    }
}

/// What a dialog asks of whoever confirms it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Nothing: it changes only what is looked at.
    Free,
    /// To leave "cancel" by a key of its own before Enter does anything.
    Asked,
    /// To type how many claims they are as well.
    Counted,
    /// To type the sum as well.
    Typed,
    /// Another operator, afterwards or before, as well.
    Second,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_that_moves_money_in_bulk_is_typed_and_nothing_that_acts_is_free() {
        let fen = Fen::new(100);
        assert_eq!(Purpose::Filter.grade(), Grade::Free);
        assert_eq!(Purpose::Return(Vec::new()).grade(), Grade::Asked);
        let claim = ClaimRef {
            subject: domain::ids::PersonId(uuid::Uuid::nil()),
            id: domain::ids::ClaimId(uuid::Uuid::nil()),
        };
        let many = vec![claim; NAMED_MAX + 1];
        assert_eq!(Purpose::Return(many).grade(), Grade::Counted);
        assert_eq!(Purpose::Approve(Vec::new(), None).grade(), Grade::Asked);
        assert_eq!(
            Purpose::Approve(Vec::new(), Some(fen)).grade(),
            Grade::Typed
        );
        assert_eq!(Purpose::Recover(Vec::new(), fen).grade(), Grade::Typed);
        assert_eq!(Purpose::PeriodCreate.grade(), Grade::Second);
    }
}
