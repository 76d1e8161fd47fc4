//! The error workbook: a sheet as it was sent with its faults marked, handed to whoever sent it and never stored.

use super::sheet_of;
use crate::audit::events;
use crate::error::{Refusal, Result, WorkflowError};
use crate::payments::batches::file;
use crate::review::rule_set::find_programme;
use crate::session::{Context, Session};
use crate::views::Lang;
use domain::finding::RowFinding;
use domain::ids::ImportId;
use domain::role::Action;
use import::forms::{Layout, MendRow, mend};
use rows::finding::Teller;
use rows::{SheetSpec, StagedRow};
use serde_json::json;
use std::path::{Path, PathBuf};
use storage::imports::{ImportRecord, ImportedRow};
use storage::{Db, StorageError};

/// The action of the operator's event.
pub const EXPORT_ERRORS: &str = "import-errors";

/// An error workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorWorkbook {
    /// Where.
    pub path: PathBuf,
    /// Rows of the sheet.
    pub rows: usize,
    /// Rows that were refused.
    pub refused: usize,
    /// Rows with something to check.
    pub flagged: usize,
}

/// Rebuilds an imported sheet from its rows as received, readable by its owner only; a file that is there is never
/// replaced. It is for the operator who sent the sheet and nobody else, and it is made of the rows that the import kept: a
/// path would read whatever the program may read.
///
/// # Errors
/// [`WorkflowError::NotFound`] out of scope, [`WorkflowError::Refused`] with `not-the-sender`;
/// [`WorkflowError::Nothing`] when no row of the file could be read; [`WorkflowError::Write`].
pub fn errors(
    session: &mut Session,
    import: ImportId,
    lang: Lang,
    to: &Path,
) -> Result<ErrorWorkbook> {
    let ctx = session.ctx.clone();
    let db = &mut session.db;
    let record = find(db, &ctx, import)?;
    ctx.require(Action::Read)?;
    if record.made_by != ctx.actor.id.into() {
        return Err(not_the_sender());
    }
    let sheet = sheet_of(&record.profile, find_programme(&ctx, &record.programme)?)?;
    let stored = storage::imports::rows(db, import)?;
    if stored.is_empty() {
        return Err(WorkflowError::Nothing(words!(
            "导入 {import} 没有一行能读出：用 `gongbao import show {import}` 查看文件的问题",
            "no row of import {import} could be read: `gongbao import show {import}` says what is wrong with the file"
        )));
    }
    let rows = stored
        .iter()
        .map(|row| open_row(&ctx, &record, row))
        .collect::<Result<Vec<_>>>()?;
    let refused = stored.iter().filter(|row| row.state == "refused").count();
    let file_findings: Vec<RowFinding> = serde_json::from_str(&record.file_findings)?;
    let book = Book {
        layout: layout_of(&ctx, &record)?,
        rows,
        file_findings,
        refused,
    };
    let staged = book.stage(&ctx, &sheet, lang, &record.file_name, to)?;
    let detail = json!({
        "import": import.to_string(), "rows": book.rows.len(), "refused": refused,
    });
    session
        .db
        .write(|db| events::log(db, &ctx, EXPORT_ERRORS, &detail))?;
    Ok(book.told(staged.publish()?))
}

fn not_the_sender() -> WorkflowError {
    WorkflowError::Refused(Refusal::new(
        "not-the-sender",
        words!(
            "文件的各行只退给导入它的操作员本人",
            "the rows of a file go back only to the operator who imported it"
        ),
    ))
}

fn find(db: &mut Db, ctx: &Context, import: ImportId) -> Result<ImportRecord> {
    match storage::imports::find_in_scope(db, &ctx.actor.scope, import) {
        Ok(_) => Ok(storage::imports::find(db, import)?),
        Err(StorageError::NotFound) => Err(WorkflowError::NotFound {
            kind: crate::Thing::Import,
            id: import.to_string(),
        }),
        Err(error) => Err(error.into()),
    }
}

fn open_row(ctx: &Context, record: &ImportRecord, row: &ImportedRow) -> Result<MendRow> {
    let aad = format!("{}:{}", ImportId::from(record.id), row.row_no);
    let cells = ctx.keyring().open(&row.sealed, aad.as_bytes())?;
    Ok(MendRow {
        staged: StagedRow {
            sheet: row.sheet.clone(),
            row: u32::try_from(row.row_no).unwrap_or(u32::MAX),
            cells: serde_json::from_slice(&cells)?,
            filled: Vec::new(),
        },
        findings: serde_json::from_str(&row.findings)?,
    })
}

fn layout_of(ctx: &Context, record: &ImportRecord) -> Result<Layout> {
    let Some(sealed) = &record.sealed_head else {
        return Ok(Layout::default());
    };
    let id = ImportId::from(record.id).to_string();
    let plain = ctx.keyring().open(sealed, id.as_bytes())?;
    Ok(serde_json::from_slice(&plain)?)
}

struct Book {
    layout: Layout,
    rows: Vec<MendRow>,
    file_findings: Vec<RowFinding>,
    refused: usize,
}

impl Book {
    fn stage(
        &self,
        ctx: &Context,
        sheet: &SheetSpec,
        lang: Lang,
        sent: &str,
        to: &Path,
    ) -> Result<file::Staged> {
        let texts = import::texts(&ctx.installation.registry);
        let form = mend(
            &self.layout,
            &self.rows,
            &self.file_findings,
            sheet.columns,
            Teller::new(&texts, lang),
        );
        let bytes = import::write::form(&form, ctx.today())?;
        let stem = Path::new(sent)
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default();
        file::stage_new(&file::target(to, &format!("{stem}-需修改.xlsx")), &bytes)
    }

    fn told(&self, path: PathBuf) -> ErrorWorkbook {
        let found = self.rows.iter().filter(|row| !row.findings.is_empty());
        ErrorWorkbook {
            path,
            rows: self.rows.len(),
            refused: self.refused,
            flagged: found.count(),
        }
    }
}
