//! The file of the register: opened by one process at a time, read whole, appended to and brought to disk.

use super::entry::{Entry, digest_of};
use crate::error::{Result, WorkflowError};
use crate::session::Env;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Bits that would let somebody else read or write.
const OTHERS: u32 = 0o077;

/// The register, held by this process alone until it is dropped.
pub(super) struct Register {
    path: PathBuf,
    file: File,
    /// Whole lines, without their ends.
    pub(super) lines: Vec<String>,
    /// What follows the last whole line: an append that was cut off.
    pub(super) rest: String,
}

impl Register {
    /// Opens the file and waits for whoever else holds it; `create` allows it to be new.
    ///
    /// # Errors
    /// [`WorkflowError::Register`] for a file that is missing or is not the register; [`WorkflowError::Write`].
    pub(super) fn open(path: &Path, create: bool) -> Result<Self> {
        let failed = |cause| WorkflowError::Write {
            path: path.to_path_buf(),
            cause,
        };
        if !create && !path.exists() {
            return Err(damaged(path, "it is missing"));
        }
        let mut file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(create)
            .mode(0o600)
            .open(path)
            .map_err(failed)?;
        file.lock().map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        if !metadata.is_file() || metadata.mode() & OTHERS != 0 {
            return Err(damaged(path, "others may read or write it"));
        }
        let mut text = String::new();
        file.read_to_string(&mut text)
            .map_err(|_| damaged(path, "it is not readable text"))?;
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        let (lines, rest) = text.split_at(whole);
        Ok(Self {
            path: path.to_path_buf(),
            file,
            lines: lines.lines().map(str::to_owned).collect(),
            rest: rest.to_owned(),
        })
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The entries, each proved by its digest, its number and the digest of the one before.
    pub(super) fn entries(&self, env: &Env) -> Result<Vec<Entry>> {
        let mut before = "";
        let mut entries = Vec::with_capacity(self.lines.len());
        for (no, line) in (1..).zip(&self.lines) {
            match Entry::read(env, line) {
                Some(entry) if entry.no == no && entry.before == before => entries.push(entry),
                _ => return Err(damaged(&self.path, &format!("entry {no} was changed"))),
            }
            before = digest_of(line);
        }
        Ok(entries)
    }

    /// Takes away an append that was cut off.
    pub(super) fn drop_rest(&mut self) -> Result<()> {
        let kept: usize = self.lines.iter().map(|line| line.len() + 1).sum();
        let kept = u64::try_from(kept).unwrap_or(u64::MAX);
        let done = self
            .file
            .set_len(kept)
            .and_then(|()| self.file.seek(SeekFrom::End(0)).map(drop));
        self.rest.clear();
        done.map_err(|cause| self.failed(cause))
    }

    /// Appends a line and makes sure that it, and the file's name, are on disk.
    pub(super) fn append(&mut self, line: &str) -> Result<()> {
        let written = self
            .file
            .write_all(format!("{line}\n").as_bytes())
            .and_then(|()| self.file.sync_all())
            .and_then(|()| match self.path.parent() {
                Some(parent) if !parent.as_os_str().is_empty() => File::open(parent)?.sync_all(),
                _ => Ok(()),
            });
        written.map_err(|cause| self.failed(cause))?;
        self.lines.push(line.to_owned());
        Ok(())
    }

    fn failed(&self, cause: std::io::Error) -> WorkflowError {
        WorkflowError::Write {
            path: self.path.clone(),
            cause,
        }
    }
}

/// The register cannot be relied on.
pub(super) fn damaged(path: &Path, what: &str) -> WorkflowError {
    WorkflowError::Register {
        path: path.to_path_buf(),
        what: what.to_owned(),
    }
}
