//! What is compared, declared as data: fields, comparisons with their levels, blocking keys and classes.
//!
//! A programme's records become comparable by writing one [`Schema`]; nothing in the engine knows a column by name.

use crate::compare::Comparing;
use serde::{Deserialize, Serialize};

/// Levels a comparison may have beside "missing"; a pattern keeps four bits for each.
pub const MAX_LEVELS: usize = 15;
/// Comparisons a schema may have.
pub const MAX_COMPARISONS: usize = 16;
/// Classes a schema may have.
pub const MAX_CLASSES: usize = 8;

/// The number of a field: its place in [`Schema::fields`] and in the raw cells of a record.
pub type Field = usize;

/// How a raw cell becomes comparable.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Normaliser {
    /// A person's name in Chinese characters.
    PersonName,
    /// Free text, compared by similarity.
    Text,
    /// A date.
    Date,
    /// Letters and digits.
    Code,
    /// An identity number by GB 11643.
    Identity {
        /// The field with the holder's stated birth date.
        born: Option<Field>,
        /// Fields with other people's numbers in the same row.
        others: Vec<Field>,
    },
}

/// One column of the records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldSpec {
    /// The column's name in a file.
    pub column: String,
    /// How it is read.
    pub normaliser: Normaliser,
}

/// A part of a field's value that a key or a frequency can be taken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Facet {
    /// The whole value.
    Whole,
    /// A name's sound.
    Sound,
    /// A name without the surname.
    Given,
    /// A name's surname.
    Surname,
    /// A date's year.
    Year,
    /// First fifteen places of an identity number (a truncated one has them too).
    First15,
    /// Birth date and sequence of an identity number.
    BornAndSequence,
    /// Area and sequence of an identity number.
    AreaAndSequence,
    /// The first four letters of a text.
    Start4,
}

/// A field's facet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Part {
    /// The field.
    pub field: Field,
    /// What of it.
    pub facet: Facet,
}

/// One degree of agreement or difference.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Level {
    /// Stable code, for stored decisions.
    pub code: String,
    /// In words, Chinese.
    pub zh: String,
    /// In words, English.
    pub en: String,
    /// At this level the shared value's frequency tells how easily strangers agree by chance.
    pub frequency_of: Option<Part>,
    /// A pair at this level is never above the automatic line: a person decides.
    pub needs_person: bool,
}

/// Where a table's probabilities come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// As written.
    Fixed,
    /// Learnt from the pairs of tight blocks by expectation maximisation.
    Blocks,
    /// Counted among pairs drawn at random (for the class of strangers).
    Random,
}

/// The probabilities of a comparison's levels, for one class or for several that share them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// The classes that share these probabilities.
    pub classes: Vec<usize>,
    /// Probability of level 1, 2, ...; the starting point where they are learnt.
    pub start: Vec<f64>,
    /// Where they come from.
    pub source: Source,
    /// Levels that keep their written probability while the others are learnt.
    pub pinned: Vec<usize>,
    /// Pinned levels whose written value is a rate by record: the probability is the value divided by the number of records.
    pub per_record: Vec<usize>,
}

/// One comparison: a function of two records with an ordered list of levels. Level 0 is "missing" everywhere: no evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Stable code.
    pub code: String,
    /// In words, Chinese.
    pub zh: String,
    /// In words, English.
    pub en: String,
    /// The function and the fields it reads.
    pub comparing: Comparing,
    /// Its levels from 1 on.
    pub levels: Vec<Level>,
    /// Without this evidence a pair is never above the automatic line.
    pub missing_needs_person: bool,
    /// Its probabilities; every class stands in exactly one table.
    pub tables: Vec<Table>,
}

/// What a class says about two records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Relation {
    /// The same person.
    Same,
    /// Two people of one family (twins, siblings).
    Kin,
    /// Two people who have nothing to do with each other.
    Stranger,
}

/// One component of the mixture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Class {
    /// Stable code.
    pub code: String,
    /// What it says.
    pub relation: Relation,
    /// How its share of all pairs is found.
    pub prior: Prior,
}

/// How a class's share of all pairs is found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Prior {
    /// From the pairs of one training block: their number divided by the chance that such a pair agrees on the key.
    Block(usize),
    /// A multiple of another class's share.
    Of(usize, f64),
    /// What is left.
    Rest,
}

/// What a block's pairs teach.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Training {
    /// Comparisons the key decides, kept out of the learning from this block.
    pub decided: Vec<usize>,
    /// Classes its pairs can belong to.
    pub classes: Vec<usize>,
}

/// One kind of blocking key: records that agree on all parts are compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// Stable code, kept with the blind index.
    pub code: String,
    /// In words, Chinese.
    pub zh: String,
    /// In words, English.
    pub en: String,
    /// What must agree; a record with a part missing has no key of this kind.
    pub parts: Vec<Part>,
    /// Added one by one while a block is too large.
    pub narrower: Vec<Part>,
    /// What its pairs teach; `None` for loose blocks.
    pub training: Option<Training>,
}

/// The lines a score is held against, in thousandths of a bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lines {
    /// Pairs below are not kept.
    pub keep: i32,
    /// From here on a person looks at the pair.
    pub review: i32,
    /// From here on "same" may be pre-selected.
    pub automatic: i32,
}

/// Everything the engine knows about one kind of record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Schema {
    /// Stable name.
    pub code: String,
    /// Raised when anything below changes meaning.
    pub version: u32,
    /// The column that names a record.
    pub id_column: String,
    /// The columns that are read.
    pub fields: Vec<FieldSpec>,
    /// What is compared.
    pub comparisons: Vec<Comparison>,
    /// Which pairs are compared at all.
    pub blocks: Vec<Block>,
    /// What a pair can be.
    pub classes: Vec<Class>,
    /// The lines proposed with it.
    pub lines: Lines,
}

/// A schema that contradicts itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SchemaError {
    /// Too many comparisons, levels or classes.
    #[error("{0} has more entries than fit into a pattern")]
    TooMany(String),
    /// A number that names no field, level, class or block.
    #[error("{0} names something the schema does not have")]
    Unknown(String),
    /// A block of more than one sound.
    #[error("block {0} asks for more than one sound")]
    Sounds(String),
    /// A class without exactly one table in a comparison.
    #[error("comparison {0} does not give every class one table")]
    Tables(String),
}

impl Block {
    /// The field whose sound is part of the key: a record has a key of this kind for every sound of that name.
    #[must_use]
    pub fn sounding(&self) -> Option<Field> {
        let sound = self.parts.iter().find(|part| part.facet == Facet::Sound);
        sound.map(|part| part.field)
    }
}

impl Schema {
    /// Checks that every number names something, that no block has two sounds, and that every class has one table in each comparison.
    ///
    /// # Errors
    /// The first contradiction found.
    pub fn validate(&self) -> Result<(), SchemaError> {
        if self.comparisons.len() > MAX_COMPARISONS || self.classes.len() > MAX_CLASSES {
            return Err(SchemaError::TooMany(self.code.clone()));
        }
        for comparison in &self.comparisons {
            self.validate_comparison(comparison)?;
        }
        for block in &self.blocks {
            let parts = block.parts.iter().chain(&block.narrower);
            let known_parts = parts.clone().all(|part| part.field < self.fields.len());
            let known_training = block.training.iter().all(|training| {
                training
                    .decided
                    .iter()
                    .all(|at| *at < self.comparisons.len())
                    && training.classes.iter().all(|at| *at < self.classes.len())
            });
            if !known_parts || !known_training || block.parts.is_empty() {
                return Err(SchemaError::Unknown(block.code.clone()));
            }
            let sounds = block.parts.iter().filter(|part| part.facet == Facet::Sound);
            if sounds.count() > 1 {
                return Err(SchemaError::Sounds(block.code.clone()));
            }
        }
        for class in &self.classes {
            let known = match class.prior {
                Prior::Block(at) => self
                    .blocks
                    .get(at)
                    .is_some_and(|block| block.training.is_some()),
                Prior::Of(at, _) => at < self.classes.len(),
                Prior::Rest => true,
            };
            if !known {
                return Err(SchemaError::Unknown(class.code.clone()));
            }
        }
        Ok(())
    }

    fn validate_comparison(&self, comparison: &Comparison) -> Result<(), SchemaError> {
        let levels = comparison.levels.len();
        if levels > MAX_LEVELS || levels != comparison.comparing.levels() {
            return Err(SchemaError::TooMany(comparison.code.clone()));
        }
        if comparison
            .comparing
            .fields()
            .iter()
            .any(|field| *field >= self.fields.len())
        {
            return Err(SchemaError::Unknown(comparison.code.clone()));
        }
        let mut seen = vec![0_usize; self.classes.len()];
        for table in &comparison.tables {
            if table.start.len() != levels
                || table
                    .pinned
                    .iter()
                    .chain(&table.per_record)
                    .any(|level| *level == 0 || *level > levels)
            {
                return Err(SchemaError::Tables(comparison.code.clone()));
            }
            for class in &table.classes {
                match seen.get_mut(*class) {
                    Some(count) => *count += 1,
                    None => return Err(SchemaError::Unknown(comparison.code.clone())),
                }
            }
        }
        if seen.iter().any(|count| *count != 1) {
            return Err(SchemaError::Tables(comparison.code.clone()));
        }
        Ok(())
    }

    /// Every part whose frequency counts somewhere, in a fixed order.
    #[must_use]
    pub fn counted_parts(&self) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        let levels = self
            .comparisons
            .iter()
            .flat_map(|comparison| &comparison.levels);
        for part in levels.filter_map(|level| level.frequency_of) {
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
        parts
    }
}
