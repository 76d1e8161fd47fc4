//! When keys are heard: what was typed before a dialog could be seen was meant for the screen before it, and what was
//! typed before the focus could be seen on the button that decides was not meant to press it.

use crate::input::Event;
use crate::keys::Key;
use crate::model::{Model, NoteKind};
use crate::msg::{Effect, Msg};
use crate::update::update;
use std::time::{Duration, Instant};

/// Keys are dropped for so long after the first frame of a dialog has left: about the time somebody needs to see it.
pub const SUPPRESSED: Duration = Duration::from_millis(300);

/// Lets keys through, except around the opening of a dialog, and Enter except around the focus reaching a deciding button.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct KeyGate {
    dialog: Moment,
    button: Moment,
}

/// From when something has changed until somebody can have seen it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Moment {
    unseen: Option<Unseen>,
    /// Not over before.
    until: Option<Instant>,
}

/// Something has changed and is not on the screen yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unseen {
    /// Its first frame is not drawn.
    Undrawn,
    /// Its first frame is on its way.
    Leaving,
}

impl Moment {
    fn begin(&mut self) {
        self.unseen = Some(Unseen::Undrawn);
    }

    fn drawn(&mut self) {
        if self.unseen.is_some() {
            self.unseen = Some(Unseen::Leaving);
        }
    }

    fn written(&mut self, now: Instant, link: Duration) {
        if self.unseen == Some(Unseen::Leaving) {
            self.unseen = None;
            self.until = Some(now + SUPPRESSED + link);
        }
    }

    /// Something came at this instant that was not meant: it has to be quiet for as long again.
    fn extend(&mut self, at: Instant) {
        self.until = self.until.max(Some(at + SUPPRESSED));
    }

    fn is_over(&self, now: Instant) -> bool {
        self.unseen.is_none() && self.until.is_none_or(|until| now >= until)
    }
}

impl KeyGate {
    /// A dialog has opened: nothing is heard before it was drawn.
    pub fn suppress_input(&mut self) {
        self.dialog.begin();
    }

    /// The focus has reached a deciding button: Enter is not heard there before that was drawn.
    pub fn suppress_enter(&mut self) {
        self.button.begin();
    }

    /// A frame of all there is now was begun.
    pub fn drawn(&mut self) {
        self.dialog.drawn();
        self.button.drawn();
    }

    /// The last frame that was begun has left at this instant, over a line that takes `link` for the way there and back.
    pub fn written(&mut self, now: Instant, link: Duration) {
        self.dialog.written(now, link);
        self.button.written(now, link);
    }

    /// A key that arrives at this instant counts.
    pub fn hears(&self, now: Instant) -> bool {
        self.dialog.is_over(now)
    }

    /// What the terminal said at this instant, as far as it is heard, changes the model.
    pub fn take(&mut self, model: &mut Model, event: Event, at: Instant) -> Vec<Effect> {
        if !self.hears(at) {
            return Vec::new();
        }
        match event {
            // Nor does a key that is held, or a run of empty lines, press it in the end.
            Event::Key(Key::Enter | Key::Ctrl('j')) if self.is_too_soon(model, at) => {
                self.button.extend(at);
                let text = model.texts.t("note-enter-too-soon");
                model.say(NoteKind::Warn, text);
                Vec::new()
            }
            Event::Key(key) => update(model, Msg::Key(key)),
            Event::Paste(text) => update(model, Msg::Paste(text)),
            Event::PasteCut(text) => update(model, Msg::PasteCut(text)),
            Event::CursorAt(..) | Event::Mode(..) => Vec::new(),
        }
    }

    /// Enter would decide, and nobody can have seen yet that it would.
    fn is_too_soon(&self, model: &Model, at: Instant) -> bool {
        let deciding = model.dialog.as_ref().is_some_and(|dialog| dialog.decides());
        deciding && !self.button.is_over(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_count_again_a_moment_after_the_dialog_was_drawn_and_not_before() {
        let link = SUPPRESSED / 4;
        let start = Instant::now();
        let mut key_gate = KeyGate::default();
        assert!(key_gate.hears(start));
        key_gate.suppress_input();
        // The frame before it arrives only now: it does not show the dialog.
        key_gate.written(start, link);
        key_gate.drawn();
        // However long the line takes to carry the frame, what was typed before it does not count.
        assert!(!key_gate.hears(start + 10 * SUPPRESSED));
        let written = start + 10 * SUPPRESSED;
        key_gate.written(written, link);
        assert!(!key_gate.hears(written + SUPPRESSED));
        assert!(key_gate.hears(written + SUPPRESSED + link));
        // A later frame of the same dialog does not make it deaf again.
        key_gate.drawn();
        key_gate.written(written + 2 * SUPPRESSED, link);
        assert!(key_gate.hears(written + 2 * SUPPRESSED));
    }
}
