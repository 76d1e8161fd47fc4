//! Exports: one table, as CSV or as a workbook, the same bytes for the same table.

mod csv;
mod form;
mod form_xlsx;
mod paper;
mod paper_pdf;
mod xlsx;

use chrono::NaiveDate;
use domain::fen::Fen;

pub use csv::{CsvEncoding, csv};
pub use form::{
    Form, FormCell, FormColumn, FormRow, FormValue, INSTRUCTION_SHEET, MARK_HEADER, MARK_HEADER_EN,
    Mark, OUR_HEADERS, SEND_HEADER,
};
pub use form_xlsx::form;
pub use paper::{Paper, paper};
pub use paper_pdf::paper_pdf;
pub use xlsx::{workbook, xlsx};

/// How a column is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text, also for numbers of identity documents and accounts: never as a number.
    Text,
    /// A sum: two decimals.
    Money,
    /// How many of something.
    Count,
    /// A day.
    Date,
}

/// A cell of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Empty,
    /// Text.
    Text(String),
    /// A sum.
    Money(Fen),
    /// How many of something.
    Count(usize),
    /// A day.
    Date(NaiveDate),
}

/// A table to export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Title: the first line, and the worksheet's name as far as it may be one.
    pub title: String,
    /// Lines between title and header, such as control totals and digest, as label and value.
    pub head: Vec<(String, String)>,
    /// Header and kind of each column.
    pub columns: Vec<(String, ColumnKind)>,
    /// Rows of cells; a shorter row ends early.
    pub rows: Vec<Vec<Value>>,
}

/// A chart beside a table of a workbook: columns over the table's first rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// Which table.
    pub sheet: usize,
    /// What it shows.
    pub title: String,
    /// The column that names its groups.
    pub labels: u16,
    /// The columns whose numbers it shows.
    pub series: Vec<u16>,
    /// How many rows, from the first.
    pub rows: usize,
}

/// Text that a spreadsheet would take for a formula gets an apostrophe in front, so that it stays text.
pub(crate) fn neutral(text: &str) -> std::borrow::Cow<'_, str> {
    let first = text.chars().find(|c| !c.is_whitespace());
    let starts_formula = matches!(
        first,
        Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠')
    );
    if starts_formula || text.starts_with(['\t', '\r', '\n']) {
        format!("'{text}").into()
    } else {
        text.into()
    }
}
