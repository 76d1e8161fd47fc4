//! The unit of work: rows locked in one order, changed in memory, written in one transaction.
//!
//! Every change of a claim goes through here, so that claim, event, slot, budget, ledger and audit
//! always move together. Lock order: units filed under (shared) by id, people (shared) by id, slots by key, claims by handle, chain
//! heads by subject, budgets by key.

use crate::assess::{Assessed, Scene, assess};
use crate::chain;
use crate::decide::last_decision;
use crate::doubts::Doubts;
use crate::duplicates::CaseBody;
use crate::error::{Refusal, Result};
use crate::figures::Tally;
use crate::money;
use crate::session::Env;
use crate::similar::is_compared;
use crate::spent::Spent;
use crate::supplement_guard;
use crate::words::Words;
use chrono::NaiveDate;
use domain::case::{CaseKind, CaseState};
use domain::claim::{Step, StepName};
use domain::claim_record::ClaimRecord;
use domain::decision::Verdict;
use domain::fen::Fen;
use domain::ids::{CaseId, ClaimRef, OperatorId, PersonId, RecordId, UnitId};
use domain::slot::{Slot, SlotKey};
use domain::unit::UnitPath;
use domain::year::Instant;
use std::collections::{BTreeMap, BTreeSet};
use storage::audit::{AuditRow, HeadRow};
use storage::cases::{CaseClaimRow, CaseRow};
use storage::history::{DecisionRow, EventRow};
use storage::ledger::LedgerRow;
use storage::plans::{BudgetKey, BudgetRow};
use storage::{Db, Key, StorageError};

pub(crate) struct Tracked<T> {
    pub(crate) value: T,
    dirty: bool,
}

impl<T> Tracked<T> {
    fn clean(value: T) -> Self {
        Self {
            value,
            dirty: false,
        }
    }

    pub(crate) fn change(&mut self) -> &mut T {
        self.dirty = true;
        &mut self.value
    }
}

/// What a command is going to touch.
#[derive(Default)]
pub(crate) struct Targets {
    /// Claims to change; together with them every live claim of the same slots is locked.
    pub(crate) claims: Vec<ClaimRef>,
    /// Slots of claims about to be filed, by the person named (not yet the root).
    pub(crate) slots: Vec<SlotKey>,
    /// Units under which claims are about to be filed.
    pub(crate) units: Vec<UnitId>,
    /// Budgets that may be reserved or credited.
    pub(crate) budgets: Vec<BudgetKey>,
    /// Claims may be approved, or refusals of their lines reversed: who holds their vouchers has to be known.
    pub(crate) approving: bool,
}

/// Locked rows and what is to be written.
pub(crate) struct Work {
    pub(crate) env: Env,
    pub(crate) at: Instant,
    pub(crate) today: NaiveDate,
    roots: BTreeMap<PersonId, PersonId>,
    pub(crate) slots: BTreeMap<SlotKey, Tracked<Slot>>,
    pub(crate) claims: BTreeMap<ClaimRef, Tracked<ClaimRecord>>,
    pub(crate) budgets: BTreeMap<BudgetKey, Tracked<BudgetRow>>,
    tally: Tally,
    /// Where the units stand under which claims are filed.
    places: BTreeMap<UnitId, UnitPath>,
    heads: BTreeMap<PersonId, Tracked<HeadRow>>,
    /// Subjects whose chain begins here.
    chainless: BTreeSet<PersonId>,
    by_slot: BTreeMap<SlotKey, Vec<ClaimRef>>,
    names: BTreeMap<OperatorId, String>,
    new_claims: Vec<ClaimRef>,
    decisions: Vec<DecisionRow>,
    /// Digests of decisions the claims' next entries vouch for.
    decided: BTreeMap<ClaimRef, Vec<u8>>,
    events: Vec<EventRow>,
    ledger: Vec<LedgerRow>,
    audit: Vec<AuditRow>,
    cases: Vec<CaseRow>,
    case_claims: Vec<CaseClaimRow>,
    /// Claims that count again: others may have come since they were looked for.
    to_compare: Vec<ClaimRef>,
    spent: Spent,
    doubts: Doubts,
}

impl Work {
    /// Locks everything in order. Claims that do not exist are simply not held afterwards.
    pub(crate) fn lock(db: &mut Db, env: &Env, targets: &Targets) -> Result<Self> {
        let _span = tracing::trace_span!("lock").entered();
        let places = storage::units::hold_places(db, &targets.units)?;
        let scope = domain::unit::Scope::everything();
        let seen = storage::claims::find_all(db, &scope, &targets.claims)?;
        let mut people: Vec<PersonId> = seen.iter().map(|claim| claim.handle.subject).collect();
        people.extend(targets.slots.iter().map(|slot| slot.subject));
        let roots = lock_roots(db, &people)?;
        let root_of = |person: PersonId| roots.get(&person).copied().unwrap_or(person);

        let mut slot_keys: BTreeSet<SlotKey> = seen
            .iter()
            .map(|claim| claim.slot(root_of(claim.handle.subject)))
            .collect();
        slot_keys.extend(targets.slots.iter().map(|slot| SlotKey {
            subject: root_of(slot.subject),
            ..slot.clone()
        }));
        let slot_keys: Vec<SlotKey> = slot_keys.into_iter().collect();
        let slots = {
            let _span = tracing::trace_span!("lock slots").entered();
            storage::slots::lock(db, &slot_keys)?
        };

        let (roots, siblings) = live_siblings(db, roots, &slot_keys)?;
        let mut handles = targets.claims.clone();
        handles.extend(siblings);
        let claims = storage::claims::lock(db, &handles)?;
        let mut subjects: Vec<PersonId> = claims.iter().map(|claim| claim.handle.subject).collect();
        subjects.extend(targets.slots.iter().map(|slot| slot.subject));
        let heads = {
            let _span = tracing::trace_span!("lock chain heads").entered();
            storage::audit::lock_heads(db, &subjects)?
        };

        let held: BTreeSet<PersonId> = heads.iter().map(|head| head.subject_id.into()).collect();
        let chainless: BTreeSet<PersonId> = subjects
            .into_iter()
            .filter(|subject| !held.contains(subject))
            .collect();

        let mut budget_keys = targets.budgets.clone();
        budget_keys.extend(claims.iter().flat_map(money::budgets_of));
        let budgets = storage::plans::lock_budgets(db, &budget_keys)?;
        let spent = if targets.approving {
            Spent::load(db, env, &claims)?
        } else {
            Spent::default()
        };
        let mut work = Self {
            at: env.now(),
            today: env.today(),
            names: storage::operators::names(db)?,
            env: env.clone(),
            roots,
            slots: slots
                .into_iter()
                .map(|slot| (slot.key.clone(), Tracked::clean(slot)))
                .collect(),
            tally: Tally::of(&claims),
            places,
            claims: claims
                .into_iter()
                .map(|claim| (claim.handle, Tracked::clean(claim)))
                .collect(),
            budgets: budgets
                .into_iter()
                .map(|row| (money::key_of(&row), Tracked::clean(row)))
                .collect(),
            heads: heads
                .into_iter()
                .chain(chainless.iter().map(|subject| HeadRow::none(*subject)))
                .map(|head| (head.subject_id.into(), Tracked::clean(head)))
                .collect(),
            chainless,
            by_slot: BTreeMap::new(),
            new_claims: Vec::new(),
            decisions: Vec::new(),
            decided: BTreeMap::new(),
            events: Vec::new(),
            ledger: Vec::new(),
            audit: Vec::new(),
            cases: Vec::new(),
            case_claims: Vec::new(),
            to_compare: Vec::new(),
            spent,
            doubts: Doubts::default(),
        };
        let handles: Vec<ClaimRef> = work.claims.keys().copied().collect();
        for handle in handles {
            work.index(handle);
        }
        Ok(work)
    }

    fn index(&mut self, handle: ClaimRef) {
        if let Some(slot) = self
            .claim(handle)
            .map(|claim| claim.slot(self.root_of(handle.subject)))
        {
            self.by_slot.entry(slot).or_default().push(handle);
        }
    }

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

    /// Files a new claim.
    ///
    /// # Errors
    /// [`crate::WorkflowError::NotFound`] when its unit is not among the targets.
    pub(crate) fn submit(&mut self, mut claim: ClaimRecord, assessed: &Assessed) -> Result<()> {
        let handle = claim.handle;
        // The unit may have been moved since the file was read.
        let place = self.places.get(&claim.unit);
        claim.unit_path = place.cloned().ok_or(StorageError::NotFound)?;
        self.doubts
            .payment(&self.env, &claim, self.root_of(handle.subject));
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
            StepName::Review | StepName::Approve | StepName::Seal
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
            self.spent.refuse(&self.env, &claim, &slot_key)?;
        }
        // Checked first and written after: a refusal must leave no trace.
        let budget = moved.on_budgets(&self.budgets, claim.unit)?;
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
                held.change().reserved_fen = reserved;
            }
        }
        if moved.begins() {
            self.spent.take(&self.env, &claim, &slot_key);
        }
        if moved.ends() {
            self.spent.give_back(&self.env, &claim);
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
            self.doubts
                .payment(&self.env, &claim, self.root_of(handle.subject));
        }
        let (was, is) = (claim.state.name(), next.name());
        if (is.is_undecided() && !was.is_undecided()) || (is.awaits_money() && !was.awaits_money())
        {
            // What changed while it was decided, or in a batch, was not looked at.
            self.doubts.claims([handle]);
        }
        for leg in moved.legs() {
            self.ledger
                .push(moved.entry(&self.env, self.at, &claim, leg));
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
        let subject = self.root_of(handle.subject);
        if let Some(held) = self.claims.get_mut(&handle) {
            self.doubts.payment(&self.env, &held.value, subject);
            rewrite(held.change());
            self.doubts.payment(&self.env, &held.value, subject);
        }
        self.store_decision(handle, assessed)?;
        self.record(handle, "rewrite", "{}", false)
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
        let id: RecordId = self.env.id();
        let row = DecisionRow {
            subject_id: handle.subject.into(),
            id: id.into(),
            claim_id: handle.id.into(),
            verdict: decision.verdict.code().to_owned(),
            version: decision.version.clone(),
            body: serde_json::to_string(decision)?,
            at: self.at.0,
            waits_for: crate::rulings::waits_for(decision),
            // Reading them back from the values of the conditions would not do: a condition names the
            // facts that mattered to it, not those that were looked at and found in order.
            facts: serde_json::to_string(&assessed.facts)?,
        };
        let digest = chain::decision_digest(self.env.keyring(), &row);
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
        let id: CaseId = self.env.id();
        let slot = first.slot(self.root_of(first.handle.subject));
        self.cases.push(CaseRow {
            id: id.into(),
            kind: kind.code().to_owned(),
            state: CaseState::Open.code().to_owned(),
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
        let state = chain::claim_digest(self.env.keyring(), claim)?;
        let decision = claim.decision;
        if event {
            self.events.push(EventRow {
                subject_id: handle.subject.into(),
                id: Key::from(self.env.id::<RecordId>()),
                claim_id: handle.id.into(),
                step: action.to_owned(),
                made_by: self.env.actor.id.into(),
                at: self.at.0,
                body: body.to_owned(),
                decision_id: Some(decision.into()),
            });
        }
        if let Some(head) = self.heads.get_mut(&handle.subject) {
            let entry = chain::Entry {
                claim: Some(handle.id),
                at: self.at,
                by: self.env.actor.id,
                action,
                detail: body,
                state,
                decision: self.decided.remove(&handle),
            };
            let row = chain::next_entry(self.env.keyring(), &head.value, entry);
            let head = head.change();
            head.seq = row.seq;
            head.hash = row.hash.clone();
            self.audit.push(row);
        }
        Ok(())
    }

    /// Refused for want of money: what its union has left is less than the decisions of its claims say.
    pub(crate) fn doubt_purse_of(&mut self, handle: ClaimRef) {
        if let Some(unit) = self.claim(handle).map(|claim| claim.unit) {
            self.doubts.budget(unit);
        }
    }

    /// Decides locked claims again whose case or slot the work changed, and those it decided while a case stands on
    /// them: whoever asked the rules may not have known of it.
    fn decide_again(&mut self, db: &mut Db) -> Result<()> {
        let decided = self.decisions.iter().map(|row| ClaimRef {
            subject: row.subject_id.into(),
            id: row.claim_id.into(),
        });
        let contested = decided.filter(|handle| {
            self.claim(*handle)
                .is_some_and(|claim| self.contested(claim))
        });
        let handles: BTreeSet<ClaimRef> = self
            .doubts
            .locked
            .iter()
            .copied()
            .chain(contested)
            .collect();
        let handles: Vec<ClaimRef> = handles
            .into_iter()
            .filter(|handle| {
                self.claim(*handle)
                    .is_some_and(|claim| claim.state.name().awaits_money())
            })
            .collect();
        if handles.is_empty() {
            return Ok(());
        }
        for (handle, assessed) in assess(db, self, &handles)? {
            let last = match self
                .decisions
                .iter()
                .rev()
                .find(|row| row.claim_id == handle.id.into())
            {
                Some(made) => Some(made.body.clone()),
                None => last_decision(db, self, handle)?,
            };
            self.reassess(handle, &assessed, last.as_deref())?;
        }
        Ok(())
    }

    /// Writes everything; the caller's transaction makes it one.
    pub(crate) fn flush(mut self, db: &mut Db) -> Result<()> {
        let _span = tracing::trace_span!("flush").entered();
        self.decide_again(db)?;
        let added: BTreeSet<ClaimRef> = self.new_claims.iter().copied().collect();
        let new: Vec<ClaimRecord> = self
            .new_claims
            .iter()
            .filter_map(|handle| self.claims.get(handle))
            .map(|held| held.value.clone())
            .collect();
        // What is withdrawn makes room for what takes its place.
        for (handle, held) in &mut self.claims {
            if held.dirty && !added.contains(handle) {
                held.value.revision += 1;
                held.value.updated_at = self.at;
                held.value.updated_by = self.env.actor.id;
                storage::claims::update(db, &held.value)?;
            }
        }
        storage::claims::add(db, &new)?;
        self.spent.write(db)?;
        self.doubts.write(db, self.today, &self.roots)?;
        let held = self.claims.values().map(|held| &held.value);
        let figures = self.tally.rows(&self.env, held);
        storage::claim_figures::add(db, &figures)?;
        storage::history::add_decisions(db, &self.decisions)?;
        storage::history::add_events(db, &self.events)?;
        storage::cases::add(db, &self.cases, &self.case_claims)?;
        storage::matching::forget_checks(db, &self.to_compare)?;
        for held in self.slots.values_mut().filter(|held| held.dirty) {
            held.value.revision += 1;
            storage::slots::update(db, &held.value)?;
        }
        let (first, moved): (Vec<HeadRow>, Vec<HeadRow>) = self
            .heads
            .into_values()
            .filter(|held| held.dirty)
            .map(|held| held.value)
            .partition(|head| self.chainless.contains(&head.subject_id.into()));
        storage::audit::append(db, &self.audit, &moved, &first)?;
        storage::ledger::add(db, &self.ledger)?;
        for held in self.budgets.values_mut().filter(|held| held.dirty) {
            held.value.revision += 1;
            held.value.updated_at = self.at.0;
            storage::plans::set_reserved(db, &held.value)?;
        }
        Ok(())
    }
}

/// Locks people against merging and follows merges to the roots, which are locked too.
pub(crate) fn lock_roots(db: &mut Db, people: &[PersonId]) -> Result<BTreeMap<PersonId, PersonId>> {
    let locked = storage::people::lock_shared(db, people)?;
    let targets: Vec<PersonId> = locked.iter().filter_map(|(_, into)| *into).collect();
    // A merge is only ever made into a root, so one look further is enough.
    storage::people::lock_shared(db, &targets)?;
    Ok(locked
        .into_iter()
        .map(|(person, into)| (person, into.unwrap_or(person)))
        .collect())
}

type Roots = BTreeMap<PersonId, PersonId>;

fn live_siblings(
    db: &mut Db,
    mut roots: Roots,
    slots: &[SlotKey],
) -> Result<(Roots, Vec<ClaimRef>)> {
    let mut families: BTreeMap<(String, i16), Vec<PersonId>> = BTreeMap::new();
    let subjects: Vec<PersonId> = slots.iter().map(|slot| slot.subject).collect();
    let absorbed = storage::people::absorbed(db, &subjects)?;
    for slot in slots {
        let family = families
            .entry((slot.programme.clone(), slot.year.get()))
            .or_default();
        family.push(slot.subject);
        family.extend(
            absorbed
                .iter()
                .filter(|(root, _)| *root == slot.subject)
                .map(|(_, person)| *person),
        );
    }
    roots.extend(absorbed.into_iter().map(|(root, person)| (person, root)));
    let mut handles = Vec::new();
    for ((programme, year), mut people) in families {
        people.sort_unstable();
        people.dedup();
        handles.extend(storage::claims::live_of(
            db,
            &programme,
            domain::year::BenefitYear::new(year),
            &people,
        )?);
    }
    Ok((roots, handles))
}
