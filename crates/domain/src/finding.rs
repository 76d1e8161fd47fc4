//! What is wrong with a row of a file: data for the operator, never an error of the program.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a finding does to its row or file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RowSeverity {
    /// Taken over, but the operator should know.
    Warning,
    /// Taken over; a human decides.
    Review,
    /// The row makes no claim.
    Error,
    /// The whole file is refused.
    File,
}

/// One finding about one cell, row or file, as the clerk sees the sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowFinding {
    /// Name of the sheet; the file's name for CSV.
    pub sheet: String,
    /// Row number as Excel shows it, from 1; 0 for the whole file.
    pub row: u32,
    /// Column letter as Excel shows it, empty for the whole row.
    pub column: String,
    /// Stable code; the message's key.
    pub code: String,
    /// What it does.
    pub severity: RowSeverity,
    /// Arguments of the message: header, masked value, expected value and so on.
    pub args: BTreeMap<String, String>,
}
