//! JSON as it was written: the keys of an object in order, each value as raw text.
//!
//! A number is never parsed as floating point, a key that stands twice is seen twice, and what nobody knows is kept.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The entries of an object.
pub(crate) struct Object<'a>(pub Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Object<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry::<String, &RawValue>()? {
                    entries.push(entry);
                }
                Ok(Object(entries))
            }
        }
        deserializer.deserialize_map(Entries)
    }
}

impl<'a> Object<'a> {
    /// Reads an object; anything else is none.
    pub(crate) fn read(text: &'a str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// The value of a key, whatever its case and underscores.
    pub(crate) fn get(&self, key: &str) -> Option<&'a RawValue> {
        self.0
            .iter()
            .find(|(name, _)| crate::fields::same_key(name, key))
            .map(|(_, value)| *value)
    }

    /// The object under a key.
    pub(crate) fn object(&self, key: &str) -> Option<Self> {
        self.get(key).and_then(|value| Self::read(value.get()))
    }
}

/// A value as a field of a settlement sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    /// Null, an empty text, or the word `null` of text files.
    Absent,
    /// A number or text, without control characters and blanks at its ends.
    Scalar(String),
    /// An object or array.
    Nested,
}

impl Token {
    /// A value of JSON.
    pub(crate) fn of_json(value: &RawValue) -> Self {
        let raw = value.get().trim();
        match raw.bytes().next() {
            Some(b'{' | b'[') => Self::Nested,
            Some(b'"') => serde_json::from_str::<String>(raw)
                .map_or(Self::Nested, |text| Self::of_text(&text)),
            _ => Self::of_text(raw),
        }
    }

    /// A cell of a text file or a sheet.
    pub(crate) fn of_text(text: &str) -> Self {
        let clean: String = text.chars().filter(|c| !c.is_control()).collect();
        match clean.trim() {
            "" => Self::Absent,
            word if word.eq_ignore_ascii_case("null") => Self::Absent,
            word => Self::Scalar(word.to_owned()),
        }
    }
}
