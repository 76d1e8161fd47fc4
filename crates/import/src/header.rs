//! Finds the header row and which column is which, by exact aliases only: never by position or similarity.

use crate::codes;
use crate::groups::{JOINT, Joined, people};
use crate::limits::{HEADER_HITS_MIN, HEADER_ROWS_MAX};
use crate::mappings::{Mappings, similarity};
use crate::write::OUR_HEADERS;
use domain::finding::RowFinding;
use rows::Note;
use rows::{
    Column, ColumnSpec, Columns, RawCell, RawRow, StagedCell, StagedRow, letters, normalise,
};
use std::borrow::Cow;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

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

/// The header of one file and how its columns are laid out.
#[derive(Debug, Clone)]
pub struct Laid {
    sheet: String,
    row: u32,
    columns: Columns,
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

/// The exact aliases of a profile's columns.
pub(crate) struct Aliases {
    by_header: BTreeMap<String, &'static ColumnSpec>,
    /// Headers that are known because an operator confirmed them.
    mapped: BTreeSet<String>,
    people: Vec<&'static [&'static str]>,
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
            people: people(specs),
        }
    }

    /// The people the columns are about.
    pub(crate) fn people(&self) -> &[&'static [&'static str]] {
        &self.people
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
    pub(crate) fn place_of(&self, field: &str) -> Option<usize> {
        self.cells.iter().position(|cell| {
            cell.as_ref()
                .and_then(|cell| cell.known)
                .is_some_and(|known| known.spec.field == field)
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
    Note::new(codes::HEADER_NOT_FOUND)
        .arg("rows", HEADER_ROWS_MAX.to_string())
        .arg("expected", expected.join("、"))
        .at_sheet(sheet)
}

impl Laid {
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
        supplied: &[&str],
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
            columns: Columns::new(date1904),
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
                Some(Known { spec, mapped }) => match laid.columns.column(spec.field) {
                    Some(first) => twice.push(format!(
                        "{}“{}”与{}“{title}”",
                        first.letter,
                        first.title,
                        letters(index)
                    )),
                    None => {
                        laid.columns.add(index, title, spec);
                        if mapped {
                            laid.mapped.extend(laid.columns.column(spec.field).cloned());
                        }
                    }
                },
            }
        }
        let missing: Vec<&str> = specs
            .iter()
            .filter(|spec| {
                spec.required
                    && laid.columns.column(spec.field).is_none()
                    && !supplied.contains(&spec.field)
            })
            .map(|spec| spec.header)
            .collect();
        let mut findings = Vec::new();
        let mut report = |code, columns: String| {
            if !columns.is_empty() {
                findings.push(Note::new(code).arg("columns", columns).at(
                    sheet,
                    header.row,
                    String::new(),
                ));
            }
        };
        report(codes::HEADER_DUPLICATE, twice.join("、"));
        report(codes::HEADER_MISSING, missing.join("、"));
        if findings.is_empty() {
            Ok(laid)
        } else {
            findings.extend(laid.suggestions(specs, profile));
            Err(findings)
        }
    }

    /// The program that wrote the file reckons in universal time.
    pub(crate) fn shift(&mut self) {
        self.columns.shift();
    }

    /// The header's row as Excel shows it.
    pub fn header_row(&self) -> u32 {
        self.row
    }

    /// The columns that were recognised.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// Names the cells of a row.
    pub(crate) fn stage(&self, row: RawRow) -> StagedRow {
        let cells = row
            .cells
            .into_iter()
            .enumerate()
            .filter(|(index, cell)| *cell != RawCell::Empty && !self.is_ours(*index))
            .map(|(index, cell)| StagedCell {
                column: u16::try_from(index).unwrap_or(u16::MAX),
                field: Cow::Borrowed(self.columns.spec_at(index).map_or("", |spec| spec.field)),
                cell,
            })
            .collect();
        StagedRow {
            sheet: self.sheet.clone(),
            row: row.row,
            cells,
            filled: Vec::new(),
        }
    }

    /// Every header as the clerk wrote it, by column.
    pub fn titles(&self) -> &[String] {
        &self.titles
    }

    /// Columns of the table, up to the last one that has a header.
    pub(crate) fn width(&self) -> usize {
        let last = self.titles.iter().rposition(|title| !title.is_empty());
        last.map_or(0, |last| last + 1)
    }

    /// The column was added by this program to say what to mend.
    fn is_ours(&self, index: usize) -> bool {
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
            findings.push(at(Note::new(codes::HEADER_FOUND)));
        }
        if !self.unknown.is_empty() {
            let columns: Vec<String> = self
                .unknown
                .iter()
                .map(|column| format!("{}“{}”", column.letter, column.title))
                .collect();
            let note = Note::new(codes::COLUMNS_UNKNOWN).arg("columns", columns.join("、"));
            findings.push(at(note));
        }
        findings.extend(self.suggestions(specs, profile));
        for column in &self.mapped {
            let header = specs
                .iter()
                .find(|spec| spec.field == column.field)
                .map_or("", |spec| spec.header);
            let note = Note::new(codes::MAPPING_USED)
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
                let spec = similarity(&unknown.title, specs)?;
                if self.columns.column(spec.field).is_some() {
                    return None;
                }
                let note = Note::new(codes::COLUMN_SUGGESTION)
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
