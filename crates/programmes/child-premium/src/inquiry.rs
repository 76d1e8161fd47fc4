//! One claim under assessment: the row, the facts, the year's parameters, and what follows from them once.

use chrono::NaiveDate;
use domain::draft::ClaimDraft;
use domain::period::{Plan, Window};
use policy::facts::Facts;

use crate::ceiling::Sums;
use crate::options::{self, Choice};
use crate::owed::{self, Owed};
use crate::params::Snapshot;
use crate::timing::Timing;

/// Everything a rule may look at.
pub(crate) struct Inquiry<'a> {
    pub(crate) draft: &'a ClaimDraft,
    pub(crate) facts: &'a Facts,
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) timing: Timing,
    pub(crate) owed: Owed,
    pub(crate) sums: Sums,
}

impl<'a> Inquiry<'a> {
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
            facts,
            snapshot,
            timing,
            owed,
            sums,
        }
    }

    /// The plan, if it is one for the claim's own mode.
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

    /// The value in force for an open point.
    pub(crate) fn choice(&self, key: &'static str) -> Choice<'_> {
        options::choose(key, &self.facts.rulings, &self.snapshot.option)
    }
}

fn plan_for<'a>(draft: &ClaimDraft, facts: &'a Facts) -> Option<&'a Plan> {
    facts.plan.as_ref().filter(|plan| plan.mode == draft.mode)
}
