//! Imports: a file is read and checked, its people are resolved, and what it says is taken over in
//! one transaction. A process that dies on the way leaves nothing half done: the same file again
//! starts afresh and finds what is there.

mod claims;
mod contributions;
mod forecast;
mod incoming;
mod joins;
pub mod mappings;
mod members;
mod mend;
mod participants;
mod plans;
mod received;
mod report;
mod units;

use crate::error::{Result, WorkflowError};
use crate::messages::feed_in_force;
use crate::review::rule_set::find_programme;
use crate::session::Session;
use ::rows::{Sheet, SheetSpec};
use domain::finding::{RowFinding, RowSeverity};
use domain::role::Action;
use import::{Budgets, CLAIMS, Claims, Members, Opened, Participants, Plans, Register, Units};
pub(crate) use incoming::begun;
use incoming::{Incoming, refuse_file};
use policy::Programme;
use std::path::Path;

pub use forecast::Verdicts;
pub use mend::{EXPORT_ERRORS, ErrorWorkbook, errors};
pub use report::{ImportReport, Waiting};

/// How an import is to be done.
#[derive(Debug, Clone)]
pub struct ImportOptions {
    /// Read, check and report, write nothing.
    pub dry_run: bool,
    /// The programme whose claims or plans it has; any, where a sheet is of none ([`is_of_programme`]).
    pub programme: String,
    /// The sheet to read, where a workbook has several.
    pub sheet: Option<String>,
    /// What the file hides or filters away is to be imported too.
    pub include_hidden: bool,
}

impl ImportOptions {
    pub(crate) fn choices(&self) -> import::Choices {
        import::Choices {
            sheet: self.sheet.clone(),
            include_hidden: self.include_hidden,
            alone: false,
        }
    }
}

impl ImportOptions {
    /// The whole of a file's only sheet, for a programme.
    pub fn of(programme: &str) -> Self {
        Self {
            dry_run: false,
            programme: programme.to_owned(),
            sheet: None,
            include_hidden: false,
        }
    }
}

/// What an import is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Reading and checking rows.
    Reading,
    /// Finding or making the people of the rows.
    Resolving,
    /// Taking everything over in one transaction.
    Promoting,
    /// Assessing claims that waited for what the file brought.
    Reassessing,
}

/// Progress of a running import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub phase: Phase,
    /// Rows dealt with in this phase.
    pub done: usize,
    /// Rows known so far; 0 while reading.
    pub total: usize,
}

/// Imports one file.
///
/// # Errors
/// [`WorkflowError`] when the file or the database cannot be used; nothing was saved then. Bad input
/// is no error: it is in the report.
pub fn run(
    session: &mut Session,
    profile: &str,
    path: &Path,
    options: &ImportOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<ImportReport> {
    session.db.expect_much(true)?;
    let report = read_in(session, profile, path, options, progress);
    // Whatever becomes of the memory, what was saved is saved.
    let _ = session.db.expect_much(false);
    report
}

fn read_in(
    session: &mut Session,
    profile: &str,
    path: &Path,
    options: &ImportOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<ImportReport> {
    let ctx = session.ctx.clone();
    let programme = find_programme(&ctx, &options.programme)?;
    let spec = sheet_of(profile, programme)?;
    ctx.require(action_of(&spec))?;
    let file_name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let mut workbook =
        match import::open_with(path, &import::Limits::default(), &options.choices())? {
            Opened::Workbook(workbook) => workbook,
            Opened::Refused { digest, findings } => {
                let digest = digest.unwrap_or_default();
                return refuse_file(session, &ctx, &spec, options, &file_name, &digest, findings);
            }
        };
    let incoming = Incoming {
        record: begun(
            &ctx,
            spec.code,
            &options.programme,
            &file_name,
            workbook.digest(),
        ),
        ctx: &ctx,
        options,
    };
    let file = &mut workbook;
    match Register::from_code(spec.code) {
        Some(Register::Units) => incoming.take(session, file, Units, progress, units::take),
        Some(Register::Members) => incoming.take(session, file, Members, progress, members::take),
        Some(Register::Plans) => {
            incoming.take(session, file, Plans(programme), progress, plans::take)
        }
        Some(Register::Budgets) => {
            let sources = ctx.installation.registry.sources();
            incoming.take(session, file, Budgets(&sources), progress, plans::take)
        }
        Some(Register::Participants) => {
            let feed = feed_in_force(&mut session.db, &ctx, programme.id())?;
            let kind = Participants(Some(feed.as_ref()));
            incoming.take(session, file, kind, progress, participants::take)
        }
        None => incoming.take(session, file, Claims(programme), progress, claims::take),
    }
}

/// A sheet of this code is one of a programme: units, rosters and budgets are the same for all.
pub fn is_of_programme(code: &str) -> bool {
    Register::from_code(code)
        .is_none_or(|register| matches!(register, Register::Plans | Register::Participants))
}

/// The sheet of a code: a register's, or the programme's claims.
pub(crate) fn sheet_of(code: &str, programme: &dyn Programme) -> Result<SheetSpec> {
    match Register::from_code(code) {
        Some(Register::Participants) if programme.messages().is_none() => {
            let id = programme.id();
            Err(WorkflowError::Usage(words!(
                "项目 {id} 没有参加互助名册",
                "the programme {id} has no roster of participants"
            )))
        }
        Some(register) => Ok(register.spec(programme)),
        None if code == CLAIMS => Ok(Claims(programme).spec()),
        None => Err(WorkflowError::Usage(words!(
            "没有名为 {code} 的表格种类",
            "there is no kind of sheet named {code}"
        ))),
    }
}

fn action_of(spec: &SheetSpec) -> Action {
    match Register::from_code(spec.code) {
        Some(Register::Units) => Action::ImportUnits,
        Some(Register::Members | Register::Participants) => Action::ImportMembers,
        Some(Register::Plans | Register::Budgets) => Action::ImportPlans,
        None => Action::ImportClaims,
    }
}

/// A finding refuses its row.
fn refuses(finding: &RowFinding) -> bool {
    finding.severity >= RowSeverity::Error
}
