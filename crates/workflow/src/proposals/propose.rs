//! Proposing changes, singly or by the thousand from an imported file.

use super::base::Bases;
use super::change::{Change, Hands, Stored};
use super::second_approval::Seconders;
use super::{affected, apply, check, log, refusal_of, stale};
use crate::error::{Refusal, Result, WorkflowError};
use crate::review::reassess::{self, Affected, Reassessed};
use crate::session::{Env, Session};
use domain::case::ChangeState;
use domain::ids::{ChangeId, OperatorId};
use domain::role::Role;
use domain::unit::UnitPath;
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;
use storage::changes::ChangeRow;

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
            Self::Waiting => ChangeState::Proposed.code(),
            Self::InForce => ChangeState::Approved.code(),
            Self::Unchanged => "unchanged",
        }
    }
}

/// A proposal that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// The change; `None` when there is nothing to change.
    pub id: Option<ChangeId>,
    /// Where it stands.
    pub standing: Standing,
    /// Whose assessment it alters; empty unless it is in force now.
    pub affected: Vec<Affected>,
    /// Who can second it, by name, the first few; empty unless it waits, and where nobody can yet.
    pub seconders: Vec<String>,
}

impl Proposed {
    fn without_second(id: Option<ChangeId>, standing: Standing) -> Self {
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
pub fn propose(session: &mut Session, change: Change) -> Result<Done> {
    let mut results = propose_all(&mut session.db, &session.env, vec![change])?;
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
    let reassessed = reassess::catch_up(&mut session.db, &session.env)?;
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
    env: &Env,
    changes: Vec<Change>,
) -> Result<Vec<std::result::Result<Proposed, Refusal>>> {
    db.write(|db| take_all(db, env, &changes))
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
    env: &Env,
    changes: Vec<Change>,
) -> Result<Vec<std::result::Result<Proposed, Refusal>>> {
    take_all(db, env, &changes)
}

fn take_all(
    db: &mut Db,
    env: &Env,
    changes: &[Change],
) -> Result<Vec<std::result::Result<Proposed, Refusal>>> {
    for action in changes
        .iter()
        .map(Change::proposing)
        .collect::<BTreeSet<_>>()
    {
        env.require(action)?;
    }
    let mut desk = Desk::open(db, env, changes)?;
    // Put in force in lock order, answered in the order given.
    let mut order: Vec<usize> = (0..changes.len()).collect();
    order.sort_by_cached_key(|at| changes.get(*at).map(Change::order));
    let mut answers: BTreeMap<usize, std::result::Result<Proposed, Refusal>> = BTreeMap::new();
    for at in order {
        if let Some(change) = changes.get(at) {
            answers.insert(at, refusal_of(desk.take(db, change))?);
        }
    }
    desk.finish(db)?;
    Ok(answers.into_values().collect())
}

/// What the proposals of one transaction have in common.
struct Desk<'e> {
    env: &'e Env,
    seconders: Seconders,
    installation: UnitPath,
    bases: Bases,
    /// Whose assessment the changes put in force alter.
    affected: Vec<Affected>,
    /// Changes that wait, by target.
    waiting: BTreeMap<String, Vec<(ChangeRow, Stored)>>,
    /// Targets changed in this very transaction.
    touched: BTreeMap<String, (Change, ChangeId)>,
    proposed: Vec<ChangeRow>,
    in_force: Vec<ChangeRow>,
}

impl<'e> Desk<'e> {
    fn open(db: &mut Db, env: &'e Env, changes: &[Change]) -> Result<Self> {
        let targets: Vec<String> = changes.iter().map(Change::target).collect();
        let mut waiting: BTreeMap<String, Vec<(ChangeRow, Stored)>> = BTreeMap::new();
        for row in storage::changes::lock_waiting(db, &targets)? {
            let stored: Stored = serde_json::from_str(&row.payload)?;
            waiting
                .entry(row.target.clone())
                .or_default()
                .push((row, stored));
        }
        Ok(Self {
            env,
            seconders: Seconders::load(db, env)?,
            installation: storage::changes::installation_path(db)?,
            bases: Bases::load(db, changes.iter())?,
            affected: Vec::new(),
            waiting,
            touched: BTreeMap::new(),
            proposed: Vec::new(),
            in_force: Vec::new(),
        })
    }

    fn take(&mut self, db: &mut Db, change: &Change) -> Result<Proposed> {
        let place = change.place().unwrap_or_else(|| self.installation.clone());
        if !self.env.actor.scope.covers(&place) {
            let message = words!(
                "{} 不在您的权限范围内",
                "{} lies outside your scope",
                change.target()
            );
            return Err(WorkflowError::Refused(Refusal::new(
                "not-in-scope",
                message,
            )));
        }
        let target = change.target();
        match self.touched.get(&target) {
            Some((done, id)) if done.same_as(change) => {
                return Ok(Proposed::without_second(Some(*id), Standing::InForce));
            }
            Some(_) => return Err(WorkflowError::Refused(stale(change))),
            None => {}
        }
        if self.bases.in_force(change) {
            return Ok(Proposed::without_second(None, Standing::Unchanged));
        }
        let base = self.bases.of(change).cloned();
        check(db, self.env, change, &self.bases)?;
        if is_founding(db, self.env, change, &self.installation)? {
            let row = self.row(change, &place, base)?;
            return self.put_in_force(db, row, change);
        }
        let waiting = self.waiting.get(&target);
        let same = waiting.and_then(|rows| {
            rows.iter()
                .find(|(_, stored)| stored.base == base && stored.change.same_as(change))
        });
        let (id, proposer) = match same {
            Some((row, _)) => (row.id.into(), row.proposed_by.into()),
            None => {
                let row = self.row(change, &place, base)?;
                (self.keep(row, change), self.env.actor.id)
            }
        };
        Ok(Proposed {
            seconders: self.seconders.of(change, &place, proposer),
            ..Proposed::without_second(Some(id), Standing::Waiting)
        })
    }

    fn row(&self, change: &Change, place: &UnitPath, base: Option<String>) -> Result<ChangeRow> {
        Ok(ChangeRow {
            id: self.env.id::<ChangeId>().into(),
            kind: change.kind().code().to_owned(),
            target: change.target(),
            unit_path: place.as_str().to_owned(),
            payload: serde_json::to_string(&Stored {
                change: change.clone(),
                base,
            })?,
            state: ChangeState::Proposed.code().to_owned(),
            proposed_by: self.env.actor.id.into(),
            proposed_at: self.env.now().0,
            decided_by: None,
            decided_at: None,
            reason: String::new(),
            revision: 0,
        })
    }

    fn keep(&mut self, row: ChangeRow, change: &Change) -> ChangeId {
        let id = row.id.into();
        if let Ok(stored) = serde_json::from_str(&row.payload) {
            // The same row again in the same file is the same change.
            self.waiting
                .entry(change.target())
                .or_default()
                .push((row.clone(), stored));
        }
        self.proposed.push(row);
        id
    }

    fn put_in_force(
        &mut self,
        db: &mut Db,
        mut row: ChangeRow,
        change: &Change,
    ) -> Result<Proposed> {
        let hands = Hands {
            env: self.env,
            proposer: row.proposed_by.into(),
            seconder: None,
        };
        apply(db, &hands, change)?;
        row.state = ChangeState::Approved.code().to_owned();
        row.decided_by = Some(self.env.actor.id.into());
        row.decided_at = Some(self.env.now().0);
        row.reason = FOUNDING.to_owned();
        let id: ChangeId = row.id.into();
        self.touched.insert(change.target(), (change.clone(), id));
        self.in_force.push(row);
        let affected = affected(self.env, change);
        self.affected.extend(affected.iter().cloned());
        Ok(Proposed {
            affected,
            ..Proposed::without_second(Some(id), Standing::InForce)
        })
    }

    fn finish(self, db: &mut Db) -> Result<()> {
        reassess::note(db, self.env, &self.affected)?;
        let founded: Vec<&Change> = self
            .in_force
            .iter()
            .filter_map(|row| self.touched.get(&row.target))
            .map(|(change, _)| change)
            .collect();
        for (act, rows, changes) in [
            (("change-in-force", FOUNDING), &self.in_force, founded),
            (("change-propose", ""), &self.proposed, Vec::new()),
        ] {
            if rows.is_empty() {
                continue;
            }
            storage::changes::add(db, rows)?;
            let rows: Vec<&ChangeRow> = rows.iter().collect();
            log(db, self.env, act, &rows, &changes)?;
        }
        Ok(())
    }
}

/// The very first administrator adds the very first second one: nobody could second it, and nobody else ever was one.
fn is_founding(db: &mut Db, env: &Env, change: &Change, installation: &UnitPath) -> Result<bool> {
    let Change::OperatorAdd(new) = change else {
        return Ok(false);
    };
    // One who reaches less far could second nothing of what lies above, and nobody could be added who does.
    let reaches = UnitPath::from_stored(new.scope_path.clone()).covers(installation);
    if new.role != Role::Admin || !reaches {
        return Ok(false);
    }
    // Two commands that each add one are not both the first: the later one waits here and sees the other's.
    storage::operators::lock_role(db, Role::Admin.code())?;
    let mut administrators = storage::operators::all(db)?;
    administrators.retain(|row| row.role == Role::Admin.code());
    Ok(matches!(administrators.as_slice(), [first]
        if first.created_by.is_none() && OperatorId::from(first.id) == env.actor.id))
}
