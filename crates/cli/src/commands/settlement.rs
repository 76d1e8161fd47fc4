//! `gongbao settlement`: what became of settlements.

use crate::app::App;
use crate::args::LIMIT_MAX;
use crate::commands::shared;
use crate::exit::Exit;
use crate::failure::Result;
use crate::output::{Report, Table, sentence};
use crate::words::Words;
use domain::ids::ClaimRef;
use serde_json::{Value, json};
use workflow::Session;
use workflow::messages::{self, Filing};
use workflow::views::Lang;

/// Verbs of `settlement`.
#[derive(Debug, clap::Subcommand)]
pub enum Settlement {
    /// Cancellations without their settlement, and what a human has to read
    Waiting {
        /// Programme id, where several are fed by messages
        #[arg(long, value_name = "ID")]
        programme: Option<String>,
        /// At most so many rows
        #[arg(long, value_name = "N", default_value = "50", value_parser = clap::value_parser!(i64).range(1..=LIMIT_MAX))]
        limit: i64,
    },
    /// File claims for what stands, anew where a sum changed, and withdraw what was taken back
    ///
    /// A claim in a sealed batch, or paid, stays and is told under `failed`: its money is claimed back. Once more goes on.
    File {
        /// Programme id, where several are fed by messages
        #[arg(long, value_name = "ID")]
        programme: Option<String>,
    },
    /// What stands of all settlements, and what was posted for them
    Sum {
        /// Programme id, where several are fed by messages
        #[arg(long, value_name = "ID")]
        programme: Option<String>,
    },
}

impl Settlement {
    /// Runs the command.
    ///
    /// # Errors
    /// [`crate::failure::Failure`].
    pub fn run(self, app: &App) -> Result<Report> {
        let lang = app.voice.lang;
        shared::with_session(app, |session| match &self {
            Self::Waiting { programme, limit } => {
                let programme = shared::fed_programme(session, programme.clone())?;
                let waiting = messages::waiting(session, &programme, *limit)?;
                let texts = import::texts(&session.ctx.installation.registry);
                let mut table = Table::new(&[
                    ("结算", "settlement"),
                    ("收到", "since"),
                    ("说明", "finding"),
                ]);
                let mut list = Vec::new();
                for one in &waiting {
                    let told = |lang: Lang| -> String {
                        let told = one.findings.iter().map(|found| texts.render(found, lang));
                        told.collect::<Vec<_>>().join(" ")
                    };
                    table.row([
                        Words::same(one.about.as_str()),
                        Words::same(one.since.shanghai_text()),
                        Words::new(told(Lang::Zh), told(Lang::En)),
                    ]);
                    let findings: Vec<Value> = one
                        .findings
                        .iter()
                        .map(|found| {
                            json!({
                                "code": found.code, "severity": found.severity,
                                "message": texts.render(found, lang),
                            })
                        })
                        .collect();
                    list.push(json!({
                        "settlement": one.about, "since": one.since.shanghai_text(), "findings": findings,
                    }));
                }
                Ok(Report::new(json!({ "waiting": list })).listing(table))
            }
            Self::File { programme } => {
                let programme = shared::fed_programme(session, programme.clone())?;
                let filing = messages::file(session, &programme)?;
                filed(session, &filing)
            }
            Self::Sum { programme } => {
                let programme = shared::fed_programme(session, programme.clone())?;
                let (stands, posted) = messages::sums(session, &programme)?;
                Ok(
                    Report::new(json!({ "stands_fen": stands.get(), "posted_fen": posted.get() }))
                        .line(
                            format!("应补助 {stands} 元，已入账 {posted} 元"),
                            format!("{stands} yuan stand, {posted} yuan are posted"),
                        ),
                )
            }
        })
    }
}

/// What was done, and why the rest was not: settlements by the sender's id, claims by their number.
fn filed(session: &mut Session, filing: &Filing) -> Result<Report> {
    let ids =
        |claims: &[ClaimRef]| -> Vec<String> { claims.iter().map(ToString::to_string).collect() };
    let (left, _) = shared::refused(session, &filing.left, &[])?;
    let (failed, _) = shared::refused(session, &filing.failed, &[])?;
    let refused: Vec<Value> = filing
        .refused
        .iter()
        .map(|(settlement, why)| {
            json!({
                "settlement": settlement, "code": why.code, "message": sentence(&why.message),
            })
        })
        .collect();
    let claims: Vec<_> = filing.failed.iter().chain(&filing.left).cloned().collect();
    let (_, table) = shared::refused(session, &claims, &filing.refused)?;
    let (approved, to_people) = (filing.approved.len(), filing.left.len());
    let done = filing.filed.len() + filing.revised.len() + filing.withdrawn.len();
    let not_done = failed.len() + refused.len();
    let (new, revised, withdrawn) = (
        filing.filed.len(),
        filing.revised.len(),
        filing.withdrawn.len(),
    );
    let report = Report::new(json!({
        "filed": ids(&filing.filed), "revised": ids(&filing.revised),
        "withdrawn": ids(&filing.withdrawn), "approved": ids(&filing.approved), "left": left,
        "failed": failed, "refused": refused,
    }))
    .line(
        format!("新申报 {new} 件，变更 {revised} 件，撤回 {withdrawn} 件，未办 {not_done} 件"),
        format!("{new} filed, {revised} revised, {withdrawn} withdrawn, {not_done} not done"),
    )
    .line(
        format!("按规则核定 {approved} 件，留待人工审批 {to_people} 件"),
        format!("{approved} approved by rule, {to_people} left to people"),
    )
    .exit(Exit::of(done, not_done));
    Ok(match to_people + not_done {
        0 => report,
        _ => report.listing(table),
    })
}
