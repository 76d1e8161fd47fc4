//! Texts stored once each, named by a number; number 0 is the missing text.

use crate::hash;
use hashbrown::HashTable;

/// An arena of texts, each a row of characters.
#[derive(Debug)]
pub(crate) struct Lexicon {
    units: Vec<u32>,
    entries: Vec<Entry>,
    index: HashTable<u32>,
}

/// Where a text stands. Hash and place lie together, so that finding a text touches little memory.
#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    hash: u64,
    from: u32,
    len: u32,
}

impl Default for Lexicon {
    fn default() -> Self {
        Self {
            units: Vec::new(),
            entries: vec![Entry::default()],
            index: HashTable::new(),
        }
    }
}

impl Lexicon {
    /// The number of a text, given on first sight; the empty text is 0.
    pub(crate) fn intern(&mut self, text: &[u32]) -> u32 {
        if text.is_empty() {
            return 0;
        }
        let wanted = hash::of_units(text);
        let found = self.index.find(wanted, |id| {
            self.entries[*id as usize].hash == wanted && self.text(*id) == text
        });
        if let Some(id) = found {
            return *id;
        }
        let id = self.entries.len() as u32;
        self.entries.push(Entry {
            hash: wanted,
            from: self.units.len() as u32,
            len: text.len() as u32,
        });
        self.units.extend_from_slice(text);
        let entries = &self.entries;
        self.index
            .insert_unique(wanted, id, |other| entries[*other as usize].hash);
        id
    }

    /// The characters of a text.
    #[inline]
    pub(crate) fn text(&self, id: u32) -> &[u32] {
        let entry = self.entries[id as usize];
        &self.units[entry.from as usize..(entry.from + entry.len) as usize]
    }

    /// The content hash of a text; 0 for the missing text.
    #[inline]
    pub(crate) fn hash(&self, id: u32) -> u64 {
        self.entries[id as usize].hash
    }

    /// How many numbers are given, the missing text included.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }
}
