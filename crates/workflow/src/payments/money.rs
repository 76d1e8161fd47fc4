//! What a step means for slot, budget and ledger, worked out before anything is written.

use crate::error::Refusal;
use crate::review::rule_set::source_words;
use crate::session::Context;
use crate::words::Words;
use crate::work::Tracked;
use domain::claim::{ClaimState, Step, StepName, TransitionError};
use domain::claim_record::ClaimRecord;
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::ids::{ClaimId, RecordId, UnitId};
use domain::ledger::{Chart, Leg, Money, posting};
use domain::shortfall::Part;
use domain::slot::{Slot, SlotRefusal};
use domain::year::Instant;
use policy::Registry;
use policy::registry::each_once;
use std::collections::BTreeMap;
use storage::Key;
use storage::ledger::Posting;
use storage::plans::{Budget, BudgetKey};

/// The budgets a claim has reserved, and those that reversing a refusal would reserve again.
pub(crate) fn budgets_of(claim: &ClaimRecord) -> Vec<BudgetKey> {
    let refused = claim.state.refused_line().map(|line| ClaimState::Batched {
        approval: line.approval.clone(),
        batch: line.batch,
    });
    let states = std::iter::once(&claim.state).chain(&refused);
    let dropped = states.clone().filter_map(|state| {
        let rest = state.approval()?.shortfall.as_deref()?;
        Some((claim.unit, rest.budget_year, rest.source))
    });
    let mut keys: Vec<BudgetKey> = states
        .flat_map(ClaimState::parts)
        .map(|part| key_for(claim.unit, &part))
        .chain(dropped)
        .collect();
    keys.sort();
    keys.dedup();
    keys
}

/// The budget that bears a part.
pub(crate) fn key_for(unit: UnitId, part: &Part) -> BudgetKey {
    (unit, part.budget_year, part.source)
}

/// A stable code for a forbidden transition, and what it says.
pub(crate) fn why_not(error: &TransitionError) -> (&'static str, Words) {
    let (code, zh) = match error {
        TransitionError::NotAllowed { from, step } => (
            "state",
            format!("申报现在是“{}”，不能{}", from.chinese(), act(*step)),
        ),
        TransitionError::NothingPayable => ("nothing-payable", "可付金额为0，不能审批".to_owned()),
        TransitionError::SameOperator => (
            "same-operator",
            "该申报由您审核，须由其他操作员审批".to_owned(),
        ),
        TransitionError::OwnDecision => (
            "same-operator",
            "该申报由您审核或审批，须由另一位审批人决定是否保留".to_owned(),
        ),
        TransitionError::PartUnderWay { step } => (
            "part-under-way",
            format!(
                "该申报由两个来源列支，另一部分已入批次或已支付，暂不能{}：请等回执，或先撤回该批次",
                act(*step)
            ),
        ),
    };
    (code, Words::new(zh, error.to_string()))
}

/// A step as what somebody does, to stand behind 不能: histories name some steps by what became of the claim.
fn act(step: StepName) -> &'static str {
    match step {
        StepName::Submit => "重新申报",
        StepName::Reject => "作不予受理处理",
        StepName::Pay => "登记付款",
        StepName::Refuse => "登记退票",
        StepName::Recover => "发起追回",
        StepName::Recovered => "登记追回到账",
        other => other.chinese(),
    }
}

/// The money side of one step: what each source bears before and after it.
pub(crate) struct Move {
    step: StepName,
    ceiling: Option<Fen>,
    before: Vec<Part>,
    after: Vec<Part>,
    /// How the claim holds its slot before and after.
    holding: (Option<Money>, Option<Money>),
}

/// A leg with the source and the budget year that bear it.
pub(crate) type SourceLeg = (FundSource, i16, Leg);

impl Move {
    pub(crate) fn of(claim: &ClaimRecord, step: &Step, next: &ClaimState) -> Self {
        let (before, after) = (claim.state.parts(), next.parts());
        let held = |parts: &[Part]| parts.first().map(|part| part.money);
        Self {
            step: step.name(),
            ceiling: match step {
                Step::Approve { ceiling, .. } => Some(*ceiling),
                _ => None,
            },
            holding: (held(&before), held(&after)),
            before,
            after,
        }
    }

    /// Each source's part before and after the step.
    fn moved(&self) -> impl Iterator<Item = (Option<&Part>, Option<&Part>)> {
        let parts = self.before.iter().chain(&self.after);
        let sources = each_once(parts.map(|part| part.source), FundSource::code);
        sources.into_iter().filter_map(|source| {
            let of = |parts: &'_ [Part]| parts.iter().position(|part| part.source == source);
            let before = of(&self.before).and_then(|at| self.before.get(at));
            let after = of(&self.after).and_then(|at| self.after.get(at));
            (before != after).then_some((before, after))
        })
    }

    /// The claim holds its slot from this step on: approved, or a refusal of its line reversed.
    pub(crate) fn begins(&self) -> bool {
        self.before.is_empty() && !self.after.is_empty()
    }

    /// The claim holds its slot no more: nothing of it is promised or paid by any source.
    pub(crate) fn ends(&self) -> bool {
        !self.before.is_empty() && self.after.is_empty()
    }

    /// The step gives money back that was promised or paid: others may have what it had reserved.
    pub(crate) fn frees(&self) -> bool {
        total(&self.after) < total(&self.before)
    }

    pub(crate) fn legs(&self, chart: &Chart) -> Vec<SourceLeg> {
        let mut legs = Vec::new();
        for (before, after) in self.moved() {
            // A step moves a part; it never changes its sum.
            let Some(part) = after.or(before) else {
                continue;
            };
            let (from, to) = (before.map(|part| part.money), after.map(|part| part.money));
            let posted = posting(chart, from, to, part.amount).into_iter();
            legs.extend(posted.map(|leg| (part.source, part.budget_year, leg)));
        }
        legs
    }

    /// The slot after the step; `None` when it does not change.
    pub(crate) fn on_slot(
        &self,
        held: &Slot,
        claim: &ClaimRecord,
    ) -> std::result::Result<Option<Slot>, Refusal> {
        let mut slot = held.clone();
        let (from, to) = (total(&self.before), total(&self.after));
        let done = match claim.supplements() {
            Some(paid) => self.beside(&mut slot, paid.id, from, to),
            None => self.hold(&mut slot, claim.id(), from, to),
        };
        done.map_err(|refusal| match refusal {
            SlotRefusal::Occupied(_) => Refusal::new(
                "slot-taken",
                words!(
                    "该名额已由其他申报占用",
                    "another claim already holds this slot"
                ),
            ),
            SlotRefusal::OpenCase(_) => Refusal::new(
                "open-case",
                words!(
                    "该名额有未处理的重复申报，请先处理",
                    "an open duplicate case stands on this slot"
                ),
            ),
            SlotRefusal::AboveCeiling => Refusal::new(
                "above-ceiling",
                words!(
                    "金额将超过该名额的上限",
                    "the sum would pass the ceiling of this slot"
                ),
            ),
            SlotRefusal::NotHolder => Refusal::new(
                "not-holder",
                words!("该申报没有占用此名额", "the claim does not hold this slot"),
            ),
        })?;
        Ok((slot != *held).then_some(slot))
    }

    /// A claim that has the slot to itself.
    fn hold(
        &self,
        slot: &mut Slot,
        claim: ClaimId,
        from: Fen,
        to: Fen,
    ) -> std::result::Result<(), SlotRefusal> {
        match self.holding {
            (None, None) => Ok(()),
            // What was refused fitted below the ceiling when it was approved, and a free slot has nothing else committed.
            (None, Some(_)) => slot.take(claim, to, self.ceiling.unwrap_or(to)),
            (Some(Money::Recovering), None) => slot.recovered(claim, from),
            (Some(_), None) => slot.release(claim, from),
            (Some(before), Some(after)) => {
                if from != to {
                    slot.adjust(claim, from, to)?;
                }
                match (before, after) {
                    (Money::Reserved | Money::Owed, Money::Paid) => slot.pay(claim),
                    (Money::Paid, Money::Reserved | Money::Owed) => slot.unpay(claim),
                    (Money::Paid, Money::Recovering) => slot.recover(claim),
                    _ => Ok(()),
                }
            }
        }
    }

    /// A supplement beside the paid claim, which keeps the slot: only the sum committed moves.
    fn beside(
        &self,
        slot: &mut Slot,
        paid: ClaimId,
        from: Fen,
        to: Fen,
    ) -> std::result::Result<(), SlotRefusal> {
        let more = Fen::new(to.get().saturating_sub(from.get()));
        if more < Fen::ZERO {
            return slot.supplement_left(paid, more.negated());
        }
        if more == Fen::ZERO {
            return Ok(());
        }
        // No other supplement is filed while this one is unpaid, so nothing took the room a refused part had.
        let again = Fen::new(slot.committed.get().saturating_add(more.get()));
        slot.supplement(paid, more, self.ceiling.unwrap_or(again))
    }

    /// What budgets have reserved after the step.
    pub(crate) fn on_budgets(
        &self,
        registry: &Registry,
        budgets: &BTreeMap<BudgetKey, Tracked<Budget>>,
        unit: UnitId,
    ) -> std::result::Result<Vec<(BudgetKey, Fen)>, Refusal> {
        let mut changes: BTreeMap<BudgetKey, (&Part, i64)> = BTreeMap::new();
        for (before, after) in self.moved() {
            let signed = [(before, -1), (after, 1)];
            for (part, sign) in signed
                .into_iter()
                .filter_map(|(part, sign)| Some((part?, sign)))
            {
                let (_, change) = changes.entry(key_for(unit, part)).or_insert((part, 0));
                *change += sign * part.amount.get();
            }
        }
        changes
            .into_iter()
            .filter(|(_, (_, change))| *change != 0)
            .map(|(key, (part, change))| reserved(registry, budgets, key, part, change))
            .collect()
    }

    pub(crate) fn entry(
        &self,
        ctx: &Context,
        at: Instant,
        claim: &ClaimRecord,
        (source, budget_year, (account, amount)): SourceLeg,
    ) -> Posting {
        Posting {
            subject_id: claim.handle.subject.into(),
            id: Key::from(ctx.id::<RecordId>()),
            claim_id: claim.handle.id.into(),
            account,
            amount,
            step: self.step,
            unit_id: claim.unit.into(),
            source,
            programme: claim.programme.clone(),
            benefit_year: claim.year.get(),
            budget_year,
            at: at.0,
        }
    }
}

fn total(parts: &[Part]) -> Fen {
    Fen::new(parts.iter().map(|part| part.amount.get()).sum())
}

fn reserved(
    registry: &Registry,
    budgets: &BTreeMap<BudgetKey, Tracked<Budget>>,
    key: BudgetKey,
    part: &Part,
    change: i64,
) -> std::result::Result<(BudgetKey, Fen), Refusal> {
    let Some(row) = budgets.get(&key).map(|held| &held.value) else {
        return Err(Refusal::new(
            "no-budget",
            Words::new(
                format!(
                    "该工会没有 {} 年的{}预算，请先导入预算",
                    part.budget_year,
                    source_words(registry, part.source).zh
                ),
                format!(
                    "the unit has no {} budget for {}: import one first",
                    part.source.code(),
                    part.budget_year
                ),
            ),
        ));
    };
    let after = Fen::new(row.reserved.get().saturating_add(change).max(0));
    if after > row.total {
        let left = row.left();
        return Err(Refusal::new(
            "budget-short",
            Words::new(
                format!(
                    "{} 年的{}预算只剩 {left} 元，请追加预算，或改由另一来源支付",
                    part.budget_year,
                    source_words(registry, part.source).zh
                ),
                format!(
                    "the {} budget of {} has only {left} left: raise it, or pay from the other source",
                    part.source.code(),
                    part.budget_year
                ),
            ),
        ));
    }
    Ok((key, after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::claim::StateName;

    #[test]
    fn a_refused_step_is_named_as_an_act_and_not_as_its_result() {
        for step in StepName::ALL {
            let act = act(*step);
            assert!(!act.starts_with(['已', '不']), "不能{act}");
        }
        let (from, step) = (StateName::Reversed, StepName::Recovered);
        let (_, told) = why_not(&TransitionError::NotAllowed { from, step });
        assert_eq!(&*told.zh, "申报现在是“已冲销”，不能登记追回到账");
    }
}
