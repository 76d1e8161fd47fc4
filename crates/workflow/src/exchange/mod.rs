//! Files that come in and go out. Each operator who comes in over SSH has a folder of the site's with an inbox and an
//! outbox; whatever such an operator names is a bare name in one of the two, so no other file of the machine, and no other
//! operator's, can be named at all.

mod folder;
mod handover;
mod name;

pub use folder::{Entry, Folder, Incoming, Kept, Room, Side, Used};
pub use handover::{list, put, take};
pub use name::FileName;

use crate::error::{Refusal, Result, WorkflowError};
use domain::ids::OperatorId;
use std::path::{Path, PathBuf};

/// Megabytes of one operator's folder unless the site says otherwise: a year's workbooks of a county.
pub const MEGABYTES: u32 = 512;
/// Files of one operator's folder unless the site says otherwise: a sheet for each union of a large branch.
pub const FILES: u32 = 2_000;

/// The site's folder with those of its operators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    root: PathBuf,
    room: Room,
}

impl Exchange {
    /// The site's folder, and what each operator may keep in it.
    pub fn new(root: PathBuf, megabytes: u32, files: u32) -> Self {
        Self {
            root,
            room: Room {
                bytes: u64::from(megabytes) * folder::MEGABYTE,
                files: u64::from(files),
            },
        }
    }

    /// An operator's folder, made where it is missing.
    ///
    /// # Errors
    /// [`WorkflowError::Write`].
    pub fn folder(&self, operator: OperatorId) -> Result<Folder> {
        let folder = Folder::new(self.root.join(operator.to_string()), self.room);
        folder.make()?;
        Ok(folder)
    }

    /// The folder of the operator who acts once the program runs inside it: its paths are told as the operator knows them.
    pub fn here(&self) -> Folder {
        Folder::new(PathBuf::new(), self.room)
    }
}

/// Which files of the machine an operator can name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Files {
    /// Any, as the machine itself allows: whoever works on it.
    #[default]
    Machine,
    /// Those of the own folder.
    Folder(Folder),
    /// None.
    Nothing,
}

impl Files {
    /// The operator's folder, where only its files can be named.
    pub fn folder(&self) -> Option<&Folder> {
        match self {
            Self::Folder(folder) => Some(folder),
            Self::Machine | Self::Nothing => None,
        }
    }

    /// The files of the operator's folder with the side they lie on, newest first; none where there is no folder.
    ///
    /// # Errors
    /// [`WorkflowError::Write`]: the folder cannot be read.
    pub fn listed(&self) -> Result<Vec<(Side, Entry)>> {
        let mut all = Vec::new();
        if let Some(folder) = self.folder() {
            for side in Side::ALL {
                let found = folder.list(side).map_err(|cause| WorkflowError::Write {
                    path: folder.side(side),
                    cause,
                })?;
                all.extend(found.into_iter().map(|entry| (side, entry)));
            }
        }
        all.sort_by_key(|(_, entry)| std::cmp::Reverse(entry.at));
        Ok(all)
    }

    /// The file to read that an operator names.
    ///
    /// # Errors
    /// [`WorkflowError::NotFound`]; [`WorkflowError::Usage`] for what is no bare name; [`WorkflowError::Refused`] with
    /// `no-files`.
    pub fn reading(&self, named: &Path) -> Result<PathBuf> {
        match self {
            Self::Machine => Ok(named.to_path_buf()),
            Self::Folder(folder) => folder.existing(Side::Inbox, &bare(named)?),
            Self::Nothing => Err(nothing()),
        }
    }

    /// The file to write that an operator names; without a name the directory where one is made up.
    ///
    /// # Errors
    /// [`WorkflowError::Usage`] for what is no bare name; [`WorkflowError::Refused`] with `exchange-full` or `no-files`.
    pub fn writing(&self, named: &Path) -> Result<PathBuf> {
        match self {
            Self::Machine => Ok(named.to_path_buf()),
            Self::Folder(folder) if is_unnamed(named) => {
                folder.has_room()?;
                Ok(folder.side(Side::Outbox))
            }
            Self::Folder(folder) => {
                let name = bare(named)?;
                folder.has_room()?;
                Ok(folder.place(Side::Outbox, &name))
            }
            Self::Nothing => Err(nothing()),
        }
    }

    /// The directory that an operator names for several files; in a folder there is only the outbox itself.
    ///
    /// # Errors
    /// As [`Files::writing`].
    pub fn directory(&self, named: &Path) -> Result<PathBuf> {
        if self.folder().is_none() || is_unnamed(named) {
            return self.writing(named);
        }
        Err(WorkflowError::Usage(words!(
            "文件直接写入 `outbox`，不能指定文件夹：写 . 即可",
            "the files go into the outbox itself, no folder can be named: write `.`"
        )))
    }
}

fn is_unnamed(named: &Path) -> bool {
    named.as_os_str().is_empty() || named == Path::new(".")
}

fn bare(named: &Path) -> Result<FileName> {
    FileName::parse(named.to_str().unwrap_or_default())
}

fn nothing() -> WorkflowError {
    WorkflowError::Refused(Refusal::new(
        "no-files",
        words!(
            "本站没有为远程操作员设文件箱，从远程不能读写文件：请在配置中设置 exchange",
            "this site keeps no folders for operators who come in from afar, and no file can be named: set `exchange` in its settings"
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    fn exchange(room: Room) -> (tempfile::TempDir, Exchange) {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().to_path_buf();
        (dir, Exchange { root, room })
    }

    fn id(n: u128) -> OperatorId {
        OperatorId(uuid::Uuid::from_u128(n))
    }

    fn put(folder: &Folder, name: &str, bytes: &[u8]) -> Result<Kept> {
        let name = FileName::parse(name)?;
        folder
            .receive(Side::Inbox, &name, "t", &mut &*bytes)?
            .finish(false)
    }

    #[test]
    fn an_operator_names_files_of_the_own_folder_and_no_others() {
        let (dir, exchange) = exchange(Room {
            bytes: 100,
            files: 9,
        });
        let (one, other) = (
            exchange.folder(id(1)).unwrap(),
            exchange.folder(id(2)).unwrap(),
        );
        put(&one, "a.csv", b"a").unwrap();
        put(&other, "b.csv", b"b").unwrap();
        let secret = dir.path().join("key");
        std::fs::write(&secret, "k").unwrap();
        symlink(&secret, one.side(Side::Inbox).join("link.csv")).unwrap();
        let beyond = format!("../../{}/inbox/b.csv", id(2));
        let absolute = other.side(Side::Inbox).join("b.csv");
        let files = Files::Folder(one.clone());
        assert_eq!(
            files.reading(Path::new("a.csv")).unwrap(),
            one.side(Side::Inbox).join("a.csv")
        );
        for named in [
            "b.csv",
            "link.csv",
            &beyond,
            absolute.to_str().unwrap(),
            "",
            ".",
        ] {
            assert!(files.reading(Path::new(named)).is_err(), "{named}");
        }
        for named in [&beyond, "/tmp/x", "x/y", ".."] {
            assert!(files.writing(Path::new(named)).is_err(), "{named}");
        }
        assert!(files.directory(Path::new("sheets")).is_err());
        assert_eq!(
            files.writing(Path::new(".")).unwrap(),
            one.side(Side::Outbox)
        );
        let listed = one.list(Side::Inbox).unwrap();
        assert_eq!(listed.len(), 1, "a link is not listed: {listed:?}");
        assert!(Files::Nothing.reading(Path::new("a.csv")).is_err());
    }

    #[test]
    fn a_folder_takes_no_more_than_its_room_and_no_half_of_a_file() {
        let (_dir, exchange) = exchange(Room {
            bytes: 10,
            files: 3,
        });
        let folder = exchange.folder(id(1)).unwrap();
        put(&folder, "a", b"1234567").unwrap();
        assert!(put(&folder, "b", b"1234").is_err());
        assert_eq!(folder.used().unwrap(), Used { bytes: 7, files: 1 });
        put(&folder, "b", b"123").unwrap();
        let full = Files::Folder(folder.clone())
            .writing(Path::new("x"))
            .unwrap_err();
        assert_eq!(full.code(), "exchange-full");
        assert!(put(&folder, "c", b"").is_err(), "no byte is left");
        let name = FileName::parse("a").unwrap();
        std::fs::remove_file(folder.place(Side::Inbox, &name)).unwrap();
        put(&folder, "b", b"x").expect_err("a file that is there is not replaced");
        let mut half = folder.begin(Side::Inbox, &name, "t").unwrap();
        half.write(b"12").unwrap();
        assert_eq!(folder.list(Side::Inbox).unwrap().len(), 1);
        drop(half);
        assert_eq!(folder.used().unwrap(), Used { bytes: 3, files: 1 });
    }
}
