//! Certificate numbers and other codes.

use super::distance::{one_slip, slips};
use crate::dataset::Dataset;
use crate::normalise::code::{PACKED, unpack};

/// How far apart numbers of one counter are that were handed out together, as twins' certificates are.
const NEIGHBOURS: u64 = 2;

/// 1 the same, 2 neighbours, 3 one slip away, 4 another. Neighbouring certificates speak for twins, not for a slip.
#[must_use]
pub fn serial_level(data: &Dataset, x: u64, y: u64) -> u8 {
    if x == 0 || y == 0 {
        return 0;
    }
    if x == y {
        return 1;
    }
    let ((left, left_len), (right, right_len)) = (unpack_short(x), unpack_short(y));
    let (left, right) = (&left[..left_len], &right[..right_len]);
    if let (Some((head, n)), Some((other_head, m))) = (counter(left), counter(right))
        && head == other_head
        && left.len() == right.len()
        && n.abs_diff(m) <= NEIGHBOURS
    {
        return 2;
    }
    if near_level(data, x, y) == 2 { 3 } else { 4 }
}

/// 1 the same, 2 one slip away, 3 another.
#[must_use]
pub fn near_level(data: &Dataset, x: u64, y: u64) -> u8 {
    if x == 0 || y == 0 {
        return 0;
    }
    let near = match (x >> 63, y >> 63) {
        _ if x == y => return 1,
        (0, 0) => {
            let ((left, left_len), (right, right_len)) = (unpack(x), unpack(y));
            one_slip(&left[..left_len], &right[..right_len])
        }
        (1, 1) => one_slip(data.texts.text(x as u32), data.texts.text(y as u32)),
        _ => false,
    };
    if near { 2 } else { 3 }
}

/// 1 the same, 2 one slip away, 3 two slips away, 4 another.
#[must_use]
pub fn code_level(data: &Dataset, x: u64, y: u64) -> u8 {
    if x == 0 || y == 0 {
        return 0;
    }
    if x == y {
        return 1;
    }
    let apart = match (x >> 63, y >> 63) {
        (0, 0) => {
            let ((left, left_len), (right, right_len)) = (unpack(x), unpack(y));
            slips(&left[..left_len], &right[..right_len], 2)
        }
        (1, 1) => slips(data.texts.text(x as u32), data.texts.text(y as u32), 2),
        _ => return 4,
    };
    if apart <= 2 { apart as u8 + 1 } else { 4 }
}

fn unpack_short(code: u64) -> ([u8; PACKED], usize) {
    if code >> 63 == 1 {
        ([0; PACKED], 0)
    } else {
        unpack(code)
    }
}

/// A code's leading letters and its trailing number.
fn counter(code: &[u8]) -> Option<(&[u8], u64)> {
    let digits = code
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    if digits == 0 {
        return None;
    }
    let (head, tail) = code.split_at(code.len() - digits);
    Some((
        head,
        tail.iter()
            .fold(0, |sum, byte| sum * 10 + u64::from(byte - b'0')),
    ))
}
