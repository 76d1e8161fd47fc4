//! Finds rows that only moved up or down.

use super::row_of;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use std::collections::HashMap;

/// Fewer rows are not worth the commands.
const ROWS_MIN: usize = 3;
/// Fowler, Noll and Vo's hash of 64 bits (FNV-1a): a screen has nobody to defend against.
const FNV_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0100_0000_01b3;

/// Rows `top..bottom` move up by `by` rows, or down when negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift {
    /// First row of the part that scrolls; never the first of the screen, so that no terminal keeps what leaves it.
    pub top: u16,
    /// The row below its last.
    pub bottom: u16,
    /// How far up.
    pub by: i32,
}

/// The movement that most rows took, when there is one.
pub fn find(shown: &Buffer, wanted: &Buffer) -> Option<Shift> {
    let (old, new) = (hashes(shown), hashes(wanted));
    let mut votes: HashMap<i32, (usize, u16, u16)> = HashMap::new();
    for (y, hash) in new.iter().enumerate().skip(1) {
        if old.get(y) == Some(hash) {
            continue;
        }
        let from = old
            .iter()
            .enumerate()
            .skip(1)
            .filter(|(_, before)| *before == hash)
            .map(|(from, _)| from);
        for from in from {
            let (Ok(y), Ok(from)) = (u16::try_from(y), u16::try_from(from)) else {
                continue;
            };
            let by = i32::from(from) - i32::from(y);
            let vote = votes.entry(by).or_insert((0, u16::MAX, 0));
            vote.0 += 1;
            vote.1 = vote.1.min(y.min(from));
            vote.2 = vote.2.max(y.max(from) + 1);
        }
    }
    votes
        .into_iter()
        .filter(|(_, (rows, ..))| *rows >= ROWS_MIN)
        .max_by_key(|(by, (rows, ..))| (*rows, std::cmp::Reverse(by.unsigned_abs()), *by))
        .map(|(by, (_, top, bottom))| Shift { top, bottom, by })
}

/// What the terminal shows after the movement.
pub fn apply(shown: &mut Buffer, shift: Shift) {
    let width = usize::from(shown.area.width);
    let rows = usize::from(shift.top) * width..usize::from(shift.bottom) * width;
    let Some(part) = shown.content.get_mut(rows) else {
        return;
    };
    let moved = usize::try_from(shift.by.unsigned_abs()).unwrap_or(usize::MAX);
    let moved = moved.saturating_mul(width).min(part.len());
    if shift.by > 0 {
        part.rotate_left(moved);
        let new = part.len() - moved;
        part[new..].fill(Cell::EMPTY);
    } else {
        part.rotate_right(moved);
        part[..moved].fill(Cell::EMPTY);
    }
}

fn hashes(buffer: &Buffer) -> Vec<u64> {
    let Rect { height, .. } = buffer.area;
    (0..height)
        .map(|y| {
            // Rows that only seem alike cost a few bytes: what is shown is compared cell by cell.
            row_of(buffer, y)
                .iter()
                .flat_map(|cell| cell.symbol().bytes())
                .fold(FNV_BASIS, |hash, byte| {
                    (hash ^ u64::from(byte)).wrapping_mul(FNV_PRIME)
                })
        })
        .collect()
}
