//! Learning the weights: expectation maximisation over counted patterns of tight blocks, strangers counted at random.
//!
//! Pairs enter as integer counts of patterns, sorted before use, so that neither the order of the records nor the number
//! of threads can change a sum.

use crate::block::{Blocks, LARGEST_BLOCK, Narrowed, meet};
use crate::dataset::Dataset;
use crate::hash;
use crate::pattern::Pattern;
use crate::schema::{Prior, Schema, Source, Training};
use crate::weights::{Weights, to_micro};
use hashbrown::HashMap;
use std::hash::BuildHasherDefault;

/// Rounds of expectation maximisation; the figures stand still well before.
const ROUNDS: usize = 40;
/// Largest change of a share of classes at which learning ends.
const STILL: f64 = 1e-7;
/// Pairs drawn at random for the class of strangers.
const RANDOM_PAIRS: usize = 250_000;
/// Records those pairs are drawn from at most.
const RANDOM_RECORDS: usize = 100_000;
/// What every level keeps, so that nothing is impossible.
const FLOOR: f64 = 1e-7;
/// What every level learnt from blocks keeps: rare errors must stay thinkable, whatever the sample has not shown.
const LEARNT_FLOOR: f64 = 1e-4;
/// Pseudo-pairs with which a written starting table holds against few observations.
const PRIOR_PAIRS: f64 = 20.0;

/// Probabilities while they are learnt: `[class][comparison][level - 1]`.
type Tables = Vec<Vec<Vec<f64>>>;

type Tally = HashMap<u64, u64, BuildHasherDefault<crate::block::Through>>;

/// The pairs of one training block, as patterns and their counts.
struct Sample<'a> {
    kind: usize,
    training: &'a Training,
    patterns: Vec<(Pattern, f64)>,
    shares: Vec<f64>,
}

/// Learns the weights of a schema from a set of records.
#[must_use]
pub fn learn(data: &Dataset) -> Weights {
    learn_keeping_blocks(data).0
}

/// As [`learn`], and hands on the training blocks, which a batch over the same records needs again.
pub(crate) fn learn_keeping_blocks(data: &Dataset) -> (Weights, Vec<Option<Blocks>>) {
    let schema = data.schema().as_ref();
    let linking = data.is_linking();
    let mut samples = Vec::new();
    let mut kept = Vec::new();
    for (kind, block) in schema.blocks.iter().enumerate() {
        let blocks = block
            .training
            .is_some()
            .then(|| Blocks::build(schema, data, kind, LARGEST_BLOCK));
        let patterns = blocks
            .as_ref()
            .map(|blocks| tally_blocks(schema, data, (kind, blocks), linking))
            .unwrap_or_default();
        kept.push(blocks);
        if let Some(training) = &block.training {
            let count = training.classes.len().max(1) as f64;
            let shares = (0..schema.classes.len()).map(|class| {
                if training.classes.contains(&class) {
                    1.0 / count
                } else {
                    0.0
                }
            });
            samples.push(Sample {
                kind,
                training,
                patterns,
                shares: shares.collect(),
            });
        }
    }
    let random = tally_random(schema, data, linking);
    let mut weights = start(schema, data.len());
    count_strangers(schema, &random, &mut weights);
    for _ in 0..ROUNDS {
        if round(schema, &mut samples, &mut weights) < STILL {
            break;
        }
    }
    let priors = priors(
        schema,
        &samples,
        &weights,
        data.possible_pairs().max(1) as f64,
    );
    let written = |levels: &Vec<f64>| {
        levels
            .iter()
            .map(|probability| to_micro(*probability))
            .collect()
    };
    let weights = Weights {
        schema: schema.code.clone(),
        schema_version: schema.version,
        records: data.len() as u64,
        priors: priors.into_iter().map(to_micro).collect(),
        levels: weights
            .iter()
            .map(|class| class.iter().map(written).collect())
            .collect(),
    };
    (weights, kept)
}

fn sorted(tally: Tally) -> Vec<(Pattern, f64)> {
    let mut patterns: Vec<(Pattern, u64)> = tally
        .into_iter()
        .map(|(word, count)| (Pattern(word), count))
        .collect();
    patterns.sort_unstable();
    patterns
        .into_iter()
        .map(|(pattern, count)| (pattern, count as f64))
        .collect()
}

fn tally_blocks(
    schema: &Schema,
    data: &Dataset,
    (kind, blocks): (usize, &Blocks),
    linking: bool,
) -> Vec<(Pattern, f64)> {
    let kind = (kind, &schema.blocks[kind]);
    let mut tally = Tally::default();
    for at in 0..blocks.len() {
        let members = blocks.members(at);
        for (place, a) in members.iter().enumerate() {
            for b in &members[place + 1..] {
                if data.may_pair(*a, *b, linking) && blocks.counts(data, kind, at, *a, *b) {
                    *tally
                        .entry(Pattern::of(schema, data, *a, *b).0)
                        .or_insert(0) += 1;
                }
            }
        }
    }
    sorted(tally)
}

/// Pairs of records that stand near each other in the order of their ids' hashes: drawn once and for all by content.
/// Pairs that a training block would find are left out, since matches are common there.
fn tally_random(schema: &Schema, data: &Dataset, linking: bool) -> Vec<(Pattern, f64)> {
    let mut order: Vec<(u64, u32)> = (0..data.len() as u32)
        .map(|record| (hash::of_bytes(data.id_bytes(record)), record))
        .collect();
    if order.len() > RANDOM_RECORDS {
        order.select_nth_unstable(RANDOM_RECORDS);
        order.truncate(RANDOM_RECORDS);
    }
    order.sort_unstable_by_key(|entry| (entry.0, data.rank(entry.1)));
    let steps = (RANDOM_PAIRS / order.len().max(1)).clamp(1, order.len().max(2) - 1);
    let tight: Vec<usize> = (0..schema.blocks.len())
        .filter(|kind| schema.blocks[*kind].training.is_some())
        .collect();
    let nothing = Narrowed::default();
    let mut tally = Tally::default();
    for step in 1..=steps {
        for (left, right) in order.iter().zip(order.iter().skip(step)) {
            let (a, b) = (left.1, right.1);
            let found = tight
                .iter()
                .any(|kind| meet(data, *kind, &schema.blocks[*kind], &nothing, a, b));
            if !found && data.may_pair(a, b, linking) {
                *tally.entry(Pattern::of(schema, data, a, b).0).or_insert(0) += 1;
            }
        }
    }
    sorted(tally)
}

/// The written probabilities.
fn start(schema: &Schema, records: usize) -> Tables {
    let mut levels = vec![vec![Vec::new(); schema.comparisons.len()]; schema.classes.len()];
    for (at, comparison) in schema.comparisons.iter().enumerate() {
        for table in &comparison.tables {
            let mut row = table.start.clone();
            for level in &table.per_record {
                if let Some(rate) = row.get_mut(level - 1) {
                    *rate = (*rate / records.max(2) as f64).min(0.1);
                }
            }
            for class in &table.classes {
                levels[*class][at].clone_from(&row);
            }
        }
    }
    levels
}

/// Fits one table to expected counts: pinned levels stay, the others share what is left.
fn fit(start: &[f64], now: &[f64], pinned: &[usize], counts: &[f64], floor: f64) -> Vec<f64> {
    let is_pinned = |level: usize| pinned.contains(&(level + 1));
    let held: f64 = (0..now.len())
        .filter(|level| is_pinned(*level))
        .map(|level| now[level])
        .sum();
    let open: f64 = (0..now.len())
        .filter(|level| !is_pinned(*level))
        .map(|level| start[level])
        .sum();
    let seen: f64 = (0..now.len())
        .filter(|level| !is_pinned(*level))
        .map(|level| counts[level])
        .sum();
    let total = seen + PRIOR_PAIRS;
    let share = |level: usize| {
        (counts[level] + PRIOR_PAIRS * start[level] / open.max(FLOOR)) / total * (1.0 - held)
    };
    (0..now.len())
        .map(|level| {
            if is_pinned(level) {
                now[level]
            } else {
                share(level).max(floor)
            }
        })
        .collect()
}

fn count_strangers(schema: &Schema, random: &[(Pattern, f64)], weights: &mut Tables) {
    for (at, comparison) in schema.comparisons.iter().enumerate() {
        for table in comparison
            .tables
            .iter()
            .filter(|table| table.source == Source::Random)
        {
            let mut counts = vec![0.0; comparison.levels.len()];
            for (pattern, count) in random {
                if let Some(slot) = pattern
                    .level(at)
                    .checked_sub(1)
                    .and_then(|level| counts.get_mut(level))
                {
                    *slot += count;
                }
            }
            for class in &table.classes {
                weights[*class][at] = fit(
                    &table.start,
                    &weights[*class][at],
                    &table.pinned,
                    &counts,
                    FLOOR,
                );
            }
        }
    }
}

/// One round: expected classes of every pattern, then tables and shares fitted to them. Gives the largest change of a share.
fn round(schema: &Schema, samples: &mut [Sample<'_>], weights: &mut Tables) -> f64 {
    let classes = schema.classes.len();
    let mut expected: Vec<Vec<Vec<f64>>> = vec![
        schema
            .comparisons
            .iter()
            .map(|comparison| vec![0.0; comparison.levels.len()])
            .collect();
        classes
    ];
    let mut moved: f64 = 0.0;
    for sample in samples.iter_mut() {
        let mut sums = vec![0.0; classes];
        for (pattern, count) in &sample.patterns {
            let chances = chances(sample, weights, *pattern);
            for (class, chance) in chances.iter().enumerate() {
                let part = chance * count;
                sums[class] += part;
                for at in
                    (0..schema.comparisons.len()).filter(|at| !sample.training.decided.contains(at))
                {
                    if let Some(level) = pattern.level(at).checked_sub(1) {
                        expected[class][at][level] += part;
                    }
                }
            }
        }
        let total: f64 = sums.iter().sum();
        for (class, sum) in sums.iter().enumerate() {
            let share = if sample.training.classes.contains(&class) {
                (sum / total.max(1.0)).max(FLOOR)
            } else {
                0.0
            };
            moved = moved.max((share - sample.shares[class]).abs());
            sample.shares[class] = share;
        }
    }
    for (at, comparison) in schema.comparisons.iter().enumerate() {
        for table in comparison
            .tables
            .iter()
            .filter(|table| table.source == Source::Blocks)
        {
            let counts: Vec<f64> = (0..comparison.levels.len())
                .map(|level| {
                    table
                        .classes
                        .iter()
                        .map(|class| expected[*class][at][level])
                        .sum()
                })
                .collect();
            for class in &table.classes {
                weights[*class][at] = fit(
                    &table.start,
                    &weights[*class][at],
                    &table.pinned,
                    &counts,
                    LEARNT_FLOOR,
                );
            }
        }
    }
    moved
}

/// The chances of the classes for one pattern of a sample; the comparisons that the key decides say nothing.
fn chances(sample: &Sample<'_>, weights: &Tables, pattern: Pattern) -> Vec<f64> {
    let mut chances: Vec<f64> = sample.shares.clone();
    for (tables, chance) in weights.iter().zip(chances.iter_mut()) {
        for (at, table) in tables.iter().enumerate() {
            let level = pattern.level(at);
            if level > 0 && *chance > 0.0 && !sample.training.decided.contains(&at) {
                *chance *= table[level - 1];
            }
        }
    }
    let total: f64 = chances.iter().sum();
    if total > 0.0 {
        for chance in &mut chances {
            *chance /= total;
        }
    }
    chances
}

/// The classes' shares of all pairs: pairs seen in the class's block, over the chance that such a pair gets there.
fn priors(schema: &Schema, samples: &[Sample<'_>], weights: &Tables, pairs: f64) -> Vec<f64> {
    let mut priors = vec![0.0; schema.classes.len()];
    for (class, slot) in priors.iter_mut().enumerate() {
        let Prior::Block(kind) = schema.classes[class].prior else {
            continue;
        };
        let Some(sample) = samples.iter().find(|sample| sample.kind == kind) else {
            continue;
        };
        let seen: f64 =
            sample.patterns.iter().map(|(_, count)| count).sum::<f64>() * sample.shares[class];
        let mut arrives = 1.0;
        for at in &sample.training.decided {
            // The levels that pairs of this block show are the ones the key allows.
            let mut allowed = vec![false; schema.comparisons[*at].levels.len() + 1];
            for (pattern, _) in &sample.patterns {
                if let Some(flag) = allowed.get_mut(pattern.level(*at)) {
                    *flag = true;
                }
            }
            let chance: f64 = (1..allowed.len())
                .filter(|level| allowed[*level])
                .map(|level| weights[class][*at][level - 1])
                .sum();
            // A comparison that is missing throughout takes nobody out.
            arrives *= if chance > 0.0 {
                chance.clamp(FLOOR, 1.0)
            } else {
                1.0
            };
        }
        *slot = ((seen + 1.0) / arrives / pairs).min(0.5);
    }
    for class in 0..priors.len() {
        if let Prior::Of(other, factor) = schema.classes[class].prior {
            priors[class] = (priors[other] * factor).min(0.5);
        }
    }
    let known: f64 = priors.iter().sum();
    for (slot, class) in priors.iter_mut().zip(&schema.classes) {
        if class.prior == Prior::Rest {
            *slot = (1.0 - known).max(FLOOR);
        }
    }
    priors
}
