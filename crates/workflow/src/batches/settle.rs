//! Records what bank or tax bureau answered, line by line.

use super::duties::{refuse_involved_in, refuse_sealer};
use super::{lock, save};
use crate::decide::Outcome;
use crate::error::{Refusal, Result, WorkflowError};
use crate::events;
use crate::recovery::required;
use crate::session::{Env, Session};
use crate::work::{Targets, Work};
use chrono::NaiveDate;
use domain::batch::{BatchState, LineState};
use domain::claim::Step;
use domain::ids::{BatchId, ClaimRef};
use domain::role::Action;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;
use storage::batches::LineRow;

/// Which lines an answer is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lines {
    /// Every line without an answer was paid.
    All,
    /// Some were paid, some refused for a reason.
    Some {
        /// Paid.
        paid: Vec<ClaimRef>,
        /// Refused, and why.
        refused: Vec<(ClaimRef, String)>,
    },
}

/// The answer of bank or tax bureau.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The day on it.
    pub on: NaiveDate,
    /// The document.
    pub receipt: String,
    /// What it says.
    pub lines: Lines,
}

/// What became of a settlement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// Lines recorded, and lines that could not be.
    pub outcome: Outcome,
    /// Lines still without an answer.
    pub open: i64,
    /// Where the batch stands now.
    pub state: BatchState,
}

/// Settles lines of an exported batch, in chunks; it is settled when no line is open.
///
/// # Errors
/// [`WorkflowError::State`] before export, [`WorkflowError::SecondOperator`] for whoever
/// sealed or signed it, reviewed or approved a line, or is of a line's family, [`WorkflowError::Usage`] for an answer that makes no sense.
pub fn settle(session: &mut Session, batch: BatchId, answer: &Answer) -> Result<Settled> {
    session.env.require(Action::Pay)?;
    let env = session.env.clone();
    let receipt = required(&answer.receipt, "name the receipt of bank or tax bureau")?;
    if answer.on > env.today() {
        return Err(WorkflowError::Usage(format!(
            "{} is in the future: nothing can have been paid then",
            answer.on
        )));
    }
    let steps = steps(session, batch, answer, &receipt)?;
    let handles: Vec<ClaimRef> = steps.keys().copied().collect();
    let mut outcome = Outcome::default();
    for chunk in handles.chunks(env.office.limits.bulk_chunk.max(1)) {
        outcome.absorb(
            session
                .db
                .write(|db| settle_chunk(db, &env, batch, chunk, &steps))?,
        );
    }
    let row = storage::batches::find(&mut session.db, &env.actor.scope, batch)?;
    Ok(Settled {
        outcome,
        open: storage::batches::open_lines(&mut session.db, batch)?,
        state: super::state_of(&row)?,
    })
}

type Steps = BTreeMap<ClaimRef, (Step, NaiveDate, String)>;

fn steps(session: &mut Session, batch: BatchId, answer: &Answer, receipt: &str) -> Result<Steps> {
    let pay = || {
        (
            Step::Pay {
                on: answer.on,
                receipt: receipt.to_owned(),
            },
            answer.on,
            receipt.to_owned(),
        )
    };
    let (paid, refused) = match &answer.lines {
        Lines::All => {
            storage::batches::find(&mut session.db, &session.env.actor.scope, batch)
                .map_err(|error| super::missing(error, &batch.to_string()))?;
            let open = storage::batches::lines(&mut session.db, batch)?;
            let open = open
                .iter()
                .filter(|line| line.state == LineState::Open.code())
                .map(LineRow::handle)
                .collect();
            (open, Vec::new())
        }
        Lines::Some { paid, refused } => (paid.clone(), refused.clone()),
    };
    let mut steps: Steps = paid.into_iter().map(|claim| (claim, pay())).collect();
    for (claim, reason) in refused {
        let reason = required(&reason, "say why the line was refused")?;
        let text = format!("{reason} ({receipt})");
        let step = (
            Step::Refuse {
                reason: text.clone(),
            },
            answer.on,
            text,
        );
        if steps.insert(claim, step).is_some() {
            return Err(WorkflowError::Usage(format!(
                "claim {claim} cannot be paid and refused at once"
            )));
        }
    }
    Ok(steps)
}

fn settle_chunk(
    db: &mut Db,
    env: &Env,
    batch: BatchId,
    chunk: &[ClaimRef],
    steps: &Steps,
) -> Result<Outcome> {
    let allowed = [BatchState::Exported, BatchState::Settled];
    let mut row = lock(
        db,
        env,
        batch,
        &allowed,
        "only an exported batch is settled: export it first",
    )?;
    let lines = storage::batches::lines(db, batch)?;
    let own: BTreeSet<ClaimRef> = lines.iter().map(LineRow::handle).collect();
    let targets: Vec<ClaimRef> = chunk
        .iter()
        .filter(|handle| own.contains(handle))
        .copied()
        .collect();
    let mut work = Work::lock(
        db,
        env,
        &Targets {
            claims: targets,
            ..Targets::default()
        },
    )?;
    refuse_sealer(db, env, &row)?;
    // A refused line is another claim's business by now: whoever decided it anew may still settle the others.
    let standing: Vec<LineRow> = lines
        .iter()
        .filter(|line| line.state != LineState::Refused.code())
        .cloned()
        .collect();
    refuse_involved_in(db, env, &standing)?;
    let mut outcome = Outcome::default();
    let mut changed = Vec::new();
    for handle in chunk {
        let line = lines.iter().find(|line| line.handle() == *handle);
        let Some((step, on, receipt)) = steps.get(handle) else {
            continue;
        };
        match answerable(line).and_then(|line| work.step(*handle, step).map(|()| line)) {
            Ok(line) => {
                let state = if matches!(step, Step::Pay { .. }) {
                    LineState::Paid
                } else {
                    LineState::Refused
                };
                changed.push(LineRow {
                    state: state.code().to_owned(),
                    settled_on: Some(*on),
                    receipt: Some(receipt.clone()),
                    ..line.clone()
                });
                outcome.done.push(*handle);
            }
            Err(refusal) => outcome.failed.push((*handle, refusal)),
        }
    }
    if changed.is_empty() {
        return Ok(outcome);
    }
    storage::batches::update_lines(db, &changed)?;
    if storage::batches::open_lines(db, batch)? == 0 {
        row.state = BatchState::Settled.code().to_owned();
        save(db, row)?;
    }
    work.flush(db)?;
    let refused = changed
        .iter()
        .filter(|line| line.state == LineState::Refused.code())
        .count();
    let detail =
        json!({ "batch": batch.to_string(), "paid": changed.len() - refused, "refused": refused });
    events::log(db, env, "batch-settle", &detail)?;
    Ok(outcome)
}

fn answerable(line: Option<&LineRow>) -> std::result::Result<&LineRow, Refusal> {
    match line {
        None => Err(Refusal::new(
            "not-found",
            "the claim is no line of this batch",
        )),
        Some(line) if line.state == LineState::Open.code() => Ok(line),
        Some(line) => Err(Refusal::new(
            "settled",
            format!("the line is {} already", line.state),
        )),
    }
}
