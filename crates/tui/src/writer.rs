//! Sends changed cells to a terminal in one write a frame, without a cursor movement after every Chinese character.
//!
//! A movement stays after any character of doubtful width, so that a terminal that draws it wider is set right at once.

use crate::text::Shown;
use crossterm::style::{
    Attribute, Color as Colour, Print, ResetColor, SetAttribute, SetBackgroundColor,
    SetForegroundColor,
};
use crossterm::terminal::{Clear, ClearType as Extent};
use crossterm::{cursor, queue};
use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// A backend that keeps a frame's bytes together.
pub struct Writer<W: Write> {
    out: W,
    frame: Vec<u8>,
}

impl<W: Write> Writer<W> {
    /// Writes to `out`.
    pub fn new(out: W) -> Self {
        Self {
            out,
            frame: Vec::new(),
        }
    }

    fn style(&mut self, cell: &Cell) -> io::Result<()> {
        queue!(self.frame, SetAttribute(Attribute::Reset))?;
        let attributes = [
            (Modifier::BOLD, Attribute::Bold),
            (Modifier::DIM, Attribute::Dim),
            (Modifier::REVERSED, Attribute::Reverse),
            (Modifier::UNDERLINED, Attribute::Underlined),
        ];
        for (modifier, attribute) in attributes {
            if cell.modifier.contains(modifier) {
                queue!(self.frame, SetAttribute(attribute))?;
            }
        }
        if let Some(colour) = colour(cell.fg) {
            queue!(self.frame, SetForegroundColor(colour))?;
        }
        if let Some(colour) = colour(cell.bg) {
            queue!(self.frame, SetBackgroundColor(colour))?;
        }
        Ok(())
    }
}

/// The sixteen colours the console uses; the operator's own theme decides how they look.
fn colour(colour: Color) -> Option<Colour> {
    match colour {
        Color::Blue => Some(Colour::DarkBlue),
        Color::Yellow => Some(Colour::DarkYellow),
        Color::LightRed => Some(Colour::Red),
        _ => None,
    }
}

/// Columns a symbol moves the cursor; none when terminals disagree about it.
fn advance(symbol: &str) -> Option<u16> {
    let width = symbol.width();
    (width == symbol.width_cjk() && !symbol.chars().any(is_emoji))
        .then(|| u16::try_from(width).unwrap_or(1))
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1F000}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}')
}

impl<W: Write> Backend for Writer<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut at: Option<(u16, u16)> = None;
        let mut look: Option<(Color, Color, Modifier)> = None;
        for (x, y, cell) in content {
            if at != Some((x, y)) {
                queue!(self.frame, cursor::MoveTo(x, y))?;
            }
            let wanted = (cell.fg, cell.bg, cell.modifier);
            if look != Some(wanted) {
                self.style(cell)?;
                look = Some(wanted);
            }
            // Cells hold cleaned text already; whatever else got there is cleaned now.
            queue!(self.frame, Print(Shown::new(cell.symbol()).as_str()))?;
            at = advance(cell.symbol()).map(|columns| (x + columns, y));
        }
        if look.is_some() {
            queue!(self.frame, SetAttribute(Attribute::Reset), ResetColor)?;
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        queue!(self.frame, cursor::Hide)
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        queue!(self.frame, cursor::Show)
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(Position::ORIGIN)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let position = position.into();
        queue!(self.frame, cursor::MoveTo(position.x, position.y))
    }

    fn clear(&mut self) -> io::Result<()> {
        queue!(
            self.frame,
            cursor::MoveTo(0, 0),
            Clear(Extent::FromCursorDown)
        )
    }

    fn clear_region(&mut self, _: ClearType) -> io::Result<()> {
        self.clear()
    }

    fn size(&self) -> io::Result<Size> {
        let (width, height) = crossterm::terminal::size()?;
        Ok(Size { width, height })
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize {
            columns_rows: self.size()?,
            pixels: Size::default(),
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.frame.is_empty() {
            self.out.write_all(&self.frame)?;
            self.frame.clear();
        }
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;

    fn sent(text: &str) -> String {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 1));
        let before = buffer.clone();
        crate::draw::put(
            &[crate::line::Line::of(text)],
            &mut buffer,
            Rect::new(0, 0, 20, 1),
            false,
        );
        let mut writer = Writer::new(Vec::new());
        writer.draw(before.diff(&buffer).into_iter()).unwrap();
        writer.flush().unwrap();
        String::from_utf8(writer.out).unwrap()
    }

    #[test]
    fn chinese_text_is_sent_without_a_movement_after_every_character() {
        assert_eq!(sent("申报审核").matches("\x1b[1;").count(), 1);
    }

    #[test]
    fn a_character_of_doubtful_width_is_followed_by_a_movement() {
        assert_eq!(sent("a·b").matches("\x1b[1;").count(), 2);
    }
}
