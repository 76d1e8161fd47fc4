//! Why claims are left to a human: every open condition of their decisions, counted.

use super::claims::in_work;
use super::sentence;
use crate::error::Result;
use crate::session::Session;
use crate::words::Words;
use domain::decision::{Decision, Severity, Verdict};
use domain::ids::{ClaimRef, PersonId, RecordId};
use domain::role::Action;
use std::collections::{BTreeMap, BTreeSet};
use storage::claims::list::ClaimQuery;

/// Claims whose decisions are read at a time.
const CHUNK: usize = 1_000;

/// One pile of claims: those with one cause of review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pile {
    /// Rule id, such as `H-04`.
    pub rule: String,
    /// What was found, such as `age-depends-on-ruling`.
    pub code: String,
    /// The same in words.
    pub text: Words,
    /// Claims that have it.
    pub claims: usize,
    /// Claims that have no other.
    pub alone: usize,
}

/// The causes of review of every claim in scope whose decision leaves it to a human, the commonest first.
///
/// # Errors
/// [`crate::WorkflowError`].
pub fn of_review(session: &mut Session) -> Result<Vec<Pile>> {
    session.ctx.require(Action::Read)?;
    let scope = session.ctx.actor.scope.clone();
    let db = &mut session.db;
    let wanted = ClaimQuery {
        verdict: Some(Verdict::Review.code().to_owned()),
        states: in_work()
            .iter()
            .map(|state| state.code().to_owned())
            .collect(),
        ..ClaimQuery::default()
    };
    let handles: Vec<ClaimRef> = storage::claims::list::matching(db, &scope, &wanted)?;
    let mut counted: BTreeMap<(String, String), (usize, usize)> = BTreeMap::new();
    for chunk in handles.chunks(CHUNK) {
        let claims = storage::claims::find_all(db, &scope, chunk)?;
        let current: BTreeSet<RecordId> = claims.iter().map(|claim| claim.decision).collect();
        let subjects: BTreeSet<PersonId> =
            claims.iter().map(|claim| claim.handle.subject).collect();
        let subjects: Vec<PersonId> = subjects.into_iter().collect();
        for row in storage::history::decisions_of(db, &subjects)? {
            if !current.contains(&RecordId::from(row.id)) {
                continue;
            }
            let decision: Decision = serde_json::from_str(&row.body)?;
            let causes: BTreeSet<(String, String)> = decision
                .conditions
                .into_iter()
                .filter(|condition| condition.severity == Severity::Review)
                .map(|condition| (condition.rule, condition.code))
                .collect();
            let alone = usize::from(causes.len() == 1);
            for cause in causes {
                let (claims, only) = counted.entry(cause).or_default();
                *claims += 1;
                *only += alone;
            }
        }
    }
    let mut causes: Vec<Pile> = counted
        .into_iter()
        .map(|((rule, code), (claims, alone))| Pile {
            text: sentence::outline(&session.ctx.installation.registry, &code),
            rule,
            code,
            claims,
            alone,
        })
        .collect();
    causes.sort_by_key(|cause| std::cmp::Reverse(cause.claims));
    Ok(causes)
}
