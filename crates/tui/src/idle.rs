//! How long nobody has done anything.

use std::time::{Duration, Instant};

/// When the operator last did something, and what follows when nothing more comes.
#[derive(Debug, Clone, Copy)]
pub struct Idle {
    heard_at: Instant,
    blank_after: Duration,
    end_after: Duration,
}

/// What an absence leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// Nothing yet.
    Wait,
    /// The screen is blanked and rows leave memory.
    Blank,
    /// The session ends.
    End,
}

impl Idle {
    /// Counts from now on.
    pub fn new(blank_after: Duration, end_after: Duration) -> Self {
        Self {
            heard_at: Instant::now(),
            blank_after,
            end_after,
        }
    }

    /// The operator did something.
    pub fn heard(&mut self) {
        self.heard_at = Instant::now();
    }

    /// When the next thing happens because nobody does anything: the screen is blanked, or, if it is already, the
    /// session ends.
    pub fn at(&self, blank: bool) -> Instant {
        let after = if blank {
            self.end_after
        } else {
            self.blank_after.min(self.end_after)
        };
        self.heard_at + after
    }

    /// What follows now that [`Idle::at`] has come. A command under way is no absence: an import may take an hour.
    pub fn rest(&mut self, running: bool) -> Rest {
        if running {
            self.heard();
            Rest::Wait
        } else if self.heard_at.elapsed() >= self.end_after {
            Rest::End
        } else {
            Rest::Blank
        }
    }
}
