//! A workbook of Excel 97 to 2003 (.xls, BIFF8), as WPS and many older systems still write it. The format holds at most
//! 65,536 rows, so a sheet is held in memory; texts are looked up as its rows are given out.

mod container;
mod lists;
mod records;
mod sheet;

use super::ReadError;
use super::choose::{Candidate, Choices, choose, explains_itself};
use super::held::{result_of, text_cell};
use super::package::damaged;
use super::scan::Merge;
use super::shown::{self, Shown};
use crate::codes;
use crate::limits::{FILE_BYTES_MAX, XLS_CELLS_MAX, XLS_SHEETS_MAX, XLS_STREAM_BYTES_MAX};
use container::Container;
pub(super) use container::SIGNATURE;
use domain::finding::RowFinding;
use lists::Targets;
use records::{
    BEGIN, BIFF8, BOUND_SHEET, CELL_FORMAT, DATE_1904, END, FILE_PASS, NAME, NUMBER_FORMAT, PLACES,
    Record, Records, SHARED_STRINGS, SUPPORTING_BOOK, double_word, word,
};
use rows::Note;
use rows::cell::{RawCell, RawRow};
use sheet::{Sheet, Stored, StoredCell};
use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The error for a number that is none.
const NO_FINITE_NUMBER: u8 = 0x24;
/// A supporting book that is the workbook itself, and one that is an add-in's functions.
const OWN_BOOK: [u16; 2] = [0x0401, 0x3A01];

pub(super) struct XlsSource {
    cells: Vec<StoredCell>,
    book: Book,
    merges: Vec<Merge>,
}

/// What all sheets of a workbook share.
#[derive(Default)]
struct Book {
    sheets: Vec<Place>,
    targets: Targets,
    strings: Vec<Box<str>>,
    /// The number format of each cell format, and what the workbook's own number formats show.
    formats: Vec<u16>,
    codes: HashMap<u16, Shown>,
    date1904: bool,
}

/// Where a sheet begins.
struct Place {
    at: usize,
    hidden: bool,
    name: String,
    /// It is a chart, whose cells are only what it draws.
    chart: bool,
}

impl XlsSource {
    /// Checks the container, finds the one filled sheet and reads it.
    pub(super) fn open(
        path: &Path,
        choices: &Choices,
    ) -> Result<(Self, String, Vec<RowFinding>), ReadError> {
        let stream = workbook_stream(path)?;
        let mut book = Book::read(&stream)?;
        let mut candidates = Vec::new();
        let mut sheets = Vec::new();
        let mut room = XLS_CELLS_MAX;
        let (mut pictures, mut comments) = (false, false);
        for place in std::mem::take(&mut book.sheets) {
            let mut sheet = if place.chart {
                Sheet::default()
            } else {
                Sheet::read(&stream, place.at, room, &book.targets)?
            };
            room -= sheet.cells.len();
            pictures |= sheet.pictures;
            comments |= sheet.comments;
            let scan = std::mem::take(&mut sheet.scan);
            candidates.push(Candidate::new(place.name.clone(), place.hidden, scan));
            sheets.push((place.name, sheet.cells));
        }
        super::lists::mark(&mut candidates, &book.targets.names());
        let instructed = explains_itself(&candidates);
        let (chosen, mut warnings) = choose(candidates, choices)?;
        if pictures || (comments && !instructed) {
            warnings.push(Note::new(codes::PICTURES_IGNORED).at_sheet(&chosen.name));
        }
        let cells = sheets.into_iter().find(|(name, _)| *name == chosen.name);
        let source = Self {
            cells: cells.map(|(_, cells)| cells).unwrap_or_default(),
            book,
            merges: chosen.scan.merges,
        };
        Ok((source, chosen.name, warnings))
    }

    pub(super) fn date1904(&self) -> bool {
        self.book.date1904
    }

    pub(super) fn merges(&self) -> &[Merge] {
        &self.merges
    }

    pub(super) fn rows(&self) -> XlsRows<'_> {
        XlsRows {
            left: &self.cells,
            book: &self.book,
        }
    }
}

/// The records of a plain workbook of Excel 97 to 2003; everything else in such a container is refused by name.
fn workbook_stream(path: &Path) -> Result<Vec<u8>, ReadError> {
    let file = bytes_of(path)?;
    let container = Container::open(&file)?;
    let names: Vec<String> = container.names().collect();
    let has = |name: &str| names.iter().any(|have| have == name);
    if has("encryptedpackage") || has("encryptioninfo") {
        return Err(ReadError::refuse(codes::FILE_ENCRYPTED));
    }
    if has("_vba_project_cur") || has("_vba_project") || has("vba") {
        return Err(ReadError::refuse(codes::FILE_MACROS));
    }
    if let Some(stream) = container.stream("workbook", XLS_STREAM_BYTES_MAX)? {
        return Ok(stream);
    }
    let code = if has("book") {
        codes::FILE_OLD_EXCEL
    } else if has("__properties_version1.0") {
        codes::FILE_MAIL
    } else {
        codes::FILE_OLD_OFFICE
    };
    Err(ReadError::refuse(code))
}

/// The file from its signature on.
fn bytes_of(path: &Path) -> Result<Vec<u8>, ReadError> {
    let fail = |cause| {
        ReadError::Fail(crate::ImportError::Read {
            path: path.to_owned(),
            cause,
        })
    };
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(FILE_BYTES_MAX).read_to_end(&mut bytes))
        .map_err(fail)?;
    let begins = bytes
        .windows(SIGNATURE.len())
        .position(|start| start == SIGNATURE);
    Ok(bytes.split_off(begins.ok_or_else(damaged)?))
}

fn too_large() -> ReadError {
    let megabytes = (XLS_STREAM_BYTES_MAX / 1024 / 1024).to_string();
    ReadError::refused(Note::new(codes::FILE_EXPANDS).arg("limit", megabytes))
}

impl Book {
    fn read(stream: &[u8]) -> Result<Self, ReadError> {
        let mut records = Records::from(stream, 0)?;
        let mut book = Self::default();
        match records.next()? {
            Some(first) if first.kind == BEGIN && word(first.data, 0)? == BIFF8 => {}
            _ => return Err(ReadError::refuse(codes::FILE_OLD_EXCEL)),
        }
        loop {
            let record = records.next()?.ok_or_else(damaged)?;
            let data = record.data;
            match record.kind {
                FILE_PASS => return Err(ReadError::refuse(codes::FILE_ENCRYPTED)),
                BOUND_SHEET => {
                    let sheet = bound_sheet(data)?;
                    book.targets.sheets.push(sheet.name.clone());
                    book.sheets.push(sheet);
                }
                PLACES => book.targets.take_places(data),
                NAME => book.targets.take_name(data),
                SUPPORTING_BOOK if !OWN_BOOK.contains(&word(data, 2)?) => {
                    return Err(ReadError::refuse(codes::FILE_EXTERNAL_LINKS));
                }
                SHARED_STRINGS => book.strings = shared_strings(&record)?,
                CELL_FORMAT => book.formats.push(word(data, 2)?),
                NUMBER_FORMAT => {
                    // A format that cannot be read shows numbers, and a date in it is missed where one is due.
                    let code = record.texts(2).and_then(|mut texts| texts.text());
                    let code = code.unwrap_or_default();
                    book.codes.insert(word(data, 0)?, shown::by_code(&code));
                }
                DATE_1904 => book.date1904 = word(data, 0)? != 0,
                END => break,
                _ => {}
            }
        }
        if book.sheets.len() > XLS_SHEETS_MAX {
            return Err(too_large());
        }
        Ok(book)
    }

    /// A cell's value as received.
    fn value(&self, cell: &StoredCell) -> Result<RawCell, ReadError> {
        let text = |text: &str| text_cell(text.to_owned());
        let value = match &cell.value {
            Stored::Shared(number) => text(self.strings.get(*number as usize).ok_or_else(damaged)?),
            Stored::Text(own) => text(own),
            Stored::Number(number, format) => self.number(*number, *format),
            Stored::Bool(value) => RawCell::Bool(*value),
            Stored::Error(code) => RawCell::Error(error_text(*code).to_owned()),
            Stored::Nothing => RawCell::Empty,
        };
        Ok(result_of(cell.formula, value))
    }

    fn number(&self, number: f64, format: u16) -> RawCell {
        if !number.is_finite() {
            return RawCell::Error(error_text(NO_FINITE_NUMBER).to_owned());
        }
        let format = self.formats.get(usize::from(format)).copied();
        let format = format.unwrap_or_default();
        let own = self.codes.get(&format).copied();
        match own.unwrap_or_else(|| shown::built_in(format)) {
            Shown::Date => RawCell::Date {
                serial: number,
                date1904: self.date1904,
            },
            Shown::Number | Shown::Span => RawCell::Number(number.to_string()),
        }
    }
}

/// Where a sheet begins. One of macros is refused.
fn bound_sheet(data: &[u8]) -> Result<Place, ReadError> {
    const MACRO_SHEET: u8 = 1;
    const CHART: u8 = 2;
    const MODULE: u8 = 6;
    let at = double_word(data, 0)? as usize;
    let (Some(state), Some(kind)) = (data.get(4), data.get(5)) else {
        return Err(damaged());
    };
    if [MACRO_SHEET, MODULE].contains(kind) {
        return Err(ReadError::refuse(codes::FILE_MACROS));
    }
    let (Some(count), Some(flags)) = (data.get(6), data.get(7)) else {
        return Err(damaged());
    };
    let text = data.get(8..).unwrap_or_default();
    let units: Vec<u16> = if flags & 1 == 1 {
        text.chunks_exact(2)
            .filter_map(|pair| word(pair, 0).ok())
            .collect()
    } else {
        text.iter().map(|byte| u16::from(*byte)).collect()
    };
    let units = units.get(..usize::from(*count)).ok_or_else(damaged)?;
    Ok(Place {
        at,
        hidden: state & 3 != 0,
        name: String::from_utf16_lossy(units),
        chart: *kind == CHART,
    })
}

/// The texts that cells share: as many as there are, whatever the record counts.
fn shared_strings(record: &Record<'_>) -> Result<Vec<Box<str>>, ReadError> {
    /// Two counts stand in front.
    const COUNTS_BYTES: usize = 8;
    let stated = double_word(record.data, 4)? as usize;
    let mut texts = record.texts(COUNTS_BYTES)?;
    let mut strings: Vec<Box<str>> = Vec::new();
    while !texts.is_over() {
        match texts.text() {
            Ok(text) => strings.push(text.into()),
            // Behind the last one something else may fill the record.
            Err(_) if strings.len() >= stated => break,
            Err(stop) => return Err(stop),
        }
    }
    Ok(strings)
}

/// What Excel shows for an error's number.
fn error_text(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        _ => "#N/A",
    }
}

pub(super) struct XlsRows<'w> {
    left: &'w [StoredCell],
    book: &'w Book,
}

impl XlsRows<'_> {
    /// The next row that has cells.
    pub(super) fn next_row(&mut self) -> Result<Option<RawRow>, ReadError> {
        let Some(first) = self.left.first() else {
            return Ok(None);
        };
        let row = first.row;
        let count = self.left.iter().take_while(|cell| cell.row == row).count();
        let (now, left) = self.left.split_at_checked(count).ok_or_else(damaged)?;
        self.left = left;
        let mut cells = Vec::new();
        for cell in now {
            cells.resize(usize::from(cell.column), RawCell::Empty);
            cells.push(self.book.value(cell)?);
        }
        Ok(Some(RawRow {
            row: u32::from(row) + 1,
            cells,
        }))
    }
}
