//! Facets of values: what keys are made of and what frequencies are counted of.

use super::Dataset;
use crate::hash;
use crate::lexicon::Lexicon;
use crate::normalise::identity::Packed;
use crate::normalise::sound::{self, Sounds};
use crate::normalise::{code, name, syllable};
use crate::schema::{Facet, Field, Normaliser, Part};

use super::LONG_CODE;

impl Dataset {
    /// The lexicon a field's numbers belong to; `None` where a field has no numbered texts.
    pub(crate) fn numbered(&self, field: Field) -> Option<&Lexicon> {
        match self.schema.fields.get(field)?.normaliser {
            Normaliser::PersonName => Some(&self.names),
            Normaliser::Text => Some(&self.texts),
            _ => None,
        }
    }

    /// The content hash of a numbered text's facet; 0 is missing.
    #[inline]
    pub(crate) fn numbered_hash(&self, part: Part, number: u32) -> u64 {
        if matches!(self.schema.fields[part.field].normaliser, Normaliser::Text) {
            return match part.facet {
                Facet::Start4 => {
                    let text = self.texts.text(number);
                    if text.is_empty() {
                        0
                    } else {
                        hash::of_units(&text[..text.len().min(4)])
                    }
                }
                _ => self.texts.hash(number),
            };
        }
        let known = &self.name_parts[number as usize];
        match part.facet {
            Facet::Sound => self.sounds_of(number).first().copied().unwrap_or(0),
            Facet::Given => known.given,
            Facet::Surname => u64::from(known.surname),
            _ => self.names.hash(number),
        }
    }

    /// The hashes of every sound of a record's name.
    #[inline]
    pub(crate) fn sounds(&self, field: Field, record: u32) -> &[u64] {
        self.sounds_of(self.narrow(field, record))
    }

    /// Whether two records agree on a facet; a missing one agrees with nothing, and names agree on any sound they share.
    #[inline]
    pub(crate) fn agree(&self, part: Part, a: u32, b: u32) -> bool {
        let (x, y) = (self.value(part.field, a), self.value(part.field, b));
        if x == 0 || y == 0 {
            return false;
        }
        if part.facet == Facet::Whole
            && !matches!(
                self.schema.fields[part.field].normaliser,
                Normaliser::Identity { .. }
            )
        {
            return x == y;
        }
        if part.facet == Facet::Sound {
            return self.sound_alike(x as u32, y as u32);
        }
        let hash = self.facet_hash(part, a);
        hash != 0 && hash == self.facet_hash(part, b)
    }

    /// The content hash of a facet: the same for the same content whatever else is in the set; 0 is missing. Of a name's
    /// sounds it is the most usual one's.
    #[inline]
    pub(crate) fn facet_hash(&self, part: Part, record: u32) -> u64 {
        let value = self.value(part.field, record);
        if value == 0 {
            return 0;
        }
        match (&self.schema.fields[part.field].normaliser, part.facet) {
            (Normaliser::PersonName | Normaliser::Text, _) => {
                self.numbered_hash(part, value as u32)
            }
            (Normaliser::Date, Facet::Year) => value / 10_000,
            (Normaliser::Code, _) if value & LONG_CODE != 0 => self.texts.hash(value as u32),
            (Normaliser::Identity { .. }, facet) => identity_hash(Packed(value), facet),
            _ => value,
        }
    }

    /// A facet in words for keys that are written down: every sound of a name, else the one value; none where it is missing.
    #[must_use]
    pub fn facet_texts(&self, part: Part, record: u32) -> Vec<String> {
        if part.facet != Facet::Sound {
            return self.facet_text(part, record).into_iter().collect();
        }
        let units = self.names.text(self.narrow(part.field, record));
        let mut texts: Vec<String> = Vec::new();
        if !units.is_empty() && !sound::is_lossy(units) {
            let mut sounds = Sounds::default();
            sounds.read(units, name::surname_len(units));
            for text in sounds.iter().map(syllable::sound_text) {
                if !texts.contains(&text) {
                    texts.push(text);
                }
            }
        }
        texts
    }

    /// A facet in words; `None` where it is missing. Sounds have [`Dataset::facet_texts`].
    fn facet_text(&self, part: Part, record: u32) -> Option<String> {
        if self.facet_hash(part, record) == 0 {
            return None;
        }
        let value = self.value(part.field, record);
        let plain = |units: &[u32]| {
            units
                .iter()
                .filter_map(|unit| char::from_u32(*unit))
                .collect::<String>()
        };
        let text = match (&self.schema.fields.get(part.field)?.normaliser, part.facet) {
            (Normaliser::PersonName, facet) => {
                let units = self.names.text(value as u32);
                let (surname, given) = units.split_at(name::surname_len(units));
                match facet {
                    Facet::Given => plain(given),
                    Facet::Surname => plain(surname),
                    _ => plain(units),
                }
            }
            (Normaliser::Text, Facet::Start4) => plain(self.texts.text(value as u32))
                .chars()
                .take(4)
                .collect(),
            (Normaliser::Text, _) => plain(self.texts.text(value as u32)),
            (Normaliser::Date, Facet::Year) => (value / 10_000).to_string(),
            (Normaliser::Date, _) => value.to_string(),
            (Normaliser::Code, _) if value & LONG_CODE != 0 => plain(self.texts.text(value as u32)),
            (Normaliser::Code, _) => {
                let (bytes, len) = code::unpack(value);
                bytes
                    .iter()
                    .take(len)
                    .map(|byte| char::from(*byte))
                    .collect()
            }
            (Normaliser::Identity { .. }, facet) => identity_text(Packed(value), facet),
        };
        Some(text)
    }
}

fn identity_hash(number: Packed, facet: Facet) -> u64 {
    match facet {
        Facet::First15 => match number.prefix(15) {
            (digits, 15) => digits,
            _ => 0,
        },
        _ if !number.is_full() => 0,
        Facet::Whole => number.number(),
        Facet::BornAndSequence => number.digits() % 100_000_000_000,
        Facet::AreaAndSequence => {
            number.digits() / 100_000_000_000 * 1_000 + number.digits() % 1_000 + 1
        }
        Facet::Year => u64::from(number.born() / 10_000),
        _ => 0,
    }
}

fn identity_text(number: Packed, facet: Facet) -> String {
    let mut bytes = [0; 18];
    let len = number.write(&mut bytes);
    let all: String = bytes
        .iter()
        .take(len)
        .map(|byte| char::from(*byte))
        .collect();
    let cut = |from: usize, to: usize| all.get(from..to).unwrap_or_default();
    match facet {
        Facet::First15 => cut(0, 15).to_owned(),
        Facet::BornAndSequence => cut(6, 17).to_owned(),
        Facet::AreaAndSequence => format!("{}{}", cut(0, 6), cut(14, 17)),
        Facet::Year => cut(6, 10).to_owned(),
        _ => all,
    }
}
