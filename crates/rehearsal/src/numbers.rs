//! Numbers with valid check digits: identity numbers, credit codes, bank cards, certificates, mobiles.

use chrono::NaiveDate;
use domain::identity::check_digit;

/// A resident's identity number (GB 11643): area code of six digits, birth date, sequence (odd for men and boys) and
/// check character. Sequences above 999 wrap round.
pub fn identity_number(area: &str, birth: NaiveDate, sequence: u16) -> String {
    identity_from_digits(&format!(
        "{area}{}{:03}",
        birth.format("%Y%m%d"),
        sequence % 1000
    ))
}

/// Appends the check character to the first 17 digits, whatever date they spell; a number with an impossible date but
/// a good check digit is made this way. Anything but 17 digits comes back as it is.
pub fn identity_from_digits(first17: &str) -> String {
    let check = check_digit(first17).map(String::from).unwrap_or_default();
    format!("{first17}{check}")
}

const CREDIT_ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// What kind of organisation of the union system a credit code names (GB 32100-2015, department 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnionKind {
    /// 基层工会, codes begin with 81.
    Basic,
    /// Any other, codes begin with 89.
    Other,
}

/// A union's unified social credit code (GB 32100-2015); `serial` is taken modulo a million.
pub fn union_credit_code(kind: UnionKind, area: &str, serial: u32) -> String {
    let category = match kind {
        UnionKind::Basic => '1',
        UnionKind::Other => '9',
    };
    let organisation = format!("MC{:06}", serial % 1_000_000);
    let first17 = format!(
        "8{category}{area}{organisation}{}",
        organisation_check(&organisation)
    );
    format!("{first17}{}", credit_check(&first17))
}

/// The check character of an eight-character organisation code (GB 11714).
fn organisation_check(eight: &str) -> char {
    let weights = [3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = eight
        .chars()
        .zip(weights)
        .map(|(c, weight)| c.to_digit(36).unwrap_or(0) * weight)
        .sum();
    match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    }
}

/// The check character of a credit code's first 17: weights are powers of 3 modulo 31.
fn credit_check(first17: &str) -> char {
    let mut weight = 1;
    let mut sum = 0;
    for c in first17.chars() {
        sum += CREDIT_ALPHABET.find(c).unwrap_or(0) * weight;
        weight = weight * 3 % 31;
    }
    CREDIT_ALPHABET
        .chars()
        .nth((31 - sum % 31) % 31)
        .unwrap_or('0')
}

const CARD_PREFIXES: [&str; 5] = ["621700", "622202", "622848", "621790", "623090"];

/// A bank card of 19 digits that passes the Luhn check; `serial` is taken modulo 10^12.
pub fn bank_card(serial: u64) -> String {
    let prefix = CARD_PREFIXES[(serial % CARD_PREFIXES.len() as u64) as usize];
    let first18 = format!("{prefix}{:012}", serial % 1_000_000_000_000);
    let sum: u32 = first18
        .chars()
        .rev()
        .enumerate()
        .map(|(place, c)| luhn_digit(place, c))
        .sum();
    format!("{first18}{}", (10 - sum % 10) % 10)
}

fn luhn_digit(place: usize, c: char) -> u32 {
    let digit = c.to_digit(10).unwrap_or(0);
    match (place % 2, digit * 2) {
        (0, double) if double > 9 => double - 9,
        (0, double) => double,
        _ => digit,
    }
}

/// A birth certificate's number: the letter of a printing, 43 and seven digits; `serial` is taken modulo 10^7.
pub fn birth_certificate(letter: char, serial: u32) -> String {
    format!("{letter}43{:07}", serial % 10_000_000)
}

const MOBILE_PREFIXES: [&str; 12] = [
    "131", "136", "138", "139", "150", "151", "158", "173", "182", "186", "189", "199",
];

/// A mobile number of eleven digits; `serial` is taken modulo 10^8.
pub fn mobile(serial: u64) -> String {
    let prefix = MOBILE_PREFIXES[(serial % MOBILE_PREFIXES.len() as u64) as usize];
    format!("{prefix}{:08}", serial % 100_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn identity_numbers_match_the_standard_samples() {
        assert_eq!(
            identity_number("430102", day(2015, 3, 7), 2),
            "430102201503070027"
        );
        assert_eq!(
            identity_number("430102", day(2015, 3, 7), 6),
            "43010220150307006X"
        );
        assert_eq!(
            identity_number("430702", day(2025, 11, 15), 1),
            "430702202511150016"
        );
        assert_eq!(
            identity_from_digits("43010220150230002"),
            "43010220150230002X"
        );
    }

    #[test]
    fn credit_codes_match_recomputed_samples() {
        assert_eq!(
            union_credit_code(UnionKind::Basic, "430100", 1),
            "81430100MC0000012F"
        );
        for serial in 0..200 {
            let code = union_credit_code(UnionKind::Other, "431382", serial);
            assert!(
                domain::credit_code::CreditCode::parse(&code)
                    .unwrap()
                    .is_union(),
                "{code}"
            );
        }
    }

    #[test]
    fn bank_cards_pass_the_luhn_check() {
        for serial in [0, 1, 77, 999_999_999_999] {
            let card = domain::bank_card::BankCard::parse(&bank_card(serial)).unwrap();
            assert!(card.luhn_ok() && card.is_card_length(), "{serial}");
        }
    }

    #[test]
    fn mobiles_and_certificates_are_well_formed() {
        for serial in [0, 5, 99_999_999] {
            assert!(
                domain::mobile::Mobile::parse(&mobile(serial)).is_ok(),
                "{serial}"
            );
        }
        assert!(domain::identity::parse(&birth_certificate('X', 1), day(2026, 1, 1)).is_ok());
    }
}
