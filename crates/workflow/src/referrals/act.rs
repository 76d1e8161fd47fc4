//! The steps of a slip.

use super::detect::{Change, write};
use super::{Note, Slip};
use crate::audit::events;
use crate::duplicates::kin::Couples;
use crate::error::{Refusal, Result, Thing, WorkflowError};
use crate::messages::person_key;
use crate::session::{Context, Session};
use crate::words::Words;
use chrono::NaiveDate;
use domain::fen::Fen;
use domain::ids::{PersonId, SlipId};
use domain::referral::{HelpKind, SlipEvent, SlipStep, Stage, due_from};
use domain::role::Action;
use serde_json::json;
use storage::{Db, StorageError};

/// Longest text of a slip, in characters: a paragraph, which is what fits on the printed one.
pub const TEXT_LENGTH_MAX: usize = 500;
/// Longest name of a visitor, of a chair or of a fund, in characters.
pub const NAME_LENGTH_MAX: usize = 50;
/// Who visits a member at least.
const VISITORS_MIN: usize = 2;
/// Who visits a member at most; more is a mistake.
const VISITORS_MAX: usize = 10;

/// A step of a slip with what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// It is sent to the basic union.
    Issue {
        /// The day to answer by; none is [`domain::referral::DUE_DAYS`] from today.
        due: Option<NaiveDate>,
    },
    /// The basic union takes it.
    Receive,
    /// The member was visited.
    Visit {
        /// The day.
        on: NaiveDate,
        /// Who visited, at least two.
        visitors: Vec<String>,
        /// What they found. No diagnosis.
        findings: String,
    },
    /// Help is given.
    Help {
        /// What.
        kind: HelpKind,
        /// How much of it in money.
        amount: Fen,
        /// Out of which fund; money comes out of one.
        fund: Option<String>,
        /// What else is to be said.
        note: Option<String>,
    },
    /// No help is needed.
    NoNeed {
        /// Why.
        reason: String,
    },
    /// The slip goes back.
    Return {
        /// The chair of the basic union who signed it.
        signed_by: String,
    },
    /// It is put away.
    Close {
        /// What is to be said about it.
        note: Option<String>,
    },
}

impl Act {
    fn step(&self) -> SlipStep {
        match self {
            Self::Issue { .. } => SlipStep::Issue,
            Self::Receive => SlipStep::Receive,
            Self::Visit { .. } => SlipStep::Visit,
            Self::Help { .. } => SlipStep::Help,
            Self::NoNeed { .. } => SlipStep::NoNeed,
            Self::Return { .. } => SlipStep::Return,
            Self::Close { .. } => SlipStep::Close,
        }
    }
}

/// Takes a step of a slip; gives the stage it is at then.
///
/// # Errors
/// [`WorkflowError::Forbidden`]; [`WorkflowError::NotFound`] out of scope; [`WorkflowError::State`] for a step that cannot
/// be taken from where the slip is; [`WorkflowError::Usage`] for what makes no sense; [`WorkflowError::Refused`] with
/// `own-family` for a slip about the operator's own family.
pub fn take(session: &mut Session, id: SlipId, act: &Act) -> Result<Stage> {
    session.ctx.require(Action::LookAfter)?;
    let ctx = session.ctx.clone();
    let note = checked(act, ctx.today())?;
    let (step, act) = (act.step(), act);
    session.db.write(|db| {
        let slip = held(db, &ctx, id)?;
        refuse_own(db, &ctx, &slip)?;
        let to = target(&slip, step, id)?;
        let mut change = Change::of(&ctx, &slip);
        let row = &mut change.slip.row;
        row.stage = to;
        match act {
            Act::Issue { .. } => row.due_on = note.due,
            Act::Help { kind, amount, .. } => {
                row.help_kind = Some(*kind);
                row.help = *amount;
            }
            _ => {}
        }
        change.append(&ctx, SlipEvent::Step(step), String::new(), &note)?;
        let witnesses = write(db, &ctx, std::slice::from_ref(&change))?;
        let detail = json!({ "slip": id.to_string(), "step": step.code() });
        events::vouch(db, &ctx, "referral", &detail, &witnesses)?;
        Ok(to)
    })
}

/// The slip, held against settlements of the same member until the transaction ends.
fn held(db: &mut Db, ctx: &Context, id: SlipId) -> Result<Slip> {
    let find = |db: &mut Db| match storage::referrals::find(db, &ctx.actor.scope, id) {
        Err(StorageError::NotFound) => Err(WorkflowError::NotFound {
            kind: Thing::Slip,
            id: id.to_string(),
        }),
        other => Ok(other?),
    };
    let row = find(db)?;
    storage::messages::hold(db, &[person_key(ctx, &row.programme, row.subject_id)])?;
    let row = find(db)?;
    let slips = Slip::with_events(db, vec![row])?;
    slips
        .into_iter()
        .next()
        .ok_or_else(|| StorageError::NotFound.into())
}

/// Nobody decides about help for themselves or their other half.
fn refuse_own(db: &mut Db, ctx: &Context, slip: &Slip) -> Result<()> {
    let Some(index) = &ctx.actor.identity_index else {
        return Ok(());
    };
    let own = storage::people::by_index(db, index)?;
    let member = PersonId::from(slip.row.subject_id);
    let couples = Couples::load(db, &[member])?;
    if own
        .iter()
        .any(|person| *person == member || couples.of(member).any(|other| other == *person))
    {
        return Err(WorkflowError::Refused(Refusal::new(
            "own-family",
            words!(
                "该反馈单涉及您本人或家人，须由其他操作员处理",
                "this slip concerns your own family: another operator must deal with it"
            ),
        )));
    }
    Ok(())
}

/// Where the step leads. A slip that nobody has sent yet may be put away once nothing on it stands any more.
fn target(slip: &Slip, step: SlipStep, id: SlipId) -> Result<Stage> {
    let stage = slip.row.stage;
    let idle = stage == Stage::Detected && slip.standing().is_empty();
    let to = match step {
        SlipStep::Close if idle => Some(Stage::Closed),
        _ => stage.after(step),
    };
    to.ok_or_else(|| {
        let next: Vec<SlipStep> = stage.steps().collect();
        let zh: Vec<&str> = next.iter().map(|step| step.chinese()).collect();
        let en: Vec<&str> = next.iter().map(|step| step.english()).collect();
        let (zh, en) = (zh.join("或"), en.join(" or "));
        WorkflowError::State {
            kind: Thing::Slip,
            id: id.to_string(),
            state: Words::new(stage.chinese(), stage.english()),
            hint: Box::new(if next.is_empty() {
                words!("不能再办理", "nothing more is done with it")
            } else {
                Words::new(
                    format!("下一步只能：{zh}"),
                    format!("the next step is: {en}"),
                )
            }),
        }
    })
}

/// What the act says, as it is kept.
fn checked(act: &Act, today: NaiveDate) -> Result<Note> {
    let nothing = Note::default();
    Ok(match act {
        Act::Issue { due } => {
            let due = due.unwrap_or_else(|| due_from(today));
            if due < today {
                return Err(WorkflowError::Usage(words!(
                    "反馈期限 {due} 已过，请写今天或以后的日期",
                    "the slip would be due on {due}, which has passed: write today or a later day"
                )));
            }
            Note {
                due: Some(due),
                ..nothing
            }
        }
        Act::Receive => nothing,
        Act::Visit {
            on,
            visitors,
            findings,
        } => {
            if *on > today {
                return Err(WorkflowError::Usage(words!(
                    "走访日期 {on} 还没有到",
                    "the day of the visit, {on}, is yet to come"
                )));
            }
            Note {
                on: Some(*on),
                visitors: visited_by(visitors)?,
                text: Some(text(findings)?),
                ..nothing
            }
        }
        Act::Help {
            kind,
            amount,
            fund,
            note,
        } => {
            let fund = fund.as_deref().map(name).transpose()?;
            let is_paid = *amount > Fen::ZERO && fund.is_some();
            let is_free = *amount == Fen::ZERO && fund.is_none();
            if !is_paid && (!is_free || *kind == HelpKind::Money) {
                return Err(WorkflowError::Usage(words!(
                    "发钱的帮扶须写明金额（大于 0）和资金来源，不发钱的两样都不写",
                    "help in money needs a sum above zero and the fund it comes out of; other help has neither"
                )));
            }
            Note {
                help: Some(*kind),
                amount: is_paid.then_some(*amount),
                fund,
                text: note.as_deref().map(text).transpose()?,
                ..nothing
            }
        }
        Act::NoNeed { reason } => Note {
            text: Some(text(reason)?),
            ..nothing
        },
        Act::Return { signed_by } => Note {
            signed_by: Some(name(signed_by)?),
            ..nothing
        },
        Act::Close { note } => Note {
            text: note.as_deref().map(text).transpose()?,
            ..nothing
        },
    })
}

fn visited_by(visitors: &[String]) -> Result<Vec<String>> {
    let mut names: Vec<String> = Vec::new();
    for visitor in visitors {
        let visitor = name(visitor)?;
        if !names.contains(&visitor) {
            names.push(visitor);
        }
    }
    if !(VISITORS_MIN..=VISITORS_MAX).contains(&names.len()) {
        return Err(WorkflowError::Usage(words!(
            "走访须由 {VISITORS_MIN} 至 {VISITORS_MAX} 人进行，请写出每个人的姓名",
            "a visit is made by {VISITORS_MIN} to {VISITORS_MAX} people: name each of them"
        )));
    }
    Ok(names)
}

fn text(text: &str) -> Result<String> {
    within(text, TEXT_LENGTH_MAX)
}

fn name(text: &str) -> Result<String> {
    within(text, NAME_LENGTH_MAX)
}

fn within(text: &str, most: usize) -> Result<String> {
    let text = text.trim();
    if (1..=most).contains(&text.chars().count()) && !text.chars().any(char::is_control) {
        return Ok(text.to_owned());
    }
    Err(WorkflowError::Usage(words!(
        "文字须为 1 至 {most} 个字，不换行",
        "a text has 1 to {most} characters, and no line breaks"
    )))
}
