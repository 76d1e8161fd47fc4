//! Cells that hold something where no data is looked for: above the header, beside the table, and under no header.

use crate::codes;
use crate::header::Laid;
use crate::limits::HEADER_HITS_MIN;
use crate::reader::FileFormat;
use domain::finding::RowFinding;
use rows::cell::letters;
use rows::{Note, RawCell, RawRow, StagedRow};
use std::collections::BTreeSet;

/// As many digits as only numbers of people and accounts have.
const NUMBER_DIGITS_MIN: usize = 15;
/// A running number needs no header, and has no more digits.
const RUNNING_DIGITS_MAX: usize = 6;

/// A row above the header that is data: it was sorted up there, and would be lost.
pub(crate) fn above_the_header(above: Vec<RawRow>, laid: &Laid) -> Option<RowFinding> {
    above
        .into_iter()
        .map(|row| laid.stage(row))
        .find(|row| {
            let filled = row.cells.iter().filter(|cell| !cell.cell.is_blank());
            filled.count() >= HEADER_HITS_MIN && row.has_key(laid.columns())
        })
        .map(|row| {
            Note::new(codes::DATA_ABOVE_HEADER)
                .arg("header", laid.header_row().to_string())
                .at(&row.sheet, row.row, String::new())
        })
}

/// What a row holds to the right of the header. In a text file every cell belongs to the table, so the row was torn or
/// joined with another; a workbook may have notes there, but no numbers of people.
pub(crate) fn beside_the_table(
    row: &StagedRow,
    laid: &Laid,
    format: FileFormat,
) -> Option<RowFinding> {
    let stray = || {
        row.cells
            .iter()
            .filter(|cell| usize::from(cell.column) >= laid.width() && !cell.cell.is_blank())
    };
    let first = stray().next()?;
    let torn = matches!(format, FileFormat::Csv(_) | FileFormat::Printed(_))
        || stray().any(|cell| is_number(&cell.cell));
    let code = if torn {
        codes::ROW_TOO_WIDE
    } else {
        codes::CELLS_BESIDE_TABLE
    };
    let note = Note::new(code).arg("count", stray().count().to_string());
    Some(note.at(&row.sheet, row.row, letters(usize::from(first.column))))
}

fn is_number(cell: &RawCell) -> bool {
    match cell {
        RawCell::Number(digits) | RawCell::Text(digits) => {
            digits.bytes().filter(u8::is_ascii_digit).count() >= NUMBER_DIGITS_MIN
        }
        RawCell::Formula(result) => is_number(result),
        _ => false,
    }
}

/// Columns inside the table that hold something and have no header.
#[derive(Default)]
pub(crate) struct Untitled(BTreeSet<u16>);

impl Untitled {
    /// Looks at a row of data.
    pub(crate) fn look(&mut self, row: &StagedRow, laid: &Laid) {
        let titles = laid.titles();
        let untitled = row.cells.iter().filter(|cell| {
            let column = usize::from(cell.column);
            column < laid.width() && titles.get(column).is_none_or(String::is_empty)
        });
        let filled = untitled.filter(|cell| !cell.cell.is_blank() && !is_running(&cell.cell));
        self.0.extend(filled.map(|cell| cell.column));
    }

    /// What is to be said of them at the end.
    pub(crate) fn finding(&self, sheet: &str, header_row: u32) -> Option<RowFinding> {
        let columns: Vec<String> = self.0.iter().map(|at| letters(usize::from(*at))).collect();
        let note = Note::new(codes::COLUMNS_UNTITLED).arg("columns", columns.join("、"));
        (!columns.is_empty()).then(|| note.at(sheet, header_row, String::new()))
    }
}

fn is_running(cell: &RawCell) -> bool {
    match cell {
        RawCell::Number(digits) | RawCell::Text(digits) => {
            let digits = digits.trim();
            digits.len() <= RUNNING_DIGITS_MAX && digits.bytes().all(|byte| byte.is_ascii_digit())
        }
        RawCell::Formula(result) => is_running(result),
        _ => false,
    }
}
