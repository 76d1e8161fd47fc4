//! The slot of a slot: the row every command about it locks, and the only judge of
//! whether money may go out.

use crate::fen::Fen;
use crate::ids::{CaseId, ClaimId, SubjectId};
use crate::year::BenefitYear;
use serde::{Deserialize, Serialize};

/// What identifies a slot.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SlotKey {
    /// The root person.
    pub subject: SubjectId,
    /// Programme id.
    pub programme: String,
    /// Benefit year.
    pub year: BenefitYear,
    /// The programme's own part; a constant where one benefit a year is the rule.
    pub key: String,
}

/// Who occupies a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Occupancy {
    /// Nobody.
    Free,
    /// An approved or batched claim.
    Taken(ClaimId),
    /// A paid claim.
    Paid(ClaimId),
    /// A paid claim whose money is being claimed back.
    Recovering(ClaimId),
}

impl Occupancy {
    /// The stable code used in storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Taken(_) => "taken",
            Self::Paid(_) => "paid",
            Self::Recovering(_) => "recovering",
        }
    }

    /// The occupying claim.
    pub fn claim(self) -> Option<ClaimId> {
        match self {
            Self::Free => None,
            Self::Taken(claim) | Self::Paid(claim) | Self::Recovering(claim) => Some(claim),
        }
    }
}

/// A slot as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Its key.
    pub key: SlotKey,
    /// Who occupies it.
    pub occupancy: Occupancy,
    /// Approved plus paid minus recovered, in fen.
    pub committed: Fen,
    /// The open case about it.
    pub case: Option<CaseId>,
    /// Counts the writes.
    pub revision: i64,
}

/// Why a slot did not let a claim pass.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SlotRefusal {
    /// Another claim was first.
    #[error("another claim already holds this slot")]
    Occupied(ClaimId),
    /// A case must be decided first.
    #[error("an open duplicate case stands on this slot")]
    OpenCase(CaseId),
    /// Together with what is committed the sum would pass the ceiling.
    #[error("the sum would pass the ceiling of this slot")]
    AboveCeiling,
    /// The claim does not hold the slot, so it can neither pay nor free it.
    #[error("the claim does not hold this slot")]
    NotHolder,
}

impl Slot {
    /// A slot nobody has asked about yet.
    pub fn vacant(key: SlotKey) -> Self {
        Self {
            key,
            occupancy: Occupancy::Free,
            committed: Fen::ZERO,
            case: None,
            revision: 0,
        }
    }

    /// Takes the slot for an approval of `amount`.
    ///
    /// # Errors
    /// [`SlotRefusal`] when it is occupied, contested, or the ceiling would be passed.
    pub fn take(&mut self, claim: ClaimId, amount: Fen, ceiling: Fen) -> Result<(), SlotRefusal> {
        if let Some(case) = self.case {
            return Err(SlotRefusal::OpenCase(case));
        }
        if let Some(holder) = self.occupancy.claim() {
            return Err(SlotRefusal::Occupied(holder));
        }
        let committed = self
            .committed
            .checked_add(amount)
            .ok_or(SlotRefusal::AboveCeiling)?;
        if committed > ceiling {
            return Err(SlotRefusal::AboveCeiling);
        }
        self.occupancy = Occupancy::Taken(claim);
        self.committed = committed;
        Ok(())
    }

    /// Commits `amount` more for a supplementary claim beside the paid claim `paid`; the paid claim
    /// keeps the slot.
    ///
    /// # Errors
    /// [`SlotRefusal`] when `paid` does not hold the slot as paid, or the ceiling would be passed.
    pub fn supplement(
        &mut self,
        paid: ClaimId,
        amount: Fen,
        ceiling: Fen,
    ) -> Result<(), SlotRefusal> {
        if let Some(case) = self.case {
            return Err(SlotRefusal::OpenCase(case));
        }
        if self.occupancy != Occupancy::Paid(paid) {
            return Err(SlotRefusal::NotHolder);
        }
        let committed = self
            .committed
            .checked_add(amount)
            .ok_or(SlotRefusal::AboveCeiling)?;
        if committed > ceiling {
            return Err(SlotRefusal::AboveCeiling);
        }
        self.committed = committed;
        Ok(())
    }

    /// Takes what a supplementary claim had committed back: its approval was withdrawn, its line
    /// refused, or its payment recovered. The paid claim keeps the slot.
    ///
    /// # Errors
    /// [`SlotRefusal::NotHolder`] when `paid` does not hold the slot as paid, or less is committed.
    pub fn supplement_left(&mut self, paid: ClaimId, amount: Fen) -> Result<(), SlotRefusal> {
        if self.occupancy != Occupancy::Paid(paid) || amount > self.committed {
            return Err(SlotRefusal::NotHolder);
        }
        self.committed = self
            .committed
            .checked_sub(amount)
            .ok_or(SlotRefusal::NotHolder)?;
        Ok(())
    }

    /// Frees the slot: the approval was withdrawn, or the line refused.
    ///
    /// # Errors
    /// [`SlotRefusal::NotHolder`] when `claim` has not taken it.
    pub fn release(&mut self, claim: ClaimId, amount: Fen) -> Result<(), SlotRefusal> {
        self.leave(Occupancy::Taken(claim), amount)
    }

    /// Marks the slot as paid.
    ///
    /// # Errors
    /// [`SlotRefusal::NotHolder`] when `claim` has not taken it.
    pub fn pay(&mut self, claim: ClaimId) -> Result<(), SlotRefusal> {
        self.step(Occupancy::Taken(claim), Occupancy::Paid(claim))
    }

    /// Marks the slot as taken again: the payment was registered by mistake.
    ///
    /// # Errors
    /// [`SlotRefusal::NotHolder`] when `claim` was not paid from it.
    pub fn unpay(&mut self, claim: ClaimId) -> Result<(), SlotRefusal> {
        self.step(Occupancy::Paid(claim), Occupancy::Taken(claim))
    }

    /// Marks the slot as being recovered; it stays occupied.
    ///
    /// # Errors
    /// [`SlotRefusal::NotHolder`] when `claim` was not paid from it.
    pub fn recover(&mut self, claim: ClaimId) -> Result<(), SlotRefusal> {
        self.step(Occupancy::Paid(claim), Occupancy::Recovering(claim))
    }

    /// Frees the slot after full recovery.
    ///
    /// # Errors
    /// [`SlotRefusal::NotHolder`] when `claim` is not being recovered.
    pub fn recovered(&mut self, claim: ClaimId, amount: Fen) -> Result<(), SlotRefusal> {
        self.leave(Occupancy::Recovering(claim), amount)
    }

    /// Moves what the holder has committed from one sum to another: a part of it was refused, let go, or is owed again.
    ///
    /// # Errors
    /// [`SlotRefusal::NotHolder`] when `claim` holds no such sum; [`SlotRefusal::AboveCeiling`] for more than before while
    /// another claim shares the slot, which may have used the room meanwhile.
    pub fn adjust(&mut self, claim: ClaimId, from: Fen, to: Fen) -> Result<(), SlotRefusal> {
        if self.occupancy.claim() != Some(claim) || from > self.committed {
            return Err(SlotRefusal::NotHolder);
        }
        if to > from && self.committed != from {
            return Err(SlotRefusal::AboveCeiling);
        }
        let others = self
            .committed
            .checked_sub(from)
            .ok_or(SlotRefusal::NotHolder)?;
        self.committed = others.checked_add(to).ok_or(SlotRefusal::AboveCeiling)?;
        Ok(())
    }

    fn step(&mut self, from: Occupancy, to: Occupancy) -> Result<(), SlotRefusal> {
        if self.occupancy != from {
            return Err(SlotRefusal::NotHolder);
        }
        self.occupancy = to;
        Ok(())
    }

    fn leave(&mut self, from: Occupancy, amount: Fen) -> Result<(), SlotRefusal> {
        self.step(from, Occupancy::Free)?;
        self.committed = self
            .committed
            .checked_sub(amount)
            .ok_or(SlotRefusal::NotHolder)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PersonId;
    use uuid::Uuid;

    fn claim(n: u128) -> ClaimId {
        ClaimId(Uuid::from_u128(n))
    }

    fn slot() -> Slot {
        Slot::vacant(SlotKey {
            subject: PersonId(Uuid::from_u128(1)),
            programme: "child-premium".into(),
            year: BenefitYear::new(2026),
            key: "year".into(),
        })
    }

    #[test]
    fn the_second_claim_is_told_who_was_first() {
        let mut slot = slot();
        let standard = Fen::new(40_000);
        assert_eq!(slot.take(claim(1), standard, standard), Ok(()));
        assert_eq!(
            slot.take(claim(2), standard, standard),
            Err(SlotRefusal::Occupied(claim(1)))
        );
        assert_eq!(slot.committed, standard);
    }

    #[test]
    fn only_the_holder_pays_or_frees() {
        let mut slot = slot();
        slot.take(claim(1), Fen::new(1), Fen::new(1)).unwrap();
        assert_eq!(slot.pay(claim(2)), Err(SlotRefusal::NotHolder));
        assert_eq!(
            slot.release(claim(2), Fen::new(1)),
            Err(SlotRefusal::NotHolder)
        );
        assert_eq!(slot.pay(claim(1)), Ok(()));
        assert_eq!(slot.unpay(claim(2)), Err(SlotRefusal::NotHolder));
        assert_eq!(slot.unpay(claim(1)), Ok(()));
        assert_eq!(slot.pay(claim(1)), Ok(()));
        assert_eq!(
            slot.release(claim(1), Fen::new(1)),
            Err(SlotRefusal::NotHolder)
        );
    }

    #[test]
    fn the_ceiling_holds_for_a_supplement_too() {
        let mut slot = slot();
        slot.take(claim(1), Fen::new(30_000), Fen::new(40_000))
            .unwrap();
        slot.pay(claim(1)).unwrap();
        assert_eq!(
            slot.supplement(claim(1), Fen::new(10_001), Fen::new(40_000)),
            Err(SlotRefusal::AboveCeiling)
        );
        assert_eq!(
            slot.supplement(claim(1), Fen::new(10_000), Fen::new(40_000)),
            Ok(())
        );
    }

    #[test]
    fn a_supplement_that_leaves_takes_back_its_own_sum_and_nothing_else() {
        let mut slot = slot();
        let ceiling = Fen::new(40_000);
        slot.take(claim(1), Fen::new(30_000), ceiling).unwrap();
        assert_eq!(
            slot.supplement(claim(1), Fen::new(1), ceiling),
            Err(SlotRefusal::NotHolder),
            "nothing is paid yet"
        );
        slot.pay(claim(1)).unwrap();
        slot.supplement(claim(1), Fen::new(5_000), ceiling).unwrap();
        assert_eq!(
            slot.supplement_left(claim(2), Fen::new(5_000)),
            Err(SlotRefusal::NotHolder)
        );
        assert_eq!(
            slot.supplement_left(claim(1), Fen::new(35_001)),
            Err(SlotRefusal::NotHolder)
        );
        assert_eq!(slot.supplement_left(claim(1), Fen::new(5_000)), Ok(()));
        assert_eq!(
            (slot.occupancy, slot.committed),
            (Occupancy::Paid(claim(1)), Fen::new(30_000))
        );
    }
}
