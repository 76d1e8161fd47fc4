//! The whole audit log in scope, newest first: what was done to claims and what operators did besides.

use super::people::Operators;
use super::{Cursor, Page, entry_words, page as pages};
use crate::error::{Result, WorkflowError};
use crate::session::Session;
use crate::words::Words;
use data_encoding::HEXLOWER;
use domain::claim_number::ClaimNumber;
use domain::ids::{ClaimRef, OperatorId};
use domain::role::Action;
use domain::year::Instant;
use policy::Registry;
use storage::audit::list::Wanted;
use storage::audit::{AuditRow, OperatorEventRow};
use storage::page::After;
use storage::{Key, StorageError};

/// Most entries one chain can have in a single instant; a page goes on until they are all on it.
const SAME_INSTANT_MAX: usize = 64;

/// Whose entries are wanted; the default is everybody's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Trail {
    /// All.
    #[default]
    All,
    /// What an operator did, by login name.
    Actor(String),
    /// What was done to a subject's claims, by the number of one of them.
    Subject(ClaimNumber),
}

impl Trail {
    /// Tells what a typed text means: nothing for all, a claim number, else an operator's name.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        if text.is_empty() {
            return Self::All;
        }
        text.parse()
            .map_or_else(|_| Self::Actor(text.to_owned()), Self::Subject)
    }
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailEntryView {
    /// When.
    pub at: Instant,
    /// Who.
    pub by: String,
    /// What was done.
    pub action: String,
    /// The claim it is about; none for what an operator did besides.
    pub claim: Option<ClaimRef>,
    /// Its number.
    pub number: Option<ClaimNumber>,
    /// Position in its chain, from 1.
    pub seq: i64,
    /// Details, JSON.
    pub detail: String,
    /// Details in words.
    pub told: Words,
    /// The entry's hash in hexadecimal.
    pub hash: String,
}

/// A page of the log. Who may verify the chains may read them.
///
/// # Errors
/// [`WorkflowError::Forbidden`]; [`WorkflowError::UnknownOperator`], [`WorkflowError::NotFound`] for an operator or a
/// claim that is not there or not in scope.
pub fn page(
    session: &mut Session,
    trail: &Trail,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Page<TrailEntryView>> {
    session.ctx.require(Action::Audit)?;
    let scope = session.ctx.actor.scope.clone();
    let operators = Operators::load(&mut session.db)?;
    let wanted = wanted(session, trail, &operators)?;
    let (limit, after) = (pages::clamp(limit), after.map(Cursor::after));
    let reach = i64::try_from(limit + SAME_INSTANT_MAX).unwrap_or(i64::MAX);
    let entries = storage::audit::list::entries(&mut session.db, &scope, wanted, after, reach)?;
    let events = if wanted.subject.is_some() {
        Vec::new()
    } else {
        storage::audit::list::events(&mut session.db, &scope, wanted.actor, after, reach)?
    };
    let mut rows: Vec<Row> = entries
        .into_iter()
        .map(Row::Entry)
        .chain(events.into_iter().map(Row::Event))
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.place()));
    let next = cut(&mut rows, limit);
    let handles: Vec<ClaimRef> = rows.iter().filter_map(Row::claim).collect();
    let claims = storage::claims::list::lines_unscoped(&mut session.db, &handles)?;
    let number = |claim: Option<ClaimRef>| {
        let claim = claim?;
        let line = claims.iter().find(|line| line.id == Key::from(claim.id))?;
        Some(line.number.clone())
    };
    let ctx = session.ctx.clone();
    let rows = rows
        .into_iter()
        .map(|row| {
            let claim = row.claim();
            row.view(&ctx.installation.registry, &operators, claim, number(claim))
        })
        .collect();
    Ok(Page { rows, next })
}

/// Cuts the rows to `limit`, but never between entries of one chain in one instant: a cursor names the instant.
fn cut(rows: &mut Vec<Row>, limit: usize) -> Option<Cursor> {
    let mut end = limit;
    while end > 0 && end < rows.len() {
        let same = rows
            .get(end - 1)
            .zip(rows.get(end))
            .is_some_and(|(last, next)| last.chain() == next.chain());
        if !same {
            break;
        }
        end += 1;
    }
    if end >= rows.len() {
        return None;
    }
    rows.truncate(end);
    rows.last().map(|row| {
        let (key, id) = row.chain();
        Cursor::at(After { key, id })
    })
}

fn wanted(session: &mut Session, trail: &Trail, operators: &Operators) -> Result<Wanted> {
    Ok(match trail {
        Trail::All => Wanted::default(),
        Trail::Actor(name) => Wanted {
            actor: Some(
                operators
                    .id(name)
                    .ok_or_else(|| WorkflowError::UnknownOperator(name.clone()))?,
            ),
            subject: None,
        },
        Trail::Subject(number) => {
            let found =
                storage::claim_links::by_numbers(&mut session.db, std::slice::from_ref(number))?;
            let handle = *found.get(number).ok_or_else(|| not_found(number))?;
            let scope = session.ctx.actor.scope.clone();
            match storage::claims::list::line(&mut session.db, &scope, handle) {
                Err(StorageError::NotFound) => return Err(not_found(number)),
                other => other?,
            };
            Wanted {
                actor: None,
                subject: Some(handle.subject),
            }
        }
    })
}

fn not_found(number: &ClaimNumber) -> WorkflowError {
    WorkflowError::NotFound {
        kind: crate::Thing::Claim,
        id: number.to_string(),
    }
}

enum Row {
    Entry(AuditRow),
    Event(OperatorEventRow),
}

impl Row {
    /// The chain and the instant.
    fn chain(&self) -> (i64, uuid::Uuid) {
        match self {
            Self::Entry(row) => (row.at, row.subject_id.0),
            Self::Event(row) => (row.at, row.operator_id.0),
        }
    }

    fn place(&self) -> (i64, uuid::Uuid, i64) {
        let (at, id) = self.chain();
        let seq = match self {
            Self::Entry(row) => row.seq,
            Self::Event(row) => row.seq,
        };
        (at, id, seq)
    }

    fn claim(&self) -> Option<ClaimRef> {
        match self {
            Self::Entry(row) => Some(ClaimRef {
                subject: row.subject_id.into(),
                id: row.claim_id?.into(),
            }),
            Self::Event(_) => None,
        }
    }

    fn view(
        self,
        registry: &Registry,
        operators: &Operators,
        claim: Option<ClaimRef>,
        number: Option<ClaimNumber>,
    ) -> TrailEntryView {
        let (at, by, seq, action, detail, hash) = match self {
            Self::Entry(row) => (
                row.at,
                OperatorId::from(row.made_by),
                row.seq,
                row.action,
                row.detail,
                row.hash,
            ),
            Self::Event(row) => (
                row.at,
                OperatorId::from(row.operator_id),
                row.seq,
                row.action,
                row.detail,
                row.hash,
            ),
        };
        TrailEntryView {
            at: Instant(at),
            by: operators.name(by),
            told: entry_words::words(registry, operators, &action, &detail),
            action,
            claim,
            number,
            seq,
            detail,
            hash: HEXLOWER.encode(&hash),
        }
    }
}
