//! How common each value is: strangers agree on 王伟 by chance, hardly on 翦堃.

use crate::block::ByHash;
use crate::dataset::Dataset;
use crate::schema::{Facet, Part, Schema};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Counts of the values of every part a level's frequency is taken of. Values are kept as content hashes, and only those
/// that occur twice or more: any other value counts once.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Frequencies {
    /// Records counted.
    pub records: u64,
    /// One table for each part, in the order of [`Schema::counted_parts`].
    pub tables: Vec<Counts>,
}

/// Counts of one part's values.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Records with a value.
    pub present: u64,
    /// Content hash and count, for counts of two and more.
    pub counts: BTreeMap<u64, u32>,
}

impl Frequencies {
    /// Counts the values of a set of records.
    #[must_use]
    pub fn count(data: &Dataset) -> Self {
        let tables = data
            .schema()
            .counted_parts()
            .into_iter()
            .map(|part| count_part(data, part));
        Self {
            records: data.len() as u64,
            tables: tables.collect(),
        }
    }
}

/// How many records have each numbered text of a part's field; the missing one counts nothing.
fn numbered_counts(data: &Dataset, part: Part) -> Vec<u32> {
    let size = data
        .numbered(part.field)
        .map_or(0, super::lexicon::Lexicon::len);
    let mut counts = vec![0_u32; size];
    for record in 0..data.len() as u32 {
        if let Some(count) = counts.get_mut(data.narrow(part.field, record) as usize) {
            *count += 1;
        }
    }
    if let Some(missing) = counts.first_mut() {
        *missing = 0;
    }
    counts
}

fn count_part(data: &Dataset, part: Part) -> Counts {
    let mut by_hash = BTreeMap::new();
    let mut present = 0;
    for (number, count) in numbered_counts(data, part).into_iter().enumerate() {
        let hash = if count == 0 {
            0
        } else {
            data.numbered_hash(part, number as u32)
        };
        if hash != 0 {
            present += u64::from(count);
            *by_hash.entry(hash).or_insert(0) += count;
        }
    }
    by_hash.retain(|_, count| *count > 1);
    Counts {
        present,
        counts: by_hash,
    }
}

/// Frequencies laid out by the numbers of a data set's texts: log2 of the share of records with that value.
#[derive(Debug)]
pub(crate) struct Resolved {
    parts: Vec<Part>,
    log_shares: Vec<Vec<f32>>,
}

impl Resolved {
    /// From frozen tables, or from the records themselves where none are frozen.
    pub(crate) fn new(schema: &Schema, data: &Dataset, frozen: Option<&Frequencies>) -> Self {
        let parts = schema.counted_parts();
        let log_shares = parts.iter().enumerate().map(|(at, part)| match frozen {
            Some(frozen) => resolve_frozen(data, *part, frozen.tables.get(at)),
            None => resolve_own(data, *part),
        });
        Self {
            log_shares: log_shares.collect(),
            parts,
        }
    }

    /// log2 of the share of records with the value that record has.
    #[inline]
    pub(crate) fn log_share(&self, slot: usize, data: &Dataset, record: u32) -> f64 {
        let number = data.narrow(self.parts[slot].field, record) as usize;
        f64::from(self.log_shares[slot][number])
    }

    pub(crate) fn slot(&self, part: Part) -> Option<usize> {
        self.parts.iter().position(|known| *known == part)
    }
}

fn resolve_own(data: &Dataset, part: Part) -> Vec<f32> {
    let counts = numbered_counts(data, part);
    let hash = |number: usize| data.numbered_hash(part, number as u32);
    let counted = || counts.iter().enumerate().filter(|(_, count)| **count > 0);
    if part.facet == Facet::Whole {
        let present = counted().map(|(_, count)| u64::from(*count)).sum();
        return counts
            .iter()
            .map(|count| log_share(*count, present))
            .collect();
    }
    let mut by_hash: ByHash<u32> = ByHash::default();
    by_hash.reserve(counts.len() / 2);
    let mut present = 0;
    for (number, count) in counted().filter(|(number, _)| hash(*number) != 0) {
        present += u64::from(*count);
        *by_hash.entry(hash(number)).or_insert(0) += count;
    }
    let common = |number: usize| {
        if counts[number] == 0 {
            1
        } else {
            by_hash.get(&hash(number)).copied().unwrap_or(1)
        }
    };
    (0..counts.len())
        .map(|number| log_share(common(number), present))
        .collect()
}

fn resolve_frozen(data: &Dataset, part: Part, table: Option<&Counts>) -> Vec<f32> {
    let (Some(texts), Some(table)) = (data.numbered(part.field), table) else {
        return Vec::new();
    };
    let quick: ByHash<u32> = if texts.len() > table.counts.len() / 8 {
        table
            .counts
            .iter()
            .map(|(hash, count)| (*hash, *count))
            .collect()
    } else {
        ByHash::default()
    };
    let count = |number: usize| {
        let hash = data.numbered_hash(part, number as u32);
        if quick.is_empty() {
            table.counts.get(&hash)
        } else {
            quick.get(&hash)
        }
    };
    (0..texts.len())
        .map(|number| log_share(count(number).copied().unwrap_or(1), table.present))
        .collect()
}

/// A value seen once may be the pair's own, so nothing counts less than two.
fn log_share(count: u32, present: u64) -> f32 {
    let share = f64::from(count.max(2)) / (present.max(2) as f64);
    share.min(1.0).log2() as f32
}
