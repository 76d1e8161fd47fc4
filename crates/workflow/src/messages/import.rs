//! A file of messages, taken group by group: what was taken before the process died is there, and the same file again
//! finds it.

use super::{GROUP_MAX, Incoming, Origin, Taken, feed_of, take_group};
use crate::audit::events;
use crate::audit::witness;
use crate::error::Result;
use crate::intake::imports::{ImportOptions, ImportReport, Phase, Progress, Waiting, begun};
use crate::session::{Context, Session};
use ::import::Limits;
use ::import::messages::{MessageFile, MessageText, NotRead};
use domain::finding::{RowFinding, RowSeverity};
use domain::ids::ImportId;
use domain::role::Action;
use policy::messages::MessageState;
use sealing::SealPurpose;
use serde_json::json;
use std::path::Path;
use storage::imports::{ImportRecord, ImportedRow};

/// The kind of sheet it stands under among the imports.
pub const PROFILE: &str = "settlements";

/// Imports a file of messages.
///
/// # Errors
/// As [`super::receive`]; a bad file is no error but in the report.
pub fn import(
    session: &mut Session,
    path: &Path,
    options: &ImportOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<ImportReport> {
    session.ctx.require(Action::ImportClaims)?;
    let ctx = session.ctx.clone();
    let feed = feed_of(&ctx, &options.programme)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let opened = MessageFile::open(path, &Limits::default(), &options.choices());
    let mut file = match opened {
        Ok(file) => file,
        Err(NotRead::Failed(error)) => return Err(error.into()),
        Err(NotRead::Refused { digest, findings }) => {
            let record = begun(
                &ctx,
                PROFILE,
                &options.programme,
                &name,
                digest.as_deref().unwrap_or_default(),
            );
            let mut run = Run::new(&ctx, options, record, None);
            run.report.file_refused = true;
            run.report.findings = findings;
            return run.finish(session);
        }
    };
    let record = begun(&ctx, PROFILE, &options.programme, &name, file.digest());
    let seen = storage::imports::promoted(&mut session.db, PROFILE, file.digest())?
        .map(|row| domain::year::Instant(row.started_at).shanghai_text());
    let mut run = Run::new(&ctx, options, record, seen);
    let origin = if file.is_table() {
        Origin::List
    } else {
        Origin::Single
    };
    let key = |word: &str| feed.key(word);
    if !options.dry_run {
        session
            .db
            .write(|db| storage::imports::begin(db, &run.record))?;
    }
    run.begun = true;
    let mut messages = match file.messages(&key) {
        Ok(messages) => messages,
        Err(fault) => return run.stopped(session, fault),
    };
    let mut group = Vec::with_capacity(GROUP_MAX);
    loop {
        let next = match messages.next_message() {
            Ok(next) => next,
            Err(fault) => {
                run.take(session, origin, &mut group)?;
                return run.stopped(session, fault);
            }
        };
        let ended = next.is_none();
        group.extend(next);
        if group.len() == GROUP_MAX || ended {
            run.take(session, origin, &mut group)?;
            progress(Progress {
                phase: Phase::Promoting,
                done: run.report.rows,
                total: 0,
            });
        }
        if ended {
            return run.finish(session);
        }
    }
}

/// An import under way.
struct Run<'a> {
    ctx: &'a Context,
    options: &'a ImportOptions,
    record: ImportRecord,
    /// Others see it.
    begun: bool,
    /// Rows that were refused, as received.
    refused: Vec<ImportedRow>,
    report: ImportReport,
}

impl<'a> Run<'a> {
    fn new(
        ctx: &'a Context,
        options: &'a ImportOptions,
        record: ImportRecord,
        seen_before: Option<String>,
    ) -> Self {
        Self {
            ctx,
            options,
            report: ImportReport {
                import: (!options.dry_run).then(|| record.id.into()),
                rows: 0,
                accepted: 0,
                refused: 0,
                warned: 0,
                unchanged: 0,
                findings: Vec::new(),
                file_refused: false,
                seen_before,
                waiting: Waiting::default(),
                verdicts: None,
            },
            record,
            begun: false,
            refused: Vec::new(),
        }
    }

    fn take(
        &mut self,
        session: &mut Session,
        origin: Origin,
        group: &mut Vec<MessageText>,
    ) -> Result<()> {
        let incoming: Vec<Incoming> = group
            .iter()
            .map(|message| Incoming {
                text: message.text.clone(),
                origin,
            })
            .collect();
        let programme = &self.options.programme;
        let taken = take_group(
            &mut session.db,
            self.ctx,
            programme,
            &incoming,
            self.options.dry_run,
        )?;
        for (message, taken) in group.drain(..).zip(taken) {
            self.count(&message, taken)?;
        }
        Ok(())
    }

    fn count(&mut self, message: &MessageText, taken: Taken) -> Result<()> {
        self.report.rows += 1;
        let findings: Vec<RowFinding> = taken
            .answer
            .findings
            .into_iter()
            .map(|finding| RowFinding {
                row: message.row,
                ..finding
            })
            .collect();
        if taken.answer.state == MessageState::Refused {
            self.report.refused += 1;
            self.refused.push(self.kept(message, &findings)?);
        } else {
            if taken.known {
                self.report.unchanged += 1;
            } else {
                self.report.accepted += 1;
            }
            let warned = findings
                .iter()
                .any(|finding| finding.severity < RowSeverity::Error);
            self.report.warned += usize::from(warned);
        }
        self.report.findings.extend(findings);
        Ok(())
    }

    /// A refused row, sealed as received.
    fn kept(&self, message: &MessageText, findings: &[RowFinding]) -> Result<ImportedRow> {
        let aad = format!("{}:{}", ImportId::from(self.record.id), message.row);
        let sealed = self.ctx.keyring().seal(
            SealPurpose::Row,
            message.text.as_bytes(),
            aad.as_bytes(),
            self.ctx.installation.effects.nonce(),
        )?;
        Ok(ImportedRow {
            import_id: self.record.id,
            row_no: i64::from(message.row),
            sheet: self.record.file_name.clone(),
            state: "refused".to_owned(),
            subject_id: None,
            claim_id: None,
            sealed,
            findings: serde_json::to_string(findings)?,
        })
    }

    /// The file is at fault from some row on: what came before stands.
    fn stopped(mut self, session: &mut Session, fault: NotRead) -> Result<ImportReport> {
        match fault {
            NotRead::Failed(error) => Err(error.into()),
            NotRead::Refused { findings, .. } => {
                self.report.file_refused = self.report.accepted + self.report.unchanged == 0;
                self.report.findings.extend(findings);
                self.finish(session)
            }
        }
    }

    fn finish(mut self, session: &mut Session) -> Result<ImportReport> {
        if self.options.dry_run {
            return Ok(self.report);
        }
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let report = &self.report;
        let state = if report.file_refused {
            "refused"
        } else {
            "promoted"
        };
        let of_file: Vec<&RowFinding> = report
            .findings
            .iter()
            .filter(|finding| finding.severity == RowSeverity::File)
            .collect();
        let ended = ImportRecord {
            state: state.to_owned(),
            row_count: count(report.rows),
            accepted: count(report.accepted),
            refused: count(report.refused),
            unchanged: count(report.unchanged),
            warned: count(report.warned),
            file_findings: serde_json::to_string(&of_file)?,
            finished_at: Some(self.ctx.now().0),
            revision: self.record.revision + 1,
            ..self.record.clone()
        };
        let detail = json!({
            "import": ImportId::from(self.record.id).to_string(), "profile": PROFILE,
            "digest": self.record.file_digest, "accepted": ended.accepted,
            "refused": ended.refused, "unchanged": ended.unchanged,
        });
        let (begun, refused) = (self.begun, std::mem::take(&mut self.refused));
        session.db.write(|db| {
            if !begun {
                storage::imports::begin(db, &self.record)?;
            }
            storage::imports::finish(db, &ended, &refused)?;
            let taken = witness::of_import(db, self.ctx.keyring(), &ended, &refused)?;
            events::vouch(db, self.ctx, "import", &detail, &taken)
        })?;
        Ok(self.report)
    }
}
