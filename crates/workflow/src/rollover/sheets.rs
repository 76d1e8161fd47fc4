//! A sheet for every union: last year's families, or the empty template where there are none.

use super::{Acting, PeriodStep, Wanted};
use crate::error::{Result, WorkflowError};
use crate::intake::correction_workbook::{self, OwnSheet};
use crate::session::Session;
use domain::ids::UnitId;
use domain::role::Action;
use domain::unit::UnitLevel;
use std::collections::BTreeSet;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

/// What became of the sheets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheets {
    /// Basic unions a sheet is for.
    pub wanted: usize,
    /// Sheets written by this run, empty ones included.
    pub written: usize,
    /// Those of them without a family.
    pub empty: usize,
    /// Sheets that were there already, and stay as they are.
    pub there: usize,
    /// Unions left out because their plan waits for a second operator: the sum depends on it.
    pub waiting: usize,
    /// Families listed by this run.
    pub rows: usize,
    /// People left out because they are past the age.
    pub outgrown: usize,
    /// People left out because the year is filed for already.
    pub filed: usize,
    /// Claims of last year left out because two are in dispute.
    pub contested: usize,
    /// Why none were written.
    pub left: Option<SheetsLeft>,
}

/// Why no sheet was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetsLeft {
    /// No directory was named.
    NoDirectory,
    /// Nothing is written in a dry run.
    DryRun,
    /// The period is not in force yet.
    NoPeriod,
    /// The role may not take whole numbers out.
    Role,
}

pub(super) fn write(
    session: &mut Session,
    wanted: &Wanted<'_>,
    period: PeriodStep,
    units: &[Acting],
    waiting: &BTreeSet<UnitId>,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Sheets> {
    let basic: Vec<&Acting> = units
        .iter()
        .filter(|unit| unit.row.level == UnitLevel::Basic)
        .collect();
    let mut sheets = Sheets {
        wanted: basic.len(),
        waiting: basic
            .iter()
            .filter(|unit| waiting.contains(&unit.row.id.into()))
            .count(),
        left: left(session, wanted, period),
        ..Sheets::default()
    };
    let Some(out) = wanted.out else {
        return Ok(sheets);
    };
    let todo: Vec<&Acting> = basic
        .into_iter()
        .filter(|unit| !waiting.contains(&unit.row.id.into()))
        .collect();
    if sheets.left.is_none() {
        make(out)?;
    }
    for (n, unit) in todo.iter().enumerate() {
        let to = out.join(format!("{}-{}.xlsx", unit.row.code, wanted.year));
        if std::fs::symlink_metadata(&to).is_ok() {
            sheets.there += 1;
        } else if sheets.left.is_none() {
            progress(n, todo.len());
            one(session, wanted, unit, &to, &mut sheets)?;
        }
    }
    Ok(sheets)
}

fn one(
    session: &mut Session,
    wanted: &Wanted<'_>,
    unit: &Acting,
    to: &Path,
    sheets: &mut Sheets,
) -> Result<()> {
    let places = std::iter::once(&unit.row.path).chain(&unit.merged);
    let own = OwnSheet {
        unit: unit.row.id.into(),
        code: &unit.row.code,
        places: places.cloned().collect(),
    };
    let done = correction_workbook::own_sheet(session, wanted.programme, &own, wanted.year, to)?;
    sheets.written += 1;
    sheets.empty += usize::from(done.rows == 0);
    sheets.rows += done.rows;
    sheets.outgrown += done.outgrown;
    sheets.filed += done.filed;
    sheets.contested += done.contested;
    Ok(())
}

fn left(session: &Session, wanted: &Wanted<'_>, period: PeriodStep) -> Option<SheetsLeft> {
    if wanted.dry_run {
        Some(SheetsLeft::DryRun)
    } else if !session.ctx.actor.role.may(Action::HandBack) {
        Some(SheetsLeft::Role)
    } else if !matches!(period, PeriodStep::There(_)) {
        Some(SheetsLeft::NoPeriod)
    } else if wanted.out.is_none() {
        Some(SheetsLeft::NoDirectory)
    } else {
        None
    }
}

/// A directory for whole numbers is its owner's alone.
fn make(out: &Path) -> Result<()> {
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(out)
        .map_err(|cause| WorkflowError::Write {
            path: out.to_owned(),
            cause,
        })
}
