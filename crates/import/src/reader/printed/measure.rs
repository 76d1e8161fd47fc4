//! How far a character moves what stands behind it. Mainframes fill fields up by bytes, terminals draw a Chinese
//! character two cells wide, and programs that know neither count characters.

use super::super::encoding::TextEncoding;
use super::lines::is_blank;
use std::ops::Range;

/// Cells between the stops of a tabulator.
const TAB_CELLS: usize = 8;

/// A way to count places.
#[derive(Debug, Clone, Copy)]
pub(super) enum Measure {
    /// Bytes of the file's own encoding.
    Bytes(TextEncoding),
    /// Cells of a terminal.
    Cells,
    /// Characters.
    Signs,
}

/// A word of a line: its place, and its bytes in the line.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) bytes: Range<usize>,
}

impl Measure {
    /// All of them, the most usual first.
    pub(super) fn all(encoding: TextEncoding) -> [Self; 3] {
        [Self::Bytes(encoding), Self::Cells, Self::Signs]
    }

    fn width(self, c: char) -> usize {
        match self {
            _ if c.is_control() => 0,
            Self::Bytes(encoding) => encoding.bytes_of(c),
            Self::Cells => 1 + usize::from(!c.is_ascii()),
            Self::Signs => 1,
        }
    }

    /// The words of a line, in order.
    pub(super) fn words(self, text: &str) -> Vec<Word> {
        self.parts(text, is_blank)
    }

    /// What stands between such characters.
    pub(super) fn parts(self, text: &str, is_gap: impl Fn(char) -> bool) -> Vec<Word> {
        let mut words: Vec<Word> = Vec::new();
        let (mut place, mut inside) = (0, false);
        for (at, c) in text.char_indices() {
            let next = match c {
                '\t' => (place / TAB_CELLS + 1) * TAB_CELLS,
                c => place + self.width(c),
            };
            if is_gap(c) {
                inside = false;
            } else if let Some(word) = words.last_mut().filter(|_| inside) {
                word.to = next;
                word.bytes.end = at + c.len_utf8();
            } else {
                inside = true;
                words.push(Word {
                    from: place,
                    to: next,
                    bytes: at..at + c.len_utf8(),
                });
            }
            place = next;
        }
        words
    }
}
