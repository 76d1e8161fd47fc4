//! What is under way in scope, or was cut off and goes on when its command is given again.

use super::people::Operators;
use crate::error::Result;
use crate::session::Session;
use domain::fen::Fen;
use domain::ids::ImportId;
use domain::role::Action;
use domain::year::Instant;

/// Most jobs of each kind that are shown; more of them would be a fault in itself.
const JOBS_MAX: i64 = 200;

/// A job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobView {
    /// What it is.
    pub what: JobKind,
    /// Who began it.
    pub by: String,
    /// When.
    pub at: Instant,
}

/// What a job is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobKind {
    /// A file is being read, or its process died; reading the same file again puts it right.
    Import {
        /// Which.
        id: ImportId,
        /// Kind of sheet.
        profile: String,
        /// The file's name.
        file: String,
    },
    /// An act over many claims; its operator finishes it by giving the command again.
    Bulk {
        /// Code of the action.
        action: String,
        /// Claims confirmed.
        claims: i64,
        /// Claims not yet dealt with.
        left: i64,
        /// Sum confirmed.
        total: Fen,
    },
    /// Claims that a change in force has not yet been applied to; `claim reassess` finishes it.
    Reassessment,
}

/// Every job in scope that has not ended, newest first.
///
/// # Errors
/// [`crate::WorkflowError`].
pub fn list(session: &mut Session) -> Result<Vec<JobView>> {
    session.ctx.require(Action::Read)?;
    let scope = session.ctx.actor.scope.clone();
    let operators = Operators::load(&mut session.db)?;
    let mut jobs: Vec<JobView> = storage::jobs::imports(&mut session.db, &scope, JOBS_MAX)?
        .into_iter()
        .map(|row| JobView {
            by: operators.name(row.made_by.into()),
            at: Instant(row.started_at),
            what: JobKind::Import {
                id: row.id.into(),
                profile: row.profile,
                file: row.file_name,
            },
        })
        .collect();
    let acts = storage::jobs::bulk_acts(&mut session.db, &scope, JOBS_MAX)?;
    jobs.extend(acts.into_iter().map(|(row, left)| JobView {
        by: operators.name(row.made_by.into()),
        at: Instant(row.started_at),
        what: JobKind::Bulk {
            action: row.action,
            claims: row.item_count,
            left,
            total: Fen::new(row.total_fen),
        },
    }));
    let owed = storage::jobs::reassessments(&mut session.db, &scope, JOBS_MAX)?;
    jobs.extend(owed.into_iter().map(|row| JobView {
        by: operators.name(row.noted_by.into()),
        at: Instant(row.noted_at),
        what: JobKind::Reassessment,
    }));
    jobs.sort_by_key(|job| std::cmp::Reverse(job.at));
    Ok(jobs)
}
