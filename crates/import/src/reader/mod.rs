//! Opening a file by what it is, not by what its name says, and reading its rows one after another.

mod choose;
mod delimited;
mod delimiter;
mod encoding;
mod held;
mod html;
mod lists;
mod magic;
mod ods;
mod package;
mod printed;
mod records;
mod scan;
mod shown;
mod spreadsheet_xml;
mod xls;
mod xlsx;
mod xml;
mod xml_text;

use crate::codes;
use crate::error::ImportError;
use crate::limits::Limits;
pub use choose::Choices;
use data_encoding::HEXLOWER;
use domain::finding::RowFinding;
pub use encoding::TextEncoding;
use package::Package;
use rows::cell::RawRow;
use rows::{FindingText, Note};
pub use scan::Merge;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Bytes read at a time.
const BUFFER_BYTES: usize = 64 * 1024;

/// What the file turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// Delimited text.
    Csv(TextEncoding),
    /// Text in columns of fixed width, or between drawn lines.
    Printed(TextEncoding),
    /// A workbook of Excel 2007 or later.
    Xlsx,
    /// A workbook of Excel 97 to 2003 or WPS.
    Xls,
    /// A web page with tables, usually named .xls.
    Html(TextEncoding),
    /// A workbook of LibreOffice or WPS.
    Ods,
    /// An XML spreadsheet of Excel 2002/2003, usually named .xls.
    XmlSpreadsheet,
}

/// A file that can be read. Nothing of its rows is in memory.
pub struct Workbook {
    path: PathBuf,
    digest: String,
    sheet: String,
    limits: Limits,
    source: Source,
    warnings: Vec<RowFinding>,
}

enum Source {
    Csv(delimited::CsvSource),
    Xlsx(Box<xlsx::XlsxSource>),
    Xls(Box<xls::XlsSource>),
    Held(held::HeldSource, FileFormat),
}

/// The answer to opening a file.
pub enum Opened {
    /// It can be read.
    Workbook(Workbook),
    /// It is no file that can be taken; the findings say why and what to do.
    Refused {
        /// SHA-256 of its bytes in hex, when it was small enough to be read.
        digest: Option<String>,
        /// At least one finding of severity `File`.
        findings: Vec<RowFinding>,
    },
}

/// Why reading stopped.
#[derive(Debug)]
pub(crate) enum ReadError {
    /// The file is at fault: refuse it whole.
    Refuse(Vec<RowFinding>),
    /// The system is at fault.
    Fail(ImportError),
}

/// Opens `path` by its first bytes and looks through it once: size, digest, encoding, hidden parts, macros, links.
///
/// # Errors
/// [`ImportError::Read`] when the file cannot be read at all; a bad file is [`Opened::Refused`].
pub fn open(path: &Path, limits: &Limits) -> Result<Opened, ImportError> {
    open_with(path, limits, &Choices::default())
}

/// Opens `path` with what the operator said about its sheets and what they hide.
///
/// # Errors
/// [`ImportError::Read`] when the file cannot be read at all; a bad file is [`Opened::Refused`].
pub fn open_with(path: &Path, limits: &Limits, choices: &Choices) -> Result<Opened, ImportError> {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let fail = |cause| ImportError::Read {
        path: path.to_owned(),
        cause,
    };
    let unread = |note: Note| {
        Ok(Opened::Refused {
            digest: None,
            findings: vec![note.at_sheet(&name)],
        })
    };
    let metadata = std::fs::metadata(path).map_err(fail)?;
    // Opening a pipe would wait for whoever writes into it, and a device need not end.
    if !metadata.is_file() {
        return unread(Note::new(codes::FILE_NOT_PLAIN));
    }
    let read = digest_and_first_bytes(path, limits.file_bytes).map_err(fail)?;
    let Some((digest, first)) = read else {
        let megabytes = (limits.file_bytes / 1024 / 1024).to_string();
        return unread(Note::new(codes::FILE_TOO_LARGE).arg("limit", megabytes));
    };
    if let Some(code) = magic::by_name(path) {
        return unread(Note::new(code));
    }
    let refused = |findings| {
        Ok(Opened::Refused {
            digest: Some(digest.clone()),
            findings,
        })
    };
    let workbook = |source, sheet, warnings| Workbook {
        path: path.to_owned(),
        digest: digest.clone(),
        sheet,
        limits: *limits,
        source,
        warnings,
    };
    let opened = match magic::kind_of(&first) {
        magic::Kind::Empty => Err(ReadError::refuse(codes::FILE_EMPTY)),
        magic::Kind::Html => html::open(path, choices).map(|(source, encoding, told)| {
            let format = FileFormat::Html(encoding);
            workbook(Source::Held(source, format), name.clone(), told)
        }),
        magic::Kind::Xml => spreadsheet_xml::open(path, choices).map(|(source, sheet, told)| {
            workbook(
                Source::Held(source, FileFormat::XmlSpreadsheet),
                sheet,
                told,
            )
        }),
        magic::Kind::Named(code) => Err(ReadError::refuse(code)),
        magic::Kind::Other => Err(ReadError::refuse(codes::FILE_UNKNOWN_FORMAT)),
        magic::Kind::OldOffice => xls::XlsSource::open(path, choices)
            .map(|(source, sheet, told)| workbook(Source::Xls(Box::new(source)), sheet, told)),
        magic::Kind::FlatOds => ods::open_flat(path, choices).map(|(source, sheet, told)| {
            workbook(Source::Held(source, FileFormat::Ods), sheet, told)
        }),
        magic::Kind::Zip => {
            packed(path, limits, choices).map(|(source, sheet, told)| workbook(source, sheet, told))
        }
        magic::Kind::Text => text(path).map(|(source, told)| workbook(source, name.clone(), told)),
    };
    match opened {
        Ok(mut workbook) => {
            let told = extension_differs(path, workbook.format());
            workbook.warnings.extend(told.map(|note| note.at_sheet("")));
            for finding in workbook.warnings.iter_mut().filter(|f| f.sheet.is_empty()) {
                finding.sheet.clone_from(&workbook.sheet);
            }
            Ok(Opened::Workbook(workbook))
        }
        Err(ReadError::Fail(error)) => Err(error),
        Err(ReadError::Refuse(mut findings)) => {
            for finding in findings.iter_mut().filter(|f| f.sheet.is_empty()) {
                finding.sheet.clone_from(&name);
            }
            refused(findings)
        }
    }
}

/// Text, delimited or printed.
fn text(path: &Path) -> Result<(Source, Vec<RowFinding>), ReadError> {
    let delimited = delimited::CsvSource::open(path)?;
    if delimited.may_be_printed()
        && let Some((source, told)) = printed::open(path, delimited.encoding())?
    {
        let format = FileFormat::Printed(delimited.encoding());
        return Ok((Source::Held(source, format), told));
    }
    Ok((Source::Csv(delimited), Vec::new()))
}

/// A workbook in a package, of whichever kind.
fn packed(
    path: &Path,
    limits: &Limits,
    choices: &Choices,
) -> Result<(Source, String, Vec<RowFinding>), ReadError> {
    let mut package = Package::open(path)?;
    package.measure(limits)?;
    if ods::is_one(&mut package) {
        let (source, sheet, told) = ods::open(&mut package, choices)?;
        return Ok((Source::Held(source, FileFormat::Ods), sheet, told));
    }
    let (source, sheet, told) = xlsx::XlsxSource::open(package, choices)?;
    Ok((Source::Xlsx(Box::new(source)), sheet, told))
}

/// The name's ending says something else than the content; the content was followed.
fn extension_differs(path: &Path, format: FileFormat) -> Option<Note> {
    let ending = path.extension()?.to_string_lossy().to_ascii_lowercase();
    let (fits, found): (&[&str], _) = match format {
        FileFormat::Csv(_) => (&["csv", "txt", "tsv"], "CSV"),
        FileFormat::Printed(_) => (&["txt"], "TXT"),
        FileFormat::Xlsx => (&["xlsx", "xlsm", "et", "xltx"], "xlsx"),
        FileFormat::Xls => (&["xls", "et", "xlt"], "xls"),
        FileFormat::Ods => (&["ods", "ots", "fods"], "ods"),
        FileFormat::Html(_) => (&["html", "htm"], "HTML"),
        FileFormat::XmlSpreadsheet => (&["xml"], "XML"),
    };
    let known = ["csv", "txt", "tsv", "xlsx", "xlsm", "xls", "et", "ods"];
    (known.contains(&ending.as_str()) && !fits.contains(&ending.as_str())).then(|| {
        Note::new(codes::EXTENSION_DIFFERS)
            .arg("ending", ending)
            .arg("found", found)
    })
}

impl ReadError {
    pub(crate) fn refuse(code: FindingText) -> Self {
        Self::refused(Note::new(code))
    }

    pub(crate) fn refused(note: Note) -> Self {
        Self::Refuse(vec![note.at_sheet("")])
    }
}

impl Workbook {
    /// SHA-256 of the file's bytes, lower-case hex.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The one data sheet; the file's name for CSV.
    pub fn sheet(&self) -> &str {
        &self.sheet
    }

    /// What the file turned out to be.
    pub fn format(&self) -> FileFormat {
        match &self.source {
            Source::Csv(source) => FileFormat::Csv(source.encoding()),
            Source::Xlsx(_) => FileFormat::Xlsx,
            Source::Xls(_) => FileFormat::Xls,
            Source::Held(_, format) => *format,
        }
    }

    /// Serial dates count from 1904.
    pub(crate) fn date1904(&self) -> bool {
        match &self.source {
            Source::Csv(_) | Source::Held(..) => false,
            Source::Xlsx(source) => source.date1904(),
            Source::Xls(source) => source.date1904(),
        }
    }

    /// Merged ranges.
    pub(crate) fn merges(&self) -> Vec<Merge> {
        match &self.source {
            Source::Csv(_) => Vec::new(),
            Source::Xlsx(source) => source.merges().to_vec(),
            Source::Xls(source) => source.merges().to_vec(),
            Source::Held(source, _) => source.merges.clone(),
        }
    }

    /// Findings of the file that do not refuse it.
    pub(crate) fn warnings(&self) -> &[RowFinding] {
        &self.warnings
    }

    /// Lines of a printed page that are no rows: labels, and what is repeated on every page.
    pub(crate) fn asides(&self) -> &[RawRow] {
        match &self.source {
            Source::Held(source, _) => &source.asides,
            _ => &[],
        }
    }

    /// Begins to read; may be called again to begin anew.
    pub(crate) fn rows(&mut self) -> Result<Rows<'_>, ReadError> {
        let inner = match &mut self.source {
            Source::Csv(source) => Inner::Csv(Box::new(source.rows(&self.path)?)),
            Source::Xlsx(source) => Inner::Xlsx(Box::new(source.rows()?)),
            Source::Xls(source) => Inner::Xls(source.rows()),
            Source::Held(source, _) => Inner::Held(source.rows.iter()),
        };
        Ok(Rows {
            inner,
            limits: self.limits,
            count: 0,
        })
    }
}

/// The rows of a file in order; rows that show nothing are left out.
pub(crate) struct Rows<'w> {
    inner: Inner<'w>,
    limits: Limits,
    count: u32,
}

enum Inner<'w> {
    Csv(Box<delimited::CsvRows>),
    Xlsx(Box<xlsx::XlsxRows<'w>>),
    Xls(xls::XlsRows<'w>),
    Held(std::slice::Iter<'w, RawRow>),
}

impl Rows<'_> {
    /// The next row that shows anything, within the limits.
    pub(crate) fn next_row(&mut self) -> Result<Option<RawRow>, ReadError> {
        loop {
            let next = match &mut self.inner {
                Inner::Csv(rows) => rows.next_row()?,
                Inner::Xlsx(rows) => rows.next_row(self.limits.columns)?,
                Inner::Xls(rows) => rows.next_row()?,
                Inner::Held(rows) => rows.next().cloned(),
            };
            let Some(row) = next else { return Ok(None) };
            if row.is_blank() {
                continue;
            }
            self.count += 1;
            self.check(&row)?;
            return Ok(Some(row));
        }
    }

    fn check(&self, row: &RawRow) -> Result<(), ReadError> {
        let limit = |code: FindingText, limit: String| {
            let mut finding = Note::new(code).arg("limit", limit).at_sheet("");
            finding.row = row.row;
            Err(ReadError::Refuse(vec![finding]))
        };
        // The head, the header and the signature rows are not data and come on top.
        if self.count
            > self
                .limits
                .rows
                .saturating_add(2 * crate::limits::HEADER_ROWS_MAX as u32)
        {
            return limit(codes::FILE_TOO_MANY_ROWS, self.limits.rows.to_string());
        }
        if row.cells.len() > self.limits.columns
            && row
                .cells
                .iter()
                .skip(self.limits.columns)
                .any(|cell| !cell.is_blank())
        {
            return limit(
                codes::FILE_TOO_MANY_COLUMNS,
                self.limits.columns.to_string(),
            );
        }
        let chars_max = self.limits.cell_chars;
        let too_long = |text: &str| text.len() > chars_max && text.chars().count() > chars_max;
        if row
            .cells
            .iter()
            .any(|cell| cell.as_text().is_some_and(too_long))
        {
            return limit(codes::FILE_CELL_TOO_LONG, chars_max.to_string());
        }
        if row
            .cells
            .iter()
            .any(|cell| cell.as_text().is_some_and(encoding::is_mojibake))
        {
            return Err(ReadError::refuse(codes::FILE_MOJIBAKE));
        }
        Ok(())
    }
}

/// SHA-256 of a file's bytes in hex; `None` for one of more than `bytes_max` bytes.
pub(crate) fn digest_of(path: &Path, bytes_max: u64) -> std::io::Result<Option<String>> {
    Ok(digest_and_first_bytes(path, bytes_max)?.map(|(digest, _)| digest))
}

/// `None` for a file of more than `bytes_max` bytes, whatever its size is said to be.
fn digest_and_first_bytes(
    path: &Path,
    bytes_max: u64,
) -> std::io::Result<Option<(String, Vec<u8>)>> {
    let file = File::open(path)?;
    if file.metadata()?.len() > bytes_max {
        return Ok(None);
    }
    let mut file = file.take(bytes_max.saturating_add(1));
    let mut hasher = Sha256::new();
    let mut first = Vec::new();
    let mut buffer = vec![0; BUFFER_BYTES];
    loop {
        let count = file.read(&mut buffer)?;
        let Some(chunk) = buffer.get(..count).filter(|chunk| !chunk.is_empty()) else {
            break;
        };
        hasher.update(chunk);
        if first.len() < magic::FIRST_BYTES {
            first.extend(chunk.iter().take(magic::FIRST_BYTES - first.len()));
        }
    }
    if file.limit() == 0 {
        return Ok(None);
    }
    Ok(Some((HEXLOWER.encode(&hasher.finalize()), first)))
}
