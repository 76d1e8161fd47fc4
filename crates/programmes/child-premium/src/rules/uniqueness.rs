//! One child, one year, one union (二.4(1)).

use domain::decision::Condition;
use domain::fen::Fen;
use policy::facts::Partner;

use super::{H10, H11, unreadable};
use crate::assessment::Assessment;
use crate::facts::PARTNER;
use crate::options::SPOUSE_OUTSIDE;
use policy::condition::{With, pass, reject, review, wait, warn};

/// H-10: while both parents' claims are open, the couple has to choose; nobody chooses for them.
pub(super) fn one_parent(assessment: &Assessment<'_>, out: &mut Vec<Condition>) {
    let facts = assessment.facts;
    let partner = facts.answers.get(&PARTNER).unwrap_or_default();
    let spouse = match partner {
        Partner::Unknown => "unknown",
        Partner::OutsideSystem => "outside-system",
        Partner::Unidentified => "unidentified",
        Partner::Member => "member",
    };
    let found = match partner {
        _ if facts.open_case && facts.case_of_one_family => wait(&H10, "family-case-open"),
        _ if facts.open_case && facts.case_of_one_member => wait(&H10, "member-at-two-unions"),
        _ if facts.open_case => wait(&H10, "duplicate-case-open"),
        Partner::Member => pass(&H10, "only-this-parent-claims"),
        Partner::OutsideSystem => outside(assessment),
        Partner::Unidentified => review(&H10, "spouse-not-identified"),
        Partner::Unknown => warn(&H10, "spouse-unknown"),
    };
    out.push(
        found
            .with("spouse", spouse)
            .with("year", assessment.draft.year),
    );
}

/// What cannot be looked up is declared by the member; the province may want each looked into.
fn outside(assessment: &Assessment<'_>) -> Condition {
    let choice = assessment.choice(SPOUSE_OUTSIDE);
    match choice.value() {
        Some("review") => review(&H10, "spouse-declaration-needed"),
        Some(_) => warn(&H10, "spouse-outside-system"),
        None => unreadable(&H10, SPOUSE_OUTSIDE, choice),
    }
}

/// H-11: every mode and every unit counts against the same child-year.
pub(super) fn one_slot(assessment: &Assessment<'_>, out: &mut Vec<Condition>) {
    let (already, ceiling) = (assessment.facts.already_committed, assessment.sums.ceiling);
    let found = if already <= Fen::ZERO {
        pass(&H11, "child-year-free")
    } else if assessment.facts.supplement {
        // Not a second enjoyment, but the rest of the first one: the ceiling alone bounds it.
        pass(&H11, "child-year-supplemented")
    } else if already >= ceiling {
        reject(&H11, "duplicate-child-year")
    } else {
        review(&H11, "child-year-partly-used")
    };
    out.push(
        found
            .with("year", assessment.draft.year)
            .sum("already", already)
            .sum("ceiling", ceiling),
    );
}
