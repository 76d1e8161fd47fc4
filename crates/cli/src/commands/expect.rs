//! `--expect-count` and `--expect-total`: who moves money says how much was seen. Without them a command shows what it
//! would do and the words to add, does nothing, and ends with 2.

use crate::commands::codes;
use crate::exit::Exit;
use crate::output::{Report, Table};
use crate::words::counted;
use domain::fen::Fen;
use serde_json::{Value, json};
use workflow::review::bulk::Expected;

/// What the operator saw.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Expect {
    /// Their number, as printed without this flag
    #[arg(long, value_name = "N", requires = "expected-sum")]
    expect_count: Option<i64>,
    /// Their sum, as printed without this flag: 1,234.50 yuan or 123450fen
    #[arg(
        long,
        value_name = "SUM",
        group = "expected-sum",
        requires = "expect_count",
        value_parser = codes::sum
    )]
    expect_total: Option<Fen>,
    /// The sum as a bare number of fen
    #[arg(
        long,
        value_name = "FEN",
        group = "expected-sum",
        requires = "expect_count"
    )]
    expect_total_fen: Option<i64>,
}

impl Expect {
    /// Count and sum, when both were said.
    pub fn given(self) -> Option<Expected> {
        let total = self
            .expect_total
            .or_else(|| self.expect_total_fen.map(Fen::new));
        self.expect_count
            .zip(total)
            .map(|(count, total)| Expected { count, total })
    }
}

/// The words that confirm what was shown.
pub fn words(expected: Expected) -> String {
    format!(
        "--expect-count {} --expect-total {}",
        expected.count, expected.total
    )
}

/// Says that there is nothing to be done, and where to look: nothing is asked to be confirmed.
pub fn nothing(report: Report) -> Report {
    report
        .with(json!({ "count": 0, "total_fen": 0 }))
        .line(
            "没有可办理的，无须确认；用 `gongbao claim list` 或 `gongbao batch list` 查看现状",
            "there is nothing to be done, and nothing to confirm; see how things stand with `gongbao claim list` or `gongbao batch list`",
        )
}

/// Ends a report of what a command would do: nothing was done, and how to confirm it.
pub fn unconfirmed(report: Report, expected: Expected) -> Report {
    if expected.count == 0 {
        return nothing(report);
    }
    let confirm = words(expected);
    report
        .with(json!({
            "count": expected.count, "total_fen": expected.total.get(), "confirm": confirm,
        }))
        .line(
            format!("尚未执行。核对无误后确认请加：{confirm}"),
            format!("nothing was done; to confirm what is shown here, add: {confirm}"),
        )
        .exit(Exit::Usage)
}

/// Adds whom the act would refuse, and why; where it would do nothing else, that is a failure.
pub fn refusing(report: Report, refused: &[Value], table: Table) -> Report {
    let exit = match report.exit {
        Exit::Done if !refused.is_empty() => Exit::Failed,
        other => other,
    };
    let count = refused.len();
    let report = if refused.is_empty() {
        report
    } else {
        report.line(
            format!("{count} 件不能办理，不在其内："),
            format!("{count} would be refused and are not counted:"),
        )
    };
    report
        .with(json!({ "refused": refused }))
        .table(table)
        .exit(exit)
}

/// [`unconfirmed`] for claims that are named: their number and sum.
pub fn unconfirmed_claims(expected: Expected) -> Report {
    let Expected { count, total } = expected;
    let report = Report::new(json!({})).line(
        format!("将处理 {count} 件，合计 {total} 元"),
        format!("to be done: {}, {total} yuan", counted(count, "claim")),
    );
    unconfirmed(report, expected)
}
