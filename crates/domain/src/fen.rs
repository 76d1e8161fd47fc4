//! Money as integer fen: parsing what clerks type, exact arithmetic, and the printed form.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::identity::text;

/// Longest yuan part that is read; ten times the largest sum a province moves in a year still fits.
const YUAN_DIGITS_MAX: usize = 13;
/// A spreadsheet writes at most seventeen significant digits; more decimals than this are no amount.
const DECIMALS_MAX: usize = 20;
/// Basis points of the whole: a ratio of 10 000 is everything.
const WHOLE_BP: i128 = 10_000;

/// An amount of money in fen (one hundredth of a yuan). Negative only as a difference, never as read from a file.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Fen(i64);

/// Why a text is not an amount in yuan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FenError {
    /// Nothing but blanks.
    #[error("the amount is empty")]
    Empty,
    /// A minus sign; refunds are postings of their own, never negative rows.
    #[error("the amount is negative")]
    Negative,
    /// Written in Chinese numerals, which are read by people only.
    #[error("the amount is written in Chinese numerals")]
    ChineseNumeral,
    /// More than two decimals, and not within a millionth of a fen of a whole fen.
    #[error("the amount has a fraction of a fen")]
    FractionOfFen,
    /// More digits than any real amount has.
    #[error("the amount is too large")]
    TooLarge,
    /// Anything else that is not digits, grouped by thousands or not, with at most one point.
    #[error("the amount is not written as a number")]
    Format,
}

impl FenError {
    /// Stable code for findings.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "amount-empty",
            Self::Negative => "amount-negative",
            Self::ChineseNumeral => "amount-chinese-numeral",
            Self::FractionOfFen => "amount-fraction-of-fen",
            Self::TooLarge => "amount-too-large",
            Self::Format => "amount-format",
        }
    }
}

impl Fen {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// An amount of `fen` fen.
    #[must_use]
    pub const fn new(fen: i64) -> Self {
        Self(fen)
    }

    /// The number of fen.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Sum, or `None` on overflow.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// Difference (may be negative), or `None` on overflow.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// The amount with its sign turned, for the other leg of a posting. `i64::MIN` becomes `i64::MAX`.
    #[must_use]
    pub const fn negated(self) -> Self {
        Self(self.0.saturating_neg())
    }

    /// Difference that stops at **zero**: what is left of `self` when `other` is taken from it.
    /// For a difference that may be negative use [`Fen::checked_sub`], for a changed sign [`Fen::negated`].
    #[must_use]
    pub fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0).max(0))
    }

    /// The share of `ratio_bp` basis points (10 000 = all), rounded down to a whole fen.
    #[must_use]
    pub fn share(self, ratio_bp: u32) -> Self {
        let exact = (i128::from(self.0) * i128::from(ratio_bp)).div_euclid(WHOLE_BP);
        Self(i64::try_from(exact).unwrap_or(if exact < 0 { i64::MIN } else { i64::MAX }))
    }

    /// Yuan with two decimals and without separators, as programs read it.
    pub fn plain_yuan(self) -> String {
        let fen = self.get();
        let sign = if fen < 0 { "-" } else { "" };
        let fen = fen.unsigned_abs();
        format!("{sign}{}.{:02}", fen / 100, fen % 100)
    }

    /// Reads an amount in yuan as clerks write it: `400`, `400元`, `４００`, `¥1,100.00`, and the `399.99999999`
    /// a spreadsheet makes of 400. Exact: no floating point is involved.
    ///
    /// # Errors
    /// [`FenError`] says what is wrong; nothing is guessed.
    pub fn parse_yuan(text: &str) -> Result<Self, FenError> {
        let clean = text::normalise(text).text;
        let number = without_currency(&clean);
        if number.is_empty() {
            return Err(FenError::Empty);
        }
        if number.starts_with(['-', '−', '－', '(']) {
            return Err(FenError::Negative);
        }
        if number.chars().any(|c| CHINESE_NUMERALS.contains(c)) {
            return Err(FenError::ChineseNumeral);
        }
        let (yuan, decimals) = match number.split_once('.') {
            Some((_, "")) => return Err(FenError::Format),
            Some((yuan, decimals)) => (yuan, decimals),
            None => (number, ""),
        };
        let yuan = whole_yuan(yuan)?;
        let fen = fen_of_decimals(decimals)?;
        yuan.checked_mul(100)
            .and_then(|sum| sum.checked_add(fen))
            .map(Self)
            .ok_or(FenError::TooLarge)
    }
}

const CHINESE_NUMERALS: &str = "零〇一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟";

fn without_currency(text: &str) -> &str {
    let text = ["¥", "￥", "RMB", "CNY", "人民币"]
        .iter()
        .find_map(|sign| text.strip_prefix(sign))
        .unwrap_or(text);
    let text = text.strip_suffix('整').unwrap_or(text);
    ["元", "圆"]
        .iter()
        .find_map(|unit| text.strip_suffix(unit))
        .unwrap_or(text)
}

/// Reads the part before the point; commas must group by thousands, so that a slipped decimal comma is not read as one.
fn whole_yuan(text: &str) -> Result<i64, FenError> {
    let mut digits = String::with_capacity(text.len());
    for (index, group) in text.split(',').enumerate() {
        let grouped = text.contains(',');
        let fits = if index == 0 {
            !group.is_empty() && (!grouped || group.len() <= 3)
        } else {
            group.len() == 3
        };
        if !fits || !group.bytes().all(|b| b.is_ascii_digit()) {
            return Err(FenError::Format);
        }
        digits.push_str(group);
    }
    let digits = digits.trim_start_matches('0');
    if digits.len() > YUAN_DIGITS_MAX {
        return Err(FenError::TooLarge);
    }
    if digits.is_empty() {
        Ok(0)
    } else {
        digits.parse().map_err(|_| FenError::Format)
    }
}

/// Reads the part after the point as fen (0 to 100; 100 when `.99999999` rounds up).
fn fen_of_decimals(decimals: &str) -> Result<i64, FenError> {
    if decimals.len() > DECIMALS_MAX || !decimals.bytes().all(|b| b.is_ascii_digit()) {
        return Err(FenError::Format);
    }
    let digit = |at: usize| {
        decimals
            .as_bytes()
            .get(at)
            .map_or(0, |b| i64::from(b - b'0'))
    };
    let fen = digit(0) * 10 + digit(1);
    let rest = decimals.get(2..).unwrap_or_default();
    if rest.bytes().all(|b| b == b'0') {
        return Ok(fen);
    }
    // `rest` is the fraction of a fen, `millionths` its first six digits; a millionth on either side is a float's dust.
    let millionths = (2..8).fold(0, |sum, at| sum * 10 + digit(at));
    let exact = rest.bytes().skip(6).all(|b| b == b'0');
    match millionths {
        999_999 => Ok(fen + 1),
        0 => Ok(fen),
        1 if exact => Ok(fen),
        _ => Err(FenError::FractionOfFen),
    }
}

/// Yuan with thousands separators and two decimals, e.g. `1,100.00`.
impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sum = self.0.unsigned_abs();
        let yuan = (sum / 100).to_string();
        let mut grouped = String::with_capacity(yuan.len() * 2);
        if self.0 < 0 {
            grouped.push('-');
        }
        for (index, digit) in yuan.chars().enumerate() {
            if index > 0 && (yuan.len() - index).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        f.pad(&format!("{grouped}.{:02}", sum % 100))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_are_read_as_clerks_write_them() {
        for (text, fen) in [
            ("400", 40_000),
            ("400元", 40_000),
            ("400.00元整", 40_000),
            ("４００", 40_000),
            ("４００．５", 40_050),
            (" 1,100.00 ", 110_000),
            ("1，100.00", 110_000),
            ("¥1,234,567.89", 123_456_789),
            ("￥400", 40_000),
            ("'400", 40_000),
            ("399.99999999", 40_000),
            ("399.9999999999999", 40_000),
            ("400.00000001", 40_000),
            ("400.000", 40_000),
            ("0.29", 29),
            ("0.3", 30),
            ("0", 0),
            ("000400", 40_000),
            ("\u{a0}400\u{3000}", 40_000),
        ] {
            assert_eq!(Fen::parse_yuan(text), Ok(Fen::new(fen)), "{text}");
        }
    }

    #[test]
    fn what_is_no_exact_amount_is_refused_with_its_reason() {
        for (text, fault) in [
            ("", FenError::Empty),
            (" 元", FenError::Empty),
            ("四百", FenError::ChineseNumeral),
            ("肆佰元整", FenError::ChineseNumeral),
            ("4百元", FenError::ChineseNumeral),
            ("-400", FenError::Negative),
            ("－400", FenError::Negative),
            ("400.005", FenError::FractionOfFen),
            ("399.9999998", FenError::FractionOfFen),
            ("400.000000011", FenError::FractionOfFen),
            ("11,00.00", FenError::Format),
            ("1,1000", FenError::Format),
            ("1100,50", FenError::Format),
            ("400.", FenError::Format),
            (".5", FenError::Format),
            ("4.0E2", FenError::Format),
            ("1.2.3", FenError::Format),
            ("四00", FenError::ChineseNumeral),
            ("约400", FenError::Format),
            ("#REF!", FenError::Format),
            ("99999999999999", FenError::TooLarge),
        ] {
            assert_eq!(Fen::parse_yuan(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn a_share_is_rounded_down_to_a_fen() {
        assert_eq!(Fen::new(40_000).share(5_000), Fen::new(20_000));
        assert_eq!(Fen::new(33_333).share(5_000), Fen::new(16_666));
        assert_eq!(Fen::new(-1).share(5_000), Fen::new(-1));
        assert_eq!(Fen::new(i64::MAX).share(10_000), Fen::new(i64::MAX));
        assert_eq!(Fen::new(i64::MAX).share(20_000), Fen::new(i64::MAX));
    }

    #[test]
    fn what_is_left_never_falls_below_zero() {
        assert_eq!(Fen::new(100).saturating_sub(Fen::new(300)), Fen::ZERO);
        assert_eq!(
            Fen::new(100).checked_sub(Fen::new(300)),
            Some(Fen::new(-200))
        );
        assert_eq!(Fen::new(100).negated(), Fen::new(-100));
        assert_eq!(Fen::new(i64::MAX).checked_add(Fen::new(1)), None);
        assert_eq!(Fen::new(i64::MIN).checked_sub(Fen::new(1)), None);
    }

    #[test]
    fn the_printed_form_has_thousands_separators() {
        assert_eq!(Fen::new(110_000).to_string(), "1,100.00");
        assert_eq!(Fen::new(5).to_string(), "0.05");
        assert_eq!(Fen::new(99_999).to_string(), "999.99");
        assert_eq!(Fen::new(-123_456_789).to_string(), "-1,234,567.89");
        assert_eq!(format!("{:>10}", Fen::new(40_000)), "    400.00");
        assert_eq!(Fen::new(i64::MIN).to_string(), "-92,233,720,368,547,758.08");
    }

    proptest! {
        #[test]
        fn printing_and_reading_again_gives_the_same_amount(fen in 0_i64..100_000_000_000_000) {
            prop_assert_eq!(Fen::parse_yuan(&Fen::new(fen).to_string()), Ok(Fen::new(fen)));
        }

        #[test]
        fn two_shares_never_exceed_the_whole(fen in 0_i64..1_000_000_000, ratio in 0_u32..=10_000) {
            let whole = Fen::new(fen);
            let both = whole.share(ratio).get() + whole.share(10_000 - ratio).get();
            prop_assert!(both <= fen && fen - both <= 1);
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in ".*") {
            let _ = Fen::parse_yuan(&text);
        }
    }
}
