//! What a file says of itself in words: `合计笔数：3  合计金额：1,180.50`, above the table or below it.

use crate::numerals::{COUNTED, in_digits};
use domain::fen::Fen;
use rows::normalise;

/// Words before a count of rows; longer ones first.
const COUNT_LABELS: [&str; 6] = [
    "合计笔数",
    "笔数合计",
    "合计件数",
    "总笔数",
    "总件数",
    "笔数",
];
/// Words before a sum.
const SUM_LABELS: [&str; 8] = [
    "合计金额",
    "金额合计",
    "金额总计",
    "合计总额",
    "总计金额",
    "总金额",
    "总额",
    "金额",
];
/// What was counted is then not the whole file.
const PARTS: [&str; 8] = [
    "成功", "失败", "退票", "退回", "拒付", "未付", "已付", "本页",
];
/// Beginnings of a line that states a count or a sum of the whole.
const BEGINNINGS: [&str; 8] = [
    "合计",
    "总计",
    "共计",
    "总合计",
    "总笔数",
    "总件数",
    "总金额",
    "总额",
];
/// As much of a line as tells.
const BEGINNING_CHARS: usize = 16;

/// How far a total reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// All rows.
    Whole,
    /// Those since the last total of this kind.
    Part,
    /// Rows of some kind only, which nobody but the sheet's reader can tell.
    Kind,
}

/// How far the total reaches that the text begins with; `None` when it is none.
pub(crate) fn reach_of(text: &str) -> Option<Reach> {
    const PART_WORDS: [&str; 3] = ["小计", "本页小计", "本页合计"];
    /// What any of the words begins with: it is asked of every cell, and nearly all begin otherwise.
    const FIRST_SIGNS: &str = "合总共小本成失退拒未已";
    let first = text.chars().find(|c| c.is_alphanumeric())?;
    if !FIRST_SIGNS.contains(first) {
        return None;
    }
    let beginning: String = text.chars().take(BEGINNING_CHARS).collect();
    let plain = normalise(&beginning);
    let begins = |words: &[&str]| words.iter().any(|word| plain.starts_with(word));
    let counted = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    if begins(&PART_WORDS) {
        Some(Reach::Part)
    } else if begins(&BEGINNINGS) || plain.strip_prefix('共').is_some_and(counted) {
        Some(Reach::Whole)
    } else {
        let rest = PARTS.iter().find_map(|part| plain.strip_prefix(part))?;
        let of_kind = [&COUNT_LABELS[..], &SUM_LABELS].concat();
        let named = of_kind.iter().chain(&BEGINNINGS).chain(&["小计"]);
        let named = named.copied().any(|label| rest.starts_with(label));
        let figure = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let counted = figure.len() < rest.len() && figure.starts_with(|c| COUNTED.contains(c));
        (named || counted).then_some(Reach::Kind)
    }
}

/// A count and sums of the whole, as far as the text states them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Stated {
    pub(crate) rows: Option<i64>,
    pub(crate) sums: Vec<Fen>,
}

/// Reads what a text states with labels of its own.
pub(crate) fn stated(text: &str) -> Stated {
    Stated {
        rows: behind(text, &COUNT_LABELS)
            .and_then(|number| number.parse().ok())
            .or_else(|| counted(text)),
        sums: match behind(text, &SUM_LABELS) {
            Some(number) => Fen::parse_yuan(number).into_iter().collect(),
            None => bare_sums(text),
        },
    }
}

/// `合计      2,038.50`: the numbers with fen in a line that begins as a total.
fn bare_sums(text: &str) -> Vec<Fen> {
    if matches!(reach_of(text), None | Some(Reach::Kind)) {
        return Vec::new();
    }
    let numbers = text.split(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ','));
    let with_fen = numbers.filter(|number| {
        number.starts_with(|c: char| c.is_ascii_digit())
            && number
                .split_once('.')
                .is_some_and(|(_, fen)| fen.len() == 2)
    });
    with_fen
        .filter_map(|number| Fen::parse_yuan(number).ok())
        .collect()
}

/// The number behind the first of the labels that has one.
fn behind<'t>(text: &'t str, labels: &[&str]) -> Option<&'t str> {
    let found = labels.iter().flat_map(|label| {
        let places = text.match_indices(label);
        places.map(|(at, _)| (at, at + label.len()))
    });
    let mut found = found.filter(|(at, _)| {
        let before = text.get(..*at).unwrap_or_default();
        // The end of a longer word is no label: 应缴金额, 成功笔数.
        !before.ends_with(char::is_alphabetic)
    });
    found.find_map(|(_, end)| {
        let rest = text.get(end..)?.trim_start();
        let rest = match rest.strip_prefix(['(', '（']) {
            Some(note) => note.split_once([')', '）'])?.1,
            None => rest,
        };
        let rest = rest.trim_start_matches([':', '：', '=', ' ', '\u{3000}', '\t', '¥', '￥']);
        let end = rest.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ','));
        let number = rest.get(..end.unwrap_or(rest.len()))?;
        number
            .starts_with(|c: char| c.is_ascii_digit())
            .then_some(number)
    })
}

/// `合计：3人`, `共 3 笔`.
fn counted(text: &str) -> Option<i64> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let plain = in_digits(&plain);
    let at = plain.find(|c| COUNTED.contains(c))?;
    let before = plain.get(..at)?;
    let whose = before.trim_end_matches(|c: char| !c.is_alphabetic());
    if PARTS.iter().any(|part| whose.ends_with(part)) {
        return None;
    }
    let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    before.get(before.len() - digits..)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_states_what_its_labels_say() {
        let of = |text| {
            let stated = stated(text);
            let sums: Vec<i64> = stated.sums.into_iter().map(Fen::get).collect();
            (stated.rows, sums)
        };
        assert_eq!(
            of("合计笔数：3    合计金额：1,180.50元"),
            (Some(3), vec![118_050])
        );
        assert_eq!(of("总笔数=12 总金额(元)= 400"), (Some(12), vec![40_000]));
        assert_eq!(
            of("批次号  P1  笔数  2  合计金额  780.50"),
            (Some(2), vec![78_050])
        );
        assert_eq!(of("合计：3人"), (Some(3), vec![]));
        assert_eq!(of("共计贰拾肆笔"), (Some(24), vec![]));
        assert_eq!(of("共 3 笔，金额 1180.50 元"), (Some(3), vec![118_050]));
        assert_eq!(of("成功笔数：2  成功金额：780.50"), (None, vec![]));
        assert_eq!(of("成功2笔，失败1笔"), (None, vec![]));
        assert_eq!(of("共3笔，成功2笔"), (Some(3), vec![]));
        assert_eq!(of("合计    4       2,038.50"), (None, vec![203_850]));
        assert_eq!(of("合计  1.50  2.50"), (None, vec![150, 250]));
        assert_eq!(of("大写金额：壹仟元"), (None, vec![]));
    }

    #[test]
    fn a_total_is_known_by_how_it_begins() {
        assert_eq!(reach_of("合  计"), Some(Reach::Whole));
        assert_eq!(reach_of("共3笔"), Some(Reach::Whole));
        assert_eq!(reach_of("小计：2"), Some(Reach::Part));
        assert_eq!(reach_of("失败笔数：1"), Some(Reach::Kind));
        assert_eq!(reach_of("成功2笔，失败1笔"), Some(Reach::Kind));
        assert_eq!(reach_of("失败合计"), Some(Reach::Kind));
        assert_eq!(reach_of("共青团员"), None);
        assert_eq!(reach_of("成功"), None);
    }
}
