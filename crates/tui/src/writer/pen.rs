//! How the terminal draws what is sent next (SGR), changed only where the next character needs it.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};
use std::fmt::Write as _;

/// Attributes the console uses: modifier, code to set, code to take back.
const ATTRIBUTES: [(Modifier, u8, u8); 4] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::REVERSED, 7, 27),
];

/// What shows on a blank.
const ON_BLANKS: Modifier = Modifier::UNDERLINED.union(Modifier::REVERSED);

/// The looks of one cell. Of a blank only what can be seen is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    foreground: u8,
    background: u8,
    modifier: Modifier,
    blank: bool,
}

impl Look {
    const PLAIN: Self = Self {
        foreground: 39,
        background: 49,
        modifier: Modifier::empty(),
        blank: false,
    };

    /// The looks of a cell.
    pub fn of(cell: &Cell) -> Self {
        let known = ATTRIBUTES
            .iter()
            .fold(Modifier::empty(), |all, (modifier, ..)| all | *modifier);
        let look = Self {
            foreground: code(cell.fg),
            background: code(cell.bg) + 10,
            modifier: cell.modifier & known,
            blank: cell.symbol() == " ",
        };
        if look.blank && !look.modifier.intersects(ON_BLANKS) {
            return Self {
                background: look.background,
                blank: true,
                ..Self::PLAIN
            };
        }
        look
    }

    /// A blank in these looks is an empty place.
    pub fn is_plain_blank(self) -> bool {
        self.background == Self::PLAIN.background && !self.modifier.intersects(ON_BLANKS)
    }
}

/// The terminal's pen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pen {
    /// How it draws.
    pub look: Look,
}

impl Default for Pen {
    fn default() -> Self {
        Self { look: Look::PLAIN }
    }
}

impl Pen {
    /// What is sent next would look so without a change of the pen.
    pub fn fits(self, look: Look) -> bool {
        if look.blank && !look.modifier.intersects(ON_BLANKS) {
            return !self.look.modifier.intersects(ON_BLANKS)
                && self.look.background == look.background;
        }
        Self::bare(self.look) == Self::bare(look)
    }

    /// Changes the pen, in the shorter of two ways: what differs, or everything from the beginning.
    pub fn take(&mut self, look: Look, out: &mut Vec<u8>) {
        if self.fits(look) {
            return;
        }
        let anew = codes(Look::PLAIN, look);
        let anew = if anew.is_empty() {
            anew
        } else {
            // An empty code stands for a reset.
            format!(";{anew}")
        };
        let change = codes(self.look, look);
        let shorter = if change.len() < anew.len() {
            change
        } else {
            anew
        };
        out.extend(b"\x1b[");
        out.extend(shorter.as_bytes());
        out.push(b'm');
        self.look = Self::bare(look);
    }

    /// Back to plain.
    pub fn put_down(&mut self, out: &mut Vec<u8>) {
        if Self::bare(self.look) != Look::PLAIN {
            out.extend(b"\x1b[m");
            self.look = Look::PLAIN;
        }
    }

    fn bare(look: Look) -> Look {
        Look {
            blank: false,
            ..look
        }
    }
}

/// The codes from one look to another, separated by semicolons.
fn codes(from: Look, to: Look) -> String {
    let mut codes = String::new();
    let mut add = |code: u8| {
        let separator = if codes.is_empty() { "" } else { ";" };
        // Writing to memory cannot fail.
        let _ = write!(codes, "{separator}{code}");
    };
    let mut has = from.modifier;
    for (modifier, _, off) in ATTRIBUTES {
        if has.contains(modifier) && !to.modifier.contains(modifier) {
            add(off);
            // Bold and dim are taken back together.
            for (other, _, other_off) in ATTRIBUTES {
                if other_off == off {
                    has -= other;
                }
            }
        }
    }
    for (modifier, on, _) in ATTRIBUTES {
        if to.modifier.contains(modifier) && !has.contains(modifier) {
            add(on);
        }
    }
    if from.foreground != to.foreground {
        add(to.foreground);
    }
    if from.background != to.background {
        add(to.background);
    }
    codes
}

/// The sixteen colours of every terminal, whose shades are the operator's own; anything else is the default.
fn code(colour: Color) -> u8 {
    match colour {
        Color::Black => 30,
        Color::Red => 31,
        Color::Green => 32,
        Color::Yellow => 33,
        Color::Blue => 34,
        Color::Magenta => 35,
        Color::Cyan => 36,
        Color::Gray => 37,
        Color::DarkGray => 90,
        Color::LightRed => 91,
        Color::LightGreen => 92,
        Color::LightYellow => 93,
        Color::LightBlue => 94,
        Color::LightMagenta => 95,
        Color::LightCyan => 96,
        Color::White => 97,
        _ => 39,
    }
}
