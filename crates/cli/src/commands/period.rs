//! `gongbao period`: one programme in one benefit year.

use crate::app::App;
use crate::args::{FileIn, ProgrammeYear};
use crate::commands::{shared, what_if};
use crate::failure::Result;
use crate::output::{Report, Table, sentence};
use crate::words::{self, Words};
use chrono::NaiveDate;
use policy::LastDay;
use serde_json::{Value, json};
use workflow::proposals::periods::{self, PeriodInfo};

/// Verbs of `period`.
#[derive(Debug, clap::Subcommand)]
pub enum Period {
    /// Create it from the programme's parameters
    Create {
        /// Which.
        #[command(flatten)]
        which: ProgrammeYear,
        /// Parameter file, instead of the shipped one
        #[arg(long, value_name = "FILE")]
        params: Option<FileIn>,
    },
    /// Open it for claims
    Open(ProgrammeYear),
    /// Move the last day of its window
    Extend {
        /// Which.
        #[command(flatten)]
        which: ProgrammeYear,
        /// New last day
        #[arg(long, value_name = "DATE")]
        to: NaiveDate,
    },
    /// End new claims inside the window; everything else goes on
    Close(ProgrammeYear),
    /// Take claims again
    Reopen(ProgrammeYear),
    /// Put it away
    Archive(ProgrammeYear),
    /// Create the next year from this one, and show what differs
    Clone {
        /// The year to copy from.
        #[command(flatten)]
        which: ProgrammeYear,
        /// Parameter file, instead of the shipped one
        #[arg(long, value_name = "FILE")]
        params: Option<FileIn>,
    },
    /// List the claims other parameters would change; nothing is written
    Preview(what_if::PeriodPreview),
    /// List periods
    List,
    /// Show one with its parameters
    Show(ProgrammeYear),
}

impl Period {
    /// Runs the command.
    ///
    /// # Errors
    /// [`crate::failure::Failure`].
    pub fn run(self, app: &App) -> Result<Report> {
        shared::with_session(app, |session| {
            let done = match &self {
                Self::Preview(preview) => return preview.run(app),
                Self::Create { which, params } => {
                    let text = shared::text_of(app, params.as_ref(), "--params")?;
                    periods::create(session, &which.programme, which.year, text.as_deref())?
                }
                Self::Open(which) => periods::open(session, &which.programme, which.year)?,
                Self::Extend { which, to } => {
                    periods::extend(session, &which.programme, which.year, *to)?
                }
                Self::Close(which) => periods::close(session, &which.programme, which.year)?,
                Self::Reopen(which) => periods::reopen(session, &which.programme, which.year)?,
                Self::Archive(which) => periods::archive(session, &which.programme, which.year)?,
                Self::Clone { which, params } => {
                    let text = shared::text_of(app, params.as_ref(), "--params")?;
                    return clone(session, which, text.as_deref());
                }
                Self::List => return Ok(list(&periods::list(session)?)),
                Self::Show(which) => return show(session, which),
            };
            Ok(shared::changed(&done))
        })
    }
}

fn clone(
    session: &mut workflow::Session,
    which: &ProgrammeYear,
    params: Option<&str>,
) -> Result<Report> {
    let cloned = periods::clone_next(session, &which.programme, which.year, params)?;
    let mut report = shared::changed(&cloned.done);
    let mut table = Table::new(&[("参数", "parameter"), ("原值", "before"), ("新值", "after")]);
    let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
    let mut differences = Vec::new();
    for difference in &cloned.differences {
        table.row([
            difference.key.clone(),
            shown(&difference.before),
            shown(&difference.after),
        ]);
        differences.push(json!({ "key": difference.key, "before": difference.before, "after": difference.after }));
    }
    if let Value::Object(object) = &mut report.json {
        object.insert("year".to_owned(), json!(cloned.year.get()));
        object.insert("differences".to_owned(), Value::Array(differences));
    }
    let (from, to) = (which.year, cloned.year);
    Ok(report
        .line(
            format!("{to} 年与 {from} 年参数的差异："),
            format!("what {to} has other than {from}:"),
        )
        .table(table))
}

fn head(info: &PeriodInfo) -> Value {
    json!({
        "programme": info.programme, "year": info.year.get(), "state": info.state.code(),
        "window": { "open": info.window.open, "close": info.window.close },
        "benefit": { "open": info.benefit.open, "close": info.benefit.close },
        "standard_fen": info.standard.get(), "invented": info.invented, "version": info.version,
    })
}

fn list(found: &[PeriodInfo]) -> Report {
    let mut table = Table::new(&[
        ("项目", "programme"),
        ("年度", "year"),
        ("状态", "state"),
        ("参保期", "window"),
        ("个人缴费（元）", "standard"),
        ("版本", "version"),
    ]);
    for info in found {
        table.row([
            info.programme.clone().into(),
            info.year.to_string().into(),
            words::of("period", info.state.code()),
            format!(
                "{} – {}{}",
                info.window.open,
                info.window.close,
                if info.invented { " *" } else { "" }
            )
            .into(),
            info.standard.to_string().into(),
            info.version.clone().into(),
        ]);
    }
    let report =
        Report::new(json!({ "periods": found.iter().map(head).collect::<Vec<_>>() })).table(table);
    if found.iter().any(|info| info.invented) {
        return report.line(
            "* 演练用的虚构参数，没有文件依据",
            "* invented for rehearsal: no source establishes these values",
        );
    }
    report
}

fn show(session: &mut workflow::Session, which: &ProgrammeYear) -> Result<Report> {
    let detail = periods::show(session, &which.programme, which.year)?;
    let mut table = Table::new(&[
        ("版本", "version"),
        ("时间", "at"),
        ("操作员", "by"),
        ("摘要", "digest"),
    ]);
    let mut versions = Vec::new();
    for version in &detail.versions {
        let at = version.at.shanghai_text();
        table.row([
            version.version.to_string(),
            at.clone(),
            version.by.clone(),
            version.digest.clone(),
        ]);
        versions.push(json!({ "version": version.version, "digest": version.digest, "at": at, "by": version.by }));
    }
    let mut json = head(&detail.info);
    if let Value::Object(object) = &mut json {
        object.insert("digest".to_owned(), json!(detail.digest));
        object.insert("params".to_owned(), json!(detail.params));
        object.insert("versions".to_owned(), Value::Array(versions));
        object.insert("last_days".to_owned(), days_json(&detail.last_days));
    }
    let one = list(std::slice::from_ref(&detail.info));
    Ok(Report { json, ..one }
        .table(last_days(&detail.last_days))
        .table(table)
        .line(detail.params.clone(), detail.params))
}

/// The last safe day of each mode, for JSON.
pub fn days_json(days: &[LastDay]) -> Value {
    let days = days.iter().map(|last| {
        json!({
            "mode": last.method.code, "outside_window": last.outside_window, "day": last.day,
            "clause": last.clause, "what": sentence(&Words::new(last.zh, last.en)),
        })
    });
    days.collect()
}

/// The last safe day of each mode.
pub fn last_days(days: &[LastDay]) -> Table {
    let mut table = Table::new(&[
        ("方式", "mode"),
        ("最后安全日", "last safe day"),
        ("条款", "clause"),
        ("须完成", "what by then"),
    ]);
    for last in days {
        let day = last.day.map_or_else(
            || Words::new("未定", "not set"),
            |day| Words::same(day.to_string()),
        );
        table.row([
            Words::new(last.method.zh, last.method.en),
            day,
            Words::same(last.clause),
            Words::new(last.zh, last.en),
        ]);
    }
    table
}
