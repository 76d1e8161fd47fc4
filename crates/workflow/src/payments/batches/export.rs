//! Writes a sealed batch's file; from then on lines leave only by settlement.

use super::contested;
use super::duties::{claims_of, refuse_involved};
use super::payee::digest;
use super::{expect_state, file, lock, missing, needs_signature, save, sheet, total_of};
use crate::audit::events;
use crate::error::{Refusal, Result, WorkflowError};
use crate::payments::exports::{self, Guard, What, enter, exported_before, file_name, marks};
use crate::session::{Context, Session};
use data_encoding::HEXLOWER;
use domain::batch::BatchState;
use domain::claim_record::ClaimRecord;
use domain::fen::Fen;
use domain::ids::BatchId;
use domain::role::Action;
use domain::year::Instant;
use import::write::{CsvEncoding, csv, xlsx};
use serde_json::json;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use storage::batches::{Batch, BatchLine};
use storage::{Db, StorageError};

/// How the file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated, UTF-8 with a byte order mark.
    Csv,
    /// A workbook.
    Xlsx,
}

impl Format {
    /// The stable code, which is also the file's ending.
    pub fn code(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// Finds the format of a stable code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Csv, Self::Xlsx]
            .into_iter()
            .find(|format| format.code() == code)
    }
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Where.
    pub path: PathBuf,
    /// How many lines.
    pub count: i64,
    /// Their sum.
    pub total: Fen,
    /// Digest of the frozen lines.
    pub digest: String,
    /// The batch had been exported before; the bytes are the same as then.
    pub again: bool,
}

const MAY_EXPORT: [BatchState; 3] = [
    BatchState::Sealed,
    BatchState::Exported,
    BatchState::Settled,
];

/// Exports a batch to a directory or a file, readable by its owner only. The same batch gives the same
/// bytes every time; a different file of that name is never replaced.
///
/// The file is complete on disk before the batch is marked, the mark stands in the register of exports outside the
/// database, and only then the file gets its name: a crash between leaves a batch that can be exported again, never a
/// file of a batch that can still be taken back, nor one that a restored database knows nothing of.
///
/// # Errors
/// [`WorkflowError::SecondOperator`] without the second signature, for whoever reviewed or approved a line, or is of a
/// line's family, [`WorkflowError::State`], [`WorkflowError::Write`], [`WorkflowError::Exported`] for lines that the
/// register says were exported before, [`WorkflowError::Register`].
pub fn export(
    session: &mut Session,
    batch: BatchId,
    format: Format,
    to: &Path,
) -> Result<Exported> {
    session.ctx.require(Action::Pay)?;
    let ctx = session.ctx.clone();
    contested::look(&mut session.db, &ctx, batch)?;
    let Prepared {
        row,
        bytes,
        claims,
        marks,
    } = prepare(&mut session.db, &ctx, batch, format)?;
    let path = file::target(to, &file_name(&row.number, format.code()));
    let mut register = Guard::open(&mut session.db, &ctx)?;
    // Whoever exported it in this moment has marked it.
    let row = exportable(&mut session.db, &ctx, batch)?;
    let before = exported_before(&mut session.db, &ctx, Some(&row), &claims)?;
    if let Some(earlier) = before.into_values().next() {
        return Err(earlier.error(&ctx));
    }
    if row.exported_at.is_none() {
        exports::refuse_unexplained(&mut session.db, &ctx)?;
    }
    let staged = file::stage(&path, &bytes)?;
    let again = session
        .db
        .write(|db| mark(db, &ctx, batch, format, &bytes, &marks))?;
    register.write(&mut session.db, &ctx)?;
    let path = staged.publish()?;
    Ok(Exported {
        path,
        count: row.line_count,
        total: row.total,
        digest: row.digest.unwrap_or_default(),
        again,
    })
}

/// What is to be exported.
struct Prepared {
    row: Batch,
    bytes: Vec<u8>,
    claims: Vec<ClaimRecord>,
    /// What marks its payments in the register.
    marks: BTreeSet<String>,
}

fn prepare(db: &mut Db, ctx: &Context, batch: BatchId, format: Format) -> Result<Prepared> {
    let row = exportable(db, ctx, batch)?;
    if needs_signature(ctx, row.total) && row.signed_by.is_none() {
        return Err(WorkflowError::SecondOperator(Refusal::new(
            "unsigned",
            words!(
                "批次金额超过限额，须先由另一位审批人会签（`gongbao batch sign`）：{}，{} 元 > {} 元",
                "a second approver signs a batch above the limit with `gongbao batch sign`: {}, {} > {}",
                row.number,
                row.total,
                ctx.installation.limits.batch_second_signature
            ),
        )));
    }
    let lines = storage::batches::lines(db, batch)?;
    let claims = claims_of(db, &lines)?;
    contested::refuse(db, ctx, &row, &claims)?;
    refuse_involved(db, ctx, &claims)?;
    refuse_altered(ctx, &row, &lines)?;
    let bytes = written(ctx, &row, &lines, format)?;
    let marks = marks(db, ctx, &claims)?.into_iter().flatten().collect();
    Ok(Prepared {
        row,
        bytes,
        claims,
        marks,
    })
}

/// The bytes of a sealed batch's file: the same every time.
///
/// # Errors
/// A batch whose lines are not the ones that were sealed.
pub(super) fn render(db: &mut Db, ctx: &Context, row: &Batch, format: Format) -> Result<Vec<u8>> {
    let lines = storage::batches::lines(db, row.id.into())?;
    refuse_altered(ctx, row, &lines)?;
    written(ctx, row, &lines, format)
}

fn written(ctx: &Context, row: &Batch, lines: &[BatchLine], format: Format) -> Result<Vec<u8>> {
    let table = sheet::table(ctx, row, lines, row.channel)?;
    Ok(match format {
        Format::Csv => csv(&table, CsvEncoding::Utf8Bom)?,
        // The day of sealing, so that a workbook made again tomorrow is the same.
        Format::Xlsx => xlsx(
            &table,
            Instant(row.sealed_at.unwrap_or_default()).shanghai_date(),
        )?,
    })
}

fn exportable(db: &mut Db, ctx: &Context, batch: BatchId) -> Result<Batch> {
    let row = storage::batches::find(db, &ctx.actor.scope, batch)
        .map_err(|error| missing(error, &batch.to_string()))?;
    expect_state(&row, &MAY_EXPORT)?;
    Ok(row)
}

/// Nothing is paid from lines that are not the ones that were sealed.
fn refuse_altered(ctx: &Context, row: &Batch, lines: &[BatchLine]) -> Result<()> {
    let count = i64::try_from(lines.len()).unwrap_or(i64::MAX);
    let total = total_of(lines);
    if count == row.line_count && total == row.total && row.digest == Some(digest(ctx, row, lines)?)
    {
        return Ok(());
    }
    Err(StorageError::stored(
        "batches.digest",
        format!(
            "{} does not fit its lines: run `gongbao audit verify`",
            row.number
        ),
    )
    .into())
}

fn mark(
    db: &mut Db,
    ctx: &Context,
    batch: BatchId,
    format: Format,
    bytes: &[u8],
    marks: &BTreeSet<String>,
) -> Result<bool> {
    let mut row = lock(db, ctx, batch, &MAY_EXPORT)?;
    let again = row.exported_at.is_some();
    // A case may have been opened since it was prepared.
    let lines = storage::batches::lines(db, batch)?;
    let claims = claims_of(db, &lines)?;
    contested::refuse(db, ctx, &row, &claims)?;
    // A batch exported before there was a register is entered when it is exported again.
    let mut witnesses = Vec::new();
    if !storage::export_entries::has_batch(db, batch)? {
        let what = What::Export {
            batch,
            number: row.number.clone(),
            file: file_name(&row.number, format.code()),
            digest: HEXLOWER.encode(&ctx.keyring().digest(bytes)),
            count: row.line_count,
            total_fen: row.total.get(),
            marks: marks.clone(),
        };
        witnesses.push(enter(db, ctx, what)?.1);
    }
    let detail = json!({
        "batch": batch.to_string(), "format": format.code(), "count": row.line_count, "total_fen": row.total.get(),
        "digest": row.digest, "file": HEXLOWER.encode(&ctx.keyring().digest(bytes)),
    });
    if !again {
        row.state = BatchState::Exported;
        row.exported_by = Some(ctx.actor.id.into());
        row.exported_at = Some(ctx.now().0);
        witnesses.push(save(db, ctx, row)?);
    }
    events::vouch(db, ctx, "batch-export", &detail, &witnesses)?;
    Ok(again)
}
