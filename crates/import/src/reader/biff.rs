//! What the cell reader does not tell about an old workbook (.xls, BIFF8), from its records: hidden rows and columns,
//! merged ranges, formulas, macros, links, and how far its cells spread. Whatever the cell reader would take on trust
//! is looked at here first.

use super::Stop;
use super::choose::Candidate;
use super::package::damaged;
use super::scan::{Merge, SheetScan};
use crate::codes;
use crate::limits::{MERGES_MAX, XLS_AREA_MAX, XLS_SHEETS_MAX, XLS_STREAM_BYTES_MAX};
use rows::Note;
use std::collections::HashSet;
use std::io::Read;
use std::path::Path;

/// Version of the records that are understood: Excel 97 to 2003, WPS.
const BIFF8: u16 = 0x0600;

// Record types ([MS-XLS] 2.3).
const FORMULA: u16 = 0x0006;
const END: u16 = 0x000A;
const NOTE: u16 = 0x001C;
const OBJECT: u16 = 0x005D;
const FILE_PASS: u16 = 0x002F;
const COLUMN_INFO: u16 = 0x007D;
const BOUND_SHEET: u16 = 0x0085;
const FILTER_MODE: u16 = 0x009B;
const MULTIPLE_RK: u16 = 0x00BD;
const RICH_STRING: u16 = 0x00D6;
const MERGED_CELLS: u16 = 0x00E5;
const LABEL_SHARED: u16 = 0x00FD;
const SUPPORTING_BOOK: u16 = 0x01AE;
const DIMENSIONS: u16 = 0x0200;
const NUMBER: u16 = 0x0203;
const LABEL: u16 = 0x0204;
const BOOL_OR_ERROR: u16 = 0x0205;
const ROW: u16 = 0x0208;
const RK: u16 = 0x027E;
const BEGIN: u16 = 0x0809;

/// Bit of a row's options that hides it.
const ROW_HIDDEN: u16 = 0x0020;
/// Bit of a column's options that hides it.
const COLUMN_HIDDEN: u16 = 0x0001;
/// The kind of an object that is a picture.
const PICTURE: u16 = 0x0008;
/// A supporting book that is the workbook itself, and one that is an add-in's functions.
const OWN_BOOK: [u16; 2] = [0x0401, 0x3A01];

/// An old workbook as its records describe it.
#[derive(Default)]
pub(super) struct BookScan {
    pub(super) sheets: Vec<Candidate>,
    /// Pictures lie in the workbook.
    pub(super) pictures: bool,
    /// Comments lie in the workbook.
    pub(super) comments: bool,
}

/// Looks through an OLE container; everything but a plain workbook of Excel 97 to 2003 is refused by name.
pub(super) fn scan(path: &Path) -> Result<BookScan, Stop> {
    let mut container = cfb::open(path).map_err(|error| container_fault(path, error))?;
    let names: Vec<String> = container
        .walk()
        .map(|entry| entry.name().to_ascii_lowercase())
        .collect();
    let has = |name: &str| names.iter().any(|have| have == name);
    if has("encryptedpackage") || has("encryptioninfo") {
        return Err(Stop::refuse(codes::FILE_ENCRYPTED));
    }
    if has("_vba_project_cur") || has("_vba_project") || has("vba") {
        return Err(Stop::refuse(codes::FILE_MACROS));
    }
    if !has("workbook") {
        return Err(Stop::refuse(codes::FILE_OLD_OFFICE));
    }
    let stream = container.open_stream("/Workbook").map_err(|_| damaged())?;
    if stream.len() > XLS_STREAM_BYTES_MAX {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    stream
        .take(XLS_STREAM_BYTES_MAX)
        .read_to_end(&mut bytes)
        .map_err(|_| damaged())?;
    workbook(&bytes)
}

fn container_fault(path: &Path, error: std::io::Error) -> Stop {
    match error.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::PermissionDenied => {
            Stop::Fail(crate::ImportError::Read {
                path: path.to_owned(),
                cause: error,
            })
        }
        _ => damaged(),
    }
}

fn too_large() -> Stop {
    let megabytes = (XLS_STREAM_BYTES_MAX / 1024 / 1024).to_string();
    Stop::refused(Note::new(codes::FILE_EXPANDS).arg("limit", megabytes))
}

/// The records from `at` on: type and data.
struct Records<'b> {
    bytes: &'b [u8],
}

impl<'b> Records<'b> {
    fn from(bytes: &'b [u8], at: usize) -> Result<Self, Stop> {
        Ok(Self {
            bytes: bytes.get(at..).ok_or_else(damaged)?,
        })
    }

    fn next(&mut self) -> Result<Option<(u16, &'b [u8])>, Stop> {
        if self.bytes.is_empty() {
            return Ok(None);
        }
        let kind = word(self.bytes, 0)?;
        let length = usize::from(word(self.bytes, 2)?);
        let data = self.bytes.get(4..4 + length).ok_or_else(damaged)?;
        self.bytes = self.bytes.get(4 + length..).unwrap_or_default();
        Ok(Some((kind, data)))
    }
}

fn word(bytes: &[u8], at: usize) -> Result<u16, Stop> {
    match bytes.get(at..at + 2) {
        Some(&[low, high]) => Ok(u16::from_le_bytes([low, high])),
        _ => Err(damaged()),
    }
}

fn double_word(bytes: &[u8], at: usize) -> Result<u32, Stop> {
    Ok(u32::from(word(bytes, at)?) | u32::from(word(bytes, at + 2)?) << 16)
}

fn workbook(bytes: &[u8]) -> Result<BookScan, Stop> {
    let mut records = Records::from(bytes, 0)?;
    let mut book = BookScan::default();
    let mut places = Vec::new();
    match records.next()? {
        Some((BEGIN, data)) if word(data, 0)? == BIFF8 => {}
        _ => return Err(Stop::refuse(codes::FILE_OLD_OFFICE)),
    }
    while let Some((kind, data)) = records.next()? {
        match kind {
            FILE_PASS => return Err(Stop::refuse(codes::FILE_ENCRYPTED)),
            BOUND_SHEET => places.push(bound_sheet(data)?),
            SUPPORTING_BOOK if !OWN_BOOK.contains(&word(data, 2)?) => {
                return Err(Stop::refuse(codes::FILE_EXTERNAL_LINKS));
            }
            END => break,
            _ => {}
        }
    }
    if places.len() > XLS_SHEETS_MAX {
        return Err(too_large());
    }
    let mut area = 0;
    for (at, hidden, name) in places {
        let found = sheet(bytes, at, &mut area)?;
        book.pictures |= found.pictures;
        book.comments |= found.comments;
        book.sheets.push(Candidate {
            name,
            hidden,
            scan: found.scan,
        });
    }
    Ok(book)
}

/// Place, whether it is hidden, and name. A sheet of macros is refused.
fn bound_sheet(data: &[u8]) -> Result<(usize, bool, String), Stop> {
    const MACRO_SHEET: u8 = 1;
    const MODULE: u8 = 6;
    let at = double_word(data, 0)? as usize;
    let (Some(state), Some(kind)) = (data.get(4), data.get(5)) else {
        return Err(damaged());
    };
    if [MACRO_SHEET, MODULE].contains(kind) {
        return Err(Stop::refuse(codes::FILE_MACROS));
    }
    let (Some(count), Some(flags)) = (data.get(6), data.get(7)) else {
        return Err(damaged());
    };
    let text = data.get(8..).unwrap_or_default();
    let units: Vec<u16> = if flags & 1 == 1 {
        text.chunks_exact(2)
            .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
            .collect()
    } else {
        text.iter().map(|byte| u16::from(*byte)).collect()
    };
    let units = units.get(..usize::from(*count)).ok_or_else(damaged)?;
    Ok((at, state & 3 != 0, String::from_utf16_lossy(units)))
}

#[derive(Default)]
struct Found {
    scan: SheetScan,
    /// A picture lies in the sheet.
    pictures: bool,
    /// A comment lies in the sheet.
    comments: bool,
}

/// How far the cells of a sheet spread.
#[derive(Default)]
struct Spread {
    rows: HashSet<u32>,
    columns: HashSet<u32>,
    bottom: u64,
    right: u64,
}

impl Spread {
    fn add(&mut self, row: u16, column: u16) {
        self.rows.insert(u32::from(row));
        self.columns.insert(u32::from(column));
        self.bottom = self.bottom.max(u64::from(row) + 1);
        self.right = self.right.max(u64::from(column) + 1);
    }
}

fn sheet(bytes: &[u8], at: usize, area: &mut u64) -> Result<Found, Stop> {
    let mut records = Records::from(bytes, at)?;
    match records.next()? {
        Some((BEGIN, _)) => {}
        _ => return Err(damaged()),
    }
    let mut found = Found::default();
    let mut spread = Spread::default();
    let mut hidden_rows = Vec::new();
    let mut hidden_columns: Vec<(u16, u16)> = Vec::new();
    // Charts lie inside a sheet as streams of their own.
    let mut depth = 0_u32;
    while let Some((kind, data)) = records.next()? {
        match kind {
            BEGIN => depth += 1,
            END if depth == 0 => break,
            END => depth -= 1,
            _ if depth > 0 => {}
            ROW if word(data, 12)? & ROW_HIDDEN != 0 => hidden_rows.push(u32::from(word(data, 0)?)),
            COLUMN_INFO if word(data, 8)? & COLUMN_HIDDEN != 0 => {
                hidden_columns.push((word(data, 0)?, word(data, 2)?));
            }
            FILTER_MODE => found.scan.filtered = true,
            NOTE => found.comments = true,
            OBJECT if word(data, 4)? == PICTURE => found.pictures = true,
            MERGED_CELLS => merged(data, &mut found.scan)?,
            DIMENSIONS => dimensions(data, area)?,
            FORMULA => {
                let (row, column) = (word(data, 0)?, word(data, 2)?);
                spread.add(row, column);
                found
                    .scan
                    .formulas
                    .insert((u32::from(row), u32::from(column)));
            }
            LABEL | LABEL_SHARED | RICH_STRING | NUMBER | RK | BOOL_OR_ERROR => {
                spread.add(word(data, 0)?, word(data, 2)?);
            }
            MULTIPLE_RK => {
                let row = word(data, 0)?;
                let first = word(data, 2)?;
                let last = word(data, data.len().saturating_sub(2))?;
                // Six bytes for each cell, and six for the row and the two columns.
                let cells = usize::from(last).checked_sub(usize::from(first));
                if cells.is_none_or(|more| data.len() != 6 + 6 * (more + 1)) {
                    return Err(damaged());
                }
                for column in first..=last {
                    spread.add(row, column);
                }
            }
            _ => {}
        }
    }
    *area = area.saturating_add(spread.bottom.saturating_mul(spread.right));
    if *area > XLS_AREA_MAX {
        return Err(too_large());
    }
    found.scan.filled = !spread.rows.is_empty();
    hidden_rows.sort_unstable();
    hidden_rows.dedup();
    let hidden = hidden_rows.iter().filter(|row| spread.rows.contains(row));
    found.scan.hidden_rows = u32::try_from(hidden.count()).unwrap_or(u32::MAX);
    found.scan.hidden_columns = spread
        .columns
        .iter()
        .copied()
        .filter(|column| {
            hidden_columns
                .iter()
                .any(|(from, to)| (u32::from(*from)..=u32::from(*to)).contains(column))
        })
        .collect();
    Ok(found)
}

/// The cell reader makes room for the area the record states, so a false one is refused.
fn dimensions(data: &[u8], area: &mut u64) -> Result<(), Stop> {
    let rows = u64::from(double_word(data, 4)?).checked_sub(u64::from(double_word(data, 0)?));
    let columns = u64::from(word(data, 10)?).checked_sub(u64::from(word(data, 8)?));
    let (Some(rows), Some(columns)) = (rows, columns) else {
        return Err(damaged());
    };
    *area = area.saturating_add((rows + 1).saturating_mul(columns + 1));
    if *area > XLS_AREA_MAX {
        return Err(too_large());
    }
    Ok(())
}

fn merged(data: &[u8], scan: &mut SheetScan) -> Result<(), Stop> {
    for n in 0..usize::from(word(data, 0)?) {
        let at = 2 + n * 8;
        let merge = Merge {
            top: u32::from(word(data, at)?),
            bottom: u32::from(word(data, at + 2)?),
            left: u32::from(word(data, at + 4)?),
            right: u32::from(word(data, at + 6)?),
        };
        if merge.is_range() && scan.merges.len() < MERGES_MAX {
            scan.merges.push(merge);
        }
    }
    Ok(())
}
