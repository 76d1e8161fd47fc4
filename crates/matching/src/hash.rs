//! A small content hash that is the same on every machine and in every version.
//!
//! Block order, sampling and frequency tables hang on it, so it may not change with a dependency. It guards nothing:
//! what must not be guessed is blind-indexed by `sealing`.

const LEFT: u64 = 0x9e37_79b9_7f4a_7c15;
const RIGHT: u64 = 0xd1b5_4a32_d192_ed03;

/// Folds one word into a running hash.
#[inline]
#[must_use]
pub(crate) fn mix(hash: u64, word: u64) -> u64 {
    let product = u128::from(hash ^ LEFT) * u128::from(word ^ RIGHT);
    let folded = product ^ (product >> 64);
    (folded & u128::from(u64::MAX)) as u64 ^ word.rotate_left(29)
}

/// A content hash cut to sixteen bits; 0 stays 0, and nothing else becomes it.
#[must_use]
pub(crate) fn short(hash: u64) -> u16 {
    if hash == 0 {
        return 0;
    }
    ((mix(LEFT, hash) >> 48) as u16).max(1)
}

/// The hash of a sequence of code units.
#[must_use]
pub(crate) fn of_units(units: &[u32]) -> u64 {
    let mut hash = mix(LEFT, units.len() as u64);
    for unit in units {
        hash = mix(hash, u64::from(*unit));
    }
    hash
}

/// The hash of a record's own id.
#[must_use]
pub(crate) fn of_bytes(bytes: &[u8]) -> u64 {
    let mut hash = mix(RIGHT, bytes.len() as u64);
    for chunk in bytes.chunks(8) {
        let mut word = 0_u64;
        for byte in chunk {
            word = (word << 8) | u64::from(*byte);
        }
        hash = mix(hash, word);
    }
    hash
}
