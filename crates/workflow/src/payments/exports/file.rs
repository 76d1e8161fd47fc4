//! The files of the register: opened by one process at a time, read whole, appended to and brought to disk.

use super::entry::{Entry, digest_of, read_line, write_line};
use super::fault::Fault;
use super::place::Place;
use crate::error::{Result, WorkflowError};
use data_encoding::HEXLOWER;
use sealing::Keyring;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Bits that would let somebody else read or write.
const OTHERS: u32 = 0o077;
/// Bits of a mode that are permissions.
const PERMISSIONS: u32 = 0o777;
/// Read and write for the owner, nothing for anybody else.
const OWN: u32 = 0o600;

/// The first line: whose register it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Title {
    register: String,
}

impl Title {
    pub(super) fn of(id: &str) -> Self {
        Self {
            register: id.to_owned(),
        }
    }

    /// The line itself: the same for everybody who writes it.
    pub(super) fn line(&self, keyring: &Keyring) -> Result<String> {
        write_line(keyring, self)
    }
}

/// How far the register went, kept beside the key file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Head {
    register: String,
    /// The number of its last entry; 0 before the first.
    pub(super) no: i64,
    /// The digest of its last line.
    pub(super) line: String,
}

impl Head {
    /// Reads the head of this register.
    ///
    /// # Errors
    /// [`WorkflowError::Register`] for one that is missing, not this program's, or of another installation.
    pub(super) fn read(place: &Place, keyring: &Keyring, id: &str) -> Result<Self> {
        let path = &place.head;
        let mut file = match File::open(path) {
            Err(cause) if cause.kind() == ErrorKind::NotFound => {
                return Err(damaged(place, Fault::Missing(path.clone())));
            }
            other => other.map_err(|cause| failed(path, cause))?,
        };
        own_only(place, path, &file)?;
        let mut text = String::new();
        let head: Option<Self> = file
            .read_to_string(&mut text)
            .ok()
            .and_then(|_| read_line(keyring, text.trim_end()));
        let head = head.ok_or_else(|| damaged(place, Fault::NotOne(path.clone())))?;
        if head.register == id {
            Ok(head)
        } else {
            Err(damaged(place, Fault::Foreign))
        }
    }
}

/// The register, held by this process alone until it is dropped.
pub(super) struct Register {
    place: Place,
    id: String,
    file: File,
    title: String,
    /// Entries as whole lines, without their ends.
    pub(super) lines: Vec<String>,
    /// What follows the last whole line: an append that was cut off.
    pub(super) rest: String,
}

impl Register {
    /// Opens the register of this id, and waits for whoever else holds it. It is never made here.
    ///
    /// # Errors
    /// [`WorkflowError::Register`] for files that are missing, older than their head, or of something else;
    /// [`WorkflowError::Write`].
    pub(super) fn open(place: &Place, keyring: &Keyring, id: &str) -> Result<Self> {
        let register = Self::read(place, keyring, id)?;
        let head = Head::read(place, keyring, id)?;
        match register.line(head.no) {
            None => Err(register.damaged(Fault::Cut(register.count() + 1))),
            Some(line) if digest_of(line) == head.line => Ok(register),
            Some(_) => Err(register.damaged(Fault::Changed(head.no))),
        }
    }

    /// As [`Register::open`], whatever its head says.
    ///
    /// # Errors
    /// As [`Register::open`].
    pub(super) fn read(place: &Place, keyring: &Keyring, id: &str) -> Result<Self> {
        let path = &place.register;
        let opened = OpenOptions::new().read(true).append(true).open(path);
        let mut file = match opened {
            Err(cause) if cause.kind() == ErrorKind::NotFound => {
                return Err(damaged(place, Fault::Missing(path.clone())));
            }
            other => other.map_err(|cause| failed(path, cause))?,
        };
        file.lock().map_err(|cause| failed(path, cause))?;
        own_only(place, path, &file)?;
        let mut text = String::new();
        let not_one = || damaged(place, Fault::NotOne(path.clone()));
        file.read_to_string(&mut text).map_err(|_| not_one())?;
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        let (lines, rest) = text.split_at(whole);
        let mut lines = lines.lines().map(str::to_owned);
        let title = lines.next().ok_or_else(not_one)?;
        let named: Title = read_line(keyring, &title).ok_or_else(not_one)?;
        if named != Title::of(id) {
            return Err(damaged(place, Fault::Foreign));
        }
        Ok(Self {
            place: place.clone(),
            id: id.to_owned(),
            file,
            title,
            lines: lines.collect(),
            rest: rest.to_owned(),
        })
    }

    /// How many entries.
    pub(super) fn count(&self) -> i64 {
        i64::try_from(self.lines.len()).unwrap_or(i64::MAX)
    }

    /// The line of this entry, or the title before the first.
    fn line(&self, no: i64) -> Option<&str> {
        match usize::try_from(no).ok()?.checked_sub(1) {
            None => Some(&self.title),
            Some(at) => self.lines.get(at).map(String::as_str),
        }
    }

    /// The entries, each proved by its digest, its number and the digest of the one before.
    pub(super) fn entries(&self, keyring: &Keyring) -> Result<Vec<Entry>> {
        let mut before = digest_of(&self.title);
        let mut entries = Vec::with_capacity(self.lines.len());
        for (no, line) in (1..).zip(&self.lines) {
            match Entry::read(keyring, line) {
                Some(entry) if entry.no == no && entry.before == before => entries.push(entry),
                _ => return Err(self.damaged(Fault::Changed(no))),
            }
            before = digest_of(line);
        }
        Ok(entries)
    }

    /// Takes away an append that was cut off.
    pub(super) fn drop_rest(&mut self) -> Result<()> {
        let kept: usize = std::iter::once(&self.title)
            .chain(&self.lines)
            .map(|line| line.len() + 1)
            .sum();
        let kept = u64::try_from(kept).unwrap_or(u64::MAX);
        let done = self
            .file
            .set_len(kept)
            .and_then(|()| self.file.seek(SeekFrom::End(0)).map(drop));
        self.rest.clear();
        done.map_err(|cause| failed(&self.place.register, cause))
    }

    /// Appends a line and makes sure that it is on disk.
    pub(super) fn append(&mut self, line: &str) -> Result<()> {
        let written = self
            .file
            .write_all(format!("{line}\n").as_bytes())
            .and_then(|()| self.file.sync_all());
        written.map_err(|cause| failed(&self.place.register, cause))?;
        self.lines.push(line.to_owned());
        Ok(())
    }

    /// Notes beside the key file how far the register goes.
    pub(super) fn note_head(&self, keyring: &Keyring) -> Result<()> {
        let no = self.count();
        let line = self.line(no).map_or("", digest_of).to_owned();
        let register = self.id.clone();
        write_head(&self.place, keyring, &Head { register, no, line })
    }

    pub(super) fn damaged(&self, fault: Fault) -> WorkflowError {
        damaged(&self.place, fault)
    }
}

/// Binds a new installation to the register that is there, or makes one; gives its id. `fresh` is the id of a new one.
/// Of several processes that make it at once one does, and the others take that one's.
///
/// # Errors
/// [`WorkflowError::Register`] when there was one and it is gone or is no register; [`WorkflowError::Write`].
pub(crate) fn bind(place: &Place, keyring: &Keyring, fresh: &[u8]) -> Result<String> {
    if !place.register.exists() {
        if place.head.exists() {
            return Err(damaged(place, Fault::Missing(place.register.clone())));
        }
        let title = Title::of(&HEXLOWER.encode(fresh)).line(keyring)?;
        put(&place.register, &format!("{title}\n"), false)?;
    }
    let text =
        std::fs::read_to_string(&place.register).map_err(|cause| failed(&place.register, cause))?;
    let title: Option<Title> = text
        .split_once('\n')
        .and_then(|(line, _)| read_line(keyring, line));
    let title = title.ok_or_else(|| damaged(place, Fault::NotOne(place.register.clone())))?;
    if !place.head.exists() {
        let head = Head {
            register: title.register.clone(),
            no: 0,
            line: digest_of(&title.line(keyring)?).to_owned(),
        };
        write_head(place, keyring, &head)?;
    }
    Ok(title.register)
}

/// Writes the register anew with these entries. What is there under its name is kept beside it.
///
/// # Errors
/// [`WorkflowError::Write`].
pub(super) fn write_anew(
    place: &Place,
    keyring: &Keyring,
    id: &str,
    entries: &[String],
) -> Result<()> {
    let title = Title::of(id).line(keyring)?;
    let last = entries.last().unwrap_or(&title);
    let head = Head {
        register: id.to_owned(),
        no: i64::try_from(entries.len()).unwrap_or(i64::MAX),
        line: digest_of(last).to_owned(),
    };
    let mut text = format!("{title}\n");
    for line in entries {
        text.push_str(line);
        text.push('\n');
    }
    let kept = beside(&place.register, &format!(".until-{}", head.no));
    match std::fs::rename(&place.register, kept) {
        Err(cause) if cause.kind() != ErrorKind::NotFound => {
            return Err(failed(&place.register, cause));
        }
        _ => {}
    }
    put(&place.register, &text, true)?;
    write_head(place, keyring, &head)
}

fn write_head(place: &Place, keyring: &Keyring, head: &Head) -> Result<()> {
    put(
        &place.head,
        &format!("{}\n", write_line(keyring, head)?),
        true,
    )
}

/// Puts a whole file under its name, on disk; one that is there is replaced, or stays.
fn put(path: &Path, text: &str, replace: bool) -> Result<()> {
    let part = beside(path, &format!(".{}.part", std::process::id()));
    let done = (|| {
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(OWN)
            .open(&part)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        let named = if replace {
            std::fs::rename(&part, path)
        } else {
            std::fs::hard_link(&part, path)
        };
        match named {
            Err(cause) if !replace && cause.kind() == ErrorKind::AlreadyExists => {}
            other => other?,
        }
        match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => File::open(parent)?.sync_all(),
            _ => Ok(()),
        }
    })();
    // Under its own name it is there by now, or somebody else's is.
    let _ = std::fs::remove_file(&part);
    done.map_err(|cause| failed(path, cause))
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn own_only(place: &Place, path: &Path, file: &File) -> Result<()> {
    let metadata = file.metadata().map_err(|cause| failed(path, cause))?;
    if !metadata.is_file() {
        return Err(damaged(place, Fault::NotOne(path.to_path_buf())));
    }
    let mode = metadata.mode() & PERMISSIONS;
    if mode & OTHERS != 0 {
        return Err(damaged(place, Fault::Mode(path.to_path_buf(), mode)));
    }
    Ok(())
}

fn failed(path: &Path, cause: std::io::Error) -> WorkflowError {
    WorkflowError::Write {
        path: path.to_path_buf(),
        cause,
    }
}

/// The register cannot be relied on.
pub(super) fn damaged(place: &Place, fault: Fault) -> WorkflowError {
    WorkflowError::Register {
        path: place.register.clone(),
        fault,
    }
}
