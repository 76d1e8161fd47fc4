//! Names of people: one spelling for each name, and no name where there is none.

use super::latin::is_letter;
use super::readings;
use super::simplified::simplified;
use domain::glyph;
use unicode_normalization::UnicodeNormalization;

/// Stands for a character that was lost on the way (`?`, `□`, `*`, `〇`).
pub const LOST: char = '□';

/// What stands after 之 when a newborn is named after the mother.
const ISSUE_OF: &[&str] = &[
    "子", "女", "婴", "儿", "孩", "男", "长子", "次子", "长女", "次女", "大子", "小子", "大女",
    "小女", "一子", "二子", "一女", "二女", "大婴", "小婴", "婴儿", "男婴", "女婴", "儿子", "女儿",
    "大宝", "小宝",
];

/// Words written where a name is not given yet.
const NOT_NAMED: &[&str] = &[
    "无",
    "暂无",
    "未取名",
    "待定",
    "未命名",
    "新生儿",
    "婴儿",
    "宝宝",
    "无名",
    "待取名",
    "无名氏",
];

/// First characters of [`NOT_NAMED`], so that a name is seldom held against the words.
const NOT_NAMED_STARTS: &[u32] = &[
    '无' as u32,
    '暂' as u32,
    '未' as u32,
    '待' as u32,
    '新' as u32,
    '婴' as u32,
    '宝' as u32,
];

/// What a cell for a name holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// A name; it stands in the buffer.
    Name,
    /// "李婷之子": the subject has no name; the mother's stands in the buffer.
    IssueOf,
    /// Nothing that names anybody.
    Missing,
}

/// Reads a cell into `out` as normalised characters: ordinary ones, NFKC, simplified, without interpuncts, Latin in lower
/// case; one blank stays between two words in Latin letters, none anywhere else.
pub fn person_name(raw: &str, out: &mut Vec<u32>) -> Named {
    out.clear();
    let plain = raw.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    if plain {
        out.extend(raw.chars().map(|c| u32::from(simplified(c))));
    } else {
        let ordinary = raw.chars().filter_map(glyph::ordinary);
        push_kept(ordinary.nfkc(), out);
    }
    if out.is_empty()
        || out.iter().all(|unit| *unit == u32::from(LOST))
        || (out
            .first()
            .is_some_and(|first| NOT_NAMED_STARTS.contains(first))
            && is_one_of(out, NOT_NAMED))
    {
        out.clear();
        return Named::Missing;
    }
    if let Some(at) = out.iter().position(|unit| *unit == u32::from('之'))
        && at >= 2
        && is_one_of(out.get(at + 1..).unwrap_or_default(), ISSUE_OF)
    {
        out.truncate(at);
        return Named::IssueOf;
    }
    Named::Name
}

fn push_kept(raw: impl Iterator<Item = char>, out: &mut Vec<u32>) {
    let mut parted = false;
    for c in raw {
        let Some(kept) = kept(c).map(u32::from) else {
            parted |= c.is_whitespace() || c == ',';
            continue;
        };
        if parted && is_letter(kept) && out.last().is_some_and(|last| is_letter(*last)) {
            out.push(u32::from(' '));
        }
        parted = false;
        out.push(kept);
    }
}

fn kept(c: char) -> Option<char> {
    match c {
        '?' | '*' | '□' | '〇' | '○' | '◯' | '■' | '\u{fffd}' => Some(LOST),
        '·' | '•' | '・' | '.' | '‧' | '∙' | '⋅' | '\'' | '’' | '`' | '-' | '_' | ',' | '。' => {
            None
        }
        c if c.is_whitespace()
            || c.is_control()
            || ('\u{200b}'..='\u{200f}').contains(&c)
            || c == '\u{feff}' =>
        {
            None
        }
        c if is_letter(u32::from(c)) => c.to_lowercase().next(),
        c => Some(simplified(c)),
    }
}

fn is_one_of(units: &[u32], words: &[&str]) -> bool {
    units.len() <= 3
        && words
            .iter()
            .any(|word| word.chars().map(u32::from).eq(units.iter().copied()))
}

/// How many characters of a normalised name are the surname; 0 where the name has no Han surname (long names written with an interpunct, Latin names).
#[must_use]
pub fn surname_len(name: &[u32]) -> usize {
    const LONGEST_HAN_NAME: usize = 4;
    let han = |unit: &u32| (0x3400..=0x9fff).contains(unit) || (0x20000..=0x33fff).contains(unit);
    if name.len() < 2 || !name.first().is_some_and(han) {
        return 0;
    }
    let double = match name {
        [first, second, _, ..] => char::from_u32(*first)
            .zip(char::from_u32(*second))
            .is_some_and(|(first, second)| readings::of_double_surname(first, second).is_some()),
        _ => false,
    };
    match (double, name.len()) {
        (true, 3..=5) => 2,
        (false, len) if len <= LONGEST_HAN_NAME => 1,
        _ => usize::from(name.get(1..).is_some_and(|rest| !rest.iter().all(han))),
    }
}

/// A cell of plain text (an address, a Latin name): NFKC, lower case, runs of blanks made one.
pub fn plain_text(raw: &str, out: &mut Vec<u32>) {
    out.clear();
    let blank = u32::from(' ');
    for c in raw.nfkc().flat_map(char::to_lowercase) {
        if !c.is_whitespace() {
            out.push(u32::from(simplified(c)));
        } else if out.last().is_some_and(|last| *last != blank) {
            out.push(blank);
        }
    }
    if out.last() == Some(&blank) {
        out.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> (Named, String) {
        let mut out = Vec::new();
        let named = person_name(raw, &mut out);
        (
            named,
            out.iter()
                .filter_map(|unit| char::from_u32(*unit))
                .collect(),
        )
    }

    #[test]
    fn blanks_interpuncts_and_variants_do_not_make_another_name() {
        assert_eq!(read("阿不都拉·买买提江"), read("阿不都拉．买买提江"));
        assert_eq!(read("張\u{3000}軒"), (Named::Name, "张轩".to_owned()));
        assert_eq!(read(" É, o’Neil "), (Named::Name, "é oneil".to_owned()));
        assert_eq!(read("王 yan 明"), (Named::Name, "王yan明".to_owned()));
        assert_eq!(read("ＷANG  li"), (Named::Name, "wang li".to_owned()));
    }

    #[test]
    fn look_alike_characters_do_not_make_another_name() {
        for other in [
            "马\u{2F25}葛",
            "\u{2EE2}女葛",
            "马女葛\u{E0101}",
            "\u{2FBA}女葛\u{FE00}",
        ] {
            assert_eq!(read(other), read("马女葛"), "{other}");
        }
    }

    #[test]
    fn a_newborn_named_after_the_mother_has_no_name() {
        assert_eq!(read("李婷之子"), (Named::IssueOf, "李婷".to_owned()));
        assert_eq!(read("李婷之长女"), (Named::IssueOf, "李婷".to_owned()));
        assert_eq!(read("王之涵"), (Named::Name, "王之涵".to_owned()));
        assert_eq!(read("新生儿").0, Named::Missing);
        assert_eq!(read("  ").0, Named::Missing);
    }

    #[test]
    fn every_word_for_no_name_is_known_by_its_start() {
        for word in NOT_NAMED {
            assert_eq!(read(word).0, Named::Missing, "{word}");
        }
    }

    #[test]
    fn lost_characters_are_known_as_lost() {
        assert_eq!(read("王？"), (Named::Name, "王□".to_owned()));
        assert_eq!(read("??").0, Named::Missing);
    }

    #[test]
    fn surnames_are_split_off() {
        let len = |text: &str| surname_len(&text.chars().map(u32::from).collect::<Vec<_>>());
        assert_eq!(
            (
                len("张三"),
                len("欧阳明"),
                len("欧阳"),
                len("阿不都拉买买提江")
            ),
            (1, 2, 1, 0)
        );
    }
}
