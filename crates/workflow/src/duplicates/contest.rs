//! Opens a case when a second live claim meets a slot.

use crate::error::Result;
use crate::work::Work;
use domain::case::CaseKind;
use domain::ids::{CaseId, ClaimRef, PersonId};
use domain::slot::SlotKey;

/// Puts every rival claim of a slot under one case: the open one if there is one, else a new one.
///
/// Claims that are sealed or paid join too: they keep the slot, and the case shows them.
pub(crate) fn open_or_join(work: &mut Work, slot: &SlotKey, rivals: &[ClaimRef]) -> Result<()> {
    let open: Option<CaseId> = work.slots.get(slot).and_then(|held| held.value.case);
    match open {
        None => {
            work.open_case(CaseKind::SameSlot, rivals, Vec::new())?;
        }
        Some(case) => {
            let outside: Vec<ClaimRef> = rivals
                .iter()
                .filter(|handle| {
                    work.claim(**handle)
                        .is_some_and(|claim| claim.case != Some(case))
                })
                .copied()
                .collect();
            for handle in outside {
                work.join_case(case, handle)?;
            }
        }
    }
    Ok(())
}

/// Puts a claim and the claims of somebody who may be the same person under one case.
///
/// Where both sides stand in different open cases already, each stays with its own: both are blocked.
pub(crate) fn open_across(
    work: &mut Work,
    kind: CaseKind,
    newcomer: ClaimRef,
    suspect: PersonId,
    others: &[ClaimRef],
) -> Result<()> {
    let case_of = |work: &Work, handle: ClaimRef| work.claim(handle).and_then(|claim| claim.case);
    let open =
        case_of(work, newcomer).or_else(|| others.iter().find_map(|handle| case_of(work, *handle)));
    let mut all = vec![newcomer];
    all.extend_from_slice(others);
    let Some(case) = open else {
        return work.open_case(kind, &all, vec![suspect]).map(|_| ());
    };
    all.retain(|handle| case_of(work, *handle).is_none());
    all.into_iter()
        .try_for_each(|handle| work.join_case(case, handle))
}
