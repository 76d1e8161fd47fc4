//! Totals rows: no data, but a check of what was read.

use crate::codes;
use crate::statements::{Reach, Stated, reach_of, stated};
use domain::fen::Fen;
use domain::finding::RowFinding;
use domain::name::PersonName;
use rows::{ColumnKind, Columns, FindingText, Note, RawCell, RawRow, StagedRow, letters};

/// A row that begins with one of these is a remark.
const REMARK_WORDS: [&str; 5] = ["注", "备注", "说明", "填表说明", "填报说明"];

/// Sums of what was read so far.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    rows: Span,
    sums: Vec<(u16, Span)>,
    /// What stands above the table, with its row.
    above: Vec<(u32, Stated)>,
    /// The file is only taken if it is what it says it is.
    strict: bool,
}

#[derive(Debug, Default, Clone, Copy)]
struct Span {
    whole: i64,
    part: i64,
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

    /// A file that differs from its own totals is refused.
    pub(crate) fn be_strict(&mut self) {
        self.strict = true;
    }

    /// Remembers what a row above the table says about it.
    pub(crate) fn note_above(&mut self, row: &RawRow) {
        let said = stated(&joined(row.cells.iter()));
        if said != Stated::default() {
            self.above.push((row.row, said));
        }
    }

    /// Compares what stood above the table with what was read.
    pub(crate) fn finish(&mut self, sheet: &str, columns: &Columns) -> Vec<RowFinding> {
        let above = std::mem::take(&mut self.above).into_iter();
        above
            .flat_map(|(row, said)| self.compare(sheet, row, said, Reach::Whole, columns))
            .collect()
    }

    /// Compares a totals row with the sums; `None` when the row is none.
    pub(crate) fn reconcile(
        &mut self,
        row: &StagedRow,
        columns: &Columns,
    ) -> Option<Vec<RowFinding>> {
        let reach = totals_reach(row, columns)?;
        if reach == Reach::Kind {
            return Some(Vec::new());
        }
        let mut said = stated(&joined(row.cells.iter().map(|cell| &cell.cell)));
        let mut in_columns = Vec::new();
        for column in columns.of_kind(ColumnKind::Money) {
            let Some(stated) = row.at(column.index).and_then(amount) else {
                continue;
            };
            // It stands in its column, whatever words are before it.
            said.sums.clear();
            let computed = self.sum(column.index, reach);
            if stated != computed {
                let letter = letters(usize::from(column.index));
                let note = self.differs(column.title.clone(), stated, computed.to_string());
                in_columns.push(note.at(&row.sheet, row.row, letter));
            }
        }
        let mut findings = self.compare(&row.sheet, row.row, said, reach, columns);
        findings.extend(in_columns);
        self.rows.part = 0;
        for (_, span) in &mut self.sums {
            span.part = 0;
        }
        Some(findings)
    }

    fn sum(&self, index: u16, reach: Reach) -> Fen {
        let found = self.sums.iter().find(|(column, _)| *column == index);
        Fen::new(found.map_or(0, |(_, span)| span.of(reach)))
    }

    /// Compares what is said in words. A sum that stands in no column must be that of one of them.
    fn compare(
        &self,
        sheet: &str,
        row: u32,
        said: Stated,
        reach: Reach,
        columns: &Columns,
    ) -> Vec<RowFinding> {
        let mut findings = Vec::new();
        let rows = self.rows.of(reach);
        if let Some(stated) = said.rows.filter(|stated| *stated != rows) {
            let code = self.code(codes::FILE_COUNT_DIFFERS, codes::TOTALS_COUNT_DIFFERS);
            let note = Note::new(code)
                .arg("stated", stated.to_string())
                .arg("computed", rows.to_string());
            findings.push(note.at(sheet, row, String::new()));
        }
        let money = columns.of_kind(ColumnKind::Money);
        let (titles, sums): (Vec<&str>, Vec<Fen>) = money
            .map(|column| (column.title.as_str(), self.sum(column.index, reach)))
            .unzip();
        let others = said
            .sums
            .into_iter()
            .filter(|stated| !sums.contains(stated));
        for stated in others.filter(|_| !sums.is_empty()) {
            let computed: Vec<String> = sums.iter().map(Fen::to_string).collect();
            let note = self.differs(titles.join("、"), stated, computed.join("、"));
            findings.push(note.at(sheet, row, String::new()));
        }
        findings
    }

    fn differs(&self, column: String, stated: Fen, computed: String) -> Note {
        Note::new(self.code(codes::FILE_TOTALS_DIFFER, codes::TOTALS_DIFFER))
            .arg("column", column)
            .arg("stated", stated.to_string())
            .arg("computed", computed)
    }

    fn code(&self, strict: FindingText, lenient: FindingText) -> FindingText {
        if self.strict { strict } else { lenient }
    }
}

/// The texts of a row, apart as far as two words are.
fn joined<'c>(cells: impl Iterator<Item = &'c RawCell>) -> String {
    cells.map(text_of).collect::<Vec<_>>().join("  ")
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

/// How far the total of a row reaches. A row with a key or a name of its own is data whatever it says.
fn totals_reach(row: &StagedRow, columns: &Columns) -> Option<Reach> {
    /// A longer text is a remark that happens to begin like a total.
    const WORD_BYTES_MAX: usize = 240;
    let found = row.cells.iter().find_map(|cell| {
        let text = cell
            .cell
            .as_text()
            .filter(|text| text.len() <= WORD_BYTES_MAX)?;
        reach_of(text)
    })?;
    (!row.has_key(columns) && !has_name(row, columns)).then_some(found)
}

/// Somebody is named in the row, and not by the word of a total.
fn has_name(row: &StagedRow, columns: &Columns) -> bool {
    columns.of_kind(ColumnKind::Name).any(|column| {
        let text = row.at(column.index).and_then(RawCell::as_text);
        text.is_some_and(|text| reach_of(text).is_none() && PersonName::parse(text).is_ok())
    })
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

fn text_of(cell: &RawCell) -> &str {
    match cell {
        RawCell::Number(digits) => digits,
        other => other.as_text().unwrap_or_default(),
    }
}

fn amount(cell: &RawCell) -> Option<Fen> {
    match cell {
        RawCell::Number(digits) => Fen::parse_yuan(digits).ok(),
        RawCell::Text(text) => Fen::parse_yuan(text).ok(),
        RawCell::Formula(result) => amount(result),
        _ => None,
    }
}
