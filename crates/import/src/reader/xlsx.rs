//! The one data sheet of a workbook, row by row, in bounded memory.

use super::Stop;
use super::choose::{Candidate, Choices, choose, explains_itself};
use super::package::{Package, damaged};
use super::scan::{self, Merge};
use crate::codes;
use crate::limits::Limits;
use calamine::{Data, Reader, Xlsx, XlsxCellReader};
use domain::finding::RowFinding;
use rows::Note;
use rows::cell::{RawCell, RawRow};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

type Book = Xlsx<BufReader<File>>;

pub(super) struct XlsxSource {
    book: Book,
    sheet: String,
    date1904: bool,
    merges: Vec<Merge>,
}

impl XlsxSource {
    /// Checks the package, finds the one filled sheet and opens it.
    pub(super) fn open(
        path: &Path,
        limits: &Limits,
        choices: &Choices,
    ) -> Result<(Self, String, Vec<RowFinding>), Stop> {
        let mut package = Package::open(path)?;
        package.refuse_active_parts()?;
        package.measure(limits)?;
        let (sheets, date1904) = scan::sheets(&package.text("xl/workbook.xml")?)?;
        let relations = package.text("xl/_rels/workbook.xml.rels")?;
        let mut candidates = Vec::new();
        for sheet in sheets {
            let part = scan::target(&relations, &sheet.relation)?;
            candidates.push(Candidate {
                scan: scan::worksheet(package.part(&part)?)?,
                name: sheet.name,
                hidden: sheet.hidden,
            });
        }
        let instructed = explains_itself(&candidates);
        let (sheet, mut warnings) = choose(candidates, choices)?;
        if package.has_pictures() || (package.has_comments() && !instructed) {
            warnings.push(Note::new(codes::PICTURES_IGNORED).at_sheet(&sheet.name));
        }
        let file = File::open(path).map_err(|cause| {
            Stop::Fail(crate::ImportError::Read {
                path: path.to_owned(),
                cause,
            })
        })?;
        let book: Book = Xlsx::new(BufReader::new(file)).map_err(|_| damaged())?;
        if !book.sheet_names().contains(&sheet.name) {
            return Err(damaged());
        }
        let name = sheet.name.clone();
        Ok((
            Self {
                book,
                sheet: sheet.name,
                date1904,
                merges: sheet.scan.merges,
            },
            name,
            warnings,
        ))
    }

    pub(super) fn date1904(&self) -> bool {
        self.date1904
    }

    pub(super) fn merges(&self) -> &[Merge] {
        &self.merges
    }

    pub(super) fn rows(&mut self) -> Result<XlsxRows<'_>, Stop> {
        let cells = self
            .book
            .worksheet_cells_reader(&self.sheet)
            .map_err(|_| damaged())?;
        Ok(XlsxRows {
            cells,
            ahead: None,
            last_row: None,
            date1904: self.date1904,
            ended: false,
        })
    }
}

pub(super) struct XlsxRows<'w> {
    cells: XlsxCellReader<'w, BufReader<File>>,
    /// The first cell of the next row, read already.
    ahead: Option<(u32, u32, RawCell)>,
    last_row: Option<u32>,
    date1904: bool,
    ended: bool,
}

impl XlsxRows<'_> {
    /// The next row that has cells. Cells from `columns_max` on are taken only so far as to show that there are any.
    pub(super) fn next_row(&mut self, columns_max: usize) -> Result<Option<RawRow>, Stop> {
        let Some((row, column, cell)) = self.next_cell()? else {
            return Ok(None);
        };
        // Rows in any order but rising would give wrong row numbers: such a file was not written by Excel.
        if self.last_row.is_some_and(|last| row <= last) {
            return Err(damaged());
        }
        self.last_row = Some(row);
        let mut cells = Vec::new();
        put(&mut cells, column, cell, columns_max);
        while let Some((next_row, column, cell)) = self.next_cell()? {
            if next_row != row {
                self.ahead = Some((next_row, column, cell));
                break;
            }
            put(&mut cells, column, cell, columns_max);
        }
        Ok(Some(RawRow {
            row: row.saturating_add(1),
            cells,
        }))
    }

    fn next_cell(&mut self) -> Result<Option<(u32, u32, RawCell)>, Stop> {
        if let Some(ahead) = self.ahead.take() {
            return Ok(Some(ahead));
        }
        while !self.ended {
            let Some(record) = self
                .cells
                .next_cell_with_formula_metadata()
                .map_err(|_| damaged())?
            else {
                self.ended = true;
                break;
            };
            let value = cell_of(record.value.into(), self.date1904);
            let value = match record.formula {
                Some(_) => RawCell::Formula(Box::new(value)),
                None if value == RawCell::Empty => continue,
                None => value,
            };
            return Ok(Some((record.pos.0, record.pos.1, value)));
        }
        Ok(None)
    }
}

fn put(cells: &mut Vec<RawCell>, column: u32, cell: RawCell, columns_max: usize) {
    let column = (column as usize).min(columns_max);
    if cells.len() <= column {
        cells.resize(column + 1, RawCell::Empty);
    }
    if let Some(place) = cells.get_mut(column) {
        *place = cell;
    }
}

/// A cell's value as received.
pub(super) fn cell_of(value: Data, date1904: bool) -> RawCell {
    match value {
        Data::Empty => RawCell::Empty,
        Data::Int(number) => RawCell::Number(number.to_string()),
        Data::Float(number) => RawCell::Number(number.to_string()),
        Data::String(text) => RawCell::Text(text),
        Data::Bool(value) => RawCell::Bool(value),
        Data::DateTime(date) if date.is_datetime() => RawCell::Date {
            serial: date.as_f64(),
            date1904,
        },
        Data::DateTime(span) => RawCell::Number(span.as_f64().to_string()),
        Data::DateTimeIso(text) | Data::DurationIso(text) => RawCell::Text(text),
        Data::Error(error) => RawCell::Error(error.to_string()),
    }
}
