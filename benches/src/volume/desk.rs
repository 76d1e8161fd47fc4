//! Somebody at the console while files come in: the very questions its worker asks, one after another, each timed.

use crate::office::Bench;
use crate::{cpu, effects};
use anyhow::{Result, anyhow};
use domain::ids::ClaimRef;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;
use workflow::views::claims::ClaimFilter;
use workflow::views::{Cursor, Lang, cases, claim_detail, claims, home, imports};
use workflow::{Session, review::bulk};

/// Rows of a page, as the console asks for them.
const PAGE_ROWS: usize = 200;
/// Between an answer and the next key.
const PAUSE: Duration = Duration::from_millis(60);

/// A person at the console, on a thread and a connection of its own.
pub struct Desk {
    stop: Arc<AtomicBool>,
    work: JoinHandle<Result<Answers>>,
}

/// How long each kind of question took.
#[derive(Debug, Default)]
pub struct Answers {
    times: BTreeMap<&'static str, Vec<Duration>>,
    /// CPU time of the console's own thread.
    pub cpu: Duration,
}

impl Desk {
    /// Logs a reviewer in and begins to ask.
    pub fn sit_down(bench: &Bench) -> Result<Self> {
        let mut session = bench.session_of("reviewer")?;
        let stop = Arc::new(AtomicBool::new(false));
        let told = stop.clone();
        let work = std::thread::spawn(move || {
            let mut answers = Answers::default();
            while !told.load(Ordering::Relaxed) {
                answers.round(&mut session)?;
            }
            answers.cpu = cpu::of_this_thread();
            Ok(answers)
        });
        Ok(Self { stop, work })
    }

    /// Ends the work and gives the times.
    pub fn stand_up(self) -> Result<Answers> {
        self.stop.store(true, Ordering::Relaxed);
        self.work
            .join()
            .map_err(|_| anyhow!("the console's thread ended in a panic"))?
    }
}

/// The first page of claims, as after an import.
pub fn newest(session: &mut Session) -> Result<()> {
    page(session, None).map(|_| ())
}

type Page = (Option<Cursor>, Option<ClaimRef>);

fn page(session: &mut Session, after: Option<Cursor>) -> Result<Page> {
    let filter = ClaimFilter::default();
    let found = claims::page(session, &filter, after, PAGE_ROWS)?;
    if after.is_none() {
        claims::count(session, &filter)?;
    }
    Ok((found.next, found.rows.last().map(|row| row.id)))
}

impl Answers {
    /// One look around: home, the queue and its next page, a claim, the sums of a bulk act, cases, imports.
    fn round(&mut self, session: &mut Session) -> Result<()> {
        self.ask("home", || Ok(home::show(session)?))?;
        let (next, claim) = self.ask("claims list", || page(session, None))?;
        if next.is_some() {
            self.ask("claims, next page", || page(session, next))?;
        }
        if let Some(claim) = claim {
            self.ask("claim", || {
                Ok(claim_detail::show(session, claim, Lang::Zh)?)
            })?;
        }
        self.ask("sums of a bulk act", || {
            Ok(bulk::preview(session, &ClaimFilter::default())?)
        })?;
        self.ask("cases", || Ok(cases::page(session, &[], None, PAGE_ROWS)?))?;
        self.ask("imports", || {
            Ok(imports::page(session, Lang::Zh, None, PAGE_ROWS)?)
        })?;
        Ok(())
    }

    fn ask<T>(&mut self, what: &'static str, question: impl FnOnce() -> Result<T>) -> Result<T> {
        let start = effects::monotonic();
        let answer = question()?;
        let took = effects::monotonic().saturating_sub(start);
        self.times.entry(what).or_default().push(took);
        std::thread::sleep(PAUSE);
        Ok(answer)
    }

    /// One line for each kind of question: how often, median, 99 of a hundred, longest.
    pub fn table(&self, title: &str) -> String {
        let mut text = format!(
            "{title}: ms from key to answer\n{:<22}{:>8}{:>8}{:>8}{:>8}",
            "question", "asked", "p50", "p99", "max"
        );
        let all: Vec<Duration> = self.times.values().flatten().copied().collect();
        for (what, times) in self
            .times
            .iter()
            .map(|(what, times)| (*what, times))
            .chain([("all", &all)])
        {
            let mut times = times.clone();
            times.sort_unstable();
            let at = |percent: usize| {
                let place = (times.len() * percent).div_ceil(100).saturating_sub(1);
                times.get(place).map_or(0, Duration::as_millis)
            };
            let _ = write!(
                text,
                "\n{what:<22}{:>8}{:>8}{:>8}{:>8}",
                times.len(),
                at(50),
                at(99),
                at(100)
            );
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ninety_ninth_of_a_hundred_times_is_told_beside_the_longest() {
        let times = (1..=100).map(Duration::from_millis).collect();
        let answers = Answers {
            times: BTreeMap::from([("home", times)]),
            cpu: Duration::ZERO,
        };
        let table = answers.table("t");
        let words: Vec<&str> = table.lines().nth(2).unwrap().split_whitespace().collect();
        assert_eq!(words, ["home", "100", "50", "99", "100"]);
    }
}
