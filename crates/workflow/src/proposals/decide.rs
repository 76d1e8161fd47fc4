//! The second operator: putting proposed changes in force, or refusing them.

use super::base::Bases;
use super::proposal::{Proposal, Signatories, Stored};
use super::{affected, apply, check, log, refusal_of, stale};
use crate::error::{Refusal, Result, WorkflowError};
use crate::people::persons::Person;
use crate::review::reassess::{self, Reassessed};
use crate::session::{Context, Session};
use crate::words::Words;
use domain::case::ProposalState;
use domain::ids::{OperatorId, ProposalId};
use domain::role::Action;
use domain::year::Instant;
use std::collections::{BTreeMap, BTreeSet};
use storage::proposals::ProposalRecord;
use storage::{Db, Key};

/// Changes decided together in one transaction.
const CHUNK: usize = 200;

/// Which changes are decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// Every waiting one in scope.
    All,
    /// These.
    These(Vec<ProposalId>),
}

/// What became of each change; one that cannot be decided does not keep the others back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decided {
    /// Decided as asked, now or before.
    pub done: Vec<ProposalId>,
    /// Not decided, and why.
    pub failed: Vec<(ProposalId, Refusal)>,
    /// Claims assessed again under what is in force now.
    pub reassessed: Reassessed,
}

/// Seconds changes: each takes effect, unless its target moved on since it was proposed.
///
/// # Errors
/// [`WorkflowError::Forbidden`], and errors of the database; chunks before stay decided.
pub fn approve(session: &mut Session, which: &Which) -> Result<Decided> {
    decide(session, which, ProposalState::Approved, "")
}

/// Refuses changes. Whoever proposed one may take it back this way.
///
/// # Errors
/// [`WorkflowError::Usage`] without a reason, else as [`approve`].
pub fn reject(session: &mut Session, which: &Which, reason: &str) -> Result<Decided> {
    if reason.trim().is_empty() {
        return Err(WorkflowError::Usage(words!(
            "请写明不同意的理由",
            "give the reason for refusing a change"
        )));
    }
    decide(session, which, ProposalState::Rejected, reason.trim())
}

fn decide(
    session: &mut Session,
    which: &Which,
    to: ProposalState,
    reason: &str,
) -> Result<Decided> {
    // Whoever may second nothing at all, and propose nothing, is told so once.
    let seconds = [Action::ImportPlans, Action::Batch];
    if !seconds
        .iter()
        .any(|action| session.ctx.actor.role.may(*action))
    {
        session.ctx.require(Action::SecondPlans)?;
    }
    let ids = match which {
        Which::All => storage::proposals::waiting(&mut session.db, &session.ctx.actor.scope)?,
        Which::These(ids) => ids.clone(),
    };
    let ctx = session.ctx.clone();
    let mut decided = Decided::default();
    for chunk in ids.chunks(CHUNK) {
        let round = session
            .db
            .write(|db| Round::run(db, &ctx, chunk, to, reason))?;
        decided.done.extend(round.done);
        decided.failed.extend(round.failed);
    }
    decided.reassessed = reassess::catch_up(&mut session.db, &ctx)?;
    Ok(decided)
}

/// One chunk inside its transaction.
struct Round<'e> {
    ctx: &'e Context,
    to: ProposalState,
    person: Person,
    names: BTreeMap<OperatorId, String>,
    done: Vec<ProposalId>,
    failed: Vec<(ProposalId, Refusal)>,
    affected: Vec<reassess::Affected>,
    in_force: Vec<Proposal>,
}

impl<'e> Round<'e> {
    fn run(
        db: &mut Db,
        ctx: &'e Context,
        ids: &[ProposalId],
        to: ProposalState,
        reason: &str,
    ) -> Result<Self> {
        let seen = storage::proposals::find_all(db, &ctx.actor.scope, ids)?;
        let targets: Vec<String> = seen.iter().map(|row| row.target.clone()).collect();
        let locked: BTreeSet<Key> = storage::proposals::lock_waiting(db, &targets)?
            .into_iter()
            .map(|row| row.id)
            .collect();
        // Read again under the locks: somebody may have decided meanwhile.
        let rows = storage::proposals::find_all(db, &ctx.actor.scope, ids)?;
        let mut round = Self {
            ctx,
            to,
            person: Person::acting(db, ctx)?,
            names: storage::operators::names(db)?,
            done: Vec::new(),
            failed: Vec::new(),
            affected: Vec::new(),
            in_force: Vec::new(),
        };
        let found: BTreeSet<ProposalId> = rows.iter().map(|row| row.id.into()).collect();
        for id in ids.iter().filter(|id| !found.contains(id)) {
            let refusal = Refusal::new(
                "not-found",
                words!(
                    "您的范围内没有变更 {id}",
                    "there is no change {id} in your scope"
                ),
            );
            round.failed.push((*id, refusal));
        }
        let mut open: Vec<(ProposalRecord, Stored)> = Vec::new();
        for row in rows {
            if locked.contains(&row.id) {
                let stored = serde_json::from_str(&row.payload)?;
                open.push((row, stored));
            } else {
                round.settled(&row);
            }
        }
        open.sort_by_cached_key(|(_, stored)| stored.proposal.order());
        let bases = Bases::load(db, open.iter().map(|(_, stored)| &stored.proposal))?;
        let mut written: Vec<ProposalRecord> = Vec::new();
        let mut touched: BTreeSet<String> = BTreeSet::new();
        for (mut row, stored) in open {
            let id = row.id.into();
            match refusal_of(round.one(db, &row, &stored, &bases, &touched))? {
                Err(refusal) => round.failed.push((id, refusal)),
                Ok(()) => {
                    touched.insert(row.target.clone());
                    row.state = to;
                    row.decided_by = Some(ctx.actor.id.into());
                    row.decided_at = Some(ctx.now().0);
                    row.reason = reason.to_owned();
                    row.revision += 1;
                    storage::proposals::decide(db, &row)?;
                    round.done.push(id);
                    written.push(row);
                }
            }
        }
        reassess::note(db, ctx, &round.affected)?;
        round.note(db, &written, reason)?;
        Ok(round)
    }

    /// A change that was decided before: the same decision again is done already.
    fn settled(&mut self, row: &ProposalRecord) {
        let id = row.id.into();
        if row.state == self.to {
            self.done.push(id);
            return;
        }
        let mut refusal = Refusal::new(
            "state",
            Words::new(
                format!("这项变更现在是：{}", row.state.chinese()),
                format!("the change is {} already", row.state),
            ),
        );
        if let (Some(by), Some(at)) = (row.decided_by, row.decided_at) {
            refusal = refusal.by(self.name_of(by), Instant(at).shanghai_text());
        }
        self.failed.push((id, refusal));
    }

    fn one(
        &mut self,
        db: &mut Db,
        row: &ProposalRecord,
        stored: &Stored,
        bases: &Bases,
        touched: &BTreeSet<String>,
    ) -> Result<()> {
        let proposal = &stored.proposal;
        if self.to == ProposalState::Rejected {
            let own = self.person.is(row.proposed_by.into());
            return if own {
                Ok(())
            } else {
                self.may_second(proposal)
            };
        }
        self.may_second(proposal)?;
        self.is_second(row)?;
        if touched.contains(&row.target) || bases.of(proposal) != stored.base.as_ref() {
            return Err(WorkflowError::Refused(stale(proposal)));
        }
        check(db, self.ctx, proposal, bases)?;
        let proposer: OperatorId = row.proposed_by.into();
        let by = Signatories {
            ctx: self.ctx,
            proposer,
            seconder: Some(self.ctx.actor.id),
        };
        apply(db, &by, proposal)?;
        self.affected.extend(affected(self.ctx, proposal));
        self.in_force.push(proposal.clone());
        Ok(())
    }

    fn may_second(&self, proposal: &Proposal) -> Result<()> {
        let action = proposal.second_approval_action();
        if self.ctx.actor.role.may(action) {
            return Ok(());
        }
        let message = Words::new(
            format!("您的角色不能审定这项变更：须有“{}”的权限", action.chinese()),
            format!(
                "your role may not decide this: whoever does may {}",
                action.english()
            ),
        );
        Err(WorkflowError::Refused(Refusal::new("forbidden", message)))
    }

    /// Another person than the proposer.
    fn is_second(&self, row: &ProposalRecord) -> Result<()> {
        if !self.person.is(row.proposed_by.into()) {
            return Ok(());
        }
        let refusal = Refusal::new(
            "same-operator",
            words!(
                "这项变更由您提出，须由另一人审定",
                "you proposed this: another operator must decide it"
            ),
        )
        .by(
            self.name_of(row.proposed_by),
            Instant(row.proposed_at).shanghai_text(),
        );
        Err(WorkflowError::Refused(refusal))
    }

    fn name_of(&self, operator: Key) -> String {
        self.names
            .get(&operator.into())
            .cloned()
            .unwrap_or_default()
    }

    fn note(&self, db: &mut Db, written: &[ProposalRecord], reason: &str) -> Result<()> {
        if written.is_empty() {
            return Ok(());
        }
        let action = if self.to == ProposalState::Approved {
            "change-approve"
        } else {
            "change-reject"
        };
        let rows: Vec<&ProposalRecord> = written.iter().collect();
        let in_force: Vec<&Proposal> = self.in_force.iter().collect();
        log(db, self.ctx, (action, reason), &rows, &in_force)
    }
}
