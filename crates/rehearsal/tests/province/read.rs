//! Reads a province's files back.

use calamine::{Data, Reader, Xlsx, open_workbook};
use rehearsal::{FileEntry, Manifest, ProvinceSpec, generate};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;
use tempfile::TempDir;

/// One data row: column name to text; a numeric cell of a workbook reads as `#` and the number.
pub type Row = BTreeMap<String, String>;

/// A province on disk.
pub struct Province {
    pub directory: TempDir,
    pub manifest: Manifest,
}

/// The small province, made once for all tests.
pub static SMALL: LazyLock<Province> = LazyLock::new(|| make(&ProvinceSpec::small()));

pub fn make(spec: &ProvinceSpec) -> Province {
    let directory = tempfile::tempdir().unwrap();
    let manifest = generate(directory.path(), spec).unwrap();
    Province {
        directory,
        manifest,
    }
}

impl Province {
    /// All lines of a file, head and header included.
    pub fn lines(&self, file: &FileEntry) -> Vec<Vec<String>> {
        let path = self.directory.path().join(&file.path);
        if file.format == "xlsx" {
            workbook_lines(&path)
        } else {
            csv_lines(&path, &file.format)
        }
    }

    /// The data rows of a file: after the header, without blank and totals rows.
    pub fn rows(&self, file: &FileEntry) -> Vec<Row> {
        let lines = self.lines(file);
        let at = lines.iter().position(|line| line[0] == "工会代码").unwrap();
        lines[at + 1..]
            .iter()
            .filter(|line| line.iter().any(|cell| !cell.is_empty()) && line[0] != "合计")
            .map(|line| {
                lines[at]
                    .iter()
                    .cloned()
                    .zip(line.iter().cloned())
                    .collect()
            })
            .collect()
    }

    /// The data rows of all files of a profile.
    pub fn all(&self, profile: &str) -> Vec<Row> {
        self.manifest
            .files
            .iter()
            .filter(|file| file.profile == profile)
            .flat_map(|file| self.rows(file))
            .collect()
    }

    pub fn fault(&self, kind: &str) -> usize {
        self.manifest.faults.get(kind).copied().unwrap_or(0)
    }

    pub fn situation(&self, kind: &str) -> usize {
        self.manifest.situations.get(kind).copied().unwrap_or(0)
    }
}

fn csv_lines(path: &Path, format: &str) -> Vec<Vec<String>> {
    let bytes = std::fs::read(path).unwrap();
    let text = match format {
        "csv-gb18030" => {
            assert!(
                std::str::from_utf8(&bytes).is_err(),
                "{path:?} would pass for UTF-8"
            );
            encoding_rs::GB18030
                .decode_without_bom_handling_and_without_replacement(&bytes)
                .unwrap()
                .into_owned()
        }
        "csv-utf8-bom" => String::from_utf8(bytes)
            .unwrap()
            .strip_prefix('\u{FEFF}')
            .unwrap()
            .to_owned(),
        _ => String::from_utf8(bytes).unwrap(),
    };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    reader
        .records()
        .map(|record| record.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

fn workbook_lines(path: &Path) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let text = |cell: &Data| match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.clone(),
        Data::Float(number) => format!("#{number}"),
        Data::DateTime(stamp) => {
            let (year, month, day, ..) = stamp.to_ymd_hms_milli();
            format!("{year}-{month:02}-{day:02}")
        }
        other => panic!("unexpected cell {other:?} in {path:?}"),
    };
    range
        .rows()
        .map(|row| row.iter().map(text).collect())
        .collect()
}

/// The number in a cell of text or of number.
pub fn yuan(cell: &str) -> Option<u32> {
    cell.trim_start_matches('#').parse().ok()
}
