//! Reads a file chunk by chunk: rows as received, what they say, what is wrong with them.

use crate::codes;
use crate::error::ImportError;
use crate::groups::{is_group_row, join};
use crate::head::{SubmissionHead, read_labels, read_title};
use crate::header::{Aliases, Header, Laid, not_found};
use crate::limits::{CLOCK_ROWS, HEADER_HITS_MIN, HEADER_ROWS_MAX};
use crate::mappings::Mappings;
use crate::reader::{FileFormat, Merge, Rows, Stop, Workbook};
use crate::seen::Seen;
use crate::spellings::Spellings;
use crate::strays::{Untitled, above_the_header, beside_the_table};
use crate::swapped::Swapped;
use crate::totals::{Totals, is_remark};
use domain::finding::{RowFinding, RowSeverity};
use domain::mask;
use rows::column::UNIT_CODE;
use rows::instant::is_shifted;
use rows::{
    Cleaned, Column, ColumnKind, Columns, Context, Note, RawCell, RawRow, RowReader, Sheet,
    SheetSpec, StagedRow,
};
use std::collections::VecDeque;

/// Names shown so that a guessed encoding can be judged.
const SAMPLE_NAMES: usize = 3;
/// Longest of them, in characters.
const SAMPLE_CHARS: usize = 40;

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
/// file) are known only at the end, so a file counts as read only when [`Feed::finish`] says it is not refused.
pub struct Feed<'w, S: Sheet> {
    rows: Option<Rows<'w>>,
    sheet: S,
    context: Context,
    laid: Option<Laid>,
    merges: Vec<Merge>,
    /// First rows of the merged ranges that reach into rows to come.
    open_merges: Vec<(Merge, u16, RawCell)>,
    ahead: VecDeque<RawRow>,
    seen: Seen,
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

/// A name of the file, by which a guessed encoding can be judged.
struct Sample {
    text: String,
    /// It is a person's.
    person: bool,
}

impl Sample {
    /// As findings show it, under one reading or another.
    fn shown(&self, text: &str) -> String {
        if self.person {
            mask::name_across_scopes(text)
        } else {
            text.to_owned()
        }
    }
}

impl<'w, S: Sheet> Feed<'w, S> {
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
    /// As [`Feed::start`].
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
            file_findings: workbook.warnings().to_vec(),
        };
        let date1904 = workbook.date1904();
        let merges = workbook.merges();
        let mut feed = Self {
            rows: None,
            sheet,
            context,
            laid: None,
            merges,
            open_merges: Vec::new(),
            ahead: VecDeque::new(),
            seen: Seen::default(),
            totals: Totals::default(),
            swapped: Swapped::default(),
            mappings,
            first_unit: None,
            samples: Vec::new(),
            spellings: Spellings::default(),
            untitled: Untitled::default(),
            summary,
        };
        match workbook.rows() {
            Ok(rows) => feed.rows = Some(rows),
            Err(stop) => feed.stop(stop)?,
        }
        feed.find_header(date1904)?;
        Ok(feed)
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

    fn find_header(&mut self, date1904: bool) -> Result<(), ImportError> {
        let SheetSpec {
            code,
            columns: specs,
            ..
        } = self.spec();
        let mut aliases = Aliases::new(specs);
        aliases.add(&self.mappings, specs);
        let mut above = Vec::new();
        for _ in 0..HEADER_ROWS_MAX {
            let Some(row) = self.next_raw()? else { break };
            let Some(header) = self.header_at(&row, &aliases)? else {
                if read_labels(row.cells.iter(), &mut self.summary.head).is_none() {
                    read_title(&row, &mut self.summary.head);
                }
                above.push(row);
                continue;
            };
            self.look_at_first_unit(&header)?;
            let supplied: &[&str] = if self.context.default_unit_code.is_some() {
                &[UNIT_CODE]
            } else {
                &[]
            };
            match Laid::lay_out(
                &self.summary.sheet,
                &header,
                date1904,
                specs,
                supplied,
                code,
            ) {
                Ok(laid) => match above_the_header(above, &laid) {
                    None => {
                        let laid = self.with_clock(laid)?;
                        self.begin(laid);
                    }
                    Some(finding) => self.refuse(vec![finding]),
                },
                Err(findings) => self.refuse(findings),
            }
            return Ok(());
        }
        if !self.summary.is_refused() {
            self.refuse(vec![not_found(&self.summary.sheet, specs)]);
        }
        Ok(())
    }

    /// The header that begins in this row, if one does. A row of groups is joined with the one below it.
    fn header_at(
        &mut self,
        row: &RawRow,
        aliases: &Aliases,
    ) -> Result<Option<Header>, ImportError> {
        if is_group_row(row, aliases.people())
            && let Some(below) = self.next_raw()?
        {
            if below.row == row.row.saturating_add(1) {
                let joined = join(row, &below, &self.merges);
                let header = Header::of_groups(below.row, &joined, aliases);
                if header.is_one() {
                    return Ok(Some(header));
                }
            }
            self.ahead.push_front(below);
        }
        let header = Header::of_row(row, aliases);
        Ok(header.is_one().then_some(header))
    }

    fn look_at_first_unit(&mut self, header: &Header) -> Result<(), ImportError> {
        let Some(place) = header.place_of(UNIT_CODE) else {
            return Ok(());
        };
        if let Some(row) = self.next_raw()? {
            self.first_unit = row
                .cells
                .get(place)
                .and_then(RawCell::as_text)
                .map(|text| rows::without_marks(text).trim().to_owned());
            self.ahead.push_front(row);
        }
        Ok(())
    }

    /// The names a guessed encoding gives, masked like all names in findings.
    fn guessed_encoding(&self) -> Option<RowFinding> {
        let (FileFormat::Csv(encoding) | FileFormat::Html(encoding)) = self.summary.format else {
            return None;
        };
        if !encoding.is_guess() || self.samples.is_empty() {
            return None;
        }
        let mut others: Vec<(&str, Vec<String>)> = Vec::new();
        for sample in &self.samples {
            for (encoding, text) in encoding.otherwise(&sample.text) {
                let shown = sample.shown(&text);
                match others.iter_mut().find(|(other, _)| *other == encoding) {
                    Some((_, names)) => names.push(shown),
                    None => others.push((encoding, vec![shown])),
                }
            }
        }
        let others: Vec<String> = others
            .into_iter()
            .map(|(encoding, names)| format!("{encoding}：{}", names.join("、")))
            .collect();
        let samples = self.samples.iter();
        let names: Vec<String> = samples.map(|sample| sample.shown(&sample.text)).collect();
        let note = Note::new(codes::ENCODING_GUESSED)
            .arg("encoding", encoding.name())
            .arg("names", names.join("、"))
            .arg("others", others.join("；"));
        Some(note.at_sheet(&self.summary.sheet))
    }

    fn sample(&self, row: &StagedRow) -> Option<Sample> {
        let columns = self.columns()?;
        let mut told = self.spec().columns.iter().filter(|spec| spec.sample);
        told.find_map(|spec| {
            let text = row.cell(columns, spec.field)?.as_text()?;
            Some(Sample {
                text: text.trim().chars().take(SAMPLE_CHARS).collect(),
                person: spec.kind == ColumnKind::Name,
            })
        })
    }

    /// Looks at the first rows of data for whether their dates are shifted by the program that wrote them.
    fn with_clock(&mut self, mut laid: Laid) -> Result<Laid, ImportError> {
        let mut first = VecDeque::new();
        while first.len() < CLOCK_ROWS
            && let Some(row) = self.next_raw()?
        {
            first.push_back(row);
        }
        let (mut shifted, mut exact) = (0, 0);
        for row in &first {
            let staged = laid.stage(row.clone());
            match is_shifted(&staged, laid.columns(), self.context.today) {
                Some(true) => shifted += 1,
                Some(false) => exact += 1,
                None => {}
            }
        }
        if shifted > exact {
            laid.shift();
        }
        self.ahead = first;
        Ok(laid)
    }

    fn begin(&mut self, laid: Laid) {
        let columns = laid.columns();
        self.summary.header_row = laid.header_row();
        self.summary.columns = columns.recognised().to_vec();
        self.summary.titles = laid.titles().to_vec();
        let spec = self.spec();
        self.summary
            .file_findings
            .extend(laid.told(spec.columns, spec.code, &self.mappings));
        let filled: Vec<u16> = columns
            .with(|spec| spec.fills_down)
            .map(|column| column.index)
            .collect();
        let below = self.summary.header_row;
        self.merges.retain(|merge| {
            merge.left == merge.right
                && merge.top >= below
                && filled.iter().any(|index| u32::from(*index) == merge.left)
        });
        self.merges
            .sort_by_key(|merge| std::cmp::Reverse(merge.top));
        self.laid = Some(laid);
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

    fn stop(&mut self, stop: Stop) -> Result<(), ImportError> {
        self.rows = None;
        match stop {
            Stop::Fail(error) => Err(error),
            Stop::Refuse(mut findings) => {
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

    /// Reads one row below the header: data, or a row that is none.
    fn read(&mut self, raw: RawRow) -> Option<ReadRow<S::Row>> {
        let laid = self.laid.as_ref()?;
        let columns = laid.columns();
        let mut received = laid.stage(raw);
        fill_merged(
            &mut received,
            columns,
            &mut self.merges,
            &mut self.open_merges,
        );
        let Cleaned { row, findings } = rows::clean(&received, columns);
        let staged = row.as_ref().unwrap_or(&received);
        if let Some(findings) = self.totals.reconcile(staged, columns) {
            self.summary.file_findings.extend(findings);
            return None;
        }
        let cells = staged.cells.iter().map(|cell| &cell.cell);
        let beside_labels = if staged.has_key(columns) {
            None
        } else {
            read_labels(cells, &mut self.summary.head)
        };
        if beside_labels == Some(0) {
            return None;
        }
        // With much beside its labels it is data that lacks its number, and is told so.
        let is_label_row = beside_labels.is_some_and(|others| others < HEADER_HITS_MIN);
        if is_label_row || staged.is_empty() || is_remark(staged) {
            if !is_running_number(staged) {
                let note = Note::new(codes::ROW_IGNORED);
                self.summary
                    .file_findings
                    .push(note.at(&staged.sheet, staged.row, String::new()));
            }
            return None;
        }
        self.totals.add(staged, columns);
        self.untitled.look(staged, laid);
        if let Some(between) = self.sheet.generations() {
            self.swapped
                .add(staged, columns, &between, self.context.today);
        }
        let mut reader = RowReader::new(staged, columns);
        findings.into_iter().for_each(|finding| reader.add(finding));
        let draft = self.sheet.read(&mut reader, &self.context);
        if let Some(finding) = beside_the_table(staged, laid, self.summary.format) {
            reader.add(finding);
        }
        let (draft, mut findings) = reader.finish(draft);
        if let Some(row) = &draft {
            self.spellings
                .compare(&self.sheet.people(row), staged, &mut findings);
        }
        if self.samples.len() < SAMPLE_NAMES {
            let sample = self.sample(staged);
            self.samples.extend(sample);
        }
        let draft = self.of_the_mapped_unit(draft, staged, &mut findings);
        let draft = self.first_of_its_kind(draft, staged, &mut findings);
        self.summary.rows += 1;
        self.summary.sound += u32::from(draft.is_some());
        Some(ReadRow {
            staged: received,
            draft,
            findings,
        })
    }

    /// Refuses a row of another unit than the one whose saved headers were used.
    fn of_the_mapped_unit(
        &self,
        draft: Option<S::Row>,
        staged: &StagedRow,
        findings: &mut Vec<RowFinding>,
    ) -> Option<S::Row> {
        let draft = draft?;
        if !self.laid.as_ref().is_some_and(Laid::is_mapped) {
            return Some(draft);
        }
        match self.sheet.unit_code(&draft) {
            Some(code) if code != self.mappings.unit => {
                let note = Note::new(codes::MAPPING_OTHER_UNIT)
                    .arg("code", code)
                    .arg("unit", self.mappings.unit.clone());
                findings.push(note.at(&staged.sheet, staged.row, String::new()));
                None
            }
            _ => Some(draft),
        }
    }

    /// Refuses a row that repeats an earlier one.
    fn first_of_its_kind(
        &mut self,
        draft: Option<S::Row>,
        staged: &StagedRow,
        findings: &mut Vec<RowFinding>,
    ) -> Option<S::Row> {
        let draft = draft?;
        match self.seen.note(self.sheet.key(&draft), staged.row) {
            None => Some(draft),
            Some(first) => {
                let note = Note::new(codes::DUPLICATE_IN_FILE).arg("first", first.to_string());
                findings.push(note.at(&staged.sheet, staged.row, String::new()));
                None
            }
        }
    }
}

/// A prepared row with nothing but its running number is blank.
fn is_running_number(row: &StagedRow) -> bool {
    let mut filled = row.cells.iter().filter(|cell| !cell.cell.is_blank());
    match (filled.next(), filled.next()) {
        (Some(only), None) => match &only.cell {
            RawCell::Number(_) => true,
            RawCell::Formula(result) => matches!(**result, RawCell::Number(_)),
            cell => cell
                .as_text()
                .is_some_and(|text| text.trim().bytes().all(|byte| byte.is_ascii_digit())),
        },
        (None, _) => true,
        _ => false,
    }
}

/// Fills the cells of a row below the first one of a merged cell. `merges` is sorted by falling first row, and all are
/// of columns that fill down.
fn fill_merged(
    staged: &mut StagedRow,
    columns: &Columns,
    merges: &mut Vec<Merge>,
    open: &mut Vec<(Merge, u16, RawCell)>,
) {
    let row = staged.row.saturating_sub(1);
    open.retain(|(merge, ..)| merge.bottom >= row);
    while merges.last().is_some_and(|merge| merge.top <= row) {
        let Some(merge) = merges.pop() else { break };
        if let Ok(index) = u16::try_from(merge.left)
            && merge.top == row
            && let Some(cell) = staged.at(index)
        {
            open.push((merge, index, cell.clone()));
        }
    }
    for (_, index, cell) in open.iter().filter(|(merge, ..)| merge.top < row) {
        let spec = columns
            .spec_at(usize::from(*index))
            .map_or("", |spec| spec.field);
        staged.fill(*index, spec, cell);
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
    let mut feed = Feed::start(workbook, sheet, context)?;
    while let Some(chunk) = feed.next_chunk(rows_max)? {
        take(chunk)?;
    }
    Ok(feed.finish())
}
