//! A sheet of a text format (web page, XML spreadsheet, .ods), held in memory within limits and read row by row like any other.

use super::ReadError;
use super::encoding::{DecodingReader, TextEncoding, detect};
use super::package::damaged;
use super::scan::{Merge, SheetScan};
use crate::codes;
use crate::error::ImportError;
use crate::limits::{COLUMNS_MAX, HEADER_ROWS_MAX, MARKUP_AREA_MAX, MARKUP_BYTES_MAX, ROWS_MAX};
use rows::Note;
use rows::cell::{RawCell, RawRow};
use std::io::Read;
use std::path::Path;

/// A sheet while it is read: what it hides, what it merges, and its rows.
pub(super) struct Grid {
    pub(super) scan: SheetScan,
    pub(super) rows: Vec<RawRow>,
    /// Cells made room for, filled or not.
    area: u64,
    /// Bytes of their texts: a format that repeats a row by a number repeats its texts as well.
    text: u64,
    /// Columns declared to show nothing, by position; a page may declare a million, a sheet has few.
    concealed: [bool; COLUMNS_HELD],
}

/// Columns of a held row: those beyond the last one a sheet may have are held as one.
const COLUMNS_HELD: usize = COLUMNS_MAX + 1;

impl Default for Grid {
    fn default() -> Self {
        Self {
            scan: SheetScan::default(),
            rows: Vec::new(),
            area: 0,
            text: 0,
            concealed: [false; COLUMNS_HELD],
        }
    }
}

impl Grid {
    /// From now on these columns show nothing, ends included.
    pub(super) fn conceal(&mut self, from: u32, to: u32) {
        let end = (to as usize).saturating_add(1).min(COLUMNS_HELD);
        if let Some(columns) = self.concealed.get_mut(from as usize..end) {
            columns.fill(true);
        }
    }

    /// From now on every column shows what it holds.
    pub(super) fn reveal(&mut self) {
        self.concealed = [false; COLUMNS_HELD];
    }

    /// Adds a row, from 0; rows come in rising order and blank ones are left out.
    pub(super) fn add(
        &mut self,
        row: u32,
        mut cells: Vec<RawCell>,
        hidden: bool,
    ) -> Result<(), ReadError> {
        while cells.last().is_some_and(RawCell::is_blank) {
            cells.pop();
        }
        if cells.is_empty() {
            return Ok(());
        }
        for (column, cell) in (0_u32..).zip(&cells) {
            if cell.is_blank() {
                continue;
            }
            self.scan.columns.insert(column);
            self.text += cell.as_text().map_or(0, str::len) as u64;
            if self.concealed.get(column as usize) == Some(&true) {
                self.hide_column(column);
            }
        }
        let row = row.saturating_add(1);
        if self.rows.last().is_some_and(|last| last.row >= row) {
            return Err(damaged());
        }
        self.area += cells.len() as u64;
        if self.area > MARKUP_AREA_MAX || self.text > MARKUP_BYTES_MAX {
            return Err(too_large());
        }
        if self.rows.len() > ROWS_MAX as usize + 2 * HEADER_ROWS_MAX {
            let note = Note::new(codes::FILE_TOO_MANY_ROWS).arg("limit", ROWS_MAX.to_string());
            return Err(ReadError::refused(note));
        }
        self.scan.filled = true;
        self.scan.hidden_rows += u32::from(hidden);
        self.rows.push(RawRow { row, cells });
        Ok(())
    }

    /// Remembers a merged range.
    pub(super) fn merge(&mut self, merge: Merge) {
        self.scan.merge(merge);
    }

    /// Remembers that a column which shows nothing holds something.
    pub(super) fn hide_column(&mut self, column: u32) {
        let column = column.min(COLUMNS_MAX as u32);
        if !self.scan.hidden_columns.contains(&column) {
            self.scan.hidden_columns.push(column);
        }
    }
}

/// Puts a cell at its column. Cells beyond the last column are taken only so far as to show that there are any.
pub(super) fn put(cells: &mut Vec<RawCell>, column: u32, cell: RawCell) {
    let column = (column as usize).min(COLUMNS_MAX);
    if cells.len() <= column {
        cells.resize(column + 1, RawCell::Empty);
    }
    if let Some(place) = cells.get_mut(column) {
        *place = cell;
    }
}

/// A text as a cell has it; one of no characters is nothing.
pub(super) fn text_cell(text: String) -> RawCell {
    if text.is_empty() {
        RawCell::Empty
    } else {
        RawCell::Text(text)
    }
}

/// A value, which may be the stored result of a formula.
pub(super) fn result_of(formula: bool, value: RawCell) -> RawCell {
    if formula {
        RawCell::Formula(Box::new(value))
    } else {
        value
    }
}

/// The digits of a number as a workbook's cell has them; text that is none stays text.
pub(super) fn number(digits: &str) -> RawCell {
    match digits.trim().parse::<f64>() {
        Ok(number) if number.is_finite() => RawCell::Number(number.to_string()),
        _ => RawCell::Text(digits.to_owned()),
    }
}

/// The rows of the sheet that was chosen.
pub(super) struct HeldSource {
    /// Lines of a printed page that are no rows.
    pub(super) asides: Vec<RawRow>,
    pub(super) rows: Vec<RawRow>,
    pub(super) merges: Vec<Merge>,
}

/// The whole file as text, and the encoding it is valid in.
pub(super) fn text_of(path: &Path) -> Result<(String, TextEncoding), ReadError> {
    let read = |cause| {
        ReadError::Fail(ImportError::Read {
            path: path.to_owned(),
            cause,
        })
    };
    if std::fs::metadata(path).map_err(read)?.len() > MARKUP_BYTES_MAX {
        return Err(too_large());
    }
    let encoding = detect(path)?;
    let mut text = String::new();
    DecodingReader::open(path, encoding)
        .map_err(read)?
        // Three bytes of UTF-8 for two of GB 18030, and the file may have grown since it was measured.
        .take(MARKUP_BYTES_MAX * 2)
        .read_to_string(&mut text)
        .map_err(read)?;
    Ok((text, encoding))
}

pub(super) fn too_large() -> ReadError {
    let megabytes = (MARKUP_BYTES_MAX / 1024 / 1024).to_string();
    ReadError::refused(Note::new(codes::FILE_EXPANDS).arg("limit", megabytes))
}
