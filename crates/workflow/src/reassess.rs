//! Assessing undecided claims again after a plan, budget, ruling or period changed.

use crate::assess::assess;
use crate::changes::Proposed;
use crate::error::{Refusal, Result};
use crate::session::Env;
use crate::work::{Targets, Work};
use domain::claim_number::ClaimNumber;
use domain::decision::Verdict;
use domain::fen::Fen;
use domain::ids::{ClaimRef, UnitId};
use domain::year::BenefitYear;
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;

/// Whose assessment may differ now.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Affected {
    /// Programme id.
    pub programme: String,
    /// One unit's claims, or everybody's.
    pub unit: Option<UnitId>,
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
    /// Claims that came out differently.
    pub changed: Vec<Shift>,
}

/// Assesses the undecided claims again, in chunks with a transaction each. Harmless to repeat: a claim
/// that comes out as before is not written. A reviewed claim that comes out worse stays reviewed;
/// its approval is refused by the assessment made then.
///
/// # Errors
/// [`crate::WorkflowError::Storage`]; chunks before stay written.
pub fn reassess(db: &mut Db, env: &Env, affected: &[Affected]) -> Result<Reassessed> {
    let handles: Vec<ClaimRef> = undecided(db, affected)?.into_iter().collect();
    let mut total = Reassessed::default();
    for chunk in handles.chunks(env.office.limits.bulk_chunk.max(1)) {
        let part = db.write(|db| one_chunk(db, env, chunk))?;
        total.looked_at += part.looked_at;
        total.changed.extend(part.changed);
    }
    Ok(total)
}

/// From so many parts of a programme on, its undecided claims are read once and sorted out here.
const PARTS_ASKED_SINGLY_MAX: usize = 4;

/// Of one programme: one unit's claims or everybody's, of one year or of all.
type Part = (Option<UnitId>, Option<BenefitYear>);

fn undecided(db: &mut Db, affected: &[Affected]) -> Result<BTreeSet<ClaimRef>> {
    let mut parts: BTreeMap<&str, BTreeSet<Part>> = BTreeMap::new();
    for part in affected {
        parts
            .entry(&part.programme)
            .or_default()
            .insert((part.unit, part.year));
    }
    let mut handles = BTreeSet::new();
    for (programme, parts) in parts {
        if parts.len() <= PARTS_ASKED_SINGLY_MAX {
            for (unit, year) in parts {
                handles.extend(storage::claims::undecided(db, programme, unit, year)?);
            }
        } else {
            let all = storage::claims::undecided_places(db, programme)?;
            let hit = |unit: UnitId, year: BenefitYear| {
                [
                    (None, None),
                    (None, Some(year)),
                    (Some(unit), None),
                    (Some(unit), Some(year)),
                ]
                .iter()
                .any(|part| parts.contains(part))
            };
            handles.extend(
                all.into_iter()
                    .filter(|(_, unit, year)| hit(*unit, *year))
                    .map(|(handle, ..)| handle),
            );
        }
    }
    Ok(handles)
}

/// Assesses the claims that proposals in force affect.
///
/// # Errors
/// As [`reassess`].
pub fn after(
    db: &mut Db,
    env: &Env,
    proposed: &[std::result::Result<Proposed, Refusal>],
) -> Result<Reassessed> {
    let affected: Vec<Affected> = proposed
        .iter()
        .flatten()
        .flat_map(|proposed| proposed.affected.iter().cloned())
        .collect();
    reassess(db, env, &affected)
}

fn one_chunk(db: &mut Db, env: &Env, chunk: &[ClaimRef]) -> Result<Reassessed> {
    let targets = Targets {
        claims: chunk.to_vec(),
        ..Targets::default()
    };
    let mut work = Work::lock(db, env, &targets)?;
    let undecided: Vec<ClaimRef> = chunk
        .iter()
        .filter(|handle| {
            work.claim(**handle)
                .is_some_and(|claim| claim.state.name().is_undecided())
        })
        .copied()
        .collect();
    let assessed = assess(db, &work, &undecided)?;
    let mut part = Reassessed {
        looked_at: undecided.len(),
        changed: Vec::new(),
    };
    for (handle, assessed) in &assessed {
        let Some(claim) = work.claim(*handle) else {
            continue;
        };
        let (number, before) = (claim.number.clone(), (claim.verdict, claim.payable));
        let last = storage::claims::decision(db, handle.subject, claim.decision.into())?.body;
        let after = (assessed.decision.verdict, assessed.decision.payable);
        work.reassess(*handle, &assessed.decision, Some(&last))?;
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
