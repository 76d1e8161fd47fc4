use std::path::PathBuf;

/// Why a province could not be written.
#[derive(Debug, thiserror::Error)]
pub enum RehearsalError {
    /// The spec asks for something that cannot be made; the text says what and what to ask for instead.
    #[error("cannot make this province: {0}")]
    Spec(String),
    /// A directory or file could not be written.
    #[error("cannot write `{path}`")]
    Write {
        /// The directory or file.
        path: PathBuf,
        /// What the operating system said.
        #[source]
        cause: std::io::Error,
    },
    /// A workbook could not be put together or saved.
    #[error("cannot write workbook `{path}`")]
    Workbook {
        /// The workbook.
        path: PathBuf,
        /// What the xlsx writer said.
        #[source]
        cause: rust_xlsxwriter::XlsxError,
    },
    /// The manifest could not be written as JSON.
    #[error("cannot write the manifest")]
    Manifest(#[source] serde_json::Error),
}
