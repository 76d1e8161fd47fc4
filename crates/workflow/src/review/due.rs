//! Decisions whose day has come: a window opened, a new year has other budgets, another claim spent what it rests on.
//!
//! There is no daemon. Whoever reads such a claim is told what it comes to today, and whoever may assess claims and begins
//! a command or a session writes it down first, for the claims in scope.

use crate::error::Result;
use crate::review::assess::{Assessed, assess_by};
use crate::review::preview::Looked;
use crate::review::reassess::{Reassessed, in_chunks};
use crate::review::rule_set::RuleSet;
use crate::session::{Context, Session};
use domain::ids::ClaimRef;
use domain::role::Action;
use domain::unit::Scope;
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;

/// Claims decided again at the beginning of a command or session: about a second's work. The day a window opens a county
/// has that many at most; of a province the next commands do the rest, and reading tells the truth meanwhile.
const AT_ONCE_MAX: i64 = 500;

/// Decides claims in scope again whose day has come; the rest of many waits for the next call. Does nothing for an
/// operator who only reads.
///
/// # Errors
/// [`crate::WorkflowError`]; what was decided before stays.
pub fn catch_up(session: &mut Session) -> Result<Reassessed> {
    if !session.ctx.actor.role.may(Action::Reassess) {
        return Ok(Reassessed::default());
    }
    let ctx = session.ctx.clone();
    decide(&mut session.db, &ctx, AT_ONCE_MAX)
}

/// Decides every claim in scope again whose day has come, and every one whose decision does not fit the open cases.
pub(crate) fn decide_all(db: &mut Db, ctx: &Context) -> Result<Reassessed> {
    let mut done = decide(db, ctx, i64::MAX)?;
    done.absorb(mend(db, ctx)?);
    Ok(done)
}

/// Decides claims in scope again whose decision does not fit the open cases. No act of this program leaves one behind;
/// one that an earlier version left, or that was put back from a copy, is mended here.
pub(crate) fn mend(db: &mut Db, ctx: &Context) -> Result<Reassessed> {
    let contradicted = storage::due::contradicted(db, &ctx.actor.scope)?;
    in_chunks(db, ctx, &contradicted)
}

fn decide(db: &mut Db, ctx: &Context, most: i64) -> Result<Reassessed> {
    let due = storage::due::of_scope(db, &ctx.actor.scope, ctx.today(), most)?;
    in_chunks(db, ctx, &due)
}

/// What claims come to today, by the rules and facts of now; nothing is written.
pub(crate) fn today(
    db: &mut Db,
    ctx: &Context,
    handles: &[ClaimRef],
) -> Result<BTreeMap<ClaimRef, Assessed>> {
    let mut found = BTreeMap::new();
    if handles.is_empty() {
        return Ok(found);
    }
    let looked = Looked::at(db, &Scope::everything(), handles)?;
    let programmes: BTreeSet<String> = looked
        .claims
        .values()
        .map(|claim| claim.programme.clone())
        .collect();
    for programme in programmes {
        let rule_set = RuleSet::open(db, ctx, &programme)?;
        let own: Vec<ClaimRef> = looked
            .claims
            .values()
            .filter(|claim| claim.programme == programme)
            .map(|claim| claim.handle)
            .collect();
        found.extend(assess_by(db, ctx, &looked, &rule_set, &own)?);
    }
    Ok(found)
}
