//! Stored decisions that a change leaves in doubt. Claims that are locked are decided again in the same transaction;
//! others get the day of the change as the day they are to be decided again: reading treats them so at once
//! ([`crate::due`]), and whoever comes next writes it down.

use crate::error::Result;
use crate::payments::voucher_of;
use chrono::NaiveDate;
use domain::claim_record::ClaimRecord;
use domain::ids::{ClaimRef, UnitId};
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;

/// What a unit of work leaves in doubt.
#[derive(Default)]
pub(crate) struct Doubts {
    /// Locked claims whose case or child-year changed.
    pub(crate) locked: BTreeSet<ClaimRef>,
    /// The next day of claims whose decision stays as it is.
    pub(crate) again: BTreeMap<ClaimRef, Option<NaiveDate>>,
    /// Unions whose purses hold more or less than decisions say.
    purses: BTreeSet<UnitId>,
    /// Vouchers that came to a claim or left one.
    vouchers: BTreeSet<String>,
}

impl Doubts {
    pub(crate) fn claims(&mut self, claims: impl IntoIterator<Item = ClaimRef>) {
        self.locked.extend(claims);
    }

    pub(crate) fn purse(&mut self, unit: UnitId) {
        self.purses.insert(unit);
    }

    /// Whoever shows the claim's voucher too is in doubt.
    pub(crate) fn voucher(&mut self, claim: &ClaimRecord) {
        if voucher_of(claim.mode, claim.voucher.as_deref()).is_some() {
            self.vouchers.extend(claim.voucher.clone());
        }
    }

    pub(crate) fn write(&self, db: &mut Db, today: NaiveDate) -> Result<()> {
        for (claim, day) in &self.again {
            storage::due::set(db, *claim, *day)?;
        }
        storage::due::mark_units(db, &self.purses, today)?;
        storage::due::mark_vouchers(db, &self.vouchers, today)?;
        Ok(())
    }
}
