//! Whatever is put into the program that is wrong: it says so, says what to do next, ends with a documented exit code,
//! and loses nothing.

mod files;
mod keys;
mod places;
mod words;

use e2e::{Engine, Site};
use rehearsal::rows::ClaimRow;

fn sqlite_office() -> Site {
    Site::office(Engine::Sqlite).unwrap()
}

fn claims_file(site: &Site) -> String {
    site.sheet("claims.csv", &[ClaimRow::ordinary(1)])
}

/// Bytes that look like nothing, the same in every run.
fn noise(length: usize) -> Vec<u8> {
    let mut state: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    (0..length).map(|_| next()).collect()
}
