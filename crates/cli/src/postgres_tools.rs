//! PostgreSQL's own programs for a dump and for taking it in.

use crate::failure::{Failure, Result};
use crate::words::Words;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use storage::DatabaseUrl;

/// Where Debian keeps the programs of each version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// Dumps what a snapshot sees into a file of PostgreSQL's own archive format.
///
/// # Errors
/// [`Failure`] with the last thing the program said.
pub fn dump(url: &DatabaseUrl, snapshot: &str, to: &Path) -> Result<()> {
    let words: [&OsStr; 5] = [
        "--format=custom".as_ref(),
        "--no-owner".as_ref(),
        "--no-privileges".as_ref(),
        "--file".as_ref(),
        to.as_os_str(),
    ];
    let snapshot = format!("--snapshot={snapshot}");
    run("pg_dump", url, words.into_iter().chain([snapshot.as_ref()]))
}

/// Takes a dump into an empty database, all of it or nothing.
///
/// # Errors
/// [`Failure`] with the last thing the program said.
pub fn restore(url: &DatabaseUrl, from: &Path) -> Result<()> {
    let words: [&OsStr; 5] = [
        "--no-owner".as_ref(),
        "--no-privileges".as_ref(),
        "--single-transaction".as_ref(),
        "--exit-on-error".as_ref(),
        from.as_os_str(),
    ];
    run("pg_restore", url, words)
}

#[expect(
    clippy::disallowed_methods,
    reason = "a dump is what the engine's own programs make; only whoever is on the machine runs them"
)]
fn run<'a>(
    program: &'static str,
    url: &DatabaseUrl,
    words: impl IntoIterator<Item = &'a OsStr>,
) -> Result<()> {
    let Some((shown, password)) = url.apart() else {
        return Ok(());
    };
    let mut command = Command::new(found(program));
    // A command line is seen by everybody on the machine.
    if let Some(password) = password {
        command.env("PGPASSWORD", password);
    }
    let output = command
        .arg("--dbname")
        .arg(shown)
        .args(words)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| missing(program).because(&error))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said.lines().rev().find(|line| !line.trim().is_empty());
    Err(refused(program, last.unwrap_or_default()))
}

/// The newest of Debian's versions, else whatever the path has: an older one refuses a newer server.
fn found(program: &str) -> PathBuf {
    let versions = std::fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let number = |path: &PathBuf| {
        let name = path.file_name()?.to_str()?;
        name.parse::<u32>().ok()
    };
    let mut known: Vec<(u32, PathBuf)> = versions
        .map(|entry| entry.path())
        .filter_map(|path| Some((number(&path)?, path.join("bin").join(program))))
        .filter(|(_, path)| path.exists())
        .collect();
    known.sort();
    known.pop().map_or_else(|| program.into(), |(_, path)| path)
}

fn missing(program: &str) -> Failure {
    Failure::new(
        "backup-tool",
        Words::new(
            format!("不能运行 {program}"),
            format!("{program} cannot be run"),
        ),
        Words::new(
            "安装 `postgresql-client`，版本不低于服务器",
            "install `postgresql-client`, of the server's version or a newer one",
        ),
    )
}

fn refused(program: &str, said: &str) -> Failure {
    Failure::new(
        "backup-tool",
        Words::new(
            format!("{program} 未完成：{said}"),
            format!("{program} did not finish: {said}"),
        ),
        Words::new(
            "按其所述更正后重试；本次没有留下任何文件",
            "correct what it says and try again; nothing was left behind",
        ),
    )
}
