//! Slots against the claims of the whole family of merged people, and budgets against approvals.

use super::subjects::{grouped, occupancy_of};
use super::{Bad, Check, PAGE, Pass, readable};
use crate::money;
use domain::claim_record::ClaimRecord;
use domain::ids::{PersonId, UnitId};
use domain::slot::{Occupancy, Slot};
use domain::unit::Scope;
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;

impl Pass<'_> {
    pub(super) fn slots(&self, db: &mut Db) -> Check {
        let mut after = None;
        loop {
            let subjects = storage::slots::subjects_page(db, after, PAGE)?;
            let Some(last) = subjects.last() else {
                return Ok(());
            };
            after = Some(*last);
            page(db, &subjects)?;
        }
    }

    pub(super) fn budgets(&self, db: &mut Db) -> Check {
        let units: Vec<UnitId> = storage::units::all(db, &Scope::everything())?
            .into_iter()
            .map(|row| row.id.into())
            .collect();
        let mut seen = BTreeSet::new();
        for row in storage::plans::budgets_of(db, &units)? {
            let key = money::key_of(&row);
            let reserved = self.reserved.get(&key).copied().unwrap_or_default();
            if row.reserved_fen != reserved {
                let what = format!(
                    "the {} budget {} of unit {} says {} fen are reserved, its approvals say {reserved}",
                    row.source, row.calendar_year, key.0, row.reserved_fen
                );
                return Bad::new("budget", what).stop();
            }
            seen.insert(key);
        }
        match self.reserved.iter().find(|(key, sum)| **sum != 0 && !seen.contains(*key)) {
            Some(((unit, year, source), sum)) => {
                Bad::new("budget", format!("{sum} fen are approved from the {source} budget {year} of unit {unit}, which does not exist")).stop()
            }
            None => Ok(()),
        }
    }
}

fn page(db: &mut Db, subjects: &[PersonId]) -> Check {
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
        slot_fits(&slot, &[])?;
    }
    for slot in readable(db, &roots, storage::slots::of_subjects)? {
        slot_fits(&slot, &holders.remove(&slot.key).unwrap_or_default())?;
    }
    match holders.into_values().flatten().next() {
        Some(claim) => Bad::new("slot", "the claim has no slot")
            .claim(&claim)
            .stop(),
        None => Ok(()),
    }
}

/// One claim at the most holds a slot, and the supplements stand beside it once it is paid; what
/// is committed is the sum of them all.
fn slot_fits(slot: &Slot, claims: &[ClaimRecord]) -> Check {
    let year = format!("slot of {} in {}", slot.key.year, slot.key.programme);
    let (supplements, holders): (Vec<&ClaimRecord>, Vec<&ClaimRecord>) = claims
        .iter()
        .partition(|claim| claim.supplements().is_some());
    if let [_, second, ..] = holders.as_slice() {
        let what = format!("{year} is promised or paid to {} claims", holders.len());
        return Bad::new("paid-twice", what).claim(second).stop();
    }
    let holder = holders.first().copied();
    let occupancy = holder.map_or(Occupancy::Free, occupancy_of);
    let bad = |what: String| {
        let bad = Bad::new("slot", what);
        holder.map_or(bad.clone().of(slot.key.subject), |claim| bad.claim(claim))
    };
    if slot.occupancy != occupancy {
        return bad(format!(
            "the slot of {year} is {}, its claims say {}",
            slot.occupancy.code(),
            occupancy.code()
        ))
        .stop();
    }
    for supplement in &supplements {
        if slot.occupancy != occupancy_of(supplement) {
            let what = format!(
                "the supplement is {}, but the claim it adds to does not stand paid",
                supplement.state.name().code()
            );
            return Bad::new("supplement-alone", what).claim(supplement).stop();
        }
    }
    let committed: i64 = claims
        .iter()
        .filter_map(|claim| claim.state.approval())
        .map(|approval| approval.total().get())
        .sum();
    if slot.committed.get() != committed {
        return bad(format!(
            "{} fen are committed on {year}, its claims say {committed}",
            slot.committed.get()
        ))
        .stop();
    }
    Ok(())
}
