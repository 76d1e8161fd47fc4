//! What a unit of work changes: in memory only, and every refusal before the first change.

use super::{Tracked, Work};
use crate::audit::chain;
use crate::duplicates::CaseBody;
use crate::duplicates::similar::is_compared;
use crate::error::{Refusal, Result};
use crate::payments::marks::{self, Marks};
use crate::payments::money;
use crate::review::assess::{Assessed, Scene};
use crate::review::rule_set::find_programme;
use crate::review::supplement_guard;
use crate::words::Words;
use domain::case::{CaseKind, CaseState};
use domain::claim::{Step, StepName};
use domain::claim_record::ClaimRecord;
use domain::decision::Verdict;
use domain::draft::ClaimDraft;
use domain::fen::Fen;
use domain::ids::{CaseId, ClaimRef, OperatorId, PersonId, RecordId};
use domain::slot::{Slot, SlotKey};
use policy::Programme;
use std::collections::BTreeSet;
use storage::cases::{Case, CaseClaimRow};
use storage::history::{DecisionRow, EventRow};
use storage::{Key, StorageError};

impl Work {
    /// The person everybody merged into this one is counted as.
    pub(crate) fn root_of(&self, person: PersonId) -> PersonId {
        self.roots.get(&person).copied().unwrap_or(person)
    }

    /// Counts a person as another from now on: the caller holds both exclusively and writes the merge.
    pub(crate) fn reroot(&mut self, person: PersonId, root: PersonId) {
        self.roots.insert(person, root);
    }

    /// A locked claim.
    pub(crate) fn claim(&self, handle: ClaimRef) -> Option<&ClaimRecord> {
        self.claims.get(&handle).map(|held| &held.value)
    }

    /// The slot a locked claim competes for.
    pub(crate) fn slot_of(&self, claim: &ClaimRecord) -> Option<&Slot> {
        self.slots
            .get(&claim.slot(self.root_of(claim.handle.subject)))
            .map(|held| &held.value)
    }

    /// The live claims that compete for a slot. Supplements do not: they stand beside its paid claim.
    pub(crate) fn live_on(&self, slot: &SlotKey) -> Vec<ClaimRef> {
        let mut live = self.all_live_on(slot);
        live.retain(|handle| {
            self.claim(*handle)
                .is_some_and(|claim| claim.supplements().is_none())
        });
        live
    }

    /// The live supplements of a claim that is locked.
    pub(crate) fn supplements_of(&self, paid: &ClaimRecord) -> Vec<&ClaimRecord> {
        self.all_live_on(&paid.slot(self.root_of(paid.handle.subject)))
            .into_iter()
            .filter_map(|handle| self.claim(handle))
            .filter(|claim| claim.supplements() == Some(paid.handle))
            .collect()
    }

    fn all_live_on(&self, slot: &SlotKey) -> Vec<ClaimRef> {
        let on_slot = self
            .by_slot
            .get(slot)
            .map(Vec::as_slice)
            .unwrap_or_default();
        on_slot
            .iter()
            .filter(|handle| {
                self.claim(**handle)
                    .is_some_and(|claim| claim.state.name().is_live())
            })
            .copied()
            .collect()
    }

    /// An operator's login name.
    pub(crate) fn name_of(&self, operator: OperatorId) -> String {
        self.names
            .get(&operator)
            .cloned()
            .unwrap_or_else(|| operator.to_string())
    }

    /// A refusal that names who wrote the claim last.
    pub(crate) fn refused_by_last_writer(
        &self,
        claim: &ClaimRecord,
        code: &'static str,
        message: Words,
    ) -> Refusal {
        Refusal::new(code, message).by(
            self.name_of(claim.updated_by),
            claim.updated_at.shanghai_text(),
        )
    }

    /// Refuses a claim under an open case, and names who last touched it: most often whoever filed the other one.
    pub(crate) fn refuse_open_case(&self, claim: &ClaimRecord) -> std::result::Result<(), Refusal> {
        if !self.contested(claim) {
            return Ok(());
        }
        let message = words!(
            "有未处理的重复申报，请先处理",
            "an open duplicate case stands on this claim: resolve it first"
        );
        Err(self.refused_by_last_writer(claim, "open-case", message))
    }

    /// Files a new claim. `beside` are those that may share something with it, as they were found to decide it; one that
    /// is filed in the same moment is found by whoever approves either.
    ///
    /// # Errors
    /// [`crate::WorkflowError::NotFound`] when its unit is not among the targets.
    pub(crate) fn submit(
        &mut self,
        mut claim: ClaimRecord,
        (draft, marks): (&ClaimDraft, &Marks),
        assessed: &Assessed,
        beside: &BTreeSet<ClaimRef>,
    ) -> Result<()> {
        let handle = claim.handle;
        // The unit may have been moved since the file was read.
        let place = self.places.get(&claim.unit);
        claim.unit_path = place.cloned().ok_or(StorageError::NotFound)?;
        let programme = find_programme(&self.ctx, &claim.programme)?;
        let root = self.root_of(handle.subject);
        let found = (marks, Some(beside));
        self.doubts.sharers(&claim, (programme, draft), found, root);
        self.new_claims.push(handle);
        self.claims.insert(handle, Tracked::clean(claim));
        self.index(handle);
        self.store_decision(handle, assessed)?;
        self.record(
            handle,
            StepName::Submit.code(),
            &serde_json::to_string(&Step::Submit)?,
            true,
        )
    }

    /// Takes one step of a claim, with everything that follows for slot, budget, ledger and audit.
    ///
    /// On refusal nothing of this claim has changed.
    pub(crate) fn step(
        &mut self,
        handle: ClaimRef,
        step: &Step,
    ) -> std::result::Result<(), Refusal> {
        let Some(claim) = self.claim(handle).cloned() else {
            return Err(Refusal::new(
                "not-found",
                words!("没有这件申报", "the claim does not exist"),
            ));
        };
        if matches!(
            step.name(),
            StepName::Review | StepName::Approve | StepName::Grant | StepName::Seal
        ) {
            self.refuse_open_case(&claim)?;
        }
        let next = claim.state.take(step, self.today).map_err(|cause| {
            let (code, message) = money::why_not(&cause);
            self.refused_by_last_writer(&claim, code, message)
        })?;
        supplement_guard::refuse(self, &claim, &next)?;
        let moved = money::Move::of(&claim, step, &next);
        let slot_key = claim.slot(self.root_of(handle.subject));
        if moved.begins() {
            let spent = self.spendings.refuse(&self.ctx, &claim, &slot_key);
            spent.map_err(|_| unreadable())??;
        }
        // Checked first and written after: a refusal must leave no trace.
        let registry = &self.ctx.installation.registry;
        let chart = registry.find(&claim.programme).map(Programme::chart);
        let chart = chart.ok_or_else(|| Refusal::not_installed(&claim.programme))?;
        let budget = moved.on_budgets(registry, &self.budgets, claim.unit)?;
        let slot = match self.slots.get(&slot_key) {
            Some(held) => moved.on_slot(&held.value, &claim)?,
            None => {
                return Err(Refusal::new(
                    "internal",
                    words!(
                        "内部错误（年度名额未锁定），请重试；如仍不成功，请联系管理员",
                        "the slot was not locked"
                    ),
                ));
            }
        };
        let Ok(body) = serde_json::to_string(step) else {
            return Err(Refusal::new(
                "internal",
                words!(
                    "内部错误（办理环节无法保存），请重试；如仍不成功，请联系管理员",
                    "the step cannot be stored"
                ),
            ));
        };
        for (key, reserved) in budget {
            if let Some(held) = self.budgets.get_mut(&key) {
                let budget = held.change();
                let taken = reserved.saturating_sub(budget.reserved);
                budget.reserved = reserved;
                // What is left is less than this claim took: others of its kind find no room any more.
                if budget.left() < taken {
                    self.doubts.budget(claim.unit);
                }
            }
        }
        if moved.begins() {
            let spent = self.spendings.spend(&self.ctx, &claim, &slot_key);
            spent.map_err(|_| unreadable())?;
        }
        if moved.ends() {
            self.spendings.give_back(&claim);
        }
        if moved.frees() {
            self.doubts.budget(claim.unit);
        }
        if let (Some(changed), Some(held)) = (slot, self.slots.get_mut(&slot_key)) {
            *held.change() = changed;
            let others = self.all_live_on(&slot_key);
            self.doubts
                .claims(others.into_iter().filter(|other| *other != handle));
        }
        if claim.state.name().is_live() != next.name().is_live() {
            self.doubt_sharers(&claim).map_err(|_| unreadable())?;
        }
        let (was, is) = (claim.state.name(), next.name());
        if (is.is_undecided() && !was.is_undecided()) || (is.awaits_money() && !was.awaits_money())
        {
            // What changed while it was decided, or in a batch, was not looked at.
            self.doubts.claims([handle]);
        }
        for leg in moved.legs(chart) {
            self.ledger
                .push(moved.entry(&self.ctx, self.at, &claim, leg));
        }
        if let Some(held) = self.claims.get_mut(&handle) {
            let changed = held.change();
            changed.state = next;
            if changed.verdict == Verdict::Reject && changed.state.approval().is_none() {
                // An approval that was taken back leaves nothing to pay.
                changed.payable = Fen::ZERO;
            }
            if !is_compared(&claim) && is_compared(&held.value) {
                self.to_compare.push(handle);
            }
        }
        self.record(handle, step.name().code(), &body, true)
            .map_err(|_| {
                Refusal::new(
                    "internal",
                    words!(
                        "内部错误（审计记录无法写入），请重试；如仍不成功，请联系管理员",
                        "the audit entry cannot be written"
                    ),
                )
            })
    }

    /// Replaces what a claim says after a step `Revise`.
    pub(crate) fn rewrite(
        &mut self,
        handle: ClaimRef,
        rewrite: impl FnOnce(&mut ClaimRecord),
        assessed: &Assessed,
    ) -> Result<()> {
        if let Some(before) = self.claim(handle).cloned() {
            self.doubt_sharers(&before)?;
        }
        if let Some(held) = self.claims.get_mut(&handle) {
            rewrite(held.change());
        }
        if let Some(now) = self.claim(handle).cloned() {
            self.doubt_sharers(&now)?;
        }
        self.store_decision(handle, assessed)?;
        self.record(handle, "rewrite", "{}", false)
    }

    /// Leaves in doubt who may share something with a claim that comes or goes.
    fn doubt_sharers(&mut self, claim: &ClaimRecord) -> Result<()> {
        let ctx = self.ctx.clone();
        let (programme, draft) = marks::read(&ctx.installation.registry, claim)?;
        let root = self.root_of(claim.handle.subject);
        let account = claim.card_index.as_deref();
        let marks = Marks::of(ctx.keyring(), programme, &draft, account);
        self.doubts
            .sharers(claim, (programme, &draft), (&marks, None), root);
        Ok(())
    }

    /// Stores a decision that differs from the last one; the claim's state does not change.
    pub(crate) fn reassess(
        &mut self,
        handle: ClaimRef,
        assessed: &Assessed,
        last: Option<&str>,
    ) -> Result<bool> {
        let body = serde_json::to_string(&assessed.decision)?;
        if last == Some(body.as_str()) {
            if let Some(held) = self.claims.get_mut(&handle)
                && held.value.again_on != assessed.again_on
            {
                held.value.again_on = assessed.again_on;
                self.doubts.again.insert(handle, assessed.again_on);
            }
            return Ok(false);
        }
        self.store_decision(handle, assessed)?;
        self.record(handle, "assess", "{}", false)?;
        Ok(true)
    }

    fn store_decision(&mut self, handle: ClaimRef, assessed: &Assessed) -> Result<()> {
        let decision = &assessed.decision;
        let id: RecordId = self.ctx.id();
        let row = DecisionRow {
            subject_id: handle.subject.into(),
            id: id.into(),
            claim_id: handle.id.into(),
            verdict: decision.verdict.code().to_owned(),
            version: decision.version.clone(),
            body: serde_json::to_string(decision)?,
            at: self.at.0,
            waits_for: crate::proposals::rulings::waits_for(decision),
            // Reading them back from the values of the conditions would not do: a condition names the
            // facts that mattered to it, not those that were looked at and found in order.
            facts: serde_json::to_string(&assessed.facts)?,
            causes: domain::cause::to_stored(decision),
        };
        let digest = chain::decision_digest(self.ctx.keyring(), &row);
        self.decided.insert(handle, digest);
        self.decisions.push(row);
        if let Some(held) = self.claims.get_mut(&handle) {
            let claim = held.change();
            claim.decision = id;
            claim.verdict = decision.verdict;
            claim.payable = claim.payable_under(decision);
            claim.again_on = assessed.again_on;
        }
        Ok(())
    }

    /// Opens a case over claims, on their slots. `people` are those it is about beside the subjects.
    pub(crate) fn open_case(
        &mut self,
        kind: CaseKind,
        handles: &[ClaimRef],
        people: Vec<PersonId>,
    ) -> Result<Option<CaseId>> {
        let body = CaseBody {
            people,
            ..CaseBody::default()
        };
        let Some(first) = handles
            .first()
            .and_then(|handle| self.claim(*handle))
            .cloned()
        else {
            return Ok(None);
        };
        let id: CaseId = self.ctx.id();
        let slot = first.slot(self.root_of(first.handle.subject));
        self.cases.push(Case {
            id: id.into(),
            kind,
            state: CaseState::Open,
            programme: first.programme.clone(),
            benefit_year: first.year.get(),
            slot_key: first.slot_key,
            person_id: slot.subject.into(),
            opened_at: self.at.0,
            resolution: None,
            body: serde_json::to_string(&body)?,
            resolved_by: None,
            resolved_at: None,
            seconded_by: None,
            revision: 0,
        });
        for handle in handles {
            self.join_case(id, *handle)?;
        }
        Ok(Some(id))
    }

    /// Adds a claim to an open case.
    pub(crate) fn join_case(&mut self, case: CaseId, handle: ClaimRef) -> Result<()> {
        self.case_claims.push(CaseClaimRow {
            case_id: case.into(),
            subject_id: handle.subject.into(),
            claim_id: handle.id.into(),
        });
        self.set_case(handle, Some(case))
    }

    /// Puts a claim and its slot under a case, or lifts it.
    pub(crate) fn set_case(&mut self, handle: ClaimRef, case: Option<CaseId>) -> Result<()> {
        let Some(slot) = self
            .claim(handle)
            .map(|claim| claim.slot(self.root_of(handle.subject)))
        else {
            return Ok(());
        };
        if let Some(held) = self.claims.get_mut(&handle) {
            held.change().case = case;
        }
        // A supplement stands in no case: the one on its paid claim concerns it too.
        self.doubts.claims(self.all_live_on(&slot));
        if let Some(held) = self.slots.get_mut(&slot)
            && held.value.case != case
        {
            held.change().case = case;
        }
        self.record(
            handle,
            if case.is_some() {
                "case-open"
            } else {
                "case-closed"
            },
            "{}",
            false,
        )
    }

    /// Writes an audit entry about a claim as it now stands, and an event when it was a step.
    pub(crate) fn record(
        &mut self,
        handle: ClaimRef,
        action: &str,
        body: &str,
        event: bool,
    ) -> Result<()> {
        let Some(claim) = self.claims.get(&handle).map(|held| &held.value) else {
            return Ok(());
        };
        let state = chain::claim_digest(self.ctx.keyring(), claim)?;
        let decision = claim.decision;
        if event {
            self.events.push(EventRow {
                subject_id: handle.subject.into(),
                id: Key::from(self.ctx.id::<RecordId>()),
                claim_id: handle.id.into(),
                step: action.to_owned(),
                made_by: self.ctx.actor.id.into(),
                at: self.at.0,
                body: body.to_owned(),
                decision_id: Some(decision.into()),
            });
        }
        if let Some(head) = self.heads.get_mut(&handle.subject) {
            let entry = chain::Entry {
                claim: Some(handle.id),
                at: self.at,
                by: self.ctx.actor.id,
                action,
                detail: body,
                state,
                decision: self.decided.remove(&handle),
            };
            let row = chain::next_entry(self.ctx.keyring(), &head.value, entry);
            let head = head.change();
            head.seq = row.seq;
            head.hash = row.hash.clone();
            self.audit.push(row);
        }
        Ok(())
    }

    /// Refused for want of money: what its union has left is less than the decisions of its claims say.
    pub(crate) fn doubt_budget_of(&mut self, handle: ClaimRef) {
        if let Some(unit) = self.claim(handle).map(|claim| claim.unit) {
            self.doubts.budget(unit);
        }
    }
}

/// What a claim says cannot be read.
fn unreadable() -> Refusal {
    let message = words!(
        "内部错误（申报内容无法读取），请重试；如仍不成功，请联系管理员",
        "what the claim says cannot be read"
    );
    Refusal::new("internal", message)
}
