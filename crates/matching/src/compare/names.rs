//! Chinese names compared by characters and by sound.

use super::distance::{one_slip, slips};
use crate::dataset::Dataset;
use crate::normalise::name::LOST;

/// Levels of the full comparison.
pub const LEVELS: usize = 9;

/// 1: the same name.
pub const SAME: u8 = 1;
/// 2: another writing of the same sound.
pub const SOUND: u8 = 2;
/// 3: the same but for lost characters.
pub const LOST_CHARACTER: u8 = 3;
/// 4: the same given name under another surname.
pub const GIVEN: u8 = 4;
/// 5: the same sound where initials are not kept apart.
pub const COARSE_SOUND: u8 = 5;
/// 6: one character more, less or exchanged.
pub const SHIFTED: u8 = 6;
/// 7: one character of the given name differs, the surname and another character agree (typical of siblings, too).
pub const ONE_OF_GIVEN: u8 = 7;
/// 8: the same surname only.
pub const SURNAME: u8 = 8;
/// 9: another name.
pub const OTHER: u8 = 9;

/// From this length on a name is long enough for two slips.
const LONG: usize = 6;

/// The level of two names by their numbers.
#[must_use]
pub fn level(data: &Dataset, x: u32, y: u32) -> u8 {
    if x == 0 || y == 0 {
        return 0;
    }
    if x == y {
        return SAME;
    }
    let (p, q) = (data.name_parts[x as usize], data.name_parts[y as usize]);
    if data.sound_alike(x, y) {
        return SOUND;
    }
    let (left, right) = (data.names.text(x), data.names.text(y));
    if (p.lossy || q.lossy) && agree_but_for_lost(left, right) {
        return LOST_CHARACTER;
    }
    if p.given != 0 && p.given == q.given {
        return GIVEN;
    }
    if p.coarse != 0 && p.coarse == q.coarse {
        return COARSE_SOUND;
    }
    let same_surname = p.surname != 0 && p.surname == q.surname;
    let (left_given, right_given) = (
        left.len() - usize::from(p.surname_len),
        right.len() - usize::from(q.surname_len),
    );
    let one_apart = one_slip(left, right);
    let replaced = left.len() == right.len() && substitutions(left, right) == 1;
    if one_apart && !replaced && left_given.max(right_given) > 1 {
        return SHIFTED;
    }
    let long = left.len().min(right.len()) >= LONG;
    if (one_apart && same_surname && left_given > 1) || (long && slips(left, right, 2) <= 2) {
        return ONE_OF_GIVEN;
    }
    if same_surname { SURNAME } else { OTHER }
}

/// 1 the same, 2 alike, 3 another.
#[must_use]
pub fn coarse_level(data: &Dataset, x: u32, y: u32) -> u8 {
    match level(data, x, y) {
        0 => 0,
        SAME => 1,
        SOUND | LOST_CHARACTER | COARSE_SOUND | SHIFTED => 2,
        _ => 3,
    }
}

fn substitutions(left: &[u32], right: &[u32]) -> usize {
    left.iter().zip(right).filter(|(p, q)| p != q).count()
}

/// Whether a lost character may stand for whatever is on the other side; at least one known character must agree.
fn agree_but_for_lost(left: &[u32], right: &[u32]) -> bool {
    let lost = u32::from(LOST);
    let fits = left
        .iter()
        .zip(right)
        .all(|(p, q)| p == q || *p == lost || *q == lost);
    let known = left.iter().zip(right).any(|(p, q)| p == q && *p != lost);
    left.len() == right.len() && fits && known
}
