//! What has to be done to one row.

use super::pen::Look;
use crate::text;
use ratatui::buffer::Cell;

/// So many blanks are cleared by a command: it and the movement behind it take as many bytes.
const ERASE_MIN: u16 = 10;

/// One step along a row, from left to right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The character that begins in this column is sent.
    Send {
        /// The column.
        column: u16,
    },
    /// Blanks from this column on are cleared.
    Erase {
        /// The first column.
        column: u16,
        /// How many.
        count: u16,
    },
}

/// The steps that turn a row into another.
pub fn steps(old: &[Cell], new: &[Cell]) -> Vec<Step> {
    let changed = changed(old, new);
    let mut steps = Vec::new();
    let mut column = 0;
    while column < new.len() {
        let width = changed.get(column).map_or(1, |mark| mark.columns.max(1));
        if changed.get(column).is_some_and(|mark| mark.send) {
            let run = blanks(new, column);
            // What was blank behind the last change needs no clearing.
            let last = (column..column + run)
                .rev()
                .find(|at| changed.get(*at).is_some_and(|mark| mark.send))
                .unwrap_or(column);
            let count = short(last + 1 - column);
            let to_the_end = column + run == new.len();
            if count >= ERASE_MIN || (to_the_end && count > 3) {
                let count = if to_the_end { short(run) } else { count };
                steps.push(Step::Erase {
                    column: short(column),
                    count,
                });
                column += usize::from(count);
                continue;
            }
            steps.push(Step::Send {
                column: short(column),
            });
        }
        column += width;
    }
    steps
}

/// A cell of the new row.
#[derive(Debug, Clone, Copy, Default)]
struct Mark {
    /// Columns of the character that begins here; 0 inside a wide one.
    columns: usize,
    send: bool,
}

/// Which characters of the new row the terminal does not show yet.
fn changed(old: &[Cell], new: &[Cell]) -> Vec<Mark> {
    let before = starts(old);
    let mut marks = vec![Mark::default(); new.len()];
    let mut column = 0;
    let mut again = false;
    while let (Some(cell), Some(was)) = (new.get(column), old.get(column)) {
        let columns = columns_at(cell, column, new.len());
        let same = before.get(column) == Some(&columns)
            && was.symbol() == cell.symbol()
            && Look::of(was) == Look::of(cell);
        let send = again || !same;
        // A terminal that draws it wider has just overwritten the next cell.
        again = send && !text::is_certain(cell.symbol());
        if let Some(mark) = marks.get_mut(column) {
            *mark = Mark { columns, send };
        }
        column += columns;
    }
    marks
}

/// Columns of the character that begins in each cell; 0 inside a wide one.
pub fn starts(cells: &[Cell]) -> Vec<usize> {
    let mut starts = vec![0; cells.len()];
    let mut column = 0;
    while let Some(cell) = cells.get(column) {
        let columns = columns_at(cell, column, cells.len());
        if let Some(start) = starts.get_mut(column) {
            *start = columns;
        }
        column += columns;
    }
    starts
}

fn columns_at(cell: &Cell, column: usize, width: usize) -> usize {
    text::columns(cell.symbol()).min(width - column).max(1)
}

/// Empty places from this column on.
fn blanks(cells: &[Cell], column: usize) -> usize {
    cells
        .iter()
        .skip(column)
        .take_while(|cell| cell.symbol() == " " && Look::of(cell).is_plain_blank())
        .count()
}

fn short(columns: usize) -> u16 {
    u16::try_from(columns).unwrap_or(u16::MAX)
}
