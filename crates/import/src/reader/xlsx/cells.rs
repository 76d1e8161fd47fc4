//! The rows of a worksheet, one after another, with every cell's value as received.

use super::super::ReadError;
use super::super::held::{result_of, text_cell};
use super::super::package::damaged;
use super::super::shown::Shown;
use super::pieces::{Kind, Piece, Pieces, StoredCell};
use super::strings::{Strings, unescaped};
use super::styles::Styles;
use rows::cell::{RawCell, RawRow};
use std::io::BufRead;

/// What a cell's value is looked up in.
#[derive(Default)]
pub(super) struct Shelf {
    pub(super) strings: Strings,
    pub(super) styles: Styles,
    pub(super) date1904: bool,
}

pub(in super::super) struct XlsxRows<'w> {
    pieces: Pieces<Box<dyn BufRead + 'w>>,
    shelf: &'w Shelf,
    /// The first cell of the next row, read already.
    ahead: Option<StoredCell>,
}

impl<'w> XlsxRows<'w> {
    pub(super) fn new(part: Box<dyn BufRead + 'w>, shelf: &'w Shelf) -> Self {
        Self {
            pieces: Pieces::new(part),
            shelf,
            ahead: None,
        }
    }

    /// The next row that has cells. Cells from `columns_max` on are taken only so far as to show that there are any.
    pub(in super::super) fn next_row(
        &mut self,
        columns_max: usize,
    ) -> Result<Option<RawRow>, ReadError> {
        let Some(first) = self.next_cell()? else {
            return Ok(None);
        };
        let row = first.row;
        let mut cells = Vec::new();
        let mut next = Some(first);
        while let Some(cell) = next {
            if cell.row != row {
                self.ahead = Some(cell);
                break;
            }
            let column = cell.column as usize;
            put(&mut cells, column, self.shelf.value(cell)?, columns_max)?;
            next = self.next_cell()?;
        }
        Ok(Some(RawRow {
            row: row.saturating_add(1),
            cells,
        }))
    }

    fn next_cell(&mut self) -> Result<Option<StoredCell>, ReadError> {
        if let Some(ahead) = self.ahead.take() {
            return Ok(Some(ahead));
        }
        while let Some(piece) = self.pieces.next()? {
            if let Piece::Cell(cell) = piece {
                return Ok(Some(cell));
            }
        }
        Ok(None)
    }
}

/// A place that is filled already would lose what it holds: the file says two things of one cell.
fn put(
    cells: &mut Vec<RawCell>,
    column: usize,
    cell: RawCell,
    columns_max: usize,
) -> Result<(), ReadError> {
    if column >= columns_max {
        cells.resize(columns_max, RawCell::Empty);
        cells.push(cell);
        return Ok(());
    }
    if cells.len() <= column {
        cells.resize(column + 1, RawCell::Empty);
    }
    match cells.get_mut(column) {
        Some(place) if *place == RawCell::Empty => {
            *place = cell;
            Ok(())
        }
        _ => Err(damaged()),
    }
}

impl Shelf {
    fn value(&self, cell: StoredCell) -> Result<RawCell, ReadError> {
        let value = match cell.kind {
            Kind::Shared if cell.value.trim().is_empty() => RawCell::Empty,
            Kind::Shared => text_cell(self.strings.get(&cell.value)?.to_owned()),
            Kind::Number => self.number(cell.value, cell.style),
            Kind::Text => text_cell(unescaped(&cell.value)),
            Kind::Day => text_cell(cell.value),
            Kind::Bool => RawCell::Bool(matches!(cell.value.trim(), "1" | "true")),
            Kind::Error => RawCell::Error(cell.value),
        };
        Ok(result_of(cell.formula, value))
    }

    fn number(&self, value: String, style: usize) -> RawCell {
        let number = value.trim().parse::<f64>().ok().filter(|n| n.is_finite());
        match (number, self.styles.shown(style)) {
            (Some(serial), Shown::Date) => RawCell::Date {
                serial,
                date1904: self.date1904,
            },
            (Some(number), Shown::Number | Shown::Span) => RawCell::Number(number.to_string()),
            (None, _) if value.trim().is_empty() => RawCell::Empty,
            // Whatever it is, it stands in the cell.
            (None, _) => RawCell::Text(value),
        }
    }
}
