//! Messages a programme is fed with: kept as they came, and answered with what stands.
//!
//! What stands of somebody's messages is a function of their set, so every command loads all that belong together, asks
//! the programme, and writes the difference between what stands and what was posted before. The same message again, or
//! one that comes before the one it takes back, therefore needs no rule of its own.

mod account;
mod feeds;
mod file;
mod hear;
mod import;
mod look;
mod write;

use crate::audit::witness::{self, Witness};
use crate::error::{Refusal, Result, WorkflowError};
use crate::review::rule_set::{find_programme, params_of};
use crate::session::{Context, Session};
use account::Accounts;
use domain::ids::PersonId;
use domain::role::Action;
use domain::unit::Scope;
use hear::New;
use policy::Params;
use policy::messages::{Message, MessageFeed};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use storage::entitlements::EntitlementRow;
use storage::periods::Period;
use storage::{Db, Key};

pub use feeds::Feeds;
pub use file::{Filing, file};
pub(crate) use hear::{known_as_key, person_key};
pub use import::{PROFILE, import};
pub use look::{WaitingMessage, sums, waiting};
pub use policy::messages::{MessageAnswer, MessageState, Origin};

/// Messages taken in one transaction: so many that a million are taken in an hour, so few that nobody waits long for the
/// people they are about.
pub const GROUP_MAX: usize = 100;

/// A message as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// The text.
    pub text: String,
    /// How it came.
    pub origin: Origin,
}

/// What became of one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// What is answered.
    pub answer: MessageAnswer,
    /// It was there already.
    pub known: bool,
}

/// Takes messages, a group a transaction; the answers are in the order of the messages. A message that cannot be read is
/// answered with the reason and not kept.
///
/// # Errors
/// [`WorkflowError::Forbidden`], [`WorkflowError::UnknownProgramme`]; [`WorkflowError::Usage`] for a programme whose claims
/// come in sheets. The groups before the one that failed are saved.
pub fn receive(
    session: &mut Session,
    programme: &str,
    incoming: &[Incoming],
) -> Result<Vec<Taken>> {
    session.ctx.require(Action::ImportClaims)?;
    let ctx = session.ctx.clone();
    let mut taken = Vec::with_capacity(incoming.len());
    for group in incoming.chunks(GROUP_MAX) {
        taken.extend(take_group(&mut session.db, &ctx, programme, group, false)?);
    }
    Ok(taken)
}

/// A dry run is the very same, taken back.
fn take_group(
    db: &mut Db,
    ctx: &Context,
    programme: &str,
    group: &[Incoming],
    dry_run: bool,
) -> Result<Vec<Taken>> {
    let feed = feed_of(ctx, programme)?;
    let mut answers: Vec<Option<Taken>> = Vec::with_capacity(group.len());
    let mut new = Vec::with_capacity(group.len());
    for (place, incoming) in group.iter().enumerate() {
        let message = Message {
            text: &incoming.text,
            origin: incoming.origin,
            on: ctx.today(),
        };
        match feed.hear(message) {
            Ok(heard) => {
                new.push(New::of(ctx, programme, place, message, &heard)?);
                answers.push(None);
            }
            Err(findings) => answers.push(Some(Taken {
                answer: MessageAnswer::refused(findings),
                known: false,
            })),
        }
    }
    let take = |db: &mut Db| {
        let keys: BTreeSet<Vec<u8>> = new.iter().flat_map(|one| one.keys.clone()).collect();
        let feed = &*feed_in_force(db, ctx, programme)?;
        let accounts = Accounts::load(db, ctx, programme, feed, keys, &new)?;
        let weighed = accounts.weigh(feed, &new);
        write::all(db, ctx, programme, &accounts, &weighed, &new, feed)?;
        let answers = weighed.into_iter().flat_map(|one| one.answers);
        Ok::<_, WorkflowError>(answers.chain(accounts.refused(&new)).collect::<Vec<_>>())
    };
    let given = if dry_run {
        db.trial(take)
    } else {
        db.write(take)
    }?;
    for (place, taken) in given {
        if let Some(answer) = answers.get_mut(place) {
            *answer = Some(taken);
        }
    }
    Ok(answers.into_iter().flatten().collect())
}

/// Weighs anew what came about everybody whom a roster changed, also what an earlier run was cut off from. A transaction for
/// all of a roster would hold as many keys as it has people, which is more than a server has room for, and keep every
/// hospital waiting meanwhile; until it is their turn, a message about them weighs them as well.
///
/// # Errors
/// [`WorkflowError`]; what is done stays done.
pub(crate) fn catch_up(
    db: &mut Db,
    ctx: &Context,
    programme: &str,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<()> {
    for import in storage::pending::weighings(db, programme)? {
        let people = storage::participations::of_import(db, import)?;
        for (n, chunk) in people.chunks(GROUP_MAX).enumerate() {
            progress(n * GROUP_MAX, people.len());
            db.write(|db| weigh_again(db, ctx, programme, chunk))?;
        }
        db.write(|db| Ok::<_, WorkflowError>(storage::pending::weighed(db, import)?))?;
    }
    Ok(())
}

/// What these people take part in has changed.
fn weigh_again(db: &mut Db, ctx: &Context, programme: &str, people: &[PersonId]) -> Result<()> {
    let feed = &*feed_in_force(db, ctx, programme)?;
    let keys = account::keys_of(db, ctx, programme, people)?;
    let accounts = Accounts::load(db, ctx, programme, feed, keys, &[])?;
    let weighed = accounts.weigh(feed, &[]);
    write::all(db, ctx, programme, &accounts, &weighed, &[], feed)
}

/// Which of these people's entitlements are what their sealed messages come to, by person and what they are known by: held
/// until the caller's transaction ends.
fn proved(
    db: &mut Db,
    ctx: &Context,
    programme: &str,
    people: &[PersonId],
) -> Result<BTreeSet<(Key, String)>> {
    let feed = &*feed_in_force(db, ctx, programme)?;
    let keys = account::keys_of(db, ctx, programme, people)?;
    let accounts = Accounts::load(db, ctx, programme, feed, keys, &[])?;
    let weighed = accounts.weigh(feed, &[]);
    let mut told: BTreeMap<(Key, String), i64> = BTreeMap::new();
    for posting in storage::entitlements::postings_of(db, people)? {
        if let (Some(sum), true) = (posting.told_fen, posting.programme == programme) {
            *told
                .entry((posting.subject_id, posting.entry_key))
                .or_default() += sum;
        }
    }
    let told = |row: &EntitlementRow| {
        let key = (row.subject_id, row.entry_key.clone());
        told.get(&key).copied().unwrap_or_default()
    };
    let proved = accounts
        .all
        .iter()
        .zip(&weighed)
        .flat_map(|(account, outcome)| {
            account
                .entitlements
                .iter()
                .filter(|row| write::follows(row, outcome, told(row)))
                .map(|row| (row.subject_id, row.entry_key.clone()))
        });
    Ok(proved.collect())
}

/// How a programme reads messages, whatever the terms.
pub(crate) fn feed_of<'e>(ctx: &'e Context, programme: &str) -> Result<&'e dyn MessageFeed> {
    let fed = find_programme(ctx, programme)?.messages();
    fed.ok_or_else(|| {
        WorkflowError::Usage(words!(
            "项目 {programme} 不由报文办理",
            "the programme {programme} is not fed by messages"
        ))
    })
}

/// Whether a programme that is fed by messages can have a period with these parameters. What people take part in already
/// keeps its terms: what they were paid follows from them.
///
/// # Errors
/// [`WorkflowError::Params`]; [`WorkflowError::Refused`] with `scheme-in-use`.
pub(crate) fn check_terms(db: &mut Db, ctx: &Context, period: &Period) -> Result<()> {
    let programme = period.programme.as_str();
    let Some(shipped) = find_programme(ctx, programme)?.messages() else {
        return Ok(());
    };
    let mut terms = terms_of(db, ctx, programme)?;
    terms.push(params_of(period));
    let next = shipped.under(&terms)?;
    let now = feed_in_force(db, ctx, programme)?;
    let used = storage::participations::schemes(db, &Scope::everything(), programme)?;
    let changed = used.into_iter().find(|id| now.terms(id) != next.terms(id));
    changed.map_or(Ok(()), |id| {
        let message = words!(
            "名册中已有人参加互助方案 {id}，申报期的参数不能改变或去掉它的条款：请保留原条款，不同的条款另取方案编号",
            "people take part in the scheme `{id}` already, and the period's parameters change or drop its terms: leave them as they are, and give other terms an id of their own"
        );
        Err(WorkflowError::Refused(Refusal::new("scheme-in-use", message)))
    })
}

/// The terms of a programme's periods, as they were vouched for: whoever changes them behind the system's back would decide
/// what a rule approves and pays without people.
///
/// # Errors
/// [`WorkflowError::Refused`] with `record-altered`.
fn terms_of(db: &mut Db, ctx: &Context, programme: &str) -> Result<Vec<Params>> {
    let mut rows = storage::periods::stored(db)?;
    rows.retain(|row| row.programme == programme);
    let page: Vec<Witness> = rows
        .iter()
        .map(|row| witness::of(ctx.keyring(), row))
        .collect();
    witness::expect_vouched(db, &page)?;
    let periods = storage::periods::all(db)?.into_iter();
    let own = periods.filter(|period| period.programme == programme);
    Ok(own.map(|period| params_of(&period)).collect())
}

/// The feed under the terms of the programme's periods as they are now.
pub(crate) fn feed_in_force(
    db: &mut Db,
    ctx: &Context,
    programme: &str,
) -> Result<Arc<dyn MessageFeed>> {
    let shipped = feed_of(ctx, programme)?;
    let digests = storage::periods::digests(db, programme)?;
    if let Some(feed) = ctx.installation.feeds.find(programme, &digests) {
        return Ok(feed);
    }
    let feed = shipped.under(&terms_of(db, ctx, programme)?)?;
    ctx.installation.feeds.keep(programme, digests, &feed);
    Ok(feed)
}
