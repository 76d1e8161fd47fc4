//! The outcome of an import.

use super::received::{Received, RowState};
use super::{ImportOptions, Verdicts};
use domain::finding::RowFinding;
use domain::ids::ImportId;
use std::collections::BTreeSet;
use storage::imports::ImportRecord;

/// Changes that an import proposed and that wait for a second operator.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waiting {
    /// How many.
    pub changes: usize,
    /// Of them, those that nobody can approve yet.
    pub for_nobody: usize,
    /// Who can approve the others, by name, the first few.
    pub seconders: BTreeSet<String>,
}

/// The outcome of an import.
#[derive(Debug, Clone)]
pub struct ImportReport {
    /// Its id; `None` for a dry run.
    pub import: Option<ImportId>,
    /// Rows of data.
    pub rows: usize,
    /// Rows that made or changed something.
    pub accepted: usize,
    /// Rows refused.
    pub refused: usize,
    /// Rows taken over with something to know.
    pub warned: usize,
    /// Rows that were there already, unchanged.
    pub unchanged: usize,
    /// Every finding, of the file first, then by row.
    pub findings: Vec<RowFinding>,
    /// The file as a whole was refused.
    pub file_refused: bool,
    /// When the very same file was taken over before, in Shanghai time.
    pub seen_before: Option<String>,
    /// Changes that wait for a second operator (plans and budgets).
    pub waiting: Waiting,
    /// What the rules say about the claims, or in a dry run would say today; `None` for other sheets and refused files.
    pub verdicts: Option<Verdicts>,
}

pub(super) fn report<T>(
    record: &ImportRecord,
    options: &ImportOptions,
    sheet: &Received<T>,
    file_findings: Vec<RowFinding>,
    seen_before: Option<String>,
    file_refused: bool,
) -> ImportReport {
    let mut findings = file_findings;
    findings.extend(sheet.sent_again(!options.dry_run && !file_refused));
    findings.extend(sheet.in_part());
    findings.extend(
        sheet
            .rows
            .iter()
            .flat_map(|row| row.findings.iter().cloned()),
    );
    ImportReport {
        import: (!options.dry_run).then(|| record.id.into()),
        rows: sheet.rows.len(),
        accepted: if file_refused {
            0
        } else {
            sheet.count(&[RowState::Accepted, RowState::Revised])
        },
        refused: if file_refused {
            sheet.rows.len()
        } else {
            sheet.count(&[RowState::Refused])
        },
        warned: if file_refused { 0 } else { sheet.warned() },
        unchanged: if file_refused {
            0
        } else {
            sheet.count(&[RowState::Unchanged])
        },
        findings,
        file_refused,
        seen_before,
        waiting: sheet.waiting.clone(),
        verdicts: sheet.verdicts.clone(),
    }
}
