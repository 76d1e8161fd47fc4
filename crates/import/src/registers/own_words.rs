//! What an answer says of itself outside its rows: whose batch it answers, how many payments succeeded, with which sums.

use crate::numerals::{COUNTED, in_digits};
use crate::outside::Outside;
use domain::batch::BatchNumber;
use domain::fen::Fen;
use unicode_normalization::UnicodeNormalization;

/// Something an answer says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnWord {
    /// The row it stands in.
    pub row: u32,
    /// What it says.
    pub said: Said,
}

/// What it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// The batch it answers, as written.
    Batch(String),
    /// How many payments came out in some way, or their sum.
    Figure {
        /// The word for it, as written.
        word: String,
        /// Which payments.
        of: Kind,
        /// How many, or how much.
        figure: Figure,
    },
}

/// Payments that came out in one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// They were paid.
    Paid,
    /// They were not.
    Refused,
    /// Some of those that were not: by a word for one of several causes.
    RefusedInPart,
    /// They are under way.
    UnderWay,
    /// They were not paid, or not yet: which, it does not say.
    NotPaid,
}

/// A figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// So many rows.
    Count(i64),
    /// A sum.
    Sum(Fen),
    /// A whole number that nothing calls one or the other.
    Either(i64),
}

/// Words for what became of payments; longer ones first.
const KINDS: [(&str, Kind); 33] = [
    ("unsuccessful", Kind::NotPaid),
    ("未成功", Kind::NotPaid),
    ("不成功", Kind::NotPaid),
    ("未支付", Kind::NotPaid),
    ("未到账", Kind::NotPaid),
    ("未付", Kind::NotPaid),
    ("未入账", Kind::NotPaid),
    ("撤销", Kind::RefusedInPart),
    ("冲正", Kind::RefusedInPart),
    ("退款", Kind::RefusedInPart),
    ("实际支付", Kind::Paid),
    ("实际付款", Kind::Paid),
    ("扣款", Kind::Paid),
    ("未缴", Kind::NotPaid),
    ("successful", Kind::Paid),
    ("success", Kind::Paid),
    ("failed", Kind::Refused),
    ("实付", Kind::Paid),
    ("成功", Kind::Paid),
    ("已支付", Kind::Paid),
    ("已缴费", Kind::Paid),
    ("已到账", Kind::Paid),
    ("已付", Kind::Paid),
    ("已缴", Kind::Paid),
    ("失败", Kind::Refused),
    ("退票", Kind::RefusedInPart),
    ("退回", Kind::RefusedInPart),
    ("退汇", Kind::RefusedInPart),
    ("拒付", Kind::RefusedInPart),
    ("拒绝", Kind::RefusedInPart),
    ("处理中", Kind::UnderWay),
    ("待处理", Kind::UnderWay),
    ("在途", Kind::UnderWay),
];
/// Before one of them they make its contrary, or a part of it that nobody can tell.
const TURNED: [&str; 6] = ["未", "不", "部分", "非", "本页", "un"];
/// Words of a list that has one kind of payments only, behind the word for the kind.
const LISTS: [&str; 6] = ["清单", "明细", "名单", "列表", "文件", "list"];
/// Words between the kind and what is counted.
const BETWEEN: [&str; 9] = [
    "交易", "处理", "付款", "支付", "缴费", "合计", "总计", "小计", "总",
];
const COUNTS: [&str; 8] = [
    "笔数", "件数", "户数", "人数", "条数", "人次", "数", "count",
];
const SUMS: [&str; 5] = ["金额", "总额", "款项", "额", "amount"];
/// Words before a batch's number; longer ones first.
const BATCH: [&str; 6] = ["批次编号", "批次号码", "批次号", "批号", "批次", "batch"];
/// What may follow the last two of them before the number.
const BATCH_NO: [&str; 5] = ["number", "no.", "no", "id", "code"];

/// Everything an answer says of itself.
pub(super) fn own_words(outside: &[Outside]) -> Vec<OwnWord> {
    let mut words = Vec::new();
    let below = outside.iter().skip(1).map(Some).chain([None]);
    for (row, below) in outside.iter().zip(below) {
        let mut said = said_in(&joined(row));
        let below = below.filter(|below| below.row == row.row.saturating_add(1));
        for (label, value) in below.into_iter().flat_map(|below| columns(row, below)) {
            said.extend(said_in(&format!("{label}: {value}")));
        }
        words.extend(said.into_iter().map(|said| OwnWord { row: row.row, said }));
    }
    words
}

/// A batch of ours that a text speaks of, whatever stands around its number.
pub(super) fn batch_in(text: &str) -> Option<String> {
    let plain: String = text.nfkc().collect();
    let words: Vec<&str> = plain.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let groups = words.windows(BATCH_GROUPS).map(|groups| groups.join("-"));
    let whole = words.iter().map(|word| (*word).to_owned());
    let mut numbers = groups.chain(whole);
    numbers.find(|number| number.parse::<BatchNumber>().is_ok())
}

/// A batch's number in print has so many groups.
const BATCH_GROUPS: usize = 3;

/// The one kind of payments that a title says to list: `代发失败清单`.
pub(super) fn list_of(title: &str) -> Option<Kind> {
    let title = title.nfkc().collect::<String>().to_lowercase();
    let mut kinds = places(&title).into_iter();
    let ((at, word, kind), None) = (kinds.next()?, kinds.next()) else {
        return None;
    };
    let behind = title
        .get(at + word.len()..)?
        .trim_start_matches(['的', ' ', '_']);
    let behind = BETWEEN
        .iter()
        .find_map(|word| behind.strip_prefix(word))
        .unwrap_or(behind);
    LISTS
        .iter()
        .any(|list| behind.starts_with(list))
        .then_some(kind)
}

/// A text speaks of what became of payments.
pub(super) fn tells_outcome(text: &str) -> bool {
    let text = text.nfkc().collect::<String>().to_lowercase();
    KINDS.iter().any(|(word, _)| text.contains(word))
}

/// The texts of a row, apart as far as two words are.
fn joined(row: &Outside) -> String {
    let texts: Vec<&str> = row.cells.iter().map(|(_, text)| text.as_str()).collect();
    texts.join("  ")
}

/// Labels that stand alone, each with what stands below it: a small table of its own.
fn columns<'o>(row: &'o Outside, below: &'o Outside) -> Vec<(&'o str, &'o str)> {
    let is_label =
        |text: &str| said_in(&format!("{text}: 1")).len() == 1 && said_in(text).is_empty();
    let beside = row
        .cells
        .iter()
        .skip(1)
        .map(|(_, text)| Some(text.as_str()));
    let labels = row.cells.iter().zip(beside.chain([None]));
    labels
        .filter(|((_, text), beside)| {
            is_label(text) && beside.is_none_or(|text| !begins_as_number(text))
        })
        .filter_map(|((column, label), _)| {
            let cell = below.cells.iter().find(|(under, _)| under == column);
            cell.map(|(_, value)| (label.as_str(), value.as_str()))
        })
        .collect()
}

fn begins_as_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

fn said_in(text: &str) -> Vec<Said> {
    let text = in_digits(&text.nfkc().collect::<String>().to_lowercase());
    let mut said: Vec<Said> = batches(&text).into_iter().map(Said::Batch).collect();
    said.extend(figures(&text));
    said
}

fn batches(text: &str) -> Vec<String> {
    let mut found: Vec<String> = batch_in(text).into_iter().collect();
    for label in BATCH {
        for (at, _) in text.match_indices(label) {
            let rest = text.get(at + label.len()..).unwrap_or_default();
            let named = BATCH.iter().any(|longer| {
                longer.len() > label.len()
                    && text.get(at..).is_some_and(|here| here.starts_with(longer))
            });
            if !named && let Some(value) = batch_behind(rest, matches!(label, "批次" | "batch")) {
                found.push(value.to_owned());
            }
        }
    }
    found
        .iter_mut()
        .for_each(|number| *number = number.to_uppercase());
    found.sort();
    found.dedup();
    found
}

/// The number behind a label; behind a word that says other things too, only where a colon or another cell begins.
fn batch_behind(rest: &str, loose: bool) -> Option<&str> {
    let word = BATCH_NO
        .iter()
        .find_map(|word| rest.trim_start().strip_prefix(word));
    let rest = behind_note(word.unwrap_or(rest));
    let value = rest.trim_start_matches([':', '=', '#', ' ', '\t']);
    let gap = rest.get(..rest.len() - value.len()).unwrap_or_default();
    if loose && word.is_none() && !gap.contains([':', '=', '#']) && gap.len() < 2 {
        return None;
    }
    let end = value.find(|c: char| !c.is_ascii_alphanumeric() && !"-_/.".contains(c));
    let value = value
        .get(..end.unwrap_or(value.len()))?
        .trim_end_matches(['.', '-', '/']);
    value
        .contains(|c: char| c.is_ascii_digit())
        .then_some(value)
}

fn behind_note(rest: &str) -> &str {
    let rest = rest.trim_start_matches(' ');
    let note = rest.strip_prefix('(').and_then(|note| note.split_once(')'));
    note.map_or(rest, |(_, rest)| rest)
}

/// Where a text has a word for what became of payments, in order.
fn places(text: &str) -> Vec<(usize, &'static str, Kind)> {
    let mut places: Vec<(usize, &str, Kind)> = KINDS
        .iter()
        .flat_map(|(word, kind)| text.match_indices(word).map(|(at, _)| (at, *word, *kind)))
        .filter(|(at, word, _)| {
            let before = text.get(..*at).unwrap_or_default();
            let is_whole = TURNED.iter().any(|turned| word.starts_with(turned));
            is_whole || !TURNED.iter().any(|turned| before.ends_with(turned))
        })
        .collect();
    // Of words that begin in one place the longer one comes first in the table.
    places.sort_by_key(|(at, ..)| *at);
    places.dedup_by_key(|(at, ..)| *at);
    places
}

fn figures(text: &str) -> Vec<Said> {
    let places = places(text);
    let ends = places.iter().skip(1).map(|(at, ..)| *at);
    let ends: Vec<usize> = ends.chain([text.len()]).collect();
    let begins = places.iter().map(|(at, word, _)| at + word.len());
    let begins: Vec<usize> = [0].into_iter().chain(begins).collect();
    let behind = |place: usize, word: &str, kind| {
        let (from, to) = (begins.get(place + 1).copied(), ends.get(place).copied());
        let behind = from.zip(to).and_then(|(from, to)| text.get(from..to));
        figures_of(word, kind, behind.unwrap_or_default())
    };
    let before = |place: usize, at: usize| {
        let from = begins.get(place).copied().unwrap_or_default();
        text.get(from..at).and_then(count_before)
    };
    // 27笔成功，1笔失败: every count stands before its word.
    let first = places.first().and_then(|(at, ..)| before(0, *at));
    let last = places.len().saturating_sub(1);
    let is_before = first.is_some()
        && (places.last()).is_some_and(|(_, word, kind)| behind(last, word, *kind).is_empty());
    let mut said: Vec<Said> = Vec::new();
    let mut taken = false;
    for (place, (at, word, kind)) in places.iter().enumerate() {
        let counted = before(place, *at).filter(|count| is_before || !taken || count.not_first);
        let mut found = match is_before {
            true => Vec::new(),
            false => behind(place, word, *kind),
        };
        taken = !found.is_empty();
        if found.is_empty() {
            found.extend(counted.map(|count| Said::Figure {
                word: (*word).to_owned(),
                of: *kind,
                figure: Figure::Count(count.count),
            }));
        }
        said.extend(found);
    }
    said
}

/// A count that stands right before a word, as in 1笔未成功.
struct CountBefore {
    count: i64,
    /// Another number stands before it.
    not_first: bool,
}

fn count_before(before: &str) -> Option<CountBefore> {
    let before = before.trim_end().trim_end_matches(['已', '被']);
    let counted = before.trim_end().strip_suffix(|c| COUNTED.contains(c))?;
    let counted = counted.trim_end();
    let digits = counted.trim_end_matches(|c: char| c.is_ascii_digit());
    Some(CountBefore {
        count: counted.get(digits.len()..)?.parse().ok()?,
        not_first: digits.contains(|c: char| c.is_ascii_digit()),
    })
}

/// The figures behind the word for one kind: `笔数: 2  金额: 438.00`, `2笔, 438.00元`, `合计  438.00`.
fn figures_of(word: &str, kind: Kind, behind: &str) -> Vec<Said> {
    let mut rest = behind.strip_prefix(' ').unwrap_or(behind);
    let mut between = String::new();
    while let Some(found) = BETWEEN.iter().find(|found| rest.starts_with(**found)) {
        // 总额 is a word of its own.
        if SUMS.iter().any(|sum| rest.starts_with(sum)) {
            break;
        }
        between.push_str(found);
        rest = rest.get(found.len()..).unwrap_or_default();
    }
    let label_of = |labels: &[&'static str], rest: &str| -> Option<&'static str> {
        labels
            .iter()
            .find(|label| rest.starts_with(**label))
            .copied()
    };
    let said = |label: &str, figure| Said::Figure {
        word: format!("{word}{between}{label}"),
        of: kind,
        figure,
    };
    let labelled = label_of(&COUNTS, rest).or(label_of(&SUMS, rest));
    let label = labelled.unwrap_or_default();
    let rest = behind_note(rest.get(label.len()..).unwrap_or_default());
    let rest = rest.strip_prefix("大写").unwrap_or(rest);
    // A word of a sentence, or of a column, that says no figure.
    let value = rest.trim_start_matches([':', '=', ' ', '\t', '¥', '共', '计', '有']);
    let (number, after) = number_at(value);
    if number.is_empty() {
        return Vec::new();
    }
    let is_count = COUNTS.contains(&label);
    let counted = after.trim_start().starts_with(|c| COUNTED.contains(c));
    // 成功 27/28: so many of all.
    let of_all = after.strip_prefix('/').is_some_and(begins_as_number);
    let first = if is_count || (label.is_empty() && (counted || of_all)) {
        number.replace(',', "").parse().ok().map(Figure::Count)
    } else if !label.is_empty() || number.contains('.') || after.starts_with('元') {
        Fen::parse_yuan(number).ok().map(Figure::Sum)
    } else if between.is_empty() {
        None
    } else {
        number.parse().ok().map(Figure::Either)
    };
    let mut found: Vec<Said> = first
        .into_iter()
        .map(|figure| said(label, figure))
        .collect();
    if !matches!(first, Some(Figure::Count(_) | Figure::Either(_))) {
        return found;
    }
    // Behind a count its sum may follow.
    let after = after
        .trim_start()
        .trim_start_matches(|c| COUNTED.contains(c));
    let sum = after.trim_start_matches(|c: char| ",;、/:= ¥共计合总金额款".contains(c));
    let (number, unit) = number_at(sum);
    if number.contains('.') || unit.trim_start().starts_with('元') {
        let sum = Fen::parse_yuan(number).ok().map(Figure::Sum);
        found.extend(sum.map(|figure| said("金额", figure)));
    }
    found
}

/// The number a text begins with, and what follows.
fn number_at(text: &str) -> (&str, &str) {
    if !begins_as_number(text) {
        return ("", text);
    }
    let end = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ','));
    let (number, rest) = text.split_at(end.unwrap_or(text.len()));
    (number.trim_end_matches(['.', ',']), rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        said_in(text)
            .into_iter()
            .map(|said| match said {
                Said::Batch(number) => number,
                Said::Figure { of, figure, .. } => match figure {
                    Figure::Count(count) => format!("{of:?} {count}"),
                    Figure::Sum(sum) => format!("{of:?} {sum}"),
                    Figure::Either(number) => format!("{of:?} {number}?"),
                },
            })
            .collect()
    }

    #[test]
    fn figures_by_outcome_are_read_as_banks_write_them() {
        for (text, wanted) in [
            (
                "成功笔数：2  成功金额：438.00元",
                vec!["Paid 2", "Paid 438.00"],
            ),
            ("成功笔数  2  失败笔数(笔)  1", vec!["Paid 2", "Refused 1"]),
            ("成功2笔，失败1笔", vec!["Paid 2", "Refused 1"]),
            (
                "共3笔，其中成功 2 笔 438.00 元，退票1笔",
                vec!["Paid 2", "Paid 438.00", "RefusedInPart 1"],
            ),
            ("成功笔数/金额：2/438.00", vec![]),
            ("成功二十七笔，失败一笔", vec!["Paid 27", "Refused 1"]),
            ("成功一百零二笔", vec!["Paid 102"]),
            ("成功两笔 438.00元", vec!["Paid 2", "Paid 438.00"]),
            ("成功 27/28", vec!["Paid 27"]),
            ("Success count: 27  Failed: 1", vec!["Paid 27"]),
            ("实付金额：10800.00", vec!["Paid 10,800.00"]),
            ("成功金额(大写)：壹万零捌佰元整", vec!["Paid 10,800.00"]),
            ("成功金额大写：肆佰圆整", vec!["Paid 400.00"]),
            ("27笔成功，1笔失败", vec!["Paid 27", "Refused 1"]),
            ("28笔成功", vec!["Paid 28"]),
            ("共3笔成功2笔", vec!["Paid 2"]),
            ("成功28笔，其中1笔未成功", vec!["Paid 28", "NotPaid 1"]),
            ("27 successful, 1 unsuccessful", vec![]),
            ("其中1笔已退回", vec!["RefusedInPart 1"]),
            ("未入账1笔", vec!["NotPaid 1"]),
            (
                "退款1笔，金额400.00元",
                vec!["RefusedInPart 1", "RefusedInPart 400.00"],
            ),
            ("实际支付：9,600.00元", vec!["Paid 9,600.00"]),
            ("扣款金额：9,600.00元", vec!["Paid 9,600.00"]),
            ("共计贰拾肆笔，人民币玖仟陆佰元整", vec![]),
            (
                "成功总笔数=12 成功总金额(元)= 400",
                vec!["Paid 12", "Paid 400.00"],
            ),
            ("代发成功笔数：１２", vec!["Paid 12"]),
            ("成功合计  438.00", vec!["Paid 438.00"]),
            ("失败小计  3", vec!["Refused 3?"]),
            ("成功合计  2  438.00", vec!["Paid 2?", "Paid 438.00"]),
            ("处理中笔数：1", vec!["UnderWay 1"]),
            ("已付笔数：2", vec!["Paid 2"]),
            // Of what is not said plainly, nothing is taken.
            ("未成功笔数：2", vec!["NotPaid 2"]),
            ("本页成功笔数：2", vec![]),
            ("合计笔数：3", vec![]),
            ("处理成功 2026-10-05", vec![]),
        ] {
            assert_eq!(told(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_title_says_which_payments_a_file_lists() {
        for (title, wanted) in [
            ("代发失败清单", Some(Kind::Refused)),
            ("2026年10月退票明细", Some(Kind::RefusedInPart)),
            ("成功交易明细.xlsx", Some(Kind::Paid)),
            ("未成功名单", Some(Kind::NotPaid)),
            ("成功及失败明细", None),
            ("代发结果明细", None),
            ("失败原因说明", None),
        ] {
            assert_eq!(list_of(title), wanted, "{title}");
        }
    }

    #[test]
    fn the_batch_is_read_behind_its_label_and_ours_anywhere() {
        let ours = BatchNumber::from_random(2026, 77).to_string();
        for text in [
            format!("批次号：{ours}"),
            format!("批次号  {ours}  笔数 3"),
            format!("代发批号={ours}"),
            format!("Batch No. {ours}"),
            format!("batch: {ours}"),
            format!("批次  {ours}"),
            format!("工会医保代发({ours})结果"),
            format!("{ours}回执-1.csv"),
            format!("代发_{ours}_2"),
            ours.replace('-', "－"),
        ] {
            assert_eq!(told(&text), [ours.as_str()], "{text}");
        }
        assert_eq!(
            told("批次号：P2026112901   打印日期：2026-11-29"),
            ["P2026112901"]
        );
        assert_eq!(told("批次编号(银行) 20261129"), ["20261129"]);
        for text in [
            "本批次共3笔",
            "第3批次结果",
            "批次状态：已完成",
            "batch file of 3 rows",
            "批次号：",
        ] {
            assert_eq!(told(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn labels_over_their_values_are_read_like_labels_before_them() {
        let row = |row, cells: &[&str]| Outside {
            row,
            cells: cells
                .iter()
                .map(|text| (*text).to_owned())
                .enumerate()
                .collect(),
        };
        let outside = [
            row(1, &["批次号", "成功笔数", "成功金额"]),
            row(2, &["P7", "2", "438.00"]),
            row(9, &["批次号", "P8"]),
            row(10, &["经办", "P9"]),
        ];
        let said: Vec<(u32, Said)> = own_words(&outside)
            .into_iter()
            .map(|word| (word.row, word.said))
            .collect();
        let figure = |word: &str, figure| Said::Figure {
            word: word.to_owned(),
            of: Kind::Paid,
            figure,
        };
        assert_eq!(
            said,
            [
                (1, Said::Batch("P7".to_owned())),
                (1, figure("成功笔数", Figure::Count(2))),
                (1, figure("成功金额", Figure::Sum(Fen::new(43_800)))),
                (9, Said::Batch("P8".to_owned())),
            ]
        );
    }
}
