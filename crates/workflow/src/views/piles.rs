//! Claims that are not eligible, in piles: one for each condition that fails.

use super::claims::{ClaimFilter, in_work};
use super::sentence;
use crate::error::Result;
use crate::session::Session;
use crate::words::Words;
use domain::cause::{self, CauseKind};
use domain::decision::Verdict;
use domain::fen::Fen;
use domain::role::Action;
use std::collections::BTreeMap;

/// The claims that one condition keeps from being eligible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pile {
    /// What can be done about it.
    pub kind: CauseKind,
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
    /// What may be paid of those that have it.
    pub payable: Fen,
}

/// The piles of the claims of a filter, the largest first. A claim with several causes lies on the pile of each.
///
/// # Errors
/// [`crate::WorkflowError`].
pub fn of(session: &mut Session, filter: &ClaimFilter) -> Result<Vec<Pile>> {
    session.ctx.require(Action::Read)?;
    let mut query = filter.query(session);
    if query.states.is_empty() {
        query.states = in_work()
            .iter()
            .map(|state| state.code().to_owned())
            .collect();
    }
    let scope = session.ctx.actor.scope.clone();
    let registry = &session.ctx.installation.registry;
    let mut piles: BTreeMap<(String, String), Pile> = BTreeMap::new();
    for (causes, payable) in storage::claims::list::causes(&mut session.db, &scope, &query)? {
        let causes = cause::from_stored(&causes);
        let alone = usize::from(causes.len() == 1);
        for one in causes {
            let key = (one.rule.clone(), one.code.clone());
            let pile = piles.entry(key).or_insert_with(|| Pile {
                kind: one.kind,
                text: sentence::outline(registry, &one.code),
                rule: one.rule,
                code: one.code,
                claims: 0,
                alone: 0,
                payable: Fen::ZERO,
            });
            // Where it waits for a fact in one claim and is judged in another, a review may accept it.
            pile.kind = pile.kind.max(one.kind);
            pile.claims += 1;
            pile.alone += alone;
            pile.payable = Fen::new(pile.payable.get().saturating_add(payable.get()));
        }
    }
    let mut piles: Vec<Pile> = piles.into_values().collect();
    piles.sort_by_key(|pile| std::cmp::Reverse(pile.claims));
    Ok(piles)
}

/// The piles of every claim in scope that its decision leaves to a human.
///
/// # Errors
/// [`crate::WorkflowError`].
pub fn of_review(session: &mut Session) -> Result<Vec<Pile>> {
    let filter = ClaimFilter {
        verdict: Some(Verdict::Review),
        ..ClaimFilter::default()
    };
    of(session, &filter)
}
