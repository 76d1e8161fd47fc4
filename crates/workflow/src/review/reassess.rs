//! Assessing claims that no batch pays yet again after a plan, budget, ruling, period, roster or announcement changed.
//!
//! It comes after the change's own transaction, in chunks, and may be cut off. So the change leaves a
//! note in its transaction, and the run that has looked at every claim removes it: whoever assesses
//! next picks up what another run left. Doing it twice is harmless.

use crate::error::{Result, WorkflowError};
use crate::review::assess::assess;
use crate::session::{Context, Session};
use crate::work::{Targets, Work};
use domain::claim_number::ClaimNumber;
use domain::decision::Verdict;
use domain::fen::Fen;
use domain::ids::{ClaimRef, RecordId, UnitId};
use domain::role::Action;
use domain::unit::Scope;
use domain::year::BenefitYear;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use storage::pending::PendingRow;
use storage::unpaid::Of;
use storage::{Db, Key, StorageError};

/// The unions whose claims are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Whose {
    /// All of them.
    Everybody,
    /// One union.
    Unit(UnitId),
    /// One union and those below it, wherever they stand when the claims are looked for.
    Below(UnitId),
}

/// Whose assessment may differ now.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Affected {
    /// Programme id.
    pub programme: String,
    /// Which unions.
    pub whose: Whose,
    /// One benefit year's claims, or all.
    pub year: Option<BenefitYear>,
}

/// A claim whose verdict or payable sum is another one now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    /// Which.
    pub claim: ClaimRef,
    /// The number people use.
    pub number: ClaimNumber,
    /// Verdict and payable sum before.
    pub before: (Verdict, Fen),
    /// Verdict and payable sum now.
    pub after: (Verdict, Fen),
}

/// What assessing again brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reassessed {
    /// Claims looked at.
    pub looked_at: usize,
    /// Claims that got a new decision, be it only another warning.
    pub rewritten: usize,
    /// Claims that came out differently.
    pub changed: Vec<Shift>,
}

impl Reassessed {
    pub(crate) fn absorb(&mut self, other: Self) {
        self.looked_at += other.looked_at;
        self.rewritten += other.rewritten;
        self.changed.extend(other.changed);
    }
}

/// Assesses the claims that no batch pays yet again, in chunks with a transaction each. Harmless to repeat: a claim
/// that comes out as before is not written. A reviewed or approved claim that comes out worse stays so: its approval, or
/// its sealing, is refused by the assessment made then.
///
/// # Errors
/// [`crate::WorkflowError::Storage`]; chunks before stay written.
pub fn reassess(db: &mut Db, ctx: &Context, affected: &[Affected]) -> Result<Reassessed> {
    let handles: Vec<ClaimRef> = unpaid(db, affected)?.into_iter().collect();
    in_chunks(db, ctx, &handles)
}

/// Assesses these claims again, as far as no batch pays them yet, in chunks with a transaction each.
pub(crate) fn in_chunks(db: &mut Db, ctx: &Context, handles: &[ClaimRef]) -> Result<Reassessed> {
    let mut total = Reassessed::default();
    for chunk in handles.chunks(ctx.installation.limits.bulk_chunk.max(1)) {
        total.absorb(db.write(|db| one_chunk(db, ctx, chunk))?);
    }
    Ok(total)
}

/// From so many parts of a programme on, its claims are read once and sorted out here.
const PARTS_ASKED_SINGLY_MAX: usize = 4;

/// Of one programme: whose claims, of one year or of all.
type Part = (Whose, Option<BenefitYear>);

pub(crate) fn unpaid(db: &mut Db, affected: &[Affected]) -> Result<BTreeSet<ClaimRef>> {
    let mut parts: BTreeMap<&str, BTreeSet<Part>> = BTreeMap::new();
    for part in affected {
        parts
            .entry(&part.programme)
            .or_default()
            .insert((part.whose, part.year));
    }
    let mut handles = BTreeSet::new();
    for (programme, mut parts) in parts {
        if parts.len() > PARTS_ASKED_SINGLY_MAX {
            let all = storage::unpaid::places(db, programme)?;
            let hit = |unit: UnitId, year: BenefitYear| {
                [
                    (Whose::Everybody, None),
                    (Whose::Everybody, Some(year)),
                    (Whose::Unit(unit), None),
                    (Whose::Unit(unit), Some(year)),
                ]
                .iter()
                .any(|part| parts.contains(part))
            };
            handles.extend(
                all.into_iter()
                    .filter(|(_, unit, year)| hit(*unit, *year))
                    .map(|(handle, ..)| handle),
            );
            parts.retain(|(whose, _)| matches!(whose, Whose::Below(_)));
        }
        for (whose, year) in parts {
            handles.extend(match whose {
                Whose::Everybody => storage::unpaid::handles(db, programme, &Of::All, year)?,
                Whose::Unit(unit) => {
                    storage::unpaid::handles(db, programme, &Of::Unit(unit), year)?
                }
                Whose::Below(unit) => {
                    let path = storage::units::find(db, unit)?.path;
                    storage::unpaid::handles(db, programme, &Of::Below(Scope::below(path)), year)?
                }
            });
        }
    }
    Ok(handles)
}

/// Notes, in the transaction of a change, whose claims it leaves to be assessed again.
///
/// # Errors
/// [`WorkflowError::Storage`].
pub(crate) fn note(db: &mut Db, ctx: &Context, affected: &[Affected]) -> Result<()> {
    if affected.is_empty() {
        return Ok(());
    }
    let distinct: BTreeSet<&Affected> = affected.iter().collect();
    let row = PendingRow {
        id: ctx.id::<RecordId>().into(),
        affected: serde_json::to_string(&distinct)?,
        noted_by: ctx.actor.id.into(),
        noted_at: ctx.now().0,
    };
    Ok(storage::pending::add(db, &row)?)
}

/// Assesses whatever changes in force still owe, of this command and of any that was cut off before.
///
/// # Errors
/// [`WorkflowError::Unfinished`]: what the command changed stays, and so does the note.
pub(crate) fn catch_up(db: &mut Db, ctx: &Context) -> Result<Reassessed> {
    settle(db, ctx).map_err(|cause| WorkflowError::Unfinished(Box::new(cause)))
}

fn settle(db: &mut Db, ctx: &Context) -> Result<Reassessed> {
    let noted = storage::pending::all(db)?;
    if noted.is_empty() {
        return Ok(Reassessed::default());
    }
    let mut affected: Vec<Affected> = Vec::new();
    for row in &noted {
        let parts: Vec<Affected> = serde_json::from_str(&row.affected)
            .map_err(|_| StorageError::stored("pending_reassessments.affected", "no list"))?;
        affected.extend(parts);
    }
    let done = reassess(db, ctx, &affected)?;
    // A change that came meanwhile has a note of its own.
    let ids: Vec<Key> = noted.iter().map(|row| row.id).collect();
    db.write(|db| Ok::<_, WorkflowError>(storage::pending::remove(db, &ids)?))?;
    Ok(done)
}

/// How many changes in force still wait for their claims to be assessed again.
///
/// # Errors
/// [`WorkflowError::Forbidden`].
pub fn pending(session: &mut Session) -> Result<usize> {
    session.ctx.require(Action::Read)?;
    Ok(storage::pending::all(&mut session.db)?.len())
}

/// Finishes what changes in force still owe, whoever made them, and decides claims again whose day has come.
///
/// # Errors
/// [`WorkflowError::Forbidden`]; [`WorkflowError::Unfinished`] when it was cut off again.
pub fn resume(session: &mut Session) -> Result<Reassessed> {
    session.ctx.require(Action::Reassess)?;
    let mut done = catch_up(&mut session.db, &session.ctx)?;
    done.absorb(crate::review::due::decide_all(
        &mut session.db,
        &session.ctx,
    )?);
    Ok(done)
}

fn one_chunk(db: &mut Db, ctx: &Context, chunk: &[ClaimRef]) -> Result<Reassessed> {
    let targets = Targets {
        claims: chunk.to_vec(),
        ..Targets::default()
    };
    let mut work = Work::lock(db, ctx, &targets)?;
    let open: Vec<ClaimRef> = chunk
        .iter()
        .filter(|handle| {
            work.claim(**handle)
                .is_some_and(|claim| claim.state.name().awaits_money())
        })
        .copied()
        .collect();
    let assessed = assess(db, &work, &open)?;
    let mut part = Reassessed {
        looked_at: open.len(),
        ..Reassessed::default()
    };
    for (handle, assessed) in &assessed {
        let Some(claim) = work.claim(*handle) else {
            continue;
        };
        let (number, before) = (claim.number.clone(), (claim.verdict, claim.payable));
        let last = storage::history::decision(db, handle.subject, claim.decision.into())?.body;
        let decision = &assessed.decision;
        let after = (decision.verdict, claim.payable_under(decision));
        let rewritten = work.reassess(*handle, assessed, Some(&last))?;
        part.rewritten += usize::from(rewritten);
        if before != after {
            part.changed.push(Shift {
                claim: *handle,
                number,
                before,
                after,
            });
        }
    }
    work.flush(db)?;
    Ok(part)
}
