//! The PostgreSQL server whose CPU time is counted, seen from outside.

use crate::cpu;
use anyhow::{Context, Result, bail};
use std::time::Duration;

/// How long a backend may take to end after its connection was closed.
const GOODBYE_TRIES_MAX: u32 = 500;
/// Between two looks.
const GOODBYE_PAUSE: Duration = Duration::from_millis(10);

/// A cluster, by the process that started all others.
#[derive(Debug, Clone)]
pub struct Server {
    postmaster: u32,
}

impl Server {
    /// The cluster of this postmaster.
    pub fn new(postmaster: u32) -> Self {
        Self { postmaster }
    }

    /// CPU time of the whole cluster: backends that have ended, and the helpers that never end.
    ///
    /// # Errors
    /// When the cluster is not running, or a connection stays open.
    pub fn cpu(&self) -> Result<Duration> {
        self.wait_for_backends()?;
        let mut sum = cpu::of_process(&self.postmaster.to_string())?;
        for child in self.children()? {
            // A helper may end between the list and the look; its time is then counted next time.
            sum += cpu::of_process(&child).unwrap_or_default();
        }
        Ok(sum)
    }

    /// The process that serves the only open connection.
    ///
    /// # Errors
    /// When there is none, or more than one.
    pub fn backend(&self) -> Result<String> {
        match self.backends()?.as_slice() {
            [one] => Ok(one.clone()),
            others => bail!(
                "{} connections are open where one was expected",
                others.len()
            ),
        }
    }

    fn wait_for_backends(&self) -> Result<()> {
        for _ in 0..GOODBYE_TRIES_MAX {
            if self.backends()?.is_empty() {
                return Ok(());
            }
            std::thread::sleep(GOODBYE_PAUSE);
        }
        bail!("a connection to the benchmark's PostgreSQL stays open")
    }

    fn backends(&self) -> Result<Vec<String>> {
        let serves = |pid: &String| {
            std::fs::read(format!("/proc/{pid}/cmdline"))
                .is_ok_and(|title| String::from_utf8_lossy(&title).contains("[local]"))
        };
        Ok(self.children()?.into_iter().filter(serves).collect())
    }

    fn children(&self) -> Result<Vec<String>> {
        let path = format!("/proc/{0}/task/{0}/children", self.postmaster);
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
        Ok(text.split_whitespace().map(str::to_owned).collect())
    }
}
