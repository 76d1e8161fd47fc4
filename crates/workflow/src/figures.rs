//! Figures of claims: what a unit of work adds to them and takes away, and counting them anew.

use crate::audit::events;
use crate::error::Result;
use crate::session::{Context, Session};
use domain::claim::StateName;
use domain::claim_record::ClaimRecord;
use domain::fen::Fen;
use domain::ids::{ClaimRef, RecordId};
use domain::role::Action;
use serde_json::json;
use std::collections::BTreeMap;
use storage::Key;
use storage::claim_figures::{Figure, FigureKey, FigureRow};

/// How the claims of a unit of work are counted before it.
pub(crate) struct Tally {
    counted: BTreeMap<ClaimRef, (StateName, Fen)>,
}

impl Tally {
    /// Of claims as they are stored.
    pub(crate) fn of(stored: &[ClaimRecord]) -> Self {
        Self {
            counted: stored
                .iter()
                .map(|claim| (claim.handle, (claim.state.name(), claim.payable)))
                .collect(),
        }
    }

    /// What these claims, as they are stored from now on, change in the figures; one that is as before changes nothing.
    pub(crate) fn rows<'c>(
        &self,
        ctx: &Context,
        claims: impl Iterator<Item = &'c ClaimRecord>,
    ) -> Vec<FigureRow> {
        let mut changes: BTreeMap<FigureKey, Figure> = BTreeMap::new();
        for claim in claims {
            let now = (claim.state.name(), claim.payable);
            let before = self.counted.get(&claim.handle).copied();
            if before == Some(now) {
                continue;
            }
            let mut count = |(state, payable): (StateName, Fen), claims: i64| {
                let key = (
                    claim.unit_path.as_str().to_owned(),
                    state.code().to_owned(),
                    claim.submitted_on,
                );
                let change = changes.entry(key).or_default();
                change.0 += claims;
                change.1 += claims * payable.get();
            };
            if let Some(before) = before {
                count(before, -1);
            }
            count(now, 1);
        }
        changes
            .into_iter()
            .filter(|(_, change)| *change != (0, 0))
            .map(
                |((unit_path, state, submitted_on), (claims, payable_fen))| FigureRow {
                    unit_path,
                    id: Key::from(ctx.id::<RecordId>()),
                    state,
                    submitted_on,
                    claims,
                    payable_fen,
                    folded: false,
                },
            )
            .collect()
    }
}

/// Counts all claims anew, for figures that an audit found wrong. Gives how many figures there are.
///
/// # Errors
/// [`crate::WorkflowError`].
pub fn recount(session: &mut Session) -> Result<usize> {
    session.ctx.require(Action::Administer)?;
    let ctx = session.ctx.clone();
    session.db.write(|db| {
        let figures = storage::claim_figures::recount(db, || Key::from(ctx.id::<RecordId>()))?;
        events::log(db, &ctx, "figures-recount", &json!({ "figures": figures }))?;
        Ok(figures)
    })
}
