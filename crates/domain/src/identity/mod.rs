//! Identity numbers: reading, checking and what they tell. No number appears unmasked in a fault or in `Debug`.

mod apart;
mod check;
mod fault;
mod kind;
mod parse;
pub(crate) mod text;

#[cfg(test)]
mod tests;

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

pub use apart::{are_of_one_birth, are_two_people};
pub use check::check_digit;
pub use fault::{IdentityFault, IdentityNote};
pub use kind::{IdentityKind, Sex};
pub use parse::{Parsed, parse, parse_as};

use crate::mask;

/// A checked identity number in its canonical form: half-width, upper-case, without blanks, fifteen digits converted.
///
/// Its serde form is the whole number, for what is sealed before it is stored; reading it back checks it again.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "Stored", try_from = "Stored")]
pub struct IdentityNumber {
    kind: IdentityKind,
    canonical: String,
}

impl IdentityNumber {
    /// Restores a number that was read before and stored in canonical form; it is checked again.
    ///
    /// # Errors
    /// The fault of the number, or [`IdentityFault::Unknown`] if it is not the canonical form of that kind.
    pub fn restore(kind: IdentityKind, canonical: &str) -> Result<Self, IdentityFault> {
        let number = parse_as(Some(kind), canonical, NaiveDate::MAX)?.number;
        if number.kind == kind && number.canonical == canonical {
            Ok(number)
        } else {
            Err(IdentityFault::Unknown)
        }
    }

    /// The kind the number's own format shows.
    #[must_use]
    pub const fn kind(&self) -> IdentityKind {
        self.kind
    }

    /// The whole number in canonical form: to seal and to index, never to print.
    #[must_use]
    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    /// The number as screens, logs and messages show it.
    #[must_use]
    pub fn masked(&self) -> String {
        match self.kind {
            IdentityKind::BirthCertificate => mask::certificate(&self.canonical),
            _ => mask::id(&self.canonical),
        }
    }

    /// The birth date inside the number; `None` where there is none or, in the permit of 2017, no century.
    #[must_use]
    pub fn birth_date(&self) -> Option<NaiveDate> {
        if self.kind.has_citizen_layout() {
            parse::date_of(self.canonical.get(6..14)?)
        } else {
            None
        }
    }

    /// The birth date inside the number, the century of a permit of 2017 being the one nearest to the `declared` date.
    #[must_use]
    pub fn birth_date_with(&self, declared: NaiveDate) -> Option<NaiveDate> {
        if self.kind != IdentityKind::ForeignPermit2017 {
            return self.birth_date();
        }
        let short = self.canonical.get(7..13)?;
        parse::centuries_of(short)
            .min_by_key(|date| date.signed_duration_since(declared).num_days().abs())
    }

    /// The sex inside the number: the seventeenth digit of a resident id or residence permit, odd for male.
    /// Other kinds tell none that is established.
    #[must_use]
    pub fn sex(&self) -> Option<Sex> {
        match self.kind {
            IdentityKind::ResidentId | IdentityKind::ResidencePermit => {
                let digit = self.canonical.chars().nth(16)?.to_digit(10)?;
                Some(if digit % 2 == 1 {
                    Sex::Male
                } else {
                    Sex::Female
                })
            }
            _ => None,
        }
    }

    /// The GB/T 2260 code of the place of first registration, six digits; often abolished since.
    #[must_use]
    pub fn area_code(&self) -> Option<&str> {
        match self.kind {
            IdentityKind::ResidentId | IdentityKind::ResidencePermit => self.canonical.get(..6),
            _ => None,
        }
    }

    /// The first fifteen characters, all that Excel keeps of a number; for matching only.
    #[must_use]
    pub fn first15(&self) -> Option<String> {
        self.segment(0..15)
    }

    /// Address and birth date; for matching only.
    #[must_use]
    pub fn area_birth(&self) -> Option<String> {
        self.segment(0..14)
    }

    /// Birth date and sequence; for matching only.
    #[must_use]
    pub fn birth_sequence(&self) -> Option<String> {
        self.segment(6..17)
    }

    /// Address and sequence; for matching only.
    #[must_use]
    pub fn area_sequence(&self) -> Option<String> {
        Some(self.segment(0..6)? + &self.segment(14..17)?)
    }

    fn segment(&self, range: std::ops::Range<usize>) -> Option<String> {
        if self.kind.has_citizen_layout() {
            self.canonical.get(range).map(str::to_owned)
        } else {
            None
        }
    }
}

/// Whether the text is a resident id of fifteen digits, which cannot denote a birth after 1999:
/// for a minor such a number is wrong even though it converts.
#[must_use]
pub fn is_fifteen_digits(text: &str) -> bool {
    let clean = text::normalise(text).text;
    clean.len() == 15 && clean.bytes().all(|b| b.is_ascii_digit())
}

/// The eighteen characters of a resident id of fifteen digits; `None` if it is none or its date is impossible.
#[must_use]
pub fn convert_fifteen(text: &str) -> Option<String> {
    let clean = text::normalise(text).text;
    if is_fifteen_digits(&clean) {
        parse::widen(&clean).filter(|wide| wide.get(6..14).and_then(parse::date_of).is_some())
    } else {
        None
    }
}

/// The serde form of a number.
#[derive(Serialize, Deserialize)]
struct Stored {
    kind: IdentityKind,
    number: String,
}

impl From<IdentityNumber> for Stored {
    fn from(number: IdentityNumber) -> Self {
        Self {
            kind: number.kind,
            number: number.canonical,
        }
    }
}

impl TryFrom<Stored> for IdentityNumber {
    type Error = IdentityFault;

    fn try_from(stored: Stored) -> Result<Self, IdentityFault> {
        Self::restore(stored.kind, &stored.number)
    }
}

impl fmt::Debug for IdentityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdentityNumber({} {})", self.kind.code(), self.masked())
    }
}

/// The year no number of a living person can precede.
pub(crate) const BIRTH_YEAR_MIN: i32 = 1900;

pub(crate) fn plausible(date: NaiveDate) -> bool {
    date.year() >= BIRTH_YEAR_MIN
}
