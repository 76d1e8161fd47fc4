//! Blocks: records that agree on a key. Built one kind at a time by sorting, so that memory is one word and a half a record.

use crate::dataset::Dataset;
use crate::hash::mix;
use crate::schema::{Block, Facet, Schema};
use hashbrown::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Records a block may have before it is narrowed; n records are n²/2 pairs.
pub const LARGEST_BLOCK: usize = 400;

/// A block that had to be narrowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oversize {
    /// Code of the block's kind.
    pub block: String,
    /// How many records agreed on the key.
    pub records: usize,
    /// How many further parts were asked for.
    pub narrowed_by: usize,
    /// Pairs that were not compared, because even all further parts left a block this large; 0 where narrowing was enough.
    pub pairs_left_out: u64,
}

/// A hasher for words that are hashes already.
#[derive(Debug, Default, Clone)]
pub(crate) struct Through(u64);

impl Hasher for Through {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = crate::hash::of_bytes(bytes);
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = mix(0, word);
    }
}

pub(crate) type ByHash<V> = HashMap<u64, V, BuildHasherDefault<Through>>;

/// How many further parts each oversize key of a kind was narrowed by; keys of what was left out stand here too.
pub(crate) type Narrowed = ByHash<usize>;

/// How many keys of a kind a record has: one for each sound of the name where the key holds a sound.
#[inline]
fn variants(data: &Dataset, block: &Block, record: u32) -> usize {
    block
        .sounding()
        .map_or(1, |field| data.sounds(field, record).len())
}

/// One of a record's keys; 0 where a part is missing.
#[inline]
fn key(data: &Dataset, kind: usize, block: &Block, variant: usize, record: u32) -> u64 {
    let mut hash = kind as u64 + 1;
    for part in &block.parts {
        let value = match part.facet {
            Facet::Sound => data.sounds(part.field, record).get(variant).copied(),
            _ => Some(data.facet_hash(*part, record)),
        };
        match value {
            None | Some(0) => return 0,
            Some(value) => hash = mix(hash, value),
        }
    }
    hash.max(1)
}

/// A key of a record narrowed by the first `further` parts.
#[inline]
fn narrowed_key(data: &Dataset, block: &Block, key: u64, further: usize, record: u32) -> u64 {
    let mut hash = key;
    for part in block.narrower.iter().take(further) {
        // A missing part is a value of its own here: the block is cut, not given up.
        hash = mix(hash, data.facet_hash(*part, record));
    }
    hash.max(1)
}

/// Whether two records meet in a kind of block, given how its oversize blocks were narrowed.
#[inline]
pub(crate) fn meet(
    data: &Dataset,
    kind: usize,
    block: &Block,
    narrowed: &Narrowed,
    a: u32,
    b: u32,
) -> bool {
    if !block.parts.iter().all(|part| data.agree(*part, a, b)) {
        return false;
    }
    narrowed.is_empty()
        || shared(data, kind, block, a, b).any(|key| stay(data, block, narrowed, key, a, b))
}

/// The keys that two records share.
fn shared<'d>(
    data: &'d Dataset,
    kind: usize,
    block: &'d Block,
    a: u32,
    b: u32,
) -> impl Iterator<Item = u64> + 'd {
    let others = block.sounding().map(|field| data.sounds(field, b));
    let own = block.sounding().map(|field| data.sounds(field, a));
    (0..variants(data, block, a))
        .filter(move |variant| {
            let sound = own.and_then(|own| own.get(*variant));
            others.is_none_or(|others| sound.is_some_and(|sound| others.contains(sound)))
        })
        .map(move |variant| key(data, kind, block, variant, a))
        .filter(|key| *key != 0)
}

/// Whether two records that share a key stand in one block still after oversize blocks were narrowed.
fn stay(data: &Dataset, block: &Block, narrowed: &Narrowed, key: u64, a: u32, b: u32) -> bool {
    match narrowed.get(&key) {
        None => true,
        Some(further) if *further > block.narrower.len() => false,
        Some(further) => {
            let cut = narrowed_key(data, block, key, *further, a);
            cut == narrowed_key(data, block, key, *further, b) && !narrowed.contains_key(&cut)
        }
    }
}

/// Tells most keys that stand alone before anything is sorted: bits by hash, so it may take a lone key for a shared one, never the reverse.
struct Seen {
    once: Vec<u64>,
    twice: Vec<u64>,
}

impl Seen {
    /// Bits a record; more bits, fewer lone keys that are sorted for nothing.
    const BITS_A_RECORD: usize = 8;

    fn new(records: usize) -> Self {
        let words = (records * Self::BITS_A_RECORD / 64).next_power_of_two();
        Self {
            once: vec![0; words],
            twice: vec![0; words],
        }
    }

    fn place(&self, key: u64) -> (usize, u64) {
        let at = (key >> 6) as usize & (self.once.len() - 1);
        (at, 1 << (key & 63))
    }

    fn add(&mut self, key: u64) {
        let (at, bit) = self.place(key);
        self.twice[at] |= self.once[at] & bit;
        self.once[at] |= bit;
    }

    fn twice(&self, key: u64) -> bool {
        let (at, bit) = self.place(key);
        self.twice[at] & bit != 0
    }
}

/// The blocks of one kind: members of each, in the order of the records' ids, blocks in the order of their keys.
#[derive(Debug, Default)]
pub(crate) struct Blocks {
    members: Vec<u32>,
    ends: Vec<u32>,
    /// The key each block began with, where a record may have several.
    keys: Vec<u64>,
    pub(crate) narrowed: Narrowed,
    pub(crate) oversize: Vec<Oversize>,
}

impl Blocks {
    /// Sorts the records into blocks of one kind.
    pub(crate) fn build(schema: &Schema, data: &Dataset, kind: usize, largest: usize) -> Self {
        let block = &schema.blocks[kind];
        let mut keyed: Vec<(u64, u32)> = Vec::new();
        let mut seen = Seen::new(data.len());
        for record in 0..data.len() as u32 {
            for variant in 0..variants(data, block, record) {
                let key = key(data, kind, block, variant, record);
                if key != 0 {
                    seen.add(key);
                    keyed.push((key, record));
                }
            }
        }
        keyed.retain(|entry| seen.twice(entry.0));
        keyed.sort_unstable();
        let mut blocks = Self::default();
        for run in keyed.chunk_by(|left, right| left.0 == right.0) {
            if run.len() < 2 {
                continue;
            }
            let key = block.sounding().map(|_| run[0].0);
            if run.len() <= largest {
                blocks.push(data, key, run.iter().map(|entry| entry.1));
            } else {
                blocks.narrow(data, block, key, run, largest);
            }
        }
        blocks
    }

    /// Whether a pair of a block's members counts here: two records that share several keys meet in several blocks.
    #[inline]
    pub(crate) fn counts(
        &self,
        data: &Dataset,
        (kind, block): (usize, &Block),
        at: usize,
        a: u32,
        b: u32,
    ) -> bool {
        let Some(own) = self.keys.get(at) else {
            return true;
        };
        let alone = [a, b]
            .into_iter()
            .any(|record| variants(data, block, record) == 1);
        alone
            || shared(data, kind, block, a, b)
                .filter(|key| stay(data, block, &self.narrowed, *key, a, b))
                .min()
                == Some(*own)
    }

    fn push(&mut self, data: &Dataset, key: Option<u64>, records: impl Iterator<Item = u32>) {
        self.keys.extend(key);
        let from = self.members.len();
        self.members.extend(records);
        self.members[from..].sort_unstable_by_key(|record| (data.rank(*record), *record));
        self.ends.push(self.members.len() as u32);
    }

    /// Asks for one further part after the other until every sub-block is small enough; what is still too large is left out and reported.
    fn narrow(
        &mut self,
        data: &Dataset,
        block: &Block,
        first: Option<u64>,
        run: &[(u64, u32)],
        largest: usize,
    ) {
        let mut cut: Vec<(u64, u32)> = Vec::new();
        let mut further = 0;
        while further < block.narrower.len() {
            further += 1;
            cut = run
                .iter()
                .map(|entry| {
                    let cut = narrowed_key(data, block, entry.0, further, entry.1);
                    (cut, entry.1)
                })
                .collect();
            cut.sort_unstable();
            if cut
                .chunk_by(|left, right| left.0 == right.0)
                .all(|part| part.len() <= largest)
            {
                break;
            }
        }
        let mut left_out = 0;
        for part in cut.chunk_by(|left, right| left.0 == right.0) {
            let size = part.len() as u64;
            if part.len() > largest {
                left_out += size * (size - 1) / 2;
                self.narrowed.insert(part[0].0, usize::MAX);
            } else if part.len() > 1 {
                self.push(data, first, part.iter().map(|entry| entry.1));
            }
        }
        if cut.is_empty() {
            let size = run.len() as u64;
            left_out = size * (size - 1) / 2;
            further = block.narrower.len() + 1;
        }
        if let Some(first) = run.first() {
            self.narrowed.insert(first.0, further);
        }
        self.oversize.push(Oversize {
            block: block.code.clone(),
            records: run.len(),
            narrowed_by: further.min(block.narrower.len()),
            pairs_left_out: left_out,
        });
    }

    /// How many blocks there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The members of a block.
    pub(crate) fn members(&self, at: usize) -> &[u32] {
        let from = if at == 0 {
            0
        } else {
            self.ends[at - 1] as usize
        };
        &self.members[from..self.ends[at] as usize]
    }
}
