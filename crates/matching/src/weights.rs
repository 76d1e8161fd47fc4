//! What a model has learnt, as data that is stored with each decision.

use crate::dataset::Dataset;
use crate::frequency::Frequencies;
use crate::schema::{Lines, Schema};
use crate::train;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// Parts of a bit a weight is written in. Whole numbers come back from any text exactly as they went in.
pub const MICRO: f64 = 1e6;

/// The probabilities of every class and level, and the shares of the classes, each as its log2 in millionths of a bit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Weights {
    /// The schema's code.
    pub schema: String,
    /// The schema's version.
    pub schema_version: u32,
    /// Records it was learnt from.
    pub records: u64,
    /// Share of all pairs, by class.
    pub priors: Vec<i64>,
    /// `levels[class][comparison][level - 1]`.
    pub levels: Vec<Vec<Vec<i64>>>,
}

/// Everything a score hangs on: weights, frequencies and lines. Frozen, it gives the same score for the same two records for ever.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// Learnt probabilities.
    pub weights: Weights,
    /// How common values are.
    pub frequencies: Frequencies,
    /// The lines scores are held against.
    pub lines: Lines,
}

impl Weights {
    /// Whether the weights were made for this schema.
    #[must_use]
    pub fn fit(&self, schema: &Schema) -> bool {
        let shaped = self.levels.len() == schema.classes.len()
            && self.priors.len() == schema.classes.len()
            && self.levels.iter().all(|class| {
                class.len() == schema.comparisons.len()
                    && class
                        .iter()
                        .zip(&schema.comparisons)
                        .all(|(levels, comparison)| levels.len() == comparison.levels.len())
            });
        shaped && self.schema == schema.code && self.schema_version == schema.version
    }

    /// log2 of the probability of a level in a class, in bits; 0 where it is missing.
    #[must_use]
    pub fn bits(&self, class: usize, comparison: usize, level: usize) -> f64 {
        let levels = self
            .levels
            .get(class)
            .and_then(|levels| levels.get(comparison));
        let written = level.checked_sub(1).and_then(|at| levels?.get(at).copied());
        written.map_or(0.0, from_micro)
    }
}

/// A probability as it is written.
#[must_use]
pub(crate) fn to_micro(probability: f64) -> i64 {
    (probability.max(f64::MIN_POSITIVE).log2() * MICRO).round() as i64
}

/// Written parts of a bit as bits.
#[must_use]
pub(crate) fn from_micro(written: i64) -> f64 {
    written as f64 / MICRO
}

impl Model {
    /// Learns from a set of records, to be frozen and used again.
    #[must_use]
    pub fn learn(data: &Dataset) -> Self {
        Self {
            weights: train::learn(data),
            frequencies: Frequencies::count(data),
            lines: data.schema().lines,
        }
    }

    /// A name for exactly these weights, frequencies and lines: hexadecimal SHA-256 over their bits.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut hasher = Sha256::new();
        hasher.update(self.weights.schema.as_bytes());
        hasher.update(self.weights.schema_version.to_le_bytes());
        hasher.update(self.weights.records.to_le_bytes());
        let levels = self.weights.levels.iter().flatten().flatten();
        for number in self.weights.priors.iter().chain(levels) {
            hasher.update(number.to_le_bytes());
        }
        for line in [self.lines.keep, self.lines.review, self.lines.automatic] {
            hasher.update(line.to_le_bytes());
        }
        hasher.update(self.frequencies.records.to_le_bytes());
        for table in &self.frequencies.tables {
            hasher.update(table.present.to_le_bytes());
            for (value, count) in &table.counts {
                hasher.update(value.to_le_bytes());
                hasher.update(count.to_le_bytes());
            }
        }
        hasher
            .finalize()
            .iter()
            .fold(String::new(), |mut text, byte| {
                // Writing to a String cannot fail.
                let _ = write!(text, "{byte:02x}");
                text
            })
    }
}
