//! Comparisons: two records in, a level out. Level 0 is "missing", the others are described in the schema.
//!
//! Every comparison is symmetric, and a missing value on either side is level 0.

pub mod distance;
pub mod identity;
pub mod names;
pub mod serial;

use crate::dataset::Dataset;
use crate::normalise::date;
use crate::schema::Field;
use serde::{Deserialize, Serialize};

/// A comparison's function and the fields it reads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Comparing {
    /// An identity number against another, knowing the numbers of other people in both rows. Levels: [`identity::LEVELS`].
    Identity {
        /// The number.
        number: Field,
        /// Fields with other people's numbers.
        others: Vec<Field>,
    },
    /// An identity number, coarsely: 1 the same, 2 one written wrongly, 3 another.
    IdentityCoarse(Field),
    /// The identity numbers of two different people who are each given as a parent: 1 a man and a woman, 2 two of one sex.
    /// Missing where they are one person, or a number is not valid.
    TwoParents(Field),
    /// A Chinese name. Levels: [`names::LEVELS`].
    Name(Field),
    /// A Chinese name, coarsely: 1 the same, 2 alike, 3 another.
    NameCoarse(Field),
    /// A date: 1 the same, 2 one slip away, 3 the same year, 4 another.
    Date(Field),
    /// A serial number: 1 the same, 2 neighbours, 3 one slip away, 4 another.
    Serial(Field),
    /// A code: 1 the same, 2 one slip away, 3 another.
    Code(Field),
    /// A code: 1 the same, 2 another.
    Exact(Field),
    /// A place by two codes: 1 the same office, 2 the same county, 3 the same city (four digits), 4 another.
    Place {
        /// The office.
        office: Field,
        /// The county.
        county: Field,
    },
    /// A text by similarity (Jaro-Winkler): 1 the same, 2 from 0.92, 3 from 0.8, 4 another.
    Text(Field),
    /// Two texts that may stand exchanged: 1 both the same, 2 exchanged, 3 one the same and the other alike, 4 one the same, 5 both alike, 6 other.
    /// One side missing in one field leaves the other to speak: 4 the same, 5 alike, 6 other.
    TextPair(Field, Field),
    /// A code with more slips: 1 the same, 2 one slip, 3 two slips, 4 another.
    CodeLoose(Field),
}

impl Comparing {
    /// How many levels there are beside "missing".
    #[must_use]
    pub fn levels(&self) -> usize {
        match self {
            Self::Identity { .. } => identity::LEVELS,
            Self::Name(_) => names::LEVELS,
            Self::TextPair(..) => 6,
            Self::Date(_)
            | Self::Serial(_)
            | Self::Place { .. }
            | Self::Text(_)
            | Self::CodeLoose(_) => 4,
            Self::IdentityCoarse(_) | Self::NameCoarse(_) | Self::Code(_) => 3,
            Self::Exact(_) | Self::TwoParents(_) => 2,
        }
    }

    /// The fields it reads.
    #[must_use]
    pub fn fields(&self) -> Vec<Field> {
        match self {
            Self::Identity { number, others } => std::iter::once(*number)
                .chain(others.iter().copied())
                .collect(),
            Self::Place { office, county } => vec![*office, *county],
            Self::TextPair(a, b) => vec![*a, *b],
            Self::IdentityCoarse(field)
            | Self::TwoParents(field)
            | Self::Name(field)
            | Self::NameCoarse(field)
            | Self::Date(field)
            | Self::Serial(field)
            | Self::Code(field)
            | Self::Exact(field)
            | Self::Text(field)
            | Self::CodeLoose(field) => vec![*field],
        }
    }

    /// The level of two records.
    #[inline]
    #[must_use]
    pub fn level(&self, data: &Dataset, a: u32, b: u32) -> u8 {
        match self {
            Self::Identity { number, others } => identity::level(data, *number, others, a, b),
            Self::IdentityCoarse(field) => identity::coarse_level(data, *field, a, b),
            Self::TwoParents(field) => {
                identity::two_people(data.identity(*field, a), data.identity(*field, b))
            }
            Self::Name(field) => names::level(data, data.narrow(*field, a), data.narrow(*field, b)),
            Self::NameCoarse(field) => {
                names::coarse_level(data, data.narrow(*field, a), data.narrow(*field, b))
            }
            Self::Date(field) => date_level(data.narrow(*field, a), data.narrow(*field, b)),
            Self::Serial(field) => {
                serial::serial_level(data, data.value(*field, a), data.value(*field, b))
            }
            Self::Code(field) => {
                serial::near_level(data, data.value(*field, a), data.value(*field, b))
            }
            Self::CodeLoose(field) => {
                serial::code_level(data, data.value(*field, a), data.value(*field, b))
            }
            Self::Exact(field) => exact_level(data.value(*field, a), data.value(*field, b)),
            Self::Place { office, county } => place_level(data, *office, *county, a, b),
            Self::Text(field) => text_level(data, data.narrow(*field, a), data.narrow(*field, b)),
            Self::TextPair(first, second) => pair_level(data, (*first, *second), a, b),
        }
    }
}

fn exact_level(x: u64, y: u64) -> u8 {
    match (x, y) {
        (0, _) | (_, 0) => 0,
        _ if x == y => 1,
        _ => 2,
    }
}

fn date_level(x: u32, y: u32) -> u8 {
    match (x, y) {
        (0, _) | (_, 0) => 0,
        _ if x == y => 1,
        _ if date::is_near(x, y) => 2,
        _ if x / 10_000 == y / 10_000 => 3,
        _ => 4,
    }
}

fn place_level(data: &Dataset, office: Field, county: Field, a: u32, b: u32) -> u8 {
    let (x, y) = (data.value(county, a), data.value(county, b));
    if x == 0 || y == 0 {
        return 0;
    }
    if x != y {
        // Base 37: the last two of six places are dropped, which leaves the city.
        return if x / (37 * 37) == y / (37 * 37) { 3 } else { 4 };
    }
    let (x, y) = (data.value(office, a), data.value(office, b));
    if x != 0 && x == y { 1 } else { 2 }
}

fn text_level(data: &Dataset, x: u32, y: u32) -> u8 {
    match (x, y) {
        (0, _) | (_, 0) => 0,
        _ if x == y => 1,
        _ => match distance::jaro_winkler(data.texts.text(x), data.texts.text(y)) {
            similarity if similarity >= 0.92 => 2,
            similarity if similarity >= 0.8 => 3,
            _ => 4,
        },
    }
}

fn pair_level(data: &Dataset, fields: (Field, Field), a: u32, b: u32) -> u8 {
    const ALIKE: u8 = 2;
    let (a1, a2) = (data.narrow(fields.0, a), data.narrow(fields.1, a));
    let (b1, b2) = (data.narrow(fields.0, b), data.narrow(fields.1, b));
    let exchanged = (a1 != 0 && a1 == b2 && (a2 == b1 || a2 == 0 || b1 == 0))
        || (a2 != 0 && a2 == b1 && (a1 == 0 || b2 == 0));
    match (text_level(data, a1, b1), text_level(data, a2, b2)) {
        (1, 1) => 1,
        _ if exchanged => 2,
        (0, 0) => 0,
        (1, ALIKE) | (ALIKE, 1) => 3,
        (1, _) | (_, 1) => 4,
        (ALIKE, ALIKE | 0) | (0, ALIKE) => 5,
        _ => 6,
    }
}
