//! What whoever watches over a site counts: how much there is of what, and nothing about anybody.

use crate::schema::{
    batches, bulk_acts, cases, changes, claims, imports, notices, pending_reassessments,
    pending_weighings, seals, waiting_messages,
};
use crate::{Db, Result, dialect};
use diesel::dsl::{count_star, max, min};
use diesel::prelude::*;
use domain::case::CaseState;
use domain::case::ProposalState;
use domain::claim::StateName;

/// Counts of one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metrics {
    /// Claims by programme and state.
    pub claims: Vec<(String, String, i64)>,
    /// What the first screen shows as approved and in no batch, in fen.
    pub approved_fen: i64,
    /// Cases that somebody has to decide, by state.
    pub cases: Vec<(String, i64)>,
    /// Batches by state.
    pub batches: Vec<(String, i64)>,
    /// Messages that wait for something to be mended, by programme.
    pub messages_waiting: Vec<(String, i64)>,
    /// Notices by state.
    pub notices: Vec<(String, i64)>,
    /// Changes that wait for a second operator.
    pub changes_waiting: i64,
    /// What runs or was cut off, by kind, with the start of the oldest in microseconds since 1970 where it is known.
    pub unfinished: [(&'static str, i64, Option<i64>); 4],
    /// Number and time of the last seal, in microseconds since 1970.
    pub seal: Option<(i64, i64)>,
    /// What the database takes on the disk.
    pub bytes: i64,
    /// The migration that was run last.
    pub schema: String,
}

/// Counts everything, as it is at one moment.
///
/// # Errors
/// [`crate::StorageError`].
pub fn read(db: &mut Db) -> Result<Metrics> {
    db.snapshot(counted)
}

fn counted(db: &mut Db) -> Result<Metrics> {
    let undecided = [CaseState::Open, CaseState::Proposed].map(|state| state.code());
    let approved = StateName::Approved.code();
    let approved = format!(
        "SELECT CAST(COALESCE(SUM(payable_fen), 0) AS BIGINT) AS number FROM claim_figures WHERE state = '{approved}'"
    );
    let last_seal: (Option<i64>, Option<i64>) = seals::table
        .select((max(seals::seq), max(seals::at)))
        .first(db)?;
    Ok(Metrics {
        claims: claims::table
            .group_by((claims::programme, claims::state))
            .select((claims::programme, claims::state, count_star()))
            .load(db)?,
        approved_fen: dialect::number(db, &approved)?,
        cases: cases::table
            .filter(cases::state.eq_any(undecided))
            .group_by(cases::state)
            .select((cases::state, count_star()))
            .load(db)?,
        batches: batches::table
            .group_by(batches::state)
            .select((batches::state, count_star()))
            .load(db)?,
        messages_waiting: waiting_messages::table
            .group_by(waiting_messages::programme)
            .select((waiting_messages::programme, count_star()))
            .load(db)?,
        notices: notices::table
            .group_by(notices::state)
            .select((notices::state, count_star()))
            .load(db)?,
        changes_waiting: changes::table
            .filter(changes::state.eq(ProposalState::Proposed.code()))
            .count()
            .get_result(db)?,
        unfinished: unfinished(db)?,
        seal: last_seal.0.zip(last_seal.1),
        bytes: dialect::size(db)?,
        schema: dialect::last_migration(db)?,
    })
}

/// Nobody knows of what runs whether its process still does; how long ago it began tells.
fn unfinished(db: &mut Db) -> Result<[(&'static str, i64, Option<i64>); 4]> {
    let (read, since): (i64, Option<i64>) = imports::table
        .filter(imports::state.eq("running"))
        .select((count_star(), min(imports::started_at)))
        .first(db)?;
    let imports = ("import", read, since);
    let (acts, since): (i64, Option<i64>) = bulk_acts::table
        .filter(bulk_acts::state.eq("running"))
        .select((count_star(), min(bulk_acts::started_at)))
        .first(db)?;
    let acts = ("bulk", acts, since);
    let (owed, since): (i64, Option<i64>) = pending_reassessments::table
        .select((count_star(), min(pending_reassessments::noted_at)))
        .first(db)?;
    let reassessments = ("reassessment", owed, since);
    let weighings = pending_weighings::table.count().get_result(db)?;
    Ok([imports, acts, reassessments, ("weighing", weighings, None)])
}
