//! What the terminal is asked at the start, and what follows from its answers.

use crate::text::Ambiguous;
use std::time::{Duration, Instant};

/// Which characters are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glyphs {
    /// Those of open width as the terminal draws them once it has told; plain ones until then.
    Auto,
    /// Plain ones instead of those of open width.
    Ascii,
    /// All; those of open width in one column until the terminal tells otherwise.
    Unicode,
}

/// What a terminal told about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// It gives characters of open width two columns.
    pub wide: bool,
    /// It knows synchronised updates.
    pub synchronises: bool,
}

/// What is known of the terminal, and what it was asked.
pub struct Probe {
    glyphs: Glyphs,
    facts: Option<Facts>,
    asked: Instant,
    latency: Option<Duration>,
}

impl Probe {
    /// The terminal was asked just now; `known` is what it told the last time.
    pub fn new(glyphs: Glyphs, known: Option<Facts>) -> Self {
        Self {
            glyphs,
            facts: known,
            asked: Instant::now(),
            latency: None,
        }
    }

    /// How characters of open width are drawn. Nothing waits for the terminal's answer: until it comes, and where it
    /// never comes, they are drawn in a way that is right on every terminal.
    pub fn ambiguous(&self) -> Ambiguous {
        match (self.glyphs, self.facts) {
            (Glyphs::Ascii, _) | (Glyphs::Auto, None) => Ambiguous::StandIn,
            (_, Some(facts)) if facts.wide => Ambiguous::Wide,
            _ => Ambiguous::Narrow,
        }
    }

    /// Takes the place of the cursor after the one character that was printed. Only the first answer counts: some
    /// function keys look the same.
    pub fn cursor_at(&mut self, row: u16, column: u16) {
        if self.latency.is_some() || row != 1 || !(2..=3).contains(&column) {
            return;
        }
        self.latency = Some(self.asked.elapsed());
        self.facts = Some(Facts {
            wide: column == 3,
            synchronises: self.facts.is_some_and(|facts| facts.synchronises),
        });
    }

    /// Takes the state of the mode that was asked for.
    pub fn synchronises(&mut self, state: u16) {
        if let Some(facts) = &mut self.facts {
            // Set, or not set but known.
            facts.synchronises = matches!(state, 1 | 2);
        }
    }

    /// What the terminal told, now or the last time.
    pub fn facts(&self) -> Option<Facts> {
        self.facts
    }

    /// How long its answer took.
    pub fn latency(&self) -> Option<Duration> {
        self.latency
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn until_the_terminal_has_told_its_width_only_what_is_right_everywhere_is_drawn() {
        let mut probe = Probe::new(Glyphs::Auto, None);
        assert_eq!(probe.ambiguous(), Ambiguous::StandIn);
        // A function key looks like this, and so does an answer about another place.
        probe.cursor_at(7, 3);
        probe.cursor_at(1, 9);
        assert_eq!(
            (probe.ambiguous(), probe.latency()),
            (Ambiguous::StandIn, None)
        );
        probe.cursor_at(1, 3);
        assert_eq!(probe.ambiguous(), Ambiguous::Wide);
        probe.cursor_at(1, 2);
        assert_eq!(
            probe.ambiguous(),
            Ambiguous::Wide,
            "only the first answer counts"
        );
        assert!(probe.latency().is_some());
    }

    #[test]
    fn what_was_told_before_counts_until_something_else_is_told() {
        let known = Facts {
            wide: true,
            synchronises: true,
        };
        let mut probe = Probe::new(Glyphs::Auto, Some(known));
        assert_eq!(probe.ambiguous(), Ambiguous::Wide);
        probe.cursor_at(1, 2);
        probe.synchronises(0);
        assert_eq!(probe.ambiguous(), Ambiguous::Narrow);
        assert_eq!(probe.facts().map(|facts| facts.synchronises), Some(false));
    }

    #[test]
    fn a_setting_outranks_the_answer_where_it_says_ascii() {
        let mut probe = Probe::new(Glyphs::Ascii, None);
        probe.cursor_at(1, 2);
        assert_eq!(probe.ambiguous(), Ambiguous::StandIn);
        assert_eq!(
            Probe::new(Glyphs::Unicode, None).ambiguous(),
            Ambiguous::Narrow
        );
    }
}
