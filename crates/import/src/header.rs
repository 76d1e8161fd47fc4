//! Finds the header row and which column is which, by exact aliases only: never by position or likeness.

use crate::cell::{RawCell, RawRow, letters};
use crate::field::Field;
use crate::groups::{JOINT, Joined};
use crate::limits::{HEADER_HITS_MIN, HEADER_ROWS_MAX};
use crate::mappings::{Mappings, likeness};
use crate::messages::{Code, Note};
use crate::write::OUR_HEADERS;
use domain::finding::RowFinding;
use policy::{ColumnKind, ColumnSpec};
use serde::{Deserialize, Serialize};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
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
    unknown: Vec<Unknown>,
    /// Columns that are known because an operator confirmed their header.
    mapped: Vec<Column>,
    /// Every header as the clerk wrote it, by column.
    titles: Vec<String>,
    /// Columns that this program added.
    ours: Vec<bool>,
}

/// A column nobody knows.
#[derive(Debug, Clone)]
struct Unknown {
    letter: String,
    title: String,
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
    /// Headers that are known because an operator confirmed them.
    mapped: BTreeSet<String>,
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
        Self {
            by_header,
            mapped: BTreeSet::new(),
        }
    }

    /// Adds the headers a union's operator confirmed. A known header is never given another meaning.
    pub(crate) fn add(&mut self, mappings: &Mappings, specs: &'static [ColumnSpec]) {
        for (header, field) in &mappings.fields {
            let Some(spec) = specs.iter().find(|spec| spec.field == field) else {
                continue;
            };
            if let Entry::Vacant(place) = self.by_header.entry(header.clone()) {
                place.insert(spec);
                self.mapped.insert(header.clone());
            }
        }
    }

    /// The column of a header that is normalised already.
    pub(crate) fn find_text(&self, header: &str) -> Option<Known> {
        let spec = *self.by_header.get(header)?;
        Some(Known {
            spec,
            mapped: self.mapped.contains(header),
        })
    }
}

/// The column a header names.
#[derive(Clone, Copy)]
pub(crate) struct Known {
    pub(crate) spec: &'static ColumnSpec,
    /// An operator confirmed it for the union.
    pub(crate) mapped: bool,
}

/// One cell of the header, in one row or joined from two.
pub(crate) struct HeaderCell {
    pub(crate) title: String,
    pub(crate) known: Option<Known>,
}

/// The header as it was found: a cell for every column, `None` where it is blank.
pub(crate) struct Header {
    row: u32,
    cells: Vec<Option<HeaderCell>>,
}

impl Header {
    /// A header of one row.
    pub(crate) fn of_row(row: &RawRow, aliases: &Aliases) -> Self {
        let cell = |cell: &RawCell| {
            (!cell.is_blank()).then(|| HeaderCell {
                title: title_of(cell.as_text().unwrap_or_default()),
                known: known_by(cell.as_text().unwrap_or_default(), aliases),
            })
        };
        Self {
            row: row.row,
            cells: row.cells.iter().map(cell).collect(),
        }
    }

    /// A header of two rows; `row` is the lower one.
    pub(crate) fn of_groups(row: u32, joined: &[Option<Joined>], aliases: &Aliases) -> Self {
        let cell = |joined: &Option<Joined>| {
            joined.as_ref().map(|joined| HeaderCell {
                title: title_of(&joined.title),
                known: joined.find(aliases),
            })
        };
        Self {
            row,
            cells: joined.iter().map(cell).collect(),
        }
    }

    /// It has enough different known names to be the header.
    pub(crate) fn is_one(&self) -> bool {
        let mut fields: Vec<&str> = self
            .cells
            .iter()
            .flatten()
            .filter_map(|cell| Some(cell.known?.spec.field))
            .collect();
        fields.sort_unstable();
        fields.dedup();
        fields.len() >= HEADER_HITS_MIN
    }

    /// The place of a field, should the header have it.
    pub(crate) fn place_of(&self, field: Field) -> Option<usize> {
        self.cells.iter().position(|cell| {
            cell.as_ref()
                .and_then(|cell| Field::of(cell.known?.spec))
                .is_some_and(|have| have == field)
        })
    }
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
        header: &Header,
        date1904: bool,
        specs: &'static [ColumnSpec],
        supplied: &[Field],
        profile: &str,
    ) -> Result<Self, Vec<RowFinding>> {
        let titles: Vec<String> = header
            .cells
            .iter()
            .map(|cell| cell.as_ref().map(|cell| cell.title.clone()))
            .map(Option::unwrap_or_default)
            .collect();
        let mut laid = Self {
            sheet: sheet.to_owned(),
            row: header.row,
            date1904,
            columns: Vec::new(),
            specs: Vec::new(),
            by_index: vec![None; header.cells.len()],
            by_field: [None; Field::COUNT],
            unknown: Vec::new(),
            mapped: Vec::new(),
            ours: titles.iter().map(|title| is_ours(title)).collect(),
            titles,
        };
        let mut twice = Vec::new();
        for (index, cell) in header
            .cells
            .iter()
            .enumerate()
            .filter_map(|(index, cell)| Some((index, cell.as_ref()?)))
        {
            let title = cell.title.clone();
            match cell.known {
                None if KNOWN_AND_IGNORED.contains(&normalise(&title).as_str()) => {}
                None if is_ours(&title) => {}
                None => laid.unknown.push(Unknown {
                    letter: letters(index),
                    title,
                }),
                Some(Known { spec, mapped }) => match laid
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
                    None => laid.add(index, title, spec, mapped),
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
            findings.extend(laid.suggestions(specs, profile));
            Err(findings)
        }
    }

    fn add(&mut self, index: usize, title: String, spec: &'static ColumnSpec, mapped: bool) {
        let place = self.columns.len();
        if let Some(field) = Field::of(spec)
            && let Some(slot) = self.by_field.get_mut(field as usize)
        {
            *slot = u8::try_from(place).ok();
        }
        let column = Column {
            index: u16::try_from(index).unwrap_or(u16::MAX),
            letter: letters(index),
            field: spec.field.to_owned(),
            title,
        };
        if mapped {
            self.mapped.push(column.clone());
        }
        self.columns.push(column);
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

    /// Every header as the clerk wrote it, by column.
    pub fn titles(&self) -> &[String] {
        &self.titles
    }

    /// The column was added by this program to say what to mend.
    pub(crate) fn is_ours(&self, index: usize) -> bool {
        self.ours.get(index).copied().unwrap_or(false)
    }

    /// What is to be said about the header of a file that is read.
    pub(crate) fn told(
        &self,
        specs: &'static [ColumnSpec],
        profile: &str,
        mappings: &Mappings,
    ) -> Vec<RowFinding> {
        let at = |note: Note| note.at(&self.sheet, self.row, String::new());
        let mut findings = Vec::new();
        if self.row > 1 {
            findings.push(at(Note::file(Code::HeaderFound)));
        }
        if !self.unknown.is_empty() {
            let columns: Vec<String> = self
                .unknown
                .iter()
                .map(|column| format!("{}“{}”", column.letter, column.title))
                .collect();
            let note = Note::file(Code::ColumnsUnknown).arg("columns", columns.join("、"));
            findings.push(at(note));
        }
        findings.extend(self.suggestions(specs, profile));
        for column in &self.mapped {
            let header = specs
                .iter()
                .find(|spec| spec.field == column.field)
                .map_or("", |spec| spec.header);
            let note = Note::new(Code::MappingUsed)
                .arg("title", column.title.clone())
                .arg("header", header)
                .arg("unit", mappings.unit.clone());
            findings.push(note.at(&self.sheet, self.row, column.letter.clone()));
        }
        findings
    }

    /// What unknown headers resemble among the columns the file lacks.
    fn suggestions(&self, specs: &'static [ColumnSpec], profile: &str) -> Vec<RowFinding> {
        self.unknown
            .iter()
            .filter_map(|unknown| {
                let spec = likeness(&unknown.title, specs)?;
                if self.columns.iter().any(|have| have.field == spec.field) {
                    return None;
                }
                let note = Note::new(Code::ColumnSuggestion)
                    .arg("title", unknown.title.clone())
                    .arg("header", spec.header)
                    .arg("field", spec.field)
                    .arg("profile", profile);
                Some(note.at(&self.sheet, self.row, unknown.letter.clone()))
            })
            .collect()
    }

    /// A column of the file is read by a union's saved header.
    pub(crate) fn is_mapped(&self) -> bool {
        !self.mapped.is_empty()
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

fn is_ours(title: &str) -> bool {
    let plain = normalise(title);
    OUR_HEADERS.iter().any(|header| normalise(header) == plain)
}

/// The column of a header, also of one that was joined from two rows and written out as `会员信息/姓名`.
fn known_by(text: &str, aliases: &Aliases) -> Option<Known> {
    aliases.find_text(&normalise(text)).or_else(|| {
        let (group, own) = text.split_once(JOINT)?;
        Joined::new(group, own).find(aliases)
    })
}

fn title_of(text: &str) -> String {
    text.split_whitespace()
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
