//! Fixtures: a claims sheet's columns, files written for one test, and everything that was read from them.

use chrono::NaiveDate;
use domain::draft::ClaimDraft;
use domain::finding::RowFinding;
use import::{Claims, FileSummary, Limits, Opened, ReadRow, Workbook};
use policy::{Programme, Registry};
use rows::finding::Texts;
use rows::{ColumnSpec, Context, Lang, Sheet};
use rust_xlsxwriter::{Format, Workbook as Book, Worksheet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use tempfile::TempDir;

static PROGRAMME: LazyLock<Box<dyn Programme>> = LazyLock::new(child_premium::programme);

/// The columns of the claims sheet.
pub static CLAIMS: LazyLock<&'static [ColumnSpec]> = LazyLock::new(|| PROGRAMME.columns());

/// Every sentence of the kernel and of the programme.
pub static TEXTS: LazyLock<Texts> =
    LazyLock::new(|| import::texts(&Registry::new(vec![child_premium::programme()])));

/// The claims sheet.
pub fn claims() -> Claims<'static> {
    Claims(PROGRAMME.as_ref())
}

pub fn render(finding: &RowFinding, lang: Lang) -> String {
    TEXTS.render(finding, lang)
}

/// Placeholders of the finding's sentence that its arguments do not fill; the code itself where there is no sentence.
pub fn unfilled(finding: &RowFinding, lang: Lang) -> Vec<String> {
    TEXTS.find(&finding.code).map_or_else(
        || vec![finding.code.clone()],
        |text| text.unfilled(finding, lang),
    )
}

pub const TODAY: &str = "2025-11-20";
pub const MEMBER_ID: &str = "430102198001010038";
pub const CHILD_ID: &str = "430102201503070027";
pub const CHILD_ID_X: &str = "43010220150307006X";

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn headers(specs: &[ColumnSpec]) -> Vec<String> {
    specs.iter().map(|spec| spec.header.to_owned()).collect()
}

/// A sound row of the claims sheet; `set` changes cells by header.
pub fn claim_row(set: &[(&str, &str)]) -> Vec<String> {
    let sound = [
        "HN430102-001",
        "张三",
        MEMBER_ID,
        "张小明",
        "居民身份证",
        CHILD_ID,
        "",
        "2015-03-07",
        "女",
        "父女",
        "2026",
        "报销",
        "400",
        "2025-10-08",
        "4430000000000001",
        "本人",
        "",
        "400",
        "同意",
        "出生医学证明",
        "建设银行长沙分行",
        "6222000000000000004",
        "张三",
        "",
        "",
        "",
    ];
    let mut row: Vec<String> = sound.iter().map(|cell| (*cell).to_owned()).collect();
    for (header, value) in set {
        row[column_of(header)] = (*value).to_owned();
    }
    row
}

pub fn column_of(header: &str) -> usize {
    CLAIMS
        .iter()
        .position(|spec| spec.header == header)
        .unwrap()
}

pub fn csv_text(lines: &[Vec<String>]) -> String {
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .from_writer(Vec::new());
    for line in lines {
        writer.write_record(line).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

/// Everything that was read from a file.
pub struct Outcome<T = ClaimDraft> {
    pub rows: Vec<ReadRow<T>>,
    pub summary: FileSummary,
}

impl<T> Outcome<T> {
    /// What the sound rows say.
    pub fn claims(&self) -> Vec<&T> {
        self.rows
            .iter()
            .filter_map(|row| row.draft.as_ref())
            .collect()
    }

    pub fn all_findings(&self) -> Vec<&RowFinding> {
        self.rows
            .iter()
            .flat_map(|row| &row.findings)
            .chain(&self.summary.file_findings)
            .collect()
    }

    pub fn codes(&self) -> Vec<&str> {
        self.all_findings()
            .into_iter()
            .map(|finding| finding.code.as_str())
            .collect()
    }

    pub fn only(&self, code: &str) -> &RowFinding {
        let found = self.all_findings();
        let [finding] = found.as_slice() else {
            panic!("{:?}", self.codes())
        };
        assert_eq!(finding.code, code);
        finding
    }
}

/// Where a test puts its file.
pub struct Place<S = Claims<'static>> {
    dir: TempDir,
    pub sheet: S,
    pub context: Context,
    pub limits: Limits,
    pub choices: import::Choices,
    pub mappings: import::Mappings,
}

impl Place {
    pub fn claims() -> Self {
        Self::of(claims())
    }
}

impl<S: Sheet + Copy> Place<S> {
    pub fn of(sheet: S) -> Self {
        Self {
            dir: TempDir::new().unwrap(),
            sheet,
            context: Context {
                today: day(TODAY),
                default_unit_code: None,
            },
            limits: Limits::default(),
            choices: import::Choices::default(),
            mappings: import::Mappings::default(),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn open(&self, path: &Path) -> Opened {
        import::open_with(path, &self.limits, &self.choices).unwrap()
    }

    pub fn read(&self, path: &Path) -> Outcome<S::Row> {
        match self.open(path) {
            Opened::Workbook(mut workbook) => self.read_workbook(&mut workbook),
            Opened::Refused { findings, .. } => panic!("refused: {findings:?}"),
        }
    }

    pub fn read_workbook(&self, workbook: &mut Workbook) -> Outcome<S::Row> {
        let outcome = self.read_workbook_unchecked(workbook);
        for finding in outcome.all_findings() {
            check(finding);
        }
        outcome
    }

    /// Reads without looking for unmasked numbers, which noise may hold anywhere; every finding must still render.
    pub fn read_workbook_unchecked(&self, workbook: &mut Workbook) -> Outcome<S::Row> {
        let mut rows = Vec::new();
        let (context, mappings) = (self.context.clone(), self.mappings.clone());
        let mut reader =
            import::SheetReader::start_with(workbook, self.sheet, context, mappings).unwrap();
        while let Some(chunk) = reader.next_chunk(3).unwrap() {
            rows.extend(chunk);
        }
        let summary = reader.finish();
        let outcome = Outcome { rows, summary };
        for finding in outcome.all_findings() {
            for lang in [Lang::Zh, Lang::En] {
                assert!(unfilled(finding, lang).is_empty(), "{finding:?}");
            }
        }
        outcome
    }

    pub fn refused(&self, path: &Path) -> Vec<RowFinding> {
        match self.open(path) {
            Opened::Refused { findings, .. } => {
                findings.iter().for_each(check);
                findings
            }
            Opened::Workbook(_) => panic!("was not refused"),
        }
    }

    pub fn bytes(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Reads a claims CSV with the given rows below the header.
    pub fn csv(&self, rows: &[Vec<String>]) -> Outcome<S::Row> {
        let mut lines = vec![headers(self.sheet.spec().columns)];
        lines.extend_from_slice(rows);
        self.read(&self.bytes("甲工会.csv", csv_text(&lines).as_bytes()))
    }

    /// Reads a workbook that `write` fills.
    pub fn xlsx(&self, write: impl FnOnce(&mut Worksheet)) -> Outcome<S::Row> {
        let path = self.xlsx_file(write);
        self.read(&path)
    }

    pub fn xlsx_file(&self, write: impl FnOnce(&mut Worksheet)) -> PathBuf {
        let mut book = Book::new();
        let sheet = book.add_worksheet();
        sheet.set_name("申报表").unwrap();
        write(sheet);
        let path = self.path("申报表.xlsx");
        book.save(&path).unwrap();
        path
    }
}

/// Writes text cells from row `top` (from 0) on.
pub fn put(sheet: &mut Worksheet, top: u32, lines: &[Vec<String>]) {
    let text = Format::new().set_num_format("@");
    for (row, line) in (top..).zip(lines) {
        for (column, cell) in (0..).zip(line).filter(|(_, cell)| !cell.is_empty()) {
            sheet
                .write_string_with_format(row, column, cell, &text)
                .unwrap();
        }
    }
}

/// Every finding has a sentence in both languages with nothing left open, and shows no whole number.
pub fn check(finding: &RowFinding) {
    for lang in [Lang::Zh, Lang::En] {
        let text = render(finding, lang);
        assert!(unfilled(finding, lang).is_empty(), "{finding:?}");
        let mut run = 0;
        for c in text.chars() {
            run = if c.is_ascii_digit() { run + 1 } else { 0 };
            assert!(run < 10, "a number is shown unmasked: {text}");
        }
    }
}
