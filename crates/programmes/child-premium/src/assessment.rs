//! One claim under assessment: the row, the facts, the year's parameters, and what follows from them once.

use crate::method::Method;
use chrono::NaiveDate;
use domain::draft::ClaimDraft;
use domain::fen::Fen;
use domain::period::{Plan, Window};
use policy::facts::Facts;

use crate::ceiling::Sums;
use crate::claim::{Premium, PremiumForm};
use crate::options::{self, Choice};
use crate::owed::{self, Owed};
use crate::params::Snapshot;
use crate::timing::Timing;

/// Everything a rule may look at.
pub(crate) struct Assessment<'a> {
    pub(crate) draft: &'a ClaimDraft,
    pub(crate) form: &'a PremiumForm,
    pub(crate) method: Method,
    pub(crate) facts: &'a Facts,
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) timing: Timing,
    pub(crate) owed: Owed,
    pub(crate) sums: Sums,
}

impl<'a> Assessment<'a> {
    /// Gathers what the rules share.
    pub(crate) fn open(draft: &'a ClaimDraft, facts: &'a Facts, snapshot: &'a Snapshot) -> Self {
        let timing = Timing::of(draft, facts.today, snapshot.year.window.days());
        let tier = options::choose(options::HIGHER_TIER, &facts.rulings, &snapshot.option);
        let by_own_tier = tier.value() == Some("own-tier");
        let owed = Owed::of(draft, timing, snapshot, by_own_tier);
        let plan = plan_for(draft, facts);
        let sums = if draft.year.get() == snapshot.year.year {
            Sums::of(draft, facts, plan, owed)
        } else {
            // Another year's standard must never decide a sum.
            Sums::nothing()
        };
        Self {
            draft,
            form: draft.premium(),
            method: Method::of(draft),
            facts,
            snapshot,
            timing,
            owed,
            sums,
        }
    }

    /// The plan, if it is one for the claim's own payment method.
    pub(crate) fn plan(&self) -> Option<&Plan> {
        plan_for(self.draft, self.facts)
    }

    /// The window of the claim's benefit year.
    pub(crate) fn window(&self) -> Window {
        self.snapshot.year.window.days()
    }

    /// The child's date of birth.
    pub(crate) fn born(&self) -> Option<NaiveDate> {
        owed::born(self.draft)
    }

    /// The family has paid nothing, or the row does not say that it has.
    pub(crate) fn nothing_paid(&self) -> bool {
        self.form.paid.is_none_or(|paid| paid <= Fen::ZERO)
    }

    /// A newborn whose contribution was waived: the row says that nothing was paid, or speaks of no payment at all.
    pub(crate) fn waived(&self) -> bool {
        let form = self.form;
        let of_no_payment = form.paid.is_none() && form.paid_on.is_none() && form.voucher.is_none();
        let nothing_paid = form.paid == Some(Fen::ZERO) || of_no_payment;
        self.owed.waiver_likely && self.method == Method::Reimburse && nothing_paid
    }

    /// There is no payment, because nothing was owed.
    pub(crate) fn nothing_to_prove(&self) -> bool {
        self.waived() || (self.owed.personal == Fen::ZERO && self.nothing_paid())
    }

    /// The benefit year whose plan the claim needs.
    pub(crate) fn plan_year(&self) -> i16 {
        self.facts.plan_year.unwrap_or(self.draft.year.get())
    }

    /// The value in force for an open point.
    pub(crate) fn choice(&self, key: &'static str) -> Choice<'_> {
        options::choose(key, &self.facts.rulings, &self.snapshot.option)
    }
}

fn plan_for<'a>(draft: &ClaimDraft, facts: &'a Facts) -> Option<&'a Plan> {
    facts
        .plan
        .as_ref()
        .filter(|plan| plan.method == draft.method)
}
