//! A program of the site that takes the files wherever they belong.

use super::{Stopped, said, spool};
use std::path::Path;
use std::process::{Command, Stdio};
use workflow::audit::outside::Kept;

#[expect(
    clippy::disallowed_methods,
    reason = "the site's own program, named in its settings; nobody who comes in over SSH is offered it"
)]
pub(super) fn keep(program: &Path, files: &[Kept]) -> Result<usize, Stopped> {
    let spool = spool(files)?;
    let status = Command::new(program)
        .arg(spool.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()?;
    if status.success() {
        return Ok(files.len());
    }
    Err(said(&program.display().to_string(), &status.to_string()))
}
