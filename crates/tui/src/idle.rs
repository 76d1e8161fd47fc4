//! How long nobody has done anything.

use std::time::{Duration, Instant};

/// When the operator last did something, and what follows when nothing more comes.
#[derive(Debug, Clone, Copy)]
pub struct Idle {
    heard_at: Instant,
    blank_after: Duration,
    end_after: Duration,
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

    /// The session is to end.
    pub fn is_over(&self) -> bool {
        self.heard_at.elapsed() >= self.end_after
    }
}
