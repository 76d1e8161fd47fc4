//! What was found when this place was last looked at: whether the chains verified, and what was kept outside.
//!
//! It stands in a file beside the key file, because the database cannot be asked: one that was put back tells what it knew then.
//! Nothing is decided by it; it is what whoever watches over the site is shown.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Behind the key file's name.
const ENDING: &str = ".checks";
const MODE: u32 = 0o600;

/// What is remembered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LastChecks {
    /// The last verification of everything.
    pub verified: Option<Verified>,
    /// When everything was last kept at each place, in microseconds since 1970.
    pub kept: BTreeMap<String, i64>,
}

/// How a verification ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// When, in microseconds since 1970.
    pub at_us: i64,
    /// Nothing was altered.
    pub ok: bool,
    /// Records that were looked at.
    pub records: i64,
}

/// What is remembered beside this key file; nothing where nothing is.
pub fn read(key_file: &Path) -> LastChecks {
    let text = std::fs::read_to_string(beside(key_file)).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

/// Remembers more. Whoever could not write it has found the same thing all the same.
pub fn note(key_file: &Path, change: impl FnOnce(&mut LastChecks)) {
    let mut all = read(key_file);
    change(&mut all);
    if let Err(error) = replace(&beside(key_file), &all) {
        tracing::warn!(%error, "what was found was not remembered");
    }
}

fn beside(key_file: &Path) -> PathBuf {
    let mut name = key_file.as_os_str().to_owned();
    name.push(ENDING);
    PathBuf::from(name)
}

fn replace(path: &Path, all: &LastChecks) -> std::io::Result<()> {
    let part = path.with_extension("checks.part");
    let mut options = OpenOptions::new();
    let mut file = options
        .write(true)
        .create(true)
        .truncate(true)
        .mode(MODE)
        .open(&part)?;
    file.write_all(serde_json::to_string_pretty(all)?.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(part, path)
}
