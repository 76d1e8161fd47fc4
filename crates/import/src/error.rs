//! What can go wrong on our side of a file. A bad file is no error: it is refused with findings.

use std::path::PathBuf;

/// The file could not be read or an export not be written.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be opened or read.
    #[error("cannot read `{}`", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: std::io::Error,
    },
    /// A CSV export could not be built.
    #[error("cannot write the CSV export")]
    WriteCsv(#[source] csv::Error),
    /// A text of the export has a character that the encoding cannot hold.
    #[error("the export has characters that {encoding} cannot hold")]
    Unencodable {
        /// The encoding.
        encoding: &'static str,
    },
    /// A workbook could not be built.
    #[error("cannot write the workbook")]
    WriteXlsx(#[source] rust_xlsxwriter::XlsxError),
    /// A character no PDF reader's own font shows.
    #[error("`{0}` cannot be shown in a PDF that holds no font: write a workbook instead")]
    NotInPdf(char),
    /// The table has more rows or columns than a worksheet.
    #[error("the table has {rows} rows and {columns} columns; a worksheet holds 1048576 and 16384")]
    TableTooLarge {
        /// Rows of the table with its head.
        rows: usize,
        /// Columns of the table.
        columns: usize,
    },
}
