//! Opens a case when a second live claim meets a slot.

use crate::error::Result;
use crate::work::Work;
use domain::case::CaseKind;
use domain::ids::{CaseId, ClaimRef};
use domain::slot::SlotKey;

/// Puts every rival claim of a slot under one case: the open one if there is one, else a new one.
///
/// Claims that are sealed or paid join too: they keep the slot, and the case shows them.
pub(crate) fn open_or_join(work: &mut Work, slot: &SlotKey, rivals: &[ClaimRef]) -> Result<()> {
    let open: Option<CaseId> = work.slots.get(slot).and_then(|held| held.value.case);
    match open {
        None => {
            work.open_case(CaseKind::SameChildYear, rivals)?;
        }
        Some(case) => {
            let outside: Vec<ClaimRef> = rivals
                .iter()
                .filter(|handle| work.claim(**handle).is_some_and(|claim| claim.case != Some(case)))
                .copied()
                .collect();
            for handle in outside {
                work.join_case(case, handle)?;
            }
        }
    }
    Ok(())
}

/// Puts a new claim and the claims of somebody who may be the same child under one case.
pub(crate) fn open_across(work: &mut Work, kind: CaseKind, newcomer: ClaimRef, others: &[ClaimRef]) -> Result<()> {
    if work.claim(newcomer).is_some_and(|claim| claim.case.is_some()) {
        return Ok(());
    }
    let open = others.iter().find_map(|handle| work.claim(*handle).and_then(|claim| claim.case));
    match open {
        Some(case) => work.join_case(case, newcomer),
        None => {
            let mut all = vec![newcomer];
            all.extend_from_slice(others);
            work.open_case(kind, &all).map(|_| ())
        }
    }
}
