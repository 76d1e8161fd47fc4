//! Announcement to members (四), and what the notice does not limit.

use domain::decision::Condition;

use super::{H19, H20};
use crate::assessment::Assessment;
use policy::condition::{With, pass, warn};

/// H-19: an announcement is on record.
pub(super) fn announced(assessment: &Assessment<'_>, out: &mut Vec<Condition>) {
    let found = if assessment.facts.announced {
        pass(&H19, "announcement-recorded")
    } else {
        warn(&H19, "announcement-missing")
    };
    out.push(found.with("year", assessment.draft.year));
}

/// H-20: neither the number of children nor the family's income is limited; nobody may invent a limit.
pub(super) fn no_other_limit(_: &Assessment<'_>, out: &mut Vec<Condition>) {
    out.push(pass(&H20, "no-other-limit").with("children_max", "unlimited"));
}
