//! Puts a grid of cells into a workbook or a CSV file in one of the encodings unions send.

use crate::RehearsalError;
use crate::rows::push_line;
use chrono::NaiveDate;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::path::Path;

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    Xlsx,
    CsvUtf8,
    CsvUtf8Bom,
    CsvGb18030,
}

impl FileFormat {
    /// The name in the manifest.
    pub fn code(self) -> &'static str {
        match self {
            FileFormat::Xlsx => "xlsx",
            FileFormat::CsvUtf8 => "csv-utf8",
            FileFormat::CsvUtf8Bom => "csv-utf8-bom",
            FileFormat::CsvGb18030 => "csv-gb18030",
        }
    }

    /// The extension of the file's name.
    pub fn extension(self) -> &'static str {
        if self == FileFormat::Xlsx {
            "xlsx"
        } else {
            "csv"
        }
    }
}

/// One cell. Numbers and dates are so stored in a workbook; in CSV they look the way Excel saves them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    Text(String),
    Number(u64),
    Date(NaiveDate),
}

/// A sheet: head lines above the header, then the header, then rows (an empty row is a blank line).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    pub sheet: &'static str,
    pub head: Vec<Vec<String>>,
    pub header: &'static [&'static str],
    pub rows: Vec<Vec<Cell>>,
}

impl Grid {
    /// Writes the grid to `path`.
    pub fn write(&self, path: &Path, format: FileFormat) -> Result<(), RehearsalError> {
        let write = |bytes: &[u8]| {
            std::fs::write(path, bytes).map_err(|cause| RehearsalError::Write {
                path: path.to_owned(),
                cause,
            })
        };
        match format {
            FileFormat::Xlsx => self
                .workbook(path)
                .map_err(|cause| RehearsalError::Workbook {
                    path: path.to_owned(),
                    cause,
                }),
            FileFormat::CsvUtf8 => write(self.csv().as_bytes()),
            FileFormat::CsvUtf8Bom => write(format!("\u{FEFF}{}", self.csv()).as_bytes()),
            FileFormat::CsvGb18030 => write(&encoding_rs::GB18030.encode(&self.csv()).0),
        }
    }

    fn csv(&self) -> String {
        let mut text = String::new();
        let width = self.header.len();
        let padded = |cells: &[String]| {
            let mut line = cells.to_vec();
            line.resize(width, String::new());
            line
        };
        for line in &self.head {
            push_line(&mut text, &padded(line));
        }
        push_line(&mut text, self.header);
        for row in &self.rows {
            push_line(
                &mut text,
                &padded(&row.iter().map(csv_text).collect::<Vec<_>>()),
            );
        }
        text
    }

    fn workbook(&self, path: &Path) -> Result<(), XlsxError> {
        let mut book = Workbook::new();
        // The writer would otherwise stamp the workbook with the clock, and no two runs would be alike.
        let created = ExcelDateTime::from_ymd(2025, 9, 19)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&created));
        let sheet = book.add_worksheet();
        sheet.set_name(self.sheet)?;
        let text = Format::new().set_num_format("@");
        let last_column = (self.header.len().saturating_sub(1)) as u16;
        let mut at = 0;
        for line in &self.head {
            if let [title] = line.as_slice() {
                sheet.merge_range(at, 0, at, last_column, title, &Format::new())?;
            } else {
                for (column, value) in (0..).zip(line).filter(|(_, value)| !value.is_empty()) {
                    sheet.write_string(at, column, value)?;
                }
            }
            at += 1;
        }
        for (column, title) in (0..).zip(self.header) {
            sheet.write_string(at, column, *title)?;
        }
        for row in &self.rows {
            at += 1;
            for (column, cell) in (0..).zip(row) {
                write_cell(sheet, at, column, cell, &text)?;
            }
        }
        book.save(path)
    }
}

fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    text: &Format,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(value) if value.is_empty() => {}
        Cell::Text(value) => {
            sheet.write_string_with_format(row, column, value, text)?;
        }
        Cell::Number(value) => {
            sheet.write_number(row, column, fifteen_digits(*value) as f64)?;
        }
        Cell::Date(day) => {
            let format = Format::new().set_num_format("yyyy-mm-dd");
            sheet.write_number_with_format(row, column, f64::from(excel_serial(*day)), &format)?;
        }
    }
    Ok(())
}

/// Days since Excel's day nought, the way it counts after February 1900.
fn excel_serial(day: NaiveDate) -> i32 {
    let nought = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap_or_default();
    i32::try_from((day - nought).num_days()).unwrap_or(0)
}

/// Excel keeps fifteen significant digits and writes noughts for the rest.
fn fifteen_digits(value: u64) -> u64 {
    let mut unit = 1;
    while value / unit >= 1_000_000_000_000_000 {
        unit *= 10;
    }
    value / unit * unit
}

fn csv_text(cell: &Cell) -> String {
    match cell {
        Cell::Text(value) => value.clone(),
        Cell::Number(value) => scientific(*value),
        Cell::Date(day) => day.format("%Y/%-m/%-d").to_string(),
    }
}

/// A number as Excel's general format saves it: from twelve digits on as 4.30102E+17.
fn scientific(value: u64) -> String {
    let digits = value.to_string();
    if digits.len() < 12 {
        return digits;
    }
    let exponent = digits.len() - 1;
    let unit = 10_u64.pow(exponent as u32 - 5);
    let six = ((value / (unit / 10) + 5) / 10).to_string();
    let mantissa = format!("{}.{}", &six[..1], &six[1..6]);
    format!(
        "{}E+{exponent}",
        mantissa.trim_end_matches('0').trim_end_matches('.')
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_numbers_look_the_way_excel_saves_them() {
        assert_eq!(scientific(430_102_201_503_070_027), "4.30102E+17");
        assert_eq!(scientific(400), "400");
        assert_eq!(
            fifteen_digits(430_102_201_503_070_027),
            430_102_201_503_070_000
        );
    }

    #[test]
    fn a_date_has_the_serial_excel_gives_it() {
        assert_eq!(
            excel_serial(NaiveDate::from_ymd_opt(2015, 3, 7).unwrap()),
            42_070
        );
    }
}
