//! Why the claims of a case may be one person's, and what each verdict would do.

use crate::duplicates::CaseBody;
use crate::duplicates::kin::{self, Kin};
use crate::duplicates::similar::{self, Evidence};
use crate::error::Result;
use crate::session::Session;
use domain::case::CaseState;
use domain::claim_record::ClaimRecord;
use domain::ids::{CaseId, ClaimRef, PersonId};
use domain::unit::Scope;
use domain::year::BenefitYear;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use storage::cases::Case;

/// Claims of a case that are compared with each other for its page; of more, only what is stored is shown.
const COMPARED_MAX: usize = 6;

/// What was seen of two claims of a case: fields, levels and weights, and no value. Whoever sees one side only is told of no
/// field: a guess about a stranger would be confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairView {
    /// Both sides are in scope: nothing is left out, and score and chances hold.
    pub whole: bool,
    /// The claim filed first.
    pub a: ClaimRef,
    /// The other.
    pub b: ClaimRef,
    /// Version and head of the digest of the model.
    pub model: String,
    /// Seen when the two were brought together; otherwise weighed now, for this page.
    pub stored: bool,
    /// Why.
    pub evidence: Evidence,
}

/// What verdicts would do to the claims of a case as they stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Effects {
    /// A claim that counts is outside the operator's scope: whoever sees all of them decides, and this one passes it up.
    pub elsewhere: bool,
    /// One for each claim of the case, in their order.
    pub keep: Vec<KeepEffect>,
    /// Different people.
    pub different: DifferentEffect,
    /// Claims that would go back to their units.
    pub returns: usize,
    /// Claims that would wait.
    pub holds: usize,
}

/// What keeping a claim would do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct KeepEffect {
    /// It can be kept: it counts, and no other claim's money is on its way.
    pub possible: bool,
    /// Claims that would be closed.
    pub withdraws: usize,
    /// People who would be counted as one person from then on.
    pub merges: usize,
}

/// What finding different people would do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DifferentEffect {
    /// A second operator has to agree; then every claim goes on for itself.
    pub second: bool,
    /// Claims that go back instead, because all stand under one number.
    pub returns: usize,
}

/// Pairs and effects of a case.
pub(super) struct Weighed {
    pub(super) pairs: Vec<PairView>,
    pub(super) families: Vec<Kin>,
    pub(super) effects: Effects,
}

/// Weighs the claims of a case, those given in the order they are shown in.
pub(super) fn weigh(session: &mut Session, row: &Case, order: &[ClaimRef]) -> Result<Weighed> {
    let claims: BTreeMap<ClaimRef, ClaimRecord> =
        storage::claims::find_all(&mut session.db, &Scope::everything(), order)?
            .into_iter()
            .map(|claim| (claim.handle, claim))
            .collect();
    let claims: Vec<ClaimRecord> = order
        .iter()
        .filter_map(|handle| claims.get(handle).cloned())
        .collect();
    Ok(Weighed {
        pairs: pairs(session, row, &claims)?,
        families: families(session, &claims)?,
        effects: effects(session, row, &claims)?,
    })
}

/// The families among the claims of a case, told to whoever sees one of the two people. Of the other one nothing is: a
/// guess about a stranger would be confirmed.
fn families(session: &mut Session, claims: &[ClaimRecord]) -> Result<Vec<Kin>> {
    let ctx = session.ctx.clone();
    let own: Vec<(ClaimRef, PersonId)> = claims
        .iter()
        .map(|claim| (claim.handle, claim.member))
        .collect();
    let seen: BTreeSet<ClaimRef> = claims
        .iter()
        .filter(|claim| ctx.actor.scope.covers(&claim.unit_path))
        .map(|claim| claim.handle)
        .collect();
    let mut families = kin::explain(&mut session.db, &ctx, &own)?;
    families.retain(|kin| seen.contains(&kin.a) || seen.contains(&kin.b));
    for kin in &mut families {
        if !seen.contains(&kin.a) {
            (kin.in_part, kin.born_a, kin.documents_a) = (true, None, Vec::new());
        }
        if !seen.contains(&kin.b) {
            (kin.in_part, kin.born_b, kin.documents_b) = (true, None, Vec::new());
        }
    }
    Ok(families)
}

fn pairs(session: &mut Session, row: &Case, claims: &[ClaimRecord]) -> Result<Vec<PairView>> {
    let ctx = session.ctx.clone();
    let db = &mut session.db;
    let mut stored = BTreeMap::new();
    let mut names = BTreeMap::new();
    // The newest of a pair comes last.
    for seen in storage::matching::evidence_of(db, &[CaseId::from(row.id)])? {
        let name = match names.entry(seen.model_id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => {
                let model = storage::matching::model(db, seen.model_id)?;
                free.insert(similar::name_of(model.version, &model.digest))
            }
        };
        let evidence: Evidence = serde_json::from_str(&seen.waterfall)?;
        stored.insert(seen.pair(), (name.clone(), evidence));
    }
    let year = BenefitYear::new(row.benefit_year);
    let frozen = similar::current(db, &ctx, &row.programme, year)?;
    let records = match &frozen {
        Some(frozen) if claims.len() <= COMPARED_MAX => {
            similar::assemble_stored(db, &ctx, &frozen.similarity, claims)?
        }
        _ => Vec::new(),
    };
    let in_scope = |claim: &ClaimRecord| ctx.actor.scope.covers(&claim.unit_path);
    let mut pairs = Vec::new();
    for (at, a) in claims.iter().enumerate() {
        for (later, b) in claims.iter().enumerate().skip(at + 1) {
            let key = (a.handle.min(b.handle), a.handle.max(b.handle));
            let (model, stored, mut evidence) = if let Some((model, evidence)) = stored.remove(&key)
            {
                (model, true, evidence)
            } else if let (Some(frozen), Some(left), Some(right)) =
                (&frozen, records.get(at), records.get(later))
                && let Some(evidence) = similar::explain(frozen, left, right)
            {
                (frozen.name(), false, evidence)
            } else {
                continue;
            };
            let whole = in_scope(a) && in_scope(b);
            if !whole {
                evidence.hide_strangers();
            }
            pairs.push(PairView {
                whole,
                a: a.handle,
                b: b.handle,
                model,
                stored,
                evidence,
            });
        }
    }
    Ok(pairs)
}

fn effects(session: &mut Session, row: &Case, claims: &[ClaimRecord]) -> Result<Effects> {
    let state = row.state;
    if !matches!(state, CaseState::Open | CaseState::Proposed) {
        return Ok(Effects::default());
    }
    let mut people: Vec<PersonId> = claims.iter().map(|claim| claim.handle.subject).collect();
    people.extend(CaseBody::of(row)?.people);
    let merged: BTreeMap<PersonId, PersonId> = storage::people::by_ids(&mut session.db, &people)?
        .into_iter()
        .filter_map(|row| Some((row.id.into(), row.merged_into?.into())))
        .collect();
    let subjects: BTreeSet<PersonId> = people
        .into_iter()
        .map(|person| merged.get(&person).copied().unwrap_or(person))
        .collect();
    let live: Vec<&ClaimRecord> = claims
        .iter()
        .filter(|claim| claim.state.name().is_live())
        .collect();
    let sealed = |claim: &ClaimRecord| claim.state.name().is_sealed();
    let keep = claims.iter().map(|claim| {
        let others = || live.iter().filter(|other| other.handle != claim.handle);
        KeepEffect {
            possible: claim.state.name().is_live() && !others().any(|other| sealed(other)),
            withdraws: others().count(),
            merges: if subjects.len() > 1 {
                subjects.len()
            } else {
                0
            },
        }
    });
    let open = live.iter().filter(|claim| !sealed(claim)).count();
    let scope = &session.ctx.actor.scope;
    Ok(Effects {
        elsewhere: live.iter().any(|claim| !scope.covers(&claim.unit_path)),
        keep: keep.collect(),
        different: DifferentEffect {
            second: subjects.len() > 1,
            returns: if subjects.len() > 1 { 0 } else { open },
        },
        returns: open,
        holds: live
            .iter()
            .filter(|claim| claim.state.name().is_undecided())
            .count(),
    })
}
