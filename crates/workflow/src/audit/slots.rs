//! Slots against the claims of the whole family of merged people, and budgets against approvals.

use super::subjects::{grouped, occupancy_of, slotless};
use super::{Bad, Check, PAGE, Pass, readable, terms};
use crate::review::rule_set::programme_words;
use crate::words::Words;
use domain::claim_record::ClaimRecord;
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::ids::{PersonId, UnitId};
use domain::slot::{Occupancy, Slot, SlotKey};
use policy::Registry;
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;
use storage::plans::BudgetRow;

impl Pass<'_> {
    pub(super) fn slots(&self, db: &mut Db) -> Check {
        let mut after = None;
        loop {
            let subjects = storage::slots::subjects_page(db, after, PAGE)?;
            let Some(last) = subjects.last() else {
                return Ok(());
            };
            after = Some(*last);
            self.page(db, &subjects)?;
        }
    }

    pub(super) fn budgets(&self, db: &mut Db) -> Check {
        let names: BTreeMap<UnitId, String> = storage::units::stored(db)?
            .into_iter()
            .map(|row| (row.id.into(), row.name))
            .collect();
        let registry = &self.ctx.installation.registry;
        let mut seen = BTreeSet::new();
        for row in storage::plans::stored_budgets(db)? {
            let BudgetRow {
                unit_id,
                calendar_year: year,
                source,
                ..
            } = row;
            // A source that is no code was never drawn on.
            let key = FundSource::from_code(&source).map(|source| (unit_id.into(), year, source));
            let reserved = key.and_then(|key| self.reserved.get(&key).copied());
            let reserved = reserved.unwrap_or_default();
            if row.reserved_fen != reserved {
                let Words { zh, en } = budget(registry, (unit_id.into(), year, &source), &names);
                let what = words!(
                    "{zh}记为已占用 {} 元，而审批合计为 {} 元",
                    "{en} says {} yuan are reserved, its approvals say {}",
                    Fen::new(row.reserved_fen),
                    Fen::new(reserved)
                );
                return Bad::new("budget", what).fail();
            }
            seen.extend(key);
        }
        let unfounded = self.reserved.iter();
        match unfounded
            .filter(|(_, sum)| **sum != 0)
            .find(|(key, _)| !seen.contains(*key))
        {
            Some(((unit, year, source), sum)) => {
                let Words { zh, en } = budget(registry, (*unit, *year, source.code()), &names);
                let what = words!(
                    "已审批 {} 元，由{zh}列支，而该预算不存在",
                    "{} yuan are approved from {en}, which does not exist",
                    Fen::new(*sum)
                );
                Bad::new("budget", what).fail()
            }
            None => Ok(()),
        }
    }

    fn page(&self, db: &mut Db, subjects: &[PersonId]) -> Check {
        let people = storage::people::by_ids(db, subjects)?;
        // The slot of an absorbed person is vacant: its root's slot counts for both.
        let absorbed: BTreeSet<PersonId> = people
            .into_iter()
            .filter(|row| row.merged_into.is_some())
            .map(|row| row.id.into())
            .collect();
        let roots: Vec<PersonId> = subjects
            .iter()
            .filter(|id| !absorbed.contains(id))
            .copied()
            .collect();
        let mut root_of: BTreeMap<PersonId, PersonId> =
            roots.iter().map(|root| (*root, *root)).collect();
        root_of.extend(
            storage::people::absorbed(db, &roots)?
                .into_iter()
                .map(|(root, person)| (person, root)),
        );
        let family: Vec<PersonId> = root_of.keys().copied().collect();
        let claims = readable(db, &family, storage::claims::of_subjects)?;
        let held: Vec<ClaimRecord> = claims
            .into_iter()
            .filter(|claim| claim.state.name().occupies_slot())
            .collect();
        let mut holders = grouped(held, |claim| {
            let subject = claim.handle.subject;
            claim.slot(root_of.get(&subject).copied().unwrap_or(subject))
        });
        let absorbed: Vec<PersonId> = absorbed.into_iter().collect();
        for slot in readable(db, &absorbed, storage::slots::of_subjects)? {
            self.slot_fits(&slot, &[])?;
        }
        for slot in readable(db, &roots, storage::slots::of_subjects)? {
            let claims = holders.remove(&slot.key).unwrap_or_default();
            self.slot_fits(&slot, &claims)?;
        }
        match holders.into_values().flatten().next() {
            Some(claim) => slotless(&claim).fail(),
            None => Ok(()),
        }
    }

    /// One claim at the most holds a slot, and the supplements stand beside it once it is paid; what
    /// is committed is the sum of them all.
    fn slot_fits(&self, slot: &Slot, claims: &[ClaimRecord]) -> Check {
        let told = || self.slot_words(&slot.key);
        let (supplements, holders): (Vec<&ClaimRecord>, Vec<&ClaimRecord>) = claims
            .iter()
            .partition(|claim| claim.supplements().is_some());
        if let [_, second, ..] = holders.as_slice() {
            let Words { zh, en } = told();
            let what = words!(
                "{zh}已向 {} 件申报承诺或支付",
                "{en} is promised or paid to {} claims",
                holders.len()
            );
            return Bad::new("paid-twice", what).claim(second).fail();
        }
        let holder = holders.first().copied();
        let occupancy = holder.map_or(Occupancy::Free, occupancy_of);
        let bad = |what: Words| {
            let bad = Bad::new("slot", what);
            holder.map_or(bad.clone().of(slot.key.subject), |claim| bad.claim(claim))
        };
        if slot.occupancy != occupancy {
            let (slot, own, due) = (
                told(),
                terms::occupancy(slot.occupancy),
                terms::occupancy(occupancy),
            );
            return bad(Words::new(
                format!("{}是{}，按其申报应是{}", slot.zh, own.zh, due.zh),
                format!("{} is {}, its claims say {}", slot.en, own.en, due.en),
            ))
            .fail();
        }
        for supplement in &supplements {
            if slot.occupancy != occupancy_of(supplement) {
                let Words { zh, en } = terms::state(supplement.state.name().code());
                let what = words!(
                    "补充申报是{zh}，而它所补充的申报并不是“已支付”",
                    "the supplement is {en}, but the claim it adds to does not stand paid"
                );
                return Bad::new("supplement-alone", what).claim(supplement).fail();
            }
        }
        let committed: i64 = claims
            .iter()
            .filter_map(|claim| claim.state.approval())
            .map(|approval| approval.total().get())
            .sum();
        if slot.committed.get() != committed {
            let Words { zh, en } = told();
            return bad(words!(
                "{zh}记为已承诺 {} 元，其申报合计为 {} 元",
                "{en} says {} yuan are committed, its claims say {}",
                slot.committed,
                Fen::new(committed)
            ))
            .fail();
        }
        Ok(())
    }

    fn slot_words(&self, key: &SlotKey) -> Words {
        let Words { zh, en } = programme_words(&self.ctx.installation.registry, &key.programme);
        words!("{zh} {} 年度的名额", "the slot of {} in {en}", key.year)
    }
}

/// A unit's budget of one source and year.
fn budget(
    registry: &Registry,
    (unit, year, source): (UnitId, i16, &str),
    names: &BTreeMap<UnitId, String>,
) -> Words {
    let unit = names
        .get(&unit)
        .cloned()
        .unwrap_or_else(|| format!("`{unit}`"));
    let Words { zh, en } = terms::source(registry, source);
    words!(
        "{unit} {year} 年度{zh}预算",
        "the {en} budget {year} of {unit}"
    )
}
