//! Turns the wanted cells into the fewest bytes that make a terminal show them.
//!
//! The writer knows both what the terminal shows and what it shall show, so it can do what a plain difference of cells
//! cannot: take back a list that only moved by a few lines, clear a run of blanks at once, and send an unchanged
//! character where that is shorter than a movement. After Han characters the cursor is where it should be; after a
//! character whose columns terminals do not agree about it is set anew and the next cell is sent again, so that a
//! terminal that draws it wider is right again one cell later.

mod pen;
mod row;
mod scroll;
#[cfg(test)]
mod tests;

use crate::text;
use pen::{Look, Pen};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use std::io::Write as _;

/// A frame that is longer is sent as one synchronised update: a shorter one arrives in one packet anyway.
const SYNCHRONISED_BYTES_MIN: usize = 1_000;
/// One row in so many must have changed before rows are looked for that only moved.
const SCROLLED_PART: usize = 4;

/// What a terminal can do beyond the common ground of all that are in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Abilities {
    /// It scrolls a part of its screen (DECSTBM with SU and SD).
    pub scrolls: bool,
    /// It answered that it knows synchronised updates (DEC mode 2026).
    pub synchronises: bool,
}

/// What a terminal shows, and how to make it show something else.
#[derive(Debug)]
pub struct Writer {
    /// What it can do.
    pub abilities: Abilities,
    shown: Buffer,
    /// Nothing is known of what it shows.
    unknown: bool,
    pen: Pen,
    at: Cursor,
    caret: bool,
    out: Vec<u8>,
}

/// Where the cursor stands, as far as that is certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Cursor {
    row: Option<u16>,
    column: Option<u16>,
}

impl Writer {
    /// A writer for a terminal of which nothing is known; its cursor is hidden.
    pub fn new(abilities: Abilities) -> Self {
        Self {
            abilities,
            shown: Buffer::empty(Rect::ZERO),
            unknown: true,
            pen: Pen::default(),
            at: Cursor::default(),
            caret: false,
            out: Vec::new(),
        }
    }

    /// The next frame is sent whole.
    pub fn invalidate(&mut self) {
        self.unknown = true;
    }

    /// The bytes that make the terminal show `wanted`, with its cursor at `caret` or hidden; none when it does already.
    /// Only the rows named in `changed`, rising, may differ from the frame before.
    pub fn frame(&mut self, wanted: &Buffer, changed: &[u16], caret: Option<Position>) -> Vec<u8> {
        self.out.clear();
        if self.unknown || self.shown.area != wanted.area {
            self.clear(wanted.area);
            let all: Vec<u16> = (0..wanted.area.height).collect();
            self.rows(wanted, &all);
            self.keep(wanted, &all);
        } else if let Some(shift) = self.moved(wanted, changed) {
            self.shorter(wanted, changed, shift);
        } else {
            self.rows(wanted, changed);
            self.keep(wanted, changed);
        }
        self.place(caret);
        let body = std::mem::take(&mut self.out);
        if !self.abilities.synchronises || body.len() < SYNCHRONISED_BYTES_MIN {
            return body;
        }
        [b"\x1b[?2026h", body.as_slice(), b"\x1b[?2026l"].concat()
    }

    /// Home, then clear to the end: unlike `CSI 2J` no terminal pushes the screen with its personal data into scrollback.
    fn clear(&mut self, area: Rect) {
        self.out.extend(b"\x1b[m\x1b[r\x1b[H\x1b[J");
        self.pen = Pen::default();
        self.at = Cursor {
            row: Some(0),
            column: Some(0),
        };
        self.shown = Buffer::empty(area);
        self.unknown = false;
    }

    /// A part of the screen that only moved, if the terminal can move it. A step of the cursor changes a few rows, a list
    /// that moves nearly all of its own.
    fn moved(&self, wanted: &Buffer, changed: &[u16]) -> Option<scroll::Shift> {
        if !self.abilities.scrolls
            || changed.len() * SCROLLED_PART < usize::from(wanted.area.height)
        {
            return None;
        }
        scroll::find(&self.shown, wanted)
    }

    /// Takes rows that only moved back from the terminal, where that is shorter than sending them.
    fn shorter(&mut self, wanted: &Buffer, changed: &[u16], shift: scroll::Shift) {
        let before = (self.pen, self.at);
        self.rows(wanted, changed);
        let sent = (self.pen, self.at);
        let bytes = std::mem::take(&mut self.out);
        (self.pen, self.at) = before;
        self.shift(shift);
        let mut rows: Vec<u16> = changed
            .iter()
            .copied()
            .chain(shift.top..shift.bottom)
            .collect();
        rows.sort_unstable();
        rows.dedup();
        self.rows(wanted, &rows);
        self.keep(wanted, &rows);
        if bytes.len() <= self.out.len() {
            self.out = bytes;
            (self.pen, self.at) = sent;
        }
    }

    fn shift(&mut self, shift: scroll::Shift) {
        // New rows take the pen's background, so the pen is put down first.
        self.pen.put_down(&mut self.out);
        let letter = if shift.by > 0 { 'S' } else { 'T' };
        self.print(format_args!(
            "\x1b[{};{}r\x1b[{}{letter}\x1b[r",
            shift.top + 1,
            shift.bottom,
            shift.by.unsigned_abs()
        ));
        // Setting the margins sends the cursor home.
        self.at = Cursor {
            row: Some(0),
            column: Some(0),
        };
        scroll::apply(&mut self.shown, shift);
    }

    fn rows(&mut self, wanted: &Buffer, rows: &[u16]) {
        for y in rows.iter().copied() {
            let (old, new) = (row_of(&self.shown, y), row_of(wanted, y));
            if old != new {
                let steps = row::steps(old, new);
                self.row(y, new, &steps);
            }
        }
    }

    /// Remembers what the terminal shows in these rows.
    fn keep(&mut self, wanted: &Buffer, rows: &[u16]) {
        let width = usize::from(wanted.area.width);
        for y in rows.iter().copied() {
            let first = usize::from(y) * width;
            if let Some(row) = self.shown.content.get_mut(first..first + width) {
                row.clone_from_slice(row_of(wanted, y));
            }
        }
    }

    fn row(&mut self, y: u16, cells: &[Cell], steps: &[row::Step]) {
        for step in steps {
            match *step {
                row::Step::Send { column } => self.send(y, column, cells),
                row::Step::Erase { column, count } => {
                    self.go(y, column, cells);
                    // Some terminals clear in the pen's looks.
                    if !self.pen.look.is_plain_blank() {
                        self.pen.put_down(&mut self.out);
                    }
                    if usize::from(column + count) == cells.len() {
                        self.out.extend(b"\x1b[K");
                    } else {
                        self.print(format_args!("\x1b[{count}X"));
                    }
                }
            }
        }
    }

    fn send(&mut self, y: u16, column: u16, cells: &[Cell]) {
        let Some(cell) = cells.get(usize::from(column)) else {
            return;
        };
        self.go(y, column, cells);
        self.pen.take(Look::of(cell), &mut self.out);
        self.out.extend(cell.symbol().as_bytes());
        let columns = u16::try_from(text::columns(cell.symbol())).unwrap_or(1);
        let next = column + columns;
        self.at = if !text::is_certain(cell.symbol()) {
            Cursor::default()
        } else if usize::from(next) < cells.len() {
            Cursor {
                row: Some(y),
                column: Some(next),
            }
        } else {
            // Terminals differ in where the cursor is behind the last column.
            Cursor {
                row: Some(y),
                column: None,
            }
        };
    }

    /// Moves to a cell in the shortest way.
    fn go(&mut self, y: u16, x: u16, cells: &[Cell]) {
        let wanted = Cursor {
            row: Some(y),
            column: Some(x),
        };
        if self.at == wanted {
            return;
        }
        let mut best = match (x, y) {
            (0, 0) => "\x1b[H".to_owned(),
            (0, _) => format!("\x1b[{}H", y + 1),
            _ => format!("\x1b[{};{}H", y + 1, x + 1),
        };
        let mut offer = |other: String| {
            if other.len() < best.len() {
                best = other;
            }
        };
        let forward = |columns: u16| match columns {
            0 => String::new(),
            1 => "\x1b[C".to_owned(),
            _ => format!("\x1b[{columns}C"),
        };
        if self.at.row == Some(y) {
            offer(format!("\r{}", forward(x)));
            if let Some(from) = self.at.column.filter(|from| *from < x) {
                offer(forward(x - from));
                if let Some(same) = self.between(from, x, cells) {
                    offer(same);
                }
            }
        } else if self.at.row.is_some_and(|row| row + 1 == y) {
            offer(format!("\r\n{}", forward(x)));
        }
        self.out.extend(best.as_bytes());
        self.at = wanted;
    }

    /// The unchanged characters between two columns, when the pen fits all of them.
    fn between(&self, from: u16, to: u16, cells: &[Cell]) -> Option<String> {
        /// Longer than any movement.
        const LONGEST: u16 = 8;
        // A caret may have stood inside a wide character.
        if to - from > LONGEST || row::starts(cells).get(usize::from(from)) == Some(&0) {
            return None;
        }
        let mut same = String::new();
        let mut column = from;
        while column < to {
            let cell = cells.get(usize::from(column))?;
            let fits = self.pen.fits(Look::of(cell)) && text::is_certain(cell.symbol());
            same.push_str(cell.symbol());
            if !fits || same.len() > usize::from(LONGEST) {
                return None;
            }
            column += u16::try_from(text::columns(cell.symbol())).unwrap_or(1);
        }
        (column == to).then_some(same)
    }

    fn place(&mut self, caret: Option<Position>) {
        if let Some(place) = caret {
            self.go(place.y, place.x, &[]);
        }
        if self.caret != caret.is_some() {
            self.caret = caret.is_some();
            self.out.extend(if self.caret {
                b"\x1b[?25h"
            } else {
                b"\x1b[?25l"
            });
        }
    }

    fn print(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to memory cannot fail.
        let _ = self.out.write_fmt(text);
    }
}

/// The cells of one row.
fn row_of(buffer: &Buffer, y: u16) -> &[Cell] {
    let width = usize::from(buffer.area.width);
    let first = usize::from(y) * width;
    buffer.content.get(first..first + width).unwrap_or_default()
}
