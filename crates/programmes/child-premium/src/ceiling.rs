//! The ceiling, to the fen: the least of standard, part owed, part paid and the union's own cap, less what
//! unions have committed to the child already.

use crate::method::Method;
use domain::draft::ClaimDraft;
use domain::fen::Fen;
use domain::period::Plan;
use policy::facts::Facts;

use crate::claim::Premium;
use crate::owed::Owed;

/// The sums of one assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sums {
    /// What the union's plan bears of the part owed (full, shared) or paid (reimbursement); none without a plan.
    pub(crate) plan_bears: Option<Fen>,
    /// What the family paid, for a reimbursement.
    pub(crate) paid: Option<Fen>,
    /// What all claims of the child-year together may never exceed.
    pub(crate) ceiling: Fen,
    /// What is left of the ceiling for this claim, whatever it asks for.
    pub(crate) left: Fen,
    /// What the union may pay now: never more than is left, nor than is claimed; nothing while a bound is unknown.
    pub(crate) payable: Fen,
    /// What the member bears of the part owed (shared payment only).
    pub(crate) member_share: Option<Fen>,
}

impl Sums {
    /// Computes all sums from the plan that applies to the claim's mode.
    pub(crate) fn of(draft: &ClaimDraft, facts: &Facts, plan: Option<&Plan>, owed: Owed) -> Self {
        let reimburses = draft.method == Method::Reimburse;
        let paid = draft.premium().paid.filter(|_| reimburses);
        let base = owed.standard.min(owed.personal).max(Fen::ZERO);
        let base = paid.map_or(base, |paid| base.min(paid).max(Fen::ZERO));
        let plan_bears = plan.map(|plan| plan.bears(base).max(Fen::ZERO));
        let ceiling = plan_bears.map_or(base, |bears| base.min(bears));
        let left = ceiling.saturating_sub(facts.already_committed.max(Fen::ZERO));
        let bounds_known = plan.is_some() && (paid.is_some() || !reimburses);
        let payable = if bounds_known {
            left.min(draft.claimed.max(Fen::ZERO))
        } else {
            Fen::ZERO
        };
        let member_share = plan_bears
            .filter(|_| draft.method == Method::Shared)
            .map(|_| owed.personal.saturating_sub(payable));
        Self {
            plan_bears,
            paid,
            ceiling,
            left,
            payable,
            member_share,
        }
    }

    /// Without usable parameters nothing is payable.
    pub(crate) fn nothing() -> Self {
        Self {
            plan_bears: None,
            paid: None,
            ceiling: Fen::ZERO,
            left: Fen::ZERO,
            payable: Fen::ZERO,
            member_share: None,
        }
    }
}
