//! Writing: everything that was planned, in the caller's transaction.

use super::Work;
use crate::audit::witness::sums::Of;
use crate::audit::{events, witness};
use crate::error::Result;
use crate::review::act::last_decision;
use crate::review::assess::{Scene, assess};
use domain::ids::{CaseId, ClaimRef};
use serde_json::json;
use std::collections::BTreeSet;
use storage::Db;
use storage::audit::HeadRow;

impl Work {
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

    /// Notes for the log what is about to be written; a preview writes nothing.
    fn leave_a_trail(&self, added: &BTreeSet<ClaimRef>) {
        if self.ctx.trial {
            return;
        }
        for event in &self.events {
            self.ctx.trail.act(&event.step);
        }
        let held = self.claims.iter();
        let written = held.filter(|(handle, held)| held.dirty || added.contains(handle));
        self.ctx.trail.claims(written.map(|(handle, _)| *handle));
    }

    /// Writes everything; the caller's transaction makes it one.
    pub(crate) fn flush(mut self, db: &mut Db) -> Result<()> {
        let _span = tracing::trace_span!("flush").entered();
        self.decide_again(db)?;
        let added: BTreeSet<ClaimRef> = self.new_claims.iter().copied().collect();
        self.leave_a_trail(&added);
        // What is withdrawn makes room for what takes its place.
        for (handle, held) in &mut self.claims {
            if held.dirty && !added.contains(handle) {
                held.value.revision += 1;
                held.value.updated_at = self.at;
                held.value.updated_by = self.ctx.actor.id;
                storage::claims::update(db, &held.value)?;
            }
        }
        let new = self
            .new_claims
            .iter()
            .filter_map(|handle| self.claim(*handle));
        storage::claims::add(db, new)?;
        self.spendings.write(db)?;
        self.doubts.write(db, self.today, &added, &self.roots)?;
        let held = self.claims.values().map(|held| &held.value);
        let figures = self.tally.rows(&self.ctx, held);
        storage::claim_figures::add(db, &figures)?;
        storage::history::add_decisions(db, &self.decisions)?;
        storage::history::add_events(db, &self.events)?;
        self.write_cases(db)?;
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
        let cases = self.touched.len() + self.merged.len();
        if cases == 0 && self.sums.is_empty() {
            return Ok(());
        }
        let keyring = self.ctx.keyring();
        let mut witnesses = witness::cases::of_cases(db, keyring, &self.touched)?;
        witnesses.extend(witness::cases::of_merged(db, keyring, &self.merged)?);
        witnesses.extend(self.sums.witnesses());
        let detail = json!({
            "cases": self.touched.len(), "people": self.merged.len(), "proofs": self.sums.people(Of::Relations),
        });
        let act = if cases > 0 { "cases" } else { "proofs" };
        events::vouch(db, &self.ctx, act, &detail, &witnesses)
    }

    /// Cases that are new, and what comes to those that are there.
    fn write_cases(&mut self, db: &mut Db) -> Result<()> {
        let new: BTreeSet<CaseId> = self.cases.iter().map(|case| case.id.into()).collect();
        let joined = self.case_claims.iter().map(|row| row.case_id);
        let seen = self.evidence.iter().map(|row| row.case_id);
        let all: BTreeSet<CaseId> = joined.chain(seen).map(Into::into).collect();
        let grown: BTreeSet<CaseId> = all.difference(&new).copied().collect();
        witness::cases::grow(db, self.ctx.keyring(), &grown)?;
        storage::cases::add(db, &self.cases, &self.case_claims)?;
        storage::matching::add_evidence(db, &self.evidence)?;
        self.touched.extend(new);
        self.touched.extend(grown);
        Ok(())
    }
}
