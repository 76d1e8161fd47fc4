//! When keys are heard: what was typed before a dialog could be seen was meant for the screen before it.

use std::time::{Duration, Instant};

/// Keys are dropped for so long after the first frame of a dialog has left: about the time somebody needs to see it.
pub const HUSH: Duration = Duration::from_millis(300);

/// Hears keys, except around the opening of a dialog.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ears {
    unseen: Option<Unseen>,
    /// Deaf until then.
    until: Option<Instant>,
}

/// A dialog has opened and is not on the screen yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unseen {
    /// Its first frame is not drawn.
    Undrawn,
    /// Its first frame is on its way.
    Leaving,
}

impl Ears {
    /// A dialog has opened: nothing is heard before it was drawn.
    pub fn hush(&mut self) {
        self.unseen = Some(Unseen::Undrawn);
    }

    /// A frame of all there is now was begun.
    pub fn drawn(&mut self) {
        if self.unseen.is_some() {
            self.unseen = Some(Unseen::Leaving);
        }
    }

    /// The last frame that was begun has left at this instant, over a line that takes `link` for the way there and back.
    pub fn written(&mut self, now: Instant, link: Duration) {
        if self.unseen == Some(Unseen::Leaving) {
            self.unseen = None;
            self.until = Some(now + HUSH + link);
        }
    }

    /// A key that arrives at this instant counts.
    pub fn hears(&self, now: Instant) -> bool {
        self.unseen.is_none() && self.until.is_none_or(|until| now >= until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_count_again_a_moment_after_the_dialog_was_drawn_and_not_before() {
        let link = HUSH / 4;
        let start = Instant::now();
        let mut ears = Ears::default();
        assert!(ears.hears(start));
        ears.hush();
        // The frame before it arrives only now: it does not show the dialog.
        ears.written(start, link);
        ears.drawn();
        // However long the line takes to carry the frame, what was typed before it does not count.
        assert!(!ears.hears(start + 10 * HUSH));
        let written = start + 10 * HUSH;
        ears.written(written, link);
        assert!(!ears.hears(written + HUSH));
        assert!(ears.hears(written + HUSH + link));
        // A later frame of the same dialog does not make it deaf again.
        ears.drawn();
        ears.written(written + 2 * HUSH, link);
        assert!(ears.hears(written + 2 * HUSH));
    }
}
