//! What stands outside the rows of data, as text.

use rows::{RawCell, RawRow};

/// A row that is no data, or the cells of a row of data that stand in none of the sheet's columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outside {
    /// The row's number, as Excel shows it.
    pub row: u32,
    /// Columns, from 0, and their texts; blank ones are left out.
    pub cells: Vec<(usize, String)>,
}

impl Outside {
    /// The cells of these columns; `None` when they are all blank.
    pub(crate) fn of(row: &RawRow, of_column: impl Fn(usize) -> bool) -> Option<Self> {
        let cells = row.cells.iter().enumerate();
        let cells: Vec<(usize, String)> = cells
            .filter(|(column, cell)| !cell.is_blank() && of_column(*column))
            .map(|(column, cell)| (column, text_of(cell).trim().to_owned()))
            .collect();
        (!cells.is_empty()).then_some(Self {
            row: row.row,
            cells,
        })
    }

    /// Whole rows.
    pub(crate) fn of_all(rows: &[RawRow]) -> Vec<Self> {
        let whole = rows.iter().filter_map(|row| Self::of(row, |_| true));
        whole.collect()
    }
}

fn text_of(cell: &RawCell) -> &str {
    match cell {
        RawCell::Number(digits) => digits,
        RawCell::Formula(result) => text_of(result),
        other => other.as_text().unwrap_or_default(),
    }
}
