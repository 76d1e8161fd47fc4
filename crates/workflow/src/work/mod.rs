//! The unit of work: rows locked in one order, changed in memory, written in one transaction.
//!
//! Every change of a claim goes through here, so that claim, event, slot, budget, ledger and audit
//! always move together. Lock order: units filed under (shared) by id, people (shared) by id, slots by key, claims by handle, chain
//! heads by subject, budgets by key.

mod lock;
mod plan;
mod write;

pub(crate) use lock::{Targets, lock_roots};

use crate::audit::witness::sums::Sums;
use crate::figures::Tally;
use crate::payments::spent::Spendings;
use crate::review::doubts::Doubts;
use crate::session::Context;
use chrono::NaiveDate;
use domain::claim_record::ClaimRecord;
use domain::ids::{CaseId, ClaimRef, OperatorId, PersonId, UnitId};
use domain::slot::{Slot, SlotKey};
use domain::unit::UnitPath;
use domain::year::Instant;
use std::collections::{BTreeMap, BTreeSet};
use storage::audit::{AuditRow, HeadRow};
use storage::cases::{Case, CaseClaimRow};
use storage::history::{DecisionRow, EventRow};
use storage::ledger::Posting;
use storage::matching::EvidenceRow;
use storage::plans::{Budget, BudgetKey};

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

/// Locked rows and what is to be written.
pub(crate) struct Work {
    pub(crate) ctx: Context,
    pub(crate) at: Instant,
    pub(crate) today: NaiveDate,
    roots: BTreeMap<PersonId, PersonId>,
    pub(crate) slots: BTreeMap<SlotKey, Tracked<Slot>>,
    pub(crate) claims: BTreeMap<ClaimRef, Tracked<ClaimRecord>>,
    pub(crate) budgets: BTreeMap<BudgetKey, Tracked<Budget>>,
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
    ledger: Vec<Posting>,
    audit: Vec<AuditRow>,
    pub(crate) cases: Vec<Case>,
    case_claims: Vec<CaseClaimRow>,
    /// What was seen of claims in cases.
    pub(crate) evidence: Vec<EvidenceRow>,
    /// Cases the caller writes itself, in the same transaction and before this is written.
    pub(crate) touched: BTreeSet<CaseId>,
    /// What the caller writes that is vouched for as sums.
    pub(crate) sums: Sums,
    /// People the caller counts as others, or as themselves again.
    pub(crate) merged: BTreeSet<PersonId>,
    /// Claims that count again: others may have come since they were looked for.
    to_compare: Vec<ClaimRef>,
    spendings: Spendings,
    doubts: Doubts,
}
