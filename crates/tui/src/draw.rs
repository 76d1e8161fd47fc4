//! Puts lines into ratatui's cells: the only place that sets symbols.

use crate::line::Line;
use crate::model::Model;
use crate::view;
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws the model; the real cursor goes to the caret, where an input method expects it.
pub fn draw(model: &Model, frame: &mut Frame<'_>, colours: bool) {
    let area = frame.area();
    let lines = view::lines(model);
    put(&lines, frame.buffer_mut(), area, colours);
    let caret = lines
        .iter()
        .enumerate()
        .find_map(|(row, line)| line.caret_column().map(|column| (column, row)));
    if let Some((column, row)) = caret {
        let x = u16::try_from(column)
            .unwrap_or(u16::MAX)
            .min(area.width.saturating_sub(1));
        let y = u16::try_from(row)
            .unwrap_or(u16::MAX)
            .min(area.height.saturating_sub(1));
        frame.set_cursor_position((x, y));
    }
}

/// Writes lines into a buffer.
pub fn put(lines: &[Line], buffer: &mut Buffer, area: Rect, colours: bool) {
    for (line, y) in lines.iter().zip(area.y..area.bottom()) {
        let mut x = area.x;
        for (text, tone) in line.pieces() {
            for (cluster, columns) in text.clusters() {
                let columns = u16::try_from(columns).unwrap_or(1);
                if x + columns > area.right() {
                    break;
                }
                if let Some(cell) = buffer.cell_mut((x, y)) {
                    cell.set_symbol(cluster).set_style(tone.style(colours));
                }
                // The second half of a wide character holds nothing of its own.
                for half in 1..columns {
                    if let Some(cell) = buffer.cell_mut((x + half, y)) {
                        cell.set_symbol(" ").set_style(tone.style(colours));
                    }
                }
                x += columns;
            }
        }
    }
}
