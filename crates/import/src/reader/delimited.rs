//! Rows of delimited text, with the row numbers Excel would show.

use super::ReadError;
use super::delimiter::{Cut, cut, lost_chinese};
use super::encoding::{DecodingReader, TextEncoding, detect};
use super::printed::is_drawn;
use super::records::{Record, Records, Step};
use crate::codes;
use crate::error::ImportError;
use crate::limits::CELL_CHARS_MAX;
use rows::Note;
use rows::cell::{RawCell, RawRow, letters};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Bytes looked at to tell the delimiter.
const SAMPLE_BYTES: usize = 64 * 1024;

pub(super) struct CsvSource {
    encoding: TextEncoding,
    cut: Cut,
    /// Nothing parts the cells, or drawn lines do.
    printed: bool,
}

impl CsvSource {
    pub(super) fn open(path: &Path) -> Result<Self, ReadError> {
        let encoding = detect(path)?;
        let mut sample = Vec::new();
        let reader = DecodingReader::open(path, encoding).map_err(|cause| failed(path, cause))?;
        reader
            .take(SAMPLE_BYTES as u64)
            .read_to_end(&mut sample)
            .map_err(|cause| failed(path, cause))?;
        if sample.iter().all(u8::is_ascii_whitespace) {
            return Err(ReadError::refuse(codes::FILE_EMPTY));
        }
        if lost_chinese(&sample) {
            return Err(ReadError::refuse(codes::FILE_CHINESE_LOST));
        }
        let cut = cut(&sample);
        let drawn = || String::from_utf8_lossy(&sample).lines().any(is_drawn);
        Ok(Self {
            encoding,
            cut,
            printed: !cut.table || (cut.delimiter == b'|' && drawn()),
        })
    }

    /// It looks less like delimited text than like a printed table.
    pub(super) fn may_be_printed(&self) -> bool {
        self.printed
    }

    pub(super) fn encoding(&self) -> TextEncoding {
        self.encoding
    }

    pub(super) fn rows(&self, path: &Path) -> Result<CsvRows, ReadError> {
        let failed = |cause| failed(path, cause);
        let reader = DecodingReader::open(path, self.encoding).map_err(failed)?;
        let mut records = Records::new(reader, self.cut.delimiter);
        if self.cut.named {
            records.skip_line().map_err(failed)?;
        }
        Ok(CsvRows {
            path: path.to_owned(),
            cut: self.cut,
            records,
            record: Record::default(),
            row: 0,
        })
    }
}

pub(super) struct CsvRows {
    path: PathBuf,
    cut: Cut,
    records: Records<DecodingReader>,
    record: Record,
    row: u32,
}

impl CsvRows {
    pub(super) fn next_row(&mut self) -> Result<Option<RawRow>, ReadError> {
        let step = self.records.next(&mut self.record);
        // Excel shows blank lines as rows; a line break inside a cell is no row.
        self.row = self.row.saturating_add(1);
        match step.map_err(|cause| failed(&self.path, cause))? {
            Step::End => return Ok(None),
            Step::Record => {}
            Step::OpenQuote => return Err(self.open_quote(self.record.width())),
            Step::TooLong => {
                let note = Note::new(codes::FILE_CELL_TOO_LONG);
                return Err(at(
                    note.arg("limit", CELL_CHARS_MAX.to_string()),
                    self.row,
                    String::new(),
                ));
            }
        }
        if let Some(column) = self.swallows() {
            return Err(self.open_quote(column));
        }
        Ok(Some(RawRow {
            row: self.row,
            cells: self
                .record
                .cells()
                .map(|bytes| cell(bytes, self.cut.delimiter))
                .collect(),
        }))
    }

    /// The cell whose quotes hold what would be rows or cells of this table if the quotation mark were text.
    ///
    /// A row torn in two by a line break still has about as many delimiters as one row; two rows in one have about
    /// twice as many, and half of them too many decides. Within one line, quotes hold cells if the row is too short by
    /// just as many.
    fn swallows(&self) -> Option<usize> {
        let record = &self.record;
        if !record.quoted {
            return None;
        }
        let (inside, breaks) = (record.count(self.cut.delimiter), record.count(b'\n'));
        let (width, wanted) = (record.width(), self.cut.width);
        let sign = if breaks > 0 {
            let all = width.saturating_sub(1) + inside;
            (wanted > 1 && 2 * all >= 3 * (wanted - 1)).then_some(b'\n')
        } else {
            (inside > 0 && width + inside == wanted).then_some(self.cut.delimiter)
        }?;
        record.cells().position(|cell| cell.contains(&sign))
    }

    fn open_quote(&self, column: usize) -> ReadError {
        at(Note::new(codes::FILE_OPEN_QUOTE), self.row, letters(column))
    }
}

fn at(note: Note, row: u32, column: String) -> ReadError {
    ReadError::Refuse(vec![note.at("", row, column)])
}

/// The cell as its text stands for it: between bars, banks and tax offices fill it up with blanks to one width, and web
/// systems write `="430…"`, or a tab behind the text, to keep Excel from making a number of it.
fn cell(bytes: &[u8], delimiter: u8) -> RawCell {
    let text = String::from_utf8_lossy(bytes);
    let text = match delimiter {
        b'|' => text.trim_matches([' ', '\t', '\u{3000}']),
        _ => text.trim_end_matches('\t'),
    };
    let inside = text
        .trim()
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'))
        .filter(|inside| inside.split("\"\"").all(|part| !part.contains('"')))
        .map(|inside| inside.replace("\"\"", "\""));
    match inside.as_deref().unwrap_or(text) {
        "" => RawCell::Empty,
        text => RawCell::Text(text.to_owned()),
    }
}

fn failed(path: &Path, cause: io::Error) -> ReadError {
    if cause.kind() == io::ErrorKind::InvalidData {
        return ReadError::refuse(codes::FILE_ENCODING);
    }
    ReadError::Fail(ImportError::Read {
        path: path.to_owned(),
        cause,
    })
}
