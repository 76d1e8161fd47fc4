//! Reads a file chunk by chunk: rows as received, what they say, what is wrong with them.

mod begin;
mod names;
mod row;

use crate::codes;
use crate::duplicate_rows::DuplicateRows;
use crate::error::ImportError;
use crate::head::SubmissionHead;
use crate::header::Laid;
use crate::mappings::Mappings;
use crate::outside::Outside;
use crate::reader::{FileFormat, Merge, ReadError, Rows, Workbook};
use crate::spellings::Spellings;
use crate::strays::Untitled;
use crate::swapped::Swapped;
use crate::totals::Totals;
use domain::finding::{RowFinding, RowSeverity};
use names::Sample;
use rows::{Column, Columns, Context, Note, RawCell, RawRow, Sheet, SheetSpec, StagedRow};
use std::collections::VecDeque;

/// One row of data.
#[derive(Debug)]
pub struct ReadRow<T> {
    /// The row as received.
    pub staged: StagedRow,
    /// What it says, unless a finding refuses it.
    pub draft: Option<T>,
    /// Everything that is to be said about it.
    pub findings: Vec<RowFinding>,
}

/// What is known when the last row was read.
#[derive(Debug)]
pub struct FileSummary {
    /// SHA-256 of the file's bytes, lower-case hex.
    pub digest: String,
    /// What the file is.
    pub format: FileFormat,
    /// The sheet; the file's name for CSV.
    pub sheet: String,
    /// Rows of data given out.
    pub rows: u32,
    /// Rows of data without a finding that refuses them.
    pub sound: u32,
    /// Row of the header; 0 when there was none.
    pub header_row: u32,
    /// The columns that were recognised.
    pub columns: Vec<Column>,
    /// Every header as the clerk wrote it, by column.
    pub titles: Vec<String>,
    /// Serial dates count from 1904.
    pub date1904: bool,
    /// What stands above and below the table.
    pub head: SubmissionHead,
    /// What stands outside the columns and rows of data, where the sheet hears it.
    pub outside: Vec<Outside>,
    /// Findings of the file and of rows that are no data. One of severity `File` refuses the file whole.
    pub file_findings: Vec<RowFinding>,
}

impl FileSummary {
    /// The file is refused whole: whatever was staged of it must be dropped.
    pub fn is_refused(&self) -> bool {
        self.file_findings
            .iter()
            .any(|finding| finding.severity == RowSeverity::File)
    }
}

/// The rows of one file, in order.
///
/// A chunk is given whole or not at all. After an error, and after a finding that refuses the file, nothing more is
/// given, and what was given before must not be promoted: some findings (swapped columns, a damaged end of the
/// file) are known only at the end, so a file counts as read only when [`SheetReader::finish`] says it is not refused.
pub struct SheetReader<'w, S: Sheet> {
    rows: Option<Rows<'w>>,
    sheet: S,
    context: Context,
    laid: Option<Laid>,
    merges: Vec<Merge>,
    /// First rows of the merged ranges that reach into rows to come.
    open_merges: Vec<(Merge, u16, RawCell)>,
    ahead: VecDeque<RawRow>,
    seen: DuplicateRows,
    totals: Totals,
    swapped: Swapped,
    mappings: Mappings,
    /// The unit the first row of data names.
    first_unit: Option<String>,
    samples: Vec<Sample>,
    spellings: Spellings,
    untitled: Untitled,
    summary: FileSummary,
}

impl<'w, S: Sheet> SheetReader<'w, S> {
    /// Reads the head and the header of a file.
    ///
    /// # Errors
    /// [`ImportError`] when the file cannot be read. A file without a usable header gives a feed without rows whose
    /// summary is refused.
    pub fn start(
        workbook: &'w mut Workbook,
        sheet: S,
        context: Context,
    ) -> Result<Self, ImportError> {
        Self::start_with(workbook, sheet, context, Mappings::default())
    }

    /// Reads the head and the header of a file, with the headers a union's operator confirmed.
    ///
    /// # Errors
    /// As [`SheetReader::start`].
    pub fn start_with(
        workbook: &'w mut Workbook,
        sheet: S,
        context: Context,
        mappings: Mappings,
    ) -> Result<Self, ImportError> {
        let summary = FileSummary {
            digest: workbook.digest().to_owned(),
            format: workbook.format(),
            sheet: workbook.sheet().to_owned(),
            rows: 0,
            sound: 0,
            header_row: 0,
            columns: Vec::new(),
            titles: Vec::new(),
            date1904: workbook.date1904(),
            head: SubmissionHead::default(),
            outside: Vec::new(),
            file_findings: workbook.warnings().to_vec(),
        };
        let summary = if sheet.hears_the_rest() {
            FileSummary {
                outside: Outside::of_all(workbook.asides()),
                ..summary
            }
        } else {
            summary
        };
        let date1904 = workbook.date1904();
        let merges = workbook.merges();
        let mut reader = Self {
            rows: None,
            sheet,
            context,
            laid: None,
            merges,
            open_merges: Vec::new(),
            ahead: VecDeque::new(),
            seen: DuplicateRows::default(),
            totals: Totals::default(),
            swapped: Swapped::default(),
            mappings,
            first_unit: None,
            samples: Vec::new(),
            spellings: Spellings::default(),
            untitled: Untitled::default(),
            summary,
        };
        if matches!(workbook.format(), FileFormat::Printed(_)) {
            reader.totals.be_strict();
        }
        match workbook.rows() {
            Ok(rows) => reader.rows = Some(rows),
            Err(stop) => reader.stop(stop)?,
        }
        reader.find_header(date1904)?;
        Ok(reader)
    }

    /// How the columns are laid out; `None` when the file is refused.
    pub fn columns(&self) -> Option<&Columns> {
        self.laid.as_ref().map(Laid::columns)
    }

    fn spec(&self) -> SheetSpec {
        self.sheet.spec()
    }

    /// The head as far as it stands above the table.
    pub fn head(&self) -> &SubmissionHead {
        &self.summary.head
    }

    /// The unit code of the first row of data, whether the header can be used or not: whose file it probably is.
    pub fn first_unit_code(&self) -> Option<&str> {
        self.first_unit.as_deref()
    }

    /// Names the unit of rows that name none, for instance after the head was looked up.
    pub fn set_default_unit_code(&mut self, code: Option<String>) {
        self.context.default_unit_code = code;
    }

    /// The next rows, at most `rows_max`; `None` at the end and when the file is refused.
    ///
    /// # Errors
    /// [`ImportError`] when the file cannot be read on; the rows read for this chunk are not given.
    pub fn next_chunk(
        &mut self,
        rows_max: usize,
    ) -> Result<Option<Vec<ReadRow<S::Row>>>, ImportError> {
        let mut chunk = Vec::new();
        while chunk.len() < rows_max.max(1) {
            let Some(row) = self.next_raw()? else { break };
            chunk.extend(self.read(row));
        }
        let over = chunk.is_empty() || self.summary.is_refused();
        Ok((!over).then_some(chunk))
    }

    /// Ends the reading. Rows not pulled yet are not read.
    pub fn finish(mut self) -> FileSummary {
        if let Some(finding) = self.swapped.finding(&self.summary.sheet) {
            self.summary.file_findings.push(finding);
        }
        let read_whole = self.rows.is_none() && self.ahead.is_empty();
        if let Some(laid) = self.laid.as_ref().filter(|_| read_whole) {
            let told = self.totals.finish(&self.summary.sheet, laid.columns());
            self.summary.file_findings.extend(told);
        }
        if let Some(finding) = self.guessed_encoding() {
            self.summary.file_findings.push(finding);
        }
        let sheet = &self.summary.sheet;
        let untitled = self.untitled.finding(sheet, self.summary.header_row);
        self.summary.file_findings.extend(untitled);
        if self.summary.rows == 0 && !self.summary.is_refused() {
            let finding = Note::new(codes::FILE_EMPTY).at_sheet(&self.summary.sheet);
            self.summary.file_findings.push(finding);
        }
        self.summary
    }

    fn next_raw(&mut self) -> Result<Option<RawRow>, ImportError> {
        if let Some(row) = self.ahead.pop_front() {
            return Ok(Some(row));
        }
        let Some(rows) = &mut self.rows else {
            return Ok(None);
        };
        match rows.next_row() {
            Ok(Some(row)) => Ok(Some(row)),
            Ok(None) => {
                self.rows = None;
                Ok(None)
            }
            Err(stop) => self.stop(stop).map(|()| None),
        }
    }

    fn stop(&mut self, stop: ReadError) -> Result<(), ImportError> {
        self.rows = None;
        match stop {
            ReadError::Fail(error) => Err(error),
            ReadError::Refuse(mut findings) => {
                for finding in findings.iter_mut().filter(|f| f.sheet.is_empty()) {
                    finding.sheet.clone_from(&self.summary.sheet);
                }
                self.summary.file_findings.extend(findings);
                Ok(())
            }
        }
    }

    fn refuse(&mut self, findings: Vec<RowFinding>) {
        self.rows = None;
        self.laid = None;
        self.summary.file_findings.extend(findings);
    }
}

/// Opens and reads a whole file, giving each chunk to `take`.
///
/// # Errors
/// [`ImportError`], or what `take` returns; either way the file was not read to its end and nothing of it may be
/// promoted.
pub fn read<S: Sheet, E: From<ImportError>>(
    workbook: &mut Workbook,
    sheet: S,
    context: Context,
    rows_max: usize,
    mut take: impl FnMut(Vec<ReadRow<S::Row>>) -> Result<(), E>,
) -> Result<FileSummary, E> {
    let mut reader = SheetReader::start(workbook, sheet, context)?;
    while let Some(chunk) = reader.next_chunk(rows_max)? {
        take(chunk)?;
    }
    Ok(reader.finish())
}
