//! Imported files and what became of their rows.

use super::people::Operators;
use super::{Cursor, Lang, Page, missing, page as pages};
use crate::error::Result;
use crate::session::Session;
use domain::finding::{RowFinding, RowSeverity};
use domain::ids::{ClaimRef, ImportId};
use domain::year::Instant;
use rows::finding::{Teller, Texts};
use rows::group::{Group, group};
use std::collections::HashMap;
use storage::imports::{ImportRecord, ImportedRow};
use storage::page::After;

/// An import in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRowView {
    /// Id.
    pub id: ImportId,
    /// Kind of sheet: `units`, `members`, `plans`, `budgets`, `claims`.
    pub profile: String,
    /// Programme id.
    pub programme: String,
    /// The file's name.
    pub file: String,
    /// The file's digest.
    pub digest: String,
    /// Where it stands, as stored.
    pub state: String,
    /// Rows read.
    pub rows: i64,
    /// Rows that produced or changed something.
    pub accepted: i64,
    /// Rows that were refused.
    pub refused: i64,
    /// Rows taken over with a warning.
    pub warned: i64,
    /// Rows that changed nothing.
    pub unchanged: i64,
    /// Who.
    pub by: String,
    /// When it began.
    pub started_at: Instant,
    /// When it ended.
    pub finished_at: Option<Instant>,
    /// Findings of the whole file.
    pub file_findings: Vec<FindingText>,
}

/// A finding with its sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingText {
    /// The sheet.
    pub sheet: String,
    /// The first row, as Excel shows it; 0 for the whole file.
    pub row: u32,
    /// First and last row of every run of rows it stands on; empty for the whole file.
    pub rows: Vec<(u32, u32)>,
    /// Those rows as a sentence names them.
    pub rows_text: String,
    /// Column letter; empty for the whole row.
    pub column: String,
    /// Stable code.
    pub code: String,
    /// What it does.
    pub severity: RowSeverity,
    /// What happened and what to do.
    pub message: String,
}

impl FindingText {
    /// Code of what it does: to a row, or to the file.
    pub const fn level(&self) -> &'static str {
        match self.severity {
            RowSeverity::Warning => "warning",
            RowSeverity::Review => "review",
            RowSeverity::Error => "error",
            RowSeverity::File => "file",
        }
    }

    /// On how many rows it stands; 0 for the whole file.
    pub fn count(&self) -> usize {
        let rows = self.rows.iter();
        rows.map(|(from, to)| (to - from) as usize + 1).sum()
    }
}

/// A finding of a stored import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What was found, and where.
    pub finding: FindingText,
    /// The claim its row made or changed, if it stands on one row only.
    pub claim: Option<ClaimRef>,
}

/// A row of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportLineView {
    /// The sheet.
    pub sheet: String,
    /// Row as Excel shows it.
    pub row: i64,
    /// What became of it, as stored.
    pub state: String,
    /// The claim it made or changed.
    pub claim: Option<ClaimRef>,
    /// What was found.
    pub findings: Vec<FindingText>,
}

/// A page of imports in scope, newest first.
///
/// # Errors
/// [`crate::WorkflowError`].
pub fn page(
    session: &mut Session,
    lang: Lang,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Page<ImportRowView>> {
    let scope = session.ctx.actor.scope.clone();
    let rows = storage::imports::page(
        &mut session.db,
        &scope,
        after.map(Cursor::after),
        pages::reach(limit),
    )?;
    let page = Page::cut(rows, pages::clamp(limit), |row| After {
        key: row.started_at,
        id: row.id.0,
    });
    let operators = Operators::load(&mut session.db)?;
    let texts = texts(session);
    let tell = Teller::new(&texts, lang);
    let rows = page
        .rows
        .into_iter()
        .map(|head| view(head, &operators, tell))
        .collect::<Result<_>>()?;
    Ok(Page {
        rows,
        next: page.next,
    })
}

/// An import in scope.
///
/// # Errors
/// [`crate::WorkflowError::NotFound`].
pub fn show(session: &mut Session, id: ImportId, lang: Lang) -> Result<ImportRowView> {
    let scope = session.ctx.actor.scope.clone();
    let head = missing(
        crate::Thing::Import,
        &id,
        storage::imports::find_in_scope(&mut session.db, &scope, id),
    )?;
    let operators = Operators::load(&mut session.db)?;
    view(head, &operators, Teller::new(&texts(session), lang))
}

/// A page of a file's rows; with `flagged` only those that have findings.
///
/// # Errors
/// [`crate::WorkflowError::NotFound`] when the import is not in scope.
pub fn rows(
    session: &mut Session,
    id: ImportId,
    lang: Lang,
    flagged: bool,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Page<ImportLineView>> {
    let scope = session.ctx.actor.scope.clone();
    missing(
        crate::Thing::Import,
        &id,
        storage::imports::find_in_scope(&mut session.db, &scope, id),
    )?;
    let start = after.map_or(0, |cursor| cursor.after().key);
    let rows =
        storage::imports::rows_page(&mut session.db, id, flagged, start, pages::reach(limit))?;
    let page = Page::cut(rows, pages::clamp(limit), |row| Cursor::number(row.row_no));
    let texts = texts(session);
    let tell = Teller::new(&texts, lang);
    let rows = page
        .rows
        .into_iter()
        .map(|row| {
            Ok(ImportLineView {
                claim: claim_of(&row),
                sheet: row.sheet,
                row: row.row_no,
                state: row.state,
                findings: findings(&row.findings, tell)?,
            })
        })
        .collect::<Result<_>>()?;
    Ok(Page {
        rows,
        next: page.next,
    })
}

/// Everything that was found in an import in scope, of the file and of its rows: each told once for all rows it stands
/// on, what is to be mended first.
///
/// # Errors
/// [`crate::WorkflowError::NotFound`] when the import is not in scope.
pub fn found(session: &mut Session, id: ImportId, lang: Lang) -> Result<Vec<Found>> {
    let scope = session.ctx.actor.scope.clone();
    let head = missing(
        crate::Thing::Import,
        &id,
        storage::imports::find_in_scope(&mut session.db, &scope, id),
    )?;
    let mut stored: Vec<RowFinding> = serde_json::from_str(&head.file_findings)?;
    let mut claims: HashMap<(String, i64), ClaimRef> = HashMap::new();
    let mut last = Some(0);
    while let Some(after) = last {
        let limit = pages::reach(super::PAGE_ROWS_MAX);
        let rows = storage::imports::rows_page(&mut session.db, id, true, after, limit)?;
        last = rows.last().map(|row| row.row_no);
        for row in rows {
            stored.extend(serde_json::from_str::<Vec<RowFinding>>(&row.findings)?);
            claims.extend(claim_of(&row).map(|claim| ((row.sheet, row.row_no), claim)));
        }
    }
    let found = tell(session, stored, lang).into_iter().map(|finding| {
        let place = (finding.sheet.clone(), i64::from(finding.row));
        let claim = claims.get(&place).filter(|_| finding.count() == 1);
        let claim = claim.copied();
        Found { finding, claim }
    });
    Ok(found.collect())
}

fn claim_of(row: &ImportedRow) -> Option<ClaimRef> {
    let (subject, id) = row.subject_id.zip(row.claim_id)?;
    Some(ClaimRef {
        subject: subject.into(),
        id: id.into(),
    })
}

fn view(head: ImportRecord, operators: &Operators, tell: Teller<'_>) -> Result<ImportRowView> {
    Ok(ImportRowView {
        id: head.id.into(),
        profile: head.profile,
        programme: head.programme,
        file: head.file_name,
        digest: head.file_digest,
        state: head.state,
        rows: head.row_count,
        accepted: head.accepted,
        refused: head.refused,
        warned: head.warned,
        unchanged: head.unchanged,
        by: operators.name(head.made_by.into()),
        started_at: Instant(head.started_at),
        finished_at: head.finished_at.map(Instant),
        file_findings: findings(&head.file_findings, tell)?,
    })
}

fn texts(session: &Session) -> Texts {
    import::texts(&session.ctx.installation.registry)
}

fn findings(json: &str, tell: Teller<'_>) -> Result<Vec<FindingText>> {
    let stored: Vec<RowFinding> = serde_json::from_str(json)?;
    Ok(grouped(stored, tell))
}

/// Findings with their sentences: each told once for all rows it stands on, what is to be mended first.
pub fn tell(session: &Session, findings: Vec<RowFinding>, lang: Lang) -> Vec<FindingText> {
    let texts = texts(session);
    grouped(findings, Teller::new(&texts, lang))
}

fn grouped(findings: Vec<RowFinding>, tell: Teller<'_>) -> Vec<FindingText> {
    let groups = group(findings).into_iter();
    groups.map(|group| told(group, tell)).collect()
}

fn told(group: Group, tell: Teller<'_>) -> FindingText {
    let message = tell.tell_group(&group);
    let rows_text = group.rows_text(tell.lang());
    let Group { finding, rows } = group;
    FindingText {
        message,
        rows,
        rows_text,
        sheet: finding.sheet,
        row: finding.row,
        column: finding.column,
        code: finding.code,
        severity: finding.severity,
    }
}
