//! Random screens, replayed by a terminal, are the screens that were wanted.

use super::*;
use crate::text::{Ambiguous, set_ambiguous};
use proptest::prelude::*;
use ratatui::style::{Color, Modifier, Style};
use vt100::Parser;

const COLUMNS: u16 = 24;
const ROWS: u16 = 9;
/// Characters of open width, and what a terminal that draws them in two columns does instead: it draws one of these.
const OPEN: [(&str, char); 4] = [("·", '가'), ("Ⅲ", '각'), ("—", '갂'), ("℃", '갃')];

/// A terminal that gives characters of open width one column, or two.
struct Screen {
    parser: Parser,
    wide: bool,
}

impl Screen {
    fn new(wide: bool) -> Self {
        let size = |n: u16| std::num::NonZeroU16::new(n).unwrap();
        Self {
            parser: Parser::new(size(ROWS), size(COLUMNS), 0),
            wide,
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        let mut text = String::from_utf8(bytes.to_vec()).unwrap();
        for (open, instead) in OPEN.iter().filter(|_| self.wide) {
            text = text.replace(open, &instead.to_string());
        }
        self.parser.process(text.as_bytes());
    }

    /// The text of a cell.
    fn text(&self, x: u16, y: u16) -> String {
        let cell = self.parser.screen().cell(y, x).unwrap();
        let text = cell.contents();
        match OPEN.iter().find(|(_, instead)| text == instead.to_string()) {
            Some((open, _)) if self.wide => (*open).to_owned(),
            _ if text.is_empty() => " ".to_owned(),
            _ => text.to_owned(),
        }
    }

    /// Bold, dim, underlined, reversed and foreground; of a blank only what can be seen.
    fn style(&self, x: u16, y: u16) -> (bool, bool, bool, bool, vt100::Color) {
        let cell = self.parser.screen().cell(y, x).unwrap();
        let blank = cell.contents().trim().is_empty() && !cell.underline() && !cell.inverse();
        if blank {
            return (false, false, false, false, vt100::Color::Default);
        }
        let (underline, inverse) = (cell.underline(), cell.inverse());
        (cell.bold(), cell.dim(), underline, inverse, cell.fgcolor())
    }
}

fn style_of(cell: &Cell) -> (bool, bool, bool, bool, vt100::Color) {
    let has = |modifier| cell.modifier.contains(modifier);
    let (underline, inverse) = (has(Modifier::UNDERLINED), has(Modifier::REVERSED));
    if cell.symbol() == " " && !underline && !inverse {
        return (false, false, false, false, vt100::Color::Default);
    }
    let colour = match cell.fg {
        Color::Blue => vt100::Color::Idx(4),
        Color::LightRed => vt100::Color::Idx(9),
        _ => vt100::Color::Default,
    };
    (
        has(Modifier::BOLD),
        has(Modifier::DIM),
        underline,
        inverse,
        colour,
    )
}

/// The first cell in which the terminal differs; with `but_open`, cells of open width are not looked at.
fn difference(screen: &Screen, wanted: &Buffer, but_open: bool) -> Option<String> {
    for y in 0..ROWS {
        let mut x = 0;
        while x < COLUMNS {
            let cell = &wanted[(x, y)];
            let columns = u16::try_from(text::columns(cell.symbol())).unwrap();
            let open = OPEN.iter().any(|(open, _)| *open == cell.symbol());
            let (is, shall) = (screen.text(x, y), cell.symbol());
            // vt100 draws a dim bold character as the one that was set last; the console never sets both.
            if !(open && but_open) && (is != shall || screen.style(x, y) != style_of(cell)) {
                return Some(format!(
                    "({x}, {y}): {is:?} {:?} for {shall:?} {:?}",
                    screen.style(x, y),
                    style_of(cell)
                ));
            }
            x += columns;
        }
    }
    None
}

fn piece() -> impl Strategy<Value = (&'static str, u8)> {
    let symbols = vec![
        "a", "7", "|", "-", "王", "敏", "，", "·", "Ⅲ", "—", "℃", "x\u{334}", " ", " ", " ",
    ];
    (prop::sample::select(symbols), 0u8..7)
}

fn style(kind: u8) -> Style {
    let plain = Style::default();
    match kind {
        1 => plain.fg(Color::Blue),
        2 => plain.fg(Color::LightRed),
        3 => plain.add_modifier(Modifier::BOLD),
        4 => plain.add_modifier(Modifier::DIM),
        5 => plain.add_modifier(Modifier::REVERSED),
        6 => plain.add_modifier(Modifier::UNDERLINED),
        _ => plain,
    }
}

/// Draws pieces from a column on; what does not fit is left out, and the last column is the frame's.
fn draw(buffer: &mut Buffer, y: u16, mut x: u16, pieces: &[(&str, u8, u8)]) {
    for (symbol, kind, times) in pieces {
        for _ in 0..*times {
            let columns = u16::try_from(text::columns(symbol)).unwrap();
            if x + columns >= COLUMNS {
                break;
            }
            buffer[(x, y)].reset();
            buffer[(x, y)].set_symbol(symbol).set_style(style(*kind));
            for half in 1..columns {
                buffer[(x + half, y)].reset();
                buffer[(x + half, y)].set_style(style(*kind));
            }
            x += columns;
        }
    }
    // What was the second half of a wide character has to become a character of its own.
    if x < COLUMNS {
        buffer[(x, y)].reset();
    }
    buffer[(COLUMNS - 1, y)].reset();
    buffer[(COLUMNS - 1, y)].set_symbol("|");
}

/// What happens between two frames.
#[derive(Debug, Clone)]
enum Change {
    /// A row is written from a column on.
    Row(u16, u16, Vec<(&'static str, u8, u8)>),
    /// Rows move, up or down, and new ones come.
    Scroll(u16, u16, i32),
    /// Everything is forgotten.
    Repaint,
}

fn changes() -> impl Strategy<Value = Vec<(Change, Option<(u16, u16)>)>> {
    let pieces = prop::collection::vec((piece(), 1u8..14), 1..12);
    let row = (0..ROWS, 0..COLUMNS, pieces).prop_map(|(y, x, pieces)| {
        let pieces = pieces
            .into_iter()
            .map(|((symbol, kind), times)| (symbol, kind, times));
        Change::Row(y, x, pieces.collect())
    });
    let scroll = (1..ROWS, 1..ROWS, -3i32..4)
        .prop_map(|(a, b, by)| Change::Scroll(a.min(b), a.max(b) + 1, by));
    let change = prop_oneof![8 => row, 4 => scroll, 1 => Just(Change::Repaint)];
    let caret = prop::option::of((0..COLUMNS, 0..ROWS));
    prop::collection::vec((change, caret), 1..40)
}

fn every_row(buffer: &Buffer) -> Vec<u16> {
    (0..buffer.area.height).collect()
}

/// Draws the frames and gives the first difference.
fn replay(changes: &[(Change, Option<(u16, u16)>)], wide: bool, but_open: bool) -> Option<String> {
    let mut writer = Writer::new(Abilities {
        scrolls: true,
        synchronises: true,
    });
    let mut screen = Screen::new(wide);
    screen.take(b"\x1b[?25lleft over from before");
    let mut wanted = Buffer::empty(Rect::new(0, 0, COLUMNS, ROWS));
    for (change, caret) in changes {
        let changed = match change {
            Change::Row(y, x, pieces) => {
                // A row is begun at the start of a character.
                let mut start = 0;
                while start < *x {
                    let columns = text::columns(wanted[(start, *y)].symbol());
                    start += u16::try_from(columns).unwrap();
                }
                draw(&mut wanted, *y, start.min(COLUMNS - 1), pieces);
                vec![*y]
            }
            Change::Scroll(top, bottom, by) => {
                let (top, bottom, by) = (*top, *bottom, *by);
                scroll::apply(&mut wanted, scroll::Shift { top, bottom, by });
                (top..bottom).collect()
            }
            Change::Repaint => {
                writer.invalidate();
                Vec::new()
            }
        };
        let place = caret.map(|(x, y)| Position::new(x, y));
        let bytes = writer.frame(&wanted, &changed, place);
        screen.take(&bytes);
        let found = difference(&screen, &wanted, but_open);
        if found.is_some() {
            return found.map(|found| format!("{found} after {}", bytes.escape_ascii()));
        }
        let shown = screen.parser.screen();
        if shown.hide_cursor() == caret.is_some() {
            return Some("the cursor is shown or hidden wrongly".to_owned());
        }
        if let Some((x, y)) = caret.filter(|(x, y)| shown.cursor_position() != (*y, *x)) {
            return Some(format!("the cursor is not at ({x}, {y})"));
        }
        if !writer.frame(&wanted, &every_row(&wanted), place).is_empty() {
            return Some("something is sent though nothing changed".to_owned());
        }
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_terminal_shows_what_was_wanted(changes in changes()) {
        prop_assert_eq!(replay(&changes, false, false), None);
    }

    #[test]
    fn a_terminal_that_draws_open_widths_in_two_columns_shows_what_was_laid_out_for_it(changes in changes()) {
        set_ambiguous(Ambiguous::Wide);
        let found = replay(&changes, true, false);
        set_ambiguous(Ambiguous::Narrow);
        prop_assert_eq!(found, None);
    }

    /// The answer about the terminal was wrong: an open character may be lost, but nothing beside it moves.
    #[test]
    fn a_terminal_that_draws_open_widths_wider_than_told_is_right_everywhere_else(changes in changes()) {
        prop_assert_eq!(replay(&changes, true, true), None);
    }
}

fn sent(text: &str) -> String {
    let mut wanted = Buffer::empty(Rect::new(0, 0, 20, 2));
    let mut writer = Writer::new(Abilities::default());
    writer.frame(&wanted, &[], None);
    crate::draw::put(
        &[crate::line::Line::of(text)],
        &mut wanted,
        crate::line::Palette::Colours,
    );
    String::from_utf8(writer.frame(&wanted, &[0], None)).unwrap()
}

#[test]
fn chinese_text_is_sent_without_a_movement_after_every_character() {
    assert_eq!(sent("申报审核"), "申报审核");
}

#[test]
fn a_character_of_open_width_is_followed_by_a_movement() {
    assert_eq!(sent("a·b"), "a·\x1b[1;3Hb");
}

#[test]
fn a_list_that_moved_by_a_line_is_taken_back_from_the_terminal() {
    let area = Rect::new(0, 0, 60, 20);
    let frame = |first: usize| {
        let mut buffer = Buffer::empty(area);
        let lines: Vec<_> = (first..first + 20)
            .map(|n| crate::line::Line::of(&format!("{n:04} 一行很长的申报记录 {}", n * 7919)))
            .collect();
        crate::draw::put(&lines, &mut buffer, crate::line::Palette::Colours);
        buffer
    };
    for scrolls in [false, true] {
        let mut writer = Writer::new(Abilities {
            scrolls,
            synchronises: false,
        });
        writer.frame(&frame(100), &[], None);
        let (next, all) = (frame(101), every_row(&frame(101)));
        let bytes = writer.frame(&next, &all, None);
        assert_eq!(bytes.len() < 120, scrolls, "{}", bytes.escape_ascii());
    }
}

#[test]
fn a_long_frame_is_one_synchronised_update_where_the_terminal_knows_them() {
    let mut wanted = Buffer::empty(Rect::new(0, 0, 80, 24));
    for cell in &mut wanted.content {
        cell.set_symbol("x");
    }
    for synchronises in [false, true] {
        let mut writer = Writer::new(Abilities {
            scrolls: true,
            synchronises,
        });
        let bytes = writer.frame(&wanted, &[], None);
        assert_eq!(bytes.starts_with(b"\x1b[?2026h"), synchronises);
        assert_eq!(bytes.ends_with(b"\x1b[?2026l"), synchronises);
    }
}
