//! Whether a file is what a batch was exported as: before it goes to the bank, and when somebody shows one later.

use super::export::{Format, render};
use crate::error::{Result, WorkflowError};
use crate::payments::exports::{What, entries};
use crate::session::{Context, Session};
use data_encoding::HEXLOWER;
use domain::batch::BatchNumber;
use domain::fen::Fen;
use domain::role::Action;
use storage::batches::Batch;
use storage::{Db, StorageError};

/// The largest file that is looked at, in bytes; no batch makes one as large.
pub const FILE_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// What a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checked {
    /// Byte for byte what this batch was exported as.
    Sealed(Exact),
    /// Named as this batch's file, with another content.
    Altered(Exact),
    /// No exported batch in the scope of whoever asks has such a file.
    Unknown,
}

/// The batch a file is, or should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exact {
    /// Its number.
    pub batch: String,
    /// When it was exported, microseconds since 1970.
    pub exported_at: i64,
    /// How many lines.
    pub count: i64,
    /// Their sum.
    pub total: Fen,
}

/// Looks a file up by its digest in the register of exports, else by the batch its name says, which is written anew and
/// compared byte for byte.
///
/// # Errors
/// [`WorkflowError`].
pub fn check(session: &mut Session, name: &str, bytes: &[u8]) -> Result<Checked> {
    session.ctx.require(Action::Batch)?;
    let ctx = session.ctx.clone();
    let digest = HEXLOWER.encode(&ctx.keyring().digest(bytes));
    for entry in entries(&mut session.db, &ctx)? {
        if let What::Export {
            number, digest: of, ..
        } = entry.what
            && of == digest
            && let Some(row) = exported(&mut session.db, &ctx, &number)?
        {
            return Ok(Checked::Sealed(exact(&row)));
        }
    }
    let stem = name.split('.').next().unwrap_or_default();
    let number = stem.parse::<BatchNumber>().ok();
    let Some(number) = number else {
        return Ok(Checked::Unknown);
    };
    let Some(row) = exported(&mut session.db, &ctx, number.as_str())? else {
        return Ok(Checked::Unknown);
    };
    for format in [Format::Csv, Format::Xlsx] {
        if render(&mut session.db, &ctx, &row, format)? == bytes {
            return Ok(Checked::Sealed(exact(&row)));
        }
    }
    Ok(Checked::Altered(exact(&row)))
}

fn exported(db: &mut Db, ctx: &Context, number: &str) -> Result<Option<Batch>> {
    let found = storage::batches::by_number(db, &ctx.actor.scope, number)
        .and_then(|id| storage::batches::find(db, &ctx.actor.scope, id));
    match found {
        Ok(row) => Ok(Some(row).filter(|row| row.exported_at.is_some())),
        Err(StorageError::NotFound) => Ok(None),
        Err(error) => Err(WorkflowError::from(error)),
    }
}

fn exact(row: &Batch) -> Exact {
    Exact {
        batch: row.number.clone(),
        exported_at: row.exported_at.unwrap_or_default(),
        count: row.line_count,
        total: row.total,
    }
}
