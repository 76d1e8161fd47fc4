//! Places outside this machine, or at least outside the database, where signed seals and exports are kept.

mod command;
mod directory;
mod sftp;

use crate::failure::{Failure, Result};
use crate::misuse::Unread;
use crate::words::Words;
use std::path::{Path, PathBuf};
use workflow::audit::outside::Kept;
use workflow::{causes_of, words};

/// Where they are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keeper {
    /// A directory, best one of another machine.
    Directory(PathBuf),
    /// A directory of a remote sshd: the host as ssh's configuration names it, and the path there.
    Sftp(String, String),
    /// A program that is given the directory with all of them.
    Command(PathBuf),
}

impl Keeper {
    /// Reads `dir:PATH`, `sftp:HOST:PATH` or `command:PATH`.
    ///
    /// # Errors
    /// Anything else, and a host or path that ssh would take for something else than its name.
    pub fn parse(text: &str) -> std::result::Result<Self, Unread> {
        let text = text.trim();
        let path = |rest: &str| (!rest.is_empty()).then(|| PathBuf::from(rest));
        let read = if let Some(rest) = text.strip_prefix("dir:") {
            path(rest).map(Self::Directory)
        } else if let Some(rest) = text.strip_prefix("command:") {
            path(rest).map(Self::Command)
        } else {
            text.strip_prefix("sftp:")
                .and_then(|rest| rest.split_once(':'))
                .filter(|(host, path)| sftp::are_names(host, path))
                .map(|(host, path)| Self::Sftp(host.to_owned(), path.to_owned()))
        };
        read.ok_or_else(|| {
            Unread(words!(
                "请写 dir:目录、sftp:主机:目录 或 command:程序",
                "write dir:DIRECTORY, sftp:HOST:DIRECTORY or command:PROGRAM"
            ))
        })
    }

    /// As it is written in the settings.
    pub fn shown(&self) -> String {
        match self {
            Self::Directory(path) => format!("dir:{}", path.display()),
            Self::Sftp(host, path) => format!("sftp:{host}:{path}"),
            Self::Command(path) => format!("command:{}", path.display()),
        }
    }

    /// Keeps what is not kept there yet; how many files that were. What is there is never replaced by something else.
    ///
    /// # Errors
    /// `keep` with what to do; what was kept until then stays.
    pub fn keep(&self, files: &[Kept], ssh_config: Option<&Path>) -> Result<usize> {
        match self {
            Self::Directory(path) => directory::keep(path, files),
            Self::Sftp(host, path) => sftp::keep(host, path, files, ssh_config),
            Self::Command(program) => command::keep(program, files),
        }
        .map_err(|stopped| failed(self, stopped))
    }
}

/// A fresh directory with all files, gone when it is dropped.
fn spool(files: &[Kept]) -> std::io::Result<tempfile::TempDir> {
    let spool = tempfile::tempdir()?;
    for file in files {
        std::fs::write(spool.path().join(&file.name), &file.bytes)?;
    }
    Ok(spool)
}

/// Why not everything could be kept.
struct Stopped(Words);

impl From<std::io::Error> for Stopped {
    fn from(error: std::io::Error) -> Self {
        Self(causes_of(&error).pop().unwrap_or_default())
    }
}

/// What a program said before it ended.
fn said(program: &str, text: &str) -> Stopped {
    Stopped(words!(
        "`{program}` 报告 `{text}`",
        "`{program}` says `{text}`"
    ))
}

fn differs(name: &str) -> Stopped {
    Stopped(words!(
        "该处的 {name} 与数据库所说的不同，数据库可能被恢复到较早的状态：停止支付，用 `gongbao audit verify --against` 核对",
        "{name} there is not what the database says, which may have been put back to an earlier state: stop payments and look with `gongbao audit verify --against`"
    ))
}

fn failed(keeper: &Keeper, Stopped(why): Stopped) -> Failure {
    let place = keeper.shown();
    Failure::new(
        "keep",
        Words::new(
            format!("未能全部送存到 {place}：{}", why.zh),
            format!("not everything could be kept at {place}: {}", why.en),
        ),
        Words::new(
            "更正后重新执行 `gongbao audit keep`；已送存的不会重复",
            "mend it and run `gongbao audit keep` again; what is kept is not sent twice",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keeper_is_a_directory_a_remote_one_or_a_program() {
        for text in [
            "dir:/mnt/seals",
            "sftp:witness:gongbao/hunan",
            "command:/usr/local/bin/keep",
        ] {
            assert_eq!(Keeper::parse(text).unwrap().shown(), text);
        }
        for bad in [
            "",
            "dir:",
            "/mnt",
            "sftp:host",
            "sftp:-oProxyCommand=x:d",
            "sftp:h:a b",
            "sftp:h:",
        ] {
            assert!(Keeper::parse(bad).is_err(), "{bad}");
        }
    }
}
