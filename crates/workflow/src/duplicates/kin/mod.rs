//! One subject under two papers: the parents of one family claim for people who were born on one day, under documents that
//! do not prove two people. Names do not matter: a passport has the name another way round, a certificate says 某某之子.
//!
//! Such claims are found when they are filed, when a roster tells of a couple, by a scan, and again before approval and
//! sealing, because claims and rosters may arrive in the same moment or later.

mod couples;
mod family;
pub(crate) mod named;
mod rule;
mod stop;
mod words;

pub use couples::Link;
pub use rule::Kin;

pub(crate) use couples::{Couples, declare};
pub(crate) use rule::{explain, suspects};
pub(crate) use stop::{CODE, Stopped};

use crate::duplicates::contest;
use crate::duplicates::similar::{Apart, is_compared};
use crate::error::Result;
use crate::intake::submit::{Filed, Sealed};
use crate::session::Context;
use crate::work::{Targets, Work};
use domain::case::CaseKind;
use domain::ids::{ClaimRef, PersonId};
use domain::unit::Scope;
use std::collections::BTreeSet;
use storage::Db;

/// Claims looked for together.
pub(crate) const CHUNK: usize = 5_000;

/// A claim whose family is looked for, and the claimant.
pub(crate) type Own = (ClaimRef, PersonId);

/// Two claims for people who may be one, in handle order.
pub(crate) type Pair = (ClaimRef, ClaimRef);

/// Looks for the families of claims that were just filed. They are filed whatever happens here: approval looks again.
pub(crate) fn check_filed(db: &mut Db, ctx: &Context, rows: &[Sealed], filed: &[Filed]) {
    let _span = tracing::trace_span!("compare families").entered();
    let own: Vec<Own> = rows
        .iter()
        .zip(filed)
        .filter_map(|(row, filed)| match filed {
            Filed::New(claim) | Filed::Corrected(claim) | Filed::Revised(claim) => {
                Some((*claim, row.row.member))
            }
            Filed::Unchanged(_) | Filed::Refused(_) => None,
        })
        .collect();
    if let Err(error) = settle(db, ctx, &own) {
        tracing::warn!(%error, claims = own.len(), "claims were filed, but their families not compared; approval will");
    }
}

/// Looks for the families of members whose partners a roster has just named.
pub(crate) fn check_members(db: &mut Db, ctx: &Context, members: &[PersonId]) {
    let _span = tracing::trace_span!("compare families").entered();
    let settled = storage::filings::of_members(db, members)
        .map_err(Into::into)
        .and_then(|filings| {
            let own: Vec<Own> = filings.iter().map(|of| (of.claim, of.member)).collect();
            settle(db, ctx, &own)
        });
    if let Err(error) = settled {
        tracing::warn!(%error, members = members.len(), "a roster was taken, but families not compared; approval will");
    }
}

/// Looks for the families of claims that are about to be approved or sealed, and opens cases.
pub(crate) fn catch_up(db: &mut Db, ctx: &Context, handles: &[ClaimRef]) -> Result<()> {
    let claims = storage::claims::find_all(db, &Scope::everything(), handles)?;
    let own: Vec<Own> = claims.iter().map(stop::own).collect();
    settle(db, ctx, &own)
}

fn settle(db: &mut Db, ctx: &Context, own: &[Own]) -> Result<()> {
    for some in own.chunks(CHUNK) {
        for pair in suspects(db, ctx, some)? {
            open(db, ctx, pair)?;
        }
    }
    Ok(())
}

/// What became of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opening {
    /// It has a case of its own.
    Opened,
    /// The open case of one of the two got the other.
    Joined,
    /// Both stand in open cases already, or something was decided or withdrawn since.
    Left,
}

/// Opens the case of a pair, in one transaction.
pub(crate) fn open(db: &mut Db, ctx: &Context, (a, b): Pair) -> Result<Opening> {
    db.write(|db| {
        let mut work = Work::lock(
            db,
            ctx,
            &Targets {
                claims: vec![a, b],
                ..Targets::default()
            },
        )?;
        let root = |claim: ClaimRef| work.root_of(claim.subject);
        let stands = |claim: ClaimRef| work.claim(claim).is_some_and(is_compared);
        let free = |claim: ClaimRef| work.claim(claim).is_some_and(|claim| claim.case.is_none());
        let both = |claim: ClaimRef| [claim.subject, root(claim)];
        let people = [both(a), both(b)].concat();
        if !stands(a)
            || !stands(b)
            || root(a) == root(b)
            || Apart::load(db, &people)?.are(both(a), both(b))
        {
            return Ok(Opening::Left);
        }
        let opening = match (free(a), free(b)) {
            (false, false) => return Ok(Opening::Left),
            (true, true) => Opening::Opened,
            _ => Opening::Joined,
        };
        contest::open_across(&mut work, CaseKind::OneFamily, a, b.subject, &[b])?;
        work.flush(db)?;
        Ok(opening)
    })
}

/// People, each once and in order.
pub(crate) fn distinct(people: impl IntoIterator<Item = PersonId>) -> Vec<PersonId> {
    people
        .into_iter()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}
