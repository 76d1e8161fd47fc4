//! Numbers that may be of one receipt: how they look, and by what one finds the other.

use super::{AND, GAP, LINE, LONG_MIN, NUMBER_MIN, NUMERALS, is_digits, normal_form};
use std::collections::BTreeSet;
use unicode_security::confusable_detection::skeleton as look_of;

/// Letters that a copy adds behind the number it copies: 副本, 复印件, 扫描件, 第二联.
const COPY_MARKS: &str = "副本复印件扫描影原抄电子版打补联第一二三四";
/// Fewer letters and digits at the end of a number do not name it.
const END_MIN: usize = 6;
/// Fewer at its beginning do not: a region and a day begin many.
const BEGINNING_MIN: usize = 10;
/// Of a number with covered digits, so many at either end are looked for.
const EDGE: usize = 4;
/// The longest number of a receipt in use: one of an electronic invoice.
const NUMBER_MAX: usize = 20;
/// What is longer is one length: a number with a year, a check code or an address around it.
const LONGER: usize = NUMBER_MAX + 1;
/// Most numbers that are typed one behind the other without anything between them.
const JOINED_MAX: usize = 5;
/// Digits in a row of what is no line of a receipt, but a number of its own.
const OWN_DIGITS_MIN: usize = 3;

/// Around an end and a beginning, before both edges of a whole number and of a covered one.
const END_MARK: char = '~';
const BEGINNING_MARK: char = '^';
const EDGES_MARK: char = ':';
const COVERED_MARK: char = '?';

/// By what a receipt is found: how each of its numbers looks and, with the length of the whole, its beginning and its end; of
/// a number with covered digits, what it shows.
pub fn marks(text: &str) -> BTreeSet<String> {
    let mut marks = BTreeSet::new();
    for reading in readings(text) {
        let Some((first, last)) = shown_edges(&reading) else {
            let look = without_noughts(&reading);
            if look.len() > BEGINNING_MIN {
                marks.extend(beginning(look, look.len()));
                marks.extend(edges(EDGES_MARK, look, look));
            }
            marks.extend(end(&reading, reading.len()));
            marks.insert(look.to_owned());
            continue;
        };
        marks.extend(edges(COVERED_MARK, first, last));
        let parts = [(first, BEGINNING_MIN), (last, END_MIN)];
        let long = parts
            .into_iter()
            .filter(|(part, least)| part.len() >= *least);
        marks.extend(long.map(|(part, _)| without_noughts(part).to_owned()));
    }
    marks
}

/// The [`marks`] of the receipts that may be this one, and of hardly any other: those of numbers that are longer are asked
/// for by their length, and shorter ones by all they are. Which of them really may be, [`may_be_one`] tells.
pub fn asked(text: &str) -> BTreeSet<String> {
    let mut asked = BTreeSet::new();
    for reading in readings(text) {
        let (first, last, least) = match shown_edges(&reading) {
            None => {
                let look = without_noughts(&reading);
                asked.insert(look.to_owned());
                let beginnings = BEGINNING_MIN..look.len();
                asked.extend(
                    beginnings
                        .filter_map(|length| look.get(..length))
                        .map(str::to_owned),
                );
                let ends = 1..=reading.len().saturating_sub(END_MIN);
                let ends = ends.filter_map(|from| reading.get(from..));
                asked.extend(ends.map(without_noughts).map(str::to_owned));
                asked.extend(edges(COVERED_MARK, look, look));
                (look, reading.as_str(), reading.len())
            }
            Some((first, last)) => {
                let marks = [EDGES_MARK, COVERED_MARK].into_iter();
                asked.extend(marks.filter_map(|mark| edges(mark, first, last)));
                (without_noughts(first), last, last.len())
            }
        };
        let longer = |than: usize| than.min(NUMBER_MAX) + 1..=LONGER;
        asked.extend(longer(first.len()).filter_map(|length| beginning(first, length)));
        asked.extend(longer(least).filter_map(|length| end(last, length)));
    }
    asked
}

/// Two numbers may be of one receipt: they look alike, have a number in common, one is the beginning or the end of the other,
/// or they agree where nothing is covered.
pub fn may_be_one(one: &str, other: &str) -> bool {
    let others = readings(other);
    readings(one)
        .iter()
        .any(|one| others.iter().any(|other| fits(one, other)))
}

fn fits(one: &str, other: &str) -> bool {
    if one.contains(GAP) || other.contains(GAP) {
        return fits_covered(one, other);
    }
    let part = |long: &str, short: &str| {
        let (look, short_look) = (without_noughts(long), without_noughts(short));
        (short.len() >= END_MIN && long.ends_with(short))
            || (short_look.len() >= BEGINNING_MIN && look.starts_with(short_look))
    };
    without_noughts(one) == without_noughts(other) || part(one, other) || part(other, one)
}

/// What both show at their beginnings is the same, and at their ends.
fn fits_covered(one: &str, other: &str) -> bool {
    let (first, last) = shown_edges(one).unwrap_or((one, one));
    let (other_first, other_last) = shown_edges(other).unwrap_or((other, other));
    let shown = |number: &str| number.chars().filter(char::is_ascii).count();
    shown(one).min(shown(other)) >= END_MIN
        && (first.starts_with(other_first) || other_first.starts_with(first))
        && (last.ends_with(other_last) || other_last.ends_with(last))
}

/// What a number with covered digits shows before the first and behind the last of them.
fn shown_edges(number: &str) -> Option<(&str, &str)> {
    let (first, _) = number.split_once(GAP)?;
    let (_, last) = number.rsplit_once(GAP)?;
    Some((first, last))
}

/// The mark of the number of a length that ends like this one.
fn end(number: &str, length: usize) -> Option<String> {
    let at = number.len().checked_sub(END_MIN)?;
    let end = number.get(at..)?;
    let length = length.min(LONGER);
    Some(format!("{END_MARK}{end}{END_MARK}{length}"))
}

/// The mark of the number of a length that begins like this one.
fn beginning(number: &str, length: usize) -> Option<String> {
    let beginning = number.get(..BEGINNING_MIN)?;
    let length = length.min(LONGER);
    Some(format!(
        "{BEGINNING_MARK}{beginning}{BEGINNING_MARK}{length}"
    ))
}

fn edges(mark: char, first: &str, last: &str) -> Option<String> {
    let last = last.get(last.len().checked_sub(EDGE)?..)?;
    first
        .get(..EDGE)
        .map(|first| format!("{mark}{first}{last}"))
}

fn without_noughts(number: &str) -> &str {
    match number.trim_start_matches('0') {
        "" => number,
        rest => rest,
    }
}

/// Every way to read the numbers of a cell, as they look: without words and lines, with Chinese numerals and look-alike
/// letters (UTS #39; `O`, `D` and `Q` as `0`, `I` and `L` as `1`, `Z`, `S`, `B` as `2`, `5`, `8`) as plain digits.
fn readings(text: &str) -> BTreeSet<String> {
    let form = normal_form(text).unwrap_or_default();
    let mut readings: BTreeSet<String> = if is_digits(&form) {
        BTreeSet::from([form])
    } else {
        let spelt: BTreeSet<&str> = form.split(AND).flat_map(spellings).collect();
        spelt.into_iter().map(seen).collect()
    };
    let joined: Vec<String> = readings.iter().flat_map(|number| joined(number)).collect();
    readings.extend(joined);
    readings.remove("");
    readings
}

/// A number as it stands, and without what may be no part of it: words around it, one letter behind it, whatever letters
/// follow a long number.
fn spellings(form: &str) -> BTreeSet<&str> {
    let (number, _) = form.split_once(LINE).unwrap_or((form, ""));
    let number = number.trim_end_matches(|letter| COPY_MARKS.contains(letter));
    // 票据代码…号码…: the code names the kind of receipt.
    let number = number
        .rsplit_once("号码")
        .map_or(number, |(_, number)| number);
    let mut spellings = BTreeSet::from([number]);
    let words = number.split(is_ideograph).filter(|word| !word.is_empty());
    let (long, short): (Vec<&str>, Vec<&str>) = words.partition(|word| word.len() >= END_MIN);
    if let ([word], false) = (long.as_slice(), short.iter().any(|word| is_number(word))) {
        spellings.insert(word);
    }
    for word in spellings.clone() {
        let bare = word.strip_suffix(|c: char| c.is_ascii_alphabetic());
        let bare = bare.filter(|bare| {
            bare.len() >= NUMBER_MIN && bare.ends_with(|c: char| c.is_ascii_digit())
        });
        spellings.extend(bare);
        let end = word
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(word.len());
        let (digits, behind) = word.split_at(end);
        if digits.len() >= LONG_MIN
            && behind.starts_with(|c: char| c.is_ascii_alphabetic())
            && !is_number(behind)
        {
            spellings.insert(digits);
        }
    }
    spellings
}

/// A number of its own, and no line of another.
fn is_number(word: &str) -> bool {
    let mut runs = word.split(|c: char| !c.is_ascii_digit());
    runs.any(|run| run.len() >= OWN_DIGITS_MIN)
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '〇')
}

/// Numbers of one kind typed one behind the other: of one length, and beginning alike.
fn joined(number: &str) -> Vec<String> {
    let parts_of = |count: usize| -> Option<Vec<String>> {
        let length = number
            .len()
            .checked_div(count)
            .filter(|length| (LONG_MIN..=NUMBER_MAX).contains(length))?;
        let parts: Option<Vec<&str>> = (0..count)
            .map(|at| number.get(at * length..(at + 1) * length))
            .collect();
        let parts = parts.filter(|_| number.len() == count * length)?;
        let first = parts.first()?.get(..EDGE)?;
        let alike = parts.iter().all(|part| part.starts_with(first));
        alike.then(|| parts.into_iter().map(str::to_owned).collect())
    };
    (2..=JOINED_MAX).filter_map(parts_of).flatten().collect()
}

/// Letters and digits as they look, with noughts in front, and gaps.
fn seen(number: &str) -> String {
    let seen: String = number.chars().flat_map(plain).collect();
    seen.strip_suffix("C0PY").unwrap_or(&seen).to_owned()
}

/// The plain letters and digits a letter looks like or stands for; a word's says nothing.
fn plain(letter: char) -> Vec<char> {
    if letter == GAP {
        return vec![GAP];
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    const NUMBER: &str = "4430250000005502";

    fn found(one: &str, other: &str) -> bool {
        !asked(one).is_disjoint(&marks(other))
    }

    /// They may be one receipt, and whichever is filed later finds the other.
    fn assert_alike(one: &str, other: &str) {
        for (one, other) in [(one, other), (other, one)] {
            assert!(may_be_one(one, other), "{one} {other}");
            assert!(
                found(one, other),
                "{one} does not find {other}: {:?} {:?}",
                asked(one),
                marks(other)
            );
        }
    }

    fn assert_apart(one: &str, other: &str) {
        assert!(
            !may_be_one(one, other) && !may_be_one(other, one),
            "{one} {other}"
        );
    }

    #[test]
    fn a_number_of_digits_alone_is_read_as_any_other_number_would_be() {
        for length in 1..=64 {
            let number: String = "0123456789"
                .chars()
                .cycle()
                .skip(length)
                .take(length)
                .collect();
            let other_ways: BTreeSet<String> = spellings(&number).into_iter().map(seen).collect();
            assert_eq!(super::super::several(&number), Vec::<&str>::new());
            assert_eq!(super::super::one(&number).as_ref(), Some(&number));
            assert_eq!(other_ways, BTreeSet::from([number]));
        }
    }

    #[test]
    fn look_alikes_leading_zeros_and_marks_of_a_copy_look_alike() {
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
            assert_alike(text, "MB2026-0001");
        }
        assert_alike("0000", "0000");
        assert!(marks("见附件").is_empty() && asked("见附件").is_empty());
    }

    #[test]
    fn words_and_other_scripts_around_a_number_do_not_hide_it() {
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
            "４४३०२५००००००५५०२",
        ] {
            assert_alike(text, NUMBER);
        }
    }

    #[test]
    fn whatever_stands_behind_a_number_as_its_line_is_no_other_number() {
        let lines = [
            "A",
            "B",
            "-A",
            "(b)",
            "甲",
            "①",
            "②",
            "⑵",
            "Ⅱ",
            "²",
            "㈡",
            "第三行",
            "（第三行）",
            "行号3",
            "第2/3行",
            "明细2",
            " 明细：2",
            "（共2张）",
            "第2张/共3张",
            "-2-1",
            "/2/1",
            "-001",
            "-002",
            "之二",
            "（二宝）",
            "附页2",
            "序号02",
            " No.2",
            "_3",
            "AB",
            "-1",
            "#12",
            "（张三）",
            " 2/3",
        ];
        for line in lines {
            let typed = format!("{NUMBER}{line}");
            assert_alike(&typed, NUMBER);
            for other in lines {
                assert_alike(&typed, &format!("{NUMBER}{other}"));
            }
            for neighbour in [
                "4430250000005501",
                "4430250000005503",
                "4430250000005512",
                "4430250000015502",
            ] {
                assert_apart(&typed, neighbour);
            }
        }
    }

    #[test]
    fn the_end_of_a_number_and_its_beginning_may_be_it() {
        for short in [
            "005502",
            "00005502",
            "0000005502",
            "No.0000 5502",
            "后6位005502",
            "443025000000",
            "4430250000",
            "前12位443025000000",
            "443025000000550",
        ] {
            assert_alike(short, NUMBER);
        }
        for other in [
            "5502",
            "443025",
            "4431250000005502",
            "10005502",
            "00005503",
            "443025000001",
            "302500000055",
        ] {
            assert_apart(other, NUMBER);
        }
    }

    #[test]
    fn covered_digits_may_be_any() {
        for covered in [
            "4430****5502",
            "4430 **** **** 5502",
            "4430xxxxxxxx5502",
            "443025…5502",
            "4430...5502",
            "44302500000055*2",
            "4430________5502",
            "443025000000****",
            "**********005502",
            "４４３０＊＊＊＊５５０２",
            "4430--------5502",
            "44●●●●●●●●005502",
        ] {
            assert_alike(covered, NUMBER);
            assert_apart(covered, "4431250000005603");
        }
        assert_alike("4430****5502", "443025**5502");
        assert_apart("4430****5502", NUMBER.replace("5502", "5503").as_str());
        // Too little is left to name a receipt.
        assert_apart("44****02", NUMBER);
        assert_eq!(normal_form("4430****5502").as_deref(), Some("4430…5502"));
    }

    #[test]
    fn numbers_typed_one_behind_the_other_are_each_found() {
        let (a, b, c) = (NUMBER, "4430250000005519", "4430250000006120");
        for cell in [
            format!("{a}{b}"),
            format!("{c}{a}{b}"),
            format!("{b}{a}"),
            format!("{a} {b}"),
            format!("{a}、{b}"),
        ] {
            assert_alike(&cell, a);
            assert_alike(&cell, b);
            assert_apart(&cell, "4430250000005520");
        }
    }

    #[test]
    fn receipts_of_one_series_are_apart() {
        let series = [
            [
                "4430250000005500",
                "4430250000005501",
                "4430250000005510",
                "4430250000005600",
            ],
            [
                "443025000055",
                "443025000056",
                "443025000065",
                "443025000155",
            ],
            ["00123455", "00123456", "00123465", "00123555"],
            ["湘A00123455", "湘A00123456", "湘B00123455", "湘A00123465"],
            [
                "M2026-00000001",
                "M2026-00000002",
                "M2026-00000011",
                "S2026-00000001",
            ],
            [
                "043001900111 12345678",
                "043001900111 12345679",
                "043001900111 12345688",
                "043001900112 12345679",
            ],
            [
                "代码043001900111号码12345678",
                "代码043001900111号码12345679",
                "代码043001900112号码12345688",
                "代码043001900111号码12345698",
            ],
            [
                "25432000000123456789",
                "25432000000123456790",
                "25432000000123456799",
                "25432000000123456889",
            ],
        ];
        for numbers in series {
            for (at, one) in numbers.iter().enumerate() {
                for other in numbers.iter().skip(at + 1) {
                    assert_apart(one, other);
                }
            }
        }
    }

    #[test]
    fn receipts_one_behind_the_other_in_many_offices_are_apart_and_few_are_compared() {
        let mut receipts = Vec::new();
        for office in 0..12 {
            for n in 0..100 {
                receipts.push(format!("4430{:02}{:010}", office * 7 % 90, 5_500 + n * 2));
                receipts.push(format!("{:08}", 10_000_000 + office * 1_000_003 + n));
                receipts.push(format!("2543200000{:010}", office * 50_000_000 + n));
            }
        }
        let mut places: std::collections::BTreeMap<String, Vec<usize>> =
            std::collections::BTreeMap::new();
        for (at, receipt) in receipts.iter().enumerate() {
            for mark in marks(receipt) {
                places.entry(mark).or_default().push(at);
            }
        }
        let (mut compared, mut stopped) = (0, 0);
        for (at, receipt) in receipts.iter().enumerate() {
            let others: BTreeSet<usize> = asked(receipt)
                .iter()
                .filter_map(|mark| places.get(mark))
                .flatten()
                .copied()
                .collect();
            compared += others.len() - 1;
            stopped += others
                .iter()
                .filter(|other| **other != at && may_be_one(receipt, &receipts[**other]))
                .count();
        }
        assert_eq!(stopped, 0);
        assert!(
            compared <= receipts.len() * 40,
            "{compared} of {}",
            receipts.len()
        );
    }

    #[test]
    fn a_number_asks_for_few_marks_and_leaves_few() {
        assert!(marks(NUMBER).len() <= 4, "{:?}", marks(NUMBER));
        assert!(asked(NUMBER).len() <= 28, "{:?}", asked(NUMBER));
    }

    proptest::proptest! {
        #[test]
        fn what_may_be_one_is_found_whichever_comes_first(digits in "[1-9][0-9]{11,19}", cut in 6..12_usize, line in "(|A|-1|①|第2行|-2-1)", way in 0..4_usize) {
            let other = match way {
                0 => format!("{digits}{line}"),
                1 => digits[digits.len() - cut..].to_owned(),
                2 => digits[..cut.max(10)].to_owned(),
                _ => format!("{}****{}", &digits[..4], &digits[digits.len() - 4..]),
            };
            assert_alike(&digits, &other);
        }

        #[test]
        fn numbers_of_one_length_and_no_line_are_apart(one in 0..1_000_000_000_u64, other in 0..1_000_000_000_u64, length in 16..=20_usize) {
            proptest::prop_assume!(one != other);
            let number = |n: u64| format!("4430{n:0width$}", width = length - 4);
            proptest::prop_assert!(!may_be_one(&number(one), &number(other)));
        }
    }
}
