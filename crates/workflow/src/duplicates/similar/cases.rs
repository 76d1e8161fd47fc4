//! Opens the case of a group of suspects, in one transaction, with what was seen of every pair.

use super::apart::Apart;
use super::groups::{Group, Suspect};
use super::models::Frozen;
use super::records::is_compared;
use crate::error::Result;
use crate::session::Context;
use crate::work::{Targets, Work};
use domain::case::CaseKind;
use domain::ids::{CaseId, ClaimRef, PersonId};
use std::collections::BTreeSet;
use storage::matching::EvidenceRow;
use storage::{Db, Key};

/// What became of groups of suspects.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Opened {
    pub(super) opened: usize,
    pub(super) joined: usize,
}

impl Opened {
    pub(super) fn absorb(&mut self, other: &Self) {
        self.opened += other.opened;
        self.joined += other.joined;
    }
}

/// Opens or joins the cases of a group. What was decided, merged or withdrawn since it was compared is left alone,
/// and so are claims that stand in open cases already.
pub(super) fn open(db: &mut Db, ctx: &Context, frozen: &Frozen, group: &Group) -> Result<Opened> {
    let Some(model) = frozen.row else {
        return Ok(Opened::default());
    };
    let claims: Vec<ClaimRef> = group.claims.iter().copied().collect();
    db.write(|db| {
        let mut work = Work::lock(
            db,
            ctx,
            &Targets {
                claims: claims.clone(),
                ..Targets::default()
            },
        )?;
        let standing = standing(db, &work, group)?;
        let mut done = Opened::default();
        let mut evidence = Vec::new();
        for part in super::groups::join(standing) {
            let Some(case) = open_part(&mut work, &part, &mut done)? else {
                continue;
            };
            evidence.extend(seen(&work, case, model, &part)?);
        }
        if evidence.is_empty() {
            return Ok(done);
        }
        work.evidence = evidence;
        work.flush(db)?;
        Ok(done)
    })
}

/// The pairs that are still two live claims for two people whom nobody told apart.
fn standing(db: &mut Db, work: &Work, group: &Group) -> Result<Vec<Suspect>> {
    let people: Vec<PersonId> = group
        .claims
        .iter()
        .flat_map(|claim| [claim.subject, work.root_of(claim.subject)])
        .collect();
    let apart = Apart::load(db, &people)?;
    let both = |claim: ClaimRef| [claim.subject, work.root_of(claim.subject)];
    let stands = |claim: ClaimRef| work.claim(claim).is_some_and(is_compared);
    let open = |pair: &&Suspect| {
        stands(pair.a)
            && stands(pair.b)
            && work.root_of(pair.a.subject) != work.root_of(pair.b.subject)
            && !apart.are(both(pair.a), both(pair.b))
    };
    Ok(group.suspects.iter().filter(open).cloned().collect())
}

/// The case of a group; nothing when every claim of it stands in an open case already, and so is stopped.
fn open_part(work: &mut Work, part: &Group, done: &mut Opened) -> Result<Option<CaseId>> {
    let case_of = |work: &Work, claim: ClaimRef| work.claim(claim).and_then(|claim| claim.case);
    let free: Vec<ClaimRef> = part
        .claims
        .iter()
        .copied()
        .filter(|claim| case_of(work, *claim).is_none())
        .collect();
    if free.is_empty() {
        return Ok(None);
    }
    let open = part.claims.iter().find_map(|claim| case_of(work, *claim));
    let Some(case) = open else {
        done.opened += 1;
        return work.open_case(CaseKind::Similar, &free, Vec::new());
    };
    for claim in free {
        work.join_case(case, claim)?;
    }
    done.joined += 1;
    Ok(Some(case))
}

fn seen(work: &Work, case: CaseId, model: Key, part: &Group) -> Result<Vec<EvidenceRow>> {
    let inside: BTreeSet<ClaimRef> = part
        .claims
        .iter()
        .copied()
        .filter(|claim| {
            work.claim(*claim)
                .is_some_and(|claim| claim.case == Some(case))
        })
        .collect();
    part.suspects
        .iter()
        .filter(|pair| inside.contains(&pair.a) && inside.contains(&pair.b))
        .map(|pair| super::renew::row(case, (pair.a, pair.b), model, work.at.0, &pair.evidence))
        .collect()
}
