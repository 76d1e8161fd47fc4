//! Bank card and account numbers.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::identity::text;
use crate::mask;

/// Shortest account number a bank gives out (passbooks of credit unions).
const DIGITS_MIN: usize = 8;
/// Longest account number the payment systems carry.
const DIGITS_MAX: usize = 32;
/// Significant digits Excel keeps of a number.
const EXCEL_DIGITS: usize = 15;

/// A bank card or account number: 8 to 32 digits. Not every account number is a card's, so Luhn is told, not demanded.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct BankCard(String);

/// Why a text is not a bank card or account number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BankCardFault {
    /// Nothing but blanks.
    #[error("the account number is empty")]
    Empty,
    /// A number that Excel stored as a float (`6.2E+18`).
    #[error("the account number was stored by Excel as a float; its last digits are lost")]
    ExcelNumber,
    /// Fewer than 8 or more than 32 digits.
    #[error("the account number has {found} digits")]
    Length {
        /// Digits found after cleaning.
        found: usize,
    },
    /// Something that is no digit.
    #[error("character {position} of the account number cannot be `{found}`")]
    Charset {
        /// Place, counted from 1.
        position: usize,
        /// The character there.
        found: char,
    },
}

impl BankCardFault {
    /// Stable code for findings.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "bank-card-empty",
            Self::ExcelNumber => "bank-card-excel-number",
            Self::Length { .. } => "bank-card-length",
            Self::Charset { .. } => "bank-card-charset",
        }
    }
}

impl BankCard {
    /// Reads a number; blanks are dropped and full-width digits narrowed.
    ///
    /// # Errors
    /// [`BankCardFault`]. A failed Luhn check is no fault: see [`BankCard::luhn_ok`].
    pub fn parse(text: &str) -> Result<Self, BankCardFault> {
        let clean = text::normalise(text).text;
        if clean.is_empty() {
            return Err(BankCardFault::Empty);
        }
        if text::is_excel_number(&clean) {
            return Err(BankCardFault::ExcelNumber);
        }
        if let Some((at, found)) = clean.chars().enumerate().find(|(_, c)| !c.is_ascii_digit()) {
            return Err(BankCardFault::Charset {
                position: at + 1,
                found,
            });
        }
        if !(DIGITS_MIN..=DIGITS_MAX).contains(&clean.len()) {
            return Err(BankCardFault::Length { found: clean.len() });
        }
        Ok(Self(clean))
    }

    /// All digits: to seal and to pay, never to print.
    #[must_use]
    pub fn canonical(&self) -> &str {
        &self.0
    }

    /// The last four digits behind stars.
    #[must_use]
    pub fn masked(&self) -> String {
        mask::bank(&self.0)
    }

    /// Whether the number has the length of a card: 16 to 19 digits.
    #[must_use]
    pub fn is_card_length(&self) -> bool {
        (16..=19).contains(&self.0.len())
    }

    /// Whether the Luhn check holds, as it does for cards but not for passbooks and corporate accounts.
    #[must_use]
    pub fn luhn_ok(&self) -> bool {
        let sum: u32 = self
            .0
            .bytes()
            .rev()
            .map(|b| u32::from(b - b'0'))
            .enumerate()
            .map(|(at, digit)| match (at % 2, digit * 2) {
                (0, _) => digit,
                (_, double) if double > 9 => double - 9,
                (_, double) => double,
            })
            .sum();
        sum.is_multiple_of(10)
    }

    /// Whether everything after the fifteenth digit is 0, as in a number that went through Excel.
    #[must_use]
    pub fn suspect_excel(&self) -> bool {
        self.0
            .get(EXCEL_DIGITS..)
            .is_some_and(|tail| !tail.is_empty() && tail.bytes().all(|b| b == b'0'))
    }
}

impl fmt::Debug for BankCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BankCard({})", self.masked())
    }
}

impl From<BankCard> for String {
    fn from(value: BankCard) -> Self {
        value.0
    }
}

impl TryFrom<String> for BankCard {
    type Error = BankCardFault;

    fn try_from(text: String) -> Result<Self, BankCardFault> {
        Self::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn cards_are_read_and_the_luhn_check_is_told() {
        for (text, luhn, card) in [
            ("6222000000000000004", true, true),
            ("6217000000000000012", true, true),
            ("622848000000000007", true, true),
            ("6222 0000 0000 0000 004", true, true),
            ("６222000000000000004", true, true),
            ("6222000000000000001", false, true),
            ("43001510065050000123", false, false),
        ] {
            let read = BankCard::parse(text).map(|card| (card.luhn_ok(), card.is_card_length()));
            assert_eq!(read, Ok((luhn, card)), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for (text, fault) in [
            ("", BankCardFault::Empty),
            ("6.2E+18", BankCardFault::ExcelNumber),
            (
                "6222-0000",
                BankCardFault::Charset {
                    position: 5,
                    found: '-',
                },
            ),
            ("1234567", BankCardFault::Length { found: 7 }),
            (
                "123456789012345678901234567890123",
                BankCardFault::Length { found: 33 },
            ),
        ] {
            assert_eq!(BankCard::parse(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn a_number_cut_by_excel_is_suspect() {
        let suspect = |text: &str| BankCard::parse(text).map(|card| card.suspect_excel());
        assert_eq!(suspect("6222000012345670000"), Ok(true));
        assert_eq!(suspect("6222000000000000004"), Ok(false));
        assert_eq!(suspect("622200001234500"), Ok(false));
    }

    #[test]
    fn debug_shows_the_last_four_digits_only() {
        assert_eq!(
            BankCard::parse("6222000000000000004").map(|card| format!("{card:?}")),
            Ok("BankCard(****0004)".to_owned())
        );
    }

    proptest! {
        #[test]
        fn one_wrong_digit_breaks_the_luhn_check(place in 0_usize..19, by in 1_u32..10) {
            let wrong: String = "6222000000000000004".char_indices().map(|(at, c)| match c.to_digit(10) {
                Some(d) if at == place => char::from_digit((d + by) % 10, 10).unwrap_or(c),
                _ => c,
            }).collect();
            prop_assert_eq!(BankCard::parse(&wrong).map(|card| card.luhn_ok()), Ok(false));
        }
    }
}
