//! Payment batches: put together, sealed, signed, exported, settled; taken back only before export.

mod answer_file;
pub mod check;
mod contested;
mod create;
mod duties;
mod export;
pub(crate) mod file;
mod own_words;
pub mod payable;
mod payee;
mod reverse;
mod seal;
mod settle;
mod sheet;
mod sign;
mod withdraw;

pub(crate) use answer_file::NO_REASON;
pub use answer_file::{FileAnswer, StrangeRow, read_answer};
pub use create::{Created, create};
pub use export::{Exported, Format, export};
pub use import::Choices;
pub use reverse::reverse;
pub use seal::{Sealed, seal, to_seal};
pub(crate) use settle::weigh;
pub use settle::{Answer, Lines, Settled, Weighed, settle, to_settle};
pub use sign::{sign, to_sign};
pub use withdraw::withdraw;

pub(crate) use duties::{refuse_involved, refuse_involved_in};
pub(crate) use payee::digest;

use crate::audit::witness::{self, Witness};
use crate::error::{Refusal, Result, WorkflowError};
use crate::session::{Context, Session};
use crate::words::Words;
use crate::work::Work;
use domain::batch::{BatchNumber, BatchState};
use domain::claim::Step;
use domain::fen::Fen;
use domain::ids::{BatchId, ClaimRef};
use storage::batches::{Batch, BatchLine};
use storage::{Db, StorageError};

/// Resolves what a person or program calls a batch: its id or its number.
///
/// # Errors
/// [`WorkflowError::NotFound`] when it is not there or not in scope.
pub fn find(session: &mut Session, text: &str) -> Result<BatchId> {
    let scope = session.ctx.actor.scope.clone();
    let found = match text.parse::<BatchNumber>() {
        Ok(number) => storage::batches::by_number(&mut session.db, &scope, number.as_str()),
        Err(_) => match text.parse::<BatchId>() {
            Ok(id) => storage::batches::find(&mut session.db, &scope, id).map(|row| row.id.into()),
            Err(_) => Err(StorageError::NotFound),
        },
    };
    found.map_err(|error| missing(error, text))
}

/// Says which batch was not found.
pub(crate) fn missing(error: StorageError, id: &str) -> WorkflowError {
    match error {
        StorageError::NotFound => WorkflowError::NotFound {
            kind: crate::Thing::Batch,
            id: id.to_string(),
        },
        other => other.into(),
    }
}

/// Locks a batch in scope that must be in one of these states.
pub(crate) fn lock(
    db: &mut Db,
    ctx: &Context,
    id: BatchId,
    allowed: &[BatchState],
) -> Result<Batch> {
    let row = storage::batches::lock(db, &ctx.actor.scope, id)
        .map_err(|error| missing(error, &id.to_string()))?;
    expect_state(&row, allowed)?;
    Ok(row)
}

/// What can be done with a batch in a state, whatever was tried.
fn next_step(state: BatchState) -> Words {
    match state {
        BatchState::Draft => words!(
            "可以封批（`gongbao batch seal`），或撤批（`gongbao batch withdraw`）",
            "it can be sealed (`gongbao batch seal`) or taken back (`gongbao batch withdraw`)"
        ),
        BatchState::Sealed => words!(
            "可以导出（`gongbao batch export`；超过限额的须先会签：`gongbao batch sign`），或撤批（`gongbao batch withdraw`）",
            "it can be exported (`gongbao batch export`; above the limit it is signed first: `gongbao batch sign`) or taken back (`gongbao batch withdraw`)"
        ),
        BatchState::Exported => words!(
            "可以按回执登记每笔已付或退票（`gongbao batch settle`）",
            "each line can be settled as paid or refused, by the answer (`gongbao batch settle`)"
        ),
        BatchState::Settled => words!(
            "各笔均已登记；登记有误的可以冲回（`gongbao batch reverse`）",
            "every line is settled; an answer registered by mistake can be reversed (`gongbao batch reverse`)"
        ),
        BatchState::Withdrawn => words!(
            "不能再办理；其中的申报可以另组批次（`gongbao batch create`）",
            "nothing more can be done with it; its claims can go into another batch (`gongbao batch create`)"
        ),
    }
}

pub(crate) fn expect_state(row: &Batch, allowed: &[BatchState]) -> Result<()> {
    let state = row.state;
    if allowed.contains(&state) {
        return Ok(());
    }
    Err(WorkflowError::State {
        kind: crate::Thing::Batch,
        id: row.number.clone(),
        state: Words::new(state.chinese(), state.code()),
        hint: Box::new(next_step(state)),
    })
}

/// Writes the batch as one more revision; the act's entry vouches for it and its lines as they are then.
pub(crate) fn save(db: &mut Db, ctx: &Context, mut row: Batch) -> Result<Witness> {
    row.revision += 1;
    storage::batches::update(db, &row)?;
    let lines = storage::batches::stored_lines(db, row.id.into())?;
    Ok(witness::of(
        ctx.keyring(),
        &witness::Batch(&row.into(), &lines),
    ))
}

/// Takes a step of the part of a claim that the batch pays.
pub(crate) fn step_in(
    work: &mut Work,
    batch: BatchId,
    handle: ClaimRef,
    step: &Step,
) -> std::result::Result<(), Refusal> {
    let Some(claim) = work.claim(handle) else {
        return Err(Refusal::new(
            "not-found",
            words!("没有这件申报", "the claim does not exist"),
        ));
    };
    match claim.state.step_in(batch, step.clone()) {
        Some(step) => work.step(handle, &step),
        None => {
            let message = words!(
                "该申报此后已有变动，这一批次不再支付其中任何部分",
                "the claim has gone on since: this batch pays no part of it any more"
            );
            Err(work.refused_by_last_writer(claim, "left-batch", message))
        }
    }
}

/// The sum of these lines.
pub(crate) fn total_of(lines: &[BatchLine]) -> Fen {
    Fen::new(lines.iter().map(|line| line.amount.get()).sum())
}

/// The batch's sum needs a second approver.
fn needs_signature(ctx: &Context, total: Fen) -> bool {
    total > ctx.installation.limits.batch_second_signature
}
