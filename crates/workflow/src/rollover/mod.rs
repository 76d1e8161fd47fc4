//! Rollover a benefit year from the one before: the period, every union's plan, and a sheet for every union.
//!
//! One command does what the role of who runs it allows and says what is left for whom: the period is proposed by an
//! administrator, plans by whoever proposes plans, and the sheets, which hold whole numbers, are written for a clerk
//! or reviewer. Run again, it goes on where it stood: what is there, waits or was decided is not touched.

mod plans;
mod sheets;

use crate::error::Result;
use crate::proposals::periods;
use crate::proposals::{self, PeriodRef, Proposal, Standing};
use crate::review::rule_set::find_programme;
use crate::session::{Context, Session};
use domain::case::ProposalState;
use domain::ids::{ProposalId, UnitId};
use domain::period::PeriodState;
use domain::role::Action;
use domain::unit::UnitPath;
use domain::year::BenefitYear;
use policy::params::{Difference, differences};
use policy::{LastDay, Params};
use std::path::Path;
use storage::proposals::Standing as OnRecord;
use storage::units::Unit;
use storage::{Db, StorageError};

pub use plans::Carried;
pub use sheets::{Sheets, SheetsLeft};

/// Which year is opened, and how far.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Programme id.
    pub programme: &'a str,
    /// The benefit year to open.
    pub year: BenefitYear,
    /// Parameter file, instead of the shipped one.
    pub params: Option<&'a str>,
    /// Directory the sheets are written into; without it none are.
    pub out: Option<&'a Path>,
    /// Look and count, write nothing.
    pub dry_run: bool,
}

/// Where the period stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodStep {
    /// It exists, in this state.
    There(PeriodState),
    /// Its proposal waits for a second administrator.
    Waiting,
    /// It does not exist, and this run did not propose it: an administrator has to.
    Left,
}

/// What was done for a year, and what is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rollover {
    /// The benefit year.
    pub year: BenefitYear,
    /// Where its period stands.
    pub period: PeriodStep,
    /// Every parameter that is another one than the year before.
    pub differences: Vec<Difference>,
    /// The last safe day of each mode.
    pub last_days: Vec<LastDay>,
    /// Unions in scope that act today: those merged into others are left out.
    pub units: usize,
    /// Plans.
    pub plans: Carried,
    /// Sheets.
    pub sheets: Sheets,
    /// The proposals of this year that wait for a second operator.
    pub waiting: Vec<ProposalId>,
}

/// Does what is left of opening a year and this operator may do. `progress` is told the sheets written, and of how
/// many.
///
/// # Errors
/// [`crate::WorkflowError::NotFound`] when the year before has no period, [`crate::WorkflowError::Params`] for
/// parameters without the year, [`crate::WorkflowError::Write`] when a sheet cannot be written.
pub fn open(
    session: &mut Session,
    wanted: &Wanted<'_>,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Rollover> {
    session.ctx.require(Action::Read)?;
    let mut waiting = Vec::new();
    let (period, text) = period(session, wanted, &mut waiting)?;
    let before = periods::find(session, wanted.programme, wanted.year.previous())?;
    let differences = differences(&before.params, &text)?;
    let units = acting(&mut session.db, &session.ctx)?;
    let standard = before.standard;
    let (plans, waits) = plans::carry(session, wanted, &units, standard)?;
    waiting.extend(&waits.changes);
    let sheets = sheets::write(session, wanted, period, &units, &waits.units, progress)?;
    Ok(Rollover {
        year: wanted.year,
        period,
        differences,
        last_days: last_days(session, wanted, text)?,
        units: units.len(),
        plans,
        sheets,
        waiting,
    })
}

/// Where the period stands after this run, and its parameters as they are or would be.
fn period(
    session: &mut Session,
    wanted: &Wanted<'_>,
    waiting: &mut Vec<ProposalId>,
) -> Result<(PeriodStep, String)> {
    let reference = PeriodRef {
        programme: wanted.programme.to_owned(),
        year: wanted.year,
    };
    if let Some(row) = there(session, wanted)? {
        return Ok((PeriodStep::There(row.0), row.1));
    }
    let text = periods::snapshot(&session.ctx, wanted.programme, wanted.year, wanted.params)?;
    let known = storage::proposals::standing(&mut session.db, &[reference.target()])?;
    waiting.extend(
        known
            .iter()
            .filter(|known| waits(known))
            .map(|known| ProposalId::from(known.id)),
    );
    if !waiting.is_empty() {
        return Ok((PeriodStep::Waiting, text));
    }
    if wanted.dry_run || !session.ctx.actor.role.may(Action::Administer) {
        return Ok((PeriodStep::Left, text));
    }
    let done = proposals::propose(
        session,
        Proposal::PeriodCreate {
            period: reference,
            params: text.clone(),
        },
    )?;
    if done.proposed.standing == Standing::Waiting {
        waiting.extend(done.proposed.id);
        return Ok((PeriodStep::Waiting, text));
    }
    Ok((PeriodStep::There(PeriodState::Draft), text))
}

fn there(session: &mut Session, wanted: &Wanted<'_>) -> Result<Option<(PeriodState, String)>> {
    let row = match storage::periods::find(&mut session.db, wanted.programme, wanted.year) {
        Err(StorageError::NotFound) => return Ok(None),
        other => other?,
    };
    Ok(Some((row.state, row.params)))
}

fn last_days(session: &mut Session, wanted: &Wanted<'_>, text: String) -> Result<Vec<LastDay>> {
    let next = periods::window_of(&mut session.db, wanted.programme, wanted.year.next())?;
    let params = Params {
        version: wanted.year.to_string(),
        text,
    };
    let assessor = find_programme(&session.ctx, wanted.programme)?.bind(&params)?;
    Ok(assessor.last_days(next))
}

/// A union that acts today.
struct Acting {
    row: Unit,
    /// Places of the unions merged into it.
    merged: Vec<UnitPath>,
}

/// Every union in scope that acts for itself today, with those merged into it.
fn acting(db: &mut Db, ctx: &Context) -> Result<Vec<Acting>> {
    let succession = storage::units::succession(db)?;
    let rows = storage::units::all(db, &ctx.actor.scope)?;
    let successor = |row: &Unit| -> UnitId {
        let unit = UnitId::from(row.id);
        succession.resolve(unit, ctx.today()).unwrap_or(unit)
    };
    let (own, merged): (Vec<Unit>, Vec<Unit>) = rows
        .into_iter()
        .partition(|row| successor(row) == UnitId::from(row.id));
    Ok(own
        .into_iter()
        .map(|row| {
            let id = UnitId::from(row.id);
            let merged = merged
                .iter()
                .filter(|old| successor(old) == id)
                .map(|old| old.path.clone())
                .collect();
            Acting { row, merged }
        })
        .collect())
}

fn waits(known: &OnRecord) -> bool {
    known.state == ProposalState::Proposed
}
