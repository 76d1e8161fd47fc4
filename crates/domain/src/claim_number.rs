//! The short number by which people speak of a claim.

use crate::year::BenefitYear;
use std::fmt;
use std::str::FromStr;
use unicode_normalization::UnicodeNormalization;

/// Digits and capital letters without I, O, S, V, Z: nothing to mishear or misread.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const BODY_LENGTH: usize = 9;

/// A claim number such as `26-7KQ2M-9XTRD`: year, nine characters, one check character.
///
/// The check character uses the weights of GB 32100 (powers of 3 modulo 31), which catch every
/// single wrong character and every swap of neighbours.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimNumber(String);

/// A text that is not a claim number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClaimNumberError {
    /// Not two digits and ten characters of the alphabet.
    #[error("a claim number looks like 26-7KQ2M-9XTRD")]
    Shape,
    /// One character is wrong or two are swapped.
    #[error("the claim number's check character does not fit: one character was mistyped")]
    Check,
}

impl ClaimNumber {
    /// Makes a number from 45 or more random bits; uniqueness is the storage's business.
    pub fn from_random(year: BenefitYear, random: u64) -> Self {
        Self(spell(format!("{:02}", year.get().rem_euclid(100)), random))
    }

    /// The stored form, without hyphens.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A number of any kind: its beginning, nine characters of chance, one check character over all of it.
pub(crate) fn spell(beginning: String, random: u64) -> String {
    let mut plain = beginning;
    let mut rest = random;
    for _ in 0..BODY_LENGTH {
        let digit = usize::try_from(rest % 31).unwrap_or_default();
        plain.push(char::from(ALPHABET[digit]));
        rest /= 31;
    }
    let check = check_character(plain.as_bytes()).unwrap_or('0');
    plain.push(check);
    plain
}

/// A number as people type or paste it: without blanks and dashes of any kind, full-width letters as plain ones, in
/// capitals.
pub(crate) fn bare(text: &str) -> String {
    text.nfkc()
        .filter(|c| !c.is_whitespace() && !is_dash(*c))
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// What input methods and word processors put where the hyphen was.
fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Nine characters and their check after a beginning of `beginning` bytes, which the caller has looked at.
pub(crate) fn check(plain: &str, beginning: usize) -> Result<(), ClaimNumberError> {
    let bytes = plain.as_bytes();
    if bytes.len() != beginning + BODY_LENGTH + 1 {
        return Err(ClaimNumberError::Shape);
    }
    let (body, check) = bytes.split_at(bytes.len() - 1);
    match check_character(body) {
        None => Err(ClaimNumberError::Shape),
        Some(expected) if char::from(check[0]) == expected => Ok(()),
        Some(_) => Err(ClaimNumberError::Check),
    }
}

fn check_character(plain: &[u8]) -> Option<char> {
    let mut weight = 1usize;
    let mut sum = 0usize;
    for byte in plain {
        sum += ALPHABET.iter().position(|c| c == byte)? * weight;
        weight = weight * 3 % 31;
    }
    Some(char::from(ALPHABET[(31 - sum % 31) % 31]))
}

impl fmt::Display for ClaimNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", &self.0[..2], &self.0[2..7], &self.0[7..])
    }
}

impl FromStr for ClaimNumber {
    type Err = ClaimNumberError;

    fn from_str(text: &str) -> Result<Self, ClaimNumberError> {
        let plain = bare(text);
        if !plain.bytes().take(2).all(|byte| byte.is_ascii_digit()) {
            return Err(ClaimNumberError::Shape);
        }
        check(&plain, 2).map(|()| Self(plain))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number() -> ClaimNumber {
        ClaimNumber::from_random(BenefitYear::new(2026), 0x1234_5678_9abc_def0)
    }

    #[test]
    fn a_number_survives_its_printed_form() {
        assert_eq!(number().to_string().parse(), Ok(number()));
        assert_eq!(number().to_string().to_lowercase().parse(), Ok(number()));
        for dash in ["－", "—", "–", "‑", "−", " "] {
            assert_eq!(
                number().to_string().replace('-', dash).parse(),
                Ok(number())
            );
        }
    }

    #[test]
    fn every_single_wrong_character_is_caught() {
        let good = number().as_str().to_owned();
        for at in 2..good.len() {
            for other in ALPHABET {
                let mut bytes = good.clone().into_bytes();
                if bytes[at] == *other {
                    continue;
                }
                bytes[at] = *other;
                let text = String::from_utf8(bytes).unwrap();
                assert_eq!(
                    text.parse::<ClaimNumber>(),
                    Err(ClaimNumberError::Check),
                    "{text}"
                );
            }
        }
    }

    #[test]
    fn swapped_neighbours_are_caught() {
        let good = number().as_str().to_owned();
        for at in 2..good.len() - 1 {
            let mut bytes = good.clone().into_bytes();
            if bytes[at] == bytes[at + 1] {
                continue;
            }
            bytes.swap(at, at + 1);
            let text = String::from_utf8(bytes).unwrap();
            assert_eq!(
                text.parse::<ClaimNumber>(),
                Err(ClaimNumberError::Check),
                "{text}"
            );
        }
    }
}
