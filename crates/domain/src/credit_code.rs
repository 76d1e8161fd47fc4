//! 统一社会信用代码 (GB 32100-2015) with both of its check characters.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::identity::text;

/// The 31 characters of the code, in the order of their values; I, O, S, V and Z are left out.
const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const LENGTH: usize = 18;
/// Powers of 3 modulo 31.
const WEIGHTS: [usize; 17] = [
    1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28,
];
/// Weights of the organisation code inside (GB 11714).
const ORGANISATION_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// A valid unified social credit code, upper-case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct CreditCode(String);

/// Why a text is not a unified social credit code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CreditCodeFault {
    /// Nothing but blanks.
    #[error("the code is empty")]
    Empty,
    /// A code of digits only that Excel stored as a float.
    #[error("the code was stored by Excel as a float; its last characters are lost")]
    ExcelNumber,
    /// Not eighteen characters.
    #[error("the code has {found} characters instead of 18")]
    Length {
        /// Characters found after cleaning.
        found: usize,
    },
    /// A character outside the code's alphabet.
    #[error("character {position} of the code cannot be `{found}`")]
    Charset {
        /// Place, counted from 1.
        position: usize,
        /// The character there.
        found: char,
        /// The code with I read as 1 and O as 0, given only if it is valid; never applied by itself.
        suggestion: Option<String>,
    },
    /// The last character does not check the seventeen before it.
    #[error("the check character of the code is wrong")]
    CheckCharacter,
    /// The organisation code inside (places 9 to 17) fails its own check.
    #[error("the organisation code inside the code fails its check")]
    OrganisationCheck,
}

impl CreditCodeFault {
    /// Stable code for findings.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "credit-code-empty",
            Self::ExcelNumber => "credit-code-excel-number",
            Self::Length { .. } => "credit-code-length",
            Self::Charset { .. } => "credit-code-charset",
            Self::CheckCharacter => "credit-code-check",
            Self::OrganisationCheck => "credit-code-organisation-check",
        }
    }
}

impl CreditCode {
    /// Reads a code: blanks dropped, full-width and lower-case letters raised, both check characters verified.
    ///
    /// # Errors
    /// [`CreditCodeFault`]; a code with the letters I or O carries a suggestion if one is valid.
    pub fn parse(text: &str) -> Result<Self, CreditCodeFault> {
        let clean = text::normalise(text).text;
        if clean.is_empty() {
            return Err(CreditCodeFault::Empty);
        }
        if text::is_excel_number(&clean) {
            return Err(CreditCodeFault::ExcelNumber);
        }
        let code = clean.to_ascii_uppercase();
        match verify(&code) {
            Ok(()) => Ok(Self(code)),
            Err(CreditCodeFault::Charset {
                position, found, ..
            }) => {
                let mended = code.replace('I', "1").replace('O', "0");
                let suggestion = verify(&mended).is_ok().then_some(mended);
                Err(CreditCodeFault::Charset {
                    position,
                    found,
                    suggestion,
                })
            }
            Err(fault) => Err(fault),
        }
    }

    /// The code, eighteen upper-case characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the code is a trade union's own (department 8, category 1 = 基层工会 or 9): the employer's code is not.
    #[must_use]
    pub fn is_union(&self) -> bool {
        self.0.starts_with("81") || self.0.starts_with("89")
    }

    /// The address of registration, six characters in the manner of GB/T 2260.
    #[must_use]
    pub fn area_code(&self) -> &str {
        self.0.get(2..8).unwrap_or_default()
    }
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

fn verify(code: &str) -> Result<(), CreditCodeFault> {
    let found = code.chars().count();
    if found != LENGTH {
        return Err(CreditCodeFault::Length { found });
    }
    if let Some((at, found)) = code
        .chars()
        .enumerate()
        .find(|(_, c)| !ALPHABET.contains(*c))
    {
        return Err(CreditCodeFault::Charset {
            position: at + 1,
            found,
            suggestion: None,
        });
    }
    if code.get(..LENGTH - 1).and_then(check_character) != code.chars().last() {
        return Err(CreditCodeFault::CheckCharacter);
    }
    if code.get(8..16).and_then(organisation_check) != code.chars().nth(16) {
        return Err(CreditCodeFault::OrganisationCheck);
    }
    Ok(())
}

/// The last character of a code (GB 32100, ISO 7064 in the manner of MOD 31-3).
fn check_character(first17: &str) -> Option<char> {
    let mut sum = 0;
    for (c, weight) in first17.chars().zip(WEIGHTS) {
        sum += ALPHABET.find(c)? * weight;
    }
    ALPHABET.chars().nth((31 - sum % 31) % 31)
}

/// The check character of an organisation code (GB 11714): 10 is written X, 11 is 0.
fn organisation_check(first8: &str) -> Option<char> {
    let mut sum = 0;
    for (c, weight) in first8.chars().zip(ORGANISATION_WEIGHTS) {
        sum += c.to_digit(36)? * weight;
    }
    match 11 - sum % 11 {
        10 => Some('X'),
        11 => Some('0'),
        digit => char::from_digit(digit, 10),
    }
}

impl From<CreditCode> for String {
    fn from(value: CreditCode) -> Self {
        value.0
    }
}

impl TryFrom<String> for CreditCode {
    type Error = CreditCodeFault;

    fn try_from(text: String) -> Result<Self, CreditCodeFault> {
        Self::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(text: &str) -> Result<(String, bool), CreditCodeFault> {
        CreditCode::parse(text).map(|code| (code.to_string(), code.is_union()))
    }

    #[test]
    fn valid_codes_are_read_and_unions_told_from_employers() {
        for (text, code, union) in [
            ("91350100M000100Y43", "91350100M000100Y43", false),
            ("81430100MC0000012F", "81430100MC0000012F", true),
            ("81430000MC00000X4D", "81430000MC00000X4D", true),
            ("91430100MA4L00011K", "91430100MA4L00011K", false),
            ("12430000444800009Y", "12430000444800009Y", false),
            ("81430100mc0000012f", "81430100MC0000012F", true),
            (" ８１430100MC 0000012F ", "81430100MC0000012F", true),
            // Registrars beyond the usual ones: the military commission, agriculture (village collectives), others.
            ("A1430102A1B2C3D482", "A1430102A1B2C3D482", false),
            ("N1430102A1B2C3D48M", "N1430102A1B2C3D48M", false),
            ("Y1430102A1B2C3D48D", "Y1430102A1B2C3D48D", false),
        ] {
            assert_eq!(parsed(text), Ok((code.to_owned(), union)), "{text}");
        }
    }

    #[test]
    fn wrong_codes_are_refused_with_their_reason() {
        for (text, fault) in [
            ("", CreditCodeFault::Empty),
            ("1.24E+17", CreditCodeFault::ExcelNumber),
            ("81430100MC0000012E", CreditCodeFault::CheckCharacter),
            ("81430100MC0000012", CreditCodeFault::Length { found: 17 }),
            ("81430100MC00000工会", CreditCodeFault::Length { found: 17 }),
            (
                "81430100MC000001ZF",
                CreditCodeFault::Charset {
                    position: 17,
                    found: 'Z',
                    suggestion: None,
                },
            ),
        ] {
            assert_eq!(parsed(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn letters_o_and_i_are_suggested_away_but_never_mended() {
        let suggested = Some("81430100MC0000012F".to_owned());
        assert_eq!(
            parsed("8I4301O0MC0000012F"),
            Err(CreditCodeFault::Charset {
                position: 2,
                found: 'I',
                suggestion: suggested
            })
        );
        assert_eq!(
            parsed("8I4301O0MC0000012E"),
            Err(CreditCodeFault::Charset {
                position: 2,
                found: 'I',
                suggestion: None
            })
        );
    }

    #[test]
    fn a_code_whose_inner_organisation_code_is_wrong_is_refused() {
        let first17 = "81430100MC0000013";
        let code: String = first17.chars().chain(check_character(first17)).collect();
        assert_eq!(parsed(&code), Err(CreditCodeFault::OrganisationCheck));
    }

    proptest! {
        #[test]
        fn every_single_wrong_character_is_noticed(place in 0_usize..18, by in 1_usize..31) {
            let good = "81430100MC0000012F";
            let wrong: String = good.char_indices().map(|(at, c)| match ALPHABET.find(c) {
                Some(value) if at == place => ALPHABET.chars().nth((value + by) % 31).unwrap_or(c),
                _ => c,
            }).collect();
            prop_assert!(CreditCode::parse(&wrong).is_err());
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in ".*|[0-9A-Z]{18}|.{18}") {
            let _ = CreditCode::parse(&text);
        }
    }
}
