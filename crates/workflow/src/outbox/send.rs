//! Sends what is due.

use crate::audit::{events, witness};
use crate::error::{Result, WorkflowError};
use crate::session::{Context, Session};
use crate::views::Lang;
use crate::words::Words;
use domain::ids::{PersonId, RecordId, UnitId};
use domain::notice::{NoticeState, pause_after};
use domain::role::Action;
use serde_json::json;
use std::collections::BTreeMap;
use storage::outbox::{Notice, NoticeRow};
use storage::{Db, Key};
use zeroize::Zeroizing;

/// Notices sent by one run at most, so that a run comes to an end.
pub const SENT_MAX: usize = 10_000;
/// Notices read at a time.
const PAGE: i64 = 100;
/// Microseconds a notice is one sender's own: longer than any sender may take.
const HELD_FOR: i64 = 5 * 60 * 1_000_000;

/// No union in scope has a mobile number of the member.
const NO_NUMBER: &str = "no-number";

/// A notice as it is delivered. It does not print the number it goes to.
pub struct Letter<'a> {
    /// Its id: the same notice once more has the same.
    pub id: RecordId,
    /// The mobile number.
    pub to: &'a str,
    /// The text.
    pub text: &'a str,
}

/// What became of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// Whoever delivers has it.
    Done,
    /// It may work later; why, by its code.
    Later(&'static str),
    /// It will never work.
    Refused(&'static str),
}

/// A way out of the house.
pub trait Sender {
    /// Hands a letter over. It must come back within five minutes.
    fn deliver(&mut self, letter: &Letter<'_>) -> Delivery;
}

/// What a run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sent {
    /// Delivered.
    pub sent: usize,
    /// To be tried again.
    pub later: usize,
    /// Given up.
    pub dead: usize,
}

/// Sends what is due in scope, in one language, at most `most` notices.
///
/// # Errors
/// [`crate::WorkflowError::Forbidden`]; what was sent before a failure of the database stays so.
pub fn send(
    session: &mut Session,
    sender: &mut dyn Sender,
    lang: Lang,
    most: usize,
) -> Result<Sent> {
    session.ctx.require(Action::SendNotices)?;
    let ctx = session.ctx.clone();
    let mut done = Sent::default();
    let mut tried = 0;
    // What fails is due again only later, so that every round finds others.
    while tried < most {
        let left = i64::try_from(most - tried).unwrap_or(PAGE);
        let now = ctx.now().0;
        let due = storage::outbox::due(&mut session.db, &ctx.actor.scope, now, left.min(PAGE))?;
        if due.is_empty() {
            break;
        }
        let numbers = numbers(&mut session.db, &ctx, &due)?;
        for row in due {
            tried += 1;
            let Some(held) = hold(&mut session.db, &ctx, row)? else {
                continue;
            };
            let number = numbers.get(&held.subject_id);
            let delivery = match number {
                None => Delivery::Later(NO_NUMBER),
                Some(number) => sender.deliver(&Letter {
                    id: held.id.into(),
                    to: number,
                    text: &text(&ctx, &held, lang)?,
                }),
            };
            record(&mut session.db, &ctx, held, delivery, &mut done)?;
        }
    }
    if tried > 0 {
        let detail = json!({ "sent": done.sent, "later": done.later, "dead": done.dead });
        events::log_alone(session, "notices-sent", &detail)?;
    }
    Ok(done)
}

/// Takes a notice for this sender; none when another one has it. One that was changed by hand is not sent.
fn hold(db: &mut Db, ctx: &Context, row: Notice) -> Result<Option<Notice>> {
    let found = [witness::of(ctx.keyring(), &NoticeRow::from(row.clone()))];
    let held = Notice {
        attempts: row.attempts + 1,
        next_at: ctx.now().0.saturating_add(HELD_FOR),
        revision: row.revision + 1,
        ..row
    };
    let is_ours = db.write(|db| {
        let is_ours = storage::outbox::update(db, &held)?;
        if is_ours {
            witness::expect_vouched(db, &found)?;
        }
        Ok::<_, WorkflowError>(is_ours)
    })?;
    Ok(is_ours.then_some(held))
}

/// Writes down what became of it. Whoever was too slow leaves it to the next.
fn record(
    db: &mut Db,
    ctx: &Context,
    held: Notice,
    delivery: Delivery,
    done: &mut Sent,
) -> Result<()> {
    let now = ctx.now().0;
    let (state, fault, next_at) = match delivery {
        Delivery::Done => (NoticeState::Sent, None, held.next_at),
        Delivery::Refused(fault) => (NoticeState::Dead, Some(fault), held.next_at),
        Delivery::Later(fault) => match pause_after(held.attempts) {
            Some(pause) => (NoticeState::Pending, Some(fault), now.saturating_add(pause)),
            None => (NoticeState::Dead, Some(fault), held.next_at),
        },
    };
    let row = Notice {
        state,
        fault: fault.map(str::to_owned),
        next_at,
        sent_at: (state == NoticeState::Sent).then_some(now),
        revision: held.revision + 1,
        ..held
    };
    db.write(|db| {
        let is_ours = storage::outbox::update(db, &row)?;
        if is_ours && state != NoticeState::Pending {
            let detail =
                json!({ "notice": RecordId::from(row.id).to_string(), "state": state.code() });
            let done = witness::of(ctx.keyring(), &NoticeRow::from(row.clone()));
            events::vouch(db, ctx, "notice", &detail, &[done])?;
        }
        Ok::<_, WorkflowError>(())
    })?;
    match state {
        NoticeState::Sent => done.sent += 1,
        NoticeState::Pending => done.later += 1,
        NoticeState::Dead => done.dead += 1,
    }
    Ok(())
}

fn text(ctx: &Context, row: &Notice, lang: Lang) -> Result<String> {
    let plain = ctx.keyring().open(&row.sealed, row.id.0.as_bytes())?;
    let (zh, en): (String, String) = serde_json::from_slice(&plain)?;
    Ok(match lang {
        Lang::Zh => zh,
        Lang::En => en,
    })
}

type Numbers = BTreeMap<Key, Zeroizing<String>>;

/// Mobile numbers of the members, as rosters of unions in scope have them: that of the notice's own union first.
fn numbers(db: &mut Db, ctx: &Context, rows: &[Notice]) -> Result<Numbers> {
    let people: Vec<PersonId> = rows.iter().map(|row| row.subject_id.into()).collect();
    let mut rosters = storage::people::memberships_of(db, &people)?;
    let units: Vec<UnitId> = rosters.iter().map(|row| row.unit_id.into()).collect();
    let units = storage::units::names_of(db, &units)?;
    rosters.retain(|row| {
        let unit = units.get(&row.unit_id.into());
        unit.is_some_and(|unit| ctx.actor.scope.covers(&unit.path))
    });
    let own = |person: Key, unit: Key| {
        rows.iter()
            .any(|row| (row.subject_id, row.unit_id) == (person, unit))
    };
    rosters.sort_by_key(|row| !own(row.person_id, row.unit_id));
    let mut numbers = Numbers::new();
    for row in rosters {
        let Some(sealed) = row
            .sealed_mobile
            .filter(|_| !numbers.contains_key(&row.person_id))
        else {
            continue;
        };
        let aad = PersonId::from(row.person_id).to_string();
        let plain = ctx.keyring().open(&sealed, aad.as_bytes())?;
        let number = String::from_utf8_lossy(&plain).into_owned();
        numbers.insert(row.person_id, Zeroizing::new(number));
    }
    Ok(numbers)
}

/// Why an attempt failed, in words.
pub(super) fn fault(code: &str) -> Words {
    match code {
        NO_NUMBER => words!("会员名册中没有手机号码", "no roster has a mobile number"),
        "unreachable" => words!("发送通道连接不上或没有应答", "the way out did not answer"),
        "busy" => words!("发送通道暂时不受理", "the way out is busy"),
        "refused" => words!("发送通道拒收", "the way out refused it"),
        other => Words::same(other),
    }
}
