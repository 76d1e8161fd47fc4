//! What a terminal sends, taken apart: keys, pasted text, and its answers to the questions asked at the start.
//!
//! Over a slow line a sequence may come in two packets, and Esc in one with the key behind it. So a lone Esc waits for a
//! moment, and Esc followed by something that begins no sequence is two keys.

use crate::keys::Key;
use std::time::Duration;

/// A lone Esc is the key after so long.
const ESC_WAIT: Duration = Duration::from_millis(50);
/// A sequence that has begun is given up after so long.
const SEQUENCE_WAIT: Duration = Duration::from_millis(500);
/// Longer than any sequence of a terminal.
const SEQUENCE_BYTES_MAX: usize = 64;
/// Longest string a terminal answers with.
const STRING_BYTES_MAX: usize = 1_024;
/// What is pasted beyond this is dropped: no field holds as much.
const PASTE_BYTES_MAX: usize = 65_536;
/// How a paste ends.
const PASTE_END: &[u8] = b"\x1b[201~";

/// Something a terminal said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A key.
    Key(Key),
    /// Text was pasted.
    Paste(String),
    /// The cursor stands in this row and column, counted from 1.
    CursorAt(u16, u16),
    /// A private mode and its state: 1 or 2 when it can be switched.
    Mode(u16, u16),
}

/// Takes bytes apart.
#[derive(Debug, Default)]
pub struct Decoder {
    bytes: Vec<u8>,
    /// What was pasted so far.
    paste: Option<Vec<u8>>,
}

/// What stands at the beginning of the bytes.
enum Found {
    /// So many bytes, and what they mean.
    Whole(usize, Option<Event>),
    /// A paste begins behind so many bytes.
    Paste(usize),
    /// More bytes are needed to tell.
    Part,
}

impl Decoder {
    /// Takes bytes in and gives what is complete.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Event> {
        self.bytes.extend(bytes);
        let mut events = Vec::new();
        while !self.bytes.is_empty() {
            if self.paste.is_some() {
                match self.pasted() {
                    Some(event) => events.push(event),
                    None => break,
                }
                continue;
            }
            match first(&self.bytes) {
                Found::Whole(count, event) => {
                    events.extend(event);
                    self.bytes.drain(..count);
                }
                Found::Paste(count) => {
                    self.paste = Some(Vec::new());
                    self.bytes.drain(..count);
                }
                Found::Part => break,
            }
        }
        events
    }

    /// After how long without more bytes [`Decoder::give_up`] is to be called; none when nothing is incomplete.
    pub fn waits(&self) -> Option<Duration> {
        match (&self.paste, self.bytes.as_slice()) {
            (Some(_), _) => Some(SEQUENCE_WAIT),
            (None, []) => None,
            (None, [0x1b]) => Some(ESC_WAIT),
            (None, _) => Some(SEQUENCE_WAIT),
        }
    }

    /// Nothing more came: a lone Esc is the key, a broken sequence is dropped.
    pub fn give_up(&mut self) -> Vec<Event> {
        let rest = std::mem::take(&mut self.bytes);
        if let Some(mut text) = self.paste.take() {
            text.extend(rest);
            return vec![paste(&text)];
        }
        match rest.as_slice() {
            [0x1b] => vec![Event::Key(Key::Esc)],
            [0x1b, b'O'] => vec![Event::Key(Key::Esc), Event::Key(Key::Char('O'))],
            [0x1b, b'['] => vec![Event::Key(Key::Esc), Event::Key(Key::Char('['))],
            _ => Vec::new(),
        }
    }

    /// The paste, when its end has come.
    fn pasted(&mut self) -> Option<Event> {
        let text = self.paste.as_mut()?;
        let end = self
            .bytes
            .windows(PASTE_END.len())
            .position(|window| window == PASTE_END);
        // The end may be cut in two by packets.
        let take = end.unwrap_or((self.bytes.len() + 1).saturating_sub(PASTE_END.len()));
        let room = PASTE_BYTES_MAX.saturating_sub(text.len());
        text.extend(self.bytes.iter().take(take.min(room)));
        self.bytes
            .drain(..take + end.map_or(0, |_| PASTE_END.len()));
        end?;
        self.paste.take().map(|text| paste(&text))
    }
}

fn paste(text: &[u8]) -> Event {
    Event::Paste(String::from_utf8_lossy(text).into_owned())
}

fn key(count: usize, key: Key) -> Found {
    Found::Whole(count, Some(Event::Key(key)))
}

fn first(bytes: &[u8]) -> Found {
    match bytes {
        [0x1b] => Found::Part,
        [0x1b, b'[', ..] => sequence(bytes),
        // The keypad's Enter.
        [0x1b, b'O', b'M', ..] => key(3, Key::Enter),
        [0x1b, b'O', letter, ..] => Found::Whole(3, lettered(*letter).map(Event::Key)),
        [0x1b, b'O'] => Found::Part,
        [0x1b, b']' | b'P' | b'_' | b'^', ..] => string(bytes),
        [0x1b, ..] => key(1, Key::Esc),
        [b'\r', ..] => key(1, Key::Enter),
        [b'\t', ..] => key(1, Key::Tab),
        // Older terminals send the one, newer ones the other.
        [0x7f | 0x08, ..] => key(1, Key::Backspace),
        [control @ 1..=26, ..] => key(1, Key::Ctrl(char::from(control + b'a' - 1))),
        [0..=31, ..] => Found::Whole(1, None),
        _ => character(bytes),
    }
}

fn character(bytes: &[u8]) -> Found {
    let wanted = match bytes.first() {
        Some(0xc2..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..=0xf4) => 4,
        _ => 1,
    };
    let Some(part) = bytes.get(..wanted) else {
        return Found::Part;
    };
    match std::str::from_utf8(part) {
        Ok(text) => Found::Whole(wanted, text.chars().next().map(Key::Char).map(Event::Key)),
        // A broken character is skipped, not what stands behind it.
        Err(_) => Found::Whole(1, None),
    }
}

/// `CSI`: parameters, then a letter.
fn sequence(bytes: &[u8]) -> Found {
    // The Linux console's F1 to F5.
    if let [_, _, b'[', rest @ ..] = bytes {
        return match rest.first() {
            Some(letter @ b'A'..=b'E') => key(4, Key::F(letter - b'A' + 1)),
            Some(_) => Found::Whole(4, None),
            None => Found::Part,
        };
    }
    let body = bytes.get(2..).unwrap_or_default();
    let Some(end) = body.iter().position(|byte| (0x40..=0x7e).contains(byte)) else {
        return if body.len() > SEQUENCE_BYTES_MAX {
            Found::Whole(bytes.len(), None)
        } else {
            Found::Part
        };
    };
    let count = end + 3;
    let (parameters, letter) = (body.get(..end).unwrap_or_default(), body.get(end).copied());
    let text = String::from_utf8_lossy(parameters);
    let numbers: Vec<u16> = text
        .trim_start_matches('?')
        .trim_end_matches('$')
        .split(';')
        .map(|number| number.parse().unwrap_or(0))
        .collect();
    let event = match (letter, numbers.as_slice()) {
        (Some(b'~'), [200, ..]) => return Found::Paste(count),
        (Some(b'~'), [number, ..]) => numbered(*number).map(Event::Key),
        (Some(b'R'), [row, column]) => Some(Event::CursorAt(*row, *column)),
        (Some(b'y'), [mode, state]) if text.starts_with('?') && text.ends_with('$') => {
            Some(Event::Mode(*mode, *state))
        }
        (Some(letter), _) => lettered(letter).map(Event::Key),
        (None, _) => None,
    };
    Found::Whole(count, event)
}

fn lettered(letter: u8) -> Option<Key> {
    Some(match letter {
        b'A' => Key::Up,
        b'B' => Key::Down,
        b'C' => Key::Right,
        b'D' => Key::Left,
        b'H' => Key::Home,
        b'F' => Key::End,
        b'Z' => Key::BackTab,
        b'P'..=b'S' => Key::F(letter - b'P' + 1),
        _ => return None,
    })
}

fn numbered(number: u16) -> Option<Key> {
    let number = u8::try_from(number).ok()?;
    Some(match number {
        1 | 7 => Key::Home,
        4 | 8 => Key::End,
        5 => Key::PageUp,
        6 => Key::PageDown,
        11..=15 => Key::F(number - 10),
        17..=21 => Key::F(number - 11),
        23..=24 => Key::F(number - 12),
        _ => return None,
    })
}

/// An answer of a kind that was not asked for, up to its end: it must not be taken for keys.
fn string(bytes: &[u8]) -> Found {
    let bell = bytes.iter().position(|byte| *byte == 0x07).map(|at| at + 1);
    let st = bytes
        .windows(2)
        .skip(1)
        .position(|two| two == b"\x1b\\")
        .map(|at| at + 3);
    match (bell, st) {
        (Some(count), None) | (None, Some(count)) => Found::Whole(count, None),
        (Some(one), Some(other)) => Found::Whole(one.min(other), None),
        (None, None) if bytes.len() > STRING_BYTES_MAX => Found::Whole(bytes.len(), None),
        (None, None) => Found::Part,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(bytes: &[u8]) -> Vec<Event> {
        let mut decoder = Decoder::default();
        let mut events = decoder.feed(bytes);
        events.extend(decoder.give_up());
        events
    }

    fn keys(bytes: &[u8]) -> Vec<Key> {
        all(bytes)
            .into_iter()
            .map(|event| match event {
                Event::Key(key) => key,
                other => panic!("{other:?} is no key"),
            })
            .collect()
    }

    #[test]
    fn the_keys_of_common_terminals_are_known() {
        assert_eq!(
            keys(b"\x1b[A\x1bOB\x1b[1;5C"),
            [Key::Up, Key::Down, Key::Right]
        );
        assert_eq!(
            keys(b"\x1b[H\x1b[4~\x1b[7~\x1bOF"),
            [Key::Home, Key::End, Key::Home, Key::End]
        );
        assert_eq!(
            keys(b"\x1b[5~\x1b[6~\x1b[Z"),
            [Key::PageUp, Key::PageDown, Key::BackTab]
        );
        assert_eq!(
            keys(b"\x1bOP\x1b[11~\x1b[[A\x1b[17~\x1b[24~"),
            [1, 1, 1, 6, 12].map(Key::F)
        );
        assert_eq!(
            keys(b"\r\t\x7f\x08\x0c"),
            [
                Key::Enter,
                Key::Tab,
                Key::Backspace,
                Key::Backspace,
                Key::Ctrl('l')
            ]
        );
        assert_eq!(keys("王？".as_bytes()), [Key::Char('王'), Key::Char('？')]);
    }

    #[test]
    fn esc_and_a_key_that_arrive_as_one_are_two_keys() {
        assert_eq!(keys(b"\x1bq"), [Key::Esc, Key::Char('q')]);
        assert_eq!(keys(b"\x1b\x1b[A"), [Key::Esc, Key::Up]);
        assert_eq!(keys(b"\x1b"), [Key::Esc]);
    }

    #[test]
    fn a_lone_esc_waits_for_a_moment_and_nothing_else_is_waited_for_without_cause() {
        let mut decoder = Decoder::default();
        assert_eq!(decoder.waits(), None);
        assert_eq!(decoder.feed(b"\x1b"), []);
        assert_eq!(decoder.waits(), Some(ESC_WAIT));
        assert_eq!(decoder.feed(b"[A"), [Event::Key(Key::Up)]);
        assert_eq!(decoder.waits(), None);
    }

    #[test]
    fn answers_of_the_terminal_are_no_keys() {
        assert_eq!(all(b"\x1b[1;3R"), [Event::CursorAt(1, 3)]);
        assert_eq!(all(b"\x1b[?2026;2$y"), [Event::Mode(2026, 2)]);
        assert_eq!(
            all(b"\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\a"),
            [Event::Key(Key::Char('a'))]
        );
        assert_eq!(
            all(b"\x1b]0;title\x07\x1b[?1;2ca"),
            [Event::Key(Key::Char('a'))]
        );
    }

    #[test]
    fn a_paste_is_one_text_whatever_it_holds() {
        let pasted = b"\x1b[200~r\x1b[A\r\x1b[201~a";
        assert_eq!(
            all(pasted),
            [Event::Paste("r\x1b[A\r".into()), Event::Key(Key::Char('a'))]
        );
        let huge = [
            b"\x1b[200~".as_slice(),
            &[b'x'; 3 * PASTE_BYTES_MAX],
            PASTE_END,
        ]
        .concat();
        assert_eq!(all(&huge), [Event::Paste("x".repeat(PASTE_BYTES_MAX))]);
    }

    proptest! {
        #[test]
        fn packets_may_be_cut_anywhere(cut in 0usize..60) {
            let bytes = "a\x1b[A王\x1b[200~粘贴\x1b[201~\x1bOP\x1b[1;3R\x1b[6~z".as_bytes();
            let cut = cut.min(bytes.len());
            let mut decoder = Decoder::default();
            let mut events = decoder.feed(&bytes[..cut]);
            events.extend(decoder.feed(&bytes[cut..]));
            prop_assert_eq!(events, all(bytes));
            prop_assert_eq!(decoder.waits(), None);
        }

        #[test]
        fn no_bytes_keep_the_keys_behind_them_from_being_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut decoder = Decoder::default();
            decoder.feed(&bytes);
            decoder.give_up();
            prop_assert_eq!(decoder.feed(b"j"), [Event::Key(Key::Char('j'))]);
        }
    }
}
