//! A program run to its end, with the CPU time it took and the most memory it held.

use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// How often the peak of the memory is read: Linux keeps it while the process lives and not after.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// What a run cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cost {
    /// User and system time of all threads.
    pub cpu: Duration,
    /// Peak of the resident memory in KiB.
    pub peak_kib: u64,
}

impl Cost {
    /// One run after the other.
    pub fn then(self, next: Self) -> Self {
        Self {
            cpu: self.cpu + next.cpu,
            peak_kib: self.peak_kib.max(next.peak_kib),
        }
    }
}

/// Runs a program; what it prints on standard output is dropped, its complaints are seen.
///
/// # Errors
/// It cannot be started, or it failed.
pub fn run<S: AsRef<std::ffi::OsStr>>(program: &Path, arguments: &[S]) -> Result<Cost> {
    let before = waited_for()?;
    #[expect(
        clippy::disallowed_methods,
        reason = "a benchmark runs what it measures"
    )]
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    let mut child = command
        .spawn()
        .with_context(|| format!("cannot start {}", program.display()))?;
    let mut peak_kib = 0;
    let status = loop {
        peak_kib = peak_kib.max(peak_of(&child));
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(LOOK_EVERY);
    };
    if !status.success() {
        bail!("{} failed ({status})", program.display());
    }
    Ok(Cost {
        cpu: waited_for()?.saturating_sub(before),
        peak_kib,
    })
}

fn peak_of(child: &Child) -> u64 {
    let status =
        std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    peak(&status).unwrap_or_default()
}

/// The high-water mark in the text of `/proc/<pid>/status`, in KiB; none once the process has ended.
fn peak(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// The time of all children that have ended, and of theirs.
fn waited_for() -> Result<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").context("cannot read /proc/self/stat")?;
    let ticks = ticks(&stat).context("/proc/self/stat is not as expected")?;
    Ok(Duration::from_millis(
        ticks * 1_000 / rustix::param::clock_ticks_per_second().max(1),
    ))
}

/// Fields 16 and 17; the name of the program, the second one, may hold blanks and brackets itself.
fn ticks(stat: &str) -> Option<u64> {
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut children = after_name
        .split_whitespace()
        .skip(13)
        .map(|field| field.parse::<u64>().ok());
    Some(children.next()?? + children.next()??)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_times_of_children_are_told_from_the_process_own() {
        assert_eq!(
            ticks("12 (a (b) c) S 1 12 12 0 -1 4194560 5 6 7 8 100 20 3 4 20 0 1 0"),
            Some(7)
        );
    }

    #[test]
    fn the_peak_is_read_in_kib() {
        assert_eq!(
            peak("Name:\tx\nVmPeak:\t 9 kB\nVmHWM:\t  2048 kB\nVmRSS:\t 1 kB\n"),
            Some(2048)
        );
        assert_eq!(peak("Name:\tx\nState:\tZ (zombie)\n"), None);
    }

    #[test]
    fn a_program_that_fails_is_an_error() {
        assert!(run::<&str>(Path::new("/bin/false"), &[]).is_err());
        assert!(run::<&str>(Path::new("/no/such/program"), &[]).is_err());
    }
}
