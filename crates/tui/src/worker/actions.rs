//! Every call of a command, in one place.

use super::{Seen, orders, previews};
use crate::msg::{Action, Failure, PeriodStep, Report, Settlement, Verdict};
use crate::secret::Secret;
use domain::claim::HoldUntil;
use domain::ids::{BatchId, ClaimRef};
use std::path::Path;
use workflow::intake::imports::{self, ImportOptions, Progress};
use workflow::messages;
use workflow::notebook::{self, Kind};
use workflow::payments::batches::{self, Answer, Format, Lines};
use workflow::proposals::{self, Standing, Which};
use workflow::review::bulk::{self, Expected};
use workflow::review::decide::{self, Named, Outcome};
use workflow::views::{self, Lang};
use workflow::{
    Refusal, Result, Session, WorkflowError, duplicates, payments::recovery, proposals::periods,
    referrals, review::kept, words,
};

/// Reports how far a command has come: done, and of how many.
pub type OnProgress<'p> = &'p dyn Fn(usize, usize);

/// Runs one command, on claims as they were `seen`.
///
/// # Errors
/// [`WorkflowError`] when it failed as a whole.
pub fn act(
    session: &mut Session,
    action: Action,
    seen: &Seen,
    progress: OnProgress<'_>,
) -> Result<Report> {
    let named = |claims| Named::seen(claims, seen);
    let outcome = match action {
        Action::Review(claims, checks, reason) => {
            decide::review(session, named(&claims), &checks, reason.as_deref())?
        }
        Action::ReviewMany(claims, checks, reason, seen) => {
            bulk::review(session, &claims, &checks, reason.as_deref(), &seen)?
        }
        Action::Approve(claims, source) => decide::approve(session, named(&claims), source)?,
        Action::ApproveMany(chosen, source, expected, token) => bulk::approve(
            session,
            &chosen,
            source,
            expected,
            token,
            &mut |done, of| progress(done, of),
        )?,
        Action::Return(claims, reason) => decide::return_to_unit(session, named(&claims), &reason)?,
        Action::Reject(claims, reason) => decide::reject(session, named(&claims), &reason)?,
        Action::Hold(claims, until, reason) => {
            decide::hold(session, named(&claims), until, &reason)?
        }
        Action::Withdraw(claims, reason) => decide::withdraw(session, named(&claims), &reason)?,
        Action::Undo(claims, reason) => decide::undo(session, named(&claims), &reason)?,
        Action::KeepApproval(claim, reason) => kept::keep(session, named(&[claim]), &reason)?,
        Action::Recover(claims, reason) => recovery::recover(session, named(&claims), &reason)?,
        Action::Recovered(claims, receipt) => {
            recovery::recovered(session, named(&claims), &receipt)?
        }
        Action::Reconcile(claims) => recovery::reconcile(session, named(&claims))?,
        other => return act_otherwise(session, other, progress),
    };
    claims(session, outcome)
}

fn act_otherwise(
    session: &mut Session,
    action: Action,
    progress: OnProgress<'_>,
) -> Result<Report> {
    match action {
        Action::Resolve(case, verdict, reason) => {
            let settled = duplicates::resolve(session, case, &decision(verdict), &reason)?;
            Ok(decided(&settled))
        }
        Action::SecondCase(case) => Ok(decided(&duplicates::second(session, case)?)),
        Action::UndoCase(case, reason) => {
            let undone = duplicates::undo(session, case, &reason)?.done.len();
            Ok(Report::Done(
                "done-case-undone",
                vec![("count", undone.to_string())],
            ))
        }
        Action::KeepFilter(name, Some(filter)) => {
            notebook::keep_filter(session, &name, &filter)?;
            Ok(Report::Done("note-filter-kept", vec![("name", name)]))
        }
        Action::KeepFilter(name, None) => {
            notebook::keep(session, Kind::Filter, &name, "")?;
            Ok(Report::Done("note-filter-gone", vec![("name", name)]))
        }
        Action::Import(profile, path, choices, lang) => {
            let options = ImportOptions {
                dry_run: choices.dry_run,
                programme: keep_choice(session, choices.programme),
                sheet: choices.sheet,
                include_hidden: choices.include_hidden,
            };
            import(session, &profile, &path, &options, lang, progress)
        }
        Action::ChangeApprove(id) => change(proposals::approve(session, &Which::These(vec![id]))?),
        Action::ChangeReject(id, reason) => change(proposals::reject(
            session,
            &Which::These(vec![id]),
            &reason,
        )?),
        Action::Reveal(claim, field, reason) => {
            let revealed = workflow::people::reveal::reveal(session, claim, field, &reason)?;
            let value = Secret::new(revealed.value.as_str());
            Ok(Report::Revealed(claim, revealed.field, value))
        }
        Action::PeriodCreate(programme, year, file) => {
            let params = file
                .as_deref()
                .map(|path| read_params(session, path))
                .transpose()?;
            let done = periods::create(session, &programme, year, params.as_deref())?;
            Ok(proposed(&done))
        }
        Action::PeriodExtend(programme, year, close) => Ok(proposed(&periods::extend(
            session, &programme, year, close,
        )?)),
        Action::Period(step, programme, year) => {
            let done = match step {
                PeriodStep::Open => periods::open(session, &programme, year)?,
                PeriodStep::Close => periods::close(session, &programme, year)?,
                PeriodStep::Reopen => periods::reopen(session, &programme, year)?,
                PeriodStep::Archive => periods::archive(session, &programme, year)?,
            };
            Ok(proposed(&done))
        }
        Action::Slip(slip, act) => {
            referrals::take(session, slip, &act)?;
            Ok(Report::Done("done-slip", Vec::new()))
        }
        Action::SlipPrint(slip, to, lang) => {
            let to = session.ctx.installation.files.writing(Path::new(&to))?;
            let path = referrals::print(session, slip, lang, &to)?;
            let path = path.display().to_string();
            Ok(Report::Done("done-slip-printed", vec![("path", path)]))
        }
        action @ (Action::RulingPreview(..)
        | Action::PeriodPreview(..)
        | Action::RulingSet { .. }
        | Action::Template { .. }) => previews::act(session, action, progress),
        Action::Order(order) => orders::act(session, *order, progress),
        other => act_on_batch(session, other),
    }
}

fn act_on_batch(session: &mut Session, action: Action) -> Result<Report> {
    match action {
        Action::BatchCreate(unit, channel, source, programme) => {
            let programme = keep_choice(session, programme);
            let made = batches::create(session, &unit, channel, source, &programme)?;
            if !made.left_out.is_empty() {
                return Ok(Report::Claims {
                    done: usize::try_from(made.count).unwrap_or_default(),
                    failed: refusals(session, made.left_out),
                });
            }
            Ok(Report::Done(
                "done-batch-created",
                vec![
                    ("number", made.number),
                    ("count", made.count.to_string()),
                    ("sum", made.total.to_string()),
                ],
            ))
        }
        Action::BatchSeal(id, count, total) => {
            let sealed = batches::seal(session, id, Some(Expected { count, total }))?;
            if !sealed.dropped.is_empty() {
                let done = usize::try_from(sealed.count).unwrap_or_default();
                return Ok(Report::Claims {
                    done,
                    failed: refusals(session, sealed.dropped),
                });
            }
            let key = if sealed.needs_signature {
                "done-batch-sealed-sign"
            } else {
                "done-batch-sealed"
            };
            Ok(Report::Done(
                key,
                vec![
                    ("count", sealed.count.to_string()),
                    ("sum", sealed.total.to_string()),
                ],
            ))
        }
        Action::BatchSign(id) => {
            batches::sign(session, id)?;
            Ok(Report::Done("done-batch-signed", Vec::new()))
        }
        Action::BatchExport(id, xlsx, to) => {
            let format = if xlsx { Format::Xlsx } else { Format::Csv };
            let to = session.ctx.installation.files.writing(Path::new(&to))?;
            let exported = batches::export(session, id, format, &to)?;
            Ok(Report::Done(
                "done-batch-exported",
                vec![
                    ("path", exported.path.display().to_string()),
                    ("sum", exported.total.to_string()),
                ],
            ))
        }
        Action::BatchSettle(id, settlement) => settle(session, id, settlement),
        Action::BatchReverse(id, line, reason) => {
            let done = batches::reverse(session, id, &[line], &reason)?;
            Ok(proposed(&done))
        }
        Action::BatchWithdraw(id, reason) => {
            batches::withdraw(session, id, &reason)?;
            Ok(Report::Done("done-batch-withdrawn", Vec::new()))
        }
        // Everything else is dealt with before.
        _ => Err(WorkflowError::Usage(words!(
            "这一操作与批次无关",
            "this action is not about a batch"
        ))),
    }
}

/// The text of a parameter file on the server.
fn read_params(session: &Session, path: &str) -> Result<String> {
    let file = session.ctx.installation.files.reading(Path::new(path))?;
    std::fs::read_to_string(file).map_err(|error| {
        WorkflowError::Usage(words!(
            "无法读取参数文件 {path}：{error}",
            "the parameter file {path} cannot be read: {error}"
        ))
    })
}

fn settle(session: &mut Session, id: BatchId, settlement: Settlement) -> Result<Report> {
    let lines = match (settlement.line, settlement.paid) {
        (None, _) => Lines::All,
        (Some(line), true) => Lines::Some {
            paid: vec![line],
            refused: Vec::new(),
        },
        (Some(line), false) => Lines::Some {
            paid: Vec::new(),
            refused: vec![(line, settlement.receipt.clone())],
        },
    };
    let answer = Answer {
        on: settlement.on,
        receipt: settlement.receipt,
        lines,
        expect: settlement.expect,
    };
    let settled = batches::settle(session, id, &answer)?;
    if settled.outcome.failed.is_empty() && !settled.contested.is_empty() {
        let done = settled.outcome.done.len().to_string();
        let told = vec![("count", done), ("claims", settled.contested.join(", "))];
        return Ok(Report::Done("done-settled-contested", told));
    }
    claims(session, settled.outcome)
}

fn decision(verdict: Verdict) -> duplicates::Verdict {
    match verdict {
        Verdict::Keep {
            claim,
            chosen_by,
            details_of,
        } => duplicates::Verdict::KeepOne {
            claim,
            chosen_by,
            details_of,
        },
        Verdict::Different(evidence) => duplicates::Verdict::Different { evidence },
        Verdict::ReturnBoth => duplicates::Verdict::ReturnBoth,
        Verdict::Hold(date) => duplicates::Verdict::Hold(HoldUntil::Date(date)),
        Verdict::Escalate => duplicates::Verdict::Escalate,
    }
}

fn decided(settled: &duplicates::Settled) -> Report {
    Report::Decided(settled.case, settled.state, settled.done.len())
}

pub(super) fn proposed(done: &proposals::Done) -> Report {
    let seconders = &done.proposed.seconders;
    let key = match done.proposed.standing {
        Standing::Waiting if seconders.is_empty() => "done-proposed-to-nobody",
        Standing::Waiting => {
            return Report::Done("done-proposed", vec![("who", seconders.join(", "))]);
        }
        Standing::InForce => "done-in-force",
        Standing::Unchanged => "done-unchanged",
    };
    Report::Done(key, Vec::new())
}

fn change(decided: proposals::Decided) -> Result<Report> {
    match decided.failed.into_iter().next() {
        Some((_, refusal)) => Err(WorkflowError::Refused(refusal)),
        None => Ok(Report::Done("done-change", Vec::new())),
    }
}

fn import(
    session: &mut Session,
    profile: &str,
    path: &str,
    options: &ImportOptions,
    lang: Lang,
    progress: OnProgress<'_>,
) -> Result<Report> {
    let file = session.ctx.installation.files.reading(Path::new(path))?;
    let mut progress = |at: Progress| progress(at.done, at.total);
    let report = if profile == messages::PROFILE {
        messages::import(session, &file, options, &mut progress)?
    } else {
        imports::run(session, profile, &file, options, &mut progress)?
    };
    let findings = workflow::views::imports::tell(session, report.findings, lang)
        .into_iter()
        .map(|told| {
            (
                format!("{} {}{}", told.sheet, told.column, told.rows_text),
                told.message,
            )
        })
        .collect();
    Ok(Report::Import {
        id: report.import,
        rows: report.rows,
        accepted: report.accepted,
        refused: report.refused,
        warned: report.warned,
        waiting: report.waiting.changes,
        for_nobody: report.waiting.for_nobody,
        contested: report.verdicts.map_or(0, |verdicts| verdicts.contested),
        findings,
    })
}

/// Keeps the choice of a programme for the operator's next session. What it was chosen for goes on without.
fn keep_choice(session: &mut Session, programme: String) -> String {
    if session.ctx.installation.registry.iter().nth(1).is_some() {
        let kept = notebook::keep(session, Kind::Choice, notebook::PROGRAMME, &programme);
        if let Err(error) = kept {
            tracing::warn!(%error, "the choice of a programme was not kept");
        }
    }
    programme
}

pub(super) fn claims(session: &mut Session, outcome: Outcome) -> Result<Report> {
    Ok(Report::Claims {
        done: outcome.done.len(),
        failed: refusals(session, outcome.failed),
    })
}

/// Failed claims by their numbers, with the reason.
fn refusals(session: &mut Session, failed: Vec<(ClaimRef, Refusal)>) -> Vec<(String, Failure)> {
    let handles: Vec<ClaimRef> = failed.iter().map(|(claim, _)| *claim).collect();
    // Without the numbers the refusals are still told.
    let mut numbers = views::claims::numbers(session, &handles).unwrap_or_default();
    failed
        .into_iter()
        .map(|(claim, refusal)| {
            let number = numbers.remove(&claim);
            let shown = number.map_or_else(|| claim.to_string(), |number| number.to_string());
            (
                shown,
                Failure {
                    code: refusal.code.to_owned(),
                    message: refusal.words(),
                },
            )
        })
        .collect()
}
