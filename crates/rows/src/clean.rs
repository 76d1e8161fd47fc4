//! Cleans the cells of a row once, whatever column they stand in and whatever sheet: characters nobody sees, characters
//! that only look like the usual ones, words that say that there is nothing. The row as received stays as it is.

use crate::cell::{RawCell, is_invisible};
use crate::codes;
use crate::column::{ColumnKind, ColumnSpec};
use crate::columns::{Column, Columns};
use crate::finding::{FindingText, Note};
use crate::numbers;
use crate::reader::shown;
use crate::staged::StagedRow;
use domain::finding::RowFinding;
use domain::{glyph, mask};

/// Words for an empty cell, in small letters; a row of dashes or strokes says the same.
const PLACEHOLDERS: [&str; 20] = [
    "无",
    "暂无",
    "没有",
    "空",
    "不详",
    "未知",
    "未填",
    "待定",
    "待补",
    "待补充",
    "null",
    "none",
    "nil",
    "undefined",
    "nan",
    "n/a",
    "na",
    "#n/a",
    "(null)",
    "<null>",
];
/// Signs a placeholder is drawn with.
const STROKES: [char; 16] = [
    '-', '‐', '‑', '–', '—', '―', '－', '_', '/', '／', '\\', '＼', '~', '～', '.', '。',
];
/// No placeholder is longer, in bytes.
const PLACEHOLDER_BYTES_MAX: usize = 24;

/// A row with clean cells.
#[derive(Debug)]
pub struct Cleaned {
    /// `None` when the row was clean as it came.
    pub row: Option<StagedRow>,
    /// What was removed, replaced or taken as empty.
    pub findings: Vec<RowFinding>,
}

/// Cleans the cells of every column that is imported.
pub fn clean(row: &StagedRow, columns: &Columns) -> Cleaned {
    let mut cleaned = Cleaned {
        row: None,
        findings: Vec::new(),
    };
    for (place, staged) in row.cells.iter().enumerate() {
        let index = usize::from(staged.column);
        let Some((spec, text)) = columns.spec_at(index).zip(staged.cell.as_text()) else {
            continue;
        };
        let Some(done) = clean_cell(text, spec) else {
            continue;
        };
        let into = cleaned.row.get_or_insert_with(|| row.clone());
        if let Some(cell) = into.cells.get_mut(place) {
            put(&mut cell.cell, done.text);
        }
        if let Some(column) = columns.column(spec.field) {
            let notes = done.notes.into_iter();
            cleaned
                .findings
                .extend(notes.map(|note| at(note, row, column)));
        }
    }
    cleaned
}

fn at(note: Note, row: &StagedRow, column: &Column) -> RowFinding {
    note.arg("column", column.title.clone())
        .at(&row.sheet, row.row, column.letter.clone())
}

/// The text without characters that nobody sees, tabs and fixed blanks as blanks.
pub fn without_marks(text: &str) -> String {
    text.chars().filter_map(visible).collect()
}

fn visible(c: char) -> Option<char> {
    match c {
        '\t' | '\u{A0}' | '\u{2007}' | '\u{202F}' => Some(' '),
        _ => (!glyph::is_mark(c)).then_some(c),
    }
}

struct Done {
    text: String,
    notes: Vec<Note>,
}

fn clean_cell(text: &str, spec: &ColumnSpec) -> Option<Done> {
    let is_plain = |c: char| matches!(c, ' '..='~' | '\n' | '\u{4E00}'..='\u{9FFF}');
    if text.chars().all(is_plain) && !is_placeholder(text, spec) {
        return None;
    }
    let mut notes = Vec::new();
    let seen = without_marks(text);
    let ordinary: String = seen.chars().filter_map(glyph::ordinary).collect();
    if is_placeholder(&ordinary, spec) {
        let value = ordinary.trim_matches(is_invisible).to_owned();
        return Some(Done {
            text: String::new(),
            notes: vec![Note::new(codes::PLACEHOLDER).arg("value", value)],
        });
    }
    let value = masked(&ordinary, spec.kind);
    if seen != text {
        let code = match spec.kind {
            ColumnKind::Identity => codes::ID_BLANKS,
            ColumnKind::Name => codes::NAME_BLANKS,
            _ => codes::CELL_BLANKS,
        };
        notes.push(Note::new(code).arg("value", value.clone()));
    }
    for (code, changes) in changes(&seen, spec.kind) {
        notes.push(
            Note::new(code)
                .arg("value", value.clone())
                .arg("changes", changes),
        );
    }
    (!notes.is_empty()).then_some(Done {
        text: ordinary,
        notes,
    })
}

/// What was replaced and what removed, by code point: on the screen the two look alike.
fn changes(text: &str, kind: ColumnKind) -> Vec<(FindingText, String)> {
    let point = |c: char| format!("U+{:04X}", u32::from(c));
    let (mut replaced, mut removed) = (Vec::new(), Vec::new());
    for (from, to) in glyph::changes(text) {
        match to {
            Some(to) => replaced.push(format!("{}→{}", point(from), point(to))),
            None => removed.push(point(from)),
        }
    }
    let codes = match kind {
        ColumnKind::Name => [codes::NAME_ORDINARY, codes::NAME_SELECTOR],
        _ => [codes::CELL_ORDINARY, codes::CELL_SELECTOR],
    };
    let told = codes.into_iter().zip([replaced, removed]);
    told.filter(|(_, changes)| !changes.is_empty())
        .map(|(code, changes)| (code, changes.join("、")))
        .collect()
}

/// The cell says that there is nothing; a column in whose list the word stands takes it as one of its own.
fn is_placeholder(text: &str, spec: &ColumnSpec) -> bool {
    let word = text.trim_matches(is_invisible);
    if word.is_empty() || word.len() > PLACEHOLDER_BYTES_MAX || spec.choices.contains(&word) {
        return false;
    }
    word.chars().all(|c| STROKES.contains(&c))
        || PLACEHOLDERS
            .iter()
            .any(|placeholder| word.eq_ignore_ascii_case(placeholder))
}

/// The value as a message may show it.
fn masked(text: &str, kind: ColumnKind) -> String {
    match kind {
        ColumnKind::Identity => numbers::masked(text),
        ColumnKind::BankCard => mask::bank(text.trim()),
        ColumnKind::Name => mask::name_across_scopes(&shown(text)),
        _ => shown(text),
    }
}

fn put(cell: &mut RawCell, text: String) {
    match cell {
        _ if text.is_empty() => *cell = RawCell::Empty,
        RawCell::Formula(result) => put(result, text),
        _ => *cell = RawCell::Text(text),
    }
}
