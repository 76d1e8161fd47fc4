//! Identity numbers compared with what their check digits and their rows say about them.
//!
//! MOD 11-2 catches every single wrong digit and every exchange of neighbours, so two *valid* different numbers are two
//! people, unless one of the numbers is not the person's own. That is evidence, not a veto: see [`Trust::Foreign`].

use super::distance::slips;
use crate::dataset::Dataset;
use crate::normalise::identity::{Packed, Trust};
use crate::schema::Field;

/// Levels of the full comparison.
pub const LEVELS: usize = 12;

/// 1: the same valid number.
pub const SAME: u8 = 1;
/// 2: the same number, its check digit wrong.
pub const SAME_INVALID: u8 = 2;
/// 3: the first fifteen places agree and one number is invalid or truncated.
pub const FIRST_15: u8 = 3;
/// 4: fewer digits are left and they agree.
pub const FEW_DIGITS: u8 = 4;
/// 5: one slip apart, one invalid.
pub const ONE_SLIP: u8 = 5;
/// 6: two slips apart, one invalid.
pub const TWO_SLIPS: u8 = 6;
/// 7: two slips apart within sequence and check digit, one invalid: as twins' numbers are.
pub const TWO_SLIPS_TWIN: u8 = 7;
/// 8: both valid, same area and birth date: as twins' numbers are.
pub const OTHER_TWIN: u8 = 8;
/// 9: both valid and different.
pub const OTHER: u8 = 9;
/// 10: different, but one of them is not the person's own number.
pub const NOT_OWN: u8 = 10;
/// 11: the same, but it is not the person's own number.
pub const SAME_NOT_OWN: u8 = 11;
/// 12: far apart, one invalid.
pub const FAR: u8 = 12;

/// The level of two records' numbers.
#[must_use]
pub fn level(data: &Dataset, number: Field, others: &[Field], a: u32, b: u32) -> u8 {
    let (x, y) = (data.identity(number, a), data.identity(number, b));
    match (x.trust(), y.trust()) {
        (Trust::Missing, _) | (_, Trust::Missing) => 0,
        (Trust::Truncated, _) | (_, Trust::Truncated) => truncated_level(x, y),
        (Trust::Odd, _) | (_, Trust::Odd) => slip_level(data, x, y),
        _ if x.number() == y.number() => match x.trust() {
            Trust::Invalid => SAME_INVALID,
            _ if x.trust() == Trust::Foreign && y.trust() == Trust::Foreign => SAME_NOT_OWN,
            _ if is_anothers(data, others, x, a, b) => SAME_NOT_OWN,
            _ => SAME,
        },
        (Trust::Foreign, _) | (_, Trust::Foreign) => NOT_OWN,
        _ if is_anothers(data, others, x, a, b) || is_anothers(data, others, y, a, b) => NOT_OWN,
        (Trust::Valid, Trust::Valid) if x.digits() / 1_000 == y.digits() / 1_000 => OTHER_TWIN,
        (Trust::Valid, Trust::Valid) => OTHER,
        _ => slip_level(data, x, y),
    }
}

/// Whether a number stands as another person's in either row.
fn is_anothers(data: &Dataset, others: &[Field], number: Packed, a: u32, b: u32) -> bool {
    others.iter().any(|field| {
        [a, b].into_iter().any(|record| {
            let other = data.identity(*field, record);
            other.is_full() && other.number() == number.number()
        })
    })
}

fn truncated_level(x: Packed, y: Packed) -> u8 {
    let shared = x.prefix(15).1.min(y.prefix(15).1);
    if shared == 0 {
        return FAR;
    }
    match (x.prefix(shared) == y.prefix(shared), shared) {
        (true, 15) => FIRST_15,
        (true, _) => FEW_DIGITS,
        (false, _) => FAR,
    }
}

fn slip_level(data: &Dataset, x: Packed, y: Packed) -> u8 {
    let (mut left, mut right) = ([0_u8; 20], [0_u8; 20]);
    let (left_len, right_len) = (write(data, x, &mut left), write(data, y, &mut right));
    let (left, right) = (&left[..left_len], &right[..right_len]);
    if left == right {
        return SAME_INVALID;
    }
    match slips(left, right, 2) {
        1 => ONE_SLIP,
        _ if left_len >= 15 && right_len >= 15 && left[..15] == right[..15] => FIRST_15,
        2 if x.is_full() && y.is_full() && left[..14] == right[..14] => TWO_SLIPS_TWIN,
        2 => TWO_SLIPS,
        _ => FAR,
    }
}

/// Writes a number's places as they stand, an odd one's from the texts; gives their count.
fn write(data: &Dataset, number: Packed, out: &mut [u8; 20]) -> usize {
    if number.trust() != Trust::Odd {
        let mut places = [0; 18];
        let count = number.write(&mut places);
        out[..18].copy_from_slice(&places);
        return count;
    }
    let text = data.texts.text(number.odd_text());
    for (slot, unit) in out.iter_mut().zip(text) {
        *slot = *unit as u8;
    }
    text.len().min(20)
}

/// The level where only "the same person's number" matters: 1 the same, 2 written wrongly, 3 another.
#[must_use]
pub fn coarse_level(data: &Dataset, number: Field, a: u32, b: u32) -> u8 {
    match level(data, number, &[], a, b) {
        0 => 0,
        SAME | SAME_INVALID | SAME_NOT_OWN => 1,
        FIRST_15 | ONE_SLIP | TWO_SLIPS | TWO_SLIPS_TWIN => 2,
        _ => 3,
    }
}

/// Two valid numbers of different people: 1 of different sex, 2 of one sex (the seventeenth place is odd for men).
#[must_use]
pub fn two_people(x: Packed, y: Packed) -> u8 {
    match (x.trust(), y.trust()) {
        (Trust::Valid, Trust::Valid) if x.number() != y.number() => {
            1 + u8::from(x.digits() % 2 == y.digits() % 2)
        }
        _ => 0,
    }
}

/// The places (from 0) at which two records' numbers differ, aligned from the left; never the digits themselves.
#[must_use]
pub fn differing_places(data: &Dataset, number: Field, a: u32, b: u32) -> Vec<u8> {
    let (x, y) = (data.identity(number, a), data.identity(number, b));
    let (mut left, mut right) = ([0_u8; 20], [0_u8; 20]);
    let (left_len, right_len) = (write(data, x, &mut left), write(data, y, &mut right));
    if left_len == 0 || right_len == 0 {
        return Vec::new();
    }
    let places = left.iter().zip(&right).take(left_len.max(right_len));
    let differing = places.enumerate().filter(|(_, (p, q))| p != q);
    differing
        .filter_map(|(at, _)| u8::try_from(at).ok())
        .collect()
}
