//! Puts a draft together from approved claims.

use super::duties::refuse_involved;
use super::total_of;
use crate::audit::events;
use crate::audit::witness;
use crate::error::{Refusal, Result, WorkflowError};
use crate::payments::exports::exported_before;
use crate::review::rule_set::{find_programme, source_words};
use crate::session::{Context, Session};
use crate::words::Words;
use chrono::Datelike;
use domain::batch::{BatchNumber, BatchState, Channel, LineState};
use domain::claim_record::ClaimRecord;
use domain::decision::Decision;
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::ids::{BatchId, ClaimRef, UnitId};
use domain::ledger::Money;
use domain::role::Action;
use domain::shortfall::Part;
use serde_json::{Value, json};
use storage::batches::{Batch, BatchLine, LineRow};
use storage::units::Unit;
use storage::{Db, StorageError};

/// Lines of one batch: sealing is one transaction, and a file must stay readable. What is left over
/// goes into the next batch.
pub const LINES_MAX: usize = 2_000;

/// A new draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Created {
    /// The batch.
    pub batch: BatchId,
    /// Its number.
    pub number: String,
    /// How many lines.
    pub count: i64,
    /// Their sum.
    pub total: Fen,
    /// Claims that the register of exports says were paid before, and that are in no draft therefore.
    pub left_out: Vec<(ClaimRef, Refusal)>,
}

/// Collects what a unit approved from one source for one channel and is in no other draft. Of a claim that two sources bear
/// each has its own line in its own batch.
///
/// Two drafts made at the very same time may name the same claim; sealing lets only the first have it.
///
/// # Errors
/// [`WorkflowError::Nothing`] saying what is missing; [`WorkflowError::Exported`] when all were paid before; [`WorkflowError::SecondOperator`] for
/// whoever reviewed or approved one of the claims, or belongs to a family that one of them pays.
pub fn create(
    session: &mut Session,
    unit_code: &str,
    channel: Channel,
    source: FundSource,
    programme: &str,
) -> Result<Created> {
    session.ctx.require(Action::Batch)?;
    find_programme(&session.ctx, programme)?;
    let ctx = session.ctx.clone();
    session.db.write(|db| {
        let unit = match storage::units::by_code(db, &ctx.actor.scope, unit_code) {
            Err(StorageError::NotFound) => {
                return Err(WorkflowError::UnknownUnit(unit_code.to_owned()));
            }
            other => other?,
        };
        let unit = where_it_stands(db, unit)?;
        let mut claims = collect(db, &ctx, &unit, channel, source, programme)?;
        let before = exported_before(db, &ctx, None, &claims)?;
        claims.retain(|claim| !before.contains_key(&claim.handle));
        let left_out = before
            .iter()
            .map(|(handle, earlier)| (*handle, earlier.refusal()))
            .collect();
        if let Some(earlier) = before.into_values().next().filter(|_| claims.is_empty()) {
            return Err(earlier.error(&ctx));
        }
        refuse_involved(db, &ctx, &claims)?;
        let made = draft(db, &ctx, &unit, (channel, source, programme), &claims)?;
        Ok(Created { left_out, ..made })
    })
}

/// The claim's programme pays it through this channel.
pub(super) fn goes_through(ctx: &Context, claim: &ClaimRecord, channel: Channel) -> bool {
    let registry = &ctx.installation.registry;
    let spec = registry.method(&claim.programme, &claim.method);
    spec.is_some_and(|spec| spec.channel == channel)
}

/// The unit with its place as it is until the batch is stored.
fn where_it_stands(db: &mut Db, unit: Unit) -> Result<Unit> {
    let mut places = storage::units::hold_places(db, &[unit.id.into()])?;
    let path = places.remove(&unit.id.into()).unwrap_or(unit.path);
    Ok(Unit { path, ..unit })
}

fn collect(
    db: &mut Db,
    ctx: &Context,
    unit: &Unit,
    channel: Channel,
    source: FundSource,
    programme: &str,
) -> Result<Vec<ClaimRecord>> {
    let id = UnitId::from(unit.id);
    let approved = storage::batches::approved_of(db, id, programme)?;
    let drafted = storage::batches::drafted(db, id, source)?;
    let found = approved.len();
    let matching: Vec<ClaimRecord> = approved
        .into_iter()
        .filter(|claim| goes_through(ctx, claim, channel))
        .filter(|claim| reserved(claim, source).is_some())
        .collect();
    let (fitting, mut free) = (matching.len(), matching);
    free.retain(|claim| claim.case.is_none() && !drafted.contains(&claim.id()));
    if free.is_empty() {
        return Err(WorkflowError::Nothing(nothing_to_pay(
            &unit.name,
            (channel, &source_words(&ctx.installation.registry, source)),
            [found, found - fitting, fitting],
        )));
    }
    let mut sorted: Vec<(String, ClaimRecord)> = Vec::with_capacity(free.len());
    for claim in free {
        sorted.push((claimant(&claim)?, claim));
    }
    sorted.sort_by(|(left, a), (right, b)| (left, &a.number).cmp(&(right, &b.number)));
    sorted.truncate(LINES_MAX);
    Ok(sorted.into_iter().map(|(_, claim)| claim).collect())
}

fn nothing_to_pay(
    unit: &str,
    (channel, source): (Channel, &Words),
    [approved, elsewhere, taken]: [usize; 3],
) -> Words {
    Words::new(
        format!(
            "{unit} 没有可由“{}”经“{}”支付的申报：已审批 {approved} 件，其中 {elsewhere} 件属其他渠道或来源，{taken} 件有未处理的\
             重复申报或已在另一草稿中；请先审批",
            source.zh,
            channel.chinese(),
        ),
        format!(
            "{unit} has no claim to pay through {} from {}: {approved} approved, {elsewhere} of them for another channel \
             or funding source, {taken} in an open case or in another draft; approve claims first",
            channel.code(),
            source.en,
        ),
    )
}

/// The part of this source that is approved and in no batch.
fn reserved(claim: &ClaimRecord, source: FundSource) -> Option<Part> {
    let part = claim.state.part_of(source);
    part.filter(|part| part.money == Money::Reserved)
}

/// The member's name; the account number stays sealed.
fn claimant(claim: &ClaimRecord) -> Result<String> {
    let content: Value = serde_json::from_str(&claim.content)?;
    Ok(content
        .pointer("/claimant/name")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned())
}

fn draft(
    db: &mut Db,
    ctx: &Context,
    unit: &Unit,
    (channel, source, programme): (Channel, FundSource, &str),
    claims: &[ClaimRecord],
) -> Result<Created> {
    let id: BatchId = ctx.id();
    let year = i16::try_from(ctx.today().year()).unwrap_or(i16::MAX);
    let number = BatchNumber::from_random(year, ctx.installation.effects.random());
    let mut lines = Vec::with_capacity(claims.len());
    for (line_no, claim) in (1..).zip(claims) {
        lines.push(line(db, id, line_no, claim, (channel, source))?);
    }
    let batch = Batch {
        id: id.into(),
        number: number.to_string(),
        unit_id: unit.id,
        unit_path: unit.path.clone(),
        programme: programme.to_owned(),
        source,
        channel,
        state: BatchState::Draft,
        line_count: i64::try_from(lines.len()).unwrap_or(i64::MAX),
        total: total_of(&lines),
        digest: None,
        created_by: ctx.actor.id.into(),
        created_at: ctx.now().0,
        sealed_by: None,
        sealed_at: None,
        signed_by: None,
        signed_at: None,
        exported_by: None,
        exported_at: None,
        revision: 0,
    };
    storage::batches::add(db, &batch, &lines)?;
    let (number, count, total) = (batch.number.clone(), batch.line_count, batch.total);
    let lines: Vec<LineRow> = lines.into_iter().map(LineRow::from).collect();
    let witness = witness::of(ctx.keyring(), &witness::Batch(&batch.into(), &lines));
    let detail = json!({ "batch": id.to_string(), "count": count, "total_fen": total.get() });
    events::vouch(db, ctx, "batch-create", &detail, &[witness])?;
    Ok(Created {
        batch: id,
        number,
        count,
        total,
        left_out: Vec::new(),
    })
}

fn line(
    db: &mut Db,
    batch: BatchId,
    line_no: i64,
    claim: &ClaimRecord,
    (channel, source): (Channel, FundSource),
) -> Result<BatchLine> {
    // Only an enrolment list tells the tax channel what the member bears.
    let member_share = match channel {
        Channel::MemberBank | Channel::Institution => Fen::ZERO,
        Channel::Tax => {
            let row = storage::history::decision(db, claim.handle.subject, claim.decision.into())?;
            serde_json::from_str::<Decision>(&row.body)?.member_share
        }
    };
    Ok(BatchLine {
        subject_id: claim.handle.subject.into(),
        batch_id: batch.into(),
        claim_id: claim.handle.id.into(),
        line_no,
        amount: reserved(claim, source).map_or(Fen::ZERO, |part| part.amount),
        member_share,
        sealed_payee: None,
        state: LineState::Open,
        settled_on: None,
        receipt: None,
    })
}
