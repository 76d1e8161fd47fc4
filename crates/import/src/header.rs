//! Finds the header row and which column is which, by exact aliases only: never by position or likeness.

use crate::cell::{RawCell, RawRow, letters};
use crate::field::Field;
use crate::limits::{HEADER_HITS_MIN, HEADER_ROWS_MAX};
use crate::messages::{Code, Note};
use domain::finding::RowFinding;
use policy::{ColumnKind, ColumnSpec};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// Headers of columns that every clerk adds and nobody imports.
const KNOWN_AND_IGNORED: [&str; 16] = [
    "序号",
    "编号",
    "no",
    "行号",
    "签字",
    "签名",
    "本人签字",
    "会员签字",
    "备注",
    "说明",
    "第几孩",
    "孩次",
    "审核意见",
    "经办人",
    "领取人签字",
    "填表说明",
];

/// A column of the file that belongs to a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Column, from 0.
    pub index: u16,
    /// The letters Excel shows.
    pub letter: String,
    /// The specification's stable field name.
    pub field: String,
    /// The header as the clerk wrote it.
    pub title: String,
}

/// How the columns of one file are laid out.
#[derive(Debug, Clone)]
pub struct Columns {
    sheet: String,
    row: u32,
    date1904: bool,
    columns: Vec<Column>,
    specs: Vec<&'static ColumnSpec>,
    /// The specification of each column of the file.
    by_index: Vec<Option<&'static ColumnSpec>>,
    /// Place in `columns` of every [`Field`].
    by_field: [Option<u8>; Field::COUNT],
    unknown: Vec<String>,
}

/// Reduces a header to what is compared: NFKC, without bracketed notes, blanks, punctuation; Latin letters small.
pub fn normalise(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut depth = 0_usize;
    for c in text.nfkc() {
        match c {
            '(' | '[' | '{' | '【' | '〔' | '〈' | '《' | '<' => depth += 1,
            ')' | ']' | '}' | '】' | '〕' | '〉' | '》' | '>' => {
                depth = depth.saturating_sub(1)
            }
            _ if depth == 0 && c.is_alphanumeric() => kept.extend(c.to_lowercase()),
            _ => {}
        }
    }
    kept
}

/// The exact aliases of a profile's columns.
pub(crate) struct Aliases {
    by_header: BTreeMap<String, &'static ColumnSpec>,
}

impl Aliases {
    pub(crate) fn new(specs: &'static [ColumnSpec]) -> Self {
        let mut by_header = BTreeMap::new();
        for spec in specs {
            // The canonical header of one column wins over an alias of another.
            by_header.insert(normalise(spec.header), spec);
        }
        for spec in specs {
            for alias in spec.aliases {
                by_header.entry(normalise(alias)).or_insert(spec);
            }
        }
        Self { by_header }
    }

    fn find(&self, cell: &RawCell) -> Option<&'static ColumnSpec> {
        self.by_header.get(&normalise(cell.as_text()?)).copied()
    }

    /// How many different known headers the row has.
    pub(crate) fn hits(&self, row: &RawRow) -> usize {
        let mut fields: Vec<&str> = row
            .cells
            .iter()
            .filter_map(|cell| self.find(cell))
            .map(|spec| spec.field)
            .collect();
        fields.sort_unstable();
        fields.dedup();
        fields.len()
    }
}

/// The row is the header: it has enough known names.
pub(crate) fn is_header(row: &RawRow, aliases: &Aliases) -> bool {
    aliases.hits(row) >= HEADER_HITS_MIN
}

/// The finding of a file without a header.
pub(crate) fn not_found(sheet: &str, specs: &'static [ColumnSpec]) -> RowFinding {
    let expected: Vec<&str> = specs
        .iter()
        .filter(|spec| spec.required)
        .map(|spec| spec.header)
        .collect();
    Note::file(Code::HeaderNotFound)
        .arg("rows", HEADER_ROWS_MAX.to_string())
        .arg("expected", expected.join("、"))
        .at_sheet(sheet)
}

impl Columns {
    /// Lays the columns out by the header row.
    ///
    /// A column in `supplied` may be missing: its value comes from elsewhere.
    ///
    /// # Errors
    /// The findings of severity `File`: columns named twice, required columns missing.
    pub(crate) fn lay_out(
        sheet: &str,
        header: &RawRow,
        date1904: bool,
        specs: &'static [ColumnSpec],
        aliases: &Aliases,
        supplied: &[Field],
    ) -> Result<Self, Vec<RowFinding>> {
        let mut laid = Self {
            sheet: sheet.to_owned(),
            row: header.row,
            date1904,
            columns: Vec::new(),
            specs: Vec::new(),
            by_index: vec![None; header.cells.len()],
            by_field: [None; Field::COUNT],
            unknown: Vec::new(),
        };
        let mut twice = Vec::new();
        for (index, cell) in header
            .cells
            .iter()
            .enumerate()
            .filter(|(_, cell)| !cell.is_blank())
        {
            let title = title_of(cell);
            match aliases.find(cell) {
                None if KNOWN_AND_IGNORED.contains(&normalise(&title).as_str()) => {}
                None => laid.unknown.push(format!("{}“{title}”", letters(index))),
                Some(spec) => match laid
                    .columns
                    .iter()
                    .find(|column| column.field == spec.field)
                {
                    Some(first) => twice.push(format!(
                        "{}“{}”与{}“{title}”",
                        first.letter,
                        first.title,
                        letters(index)
                    )),
                    None => laid.add(index, title, spec),
                },
            }
        }
        let missing: Vec<&str> = specs
            .iter()
            .filter(|spec| {
                spec.required && !laid.columns.iter().any(|column| column.field == spec.field)
            })
            .filter(|spec| !Field::of(spec).is_some_and(|field| supplied.contains(&field)))
            .map(|spec| spec.header)
            .collect();
        let mut findings = Vec::new();
        let mut report = |code, columns: String| {
            if !columns.is_empty() {
                findings.push(Note::file(code).arg("columns", columns).at(
                    sheet,
                    header.row,
                    String::new(),
                ));
            }
        };
        report(Code::HeaderDuplicate, twice.join("、"));
        report(Code::HeaderMissing, missing.join("、"));
        if findings.is_empty() {
            Ok(laid)
        } else {
            Err(findings)
        }
    }

    fn add(&mut self, index: usize, title: String, spec: &'static ColumnSpec) {
        let place = self.columns.len();
        if let Some(field) = Field::of(spec)
            && let Some(slot) = self.by_field.get_mut(field as usize)
        {
            *slot = u8::try_from(place).ok();
        }
        self.columns.push(Column {
            index: u16::try_from(index).unwrap_or(u16::MAX),
            letter: letters(index),
            field: spec.field.to_owned(),
            title,
        });
        self.specs.push(spec);
        if let Some(slot) = self.by_index.get_mut(index) {
            *slot = Some(spec);
        }
    }

    /// The sheet's name; the file's for CSV.
    pub fn sheet(&self) -> &str {
        &self.sheet
    }

    /// The header's row as Excel shows it.
    pub fn header_row(&self) -> u32 {
        self.row
    }

    /// The columns that were recognised, in the order of the file.
    pub fn recognised(&self) -> &[Column] {
        &self.columns
    }

    /// Serial dates count from 1904.
    pub fn date1904(&self) -> bool {
        self.date1904
    }

    pub(crate) fn unknown(&self) -> &[String] {
        &self.unknown
    }

    pub(crate) fn column(&self, field: Field) -> Option<&Column> {
        let place = (*self.by_field.get(field as usize)?)?;
        self.columns.get(usize::from(place))
    }

    pub(crate) fn spec_at(&self, index: usize) -> Option<&'static ColumnSpec> {
        self.by_index.get(index).copied().flatten()
    }

    /// The columns of a kind.
    pub(crate) fn of_kind(&self, kind: ColumnKind) -> impl Iterator<Item = &Column> {
        self.columns
            .iter()
            .zip(&self.specs)
            .filter(move |(_, spec)| spec.kind == kind)
            .map(|(column, _)| column)
    }

    /// The header of a field as the clerk sees it, or the template's.
    pub(crate) fn title(&self, field: Field) -> &str {
        self.column(field)
            .map_or(field.header(), |column| &column.title)
    }
}

fn title_of(cell: &RawCell) -> String {
    cell.as_text()
        .unwrap_or_default()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(40)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_compared_without_notes_blanks_and_stars() {
        for text in [
            "会员身份证号",
            " 会员 身份证号* ",
            "会员身份证号（18位）",
            "会员\n身份证号:",
            "会员身份证号【必填】",
        ] {
            assert_eq!(normalise(text), "会员身份证号", "{text}");
        }
        assert_eq!(normalise("Ｎｏ．"), "no");
    }
}
