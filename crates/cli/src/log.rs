//! The log: a file, never the screen.

use crate::effects;
use crate::failure::{Failure, Result};
use crate::settings::Settings;
use crate::words::Words;
use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use tracing_subscriber::EnvFilter;

/// Only the owner reads a log: it names operators and what they did.
const MODE: u32 = 0o600;

/// Sends events to the log file. A file that was named must be writable; the default one is left out
/// quietly where the user has no place for it.
///
/// # Errors
/// The named file cannot be written.
pub fn start(settings: &Settings) -> Result<()> {
    let file = match &settings.log_file {
        Some(path) => open(path).map_err(|error| {
            Failure::usage(
                Words::new(
                    format!("日志文件 {} 无法写入", path.display()),
                    format!("the log file {} cannot be written", path.display()),
                ),
                Words::new(
                    "更正 log_file 或其权限",
                    "correct `log_file` or its permissions",
                ),
            )
            .because(&error)
        })?,
        None => match default_path().and_then(|path| open(&path).ok()) {
            Some(file) => file,
            None => return Ok(()),
        },
    };
    let filter = EnvFilter::new(&settings.log_level);
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .with_writer(Mutex::new(file));
    // A second start in one process keeps the first log.
    let _ = subscriber.try_init();
    Ok(())
}

fn default_path() -> Option<PathBuf> {
    Some(
        effects::user_directory("XDG_STATE_HOME", ".local/state")?
            .join("gongbao")
            .join("gongbao.log"),
    )
}

fn open(path: &Path) -> std::io::Result<File> {
    if let Some(directory) = path
        .parent()
        .filter(|directory| !directory.as_os_str().is_empty())
    {
        std::fs::create_dir_all(directory)?;
    }
    OpenOptions::new()
        .create(true)
        .append(true)
        .mode(MODE)
        .open(path)
}
