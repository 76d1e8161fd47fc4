//! Gives notices to a command of the site, one a run.

use super::{TAKES_MAX, body};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Pid, PidfdFlags, pidfd_open};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Instant;
use workflow::outbox::{Delivery, Letter, Sender};

/// Exit code of a command that will never take this notice (`EX_DATAERR` of sysexits).
const REFUSED: i32 = 65;

/// The command.
pub struct Run(pub PathBuf);

impl Sender for Run {
    fn deliver(&mut self, letter: &Letter<'_>) -> Delivery {
        match self.run(&body(letter)) {
            Ok(Some(status)) if status.success() => Delivery::Done,
            Ok(Some(status)) if status.code() == Some(REFUSED) => Delivery::Refused("refused"),
            Ok(Some(_)) => Delivery::Later("busy"),
            Ok(None) => Delivery::Later("unreachable"),
            Err(error) => {
                tracing::warn!(%error, "the command for notices could not be run");
                Delivery::Later("unreachable")
            }
        }
    }
}

impl Run {
    /// None when it took too long.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one program the product starts: the site's own way out, named in its settings"
    )]
    fn run(&self, body: &str) -> std::io::Result<Option<ExitStatus>> {
        let mut child = Command::new(&self.0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let written = child
            .stdin
            .take()
            .map_or(Ok(()), |mut input| input.write_all(body.as_bytes()));
        let ended = wait(&mut child)?;
        // A command that did not read what it was given cannot have delivered it.
        written.map(|()| ended)
    }
}

/// The descriptor of the process is ready once it has ended.
fn wait(child: &mut Child) -> std::io::Result<Option<ExitStatus>> {
    let ended = pidfd_open(Pid::from_child(child), PidfdFlags::empty())?;
    let mut ended = [PollFd::new(&ended, PollFlags::IN)];
    let until = Instant::now() + TAKES_MAX;
    loop {
        let left = until.saturating_duration_since(Instant::now());
        match poll(
            &mut ended,
            Some(&Timespec::try_from(left).map_err(std::io::Error::other)?),
        ) {
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
            Ok(0) => break,
            Ok(_) => return child.wait().map(Some),
        }
    }
    child.kill()?;
    child.wait()?;
    Ok(None)
}
