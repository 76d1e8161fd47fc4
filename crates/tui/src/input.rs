//! What a terminal sends, taken apart: keys, pasted text, and its answers to the questions asked at the start.
//!
//! Over a slow line a sequence may come in two packets, and Esc in one with the key behind it. So a lone Esc waits for a
//! moment, and Esc followed by something that begins no sequence is two keys.
//!
//! Nothing pasted may become a key that decides. A paste ends at its end mark, however long the line pauses before it.
//! Terminals and multiplexers that mark no pastes send bare text, and there a line end gives it away: a real Enter
//! comes alone in its read, so a line end that comes together with text is a blank (`bare`). Keys typed ahead over a
//! slow line may arrive as one read too; losing their Enter costs a second press, and taking a paste's could cost a claim.
//! No text between two line ends may get lost, not even half a character: it is what tells them from Enter pressed twice.

mod bare;

use crate::keys::Key;
use std::time::{Duration, Instant};

/// A lone Esc is the key after so long.
const ESC_WAIT: Duration = Duration::from_millis(50);
/// A sequence that has begun is given up after so long.
const SEQUENCE_WAIT: Duration = Duration::from_millis(500);
/// A paste without its end mark is given up so long after it began: no field takes as much as even a modem carries
/// meanwhile, and a terminal that forgot the mark must not keep the keyboard for ever.
pub const PASTE_WAIT: Duration = Duration::from_secs(30);
/// A paste that was given up, or one without marks, is over when nothing came for so long: longer than a slow line or a
/// terminal that feeds line after line pauses, shorter than somebody who reads what happened.
pub const QUIET: Duration = Duration::from_secs(1);
/// Longer than any sequence of a terminal.
const SEQUENCE_BYTES_MAX: usize = 64;
/// Longest string a terminal answers with.
const STRING_BYTES_MAX: usize = 1_024;
/// What is pasted beyond this is dropped: no field holds as much.
const PASTE_BYTES_MAX: usize = 65_536;
/// How a paste begins.
const PASTE_BEGIN: &[u8] = b"\x1b[200~";
/// How a paste ends.
const PASTE_END: &[u8] = b"\x1b[201~";
/// Stands for bytes that are no character: they were text all the same.
const BROKEN: Key = Key::Char(char::REPLACEMENT_CHARACTER);

/// Something a terminal said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A key.
    Key(Key),
    /// Text was pasted.
    Paste(String),
    /// The end of a paste never came: what was pasted until then, and what follows until it is quiet is dropped.
    PasteCut(String),
    /// The cursor stands in this row and column, counted from 1.
    CursorAt(u16, u16),
    /// A private mode and its state: 1 or 2 when it can be switched.
    Mode(u16, u16),
}

/// Takes bytes apart. Instants come in as arguments and never go back.
#[derive(Debug, Default)]
pub struct Decoder {
    bytes: Vec<u8>,
    /// When the last bytes came.
    heard: Option<Instant>,
    /// What was pasted so far, and when it began.
    paste: Option<(Vec<u8>, Instant)>,
    /// A paste was given up: what comes is dropped until it was quiet behind it.
    drops: bool,
    /// The part of a paste's mark that was given up last. When the next bytes go on with it, it was one all the same.
    part: Vec<u8>,
    /// The Esc in front was given up before, and told as the key.
    told: bool,
    /// Text came together with line ends: until then lone line ends belong to it.
    bare: Option<Instant>,
    /// The end of a paste that was given up may still come.
    astray: Option<Astray>,
}

/// What came of a paste since it was given up, as far as it was not dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Astray {
    /// Nothing, or a line end: the next Enter is somebody's who reads what happened.
    AtLineEnd,
    /// Text: the line end behind it is the paste's, however late it comes.
    InText,
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
    /// Takes in the bytes of one read, which came at this instant, and gives what is complete.
    pub fn feed(&mut self, bytes: &[u8], at: Instant) -> Vec<Event> {
        let mut events = if self.waits_until().is_some_and(|until| at >= until) {
            self.time_out()
        } else {
            Vec::new()
        };
        self.heard = Some(at);
        if !self.drops {
            self.resume(bytes);
            self.bytes.extend(bytes);
            let read = self.complete(at);
            events.extend(self.without_line_ends(read, at));
        }
        events
    }

    /// Puts the part of a mark that was given up in front again, when these bytes go on with it.
    fn resume(&mut self, bytes: &[u8]) {
        let part = std::mem::take(&mut self.part);
        let whole = [part.as_slice(), bytes].concat();
        self.told =
            !part.is_empty() && (whole.starts_with(PASTE_BEGIN) || PASTE_BEGIN.starts_with(&whole));
        if self.told {
            self.bytes = part;
        }
    }

    /// When [`Decoder::time_out`] is to be called unless more bytes come before; none when nothing is incomplete.
    pub fn waits_until(&self) -> Option<Instant> {
        let heard = self.heard?;
        match (&self.paste, self.bytes.as_slice()) {
            _ if self.drops => Some(heard + QUIET),
            (Some((_, begun)), _) => Some(*begun + PASTE_WAIT),
            (None, []) => None,
            (None, [0x1b]) => Some(heard + ESC_WAIT),
            // Half the mark of a paste: any letter ends it, so no key waits for more than one other.
            (None, [0x1b, b'[', _, ..]) if PASTE_BEGIN.starts_with(&self.bytes) => {
                Some(heard + PASTE_WAIT)
            }
            // Half a character: whatever comes next ends it as well.
            (None, [0x80..=0xff, ..]) => Some(heard + PASTE_WAIT),
            (None, _) => Some(heard + SEQUENCE_WAIT),
        }
    }

    /// Nothing more came: a lone Esc is the key, half a character is a broken one, a broken sequence is dropped, and so is
    /// what follows half a paste.
    pub fn time_out(&mut self) -> Vec<Event> {
        self.drops = false;
        let rest = std::mem::take(&mut self.bytes);
        if let Some((mut text, _)) = self.paste.take() {
            text.extend(rest);
            (self.drops, self.astray) = (true, Some(Astray::AtLineEnd));
            // The silence before does not count: what belongs to the paste may come after it.
            self.heard = None;
            return vec![Event::PasteCut(lossy(&text))];
        }
        if PASTE_BEGIN.starts_with(&rest) {
            self.part.clone_from(&rest);
        }
        match rest.as_slice() {
            [0x1b] => vec![Event::Key(Key::Esc)],
            [0x1b, b'['] if self.told => vec![Event::Key(Key::Char('['))],
            [0x1b, b'O'] => vec![Event::Key(Key::Esc), Event::Key(Key::Char('O'))],
            [0x1b, b'['] => vec![Event::Key(Key::Esc), Event::Key(Key::Char('['))],
            [0x80..=0xff, ..] => vec![Event::Key(BROKEN)],
            _ => Vec::new(),
        }
    }

    /// Everything that is complete.
    fn complete(&mut self, at: Instant) -> Vec<Event> {
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
                    self.paste = Some((Vec::new(), at));
                    self.bytes.drain(..count);
                }
                Found::Part => break,
            }
        }
        events
    }

    /// The events of one read, its line ends taken for what they are.
    fn without_line_ends(&mut self, read: Vec<Event>, at: Instant) -> Vec<Event> {
        // Half a character or half a paste at the end of the read is text as well.
        let more = self.paste.is_some() || self.bytes.first().is_some_and(|byte| *byte >= 0x80);
        let text = more || read.iter().any(bare::is_text);
        if read.iter().any(bare::is_paste) {
            self.astray = None;
        }
        if !read.iter().any(bare::is_line_end) {
            if text {
                self.astray = self.astray.map(|_| Astray::InText);
            }
            return read;
        }
        // Only line ends keep it alive: somebody who types on is not pasting.
        let lasts = self.bare.is_some_and(|until| at < until);
        let astray = self.astray == Some(Astray::InText)
            || (self.astray.is_some() && read.iter().any(bare::is_line_feed));
        if lasts || text || astray {
            self.bare = Some(at + QUIET);
            let in_text = more || read.last().is_some_and(bare::is_text);
            self.astray = self.astray.map(|_| match in_text {
                true => Astray::InText,
                false => Astray::AtLineEnd,
            });
            bare::folded(read)
        } else {
            self.astray = None;
            read
        }
    }

    /// The paste, when its end has come.
    fn pasted(&mut self) -> Option<Event> {
        let (text, _) = self.paste.as_mut()?;
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
        self.paste
            .take()
            .map(|(text, _)| Event::Paste(lossy(&text)))
    }
}

fn lossy(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
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
    match std::str::from_utf8(bytes.get(..wanted).unwrap_or(bytes)) {
        Ok(text) => Found::Whole(wanted, text.chars().next().map(Key::Char).map(Event::Key)),
        // Only what is broken is replaced, not what stands behind it.
        Err(error) => error
            .error_len()
            .map_or(Found::Part, |count| key(count, BROKEN)),
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
        // The end of a paste that was given up: the rest of its read is no key.
        (Some(b'~'), [201, ..]) => Some(Event::Paste(String::new())),
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
        3 => Key::Delete,
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
        let mut events = decoder.feed(bytes, Instant::now());
        events.extend(decoder.time_out());
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
        let at = Instant::now();
        let mut decoder = Decoder::default();
        assert_eq!(decoder.waits_until(), None);
        assert_eq!(decoder.feed(b"\x1b", at), []);
        assert_eq!(decoder.waits_until(), Some(at + ESC_WAIT));
        assert_eq!(decoder.feed(b"[A", at), [Event::Key(Key::Up)]);
        assert_eq!(decoder.waits_until(), None);
    }

    #[test]
    fn a_broken_character_stays_text_and_keeps_nothing_behind_it_waiting() {
        let typed = |c| Event::Key(Key::Char(c));
        let broken = Event::Key(BROKEN);
        assert_eq!(all(b"\xe6a"), [broken.clone(), typed('a')]);
        assert_eq!(
            all(b"\xf0\xa0j\xff"),
            [broken.clone(), typed('j'), broken.clone()]
        );
        let end = Event::Paste("\n".into());
        assert_eq!(all(b"\xb8\r"), [broken.clone(), end]);
        let at = Instant::now();
        let mut decoder = Decoder::default();
        assert_eq!(decoder.feed(b"\xe4\xb8", at), []);
        assert_eq!(decoder.waits_until(), Some(at + PASTE_WAIT));
        let later = at + PASTE_WAIT - QUIET;
        assert_eq!(decoder.feed(b"\x8d", later), [typed('不')]);
        assert_eq!(decoder.waits_until(), None);
        decoder.feed(b"\xe4", later);
        assert_eq!(decoder.time_out(), [broken]);
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

    #[test]
    fn a_paste_ends_at_its_mark_however_long_the_line_pauses_before_it() {
        let at = Instant::now();
        let mut decoder = Decoder::default();
        assert_eq!(decoder.feed(b"\x1b[200~one", at), []);
        assert_eq!(decoder.waits_until(), Some(at + PASTE_WAIT));
        let later = at + PASTE_WAIT - QUIET;
        assert_eq!(decoder.feed(b"\rtwo\r\x1b[20", later), []);
        assert_eq!(
            decoder.feed(b"1~", later),
            [Event::Paste("one\rtwo\r".into())]
        );
        assert_eq!(decoder.feed(b"\r", later), [Event::Key(Key::Enter)]);
    }

    #[test]
    fn a_paste_begins_at_its_mark_however_long_the_line_pauses_within_it() {
        for cuts in [vec![1], vec![2], vec![4], vec![1, 2], vec![1, 3, 5]] {
            let mut at = Instant::now();
            let mut decoder = Decoder::default();
            let mut events = Vec::new();
            let mut from = 0;
            for to in cuts.iter().copied().chain([PASTE_BEGIN.len()]) {
                events.extend(decoder.feed(&PASTE_BEGIN[from..to], at));
                at += 2 * PASTE_WAIT;
                from = to;
            }
            // What was given up as keys was told once.
            let keys = [Key::Esc, Key::Char('[')].map(Event::Key);
            assert!(keys.starts_with(&events), "{cuts:?}: {events:?}");
            events = decoder.feed(b"S\x1b[201~", at - 2 * PASTE_WAIT);
            assert_eq!(events, [Event::Paste("S".into())], "{cuts:?}");
        }
        // Other keys behind Esc are keys, and so is the same one twice.
        let at = Instant::now();
        let mut decoder = Decoder::default();
        decoder.feed(b"\x1b", at);
        assert_eq!(decoder.time_out(), [Event::Key(Key::Esc)]);
        decoder.feed(b"[", at);
        assert_eq!(decoder.time_out(), [Event::Key(Key::Char('['))]);
        let twice = decoder.feed(b"j[", at);
        assert_eq!(twice, ['j', '['].map(|c| Event::Key(Key::Char(c))));
    }

    #[test]
    fn what_comes_long_after_a_paste_was_given_up_still_belongs_to_it() {
        let at = Instant::now();
        let mut decoder = Decoder::default();
        decoder.feed(PASTE_BEGIN, at);
        assert_eq!(decoder.waits_until(), Some(at + PASTE_WAIT));
        assert_eq!(decoder.time_out(), [Event::PasteCut(String::new())]);
        assert_eq!(decoder.waits_until(), None);
        let later = at + 2 * PASTE_WAIT;
        assert_eq!(decoder.feed("不予受理\r".as_bytes(), later), []);
        assert_eq!(decoder.feed(b"\r", later + QUIET / 2), []);
        assert_eq!(decoder.waits_until(), Some(later + QUIET / 2 + QUIET));
        decoder.time_out();
        assert_eq!(
            decoder.feed(b"j", later + 2 * QUIET),
            [Event::Key(Key::Char('j'))]
        );
    }

    #[test]
    fn what_follows_a_paste_without_an_end_is_dropped_until_it_was_quiet() {
        let at = Instant::now();
        let mut decoder = Decoder::default();
        decoder.feed(b"\x1b[200~one", at);
        let mut now = at + PASTE_WAIT;
        let cut = [Event::PasteCut("one".into())];
        assert_eq!(decoder.feed(b"\r", now), cut);
        for _ in 0..5 {
            now += QUIET / 2;
            assert_eq!(decoder.feed(b"\r", now), []);
        }
        assert_eq!(decoder.waits_until(), Some(now + QUIET));
        assert_eq!(decoder.feed(b"\r", now + QUIET), [Event::Key(Key::Enter)]);
    }

    #[test]
    fn a_line_end_that_comes_with_text_is_none_and_one_that_comes_alone_is_enter() {
        let typed = |c| Event::Key(Key::Char(c));
        let end = || Event::Paste("\n".into());
        assert_eq!(all(b"\r"), [Event::Key(Key::Enter)]);
        assert_eq!(all(b"\t\r"), [Event::Key(Key::Tab), Event::Key(Key::Enter)]);
        assert_eq!(all(b"jj\r"), [typed('j'), typed('j'), end()]);
        assert_eq!(all(b"a\tb\r\nc"), [Event::Paste("a\tb\n\nc".into())]);
        assert_eq!(all(b"\ra"), [Event::Paste("\na".into())]);
        // Half a character and half a paste are text, and the end of a paste that was given up was one.
        assert_eq!(all(b"\r\xe6"), [end(), Event::Key(BROKEN)]);
        let half = [end(), Event::PasteCut("a".into())];
        assert_eq!(all(b"\r\x1b[200~a"), half);
        assert_eq!(all(b"\x1b[200~a\x1b[201~\r"), [Event::Paste("a\n".into())]);
        assert_eq!(all(b"\r\x1b[201~"), [end(), Event::Paste(String::new())]);
    }

    #[test]
    fn empty_lines_behind_lines_of_text_belong_to_them_until_it_was_quiet() {
        let mut at = Instant::now();
        let mut decoder = Decoder::default();
        decoder.feed(b"one\r", at);
        for _ in 0..5 {
            at += QUIET / 2;
            assert_eq!(decoder.feed(b"\r", at), [Event::Paste("\n".into())]);
        }
        // Typing on is no paste.
        for key in [b"j", b"k"] {
            decoder.feed(key, at + QUIET / 2);
        }
        assert_eq!(decoder.feed(b"\r", at + QUIET), [Event::Key(Key::Enter)]);
    }

    proptest! {
        #[test]
        fn packets_may_be_cut_anywhere(cut in 0usize..60) {
            let bytes = "a\x1b[A王\x1b[200~粘贴\x1b[201~\x1bOP\x1b[1;3R\x1b[6~z".as_bytes();
            let cut = cut.min(bytes.len());
            let at = Instant::now();
            let mut decoder = Decoder::default();
            let mut events = decoder.feed(&bytes[..cut], at);
            events.extend(decoder.feed(&bytes[cut..], at));
            prop_assert_eq!(events, all(bytes));
            prop_assert_eq!(decoder.waits_until(), None);
        }

        #[test]
        fn no_bytes_keep_the_keys_behind_them_from_being_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut decoder = Decoder::default();
            let mut at = Instant::now();
            decoder.feed(&bytes, at);
            // Twice: half a paste first gives up its end, and then is quiet.
            while let Some(until) = decoder.waits_until() {
                at = until;
                decoder.time_out();
            }
            prop_assert_eq!(decoder.feed(b"j", at), [Event::Key(Key::Char('j'))]);
        }
    }
}
