//! Names of persons: cleaned, with one separator and in ordinary characters, never altered in their letters
//! (民委发〔2016〕33号).

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::glyph;
use crate::identity::text;
use crate::mask;

/// Longest name in characters (民委发〔2016〕33号 asks for fields of at least 50).
pub const NAME_CHARS_MAX: usize = 50;
/// The one separator between the parts of a name, GB 18030 A1A4.
pub const SEPARATOR: char = '\u{00B7}';

/// A person's name, NFC: Han characters with `·` between parts, or a foreigner's name in Latin letters as a whole.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct PersonName(String);

/// What was mended in a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameNote {
    /// Blanks around the name were removed.
    Trimmed,
    /// Blanks between Han characters, or repeated blanks in a Latin name, were removed.
    InnerBlanks,
    /// Invisible characters were removed.
    ZeroWidth,
    /// Another dot was turned into `·`.
    Separator,
    /// Full-width Latin letters were turned into half-width ones.
    FullWidth,
    /// Radicals, strokes or compatibility ideographs were turned into the ideographs they look like.
    Ordinary,
    /// Variation selectors were removed.
    Selector,
}

impl NameNote {
    /// Stable code for findings.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Trimmed => "name-trimmed",
            Self::InnerBlanks => "name-inner-blanks",
            Self::ZeroWidth => "name-zero-width",
            Self::Separator => "name-separator",
            Self::FullWidth => "name-full-width",
            Self::Ordinary => "name-ordinary",
            Self::Selector => "name-selector",
        }
    }
}

/// Why a text is not a person's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameFault {
    /// Nothing but blanks.
    #[error("the name is empty")]
    Empty,
    /// More than [`NAME_CHARS_MAX`] characters.
    #[error("the name has {found} characters")]
    TooLong {
        /// Characters found after cleaning.
        found: usize,
    },
    /// A control character, or one that reorders the text around it.
    #[error("the name holds an invisible control character")]
    Control,
    /// A replacement sign, question mark, box or private character stands where a rare character was lost.
    #[error("a character of the name was lost")]
    LostCharacter,
    /// Latin letters inside a name of Han characters, mostly pinyin for a rare character.
    #[error("the name mixes Han characters and Latin letters")]
    LatinInHan,
    /// A character that cannot stand in a name, or a separator at its edge.
    #[error("the name cannot hold `{found}` here")]
    Symbol {
        /// The character.
        found: char,
    },
}

impl NameFault {
    /// Stable code for findings.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "name-empty",
            Self::TooLong { .. } => "name-too-long",
            Self::Control => "name-control",
            Self::LostCharacter => "name-lost-character",
            Self::LatinInHan => "name-latin-in-han",
            Self::Symbol { .. } => "name-symbol",
        }
    }
}

impl PersonName {
    /// Reads a name. Letters stay as they are (NFC, not NFKC); only blanks, invisible characters, separators, full-width
    /// Latin letters and characters that are not in their ordinary form ([`glyph`]) are mended, each with a note.
    ///
    /// # Errors
    /// The first [`NameFault`].
    pub fn parse(text: &str) -> Result<(Self, Vec<NameNote>), NameFault> {
        let mut notes = Vec::new();
        let chars = clean(text, &mut notes)?;
        let han = chars.iter().any(|c| is_han(*c));
        let latin = chars.iter().any(|c| is_latin(*c));
        let name =
            match (han, latin) {
                (true, true) => return Err(NameFault::LatinInHan),
                (true, false) => han_name(&chars, &mut notes)?,
                (false, true) => latin_name(&chars, &mut notes)?,
                (false, false) => {
                    return Err(chars.first().map_or(NameFault::Empty, |found| {
                        NameFault::Symbol { found: *found }
                    }));
                }
            };
        let found = name.chars().count();
        if found > NAME_CHARS_MAX {
            return Err(NameFault::TooLong { found });
        }
        notes.sort_unstable();
        notes.dedup();
        Ok((Self(name), notes))
    }

    /// The name as written in documents.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name for comparing: without separators and blanks, Latin letters raised.
    #[must_use]
    pub fn match_key(&self) -> String {
        self.0
            .chars()
            .filter(|c| !matches!(c, '\u{00B7}' | ' ' | '-' | '\'' | '.' | ','))
            .flat_map(char::to_uppercase)
            .collect()
    }

    /// The name as shown outside the operator's own scope.
    #[must_use]
    pub fn masked(&self) -> String {
        mask::name_across_scopes(&self.0)
    }
}

/// Whether two texts are one name, whatever separators, blanks and case they are written with; what cannot be read as a
/// name must be the very same.
#[must_use]
pub fn is_same(left: &str, right: &str) -> bool {
    if left == right {
        return !left.trim().is_empty();
    }
    let key = |name: &str| PersonName::parse(name).map(|(name, _)| name.match_key());
    match (key(left), key(right)) {
        (Ok(left), Ok(right)) => left == right,
        _ => !left.trim().is_empty() && left.trim() == right.trim(),
    }
}

impl fmt::Display for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl From<PersonName> for String {
    fn from(name: PersonName) -> Self {
        name.0
    }
}

impl TryFrom<String> for PersonName {
    type Error = NameFault;

    fn try_from(text: String) -> Result<Self, NameFault> {
        Self::parse(&text).map(|(name, _)| name)
    }
}

/// Refuses what no name can hold and drops what nobody sees; the edges are trimmed.
fn clean(text: &str, notes: &mut Vec<NameNote>) -> Result<Vec<char>, NameFault> {
    let mut chars = Vec::new();
    notes.extend(glyph::changes(text).map(|(_, form)| match form {
        Some(_) => NameNote::Ordinary,
        None => NameNote::Selector,
    }));
    for c in text.chars().filter_map(glyph::ordinary).nfc() {
        match c {
            _ if text::is_zero_width(c) => notes.push(NameNote::ZeroWidth),
            '\t' | '\n' | '\r' => chars.push(' '),
            _ if c.is_whitespace() => chars.push(' '),
            _ if c.is_control() || text::is_direction_override(c) => {
                return Err(NameFault::Control);
            }
            _ if is_lost(c) => return Err(NameFault::LostCharacter),
            'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
                notes.push(NameNote::FullWidth);
                chars.push(text::half_width(c));
            }
            _ => chars.push(c),
        }
    }
    let length = chars.len();
    let start = chars
        .iter()
        .position(|c| *c != ' ')
        .ok_or(NameFault::Empty)?;
    let end = chars
        .iter()
        .rposition(|c| *c != ' ')
        .map_or(length, |at| at + 1);
    if start > 0 || end < length {
        notes.push(NameNote::Trimmed);
    }
    Ok(chars.drain(start..end).collect())
}

/// Han characters with single separators between them; every dot becomes `·`.
fn han_name(chars: &[char], notes: &mut Vec<NameNote>) -> Result<String, NameFault> {
    let mut name = String::new();
    let mut after_separator = true;
    for c in chars {
        match *c {
            ' ' => notes.push(NameNote::InnerBlanks),
            dot if is_separator(dot) => {
                if after_separator {
                    return Err(NameFault::Symbol { found: dot });
                }
                if dot != SEPARATOR {
                    notes.push(NameNote::Separator);
                }
                name.push(SEPARATOR);
                after_separator = true;
            }
            letter if is_han(letter) => {
                name.push(letter);
                after_separator = false;
            }
            found => return Err(NameFault::Symbol { found }),
        }
    }
    if after_separator {
        Err(NameFault::Symbol { found: SEPARATOR })
    } else {
        Ok(name)
    }
}

/// A foreigner's name as a whole: Latin letters, single blanks, and the marks passports print.
fn latin_name(chars: &[char], notes: &mut Vec<NameNote>) -> Result<String, NameFault> {
    let mut name = String::new();
    for c in chars {
        match *c {
            ' ' if name.ends_with(' ') => notes.push(NameNote::InnerBlanks),
            '’' | '‘' => name.push('\''),
            mark @ (' ' | '-' | '\'' | '.' | ',' | SEPARATOR) => name.push(mark),
            letter if is_latin(letter) => name.push(letter),
            found => return Err(NameFault::Symbol { found }),
        }
    }
    Ok(name)
}

fn is_separator(c: char) -> bool {
    matches!(
        c,
        SEPARATOR
            | '\u{2022}'
            | '\u{30FB}'
            | '\u{2027}'
            | '\u{FF0E}'
            | '.'
            | '\u{2219}'
            | '\u{22C5}'
            | '\u{FF65}'
    )
}

/// Signs that programs write where they could not write the character.
fn is_lost(c: char) -> bool {
    matches!(
        c,
        '\u{FFFD}' | '?' | '？' | '□' | '〓' | '■' | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}'
    )
}

/// Whether the character is a Han ideograph (GB 18030-2022 with its supplementary planes) or the zero 〇 names use.
#[must_use]
pub(crate) fn is_han(c: char) -> bool {
    matches!(c,
        '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}'
        | '\u{2E80}'..='\u{2FDF}' | '\u{3007}' | '\u{3005}')
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic()
        || matches!(c, '\u{0300}'..='\u{036F}')
        || (c.is_alphabetic() && matches!(c, '\u{00C0}'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<(String, Vec<NameNote>), NameFault> {
        PersonName::parse(text).map(|(name, notes)| (name.to_string(), notes))
    }

    #[test]
    fn names_are_cleaned_with_a_note_and_their_letters_kept() {
        use NameNote::*;
        for (text, name, notes) in [
            ("张小明", "张小明", vec![]),
            (" 张小明\u{3000}", "张小明", vec![Trimmed]),
            ("张\u{3000}明", "张明", vec![InnerBlanks]),
            ("张\n明", "张明", vec![InnerBlanks]),
            ("张\u{200B}明\u{FEFF}", "张明", vec![ZeroWidth]),
            ("阿里木·买买提", "阿里木·买买提", vec![]),
            (
                "阿里木 • 买买提",
                "阿里木·买买提",
                vec![InnerBlanks, Separator],
            ),
            ("㛃䶮", "㛃䶮", vec![]),
            ("\u{20BB7}田〇", "\u{20BB7}田〇", vec![]),
            ("John  F. Kennedy", "John F. Kennedy", vec![InnerBlanks]),
            ("Ｊohn", "John", vec![FullWidth]),
            ("王\u{2F25}\u{F9E1}", "王女李", vec![Ordinary]),
            ("\u{2EE2}葛\u{E0101}", "马葛", vec![Ordinary, Selector]),
            ("Jose\u{301} O’Neil-Smith", "José O'Neil-Smith", vec![]),
        ] {
            assert_eq!(read(text), Ok((name.to_owned(), notes)), "{text}");
        }
    }

    #[test]
    fn every_variant_of_the_separator_becomes_the_one_of_the_standard() {
        for dot in ["·", "•", "・", "‧", "．", ".", "∙", "⋅", "･"] {
            assert_eq!(
                read(&format!("阿里木{dot}买买提")).map(|r| r.0),
                Ok("阿里木·买买提".to_owned()),
                "{dot}"
            );
        }
    }

    #[test]
    fn what_is_no_name_is_refused_with_its_reason() {
        for (text, fault) in [
            ("", NameFault::Empty),
            ("\u{3000}\u{200B}", NameFault::Empty),
            ("张?", NameFault::LostCharacter),
            ("张？", NameFault::LostCharacter),
            ("张□", NameFault::LostCharacter),
            ("张\u{FFFD}", NameFault::LostCharacter),
            ("张\u{E863}", NameFault::LostCharacter),
            ("张yan", NameFault::LatinInHan),
            ("张ｙan", NameFault::LatinInHan),
            ("张\u{202E}明", NameFault::Control),
            ("张\u{1B}[31m明", NameFault::Control),
            ("张\u{7}", NameFault::Control),
            ("张明(大)", NameFault::Symbol { found: '(' }),
            ("张明2", NameFault::Symbol { found: '2' }),
            ("·张明", NameFault::Symbol { found: '·' }),
            ("阿里木··买买提", NameFault::Symbol { found: '·' }),
            ("张明.", NameFault::Symbol { found: '·' }),
            ("123", NameFault::Symbol { found: '1' }),
            ("John=1", NameFault::Symbol { found: '=' }),
        ] {
            assert_eq!(read(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn fifty_characters_are_accepted_and_fifty_one_refused() {
        assert!(read(&"明".repeat(50)).is_ok());
        assert_eq!(
            read(&"明".repeat(51)),
            Err(NameFault::TooLong { found: 51 })
        );
    }

    #[test]
    fn names_that_differ_in_separators_and_blanks_share_a_key() {
        let key = |text: &str| PersonName::parse(text).map(|(name, _)| name.match_key());
        assert_eq!(key("阿里木·买买提"), key("阿里木买买提"));
        assert_eq!(key("张 明"), Ok("张明".to_owned()));
        assert_eq!(key("John F. Kennedy"), Ok("JOHNFKENNEDY".to_owned()));
        assert_ne!(key("张明"), key("张朋"));
    }

    #[test]
    fn a_name_is_the_same_whatever_characters_stand_for_its_own() {
        assert!(is_same("王女", "王\u{2F25}"));
        assert!(is_same("葛城", "葛\u{E0101} 城"));
        assert!(is_same("WANG Zihan", "Wang Zi-han"));
        assert!(!is_same("王女", "王好"));
        assert!(!is_same("", ""));
        assert!(is_same("张?", " 张?"));
    }

    proptest! {
        #[test]
        fn reading_a_name_again_changes_nothing(text in "[张明阿里木\u{2F25}\u{2EE2}\u{F9E1}\u{FE00} ·•a-zé.'-]{1,20}") {
            if let Ok((once, _)) = PersonName::parse(&text) {
                prop_assert_eq!(PersonName::parse(once.as_str()), Ok((once, vec![])));
            }
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in ".*") {
            let _ = PersonName::parse(&text);
        }
    }
}
