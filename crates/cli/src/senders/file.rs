//! Appends notices to a file that somebody else takes away.

use super::body;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use workflow::outbox::{Delivery, Letter, Sender};

/// The file; made readable by its owner only, as it holds numbers and sums.
pub struct Appended(pub PathBuf);

impl Sender for Appended {
    fn deliver(&mut self, letter: &Letter<'_>) -> Delivery {
        match self.append(&format!("{}\n", body(letter))) {
            Ok(()) => Delivery::Done,
            Err(error) => {
                tracing::warn!(%error, "a notice could not be written");
                Delivery::Later("unreachable")
            }
        }
    }
}

impl Appended {
    /// One write a line, so that lines of several senders never mix; on disk before it counts as delivered.
    fn append(&self, line: &str) -> std::io::Result<()> {
        let mut file = OpenOptions::new()
            .append(true)
            .create(true)
            .mode(0o600)
            .open(&self.0)?;
        file.write_all(line.as_bytes())?;
        file.sync_data()
    }
}
