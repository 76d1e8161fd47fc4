//! Amounts of messages: decimal text to fen, exactly, with a sign.
//!
//! `Fen::parse_yuan` reads what clerks type and forgives a spreadsheet's dust; a message of a machine is forgiven nothing.

use domain::fen::Fen;

/// `16,2` of the specification: fourteen digits before the point.
const YUAN_DIGITS_MAX: usize = 14;
/// Powers of ten a number may be written with (`1.2E3`); beyond it no amount is meant.
const EXPONENT_MAX: i32 = 20;

/// Why a text is not an amount of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DecimalError {
    /// Not a decimal number.
    Format,
    /// A fraction of a fen.
    FractionOfFen,
    /// More digits than the specification allows.
    TooLarge,
}

/// Reads a decimal in yuan, such as `296.2`, `-3520.0` or `5.79253e3`.
///
/// # Errors
/// [`DecimalError`]; nothing is rounded.
pub(crate) fn fen(text: &str) -> Result<Fen, DecimalError> {
    let (number, exponent) = match text.split_once(['e', 'E']) {
        Some((number, exponent)) => {
            let exponent: i32 = exponent.parse().map_err(|_| DecimalError::Format)?;
            (number, exponent)
        }
        None => (text, 0),
    };
    let (negative, number) = match number.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, number.strip_prefix('+').unwrap_or(number)),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let all_digits = whole
        .bytes()
        .chain(fraction.bytes())
        .all(|b| b.is_ascii_digit());
    let point_ends_it = number.ends_with('.');
    if whole.is_empty() || point_ends_it || !all_digits {
        return Err(DecimalError::Format);
    }
    if exponent.abs() > EXPONENT_MAX {
        return Err(DecimalError::TooLarge);
    }
    let digits = format!("{whole}{fraction}");
    let places = i32::try_from(fraction.len()).map_err(|_| DecimalError::FractionOfFen)? - exponent;
    let sum = shift(digits.trim_start_matches('0'), 2 - places)?;
    Ok(Fen::new(if negative { -sum } else { sum }))
}

/// Digits times a power of ten, if that is whole.
fn shift(digits: &str, power: i32) -> Result<i64, DecimalError> {
    let kept = match usize::try_from(power) {
        Ok(zeros) => format!(
            "{digits}{}",
            if digits.is_empty() {
                String::new()
            } else {
                "0".repeat(zeros)
            }
        ),
        Err(_) => {
            let dropped = usize::try_from(power.unsigned_abs()).unwrap_or(usize::MAX);
            let (kept, dust) = digits.split_at(digits.len().saturating_sub(dropped));
            if dust.bytes().any(|b| b != b'0') {
                return Err(DecimalError::FractionOfFen);
            }
            kept.to_owned()
        }
    };
    if kept.len() > YUAN_DIGITS_MAX + 2 {
        return Err(DecimalError::TooLarge);
    }
    if kept.is_empty() {
        return Ok(0);
    }
    kept.parse().map_err(|_| DecimalError::TooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_read_as_implementations_write_them() {
        for (text, sum) in [
            ("5792.53", 579_253),
            ("296.2", 29_620),
            ("800", 80_000),
            ("0", 0),
            ("0.0", 0),
            ("-3520.0", -352_000),
            ("+1.50", 150),
            ("1.500000", 150),
            ("5.79253e3", 579_253),
            ("12E-1", 120),
            ("0E5", 0),
            ("0.1", 10),
            ("99999999999999.99", 9_999_999_999_999_999),
        ] {
            assert_eq!(fen(text), Ok(Fen::new(sum)), "{text}");
        }
    }

    #[test]
    fn what_is_no_exact_amount_is_refused() {
        use DecimalError::{Format, FractionOfFen, TooLarge};
        for (text, error) in [
            ("1.005", FractionOfFen),
            ("399.99999999", FractionOfFen),
            ("1e-3", FractionOfFen),
            ("", Format),
            ("-", Format),
            (".5", Format),
            ("5.", Format),
            ("1,000.00", Format),
            ("16，2", Format),
            ("0x10", Format),
            ("NaN", Format),
            ("1e", Format),
            ("100000000000000", TooLarge),
            ("1e21", TooLarge),
            ("1e15", TooLarge),
        ] {
            assert_eq!(fen(text), Err(error), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_amount_reads_back_exactly(sum in -9_999_999_999_999_999_i64..=9_999_999_999_999_999) {
            prop_assert_eq!(fen(&Fen::new(sum).plain_yuan()), Ok(Fen::new(sum)));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in ".*") {
            let _ = fen(&text);
        }
    }
}
