//! Scored pairs against the truth: the best F1, and the recall that is left when one pair in a thousand may be wrong.

use anyhow::{Context, Result, ensure};
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// Of so many pairs one may be wrong at the strict point.
const STRICT: u64 = 1_000;

/// Who is who.
#[derive(Debug, Default)]
pub struct Truth {
    records: HashMap<String, u32>,
    people: Vec<Person>,
}

/// What is true about the person behind a record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Person {
    /// Records with this number are one person.
    pub number: u32,
    /// The family, 0 for none.
    pub family: u32,
    /// The birth within the family where it was twins, else 0.
    pub twins: u8,
    /// The group of strangers of one name and birthday, 0 for none.
    pub strangers: u32,
}

/// What two records of different persons have to do with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kin {
    Twins,
    Siblings,
    Namesakes,
    Others,
}

impl Truth {
    /// Adds a record.
    pub fn add(&mut self, id: String, person: Person) {
        self.records.insert(id, self.people.len() as u32);
        self.people.push(person);
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// How many pairs of records are one person.
    fn pairs(&self) -> u64 {
        let mut sizes: HashMap<u32, u64> = HashMap::new();
        for person in &self.people {
            *sizes.entry(person.number).or_default() += 1;
        }
        sizes.values().map(|size| size * (size - 1) / 2).sum()
    }

    fn kin(&self, a: u32, b: u32) -> Kin {
        let (a, b) = (self.people[a as usize], self.people[b as usize]);
        let family = a.family != 0 && a.family == b.family;
        match () {
            () if family && a.twins != 0 && a.twins == b.twins => Kin::Twins,
            () if family => Kin::Siblings,
            () if a.strangers != 0 && a.strangers == b.strangers => Kin::Namesakes,
            () => Kin::Others,
        }
    }

    fn same(&self, a: u32, b: u32) -> bool {
        self.people[a as usize].number == self.people[b as usize].number
    }
}

/// Pairs at or above a score.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Point {
    /// The score.
    pub score: f64,
    /// Pairs proposed.
    pub proposed: u64,
    /// Those that are one person.
    pub right: u64,
    /// Of the wrong ones: twins.
    pub twins: u64,
    /// Of the wrong ones: other siblings.
    pub siblings: u64,
    /// Of the wrong ones: strangers of one name and birthday.
    pub namesakes: u64,
}

/// What a matcher is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judgement {
    /// Pairs that are one person, proposed or not.
    pub wanted: u64,
    /// Pairs proposed at all.
    pub proposed: u64,
    /// Pairs proposed that are one person: no line finds more.
    pub found: u64,
    /// Where F1 is best.
    pub best: Point,
    /// Where recall is best while of a thousand pairs one is wrong at most.
    pub strict: Point,
}

impl Judgement {
    /// The harmonic mean of precision and recall at a point.
    pub fn f1(&self, point: Point) -> f64 {
        share(2 * point.right, point.proposed + self.wanted)
    }

    /// The share of the wanted pairs found at a point.
    pub fn recall(&self, point: Point) -> f64 {
        share(point.right, self.wanted)
    }
}

impl Point {
    /// The share of the proposed pairs that are right.
    pub fn precision(self) -> f64 {
        share(self.right, self.proposed)
    }

    /// Pairs of different people.
    pub fn wrong(self) -> u64 {
        self.proposed - self.right
    }
}

/// A share of nothing is whole.
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        1.0
    } else {
        part as f64 / whole as f64
    }
}

/// A proposed pair, its records in ascending order.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Proposed {
    pair: (u32, u32),
    score: f64,
}

/// Judges a file of `claim_id_a,claim_id_b,score`.
///
/// # Errors
/// The file cannot be read, or names a record the truth lacks.
pub fn judge(truth: &Truth, pairs: &Path) -> Result<Judgement> {
    let file = File::open(pairs).with_context(|| format!("cannot read {}", pairs.display()))?;
    let mut proposed = Vec::new();
    for line in BufReader::new(file).lines().skip(1) {
        let line = line?;
        let mut cells = line.split(',');
        let mut next = || {
            cells
                .next()
                .with_context(|| format!("{} is cut off", pairs.display()))
        };
        let (a, b, score) = (next()?, next()?, next()?.parse::<f64>()?);
        ensure!(!score.is_nan(), "a score is not a number");
        let known = |id: &str| {
            truth
                .records
                .get(id)
                .copied()
                .with_context(|| format!("nobody knows record {id}"))
        };
        let (a, b) = (known(a)?, known(b)?);
        if a != b {
            proposed.push(Proposed {
                pair: (a.min(b), a.max(b)),
                score,
            });
        }
    }
    Ok(weigh(truth, proposed))
}

/// A pair given twice counts once, with its higher score; equal scores stand or fall together.
fn weigh(truth: &Truth, mut proposed: Vec<Proposed>) -> Judgement {
    proposed.sort_unstable_by(|a, b| a.pair.cmp(&b.pair).then(b.score.total_cmp(&a.score)));
    proposed.dedup_by_key(|entry| entry.pair);
    proposed.sort_unstable_by(|a, b| b.score.total_cmp(&a.score));
    let wanted = truth.pairs();
    let mut at = Point {
        score: f64::INFINITY,
        ..Point::default()
    };
    let mut judgement = Judgement {
        wanted,
        proposed: proposed.len() as u64,
        found: 0,
        best: at,
        strict: at,
    };
    for same_score in proposed.chunk_by(|a, b| a.score == b.score) {
        for entry in same_score {
            let (a, b) = entry.pair;
            at.proposed += 1;
            if truth.same(a, b) {
                at.right += 1;
                continue;
            }
            match truth.kin(a, b) {
                Kin::Twins => at.twins += 1,
                Kin::Siblings => at.siblings += 1,
                Kin::Namesakes => at.namesakes += 1,
                Kin::Others => {}
            }
        }
        at.score = same_score[0].score;
        if judgement.f1(at) > judgement.f1(judgement.best) {
            judgement.best = at;
        }
        if at.right > judgement.strict.right && at.wrong() * STRICT <= at.proposed {
            judgement.strict = at;
        }
    }
    judgement.found = at.right;
    judgement
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Persons 0, 0, 1, 1, 2, 2; the last two are twins.
    fn truth() -> Truth {
        let mut truth = Truth::default();
        for at in 0..6_u32 {
            let (number, twins) = (at / 2, u8::from(at >= 2));
            truth.add(
                at.to_string(),
                Person {
                    number,
                    family: u32::from(at >= 2),
                    twins,
                    strangers: 0,
                },
            );
        }
        truth
    }

    fn proposed(pairs: &[(u32, u32, f64)]) -> Vec<Proposed> {
        pairs
            .iter()
            .map(|(a, b, score)| Proposed {
                pair: (*a, *b),
                score: *score,
            })
            .collect()
    }

    #[test]
    fn what_was_never_proposed_counts_as_missed() {
        let judgement = weigh(&truth(), proposed(&[(0, 1, 9.0), (2, 3, 8.0)]));
        assert_eq!(
            (judgement.wanted, judgement.best.right, judgement.best.score),
            (3, 2, 8.0)
        );
        assert!((judgement.f1(judgement.best) - 0.8).abs() < 1e-12);
    }

    #[test]
    fn wrong_pairs_above_all_right_ones_leave_no_strict_point() {
        let judgement = weigh(
            &truth(),
            proposed(&[(3, 4, 9.0), (0, 1, 8.0), (2, 3, 7.0), (4, 5, 6.0)]),
        );
        assert_eq!(
            (
                judgement.strict.right,
                judgement.best.right,
                judgement.best.twins
            ),
            (0, 3, 1)
        );
    }

    #[test]
    fn equal_scores_stand_or_fall_together() {
        let judgement = weigh(&truth(), proposed(&[(0, 1, 5.0), (1, 2, 5.0), (2, 3, 5.0)]));
        assert_eq!((judgement.strict.right, judgement.best.proposed), (0, 3));
    }

    #[test]
    fn a_pair_given_twice_counts_once_with_its_higher_score() {
        let judgement = weigh(&truth(), proposed(&[(0, 1, 1.0), (0, 1, 9.0), (1, 2, 5.0)]));
        assert_eq!((judgement.proposed, judgement.strict.score), (2, 9.0));
    }

    #[test]
    fn nothing_proposed_is_no_error() {
        let judgement = weigh(&truth(), Vec::new());
        assert_eq!(
            (
                judgement.f1(judgement.best),
                judgement.recall(judgement.strict)
            ),
            (0.0, 0.0)
        );
    }
}
