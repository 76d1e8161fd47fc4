//! When keys are heard: what was typed before a dialog could be seen was meant for the screen before it.

use std::time::{Duration, Instant};

/// Keys are dropped for so long after the first frame of a dialog was written: about the time of a slow line's way there
/// and back.
pub const HUSH: Duration = Duration::from_millis(300);

/// Hears keys, except around the opening of a dialog.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ears {
    /// A dialog has opened and is not on the screen yet.
    unseen: bool,
    /// Deaf until then.
    until: Option<Instant>,
}

impl Ears {
    /// A dialog has opened: nothing is heard before it was drawn.
    pub fn hush(&mut self) {
        self.unseen = true;
    }

    /// The screen was written at this instant.
    pub fn drawn(&mut self, now: Instant) {
        if self.unseen {
            self.unseen = false;
            self.until = Some(now + HUSH);
        }
    }

    /// A key that arrives at this instant counts.
    pub fn hears(&self, now: Instant) -> bool {
        !self.unseen && self.until.is_none_or(|until| now >= until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_count_again_a_moment_after_the_dialog_was_drawn_and_not_before() {
        let start = Instant::now();
        let mut ears = Ears::default();
        assert!(ears.hears(start));
        ears.hush();
        // However long the line takes to carry the frame, what was typed before it does not count.
        assert!(!ears.hears(start + 10 * HUSH));
        let drawn = start + 10 * HUSH;
        ears.drawn(drawn);
        assert!(!ears.hears(drawn + HUSH / 2));
        assert!(ears.hears(drawn + HUSH));
        // A later frame of the same dialog does not make it deaf again.
        ears.drawn(drawn + 2 * HUSH);
        assert!(ears.hears(drawn + 2 * HUSH));
    }
}
