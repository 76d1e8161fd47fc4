//! Numbers of tax receipts and payment vouchers, as they are compared.

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
/// so is 号 behind it. A line of a receipt that lists several (`-1`, `/2`, `第3行`) stands behind
/// a `#`.
pub fn normal_form(text: &str) -> Option<String> {
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

/// A number and the line behind it: one or two digits after a mark, or 第N行 and 行N.
fn split_line(text: &str) -> (&str, Option<&str>) {
    let mark = |c: char| !c.is_alphanumeric();
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
    let (number, _) = form.split_once(LINE).unwrap_or((&form, ""));
    let number = number.trim_end_matches(|letter| COPY_MARKS.contains(letter));
    // 票据代码…号码…: the code names the kind of receipt.
    let number = number
        .rsplit_once("号码")
        .map_or(number, |(_, number)| number);
    let seen: String = number.chars().flat_map(plain).collect();
    let bare = seen.strip_suffix("C0PY").unwrap_or(&seen);
    let digits = bare.trim_start_matches('0');
    Some(if digits.is_empty() {
        seen
    } else {
        digits.to_owned()
    })
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
    fn other_numbers_have_another_skeleton() {
        for text in ["MB2026-0002", "MA2026-0001", "1MB2026-0001"] {
            assert_ne!(skeleton(text), skeleton("MB2026-0001"), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn the_form_of_a_form_is_itself(text in "[票据号码NOo.:：第行副本 #/（）()0-9A-Z-]{0,24}|.{0,16}") {
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
