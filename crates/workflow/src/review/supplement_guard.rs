//! What other claims of the same slot forbid a claim to do: a payment that a supplement rests on
//! is not claimed back first, and nothing comes back to life where something took its place.

use crate::error::Refusal;
use crate::work::Work;
use domain::claim::{ClaimState, StateName};
use domain::claim_record::ClaimRecord;
use domain::ids::UnitId;
use domain::slot::Occupancy;

/// Refuses a step that would leave a supplement without its paid claim, or a live claim beside another
/// one of its key.
pub(crate) fn refuse(
    work: &Work,
    claim: &ClaimRecord,
    next: &ClaimState,
) -> std::result::Result<(), Refusal> {
    let unpaid = claim.state.name() == StateName::Paid && next.name() == StateName::Batched;
    if (unpaid || next.name() == StateName::Recovering)
        && let Some(supplement) = work.supplements_of(claim).first()
    {
        let message = words!(
            "这笔支付上还有补充申报，请先撤回或追回补充申报：{}",
            "a supplementary claim rests on this payment, withdraw or recover it first: {}",
            supplement.number
        );
        return Err(work.refused_by_last_writer(supplement, "supplement-live", message));
    }
    if claim.state.name().is_live() || !next.name().is_live() {
        return Ok(());
    }
    match claim.supplements() {
        Some(paid) => {
            refuse_unpaid(work, claim)?;
            refuse_waiting(work, paid)
        }
        None => refuse_superseded(work, claim),
    }
}

/// A supplement needs its paid claim.
pub(crate) fn refuse_unpaid(
    work: &Work,
    supplement: &ClaimRecord,
) -> std::result::Result<(), Refusal> {
    let paid = supplement.supplements().map(|paid| paid.id);
    let holds = work
        .slot_of(supplement)
        .is_some_and(|slot| paid.is_some_and(|paid| slot.occupancy == Occupancy::Paid(paid)));
    if holds {
        return Ok(());
    }
    Err(Refusal::new(
        "not-paid",
        words!(
            "只有已支付且未在追回的申报可以补充申报",
            "only a claim that is paid, and not being claimed back, can be supplemented"
        ),
    ))
}

/// One supplement after the other: a second one waits until the first is paid.
pub(crate) fn refuse_waiting(
    work: &Work,
    paid: domain::ids::ClaimRef,
) -> std::result::Result<(), Refusal> {
    let Some(paid) = work.claim(paid) else {
        return Err(Refusal::new(
            "not-found",
            words!("没有这件申报", "the claim does not exist"),
        ));
    };
    let supplements = work.supplements_of(paid);
    let waiting = supplements.iter().find(|supplement| {
        !matches!(
            supplement.state.name(),
            StateName::Paid | StateName::Reconciled | StateName::Recovering
        )
    });
    match waiting {
        None => Ok(()),
        Some(supplement) => Err(work.refused_by_last_writer(
            supplement,
            "supplement-open",
            words!(
                "已有未办结的补充申报，请先处理：{}",
                "a supplementary claim is under way already, decide it first: {}",
                supplement.number
            ),
        )),
    }
}

/// A claim does not come back beside a newer one of the same unit, member and subject.
fn refuse_superseded(work: &Work, claim: &ClaimRecord) -> std::result::Result<(), Refusal> {
    let key = |one: &ClaimRecord| -> (UnitId, _, _) { (one.unit, one.member, one.handle.subject) };
    let newer = work
        .live_on(&claim.slot(work.root_of(claim.handle.subject)))
        .into_iter()
        .filter_map(|handle| work.claim(handle))
        .find(|other| key(other) == key(claim));
    match newer {
        None => Ok(()),
        Some(newer) => Err(work.refused_by_last_writer(
            newer,
            "superseded",
            words!(
                "单位已重新申报，本件保持原状：{}",
                "its unit filed it anew since, so this one stays as it is: {}",
                newer.number
            ),
        )),
    }
}
