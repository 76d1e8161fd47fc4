//! How a screen reads what it shows: page by page or as a whole, and where its cursor or its text stands meanwhile.

use crate::commands::Motion;
use std::fmt::Debug;
use workflow::views::Cursor;

/// Something that is read, with its place on the screen.
pub trait Reading {
    /// It is asked for from its beginning; what was read stays until the answer comes.
    fn restart(&mut self, request: u64);

    /// Where the next page begins, when it should be asked for now.
    fn wants_more(&self) -> Option<Cursor> {
        None
    }

    /// The next page is asked for.
    fn go_on(&mut self, request: u64) {
        self.restart(request);
    }

    /// An answer is waited for.
    fn is_waiting(&self) -> bool;

    /// Nothing more will come for this request.
    fn cancel(&mut self, request: u64);

    /// Moves the cursor, or the text where there is none, on a screen of `height` rows; the text has `length` lines.
    fn walk(&mut self, motion: Motion, height: usize, length: usize);

    /// Keeps the cursor or the text on the screen after a change of size or rows.
    fn follow(&mut self, height: usize, length: usize);
}

/// What a screen shows: kept while other screens are on top of it.
pub trait Content: Debug + Default {
    /// What fills it.
    type Answer: Debug;

    /// What is read of it.
    fn reading(&self) -> &dyn Reading;

    /// The same, to be moved or asked for.
    fn reading_mut(&mut self) -> &mut dyn Reading;

    /// Takes an answer; one to an older question is dropped, and tells so by `false`.
    fn accept(&mut self, request: u64, answer: Self::Answer) -> bool;
}
