//! Why a pair has its score, for the person who decides: a waterfall from the prior to the score.
//!
//! Values are never shown here, only levels in words and places that differ.

use crate::block::{Narrowed, meet};
use crate::compare::{Comparing, identity};
use crate::pattern::Pattern;
use crate::score::{Band, Chances, EVERY, Scorer, to_millibits};

/// One comparison's part in a score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The comparison's code.
    pub comparison: String,
    /// The comparison in words, Chinese.
    pub zh: String,
    /// The comparison in words, English.
    pub en: String,
    /// The level's code; `missing` where a side has no value.
    pub level: String,
    /// The level in words, Chinese.
    pub level_zh: String,
    /// The level in words, English.
    pub level_en: String,
    /// What it adds, thousandths of a bit, the frequency's part left out; 0 where it is missing.
    pub bits: i32,
    /// What the value's being common or rare adds, thousandths of a bit.
    pub frequency_bits: i32,
    /// The sum so far, thousandths of a bit.
    pub running: i32,
    /// Places of a number (from 0) that differ; never the digits.
    pub differing_places: Vec<u8>,
}

/// The whole explanation of a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waterfall {
    /// Log odds before anything is compared, thousandths of a bit.
    pub prior: i32,
    /// The comparisons in the schema's order.
    pub steps: Vec<Step>,
    /// The score: the prior and all steps.
    pub score: i32,
    /// How likely "same", "twin or sibling" and "stranger" are.
    pub chances: Chances,
    /// What the score means under the lines.
    pub band: Band,
    /// Codes of the kinds of blocks in which the two records meet.
    pub found_by: Vec<String>,
}

/// Explains two records; `None` for one record with itself.
#[must_use]
pub fn explain(scorer: &Scorer<'_>, a: u32, b: u32) -> Option<Waterfall> {
    let pair = scorer.pair(a, b)?;
    let schema = scorer.schema();
    let prior = to_millibits(scorer.log_odds(Pattern::default(), pair.a, EVERY));
    let mut running = prior;
    let mut steps = Vec::with_capacity(schema.comparisons.len());
    for (at, comparison) in schema.comparisons.iter().enumerate() {
        let level = pair.pattern.level(at);
        let so_far = pair.pattern.upto(at + 1);
        let sum = to_millibits(scorer.log_odds(so_far, pair.a, EVERY));
        let without = to_millibits(scorer.log_odds(so_far, pair.a, EVERY & !(1 << at)));
        let words = level
            .checked_sub(1)
            .and_then(|at| comparison.levels.get(at));
        let (code, zh, en) = words.map_or(
            (
                "missing",
                "一方缺失，不作证据",
                "missing on a side: no evidence",
            ),
            |level| (&level.code, &level.zh, &level.en),
        );
        let differing_places = match &comparison.comparing {
            Comparing::Identity { number, .. } | Comparing::IdentityCoarse(number) => {
                identity::differing_places(scorer.data(), *number, pair.a, pair.b)
            }
            _ => Vec::new(),
        };
        steps.push(Step {
            comparison: comparison.code.clone(),
            zh: comparison.zh.clone(),
            en: comparison.en.clone(),
            level: code.to_owned(),
            level_zh: zh.to_owned(),
            level_en: en.to_owned(),
            bits: without - running,
            frequency_bits: sum - without,
            running: sum,
            differing_places,
        });
        running = sum;
    }
    let nothing = Narrowed::default();
    let found = schema
        .blocks
        .iter()
        .enumerate()
        .filter(|(kind, block)| meet(scorer.data(), *kind, block, &nothing, pair.a, pair.b));
    Some(Waterfall {
        prior,
        steps,
        score: pair.score,
        chances: scorer.chances(pair.pattern, pair.a),
        band: scorer.band(pair.pattern, pair.score),
        found_by: found.map(|(_, block)| block.code.clone()).collect(),
    })
}
