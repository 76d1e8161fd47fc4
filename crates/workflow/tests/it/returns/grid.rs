//! A workbook as a clerk handles it: opened, some cells mended, saved by another program.

use calamine::{Data, Reader, Xlsx, open_workbook};
use rust_xlsxwriter::{Format, Workbook};
use std::path::{Path, PathBuf};

pub struct Grid {
    dir: tempfile::TempDir,
    sheet: String,
    /// Row 1 is `rows[0]`.
    pub rows: Vec<Vec<Data>>,
    header: usize,
}

impl Grid {
    /// Opens the first sheet, whose header is row `header` as Excel shows it.
    pub fn open(path: &Path, header: usize) -> Self {
        let mut book: Xlsx<_> = open_workbook(path).unwrap();
        let sheet = book.sheet_names().first().unwrap().clone();
        let range = book.worksheet_range(&sheet).unwrap();
        let (height, width) = range.end().unwrap();
        let rows = (0..=height)
            .map(|row| {
                (0..=width)
                    .map(|column| {
                        range
                            .get_value((row, column))
                            .cloned()
                            .unwrap_or(Data::Empty)
                    })
                    .collect()
            })
            .collect();
        Self {
            dir: tempfile::tempdir().unwrap(),
            sheet,
            rows,
            header: header - 1,
        }
    }

    pub fn headers(&self) -> Vec<String> {
        self.rows[self.header]
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    /// The numbers of the rows of data.
    pub fn data(&self) -> std::ops::Range<usize> {
        self.header + 1..self.rows.len()
    }

    fn column(&self, header: &str) -> usize {
        let headers = self.headers();
        headers
            .iter()
            .position(|have| have == header)
            .unwrap_or_else(|| panic!("no column {header} in {headers:?}"))
    }

    pub fn get(&self, row: usize, header: &str) -> String {
        self.rows[row][self.column(header)].to_string()
    }

    pub fn cell(&self, row: usize, header: &str) -> &Data {
        &self.rows[row][self.column(header)]
    }

    /// The row whose cell has a value.
    pub fn find(&self, header: &str, value: &str) -> usize {
        self.data()
            .find(|row| self.get(*row, header) == value)
            .unwrap_or_else(|| panic!("no {value} in {header}"))
    }

    pub fn set(&mut self, row: usize, header: &str, value: &str) {
        let column = self.column(header);
        self.rows[row][column] = Data::String(value.to_owned());
    }

    /// Saves everything as another program would, text cells as text.
    pub fn save(&self, name: &str) -> PathBuf {
        let mut book = Workbook::new();
        let text = Format::new().set_num_format("@");
        let sheet = book.add_worksheet();
        sheet.set_name(&self.sheet).unwrap();
        for (row, cells) in (0_u32..).zip(&self.rows) {
            for (column, cell) in (0_u16..).zip(cells) {
                match cell {
                    Data::Empty => {}
                    Data::Float(number) => {
                        sheet.write_number(row, column, *number).unwrap();
                    }
                    Data::Int(number) => {
                        sheet.write_number(row, column, *number as f64).unwrap();
                    }
                    other => {
                        let other = other.to_string();
                        sheet
                            .write_string_with_format(row, column, other, &text)
                            .unwrap();
                    }
                }
            }
        }
        let path = self.dir.path().join(name);
        book.save(&path).unwrap();
        path
    }
}
