//! The container of an old workbook (OLE compound file): which streams lie in it, and the bytes of one.
//!
//! Only the chains of sectors and the entries of the directory are believed. How the entries hang together in a tree,
//! and what stands in a table of sectors behind the last sector of the file, other writers than Excel do not care for.

use super::super::ReadError;
use super::super::package::damaged;
use crate::codes;

/// How a container begins.
pub(in super::super) const SIGNATURE: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// Sectors that are none: the greatest number of one.
const SECTOR_MAX: u32 = 0xFFFF_FFFA;
const END_OF_CHAIN: u32 = 0xFFFF_FFFE;
const ENTRY_BYTES: usize = 128;
const NO_ENTRY: u32 = 0xFFFF_FFFF;

#[derive(Clone, Copy, PartialEq, Eq)]
enum EntryKind {
    Storage,
    Stream,
    Root,
    Unused,
}

/// An entry of the directory.
struct Entry {
    name: String,
    kind: EntryKind,
    siblings: [u32; 2],
    first: u32,
    start: u32,
    bytes: usize,
}

pub(super) struct Container<'f> {
    file: &'f [u8],
    sector_bytes: usize,
    short_bytes: usize,
    /// Streams shorter than this lie in short sectors.
    short_below: usize,
    next: Vec<u32>,
    short_next: Vec<u32>,
    entries: Vec<Entry>,
    /// The stream in which short sectors lie.
    short: Vec<u8>,
}

fn word(bytes: &[u8], at: usize) -> Result<u16, ReadError> {
    match bytes.get(at..at + 2) {
        Some(&[low, high]) => Ok(u16::from_le_bytes([low, high])),
        _ => Err(damaged()),
    }
}

fn number(bytes: &[u8], at: usize) -> Result<u32, ReadError> {
    Ok(u32::from(word(bytes, at)?) | u32::from(word(bytes, at + 2)?) << 16)
}

impl<'f> Container<'f> {
    /// Reads the tables and the directory of a file that begins with the signature.
    pub(super) fn open(file: &'f [u8]) -> Result<Self, ReadError> {
        let power = |at: usize, allowed: std::ops::RangeInclusive<u16>| match word(file, at)? {
            power if allowed.contains(&power) => Ok(1_usize << power),
            _ => Err(damaged()),
        };
        let mut container = Self {
            file,
            sector_bytes: power(30, 7..=12)?,
            short_bytes: power(32, 4..=11)?,
            short_below: number(file, 56)? as usize,
            next: Vec::new(),
            short_next: Vec::new(),
            entries: Vec::new(),
            short: Vec::new(),
        };
        container.next = container.read_next()?;
        let directory = container.chain(number(file, 48)?, None)?;
        container.entries = directory
            .chunks_exact(ENTRY_BYTES)
            .map(entry)
            .collect::<Result<_, ReadError>>()?;
        if number(file, 60)? <= SECTOR_MAX {
            let table = container.chain(number(file, 60)?, None)?;
            container.short_next = numbers(&table).collect();
        }
        let root = container.entries.iter().find(|e| e.kind == EntryKind::Root);
        if let Some((start, bytes)) = root.map(|root| (root.start, root.bytes))
            && start <= SECTOR_MAX
            && bytes > 0
        {
            container.short = container.chain(start, Some(bytes))?;
        }
        Ok(container)
    }

    /// Names of everything in the container, in lower case.
    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        self.entries
            .iter()
            .filter(|entry| entry.kind != EntryKind::Unused)
            .map(|entry| entry.name.to_lowercase())
    }

    /// The bytes of a stream at the top, by its name in lower case; `None` when there is none. The tree is asked only
    /// where several streams have the name: those of embedded workbooks lie deeper.
    pub(super) fn stream(
        &self,
        name: &str,
        bytes_max: usize,
    ) -> Result<Option<Vec<u8>>, ReadError> {
        let has_name =
            |entry: &&Entry| entry.kind == EntryKind::Stream && entry.name.to_lowercase() == name;
        let mut named: Vec<&Entry> = self.entries.iter().filter(has_name).collect();
        if named.len() > 1 {
            named = self.top_entries().into_iter().filter(has_name).collect();
        }
        match named.as_slice() {
            [] => Ok(None),
            [entry] if entry.bytes > bytes_max => Err(super::too_large()),
            [entry] if entry.bytes < self.short_below => self.short_chain(entry).map(Some),
            [entry] => self.chain(entry.start, Some(entry.bytes)).map(Some),
            _ => Err(damaged()),
        }
    }

    /// Entries that hang at the root, not below a storage.
    fn top_entries(&self) -> Vec<&Entry> {
        let mut seen = vec![false; self.entries.len()];
        let root = self.entries.iter().find(|e| e.kind == EntryKind::Root);
        let mut waiting: Vec<u32> = root.map(|root| root.first).into_iter().collect();
        let mut top = Vec::new();
        while let Some(at) = waiting.pop() {
            let at = at as usize;
            let (Some(entry), Some(seen)) = (self.entries.get(at), seen.get_mut(at)) else {
                continue;
            };
            if !std::mem::replace(seen, true) {
                waiting.extend(entry.siblings.iter().filter(|at| **at != NO_ENTRY));
                top.push(entry);
            }
        }
        top
    }

    fn sector(&self, number: u32) -> Result<&'f [u8], ReadError> {
        let from = (number as usize)
            .checked_add(1)
            .and_then(|place| place.checked_mul(self.sector_bytes))
            .ok_or_else(damaged)?;
        // The last sector may be shorter than the others.
        let to = from.saturating_add(self.sector_bytes).min(self.file.len());
        match self.file.get(from..to) {
            Some(sector) if !sector.is_empty() => Ok(sector),
            _ => Err(ReadError::refuse(codes::FILE_UNFINISHED)),
        }
    }

    /// The table that says which sector follows which; it lies in sectors listed in the header and behind it.
    fn read_next(&self) -> Result<Vec<u32>, ReadError> {
        const LISTED_IN_HEADER: std::ops::Range<usize> = 76..512;
        let count = number(self.file, 44)? as usize;
        let header = self.file.get(LISTED_IN_HEADER).ok_or_else(damaged)?;
        let mut places: Vec<u32> = numbers(header).collect();
        let mut more = number(self.file, 68)?;
        let sectors = self.file.len() / self.sector_bytes;
        while more <= SECTOR_MAX && places.len() < count {
            let mut listed: Vec<u32> = numbers(self.sector(more)?).collect();
            more = listed.pop().unwrap_or(END_OF_CHAIN);
            places.append(&mut listed);
            if places.len() > sectors + 512 {
                return Err(damaged());
            }
        }
        let mut next = Vec::new();
        for place in places.into_iter().take(count) {
            if place <= SECTOR_MAX {
                next.extend(numbers(self.sector(place)?));
            }
        }
        Ok(next)
    }

    /// The bytes of a chain of sectors: all of them, or as many as are wanted.
    fn chain(&self, start: u32, wanted: Option<usize>) -> Result<Vec<u8>, ReadError> {
        let mut bytes = Vec::new();
        let mut at = start;
        // A chain that runs in a circle gives no more than the file has.
        let most = wanted.unwrap_or(self.file.len()).min(self.file.len());
        while at <= SECTOR_MAX && bytes.len() < most {
            bytes.extend_from_slice(self.sector(at)?);
            at = *self.next.get(at as usize).ok_or_else(damaged)?;
        }
        // A chain that ends before is the whole stream all the same: its records say whether something is missing.
        bytes.truncate(most);
        Ok(bytes)
    }

    fn short_chain(&self, entry: &Entry) -> Result<Vec<u8>, ReadError> {
        let mut bytes = Vec::new();
        let mut at = entry.start;
        let most = entry.bytes.min(self.short.len());
        while at <= SECTOR_MAX && bytes.len() < most {
            let from = (at as usize).saturating_mul(self.short_bytes);
            let to = from.saturating_add(self.short_bytes).min(self.short.len());
            let sector = self.short.get(from..to).filter(|sector| !sector.is_empty());
            bytes.extend_from_slice(sector.ok_or_else(damaged)?);
            at = *self.short_next.get(at as usize).ok_or_else(damaged)?;
        }
        bytes.truncate(most);
        Ok(bytes)
    }
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes
        .chunks_exact(4)
        .map(|four| number(four, 0).unwrap_or(END_OF_CHAIN))
}

fn entry(bytes: &[u8]) -> Result<Entry, ReadError> {
    const NAME_UNITS_MAX: usize = 32;
    let units: Vec<u16> = (0..NAME_UNITS_MAX)
        .map(|at| word(bytes, at * 2))
        .take_while(|unit| unit.as_ref().map_or(true, |unit| *unit != 0))
        .collect::<Result<_, _>>()?;
    let kind = match bytes.get(66) {
        Some(1) => EntryKind::Storage,
        Some(2) => EntryKind::Stream,
        Some(5) => EntryKind::Root,
        _ => EntryKind::Unused,
    };
    Ok(Entry {
        name: String::from_utf16_lossy(&units),
        kind,
        siblings: [number(bytes, 68)?, number(bytes, 72)?],
        first: number(bytes, 76)?,
        start: number(bytes, 116)?,
        bytes: number(bytes, 120)? as usize,
    })
}
