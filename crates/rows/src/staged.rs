//! A row with its columns known and its cells as received: what is sealed and stored before anything is read.

use crate::cell::{RawCell, letters};
use crate::column::{ColumnKind, UNIT_CODE};
use crate::columns::Columns;
use domain::unit::is_unit_code;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A row of the file, ready to be sealed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StagedRow {
    /// The sheet; the file's name for CSV.
    pub sheet: String,
    /// Row number as Excel shows it.
    pub row: u32,
    /// The cells that hold anything, by rising column.
    pub cells: Vec<StagedCell>,
    /// Columns (from 0) whose value was taken from the first row of a merged cell.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filled: Vec<u16>,
}

/// One cell as received.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StagedCell {
    /// Column, from 0.
    pub column: u16,
    /// The field's stable name; empty for a column that is not imported.
    pub field: Cow<'static, str>,
    /// The cell.
    pub cell: RawCell,
}

impl StagedCell {
    /// The letters Excel shows above the column.
    pub fn letter(&self) -> String {
        letters(usize::from(self.column))
    }
}

impl StagedRow {
    /// The cell of a column, from 0.
    pub fn at(&self, column: u16) -> Option<&RawCell> {
        let place = self
            .cells
            .binary_search_by_key(&column, |cell| cell.column)
            .ok()?;
        self.cells.get(place).map(|cell| &cell.cell)
    }

    /// The cell of a field.
    pub fn cell(&self, columns: &Columns, field: &str) -> Option<&RawCell> {
        self.at(columns.column(field)?.index)
    }

    /// Puts in the value of a merged cell, if the row has none of its own.
    pub fn fill(&mut self, column: u16, field: &'static str, cell: &RawCell) -> bool {
        match self.cells.binary_search_by_key(&column, |have| have.column) {
            Ok(place) => match self.cells.get_mut(place) {
                Some(have) if have.cell.is_blank() => have.cell = cell.clone(),
                _ => return false,
            },
            Err(place) => {
                self.cells.insert(
                    place,
                    StagedCell {
                        column,
                        field: Cow::Borrowed(field),
                        cell: cell.clone(),
                    },
                );
            }
        }
        self.filled.push(column);
        true
    }

    /// The row has an identity number of its own or, in sheets without such columns, a unit code: whatever else it
    /// says, it is data.
    pub fn has_key(&self, columns: &Columns) -> bool {
        let mut identities = columns.of_kind(ColumnKind::Identity).peekable();
        if identities.peek().is_none() {
            let code = self.cell(columns, UNIT_CODE).and_then(RawCell::as_text);
            return code.is_some_and(|text| is_unit_code(text.trim()));
        }
        identities.any(|column| match self.at(column.index) {
            None => false,
            Some(cell) => match cell.as_text() {
                Some(text) => text.chars().any(|c| c.is_numeric()),
                None => !cell.is_blank(),
            },
        })
    }

    /// No column that is imported holds anything.
    pub fn is_empty(&self) -> bool {
        self.cells
            .iter()
            .all(|cell| cell.field.is_empty() || cell.cell.is_blank())
    }
}
