//! Sheets that people fill in or mend and send back: templates, error workbooks, return workbooks.

use rows::ColumnKind;

/// The worksheet that tells how to fill the workbook in. It never holds data, and the reader passes it over.
pub const INSTRUCTION_SHEET: &str = "填写说明";

/// Header of the first column of a workbook to mend: what to mend and why.
pub const MARK_HEADER: &str = "需修改/原因";
/// The same in English.
pub const MARK_HEADER_EN: &str = "Mend/reason";
/// Header of the column that says what to send.
pub const SEND_HEADER: &str = "需补材料";

/// Headers of the columns this program adds: the reader neither imports nor stores what stands below them.
pub const OUR_HEADERS: [&str; 3] = [MARK_HEADER, MARK_HEADER_EN, SEND_HEADER];

/// A worksheet to fill in.
#[derive(Clone, PartialEq, Eq)]
pub struct Form {
    /// Name of the worksheet.
    pub sheet: String,
    /// Lines above the header, from row 1 on, as cells.
    pub head: Vec<Vec<String>>,
    /// Row of the header as Excel shows it; below the head.
    pub header_row: u32,
    /// Columns from A on.
    pub columns: Vec<FormColumn>,
    /// Rows below the header, by rising number.
    pub rows: Vec<FormRow>,
    /// Lines of the instruction sheet, as cells.
    pub instructions: Vec<Vec<String>>,
}

/// A column of a form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormColumn {
    /// The header.
    pub header: String,
    /// How it is read; `None` for a column that is not imported.
    pub kind: Option<ColumnKind>,
    /// A row without it is refused.
    pub required: bool,
    /// What a comment on the header and the prompt of its cells say; may be empty.
    pub hint: String,
    /// The words of its drop-down; may be empty.
    pub choices: Vec<String>,
}

/// A row of a form.
#[derive(Clone, PartialEq, Eq)]
pub struct FormRow {
    /// Row number as Excel shows it.
    pub row: u32,
    /// Its cells, in any order.
    pub cells: Vec<FormCell>,
}

/// A cell of a form. There is no `Debug`: it may hold a whole identity number.
#[derive(Clone, PartialEq, Eq)]
pub struct FormCell {
    /// Column, from 0.
    pub column: u16,
    /// What it holds.
    pub value: FormValue,
    /// Whether it is coloured.
    pub mark: Option<Mark>,
    /// Its comment; may be empty.
    pub note: String,
}

/// What a cell of a form holds.
#[derive(Clone, PartialEq, Eq)]
pub enum FormValue {
    /// Nothing.
    Empty,
    /// Text, also for numbers.
    Text(String),
    /// A number whose cell is at fault: written as text it would be taken for one that was typed.
    Number(String),
    /// An error value such as `#REF!`.
    Error(String),
}

/// Why a cell is coloured; the first column and the comment say the same in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// Look at it; the row was taken over.
    Check,
    /// Mend it; the row was refused.
    Mend,
}

impl FormCell {
    /// A plain cell of text.
    pub fn text(column: u16, text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            column,
            value: if text.is_empty() {
                FormValue::Empty
            } else {
                FormValue::Text(text)
            },
            mark: None,
            note: String::new(),
        }
    }
}
