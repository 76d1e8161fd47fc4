//! Records in rows of half words, one or two a field, texts stored once. A pair touches two rows, so a row is kept near
//! the size of a cache line.

mod facet;

use crate::hash;
use crate::lexicon::Lexicon;
use crate::normalise::identity::{Packed, Trust};
use crate::normalise::sound::Sounds;
use crate::normalise::{code, date, identity, name, sound, syllable};
use crate::schema::{Field, Normaliser, Schema};
use std::sync::{Arc, OnceLock};

/// A packed code that did not fit has this bit and the number of its text.
const LONG_CODE: u64 = 1 << 63;

/// What is known of a name beside its characters, as content hashes; 0 is missing. Sounds and given name are keys and so
/// kept whole; the others only help to tell names apart.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct NameParts {
    /// The name's sounds in [`Dataset::sounds`], the most usual one first: the first place, and how many.
    sounds: (u32, u8),
    pub(crate) given: u64,
    pub(crate) surname: u32,
    pub(crate) coarse: u32,
    pub(crate) surname_len: u8,
    pub(crate) lossy: bool,
}

/// Where a field's value lies within a record's row.
#[derive(Debug, Clone, Copy)]
struct Place {
    at: usize,
    wide: bool,
}

/// Records to compare, normalised as they are pushed.
///
/// Memory is some 60 bytes a record and each different text once; no raw cell is kept.
#[derive(Debug)]
pub struct Dataset {
    schema: Arc<Schema>,
    ids: Vec<u8>,
    id_ends: Vec<u32>,
    sources: Vec<u8>,
    /// Whether every id so far is greater than the one before; then a record's number is its rank.
    ascending: bool,
    ranks: OnceLock<Vec<u32>>,
    places: Vec<Place>,
    /// Half words a row has.
    stride: usize,
    rows: Vec<u32>,
    /// Names; `name_parts` runs beside.
    pub(crate) names: Lexicon,
    pub(crate) name_parts: Vec<NameParts>,
    /// Free texts, long codes and odd identity numbers.
    pub(crate) texts: Lexicon,
    /// Hashes of the names' sounds.
    sounds: Vec<u64>,
    buffers: Buffers,
}

#[derive(Debug, Default)]
struct Buffers {
    sounds: Sounds,
    units: Vec<u32>,
    bytes: Vec<u8>,
    row: Vec<u64>,
}

impl Dataset {
    /// An empty set of records of one kind.
    #[must_use]
    pub fn new(schema: Arc<Schema>) -> Self {
        let mut places = Vec::with_capacity(schema.fields.len());
        let mut stride = 0;
        for field in &schema.fields {
            let wide = matches!(
                field.normaliser,
                Normaliser::Code | Normaliser::Identity { .. }
            );
            places.push(Place { at: stride, wide });
            stride += 1 + usize::from(wide);
        }
        Self {
            places,
            stride,
            rows: Vec::new(),
            schema,
            ids: Vec::new(),
            id_ends: vec![0],
            sources: Vec::new(),
            ascending: true,
            ranks: OnceLock::new(),
            names: Lexicon::default(),
            name_parts: vec![NameParts::default()],
            texts: Lexicon::default(),
            sounds: Vec::new(),
            buffers: Buffers::default(),
        }
    }

    /// Adds a record: its id, and its raw cells in the order of [`Schema::fields`]. Cells that are not there are missing.
    /// Two records with one id are one record to the reader of the pairs; they are never paired with each other.
    pub fn push(&mut self, id: &str, cells: &[&str]) {
        self.push_from(0, id, cells);
    }

    /// As [`Dataset::push`], for one of several files: records of different sources only are paired once two are used.
    pub fn push_from(&mut self, source: u8, id: &str, cells: &[&str]) {
        if let Some(last) = self.len().checked_sub(1) {
            self.ascending &= self.id_bytes(last as u32) < id.as_bytes();
        }
        self.ranks = OnceLock::new();
        self.ids.extend_from_slice(id.as_bytes());
        self.id_ends.push(self.ids.len() as u32);
        self.sources.push(source);
        let schema = Arc::clone(&self.schema);
        let mut row = std::mem::take(&mut self.buffers.row);
        row.clear();
        for (at, field) in schema.fields.iter().enumerate() {
            let cell = cells.get(at).copied().unwrap_or("");
            row.push(self.read(&field.normaliser, cell));
        }
        mark_foreign(&schema, &mut row);
        for (place, value) in self.places.iter().zip(&row) {
            self.rows.push(*value as u32);
            if place.wide {
                self.rows.push((*value >> 32) as u32);
            }
        }
        self.buffers.row = row;
    }

    fn read(&mut self, normaliser: &Normaliser, cell: &str) -> u64 {
        match normaliser {
            Normaliser::PersonName => {
                if name::person_name(cell, &mut self.buffers.units) == name::Named::Name {
                    u64::from(self.intern_name())
                } else {
                    0
                }
            }
            Normaliser::Text => {
                name::plain_text(cell, &mut self.buffers.units);
                u64::from(self.texts.intern(&self.buffers.units))
            }
            Normaliser::Date => u64::from(date::date(cell)),
            Normaliser::Code => {
                if let Some(packed) = code::pack_plain(cell) {
                    return packed;
                }
                code::code(cell, &mut self.buffers.bytes);
                match code::pack(&self.buffers.bytes) {
                    Some(packed) => packed,
                    None => LONG_CODE | u64::from(self.intern_bytes()),
                }
            }
            Normaliser::Identity { .. } => {
                let number = identity::identity(cell, &mut self.buffers.bytes);
                match number.trust() {
                    Trust::Odd => identity::odd(self.intern_bytes()).0,
                    _ => number.0,
                }
            }
        }
    }

    fn intern_bytes(&mut self) -> u32 {
        self.buffers.units.clear();
        self.buffers
            .units
            .extend(self.buffers.bytes.iter().map(|byte| u32::from(*byte)));
        self.texts.intern(&self.buffers.units)
    }

    fn intern_name(&mut self) -> u32 {
        let id = self.names.intern(&self.buffers.units);
        if (id as usize) < self.name_parts.len() {
            return id;
        }
        let text = self.names.text(id);
        let known = name_parts(text, &mut self.sounds, &mut self.buffers.sounds);
        self.name_parts.push(known);
        id
    }

    /// The hashes of a name's sounds, the most usual one first; none of a name that lost a character.
    #[inline]
    pub(crate) fn sounds_of(&self, name: u32) -> &[u64] {
        let (from, count) = self.name_parts[name as usize].sounds;
        &self.sounds[from as usize..from as usize + usize::from(count)]
    }

    /// Whether two names have a sound in common.
    #[inline]
    pub(crate) fn sound_alike(&self, x: u32, y: u32) -> bool {
        let others = self.sounds_of(y);
        self.sounds_of(x).iter().any(|sound| others.contains(sound))
    }

    /// What the records are.
    #[must_use]
    pub fn schema(&self) -> &Arc<Schema> {
        &self.schema
    }

    /// How many records there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sources.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    /// A record's id as it was pushed.
    #[must_use]
    pub fn id(&self, record: u32) -> &str {
        std::str::from_utf8(self.id_bytes(record)).unwrap_or("")
    }

    #[inline]
    pub(crate) fn id_bytes(&self, record: u32) -> &[u8] {
        let at = record as usize;
        &self.ids[self.id_ends[at] as usize..self.id_ends[at + 1] as usize]
    }

    /// Whether two records may be paired: they have different ids and, where two files are linked, different files.
    #[inline]
    pub(crate) fn may_pair(&self, a: u32, b: u32, linking: bool) -> bool {
        if linking && self.sources[a as usize] == self.sources[b as usize] {
            return false;
        }
        self.rank(a) != self.rank(b)
    }

    /// A record's place in the order of the ids; records of one id share it.
    #[inline]
    pub(crate) fn rank(&self, record: u32) -> u32 {
        if self.ascending {
            return record;
        }
        self.ranks.get_or_init(|| self.ranked())[record as usize]
    }

    fn ranked(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.len() as u32).collect();
        order.sort_unstable_by(|a, b| self.id_bytes(*a).cmp(self.id_bytes(*b)).then(a.cmp(b)));
        let mut ranks = vec![0; order.len()];
        let mut rank = 0;
        for (at, record) in order.iter().enumerate() {
            if at > 0 && self.id_bytes(order[at - 1]) != self.id_bytes(*record) {
                rank = at as u32;
            }
            ranks[*record as usize] = rank;
        }
        ranks
    }

    /// Whether records of more than one source are there.
    pub(crate) fn is_linking(&self) -> bool {
        self.sources.windows(2).any(|pair| pair[0] != pair[1])
    }

    /// A field's normalised value; 0 is missing.
    #[inline]
    pub(crate) fn value(&self, field: Field, record: u32) -> u64 {
        let place = self.places[field];
        let at = record as usize * self.stride + place.at;
        let low = u64::from(self.rows[at]);
        if place.wide {
            low | u64::from(self.rows[at + 1]) << 32
        } else {
            low
        }
    }

    /// The value of a field that takes half a word.
    #[inline]
    pub(crate) fn narrow(&self, field: Field, record: u32) -> u32 {
        self.rows[record as usize * self.stride + self.places[field].at]
    }

    #[inline]
    pub(crate) fn identity(&self, field: Field, record: u32) -> Packed {
        Packed(self.value(field, record))
    }

    /// How many pairs there are to find duplicates among: across the files where two are linked, all others.
    #[must_use]
    pub fn possible_pairs(&self) -> u64 {
        let pairs = |n: u64| n * n.saturating_sub(1) / 2;
        let all = pairs(self.len() as u64);
        if !self.is_linking() {
            return all;
        }
        let mut sizes = [0_u64; 256];
        for source in &self.sources {
            sizes[usize::from(*source)] += 1;
        }
        all - sizes.iter().map(|size| pairs(*size)).sum::<u64>()
    }
}

fn name_parts(units: &[u32], sounds: &mut Vec<u64>, read: &mut Sounds) -> NameParts {
    let surname_len = name::surname_len(units);
    let (surname, given) = units.split_at(surname_len);
    let known = |text: &[u32]| {
        if text.is_empty() || sound::is_lossy(text) {
            0
        } else {
            hash::of_units(text)
        }
    };
    let mut parts = NameParts {
        sounds: (sounds.len() as u32, 0),
        surname: known(surname) as u32,
        given: if surname_len == 0 { 0 } else { known(given) },
        surname_len: surname_len as u8,
        lossy: sound::is_lossy(units),
        ..NameParts::default()
    };
    if parts.lossy {
        return parts;
    }
    let from = sounds.len();
    read.read(units, surname_len);
    for units in read.iter() {
        let hash = hash::of_units(units);
        if !sounds[from..].contains(&hash) {
            sounds.push(hash);
        }
    }
    parts.sounds.1 = (sounds.len() - from) as u8;
    let mut first = read.iter().next().unwrap_or_default().to_vec();
    syllable::coarsen(&mut first);
    parts.coarse = hash::of_units(&first) as u32;
    parts
}

/// A valid number that contradicts its holder's stated birth date, or that is another person's in the same row, is not the holder's.
fn mark_foreign(schema: &Schema, row: &mut [u64]) {
    for (at, field) in schema.fields.iter().enumerate() {
        let Normaliser::Identity { born, others } = &field.normaliser else {
            continue;
        };
        let Some(number) = row.get(at).map(|value| Packed(*value)) else {
            continue;
        };
        if number.trust() != Trust::Valid {
            continue;
        }
        let stated = born
            .and_then(|field| row.get(field))
            .map_or(0, |value| *value as u32);
        let contradicted = stated != 0 && !date::is_near(stated, number.born());
        let anothers = others
            .iter()
            .filter_map(|field| row.get(*field))
            .any(|value| Packed(*value).is_full() && Packed(*value).number() == number.number());
        if (contradicted || anothers)
            && let Some(slot) = row.get_mut(at)
        {
            *slot = number.foreign().0;
        }
    }
}
