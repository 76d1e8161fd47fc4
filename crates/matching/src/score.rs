//! Scores: the log odds of "the same person" against everything else, in thousandths of a bit.

use crate::dataset::Dataset;
use crate::frequency::Resolved;
use crate::pattern::Pattern;
use crate::schema::{Lines, MAX_CLASSES, Relation, Schema, Source};
use crate::weights::{Model, Weights, from_micro};

/// The frequencies of every comparison count.
pub(crate) const EVERY: u16 = u16::MAX;

/// A pair the engine found worth keeping. Ids in the order of their bytes, `a` before `b`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScoredPair {
    /// The record whose id comes first.
    pub a: u32,
    /// The other record.
    pub b: u32,
    /// Log odds of "the same person", thousandths of a bit.
    pub score: i32,
    /// What was seen.
    pub pattern: Pattern,
    /// The first kind of block that found it.
    pub block: u8,
}

/// What a score means under the model's lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    /// Not worth a look.
    Below,
    /// A person decides.
    Review,
    /// "Same" may be pre-selected; a person still decides.
    Automatic,
}

/// How likely a pair is to be what, in thousandths; they add up to about 1000.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chances {
    /// The same person.
    pub same: u16,
    /// A twin or another member of the family.
    pub kin: u16,
    /// A stranger.
    pub stranger: u16,
}

/// A model laid out for one set of records.
#[derive(Debug)]
pub struct Scorer<'a> {
    schema: &'a Schema,
    data: &'a Dataset,
    frequencies: Resolved,
    log_priors: [f64; MAX_CLASSES],
    /// `[comparison][level][class]`, log2; level 0 is 0.
    log_levels: Vec<[[f64; MAX_CLASSES]; 16]>,
    /// `[comparison][level]`: slot of the frequency that replaces a stranger's probability.
    slots: Vec<[Option<usize>; 16]>,
    /// `[comparison]`: bits of the classes whose agreement is chance, so that the frequency replaces their probability.
    by_chance: Vec<u16>,
    /// `[comparison]`: bits of the levels that a person must look at.
    needs_person: Vec<u16>,
    lines: Lines,
}

impl<'a> Scorer<'a> {
    /// Lays out a model; its frequencies count, not those of the records at hand.
    #[must_use]
    pub fn new(data: &'a Dataset, model: &Model) -> Self {
        let resolved = Resolved::new(data.schema(), data, Some(&model.frequencies));
        Self::with(data, &model.weights, resolved, model.lines)
    }

    /// Lays out weights with the frequencies of the records at hand.
    #[must_use]
    pub fn with_own_frequencies(data: &'a Dataset, weights: &Weights, lines: Lines) -> Self {
        let resolved = Resolved::new(data.schema(), data, None);
        Self::with(data, weights, resolved, lines)
    }

    fn with(data: &'a Dataset, weights: &Weights, frequencies: Resolved, lines: Lines) -> Self {
        let schema: &'a Schema = data.schema();
        let mut log_priors = [f64::NEG_INFINITY; MAX_CLASSES];
        for (slot, prior) in log_priors.iter_mut().zip(&weights.priors) {
            *slot = from_micro(*prior);
        }
        let mut log_levels = vec![[[0.0; MAX_CLASSES]; 16]; schema.comparisons.len()];
        let mut slots = vec![[None; 16]; schema.comparisons.len()];
        let mut needs_person = vec![0_u16; schema.comparisons.len()];
        let mut by_chance = vec![0_u16; schema.comparisons.len()];
        for (at, comparison) in schema.comparisons.iter().enumerate() {
            let chance_tables = comparison
                .tables
                .iter()
                .filter(|table| table.source == Source::Random);
            by_chance[at] = chance_tables
                .flat_map(|table| &table.classes)
                .fold(0, |bits, class| bits | 1 << class);
            needs_person[at] |= u16::from(comparison.missing_needs_person);
            for (before, level) in comparison.levels.iter().enumerate() {
                for (class, slot) in log_levels[at][before + 1]
                    .iter_mut()
                    .enumerate()
                    .take(schema.classes.len())
                {
                    *slot = weights.bits(class, at, before + 1);
                }
                slots[at][before + 1] = level.frequency_of.and_then(|part| frequencies.slot(part));
                needs_person[at] |= u16::from(level.needs_person) << (before + 1);
            }
        }
        Self {
            schema,
            data,
            frequencies,
            log_priors,
            log_levels,
            slots,
            by_chance,
            needs_person,
            lines,
        }
    }

    /// The log2 weight of every class for what was seen; `common` has a bit for each comparison whose frequency counts.
    #[inline]
    fn classes(&self, pattern: Pattern, a: u32, common: u16) -> [f64; MAX_CLASSES] {
        let mut sums = self.log_priors;
        for (at, levels) in self.log_levels.iter().enumerate() {
            let level = pattern.level(at);
            if level == 0 {
                continue;
            }
            let mut row = levels[level];
            if common >> at & 1 == 1
                && let Some(slot) = self.slots[at][level]
            {
                let share = self.frequencies.log_share(slot, self.data, a);
                for (class, value) in row.iter_mut().enumerate() {
                    if self.by_chance[at] >> class & 1 == 1 {
                        *value = share;
                    }
                }
            }
            for (sum, value) in sums.iter_mut().zip(row) {
                *sum += value;
            }
        }
        sums
    }

    /// The log odds of "the same person", in thousandths of a bit, for what was seen of a pair.
    #[inline]
    #[must_use]
    pub fn score(&self, pattern: Pattern, a: u32) -> i32 {
        to_millibits(self.log_odds(pattern, a, EVERY))
    }

    pub(crate) fn log_odds(&self, pattern: Pattern, a: u32, common: u16) -> f64 {
        let sums = self.classes(pattern, a, common);
        let side = |same: bool| {
            let of_side = || {
                self.schema
                    .classes
                    .iter()
                    .zip(sums)
                    .filter(move |(class, _)| (class.relation == Relation::Same) == same)
            };
            let top = of_side()
                .map(|(_, sum)| sum)
                .fold(f64::NEG_INFINITY, f64::max);
            top + of_side()
                .map(|(_, sum)| (sum - top).exp2())
                .sum::<f64>()
                .log2()
        };
        side(true) - side(false)
    }

    /// How likely a pair is to be what.
    #[must_use]
    pub fn chances(&self, pattern: Pattern, a: u32) -> Chances {
        let sums = self.classes(pattern, a, EVERY);
        let top = sums.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let of = |relation: Relation| {
            let members = self
                .schema
                .classes
                .iter()
                .zip(sums)
                .filter(|(class, _)| class.relation == relation);
            members.map(|(_, sum)| (sum - top).exp2()).sum::<f64>()
        };
        let (same, kin, stranger) = (
            of(Relation::Same),
            of(Relation::Kin),
            of(Relation::Stranger),
        );
        let total = same + kin + stranger;
        let share = |part: f64| (part / total * 1000.0).round().clamp(0.0, 1000.0) as u16;
        Chances {
            same: share(same),
            kin: share(kin),
            stranger: share(stranger),
        }
    }

    /// What a score means. A level that a person must look at is never above the automatic line.
    #[must_use]
    pub fn band(&self, pattern: Pattern, score: i32) -> Band {
        if score < self.lines.review {
            return Band::Below;
        }
        let needs_person = self
            .needs_person
            .iter()
            .enumerate()
            .any(|(at, bits)| bits >> pattern.level(at) & 1 == 1);
        if score >= self.lines.automatic && !needs_person {
            Band::Automatic
        } else {
            Band::Review
        }
    }

    /// Compares and scores two records, whether or not a block finds them; `None` for one record with itself.
    #[must_use]
    pub fn pair(&self, a: u32, b: u32) -> Option<ScoredPair> {
        let (left, right) = (self.data.rank(a), self.data.rank(b));
        if left == right {
            return None;
        }
        let (a, b) = if left < right { (a, b) } else { (b, a) };
        let pattern = Pattern::of(self.schema, self.data, a, b);
        Some(ScoredPair {
            a,
            b,
            score: self.score(pattern, a),
            pattern,
            block: u8::MAX,
        })
    }

    /// The records the model is laid out for.
    #[must_use]
    pub fn data(&self) -> &'a Dataset {
        self.data
    }

    pub(crate) fn schema(&self) -> &'a Schema {
        self.schema
    }

    pub(crate) fn lines(&self) -> Lines {
        self.lines
    }
}

pub(crate) fn to_millibits(bits: f64) -> i32 {
    (bits * 1000.0).round().clamp(-1_000_000.0, 1_000_000.0) as i32
}
