//! Proposing changes, singly or by the thousand from an imported file.

use super::base::Bases;
use super::proposal::{Proposal, Signatories, Stored};
use super::second_approval::Seconders;
use super::{affected, apply, check, log, refusal_of, stale};
use crate::error::{Refusal, Result, WorkflowError};
use crate::review::reassess::{self, Affected, Reassessed};
use crate::session::{Context, Session};
use domain::case::ProposalState;
use domain::ids::{OperatorId, ProposalId};
use domain::role::Role;
use domain::unit::UnitPath;
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;
use storage::proposals::ProposalRecord;

/// Why a change took effect without a second operator, as the log and the list of changes have it.
pub(crate) const FOUNDING: &str = "first-second-administrator";

/// What became of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It waits for a second operator.
    Waiting,
    /// It took effect at once.
    InForce,
    /// The very same is in force already.
    Unchanged,
}

impl Standing {
    /// The stable code for `--json`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Waiting => ProposalState::Proposed.code(),
            Self::InForce => ProposalState::Approved.code(),
            Self::Unchanged => "unchanged",
        }
    }
}

/// A proposal that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// The change; `None` when there is nothing to change.
    pub id: Option<ProposalId>,
    /// Where it stands.
    pub standing: Standing,
    /// Whose assessment it alters; empty unless it is in force now.
    pub affected: Vec<Affected>,
    /// Who can second it, by name, the first few; empty unless it waits, and where nobody can yet.
    pub seconders: Vec<String>,
}

impl Proposed {
    fn without_second(id: Option<ProposalId>, standing: Standing) -> Self {
        Self {
            id,
            standing,
            affected: Vec::new(),
            seconders: Vec::new(),
        }
    }
}

/// A proposal, and the claims it changed when it took effect at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// The proposal.
    pub proposed: Proposed,
    /// Claims assessed again.
    pub reassessed: Reassessed,
}

/// Proposes one change, and assesses the claims it affects when it takes effect at once.
///
/// # Errors
/// [`WorkflowError::Forbidden`], or [`WorkflowError::Refused`] when it cannot be made as things stand.
pub fn propose(session: &mut Session, proposal: Proposal) -> Result<Done> {
    let mut results = propose_all(&mut session.db, &session.ctx, vec![proposal])?;
    let proposed = match results.pop() {
        Some(Ok(proposed)) => proposed,
        Some(Err(refusal)) => return Err(WorkflowError::Refused(refusal)),
        None => {
            return Err(WorkflowError::Usage(words!(
                "没有提出任何变更",
                "nothing was proposed"
            )));
        }
    };
    let reassessed = reassess::catch_up(&mut session.db, &session.ctx)?;
    Ok(Done {
        proposed,
        reassessed,
    })
}

/// Proposes many changes in one transaction. The answers stand in the order of the changes; one that is
/// refused does not keep the others back. The claims they affect are noted, and assessed again by the
/// next run of the re-assessment.
///
/// # Errors
/// [`WorkflowError::Forbidden`] and errors of the database; nothing was saved then.
#[expect(
    clippy::needless_pass_by_value,
    reason = "callers make the list for this one call"
)]
pub fn propose_all(
    db: &mut Db,
    ctx: &Context,
    proposals: Vec<Proposal>,
) -> Result<Vec<std::result::Result<Proposed, Refusal>>> {
    db.write(|db| take_all(db, ctx, &proposals))
}

/// [`propose_all`] inside the caller's write transaction.
///
/// # Errors
/// As [`propose_all`].
#[expect(
    clippy::needless_pass_by_value,
    reason = "callers make the list for this one call"
)]
pub fn propose_within(
    db: &mut Db,
    ctx: &Context,
    proposals: Vec<Proposal>,
) -> Result<Vec<std::result::Result<Proposed, Refusal>>> {
    take_all(db, ctx, &proposals)
}

fn take_all(
    db: &mut Db,
    ctx: &Context,
    proposals: &[Proposal],
) -> Result<Vec<std::result::Result<Proposed, Refusal>>> {
    for action in proposals
        .iter()
        .map(Proposal::proposing)
        .collect::<BTreeSet<_>>()
    {
        ctx.require(action)?;
    }
    let mut desk = Desk::open(db, ctx, proposals)?;
    // Put in force in lock order, answered in the order given.
    let mut order: Vec<usize> = (0..proposals.len()).collect();
    order.sort_by_cached_key(|at| proposals.get(*at).map(Proposal::order));
    let mut answers: BTreeMap<usize, std::result::Result<Proposed, Refusal>> = BTreeMap::new();
    for at in order {
        if let Some(proposal) = proposals.get(at) {
            answers.insert(at, refusal_of(desk.take(db, proposal))?);
        }
    }
    desk.finish(db)?;
    Ok(answers.into_values().collect())
}

/// What the proposals of one transaction have in common.
struct Desk<'e> {
    ctx: &'e Context,
    seconders: Seconders,
    installation: UnitPath,
    bases: Bases,
    /// Whose assessment the changes put in force alter.
    affected: Vec<Affected>,
    /// Changes that wait, by target.
    waiting: BTreeMap<String, Vec<(ProposalRecord, Stored)>>,
    /// Targets changed in this very transaction.
    touched: BTreeMap<String, (Proposal, ProposalId)>,
    proposed: Vec<ProposalRecord>,
    in_force: Vec<ProposalRecord>,
}

impl<'e> Desk<'e> {
    fn open(db: &mut Db, ctx: &'e Context, proposals: &[Proposal]) -> Result<Self> {
        let targets: Vec<String> = proposals.iter().map(Proposal::target).collect();
        let mut waiting: BTreeMap<String, Vec<(ProposalRecord, Stored)>> = BTreeMap::new();
        for row in storage::proposals::lock_waiting(db, &targets)? {
            let stored: Stored = serde_json::from_str(&row.payload)?;
            waiting
                .entry(row.target.clone())
                .or_default()
                .push((row, stored));
        }
        Ok(Self {
            ctx,
            seconders: Seconders::load(db, ctx)?,
            installation: storage::proposals::installation_path(db)?,
            bases: Bases::load(db, proposals.iter())?,
            affected: Vec::new(),
            waiting,
            touched: BTreeMap::new(),
            proposed: Vec::new(),
            in_force: Vec::new(),
        })
    }

    fn take(&mut self, db: &mut Db, proposal: &Proposal) -> Result<Proposed> {
        let place = proposal
            .place()
            .unwrap_or_else(|| self.installation.clone());
        if !self.ctx.actor.scope.covers(&place) {
            let message = words!(
                "{} 不在您的权限范围内",
                "{} lies outside your scope",
                proposal.target()
            );
            return Err(WorkflowError::Refused(Refusal::new(
                "not-in-scope",
                message,
            )));
        }
        let target = proposal.target();
        match self.touched.get(&target) {
            Some((done, id)) if done.same_as(proposal) => {
                return Ok(Proposed::without_second(Some(*id), Standing::InForce));
            }
            Some(_) => return Err(WorkflowError::Refused(stale(proposal))),
            None => {}
        }
        if self.bases.in_force(proposal) {
            return Ok(Proposed::without_second(None, Standing::Unchanged));
        }
        let base = self.bases.of(proposal).cloned();
        check(db, self.ctx, proposal, &self.bases)?;
        if is_founding(db, self.ctx, proposal, &self.installation)? {
            let row = self.row(proposal, &place, base)?;
            return self.put_in_force(db, row, proposal);
        }
        let waiting = self.waiting.get(&target);
        let same = waiting.and_then(|rows| {
            rows.iter()
                .find(|(_, stored)| stored.base == base && stored.proposal.same_as(proposal))
        });
        let (id, proposer) = match same {
            Some((row, _)) => (row.id.into(), row.proposed_by.into()),
            None => {
                let row = self.row(proposal, &place, base)?;
                (self.keep(row, proposal), self.ctx.actor.id)
            }
        };
        Ok(Proposed {
            seconders: self.seconders.of(proposal, &place, proposer),
            ..Proposed::without_second(Some(id), Standing::Waiting)
        })
    }

    fn row(
        &self,
        proposal: &Proposal,
        place: &UnitPath,
        base: Option<String>,
    ) -> Result<ProposalRecord> {
        Ok(ProposalRecord {
            id: self.ctx.id::<ProposalId>().into(),
            kind: proposal.kind().code().to_owned(),
            target: proposal.target(),
            unit_path: place.clone(),
            payload: serde_json::to_string(&Stored {
                proposal: proposal.clone(),
                base,
            })?,
            state: ProposalState::Proposed,
            proposed_by: self.ctx.actor.id.into(),
            proposed_at: self.ctx.now().0,
            decided_by: None,
            decided_at: None,
            reason: String::new(),
            revision: 0,
        })
    }

    fn keep(&mut self, row: ProposalRecord, proposal: &Proposal) -> ProposalId {
        let id = row.id.into();
        if let Ok(stored) = serde_json::from_str(&row.payload) {
            // The same row again in the same file is the same change.
            self.waiting
                .entry(proposal.target())
                .or_default()
                .push((row.clone(), stored));
        }
        self.proposed.push(row);
        id
    }

    fn put_in_force(
        &mut self,
        db: &mut Db,
        mut row: ProposalRecord,
        proposal: &Proposal,
    ) -> Result<Proposed> {
        let by = Signatories {
            ctx: self.ctx,
            proposer: row.proposed_by.into(),
            seconder: None,
        };
        apply(db, &by, proposal)?;
        row.state = ProposalState::Approved;
        row.decided_by = Some(self.ctx.actor.id.into());
        row.decided_at = Some(self.ctx.now().0);
        row.reason = FOUNDING.to_owned();
        let id: ProposalId = row.id.into();
        self.touched
            .insert(proposal.target(), (proposal.clone(), id));
        self.in_force.push(row);
        let affected = affected(self.ctx, proposal);
        self.affected.extend(affected.iter().cloned());
        Ok(Proposed {
            affected,
            ..Proposed::without_second(Some(id), Standing::InForce)
        })
    }

    fn finish(self, db: &mut Db) -> Result<()> {
        reassess::note(db, self.ctx, &self.affected)?;
        let founded: Vec<&Proposal> = self
            .in_force
            .iter()
            .filter_map(|row| self.touched.get(&row.target))
            .map(|(proposal, _)| proposal)
            .collect();
        for (act, rows, proposals) in [
            (("change-in-force", FOUNDING), &self.in_force, founded),
            (("change-propose", ""), &self.proposed, Vec::new()),
        ] {
            if rows.is_empty() {
                continue;
            }
            storage::proposals::add(db, rows)?;
            let rows: Vec<&ProposalRecord> = rows.iter().collect();
            log(db, self.ctx, act, &rows, &proposals)?;
        }
        Ok(())
    }
}

/// The very first administrator adds the very first second one: nobody could second it, and nobody else ever was one.
fn is_founding(
    db: &mut Db,
    ctx: &Context,
    proposal: &Proposal,
    installation: &UnitPath,
) -> Result<bool> {
    let Proposal::OperatorAdd(new) = proposal else {
        return Ok(false);
    };
    // One who reaches less far could second nothing of what lies above, and nobody could be added who does.
    let reaches = new.scope_path.covers(installation);
    if new.role != Role::Admin || !reaches {
        return Ok(false);
    }
    // Two commands that each add one are not both the first: the later one waits here and sees the other's.
    storage::operators::lock_role(db, Role::Admin)?;
    let mut administrators = storage::operators::all(db)?;
    administrators.retain(|row| row.role == Role::Admin);
    Ok(matches!(administrators.as_slice(), [first]
        if first.created_by.is_none() && OperatorId::from(first.id) == ctx.actor.id))
}
