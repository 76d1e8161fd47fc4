//! Puts lines into cells: the only place that sets symbols.

use crate::line::{Line, Palette};
use crate::model::Model;
use crate::{text, view};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};

/// Draws the model; gives the caret's place, where the real cursor goes and an input method expects it.
pub fn draw(model: &Model, palette: Palette) -> (Buffer, Option<Position>) {
    let area = area(model);
    let mut buffer = Buffer::empty(area);
    let lines = view::lines(model);
    put(&lines, &mut buffer, palette);
    (buffer, caret(&lines, area))
}

/// The cells of the model's screen.
pub fn area(model: &Model) -> Rect {
    Rect::new(0, 0, short(model.size.0), short(model.size.1))
}

/// The caret's place on the screen.
pub fn caret(lines: &[Line], area: Rect) -> Option<Position> {
    lines.iter().enumerate().find_map(|(row, line)| {
        let column = line.caret_column()?;
        Some(Position {
            x: short(column).min(area.width.saturating_sub(1)),
            y: short(row).min(area.height.saturating_sub(1)),
        })
    })
}

/// Writes lines into the rows of a buffer; those below the last line are empty.
pub fn put(lines: &[Line], buffer: &mut Buffer, palette: Palette) {
    for y in 0..buffer.area.height {
        row(lines.get(usize::from(y)), buffer, y, palette);
    }
}

/// Writes a line into a row of a buffer, instead of what is there.
pub fn row(line: Option<&Line>, buffer: &mut Buffer, y: u16, palette: Palette) {
    let width = usize::from(buffer.area.width);
    let first = usize::from(y) * width;
    let Some(cells) = buffer.content.get_mut(first..first + width) else {
        return;
    };
    cells.fill(Cell::EMPTY);
    let mut x = 0;
    for (shown, tone) in line.into_iter().flat_map(Line::pieces) {
        let style = tone.style(palette);
        for (cluster, columns) in shown.clusters() {
            let Some(cells) = cells.get_mut(x..x + columns) else {
                break;
            };
            // The second half of a wide character holds nothing of its own.
            let symbols = std::iter::once(text::drawn(cluster)).chain(std::iter::repeat(" "));
            for (cell, symbol) in cells.iter_mut().zip(symbols) {
                cell.set_symbol(symbol).set_style(style);
            }
            x += columns;
        }
    }
}

fn short(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}
