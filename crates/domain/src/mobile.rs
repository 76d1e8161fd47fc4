//! Mobile phone numbers of the mainland.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::identity::text;
use crate::mask;

/// A mobile number: eleven digits that begin with 13 to 19.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Mobile(String);

/// Why a text is not a mobile number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MobileFault {
    /// Nothing but blanks.
    #[error("the phone number is empty")]
    Empty,
    /// A number that Excel stored as a float (`1.38E+10`).
    #[error("the phone number was printed by Excel as a float")]
    ExcelNumber,
    /// Looks like a fixed line, which cannot receive messages but is no mistake.
    #[error("the phone number is a fixed line")]
    FixedLine,
    /// Neither a mobile number nor a fixed line.
    #[error("the phone number is not a mobile number")]
    Format,
}

impl MobileFault {
    /// Stable code for findings.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "mobile-empty",
            Self::ExcelNumber => "mobile-excel-number",
            Self::FixedLine => "mobile-fixed-line",
            Self::Format => "mobile-format",
        }
    }
}

impl Mobile {
    /// Reads a number after dropping blanks, hyphens, brackets and a leading `+86`, `0086` or `86`.
    ///
    /// # Errors
    /// [`MobileFault`].
    pub fn parse(text: &str) -> Result<Self, MobileFault> {
        let mut clean = text::normalise(text).text;
        if clean.is_empty() {
            return Err(MobileFault::Empty);
        }
        if text::is_excel_number(&clean) {
            return Err(MobileFault::ExcelNumber);
        }
        clean.retain(|c| !matches!(c, '-' | '(' | ')' | '–' | '—'));
        let local = ["+86", "0086", "86"]
            .iter()
            .find_map(|prefix| clean.strip_prefix(prefix))
            .unwrap_or(&clean);
        if is_mobile(local) {
            return Ok(Self(local.to_owned()));
        }
        Err(if is_fixed_line(&clean) {
            MobileFault::FixedLine
        } else {
            MobileFault::Format
        })
    }

    /// The eleven digits: to seal, never to print.
    #[must_use]
    pub fn canonical(&self) -> &str {
        &self.0
    }

    /// The number as shown: `138****0001`.
    #[must_use]
    pub fn masked(&self) -> String {
        mask::phone(&self.0)
    }
}

fn is_mobile(text: &str) -> bool {
    let all_digits = text.len() == 11 && text.bytes().all(|b| b.is_ascii_digit());
    all_digits && text.starts_with('1') && matches!(text.as_bytes().get(1), Some(b'3'..=b'9'))
}

/// An area code of three or four digits with seven or eight more, or the local number alone.
fn is_fixed_line(text: &str) -> bool {
    let all_digits = text.bytes().all(|b| b.is_ascii_digit());
    let length = if text.starts_with('0') {
        10..=12
    } else {
        7..=8
    };
    all_digits && length.contains(&text.len())
}

impl fmt::Debug for Mobile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mobile({})", self.masked())
    }
}

impl From<Mobile> for String {
    fn from(value: Mobile) -> Self {
        value.0
    }
}

impl TryFrom<String> for Mobile {
    type Error = MobileFault;

    fn try_from(text: String) -> Result<Self, MobileFault> {
        Self::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mobile_numbers_are_read_however_they_are_grouped() {
        for text in [
            "13800000001",
            "138 0000 0001",
            "138-0000-0001",
            "+86 13800000001",
            "008613800000001",
            "8613800000001",
            "(+86)13800000001",
            "１３８00000001",
            "'13800000001",
        ] {
            assert_eq!(
                Mobile::parse(text).map(|m| m.canonical().to_owned()),
                Ok("13800000001".to_owned()),
                "{text}"
            );
        }
    }

    #[test]
    fn other_numbers_are_refused_and_fixed_lines_named() {
        for (text, fault) in [
            ("", MobileFault::Empty),
            ("1.38E+10", MobileFault::ExcelNumber),
            ("0731-88888888", MobileFault::FixedLine),
            ("88888888", MobileFault::FixedLine),
            ("12800000001", MobileFault::Format),
            ("1380000000", MobileFault::Format),
            ("138000000012", MobileFault::Format),
            ("1380000000O", MobileFault::Format),
            ("同上", MobileFault::Format),
        ] {
            assert_eq!(Mobile::parse(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn debug_hides_the_middle() {
        assert_eq!(
            Mobile::parse("13800000001").map(|m| format!("{m:?}")),
            Ok("Mobile(138****0001)".to_owned())
        );
    }
}
