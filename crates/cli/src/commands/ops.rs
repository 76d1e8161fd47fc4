//! `gongbao ops` and `gongbao claim replay`: what is stored, made again from what it was made of.

use crate::app::App;
use crate::commands::{ops_backup, ops_check, ops_manual, ops_metrics, shared};
use crate::exit::Exit;
use crate::failure::Result;
use crate::output::{Report, Table};
use crate::words::{self, Words};
use serde_json::{Value, json};
use std::path::PathBuf;
use workflow::audit::replay::{self, Replayed};

/// Largest sample.
const SAMPLE_MAX: i64 = 1_000_000;

/// Verbs of `ops`.
#[derive(Debug, clap::Subcommand)]
pub enum Ops {
    /// Make the decisions about a random sample of claims again; exit 1 on any difference
    Replay {
        /// So many claims
        #[arg(long, value_name = "N", default_value = "1000", value_parser = clap::value_parser!(i64).range(1..=SAMPLE_MAX))]
        sample: i64,
        /// The seed of an earlier sample, to draw the same claims again
        #[arg(long, value_name = "S")]
        seed: Option<u64>,
    },
    /// Count the claims behind the first screen's figures anew, after an audit found them wrong
    Recount,
    /// Whether this place is fit for money: one expectation a line, with what to do; exit 1 where one failed
    Check {
        /// The directory of backups, where it is not the package's
        #[arg(long, value_name = "DIR")]
        backups: Option<PathBuf>,
    },
    /// Copy the database while others work, into two files: the copy, and a list of what it holds
    Backup {
        /// The directory to write to; it is made when it is not there
        #[arg(long, value_name = "DIR")]
        into: PathBuf,
        /// Afterwards remove all but the N newest of the directory
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
        keep: Option<u32>,
    },
    /// Take a backup into a database that is empty or not there yet, and count what came
    Restore {
        /// The list a backup wrote, with the copy beside it
        #[arg(value_name = "FILE.json")]
        list: PathBuf,
        /// Where to
        #[arg(long, value_name = "URL")]
        to: String,
    },
    /// Restore a backup elsewhere, verify all of it as an auditor does, and remove it again
    Drill {
        /// The list a backup wrote, with the copy beside it
        #[arg(value_name = "FILE.json")]
        list: PathBuf,
        /// On PostgreSQL: any database of the server to do it on, as a role that may create databases
        #[arg(long, value_name = "URL")]
        server: Option<String>,
    },
    /// Counts and times for Prometheus, as text; exit 1 where the database does not answer, which the text says too
    Metrics {
        /// A file to put in place at once, such as one of node_exporter's textfile collector; else standard output
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
        /// The directory of backups, where it is not the package's
        #[arg(long, value_name = "DIR")]
        backups: Option<PathBuf>,
    },
    /// Write manual pages in both languages, and completions for bash, zsh and fish
    Manual {
        /// The directory to write to
        #[arg(long, value_name = "DIR")]
        into: PathBuf,
    },
}

impl Ops {
    /// Runs the command.
    ///
    /// # Errors
    /// [`crate::failure::Failure`].
    pub fn run(self, app: &App) -> Result<Report> {
        match self {
            Self::Replay { sample, seed } => replay_sample(app, sample, seed),
            Self::Manual { into } => ops_manual::write(&into),
            Self::Check { backups } => ops_check::run(app, backups.as_deref()),
            Self::Metrics { to, backups } => {
                ops_metrics::run(app, backups.as_deref(), to.as_deref())
            }
            Self::Backup { into, keep } => ops_backup::make(app, &into, keep),
            Self::Restore { list, to } => ops_backup::restore(&list, &to),
            Self::Drill { list, server } => ops_backup::drill(app, &list, server.as_deref()),
            Self::Recount => shared::with_session(app, |session| {
                let figures = workflow::figures::recount(session)?;
                Ok(Report::new(json!({ "figures": figures })).line(
                    format!("首页数字已重新清点：{figures} 项"),
                    format!("{figures} figures of the first screen counted anew"),
                ))
            }),
        }
    }
}

fn replay_sample(app: &App, sample: i64, seed: Option<u64>) -> Result<Report> {
    let count = usize::try_from(sample).unwrap_or(1);
    shared::with_session(app, |session| {
        let sampled = replay::sample(session, count, seed, &mut |done, total| {
            app.voice.progress(&format!("{done}/{total}"));
        });
        app.voice.progress_done();
        let sampled = sampled?;
        let differing = sampled.differing.len();
        let json = json!({
            "seed": sampled.seed, "claims": sampled.claims, "replayed": sampled.replayed,
            "differing": sampled.differing.iter().map(one).collect::<Vec<_>>(),
        });
        let report = Report::new(json)
            .line(
                format!(
                    "抽取 {} / {} 件重算（种子 {}）：{differing} 件不一致",
                    sampled.replayed, sampled.claims, sampled.seed
                ),
                format!(
                    "{} of {} decisions made again (seed {}): {differing} differ",
                    sampled.replayed, sampled.claims, sampled.seed
                ),
            )
            .table(table(&sampled.differing));
        Ok(if differing == 0 {
            report
        } else {
            report.exit(Exit::Failed)
        })
    })
}

/// Makes the last decision about a claim again; exit 1 when it differs.
///
/// # Errors
/// [`crate::failure::Failure`].
pub fn replay(app: &App, text: &str) -> Result<Report> {
    shared::with_session(app, |session| {
        let handle = shared::claim(session, text)?;
        let replayed = replay::one(session, handle)?;
        let report = Report::new(one(&replayed));
        let at = replayed.at.shanghai_text();
        if replayed.differences.is_empty() {
            return Ok(report.line(
                format!("{at} 的判定（参数 {}）重算后逐字节一致", replayed.version),
                format!(
                    "the decision of {at} (parameters {}) comes out the same, byte for byte",
                    replayed.version
                ),
            ));
        }
        Ok(report
            .line(
                format!("{at} 的判定（参数 {}）重算后不一致：", replayed.version),
                format!(
                    "the decision of {at} (parameters {}) comes out otherwise:",
                    replayed.version
                ),
            )
            .table(table(std::slice::from_ref(&replayed)))
            .exit(Exit::Failed))
    })
}

fn one(replayed: &Replayed) -> Value {
    let differences: Vec<Value> = replayed
        .differences
        .iter()
        .map(|one| json!({ "what": one.what, "stored": one.stored, "again": one.again }))
        .collect();
    json!({
        "id": replayed.claim.to_string(), "number": replayed.number.to_string(), "version": replayed.version,
        "at": replayed.at.shanghai_text(), "same": differences.is_empty(), "differences": differences,
    })
}

fn table(differing: &[Replayed]) -> Table {
    let mut table = Table::new(&[
        ("申报", "claim"),
        ("项目", "what"),
        ("存档", "stored"),
        ("重算", "again"),
    ]);
    for replayed in differing {
        for one in &replayed.differences {
            table.row([
                replayed.number.to_string().into(),
                what(&one.what),
                value(&one.stored),
                value(&one.again),
            ]);
        }
    }
    table
}

/// What differs, in words; of a condition its rule.
fn what(code: &str) -> Words {
    let rule = || code.split(' ').next().unwrap_or(code);
    match code {
        "parameters" => Words::new("参数", "parameters"),
        "row" => Words::new("申报行", "row"),
        "facts" => Words::new("事实", "facts"),
        "verdict" => Words::new("结论", "verdict"),
        "verdict in lists" => Words::new("列表中的结论", code),
        "payable" => Words::new("可付", "payable"),
        "ceiling" => Words::new("上限", "ceiling"),
        "member-share" => Words::new("会员承担", "member's share"),
        "version" => Words::new("参数版本", "version of the parameters"),
        "bytes" => Words::new("存档的字节", "stored bytes"),
        _ => Words::new(format!("规则 {}", rule()), format!("rule {}", rule())),
    }
}

/// A verdict in words; any other value as it is stored.
fn value(stored: &str) -> Words {
    words::of("verdict", stored)
}
