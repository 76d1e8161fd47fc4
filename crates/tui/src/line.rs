//! Lines of exact width, made of cleaned pieces.

use crate::text::Shown;
use ratatui::style::{Color, Modifier, Style};

/// How a piece looks. State is always a word or sign as well, never colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Ordinary text.
    #[default]
    Plain,
    /// Less important.
    Dim,
    /// Titles and column headers.
    Title,
    /// The row under the cursor.
    Selected,
    /// In order.
    Good,
    /// Look at this.
    Warn,
    /// Wrong.
    Bad,
    /// A key.
    Key,
    /// A field being typed into.
    Field,
}

impl Tone {
    /// The style. Blue and yellow instead of green and red, so that nobody needs to tell those apart.
    pub fn style(self, palette: Palette) -> Style {
        let plain = Style::default();
        let bold = plain.add_modifier(Modifier::BOLD);
        match (self, palette) {
            (Self::Dim, Palette::Contrast) | (Self::Plain, _) => plain,
            (Self::Dim, _) => plain.add_modifier(Modifier::DIM),
            (Self::Title | Self::Key, _) => bold,
            (Self::Selected, _) => plain.add_modifier(Modifier::REVERSED),
            (Self::Field, _) => plain.add_modifier(Modifier::UNDERLINED),
            (Self::Good | Self::Warn, Palette::Plain) => plain,
            (Self::Bad, Palette::Plain) => bold,
            (Self::Good, Palette::Colours) => plain.fg(Color::Blue),
            (Self::Warn, Palette::Colours) => plain.fg(Color::Yellow),
            (Self::Bad, Palette::Colours) => plain.fg(Color::LightRed),
            (Self::Good, Palette::Contrast) => bold.fg(Color::LightBlue),
            (Self::Warn, Palette::Contrast) => bold.fg(Color::LightYellow),
            (Self::Bad, Palette::Contrast) => bold.fg(Color::LightRed),
        }
    }
}

/// How much of the terminal's looks is used. The sixteen colours of the operator's own theme are all there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Palette {
    /// Weight and reverse only.
    Plain,
    /// Colours where they help.
    Colours,
    /// Nothing is dimmed, and what counts is bold and bright.
    Contrast,
}

/// A line under construction, or finished when it has the width of its area.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    pieces: Vec<(Shown, Tone)>,
    /// Column of the caret inside the line.
    caret: Option<usize>,
}

impl Line {
    /// An empty line.
    pub fn new() -> Self {
        Self::default()
    }

    /// A line of one text.
    pub fn of(text: &str) -> Self {
        Self::new().add(text, Tone::Plain)
    }

    /// Adds a text as it is.
    #[must_use]
    pub fn add(mut self, text: &str, tone: Tone) -> Self {
        self.pieces.push((Shown::new(text), tone));
        self
    }

    /// Adds a text in exactly `width` columns, to the left.
    #[must_use]
    pub fn left(mut self, text: &str, width: usize, tone: Tone) -> Self {
        self.pieces.push((Shown::new(text).left(width), tone));
        self
    }

    /// Adds a text in exactly `width` columns, to the right.
    #[must_use]
    pub fn right(mut self, text: &str, width: usize, tone: Tone) -> Self {
        self.pieces.push((Shown::new(text).right(width), tone));
        self
    }

    /// Adds a text in whatever columns are left of `width`, keeping `reserve` of them free.
    #[must_use]
    pub fn fill(self, text: &str, width: usize, reserve: usize, tone: Tone) -> Self {
        let room = width.saturating_sub(self.width() + reserve);
        self.left(text, room, tone)
    }

    /// Adds blanks.
    #[must_use]
    pub fn gap(self, columns: usize) -> Self {
        self.left("", columns, Tone::Plain)
    }

    /// Puts the caret after what the line holds so far.
    #[must_use]
    pub fn caret(mut self) -> Self {
        self.caret = Some(self.width());
        self
    }

    /// Gives every piece the same look.
    #[must_use]
    pub fn toned(mut self, tone: Tone) -> Self {
        for piece in &mut self.pieces {
            piece.1 = tone;
        }
        self
    }

    /// Adds the pieces of another line.
    #[must_use]
    pub fn join(mut self, other: Self) -> Self {
        if let Some(caret) = other.caret {
            self.caret = Some(self.width() + caret);
        }
        self.pieces.extend(other.pieces);
        self
    }

    /// Columns it takes.
    pub fn width(&self) -> usize {
        self.pieces.iter().map(|(text, _)| text.width()).sum()
    }

    /// The line in exactly `width` columns: cut or padded at its end.
    #[must_use]
    pub fn fit(self, width: usize) -> Self {
        let caret = self.caret.filter(|column| *column < width);
        let mut left = width;
        let mut pieces = Vec::with_capacity(self.pieces.len() + 1);
        for (text, tone) in self.pieces {
            if left == 0 {
                break;
            }
            let text = text.cut(left);
            left -= text.width();
            pieces.push((text, tone));
        }
        if left > 0 {
            let tone = pieces.last().map_or(Tone::Plain, |(_, tone)| *tone);
            let tone = if tone == Tone::Selected {
                tone
            } else {
                Tone::Plain
            };
            pieces.push((Shown::new("").left(left), tone));
        }
        Self { pieces, caret }
    }

    /// The line between the two sides of a frame.
    #[must_use]
    pub fn framed(self, width: usize) -> Self {
        let inner = self.fit(width.saturating_sub(4));
        Self::new()
            .add("| ", Tone::Dim)
            .join(inner)
            .add(" |", Tone::Dim)
    }

    /// The pieces in order.
    pub fn pieces(&self) -> impl Iterator<Item = (&Shown, Tone)> {
        self.pieces.iter().map(|(text, tone)| (text, *tone))
    }

    /// Where the caret stands.
    pub fn caret_column(&self) -> Option<usize> {
        self.caret
    }

    /// The text without its looks.
    pub fn plain(&self) -> String {
        self.pieces.iter().map(|(text, _)| text.as_str()).collect()
    }
}

/// A rule across a frame, with titles at its left and right end.
pub fn rule(width: usize, left: &str, right: &str) -> Line {
    let right = Shown::new(right).cut(width / 2);
    let room = width.saturating_sub(right.width() + 8);
    let left = Shown::new(left).cut(room);
    let mut line = Line::new().add("+-", Tone::Dim);
    if left.width() > 0 {
        line = line
            .add(" ", Tone::Dim)
            .add(left.as_str(), Tone::Title)
            .add(" ", Tone::Dim);
    }
    let tail = if right.width() > 0 {
        right.width() + 4
    } else {
        2
    };
    let dashes = width.saturating_sub(line.width() + tail);
    line = line.add(&"-".repeat(dashes), Tone::Dim);
    if right.width() > 0 {
        line = line
            .add(" ", Tone::Dim)
            .add(right.as_str(), Tone::Plain)
            .add(" ", Tone::Dim);
    }
    line.add("-+", Tone::Dim).fit(width)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_exactly_as_wide_as_its_frame_whatever_it_says() {
        for width in [20, 80, 120] {
            for text in [
                "",
                "申报审核",
                "a very long title that does not fit into any frame of this width at all",
            ] {
                assert_eq!(rule(width, text, text).width(), width, "{text}");
            }
        }
    }

    #[test]
    fn the_caret_moves_with_the_line_it_is_joined_to() {
        let field = Line::of("[王").caret().add("]", Tone::Plain);
        assert_eq!(Line::of("金额").join(field).caret_column(), Some(7));
    }
}
