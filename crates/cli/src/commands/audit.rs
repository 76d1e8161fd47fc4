//! `gongbao audit`: the chains behind every claim, and seals over them.

use crate::app::App;
use crate::args::FileIn;
use crate::commands::{audit_outside, shared};
use crate::effects;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::last_checks::Verified;
use crate::output::Report;
use crate::words::Words;
use serde_json::json;
use std::path::{Path, PathBuf};
use workflow::Session;
use workflow::audit::outside::{self, Kept};
use workflow::audit::{self, Bad, SealRecord};

/// Verbs of `audit`.
#[derive(Debug, clap::Subcommand)]
pub enum Audit {
    /// Check every chain, every claim against its last entry, and every seal
    Verify {
        /// And against seals kept elsewhere: the JSON printed by `audit seals --json`
        #[arg(long, value_name = "FILE")]
        seal: Option<FileIn>,
        /// And against the directory where `audit keep` keeps signed seals and exports
        #[arg(long, value_name = "DIR", conflicts_with = "seal")]
        against: Option<PathBuf>,
    },
    /// Seal what changed since the last seal
    Seal,
    /// Keep every seal and export, signed, wherever the setting `seals_to` says
    Keep,
    /// Print the public key by which anybody can check what was kept
    SigningKey,
    /// Print all seals, to be kept elsewhere
    Seals,
    /// Check that seals kept elsewhere are still what the database says
    Compare {
        /// The JSON printed by `audit seals --json`
        #[arg(value_name = "FILE")]
        file: FileIn,
    },
}

/// What to do about a bad record, in Chinese and English.
fn advice(code: &str) -> (&'static str, &'static str) {
    if code == "figures" {
        return (
            "账目本身完好，只是首页数字不符：由管理员执行 `gongbao ops recount` 重新清点",
            "the books themselves are in order: an administrator counts the figures anew by `gongbao ops recount`",
        );
    }
    (
        "保留现场，停止支付，按运行手册从备份恢复并比对",
        "keep everything as it is, stop payments, and compare with a backup as the runbook says",
    )
}

/// Adds whose record it is, which the sentence about it does not say.
fn concerning(report: Report, bad: &Bad) -> Report {
    if let Some(claim) = &bad.claim {
        report.line(format!("所涉申报：{claim}"), format!("claim: {claim}"))
    } else if let Some(subject) = &bad.subject {
        report.line(format!("所涉人员：{subject}"), format!("person: {subject}"))
    } else {
        report
    }
}

impl Audit {
    /// Runs the command.
    ///
    /// # Errors
    /// [`Failure`].
    pub fn run(self, app: &App) -> Result<Report> {
        shared::with(app.watch()?, |session| match self {
            Self::Verify { seal, against } => {
                let kept = seal.map(|file| read(&file.at(app)?)).transpose()?;
                let files = against.as_deref().map(audit_outside::read).transpose()?;
                let (report, verified) = verify(session, kept, files)?;
                app.note_check(|checks| checks.verified = Some(verified));
                Ok(report)
            }
            Self::Keep => audit_outside::keep(session, app),
            Self::SigningKey => {
                let pem = session.ctx.keyring().signing_key().public_pem();
                let report = Report::new(json!({ "public_key": pem }));
                let lines = pem.lines();
                Ok(lines.fold(report, |report, line| report.line(line, line)))
            }
            Self::Seal => Ok(match audit::seal(session)? {
                Some(seal) => Report::new(json!({ "seal": seal })).line(
                    format!(
                        "已封存第 {} 号，{} 条链，根 {}",
                        seal.seq, seal.heads, seal.root
                    ),
                    format!(
                        "seal {} over {} chains, root {}",
                        seal.seq, seal.heads, seal.root
                    ),
                ),
                None => Report::new(json!({ "seal": null })).line(
                    "自上次封存以来没有变化",
                    "nothing changed since the last seal",
                ),
            }),
            Self::Seals => {
                let seals = audit::seals(session)?;
                let mut report = Report::new(json!({ "seals": seals }));
                for seal in &seals {
                    let line = format!("{}  {}  {}", seal.seq, seal.root, seal.hash);
                    report = report.line(line.clone(), line);
                }
                Ok(report)
            }
            Self::Compare { file } => {
                let kept = read(&file.at(app)?)?;
                let bad = audit::compare(session, &kept)?;
                let report = Report::new(
                    json!({ "ok": bad.is_none(), "seals": kept.len(), "first_bad": bad }),
                );
                Ok(match &bad {
                    None => report.line(
                        format!("{} 个封存一致", kept.len()),
                        format!("{} seals agree", kept.len()),
                    ),
                    Some(bad) => report
                        .line(
                            format!("不一致：{}", bad.what.zh),
                            format!("they differ: {}", bad.what.en),
                        )
                        .exit(Exit::Failed),
                })
            }
        })
    }
}

/// Checks everything, and against what was kept elsewhere: seals as printed, or files of a place.
///
/// # Errors
/// [`Failure`] when the database cannot be read; a bad record is no failure.
pub fn verify(
    session: &mut Session,
    kept: Option<Vec<SealRecord>>,
    files: Option<Vec<Kept>>,
) -> Result<(Report, Verified)> {
    let mut verified = audit::verify(session)?;
    if let (true, Some(kept)) = (verified.ok, kept) {
        verified.first_bad = audit::compare(session, &kept)?;
        verified.ok = verified.first_bad.is_none();
    }
    let mut against = None;
    if let (true, Some(files)) = (verified.ok, files) {
        let compared = outside::against(session, &files)?;
        verified.first_bad.clone_from(&compared.first_bad);
        verified.ok = verified.first_bad.is_none();
        against = Some(compared);
    }
    let (zh, en) = advice(verified.first_bad.as_ref().map_or("", |bad| bad.code));
    let report = Report::new(json!({
        "ok": verified.ok, "records": verified.records, "first_bad": verified.first_bad,
        "against": against,
    }));
    let report = against.map_or(report.clone(), |compared| {
        let (kept, left) = (compared.kept, compared.not_kept);
        report.line(
            format!("与另行保存的 {kept} 项封存和导出比对；数据库中尚有 {left} 个封存未送存"),
            format!("compared with {kept} seals and exports kept outside; {left} seals of the database are not kept there yet"),
        )
    });
    let checked = Verified {
        at_us: effects::now().0,
        ok: verified.ok,
        records: verified.records,
    };
    let report = match &verified.first_bad {
        None => report.line(
            format!("核验通过：{} 条记录", verified.records),
            format!("verified: {} records, nothing altered", verified.records),
        ),
        Some(bad) => concerning(
            report.line(
                format!("核验未通过：{}", bad.what.zh),
                format!("not verified: {}", bad.what.en),
            ),
            bad,
        )
        .line(zh, en)
        .exit(Exit::Failed),
    };
    Ok((report, checked))
}

/// The file `audit seals --json` printed.
#[derive(serde::Deserialize)]
struct Printed {
    seals: Vec<SealRecord>,
}

fn read(path: &Path) -> Result<Vec<SealRecord>> {
    let wrong = |error: &(dyn std::error::Error + 'static)| {
        Failure::usage(
            Words::new(
                format!("{} 不是导出的封存", path.display()),
                format!("{} holds no exported seals", path.display()),
            ),
            Words::new(
                "用 `gongbao audit seals --json > 文件` 导出的文件",
                "use a file made by `gongbao audit seals --json > FILE`",
            ),
        )
        .because(error)
    };
    let text = std::fs::read_to_string(path).map_err(|error| wrong(&error))?;
    let kept: Printed = serde_json::from_str(&text).map_err(|error| wrong(&error))?;
    Ok(kept.seals)
}
