//! Each subject's chain, claims and postings.

use super::payees::{shown, spendings};
use super::postings::postings;
use super::{Bad, Check, PAGE, Pass, history, readable, terms, verdicts};
use crate::audit::chain;
use crate::payments::money;
use crate::words::Words;
use domain::claim::{ClaimState, StateName};
use domain::claim_record::ClaimRecord;
use domain::ids::{BatchId, ClaimId, ClaimRef, PersonId};
use domain::slot::{Occupancy, Slot, SlotKey};
use std::collections::{BTreeMap, BTreeSet};
use storage::audit::{AuditRow, HeadRow};
use storage::claim_marks::{Shown, Spending};
use storage::history::{DecisionRow, EventRow};
use storage::ledger::LedgerRow;
use storage::{Db, Key};

/// What one page of subjects has, loaded in sets.
struct Page {
    entries: BTreeMap<Key, Vec<AuditRow>>,
    claims: BTreeMap<PersonId, Vec<ClaimRecord>>,
    postings: BTreeMap<PersonId, Vec<LedgerRow>>,
    decisions: BTreeMap<Key, Vec<DecisionRow>>,
    events: BTreeMap<Key, Vec<EventRow>>,
    roots: BTreeMap<PersonId, PersonId>,
    slots: BTreeMap<SlotKey, Slot>,
    /// Claims and the batches that have a line for them.
    lines: BTreeSet<(ClaimRef, BatchId)>,
    spent: Vec<Spending>,
    shown: Shown,
    sealed: BTreeMap<Key, i64>,
}

/// Everything about one subject.
#[derive(Clone, Copy)]
pub(super) struct Subject<'p> {
    pub(super) head: &'p HeadRow,
    pub(super) entries: &'p [AuditRow],
    pub(super) claims: &'p [ClaimRecord],
    pub(super) postings: &'p [LedgerRow],
    pub(super) decisions: &'p [DecisionRow],
    pub(super) events: &'p [EventRow],
}

impl Pass<'_> {
    pub(super) fn subjects(&mut self, db: &mut Db) -> Check {
        let mut after = None;
        loop {
            let heads = storage::audit::heads_page(db, after, PAGE)?;
            let Some(last) = heads.last() else {
                return Ok(());
            };
            after = Some(last.subject_id.into());
            let page = Page::load(db, &heads)?;
            for head in &heads {
                self.subject(head, &page)?;
            }
            let claims: Vec<ClaimRecord> = page.claims.values().flatten().cloned().collect();
            spendings(self.ctx, &claims, &page.spent)?;
            shown(self.ctx, &claims, page.shown)?;
        }
    }

    fn subject(&mut self, head: &HeadRow, page: &Page) -> Check {
        let subject = PersonId::from(head.subject_id);
        let records = page.of(head);
        let Subject {
            entries, claims, ..
        } = records;
        let last = self.chain(head, entries, claims)?;
        let sealed = page
            .sealed
            .get(&head.subject_id)
            .copied()
            .unwrap_or_default();
        if sealed != head.sealed_seq {
            let what = words!(
                "链头记为已封存到第 {} 条，而封存记为第 {} 条",
                "the head says it is sealed up to {}, the seals say {}",
                head.sealed_seq,
                sealed
            );
            return Bad::new("seal-missing", what)
                .of(subject)
                .at(head.sealed_seq)
                .fail();
        }
        if let Some((id, (seq, _))) = last
            .iter()
            .find(|(id, _)| !claims.iter().any(|claim| claim.id() == **id))
        {
            let handle = ClaimRef { subject, id: *id };
            return Bad::new(
                "claim-missing",
                words!(
                    "审计链所记的申报 `{handle}` 被删除",
                    "claim `{handle}` of the chain was removed"
                ),
            )
            .of(subject)
            .at(*seq)
            .fail();
        }
        for claim in claims {
            self.claim(claim, &last, page)?;
        }
        self.decisions(&records)?;
        history::events(&records)?;
        let registry = &self.ctx.installation.registry;
        postings(registry, subject, claims, records.postings)?;
        history::sources(registry, &records)
    }

    /// Recomputes a chain; gives position and digest of each claim's last entry.
    fn chain<'p>(
        &mut self,
        head: &HeadRow,
        entries: &'p [AuditRow],
        claims: &[ClaimRecord],
    ) -> Check<Last<'p>> {
        let mut last = BTreeMap::new();
        let (mut seq, mut hash): (i64, &[u8]) = (0, &[]);
        for row in entries {
            let claim = row.claim_id.map(ClaimId::from);
            let known = claims.iter().find(|known| Some(known.id()) == claim);
            let bad = |code, what: Words, at| {
                let bad = Bad::new(code, what)
                    .of(PersonId::from(head.subject_id))
                    .at(at);
                known.map_or(bad.clone(), |claim| bad.claim(claim))
            };
            if row.seq != seq + 1 {
                let what = words!(
                    "审计链第 {} 条缺失",
                    "entry {} of the chain is missing",
                    seq + 1
                );
                return bad("entry-missing", what, seq + 1).fail();
            }
            if chain::entry_hash(self.ctx.keyring(), row, hash) != row.hash {
                let Words { zh, en } = terms::step(&row.action);
                let what = words!(
                    "审计链第 {} 条（{zh}）被改动",
                    "entry {} ({en}) was changed",
                    row.seq
                );
                return bad("entry-changed", what, row.seq).fail();
            }
            (seq, hash) = (row.seq, &row.hash);
            self.records += 1;
            if let Some(claim) = claim {
                last.insert(claim, (row.seq, row.state_digest.as_slice()));
            }
        }
        let subject = PersonId::from(head.subject_id);
        if head.seq > seq {
            let what = words!(
                "审计链第 {} 条缺失：原有 {} 条",
                "entry {} of the chain is missing: it went on to {}",
                seq + 1,
                head.seq
            );
            return Bad::new("entry-missing", what)
                .of(subject)
                .at(seq + 1)
                .fail();
        }
        if head.seq < seq || head.hash != hash {
            return Bad::new(
                "head-changed",
                words!(
                    "审计链的链头与第 {seq} 条不符",
                    "the chain's head does not fit entry {seq}"
                ),
            )
            .of(subject)
            .at(seq)
            .fail();
        }
        Ok(last)
    }

    fn claim(&mut self, claim: &ClaimRecord, last: &Last<'_>, page: &Page) -> Check {
        let Some((seq, digest)) = last.get(&claim.id()) else {
            let what = words!(
                "该申报在审计链中没有记录",
                "the claim has no entry in its chain"
            );
            return Bad::new("claim-without-entry", what).claim(claim).fail();
        };
        if chain::claim_digest(self.ctx.keyring(), claim)? != *digest {
            let what = words!(
                "该申报与审计链第 {seq} 条所记不符",
                "the claim is not what entry {seq} of its chain vouches for"
            );
            return Bad::new("claim-changed", what).claim(claim).at(*seq).fail();
        }
        self.account(claim)?;
        for part in claim.state.parts() {
            let key = money::key_for(claim.unit, &part);
            *self.reserved.entry(key).or_default() += part.amount.get();
        }
        page.holds_slot(claim)?;
        verdicts::fits_case(claim, page.slot_of(claim))?;
        let lost =
            batches_of(&claim.state).find(|batch| !page.lines.contains(&(claim.handle, *batch)));
        match lost {
            Some(batch) => Bad::new(
                "line-missing",
                words!(
                    "批次 `{batch}` 中没有该申报的一笔",
                    "batch `{batch}` has no line for the claim"
                ),
            )
            .claim(claim)
            .at(*seq)
            .fail(),
            None => Ok(()),
        }
    }
}

type Last<'p> = BTreeMap<ClaimId, (i64, &'p [u8])>;

/// The batches a claim is or was paid with, one for each source that bears it.
pub(super) fn batches_of(state: &ClaimState) -> impl Iterator<Item = BatchId> {
    state.parts().into_iter().filter_map(|part| part.batch)
}

/// How a slot must look when a claim in this state holds it, or stands beside the paid one.
pub(super) fn occupancy_of(claim: &ClaimRecord) -> Occupancy {
    if let Some(paid) = claim.supplements() {
        return Occupancy::Paid(paid.id);
    }
    match claim.state.name() {
        StateName::Approved | StateName::Batched => Occupancy::Taken(claim.id()),
        StateName::Paid | StateName::Reconciled => Occupancy::Paid(claim.id()),
        StateName::Recovering => Occupancy::Recovering(claim.id()),
        _ => Occupancy::Free,
    }
}

impl Page {
    fn load(db: &mut Db, heads: &[HeadRow]) -> Check<Self> {
        let subjects: Vec<PersonId> = heads.iter().map(|head| head.subject_id.into()).collect();
        let claims = readable(db, &subjects, storage::claims::of_subjects)?;
        let handles: Vec<ClaimRef> = claims
            .iter()
            .filter(|claim| batches_of(&claim.state).next().is_some())
            .map(|claim| claim.handle)
            .collect();
        let people = storage::people::by_ids(db, &subjects)?;
        let roots: BTreeMap<PersonId, PersonId> = people
            .iter()
            .map(|row| (row.id.into(), row.merged_into.unwrap_or(row.id).into()))
            .collect();
        let distinct: BTreeSet<PersonId> = roots.values().copied().collect();
        let distinct: Vec<PersonId> = distinct.into_iter().collect();
        let slots = readable(db, &distinct, storage::slots::of_subjects)?;
        let entries = storage::audit::entries_of(db, &subjects)?;
        let postings = storage::ledger::of_subjects(db, &subjects)?;
        let decisions = storage::history::decisions_of(db, &subjects)?;
        let events = storage::history::events_of(db, &subjects)?;
        let lines = storage::batches::places_of(db, &handles)?;
        let spent = storage::claim_marks::spent_for(db, &subjects)?;
        let shown = storage::claim_marks::shown_for(db, &subjects)?;
        Ok(Self {
            spent,
            shown,
            entries: grouped(entries, |row| row.subject_id),
            claims: grouped(claims, |claim| claim.handle.subject),
            postings: grouped(postings, |row| row.subject_id.into()),
            decisions: grouped(decisions, |row| row.subject_id),
            events: grouped(events, |row| row.subject_id),
            roots,
            slots: slots
                .into_iter()
                .map(|slot| (slot.key.clone(), slot))
                .collect(),
            lines: lines.into_iter().collect(),
            sealed: storage::audit::sealed_up_to(
                db,
                &heads.iter().map(|head| head.subject_id).collect::<Vec<_>>(),
            )?,
        })
    }

    fn of<'p>(&'p self, head: &'p HeadRow) -> Subject<'p> {
        let key = head.subject_id;
        let person = PersonId::from(key);
        Subject {
            head,
            entries: self.entries.get(&key).map_or(&[], Vec::as_slice),
            claims: self.claims.get(&person).map_or(&[], Vec::as_slice),
            postings: self.postings.get(&person).map_or(&[], Vec::as_slice),
            decisions: self.decisions.get(&key).map_or(&[], Vec::as_slice),
            events: self.events.get(&key).map_or(&[], Vec::as_slice),
        }
    }

    fn slot_of(&self, claim: &ClaimRecord) -> Option<&Slot> {
        let subject = claim.handle.subject;
        let root = self.roots.get(&subject).copied().unwrap_or(subject);
        self.slots.get(&claim.slot(root))
    }

    /// A claim with money promised or paid holds its slot, whatever case is open about it: a merge
    /// that would bring two payments together is refused, so no case is ever about two holders.
    fn holds_slot(&self, claim: &ClaimRecord) -> Check {
        if !claim.state.name().occupies_slot() {
            return Ok(());
        }
        match self.slot_of(claim) {
            Some(slot) if slot.occupancy == occupancy_of(claim) => Ok(()),
            Some(slot) => {
                let own = terms::state(claim.state.name().code());
                let held = terms::occupancy(slot.occupancy);
                let what = Words::new(
                    format!("该申报是{}，但其名额是{}", own.zh, held.zh),
                    format!("the claim is {}, but its slot is {}", own.en, held.en),
                );
                Bad::new("slot", what).claim(claim).fail()
            }
            None => slotless(claim).fail(),
        }
    }
}

/// A claim with money promised or paid, and no slot for it.
pub(super) fn slotless(claim: &ClaimRecord) -> Bad {
    let what = words!("该申报没有名额", "the claim has no slot");
    Bad::new("slot", what).claim(claim)
}

pub(super) fn grouped<K: Ord, T>(rows: Vec<T>, key: impl Fn(&T) -> K) -> BTreeMap<K, Vec<T>> {
    let mut groups: BTreeMap<K, Vec<T>> = BTreeMap::new();
    for row in rows {
        groups.entry(key(&row)).or_default().push(row);
    }
    groups
}
