//! What the family really owes: the part the notice leaves to the medical insurance administration.

use crate::method::Method;
use domain::draft::ClaimDraft;
use domain::fen::Fen;

use crate::claim::Premium;
use crate::params::Snapshot;
use crate::timing::Timing;

/// What is owed for one child and year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Owed {
    /// The standard a union may bear: the base tier's, or the child's own where the province so ruled.
    pub(crate) standard: Fen,
    /// The child's own tier, as its voucher shows it: the base tier unless a higher one fits exactly.
    pub(crate) own_tier: Fen,
    /// The personal part of the contribution: the standard, reduced by assisted enrolment.
    pub(crate) personal: Fen,
    /// The most the tax bureau would ask of the family in this situation: outside the window also the fiscal
    /// subsidy's part, and the highest tier. A voucher above it contradicts the row.
    pub(crate) asked_max: Fen,
    /// Born in the benefit year: the contribution of that year is mostly waived.
    pub(crate) waiver_likely: bool,
}

impl Owed {
    /// Looks the child up in the table of the year; `by_own_tier` where the province so ruled.
    pub(crate) fn of(
        draft: &ClaimDraft,
        timing: Timing,
        snapshot: &Snapshot,
        by_own_tier: bool,
    ) -> Self {
        let ratio = snapshot.owed_bp(draft.premium().assistance);
        let subsidy = if timing.is_after() {
            Fen::new(snapshot.year.fiscal_subsidy_fen)
        } else {
            Fen::ZERO
        };
        let asked = snapshot.highest_standard().share(ratio);
        let benefit = snapshot.year.benefit.days();
        // The union does not know what a child has to pay until the family has paid it.
        let paid = draft
            .premium()
            .paid
            .filter(|_| draft.method == Method::Reimburse);
        let fits = |tier: &Fen| {
            let personal = tier.share(ratio);
            paid == Some(personal) || paid == personal.checked_add(subsidy)
        };
        let own_tier = snapshot
            .tiers()
            .find(fits)
            .unwrap_or_else(|| snapshot.standard());
        let standard = if by_own_tier {
            own_tier
        } else {
            snapshot.standard()
        };
        Self {
            standard,
            own_tier,
            personal: standard.share(ratio),
            asked_max: asked.checked_add(subsidy).unwrap_or(asked),
            waiver_likely: born(draft).is_some_and(|born| benefit.contains(born)),
        }
    }
}

/// The child's date of birth: the row's, else the one its first readable number carries.
pub(crate) fn born(draft: &ClaimDraft) -> Option<chrono::NaiveDate> {
    draft.subject.birth_date.or_else(|| {
        draft
            .subject
            .identities
            .iter()
            .find_map(domain::identity::IdentityNumber::birth_date)
    })
}
