//! Stored decisions that a change leaves in doubt. Claims that are locked are decided again in the same transaction;
//! others get the day of the change as the day they are to be decided again: reading treats them so at once
//! ([`crate::review::due`]), and whoever comes next writes it down.

use crate::error::Result;
use crate::payments::marks::Marks;
use chrono::NaiveDate;
use domain::claim_record::ClaimRecord;
use domain::draft::ClaimDraft;
use domain::ids::{ClaimRef, PersonId, UnitId};
use policy::Programme;
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;
use storage::claim_marks::{Shown, StoredMark};

/// What a unit of work leaves in doubt.
#[derive(Default)]
pub(crate) struct Doubts {
    /// Locked claims whose case or slot changed.
    pub(crate) locked: BTreeSet<ClaimRef>,
    /// The next day of claims whose decision stays as it is.
    pub(crate) again: BTreeMap<ClaimRef, Option<NaiveDate>>,
    /// Unions whose funding sources hold more or less than decisions say.
    budgets: BTreeSet<UnitId>,
    /// The marks that claims which came or left look for, and whose they are.
    looked_for: Vec<(StoredMark, ClaimRef)>,
    /// Claims that may share something with one that came, where whoever decided that one has looked for them.
    beside: BTreeSet<ClaimRef>,
    /// What these claims show now.
    shown: Shown,
    /// People for whom one of them is that may share something with others of theirs.
    subjects: BTreeSet<PersonId>,
    /// The claims themselves, which are decided with it.
    compared: BTreeSet<ClaimRef>,
}

impl Doubts {
    pub(crate) fn claims(&mut self, claims: impl IntoIterator<Item = ClaimRef>) {
        self.locked.extend(claims);
    }

    pub(crate) fn budget(&mut self, unit: UnitId) {
        self.budgets.insert(unit);
    }

    /// Whoever may share something with the claim is in doubt, and so is whatever else was filed for the subject, whose root
    /// is given. `beside` has the former where they were looked for in this transaction.
    pub(crate) fn sharers(
        &mut self,
        claim: &ClaimRecord,
        (programme, draft): (&dyn Programme, &ClaimDraft),
        (marks, beside): (&Marks, Option<&BTreeSet<ClaimRef>>),
        subject: PersonId,
    ) {
        match beside {
            Some(found) => self.beside.extend(found),
            None => {
                let looked_for = marks.looked_for.iter().cloned();
                let looked_for = looked_for.map(|mark| (mark, claim.handle));
                self.looked_for.extend(looked_for);
            }
        }
        self.shown
            .insert(claim.handle, (claim.programme.clone(), marks.shown.clone()));
        if programme.looks_among_own(draft) {
            self.subjects.insert(subject);
            self.compared.insert(claim.handle);
        }
    }

    /// Writes it; `new` claims were not stored before, `roots` has everybody whom one of the people was filed as.
    pub(crate) fn write(
        &self,
        db: &mut Db,
        today: NaiveDate,
        new: &BTreeSet<ClaimRef>,
        roots: &BTreeMap<PersonId, PersonId>,
    ) -> Result<()> {
        for (claim, day) in &self.again {
            storage::due::set(db, *claim, *day)?;
        }
        storage::due::mark_units(db, &self.budgets, today)?;
        storage::claim_marks::set_shown(db, &self.shown, new)?;
        storage::due::mark_showing(db, &self.looked_for, today)?;
        storage::due::mark_claims(db, &self.beside, today)?;
        let mut subjects = self.subjects.clone();
        let absorbed = roots
            .iter()
            .filter(|(_, root)| self.subjects.contains(root));
        subjects.extend(absorbed.map(|(person, _)| *person));
        storage::due::mark_subjects(db, &subjects, &self.compared, today)?;
        Ok(())
    }
}
