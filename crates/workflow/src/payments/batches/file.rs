//! Puts a payment file where it was asked for: readable by its owner only, whole or not at all.

use crate::error::{Result, WorkflowError};
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// A file that is written but not yet under its name; dropped, it leaves nothing behind.
pub(crate) struct Staged {
    target: PathBuf,
    /// `None` when the very same file is there already.
    part: Option<PathBuf>,
}

/// The path asked for, or `name` in the directory asked for.
pub(crate) fn target(to: &Path, name: &str) -> PathBuf {
    if to.is_dir() {
        to.join(name)
    } else {
        to.to_path_buf()
    }
}

/// Writes the bytes beside the target and makes sure they are on disk.
///
/// # Errors
/// [`WorkflowError::State`] when another file has the name, [`WorkflowError::Write`].
pub(crate) fn stage(target: &Path, bytes: &[u8]) -> Result<Staged> {
    match fs::read(target) {
        Ok(there) if there == bytes => {
            return Ok(Staged {
                target: target.to_path_buf(),
                part: None,
            });
        }
        Ok(_) => return Err(occupied(target)),
        Err(cause) if cause.kind() == ErrorKind::NotFound => {}
        Err(cause) => return Err(failed(target, cause)),
    }
    let mut name = std::ffi::OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(".part");
    let part = target.with_file_name(name);
    write(&part, bytes).map_err(|cause| {
        // What a full disk left behind must not stay.
        let _ = fs::remove_file(&part);
        failed(target, cause)
    })?;
    Ok(Staged {
        target: target.to_path_buf(),
        part: Some(part),
    })
}

/// As [`stage`], but a file that is there is refused whatever it holds: who else may read it is not known.
///
/// # Errors
/// [`WorkflowError::Exists`], [`WorkflowError::Write`].
pub(crate) fn stage_new(target: &Path, bytes: &[u8]) -> Result<Staged> {
    if fs::symlink_metadata(target).is_ok() {
        return Err(WorkflowError::Exists {
            kind: crate::Thing::File,
            id: target.display().to_string(),
        });
    }
    stage(target, bytes)
}

fn write(part: &Path, bytes: &[u8]) -> std::io::Result<()> {
    match fs::remove_file(part) {
        Err(cause) if cause.kind() != ErrorKind::NotFound => return Err(cause),
        _ => {}
    }
    // A file that exists is not opened: nobody can lay out a link or wider permissions before us.
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(part)?;
    file.write_all(bytes)?;
    file.sync_all()
}

impl Staged {
    /// Gives the file its name.
    ///
    /// # Errors
    /// [`WorkflowError::State`] when another file took the name meanwhile, [`WorkflowError::Write`].
    pub(crate) fn publish(mut self) -> Result<PathBuf> {
        if let Some(part) = self.part.take() {
            // A link, unlike a renaming, never replaces a file; some file systems have no links.
            let named = match fs::hard_link(&part, &self.target) {
                Ok(()) => fs::remove_file(&part),
                Err(cause) if cause.kind() == ErrorKind::AlreadyExists => Err(cause),
                Err(_) => fs::rename(&part, &self.target),
            };
            if let Err(cause) = named {
                let _ = fs::remove_file(&part);
                let exists = cause.kind() == ErrorKind::AlreadyExists;
                return Err(if exists {
                    occupied(&self.target)
                } else {
                    failed(&self.target, cause)
                });
            }
        }
        Ok(self.target.clone())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if let Some(part) = &self.part {
            // The command has failed already; its own error is the one to report.
            let _ = fs::remove_file(part);
        }
    }
}

fn occupied(target: &Path) -> WorkflowError {
    WorkflowError::State {
        kind: crate::Thing::File,
        id: target.display().to_string(),
        state: words!("已经存在，内容不同", "there already with other content"),
        hint: Box::new(words!("请换一个名称", "choose another name")),
    }
}

fn failed(path: &Path, cause: std::io::Error) -> WorkflowError {
    WorkflowError::Write {
        path: path.to_path_buf(),
        cause,
    }
}
