//! A file on its way in: read and checked, taken over by what its sheet is, kept with its rows.

use super::received::{self, Received, Row, RowState};
use super::report::report;
use super::{ImportOptions, ImportReport, Phase, Progress, mappings};
use crate::audit::events;
use crate::audit::witness::registers::{PROMOTED, REFUSED};
use crate::audit::witness::{self, Witness};
use crate::error::Result;
use crate::messages;
use crate::review::reassess;
use crate::session::{Context, Session};
use ::rows::{Context as RowContext, Sheet, SheetSpec};
use domain::finding::RowFinding;
use domain::ids::ImportId;
use import::{FileSummary, Register, SheetReader};
use serde_json::json;
use storage::Db;
use storage::imports::{ImportRecord, ImportedRow};

/// Rows read between two reports of progress.
const READ_CHUNK: usize = 1000;

/// A file on its way in.
pub(super) struct Incoming<'a> {
    pub(super) record: ImportRecord,
    pub(super) ctx: &'a Context,
    pub(super) options: &'a ImportOptions,
}

/// What takes the rows of a file over is given.
pub(super) struct Take<'a, T> {
    pub(super) session: &'a mut Session,
    pub(super) ctx: &'a Context,
    pub(super) record: &'a ImportRecord,
    pub(super) summary: &'a FileSummary,
    pub(super) sheet: &'a mut Received<T>,
    pub(super) options: &'a ImportOptions,
    pub(super) progress: &'a mut dyn FnMut(Progress),
}

impl Incoming<'_> {
    pub(super) fn take<S: Sheet + Copy>(
        &self,
        session: &mut Session,
        workbook: &mut import::Workbook,
        kind: S,
        progress: &mut dyn FnMut(Progress),
        take_over: impl FnOnce(Take<'_, S::Row>) -> Result<()>,
    ) -> Result<ImportReport> {
        let Self {
            record,
            ctx,
            options,
        } = self;
        let digest = &record.file_digest;
        let seen_before = storage::imports::promoted(&mut session.db, &record.profile, digest)?
            .map(|row| domain::year::Instant(row.started_at).shanghai_text());
        if !options.dry_run {
            session.db.write(|db| storage::imports::begin(db, record))?;
        }
        let (mut sheet, summary) = read(&mut session.db, ctx, workbook, kind, progress)?;
        sheet.seen_before.clone_from(&seen_before);
        if summary.is_refused() {
            if !options.dry_run {
                keep_refused(session, ctx, record, &mut sheet, &summary)?;
            }
            let findings = summary.file_findings;
            return Ok(report(record, options, &sheet, findings, seen_before, true));
        }
        if !options.dry_run {
            for row in &mut sheet.rows {
                row.seal(ctx, record)?;
            }
        }
        let total = sheet.rows.len();
        progress(Progress {
            phase: Phase::Resolving,
            done: 0,
            total,
        });
        take_over(Take {
            session,
            ctx,
            record,
            summary: &summary,
            sheet: &mut sheet,
            options,
            progress,
        })?;
        if record.profile == Register::Members.code() && !options.dry_run {
            progress(Progress {
                phase: Phase::Reassessing,
                done: 0,
                total,
            });
            reassess::catch_up(&mut session.db, ctx)?;
        }
        if record.profile == Register::Participants.code() && !options.dry_run {
            messages::catch_up(
                &mut session.db,
                ctx,
                &record.programme,
                &mut |done, total| {
                    progress(Progress {
                        phase: Phase::Reassessing,
                        done,
                        total,
                    });
                },
            )?;
        }
        let findings = summary.file_findings;
        Ok(report(
            record,
            options,
            &sheet,
            findings,
            seen_before,
            false,
        ))
    }
}

/// Keeps the rows of a file that was refused whole, sealed as received: its error workbook is made of them.
fn keep_refused<T>(
    session: &mut Session,
    ctx: &Context,
    record: &ImportRecord,
    sheet: &mut Received<T>,
    summary: &FileSummary,
) -> Result<()> {
    for row in &mut sheet.rows {
        row.state = RowState::Refused;
        row.seal(ctx, record)?;
    }
    let refused = finished(ctx, record, REFUSED, sheet, summary)?;
    let rows: Vec<ImportedRow> = sheet
        .rows
        .iter()
        .map(|row| row.stored(record))
        .collect::<Result<_>>()?;
    session.db.write(|db| refuse(db, ctx, &refused, &rows))
}

/// Ends an import that was refused whole, and vouches for it.
fn refuse(
    db: &mut Db,
    ctx: &Context,
    refused: &ImportRecord,
    rows: &Vec<ImportedRow>,
) -> Result<()> {
    storage::imports::finish(db, refused, rows)?;
    let detail = json!({
        "import": ImportId::from(refused.id).to_string(),
        "profile": refused.profile,
        "digest": refused.file_digest,
    });
    let written = witness::of_import(db, ctx.keyring(), refused, rows)?;
    events::vouch(db, ctx, "import-refused", &detail, &written)
}

fn read<S: Sheet + Copy>(
    db: &mut Db,
    ctx: &Context,
    workbook: &mut import::Workbook,
    kind: S,
    progress: &mut dyn FnMut(Progress),
) -> Result<(Received<S::Row>, FileSummary)> {
    let own_unit = received::own_unit(db, ctx)?;
    let context = RowContext {
        today: ctx.today(),
        default_unit_code: own_unit,
    };
    let mut reader = start(db, ctx, workbook, kind, context)?;
    let mut sheet = Received::default();
    while let Some(chunk) = reader.next_chunk(READ_CHUNK)? {
        for row in chunk {
            sheet.rows.push(Row::new(row));
        }
        progress(Progress {
            phase: Phase::Reading,
            done: sheet.rows.len(),
            total: 0,
        });
    }
    let summary = reader.finish();
    Ok((sheet, summary))
}

/// Reads head and header; once they have told whose file it is, again with what is known of that union.
fn start<'w, S: Sheet + Copy>(
    db: &mut Db,
    ctx: &Context,
    workbook: &'w mut import::Workbook,
    kind: S,
    mut context: RowContext,
) -> Result<SheetReader<'w, S>> {
    let (named, first) = {
        let reader = SheetReader::start(workbook, kind, context.clone())?;
        let named = received::unit_named(db, ctx, reader.head().unit.as_deref())?;
        (named, reader.first_unit_code().map(str::to_owned))
    };
    let own = context.default_unit_code.take();
    context.default_unit_code = named.or(own);
    let whose = first
        .filter(|code| !code.is_empty())
        .or_else(|| context.default_unit_code.clone());
    let mappings = mappings::of_file(db, ctx, kind.spec().code, whose.as_deref())?;
    Ok(SheetReader::start_with(workbook, kind, context, mappings)?)
}

/// Ends an import inside the transaction that takes its rows over. `written` is what they wrote elsewhere and is vouched for.
pub(super) fn finish<T>(
    db: &mut Db,
    ctx: &Context,
    record: &ImportRecord,
    summary: &FileSummary,
    sheet: &Received<T>,
    mut written: Vec<Witness>,
) -> Result<()> {
    let done = finished(ctx, record, PROMOTED, sheet, summary)?;
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
    written.extend(witness::of_import(db, ctx.keyring(), &done, &rows)?);
    events::vouch(db, ctx, "import", &detail, &written)
}

fn finished<T>(
    ctx: &Context,
    record: &ImportRecord,
    state: &str,
    sheet: &Received<T>,
    summary: &FileSummary,
) -> Result<ImportRecord> {
    let count = |state: &[RowState]| i64::try_from(sheet.count(state)).unwrap_or(i64::MAX);
    let id = ImportId::from(record.id).to_string();
    let mut file_findings = summary.file_findings.clone();
    file_findings.extend(sheet.sent_again(state == PROMOTED));
    let head = serde_json::to_vec(&import::forms::Layout::of(summary))?;
    Ok(ImportRecord {
        state: state.to_owned(),
        row_count: i64::try_from(sheet.rows.len()).unwrap_or(i64::MAX),
        accepted: count(&[RowState::Accepted, RowState::Revised]),
        refused: count(&[RowState::Refused]),
        unchanged: count(&[RowState::Unchanged]),
        warned: i64::try_from(sheet.warned()).unwrap_or(i64::MAX),
        sealed_head: Some(ctx.keyring().seal(
            sealing::SealPurpose::Contact,
            &head,
            id.as_bytes(),
            ctx.installation.effects.nonce(),
        )?),
        file_findings: serde_json::to_string(&file_findings)?,
        finished_at: Some(ctx.now().0),
        revision: record.revision + 1,
        ..record.clone()
    })
}

/// The record of an import that begins: of a sheet or of messages, of a file or of what an act takes by itself.
pub(crate) fn begun(
    ctx: &Context,
    profile: &str,
    programme: &str,
    file_name: &str,
    digest: &str,
) -> ImportRecord {
    ImportRecord {
        id: ctx.id::<ImportId>().into(),
        profile: profile.to_owned(),
        programme: programme.to_owned(),
        file_name: file_name.to_owned(),
        file_digest: digest.to_owned(),
        state: "running".to_owned(),
        scope_path: ctx.actor.scope.path().as_str().to_owned(),
        row_count: 0,
        accepted: 0,
        refused: 0,
        warned: 0,
        unchanged: 0,
        sealed_head: None,
        file_findings: "[]".to_owned(),
        made_by: ctx.actor.id.into(),
        started_at: ctx.now().0,
        finished_at: None,
        revision: 0,
    }
}

pub(super) fn refuse_file(
    session: &mut Session,
    ctx: &Context,
    spec: &SheetSpec,
    options: &ImportOptions,
    file_name: &str,
    digest: &str,
    findings: Vec<RowFinding>,
) -> Result<ImportReport> {
    let mut record = begun(ctx, spec.code, &options.programme, file_name, digest);
    if !options.dry_run {
        session
            .db
            .write(|db| storage::imports::begin(db, &record))?;
        record.state = REFUSED.to_owned();
        record.file_findings = serde_json::to_string(&findings)?;
        record.finished_at = Some(ctx.now().0);
        record.revision += 1;
        session
            .db
            .write(|db| refuse(db, ctx, &record, &Vec::new()))?;
    }
    Ok(report(
        &record,
        options,
        &Received::<()>::default(),
        findings,
        None,
        true,
    ))
}
