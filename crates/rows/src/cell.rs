//! Cells and rows as a file holds them; nothing is interpreted here.

use serde::{Deserialize, Serialize};
use std::fmt;

/// One cell as received. `Debug` shows its kind and length only: a cell may hold an identity number.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RawCell {
    /// Nothing.
    Empty,
    /// Text; every filled cell of a CSV file.
    Text(String),
    /// A number of a workbook, in the shortest digits that give the same number again. It has at most
    /// seventeen significant digits, so it can never be an identity or account number.
    Number(String),
    /// A number that its format shows as a date: days since the workbook's day nought.
    Date {
        /// Days, with the time of day as a fraction.
        serial: f64,
        /// The workbook counts from 1904.
        date1904: bool,
    },
    /// A truth value.
    Bool(bool),
    /// An error value such as `#REF!`.
    Error(String),
    /// The stored result of a formula.
    Formula(Box<RawCell>),
}

impl RawCell {
    /// Nothing, or text that shows nothing.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.chars().all(is_invisible),
            Self::Formula(result) => result.is_blank(),
            _ => false,
        }
    }

    /// The text of a text cell, looking through a formula.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Formula(result) => result.as_text(),
            _ => None,
        }
    }
}

/// White space, control characters and marks that show nothing.
pub fn is_invisible(c: char) -> bool {
    c.is_whitespace() || c.is_control() || domain::glyph::is_mark(c)
}

impl fmt::Debug for RawCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("Empty"),
            Self::Text(text) => write!(f, "Text({} chars)", text.chars().count()),
            Self::Number(digits) => write!(f, "Number({} chars)", digits.len()),
            Self::Date { .. } => f.write_str("Date"),
            Self::Bool(value) => write!(f, "Bool({value})"),
            Self::Error(value) => write!(f, "Error({value})"),
            Self::Formula(result) => write!(f, "Formula({result:?})"),
        }
    }
}

/// One row as received: `cells` begins with column A.
#[derive(Debug, Clone, PartialEq)]
pub struct RawRow {
    /// Row number as Excel shows it, from 1.
    pub row: u32,
    /// Cells by column; shorter rows end early.
    pub cells: Vec<RawCell>,
}

impl RawRow {
    /// No cell shows anything.
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(RawCell::is_blank)
    }
}

/// The letters Excel shows above a column counted from 0: `A`, `Z`, `AA`.
pub fn letters(column: usize) -> String {
    let mut left = column + 1;
    let mut reversed = Vec::new();
    while left > 0 {
        left -= 1;
        reversed.push(char::from(b'A' + u8::try_from(left % 26).unwrap_or(0)));
        left /= 26;
    }
    reversed.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_excel_shows() {
        for (column, text) in [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (51, "AZ"),
            (52, "BA"),
            (701, "ZZ"),
            (702, "AAA"),
        ] {
            assert_eq!(letters(column), text);
        }
    }

    #[test]
    fn debug_output_never_shows_what_a_cell_holds() {
        let cell = RawCell::Formula(Box::new(RawCell::Text("430102201503070027".to_owned())));
        assert_eq!(format!("{cell:?}"), "Formula(Text(18 chars))");
    }
}
