//! The sheet's head and foot: who filed it, when, who checked it.

use rows::cell::{RawCell, RawRow, is_invisible};
use rows::normalise;
use serde::{Deserialize, Serialize};

/// What stands above and below the table, as text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmissionHead {
    /// The title of the sheet.
    pub title: Option<String>,
    /// 填报单位.
    pub unit: Option<String>,
    /// 填报日期, as written.
    pub date: Option<String>,
    /// 填报人.
    pub filler: Option<String>,
    /// 联系电话.
    pub phone: Option<String>,
    /// 审核人.
    pub reviewer: Option<String>,
    /// 工会主席.
    pub chair: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Unit,
    Date,
    Filler,
    Phone,
    Reviewer,
    Chair,
    /// A place for a stamp or signature: nothing is kept.
    Seal,
}

/// Longer labels first, so that 填报单位 is not read as 单位.
const LABELS: [(&str, Part); 24] = [
    ("填报单位", Part::Unit),
    ("申报单位", Part::Unit),
    ("单位名称", Part::Unit),
    ("工会名称", Part::Unit),
    ("单位盖章", Part::Seal),
    ("工会盖章", Part::Seal),
    ("填报日期", Part::Date),
    ("填报时间", Part::Date),
    ("填表日期", Part::Date),
    ("制表日期", Part::Date),
    ("填报人", Part::Filler),
    ("填表人", Part::Filler),
    ("制表人", Part::Filler),
    ("经办人", Part::Filler),
    ("联系电话", Part::Phone),
    ("联系方式", Part::Phone),
    ("审核人", Part::Reviewer),
    ("复核人", Part::Reviewer),
    ("工会主席", Part::Chair),
    ("主席签字", Part::Chair),
    ("负责人", Part::Chair),
    ("单位", Part::Unit),
    ("日期", Part::Date),
    ("主席", Part::Chair),
];

/// Longest value kept.
const VALUE_CHARS_MAX: usize = 100;

/// Reads the labels of a row into `head`; the first value of each part stands. Returns how many filled cells are
/// neither label nor value; `None` when there are no labels.
pub(crate) fn read_labels<'c>(
    cells: impl Iterator<Item = &'c RawCell>,
    head: &mut SubmissionHead,
) -> Option<usize> {
    let texts: Vec<&str> = cells.filter(|cell| !cell.is_blank()).map(text_of).collect();
    let mut explained = 0;
    let mut value_follows = false;
    for (at, text) in texts.iter().enumerate() {
        let labels = labelled(text);
        explained += usize::from(value_follows || !labels.is_empty());
        value_follows = labels.last().is_some_and(|(_, value)| value.is_empty());
        for (part, value) in labels {
            let neighbour = || {
                texts
                    .get(at + 1)
                    .copied()
                    .filter(|next| labelled(next).is_empty())
            };
            let value = if value.is_empty() {
                neighbour().unwrap_or_default()
            } else {
                value
            };
            head.keep(part, value);
        }
    }
    (explained > 0).then(|| texts.len() - explained)
}

/// Takes the first line that is no label as the title.
pub(crate) fn read_title(row: &RawRow, head: &mut SubmissionHead) {
    let mut texts = row
        .cells
        .iter()
        .filter(|cell| !cell.is_blank())
        .map(text_of);
    if let (Some(title), None, None) = (texts.next(), texts.next(), &head.title) {
        head.title = clean(title);
    }
}

fn text_of(cell: &RawCell) -> &str {
    match cell {
        RawCell::Number(digits) => digits,
        other => other.as_text().unwrap_or_default(),
    }
}

/// The labels in a text with what follows each: `填报单位：甲  填报日期：乙` has two. A label is followed by a
/// colon, or is the whole text.
fn labelled(text: &str) -> Vec<(Part, &str)> {
    let whole = normalise(text);
    if let Some((_, part)) = LABELS.iter().find(|(label, _)| *label == whole) {
        return vec![(*part, "")];
    }
    // Places where a label with its colon begins, and where its value begins.
    let mut marks: Vec<(usize, usize, Part)> = Vec::new();
    for (label, part) in LABELS {
        for (start, _) in text.match_indices(label) {
            let after = start + label.len();
            let rest = text.get(after..).unwrap_or_default();
            let skipped = skip_note(rest);
            let Some(colon) = skipped.chars().next().filter(|c| matches!(c, ':' | '：')) else {
                continue;
            };
            let value = after + (rest.len() - skipped.len()) + colon.len_utf8();
            if !marks
                .iter()
                .any(|(from, to, _)| start < *to && value > *from)
            {
                marks.push((start, value, part));
            }
        }
    }
    marks.sort_by_key(|(start, _, _)| *start);
    (0..marks.len())
        .filter_map(|at| {
            let (_, from, part) = *marks.get(at)?;
            let to = marks.get(at + 1).map_or(text.len(), |(start, _, _)| *start);
            Some((part, text.get(from..to)?.trim_matches(is_invisible)))
        })
        .collect()
}

/// Drops blanks and one bracketed note, as in `填报单位（盖章）：`.
fn skip_note(text: &str) -> &str {
    let text = text.trim_start();
    let Some(inside) = text.strip_prefix(['(', '（']) else {
        return text;
    };
    inside
        .split_once([')', '）'])
        .map_or(text, |(_, rest)| rest.trim_start())
}

fn clean(text: &str) -> Option<String> {
    let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text: String = text
        .chars()
        .filter(|c| *c == ' ' || !is_invisible(*c))
        .take(VALUE_CHARS_MAX)
        .collect();
    (!text.is_empty()).then_some(text)
}

impl SubmissionHead {
    fn keep(&mut self, part: Part, value: &str) {
        let place = match part {
            Part::Unit => &mut self.unit,
            Part::Date => &mut self.date,
            Part::Filler => &mut self.filler,
            Part::Phone => &mut self.phone,
            Part::Reviewer => &mut self.reviewer,
            Part::Chair => &mut self.chair,
            Part::Seal => return,
        };
        if place.is_none() {
            *place = clean(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> RawRow {
        RawRow {
            row: 2,
            cells: cells
                .iter()
                .map(|text| RawCell::Text((*text).to_owned()))
                .collect(),
        }
    }

    #[test]
    fn a_label_and_its_value_may_share_a_cell_or_stand_side_by_side() {
        let mut head = SubmissionHead::default();
        let mut others = |cells: &[&str]| read_labels(row(cells).cells.iter(), &mut head);
        assert_eq!(
            others(&[
                "填报单位（盖章）：芙蓉区第一小学工会  填报日期：2025年10月8日",
                "",
                "填报人",
                "张三"
            ]),
            Some(0)
        );
        assert_eq!(
            others(&[
                "联系电话:",
                "0731-88888888",
                "审核人：",
                "",
                "工会主席：李四"
            ]),
            Some(0)
        );
        assert_eq!(others(&["张三", "400", "审核人："]), Some(2));
        assert_eq!(head.unit.as_deref(), Some("芙蓉区第一小学工会"));
        assert_eq!(head.date.as_deref(), Some("2025年10月8日"));
        assert_eq!(head.filler.as_deref(), Some("张三"));
        assert_eq!(head.phone.as_deref(), Some("0731-88888888"));
        assert_eq!(head.reviewer, None);
        assert_eq!(head.chair.as_deref(), Some("李四"));
    }

    #[test]
    fn a_line_without_labels_is_no_head() {
        let mut head = SubmissionHead::default();
        let line = row(&["HN430102-001", "张三", "430102201503070027"]);
        assert_eq!(read_labels(line.cells.iter(), &mut head), None);
        read_title(&row(&["2026年度居民医保缴费申报表"]), &mut head);
        assert_eq!(head.title.as_deref(), Some("2026年度居民医保缴费申报表"));
    }
}
