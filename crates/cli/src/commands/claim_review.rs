//! `gongbao claim review`: one claim, or many once a sample of those with the same conditions was looked at.

use super::codes;
use crate::app::App;
use crate::commands::expect::{self, Expect};
use crate::commands::{claim, shared};
use crate::exit::Exit;
use crate::failure::Result;
use crate::output::{Report, Table};
use crate::words::{Words, counted};
use domain::claim::Checks;
use domain::decision::Severity;
use serde_json::{Value, json};
use workflow::review::bulk::{self, Group, Judged, OfferedReview, SampleToken, Seen};
use workflow::views::{Lang, claim_detail};
use workflow::{Session, WorkflowError, review::decide};

/// Says that nothing is left to be judged.
const NONE: &str = "none";

/// What to review.
#[derive(Debug, clap::Args)]
pub struct Review {
    /// Ids or numbers; of several a sample is printed first where a human must judge something, or they are many
    #[arg(required = true, value_name = "ID")]
    claims: Vec<String>,
    /// Checks that were made
    #[arg(long, required = true, value_delimiter = ',', value_parser = codes::check)]
    checks: Vec<&'static str>,
    /// Why what a human must judge is accepted
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// The conditions the reason is about, as printed with the sample; none where nothing is left to be judged
    #[arg(
        long,
        value_name = "CODE",
        value_delimiter = ',',
        requires = "sample_seen"
    )]
    judged: Vec<String>,
    /// Number and payable sum of the claims with these conditions.
    #[command(flatten)]
    expect: Expect,
    /// The token printed below the sample, once it was looked at
    #[arg(long, value_name = "TOKEN", requires_all = ["judged", "expect_count"])]
    sample_seen: Option<SampleToken>,
}

impl Review {
    /// Runs the command.
    ///
    /// # Errors
    /// [`crate::failure::Failure`].
    pub fn run(self, app: &App) -> Result<Report> {
        let lang = app.voice.lang;
        let checks = Checks::of(self.checks.iter().copied());
        let reason = self.reason.as_deref();
        shared::with_session(app, |session| {
            let named = shared::claims(session, &self.claims)?;
            let outcome = match self.expect.given().zip(self.sample_seen) {
                Some((expected, token)) => {
                    let judged = self.judged.iter().filter(|code| *code != NONE);
                    let seen = Seen {
                        judged: judged.cloned().collect(),
                        expected,
                        token,
                    };
                    bulk::review(session, &named.claims, &checks, reason, &seen)?
                }
                None => match decide::review(session, &named.claims, &checks, reason) {
                    Err(WorkflowError::SampleFirst { .. }) => {
                        let seed = session.ctx.installation.effects.random();
                        let offered = bulk::offer_review(session, &named.claims, seed)?;
                        return preview(session, &offered, lang);
                    }
                    other => other?,
                },
            };
            shared::outcome(session, &outcome, &named.unknown)
        })
    }
}

/// The samples, group by group, each with the words that confirm it: nothing was reviewed.
fn preview(session: &mut Session, offered: &OfferedReview, lang: Lang) -> Result<Report> {
    let groups: Vec<Value> = offered.groups.iter().map(line).collect();
    let (refused, reasons) = shared::refused(session, &offered.refused, &[])?;
    let mut report = Report::new(json!({ "groups": groups }));
    if let [only] = groups.as_slice() {
        report = report.with(only.clone());
    }
    if offered.groups.is_empty() {
        let report = expect::nothing(report);
        return Ok(expect::refusing(report, &refused, reasons));
    }
    report = expect::refusing(report, &refused, reasons);
    for group in &offered.groups {
        report = told(session, report, group, lang)?;
    }
    Ok(report
        .line(
            "尚未审核。理由只对所列事项有效，不同事项须分别审核。",
            "nothing was reviewed; a reason holds for the conditions it was given for, other ones are reviewed apart.",
        )
        .exit(Exit::Usage))
}

fn line(group: &Group) -> Value {
    json!({
        "judged": group.judged, "count": group.expected.count, "total_fen": group.expected.total.get(),
        "sample": group.sample.iter().map(claim::line).collect::<Vec<_>>(),
        "sample_seen": group.token.to_string(), "confirm": confirm(group),
    })
}

fn confirm(group: &Group) -> String {
    let codes: Vec<&str> = group.judged.iter().map(String::as_str).collect();
    let judged = if codes.is_empty() {
        NONE.to_owned()
    } else {
        codes.join(",")
    };
    format!(
        "--judged {judged} {} --sample-seen {}",
        expect::words(group.expected),
        group.token
    )
}

fn told(session: &mut Session, report: Report, group: &Group, lang: Lang) -> Result<Report> {
    let (count, sum, looked) = (
        group.expected.count,
        group.expected.total,
        group.sample.len(),
    );
    let mut table = Table::new(&[
        ("编号", "number"),
        ("工会", "unit"),
        ("会员", "member"),
        ("子女", "child"),
        ("可付", "payable"),
        ("需人工判定", "to be judged"),
    ]);
    for row in &group.sample {
        table.row([
            Words::from(row.number.to_string()),
            row.unit_code.clone().into(),
            row.member_name.clone().into(),
            row.subject_name.clone().into(),
            row.payable.to_string().into(),
            conditions(session, row.id, &group.judged, lang)?.into(),
        ]);
    }
    let words = confirm(group);
    Ok(report
        .line(
            format!("{count} 件，合计 {sum} 元；随机抽取 {looked} 件，请逐件查看："),
            format!(
                "{}, {sum} yuan; {looked} of them, drawn at random, look at each:",
                counted(count, "claim")
            ),
        )
        .table(table)
        .line(
            format!("查看后审核这些请加：{words}"),
            format!("to review these once they were looked at, add: {words}"),
        ))
}

/// What must be judged of one claim, in sentences.
fn conditions(
    session: &mut Session,
    claim: domain::ids::ClaimRef,
    judged: &Judged,
    lang: Lang,
) -> Result<String> {
    if judged.is_empty() {
        return Ok("-".to_owned());
    }
    let detail = claim_detail::show(session, claim, lang)?;
    let said: Vec<String> = detail
        .findings
        .into_iter()
        .filter(|finding| finding.severity == Severity::Review)
        .map(|finding| match lang {
            Lang::Zh => format!(
                "{}（{}）：{}",
                finding.rule, finding.clause, finding.sentence
            ),
            Lang::En => format!(
                "{} ({}): {}",
                finding.rule, finding.clause, finding.sentence
            ),
        })
        .collect();
    Ok(said.join("；"))
}
