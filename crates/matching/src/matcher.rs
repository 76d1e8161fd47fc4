//! One new record against a few candidates, under a frozen model: the same score that a batch gives.

use crate::dataset::Dataset;
use crate::explain::{Waterfall, explain};
use crate::hash;
use crate::pattern::Pattern;
use crate::schema::{Block, Schema, SchemaError};
use crate::score::{Band, Chances, Scorer};
use crate::weights::Model;
use std::sync::Arc;

/// A record as it comes: its id and its raw cells in the order of the schema's fields.
#[derive(Debug, Clone, Copy)]
pub struct Raw<'a> {
    /// What names it.
    pub id: &'a str,
    /// Its cells; those that are not there are missing.
    pub cells: &'a [&'a str],
}

/// A key under which a record is found again; to be blind-indexed where it holds what must not be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// Code of the kind of block.
    pub block: String,
    /// The parts, joined by `|`.
    pub text: String,
    /// Short digests of the further parts a block that is too large is narrowed by, in their order; 0 is missing. They are
    /// the same for the same content, and two contents may share one.
    pub further: Vec<u16>,
}

/// A candidate's score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Its place among the candidates given.
    pub at: usize,
    /// Log odds of "the same person", thousandths of a bit.
    pub score: i32,
    /// What was seen.
    pub pattern: Pattern,
    /// What the score means.
    pub band: Band,
    /// How likely it is to be what.
    pub chances: Chances,
}

/// A model that does not fit its schema.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MatcherError {
    /// The schema contradicts itself.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// The weights were made for another schema or another version of it.
    #[error("the weights are for schema {found}, not {wanted}")]
    Weights {
        /// What the weights are for.
        found: String,
        /// What they should be for.
        wanted: String,
    },
}

/// A schema with a frozen model.
#[derive(Debug, Clone)]
pub struct Matcher {
    schema: Arc<Schema>,
    model: Model,
}

impl Matcher {
    /// Joins a schema and a model.
    ///
    /// # Errors
    /// The schema contradicts itself, or the weights are for another one.
    pub fn new(schema: Arc<Schema>, model: Model) -> Result<Self, MatcherError> {
        schema.validate()?;
        if !model.weights.fit(&schema) {
            let name = |code: &str, version: u32| format!("{code} {version}");
            return Err(MatcherError::Weights {
                found: name(&model.weights.schema, model.weights.schema_version),
                wanted: name(&schema.code, schema.version),
            });
        }
        Ok(Self { schema, model })
    }

    /// The model, to be stored with a decision by its [`Model::digest`].
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The keys a record is found by, in the order of the schema's blocks; one for each sound where a key holds a sound.
    #[must_use]
    pub fn keys(&self, cells: &[&str]) -> Vec<Key> {
        let mut data = Dataset::new(Arc::clone(&self.schema));
        data.push("", cells);
        self.keys_in(&data, 0)
    }

    /// The keys of a record of a set laid out under the same schema.
    #[must_use]
    pub fn keys_in(&self, data: &Dataset, record: u32) -> Vec<Key> {
        let blocks = self.schema.blocks.iter();
        blocks
            .flat_map(|block| keys_of(block, data, record))
            .collect()
    }

    /// Scores a record against candidates; a candidate with the record's own id is left out. Best first, equals in the order given.
    #[must_use]
    pub fn score_one(&self, record: Raw<'_>, candidates: &[Raw<'_>]) -> Vec<Candidate> {
        let data = self.load(record, candidates);
        let scorer = Scorer::new(&data, &self.model);
        let mut scored: Vec<Candidate> = Vec::with_capacity(candidates.len());
        for at in 0..candidates.len() {
            let Some(pair) = scorer.pair(0, at as u32 + 1) else {
                continue;
            };
            scored.push(Candidate {
                at,
                score: pair.score,
                pattern: pair.pattern,
                band: scorer.band(pair.pattern, pair.score),
                chances: scorer.chances(pair.pattern, pair.a),
            });
        }
        scored.sort_by_key(|candidate| (std::cmp::Reverse(candidate.score), candidate.at));
        scored
    }

    /// Explains two records; `None` when they have one id.
    #[must_use]
    pub fn explain(&self, a: Raw<'_>, b: Raw<'_>) -> Option<Waterfall> {
        let data = self.load(a, &[b]);
        explain(&Scorer::new(&data, &self.model), 0, 1)
    }

    fn load(&self, record: Raw<'_>, candidates: &[Raw<'_>]) -> Dataset {
        let mut data = Dataset::new(Arc::clone(&self.schema));
        data.push(record.id, record.cells);
        for candidate in candidates {
            data.push(candidate.id, candidate.cells);
        }
        data
    }
}

/// A record's keys of one kind: none where a part is missing.
fn keys_of(block: &Block, data: &Dataset, record: u32) -> Vec<Key> {
    let mut texts = vec![String::new()];
    for (at, part) in block.parts.iter().enumerate() {
        let ends = data.facet_texts(*part, record);
        let joined = |text: &String| {
            let separator = if at == 0 { "" } else { "|" };
            let with = |end: &String| format!("{text}{separator}{end}");
            ends.iter().map(with).collect::<Vec<_>>()
        };
        texts = texts.iter().flat_map(joined).collect();
    }
    let further = || {
        let parts = block.narrower.iter();
        parts.map(|part| hash::short(data.facet_hash(*part, record)))
    };
    let key = |text| Key {
        block: block.code.clone(),
        text,
        further: further().collect(),
    };
    texts.into_iter().map(key).collect()
}
