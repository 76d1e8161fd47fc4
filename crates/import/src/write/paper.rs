//! A paper to print, fill in by hand and sign: labels and what stands beside them, on one page.

use super::neutral;
use super::xlsx::{excel_date, sheet_name};
use crate::error::ImportError;
use chrono::NaiveDate;
use rust_xlsxwriter::{
    DocProperties, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

const LABEL_WIDTH: f64 = 16.0;
const TEXT_WIDTH: f64 = 68.0;
/// Chinese characters of a line in the wide column.
const LINE_CHARS: usize = 32;
const LINE_HEIGHT: f64 = 18.0;
/// Empty lines where somebody is to write.
const LINES_TO_FILL: usize = 3;
/// Most lines of a cell; what is longer is cut by the program that shows it.
const LINES_MAX: usize = 20;
/// A4, as worksheets number it.
const A4: u8 = 9;

/// A paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// What it is called.
    pub title: String,
    /// Label and text; an empty text is room to write.
    pub lines: Vec<(String, String)>,
}

/// Writes a paper as a workbook. `created` is the only date in it, so the same paper gives the same bytes.
///
/// # Errors
/// [`ImportError::WriteXlsx`].
pub fn paper(paper: &Paper, created: NaiveDate) -> Result<Vec<u8>, ImportError> {
    build(paper, created).map_err(ImportError::WriteXlsx)
}

fn build(paper: &Paper, created: NaiveDate) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let day = excel_date(created)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&day));
    let sheet = workbook.add_worksheet();
    sheet.set_name(sheet_name(&paper.title))?;
    sheet.set_paper_size(A4).set_print_fit_to_pages(1, 1);
    sheet.set_column_width(0, LABEL_WIDTH)?;
    sheet.set_column_width(1, TEXT_WIDTH)?;
    let title = Format::new()
        .set_bold()
        .set_font_size(16.0)
        .set_align(FormatAlign::Center);
    sheet.merge_range(0, 0, 0, 1, &neutral(&paper.title), &title)?;
    let cell = Format::new()
        .set_num_format("@")
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap();
    let label = cell.clone().set_bold();
    for (row, (name, text)) in (1_u32..).zip(&paper.lines) {
        sheet.write_string_with_format(row, 0, neutral(name), &label)?;
        sheet.write_string_with_format(row, 1, neutral(text), &cell)?;
        height(sheet, row, text)?;
    }
    workbook.save_to_buffer()
}

/// Wrapped text needs room that no program makes by itself when it prints.
#[expect(clippy::float_arithmetic, reason = "heights of rows are no sums")]
fn height(sheet: &mut Worksheet, row: u32, text: &str) -> Result<(), XlsxError> {
    let written: usize = text
        .lines()
        .map(|line| line.chars().count().div_ceil(LINE_CHARS).max(1))
        .sum();
    let lines = if text.is_empty() {
        LINES_TO_FILL
    } else {
        written
    };
    let lines = u8::try_from(lines.min(LINES_MAX)).unwrap_or(1);
    sheet.set_row_height(row, LINE_HEIGHT * f64::from(lines))?;
    Ok(())
}
