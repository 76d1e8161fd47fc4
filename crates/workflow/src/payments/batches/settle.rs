//! Records what bank or tax bureau answered, line by line.

use super::duties::{claims_of, refuse_involved_in, refuse_sealer};
use super::{contested, lock, save, step_in};
use crate::audit::events;
use crate::duplicates::kin;
use crate::error::{Refusal, Result, WorkflowError};
use crate::payments::recovery::required;
use crate::review::bulk::Expected;
use crate::review::decide::Outcome;
use crate::session::{Context, Session};
use crate::views::claims::numbers;
use crate::words::Words;
use crate::work::{Targets, Work};
use chrono::NaiveDate;
use domain::batch::{BatchState, LineState};
use domain::claim::Step;
use domain::fen::Fen;
use domain::ids::{BatchId, ClaimRef};
use domain::role::Action;
use domain::unit::Scope;
use domain::year::Instant;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;
use storage::batches::{Batch, BatchLine};

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
    /// Count and sum of the lines, as the operator saw them.
    pub expect: Option<Expected>,
}

/// The open lines an answer is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weighed {
    /// Those it says were paid.
    pub paid: Expected,
    /// Those it says were refused.
    pub refused: Expected,
    /// Numbers of the claims among them on which a duplicate case stands.
    pub contested: Vec<String>,
}

impl Weighed {
    /// Count and sum of both: what a confirmation repeats.
    pub fn all(&self) -> Expected {
        Expected {
            count: self.paid.count + self.refused.count,
            total: Fen::new(self.paid.total.get() + self.refused.total.get()),
        }
    }
}

/// What [`settle`] would do with these lines; whoever may not settle them is refused as it refuses.
///
/// # Errors
/// As [`settle`].
pub fn to_settle(session: &mut Session, batch: BatchId, lines: &Lines) -> Result<Weighed> {
    session.ctx.require(Action::Pay)?;
    let ctx = session.ctx.clone();
    session
        .db
        .trial(|db| answerable_by(db, &ctx, batch).map(|_| ()))?;
    weigh(session, batch, lines)
}

/// Counts and adds up the open lines an answer would settle, for whoever may see the batch; nothing is written.
///
/// # Errors
/// [`WorkflowError::NotFound`], [`WorkflowError::Usage`] for lines that are named as paid and refused.
pub(crate) fn weigh(session: &mut Session, batch: BatchId, lines: &Lines) -> Result<Weighed> {
    let open = open_lines(session, batch)?;
    refuse_senseless(session, batch, lines)?;
    let of = |handles: Vec<ClaimRef>| {
        let wanted: BTreeSet<ClaimRef> = handles.into_iter().collect();
        let found = open.iter().filter(|line| wanted.contains(&line.handle()));
        let amounts: Vec<i64> = found.map(|line| line.amount.get()).collect();
        Expected {
            count: i64::try_from(amounts.len()).unwrap_or(i64::MAX),
            total: Fen::new(amounts.iter().sum()),
        }
    };
    let (paid, refused): (Vec<ClaimRef>, Vec<ClaimRef>) = match lines {
        Lines::All => (open.iter().map(BatchLine::handle).collect(), Vec::new()),
        Lines::Some { paid, refused } => (
            paid.clone(),
            refused.iter().map(|(claim, _)| *claim).collect(),
        ),
    };
    let mut answered = claims_of(&mut session.db, &open)?;
    answered.retain(|claim| paid.contains(&claim.handle) || refused.contains(&claim.handle));
    Ok(Weighed {
        paid: of(paid),
        refused: of(refused),
        contested: contested::numbers(&answered),
    })
}

/// Refuses an answer about claims that the batch does not pay, and one that says two things of a line.
fn refuse_senseless(session: &mut Session, batch: BatchId, lines: &Lines) -> Result<()> {
    let Lines::Some { paid, refused } = lines else {
        return Ok(());
    };
    let own = storage::batches::lines(&mut session.db, batch)?;
    let own: BTreeSet<ClaimRef> = own.iter().map(BatchLine::handle).collect();
    let mut named = paid.iter().chain(refused.iter().map(|(claim, _)| claim));
    if let Some(foreign) = named.find(|claim| !own.contains(claim)) {
        let number = numbers(session, &[*foreign])?.remove(foreign);
        let number = number.map_or_else(|| foreign.to_string(), |number| number.to_string());
        return Err(WorkflowError::Usage(words!(
            "申报 {number} 不在这个批次中",
            "claim {number} is not in this batch"
        )));
    }
    match refused.iter().find(|(claim, _)| paid.contains(claim)) {
        None => Ok(()),
        Some((claim, _)) => {
            let number = numbers(session, &[*claim])?.remove(claim);
            let number = number.map_or_else(String::new, |number| number.to_string());
            Err(WorkflowError::Usage(words!(
                "申报 {number} 不能既登记为已付又登记为退票",
                "claim {number} cannot be paid and refused at once"
            )))
        }
    }
}

fn refuse_before_export(session: &mut Session, batch: BatchId, on: NaiveDate) -> Result<()> {
    let row = storage::batches::find(&mut session.db, &session.ctx.actor.scope, batch)
        .map_err(|error| super::missing(error, &batch.to_string()))?;
    match row.exported_at.map(|at| Instant(at).shanghai_date()) {
        Some(exported) if on < exported => Err(WorkflowError::Usage(words!(
            "批次 {exported} 才导出，{on} 不可能已经付款",
            "the batch was exported on {exported}: nothing can have been paid on {on}"
        ))),
        _ => Ok(()),
    }
}

fn open_lines(session: &mut Session, batch: BatchId) -> Result<Vec<BatchLine>> {
    storage::batches::find(&mut session.db, &session.ctx.actor.scope, batch)
        .map_err(|error| super::missing(error, &batch.to_string()))?;
    let mut lines = storage::batches::lines(&mut session.db, batch)?;
    lines.retain(|line| line.state == LineState::Open);
    Ok(lines)
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
    /// Numbers of the settled claims on which a duplicate case stands. What a bank answered is a fact and is recorded; the
    /// case stays, and somebody has to decide it.
    pub contested: Vec<String>,
}

/// Settles lines of an exported batch, in chunks; it is settled when no line is open.
///
/// # Errors
/// [`WorkflowError::State`] before export, [`WorkflowError::SecondOperator`] for whoever sealed or signed it, reviewed or
/// approved a line, or is of a line's family, [`WorkflowError::Expectation`] when count or sum are not what was seen,
/// [`WorkflowError::Usage`] for an answer that makes no sense.
pub fn settle(session: &mut Session, batch: BatchId, answer: &Answer) -> Result<Settled> {
    session.ctx.require(Action::Pay)?;
    let ctx = session.ctx.clone();
    let receipt = required(
        &answer.receipt,
        words!(
            "请写明银行或税务的回执",
            "name the receipt of bank or tax bureau"
        ),
    )?;
    if answer.on > ctx.today() {
        return Err(WorkflowError::Usage(words!(
            "{} 尚未到来，那时不可能已经付款",
            "{} is in the future: nothing can have been paid then",
            answer.on
        )));
    }
    refuse_before_export(session, batch, answer.on)?;
    refuse_senseless(session, batch, &answer.lines)?;
    let steps = steps(session, batch, answer, &receipt)?;
    if let Some(expect) = answer.expect {
        expect.holds(weigh(session, batch, &answer.lines)?.all())?;
    }
    let handles: Vec<ClaimRef> = steps.keys().copied().collect();
    // A case that a roster brought since the export is opened and told with the answer.
    kin::catch_up(&mut session.db, &ctx, &handles)?;
    let mut outcome = Outcome::default();
    for chunk in handles.chunks(ctx.installation.limits.bulk_chunk.max(1)) {
        match session
            .db
            .write(|db| settle_chunk(db, &ctx, batch, chunk, &steps))
        {
            Ok(done) => outcome.absorb(done),
            Err(cause) => return Err(cause.half_way(outcome, &handles)),
        }
    }
    let row = storage::batches::find(&mut session.db, &ctx.actor.scope, batch)?;
    let everywhere = Scope::everything();
    let settled = storage::claims::find_all(&mut session.db, &everywhere, &outcome.done)?;
    Ok(Settled {
        contested: contested::numbers(&settled),
        outcome,
        open: storage::batches::open_lines(&mut session.db, batch)?,
        state: row.state,
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
            let open = open_lines(session, batch)?;
            (open.iter().map(BatchLine::handle).collect(), Vec::new())
        }
        Lines::Some { paid, refused } => (paid.clone(), refused.clone()),
    };
    let mut steps: Steps = paid.into_iter().map(|claim| (claim, pay())).collect();
    for (claim, reason) in refused {
        let reason = required(
            &reason,
            words!("请写明退票的原因", "say why the line was refused"),
        )?;
        let text = format!("{reason}（{receipt}）");
        let step = (
            Step::Refuse {
                reason: text.clone(),
            },
            answer.on,
            text,
        );
        steps.insert(claim, step);
    }
    Ok(steps)
}

/// The exported batch with its lines, locked, unless the operator sealed or signed it, or decided a line that stands.
fn answerable_by(db: &mut Db, ctx: &Context, batch: BatchId) -> Result<(Batch, Vec<BatchLine>)> {
    let row = lock(db, ctx, batch, &[BatchState::Exported, BatchState::Settled])?;
    let lines = storage::batches::lines(db, batch)?;
    refuse_sealer(db, ctx, &row)?;
    // A refused line is another claim's business by now: whoever decided it anew may still settle the others.
    let standing: Vec<BatchLine> = lines
        .iter()
        .filter(|line| line.state != LineState::Refused)
        .cloned()
        .collect();
    refuse_involved_in(db, ctx, &standing)?;
    Ok((row, lines))
}

fn settle_chunk(
    db: &mut Db,
    ctx: &Context,
    batch: BatchId,
    chunk: &[ClaimRef],
    steps: &Steps,
) -> Result<Outcome> {
    let (mut row, lines) = answerable_by(db, ctx, batch)?;
    let own: BTreeSet<ClaimRef> = lines.iter().map(BatchLine::handle).collect();
    let targets: Vec<ClaimRef> = chunk
        .iter()
        .filter(|handle| own.contains(handle))
        .copied()
        .collect();
    let mut work = Work::lock(
        db,
        ctx,
        &Targets {
            claims: targets,
            ..Targets::default()
        },
    )?;
    let mut outcome = Outcome::default();
    let mut changed = Vec::new();
    for handle in chunk {
        let line = lines.iter().find(|line| line.handle() == *handle);
        let Some((step, on, receipt)) = steps.get(handle) else {
            continue;
        };
        match answerable(line)
            .and_then(|line| step_in(&mut work, batch, *handle, step).map(|()| line))
        {
            Ok(line) => {
                let state = if matches!(step, Step::Pay { .. }) {
                    LineState::Paid
                } else {
                    LineState::Refused
                };
                changed.push(BatchLine {
                    state,
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
        row.state = BatchState::Settled;
    }
    // Its lines changed in any case.
    let witness = save(db, ctx, row)?;
    work.flush(db)?;
    let refused = changed
        .iter()
        .filter(|line| line.state == LineState::Refused)
        .count();
    let detail =
        json!({ "batch": batch.to_string(), "paid": changed.len() - refused, "refused": refused });
    events::vouch(db, ctx, "batch-settle", &detail, &[witness])?;
    Ok(outcome)
}

fn answerable(line: Option<&BatchLine>) -> std::result::Result<&BatchLine, Refusal> {
    match line {
        None => Err(Refusal::new(
            "not-found",
            words!("该申报不在本批次中", "the claim is no line of this batch"),
        )),
        Some(line) if line.state == LineState::Open => Ok(line),
        Some(line) => Err(Refusal::new(
            "settled",
            Words::new(
                format!("该笔已有回执：{}", line.state.chinese()),
                format!("the line is {} already", line.state),
            ),
        )),
    }
}
