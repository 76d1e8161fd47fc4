//! The member: in service (二.1), dues paid (二.1), wish recorded (三.2).

use chrono::{Datelike, NaiveDate};
use domain::decision::Condition;

use super::{H01, H02, H16};
use crate::assessment::Assessment;
use policy::condition::{With, pass, reject, review, wait};

/// H-01: a member of this unit's union, in active service.
pub(super) fn in_service(assessment: &Assessment<'_>, out: &mut Vec<Condition>) {
    let facts = assessment.facts;
    let found = match &facts.membership {
        Some(entry) if entry.in_service => match &entry.service_in_doubt {
            Some(word) => review(&H01, "member-service-in-doubt").with("word", word),
            None => pass(&H01, "member-in-service"),
        },
        Some(_) => reject(&H01, "member-not-in-service"),
        None if facts.member_elsewhere => wait(&H01, "member-in-another-roster"),
        None => wait(&H01, "member-not-in-roster"),
    };
    out.push(
        found
            .with("unit", &assessment.draft.unit_code)
            .on("submitted", facts.submitted_on),
    );
    // Whose number it is, is known; who claims under it, a human has to find out.
    if facts.member_named_otherwise {
        let found = match &facts.renamed {
            Some(renamed) => review(&H01, "member-name-changed")
                .on("on", renamed.on)
                .with("by", &renamed.by),
            None => review(&H01, "member-name-differs"),
        };
        out.push(found.with("unit", &assessment.draft.unit_code));
    }
}

/// H-02: dues are paid through the month in which the claim was filed, as far as the roster can know: of one that was
/// in order on its day nothing follows for the months after it.
pub(super) fn dues(assessment: &Assessment<'_>, out: &mut Vec<Condition>) {
    let filed = assessment.facts.submitted_on;
    let Some(entry) = &assessment.facts.membership else {
        out.push(wait(&H02, "dues-unknown-without-roster").with("month", month(filed)));
        return;
    };
    let reaches = |through: NaiveDate, day: NaiveDate| {
        (through.year(), through.month()) >= (day.year(), day.month())
    };
    let found = match (&entry.dues_unpaid, entry.dues_paid_through) {
        (Some(word), _) => reject(&H02, "dues-said-unpaid").with("word", word),
        (None, None) => review(&H02, "dues-unknown"),
        (None, Some(through)) if reaches(through, filed) => {
            pass(&H02, "dues-paid").with("through", month(through))
        }
        (None, Some(through)) => match entry.as_of.filter(|day| reaches(through, *day)) {
            Some(day) => review(&H02, "dues-outdated").on("as_of", day),
            None => reject(&H02, "dues-unpaid"),
        }
        .with("through", month(through)),
    };
    out.push(found.with("month", month(filed)));
}

/// H-16: the member asked for it.
pub(super) fn consent(assessment: &Assessment<'_>, out: &mut Vec<Condition>) {
    let consent = assessment.form.consent;
    let found = if consent {
        pass(&H16, "consent-recorded")
    } else {
        reject(&H16, "consent-missing")
    };
    out.push(found.with("consent", consent));
}

fn month(day: NaiveDate) -> String {
    day.format("%Y-%m").to_string()
}
