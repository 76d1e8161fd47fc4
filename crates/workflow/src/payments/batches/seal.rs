//! Seals a draft: reservation becomes debt, payees are frozen, the sum is fixed.

use super::create::goes_through;
use super::duties::NAMED_MAX;
use super::duties::refuse_involved_in;
use super::payee::{self, digest};
use super::{lock, missing, needs_signature, save, total_of};
use crate::audit::events;
use crate::audit::witness::Witness;
use crate::duplicates::kin::{self, Stopped};
use crate::error::{Refusal, Result, WorkflowError};
use crate::payments::exports::exported_before;
use crate::review::act::last_decision;
use crate::review::assess::{Assessed, assess};
use crate::review::bulk::Expected;
use crate::review::decide::programme_of;
use crate::review::kept;
use crate::session::{Context, Session};
use crate::views::Lang;
use crate::words::Words;
use crate::work::{Targets, Work};
use chrono::Datelike;
use domain::batch::{BatchState, Channel};
use domain::claim::Step;
use domain::claim_record::ClaimRecord;
use domain::fen::Fen;
use domain::ids::{BatchId, ClaimRef, UnitId};
use domain::role::Action;
use serde_json::json;
use storage::Db;
use storage::batches::{Batch, BatchLine};

/// A sealed batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// How many lines are in.
    pub count: i64,
    /// Their sum.
    pub total: Fen,
    /// Digest of the frozen lines, hexadecimal.
    pub digest: String,
    /// A second approver must sign before export.
    pub needs_signature: bool,
    /// Claims that fell out of the batch, and why.
    pub dropped: Vec<(ClaimRef, Refusal)>,
}

/// Seals a draft. A claim that cannot be sealed falls out and is listed; the others are sealed together.
///
/// `expect` is count and sum of what would be sealed as the operator saw it ([`to_seal`]).
///
/// # Errors
/// [`WorkflowError::Expectation`] when what would be sealed is not what was seen, [`WorkflowError::SecondOperator`]
/// for whoever reviewed or approved a line or is of a line's family, [`WorkflowError::Nothing`] when no line is left.
pub fn seal(session: &mut Session, batch: BatchId, expect: Option<Expected>) -> Result<Sealed> {
    let ctx = ready(session, batch)?;
    session.db.write(|db| seal_in(db, &ctx, batch, expect))
}

/// What [`seal`] would do now: the same work, taken back.
///
/// # Errors
/// As [`seal`].
pub fn to_seal(session: &mut Session, batch: BatchId) -> Result<Sealed> {
    let ctx = ready(session, batch)?;
    session.db.trial(|db| seal_in(db, &ctx, batch, None))
}

fn ready(session: &mut Session, batch: BatchId) -> Result<Context> {
    session.ctx.require(Action::Batch)?;
    let ctx = session.ctx.clone();
    // Cases outlive a refused batch, so they are opened before it is tried.
    storage::batches::find(&mut session.db, &ctx.actor.scope, batch)
        .map_err(|error| missing(error, &batch.to_string()))?;
    let lines = storage::batches::lines(&mut session.db, batch)?;
    let handles: Vec<ClaimRef> = lines.iter().map(BatchLine::handle).collect();
    kin::catch_up(&mut session.db, &ctx, &handles)?;
    Ok(ctx)
}

fn seal_in(db: &mut Db, ctx: &Context, id: BatchId, expect: Option<Expected>) -> Result<Sealed> {
    let batch = lock(db, ctx, id, &[BatchState::Draft])?;
    let lines = storage::batches::lines(db, id)?;
    let handles: Vec<ClaimRef> = lines.iter().map(BatchLine::handle).collect();
    let today = i16::try_from(ctx.today().year()).unwrap_or(i16::MAX);
    let budget = (UnitId::from(batch.unit_id), today, batch.source);
    let mut work = Work::lock(
        db,
        ctx,
        &Targets {
            claims: handles.clone(),
            budgets: vec![budget],
            ..Targets::default()
        },
    )?;
    refuse_involved_in(db, ctx, &lines)?;
    let stopped = Stopped::load(db, &work, &handles)?;
    let claims: Vec<ClaimRecord> = handles
        .iter()
        .filter_map(|handle| work.claim(*handle).cloned())
        .collect();
    let before = exported_before(db, ctx, Some(&batch), &claims)?;
    // The approval may be old: members leave, dues lapse, plans are lowered, and full payment is only possible inside
    // the window (二.3).
    let assessed = assess(db, &work, &handles)?;
    let unit = storage::units::find(db, batch.unit_id.into())?.name;
    let (mut kept, mut dropped) = (Vec::with_capacity(lines.len()), Vec::new());
    for line in lines {
        let decision = assessed.get(&line.handle());
        let open = work.claim(line.handle()).map(|claim| stopped.check(claim));
        let sealed = match (before.get(&line.handle()), open) {
            (Some(earlier), _) => Err(earlier.refusal()),
            (None, Some(Err(refusal))) => Err(refusal),
            _ => seal_line(db, &mut work, &batch, &line, decision, &unit)?,
        };
        match sealed {
            Ok(sealed) => kept.push(BatchLine {
                sealed_payee: Some(sealed),
                ..line
            }),
            Err(refusal) => dropped.push((line.handle(), refusal)),
        }
    }
    if kept.is_empty() {
        return Err(nothing_left(&batch, &work, &dropped));
    }
    let (sealed, witness) = close(db, ctx, batch, kept, dropped)?;
    if let Some(expect) = expect {
        expect.holds(Expected {
            count: sealed.count,
            total: sealed.total,
        })?;
    }
    work.flush(db)?;
    let detail = json!({ "batch": id.to_string(), "count": sealed.count, "total_fen": sealed.total.get(), "digest": sealed.digest });
    events::vouch(db, ctx, "batch-seal", &detail, &[witness])?;
    Ok(sealed)
}

/// Each line by its claim's number with what keeps it out, so that nobody has to guess which one it was.
fn nothing_left(batch: &Batch, work: &Work, dropped: &[(ClaimRef, Refusal)]) -> WorkflowError {
    let told = Words::listed(dropped.iter().take(NAMED_MAX).map(|(handle, refusal)| {
        let number = work.claim(*handle).map(|claim| claim.number.to_string());
        let number = number.unwrap_or_default();
        let (zh, en) = (refusal.said(Lang::Zh), refusal.said(Lang::En));
        words!("{number}：{zh}", "{number}: {en}")
    }));
    WorkflowError::Nothing(Words::new(
        format!(
            "批次 {} 没有可封批的款项，请撤回后重新组批：{}",
            batch.number, told.zh
        ),
        format!(
            "no line of batch {} can be sealed; withdraw it and create a new one: {}",
            batch.number, told.en
        ),
    ))
}

/// Seals one claim and gives its frozen payee.
fn seal_line(
    db: &mut Db,
    work: &mut Work,
    batch: &Batch,
    line: &BatchLine,
    assessed: Option<&Assessed>,
    unit: &str,
) -> Result<std::result::Result<Vec<u8>, Refusal>> {
    let handle = line.handle();
    let channel = batch.channel;
    let Some(claim) = work.claim(handle).cloned() else {
        return Ok(Err(Refusal::new(
            "not-found",
            words!("没有这件申报", "the claim does not exist"),
        )));
    };
    if let Err(refusal) = still_fits(&work.ctx, &claim, batch, line, channel)
        .and_then(|()| kept::refuse_changed(programme_of(work, handle), &claim, assessed))
    {
        if let (kept::CHANGED, Some(assessed)) = (refusal.code, assessed) {
            // Whoever looks at the claim next sees what stopped it.
            let last = last_decision(db, work, handle)?;
            work.reassess(handle, assessed, last.as_deref())?;
        }
        return Ok(Err(refusal));
    }
    let payee = match payee::gather(db, work, &claim, channel, unit)? {
        Ok(payee) => payee,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let frozen = payee::freeze(&work.ctx, line, &payee)?;
    let budget_year = i16::try_from(work.today.year()).unwrap_or(i16::MAX);
    let seal = Step::Seal {
        batch: batch.id.into(),
        budget_year,
    };
    if let Err(refusal) = work.step(handle, &claim.state.step_of(batch.source, seal)) {
        return Ok(Err(refusal));
    }
    if let Some(assessed) = assessed {
        let last = last_decision(db, work, handle)?;
        work.reassess(handle, assessed, last.as_deref())?;
    }
    Ok(Ok(frozen))
}

/// Between draft and sealing a claim may have been undone and approved anew, differently.
fn still_fits(
    ctx: &Context,
    claim: &ClaimRecord,
    batch: &Batch,
    line: &BatchLine,
    channel: Channel,
) -> std::result::Result<(), Refusal> {
    // A claim that is not approved is refused by its own step, which says where it stands.
    if claim.state.approval().is_none() {
        return Ok(());
    }
    let part = claim.state.part_of(batch.source);
    let fits = goes_through(ctx, claim, channel) && claim.unit == UnitId::from(batch.unit_id);
    let Some(part) = part.filter(|_| fits) else {
        return Err(Refusal::new(
            "moved",
            words!(
                "现由其他单位、来源或渠道支付，请放入另一批次",
                "it is paid by another unit, source or channel now: put it into another batch"
            ),
        ));
    };
    if part.amount != line.amount {
        return Err(Refusal::new(
            "amount-changed",
            words!(
                "现已审批 {} 元，草稿中为 {} 元：请放入新的批次",
                "{} is approved now, {} was in the draft: put it into a new batch",
                part.amount,
                line.amount
            ),
        ));
    }
    Ok(())
}

fn close(
    db: &mut Db,
    ctx: &Context,
    mut batch: Batch,
    mut kept: Vec<BatchLine>,
    dropped: Vec<(ClaimRef, Refusal)>,
) -> Result<(Sealed, Witness)> {
    let gone: Vec<ClaimRef> = dropped.iter().map(|(handle, _)| *handle).collect();
    storage::batches::remove_lines(db, batch.id.into(), &gone)?;
    for (line_no, line) in (1..).zip(&mut kept) {
        line.line_no = line_no;
    }
    storage::batches::update_lines(db, &kept)?;
    let text = digest(ctx, &batch, &kept)?;
    batch.state = BatchState::Sealed;
    batch.line_count = i64::try_from(kept.len()).unwrap_or(i64::MAX);
    batch.total = total_of(&kept);
    batch.digest = Some(text.clone());
    batch.sealed_by = Some(ctx.actor.id.into());
    batch.sealed_at = Some(ctx.now().0);
    let (count, total) = (batch.line_count, batch.total);
    let witness = save(db, ctx, batch)?;
    let sealed = Sealed {
        count,
        total,
        digest: text,
        needs_signature: needs_signature(ctx, total),
        dropped,
    };
    Ok((sealed, witness))
}
