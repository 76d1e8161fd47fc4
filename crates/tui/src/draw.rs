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
fn caret(lines: &[Line], area: Rect) -> Option<Position> {
    lines.iter().enumerate().find_map(|(row, line)| {
        let column = line.caret_column()?;
        Some(Position {
            x: short(column).min(area.width.saturating_sub(1)),
            y: short(row).min(area.height.saturating_sub(1)),
        })
    })
}

/// What was drawn last, as lines and as cells: a line that is the same needs no cells, which is most of what a key costs.
#[derive(Debug)]
pub struct Canvas {
    lines: Vec<Line>,
    cells: Buffer,
    palette: Palette,
}

impl Canvas {
    /// Nothing drawn yet.
    pub fn new(palette: Palette) -> Self {
        Self {
            lines: Vec::new(),
            cells: Buffer::empty(Rect::ZERO),
            palette,
        }
    }

    /// Everything is drawn anew the next time: after texts are measured otherwise, the same line makes other cells.
    pub fn invalidate(&mut self) {
        *self = Self::new(self.palette);
    }

    /// Draws lines; gives the rows, rising, that may differ from the time before.
    pub fn draw(&mut self, lines: Vec<Line>, area: Rect) -> Vec<u16> {
        if self.cells.area != area {
            self.invalidate();
            self.cells = Buffer::empty(area);
        }
        let changed: Vec<u16> = (0..area.height)
            .filter(|y| lines.get(usize::from(*y)) != self.lines.get(usize::from(*y)))
            .collect();
        for y in changed.iter().copied() {
            let line = lines.get(usize::from(y));
            row(line, &mut self.cells, y, self.palette);
        }
        self.lines = lines;
        changed
    }

    /// The cells.
    pub fn cells(&self) -> &Buffer {
        &self.cells
    }

    /// Where the caret stands.
    pub fn caret(&self) -> Option<Position> {
        caret(&self.lines, self.cells.area)
    }
}

/// Writes lines into the rows of a buffer; those below the last line are empty.
pub fn put(lines: &[Line], buffer: &mut Buffer, palette: Palette) {
    for y in 0..buffer.area.height {
        row(lines.get(usize::from(y)), buffer, y, palette);
    }
}

/// Writes a line into a row of a buffer, instead of what is there.
fn row(line: Option<&Line>, buffer: &mut Buffer, y: u16, palette: Palette) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::line::Tone;
    use proptest::prelude::*;

    fn line() -> impl Strategy<Value = Line> {
        let tone = prop::sample::select(vec![Tone::Plain, Tone::Selected, Tone::Warn]);
        ("[ a-c王敏·]{0,24}", tone).prop_map(|(text, tone)| Line::new().add(&text, tone))
    }

    proptest! {
        #[test]
        fn cells_drawn_line_by_line_are_those_of_the_whole_screen(
            screens in prop::collection::vec((prop::collection::vec(line(), 0..7), 1u16..24, 1u16..7), 1..12),
        ) {
            let mut canvas = Canvas::new(Palette::Colours);
            for (lines, width, height) in screens {
                let area = Rect::new(0, 0, width, height);
                let before = canvas.cells().clone();
                let changed = canvas.draw(lines.clone(), area);
                let mut whole = Buffer::empty(area);
                put(&lines, &mut whole, Palette::Colours);
                prop_assert_eq!(canvas.cells(), &whole);
                for y in (0..height).filter(|y| before.area == area && !changed.contains(y)) {
                    for x in 0..width {
                        prop_assert_eq!(&before[(x, y)], &whole[(x, y)]);
                    }
                }
            }
        }
    }
}
