//! Decisions about claims: review, approve, return, reject, hold, withdraw, undo.

use crate::duplicates::lookalike;
use crate::duplicates::similar;
use crate::error::{Refusal, Result, WorkflowError};
use crate::review::act::{Act, act, act_as};
use crate::review::assess::Assessed;
use crate::review::bulk::{self, Judged};
use crate::review::draw::Draw;
use crate::review::rule_set::find_programme;
use crate::session::Session;
use crate::views::sentence;
use crate::words::Words;
use crate::work::Work;
use chrono::{Datelike, NaiveDate};
use domain::claim::{Checks, HoldUntil, Review, StateName, Step};
use domain::claim_record::ClaimRecord;
use domain::decision::{Condition, Decision, Severity, Verdict};
use domain::fund::FundSource;
use domain::ids::ClaimRef;
use domain::role::Action;
use domain::slot::Occupancy;
use policy::CheckSpec;
use policy::Programme;
use std::collections::BTreeSet;
use storage::Db;
use storage::people::{RelationRow, SeenProof};

pub use crate::review::act::Outcome;
pub use crate::review::named::Named;

/// Records the checks that the programme asks for, and the reason for accepting what a human has to judge.
///
/// # Errors
/// [`WorkflowError::SampleFirst`] for more than [`NAMED_MAX`], and for more than one where a human must judge something:
/// [`crate::review::bulk::review`] shows a sample of them first. [`WorkflowError`] when nothing at all could be tried.
pub fn review<'a>(
    session: &mut Session,
    claims: impl Into<Named<'a>>,
    checks: &Checks,
    reason: Option<&str>,
) -> Result<Outcome> {
    let named = claims.into();
    let different: Vec<ClaimRef> = named
        .claims()
        .iter()
        .copied()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let alone = different.len() <= 1;
    if different.len() > NAMED_MAX || (!alone && bulk::any_judged(session, &different)?) {
        return Err(WorkflowError::SampleFirst {
            claims: different.len(),
            most: NAMED_MAX,
        });
    }
    let nothing = Judged::new();
    review_judged(
        session,
        named.only(&different),
        checks,
        reason,
        (!alone).then_some(&nothing),
    )
}

/// Reviews claims of which exactly these conditions must be judged; without `only`, whatever must be.
pub(crate) fn review_judged(
    session: &mut Session,
    claims: Named<'_>,
    checks: &Checks,
    reason: Option<&str>,
    only: Option<&Judged>,
) -> Result<Outcome> {
    act(
        session,
        Action::Review,
        claims,
        |db, work, handle, assessed| {
            // The case itself is also a finding of the decision; whoever is refused needs the other side's name.
            work.refuse_open_case(&held(work, handle)?)?;
            let decision = current(assessed)?;
            let programme = programme_of(work, handle);
            refuse_ineligible(programme, decision)?;
            let accepted: Vec<String> = judged(decision);
            let found: Judged = accepted.iter().cloned().collect();
            if only.is_some_and(|only| *only != found) {
                return Err(bulk::other_conditions(&sentence::listed(
                    programme,
                    to_judge(decision),
                )));
            }
            if !accepted.is_empty() && reason.is_none_or(|text| text.trim().is_empty()) {
                let told = sentence::listed(programme, to_judge(decision));
                return Err(Refusal::new(
                    "reason-required",
                    Words::new(
                        format!("以下各项须由人工判断，请随审核填写理由：{}", told.zh),
                        format!(
                            "give the reason with the review: a human must judge: {}",
                            told.en
                        ),
                    ),
                ));
            }
            let review = Review {
                by: work.ctx.actor.id,
                checks: signed(programme, checks)?,
                accepted,
                reason: reason.unwrap_or_default().to_owned(),
            };
            work.step(handle, &Step::Review(review))?;
            remember_proof(db, work, handle)
        },
    )
}

/// The checks a programme asks for, all of which were made.
fn signed(
    programme: Option<&dyn Programme>,
    made: &Checks,
) -> std::result::Result<Checks, Refusal> {
    let asked = programme.map_or(&[][..], |programme| programme.checks());
    let missing: Vec<&CheckSpec> = asked.iter().filter(|spec| !made.made(spec.code)).collect();
    if missing.is_empty() {
        return Ok(Checks::of(asked.iter().map(|spec| spec.code)));
    }
    let listed = |word: fn(&CheckSpec) -> &'static str, comma: &str| {
        let words: Vec<&str> = missing.iter().map(|spec| word(spec)).collect();
        words.join(comma)
    };
    let clauses: BTreeSet<&str> = missing.iter().map(|spec| spec.clause).collect();
    let clauses = clauses.into_iter().collect::<Vec<_>>().join("、");
    Err(Refusal::new(
        "checks-incomplete",
        Words::new(
            format!(
                "审核须先核对（{clauses}）：{}",
                listed(|spec| spec.zh, "、")
            ),
            format!(
                "check before the review ({clauses}): {}",
                listed(|spec| spec.en, ", ")
            ),
        ),
    ))
}

/// Most claims that are reviewed or approved by name without a sample of them: with more nobody looks at each, and
/// [`crate::review::bulk::approve`] makes sure that somebody looks at some. No site and no operator can raise it.
pub const NAMED_MAX: usize = 5;

/// Approves the payable sum of each claim. The programme's first source bears what it has left and another one the shortfall
/// (三.1); one that is chosen and not the first bears all of it.
///
/// # Errors
/// [`WorkflowError::SampleFirst`] for more than [`NAMED_MAX`], [`WorkflowError`] when nothing at all could be tried.
pub fn approve<'a>(
    session: &mut Session,
    claims: impl Into<Named<'a>>,
    source: impl Into<Option<FundSource>>,
) -> Result<Outcome> {
    let claims = claims.into();
    let different = claims.claims().iter().collect::<BTreeSet<_>>().len();
    if different > NAMED_MAX {
        return Err(WorkflowError::SampleFirst {
            claims: different,
            most: NAMED_MAX,
        });
    }
    approve_each(session, claims, source.into())
}

/// As [`approve`], however many they are.
pub(crate) fn approve_each(
    session: &mut Session,
    claims: Named<'_>,
    source: Option<FundSource>,
) -> Result<Outcome> {
    act(
        session,
        Action::Approve,
        claims,
        |db, work, handle, assessed| approve_one(db, work, handle, assessed, By::Actor(source)),
    )
}

/// Approves what is eligible of newly filed claims where their programme's rules approve without people; the others wait
/// for people, as do those of the acting person's own family.
pub(crate) fn grant(session: &mut Session, claims: &[ClaimRef]) -> Result<Outcome> {
    act_as(
        session,
        Act {
            action: Action::ImportClaims,
            approves: true,
        },
        claims.into(),
        |db, work, handle, assessed| approve_one(db, work, handle, assessed, By::Rule),
    )
}

/// Who approves.
#[derive(Debug, Clone, Copy)]
pub(crate) enum By {
    /// The acting person, from the source they chose.
    Actor(Option<FundSource>),
    /// The programme's rule.
    Rule,
}

pub(crate) fn approve_one(
    db: &mut Db,
    work: &mut Work,
    handle: ClaimRef,
    assessed: Option<&Assessed>,
    by: By,
) -> std::result::Result<(), Refusal> {
    let claim = held(work, handle)?;
    // Whoever was first is named before anything else is said: that is what the loser needs to know.
    refuse_taken(db, work, &claim)?;
    work.refuse_open_case(&claim)?;
    lookalike::refuse(db, work, &claim)?;
    similar::refuse_unchecked(db, &work.ctx, &claim)?;
    let decision = current(assessed)?;
    let ctx = work.ctx.clone();
    let programme = find_programme(&ctx, &claim.programme);
    let programme = programme.map_err(|_| Refusal::not_installed(&claim.programme))?;
    let (rule, source) = match by {
        By::Actor(source) => {
            refuse_worse(Some(programme), &claim, decision)?;
            (None, source)
        }
        By::Rule => (Some(rule_of(programme, decision)?), None),
    };
    let budget_year = i16::try_from(work.today.year()).unwrap_or(i16::MAX);
    let of = (claim.unit, budget_year);
    let draw = Draw::of(work, of, programme, decision.payable, source)?;
    work.step(
        handle,
        &Step::Approve {
            by: work.ctx.actor.id,
            rule,
            amount: draw.amount,
            source: draw.source,
            budget_year,
            shortfall: draw.shortfall,
            ceiling: decision.ceiling,
        },
    )
}

/// The rule that approves an eligible claim.
fn rule_of(programme: &dyn Programme, decision: &Decision) -> std::result::Result<String, Refusal> {
    let rule = programme.approved_by_rule();
    let rule = rule.filter(|_| decision.verdict == Verdict::Eligible);
    rule.map(|rule| rule.id.to_owned()).ok_or_else(|| {
        Refusal::new(
            "needs-people",
            words!("须由人工审核、审批", "people have to review and approve it"),
        )
    })
}

/// Sends claims back to their units for correction.
///
/// # Errors
/// [`WorkflowError`] when nothing at all could be tried.
pub fn return_to_unit<'a>(
    session: &mut Session,
    claims: impl Into<Named<'a>>,
    reason: &str,
) -> Result<Outcome> {
    simple(
        session,
        Action::Return,
        claims,
        &Step::Return {
            reason: reason.to_owned(),
        },
    )
}

/// Refuses claims for good.
///
/// # Errors
/// [`WorkflowError`] when nothing at all could be tried.
pub fn reject<'a>(
    session: &mut Session,
    claims: impl Into<Named<'a>>,
    reason: &str,
) -> Result<Outcome> {
    simple(
        session,
        Action::Return,
        claims,
        &Step::Reject {
            reason: reason.to_owned(),
        },
    )
}

/// Sets claims aside until a date, or until the slot is free again.
///
/// # Errors
/// [`WorkflowError::Usage`] for a date that is not in the future.
pub fn hold<'a>(
    session: &mut Session,
    claims: impl Into<Named<'a>>,
    until: Option<NaiveDate>,
    reason: &str,
) -> Result<Outcome> {
    if until.is_some_and(|date| date <= session.ctx.today()) {
        return Err(WorkflowError::Usage(words!(
            "挂起的期限须在今天之后",
            "a claim can only be held until a day after today"
        )));
    }
    let until = until.map_or(HoldUntil::SlotFree, HoldUntil::Date);
    simple(
        session,
        Action::Return,
        claims,
        &Step::Hold {
            until,
            reason: reason.to_owned(),
        },
    )
}

/// Takes claims back for their unit.
///
/// # Errors
/// [`WorkflowError`] when nothing at all could be tried.
pub fn withdraw<'a>(
    session: &mut Session,
    claims: impl Into<Named<'a>>,
    reason: &str,
) -> Result<Outcome> {
    simple(
        session,
        Action::Withdraw,
        claims,
        &Step::Withdraw {
            reason: reason.to_owned(),
        },
    )
}

/// Takes the last decision on each claim back, as long as it is in no sealed batch.
///
/// # Errors
/// [`WorkflowError`] when nothing at all could be tried.
pub fn undo<'a>(
    session: &mut Session,
    claims: impl Into<Named<'a>>,
    reason: &str,
) -> Result<Outcome> {
    let action = if session.ctx.actor.role.may(Action::Approve) {
        Action::Approve
    } else {
        Action::Return
    };
    act(session, action, claims.into(), |_, work, handle, _| {
        let claim = held(work, handle)?;
        if claim.state.name() == StateName::Withdrawn {
            // The table allows the step for the undoing of a duplicate case alone.
            let message = words!(
                "已撤回的申报只能重新申报，或撤销当时撤回它的重复案件",
                "a withdrawn claim comes back by filing it again, or by undoing the case that withdrew it"
            );
            return Err(work.refused_by_last_writer(&claim, "state", message));
        }
        let revives = !claim.state.name().is_live();
        work.step(
            handle,
            &Step::Undo {
                reason: reason.to_owned(),
            },
        )?;
        if revives {
            contest(work, handle)
        } else {
            Ok(())
        }
    })
}

/// A claim brought back to life passes the same check as a new one: others on its slot make a case.
fn contest(work: &mut Work, handle: ClaimRef) -> std::result::Result<(), Refusal> {
    let claim = held(work, handle)?;
    let slot = claim.slot(work.root_of(handle.subject));
    let rivals = work.live_on(&slot);
    if rivals.len() < 2 {
        return Ok(());
    }
    crate::duplicates::contest::open_or_join(work, &slot, &rivals).map_err(|_| {
        Refusal::new(
            "internal",
            words!(
                "内部错误（重复案件无法建立），请重试；如仍不成功，请联系管理员",
                "the case cannot be opened"
            ),
        )
    })
}

fn simple<'a>(
    session: &mut Session,
    action: Action,
    claims: impl Into<Named<'a>>,
    step: &Step,
) -> Result<Outcome> {
    act(session, action, claims.into(), |_, work, handle, _| {
        work.step(handle, step)
    })
}

pub(crate) fn held(work: &Work, handle: ClaimRef) -> std::result::Result<ClaimRecord, Refusal> {
    work.claim(handle).cloned().ok_or_else(|| {
        Refusal::new(
            "not-found",
            words!("没有这件申报", "the claim does not exist"),
        )
    })
}

pub(crate) fn current(assessed: Option<&Assessed>) -> std::result::Result<&Decision, Refusal> {
    assessed.map(|assessed| &assessed.decision).ok_or_else(|| {
        Refusal::new(
            "no-period",
            words!(
                "该年度尚未设立申报期，请管理员先建立",
                "the claim's benefit year has no period: create it first"
            ),
        )
    })
}

/// A decision worse than the one the reviewer accepted stops the claim.
pub(crate) fn refuse_worse(
    programme: Option<&dyn Programme>,
    claim: &ClaimRecord,
    decision: &Decision,
) -> std::result::Result<(), Refusal> {
    refuse_ineligible(programme, decision)?;
    let Some(review) = claim.state.review() else {
        return Ok(());
    };
    let fresh: Vec<&Condition> = to_judge(decision)
        .filter(|condition| !review.accepted.contains(&condition.code))
        .collect();
    if fresh.is_empty() {
        return Ok(());
    }
    let told = sentence::listed(programme, fresh);
    let message = Words::new(
        format!("审核之后出现新的情况，请重新审核：{}", told.zh),
        format!(
            "since the review something new must be judged, review it again: {}",
            told.en
        ),
    );
    Err(Refusal::new("worse-verdict", message))
}

/// A rejected claim cannot be waved through, nor one that waits for a fact.
fn refuse_ineligible(
    programme: Option<&dyn Programme>,
    decision: &Decision,
) -> std::result::Result<(), Refusal> {
    let conditions = decision.conditions.iter();
    if decision.verdict == Verdict::Reject {
        let told = sentence::listed(
            programme,
            conditions.filter(|c| c.severity == Severity::Reject),
        );
        return Err(Refusal::new(
            "ineligible",
            Words::new(
                format!("按规则不符合条件：{}", told.zh),
                format!("the rules exclude it: {}", told.en),
            ),
        ));
    }
    let mut waiting = conditions.filter(|c| c.waits).peekable();
    if waiting.peek().is_some() {
        let told = sentence::listed(programme, waiting);
        return Err(Refusal::new(
            "waiting",
            Words::new(
                format!("尚缺条件，等待：{}", told.zh),
                format!("it waits for: {}", told.en),
            ),
        ));
    }
    Ok(())
}

/// The programme of a claim that is held.
pub(crate) fn programme_of(work: &Work, handle: ClaimRef) -> Option<&dyn Programme> {
    let claim = work.claim(handle)?;
    work.ctx.installation.registry.find(&claim.programme)
}

/// What a human has to judge.
pub(crate) fn to_judge(decision: &Decision) -> impl Iterator<Item = &Condition> {
    let conditions = decision.conditions.iter();
    conditions.filter(|c| c.severity == Severity::Review && !c.waits)
}

/// Codes a human has to judge.
pub(crate) fn judged(decision: &Decision) -> Vec<String> {
    to_judge(decision).map(|c| c.code.clone()).collect()
}

/// Tells who holds the slot; the name of a unit outside the operator's scope is shown, no person is.
fn refuse_taken(db: &mut Db, work: &Work, claim: &ClaimRecord) -> std::result::Result<(), Refusal> {
    let Some(slot) = work.slot_of(claim) else {
        return Ok(());
    };
    let holder = match slot.occupancy {
        Occupancy::Free => return Ok(()),
        Occupancy::Taken(holder) | Occupancy::Paid(holder) | Occupancy::Recovering(holder) => {
            holder
        }
    };
    if holder == claim.id() || claim.supplements().is_some_and(|paid| paid.id == holder) {
        return Ok(());
    }
    let holder = work
        .claims
        .values()
        .map(|held| &held.value)
        .find(|other| other.id() == holder);
    let Some(holder) = holder else {
        return Err(Refusal::new(
            "slot-taken",
            words!(
                "该名额已由其他申报占用",
                "another claim already holds this slot"
            ),
        ));
    };
    let unit = storage::units::find(db, holder.unit)
        .map(|row| row.name)
        .unwrap_or_default();
    let (number, state) = (&holder.number, holder.state.name());
    let message = Words::new(
        format!(
            "该名额已由 {unit} 的申报 {number} 占用（{}）",
            state.chinese()
        ),
        format!(
            "this slot is already {} at {unit}, claim {number}",
            state.code()
        ),
    );
    Err(work.refused_by_last_writer(holder, "slot-taken", message))
}

/// Keeps the proof of parentage the reviewer saw, so that later years need none.
fn remember_proof(
    db: &mut Db,
    work: &mut Work,
    handle: ClaimRef,
) -> std::result::Result<(), Refusal> {
    let failed = |_| {
        Refusal::new(
            "internal",
            words!(
                "内部错误（亲子关系证明无法登记），请重试；如仍不成功，请联系管理员",
                "the proof of parentage cannot be recorded"
            ),
        )
    };
    let claim = held(work, handle)?;
    let draft = crate::intake::content::join(&work.ctx, &claim).map_err(failed)?;
    let kinship = programme_of(work, handle).and_then(|programme| programme.kinship(&draft));
    let Some((relation, proof)) = kinship.and_then(|kin| Some((kin.relation, kin.proof?))) else {
        return Ok(());
    };
    let row = SeenProof {
        subject_id: work.root_of(handle.subject).into(),
        parent_id: claim.member.into(),
        unit_id: claim.unit.into(),
        relation,
        proof,
        seen_by: work.ctx.actor.id.into(),
        seen_at: work.at.0,
    };
    let seen = storage::people::add_relations(db, std::slice::from_ref(&row));
    if seen.map_err(|error| failed(error.into()))? == 1 {
        let row = RelationRow::from(row);
        work.sums.add(work.ctx.keyring(), &row);
    }
    Ok(())
}
