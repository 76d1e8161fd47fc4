//! Says of each row of a file what it will be, before anything changes: a new claim, a revision, the
//! correction of a claim whose subject, unit or year was wrong, nothing new, or refused.

use crate::error::Result;
use crate::intake::content;
use crate::intake::submit::{Sealed, rooted, slot_of};
use crate::review::rule_set::{RuleSet, find_programme};
use crate::session::Context;
use crate::work::Work;
use domain::claim_number::ClaimNumber;
use domain::claim_record::ClaimRecord;
use domain::draft::ClaimDraft;
use domain::ids::{ClaimRef, PersonId, UnitId};
use domain::period::PeriodState;
use domain::slot::SlotKey;
use domain::succession::Succession;
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;

/// What a row will be.
pub(crate) enum Plan {
    New,
    /// Takes the place of a claim of another key, which is withdrawn.
    Correct(ClaimRef),
    Revise(ClaimRef),
    Unchanged(ClaimRef),
    Refuse(&'static str),
}

impl Plan {
    /// The stored claim the row speaks of.
    pub(crate) fn stored(&self) -> Option<ClaimRef> {
        match self {
            Self::Correct(claim) | Self::Revise(claim) | Self::Unchanged(claim) => Some(*claim),
            Self::New | Self::Refuse(_) => None,
        }
    }

    /// The row makes a claim that was not there.
    pub(crate) fn is_newcomer(&self) -> bool {
        matches!(self, Self::New | Self::Correct(_))
    }
}

/// Unit, member and slot: what one live claim has to itself. A merged unit counts as its successor.
type RowKey = (SlotKey, UnitId, PersonId);

/// What a row is compared with.
pub(crate) struct Known<'a> {
    pub(crate) work: &'a Work,
    pub(crate) programme: &'a str,
    pub(crate) rule_set: &'a RuleSet,
    pub(crate) succession: &'a Succession,
    /// The claims in scope that the rows' numbers name.
    pub(crate) named: &'a BTreeMap<ClaimNumber, ClaimRef>,
}

/// The claims of the programme in the operator's scope that rows mean to correct. What is outside the
/// scope is as unknown as what does not exist.
pub(crate) fn named(
    db: &mut Db,
    ctx: &Context,
    programme: &str,
    rows: &[Sealed],
) -> Result<BTreeMap<ClaimNumber, ClaimRef>> {
    let numbers: BTreeSet<ClaimNumber> = rows
        .iter()
        .filter_map(|row| row.row.draft.corrects.clone())
        .collect();
    if numbers.is_empty() {
        return Ok(BTreeMap::new());
    }
    let numbers: Vec<ClaimNumber> = numbers.into_iter().collect();
    let mut named = storage::claim_links::by_numbers(db, &numbers)?;
    let handles: Vec<ClaimRef> = named.values().copied().collect();
    let seen: BTreeSet<ClaimRef> = storage::claims::find_all(db, &ctx.actor.scope, &handles)?
        .into_iter()
        .filter(|claim| claim.programme == programme)
        .map(|claim| claim.handle)
        .collect();
    named.retain(|_, handle| seen.contains(handle));
    Ok(named)
}

impl Known<'_> {
    fn row_key(&self, row: &Sealed) -> RowKey {
        let slot = rooted(self.work, slot_of(self.programme, row));
        (
            slot,
            self.acting(row.row.unit),
            self.work.root_of(row.row.member),
        )
    }

    fn claim_key(&self, claim: &ClaimRecord) -> RowKey {
        (
            claim.slot(self.work.root_of(claim.handle.subject)),
            self.acting(claim.unit),
            self.work.root_of(claim.member),
        )
    }

    fn acting(&self, unit: UnitId) -> UnitId {
        self.succession
            .resolve(unit, self.work.today)
            .unwrap_or(unit)
    }

    /// The live claims of a slot but for those that are corrected away.
    fn live(&self, slot: &SlotKey, away: &BTreeSet<ClaimRef>) -> Vec<&ClaimRecord> {
        self.work
            .live_on(slot)
            .into_iter()
            .filter(|handle| !away.contains(handle))
            .filter_map(|handle| self.work.claim(handle))
            .collect()
    }

    fn own(&self, key: &RowKey, away: &BTreeSet<ClaimRef>) -> Option<&ClaimRecord> {
        self.live(&key.0, away)
            .into_iter()
            .find(|claim| self.claim_key(claim) == *key)
    }

    /// Says of each row what it will be. Two rows of one key in one call cannot both be filed: the
    /// second is refused.
    pub(crate) fn classify(&self, ctx: &Context, rows: &[Sealed]) -> Result<Vec<Plan>> {
        let keys: Vec<RowKey> = rows.iter().map(|row| self.row_key(row)).collect();
        let mut seen: BTreeSet<&RowKey> = BTreeSet::new();
        let mut away: BTreeSet<ClaimRef> = BTreeSet::new();
        let mut plans: Vec<Option<Plan>> = Vec::with_capacity(rows.len());
        for (row, key) in rows.iter().zip(&keys) {
            let plan = if seen.insert(key) {
                self.correction(row, key, &mut away)
            } else {
                Some(Plan::Refuse("row-key-twice"))
            };
            plans.push(plan);
        }
        self.settle_corrections(&keys, &mut plans, &mut away);
        rows.iter()
            .zip(&keys)
            .zip(plans)
            .map(|((row, key), plan)| match plan {
                Some(plan) => Ok(plan),
                None => self.ordinary(ctx, row, key, &away),
            })
            .collect()
    }

    /// What a row's number makes of it; `None` where it is an ordinary row.
    fn correction(
        &self,
        row: &Sealed,
        key: &RowKey,
        away: &mut BTreeSet<ClaimRef>,
    ) -> Option<Plan> {
        let number = row.row.draft.corrects.as_ref()?;
        let found = self.named.get(number);
        let Some(old) = found.and_then(|handle| self.work.claim(*handle)) else {
            return Some(Plan::Refuse("claim-number-unknown"));
        };
        let state = old.state.name();
        if old.supplements().is_some() {
            return Some(Plan::Refuse("claim-number-supplement"));
        }
        if !state.is_live() {
            // The same file again finds the claim that took the place of the one it names.
            let done = self
                .own(key, away)
                .is_some_and(|own| own.corrects() == Some(old.handle));
            return (!done).then_some(Plan::Refuse("claim-number-ended"));
        }
        if self.claim_key(old) == *key {
            return None;
        }
        if state.is_sealed() {
            return Some(Plan::Refuse("claim-number-sealed"));
        }
        let refused = if old.year == row.row.draft.year {
            // As a revision, it goes on after the period was closed.
            self.rule_set
                .year_rules(old.year)
                .is_none()
                .then_some("no-period")
        } else {
            refuse_by_period(self.rule_set, &row.row.draft)
        };
        if let Some(code) = refused {
            return Some(Plan::Refuse(code));
        }
        if !away.insert(old.handle) {
            return Some(Plan::Refuse("claim-number-twice"));
        }
        Some(Plan::Correct(old.handle))
    }

    /// Refuses corrections that would meet another claim of the subject and year they name. One that is
    /// refused leaves its old claim where it is, which may stand in the way of the next: twins whose
    /// numbers were swapped are corrected together or not at all.
    fn settle_corrections(
        &self,
        keys: &[RowKey],
        plans: &mut [Option<Plan>],
        away: &mut BTreeSet<ClaimRef>,
    ) {
        loop {
            let mut settled = true;
            for (key, plan) in keys.iter().zip(plans.iter_mut()) {
                let Some(Plan::Correct(handle)) = plan else {
                    continue;
                };
                let same_slot = self
                    .work
                    .claim(*handle)
                    .is_some_and(|old| self.claim_key(old).0 == key.0);
                let met = if same_slot {
                    self.own(key, away).is_some()
                } else {
                    !self.live(&key.0, away).is_empty()
                };
                if met {
                    away.remove(handle);
                    *plan = Some(Plan::Refuse("correction-meets-other"));
                    settled = false;
                }
            }
            if settled {
                return;
            }
        }
    }

    fn ordinary(
        &self,
        ctx: &Context,
        row: &Sealed,
        key: &RowKey,
        away: &BTreeSet<ClaimRef>,
    ) -> Result<Plan> {
        Ok(match self.own(key, away) {
            Some(claim) if self.is_same(ctx, claim, row)? => Plan::Unchanged(claim.handle),
            Some(claim) if claim.state.name().is_sealed() => Plan::Refuse("already-sealed"),
            Some(claim) => Plan::Revise(claim.handle),
            None => refuse_by_period(self.rule_set, &row.row.draft).map_or(Plan::New, Plan::Refuse),
        })
    }

    fn is_same(&self, ctx: &Context, claim: &ClaimRecord, row: &Sealed) -> Result<bool> {
        match self.at_old_unit(claim, row) {
            None => Ok(claim.fingerprint == row.content.fingerprint),
            Some(draft) => Ok(claim.fingerprint
                == content::fingerprint(ctx, find_programme(ctx, self.programme)?, &draft)?),
        }
    }

    /// What the row says with the code of the merged unit its claim was filed by; nothing where the
    /// claim is the row's own unit's.
    pub(crate) fn at_old_unit(&self, claim: &ClaimRecord, row: &Sealed) -> Option<ClaimDraft> {
        if claim.unit == row.row.unit {
            return None;
        }
        let merger = self.succession.of(claim.unit)?;
        Some(ClaimDraft {
            unit_code: merger.code.clone(),
            ..row.row.draft.clone()
        })
    }
}

/// A period that is not open takes no new claim; a closed one still takes those made outside its window.
fn refuse_by_period(rule_set: &RuleSet, draft: &ClaimDraft) -> Option<&'static str> {
    let Some(year_rules) = rule_set.year_rules(draft.year) else {
        return Some("no-period");
    };
    let in_window = year_rules.assessor.plan_year(draft) == draft.year;
    match year_rules.state {
        PeriodState::Open => None,
        PeriodState::Closed if !in_window => None,
        PeriodState::Closed => Some("period-closed"),
        PeriodState::Draft | PeriodState::Archived => Some("period-not-open"),
    }
}
