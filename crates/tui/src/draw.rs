//! Puts lines into cells: the only place that sets symbols.

use crate::line::{Line, Palette};
use crate::model::Model;
use crate::{text, view};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Draws the model; gives the caret's place, where the real cursor goes and an input method expects it.
pub fn draw(model: &Model, palette: Palette) -> (Buffer, Option<Position>) {
    let (width, height) = (short(model.size.0), short(model.size.1));
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    let lines = view::lines(model);
    put(&lines, &mut buffer, area, palette);
    let caret = lines.iter().enumerate().find_map(|(row, line)| {
        let column = line.caret_column()?;
        Some(Position {
            x: short(column).min(width.saturating_sub(1)),
            y: short(row).min(height.saturating_sub(1)),
        })
    });
    (buffer, caret)
}

/// Writes lines into a buffer.
pub fn put(lines: &[Line], buffer: &mut Buffer, area: Rect, palette: Palette) {
    for (line, y) in lines.iter().zip(area.y..area.bottom()) {
        let mut x = area.x;
        for (shown, tone) in line.pieces() {
            for (cluster, columns) in shown.clusters() {
                let columns = short(columns);
                if x + columns > area.right() {
                    break;
                }
                if let Some(cell) = buffer.cell_mut((x, y)) {
                    cell.set_symbol(text::drawn(cluster))
                        .set_style(tone.style(palette));
                }
                // The second half of a wide character holds nothing of its own.
                for half in 1..columns {
                    if let Some(cell) = buffer.cell_mut((x + half, y)) {
                        cell.set_symbol(" ").set_style(tone.style(palette));
                    }
                }
                x += columns;
            }
        }
    }
}

fn short(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}
