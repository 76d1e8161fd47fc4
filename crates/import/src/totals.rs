//! Totals rows: no data, but a check of what was read.

use crate::codes;
use domain::fen::Fen;
use domain::finding::RowFinding;
use domain::name::PersonName;
use rows::{ColumnKind, Columns, Note, RawCell, StagedRow, letters, normalise};

const WHOLE_WORDS: [&str; 4] = ["合计", "总计", "共计", "总合计"];
const PART_WORD: &str = "小计";
/// Words after a number that make it a count of rows.
const COUNT_WORDS: [char; 6] = ['人', '名', '行', '户', '条', '笔'];
/// A row that begins with one of these is a remark.
const REMARK_WORDS: [&str; 5] = ["注", "备注", "说明", "填表说明", "填报说明"];

/// Sums of what was read so far.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    rows: Span,
    sums: Vec<(u16, Span)>,
}

#[derive(Debug, Default, Clone, Copy)]
struct Span {
    whole: i64,
    part: i64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    Whole,
    Part,
}

impl Totals {
    /// Adds a row of data.
    pub(crate) fn add(&mut self, row: &StagedRow, columns: &Columns) {
        self.rows.add(1);
        for column in columns.of_kind(ColumnKind::Money) {
            let fen = row.at(column.index).and_then(amount).map_or(0, Fen::get);
            match self
                .sums
                .iter_mut()
                .find(|(index, _)| *index == column.index)
            {
                Some((_, span)) => span.add(fen),
                None => self.sums.push((
                    column.index,
                    Span {
                        whole: fen,
                        part: fen,
                    },
                )),
            }
        }
    }

    /// Compares a totals row with the sums; `None` when the row is none.
    pub(crate) fn reconcile(
        &mut self,
        row: &StagedRow,
        columns: &Columns,
    ) -> Option<Vec<RowFinding>> {
        let (reach, word) = totals_word(row, columns)?;
        let mut findings = Vec::new();
        let rows = self.rows.of(reach);
        if let Some(stated) = stated_count(word).filter(|stated| *stated != rows) {
            findings.push(
                Note::new(codes::TOTALS_COUNT_DIFFERS)
                    .arg("stated", stated.to_string())
                    .arg("computed", rows.to_string())
                    .at(&row.sheet, row.row, String::new()),
            );
        }
        for column in columns.of_kind(ColumnKind::Money) {
            let Some(stated) = row.at(column.index).and_then(amount) else {
                continue;
            };
            let computed = self
                .sums
                .iter()
                .find(|(index, _)| *index == column.index)
                .map_or(0, |(_, span)| span.of(reach));
            if stated.get() != computed {
                findings.push(
                    Note::new(codes::TOTALS_DIFFER)
                        .arg("column", column.title.clone())
                        .arg("stated", stated.to_string())
                        .arg("computed", Fen::new(computed).to_string())
                        .at(&row.sheet, row.row, letters(usize::from(column.index))),
                );
            }
        }
        self.rows.part = 0;
        for (_, span) in &mut self.sums {
            span.part = 0;
        }
        Some(findings)
    }
}

impl Span {
    fn add(&mut self, amount: i64) {
        self.whole = self.whole.saturating_add(amount);
        self.part = self.part.saturating_add(amount);
    }

    fn of(self, reach: Reach) -> i64 {
        if reach == Reach::Whole {
            self.whole
        } else {
            self.part
        }
    }
}

/// The word of a totals row. A row with a key or a name of its own is data whatever it says.
fn totals_word<'r>(row: &'r StagedRow, columns: &Columns) -> Option<(Reach, &'r str)> {
    /// A longer text is a remark that happens to begin like a total.
    const WORD_BYTES_MAX: usize = 60;
    let found = row.cells.iter().find_map(|cell| {
        let text = cell
            .cell
            .as_text()
            .filter(|text| text.len() <= WORD_BYTES_MAX && text.contains('计'))?;
        Some((reach_of(text)?, text))
    })?;
    (!row.has_key(columns) && !has_name(row, columns)).then_some(found)
}

/// How far the total reaches that the text begins with.
fn reach_of(text: &str) -> Option<Reach> {
    let plain = normalise(text);
    if plain.starts_with(PART_WORD) {
        return Some(Reach::Part);
    }
    let whole = WHOLE_WORDS.iter().any(|word| plain.starts_with(word));
    whole.then_some(Reach::Whole)
}

/// Somebody is named in the row, and not by the word of a total.
fn has_name(row: &StagedRow, columns: &Columns) -> bool {
    columns.of_kind(ColumnKind::Name).any(|column| {
        let text = row.at(column.index).and_then(RawCell::as_text);
        text.is_some_and(|text| reach_of(text).is_none() && PersonName::parse(text).is_ok())
    })
}

/// `合计：3人` states a count.
fn stated_count(text: &str) -> Option<i64> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let at = plain.find(|c| COUNT_WORDS.contains(&c))?;
    let before = plain.get(..at)?;
    let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    before.get(before.len() - digits..)?.parse().ok()
}

/// A row with one filled cell that begins like a remark.
pub(crate) fn is_remark(row: &StagedRow) -> bool {
    let mut filled = row.cells.iter().filter(|cell| !cell.cell.is_blank());
    let (Some(only), None) = (filled.next(), filled.next()) else {
        return false;
    };
    only.cell.as_text().is_some_and(|text| {
        let plain = text.trim_start();
        REMARK_WORDS.iter().any(|word| {
            plain.strip_prefix(word).is_some_and(|rest| {
                rest.trim_start()
                    .starts_with([':', '：', '1', '一', '、', '.', '。'])
            })
        })
    })
}

fn amount(cell: &RawCell) -> Option<Fen> {
    match cell {
        RawCell::Number(digits) => Fen::parse_yuan(digits).ok(),
        RawCell::Text(text) => Fen::parse_yuan(text).ok(),
        RawCell::Formula(result) => amount(result),
        _ => None,
    }
}
