//! What was seen of two claims, in words and weights, as it is stored: no number and no name.

use matching::explain::Waterfall;
use matching::schema::Schema;
use matching::score::Band;
use serde::{Deserialize, Serialize};

/// Why two claims may be for one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Log odds of "the same person" before anything is compared, thousandths of a bit.
    pub prior: i32,
    /// The fields in the schema's order.
    pub steps: Vec<Step>,
    /// Prior and all steps, thousandths of a bit.
    pub score: i32,
    /// Chance of the same person, thousandths.
    pub same: u16,
    /// Chance of a twin or sibling, thousandths.
    pub kin: u16,
    /// Chance of a stranger, thousandths.
    pub stranger: u16,
    /// `below`, `review` or `automatic`: what the score means under the model's lines.
    pub band: String,
    /// The keys that brought the two together.
    pub found_by: Vec<FoundBy>,
}

/// One field's part in a score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The comparison's code.
    pub comparison: String,
    /// The field, Chinese.
    pub zh: String,
    /// The field, English.
    pub en: String,
    /// Code of the level; `missing` where a side has no value.
    pub level: String,
    /// How far they agree, Chinese.
    pub level_zh: String,
    /// How far they agree, English.
    pub level_en: String,
    /// What it adds, the value's being common or rare left out; thousandths of a bit.
    pub bits: i32,
    /// What the value's being common or rare adds; thousandths of a bit.
    pub frequency_bits: i32,
    /// The sum so far, thousandths of a bit.
    pub running: i32,
    /// Places of a number that differ, counted from 1; never the digits.
    pub places: Vec<u8>,
}

impl Step {
    /// A side has no value: no evidence either way.
    pub fn is_missing(&self) -> bool {
        self.level == "missing"
    }
}

/// A key under which two claims meet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundBy {
    /// The block's code.
    pub code: String,
    /// In words, Chinese.
    pub zh: String,
    /// In words, English.
    pub en: String,
}

impl Evidence {
    pub(crate) fn of(waterfall: Waterfall, schema: &Schema) -> Self {
        let steps = waterfall.steps.into_iter().map(|step| Step {
            comparison: step.comparison,
            zh: step.zh,
            en: step.en,
            level: step.level,
            level_zh: step.level_zh,
            level_en: step.level_en,
            bits: step.bits,
            frequency_bits: step.frequency_bits,
            running: step.running,
            places: step
                .differing_places
                .into_iter()
                .map(|place| place + 1)
                .collect(),
        });
        let block = |code: String| {
            let known = schema.blocks.iter().find(|block| block.code == code);
            FoundBy {
                zh: known.map_or_else(|| code.clone(), |block| block.zh.clone()),
                en: known.map_or_else(|| code.clone(), |block| block.en.clone()),
                code,
            }
        };
        Self {
            prior: waterfall.prior,
            steps: steps.collect(),
            score: waterfall.score,
            same: waterfall.chances.same,
            kin: waterfall.chances.kin,
            stranger: waterfall.chances.stranger,
            band: code(waterfall.band).to_owned(),
            found_by: waterfall.found_by.into_iter().map(block).collect(),
        }
    }

    /// Leaves out everything that was compared, for whoever sees one of the two only: each field that is told to be the same
    /// or another one would confirm a guess about a stranger, and so would the sums.
    pub fn hide_strangers(&mut self) {
        self.steps.clear();
        self.score = self.prior;
        code(Band::Review).clone_into(&mut self.band);
        (self.same, self.kin, self.stranger) = (0, 0, 0);
        if !self.found_by.is_empty() {
            self.found_by = vec![FoundBy {
                code: "hidden".to_owned(),
                zh: "范围外的信息".to_owned(),
                en: "something outside the scope".to_owned(),
            }];
        }
    }

    /// "The same person" may be offered first; a person still decides.
    pub fn suggests_same(&self) -> bool {
        self.band == "automatic"
    }
}

/// The stored word for a band.
fn code(band: Band) -> &'static str {
    match band {
        Band::Below => "below",
        Band::Review => "review",
        Band::Automatic => "automatic",
    }
}
