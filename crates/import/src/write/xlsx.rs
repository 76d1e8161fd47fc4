//! Workbook export.

use super::{Chart, ColumnKind, Table, Value, neutral};
use crate::error::ImportError;
use chrono::{Datelike, NaiveDate};
use domain::fen::Fen;
use rust_xlsxwriter::{
    ChartType, DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError,
};

pub(super) const ROWS_MAX: usize = 1_048_576;
pub(super) const COLUMNS_MAX: usize = 16_384;
/// Longest name of a worksheet.
const SHEET_NAME_CHARS_MAX: usize = 31;
const COLUMN_WIDTH: f64 = 22.0;

/// Rows of a chart on the sheet, and columns between it and its table.
const CHART_ROWS: u32 = 16;
const CHART_GAP: u16 = 1;

/// Writes a table as a workbook. `created` is the only date in it, so the same table gives the same bytes.
///
/// # Errors
/// [`ImportError::WriteXlsx`], [`ImportError::TableTooLarge`].
pub fn xlsx(table: &Table, created: NaiveDate) -> Result<Vec<u8>, ImportError> {
    workbook(std::slice::from_ref(table), &[], created)
}

/// Writes tables as the sheets of one workbook, with charts beside them.
///
/// # Errors
/// As [`xlsx`].
pub fn workbook(
    tables: &[Table],
    charts: &[Chart],
    created: NaiveDate,
) -> Result<Vec<u8>, ImportError> {
    for table in tables {
        let rows = table.rows.len() + table.head.len() + 2;
        let cells = table.rows.iter().map(Vec::len).max().unwrap_or(0);
        let columns = cells.max(table.columns.len());
        if rows > ROWS_MAX || columns > COLUMNS_MAX {
            return Err(ImportError::TableTooLarge { rows, columns });
        }
    }
    build(tables, charts, created).map_err(ImportError::WriteXlsx)
}

fn build(tables: &[Table], charts: &[Chart], created: NaiveDate) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let day = excel_date(created)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&day));
    let formats = Formats::new();
    for (place, table) in tables.iter().enumerate() {
        let sheet = workbook.add_worksheet();
        fill(sheet, table, &formats)?;
        let beside = u16::try_from(table.columns.len()).unwrap_or(u16::MAX);
        let beside = beside.saturating_add(CHART_GAP);
        let mut top = 0;
        for chart in charts.iter().filter(|chart| chart.sheet == place) {
            sheet.insert_chart(top, beside, &drawn(table, chart))?;
            top += CHART_ROWS;
        }
    }
    workbook.save_to_buffer()
}

fn fill(sheet: &mut Worksheet, table: &Table, formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name(sheet_name(&table.title))?;
    sheet.write_string_with_format(0, 0, neutral(&table.title), &formats.bold)?;
    let mut row = 1;
    for (label, value) in &table.head {
        sheet.write_string_with_format(row, 0, neutral(label), &formats.text)?;
        sheet.write_string_with_format(row, 1, neutral(value), &formats.text)?;
        row += 1;
    }
    for (column, (name, kind)) in (0_u16..).zip(&table.columns) {
        sheet.set_column_width(column, COLUMN_WIDTH)?;
        if *kind == ColumnKind::Text {
            // Whoever types below the table gets text cells too: numbers of accounts keep their digits.
            sheet.set_column_format(column, &formats.text)?;
        }
        sheet.write_string_with_format(row, column, neutral(name), &formats.bold)?;
    }
    for cells in &table.rows {
        row += 1;
        for (column, value) in (0_u16..).zip(cells) {
            write(sheet, row, column, value, formats)?;
        }
    }
    Ok(())
}

/// The chart of a table's first rows.
fn drawn(table: &Table, chart: &Chart) -> rust_xlsxwriter::Chart {
    let name = sheet_name(&table.title);
    let name = name.as_str();
    let header = u32::try_from(table.head.len() + 1).unwrap_or(u32::MAX);
    let first = header.saturating_add(1);
    let last = header.saturating_add(u32::try_from(chart.rows).unwrap_or(u32::MAX));
    let mut drawn = rust_xlsxwriter::Chart::new(ChartType::Column);
    drawn.title().set_name(&chart.title);
    for column in &chart.series {
        drawn
            .add_series()
            .set_name((name, header, *column))
            .set_categories((name, first, chart.labels, last, chart.labels))
            .set_values((name, first, *column, last, *column));
    }
    drawn
}

struct Formats {
    text: Format,
    bold: Format,
    money: Format,
    date: Format,
}

impl Formats {
    fn new() -> Self {
        Self {
            text: Format::new().set_num_format("@"),
            bold: Format::new().set_bold().set_num_format("@"),
            money: Format::new().set_num_format("#,##0.00"),
            date: Format::new().set_num_format("yyyy-mm-dd"),
        }
    }
}

fn write(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    value: &Value,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match value {
        Value::Empty => return Ok(()),
        Value::Text(text) => {
            sheet.write_string_with_format(row, column, neutral(text), &formats.text)?
        }
        Value::Money(sum) => {
            sheet.write_number_with_format(row, column, number(*sum), &formats.money)?
        }
        Value::Count(count) => {
            sheet.write_number(row, column, u32::try_from(*count).unwrap_or(u32::MAX))?
        }
        Value::Date(day) => {
            sheet.write_datetime_with_format(row, column, excel_date(*day)?, &formats.date)?
        }
    };
    Ok(())
}

/// The number a worksheet holds. One division of two exact integers gives the double nearest to the sum, which is
/// the very one a spreadsheet makes of the typed digits.
#[expect(
    clippy::float_arithmetic,
    reason = "worksheets know no other numbers; nothing is computed from it afterwards"
)]
fn number(sum: Fen) -> f64 {
    sum.get() as f64 / 100.0
}

pub(super) fn excel_date(day: NaiveDate) -> Result<ExcelDateTime, XlsxError> {
    let month = u8::try_from(day.month()).unwrap_or(1);
    let date = u8::try_from(day.day()).unwrap_or(1);
    ExcelDateTime::from_ymd(u16::try_from(day.year()).unwrap_or(0), month, date)
}

/// The title as far as it may name a worksheet.
pub(super) fn sheet_name(title: &str) -> String {
    let name: String = title
        .chars()
        .filter(|c| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') && !c.is_control())
        .take(SHEET_NAME_CHARS_MAX)
        .collect();
    let name = name.trim_matches('\'').trim().to_owned();
    if name.is_empty() {
        "Sheet1".to_owned()
    } else {
        name
    }
}
