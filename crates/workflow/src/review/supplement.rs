//! Supplementary claims: what is left of a slot after its claim was paid, for the same unit and
//! member (湘工发〔2025〕11号 二.4(1): one contribution a year, and this is the rest of it).

use crate::error::{Refusal, Result, WorkflowError};
use crate::intake::content;
use crate::payments::marks::Marks;
use crate::payments::recovery::required;
use crate::review::assess::Assessed;
use crate::review::facts::{FactBase, Question};
use crate::review::rule_set::{RuleSet, find_programme};
use crate::review::separation::Duties;
use crate::review::supplement_guard;
use crate::session::{Context, Session};
use crate::words::Words;
use crate::work::{Targets, Work};
use domain::claim::{ClaimState, StateName};
use domain::claim_number::ClaimNumber;
use domain::claim_record::{ClaimRecord, Origin};
use domain::draft::ClaimDraft;
use domain::fen::Fen;
use domain::ids::{ClaimId, ClaimRef, RecordId};
use domain::period::PeriodState;
use domain::role::Action;
use serde_json::json;
use std::borrow::Cow;
use std::collections::BTreeSet;
use storage::Db;

/// The event that says why a supplement was filed.
const EVENT: &str = "supplement";

/// A supplementary claim that was filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supplemented {
    /// Its handle.
    pub claim: ClaimRef,
    /// The number people use.
    pub number: ClaimNumber,
}

/// Files a supplement to a paid claim: same person, unit, member, year, mode and account, another sum.
/// It is reviewed, approved and paid like any claim; its approval pays what is left up to the ceiling.
///
/// # Errors
/// [`WorkflowError::Usage`] without a reason or a sum, [`WorkflowError::NotFound`] out of scope, and
/// [`WorkflowError::Claim`] with code `not-regular`, `own-family`, `not-paid`, `open-case`, `supplement-open` or
/// `period-not-open`. Nothing was saved then.
pub fn supplement(
    session: &mut Session,
    paid: ClaimRef,
    claimed: Fen,
    reason: &str,
) -> Result<Supplemented> {
    session.ctx.require(Action::ImportClaims)?;
    let reason = required(
        reason,
        words!(
            "请写明为何补充申报",
            "say why the paid claim is supplemented"
        ),
    )?;
    if claimed <= Fen::ZERO {
        return Err(WorkflowError::Usage(words!(
            "补充申报的金额须大于 0",
            "a supplement claims a sum above zero"
        )));
    }
    let ctx = session.ctx.clone();
    session
        .db
        .write(|db| file(db, &ctx, paid, claimed, &reason))
}

fn file(
    db: &mut Db,
    ctx: &Context,
    handle: ClaimRef,
    claimed: Fen,
    reason: &str,
) -> Result<Supplemented> {
    let scope = ctx.actor.scope.clone();
    let found = storage::claims::find_all(db, &scope, &[handle])?;
    let targets = Targets {
        claims: vec![handle],
        units: found.iter().map(|claim| claim.unit).collect(),
        ..Targets::default()
    };
    let mut work = Work::lock(db, ctx, &targets)?;
    let seen = work
        .claim(handle)
        .filter(|claim| ctx.actor.scope.covers(&claim.unit_path));
    let Some(paid) = seen.cloned() else {
        return Err(WorkflowError::NotFound {
            kind: crate::Thing::Claim,
            id: handle.to_string(),
        });
    };
    let draft = ClaimDraft {
        claimed,
        ..content::join(ctx, &paid)?
    };
    let mut new = beside_paid(ctx, &paid, &draft)?;
    let refused = |refusal: Refusal| WorkflowError::Claim {
        claim: handle,
        refusal: Box::new(refusal),
    };
    refuse(&work, &paid, &new).map_err(refused)?;
    let duties = Duties::load(db, &work, Action::ImportClaims, &[handle])?;
    duties.check(&work, handle).map_err(refused)?;
    let programme = find_programme(ctx, &new.programme)?;
    let marks = Marks::of(ctx.keyring(), programme, &draft, new.card_index.as_deref());
    let assessed = assess(db, &work, &new, (&draft, &marks))?;
    let (assessed, beside) = assessed.map_err(refused)?;
    new.verdict = assessed.decision.verdict;
    new.payable = assessed.decision.to_pay();
    let done = Supplemented {
        claim: new.handle,
        number: new.number.clone(),
    };
    work.submit(new, (&draft, &marks), &assessed, &beside)?;
    let body = json!({ "reason": reason, "paid": handle.to_string() }).to_string();
    work.record(done.claim, EVENT, &body, true)?;
    work.flush(db)?;
    Ok(done)
}

fn refuse(work: &Work, paid: &ClaimRecord, new: &ClaimRecord) -> std::result::Result<(), Refusal> {
    if paid.supplements().is_some() {
        return Err(Refusal::new(
            "not-regular",
            words!(
                "这本身是补充申报，请填写原申报的编号",
                "this is a supplementary claim itself: name the claim it adds to"
            ),
        ));
    }
    if !matches!(paid.state.name(), StateName::Paid | StateName::Reconciled) {
        let state = paid.state.name();
        let message = Words::new(
            format!(
                "只有已支付且未在追回的申报可以补充申报；这件{}，可以更正或重新审批",
                state.chinese()
            ),
            format!(
                "only a paid claim is supplemented, this one can still be corrected or approved anew: it is {}",
                state.code()
            ),
        );
        return Err(work.refused_by_last_writer(paid, "not-paid", message));
    }
    work.refuse_open_case(paid)?;
    supplement_guard::refuse_unpaid(work, new)?;
    supplement_guard::refuse_waiting(work, paid.handle)
}

/// The new claim, before it is assessed.
fn beside_paid(ctx: &Context, paid: &ClaimRecord, draft: &ClaimDraft) -> Result<ClaimRecord> {
    let handle = ClaimRef {
        subject: paid.handle.subject,
        id: ctx.id::<ClaimId>(),
    };
    let programme = find_programme(ctx, &paid.programme)?;
    let content = content::split(ctx, programme, draft, handle)?;
    let at = ctx.now();
    Ok(ClaimRecord {
        handle,
        number: ClaimNumber::from_random(paid.year, ctx.installation.effects.random()),
        state: ClaimState::Submitted,
        case: None,
        origin: Origin::Supplements(paid.handle),
        claimed: draft.claimed,
        decision: RecordId(uuid::Uuid::nil()),
        content: content.json,
        sealed_card: content.sealed_card,
        card_index: content.card_index,
        fingerprint: content.fingerprint,
        submitted_on: ctx.today(),
        created_at: at,
        updated_at: at,
        updated_by: ctx.actor.id,
        revision: 0,
        ..paid.clone()
    })
}

/// By the rules of its year: a period that was closed to new claims still settles those it took. With it, the other claims
/// that may share something with it.
fn assess(
    db: &mut Db,
    work: &Work,
    new: &ClaimRecord,
    (draft, marks): (&ClaimDraft, &Marks),
) -> Result<std::result::Result<(Assessed, BTreeSet<ClaimRef>), Refusal>> {
    let ctx = &work.ctx;
    let rule_set = RuleSet::open(db, ctx, &new.programme)?;
    let year_rules = rule_set
        .year_rules(new.year)
        .filter(|year_rules| matches!(year_rules.state, PeriodState::Open | PeriodState::Closed));
    let Some(year_rules) = year_rules else {
        return Ok(Err(Refusal::new(
            "period-not-open",
            words!(
                "{} 年度的申报期未开放，或已归档",
                "the period of {} takes no claims any more",
                new.year
            ),
        )));
    };
    let root = work.root_of(new.handle.subject);
    let question = Question {
        already_committed: work.slot_of(new).map_or(Fen::ZERO, |slot| slot.committed),
        ..Question::about(new, draft, Cow::Borrowed(marks), root)
    };
    let base = FactBase::load(db, ctx, &rule_set, std::slice::from_ref(&question))?;
    let (facts, beside) = base.facts(&rule_set, &question);
    let assessed = Assessed::of(year_rules.assessor.as_ref(), draft, facts);
    Ok(Ok((assessed, beside)))
}
