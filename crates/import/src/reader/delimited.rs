//! Rows of delimited text, with the row numbers Excel would show.

use super::Stop;
use super::encoding::{DecodingReader, TextEncoding, detect};
use crate::codes;
use crate::error::ImportError;
use rows::cell::{RawCell, RawRow};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Delimiters that occur: a comma, a tab ("Unicode text"), a semicolon (European settings).
const DELIMITERS: [u8; 3] = [b',', b'\t', b';'];
/// Bytes looked at to tell the delimiter.
const SAMPLE_BYTES: usize = 16 * 1024;

pub(super) struct CsvSource {
    encoding: TextEncoding,
    delimiter: u8,
}

impl CsvSource {
    pub(super) fn open(path: &Path) -> Result<Self, Stop> {
        let encoding = detect(path)?;
        let read = |cause| {
            Stop::Fail(ImportError::Read {
                path: path.to_owned(),
                cause,
            })
        };
        let mut sample = Vec::new();
        let reader = DecodingReader::open(path, encoding).map_err(read)?;
        reader
            .take(SAMPLE_BYTES as u64)
            .read_to_end(&mut sample)
            .map_err(read)?;
        if sample.iter().all(u8::is_ascii_whitespace) {
            return Err(Stop::refuse(codes::FILE_EMPTY));
        }
        let count = |delimiter: &u8| sample.iter().filter(|byte| *byte == delimiter).count();
        let delimiter = DELIMITERS
            .into_iter()
            .rev()
            .max_by_key(count)
            .unwrap_or(b',');
        Ok(Self {
            encoding,
            delimiter,
        })
    }

    pub(super) fn encoding(&self) -> TextEncoding {
        self.encoding
    }

    pub(super) fn rows(&self, path: &Path) -> Result<CsvRows, Stop> {
        let reader = DecodingReader::open(path, self.encoding).map_err(|cause| {
            Stop::Fail(ImportError::Read {
                path: path.to_owned(),
                cause,
            })
        })?;
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            .from_reader(reader);
        Ok(CsvRows {
            path: path.to_owned(),
            reader,
            record: csv::StringRecord::new(),
            row: 0,
        })
    }
}

pub(super) struct CsvRows {
    path: PathBuf,
    reader: csv::Reader<DecodingReader>,
    record: csv::StringRecord,
    row: u32,
}

impl CsvRows {
    pub(super) fn next_row(&mut self) -> Result<Option<RawRow>, Stop> {
        let line_before = self.reader.position().line();
        match self.reader.read_record(&mut self.record) {
            Ok(true) => {}
            Ok(false) => return Ok(None),
            Err(error) => return Err(self.stop(error)),
        }
        // The reader skips blank lines, which Excel shows as rows; a line break inside a cell is no row. Each
        // record ends with one line break, so whatever else was passed was blank.
        let passed = self.reader.position().line().saturating_sub(line_before);
        let inside: usize = self
            .record
            .iter()
            .map(|cell| cell.bytes().filter(|byte| *byte == b'\n').count())
            .sum();
        let blank = passed.saturating_sub(1).saturating_sub(inside as u64);
        self.row = self
            .row
            .saturating_add(1)
            .saturating_add(u32::try_from(blank).unwrap_or(u32::MAX));
        let cells = self
            .record
            .iter()
            .map(|cell| {
                if cell.is_empty() {
                    RawCell::Empty
                } else {
                    RawCell::Text(cell.to_owned())
                }
            })
            .collect();
        Ok(Some(RawRow {
            row: self.row,
            cells,
        }))
    }

    fn stop(&self, error: csv::Error) -> Stop {
        match error.into_kind() {
            csv::ErrorKind::Io(cause) if cause.kind() != std::io::ErrorKind::InvalidData => {
                Stop::Fail(ImportError::Read {
                    path: self.path.clone(),
                    cause,
                })
            }
            _ => Stop::refuse(codes::FILE_ENCODING),
        }
    }
}
