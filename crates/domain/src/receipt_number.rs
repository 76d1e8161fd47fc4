//! Numbers of tax and payment receipts, as they are compared.

mod alike;

pub use alike::{asked, marks, may_be_one};

use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// Words in front of a number, without marks and in capitals (`№` is `NO` by compatibility); longer ones first.
const PREFIXES: &[&str] = &[
    "电子票据号码",
    "电子票据号",
    "票据号码",
    "凭证号码",
    "票据号",
    "凭证号",
    "发票号",
    "编号",
    "票号",
    "号码",
    "NO",
];

/// What people type, brought to one form: without blanks, hyphens and other marks, full-width letters and digits as
/// plain ones and the digits of other scripts too, in capitals. `None` for a text without a digit, such as `无` or
/// `见附件`: it names no receipt, and two such texts are not the same receipt.
///
/// The form of a form is itself. What stands in front of a number and is no part of it (`No.`, `票据号：`) is left out, and
/// so is 号 behind it. A line of a receipt that lists several (`-1`, `-2-1`, `/2`, `①`, `第3行`, ` 2/3`) stands behind
/// a `#`. Several numbers in one cell (`A、B`) stand with a `+` between them, and a `…` for digits that are covered
/// (`1234****5678`).
pub fn normal_form(text: &str) -> Option<String> {
    if is_digits(text) {
        return Some(text.to_owned());
    }
    match several(text).as_slice() {
        [] => one(text),
        numbers => {
            let forms: Option<Vec<String>> = numbers.iter().map(|number| one(number)).collect();
            Some(forms?.join(&AND.to_string()))
        }
    }
}

/// Digits alone, as most numbers are: their own normal form, and the only way to read them.
fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The text has too few letters and digits to tell one receipt from another: `见附件`, `同上`, `尾号6485`.
pub fn names_no_receipt(text: &str) -> bool {
    let form = normal_form(text).unwrap_or_default();
    form.chars().filter(char::is_ascii_alphanumeric).count() < DIGITS_MIN
}

fn one(text: &str) -> Option<String> {
    let mut form = once(text)?;
    // What one word hid may be another: 票据号No.
    while let Some(shorter) = once(&form).filter(|next| next.len() < form.len()) {
        form = shorter;
    }
    Some(form)
}

fn once(text: &str) -> Option<String> {
    let text: String = enclosed(text)
        .nfkc()
        .map(|letter| decimal(letter).unwrap_or(letter))
        .flat_map(char::to_uppercase)
        .collect();
    let text = covered(&in_digits(text));
    let (number, line) = split_line(&text);
    let is_kept = |c: &char| c.is_alphanumeric() || *c == GAP;
    let form: String = number.chars().filter(is_kept).collect();
    // Letters that cover digits may have stood in groups.
    let form = covered(&form);
    let bare = PREFIXES
        .iter()
        .find_map(|prefix| form.strip_prefix(prefix))
        .unwrap_or(&form)
        .trim_end_matches('号');
    bare.chars()
        .any(|letter| letter.is_ascii_digit())
        .then(|| match line {
            Some(line) => format!("{bare}{LINE}{line}"),
            None => bare.to_owned(),
        })
}

/// Stands for digits that are covered.
const GAP: char = '…';
/// What digits are covered with, and how many one behind the other cover some; fewer are a mark like others.
const COVERS: [(&str, usize); 5] = [("*?✱∗×●■□█•", 2), ("_", 2), ("X", 3), (".", 3), ("-", 3)];
/// One of these between letters and digits, a digit beside it, covers one.
const COVERS_ONE: &str = "*?×●■";

/// Between a whole number and how many it pays for: `…×2`.
const TIMES: &str = "*×";

fn is_times(number: &str, behind: &str) -> bool {
    let count = behind.trim_end();
    number.chars().filter(|c| c.is_alphanumeric()).count() >= LONG_MIN
        && (1..=LINE_DIGITS_MAX).contains(&count.len())
        && count.bytes().all(|byte| byte.is_ascii_digit())
}

/// The text with a [`GAP`] where digits are covered.
fn covered(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let cover = COVERS.iter().find(|(signs, _)| signs.contains(first));
        let run = cover.map_or(0, |(signs, _)| {
            rest.len() - rest.trim_start_matches(|c| signs.contains(c)).len()
        });
        let (covers, behind) = rest.split_at(if run == 0 { first.len_utf8() } else { run });
        let digit = |c: char| c.is_ascii_digit();
        let between = kept.ends_with(char::is_alphanumeric)
            && behind.starts_with(char::is_alphanumeric)
            && (kept.ends_with(digit) || behind.starts_with(digit));
        let enough = cover.is_some_and(|(_, least)| covers.chars().count() >= *least);
        if !enough && TIMES.contains(covers) && is_times(&kept, behind) {
            kept.push(LINE);
        } else if enough || (between && COVERS_ONE.contains(covers)) {
            kept.push(GAP);
        } else {
            kept.push_str(covers);
        }
        rest = behind;
    }
    kept
}

/// The text with numbers in circles, brackets and the like, Roman ones too, as lines of the number before them.
fn enclosed(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut before = 0;
    for letter in text.chars() {
        match line_sign(letter).filter(|_| before >= NUMBER_MIN) {
            Some(line) => kept.push_str(&format!("{LINE}{line}")),
            None => kept.push(letter),
        }
        before += usize::from(letter.is_alphanumeric());
    }
    kept
}

/// The number that a sign of a list stands for.
fn line_sign(letter: char) -> Option<u32> {
    /// First and last sign of a row, and the number of the first.
    const ROWS: [(char, char, u32); 16] = [
        ('①', '⑳', 1),
        ('⑴', '⒇', 1),
        ('⒈', '⒛', 1),
        ('⓫', '⓴', 11),
        ('⓵', '⓾', 1),
        ('❶', '❿', 1),
        ('➀', '➉', 1),
        ('➊', '➓', 1),
        ('㈠', '㈩', 1),
        ('㊀', '㊉', 1),
        ('Ⅰ', 'Ⅻ', 1),
        ('ⅰ', 'ⅻ', 1),
        ('²', '³', 2),
        ('¹', '¹', 1),
        ('⁴', '⁹', 4),
        ('₁', '₉', 1),
    ];
    let row = ROWS
        .iter()
        .find(|(first, last, _)| (*first..=*last).contains(&letter));
    row.map(|(first, _, number)| number + u32::from(letter) - u32::from(*first))
}

/// Stands between two numbers of one cell.
const AND: char = '+';
/// What people write between two numbers.
const BETWEEN: &[char] = &['、', ';', '；', '和', '与', '及', '&', AND, '\n'];
/// What they write there, and inside one number too: between its kind and the number itself, or its groups.
const BETWEEN_GROUPS: &[char] = &['/', '／', '\\', ',', '，', '|'];
/// More likely a number's groups, unless each is as long as a whole number.
const BETWEEN_LONG: &[char] = &[' ', '\u{3000}', '-', '－', '—', '~', '～', '至'];
/// Letters and digits of a number that is no group of another one.
const LONG_MIN: usize = 12;

/// The numbers of a cell that holds several; none where it holds one. Numbers of one kind are of one length: a code of
/// eight digits before a number of ten is the kind of the receipt.
fn several(text: &str) -> Vec<&str> {
    let size = |part: &str| part.chars().filter(|c| c.is_alphanumeric()).count();
    let split = |marks: &[char], least: usize, alike: bool| -> Option<Vec<&str>> {
        let parts: Vec<&str> = text
            .split(marks)
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect();
        let sizes: BTreeSet<usize> = parts.iter().map(|part| size(part)).collect();
        let numbers = parts.iter().all(|part| {
            size(part) >= least && part.chars().filter(char::is_ascii_digit).count() >= DIGITS_MIN
        });
        let fits = parts.len() > 1 && numbers && (!alike || sizes.len() == 1);
        fits.then_some(parts)
    };
    split(BETWEEN, NUMBER_MIN, false)
        .or_else(|| split(BETWEEN_GROUPS, NUMBER_MIN, true))
        .or_else(|| split(BETWEEN_LONG, LONG_MIN, true))
        .unwrap_or_default()
}

/// A number that is written in Chinese numerals alone, as sums are.
fn in_digits(text: String) -> String {
    let numeral = |letter: char| {
        let found = NUMERALS.iter().find(|(all, _)| all.contains(letter));
        found.map(|(_, digit)| *digit)
    };
    let spelt = text.chars().filter(|c| numeral(*c).is_some()).count();
    if spelt < NUMBER_MIN || text.contains(|c: char| c.is_ascii_digit()) {
        return text;
    }
    text.chars().map(|c| numeral(c).unwrap_or(c)).collect()
}

/// Stands between a receipt's number and the line of it that is meant.
const LINE: char = '#';
/// Most digits of a line number; more belong to the number itself.
const LINE_DIGITS_MAX: usize = 2;
/// A number has at least so many letters and digits, and its last group so many; else what follows is a group too.
const NUMBER_MIN: usize = 8;
const GROUP_MIN: usize = 3;
/// Digits of a number that tells one receipt from another.
const DIGITS_MIN: usize = 6;

/// A number and the line behind it: one or two digits after a mark, the second of three as ` 2/3`, or 第N行 and 行N.
fn split_line(text: &str) -> (&str, Option<String>) {
    if let Some((number, line)) = split_share(text).or_else(|| split_word(text)) {
        return (number, Some(line.to_owned()));
    }
    match split_groups(text) {
        Some((number, line)) => (number, Some(line)),
        None => (text, None),
    }
}

/// Neither letter nor digit, nor what stands for some.
fn is_mark(c: char) -> bool {
    !c.is_alphanumeric() && c != GAP
}

fn split_word(text: &str) -> Option<(&str, &str)> {
    let end = text.trim_end_matches(is_mark);
    let told = end.ends_with('行');
    let end = end.trim_end_matches('行');
    let number = end.trim_end_matches(|c: char| c.is_ascii_digit());
    let line = end.get(number.len()..)?;
    let before = number.trim_end_matches(['第', '行']);
    let worded = told || before.len() < number.len();
    let marked = before.ends_with(is_mark) || worded;
    let head = before.trim_end_matches(is_mark);
    let group = head.chars().rev().take_while(|c| c.is_alphanumeric());
    let whole = head.chars().filter(|c| c.is_alphanumeric());
    let is_line = (1..=LINE_DIGITS_MAX).contains(&line.len())
        && marked
        && whole.count() >= NUMBER_MIN
        && head.contains(|c: char| c.is_ascii_digit())
        && (worded || group.count() >= GROUP_MIN);
    is_line.then_some((head, line))
}

/// A line of a line (`-2-1`), and one with a nought in front (`-001`): behind a long number, which has no groups.
fn split_groups(text: &str) -> Option<(&str, String)> {
    let mut head = text.trim_end_matches(is_mark);
    let mut groups: Vec<&str> = Vec::new();
    loop {
        let number = head.trim_end_matches(|c: char| c.is_ascii_digit());
        let group = head.get(number.len()..).unwrap_or_default();
        let padded = group.len() == LINE_DIGITS_MAX + 1 && group.starts_with('0');
        let short = (1..=LINE_DIGITS_MAX).contains(&group.len()) || padded;
        if !short || !number.ends_with(is_mark) {
            break;
        }
        groups.push(group);
        head = number.trim_end_matches(is_mark);
    }
    let last = head.chars().rev().take_while(|c| c.is_alphanumeric());
    groups.reverse();
    (!groups.is_empty() && last.count() >= LONG_MIN).then(|| (head, groups.join("-")))
}

/// A number and which of how many: ` 2/3` behind a mark.
fn split_share(text: &str) -> Option<(&str, &str)> {
    let digits = |text: &str| {
        (1..=LINE_DIGITS_MAX).contains(&text.len()) && text.chars().all(|c| c.is_ascii_digit())
    };
    let (before, of) = text.trim_end_matches(is_mark).rsplit_once('/')?;
    let head = before.trim_end_matches(|c: char| c.is_ascii_digit());
    let line = before.get(head.len()..)?;
    let number = head.trim_end_matches(|c: char| is_mark(c) || c == '第');
    let long = number.chars().filter(|c| c.is_alphanumeric()).count() >= NUMBER_MIN;
    let apart = number.len() < head.len();
    (digits(line) && digits(of) && apart && long && number.contains(|c: char| c.is_ascii_digit()))
        .then_some((number, line))
}

/// The numerals of Chinese, plain and of accounts.
const NUMERALS: [(&str, char); 10] = [
    ("〇零", '0'),
    ("一壹", '1'),
    ("二贰", '2'),
    ("三叁", '3'),
    ("四肆", '4'),
    ("五伍", '5'),
    ("六陆", '6'),
    ("七柒", '7'),
    ("八捌", '8'),
    ("九玖", '9'),
];

/// The digit that a decimal digit of another script is: the ten of a script stand side by side, from nought.
fn decimal(letter: char) -> Option<char> {
    if letter.is_ascii() || !letter.is_numeric() {
        return None;
    }
    let before = (1..=10_u32)
        .take_while(|back| {
            let neighbour = u32::from(letter)
                .checked_sub(*back)
                .and_then(char::from_u32);
            neighbour.is_some_and(char::is_numeric)
        })
        .count();
    char::from_digit(u32::try_from(before).ok()?, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_a_few_digits_name_no_receipt() {
        for text in ["见附件", "同上", "电子票据", "尾号6485", "0557", "凭证1-2"] {
            assert!(names_no_receipt(text), "{text}");
        }
        for text in [
            "123456",
            "No.4430250000005518",
            "4430****5518",
            "4430250000005518-1",
        ] {
            assert!(!names_no_receipt(text), "{text}");
        }
    }

    #[test]
    fn blanks_full_width_case_and_hyphens_do_not_make_another_receipt() {
        for text in [
            "M2026-0001",
            "m2026-0001",
            " M2026 0001 ",
            "Ｍ２０２６－０００１",
            "M2026—0001",
            "M2026\u{2011}00\u{200B}01",
            "M20260001",
            "No.M2026-0001",
            "№ M2026-0001",
            "票据号：M2026-0001",
            "M\u{1D7D0}\u{1D7CE}\u{1D7D0}\u{1D7D4}-0001",
        ] {
            assert_eq!(normal_form(text).as_deref(), Some("M20260001"), "{text}");
        }
    }

    #[test]
    fn a_number_in_the_numerals_of_accounts_is_the_number() {
        let spelt = "肆肆叁零 零零零零 零零零壹";
        assert_eq!(normal_form(spelt).as_deref(), Some("443000000001"));
        assert_eq!(normal_form("一式三联"), None);
    }

    #[test]
    fn a_line_of_a_receipt_is_another_entry_of_the_same_receipt() {
        for (text, form) in [
            ("4430250000005500-1", "4430250000005500#1"),
            ("4430250000005500/2", "4430250000005500#2"),
            ("4430250000005500 #12", "4430250000005500#12"),
            ("4430250000005500（第2行）", "4430250000005500#2"),
            ("4430250000005500第2行", "4430250000005500#2"),
            ("4430250000005500行3", "4430250000005500#3"),
            ("4430250000005500#1", "4430250000005500#1"),
            ("MB2026-0001-2", "MB20260001#2"),
            ("4430250000005500-2-1", "4430250000005500#2-1"),
            ("4430250000005500-001", "4430250000005500#001"),
            ("4430250000005500①", "4430250000005500#1"),
            ("4430250000005500 Ⅲ", "4430250000005500#3"),
            // Groups of a number are no lines.
            ("4430-25-00-12", "4430250012"),
            ("M2026-0001", "M20260001"),
            ("4430250000005500", "4430250000005500"),
        ] {
            assert_eq!(normal_form(text).as_deref(), Some(form), "{text}");
            assert_eq!(normal_form(form).as_deref(), Some(form), "{form}");
        }
    }

    #[test]
    fn several_numbers_of_a_cell_are_each_found() {
        let (a, b) = ("4430250000005502", "4430250000005519");
        for between in ["、", "/", "和", ";", "；", "，", " / ", " ", "-"] {
            let cell = format!("{a}{between}{b}");
            let form = format!("{a}+{b}");
            assert_eq!(normal_form(&cell).as_deref(), Some(form.as_str()), "{cell}");
            assert_eq!(normal_form(&form).as_deref(), Some(form.as_str()));
        }
        // The kind of a receipt and its number, and the groups of one number, are no two numbers.
        for text in [
            "43060125/0023456789",
            "4430 2500 0000 5502",
            "44302500-00005502",
            "4430250000005500/2",
        ] {
            assert!(!normal_form(text).unwrap().contains(AND), "{text}");
        }
    }

    #[test]
    fn which_of_how_many_is_a_line_of_the_receipt() {
        for text in [
            "4430250000005518 2/3",
            "4430250000005518（2/3）",
            "4430250000005518 第2/3",
        ] {
            assert_eq!(
                normal_form(text).as_deref(),
                Some("4430250000005518#2"),
                "{text}"
            );
        }
        assert_eq!(normal_form("4430/25/12").as_deref(), Some("44302512"));
    }

    proptest::proptest! {
        #[test]
        fn the_form_of_a_form_is_itself(text in "[票据号码NOo.:：第行副本 #/（）()0-9A-Z-]{0,24}|[0-9*?…X.①-③ -]{8,32}|[0-9 /、+和-]{8,40}|.{0,16}") {
            if let Some(form) = normal_form(&text) {
                let again = normal_form(&form);
                proptest::prop_assert_eq!(again.as_deref(), Some(form.as_str()));
                proptest::prop_assert!(marks(&form) == marks(&text) && asked(&form) == asked(&text));
            }
        }
    }

    #[test]
    fn a_text_without_a_digit_is_no_receipt_number() {
        for text in ["", "无", "-", "见附件", "N/A"] {
            assert_eq!(normal_form(text), None, "{text}");
        }
    }

    #[test]
    fn other_digits_and_letters_are_another_receipt() {
        assert_ne!(
            normal_form("443000000000001"),
            normal_form("443000000000002")
        );
        assert_ne!(normal_form("湘A1"), normal_form("湘B1"));
    }
}
