//! The stored verdict of a claim fits what stands on it.

use super::{Bad, Check};
use crate::words::Words;
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
    let Words { zh, en } = Verdict::Eligible.into();
    Bad::new(
        "verdict-under-case",
        words!(
            "申报有未处理的重复案件，已存的判定却仍是“{zh}”；请执行 `gongbao claim reassess`",
            "the stored verdict is `{en}` although a duplicate case stands on the claim; run `gongbao claim reassess`"
        ),
    )
    .claim(claim)
    .fail()
}
