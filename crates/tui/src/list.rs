//! A list read page by page, and its cursor.

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
            request: 0,
            waiting: false,
            fresh: true,
        }
    }
}

impl<T> List<T> {
    /// A new reading from the first page begins; the old rows stay until it answers.
    pub fn restart(&mut self, request: u64) {
        self.request = request;
        self.waiting = true;
        self.fresh = true;
    }

    /// The next page is asked for.
    pub fn go_on(&mut self, request: u64) {
        self.request = request;
        self.waiting = true;
        self.fresh = false;
    }

    /// Drops the rows; the cursor stays where it is, for the next reading.
    pub fn forget(&mut self) {
        self.rows = Vec::new();
        self.next = None;
        self.waiting = false;
    }

    /// Something is being read.
    pub fn is_waiting(&self) -> bool {
        self.waiting
    }

    /// The answer is the one waited for.
    pub fn awaits(&self, request: u64) -> bool {
        self.waiting && self.request == request
    }

    /// Nothing more will come for this request.
    pub fn give_up(&mut self, request: u64) {
        if self.request == request {
            self.waiting = false;
        }
    }

    /// Takes a page; a late answer to another question is dropped.
    pub fn accept(&mut self, request: u64, page: Page<T>) -> bool {
        if !self.awaits(request) {
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

    /// The next page should be asked for.
    pub fn wants_more(&self) -> Option<Cursor> {
        let near = self.at + LOOKAHEAD >= self.rows.len();
        self.next
            .filter(|_| near && !self.waiting && self.rows.len() < ROWS_KEPT_MAX)
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
        self.follow(height);
    }

    /// Keeps the cursor on a screen of `height` rows.
    pub fn follow(&mut self, height: usize) {
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
        self.follow(height);
    }
}

/// One thing that is read as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded<T> {
    /// What was read last.
    pub value: Option<T>,
    request: u64,
    waiting: bool,
}

impl<T> Default for Loaded<T> {
    fn default() -> Self {
        Self {
            value: None,
            request: 0,
            waiting: false,
        }
    }
}

impl<T> Loaded<T> {
    /// It is asked for; the old value stays until the answer comes.
    pub fn ask(&mut self, request: u64) {
        self.request = request;
        self.waiting = true;
    }

    /// Takes the answer; a late one is dropped.
    pub fn accept(&mut self, request: u64, value: T) -> bool {
        let awaited = self.waiting && self.request == request;
        if awaited {
            self.value = Some(value);
            self.waiting = false;
        }
        awaited
    }

    /// Nothing more will come for this request.
    pub fn give_up(&mut self, request: u64) {
        if self.request == request {
            self.waiting = false;
        }
    }

    /// It is being read.
    pub fn is_waiting(&self) -> bool {
        self.waiting
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
