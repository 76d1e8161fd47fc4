//! Which sheet of a workbook is read, and whether what it hides may be: both are the operator's to say.

use super::ReadError;
use super::package::damaged;
use super::scan::SheetScan;
use crate::codes;
use crate::write::INSTRUCTION_SHEET;
use domain::finding::RowFinding;
use rows::Note;
use rows::cell::letters;
use rows::normalise;
use std::collections::BTreeSet;

/// Sheets that explain a template and hold no data; compared as headers are.
const INSTRUCTION_SHEETS: [&str; 4] = ["填表说明", "填报说明", "填写说明", "说明"];

/// What the operator said about a file beside its name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices {
    /// The sheet to read, by its name; without it there must be only one that holds anything.
    pub sheet: Option<String>,
    /// Rows, columns and sheets that are hidden or filtered away are to be read like all others.
    pub include_hidden: bool,
    /// Nothing may stand on any other sheet, not even an explanation: it might say the contrary of what is read.
    pub alone: bool,
}

/// A sheet and what was seen of it without reading its cells.
pub(super) struct Candidate {
    pub(super) name: String,
    pub(super) hidden: bool,
    /// It is hidden and holds nothing but the words of drop-down lists.
    pub(super) feeds_lists: bool,
    pub(super) scan: SheetScan,
}

impl Candidate {
    pub(super) fn new(name: String, hidden: bool, scan: SheetScan) -> Self {
        Self {
            name,
            hidden,
            feeds_lists: false,
            scan,
        }
    }
}

/// A workbook of ours explains itself in comments; nobody else's are in it.
pub(super) fn explains_itself(sheets: &[Candidate]) -> bool {
    sheets.len() > 1 && sheets.iter().any(|sheet| sheet.name == INSTRUCTION_SHEET)
}

/// The one sheet to read, and what is to be said about it.
pub(super) fn choose(
    candidates: Vec<Candidate>,
    choices: &Choices,
) -> Result<(Candidate, Vec<RowFinding>), ReadError> {
    // A sheet is known by its name alone from here on.
    let names_of: BTreeSet<&str> = candidates.iter().map(|sheet| sheet.name.as_str()).collect();
    if names_of.len() < candidates.len() {
        return Err(damaged());
    }
    let mut filled: Vec<Candidate> = candidates
        .into_iter()
        .filter(|sheet| sheet.scan.filled)
        .collect();
    let others = filled.len() > 1 && choices.alone;
    if others && (choices.sheet.is_some() || filled.iter().any(is_instruction)) {
        let note = Note::new(codes::FILE_OTHER_SHEETS).arg("sheets", names(&filled, |_| true));
        return Err(ReadError::refused(note));
    }
    let chosen = if let Some(wanted) = &choices.sheet {
        let at = filled
            .iter()
            .position(|sheet| sheet.name.trim() == wanted.trim());
        let Some(at) = at else {
            let note = Note::new(codes::FILE_SHEET_UNKNOWN)
                .arg("wanted", wanted.clone())
                .arg("sheets", names(&filled, |_| true));
            return Err(ReadError::refused(note));
        };
        filled.swap_remove(at)
    } else {
        filled.retain(|sheet| !sheet.feeds_lists && !is_instruction(sheet));
        refuse_in_doubt(&filled, choices)?;
        filled
            .pop()
            .ok_or_else(|| ReadError::refuse(codes::FILE_EMPTY))?
    };
    let mut hidden = hidden_parts(&chosen);
    if chosen.hidden {
        hidden.insert(0, hidden_sheets(chosen.name.clone()));
    }
    if hidden.is_empty() || choices.include_hidden {
        let told = included(&chosen);
        return Ok((chosen, told));
    }
    Err(ReadError::Refuse(hidden))
}

fn is_instruction(sheet: &Candidate) -> bool {
    INSTRUCTION_SHEETS.contains(&normalise(&sheet.name).as_str())
}

/// Refuses a workbook of which nobody said what to read. All that must be known is told at once, also what every
/// sheet hides, so that one answer settles it.
fn refuse_in_doubt(filled: &[Candidate], choices: &Choices) -> Result<(), ReadError> {
    let hidden = names(filled, |sheet| sheet.hidden && !choices.include_hidden);
    if filled.len() <= 1 {
        return Ok(());
    }
    let mut findings = Vec::new();
    if !hidden.is_empty() {
        findings.push(hidden_sheets(hidden));
    }
    let open = |sheet: &Candidate| choices.include_hidden || !sheet.hidden;
    if filled.iter().filter(|sheet| open(sheet)).count() > 1 {
        let note = Note::new(codes::FILE_MANY_SHEETS).arg("sheets", names(filled, open));
        findings.push(note.at_sheet(""));
    }
    if !choices.include_hidden {
        findings.extend(
            filled
                .iter()
                .filter(|sheet| !sheet.hidden)
                .flat_map(hidden_parts),
        );
    }
    Err(ReadError::Refuse(findings))
}

fn hidden_sheets(names: String) -> RowFinding {
    let note = Note::new(codes::FILE_HIDDEN_SHEETS).arg("sheets", names);
    note.at_sheet("")
}

fn names(sheets: &[Candidate], of: impl Fn(&Candidate) -> bool) -> String {
    let names: Vec<&str> = sheets
        .iter()
        .filter(|sheet| of(sheet))
        .map(|sheet| sheet.name.as_str())
        .collect();
    names.join("、")
}

/// One finding for hidden rows and one for hidden columns, so that a confirmation covers what was told.
fn hidden_parts(sheet: &Candidate) -> Vec<RowFinding> {
    let mut findings = Vec::new();
    if sheet.scan.hidden_rows > 0 {
        let code = if sheet.scan.filtered {
            codes::FILE_FILTERED_ROWS
        } else {
            codes::FILE_HIDDEN_ROWS
        };
        let note = Note::new(code).arg("count", sheet.scan.hidden_rows.to_string());
        findings.push(note.at_sheet(&sheet.name));
    }
    if !sheet.scan.hidden_columns.is_empty() {
        let note = Note::new(codes::FILE_HIDDEN_COLUMNS)
            .arg("count", sheet.scan.hidden_columns.len().to_string())
            .arg("columns", column_letters(&sheet.scan));
        findings.push(note.at_sheet(&sheet.name));
    }
    findings
}

/// What was hidden and is read because the operator confirmed it.
fn included(sheet: &Candidate) -> Vec<RowFinding> {
    if !sheet.hidden && sheet.scan.hidden_rows == 0 && sheet.scan.hidden_columns.is_empty() {
        return Vec::new();
    }
    let note = Note::new(codes::HIDDEN_INCLUDED)
        .arg("rows", sheet.scan.hidden_rows.to_string())
        .arg("columns", sheet.scan.hidden_columns.len().to_string());
    vec![note.at_sheet(&sheet.name)]
}

fn column_letters(scan: &SheetScan) -> String {
    let mut columns = scan.hidden_columns.clone();
    columns.sort_unstable();
    let columns: Vec<String> = columns
        .into_iter()
        .map(|column| letters(column as usize))
        .collect();
    columns.join("、")
}
