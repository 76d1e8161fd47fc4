//! A list read page by page with its cursor, and one thing read as a whole with the place of its text.

use crate::commands::Motion;
use crate::reading::{Content, Reading};
use std::fmt::Debug;
use workflow::views::{Cursor, Page};

/// Rows of one page.
pub const PAGE_ROWS: usize = 200;
/// The next page is asked for when the cursor is so close to the last row.
const LOOKAHEAD: usize = 60;
/// Rows kept in memory; beyond it the operator narrows the filter.
pub const ROWS_KEPT_MAX: usize = 20_000;

/// Rows read so far and where the cursor stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List<T> {
    /// The rows, in the order of the list.
    pub rows: Vec<T>,
    /// The row under the cursor.
    pub at: usize,
    /// The first row on the screen.
    pub top: usize,
    /// Where the next page begins.
    pub next: Option<Cursor>,
    /// How the operator has narrowed it, as typed; empty for the whole list.
    pub narrowed: String,
    /// The answer that is waited for; later ones are for other questions.
    request: u64,
    waiting: bool,
    fresh: bool,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            at: 0,
            top: 0,
            next: None,
            narrowed: String::new(),
            request: 0,
            waiting: false,
            fresh: true,
        }
    }
}

impl<T> List<T> {
    /// Drops the rows; the cursor stays where it is, for the next reading.
    pub fn drop_rows(&mut self) {
        self.rows = Vec::new();
        self.next = None;
        self.waiting = false;
    }

    /// The row under the cursor.
    pub fn current(&self) -> Option<&T> {
        self.rows.get(self.at)
    }

    /// Moves the cursor and keeps it on the screen of `height` rows. At an edge the list moves by no more than it must:
    /// the terminal moves what it shows, so that a line costs a line.
    pub fn step(&mut self, by: isize, height: usize) {
        let last = self.rows.len().saturating_sub(1);
        self.at = self.at.saturating_add_signed(by).min(last);
        self.keep_on_screen(height);
    }

    /// Keeps the cursor on a screen of `height` rows.
    fn keep_on_screen(&mut self, height: usize) {
        let height = height.max(1);
        if self.at < self.top {
            self.top = self.at;
        }
        if self.at >= self.top + height {
            self.top = self.at + 1 - height;
        }
    }

    /// To the first row.
    pub fn home(&mut self) {
        self.at = 0;
        self.top = 0;
    }

    /// To the last row read.
    pub fn end(&mut self, height: usize) {
        self.at = self.rows.len().saturating_sub(1);
        self.keep_on_screen(height);
    }
}

impl<T> Reading for List<T> {
    fn restart(&mut self, request: u64) {
        self.request = request;
        self.waiting = true;
        self.fresh = true;
    }

    fn wants_more(&self) -> Option<Cursor> {
        let near = self.at + LOOKAHEAD >= self.rows.len();
        self.next
            .filter(|_| near && !self.waiting && self.rows.len() < ROWS_KEPT_MAX)
    }

    fn go_on(&mut self, request: u64) {
        self.restart(request);
        self.fresh = false;
    }

    fn is_waiting(&self) -> bool {
        self.waiting
    }

    fn cancel(&mut self, request: u64) {
        if self.request == request {
            self.waiting = false;
        }
    }

    fn walk(&mut self, motion: Motion, height: usize, _length: usize) {
        match motion {
            Motion::Rows(by) => self.step(by, height),
            Motion::Pages(by) => self.step(by * isize::try_from(height).unwrap_or(1), height),
            Motion::First => self.home(),
            Motion::Last => self.end(height),
        }
    }

    fn follow(&mut self, height: usize, _length: usize) {
        self.keep_on_screen(height);
    }
}

impl<T: Debug> Content for List<T> {
    type Answer = Page<T>;

    fn reading(&self) -> &dyn Reading {
        self
    }

    fn reading_mut(&mut self) -> &mut dyn Reading {
        self
    }

    fn accept(&mut self, request: u64, page: Page<T>) -> bool {
        if !self.waiting || self.request != request {
            return false;
        }
        self.waiting = false;
        if self.fresh {
            self.rows = page.rows;
        } else {
            self.rows.extend(page.rows);
        }
        self.next = page.next;
        self.at = self.at.min(self.rows.len().saturating_sub(1));
        self.top = self.top.min(self.at);
        true
    }
}

/// A list below the head it belongs to.
#[derive(Debug)]
pub struct Headed<H, T> {
    /// The head.
    pub head: Option<H>,
    /// The rows.
    pub list: List<T>,
    /// The question on the side whose answer opens a dialog about it.
    pub offered: u64,
}

impl<H, T> Default for Headed<H, T> {
    fn default() -> Self {
        Self {
            head: None,
            list: List::default(),
            offered: 0,
        }
    }
}

impl<H: Debug, T: Debug> Content for Headed<H, T> {
    /// A page, and the head where it was read anew.
    type Answer = (Option<Box<H>>, Page<T>);

    fn reading(&self) -> &dyn Reading {
        &self.list
    }

    fn reading_mut(&mut self) -> &mut dyn Reading {
        &mut self.list
    }

    fn accept(&mut self, request: u64, (head, page): Self::Answer) -> bool {
        let awaited = self.list.accept(request, page);
        if let Some(head) = head.filter(|_| awaited) {
            self.head = Some(*head);
        }
        awaited
    }
}

/// One thing that is read as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded<T> {
    /// What was read last.
    pub value: Option<T>,
    /// First line of its text on the screen.
    pub top: usize,
    /// The part of it under the cursor, where its screen has one.
    pub at: usize,
    request: u64,
    waiting: bool,
}

impl<T> Default for Loaded<T> {
    fn default() -> Self {
        Self {
            value: None,
            top: 0,
            at: 0,
            request: 0,
            waiting: false,
        }
    }
}

impl<T> Loaded<T> {
    /// Puts the cursor among so many parts.
    pub fn choose(&mut self, motion: Motion, parts: usize) {
        let last = parts.saturating_sub(1);
        self.at = match motion {
            Motion::Rows(by) | Motion::Pages(by) => {
                self.at.saturating_add_signed(by.signum()).min(last)
            }
            Motion::First => 0,
            Motion::Last => last,
        };
    }
}

impl<T> Reading for Loaded<T> {
    fn restart(&mut self, request: u64) {
        self.request = request;
        self.waiting = true;
    }

    fn is_waiting(&self) -> bool {
        self.waiting
    }

    fn cancel(&mut self, request: u64) {
        if self.request == request {
            self.waiting = false;
        }
    }

    fn walk(&mut self, motion: Motion, height: usize, length: usize) {
        let last = length.saturating_sub(height);
        let page = isize::try_from(height).unwrap_or(1);
        self.top = match motion {
            Motion::Rows(by) => self.top.saturating_add_signed(by).min(last),
            Motion::Pages(by) => self.top.saturating_add_signed(by * page).min(last),
            Motion::First => 0,
            Motion::Last => last,
        };
    }

    fn follow(&mut self, height: usize, length: usize) {
        self.top = self.top.min(length.saturating_sub(height));
    }
}

impl<T: Debug> Content for Loaded<T> {
    type Answer = Box<T>;

    fn reading(&self) -> &dyn Reading {
        self
    }

    fn reading_mut(&mut self) -> &mut dyn Reading {
        self
    }

    fn accept(&mut self, request: u64, value: Box<T>) -> bool {
        let awaited = self.waiting && self.request == request;
        if awaited {
            self.value = Some(*value);
            self.waiting = false;
        }
        awaited
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn page(rows: Vec<u32>) -> Page<u32> {
        Page { rows, next: None }
    }

    #[test]
    fn a_late_answer_to_an_older_question_is_dropped() {
        let mut list = List::default();
        list.restart(1);
        list.restart(2);
        assert!(!list.accept(1, page(vec![1])));
        assert!(list.accept(2, page(vec![2])));
        assert!(!list.accept(2, page(vec![3])));
        assert_eq!(list.rows, [2]);
    }

    #[test]
    fn at_an_edge_the_list_moves_by_a_line() {
        let mut list = List::default();
        list.restart(1);
        list.accept(1, page((0..100).collect()));
        for _ in 0..9 {
            list.step(1, 9);
        }
        assert_eq!((list.at, list.top), (9, 1));
        for _ in 0..9 {
            list.step(-1, 9);
        }
        assert_eq!((list.at, list.top), (0, 0));
    }

    proptest! {
        #[test]
        fn the_cursor_is_always_on_the_screen(rows in 0u32..300, height in 1usize..40, steps in prop::collection::vec(-50isize..50, 0..60)) {
            let mut list = List::default();
            list.restart(1);
            list.accept(1, page((0..rows).collect()));
            for step in steps {
                list.step(step, height);
                prop_assert!(list.top <= list.at && list.at < list.top + height);
                prop_assert!(rows == 0 || list.at < rows as usize);
            }
        }
    }
}
