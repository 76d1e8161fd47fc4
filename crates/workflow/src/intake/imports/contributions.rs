//! The ledger of contributions: what rosters say of who pays what, less what was posted before.

use super::joins::PaidBy;
use crate::audit::events;
use crate::audit::witness::{self, Contributions};
use crate::error::Result;
use crate::session::Context;
use domain::ids::PersonId;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use storage::contributions::ContributionRow;
use storage::imports::ImportRecord;
use storage::participations::ParticipationRow;
use storage::{Db, Key};

/// A part of somebody in a plan; what is paid for it may come from several payers.
type Part = (Key, String, String);

/// Posts what these rows change. A row's contribution stands with its first entry.
pub(super) fn post<'r>(
    db: &mut Db,
    ctx: &Context,
    record: &ImportRecord,
    rows: impl Iterator<Item = (&'r [ParticipationRow], &'r PaidBy)>,
) -> Result<()> {
    let mut wanted: BTreeMap<Part, BTreeMap<(Key, String), i64>> = BTreeMap::new();
    for (entries, paid_by) in rows {
        for (n, entry) in entries.iter().enumerate() {
            let part = (entry.subject_id, entry.scheme.clone(), entry.plan.clone());
            let mut paid: BTreeMap<(Key, String), i64> = BTreeMap::new();
            for (payer, sum) in paid_by.iter().filter(|_| n == 0) {
                let all = paid
                    .entry((entry.unit_id, (*payer).to_owned()))
                    .or_default();
                *all = all.saturating_add(sum.get());
            }
            wanted.insert(part, paid);
        }
    }
    let people: BTreeSet<PersonId> = wanted.keys().map(|(person, ..)| (*person).into()).collect();
    let people: Vec<PersonId> = people.into_iter().collect();
    let mut posted: BTreeMap<Part, BTreeMap<(Key, String), i64>> = BTreeMap::new();
    for row in storage::contributions::of_people(db, &record.programme, &people)? {
        let part = (row.subject_id, row.scheme, row.plan);
        let paid = posted.entry(part).or_default();
        *paid.entry((row.unit_id, row.payer)).or_default() += row.amount_fen;
    }
    let mut postings: Vec<ContributionRow> = Vec::new();
    for (part, paid) in &wanted {
        let nothing = BTreeMap::new();
        let before = posted.get(part).unwrap_or(&nothing);
        let payers: BTreeSet<&(Key, String)> = paid.keys().chain(before.keys()).collect();
        for payer in payers {
            let sum =
                |of: &BTreeMap<(Key, String), i64>| of.get(payer).copied().unwrap_or_default();
            let amount_fen = sum(paid).saturating_sub(sum(before));
            if amount_fen != 0 {
                postings.push(ContributionRow {
                    subject_id: part.0,
                    id: Key(ctx.installation.effects.uuid()),
                    programme: record.programme.clone(),
                    scheme: part.1.clone(),
                    plan: part.2.clone(),
                    unit_id: payer.0,
                    payer: payer.1.clone(),
                    amount_fen,
                    import_id: record.id,
                    at: ctx.now().0,
                    made_by: ctx.actor.id.into(),
                });
            }
        }
    }
    if postings.is_empty() {
        return Ok(());
    }
    storage::contributions::add(db, &postings)?;
    let total = postings.iter().map(|row| row.amount_fen);
    let total = total.fold(0, i64::saturating_add);
    let detail = json!({
        "programme": record.programme, "rows": postings.len(), "total_fen": total,
    });
    let mut all = Contributions {
        import: record.id,
        postings: postings.iter().collect(),
    };
    let vouched = witness::of(ctx.keyring(), all.in_order());
    events::vouch(db, ctx, "contribute", &detail, &[vouched])
}
