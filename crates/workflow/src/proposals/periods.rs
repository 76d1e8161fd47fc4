//! Periods: a programme's benefit years, with the parameters each was given.

use crate::error::{Result, WorkflowError};
use crate::proposals::{self, Done, PeriodRef, Proposal};
use crate::review::rule_set::{find_programme, params_of, version_of};
use crate::session::{Context, Session};
use chrono::NaiveDate;
use domain::fen::Fen;
use domain::period::{PeriodState, Window};
use domain::role::Action;
use domain::year::{BENEFIT_YEARS, BenefitYear, Instant};
use policy::LastDay;
pub use policy::params::Difference;
use policy::params::differences;
use storage::periods::Period;
use storage::{Db, StorageError};

/// A period as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodInfo {
    /// Programme id.
    pub programme: String,
    /// Benefit year.
    pub year: BenefitYear,
    /// Where it stands.
    pub state: PeriodState,
    /// Version of the parameters, as decisions name it.
    pub version: String,
    /// The concentrated enrolment window.
    pub window: Window,
    /// The benefit period.
    pub benefit: Window,
    /// Standard personal contribution, in fen.
    pub standard: Fen,
    /// No source establishes the values: rehearsal only.
    pub invented: bool,
    /// When it was changed last.
    pub updated_at: Instant,
}

/// A version of a period's parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionInfo {
    /// From 1.
    pub version: i64,
    /// Digest of the snapshot.
    pub digest: String,
    /// Since when.
    pub at: Instant,
    /// Who proposed it.
    pub by: String,
}

/// A period in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodDetail {
    /// As in the list.
    pub info: PeriodInfo,
    /// Digest of the parameters in force.
    pub digest: String,
    /// The parameters in force, TOML.
    pub params: String,
    /// Every version, oldest first.
    pub versions: Vec<VersionInfo>,
    /// The last safe day of each mode.
    pub last_days: Vec<LastDay>,
}

/// A period made from the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cloned {
    /// What became of the proposal.
    pub done: Done,
    /// The new benefit year.
    pub year: BenefitYear,
    /// Every value that is another one than the year before.
    pub differences: Vec<Difference>,
}

fn reference(programme: &str, year: BenefitYear) -> PeriodRef {
    PeriodRef {
        programme: programme.to_owned(),
        year,
    }
}

/// Proposes a period, with the parameters of a file or the shipped ones.
///
/// # Errors
/// [`WorkflowError::Params`] for a file without the year or with values that cannot be;
/// [`WorkflowError::Refused`] with `exists`.
pub fn create(
    session: &mut Session,
    programme: &str,
    year: BenefitYear,
    file: Option<&str>,
) -> Result<Done> {
    session.ctx.require(Action::Administer)?;
    let params = snapshot(&session.ctx, programme, year, file)?;
    proposals::propose(
        session,
        Proposal::PeriodCreate {
            period: reference(programme, year),
            params,
        },
    )
}

/// Proposes to take claims.
///
/// # Errors
/// [`WorkflowError::Refused`] with `no-period`, `period-state`, or `invented` in production.
pub fn open(session: &mut Session, programme: &str, year: BenefitYear) -> Result<Done> {
    step(
        session,
        programme,
        Proposal::PeriodOpen(reference(programme, year)),
    )
}

/// Proposes a later last day of the window; the parameters get a new version.
///
/// # Errors
/// [`WorkflowError::Refused`] with `no-period`, `period-state` or `not-later`.
pub fn extend(
    session: &mut Session,
    programme: &str,
    year: BenefitYear,
    close: NaiveDate,
) -> Result<Done> {
    step(
        session,
        programme,
        Proposal::PeriodExtend {
            period: reference(programme, year),
            close,
        },
    )
}

/// Proposes to take no new claims inside the window; everything else goes on.
///
/// # Errors
/// [`WorkflowError::Refused`] with `no-period` or `period-state`.
pub fn close(session: &mut Session, programme: &str, year: BenefitYear) -> Result<Done> {
    step(
        session,
        programme,
        Proposal::PeriodClose(reference(programme, year)),
    )
}

/// Proposes to take claims again.
///
/// # Errors
/// As [`open`].
pub fn reopen(session: &mut Session, programme: &str, year: BenefitYear) -> Result<Done> {
    step(
        session,
        programme,
        Proposal::PeriodReopen(reference(programme, year)),
    )
}

/// Proposes to make a closed period read only for good.
///
/// # Errors
/// [`WorkflowError::Refused`] with `no-period`, `period-state`, or `undecided` while claims are.
pub fn archive(session: &mut Session, programme: &str, year: BenefitYear) -> Result<Done> {
    step(
        session,
        programme,
        Proposal::PeriodArchive(reference(programme, year)),
    )
}

/// Proposes the year after a period, and lists what is different in it.
///
/// # Errors
/// [`WorkflowError::NotFound`] for no such period; else as [`create`].
pub fn clone_next(
    session: &mut Session,
    programme: &str,
    year: BenefitYear,
    file: Option<&str>,
) -> Result<Cloned> {
    session.ctx.require(Action::Administer)?;
    let before = find(session, programme, year)?;
    let next = year.next();
    if !BENEFIT_YEARS.contains(&next.get()) {
        return Err(WorkflowError::Usage(words!(
            "没有 {next} 年度",
            "there is no benefit year {next}"
        )));
    }
    let params = snapshot(&session.ctx, programme, next, file)?;
    let differences = differences(&before.params, &params)?;
    let done = proposals::propose(
        session,
        Proposal::PeriodCreate {
            period: reference(programme, next),
            params,
        },
    )?;
    Ok(Cloned {
        done,
        year: next,
        differences,
    })
}

/// What the year after a period has other than the period: the shipped parameters, or those of a period that is
/// there already. Nothing is proposed.
///
/// # Errors
/// [`WorkflowError::NotFound`] for no such period, [`WorkflowError::Params`] when nothing is shipped for the next year.
pub fn next_year(
    session: &mut Session,
    programme: &str,
    year: BenefitYear,
) -> Result<(BenefitYear, Vec<Difference>)> {
    session.ctx.require(Action::Read)?;
    let before = find(session, programme, year)?;
    let next = year.next();
    let params = match find(session, programme, next) {
        Err(WorkflowError::NotFound { .. }) => snapshot(&session.ctx, programme, next, None)?,
        found => found?.params,
    };
    Ok((next, differences(&before.params, &params)?))
}

/// All periods, by programme, newest benefit year first.
///
/// # Errors
/// [`WorkflowError::Storage`].
pub fn list(session: &mut Session) -> Result<Vec<PeriodInfo>> {
    session.ctx.require(Action::Read)?;
    let periods = storage::periods::all(&mut session.db)?;
    Ok(periods.iter().map(info).collect())
}

/// A period with its parameters and their history.
///
/// # Errors
/// [`WorkflowError::NotFound`].
pub fn show(session: &mut Session, programme: &str, year: BenefitYear) -> Result<PeriodDetail> {
    session.ctx.require(Action::Read)?;
    let row = find(session, programme, year)?;
    let names = storage::operators::names(&mut session.db)?;
    let versions = storage::periods::versions(&mut session.db, row.id)?
        .into_iter()
        .map(|version| VersionInfo {
            version: version.version,
            digest: version.digest,
            at: Instant(version.at),
            by: names
                .get(&version.made_by.into())
                .cloned()
                .unwrap_or_default(),
        })
        .collect();
    let next = window_of(&mut session.db, programme, year.next())?;
    let assessor = find_programme(&session.ctx, programme)?.bind(&params_of(&row))?;
    Ok(PeriodDetail {
        last_days: assessor.last_days(next),
        info: info(&row),
        digest: row.digest,
        params: row.params,
        versions,
    })
}

fn step(session: &mut Session, programme: &str, change: Proposal) -> Result<Done> {
    session.ctx.require(Action::Administer)?;
    find_programme(&session.ctx, programme)?;
    proposals::propose(session, change)
}

/// The window of a year whose period exists.
pub(crate) fn window_of(db: &mut Db, programme: &str, year: BenefitYear) -> Result<Option<Window>> {
    match storage::periods::find(db, programme, year) {
        Err(StorageError::NotFound) => Ok(None),
        other => other.map_err(Into::into).map(|row| {
            Some(Window {
                open: row.window_open,
                close: row.window_close,
            })
        }),
    }
}

/// The parameters of a year, from a file or the shipped ones.
pub(crate) fn snapshot(
    ctx: &Context,
    programme: &str,
    year: BenefitYear,
    file: Option<&str>,
) -> Result<String> {
    let programme = find_programme(ctx, programme)?;
    Ok(programme.snapshot(file.unwrap_or_else(|| programme.shipped_params()), year)?)
}

/// A period that must exist.
pub(crate) fn find(session: &mut Session, programme: &str, year: BenefitYear) -> Result<Period> {
    find_programme(&session.ctx, programme)?;
    match storage::periods::find(&mut session.db, programme, year) {
        Err(StorageError::NotFound) => Err(WorkflowError::NotFound {
            kind: crate::Thing::Period,
            id: format!("{programme} {year}"),
        }),
        other => Ok(other?),
    }
}

fn info(row: &Period) -> PeriodInfo {
    PeriodInfo {
        programme: row.programme.clone(),
        year: BenefitYear::new(row.benefit_year),
        state: row.state,
        version: version_of(row),
        window: Window {
            open: row.window_open,
            close: row.window_close,
        },
        benefit: Window {
            open: row.benefit_start,
            close: row.benefit_end,
        },
        standard: row.standard,
        invented: row.invented,
        updated_at: Instant(row.updated_at),
    }
}
