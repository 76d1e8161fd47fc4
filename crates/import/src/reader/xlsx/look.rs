//! A look through a worksheet before any of its cells is kept.

use super::super::ReadError;
use super::super::scan::SheetScan;
use super::pieces::{Piece, Pieces};
use std::io::BufRead;

/// What the sheet hides, merges and holds.
pub(super) fn scan(part: impl BufRead) -> Result<SheetScan, ReadError> {
    let mut pieces = Pieces::new(part);
    let mut scan = SheetScan::default();
    let mut hidden: Vec<(u32, u32)> = Vec::new();
    // The row is hidden, and nothing of it was seen yet.
    let mut hidden_row = false;
    while let Some(piece) = pieces.next()? {
        match piece {
            Piece::HiddenColumns { from, to } => hidden.push((from, to)),
            Piece::Row { hidden } => hidden_row = hidden,
            Piece::Cell(cell) => {
                scan.filled = true;
                scan.hidden_rows += u32::from(std::mem::take(&mut hidden_row));
                if scan.columns.insert(cell.column)
                    && hidden
                        .iter()
                        .any(|(from, to)| (*from..=*to).contains(&cell.column))
                {
                    scan.hidden_columns.push(cell.column);
                }
            }
            Piece::Merge(merge) => scan.merge(merge),
            Piece::Filter => scan.filtered = true,
            Piece::List(formula) => scan.lists.push(formula),
        }
    }
    Ok(scan)
}
