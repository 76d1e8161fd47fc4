//! An XML spreadsheet of Excel 2002/2003 ("XML Spreadsheet 2003"), usually named .xls. It says of each cell whether it
//! is text or a number, and of rows, columns and sheets whether they are hidden.

use super::ReadError;
use super::choose::{Candidate, Choices, choose};
use super::held::{Grid, HeldSource, number, put, result_of, text_of};
use super::package::damaged;
use super::scan::{Merge, SHEET_ROWS};
use super::xml::{attribute, resolved};
use crate::codes;
use crate::limits::{COLUMNS_MAX, XLS_SHEETS_MAX};
use domain::finding::RowFinding;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use rows::Note;
use rows::cell::RawCell;
use std::path::Path;

/// What the root element says it is.
const NAMESPACE: &str = "urn:schemas-microsoft-com:office:spreadsheet";

/// Reads the file; a page of XML that is no spreadsheet is refused by name.
pub(super) fn open(
    path: &Path,
    choices: &Choices,
) -> Result<(HeldSource, String, Vec<RowFinding>), ReadError> {
    let (text, _) = text_of(path)?;
    let mut book = Book::default();
    let mut reader = Reader::from_str(&text);
    loop {
        match reader.read_event().map_err(|_| damaged())? {
            Event::Start(element) => book.start(&element, false)?,
            Event::Empty(element) => book.start(&element, true)?,
            Event::End(element) => book.end(element.local_name().as_ref())?,
            Event::Text(text) => book.text(&text),
            Event::CData(text) => book.text(&text),
            Event::GeneralRef(reference) => book.text(&resolved(&reference)?),
            // Entities of the file's own would be text that nobody sees where it comes from.
            Event::DocType(_) => return Err(ReadError::refuse(codes::FILE_MARKUP)),
            Event::Eof => break,
            _ => {}
        }
    }
    if !book.root || book.depth != 0 {
        return Err(if book.root {
            damaged()
        } else {
            ReadError::refuse(codes::FILE_MARKUP)
        });
    }
    let mut rows = Vec::new();
    let mut candidates = Vec::new();
    for sheet in book.sheets {
        rows.push((sheet.name.clone(), sheet.grid.rows));
        candidates.push(Candidate::new(sheet.name, sheet.hidden, sheet.grid.scan));
    }
    let (sheet, mut warnings) = choose(candidates, choices)?;
    if book.comments {
        warnings.push(Note::new(codes::PICTURES_IGNORED).at_sheet(&sheet.name));
    }
    let rows = rows
        .into_iter()
        .find(|(name, _)| *name == sheet.name)
        .map(|(_, rows)| rows);
    let source = HeldSource {
        asides: Vec::new(),
        rows: rows.unwrap_or_default(),
        merges: sheet.scan.merges,
    };
    Ok((source, sheet.name, warnings))
}

#[derive(Default)]
struct Book {
    /// The root element is a workbook's.
    root: bool,
    depth: usize,
    sheets: Vec<Sheet>,
    comments: bool,
    row: Option<Row>,
    cell: Option<Cell>,
    /// Inside the data of a cell, and not of its comment.
    in_data: bool,
    in_comment: bool,
    in_visible: bool,
}

#[derive(Default)]
struct Sheet {
    name: String,
    hidden: bool,
    grid: Grid,
    /// Number of the next row, from 0.
    next_row: u32,
    next_column: u32,
}

struct Row {
    at: u32,
    cells: Vec<RawCell>,
    hidden: bool,
    column: u32,
}

struct Cell {
    column: u32,
    across: u32,
    down: u32,
    formula: bool,
    kind: String,
    text: String,
}

/// One of the five entities of XML, or a character by its number.
fn whole(element: &BytesStart<'_>, name: &str) -> Result<Option<u32>, ReadError> {
    attribute(element, name)
        .map(|text| text.trim().parse::<u32>().map_err(|_| damaged()))
        .transpose()
}

/// A place counted from 1, where the file gives one: never before what stands there already.
fn place(element: &BytesStart<'_>, next: u32, max: u32) -> Result<u32, ReadError> {
    match whole(element, "Index")? {
        None => Ok(next),
        Some(index) if index > next && index <= max => Ok(index - 1),
        Some(_) => Err(damaged()),
    }
}

fn is_hidden(element: &BytesStart<'_>, size: &str) -> bool {
    attribute(element, "Hidden").is_some_and(|value| value == "1")
        || attribute(element, size).is_some_and(|size| size.parse::<f64>() == Ok(0.0))
}

impl Book {
    fn start(&mut self, element: &BytesStart<'_>, empty: bool) -> Result<(), ReadError> {
        let local = element.local_name();
        let name: &str = local.as_ref();
        if self.depth == 0 {
            if name != "Workbook" || !is_spreadsheet(element) {
                return Err(ReadError::refuse(codes::FILE_MARKUP));
            }
            self.root = true;
        }
        self.depth += usize::from(!empty);
        match name {
            "Worksheet" => self.start_sheet(element)?,
            "SupBook" => return Err(ReadError::refuse(codes::FILE_EXTERNAL_LINKS)),
            "Comment" => {
                self.comments = true;
                self.in_comment = !empty;
            }
            "Visible" => self.in_visible = !empty,
            "AutoFilterColumn" => {
                if let Some(sheet) = self.sheets.last_mut() {
                    sheet.grid.scan.filtered = true;
                }
            }
            "Column" => self.column(element)?,
            "Row" => self.start_row(element)?,
            "Cell" => self.start_cell(element)?,
            "Data" if !self.in_comment => {
                if let Some(cell) = &mut self.cell {
                    cell.kind = attribute(element, "Type").unwrap_or_default();
                    self.in_data = !empty;
                }
            }
            _ => {}
        }
        if empty { self.finish(name) } else { Ok(()) }
    }

    fn end(&mut self, name: &str) -> Result<(), ReadError> {
        self.depth = self.depth.checked_sub(1).ok_or_else(damaged)?;
        self.finish(name)
    }

    fn finish(&mut self, name: &str) -> Result<(), ReadError> {
        match name {
            "Row" => self.end_row(),
            "Cell" => {
                self.end_cell();
                Ok(())
            }
            "Data" if !self.in_comment => {
                self.in_data = false;
                Ok(())
            }
            "Comment" => {
                self.in_comment = false;
                Ok(())
            }
            "Visible" => {
                self.in_visible = false;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_data {
            if let Some(cell) = &mut self.cell {
                cell.text.push_str(text);
            }
        } else if self.in_visible
            && text.contains("Hidden")
            && let Some(sheet) = self.sheets.last_mut()
        {
            sheet.hidden = true;
        }
    }

    fn start_sheet(&mut self, element: &BytesStart<'_>) -> Result<(), ReadError> {
        let name = attribute(element, "Name").ok_or_else(damaged)?;
        if self.sheets.len() >= XLS_SHEETS_MAX || self.sheets.iter().any(|have| have.name == name) {
            return Err(damaged());
        }
        self.sheets.push(Sheet {
            name,
            ..Sheet::default()
        });
        Ok(())
    }

    fn column(&mut self, element: &BytesStart<'_>) -> Result<(), ReadError> {
        let Some(sheet) = self.sheets.last_mut() else {
            return Ok(());
        };
        let from = place(element, sheet.next_column, u32::MAX)?;
        let to = from.saturating_add(whole(element, "Span")?.unwrap_or(0));
        if is_hidden(element, "Width") {
            sheet.grid.conceal(from, to);
        }
        sheet.next_column = to.saturating_add(1);
        Ok(())
    }

    fn start_row(&mut self, element: &BytesStart<'_>) -> Result<(), ReadError> {
        let Some(sheet) = self.sheets.last_mut() else {
            return Ok(());
        };
        let at = place(element, sheet.next_row, SHEET_ROWS)?;
        let more = whole(element, "Span")?.unwrap_or(0);
        sheet.next_row = at.saturating_add(more).saturating_add(1);
        self.row = Some(Row {
            at,
            cells: Vec::new(),
            hidden: is_hidden(element, "Height"),
            column: 0,
        });
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), ReadError> {
        let (Some(row), Some(sheet)) = (self.row.take(), self.sheets.last_mut()) else {
            return Ok(());
        };
        sheet.grid.add(row.at, row.cells, row.hidden)
    }

    fn start_cell(&mut self, element: &BytesStart<'_>) -> Result<(), ReadError> {
        let Some(row) = &self.row else {
            return Ok(());
        };
        self.cell = Some(Cell {
            column: place(element, row.column, u32::MAX)?,
            across: whole(element, "MergeAcross")?.unwrap_or(0),
            down: whole(element, "MergeDown")?.unwrap_or(0),
            formula: attribute(element, "Formula").is_some(),
            kind: String::new(),
            text: String::new(),
        });
        Ok(())
    }

    fn end_cell(&mut self) {
        let (Some(cell), Some(row), Some(sheet)) =
            (self.cell.take(), &mut self.row, self.sheets.last_mut())
        else {
            return;
        };
        let merge = Merge {
            top: row.at,
            bottom: row.at.saturating_add(cell.down),
            left: cell.column,
            right: cell.column.saturating_add(cell.across),
        };
        row.column = merge.right.saturating_add(1);
        sheet.grid.merge(merge);
        let column = cell.column.min(COLUMNS_MAX as u32);
        put(&mut row.cells, column, cell.value());
    }
}

impl Cell {
    fn value(self) -> RawCell {
        let value = match self.kind.as_str() {
            _ if self.text.is_empty() => RawCell::Empty,
            "Number" => number(&self.text),
            "Boolean" => RawCell::Bool(self.text.trim() == "1"),
            "Error" => RawCell::Error(self.text),
            // A date is written as its day and time, whatever its format.
            _ => RawCell::Text(self.text),
        };
        result_of(self.formula, value)
    }
}

fn is_spreadsheet(element: &BytesStart<'_>) -> bool {
    element
        .attributes()
        .with_checks(false)
        .filter_map(Result::ok)
        .any(|have| have.value.trim() == NAMESPACE)
}
