//! Stops claims in the very transaction that approves or seals them: what was filed or declared since they were looked
//! for counts too.

use super::{Own, suspects};
use crate::error::{Refusal, Result};
use crate::session::Context;
use crate::work::Work;
use domain::claim_record::ClaimRecord;
use domain::ids::ClaimRef;
use std::collections::BTreeSet;
use storage::Db;

/// The code of a refusal that opens a case.
pub(crate) const CODE: &str = "family-duplicate";

/// Claims that another one of the family stands in the way of.
#[derive(Default)]
pub(crate) struct Stopped(BTreeSet<ClaimRef>);

impl Stopped {
    /// Looks for the families of locked claims. One with an open case is refused for that anyway.
    pub(crate) fn load(db: &mut Db, work: &Work, handles: &[ClaimRef]) -> Result<Self> {
        Self::of(
            db,
            &work.ctx,
            handles.iter().filter_map(|handle| work.claim(*handle)),
        )
    }

    /// Looks for the families of claims as they are in the transaction.
    pub(crate) fn of<'c>(
        db: &mut Db,
        ctx: &Context,
        claims: impl IntoIterator<Item = &'c ClaimRecord>,
    ) -> Result<Self> {
        let free = claims.into_iter().filter(|claim| claim.case.is_none());
        let own: Vec<Own> = free.map(own).collect();
        let pairs = suspects(db, ctx, &own)?;
        Ok(Self(pairs.into_iter().flat_map(|(a, b)| [a, b]).collect()))
    }

    /// Refuses a claim that was found.
    pub(crate) fn check(&self, claim: &ClaimRecord) -> std::result::Result<(), Refusal> {
        if self.0.contains(&own(claim).0) && claim.case.is_none() {
            return Err(Refusal::new(
                CODE,
                words!(
                    "可能是同一家庭的人已用另一份证件申报，出生日期相同或相隔太近，请先处理重复申报",
                    "somebody who may be of the same family, born on the same day or too near to it, is claimed under another document: decide the duplicate case first"
                ),
            ));
        }
        Ok(())
    }
}

/// A claim as it is looked for. A supplement is no claim of its own to the slot; its paid claim is.
pub(super) fn own(claim: &ClaimRecord) -> Own {
    (claim.supplements().unwrap_or(claim.handle), claim.member)
}
