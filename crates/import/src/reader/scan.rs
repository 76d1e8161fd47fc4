//! What a sheet says beside its cells: hidden rows and columns, merged ranges, whether it is empty.

use crate::limits::MERGES_MAX;
use std::collections::BTreeSet;

/// Rows of a worksheet of today, and its columns.
pub(super) const SHEET_ROWS: u32 = 1_048_576;
pub(super) const SHEET_COLUMNS: u32 = 16_384;

/// A merged range; rows and columns count from 0, ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merge {
    /// First row.
    pub top: u32,
    /// Last row.
    pub bottom: u32,
    /// First column.
    pub left: u32,
    /// Last column.
    pub right: u32,
}

impl Merge {
    /// It reaches over more than one cell.
    pub(super) fn is_range(self) -> bool {
        self.bottom > self.top || self.right > self.left
    }
}

/// What was seen of a sheet without keeping its cells.
#[derive(Debug, Default)]
pub(super) struct SheetScan {
    pub(super) filled: bool,
    pub(super) hidden_rows: u32,
    pub(super) hidden_columns: Vec<u32>,
    pub(super) merges: Vec<Merge>,
    /// A filter is set: hidden rows are those it leaves out.
    pub(super) filtered: bool,
    /// Columns that hold anything.
    pub(super) columns: BTreeSet<u32>,
    /// Formulas of the drop-down lists of its cells.
    pub(super) lists: Vec<String>,
}

impl SheetScan {
    /// Remembers a merged range.
    pub(super) fn merge(&mut self, merge: Merge) {
        if merge.is_range() && self.merges.len() < MERGES_MAX {
            self.merges.push(merge);
        }
    }
}

/// A row without height or a column without width shows nothing: `0`, `0.00`, `0cm`.
pub(super) fn is_flat(size: &str) -> bool {
    let digits = size
        .trim()
        .trim_end_matches(|c: char| c.is_ascii_alphabetic());
    !digits.is_empty() && digits.bytes().all(|byte| matches!(byte, b'0' | b'.'))
}

/// `$B$7` as row 6 and column 1.
pub(super) fn cell_name(name: &str) -> Option<(u32, u32)> {
    let name = name.strip_prefix('$').unwrap_or(name);
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    let column = column_number(name.get(..letters)?)?;
    let row = name.get(letters..)?;
    let row: u32 = row.strip_prefix('$').unwrap_or(row).parse().ok()?;
    Some((row.checked_sub(1)?, column))
}

/// `B` as 1.
pub(super) fn column_number(letters: &str) -> Option<u32> {
    let sum = letters.bytes().try_fold(0_u32, |sum, byte| {
        let place = byte.to_ascii_uppercase().checked_sub(b'A')?;
        sum.checked_mul(26)?.checked_add(u32::from(place) + 1)
    })?;
    sum.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cell_names_are_read() {
        assert_eq!(cell_name("A1"), Some((0, 0)));
        assert_eq!(cell_name("$AB$12"), Some((11, 27)));
        assert_eq!(cell_name("12"), None);
        assert_eq!(cell_name("A0"), None);
        assert_eq!(cell_name("AAAAAAAAAAAAAAAA1"), None);
    }

    #[test]
    fn a_size_of_nought_is_flat_in_every_unit() {
        for size in ["0", "0.0", "0cm", "0.000in"] {
            assert!(is_flat(size), "{size}");
        }
        for size in ["", "0.5cm", "12", "auto"] {
            assert!(!is_flat(size), "{size}");
        }
    }
}
