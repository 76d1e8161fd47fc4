//! A directory, mounted from another machine or owned by another account.

use super::{Stopped, differs};
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::Path;
use workflow::audit::outside::Kept;

/// The ending of a file that is not whole yet.
const PART: &str = ".part";
/// A signature made with another key of the ring is as good.
const SIGNATURE: &str = ".sig";

pub(super) fn keep(directory: &Path, files: &[Kept]) -> Result<usize, Stopped> {
    let mut added = 0;
    for file in files {
        let path = directory.join(&file.name);
        match std::fs::read(&path) {
            Ok(there) if there == file.bytes || file.name.ends_with(SIGNATURE) => continue,
            Ok(_) => return Err(differs(&file.name)),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
        let part = directory.join(format!("{}{PART}", file.name));
        let mut whole = File::create(&part)?;
        whole.write_all(&file.bytes)?;
        whole.sync_all()?;
        std::fs::rename(&part, &path)?;
        added += 1;
    }
    File::open(directory)?.sync_all()?;
    Ok(added)
}
