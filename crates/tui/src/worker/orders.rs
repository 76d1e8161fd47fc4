//! Does what forms ask for.

use super::actions::{OnProgress, claims, proposed};
use super::listings;
use crate::msg::Report;
use crate::orders::Order;
use domain::fen::Fen;
use std::path::Path;
use workflow::duplicates::similar::{self, ScanPhase, Which};
use workflow::intake::correction_workbook;
use workflow::intake::imports::{self, mappings};
use workflow::participation::{self, MakeUp};
use workflow::payments::batches::payable::{self, PayableFilter};
use workflow::payments::{exports, institutions};
use workflow::proposals::announcements::{self, NewAnnouncement};
use workflow::proposals::operators::{self, NewOperator};
use workflow::proposals::{InstitutionChange, keys, unions};
use workflow::review::bulk::Expected;
use workflow::review::decide::Outcome;
use workflow::review::{bulk, reassess, supplement};
use workflow::rollover::{self, Wanted};
use workflow::{
    Refusal, Result, Session, Words, WorkflowError, analysis, audit, exchange, messages, words,
};

/// Does it.
///
/// # Errors
/// [`WorkflowError`]; of chains that do not verify too.
pub(super) fn act(session: &mut Session, order: Order, progress: OnProgress<'_>) -> Result<Report> {
    match order {
        Order::AddOperator {
            name,
            role,
            scope,
            identity,
            key,
        } => {
            let new = NewOperator {
                name: &name,
                role,
                scope: &scope,
                identity: identity.as_ref().map(|number| number.as_str()),
                public_key: key.as_deref(),
            };
            Ok(proposed(&operators::add(session, &new)?.done))
        }
        Order::SwitchOff(name) => Ok(proposed(&operators::off(session, &name)?)),
        Order::AddKey(name, key) => Ok(proposed(&keys::add(session, &name, &key)?.1)),
        Order::RevokeKey(fingerprint) => Ok(proposed(&keys::revoke(session, &fingerprint)?)),
        Order::Announce {
            programme,
            year,
            unit,
            on,
            kind,
            document,
        } => {
            let new = NewAnnouncement {
                programme: &programme,
                year,
                unit: &unit,
                held_on: on,
                kind,
                document: &document,
            };
            let again = announcements::record(session, &new)?.reassessed;
            Ok(Report::Done(
                "done-announced",
                vec![
                    ("looked", again.looked_at.to_string()),
                    ("changed", again.rewritten.to_string()),
                ],
            ))
        }
        Order::Errors(import, lang, to) => {
            let to = session.ctx.installation.files.writing(Path::new(&to))?;
            let book = imports::errors(session, import, lang, &to)?;
            Ok(written(&book.path, book.refused))
        }
        Order::Returns(programme, unit, lang, to) => {
            let to = session.ctx.installation.files.writing(Path::new(&to))?;
            let done = correction_workbook::returns(session, &programme, &unit, lang, &to)?;
            Ok(written(&done.path, done.rows))
        }
        Order::OpenYear(programme, year, out) => {
            let files = session.ctx.installation.files.clone();
            let out = out
                .map(|out| files.directory(Path::new(&out)))
                .transpose()?;
            let wanted = Wanted {
                programme: &programme,
                year,
                params: None,
                out: out.as_deref(),
                dry_run: false,
            };
            let opened = rollover::open(session, &wanted, &mut |done, of| progress(done, of))?;
            Ok(Report::Done(
                "done-year-open",
                vec![("count", opened.waiting.len().to_string())],
            ))
        }
        Order::Merge(old, into, on) => Ok(proposed(&unions::merge(session, &old, &into, on)?)),
        Order::Scan(programme, year, learns) => {
            let which = if learns { Which::New } else { Which::Frozen };
            let mut told = |_: ScanPhase, done: usize, of: usize| progress(done, of);
            let scanned = similar::scan(session, &programme, year, which, &mut told)?;
            Ok(Report::Done(
                "done-scan",
                vec![
                    ("claims", scanned.claims.to_string()),
                    ("suspects", scanned.suspects.to_string()),
                    ("opened", scanned.opened.to_string()),
                    ("joined", scanned.joined.to_string()),
                ],
            ))
        }
        Order::Collect(filter, sum) => collect(session, &filter, sum, progress),
        Order::Supplement(claim, amount, reason) => {
            let filed = supplement::supplement(session, claim, amount, &reason)?;
            Ok(Report::Done(
                "done-supplement",
                vec![("number", filed.number.to_string())],
            ))
        }
        Order::Reassess => {
            let again = reassess::resume(session)?;
            Ok(Report::Done(
                "done-reassessed",
                vec![
                    ("looked", again.looked_at.to_string()),
                    ("changed", again.changed.len().to_string()),
                ],
            ))
        }
        Order::Resume => {
            let outcome = bulk::resume(session, &mut |done, of| progress(done, of))?;
            claims(session, outcome)
        }
        Order::File => {
            let programme = participation::fed(session)?;
            let filing = messages::file(session, &programme)?;
            let mut failed = filing.failed;
            failed.extend(filing.left);
            let done = [filing.filed, filing.revised, filing.withdrawn].concat();
            claims(session, Outcome { done, failed })
        }
        Order::MakeUp {
            scheme,
            unit,
            amount,
            on,
            document,
        } => {
            let act = MakeUp {
                programme: participation::fed(session)?,
                scheme,
                unit,
                amount,
                paid_on: on,
                document,
            };
            participation::make_up(session, &act)?;
            Ok(Report::Done(
                "done-make-up",
                vec![("sum", amount.to_string())],
            ))
        }
        Order::Institution {
            code,
            name,
            bank,
            account,
            from,
            until,
        } => {
            let change = InstitutionChange {
                programme: participation::fed(session)?,
                code,
                name,
                bank,
                account: account.as_str().to_owned(),
                from,
                until,
            };
            Ok(proposed(&institutions::set(session, change)?))
        }
        Order::Happened(entry) => {
            exports::happened(session, entry, None)?;
            Ok(Report::Done("done-register-happened", Vec::new()))
        }
        Order::Void(entry, reason) => Ok(proposed(&exports::void(session, entry, &reason)?)),
        Order::Begin(reason) => Ok(proposed(&exports::begin(session, &reason)?.0)),
        Order::Put(file, to) => {
            let (name, _) = exchange::put(session, Path::new(&file), &to)?;
            Ok(handed_over(name.to_string()))
        }
        Order::Take(of, file, to) => {
            let (path, _) = exchange::take(session, &of, &file, Path::new(&to))?;
            Ok(handed_over(path.display().to_string()))
        }
        Order::List(listing) => {
            let (title, lines) = listings::read(session, listing)?;
            Ok(Report::Told(title, lines))
        }
        Order::Header(programme, profile, unit, header, Some(field)) => {
            let saved = mappings::save(session, &programme, &profile, &unit, &header, &field)?;
            Ok(Report::Done(
                "done-header",
                vec![("header", saved.title), ("column", saved.header)],
            ))
        }
        Order::Header(programme, profile, unit, header, None) => {
            mappings::remove(session, &programme, &profile, &unit, &header)?;
            Ok(Report::Done("done-header-gone", Vec::new()))
        }
        Order::Analysis(days, grain, lang, to) => {
            let programme = participation::fed(session)?;
            let to = session.ctx.installation.files.writing(Path::new(&to))?;
            let found = analysis::analysis(session, &programme, days, grain)?;
            let path = analysis::export(session, &found, lang, &to)?;
            let path = path.display().to_string();
            Ok(Report::Done("done-template", vec![("path", path)]))
        }
        Order::Verify => {
            let verified = audit::verify(session)?;
            match verified.first_bad {
                None => Ok(Report::Done(
                    "done-verified",
                    vec![("count", verified.records.to_string())],
                )),
                Some(bad) => Err(WorkflowError::Refused(Refusal::new(bad.code, bad.what))),
            }
        }
        Order::Seal => Ok(match audit::seal(session)? {
            None => Report::Done("done-sealed-nothing", Vec::new()),
            Some(seal) => Report::Done(
                "done-sealed",
                vec![
                    ("number", seal.seq.to_string()),
                    ("count", seal.heads.to_string()),
                ],
            ),
        }),
    }
}

fn handed_over(file: String) -> Report {
    Report::Done("done-handed-over", vec![("path", file)])
}

fn written(path: &Path, rows: usize) -> Report {
    Report::Done(
        "done-to-mend",
        vec![
            ("path", path.display().to_string()),
            ("count", rows.to_string()),
        ],
    )
}

/// Batches of everything that is payable; what stays where it is is told with the reason.
fn collect(
    session: &mut Session,
    filter: &PayableFilter,
    sum: Expected,
    progress: OnProgress<'_>,
) -> Result<Report> {
    let done = payable::collect_all(session, filter, sum, &mut |done, of| progress(done, of))?;
    let count: i64 = done.made.iter().map(|draft| draft.count).sum();
    let total = Fen::new(done.made.iter().map(|draft| draft.total.get()).sum());
    let batches = done.made.len();
    if done.refused.is_empty() {
        return Ok(Report::Done(
            "done-collected",
            vec![
                ("batches", batches.to_string()),
                ("count", count.to_string()),
                ("sum", total.to_string()),
            ],
        ));
    }
    let first = words!(
        "已制 {batches} 个批次，{count} 笔，合计 {total} 元；以下各项未制批：",
        "{batches} batches were made, {count} lines, {total} yuan; these were not:"
    );
    let left = done.refused.into_iter().map(|(payable, why)| {
        let (unit, sum) = (payable.unit_name, payable.expected.total);
        Words::new(
            format!("{unit} {sum} 元：{}", why.zh),
            format!("{unit} {sum} yuan: {}", why.en),
        )
    });
    let lines = std::iter::once(first).chain(left).collect();
    Ok(Report::Told("ask-batch-collect", lines))
}
