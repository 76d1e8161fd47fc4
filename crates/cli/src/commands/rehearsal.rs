//! `gongbao rehearsal`: a synthetic province, and its figures after the import.

use crate::app::App;
use crate::commands::shared;
use crate::failure::{Failure, Result};
use crate::output::{Report, Table};
use crate::words::{Words, pick};
use ::rehearsal::{ProvinceSpec, generate};
use domain::case::CaseState;
use domain::claim::StateName;
use domain::decision::Verdict;
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};
use workflow::Session;
use workflow::views::claims::ClaimFilter;
use workflow::views::{self, cases, claims, home, imports, piles, units};

/// Verbs of `rehearsal`.
#[derive(Debug, clap::Subcommand)]
pub enum Rehearsal {
    /// Write the spreadsheets of an invented province
    Generate {
        /// Directory to write them into
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// The same seed gives the same province
        #[arg(long, value_name = "N")]
        seed: Option<u64>,
        /// Some hundred claims instead of thousands
        #[arg(long)]
        small: bool,
    },
    /// Figures of the whole database
    Summary,
}

impl Rehearsal {
    /// Runs the command.
    ///
    /// # Errors
    /// [`Failure`].
    pub fn run(self, app: &App) -> Result<Report> {
        match self {
            Self::Generate { out, seed, small } => write(&out, seed, small),
            Self::Summary => shared::with_session(app, |session| summary(session, app)),
        }
    }
}

fn write(out: &Path, seed: Option<u64>, small: bool) -> Result<Report> {
    let spec = if small {
        ProvinceSpec::small()
    } else {
        ProvinceSpec::demo()
    };
    let spec = ProvinceSpec {
        seed: seed.unwrap_or(spec.seed),
        ..spec
    };
    let failed = |error: &(dyn std::error::Error + 'static)| {
        Failure::new(
            "rehearsal",
            Words::new("无法生成演练数据", "the province cannot be written"),
            Words::new(
                "用 --out 指定可写的空目录",
                "name an empty directory that can be written with `--out DIR`",
            ),
        )
        .because(error)
        .saved(
            "已写出的文件保留在目录中。",
            "Files written before stay in the directory.",
        )
    };
    let manifest = generate(out, &spec).map_err(|error| failed(&error))?;
    let json = serde_json::to_value(&manifest).map_err(|error| failed(&error))?;
    let (files, claims, shown) = (manifest.files.len(), manifest.claim_rows(), out.display());
    Ok(Report::new(json).line(
        format!(
            "已在 {shown} 写出 {files} 个文件，{claims} 行申报；演练日期 {}",
            manifest.today
        ),
        format!(
            "wrote {files} files with {claims} claim rows to {shown}; its day is {}",
            manifest.today
        ),
    ))
}

fn summary(session: &mut Session, app: &App) -> Result<Report> {
    let home = home::show(session)?;
    let mut by_state = Map::new();
    for state in StateName::ALL {
        let found = home.states.iter().find(|(name, ..)| name == state);
        by_state.insert(
            state.code().to_owned(),
            json!(found.map_or(0, |(_, count, _)| *count)),
        );
    }
    let mut by_verdict = Map::new();
    let mut all = 0;
    for verdict in [Verdict::Eligible, Verdict::Review, Verdict::Reject] {
        let filter = ClaimFilter {
            verdict: Some(verdict),
            ..ClaimFilter::default()
        };
        let (count, _) = claims::total(session, &filter)?;
        all += count;
        by_verdict.insert(verdict.code().to_owned(), json!(count));
    }
    let units = units::tree(session)?.len();
    let (sheets, accepted, refused) = imported(session)?;
    let mut by_case = Map::new();
    let found = shared::every(session, |session, after| {
        cases::page(session, &[], after, views::PAGE_ROWS_MAX)
    })?;
    for state in CaseState::ALL {
        by_case.insert(
            state.code().to_owned(),
            json!(found.iter().filter(|case| case.state == *state).count()),
        );
    }
    let causes = piles::of_review(session)?;
    let review_causes: Vec<Value> = causes
        .iter()
        .map(|cause| {
            json!({
                "rule": cause.rule, "code": cause.code, "claims": cause.claims, "alone": cause.alone,
                "share_bp": share_bp(cause.claims, all),
            })
        })
        .collect();
    let json = json!({
        "units": units,
        "members": accepted,
        "claims": { "total": all, "by_state": by_state, "by_verdict": by_verdict },
        "review_causes": review_causes,
        "cases": { "total": found.len(), "by_state": by_case },
        "imports": sheets,
        "refused_rows": refused,
        "committed_fen": home.committed.get(),
        "payable_fen": home.payable.get(),
        "paid_fen": home.paid.get(),
        "receivable_fen": home.receivable.get(),
        "changes_waiting": home.changes.least(),
    });
    let mut table = Table::new(&[("项目", "figure"), ("数", "number")]);
    let lang = app.voice.lang;
    let mut row =
        |zh: &str, en: &str, number: String| table.row([pick(lang, zh, en).to_owned(), number]);
    row("工会", "units", units.to_string());
    row("会员", "members", accepted.to_string());
    row("申报", "claims", all.to_string());
    row("重复案件", "cases", found.len().to_string());
    row("被拒的行", "refused rows", refused.to_string());
    row(
        "已批未付（元）",
        "committed (yuan)",
        home.committed.to_string(),
    );
    row("应付（元）", "payable (yuan)", home.payable.to_string());
    row("已付（元）", "paid (yuan)", home.paid.to_string());
    let mut why = Table::new(&[
        ("条款规则", "rule"),
        ("须人工判断的原因", "left to a human because of"),
        ("申报", "claims"),
        ("占全部", "of all"),
        ("仅此一因", "for this alone"),
    ]);
    for cause in causes {
        let share = share_bp(cause.claims, all);
        why.row([
            cause.rule.into(),
            cause.text,
            cause.claims.to_string().into(),
            format!("{}.{:02} %", share / 100, share % 100).into(),
            cause.alone.to_string().into(),
        ]);
    }
    Ok(Report::new(json).table(table).table(why))
}

/// A share in basis points, rounded down.
fn share_bp(part: usize, all: i64) -> u64 {
    let (part, all) = (part as u64, u64::try_from(all).unwrap_or_default());
    (part * 10_000).checked_div(all).unwrap_or_default()
}

/// Imports by profile, roster rows that were taken over, and rows refused in all files.
fn imported(session: &mut Session) -> Result<(Value, i64, i64)> {
    let rows = shared::every(session, |session, after| {
        imports::page(session, views::Lang::Zh, after, views::PAGE_ROWS_MAX)
    })?;
    let mut profiles: Map<String, Value> = Map::new();
    for profile in ["units", "members", "plans", "budgets", "claims"] {
        let of = || rows.iter().filter(|row| row.profile == profile);
        let sum = |number: fn(&imports::ImportRowView) -> i64| of().map(number).sum::<i64>();
        let figures = json!({
            "files": of().count(), "rows": sum(|row| row.rows), "accepted": sum(|row| row.accepted),
            "refused": sum(|row| row.refused), "warned": sum(|row| row.warned),
        });
        profiles.insert(profile.to_owned(), figures);
    }
    let members = rows
        .iter()
        .filter(|row| row.profile == "members")
        .map(|row| row.accepted)
        .sum();
    let refused = rows.iter().map(|row| row.refused).sum();
    Ok((Value::Object(profiles), members, refused))
}
