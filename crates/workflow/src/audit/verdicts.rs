//! The stored verdict of a claim fits what stands on it.

use super::{Bad, Check};
use domain::claim_record::ClaimRecord;
use domain::decision::Verdict;
use domain::slot::Slot;

/// A claim that no batch pays yet is not eligible while a duplicate case stands on it, or on the paid claim it adds to.
pub(super) fn fits_case(claim: &ClaimRecord, slot: Option<&Slot>) -> Check {
    let beside = claim.supplements().is_some() && slot.is_some_and(|slot| slot.case.is_some());
    let contested = claim.case.is_some() || beside;
    if !contested || claim.verdict != Verdict::Eligible || !claim.state.name().awaits_money() {
        return Ok(());
    }
    Bad::new(
        "verdict-under-case",
        "the stored verdict is `eligible` although a duplicate case stands on the claim; run `gongbao claim reassess`",
    )
    .claim(claim)
    .stop()
}
