//! The file of scored pairs.

use crate::failure::{Failure, Result};
use crate::words::Words;
use matching::dataset::Dataset;
use matching::score::ScoredPair;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Only the owner reads who may be whose duplicate.
const MODE: u32 = 0o600;
const HEADER: &str = "claim_id_a,claim_id_b,score\n";
const BUFFER_BYTES: usize = 1 << 16;

/// The file of pairs: written beside its place and moved there when it is whole.
pub struct Pairs {
    to: PathBuf,
    part: PathBuf,
    file: BufWriter<File>,
    line: Vec<u8>,
    broken: Option<io::Error>,
    whole: bool,
}

impl Pairs {
    /// Begins a new file.
    ///
    /// # Errors
    /// Something stands at its place already, or the file cannot be written there.
    pub fn create(to: &Path) -> Result<Self> {
        if to.symlink_metadata().is_ok() {
            return Err(there(to));
        }
        let mut name = to.as_os_str().to_owned();
        name.push(".part");
        let part = PathBuf::from(name);
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(MODE)
            .open(&part);
        let file = file.map_err(|error| unwritten(to, &error))?;
        Ok(Self {
            to: to.to_owned(),
            part,
            file: BufWriter::with_capacity(BUFFER_BYTES, file),
            line: HEADER.as_bytes().to_vec(),
            broken: None,
            whole: false,
        })
    }

    /// Adds a pair; the first failure is kept for the end, because the engine knows no files.
    pub fn write(&mut self, data: &Dataset, pair: ScoredPair) {
        if self.broken.is_some() {
            return;
        }
        push_cell(&mut self.line, data.id(pair.a));
        self.line.push(b',');
        push_cell(&mut self.line, data.id(pair.b));
        self.line.push(b',');
        // Writing to a vector cannot fail.
        let _ = writeln!(self.line, "{}", bits(pair.score));
        self.broken = self.file.write_all(&self.line).err();
        self.line.clear();
    }

    /// Moves the whole file to its place.
    ///
    /// # Errors
    /// A row could not be written, or something stands at its place by now.
    pub fn finish(mut self) -> Result<()> {
        let last = std::mem::take(&mut self.line);
        let written = match self.broken.take() {
            Some(error) => Err(error),
            None => self
                .file
                .write_all(&last)
                .and_then(|()| self.file.flush())
                .and_then(|()| self.file.get_ref().sync_all()),
        };
        written.map_err(|error| unwritten(&self.to, &error))?;
        if self.to.symlink_metadata().is_ok() {
            return Err(there(&self.to));
        }
        std::fs::rename(&self.part, &self.to).map_err(|error| unwritten(&self.to, &error))?;
        self.whole = true;
        Ok(())
    }
}

impl Drop for Pairs {
    fn drop(&mut self) {
        if !self.whole {
            // What is left behind is no result; a failure to remove it has nobody to be told to.
            let _ = std::fs::remove_file(&self.part);
        }
    }
}

/// A cell, quoted where CSV wants it.
fn push_cell(line: &mut Vec<u8>, text: &str) {
    if !text
        .bytes()
        .any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r'))
    {
        line.extend_from_slice(text.as_bytes());
        return;
    }
    line.push(b'"');
    line.extend_from_slice(text.replace('"', "\"\"").as_bytes());
    line.push(b'"');
}

/// Thousandths of a bit as a decimal number.
pub fn bits(score: i32) -> String {
    let sign = if score < 0 { "-" } else { "" };
    let size = score.unsigned_abs();
    format!("{sign}{}.{:03}", size / 1_000, size % 1_000)
}

fn there(to: &Path) -> Failure {
    Failure::new(
        "exists",
        Words::new(
            format!("{} 已经存在", to.display()),
            format!("{} is there already", to.display()),
        ),
        Words::new("用 --out 另指定一个文件", "name another file with `--out`"),
    )
}

fn unwritten(to: &Path, error: &io::Error) -> Failure {
    Failure::new(
        "file",
        Words::new(
            format!("无法写入 {}", to.display()),
            format!("cannot write {}", to.display()),
        ),
        crate::hints::of_code("file"),
    )
    .because(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_with_a_comma_or_a_quote_stays_one_cell() {
        let mut line = Vec::new();
        push_cell(&mut line, "a,\"b");
        assert_eq!(line, b"\"a,\"\"b\"");
    }
}
