//! Files of messages: a message a line as JSON, or a table whose headers are the keys of messages.

use crate::codes;
use crate::error::ImportError;
use crate::limits::{HEADER_HITS_MIN, HEADER_ROWS_MAX, Limits};
use crate::reader::{Choices, Opened, ReadError, Rows, Workbook, digest_of, open_with};
use domain::finding::RowFinding;
use rows::Note;
use rows::cell::{RawCell, RawRow};
use rows::date::{DateRead, read_date};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// Longest line that is read: as long as the longest message and a little more, so that whoever reads it can say so.
const LINE_BYTES_MAX: u64 = 2 * 1024 * 1024;
/// What some programs write in front of a file.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";
/// What empty cells of the platform's text files say.
const NULL: &str = "null";

/// A file of messages.
pub enum MessageFile {
    /// A message a line.
    Lines {
        /// Where it is.
        path: PathBuf,
        /// SHA-256 of its bytes, hex.
        digest: String,
        /// Most lines.
        rows_max: u32,
    },
    /// A table of them.
    Table(Workbook),
}

/// A message of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageText {
    /// Its row or line, from 1.
    pub row: u32,
    /// The message: a row of a table is put into JSON, its cells as texts.
    pub text: String,
}

/// Why a file was not read.
#[derive(Debug)]
pub enum NotRead {
    /// The file is at fault.
    Refused {
        /// SHA-256 of its bytes in hex, when it was small enough to be read.
        digest: Option<String>,
        /// At least one finding.
        findings: Vec<RowFinding>,
    },
    /// The system is at fault.
    Failed(ImportError),
}

impl From<ReadError> for NotRead {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Refuse(findings) => Self::Refused {
                digest: None,
                findings,
            },
            ReadError::Fail(error) => Self::Failed(error),
        }
    }
}

impl MessageFile {
    /// Opens a file by its first bytes: a brace begins a message.
    ///
    /// # Errors
    /// [`NotRead`].
    pub fn open(path: &Path, limits: &Limits, choices: &Choices) -> Result<Self, NotRead> {
        let failed = |cause| {
            NotRead::Failed(ImportError::Read {
                path: path.to_owned(),
                cause,
            })
        };
        if begins_with_a_brace(path).map_err(failed)? {
            let Some(digest) = digest_of(path, limits.file_bytes).map_err(failed)? else {
                let megabytes = (limits.file_bytes / 1024 / 1024).to_string();
                let note = Note::new(codes::FILE_TOO_LARGE).arg("limit", megabytes);
                return Err(NotRead::Refused {
                    digest: None,
                    findings: vec![note.at_sheet("")],
                });
            };
            return Ok(Self::Lines {
                path: path.to_owned(),
                digest,
                rows_max: limits.rows,
            });
        }
        match open_with(path, limits, choices).map_err(NotRead::Failed)? {
            Opened::Workbook(workbook) => Ok(Self::Table(workbook)),
            Opened::Refused { digest, findings } => Err(NotRead::Refused { digest, findings }),
        }
    }

    /// SHA-256 of the file's bytes, lower-case hex.
    pub fn digest(&self) -> &str {
        match self {
            Self::Lines { digest, .. } => digest,
            Self::Table(workbook) => workbook.digest(),
        }
    }

    /// It is a table, which sums up what was settled before.
    pub fn is_table(&self) -> bool {
        matches!(self, Self::Table(_))
    }

    /// Begins to read. `key` gives the name under which a header is known, if it is.
    ///
    /// # Errors
    /// [`NotRead`]; a table without any known header is refused.
    pub fn messages(
        &mut self,
        key: &dyn Fn(&str) -> Option<&'static str>,
    ) -> Result<Messages<'_>, NotRead> {
        match self {
            Self::Lines { path, rows_max, .. } => {
                let file = File::open(&*path).map_err(|cause| {
                    NotRead::Failed(ImportError::Read {
                        path: path.clone(),
                        cause,
                    })
                })?;
                Ok(Messages::Lines {
                    reader: BufReader::new(file),
                    path,
                    line: 0,
                    rows_max: *rows_max,
                })
            }
            Self::Table(workbook) => {
                let date1904 = workbook.date1904();
                let mut rows = workbook.rows()?;
                let header = header(&mut rows, key)?;
                Ok(Messages::Table {
                    rows,
                    header,
                    date1904,
                })
            }
        }
    }
}

/// The messages of a file, in order.
pub enum Messages<'f> {
    /// A message a line.
    Lines {
        /// The file.
        reader: BufReader<File>,
        /// Where it is.
        path: &'f Path,
        /// Lines read.
        line: u32,
        /// Most lines.
        rows_max: u32,
    },
    /// A row each.
    #[allow(private_interfaces, reason = "rows are read here only")]
    Table {
        /// Its rows.
        rows: Rows<'f>,
        /// The keys, by column.
        header: Vec<String>,
        /// The workbook counts days from 1904.
        date1904: bool,
    },
}

impl Messages<'_> {
    /// The next message; blank lines are left out.
    ///
    /// # Errors
    /// [`NotRead`]: what is behind a fault is not read, and what was read before it stands.
    pub fn next_message(&mut self) -> Result<Option<MessageText>, NotRead> {
        match self {
            Self::Table {
                rows,
                header,
                date1904,
            } => {
                let Some(row) = rows.next_row()? else {
                    return Ok(None);
                };
                Ok(Some(MessageText {
                    row: row.row,
                    text: object(header, &row, *date1904),
                }))
            }
            Self::Lines {
                reader,
                path,
                line,
                rows_max,
            } => loop {
                let mut bytes = Vec::new();
                let read = reader
                    .by_ref()
                    .take(LINE_BYTES_MAX)
                    .read_until(b'\n', &mut bytes)
                    .map_err(|cause| {
                        NotRead::Failed(ImportError::Read {
                            path: path.to_path_buf(),
                            cause,
                        })
                    })?;
                if read == 0 {
                    return Ok(None);
                }
                *line += 1;
                let refuse = |code, name: &str, value: String| NotRead::Refused {
                    digest: None,
                    findings: vec![
                        Note::new(code)
                            .arg(name, value)
                            .at("", *line, String::new()),
                    ],
                };
                if *line > *rows_max {
                    return Err(refuse(
                        codes::FILE_TOO_MANY_ROWS,
                        "limit",
                        rows_max.to_string(),
                    ));
                }
                if read as u64 == LINE_BYTES_MAX && !bytes.ends_with(b"\n") {
                    return Err(refuse(
                        codes::FILE_CELL_TOO_LONG,
                        "limit",
                        LINE_BYTES_MAX.to_string(),
                    ));
                }
                let Ok(text) = String::from_utf8(bytes) else {
                    return Err(refuse(codes::FILE_ENCODING, "row", line.to_string()));
                };
                let text = text.trim().trim_start_matches('\u{feff}');
                if !text.is_empty() {
                    return Ok(Some(MessageText {
                        row: *line,
                        text: text.to_owned(),
                    }));
                }
            },
        }
    }
}

fn begins_with_a_brace(path: &Path) -> std::io::Result<bool> {
    // A pipe would wait for whoever writes into it; opening it as a table says what it is.
    if !std::fs::metadata(path)?.is_file() {
        return Ok(false);
    }
    let mut first = Vec::new();
    File::open(path)?.take(256).read_to_end(&mut first)?;
    let text = first.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&first);
    Ok(text.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{'))
}

/// The first row with enough known keys, as the keys of its columns.
fn header(
    rows: &mut Rows<'_>,
    key: &dyn Fn(&str) -> Option<&'static str>,
) -> Result<Vec<String>, NotRead> {
    for _ in 0..HEADER_ROWS_MAX {
        let Some(row) = rows.next_row()? else { break };
        let words: Vec<&str> = row
            .cells
            .iter()
            .map(|cell| cell.as_text().unwrap_or_default().trim())
            .collect();
        let hits = words.iter().filter(|word| key(word).is_some()).count();
        if hits >= HEADER_HITS_MIN {
            let keys = words.into_iter();
            return Ok(keys
                .map(|word| key(word).unwrap_or(word).to_owned())
                .collect());
        }
    }
    let note = Note::new(codes::MESSAGE_HEADER_NOT_FOUND).at_sheet("");
    Err(NotRead::Refused {
        digest: None,
        findings: vec![note],
    })
}

/// A row as a JSON object; cells that say nothing are left out.
fn object(header: &[String], row: &RawRow, date1904: bool) -> String {
    let mut object = serde_json::Map::new();
    for (key, cell) in header.iter().zip(&row.cells) {
        if key.is_empty() || cell.is_blank() {
            continue;
        }
        let text = told(cell, date1904);
        if text != NULL {
            object.insert(key.clone(), serde_json::Value::String(text));
        }
    }
    serde_json::Value::Object(object).to_string()
}

fn told(cell: &RawCell, date1904: bool) -> String {
    match cell {
        RawCell::Text(text) | RawCell::Number(text) | RawCell::Error(text) => {
            text.trim().to_owned()
        }
        RawCell::Formula(result) => told(result, date1904),
        RawCell::Bool(value) => u8::from(*value).to_string(),
        RawCell::Empty => String::new(),
        RawCell::Date { .. } => match read_date(cell, date1904) {
            DateRead::Day(day) | DateRead::Serial(day) | DateRead::SerialText(day) => {
                day.to_string()
            }
            DateRead::Timed(moment) => moment.to_string(),
            _ => String::new(),
        },
    }
}
