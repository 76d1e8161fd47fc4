//! What became of exports that only the register knows.

use super::entry::{Entry, What, marks};
use super::fault::Fault;
use super::file::damaged;
use super::guard::{Guard, enter, witness_of};
use super::salvage::{Remains, remains, salvage};
use crate::audit::events;
use crate::error::{Refusal, Result, WorkflowError};
use crate::payments::batches::{expect_state, missing, refuse_involved, save};
use crate::payments::recovery::required;
use crate::proposals::{self, Done, Proposal, VoidChange};
use crate::session::{Context, Session};
use domain::batch::BatchState;
use domain::fen::Fen;
use domain::ids::{BatchId, ClaimRef};
use domain::role::Action;
use domain::year::Instant;
use serde_json::json;
use storage::Db;
use storage::batches::BatchLine;
use storage::export_entries::{self, EntryRow, EntryState};

/// An export that the register holds and this database does not know of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The number of the entry.
    pub entry: i64,
    /// The batch's number.
    pub batch: String,
    /// The payment file's name.
    pub file: String,
    /// How many lines.
    pub count: i64,
    /// Their sum.
    pub total: Fen,
    /// When.
    pub at: Instant,
}

/// Exports that are known from the register alone, oldest first. Their lines are not exported until it is said what
/// became of them.
///
/// # Errors
/// [`WorkflowError::Register`] when the file cannot be relied on.
pub fn list(session: &mut Session) -> Result<Vec<Known>> {
    session.ctx.require(Action::Batch)?;
    let ctx = session.ctx.clone();
    Guard::open(&mut session.db, &ctx)?;
    export_entries::of_state(&mut session.db, EntryState::Found)?
        .iter()
        .filter_map(|row| known(&ctx, row).transpose())
        .collect()
}

fn known(ctx: &Context, row: &EntryRow) -> Result<Option<Known>> {
    let entry = read(ctx, row)?;
    Ok(match entry.what {
        What::Export {
            number,
            file,
            count,
            total_fen,
            ..
        } => Some(Known {
            entry: entry.no,
            batch: number,
            file,
            count,
            total: Fen::new(total_fen),
            at: Instant(entry.at),
        }),
        What::Void { .. } | What::Begun { .. } => None,
    })
}

/// Every entry this database knows, in the order of the register.
pub(crate) fn entries(db: &mut Db, ctx: &Context) -> Result<Vec<Entry>> {
    export_entries::all(db)?
        .iter()
        .map(|row| read(ctx, row))
        .collect()
}

fn read(ctx: &Context, row: &EntryRow) -> Result<Entry> {
    Entry::read(ctx.keyring(), &row.line)
        .ok_or_else(|| damaged(&ctx.installation.register, Fault::ChangedInDatabase(row.no)))
}

/// Takes an export of the register as having happened: the batch is exported, and no file is written.
///
/// `batch` is the one the entry names, or, where the database was put back to before it, a new one sealed with the very
/// same payments.
///
/// # Errors
/// [`WorkflowError::State`] for a batch that is not sealed, [`WorkflowError::Refused`] when its payments are not those of
/// the entry, [`WorkflowError::SecondOperator`] for an operator who approved one.
pub fn happened(session: &mut Session, entry: i64, batch: Option<BatchId>) -> Result<BatchId> {
    session.ctx.require(Action::Pay)?;
    let ctx = session.ctx.clone();
    let guard = Guard::open(&mut session.db, &ctx)?;
    let done = session.db.write(|db| put_happened(db, &ctx, entry, batch));
    drop(guard);
    done
}

fn put_happened(db: &mut Db, ctx: &Context, no: i64, batch: Option<BatchId>) -> Result<BatchId> {
    let row = waiting(db, no)?;
    let What::Export {
        batch: own,
        number,
        digest,
        count,
        total_fen,
        marks: paid,
        ..
    } = read(ctx, &row)?.what
    else {
        return Err(nothing_to_say(no));
    };
    let id = batch.unwrap_or(own);
    let mut found = storage::batches::lock(db, &ctx.actor.scope, id)
        .map_err(|error| missing(error, &number))?;
    expect_state(&found, &[BatchState::Sealed])?;
    let handles: Vec<ClaimRef> = storage::batches::lines(db, id)?
        .iter()
        .map(BatchLine::handle)
        .collect();
    let claims = storage::claims::find_all(db, &ctx.actor.scope, &handles)?;
    refuse_involved(db, ctx, &claims)?;
    let foreign = marks(db, ctx, &claims)?
        .iter()
        .any(|own| own.is_disjoint(&paid));
    if (found.line_count, found.total.get()) != (count, total_fen) || foreign {
        let message = words!(
            "批次 {} 的款项与登记簿第 {no} 号的不一致：登记簿为 {count} 笔 {} 元",
            "the payments of batch {} are not those of entry {no} of the register: {count} lines, {} yuan",
            found.number,
            Fen::new(total_fen)
        );
        return Err(WorkflowError::Refused(Refusal::new(
            "other-payments",
            message,
        )));
    }
    found.state = BatchState::Exported;
    found.exported_by = Some(ctx.actor.id.into());
    found.exported_at = Some(ctx.now().0);
    let batch = save(db, ctx, found)?;
    export_entries::set_state(db, no, EntryState::Happened, Some(id))?;
    let entry = witness_of(db, ctx, no)?;
    let detail =
        json!({ "entry": no, "batch": id.to_string(), "number": number, "digest": digest });
    events::vouch(db, ctx, "export-happened", &detail, &[batch, entry])?;
    Ok(id)
}

/// Proposes that an export of the register never happened: no bank and no tax bureau has its file. It is in force, and
/// its lines may be exported, once a second operator agrees.
///
/// # Errors
/// [`WorkflowError::Usage`] without a reason, [`WorkflowError::Refused`] for an entry that waits for nothing.
pub fn void(session: &mut Session, entry: i64, reason: &str) -> Result<Done> {
    session.ctx.require(Action::Pay)?;
    let reason = required(
        reason,
        words!(
            "请写明如何得知该文件从未送出",
            "say how it is known that the file was never sent"
        ),
    )?;
    let ctx = session.ctx.clone();
    Guard::open(&mut session.db, &ctx)?;
    let row = waiting(&mut session.db, entry)?;
    let number = match read(&ctx, &row)?.what {
        What::Export { number, .. } => number,
        What::Void { .. } | What::Begun { .. } => return Err(nothing_to_say(entry)),
    };
    proposals::propose(
        session,
        Proposal::ExportVoid(VoidChange {
            entry,
            number,
            reason,
        }),
    )
}

/// Refuses to export anything while an export waits to be explained: this database was put back to before it, and what
/// else it forgot, the families of those payments among it, nobody knows until then.
pub(crate) fn refuse_unexplained(db: &mut Db, ctx: &Context) -> Result<()> {
    refuse_waiting(db, ctx, |_| true)
}

/// Refuses to take back a batch of which the register says that it was exported.
pub(crate) fn refuse_lost_batch(db: &mut Db, ctx: &Context, batch: BatchId) -> Result<()> {
    refuse_waiting(db, ctx, |row| {
        row.batch_id.map(BatchId::from) == Some(batch)
    })
}

fn refuse_waiting(db: &mut Db, ctx: &Context, such: impl Fn(&EntryRow) -> bool) -> Result<()> {
    let found = export_entries::of_state(db, EntryState::Found)?;
    let Some(row) = found.iter().find(|row| such(row)) else {
        return Ok(());
    };
    let Some(Known {
        entry, batch, file, ..
    }) = known(ctx, row)?
    else {
        return Ok(());
    };
    Err(WorkflowError::Refused(Refusal::new(
        "export-unexplained",
        words!(
            "导出登记簿第 {entry} 号（批次 {batch}，文件 {file}）在本数据库中没有记录，数据库曾恢复到该次导出之前。请先用 `gongbao register list` 查看，再用 `gongbao register happened` 或 `gongbao register void` 说明其结果",
            "this database does not know of export {entry} ({batch}, {file}): it was put back to before it. Look at `gongbao register list`, and say first what became of it with `gongbao register happened` or `gongbao register void`"
        ),
    )))
}

/// The entry waits for somebody to say what became of it.
pub(crate) fn waiting(db: &mut Db, no: i64) -> Result<EntryRow> {
    export_entries::find(db, no)?
        .filter(|row| row.state == EntryState::Found.code())
        .ok_or_else(|| nothing_to_say(no))
}

fn nothing_to_say(no: i64) -> WorkflowError {
    WorkflowError::Refused(Refusal::new(
        "not-found",
        words!(
            "此编号下没有待核对的导出：{no}",
            "no export waits to be reconciled under this number: {no}"
        ),
    ))
}

/// Puts a seconded [`void`] in force, inside the caller's transaction; the register has it with the next export.
pub(crate) fn put_void(db: &mut Db, ctx: &Context, change: &VoidChange) -> Result<()> {
    waiting(db, change.entry)?;
    export_entries::set_state(db, change.entry, EntryState::Void, None)?;
    let reason = change.reason.clone();
    let (no, own) = enter(
        db,
        ctx,
        What::Void {
            entry: change.entry,
            reason,
        },
    )?;
    let detail = json!({ "entry": change.entry, "number": change.number, "void": no });
    let void = witness_of(db, ctx, change.entry)?;
    events::vouch(db, ctx, "export-void", &detail, &[void, own])
}

/// Proposes that a register that is lost, or cannot be relied on, is begun anew with what the database knows of it. It is,
/// with the next export, once a second operator agrees. What cannot be read of the lost one is forgotten with it, and told
/// beforehand.
///
/// # Errors
/// [`WorkflowError::Usage`] without a reason, [`WorkflowError::Refused`] while the register is in order.
pub fn begin(session: &mut Session, reason: &str) -> Result<(Done, Remains)> {
    session.ctx.require(Action::Pay)?;
    let reason = required(
        reason,
        words!(
            "请写明登记簿如何丢失，并已向银行和税务核对",
            "say how it was lost, and that bank and tax bureau were asked"
        ),
    )?;
    let ctx = session.ctx.clone();
    match Guard::open(&mut session.db, &ctx) {
        Err(WorkflowError::Register { .. }) => {
            let remains = remains(&mut session.db, &ctx)?;
            let done = proposals::propose(session, Proposal::RegisterBegin { reason })?;
            Ok((done, remains))
        }
        Err(other) => Err(other),
        Ok(_) => Err(WorkflowError::Refused(Refusal::new(
            "register-sound",
            words!(
                "导出登记簿完好，不需要重建",
                "the register of exports is in order and is not begun anew"
            ),
        ))),
    }
}

/// Puts a seconded [`begin`] in force, inside the caller's transaction. Entries that can still be read of the old register
/// are taken over before, to be explained like all that this database does not know of.
pub(crate) fn put_begin(db: &mut Db, ctx: &Context, reason: &str) -> Result<()> {
    let lost = remains(db, ctx)?.lost;
    let head = salvage(db, ctx)?;
    let what = What::Begun {
        reason: reason.to_owned(),
        head,
    };
    let (no, witness) = enter(db, ctx, what)?;
    let detail = json!({ "entry": no, "reason": reason, "lost": lost });
    events::vouch(db, ctx, "register-begin", &detail, &[witness])
}
