//! What a step means for slot, budget and ledger, worked out before anything is written.

use crate::error::Refusal;
use crate::session::Env;
use crate::work::Held;
use domain::claim::{Approval, ClaimState, StateName, Step, StepName, TransitionError};
use domain::claim_record::ClaimRecord;
use domain::fen::Fen;
use domain::ids::{ClaimId, RecordId, UnitId};
use domain::ledger::{Account, Leg, posting};
use domain::slot::{Slot, SlotRefusal};
use domain::year::Instant;
use std::collections::BTreeMap;
use storage::Key;
use storage::ledger::LedgerRow;
use storage::plans::{BudgetKey, BudgetRow};

/// The budget a claim has reserved.
pub(crate) fn budget_of(claim: &ClaimRecord) -> Option<BudgetKey> {
    claim
        .state
        .approval()
        .map(|approval| key_for(claim.unit, approval))
}

fn key_for(unit: UnitId, approval: &Approval) -> BudgetKey {
    (
        unit,
        approval.budget_year,
        approval.source.code().to_owned(),
    )
}

/// The budget that reversing a refusal would reserve again.
pub(crate) fn budget_of_refused(claim: &ClaimRecord) -> Option<BudgetKey> {
    claim
        .state
        .refused_line()
        .map(|line| key_for(claim.unit, &line.approval))
}

/// The key of a stored budget.
pub(crate) fn key_of(row: &BudgetRow) -> BudgetKey {
    (row.unit_id.into(), row.calendar_year, row.source.clone())
}

/// A stable code for a forbidden transition.
pub(crate) fn transition_code(error: &TransitionError) -> &'static str {
    match error {
        TransitionError::NotAllowed { .. } => "state",
        TransitionError::ChecksIncomplete => "checks-incomplete",
        TransitionError::NothingPayable => "nothing-payable",
        TransitionError::SameOperator | TransitionError::OwnDecision => "same-operator",
    }
}

/// The money side of one step.
pub(crate) struct Move {
    step: StepName,
    ceiling: Fen,
    /// The approval that is made, used or given up.
    approval: Option<Approval>,
    /// The approval before, when the step moves the reservation to another year.
    before: Option<Approval>,
    /// The step gives up an approval.
    releases: bool,
}

impl Move {
    pub(crate) fn of(claim: &ClaimRecord, step: &Step, next: &ClaimState) -> Self {
        let name = step.name();
        let was_approved = claim.state.name() == StateName::Approved;
        let releases = was_approved
            && matches!(
                name,
                StepName::Undo | StepName::Withdraw | StepName::Return | StepName::Revise
            );
        let approval = next.approval().or_else(|| claim.state.approval()).cloned();
        let ceiling = match step {
            Step::Approve { ceiling, .. } => *ceiling,
            _ => Fen::ZERO,
        };
        Self {
            step: name,
            ceiling,
            approval,
            before: claim.state.approval().cloned(),
            releases,
        }
    }

    fn amount(&self) -> Fen {
        self.approval
            .as_ref()
            .map_or(Fen::ZERO, |approval| approval.amount)
    }

    pub(crate) fn legs(&self) -> Vec<Leg> {
        posting(self.step, self.releases, self.amount())
    }

    /// The slot after the step; `None` when it does not change.
    pub(crate) fn on_slot(
        &self,
        slot: &Slot,
        claim: &ClaimRecord,
    ) -> std::result::Result<Option<Slot>, Refusal> {
        let mut slot = slot.clone();
        let done = match claim.supplements() {
            Some(paid) => self.beside(&mut slot, paid.id),
            None => self.holding(&mut slot, claim.id()),
        };
        let Some(done) = done else {
            return Ok(None);
        };
        done.map(|()| Some(slot)).map_err(|refusal| match refusal {
            SlotRefusal::Occupied(_) => {
                Refusal::new("slot-taken", "another claim already holds this child-year")
            }
            SlotRefusal::OpenCase(_) => Refusal::new("open-case", refusal.to_string()),
            SlotRefusal::AboveCeiling => Refusal::new("above-ceiling", refusal.to_string()),
            SlotRefusal::NotHolder => Refusal::new("not-holder", refusal.to_string()),
        })
    }

    /// A claim that has the child-year to itself.
    fn holding(
        &self,
        slot: &mut Slot,
        claim: ClaimId,
    ) -> Option<std::result::Result<(), SlotRefusal>> {
        Some(match self.step {
            StepName::Approve => slot.take(claim, self.amount(), self.ceiling),
            StepName::Pay => slot.pay(claim),
            StepName::Unpay => slot.unpay(claim),
            // It fitted below the ceiling when it was approved, and a free slot has nothing else committed.
            StepName::Unrefuse => slot.take(claim, self.amount(), self.amount()),
            StepName::Refuse => slot.release(claim, self.amount()),
            StepName::Recover => slot.recover(claim),
            StepName::Recovered => slot.recovered(claim, self.amount()),
            _ if self.releases => slot.release(claim, self.amount()),
            _ => return None,
        })
    }

    /// A supplement beside the paid claim, which keeps the slot: only the sum committed moves.
    fn beside(
        &self,
        slot: &mut Slot,
        paid: ClaimId,
    ) -> Option<std::result::Result<(), SlotRefusal>> {
        match self.step {
            StepName::Approve => Some(slot.supplement(paid, self.amount(), self.ceiling)),
            // No other supplement is filed while this one is unpaid, so nothing took the room it had.
            StepName::Unrefuse => {
                let again = Fen::new(slot.committed.get().saturating_add(self.amount().get()));
                Some(slot.supplement(paid, self.amount(), again))
            }
            StepName::Refuse | StepName::Recovered => {
                Some(slot.supplement_left(paid, self.amount()))
            }
            _ if self.releases => Some(slot.supplement_left(paid, self.amount())),
            _ => None,
        }
    }

    /// What budgets have reserved after the step.
    pub(crate) fn on_budgets(
        &self,
        budgets: &BTreeMap<BudgetKey, Held<BudgetRow>>,
        unit: UnitId,
    ) -> std::result::Result<Vec<(BudgetKey, i64)>, Refusal> {
        let reserve =
            |approval: &Approval| reserved(budgets, unit, approval, approval.amount.get());
        let free = |approval: &Approval| reserved(budgets, unit, approval, -approval.amount.get());
        let Some(approval) = &self.approval else {
            return Ok(Vec::new());
        };
        match self.step {
            StepName::Approve | StepName::Unrefuse => Ok(vec![reserve(approval)?]),
            StepName::Refuse | StepName::Recovered => Ok(vec![free(approval)?]),
            StepName::Seal => match &self.before {
                Some(before) if before.budget_year != approval.budget_year => {
                    Ok(vec![free(before)?, reserve(approval)?])
                }
                _ => Ok(Vec::new()),
            },
            _ if self.releases => Ok(vec![free(approval)?]),
            _ => Ok(Vec::new()),
        }
    }

    pub(crate) fn entry(
        &self,
        env: &Env,
        at: Instant,
        claim: &ClaimRecord,
        account: Account,
        amount: Fen,
    ) -> LedgerRow {
        let (source, budget_year) = self
            .approval
            .as_ref()
            .map_or((String::new(), 0), |approval| {
                (approval.source.code().to_owned(), approval.budget_year)
            });
        LedgerRow {
            subject_id: claim.handle.subject.into(),
            id: Key::from(env.id::<RecordId>()),
            claim_id: claim.handle.id.into(),
            account: account.code().to_owned(),
            amount_fen: amount.get(),
            step: self.step.code().to_owned(),
            unit_id: claim.unit.into(),
            source,
            programme: claim.programme.clone(),
            benefit_year: claim.year.get(),
            budget_year,
            at: at.0,
        }
    }
}

fn reserved(
    budgets: &BTreeMap<BudgetKey, Held<BudgetRow>>,
    unit: UnitId,
    approval: &Approval,
    change: i64,
) -> std::result::Result<(BudgetKey, i64), Refusal> {
    let key = key_for(unit, approval);
    let Some(row) = budgets.get(&key).map(|held| &held.value) else {
        return Err(Refusal::new(
            "no-budget",
            format!(
                "the unit has no {} budget for {}: import one first",
                approval.source.chinese(),
                approval.budget_year
            ),
        ));
    };
    let after = row.reserved_fen + change;
    if after > row.total_fen {
        let left = Fen::new(row.total_fen - row.reserved_fen);
        return Err(Refusal::new(
            "budget-short",
            format!(
                "the {} budget of {} has only {left} left: raise it, or pay from the other source",
                approval.source.chinese(),
                approval.budget_year
            ),
        ));
    }
    Ok((key, after.max(0)))
}
