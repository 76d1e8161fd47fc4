//! Where the register of exports is kept.

use crate::error::{Result, WorkflowError};
use std::path::{Path, PathBuf};

/// The two files of the register: its lines, and how far they went. Both outlive the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The lines.
    pub register: PathBuf,
    /// Whose register it is, and its last line: an older copy of the register is known by it.
    pub head: PathBuf,
}

impl Place {
    /// Both beside the key file, wherever the way to it leads: of a link, beside what it points to. The register may be
    /// named apart, as on storage that several hosts share.
    ///
    /// # Errors
    /// [`WorkflowError::Write`] when the key file is not there.
    pub fn of(key_file: &Path, register: Option<&Path>) -> Result<Self> {
        let real = std::fs::canonicalize(key_file).map_err(|cause| WorkflowError::Write {
            path: key_file.to_path_buf(),
            cause,
        })?;
        let beside = |ending: &str| {
            let mut name = real.clone().into_os_string();
            name.push(ending);
            PathBuf::from(name)
        };
        Ok(Self {
            register: register.map_or_else(|| beside(".exports"), Path::to_path_buf),
            head: beside(".exports-head"),
        })
    }
}
