//! The texts that cells share. They are the one part of a workbook that is held in memory, so they lie end to end.

use super::super::ReadError;
use super::super::package::damaged;
use super::super::xml::Markup;
use crate::codes;
use crate::limits::SHARED_STRINGS_BYTES_MAX;
use quick_xml::events::Event;
use rows::Note;
use std::io::BufRead;

/// The element that holds the characters of a text, and the one with the pinyin above it, which is a hint for readers
/// and no part of it. What stands between elements is only how the part is laid out.
pub(super) const TEXT: &str = "t";
pub(super) const PINYIN: &str = "rPh";

#[derive(Default)]
pub(super) struct Strings {
    text: String,
    /// Where each text ends.
    ends: Vec<usize>,
}

impl Strings {
    /// Reads the part; how many texts it claims to hold is not looked at.
    pub(super) fn read(part: impl BufRead) -> Result<Self, ReadError> {
        let mut strings = Self::default();
        let mut markup = Markup::new(part);
        loop {
            match markup.next()? {
                Event::Start(element) if element.local_name().as_ref() == "si" => {
                    let text = markup.text_of(TEXT, PINYIN)?;
                    strings.push(&unescaped(&text))?;
                }
                Event::Empty(element) if element.local_name().as_ref() == "si" => {
                    strings.push("")?;
                }
                Event::Eof => return Ok(strings),
                _ => {}
            }
        }
    }

    fn push(&mut self, text: &str) -> Result<(), ReadError> {
        self.text.push_str(text);
        self.ends.push(self.text.len());
        let held = self.text.len() + self.ends.len() * size_of::<usize>();
        if held as u64 > SHARED_STRINGS_BYTES_MAX {
            let megabytes = (SHARED_STRINGS_BYTES_MAX / 1024 / 1024).to_string();
            return Err(ReadError::refused(
                Note::new(codes::FILE_EXPANDS).arg("limit", megabytes),
            ));
        }
        Ok(())
    }

    /// A text by its number; a cell that points to none refuses the file.
    pub(super) fn get(&self, number: &str) -> Result<&str, ReadError> {
        let number: usize = number.trim().parse().map_err(|_| damaged())?;
        let from = match number.checked_sub(1) {
            Some(before) => self.ends.get(before).copied(),
            None => Some(0),
        };
        let (Some(from), Some(to)) = (from, self.ends.get(number)) else {
            return Err(damaged());
        };
        self.text.get(from..*to).ok_or_else(damaged)
    }
}

/// A text as it was typed: `_x000D_` stands for a unit of UTF-16 that markup cannot hold.
pub(super) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Units that follow one another may be the halves of one character.
    let mut units: Vec<u16> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        if let Some((unit, behind)) = escaped_unit(rest) {
            units.push(unit);
            rest = behind;
            continue;
        }
        out.push_str(&String::from_utf16_lossy(&units));
        units.clear();
        let next = rest
            .char_indices()
            .skip(1)
            .find(|(_, c)| *c == '_')
            .map_or(rest.len(), |(at, _)| at);
        let (plain, behind) = rest.split_at(next);
        out.push_str(plain);
        rest = behind;
    }
    out.push_str(&String::from_utf16_lossy(&units));
    out
}

/// The unit that a text begins with, if it begins with an escaped one, and what stands behind it.
fn escaped_unit(text: &str) -> Option<(u16, &str)> {
    const DIGITS: usize = 4;
    let digits = text.strip_prefix("_x")?;
    let behind = digits.get(DIGITS..)?.strip_prefix('_')?;
    let digits = digits.get(..DIGITS)?;
    let all_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let unit = u16::from_str_radix(digits, 16).ok().filter(|_| all_hex)?;
    Some((unit, behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_by_their_number_and_no_other() {
        let part = "<sst count='99'><si><t>张三</t></si><si/><si><r><t>李</t></r><r><t xml:space='preserve'> 四</t></r>\
                    <rPh sb='0' eb='1'><t>li</t></rPh></si></sst>";
        let strings = Strings::read(part.as_bytes()).unwrap();
        assert_eq!(strings.get("0").unwrap(), "张三");
        assert_eq!(strings.get("1").unwrap(), "");
        assert_eq!(strings.get(" 2 ").unwrap(), "李 四");
        for wrong in ["3", "-1", "", "x"] {
            assert!(strings.get(wrong).is_err(), "{wrong}");
        }
        assert!(Strings::read("<sst><si><t>张".as_bytes()).is_err());
    }

    #[test]
    fn escaped_characters_are_what_they_stand_for() {
        assert_eq!(unescaped("一_x000D_二"), "一\r二");
        assert_eq!(unescaped("_x005F_x000D_"), "_x000D_");
        assert_eq!(unescaped("_xD840__xDC8A_一"), "\u{2008A}一");
        assert_eq!(unescaped("_x00_ 张_x a__x"), "_x00_ 张_x a__x");
    }
}
