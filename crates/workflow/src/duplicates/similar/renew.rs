//! Evidence anew for cases that are open already, when a year is scanned under another model than the one that opened them.

use super::evidence::Evidence;
use super::models::Frozen;
use super::records::{Record, assemble_stored, explain};
use crate::audit::{events, witness};
use crate::error::Result;
use crate::session::Context;
use domain::ids::{CaseId, ClaimRef};
use domain::unit::Scope;
use domain::year::BenefitYear;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use storage::matching::EvidenceRow;
use storage::{Db, Key};

/// Pairs weighed at a time.
const PAIRS: usize = 500;

/// A pair of claims that stand in one open case, in handle order.
pub(super) type Standing = (CaseId, ClaimRef, ClaimRef);

/// Weighs every pair an open case rests on under the model in force, and those of `standing`, unless it was done before. What
/// was seen earlier stays beside it. Tells how many pairs were weighed.
pub(super) fn renew(
    db: &mut Db,
    ctx: &Context,
    frozen: &Frozen,
    (programme, year): (&str, BenefitYear),
    standing: Vec<Standing>,
) -> Result<usize> {
    let Some(model) = frozen.row else {
        return Ok(0);
    };
    let mut wanted: BTreeSet<Standing> = standing.into_iter().collect();
    let mut done: BTreeSet<Standing> = BTreeSet::new();
    for (case, pair, by) in storage::matching::open_evidence(db, programme, year)? {
        let pair = (case, pair.0, pair.1);
        wanted.insert(pair);
        if by == model {
            done.insert(pair);
        }
    }
    let wanted: Vec<Standing> = wanted.difference(&done).copied().collect();
    let mut renewed = 0;
    for some in wanted.chunks(PAIRS) {
        let rows = weighed(db, ctx, frozen, model, some)?;
        renewed += rows.len();
        db.write(|db| add(db, ctx, &rows))?;
    }
    Ok(renewed)
}

/// Adds what was seen to its cases, and vouches for them.
fn add(db: &mut Db, ctx: &Context, rows: &Vec<EvidenceRow>) -> Result<()> {
    let cases: BTreeSet<CaseId> = rows.iter().map(|row| row.case_id.into()).collect();
    if cases.is_empty() {
        return Ok(());
    }
    witness::cases::grow(db, ctx.keyring(), &cases)?;
    storage::matching::add_evidence(db, rows)?;
    let witnesses = witness::cases::of_cases(db, ctx.keyring(), &cases)?;
    let detail = json!({ "cases": cases.len() });
    events::vouch(db, ctx, "cases", &detail, &witnesses)
}

/// Pairs with a claim in the operator's scope; the others are left to somebody who sees them.
fn weighed(
    db: &mut Db,
    ctx: &Context,
    frozen: &Frozen,
    model: Key,
    pairs: &[Standing],
) -> Result<Vec<EvidenceRow>> {
    let handles: BTreeSet<ClaimRef> = pairs.iter().flat_map(|(_, a, b)| [*a, *b]).collect();
    let handles: Vec<ClaimRef> = handles.into_iter().collect();
    let claims = storage::claims::find_all(db, &Scope::everything(), &handles)?;
    let records: BTreeMap<ClaimRef, Record> =
        assemble_stored(db, ctx, &frozen.similarity, &claims)?
            .into_iter()
            .map(|record| (record.claim, record))
            .collect();
    let at = ctx.now().0;
    let mut rows = Vec::new();
    for (case, a, b) in pairs {
        let (Some(left), Some(right)) = (records.get(a), records.get(b)) else {
            continue;
        };
        let scope = &ctx.actor.scope;
        if !scope.covers(&left.unit_path) && !scope.covers(&right.unit_path) {
            continue;
        }
        if let Some(evidence) = explain(frozen, left, right) {
            rows.push(row(*case, (*a, *b), model, at, &evidence)?);
        }
    }
    Ok(rows)
}

/// What was seen of a pair of a case, as it is stored.
pub(super) fn row(
    case: CaseId,
    (a, b): (ClaimRef, ClaimRef),
    model: Key,
    at: i64,
    evidence: &Evidence,
) -> Result<EvidenceRow> {
    let thousandths = |value: u16| i16::try_from(value).unwrap_or(i16::MAX);
    Ok(EvidenceRow {
        case_id: case.into(),
        subject_a: a.subject.into(),
        claim_a: a.id.into(),
        subject_b: b.subject.into(),
        claim_b: b.id.into(),
        found_at: at,
        model_id: model,
        score: evidence.score,
        chance_same: thousandths(evidence.same),
        chance_kin: thousandths(evidence.kin),
        chance_stranger: thousandths(evidence.stranger),
        waterfall: serde_json::to_string(evidence)?,
    })
}
