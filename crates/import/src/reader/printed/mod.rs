//! Tables as terminals and mainframes print them: columns of fixed width, or cells between drawn lines. Banks and tax
//! offices answer in them.
//!
//! Nothing in such a file says where a column begins. A ruler under the header does (`---- ------`), else the header and
//! all rows together do ([`columns`]). A row that does not fit refuses the file: in a row that is shifted, money would
//! be read out of the wrong digits.

mod bars;
mod columns;
mod lines;
mod measure;

use super::ReadError;
use super::encoding::TextEncoding;
use super::held::{HeldSource, put, text_cell, text_of};
use crate::codes;
use crate::error::ImportError;
use crate::limits::{HEADER_HITS_MIN, HEADER_ROWS_MAX, MARKUP_BYTES_MAX, ROWS_MAX};
use columns::{Columns, Faults};
use domain::finding::RowFinding;
pub(super) use lines::is_drawn;
use lines::{Kind, Line, Page};
use measure::Measure;
use rows::Note;
use rows::cell::{RawCell, RawRow, letters};
use std::path::Path;

/// A printed table, and what is to be said of its lines that are no rows.
pub(super) type Printed = (HeldSource, Vec<RowFinding>);

/// Where a line leaves the columns of its table, from 0.
struct Misfit {
    row: u32,
    column: usize,
}

/// Reads a text file as a printed table; `None` when no line of it looks like the header of one.
pub(super) fn open(path: &Path, encoding: TextEncoding) -> Result<Option<Printed>, ReadError> {
    let read = |cause| {
        ReadError::Fail(ImportError::Read {
            path: path.to_owned(),
            cause,
        })
    };
    if std::fs::metadata(path).map_err(read)?.len() > MARKUP_BYTES_MAX {
        let megabytes = (MARKUP_BYTES_MAX / 1024 / 1024).to_string();
        return Err(ReadError::refused(
            Note::new(codes::FILE_TOO_LARGE).arg("limit", megabytes),
        ));
    }
    let (text, _) = text_of(path)?;
    read_text(&text, encoding)
}

fn read_text(text: &str, encoding: TextEncoding) -> Result<Option<Printed>, ReadError> {
    let lines = lines::of(text);
    if lines.len() > ROWS_MAX as usize + 2 * HEADER_ROWS_MAX {
        let note = Note::new(codes::FILE_TOO_MANY_ROWS).arg("limit", ROWS_MAX.to_string());
        return Err(ReadError::refused(note));
    }
    let Some(page) = Page::of(lines) else {
        return Ok(None);
    };
    let bars = bars::titles(page.header.text);
    let rows = if bars.len() >= HEADER_HITS_MIN {
        bars::cut(&page, bars)
    } else {
        fixed(&page, encoding)?
    };
    let rows = rows.map_err(|misfits| refused(&page, &misfits))?;
    let ignored = |line: &Line<'_>| {
        let aside = line.kind == Kind::Aside;
        aside.then(|| Note::new(codes::ROW_IGNORED).at("", line.row, String::new()))
    };
    let told = page.lines.iter().filter_map(ignored).collect();
    let asides = page.lines.iter().filter(|line| line.kind == Kind::Aside);
    let source = HeldSource {
        asides: asides.map(loose).collect(),
        rows,
        merges: Vec::new(),
    };
    Ok(Some((source, told)))
}

/// The rows under the way of measuring that most lines and edges of columns speak for.
fn fixed(
    page: &Page<'_>,
    encoding: TextEncoding,
) -> Result<Result<Vec<RawRow>, Vec<Misfit>>, ReadError> {
    let measures = Measure::all(encoding).into_iter();
    // Of a large file no more than two are held at once, so each is cut again when it is needed.
    let mut ways: Vec<(Faults, Columns, Measure)> = measures
        .filter_map(|measure| {
            let columns = Columns::of(page, measure)?;
            Some((columns.cut(page, measure).faults(), columns, measure))
        })
        .collect();
    ways.sort_by_key(|(faults, ..)| *faults);
    let mut ways = ways.into_iter();
    let (least, columns, measure) = ways.next().ok_or_else(|| untold(page))?;
    let best = columns.cut(page, measure);
    let mut equals = ways.take_while(|(faults, ..)| *faults == least);
    // Two ways to measure that are as good and say different things: nobody can tell which is meant.
    let differs = equals.any(|(_, columns, measure)| columns.cut(page, measure).rows != best.rows);
    if differs || best.misfits.len() * 2 >= page.rows().count() {
        return Err(untold(page));
    }
    Ok(best.whole())
}

/// Nothing tells where the columns begin and end.
fn untold(page: &Page<'_>) -> ReadError {
    let note = Note::new(codes::FILE_COLUMNS_UNTOLD);
    ReadError::Refuse(vec![note.at("", page.header.row, String::new())])
}

fn refused(page: &Page<'_>, misfits: &[Misfit]) -> ReadError {
    let header = page.header.row.to_string();
    let finding = |misfit: &Misfit| {
        Note::new(codes::FILE_ROW_SHIFTED)
            .arg("header", header.clone())
            .at("", misfit.row, letters(misfit.column))
    };
    ReadError::Refuse(misfits.iter().map(finding).collect())
}

/// A row of these cells.
fn row_of(row: u32, cells: impl IntoIterator<Item = (usize, String)>) -> RawRow {
    let mut filled = Vec::new();
    for (column, text) in cells {
        put(
            &mut filled,
            u32::try_from(column).unwrap_or(u32::MAX),
            text_cell(text),
        );
    }
    RawRow { row, cells: filled }
}

/// A line that belongs to no column, its parts side by side: a title, a label with its value, a total.
fn loose(line: &Line<'_>) -> RawRow {
    let parts = line.text.split("  ").map(lines::bare);
    let parts = parts.filter(|part| !part.is_empty());
    RawRow {
        row: line.row,
        cells: parts.map(|part| RawCell::Text(part.to_owned())).collect(),
    }
}
