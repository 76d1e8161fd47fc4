//! Stored decisions that a change leaves in doubt. Claims that are locked are decided again in the same transaction;
//! others get the day of the change as the day they are to be decided again: reading treats them so at once
//! ([`crate::due`]), and whoever comes next writes it down.

use crate::error::Result;
use crate::payments::{rests_on_a_voucher, voucher_of};
use crate::session::Env;
use chrono::NaiveDate;
use domain::claim_record::ClaimRecord;
use domain::ids::{ClaimRef, PersonId, UnitId};
use domain::voucher;
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;

/// What a unit of work leaves in doubt.
#[derive(Default)]
pub(crate) struct Doubts {
    /// Locked claims whose case or slot changed.
    pub(crate) locked: BTreeSet<ClaimRef>,
    /// The next day of claims whose decision stays as it is.
    pub(crate) again: BTreeMap<ClaimRef, Option<NaiveDate>>,
    /// Unions whose funding sources hold more or less than decisions say.
    budgets: BTreeSet<UnitId>,
    /// What the vouchers that came to a claim or left one ask for, and whose they are.
    asked: BTreeMap<String, BTreeSet<ClaimRef>>,
    /// The marks of these claims' vouchers now.
    marks: BTreeMap<ClaimRef, BTreeSet<String>>,
    /// People of whom a payment came to a claim or left one.
    subjects: BTreeSet<PersonId>,
    /// The claims themselves, which are decided with it.
    paid: BTreeSet<ClaimRef>,
}

impl Doubts {
    pub(crate) fn claims(&mut self, claims: impl IntoIterator<Item = ClaimRef>) {
        self.locked.extend(claims);
    }

    pub(crate) fn budget(&mut self, unit: UnitId) {
        self.budgets.insert(unit);
    }

    /// Whoever shows the claim's voucher too, or one that looks like it, is in doubt, and so is whatever else was filed
    /// for the subject, whose root is given.
    pub(crate) fn payment(&mut self, env: &Env, claim: &ClaimRecord, subject: PersonId) {
        let voucher = voucher_of(env, claim);
        for mark in voucher.as_deref().map(voucher::asked).unwrap_or_default() {
            self.asked.entry(mark).or_default().insert(claim.handle);
        }
        let marks = voucher.as_deref().map(voucher::marks).unwrap_or_default();
        self.marks.insert(claim.handle, marks);
        if !rests_on_a_voucher(env, claim) {
            return;
        }
        self.subjects.insert(subject);
        self.paid.insert(claim.handle);
    }

    /// Writes it; `roots` has everybody whom one of the people was filed as.
    pub(crate) fn write(
        &self,
        db: &mut Db,
        today: NaiveDate,
        roots: &BTreeMap<PersonId, PersonId>,
    ) -> Result<()> {
        for (claim, day) in &self.again {
            storage::due::set(db, *claim, *day)?;
        }
        storage::due::mark_units(db, &self.budgets, today)?;
        storage::vouchers::set_marks(db, &self.marks)?;
        storage::due::mark_vouchers(db, &self.asked, today)?;
        let mut subjects = self.subjects.clone();
        let absorbed = roots
            .iter()
            .filter(|(_, root)| self.subjects.contains(root));
        subjects.extend(absorbed.map(|(person, _)| *person));
        storage::due::mark_subjects(db, &subjects, &self.paid, today)?;
        Ok(())
    }
}
