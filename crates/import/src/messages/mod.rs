//! Findings: their codes, what each does, and the sentence it is told with.

mod render;
mod table;

use domain::finding::{RowFinding, RowSeverity};
pub use render::{Lang, render, unfilled};
use std::collections::BTreeMap;
pub use table::Code;

/// A finding under construction. Whoever adds an argument has masked it.
pub(crate) struct Note {
    code: Code,
    args: BTreeMap<String, String>,
}

impl Note {
    /// A finding of the whole file.
    pub(crate) fn file(code: Code) -> Self {
        Self::new(code)
    }

    pub(crate) fn new(code: Code) -> Self {
        Self {
            code,
            args: BTreeMap::new(),
        }
    }

    pub(crate) fn arg(mut self, name: &str, value: impl Into<String>) -> Self {
        self.args.insert(name.to_owned(), value.into());
        self
    }

    pub(crate) fn at_sheet(self, sheet: &str) -> RowFinding {
        self.at(sheet, 0, String::new())
    }

    pub(crate) fn at(self, sheet: &str, row: u32, column: String) -> RowFinding {
        RowFinding {
            sheet: sheet.to_owned(),
            row,
            column,
            code: self.code.as_str().to_owned(),
            severity: self.code.severity(),
            args: self.args,
        }
    }
}

/// The row makes nothing: at least one finding is an error.
pub fn refuses(findings: &[RowFinding]) -> bool {
    findings
        .iter()
        .any(|finding| finding.severity >= RowSeverity::Error)
}
