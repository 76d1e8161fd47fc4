//! Rows of one file that say the same thing twice.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// The keys of the rows taken so far, each with the row that had it first.
///
/// It keeps the whole key in memory, numbers included; it lives no longer than the reading of one file.
#[derive(Default)]
pub struct DuplicateRows {
    first: HashMap<String, u32>,
}

impl DuplicateRows {
    /// Notes a key; gives the row that had it before.
    pub fn note(&mut self, key: String, row: u32) -> Option<u32> {
        match self.first.entry(key) {
            Entry::Occupied(entry) => Some(*entry.get()),
            Entry::Vacant(entry) => {
                entry.insert(row);
                None
            }
        }
    }
}
