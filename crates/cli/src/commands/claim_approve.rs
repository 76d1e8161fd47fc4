//! `gongbao claim approve`: a few claims, or many once a sample of them was looked at.

use crate::app::App;
use crate::commands::claim::{self, Filter};
use crate::commands::expect::{self, Expect};
use crate::commands::{codes, shared};
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::output::{Report, Table};
use crate::words::{Words, counted};
use domain::fund::FundSource;
use domain::ids::ClaimRef;
use serde_json::json;
use std::collections::BTreeSet;
use workflow::review::bulk::{self, Chosen, Offered, SampleToken};
use workflow::review::decide::{self, NAMED_MAX, Outcome};
use workflow::{Session, WorkflowError};

/// What to approve.
#[derive(Debug, clap::Args)]
pub struct Approve {
    /// Ids or numbers; of more than a few a sample is printed first
    #[arg(
        value_name = "ID",
        required_unless_present = "all_matching",
        conflicts_with = "all_matching"
    )]
    claims: Vec<String>,
    /// Whose money it begins with
    #[arg(long, value_parser = codes::source, help = codes::sources_help(
        "Whose money: the first one as without it, with others for what it falls short of, or another one alone"
    ))]
    source: Option<FundSource>,
    /// Every reviewed claim of the filter; prints a sample to look at and ends with 2 until it is confirmed
    #[arg(long)]
    all_matching: bool,
    /// Their number and payable sum.
    #[command(flatten)]
    expect: Expect,
    /// The token printed below the sample, once it was looked at
    #[arg(long, value_name = "TOKEN", requires = "expect_count")]
    sample_seen: Option<SampleToken>,
    /// Which.
    #[command(flatten)]
    filter: Filter,
}

impl Approve {
    /// Runs the command.
    ///
    /// # Errors
    /// [`Failure`].
    pub fn run(self, app: &App) -> Result<Report> {
        shared::with_session(app, |session| {
            let expected = self.expect.given();
            let chosen = if self.all_matching {
                Chosen::Matching(Box::new(self.filter.resolve(session)?))
            } else {
                let named = shared::claims(session, &self.claims)?;
                let different: BTreeSet<ClaimRef> = named.claims.iter().copied().collect();
                if different.len() <= NAMED_MAX && expected.is_none() {
                    let outcome = decide::approve(session, &named.claims, self.source)?;
                    return shared::outcome(session, &outcome, &named.unknown);
                }
                if !named.unknown.is_empty() {
                    let report = shared::outcome(session, &Outcome::default(), &named.unknown)?;
                    return Ok(report.line(
                        "其余各件均未执行：请更正编号后再试",
                        "nothing was done for the others: mend the numbers and try again",
                    ));
                }
                Chosen::These(named.claims)
            };
            let (Some(expected), Some(seen)) = (expected, self.sample_seen) else {
                let seed = session.ctx.installation.effects.random();
                let offered = bulk::offer(session, &chosen, seed)?;
                // Figures that are wrong already are told at once, not after the sample was read.
                if let Some(expected) = expected {
                    expected.holds(offered.expected)?;
                }
                return preview(session, &offered);
            };
            let mut progress =
                |done: usize, total: usize| app.voice.progress(&format!("{done}/{total}"));
            let outcome =
                bulk::approve(session, &chosen, self.source, expected, seen, &mut progress);
            app.voice.progress_done();
            let outcome = outcome.map_err(interrupted)?;
            shared::outcome(session, &outcome, &[])
        })
    }
}

/// A bulk approval that stopped in its middle is finished by a command of its own.
fn interrupted(error: WorkflowError) -> Failure {
    let began = matches!(error, WorkflowError::HalfWay { .. });
    let failure = Failure::from(error);
    if !began {
        return failure;
    }
    Failure {
        hint: Box::new(Words::new(
            "`gongbao claim resume` 从中断处继续",
            "`gongbao claim resume` goes on where it stopped",
        )),
        ..failure
    }
}

/// The sample, and the words that confirm it: nothing was approved.
fn preview(session: &mut Session, offered: &Offered) -> Result<Report> {
    let (count, fen) = (offered.expected.count, offered.expected.total.get());
    let token = offered.token.to_string();
    let confirm = format!("{} --sample-seen {token}", expect::words(offered.expected));
    let (refused, reasons) = shared::refused(session, &offered.refused, &[])?;
    let json = json!({
        "count": count, "total_fen": fen,
        "sample": offered.sample.iter().map(claim::line).collect::<Vec<_>>(),
        "sample_seen": token, "confirm": confirm,
    });
    let sum = offered.expected.total;
    let mut table = Table::new(&[
        ("编号", "number"),
        ("结论", "verdict"),
        ("工会", "unit"),
        ("会员", "member"),
        ("子女", "child"),
        ("申请", "claimed"),
        ("可付", "payable"),
    ]);
    for row in &offered.sample {
        table.row([
            Words::from(row.number.to_string()),
            claim::verdict(row),
            row.unit_code.clone().into(),
            row.member_name.clone().into(),
            row.subject_name.clone().into(),
            row.claimed.to_string().into(),
            row.payable.to_string().into(),
        ]);
    }
    let looked = offered.sample.len();
    let report = Report::new(json).line(
        format!("待审批：{count} 件，合计 {sum} 元"),
        format!("to approve: {}, {sum} yuan", counted(count, "claim")),
    );
    if count == 0 {
        let report = expect::nothing(report);
        return Ok(expect::refusing(report, &refused, reasons));
    }
    let report = expect::refusing(report, &refused, reasons);
    Ok(report
        .line(
            format!("随机抽取 {looked} 件，请逐件查看（`gongbao claim show 编号`）："),
            format!(
                "{looked} of them, drawn at random; look at each (`gongbao claim show NUMBER`):"
            ),
        )
        .table(table)
        .line(
            format!("尚未审批。查看后确认请加：{confirm}"),
            format!("nothing was approved; to confirm once they were looked at, add: {confirm}"),
        )
        .exit(Exit::Usage))
}
