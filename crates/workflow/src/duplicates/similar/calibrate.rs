//! How well a line would have told past decisions apart: precision and recall by threshold.

use super::models::{self, ModelBrief};
use super::records::{Record, assemble_stored, explain};
use crate::duplicates::CaseBody;
use crate::error::Result;
use crate::review::rule_set::find_programme;
use crate::session::Session;
use domain::case::Resolution;
use domain::ids::{ClaimRef, PersonId};
use domain::role::Action;
use domain::unit::Scope;
use domain::year::BenefitYear;
use std::collections::BTreeMap;
use storage::cases::Case;

/// Lines of the table: from, to and step, whole bits.
const FROM_BITS: i32 = -12;
const TO_BITS: i32 = 24;
const STEP_BITS: usize = 2;
/// Thousandths of a bit in a bit, and of a share in the whole.
const THOUSAND: i32 = 1000;

/// Precision and recall on decided pairs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calibration {
    /// The model that weighed them.
    pub model: ModelBrief,
    /// Decided pairs that were one person.
    pub same: usize,
    /// Decided pairs that were different people.
    pub different: usize,
    /// One line for each threshold, rising.
    pub lines: Vec<CalibrationLine>,
}

/// What a threshold would have said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CalibrationLine {
    /// Thousandths of a bit.
    pub line: i32,
    /// Pairs at or above it that were one person.
    pub same: usize,
    /// Pairs at or above it that were different people.
    pub different: usize,
    /// Share of the pairs at or above it that were one person, thousandths; nothing without pairs.
    pub precision: Option<usize>,
    /// Share of all pairs that were one person, thousandths; nothing without pairs.
    pub recall: Option<usize>,
}

/// Weighs the pairs of decided cases in scope under the model in force: "one stands" of two people says that they
/// are one person, "different people" that they are two.
///
/// # Errors
/// As [`super::model`].
pub fn calibrate(session: &mut Session, programme: &str, year: BenefitYear) -> Result<Calibration> {
    session.ctx.require(Action::ResolveDuplicate)?;
    let ctx = session.ctx.clone();
    find_programme(&ctx, programme)?;
    let db = &mut session.db;
    let frozen = models::current(db, &ctx, programme, year)?
        .ok_or_else(|| models::not_compared(programme))?;
    let mut same = Vec::new();
    let mut different = Vec::new();
    for row in storage::cases::decided(db, programme, year)? {
        let handles: Vec<ClaimRef> = storage::cases::claims_of(db, &[row.id.into()])?
            .into_iter()
            .map(|(_, claim)| claim)
            .collect();
        let claims = storage::claims::find_all(db, &Scope::everything(), &handles)?;
        let seen = claims
            .iter()
            .any(|claim| ctx.actor.scope.covers(&claim.unit_path));
        if !seen {
            continue;
        }
        let records = assemble_stored(db, &ctx, &frozen.similarity, &claims)?;
        for (a, b, one_person) in decided_pairs(&row, &records)? {
            if let Some(evidence) = explain(&frozen, a, b) {
                let scores = if one_person {
                    &mut same
                } else {
                    &mut different
                };
                scores.push(evidence.score);
            }
        }
    }
    let steps = (FROM_BITS..=TO_BITS).step_by(STEP_BITS);
    Ok(Calibration {
        model: models::model(session, programme, year)?,
        same: same.len(),
        different: different.len(),
        lines: steps
            .map(|bits| line(bits * THOUSAND, &same, &different))
            .collect(),
    })
}

/// The pairs of a case for two people, with whether they turned out to be one person.
fn decided_pairs<'a>(
    row: &Case,
    records: &'a [Record],
) -> Result<Vec<(&'a Record, &'a Record, bool)>> {
    let body = CaseBody::of(row)?;
    let group: BTreeMap<PersonId, usize> = body
        .apart
        .iter()
        .enumerate()
        .flat_map(|(at, people)| people.iter().map(move |person| (*person, at)))
        .collect();
    let kept = row.resolution == Some(Resolution::KeepOne);
    let mut pairs = Vec::new();
    for (at, a) in records.iter().enumerate() {
        for b in records.iter().skip(at + 1) {
            let (left, right) = (a.claim.subject, b.claim.subject);
            if left == right {
                continue;
            }
            if kept {
                pairs.push((a, b, true));
            } else if let (Some(one), Some(other)) = (group.get(&left), group.get(&right))
                && one != other
            {
                pairs.push((a, b, false));
            }
        }
    }
    Ok(pairs)
}

fn line(line: i32, same: &[i32], different: &[i32]) -> CalibrationLine {
    let above = |scores: &[i32]| scores.iter().filter(|score| **score >= line).count();
    let share = |part: usize, whole: usize| (part * 1000).checked_div(whole);
    let (hits, misses) = (above(same), above(different));
    CalibrationLine {
        line,
        same: hits,
        different: misses,
        precision: share(hits, hits + misses),
        recall: share(hits, same.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precision_and_recall_are_of_the_pairs_at_or_above_the_line() {
        let told = line(2000, &[1000, 2000, 9000], &[-3000, 4000]);
        assert_eq!((told.same, told.different), (2, 1));
        assert_eq!((told.precision, told.recall), (Some(666), Some(666)));
        assert_eq!(line(10_000, &[1000], &[]).precision, None);
        assert_eq!(line(0, &[], &[1]).recall, None);
    }
}
