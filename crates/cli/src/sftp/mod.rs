//! The inbox and outbox of whoever comes in, over `sftp` or `scp`. sshd's own server would show the account's whole
//! machine, because one account is everybody's; this one knows two directories and the names in them, and no path at all.

mod wire;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use wire::{Attributes, Code, Named, Parts, Reply, flag, request};
use workflow::exchange::{Entry, FileName, Folder, Incoming, Kept, Side};
use workflow::views::Lang;
use workflow::{Words, WorkflowError, causes_of};

/// Files and lists open at once; clients need a few.
const HANDLES_MAX: usize = 64;
/// Bytes given out at once; a client asks again for the rest.
const READ_MAX: u32 = 128 * 1024;
/// Files of a list in one answer.
const NAMES_MAX: usize = 200;
const DIRECTORY: u32 = 0o040_700;
const FILE: u32 = 0o100_600;

/// What is put on record before it happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// A file comes into the inbox.
    Put,
    /// A file is read.
    Get,
    /// A file is removed.
    Remove,
}

/// Puts an act on record, with what the file holds where that is known.
pub type Record<'r> =
    &'r mut dyn FnMut(Act, Side, &FileName, Option<&Kept>) -> workflow::Result<()>;

/// Something that is open.
enum Handle {
    Reading(File),
    Writing(FileName, Box<Incoming>),
    Listing(Vec<Named>),
}

/// A place as clients name it.
enum Place {
    Root,
    Side(Side),
    File(Side, FileName),
}

/// One operator's files.
pub struct Server<'r> {
    folder: Folder,
    lang: Lang,
    record: Record<'r>,
    /// Tells this session's unfinished files from those of others.
    by: String,
    handles: BTreeMap<u32, Handle>,
    given: u32,
}

type Done = Result<Reply, (Code, Words)>;

impl<'r> Server<'r> {
    /// Serves this folder.
    pub fn new(folder: Folder, lang: Lang, by: String, record: Record<'r>) -> Self {
        Self {
            folder,
            lang,
            record,
            by,
            handles: BTreeMap::new(),
            given: 0,
        }
    }

    /// Answers requests until the client has gone.
    ///
    /// # Errors
    /// The connection broke, or says what is no packet; of kind `TimedOut` where nobody said anything for too long.
    pub fn serve(&mut self, input: &mut impl Read, output: &mut impl Write) -> io::Result<()> {
        while let Some(packet) = wire::read(input)? {
            let mut parts = Parts::of(&packet);
            let Some(kind) = parts.byte() else { continue };
            if kind == request::INIT {
                wire::write_version(output)?;
                continue;
            }
            let Some(id) = parts.number() else {
                return Err(ErrorKind::InvalidData.into());
            };
            let reply = self.answer(kind, &mut parts);
            let reply = reply
                .unwrap_or_else(|| {
                    Err(refused(
                        Code::Unread,
                        "请求无法读取",
                        "the request cannot be read",
                    ))
                })
                .unwrap_or_else(|(code, words)| {
                    Reply::Status(code, words.get(self.lang).to_owned())
                });
            wire::write_reply(output, id, &reply)?;
        }
        Ok(())
    }

    /// None for a request that ends too early.
    fn answer(&mut self, kind: u8, parts: &mut Parts<'_>) -> Option<Done> {
        Some(match kind {
            request::OPEN => {
                let (path, flags) = (parts.text()?, parts.number()?);
                self.open(path, flags)
            }
            request::CLOSE => self.close(parts.handle()?),
            request::READ => {
                let (handle, from, length) = (parts.handle()?, parts.place()?, parts.number()?);
                self.read(handle, from, length)
            }
            request::WRITE => {
                let (handle, to, bytes) = (parts.handle()?, parts.place()?, parts.bytes()?);
                self.write(handle, to, bytes)
            }
            request::LSTAT | request::STAT => self
                .place(parts.text()?)
                .and_then(|place| self.look(&place)),
            request::FSTAT => self.look_at_open(parts.handle()?),
            // Whose a file is and who may read it is not the client's to say; clients ask for it all the same.
            request::SETSTAT => self
                .place(parts.text()?)
                .and_then(|place| self.look(&place))
                .map(|_| done()),
            request::FSETSTAT => self.look_at_open(parts.handle()?).map(|_| done()),
            request::OPENDIR => self.list(parts.text()?),
            request::READDIR => self.next_names(parts.handle()?),
            request::REMOVE => self.remove(parts.text()?),
            request::RENAME => {
                let (from, to) = (parts.text()?, parts.text()?);
                self.rename(from, to)
            }
            request::REALPATH => self.place(parts.text()?).map(|place| real(&place)),
            request::MKDIR | request::RMDIR => Err(only_two_sides()),
            _ => Err(refused(
                Code::Unknown,
                "不支持的操作（没有链接，也没有其他文件夹）",
                "not supported here: there are no links and no other folders",
            )),
        })
    }

    fn place(&self, path: &str) -> Result<Place, (Code, Words)> {
        let mut names: Vec<&str> = Vec::new();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    names.pop();
                }
                name => names.push(name),
            }
        }
        let side = |name: &str| Side::ALL.into_iter().find(|side| side.code() == name);
        match names.as_slice() {
            [] => Ok(Place::Root),
            [one] => side(one).map(Place::Side).ok_or_else(no_file),
            [one, name] => {
                let side = side(one).ok_or_else(no_file)?;
                let name = FileName::parse(name).map_err(|error| (Code::Denied, error.words()))?;
                Ok(Place::File(side, name))
            }
            _ => Err(no_file()),
        }
    }

    fn file(&self, path: &str) -> Result<(Side, FileName), (Code, Words)> {
        match self.place(path)? {
            Place::File(side, name) => Ok((side, name)),
            Place::Root | Place::Side(_) => Err(only_two_sides()),
        }
    }

    fn look(&self, place: &Place) -> Done {
        let path = match place {
            Place::Root => self.folder.path().to_path_buf(),
            Place::Side(side) => self.folder.side(*side),
            Place::File(side, name) => self.folder.existing(*side, name).map_err(told)?,
        };
        let path = if path.as_os_str().is_empty() {
            Path::new(".")
        } else {
            &path
        };
        let found = fs::symlink_metadata(path).map_err(broken)?;
        Ok(Reply::Attributes(attributes(&found)))
    }

    fn look_at_open(&self, handle: u32) -> Done {
        match self.handles.get(&handle) {
            Some(Handle::Reading(file)) => Ok(Reply::Attributes(attributes(
                &file.metadata().map_err(broken)?,
            ))),
            Some(Handle::Writing(_, incoming)) => Ok(Reply::Attributes(Attributes {
                bytes: incoming.bytes(),
                mode: FILE,
                at: 0,
            })),
            Some(Handle::Listing(_)) | None => Err(no_handle()),
        }
    }

    fn open(&mut self, path: &str, flags: u32) -> Done {
        let (side, name) = self.file(path)?;
        if flags & (flag::WRITE | flag::APPEND) == 0 {
            let path = self.folder.existing(side, &name).map_err(told)?;
            let file = File::open(path).map_err(broken)?;
            (self.record)(Act::Get, side, &name, None).map_err(told)?;
            return self.keep(Handle::Reading(file));
        }
        if side != Side::Inbox {
            return Err(refused(
                Code::Denied,
                "`outbox` 只能取走和删除，文件请放入 `inbox`",
                "files are put into inbox; those of outbox can be fetched and removed",
            ));
        }
        let is_there = self.folder.existing(side, &name).is_ok();
        let whole = flags & flag::TRUNCATE != 0 || !is_there && flags & flag::CREATE != 0;
        if flags & (flag::APPEND | flag::READ) != 0 || !whole {
            return Err(refused(
                Code::Failure,
                "不能续传或改写一部分：请重新整个上传",
                "a file cannot be resumed or changed in part: send it whole",
            ));
        }
        if is_there && flags & flag::EXCLUSIVE != 0 {
            return Err(refused(
                Code::Failure,
                "已有同名文件",
                "there is a file of that name",
            ));
        }
        let by = format!("{}-{}", self.by, self.given);
        let incoming = self.folder.begin(side, &name, &by).map_err(told)?;
        self.keep(Handle::Writing(name, Box::new(incoming)))
    }

    fn keep(&mut self, handle: Handle) -> Done {
        if self.handles.len() >= HANDLES_MAX {
            return Err(refused(
                Code::Failure,
                "同时打开的文件过多",
                "too many files are open",
            ));
        }
        self.given = self.given.wrapping_add(1);
        self.handles.insert(self.given, handle);
        Ok(Reply::Handle(self.given))
    }

    fn close(&mut self, handle: u32) -> Done {
        let closed = self.handles.remove(&handle).ok_or_else(no_handle)?;
        if let Handle::Writing(name, incoming) = closed {
            let kept = incoming.so_far();
            (self.record)(Act::Put, Side::Inbox, &name, Some(&kept)).map_err(told)?;
            incoming.finish(true).map_err(told)?;
        }
        Ok(done())
    }

    fn read(&mut self, handle: u32, from: u64, length: u32) -> Done {
        let Some(Handle::Reading(file)) = self.handles.get(&handle) else {
            return Err(no_handle());
        };
        let mut bytes = vec![0; usize::try_from(length.min(READ_MAX)).unwrap_or_default()];
        let count = file.read_at(&mut bytes, from).map_err(broken)?;
        if count == 0 {
            return Err((Code::End, Words::default()));
        }
        bytes.truncate(count);
        Ok(Reply::Data(bytes))
    }

    fn write(&mut self, handle: u32, to: u64, bytes: &[u8]) -> Done {
        let Some(Handle::Writing(_, incoming)) = self.handles.get_mut(&handle) else {
            return Err(no_handle());
        };
        if to != incoming.bytes() {
            return Err(refused(
                Code::Failure,
                "文件须从头到尾依次上传",
                "a file is sent from its beginning to its end",
            ));
        }
        match incoming.write(bytes) {
            Ok(()) => Ok(done()),
            Err(error) => {
                // What would go on is a file with a hole.
                self.handles.remove(&handle);
                Err(told(error))
            }
        }
    }

    fn list(&mut self, path: &str) -> Done {
        let names = match self.place(path)? {
            Place::Root => Side::ALL
                .into_iter()
                .map(|side| {
                    let found = fs::symlink_metadata(self.folder.side(side)).map_err(broken)?;
                    Ok(named(side.code(), attributes(&found), ""))
                })
                .collect::<Result<_, _>>()?,
            Place::Side(side) => {
                let found = self.folder.list(side).map_err(broken)?;
                found.iter().map(listed).collect()
            }
            Place::File(..) => return Err(no_file()),
        };
        self.keep(Handle::Listing(names))
    }

    fn next_names(&mut self, handle: u32) -> Done {
        let Some(Handle::Listing(names)) = self.handles.get_mut(&handle) else {
            return Err(no_handle());
        };
        if names.is_empty() {
            return Err((Code::End, Words::default()));
        }
        let rest = names.split_off(names.len().min(NAMES_MAX));
        Ok(Reply::Names(std::mem::replace(names, rest)))
    }

    fn remove(&mut self, path: &str) -> Done {
        let (side, name) = self.file(path)?;
        let path = self.folder.existing(side, &name).map_err(told)?;
        (self.record)(Act::Remove, side, &name, None).map_err(told)?;
        fs::remove_file(path).map_err(broken)?;
        Ok(done())
    }

    /// Clients send a file under another name first and rename it when it is whole.
    fn rename(&mut self, from: &str, to: &str) -> Done {
        let ((from_side, from), (to_side, to)) = (self.file(from)?, self.file(to)?);
        if (from_side, to_side) != (Side::Inbox, Side::Inbox) {
            return Err(only_two_sides());
        }
        let old = self.folder.existing(from_side, &from).map_err(told)?;
        let new = self.folder.place(to_side, &to);
        if fs::symlink_metadata(&new).is_ok() {
            return Err(refused(
                Code::Failure,
                "已有同名文件",
                "there is a file of that name",
            ));
        }
        fs::rename(old, new).map_err(broken)?;
        Ok(done())
    }
}

fn real(place: &Place) -> Reply {
    let name = match place {
        Place::Root => "/".to_owned(),
        Place::Side(side) => format!("/{}", side.code()),
        Place::File(side, name) => format!("/{}/{name}", side.code()),
    };
    let nothing = Attributes {
        bytes: 0,
        mode: 0,
        at: 0,
    };
    Reply::Names(vec![Named {
        line: name.clone(),
        name,
        attributes: nothing,
    }])
}

fn attributes(found: &fs::Metadata) -> Attributes {
    use std::os::unix::fs::MetadataExt as _;
    Attributes {
        bytes: found.len(),
        mode: if found.is_dir() { DIRECTORY } else { FILE },
        at: u32::try_from(found.mtime()).unwrap_or_default(),
    }
}

fn listed(entry: &Entry) -> Named {
    let attributes = Attributes {
        bytes: entry.bytes,
        mode: FILE,
        at: u32::try_from(entry.at.0 / 1_000_000).unwrap_or_default(),
    };
    named(entry.name.as_str(), attributes, &entry.at.shanghai_text())
}

fn named(name: &str, attributes: Attributes, at: &str) -> Named {
    let kind = if attributes.mode == DIRECTORY {
        'd'
    } else {
        '-'
    };
    Named {
        name: name.to_owned(),
        line: format!("{kind}rw------- {:>12} {at} {name}", attributes.bytes),
        attributes,
    }
}

fn done() -> Reply {
    Reply::Status(Code::Done, String::new())
}

fn refused(code: Code, zh: &str, en: &str) -> (Code, Words) {
    (code, Words::new(zh, en))
}

fn no_file() -> (Code, Words) {
    refused(
        Code::NoFile,
        "没有这个文件；这里只有 `inbox` 和 `outbox`",
        "there is no such file; there are inbox and outbox only",
    )
}

fn no_handle() -> (Code, Words) {
    refused(Code::Failure, "该文件没有打开", "that file is not open")
}

fn only_two_sides() -> (Code, Words) {
    refused(
        Code::Denied,
        "只能把文件放入 `inbox`，或从 `inbox` 和 `outbox` 取走、删除文件",
        "files can be put into inbox, and fetched and removed from inbox and outbox",
    )
}

#[expect(clippy::needless_pass_by_value, reason = "as `map_err` hands it over")]
fn told(error: WorkflowError) -> (Code, Words) {
    let code = match error {
        WorkflowError::NotFound { .. } => Code::NoFile,
        _ => Code::Failure,
    };
    (code, error.words())
}

#[expect(clippy::needless_pass_by_value, reason = "as `map_err` hands it over")]
fn broken(error: io::Error) -> (Code, Words) {
    let code = match error.kind() {
        ErrorKind::NotFound => Code::NoFile,
        _ => Code::Failure,
    };
    (code, causes_of(&error).pop().unwrap_or_default())
}

#[cfg(test)]
mod tests;
