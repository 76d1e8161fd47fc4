//! Numbers of tax receipts and payment vouchers, as they are compared.

use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;
use unicode_security::confusable_detection::skeleton as look_of;

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
/// so is 号 behind it. A line of a receipt that lists several (`-1`, `/2`, `第3行`, ` 2/3`) stands behind
/// a `#`. Several numbers in one cell (`A、B`) stand with a `+` between them.
pub fn normal_form(text: &str) -> Option<String> {
    match several(text).as_slice() {
        [] => one(text),
        numbers => {
            let forms: Option<Vec<String>> = numbers.iter().map(|number| one(number)).collect();
            Some(forms?.join(&AND.to_string()))
        }
    }
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
    let text: String = text
        .nfkc()
        .map(|letter| decimal(letter).unwrap_or(letter))
        .flat_map(char::to_uppercase)
        .collect();
    let text = in_digits(text);
    let (number, line) = split_line(&text);
    let form: String = number.chars().filter(|c| c.is_alphanumeric()).collect();
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
/// Digits of each of several numbers in a cell.
const DIGITS_MIN: usize = 6;

/// A number and the line behind it: one or two digits after a mark, the second of three as ` 2/3`, or 第N行 and 行N.
fn split_line(text: &str) -> (&str, Option<&str>) {
    let mark = |c: char| !c.is_alphanumeric();
    if let Some(found) = split_share(text) {
        return found;
    }
    let end = text.trim_end_matches(mark);
    let told = end.ends_with('行');
    let end = end.trim_end_matches('行');
    let number = end.trim_end_matches(|c: char| c.is_ascii_digit());
    let Some(line) = end.get(number.len()..) else {
        return (text, None);
    };
    let before = number.trim_end_matches(['第', '行']);
    let worded = told || before.len() < number.len();
    let marked = before.ends_with(mark) || worded;
    let head = before.trim_end_matches(mark);
    let group = head.chars().rev().take_while(|c| c.is_alphanumeric());
    let whole = head.chars().filter(|c| c.is_alphanumeric());
    let is_line = (1..=LINE_DIGITS_MAX).contains(&line.len())
        && marked
        && whole.count() >= NUMBER_MIN
        && head.contains(|c: char| c.is_ascii_digit())
        && (worded || group.count() >= GROUP_MIN);
    if is_line {
        (head, Some(line))
    } else {
        (text, None)
    }
}

/// A number and which of how many: ` 2/3` behind a mark.
fn split_share(text: &str) -> Option<(&str, Option<&str>)> {
    let mark = |c: char| !c.is_alphanumeric();
    let digits = |text: &str| {
        (1..=LINE_DIGITS_MAX).contains(&text.len()) && text.chars().all(|c| c.is_ascii_digit())
    };
    let (before, of) = text.trim_end_matches(mark).rsplit_once('/')?;
    let head = before.trim_end_matches(|c: char| c.is_ascii_digit());
    let line = before.get(head.len()..)?;
    let number = head.trim_end_matches(|c: char| mark(c) || c == '第');
    let long = number.chars().filter(|c| c.is_alphanumeric()).count() >= NUMBER_MIN;
    let apart = number.len() < head.len();
    (digits(line) && digits(of) && apart && long && number.contains(|c: char| c.is_ascii_digit()))
        .then_some((number, Some(line)))
}

/// Letters that a copy adds behind the number it copies: 副本, 复印件, 扫描件, 第二联.
const COPY_MARKS: &str = "副本复印件扫描影原抄电子版打补联第一二三四";

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

/// What numbers that look alike have in common: a [`normal_form`] without its line, without words, with Chinese
/// numerals and look-alike letters (UTS #39; `O`, `D` and `Q` as `0`, `I` and `L` as `1`, `Z`, `S`, `B` as `2`, `5`, `8`) as
/// plain digits, without zeros in front and without what marks a copy. Two numbers of one skeleton need not be one
/// receipt; a human tells.
pub fn skeleton(text: &str) -> Option<String> {
    let form = normal_form(text)?;
    let seen = seen(&form);
    let digits = seen.trim_start_matches('0');
    Some(if digits.is_empty() {
        seen
    } else {
        digits.to_owned()
    })
}

/// A normal form as it looks, with its zeros.
fn seen(form: &str) -> String {
    let (number, _) = form.split_once(LINE).unwrap_or((form, ""));
    let number = number.trim_end_matches(|letter| COPY_MARKS.contains(letter));
    // 票据代码…号码…: the code names the kind of receipt.
    let number = number
        .rsplit_once("号码")
        .map_or(number, |(_, number)| number);
    let seen: String = number.chars().flat_map(plain).collect();
    seen.strip_suffix("C0PY").unwrap_or(&seen).to_owned()
}

/// Letters and digits of the end by which people name a long number, and the mark of such an end among [`looks`].
const END: usize = 8;
const END_MARK: char = '~';

/// Everything by which the claims of a voucher are found that may be this one: its skeleton, those of the numbers in its
/// cell, and their ends. Which of them really may be, [`may_be_one`] tells.
pub fn looks(text: &str) -> BTreeSet<String> {
    let mut looks: BTreeSet<String> = skeleton(text).into_iter().collect();
    for number in numbers(text) {
        looks.extend(skeleton(&number));
        if let Some(end) = end(&number) {
            looks.insert(format!("{END_MARK}{end}"));
        }
    }
    looks
}

/// Two vouchers may be one receipt: they look alike, have a number in common, or one is the end of the other.
pub fn may_be_one(one: &str, other: &str) -> bool {
    if skeleton(one) == skeleton(other) {
        return true;
    }
    let others = numbers(other);
    numbers(one).iter().any(|number| {
        others.iter().any(|of| {
            let ends = |long: &str, short: &str| end(short).is_some() && long.ends_with(short);
            let (number, of) = (seen(number), seen(of));
            skeleton(&number) == skeleton(&of) || ends(&number, &of) || ends(&of, &number)
        })
    })
}

/// The numbers of a voucher's cell, each in its normal form.
fn numbers(text: &str) -> Vec<String> {
    let form = normal_form(text).unwrap_or_default();
    form.split(AND).map(str::to_owned).collect()
}

/// The last letters and digits of a number that has so many.
fn end(form: &str) -> Option<String> {
    let seen = seen(form);
    let at = seen.len().checked_sub(END)?;
    seen.get(at..).map(str::to_owned)
}

/// The plain letters and digits a letter looks like or stands for; a word's says nothing.
fn plain(letter: char) -> Vec<char> {
    let digit = NUMERALS
        .iter()
        .find(|(numerals, _)| numerals.contains(letter))
        .map(|(_, digit)| *digit);
    let looks: Vec<char> = match digit {
        Some(digit) => return vec![digit],
        // Of plain letters the standard would make `rn` of `m`; what people mistake there is in the next step.
        None if letter.is_ascii() => vec![letter],
        None => {
            let mut itself = [0_u8; 4];
            let looks = look_of(letter.encode_utf8(&mut itself));
            looks.flat_map(char::to_uppercase).collect()
        }
    };
    looks
        .into_iter()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| match letter {
            'O' | 'D' | 'Q' => '0',
            'I' | 'L' => '1',
            'Z' => '2',
            'S' => '5',
            'B' => '8',
            other => other,
        })
        .collect()
}

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
    fn blanks_full_width_case_and_hyphens_do_not_make_another_voucher() {
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
    fn look_alikes_leading_zeros_and_marks_of_a_copy_have_one_skeleton() {
        for text in [
            "MB20260001",
            "MB2O26OOO1",
            "mb2026ooo1",
            "MB2026000I",
            "MB2026000l",
            "МВ20260001",
            "ΜΒ20260001",
            "00MB20260001",
            "MB2026-0001(副本)",
            "MB2026-0001（复印件）",
            "MB20260001 第二联",
            "MB20260001 copy",
        ] {
            assert_eq!(skeleton(text), skeleton("MB2026-0001"), "{text}");
        }
        assert_eq!(skeleton("0000").as_deref(), Some("0000"));
        assert_eq!(skeleton("见附件"), None);
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
            // Groups of a number are no lines.
            ("4430-25-00-12", "4430250012"),
            ("M2026-0001", "M20260001"),
            ("4430250000005500", "4430250000005500"),
        ] {
            assert_eq!(normal_form(text).as_deref(), Some(form), "{text}");
            assert_eq!(normal_form(form).as_deref(), Some(form), "{form}");
        }
        let receipt = skeleton("4430250000005500");
        assert_eq!(skeleton("4430250000005500-1"), receipt);
        assert_eq!(skeleton("4430250000005500（第2行）"), receipt);
    }

    #[test]
    fn words_and_other_scripts_around_a_number_have_its_skeleton() {
        for text in [
            "湘税4430250000005502",
            "发票号码4430250000005502",
            "税票号4430250000005502",
            "电子税票4430250000005502号",
            "№4430250000005502号",
            "票据代码01 号码4430250000005502",
            "44302S000000SS02",
            "443025000000550Z",
            "٤٤٣٠٢٥٠٠٠٠٠٠٥٥٠٢",
            "四四三〇二五〇〇〇〇〇〇五五〇2",
            "४४३०२५००००००५५०२",
        ] {
            let wanted = skeleton("4430250000005502");
            assert_eq!(skeleton(text), wanted, "{text}");
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
            for number in [a, b] {
                assert!(
                    may_be_one(&cell, number) && may_be_one(number, &cell),
                    "{cell}"
                );
                assert!(!looks(&cell).is_disjoint(&looks(number)), "{cell}");
            }
            assert!(!may_be_one(&cell, "4430250000005520"), "{cell}");
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
    fn the_end_of_a_longer_number_may_be_it() {
        let long = "4430250000005502";
        for short in ["00005502", "0000005502", "No.0000 5502"] {
            assert!(
                may_be_one(long, short) && may_be_one(short, long),
                "{short}"
            );
            assert!(!looks(long).is_disjoint(&looks(short)), "{short}");
        }
        for other in ["005502", "4431250000005502", "10005502", "00005503"] {
            assert!(!may_be_one(long, other), "{other}");
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

    #[test]
    fn other_numbers_have_another_skeleton() {
        for text in ["MB2026-0002", "MA2026-0001", "1MB2026-0001"] {
            assert_ne!(skeleton(text), skeleton("MB2026-0001"), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn the_form_of_a_form_is_itself(text in "[票据号码NOo.:：第行副本 #/（）()0-9A-Z-]{0,24}|[0-9 /、+和-]{8,40}|.{0,16}") {
            if let Some(form) = normal_form(&text) {
                let again = normal_form(&form);
                proptest::prop_assert_eq!(again.as_deref(), Some(form.as_str()));
                proptest::prop_assert_eq!(skeleton(&form), skeleton(&text));
            }
        }
    }

    #[test]
    fn a_text_without_a_digit_is_no_voucher_number() {
        for text in ["", "无", "-", "见附件", "N/A"] {
            assert_eq!(normal_form(text), None, "{text}");
        }
    }

    #[test]
    fn other_digits_and_letters_are_another_voucher() {
        assert_ne!(
            normal_form("443000000000001"),
            normal_form("443000000000002")
        );
        assert_ne!(normal_form("湘A1"), normal_form("湘B1"));
    }
}
