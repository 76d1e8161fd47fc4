//! The levels of all comparisons of a pair in one word, four bits each.

use crate::dataset::Dataset;
use crate::schema::Schema;

/// A pair's levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Pattern(pub u64);

impl Pattern {
    /// Compares two records in every way the schema knows.
    #[inline]
    #[must_use]
    pub fn of(schema: &Schema, data: &Dataset, a: u32, b: u32) -> Self {
        let mut word = 0;
        for (at, comparison) in schema.comparisons.iter().enumerate() {
            word |= u64::from(comparison.comparing.level(data, a, b)) << (at * 4);
        }
        Self(word)
    }

    /// The level of one comparison; 0 is missing.
    #[inline]
    #[must_use]
    pub fn level(self, comparison: usize) -> usize {
        (self.0 >> (comparison * 4) & 0xf) as usize
    }

    /// The pattern without the comparisons before `from`: as far as a waterfall has come.
    #[must_use]
    pub(crate) fn upto(self, comparisons: usize) -> Self {
        if comparisons >= 16 {
            return self;
        }
        Self(self.0 & ((1 << (comparisons * 4)) - 1))
    }
}
