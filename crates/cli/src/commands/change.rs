//! `gongbao change`: what waits for a second operator.

use crate::app::App;
use crate::args::Paging;
use crate::commands::{codes, shared};
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::output::{Report, Table};
use crate::words::{self, Words, pick, why};
use domain::case::ProposalState;
use domain::ids::ProposalId;
use serde_json::{Value, json};
use workflow::proposals::{self, Decided, Which};

/// Verbs of `change`.
#[derive(Debug, clap::Subcommand)]
pub enum Change {
    /// List changes, newest first
    List {
        /// proposed, approved or rejected; all when left out
        #[arg(long, value_delimiter = ',', value_parser = codes::change_state)]
        state: Vec<ProposalState>,
        /// Which page.
        #[command(flatten)]
        paging: Paging,
    },
    /// Put changes of other operators into force
    Approve(Chosen),
    /// Refuse changes
    Reject {
        /// Which.
        #[command(flatten)]
        chosen: Chosen,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
}

/// Which changes.
#[derive(Debug, clap::Args)]
pub struct Chosen {
    /// Ids
    #[arg(value_name = "ID", value_parser = codes::change_id)]
    ids: Vec<ProposalId>,
    /// Everything that waits and that the operator did not propose
    #[arg(long, conflicts_with = "ids")]
    all: bool,
}

impl Chosen {
    fn which(&self) -> Result<Which> {
        if self.all {
            return Ok(Which::All);
        }
        if self.ids.is_empty() {
            return Err(Failure::usage(
                Words::new("没有指定变更", "no change is named"),
                Words::new(
                    "写上 ID，或加 --all；`gongbao change list` 列出待审定的",
                    "name ids or add `--all`; `gongbao change list` shows what waits",
                ),
            ));
        }
        Ok(Which::These(self.ids.clone()))
    }
}

impl Change {
    /// Runs the command.
    ///
    /// # Errors
    /// [`Failure`].
    pub fn run(self, app: &App) -> Result<Report> {
        match self {
            Self::List { state, paging } => list(app, &state, &paging),
            Self::Approve(chosen) => {
                let which = chosen.which()?;
                shared::with_session(app, |session| {
                    Ok(decided(&proposals::approve(session, &which)?))
                })
            }
            Self::Reject { chosen, reason } => {
                let which = chosen.which()?;
                let reason = shared::reason(reason.as_deref())?;
                shared::with_session(app, |session| {
                    Ok(decided(&proposals::reject(session, &which, reason)?))
                })
            }
        }
    }
}

fn list(app: &App, states: &[ProposalState], paging: &Paging) -> Result<Report> {
    shared::with_session(app, |session| {
        let page = proposals::list(session, states, paging.after.as_deref(), paging.limit())?;
        let mut table = Table::new(&[
            ("编号", "id"),
            ("状态", "state"),
            ("变更", "change"),
            ("提出", "proposed by"),
            ("时间", "at"),
            ("审定", "decided by"),
        ]);
        let mut rows = Vec::new();
        for change in &page.changes {
            let summary = pick(app.voice.lang, &change.zh, &change.en).to_owned();
            let at = change.proposed_at.shanghai_text();
            table.row([
                Words::from(change.id.to_string()),
                words::of("change", change.state.code()),
                Words::new(change.zh.clone(), change.en.clone()),
                change.proposed_by.clone().into(),
                at.clone().into(),
                change.decided_by.clone().unwrap_or_default().into(),
            ]);
            rows.push(json!({
                "id": change.id.to_string(), "kind": change.kind.code(), "target": change.target, "summary": summary,
                "state": change.state.code(), "proposed_by": change.proposed_by, "proposed_at": at,
                "decided_by": change.decided_by,
                "decided_at": change.decided_at.map(|at| at.shanghai_text()),
                "reason": change.reason, "own": change.own,
            }));
        }
        let report = Report::new(json!({ "changes": rows, "next": page.next })).listing(table);
        Ok(match &page.next {
            Some(next) => report.line(
                format!("还有更多：--after {next}"),
                format!("more: --after {next}"),
            ),
            None => report,
        })
    })
}

fn decided(decided: &Decided) -> Report {
    let done: Vec<String> = decided.done.iter().map(ToString::to_string).collect();
    let failed: Vec<Value> = decided
        .failed
        .iter()
        .map(|(id, refusal)| shared::failed(&id.to_string(), refusal))
        .collect();
    let mut table = Table::new(&[("变更", "change"), ("原因", "reason")]);
    for (id, refusal) in &decided.failed {
        table.row([Words::same(id.to_string()), why(refusal)]);
    }
    let exit = Exit::of(done.len(), failed.len());
    let line = (
        format!("完成 {} 项，未完成 {} 项", done.len(), failed.len()),
        format!("{} done, {} not done", done.len(), failed.len()),
    );
    let report = Report::new(json!({ "done": done, "failed": failed, "reassessed": shared::reassessed(&decided.reassessed) }))
        .line(line.0, line.1)
        .table(table)
        .exit(exit);
    shared::shifts(report, &decided.reassessed)
}
