//! One operator's folder: what lies in it, how much of it there may be, and how a file gets in.

use super::name::FileName;
use crate::error::{Refusal, Result, Thing, WorkflowError};
use data_encoding::HEXLOWER;
use domain::year::Instant;
use sha2::{Digest, Sha256};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Only the program's own account looks in.
const DIRECTORY_MODE: u32 = 0o700;
const FILE_MODE: u32 = 0o600;
/// So often what lies in the folder is counted anew while a file grows: other sessions of the operator write too.
const RECOUNT_BYTES: u64 = 4 * 1024 * 1024;
/// Bytes copied at once.
const CHUNK_BYTES: usize = 64 * 1024;
/// A file that was not finished for so long belongs to nobody any more: a day, in seconds.
const UNFINISHED_S: i64 = 86_400;
/// Ending of a file that is not finished.
const PART: &str = ".part";

/// The two sides of a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// What the operator sends and commands read.
    Inbox,
    /// What commands write and the operator fetches.
    Outbox,
}

impl Side {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Inbox, Self::Outbox];

    /// The name of its directory.
    pub fn code(self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Outbox => "outbox",
        }
    }
}

/// What one operator may keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Bytes of both sides.
    pub bytes: u64,
    /// Files of both sides.
    pub files: u64,
}

/// What lies in a folder, unfinished files included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Used {
    /// Bytes.
    pub bytes: u64,
    /// Files.
    pub files: u64,
}

/// A file of a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: FileName,
    /// Its bytes.
    pub bytes: u64,
    /// Last written.
    pub at: Instant,
}

/// An operator's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    at: PathBuf,
    room: Room,
}

impl Folder {
    /// A folder at a path; an empty path is where the program runs.
    pub fn new(at: PathBuf, room: Room) -> Self {
        Self { at, room }
    }

    /// Makes what is missing of it.
    ///
    /// # Errors
    /// [`WorkflowError::Write`]; also where something else has its place.
    pub fn make(&self) -> Result<()> {
        for directory in [None, Some(Side::Inbox), Some(Side::Outbox)] {
            let path = directory.map_or_else(|| self.at.clone(), |side| self.side(side));
            let made = DirBuilder::new()
                .recursive(true)
                .mode(DIRECTORY_MODE)
                .create(&path);
            let failed = |cause| WorkflowError::Write {
                path: path.clone(),
                cause,
            };
            made.map_err(failed)?;
            // What lies behind a link is not the operator's.
            if !fs::symlink_metadata(&path).map_err(failed)?.is_dir() {
                return Err(failed(ErrorKind::NotADirectory.into()));
            }
        }
        Ok(())
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.at
    }

    /// One of its sides.
    pub fn side(&self, side: Side) -> PathBuf {
        self.at.join(side.code())
    }

    /// The place of a name, whether a file has it or not.
    pub fn place(&self, side: Side, name: &FileName) -> PathBuf {
        self.side(side).join(name.as_str())
    }

    /// The place of a file that is there. A link is no file: it may lead out of the folder.
    ///
    /// # Errors
    /// [`WorkflowError::NotFound`].
    pub fn existing(&self, side: Side, name: &FileName) -> Result<PathBuf> {
        let path = self.place(side, name);
        match fs::symlink_metadata(&path) {
            Ok(found) if found.is_file() => Ok(path),
            _ => Err(WorkflowError::NotFound {
                kind: Thing::File,
                id: format!("{}/{name}", side.code()),
            }),
        }
    }

    /// The files of a side, newest first. What is not finished, and what is no file, is left out.
    ///
    /// # Errors
    /// [`io::Error`].
    pub fn list(&self, side: Side) -> io::Result<Vec<Entry>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(self.side(side))? {
            let entry = entry?;
            let name = entry.file_name();
            let Some(name) = name.to_str().and_then(|name| FileName::parse(name).ok()) else {
                continue;
            };
            // A file may be taken away while the others are listed.
            let Some(data) = entry.metadata().ok().filter(fs::Metadata::is_file) else {
                continue;
            };
            found.push(Entry {
                name,
                bytes: data.len(),
                at: written_at(&data),
            });
        }
        found.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.name.cmp(&b.name)));
        Ok(found)
    }

    /// What lies in it.
    ///
    /// # Errors
    /// [`io::Error`].
    pub fn used(&self) -> io::Result<Used> {
        let mut used = Used::default();
        for side in Side::ALL {
            for entry in fs::read_dir(self.side(side))? {
                if let Ok(data) = entry?.metadata() {
                    used.files += 1;
                    used.bytes = used.bytes.saturating_add(data.len());
                }
            }
        }
        Ok(used)
    }

    /// Refuses where nothing more may be written.
    ///
    /// # Errors
    /// [`WorkflowError::Refused`] with `exchange-full`, [`WorkflowError::Write`].
    pub fn has_room(&self) -> Result<()> {
        let used = self.used().map_err(|cause| self.failed(cause))?;
        if used.bytes >= self.room.bytes || used.files >= self.room.files {
            return Err(self.full());
        }
        Ok(())
    }

    /// Takes away what sessions that died left unfinished.
    ///
    /// # Errors
    /// [`WorkflowError::Write`].
    pub fn sweep(&self, now: Instant) -> Result<()> {
        let sweep = || -> io::Result<()> {
            for side in Side::ALL {
                for entry in fs::read_dir(self.side(side))? {
                    let entry = entry?;
                    let name = entry.file_name();
                    let is_part = name
                        .to_str()
                        .is_some_and(|name| name.starts_with('.') && name.ends_with(PART));
                    let is_old =
                        |data: fs::Metadata| now.0 / 1_000_000 - data.mtime() > UNFINISHED_S;
                    if is_part && entry.metadata().is_ok_and(is_old) {
                        fs::remove_file(entry.path())?;
                    }
                }
            }
            Ok(())
        };
        sweep().map_err(|cause| self.failed(cause))
    }

    /// Begins a file that nobody sees before it is finished. `by` tells writers of one name apart.
    ///
    /// # Errors
    /// [`WorkflowError::Refused`] with `exchange-full`, [`WorkflowError::Write`].
    pub fn begin(&self, side: Side, name: &FileName, by: &str) -> Result<Incoming> {
        self.has_room()?;
        let target = self.place(side, name);
        let part = self.side(side).join(format!(".{name}.{by}{PART}"));
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(FILE_MODE)
            .open(&part);
        let file = file.map_err(|cause| WorkflowError::Write {
            path: target.clone(),
            cause,
        })?;
        Ok(Incoming {
            folder: self.clone(),
            file,
            part,
            target,
            bytes: 0,
            counted_again_at: 0,
            digest: Sha256::new(),
        })
    }

    /// Begins a file and writes into it all that is read.
    ///
    /// # Errors
    /// As [`Folder::begin`] and [`Incoming::write`].
    pub fn receive(
        &self,
        side: Side,
        name: &FileName,
        by: &str,
        from: &mut dyn Read,
    ) -> Result<Incoming> {
        let mut incoming = self.begin(side, name, by)?;
        let mut chunk = vec![0; CHUNK_BYTES];
        loop {
            let count = from.read(&mut chunk).map_err(|cause| self.failed(cause))?;
            match chunk.get(..count) {
                Some(bytes) if !bytes.is_empty() => incoming.write(bytes)?,
                _ => return Ok(incoming),
            }
        }
    }

    fn failed(&self, cause: io::Error) -> WorkflowError {
        WorkflowError::Write {
            path: self.at.clone(),
            cause,
        }
    }

    fn full(&self) -> WorkflowError {
        let (megabytes, files) = (self.room.bytes / MEGABYTE, self.room.files);
        WorkflowError::Refused(Refusal::new(
            "exchange-full",
            words!(
                "文件箱已满（上限 {megabytes} MB、{files} 个文件）：请先取走并删除不用的文件",
                "the folder is full (at most {megabytes} MB and {files} files): fetch and remove what is not needed first"
            ),
        ))
    }
}

/// Bytes of a megabyte, as limits count them.
pub(super) const MEGABYTE: u64 = 1024 * 1024;

/// When a file was written last, to the microsecond.
fn written_at(data: &fs::Metadata) -> Instant {
    Instant(data.mtime() * 1_000_000 + data.mtime_nsec() / 1_000)
}

/// A file that came in whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its bytes.
    pub bytes: u64,
    /// SHA-256 of them, in hex: what an import of the file names too.
    pub digest: String,
}

impl Kept {
    /// Of these bytes.
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self {
            bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            digest: HEXLOWER.encode(&Sha256::digest(bytes)),
        }
    }
}

/// A file that is being written; dropped, it leaves nothing behind.
#[derive(Debug)]
pub struct Incoming {
    folder: Folder,
    file: File,
    part: PathBuf,
    target: PathBuf,
    bytes: u64,
    counted_again_at: u64,
    digest: Sha256,
}

impl Incoming {
    /// Bytes so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Adds to it.
    ///
    /// # Errors
    /// [`WorkflowError::Refused`] with `exchange-full`, [`WorkflowError::Write`].
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let more = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if self.bytes.saturating_add(more) > self.counted_again_at {
            let used = self.folder.used().map_err(|cause| self.failed(cause))?;
            let left = self.folder.room.bytes.saturating_sub(used.bytes);
            if more > left {
                return Err(self.folder.full());
            }
            self.counted_again_at = self.bytes + left.min(RECOUNT_BYTES.max(more));
        }
        self.file
            .write_all(bytes)
            .map_err(|cause| self.failed(cause))?;
        self.digest.update(bytes);
        self.bytes += more;
        Ok(())
    }

    /// What it would be, were it finished now.
    pub fn so_far(&self) -> Kept {
        Kept {
            bytes: self.bytes,
            digest: HEXLOWER.encode(&self.digest.clone().finalize()),
        }
    }

    /// Brings it to disk and gives it its name; `replace` lets it take the place of another file.
    ///
    /// # Errors
    /// [`WorkflowError::Exists`], [`WorkflowError::Write`].
    pub fn finish(self, replace: bool) -> Result<Kept> {
        self.file.sync_all().map_err(|cause| self.failed(cause))?;
        let named = if replace {
            fs::rename(&self.part, &self.target)
        } else {
            // A link, unlike a renaming, never replaces a file.
            fs::hard_link(&self.part, &self.target)
        };
        match named {
            Ok(()) => Ok(self.so_far()),
            Err(cause) if cause.kind() == ErrorKind::AlreadyExists => Err(WorkflowError::Exists {
                kind: Thing::File,
                id: self.target.display().to_string(),
            }),
            Err(cause) => Err(self.failed(cause)),
        }
    }

    fn failed(&self, cause: io::Error) -> WorkflowError {
        WorkflowError::Write {
            path: self.target.clone(),
            cause,
        }
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        // It has its name already, or it failed and its own error is told.
        let _ = fs::remove_file(&self.part);
    }
}
