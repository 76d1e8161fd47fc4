//! `gongbao register`: exports that only the register outside the database knows.

use crate::app::App;
use crate::commands::{batch, shared};
use crate::failure::Result;
use crate::output::{Report, Table};
use serde_json::{Value, json};
use workflow::payments::batches;
use workflow::payments::exports::{self, Remains};

/// Verbs of `register`.
#[derive(Debug, clap::Subcommand)]
pub enum Register {
    /// List exports this database does not know of: it was restored to a state before them
    List,
    /// An export happened: mark its batch exported, without writing a file
    Happened {
        /// The number of the entry
        entry: i64,
        /// Another sealed batch with the same payments, where the one of the entry is lost
        #[arg(long, value_name = "ID")]
        batch: Option<String>,
    },
    /// The register is lost: begin it anew with what the database knows, once a second operator agrees
    Begin {
        /// How it was lost, and that bank and tax bureau were asked
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
    /// An export never happened: its lines may be exported once a second operator agrees
    Void {
        /// The number of the entry
        entry: i64,
        /// How it is known
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
}

impl Register {
    /// Runs the command.
    ///
    /// # Errors
    /// [`crate::failure::Failure`].
    pub fn run(self, app: &App) -> Result<Report> {
        shared::with_session(app, |session| match self {
            Self::List => {
                let path = session
                    .ctx
                    .installation
                    .register
                    .register
                    .display()
                    .to_string();
                let found = exports::list(session)?;
                let mut table = Table::new(&[
                    ("序号", "entry"),
                    ("批次", "batch"),
                    ("文件", "file"),
                    ("笔数", "lines"),
                    ("合计", "sum"),
                    ("时间", "at"),
                ]);
                for row in &found {
                    table.row([
                        row.entry.to_string(),
                        row.batch.clone(),
                        row.file.clone(),
                        row.count.to_string(),
                        row.total.to_string(),
                        row.at.shanghai_text(),
                    ]);
                }
                let waiting: Vec<Value> = found
                    .iter()
                    .map(|row| {
                        json!({
                            "entry": row.entry, "batch": row.batch, "file": row.file, "count": row.count,
                            "total_fen": row.total.get(), "at": row.at.shanghai_text(),
                        })
                    })
                    .collect();
                let report = Report::new(json!({ "register": path, "waiting": waiting })).line(
                    format!("导出登记簿：{path}"),
                    format!("register of exports: {path}"),
                );
                Ok(if found.is_empty() {
                    report.line(
                        "其中的每次导出，数据库都有记录",
                        "the database knows of every export in it",
                    )
                } else {
                    report.table(table)
                })
            }
            Self::Happened { entry, batch } => {
                let named = batch
                    .as_deref()
                    .map(|text| batches::find(session, text))
                    .transpose()?;
                let id = exports::happened(session, entry, named)?;
                batch::brief(session, id)
            }
            Self::Begin { reason } => {
                let why = shared::reason(reason.as_deref())?;
                let (done, remains) = exports::begin(session, why)?;
                Ok(told(shared::changed(&done), &remains))
            }
            Self::Void { entry, reason } => {
                let why = shared::reason(reason.as_deref())?;
                Ok(shared::changed(&exports::void(session, entry, why)?))
            }
        })
    }
}

/// What is left of a register that is to be begun anew, and what nobody knows any more.
fn told(report: Report, remains: &Remains) -> Report {
    let numbers = |numbers: &[i64], between: &str| {
        let each: Vec<String> = numbers.iter().map(i64::to_string).collect();
        each.join(between)
    };
    let Remains {
        head,
        known,
        intact,
        lost,
    } = remains;
    let report =
        report.with(json!({ "head": head, "known": known, "intact": intact, "lost": lost }));
    let report = match head {
        Some(head) => report.line(
            format!("登记簿的 -head 文件记载共有 {head} 号，本数据库有 {known} 号"),
            format!("the register's head knew of {head} entries; this database has {known}"),
        ),
        None => report.line(
            format!("登记簿的 -head 文件无法读取，不知道原来共有几号；本数据库有 {known} 号"),
            format!("the register's head cannot be read, so nobody knows how many entries there were; this database has {known}"),
        ),
    };
    let report = if intact.is_empty() {
        report
    } else {
        report.line(
            format!("登记簿中还能读出、本数据库没有的：第 {} 号，重建时收回，须逐一说明其结果", numbers(intact, "、")),
            format!("entries that only the register has and that are intact: {}; they are taken over, and have to be explained", numbers(intact, ", ")),
        )
    };
    if lost.is_empty() {
        return report;
    }
    report.warn(
        format!("第 {} 号已改动或丢失，无法读出：其中的款项重建后不再受保护，请先与银行和税务核对", numbers(lost, "、")),
        format!("entries that were altered or are gone: {}; what they paid is protected by nothing once it is begun anew, so ask bank and tax bureau first", numbers(lost, ", ")),
    )
}
