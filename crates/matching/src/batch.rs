//! All pairs of a set of records, streamed block by block: no pair is held longer than its chunk.

use crate::block::{Blocks, LARGEST_BLOCK, Narrowed, Oversize, meet};
use crate::dataset::Dataset;
use crate::pattern::Pattern;
use crate::score::{ScoredPair, Scorer};
use crate::train;
use crate::weights::Weights;
use std::num::NonZeroUsize;
use std::ops::Range;

/// Pairs one chunk of blocks holds at least; chunks are what threads share out.
const CHUNK_PAIRS: usize = 1 << 15;
/// Chunks worked on before their pairs are handed on.
const CHUNKS_AT_ONCE: usize = 16;

/// How a batch runs. Nothing here changes which pairs come out, or with which score.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Threads to use.
    pub threads: NonZeroUsize,
    /// Records a block may have before it is narrowed. This one does change what is compared.
    pub largest_block: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            threads: NonZeroUsize::MIN,
            largest_block: LARGEST_BLOCK,
        }
    }
}

/// What a batch did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Pairs compared.
    pub compared: u64,
    /// Pairs handed on.
    pub kept: u64,
    /// For each kind of block, pairs it was the first to find.
    pub found_by: Vec<u64>,
    /// Blocks that were too large.
    pub oversize: Vec<Oversize>,
}

/// Scores every pair that shares a key, each once, and hands on those at or above the line `keep`, in an order that hangs
/// on the records' contents only. `progress` is told after each kind of block how many kinds are done, of how many.
pub fn score_all(
    scorer: &Scorer<'_>,
    options: Options,
    sink: &mut dyn FnMut(ScoredPair),
    progress: &mut dyn FnMut(usize, usize),
) -> Report {
    score_blocks(scorer, options, Vec::new(), sink, progress)
}

/// As [`score_all`]; blocks that were built already are not built again.
fn score_blocks(
    scorer: &Scorer<'_>,
    options: Options,
    mut built: Vec<Option<Blocks>>,
    sink: &mut dyn FnMut(ScoredPair),
    progress: &mut dyn FnMut(usize, usize),
) -> Report {
    let schema = scorer.schema();
    let linking = scorer.data().is_linking();
    let mut report = Report::default();
    let mut narrowed: Vec<Narrowed> = Vec::new();
    for kind in 0..schema.blocks.len() {
        let ready = built.get_mut(kind).and_then(Option::take);
        let mut blocks = ready.unwrap_or_else(|| {
            Blocks::build(schema, scorer.data(), kind, options.largest_block.max(2))
        });
        let work = Work {
            scorer,
            blocks: &blocks,
            narrowed: &narrowed,
            kind,
            linking,
        };
        let before = report.compared;
        let chunks = chunks(&blocks);
        for some in chunks.chunks(CHUNKS_AT_ONCE.max(options.threads.get())) {
            for (compared, pairs) in work.run(some, options.threads) {
                report.compared += compared;
                report.kept += pairs.len() as u64;
                pairs.into_iter().for_each(&mut *sink);
            }
        }
        report.found_by.push(report.compared - before);
        report.oversize.append(&mut blocks.oversize);
        narrowed.push(std::mem::take(&mut blocks.narrowed));
        progress(kind + 1, schema.blocks.len());
    }
    report
}

/// Learns the weights from the records themselves, scores all pairs under them and hands them on: one call from records to pairs.
pub fn learn_and_score(
    data: &Dataset,
    options: Options,
    sink: &mut dyn FnMut(ScoredPair),
    progress: &mut dyn FnMut(usize, usize),
) -> (Weights, Report) {
    let (weights, mut built) = train::learn_keeping_blocks(data);
    if options.largest_block != LARGEST_BLOCK {
        built.clear();
    }
    let scorer = Scorer::with_own_frequencies(data, &weights, data.schema().lines);
    let report = score_blocks(&scorer, options, built, sink, progress);
    (weights, report)
}

/// Ranges of blocks of about equal work.
fn chunks(blocks: &Blocks) -> Vec<Range<usize>> {
    let mut chunks = Vec::new();
    let (mut from, mut pairs) = (0, 0);
    for at in 0..blocks.len() {
        let size = blocks.members(at).len();
        pairs += size * (size - 1) / 2;
        if pairs >= CHUNK_PAIRS {
            chunks.push(from..at + 1);
            (from, pairs) = (at + 1, 0);
        }
    }
    if from < blocks.len() {
        chunks.push(from..blocks.len());
    }
    chunks
}

struct Work<'a> {
    scorer: &'a Scorer<'a>,
    blocks: &'a Blocks,
    narrowed: &'a [Narrowed],
    kind: usize,
    linking: bool,
}

impl Work<'_> {
    /// Works chunks off on several threads; the results stand in the order of the chunks.
    fn run(&self, chunks: &[Range<usize>], threads: NonZeroUsize) -> Vec<(u64, Vec<ScoredPair>)> {
        if threads.get() == 1 || chunks.len() < 2 {
            return chunks
                .iter()
                .map(|chunk| self.chunk(chunk.clone()))
                .collect();
        }
        let mut results: Vec<(u64, Vec<ScoredPair>)> = vec![(0, Vec::new()); chunks.len()];
        let share = chunks.len().div_ceil(threads.get());
        std::thread::scope(|scope| {
            for (ranges, slots) in chunks.chunks(share).zip(results.chunks_mut(share)) {
                scope.spawn(move || {
                    for (range, slot) in ranges.iter().zip(slots) {
                        *slot = self.chunk(range.clone());
                    }
                });
            }
        });
        results
    }

    fn chunk(&self, range: Range<usize>) -> (u64, Vec<ScoredPair>) {
        let data = self.scorer.data();
        let schema = self.scorer.schema();
        let keep = self.scorer.lines().keep;
        let kind = (self.kind, &schema.blocks[self.kind]);
        let mut compared = 0;
        let mut kept = Vec::new();
        for at in range {
            let members = self.blocks.members(at);
            for (place, a) in members.iter().enumerate() {
                for b in &members[place + 1..] {
                    if !data.may_pair(*a, *b, self.linking)
                        || !self.blocks.counts(data, kind, at, *a, *b)
                        || self.found_before(*a, *b)
                    {
                        continue;
                    }
                    compared += 1;
                    let pattern = Pattern::of(schema, data, *a, *b);
                    let score = self.scorer.score(pattern, *a);
                    if score >= keep {
                        kept.push(ScoredPair {
                            a: *a,
                            b: *b,
                            score,
                            pattern,
                            block: self.kind as u8,
                        });
                    }
                }
            }
        }
        (compared, kept)
    }

    #[inline]
    fn found_before(&self, a: u32, b: u32) -> bool {
        let blocks = &self.scorer.schema().blocks;
        self.narrowed
            .iter()
            .enumerate()
            .any(|(kind, narrowed)| meet(self.scorer.data(), kind, &blocks[kind], narrowed, a, b))
    }
}
