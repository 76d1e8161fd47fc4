//! CPU time of processes, as Linux accounts for it.

use anyhow::{Context, Result};
use rustix::time::ClockId;
use std::ops::{AddAssign, Sub};
use std::time::Duration;

/// CPU time of our side and of the database server's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cpu {
    /// This process.
    pub client: Duration,
    /// PostgreSQL; zero where the database is a file of ours.
    pub server: Duration,
}

impl Cpu {
    /// What was used up to now by this process and by the server's process that serves its connection, if there is one.
    pub fn now(backend: Option<&str>) -> Self {
        Self {
            client: of_this_process(),
            server: backend.map(of_waiting_process).unwrap_or_default(),
        }
    }

    /// Both sides together.
    pub fn total(self) -> Duration {
        self.client + self.server
    }
}

impl Sub for Cpu {
    type Output = Self;
    fn sub(self, earlier: Self) -> Self {
        Self {
            client: self.client.saturating_sub(earlier.client),
            server: self.server.saturating_sub(earlier.server),
        }
    }
}

impl AddAssign for Cpu {
    fn add_assign(&mut self, more: Self) {
        self.client += more.client;
        self.server += more.server;
    }
}

/// User and system time of a process and of its children that have ended: fields 14 to 17 of
/// `/proc/<pid>/stat`, in ticks of the clock.
pub fn of_process(pid: &str) -> Result<Duration> {
    let path = format!("/proc/{pid}/stat");
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
    let ticks = ticks(&text).with_context(|| format!("{path} is not as expected"))?;
    let per_second = rustix::param::clock_ticks_per_second();
    Ok(Duration::from_millis(
        ticks.saturating_mul(1_000) / per_second.max(1),
    ))
}

/// The name of the program is the second field, in brackets, and may hold blanks and brackets itself.
fn ticks(stat: &str) -> Option<u64> {
    let (_, after_name) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    // Field 3 is the first one here.
    fields
        .get(11..15)?
        .iter()
        .map(|field| field.parse::<u64>().ok())
        .sum()
}

/// CPU time of this process to the nanosecond.
pub fn of_this_process() -> Duration {
    clock(ClockId::ProcessCPUTime)
}

/// CPU time of the calling thread.
pub fn of_this_thread() -> Duration {
    clock(ClockId::ThreadCPUTime)
}

/// What a clock of the system shows.
pub fn clock(id: ClockId) -> Duration {
    let now = rustix::time::clock_gettime(id);
    let seconds = u64::try_from(now.tv_sec).unwrap_or_default();
    Duration::from_secs(seconds)
        + Duration::from_nanos(u64::try_from(now.tv_nsec).unwrap_or_default())
}

/// CPU time of another process of one thread, to the nanosecond while it waits; zero when it is gone.
pub fn of_waiting_process(pid: &str) -> Duration {
    std::fs::read_to_string(format!("/proc/{pid}/schedstat"))
        .ok()
        .and_then(|text| text.split_whitespace().next()?.parse().ok())
        .map_or(Duration::ZERO, Duration::from_nanos)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_times_are_found_behind_a_name_with_blanks_and_brackets() {
        let stat = "12 (a (b) c) S 1 12 12 0 -1 4194560 5 6 7 8 100 20 3 4 20 0 1 0";
        assert_eq!(ticks(stat), Some(127));
    }

    #[test]
    fn the_time_of_this_process_grows_with_its_work() {
        let before = of_this_process();
        let mut sum = 0_u64;
        while of_this_process() < before + Duration::from_millis(30) {
            sum = std::hint::black_box(sum + 1);
        }
        assert!(
            of_process("self").unwrap() + Duration::from_millis(20)
                >= before + Duration::from_millis(30)
        );
    }
}
