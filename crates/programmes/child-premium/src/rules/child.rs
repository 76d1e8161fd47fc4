//! The child: the member's own (二.2), young enough (二.2), checked (三.2), parentage proved the first time (三.2).

use crate::method::Method;
use chrono::NaiveDate;
use domain::decision::Condition;
use domain::draft::{Proof, Relation};

use super::{H03, H04, H17, H18, unreadable, until_ruled};
use crate::ages::{self, LeapDay, Reading};
use crate::assessment::Assessment;
use crate::facts::{PROOF_SEEN_ELSEWHERE, PROOF_SEEN_HERE};
use crate::options::{
    ADOPTED, AGE_INTERPRETATION, AGE_REFERENCE, Choice, FIRST_TIME_PROOF, LEAP_DAY, STEP, spec,
    value_zh,
};
use policy::OptionSpec;
use policy::condition::{NONE, With, pass, reject, review, wait, warn};

/// H-03: born to the member; adopted and step-children as the province rules; a ward is not a child.
pub(super) fn own_child(assessment: &Assessment<'_>, out: &mut Vec<Condition>) {
    let relation = assessment.form.relation;
    let found = match relation {
        Relation::Birth => pass(&H03, "own-child"),
        Relation::Guardianship => reject(&H03, "ward-not-child"),
        Relation::Grandchild
        | Relation::DaughtersChild
        | Relation::BrothersChild
        | Relation::SistersChild => reject(&H03, "relative-not-child"),
        Relation::Adopted => by_ruling(assessment, ADOPTED),
        Relation::Step => by_ruling(assessment, STEP),
    };
    out.push(
        found
            .with("relation", relation.code().replace('-', " "))
            .with("relation_zh", relation.chinese()),
    );
    let Some(born) = assessment.born() else {
        return;
    };
    let year_end = assessment.snapshot.year.benefit.close;
    if born > assessment.facts.today {
        out.push(
            review(&H03, "birth-in-future")
                .on("born", born)
                .on("today", assessment.facts.today),
        );
    }
    if born > year_end {
        out.push(
            review(&H03, "born-after-year")
                .on("born", born)
                .on("benefit_end", year_end),
        );
    }
    if let Some(paid_on) = assessment.form.paid_on.filter(|day| *day < born) {
        out.push(
            review(&H03, "paid-before-birth")
                .on("born", born)
                .on("paid_on", paid_on),
        );
    }
}

fn by_ruling(assessment: &Assessment<'_>, key: &'static str) -> Condition {
    let choice = assessment.choice(key);
    match choice.value() {
        Some("allow") => pass(&H03, "relation-allowed-by-ruling"),
        Some("deny") => reject(&H03, "relation-denied-by-ruling"),
        Some(_) => until_ruled(review(&H03, "relation-needs-document"), key, choice),
        None => unreadable(&H03, key, choice),
    }
}

/// H-04: 18 or under. What the text leaves open is decided by a ruling, or by a human while there is none.
pub(super) fn age(assessment: &Assessment<'_>, out: &mut Vec<Condition>) {
    let Some(born) = assessment.born() else {
        out.push(
            wait(&H04, "birth-date-missing")
                .with("limit", assessment.snapshot.notice.age_limit_years),
        );
        return;
    };
    let (reading, reference, leap) = (
        assessment.choice(AGE_INTERPRETATION),
        assessment.choice(AGE_REFERENCE),
        assessment.choice(LEAP_DAY),
    );
    let values = (reading.value(), reference.value(), leap.value());
    let (Some(read), Some(measure), Some(leap_value)) = values else {
        let asked = [
            (AGE_INTERPRETATION, reading),
            (AGE_REFERENCE, reference),
            (LEAP_DAY, leap),
        ];
        for (key, choice) in asked {
            if choice.value().is_none() {
                out.push(unreadable(&H04, key, choice));
            }
        }
        return;
    };
    let Some(on) = reference_day(assessment, measure) else {
        let found = if assessment.nothing_to_prove() {
            // The day of a payment nobody had to make.
            warn(&H04, "age-day-unknown")
        } else {
            wait(&H04, "age-day-unknown")
        };
        out.push(
            found
                .with("measure", measure)
                .with("measure_zh", value_zh(AGE_REFERENCE, measure)),
        );
        return;
    };
    let limit = assessment.snapshot.notice.age_limit_years;
    let test = AgeTest {
        assessment,
        born,
        limit,
        read,
        measure,
        on,
        leap: leap_day(leap_value),
    };
    out.push(
        test.outcome(reading, reference, leap)
            .on("born", born)
            .on("reference", on)
            .with("limit", limit)
            .with("years", ages::completed_years(born, on, test.leap))
            .on("birthday", ages::birthday(born, limit, test.leap))
            .with("reading", read)
            .with("reading_zh", value_zh(AGE_INTERPRETATION, read))
            .with("measure", measure)
            .with("measure_zh", value_zh(AGE_REFERENCE, measure)),
    );
}

#[derive(Clone, Copy)]
struct AgeTest<'a> {
    assessment: &'a Assessment<'a>,
    born: NaiveDate,
    limit: u32,
    read: &'a str,
    measure: &'a str,
    on: NaiveDate,
    leap: LeapDay,
}

fn leap_day(value: &str) -> LeapDay {
    if value == "mar-1" {
        LeapDay::March1
    } else {
        LeapDay::February28
    }
}

impl AgeTest<'_> {
    /// A child refused by a recommended value but covered by another allowed one is never rejected silently; one
    /// covered by the recommended values is covered, with a warning where another reading differs.
    fn outcome(&self, reading: Choice<'_>, reference: Choice<'_>, leap: Choice<'_>) -> Condition {
        let others = |key: &str, choice: Choice<'_>, current: &str| -> Vec<&'static str> {
            let codes = spec(key).into_iter().flat_map(OptionSpec::codes);
            codes
                .filter(|value| choice.is_unruled() && *value != current)
                .collect()
        };
        let readings = others(AGE_INTERPRETATION, reading, self.read);
        let days = others(AGE_REFERENCE, reference, self.measure);
        let covered_under = |value: &&str| self.covered(value, self.on);
        let on_day = |value: &&str| {
            reference_day(self.assessment, value).map(|day| self.covered(self.read, day))
        };
        if !self.covered(self.read, self.on) {
            if readings.iter().any(covered_under) {
                let found = review(&H04, "age-depends-on-interpretation");
                return until_ruled(found, AGE_INTERPRETATION, reading);
            }
            if days.iter().any(|value| on_day(value) == Some(true)) {
                let found = review(&H04, "age-depends-on-reference-date");
                return until_ruled(found, AGE_REFERENCE, reference);
            }
            let other = AgeTest {
                leap: LeapDay::March1,
                ..*self
            };
            if leap.is_unruled() && other.covered(self.read, self.on) {
                let found = review(&H04, "age-depends-on-leap-day");
                return until_ruled(found, LEAP_DAY, leap);
            }
            return reject(&H04, "age-over");
        }
        if !ages::covered(Reading::Under, self.born, self.on, self.limit, self.leap) {
            return warn(&H04, "age-at-limit");
        }
        if days.iter().any(|value| on_day(value) == Some(false)) {
            return warn(&H04, "age-near-limit");
        }
        pass(&H04, "age-within")
    }

    fn covered(&self, reading: &str, on: NaiveDate) -> bool {
        let reading = match reading {
            "to-18th-birthday" => Reading::ToBirthday,
            "completed-le-18" => Reading::CompletedYears,
            _ => return false,
        };
        ages::covered(reading, self.born, on, self.limit, self.leap)
    }
}

/// The day on which age is measured; none when the claim does not have that day yet.
fn reference_day(assessment: &Assessment<'_>, measure: &str) -> Option<NaiveDate> {
    match measure {
        "benefit-start" => Some(assessment.snapshot.year.benefit.open),
        "window-open" => Some(assessment.window().open),
        "window-close" => Some(assessment.window().close),
        "application-date" => Some(assessment.facts.submitted_on),
        "payment-date" if assessment.method == Method::Reimburse => assessment.form.paid_on,
        "payment-date" => Some(assessment.facts.today),
        _ => None,
    }
}

/// H-17: three separate checks, recorded by the reviewer; no approval without them.
pub(super) fn three_checks(_: &Assessment<'_>, out: &mut Vec<Condition>) {
    out.push(pass(&H17, "checks-at-review").with("checks", "member,child,age"));
}

/// H-18: a birth certificate or household register the first time; later years need none.
pub(super) fn first_time_proof(assessment: &Assessment<'_>, out: &mut Vec<Condition>) {
    let answers = &assessment.facts.answers;
    let on_file: Option<Proof> = answers.get(&PROOF_SEEN_HERE);
    let on_file = on_file.filter(|proof| *proof != Proof::OnFile);
    let found = match (assessment.form.proof, on_file) {
        (Some(proof @ (Proof::BirthCertificate | Proof::HouseholdRegister)), _) => {
            proved(pass(&H18, "proof-supplied"), Some(proof))
        }
        (_, Some(proof)) => proved(pass(&H18, "proof-on-file"), Some(proof)),
        (named, None) if answers.say(&PROOF_SEEN_ELSEWHERE) => {
            proved(proof_elsewhere(assessment), named)
        }
        // Files kept on paper from before this system: the reviewer can look, the program cannot.
        (named @ Some(Proof::OnFile), None) => proved(review(&H18, "proof-not-on-record"), named),
        (named, None) => proved(reject(&H18, "proof-missing"), named),
    };
    out.push(found);
}

fn proof_elsewhere(assessment: &Assessment<'_>) -> Condition {
    let choice = assessment.choice(FIRST_TIME_PROOF);
    match (choice, choice.value()) {
        (_, None) => unreadable(&H18, FIRST_TIME_PROOF, choice),
        (_, Some("province")) => pass(&H18, "proof-seen-elsewhere"),
        (Choice::Unruled(_), Some(_)) => {
            let found = review(&H18, "proof-depends-on-ruling");
            until_ruled(found, FIRST_TIME_PROOF, choice)
        }
        (_, Some(_)) => reject(&H18, "proof-missing"),
    }
}

fn proved(condition: Condition, proof: Option<Proof>) -> Condition {
    condition
        .with("proof", proof.map_or(NONE, Proof::code))
        .with("proof_zh", proof.map_or(NONE, Proof::chinese))
}
