//! Imports: a file is read and checked, its people are resolved, and what it says is taken over in
//! one transaction. A process that dies on the way leaves nothing half done: the same file again
//! starts afresh and finds what is there.

mod claims;
mod forecast;
pub mod mappings;
mod members;
mod mend;
mod plans;
mod rows;
mod units;

use crate::error::{Result, WorkflowError};
use crate::events;
use crate::reassess;
use crate::rulebook::find_programme;
use crate::session::{Env, Session};
use domain::finding::{RowFinding, RowSeverity};
use domain::ids::ImportId;
use domain::role::Action;
use import::{Context, Feed, FileSummary, Opened, Profile};
use rows::{Row, RowState, Sheet};
use serde_json::json;
use std::path::Path;
use storage::Db;
use storage::imports::{ImportRecord, ImportedRow};

pub use forecast::Verdicts;
pub use mend::{EXPORT_ERRORS, ErrorWorkbook, errors};

/// Rows read between two reports of progress.
const READ_CHUNK: usize = 1000;

/// How an import is to be done.
#[derive(Debug, Clone)]
pub struct ImportOptions {
    /// Read, check and report, write nothing.
    pub dry_run: bool,
    /// The programme whose claims sheet it is, and whose plans.
    pub programme: String,
    /// The sheet to read, where a workbook has several.
    pub sheet: Option<String>,
    /// What the file hides or filters away is to be imported too.
    pub include_hidden: bool,
}

impl ImportOptions {
    fn choices(&self) -> import::Choices {
        import::Choices {
            sheet: self.sheet.clone(),
            include_hidden: self.include_hidden,
        }
    }
}

impl Default for ImportOptions {
    fn default() -> Self {
        Self {
            dry_run: false,
            programme: "child-premium".to_owned(),
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

/// The outcome of an import.
#[derive(Debug, Clone)]
pub struct ImportReport {
    /// Its id; `None` for a dry run.
    pub import: Option<ImportId>,
    /// Rows of data.
    pub rows: usize,
    /// Rows that made or changed something.
    pub accepted: usize,
    /// Rows refused.
    pub refused: usize,
    /// Rows taken over with something to know.
    pub warned: usize,
    /// Rows that were there already, unchanged.
    pub unchanged: usize,
    /// Every finding, of the file first, then by row.
    pub findings: Vec<RowFinding>,
    /// The file as a whole was refused.
    pub file_refused: bool,
    /// When the very same file was taken over before, in Shanghai time.
    pub seen_before: Option<String>,
    /// Changes that wait for a second operator (plans and budgets).
    pub proposed: usize,
    /// What the rules say about the claims, or in a dry run would say today; `None` for other sheets and refused files.
    pub verdicts: Option<Verdicts>,
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
    let env = session.env.clone();
    let programme = find_programme(&env, &options.programme)?;
    let profile = Profile::from_code(profile, programme.columns()).ok_or_else(|| {
        WorkflowError::Usage(words!(
            "没有名为 {profile} 的表格种类",
            "there is no kind of sheet named {profile}"
        ))
    })?;
    env.require(action_of(profile))?;
    let file_name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let mut workbook =
        match import::open_with(path, &import::Limits::default(), &options.choices())? {
            Opened::Workbook(workbook) => workbook,
            Opened::Refused { digest, findings } => {
                let digest = digest.unwrap_or_default();
                return refuse_file(
                    session, &env, profile, options, &file_name, &digest, findings,
                );
            }
        };
    let digest = workbook.digest().to_owned();
    let seen_before = storage::imports::promoted(&mut session.db, profile.code(), &digest)?
        .map(|row| domain::year::Instant(row.started_at).shanghai_text());
    let record = new_record(&env, profile, options, &file_name, &digest);
    if !options.dry_run {
        session
            .db
            .write(|db| storage::imports::begin(db, &record))?;
    }
    let (mut sheet, summary) = read(&mut session.db, &env, &mut workbook, profile, progress)?;
    sheet.seen_before.clone_from(&seen_before);
    if summary.is_refused() {
        if !options.dry_run {
            keep_refused(session, &env, &record, &mut sheet, &summary)?;
        }
        return Ok(report(
            &record,
            options,
            &sheet,
            summary.file_findings,
            seen_before,
            true,
            0,
        ));
    }
    if !options.dry_run {
        for row in &mut sheet.rows {
            row.seal(&env, &record)?;
        }
    }
    let total = sheet.rows.len();
    progress(Progress {
        phase: Phase::Resolving,
        done: 0,
        total,
    });
    let proposed = match profile {
        Profile::Units => units::take(session, &env, &record, &summary, &mut sheet, options)?,
        Profile::Members => members::take(session, &env, &record, &summary, &mut sheet, options)?,
        Profile::Plans | Profile::Budgets => {
            plans::take(session, &env, &record, &summary, &mut sheet, options)?
        }
        Profile::Claims(_) => claims::take(
            session, &env, &record, &summary, &mut sheet, options, progress,
        )?,
    };
    if matches!(profile, Profile::Members) && !options.dry_run {
        progress(Progress {
            phase: Phase::Reassessing,
            done: 0,
            total,
        });
        reassess::catch_up(&mut session.db, &env)?;
    }
    Ok(report(
        &record,
        options,
        &sheet,
        summary.file_findings,
        seen_before,
        false,
        proposed,
    ))
}

/// Keeps the rows of a file that was refused whole, sealed as received: its error workbook is made of them.
fn keep_refused(
    session: &mut Session,
    env: &Env,
    record: &ImportRecord,
    sheet: &mut Sheet,
    summary: &FileSummary,
) -> Result<()> {
    for row in &mut sheet.rows {
        row.state = RowState::Refused;
        row.seal(env, record)?;
    }
    let refused = finished(env, record, "refused", sheet, summary)?;
    let rows: Vec<ImportedRow> = sheet
        .rows
        .iter()
        .map(|row| row.stored(record))
        .collect::<Result<_>>()?;
    session
        .db
        .write(|db| storage::imports::finish(db, &refused, &rows))?;
    Ok(())
}

fn action_of(profile: Profile) -> Action {
    match profile {
        Profile::Units => Action::ImportUnits,
        Profile::Members => Action::ImportMembers,
        Profile::Plans | Profile::Budgets => Action::ImportPlans,
        Profile::Claims(_) => Action::ImportClaims,
    }
}

fn new_record(
    env: &Env,
    profile: Profile,
    options: &ImportOptions,
    file_name: &str,
    digest: &str,
) -> ImportRecord {
    ImportRecord {
        id: env.id::<ImportId>().into(),
        profile: profile.code().to_owned(),
        programme: options.programme.clone(),
        file_name: file_name.to_owned(),
        file_digest: digest.to_owned(),
        state: "running".to_owned(),
        scope_path: env.actor.scope.path().as_str().to_owned(),
        row_count: 0,
        accepted: 0,
        refused: 0,
        warned: 0,
        unchanged: 0,
        sealed_head: None,
        file_findings: "[]".to_owned(),
        made_by: env.actor.id.into(),
        started_at: env.now().0,
        finished_at: None,
        revision: 0,
    }
}

fn read(
    db: &mut Db,
    env: &Env,
    workbook: &mut import::Workbook,
    profile: Profile,
    progress: &mut dyn FnMut(Progress),
) -> Result<(Sheet, FileSummary)> {
    let own_unit = rows::own_unit(db, env)?;
    let context = Context {
        today: env.today(),
        default_unit_code: own_unit,
    };
    let mut feed = start(db, env, workbook, profile, context)?;
    let mut sheet = Sheet::default();
    while let Some(chunk) = feed.next_chunk(READ_CHUNK)? {
        for row in chunk {
            sheet.rows.push(Row::new(row));
        }
        progress(Progress {
            phase: Phase::Reading,
            done: sheet.rows.len(),
            total: 0,
        });
    }
    let summary = feed.finish();
    Ok((sheet, summary))
}

/// Reads head and header; once they have told whose file it is, again with what is known of that union.
fn start<'w>(
    db: &mut Db,
    env: &Env,
    workbook: &'w mut import::Workbook,
    profile: Profile,
    mut context: Context,
) -> Result<Feed<'w>> {
    let (named, first) = {
        let feed = Feed::start(workbook, profile, context.clone())?;
        let named = rows::unit_named(db, env, feed.head().unit.as_deref())?;
        (named, feed.first_unit_code().map(str::to_owned))
    };
    let own = context.default_unit_code.take();
    context.default_unit_code = named.or(own);
    let whose = first
        .filter(|code| !code.is_empty())
        .or_else(|| context.default_unit_code.clone());
    let mappings = mappings::of_file(db, env, profile, whose.as_deref())?;
    Ok(Feed::start_with(workbook, profile, context, mappings)?)
}

/// Ends an import inside the transaction that takes its rows over.
fn finish(
    db: &mut Db,
    env: &Env,
    record: &ImportRecord,
    summary: &FileSummary,
    sheet: &Sheet,
) -> Result<()> {
    let done = finished(env, record, "promoted", sheet, summary)?;
    let rows: Vec<ImportedRow> = sheet
        .rows
        .iter()
        .map(|row| row.stored(record))
        .collect::<Result<_>>()?;
    storage::imports::finish(db, &done, &rows)?;
    let detail = json!({
        "import": ImportId::from(record.id).to_string(),
        "profile": record.profile,
        "digest": record.file_digest,
        "accepted": done.accepted,
        "refused": done.refused,
        "unchanged": done.unchanged,
    });
    events::log(db, env, "import", &detail)
}

fn finished(
    env: &Env,
    record: &ImportRecord,
    state: &str,
    sheet: &Sheet,
    summary: &FileSummary,
) -> Result<ImportRecord> {
    let count = |state: &[RowState]| i64::try_from(sheet.count(state)).unwrap_or(i64::MAX);
    let id = ImportId::from(record.id).to_string();
    let mut file_findings = summary.file_findings.clone();
    file_findings.extend(sheet.sent_again(state == "promoted"));
    let head = serde_json::to_vec(&import::forms::Layout::of(summary))?;
    Ok(ImportRecord {
        state: state.to_owned(),
        row_count: i64::try_from(sheet.rows.len()).unwrap_or(i64::MAX),
        accepted: count(&[RowState::Accepted, RowState::Revised]),
        refused: count(&[RowState::Refused]),
        unchanged: count(&[RowState::Unchanged]),
        warned: i64::try_from(sheet.warned()).unwrap_or(i64::MAX),
        sealed_head: Some(env.keyring().seal(
            sealing::SealPurpose::Contact,
            &head,
            id.as_bytes(),
            env.office.world.nonce(),
        )?),
        file_findings: serde_json::to_string(&file_findings)?,
        finished_at: Some(env.now().0),
        revision: record.revision + 1,
        ..record.clone()
    })
}

fn refuse_file(
    session: &mut Session,
    env: &Env,
    profile: Profile,
    options: &ImportOptions,
    file_name: &str,
    digest: &str,
    findings: Vec<RowFinding>,
) -> Result<ImportReport> {
    let mut record = new_record(env, profile, options, file_name, digest);
    if !options.dry_run {
        session
            .db
            .write(|db| storage::imports::begin(db, &record))?;
        record.state = "refused".to_owned();
        record.file_findings = serde_json::to_string(&findings)?;
        record.finished_at = Some(env.now().0);
        record.revision += 1;
        session
            .db
            .write(|db| storage::imports::finish(db, &record, &Vec::new()))?;
    }
    Ok(report(
        &record,
        options,
        &Sheet::default(),
        findings,
        None,
        true,
        0,
    ))
}

fn report(
    record: &ImportRecord,
    options: &ImportOptions,
    sheet: &Sheet,
    file_findings: Vec<RowFinding>,
    seen_before: Option<String>,
    file_refused: bool,
    proposed: usize,
) -> ImportReport {
    let mut findings = file_findings;
    findings.extend(sheet.sent_again(!options.dry_run && !file_refused));
    findings.extend(sheet.in_part());
    findings.extend(
        sheet
            .rows
            .iter()
            .flat_map(|row| row.findings.iter().cloned()),
    );
    ImportReport {
        import: (!options.dry_run).then(|| record.id.into()),
        rows: sheet.rows.len(),
        accepted: if file_refused {
            0
        } else {
            sheet.count(&[RowState::Accepted, RowState::Revised])
        },
        refused: if file_refused {
            sheet.rows.len()
        } else {
            sheet.count(&[RowState::Refused])
        },
        warned: if file_refused { 0 } else { sheet.warned() },
        unchanged: if file_refused {
            0
        } else {
            sheet.count(&[RowState::Unchanged])
        },
        findings,
        file_refused,
        seen_before,
        proposed,
        verdicts: sheet.verdicts.clone(),
    }
}

/// A finding refuses its row.
fn refuses(finding: &RowFinding) -> bool {
    finding.severity >= RowSeverity::Error
}
