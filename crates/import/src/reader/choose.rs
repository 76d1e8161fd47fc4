//! Which sheet of a workbook is read, and whether what it hides may be: both are the operator's to say.

use super::Stop;
use super::scan::SheetScan;
use crate::codes;
use crate::write::INSTRUCTION_SHEET;
use domain::finding::RowFinding;
use rows::Note;
use rows::cell::letters;
use rows::normalise;

/// Sheets that explain a template and hold no data; compared as headers are.
const INSTRUCTION_SHEETS: [&str; 4] = ["填表说明", "填报说明", "填写说明", "说明"];

/// What the operator said about a file beside its name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices {
    /// The sheet to read, by its name; without it there must be only one that holds anything.
    pub sheet: Option<String>,
    /// Rows, columns and sheets that are hidden or filtered away are to be read like all others.
    pub include_hidden: bool,
}

/// A sheet and what was seen of it without reading its cells.
pub(super) struct Candidate {
    pub(super) name: String,
    pub(super) hidden: bool,
    pub(super) scan: SheetScan,
}

/// A workbook of ours explains itself in comments; nobody else's are in it.
pub(super) fn explains_itself(sheets: &[Candidate]) -> bool {
    sheets.len() > 1 && sheets.iter().any(|sheet| sheet.name == INSTRUCTION_SHEET)
}

/// The one sheet to read, and what is to be said about it.
pub(super) fn choose(
    candidates: Vec<Candidate>,
    choices: &Choices,
) -> Result<(Candidate, Vec<RowFinding>), Stop> {
    let mut filled: Vec<Candidate> = candidates
        .into_iter()
        .filter(|sheet| sheet.scan.filled)
        .collect();
    let names = |list: &[Candidate], hidden: Option<bool>| {
        list.iter()
            .filter(|sheet| hidden.is_none_or(|hidden| sheet.hidden == hidden))
            .map(|sheet| sheet.name.as_str())
            .collect::<Vec<_>>()
            .join("、")
    };
    let chosen = if let Some(wanted) = &choices.sheet {
        let at = filled
            .iter()
            .position(|sheet| sheet.name.trim() == wanted.trim());
        let Some(at) = at else {
            let note = Note::new(codes::FILE_SHEET_UNKNOWN)
                .arg("wanted", wanted.clone())
                .arg("sheets", names(&filled, None));
            return Err(Stop::refused(note));
        };
        filled.swap_remove(at)
    } else {
        filled.retain(|sheet| !INSTRUCTION_SHEETS.contains(&normalise(&sheet.name).as_str()));
        let hidden = names(&filled, Some(true));
        if !hidden.is_empty() && !choices.include_hidden {
            return Err(hidden_sheets(hidden));
        }
        if filled.len() > 1 {
            let note = Note::new(codes::FILE_MANY_SHEETS).arg("sheets", names(&filled, None));
            return Err(Stop::refused(note));
        }
        filled
            .pop()
            .ok_or_else(|| Stop::refuse(codes::FILE_EMPTY))?
    };
    if chosen.hidden && !choices.include_hidden {
        return Err(hidden_sheets(chosen.name));
    }
    let hidden = hidden_parts(&chosen);
    if hidden.is_empty() || choices.include_hidden {
        let told = included(&chosen);
        return Ok((chosen, told));
    }
    Err(Stop::Refuse(hidden))
}

fn hidden_sheets(names: String) -> Stop {
    Stop::refused(Note::new(codes::FILE_HIDDEN_SHEETS).arg("sheets", names))
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
