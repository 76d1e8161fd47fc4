//! Writes a form as a workbook.

use super::form::{Form, FormCell, FormColumn, FormValue, INSTRUCTION_SHEET, Mark};
use super::xlsx::{COLUMNS_MAX, ROWS_MAX, excel_date, sheet_name};
use crate::error::ImportError;
use chrono::NaiveDate;
use rows::ColumnKind;
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DocProperties, Format, FormatAlign,
    FormatBorder, Formula, Note, Workbook, Worksheet, XlsxError,
};

/// Rows below the last one that still have drop-downs.
const SPARE_ROWS: u32 = 5_000;
/// Longest comment, in characters.
const NOTE_CHARS_MAX: usize = 1_000;
/// Longest prompt of a cell that a workbook can hold, in characters.
const PROMPT_CHARS_MAX: usize = 255;
const INSTRUCTION_WIDTHS: [f64; 4] = [24.0, 10.0, 70.0, 60.0];
const NOTE_AUTHOR: &str = "工保";

/// Writes a form: text cells, a frozen header, drop-downs, comments, colours, and the instruction sheet.
/// `created` is the only date in it, so the same form gives the same bytes.
///
/// # Errors
/// [`ImportError::WriteXlsx`], [`ImportError::TableTooLarge`].
pub fn form(form: &Form, created: NaiveDate) -> Result<Vec<u8>, ImportError> {
    let rows = form
        .rows
        .last()
        .map_or(form.header_row, |row| row.row)
        .max(form.header_row) as usize;
    let columns = form.columns.len();
    if rows + SPARE_ROWS as usize > ROWS_MAX || columns > COLUMNS_MAX {
        return Err(ImportError::TableTooLarge { rows, columns });
    }
    build(form, created).map_err(ImportError::WriteXlsx)
}

fn build(form: &Form, created: NaiveDate) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let day = excel_date(created)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&day));
    let formats = Formats::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(sheet_name(&form.sheet))?;
    sheet.set_default_note_author(NOTE_AUTHOR);
    columns(sheet, form, &formats)?;
    for (row, line) in (0_u32..form.header_row.saturating_sub(1)).zip(&form.head) {
        for (column, text) in (0_u16..).zip(line).filter(|(_, text)| !text.is_empty()) {
            sheet.write_string_with_format(row, column, text, formats.of_text(text, None))?;
        }
    }
    for row in &form.rows {
        for cell in &row.cells {
            write(sheet, row.row.saturating_sub(1), cell, &formats)?;
        }
    }
    instructions(workbook.add_worksheet(), &form.instructions, &formats)?;
    workbook.save_to_buffer()
}

struct Formats {
    text: Format,
    quoted: Format,
    header: Format,
    required: Format,
    mend: Format,
    check: Format,
    wrapped: Format,
}

impl Formats {
    fn new() -> Self {
        let text = Format::new().set_num_format("@");
        let header = text
            .clone()
            .set_bold()
            .set_border(FormatBorder::Thin)
            .set_align(FormatAlign::Center);
        Self {
            quoted: text.clone().set_quote_prefix(),
            required: header.clone().set_background_color(Color::RGB(0xDD_EB_F7)),
            mend: text.clone().set_background_color(Color::RGB(0xFF_C7_CE)),
            check: text.clone().set_background_color(Color::RGB(0xFF_EB_9C)),
            wrapped: text.clone().set_text_wrap().set_align(FormatAlign::Top),
            header,
            text,
        }
    }

    fn of(&self, mark: Option<Mark>) -> &Format {
        match mark {
            Some(Mark::Mend) => &self.mend,
            Some(Mark::Check) => &self.check,
            None => &self.text,
        }
    }

    /// Text that looks like a formula keeps its characters; the quotation prefix of the cell's format, which is no
    /// part of the text, has a spreadsheet take it for text for good.
    fn of_text(&self, text: &str, mark: Option<Mark>) -> &Format {
        let plain = matches!(super::neutral(text), std::borrow::Cow::Borrowed(_));
        if plain || mark.is_some() {
            self.of(mark)
        } else {
            &self.quoted
        }
    }
}

fn columns(sheet: &mut Worksheet, form: &Form, formats: &Formats) -> Result<(), XlsxError> {
    let header = form.header_row.saturating_sub(1);
    let last = form.rows.last().map_or(header, |row| row.row);
    sheet.set_freeze_panes(form.header_row, 0)?;
    for (index, column) in (0_u16..).zip(&form.columns) {
        sheet.set_column_width(index, width(column.kind))?;
        if is_text(column.kind) {
            // Whoever types below keeps every digit too.
            sheet.set_column_format(index, &formats.text)?;
        }
        let format = if column.required {
            &formats.required
        } else {
            &formats.header
        };
        sheet.write_string_with_format(header, index, &column.header, format)?;
        if !column.hint.is_empty() {
            sheet.insert_note(header, index, &comment(&column.hint))?;
        }
        if let Some(rule) = rule(column)? {
            sheet.add_data_validation(form.header_row, index, last + SPARE_ROWS, index, &rule)?;
        }
    }
    Ok(())
}

/// The drop-down and prompt of a column. Other words only raise a question: the reader knows more than the list.
fn rule(column: &FormColumn) -> Result<Option<DataValidation>, XlsxError> {
    let rule = if column.choices.is_empty() {
        if column.hint.is_empty() {
            return Ok(None);
        }
        DataValidation::new().allow_any_value()
    } else {
        DataValidation::new()
            .allow_list_strings(&column.choices)?
            .set_error_style(DataValidationErrorStyle::Warning)
            .set_error_message("请从下拉列表中选择。")?
    };
    let prompt: String = column.hint.chars().take(PROMPT_CHARS_MAX).collect();
    Ok(Some(rule.set_input_message(prompt)?))
}

fn write(
    sheet: &mut Worksheet,
    row: u32,
    cell: &FormCell,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let (column, format) = (cell.column, formats.of(cell.mark));
    match &cell.value {
        FormValue::Empty if cell.mark.is_some() => sheet.write_blank(row, column, format)?,
        FormValue::Empty => sheet,
        FormValue::Text(text) => {
            sheet.write_string_with_format(row, column, text, formats.of_text(text, cell.mark))?
        }
        FormValue::Number(digits) => match digits.parse::<f64>() {
            Ok(number) => sheet.write_number_with_format(row, column, number, format)?,
            Err(_) => sheet.write_blank(row, column, format)?,
        },
        FormValue::Error(value) => {
            let formula = Formula::new("=NA()").set_result(value);
            sheet.write_formula_with_format(row, column, formula, format)?
        }
    };
    if !cell.note.is_empty() {
        sheet.insert_note(row, column, &comment(&cell.note))?;
    }
    Ok(())
}

fn comment(text: &str) -> Note {
    let text: String = text.chars().take(NOTE_CHARS_MAX).collect();
    Note::new(text).set_width(260).add_author_prefix(false)
}

fn instructions(
    sheet: &mut Worksheet,
    lines: &[Vec<String>],
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.set_name(INSTRUCTION_SHEET)?;
    for (column, width) in (0_u16..).zip(INSTRUCTION_WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    for (row, line) in (0_u32..).zip(lines) {
        for (column, text) in (0_u16..).zip(line) {
            sheet.write_string_with_format(row, column, text, &formats.wrapped)?;
        }
    }
    Ok(())
}

fn is_text(kind: Option<ColumnKind>) -> bool {
    !matches!(
        kind,
        Some(ColumnKind::Date | ColumnKind::Money | ColumnKind::Year)
    )
}

fn width(kind: Option<ColumnKind>) -> f64 {
    match kind {
        Some(ColumnKind::Identity) => 22.0,
        Some(ColumnKind::BankCard) => 24.0,
        Some(ColumnKind::Mobile) => 14.0,
        Some(ColumnKind::Name | ColumnKind::Money) => 12.0,
        Some(ColumnKind::Date) => 13.0,
        Some(ColumnKind::Year) => 8.0,
        Some(ColumnKind::Text) => 18.0,
        None => 40.0,
    }
}
