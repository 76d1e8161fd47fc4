//! A sheet rebuilt as it was sent, with its faulty cells marked: what is mended in it is imported as it is.

use super::template::form_columns;
use crate::sheet_reader::FileSummary;
use rows::cell::{RawCell, letters};
use rows::date::{DateRead, read_date};

use crate::head::SubmissionHead;
use crate::write::{
    Form, FormCell, FormColumn, FormRow, FormValue, INSTRUCTION_SHEET, MARK_HEADER, MARK_HEADER_EN,
    Mark,
};
use domain::finding::{RowFinding, RowSeverity};
use rows::StagedRow;
use rows::finding::Teller;
use rows::group::{Group, group};
use rows::{ColumnKind, ColumnSpec, Lang};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Longest text of the first column, in characters: a longer cell would be refused when the workbook comes back.
const REASONS_CHARS_MAX: usize = 1_000;
/// A warning on fewer rows is told on each of them, however few rows the sheet has.
const COMMON_ROWS_MIN: usize = 10;
/// More digits than a spreadsheet keeps of a number.
const LOST_FROM_DIGITS: usize = 15;

/// How a file was laid out: what is needed beside its rows to rebuild it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// What stood above and below the table.
    pub head: SubmissionHead,
    /// Row of the header as Excel shows it.
    #[serde(default)]
    pub header_row: u32,
    /// Every header as the clerk wrote it, by column.
    #[serde(default)]
    pub titles: Vec<String>,
    /// Columns that were recognised: place in the file and field.
    #[serde(default)]
    pub fields: Vec<(u16, String)>,
    /// Serial dates count from 1904.
    #[serde(default)]
    pub date1904: bool,
}

impl Layout {
    /// The layout of a file that was read.
    pub fn of(summary: &FileSummary) -> Self {
        Self {
            head: summary.head.clone(),
            header_row: summary.header_row,
            titles: summary.titles.clone(),
            fields: summary
                .columns
                .iter()
                .map(|column| (column.index, column.field.clone()))
                .collect(),
            date1904: summary.date1904,
        }
    }
}

/// A row as received and what was found in it.
pub struct MendRow {
    /// The row.
    pub staged: StagedRow,
    /// Its findings.
    pub findings: Vec<RowFinding>,
}

/// Rebuilds a sheet. Rows keep their numbers, columns their order; before them comes one that says what to mend, so
/// that a colour is never the only sign.
pub fn mend(
    layout: &Layout,
    rows: &[MendRow],
    file_findings: &[RowFinding],
    specs: &'static [ColumnSpec],
    tell: Teller<'_>,
) -> Form {
    let by_index = specs_by_index(layout, specs);
    let common = on_most_rows(rows);
    let width = rows
        .iter()
        .flat_map(|row| &row.staged.cells)
        .map(|cell| usize::from(cell.column) + 1)
        .chain([layout.titles.len()])
        .max()
        .unwrap_or(0);
    let mut columns = vec![FormColumn {
        header: mark_header(tell.lang()).to_owned(),
        ..FormColumn::default()
    }];
    columns.extend((0..width).map(|index| column(layout, by_index.get(&index).copied(), index)));
    Form {
        sheet: rows
            .first()
            .map_or_else(|| "Sheet1".to_owned(), |row| row.staged.sheet.clone()),
        head: head_lines(layout),
        header_row: layout.header_row.max(1),
        columns,
        rows: rows
            .iter()
            .map(|row| mend_row(row, &common, &by_index, layout.date1904, tell))
            .collect(),
        instructions: instructions(file_findings, &common, tell),
    }
}

fn mark_header(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => MARK_HEADER,
        Lang::En => MARK_HEADER_EN,
    }
}

type ByIndex = BTreeMap<usize, &'static ColumnSpec>;

fn specs_by_index(layout: &Layout, specs: &'static [ColumnSpec]) -> ByIndex {
    layout
        .fields
        .iter()
        .filter_map(|(index, field)| {
            let spec = specs.iter().find(|spec| spec.field == field)?;
            Some((usize::from(*index), spec))
        })
        .collect()
}

fn column(layout: &Layout, spec: Option<&'static ColumnSpec>, index: usize) -> FormColumn {
    let header = layout.titles.get(index).cloned().unwrap_or_default();
    let told = spec
        .map(std::slice::from_ref)
        .map(form_columns)
        .and_then(|columns| columns.into_iter().next());
    FormColumn {
        header,
        // The prompt belongs to the template; here the comments speak.
        hint: String::new(),
        ..told.unwrap_or_default()
    }
}

/// What stood above the header, as far as it matters when the sheet comes back and there is room for it.
fn head_lines(layout: &Layout) -> Vec<Vec<String>> {
    let head = &layout.head;
    let mut labels = Vec::new();
    for (label, value) in [
        ("填报单位：", &head.unit),
        ("填报日期：", &head.date),
        ("填报人：", &head.filler),
        ("联系电话：", &head.phone),
    ] {
        if let Some(value) = value {
            labels.push(format!("{label}{value}"));
        }
    }
    let room = layout.header_row.saturating_sub(1) as usize;
    let mut lines: Vec<Vec<String>> = Vec::new();
    lines.extend(
        head.title
            .clone()
            .filter(|_| room > usize::from(!labels.is_empty()))
            .map(|title| vec![title]),
    );
    if !labels.is_empty() {
        lines.push(labels);
    }
    lines.truncate(room);
    lines
}

/// Warnings on most rows of a sheet: told once beside it, they do not hide what single rows are told.
fn on_most_rows(rows: &[MendRow]) -> Vec<Group> {
    let warnings = rows
        .iter()
        .flat_map(|row| &row.findings)
        .filter(|finding| finding.severity == RowSeverity::Warning);
    let groups = group(warnings.cloned().collect());
    let is_common =
        |group: &Group| group.count() >= COMMON_ROWS_MIN && 2 * group.count() > rows.len();
    groups.into_iter().filter(is_common).collect()
}

fn mend_row(
    row: &MendRow,
    common: &[Group],
    by_index: &ByIndex,
    date1904: bool,
    tell: Teller<'_>,
) -> FormRow {
    let is_told = |finding: &&RowFinding| {
        common.iter().any(|Group { finding: told, .. }| {
            (&told.code, &told.column) == (&finding.code, &finding.column)
        })
    };
    let findings: Vec<&RowFinding> = row.findings.iter().filter(|f| !is_told(f)).collect();
    let mut notes: BTreeMap<usize, (Mark, Vec<String>)> = BTreeMap::new();
    for finding in findings.iter().filter(|f| !f.column.is_empty()) {
        let Some(index) = index_of(&finding.column) else {
            continue;
        };
        let (mark, texts) = notes.entry(index).or_insert((Mark::Check, Vec::new()));
        *mark = (*mark).max(mark_of(finding));
        texts.push(tell.tell(finding));
    }
    let mut cells = vec![reasons(findings, tell)];
    let mut written = BTreeSet::new();
    for cell in &row.staged.cells {
        let index = usize::from(cell.column);
        written.insert(index);
        let found = notes.get(&index);
        let at_fault = found.is_some_and(|(mark, _)| *mark == Mark::Mend);
        let kind = by_index.get(&index).map(|spec| spec.kind);
        cells.push(FormCell {
            column: cell.column.saturating_add(1),
            value: value_of(&cell.cell, kind, at_fault, date1904),
            mark: found.map(|(mark, _)| *mark),
            note: found.map_or_else(String::new, |(_, texts)| texts.join("\n")),
        });
    }
    let missing = notes
        .into_iter()
        .filter(|(index, _)| !written.contains(index));
    cells.extend(missing.map(|(index, (mark, texts))| FormCell {
        column: u16::try_from(index + 1).unwrap_or(u16::MAX),
        value: FormValue::Empty,
        mark: Some(mark),
        note: texts.join("\n"),
    }));
    FormRow {
        row: row.staged.row,
        cells,
    }
}

/// The first cell of a row: whether to mend or to check it, and everything that was found.
fn reasons(mut findings: Vec<&RowFinding>, tell: Teller<'_>) -> FormCell {
    // What refuses the row comes first.
    findings.sort_by_key(|finding| std::cmp::Reverse(mark_of(finding)));
    let Some(gravest) = findings.first() else {
        return FormCell::text(0, "");
    };
    let (mark, word) = match (mark_of(gravest) == Mark::Mend, tell.lang()) {
        (true, Lang::Zh) => (Mark::Mend, "需修改："),
        (true, Lang::En) => (Mark::Mend, "To mend: "),
        (false, Lang::Zh) => (Mark::Check, "已导入，请核对："),
        (false, Lang::En) => (Mark::Check, "Taken over, please check: "),
    };
    let texts: Vec<String> = findings
        .into_iter()
        .map(|finding| tell.tell(finding))
        .collect();
    let text: String = format!("{word}{}", texts.join("\n"))
        .chars()
        .take(REASONS_CHARS_MAX)
        .collect();
    FormCell {
        mark: Some(mark),
        ..FormCell::text(0, text)
    }
}

fn mark_of(finding: &RowFinding) -> Mark {
    if finding.severity >= RowSeverity::Error {
        Mark::Mend
    } else {
        Mark::Check
    }
}

/// The cell as text that reads the same. A number that lost digits, or whose cell is at fault, stays a number: as text
/// it would pass for one that somebody typed.
fn value_of(cell: &RawCell, kind: Option<ColumnKind>, at_fault: bool, date1904: bool) -> FormValue {
    match cell {
        RawCell::Empty => FormValue::Empty,
        RawCell::Text(text) => FormValue::Text(text.clone()),
        RawCell::Bool(value) => FormValue::Text((if *value { "是" } else { "否" }).to_owned()),
        RawCell::Error(value) => FormValue::Error(value.clone()),
        RawCell::Formula(result) => value_of(result, kind, at_fault, date1904),
        RawCell::Date { serial, .. } => match read_date(cell, date1904) {
            DateRead::Serial(day) if !at_fault => FormValue::Text(day.to_string()),
            DateRead::Timed(moment) if !at_fault => FormValue::Text(moment.to_string()),
            _ => FormValue::Number(serial.to_string()),
        },
        RawCell::Number(digits) => {
            let lost = digits.len() > LOST_FROM_DIGITS
                || matches!(kind, Some(ColumnKind::Identity | ColumnKind::BankCard));
            if at_fault || (lost && kind.is_some()) {
                return FormValue::Number(digits.clone());
            }
            match (kind, read_date(cell, date1904)) {
                (Some(ColumnKind::Date), DateRead::Serial(day)) => FormValue::Text(day.to_string()),
                (Some(ColumnKind::Date), _) => FormValue::Number(digits.clone()),
                _ => FormValue::Text(digits.clone()),
            }
        }
    }
}

/// The place of a column by the letters Excel shows.
fn index_of(letter: &str) -> Option<usize> {
    let mut index = 0_usize;
    for c in letter.bytes() {
        if !c.is_ascii_uppercase() {
            return None;
        }
        index = index
            .checked_mul(26)?
            .checked_add(usize::from(c - b'A') + 1)?;
    }
    let index = index.checked_sub(1)?;
    (letters(index) == letter).then_some(index)
}

fn instructions(
    file_findings: &[RowFinding],
    common: &[Group],
    tell: Teller<'_>,
) -> Vec<Vec<String>> {
    let fixed: [String; 5] = match tell.lang() {
        Lang::Zh => [
            "本表按您送来的样子重建，行号、列的先后不变，最前面加了一列“需修改/原因”。".to_owned(),
            "红色：该行未导入，请按“需修改/原因”和批注改好；黄色：已导入，请核对。".to_owned(),
            "直接在表中修改，改好后原样导入即可：没有问题的行不会重复申报，未改的行仍会被退回。".to_owned(),
            format!("“需修改/原因”列和本工作表“{INSTRUCTION_SHEET}”不会被导入，不必删除。"),
            "表内有完整的证件号码，请妥善保管，用后删除。".to_owned(),
        ],
        Lang::En => [
            "The sheet is as you sent it, rows and columns in their places; one column was added in front.".to_owned(),
            "Red: the row was not imported, mend it as the first column and the comments say. Yellow: imported, please check.".to_owned(),
            "Mend the cells here and import the file as it is: rows that were fine change nothing.".to_owned(),
            format!("The first column and this sheet \"{INSTRUCTION_SHEET}\" are not imported; leave them."),
            "The workbook holds whole identity numbers: keep it safe and delete it when done.".to_owned(),
        ],
    };
    let mut lines: Vec<Vec<String>> = fixed.into_iter().map(|text| vec![text]).collect();
    let of_the_file = group(file_findings.to_vec());
    let told = of_the_file.iter().chain(common);
    let told: Vec<Vec<String>> = told.map(|group| vec![tell.tell_group(group)]).collect();
    if !told.is_empty() {
        lines.push(Vec::new());
        lines.extend(told);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_read_back_as_they_are_written() {
        for index in [0, 25, 26, 51, 52, 701, 702] {
            assert_eq!(index_of(&letters(index)), Some(index));
        }
        assert_eq!((index_of(""), index_of("a")), (None, None));
    }

    #[test]
    fn a_number_that_lost_digits_never_becomes_text() {
        let lost = RawCell::Number("430102201503070000".to_owned());
        for (kind, at_fault) in [
            (ColumnKind::Identity, true),
            (ColumnKind::Identity, false),
            (ColumnKind::Text, false),
        ] {
            let value = value_of(&lost, Some(kind), at_fault, false);
            assert!(matches!(value, FormValue::Number(_)));
        }
        let vague = RawCell::Number("2015.1".to_owned());
        let value = value_of(&vague, Some(ColumnKind::Date), true, false);
        assert!(matches!(value, FormValue::Number(_)));
        let sum = RawCell::Number("400".to_owned());
        assert!(
            value_of(&sum, Some(ColumnKind::Money), false, false)
                == FormValue::Text("400".to_owned())
        );
    }
}
