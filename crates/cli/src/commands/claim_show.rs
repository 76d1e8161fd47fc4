//! `gongbao claim show` and `log`: everything that explains one claim.

use crate::app::App;
use crate::commands::{claim, shared};
use crate::failure::Result;
use crate::output::{Report, Table};
use crate::words::{self, Words};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use workflow::views::audit_log;
use workflow::views::claim_detail::{self, ClaimDetail, FindingView, Linked, Links, PersonView};

/// Shows a claim.
///
/// # Errors
/// [`crate::failure::Failure`].
pub fn show(app: &App, text: &str) -> Result<Report> {
    shared::with_session(app, |session| {
        let handle = shared::claim(session, text)?;
        let detail = claim_detail::show(session, handle, app.voice.lang)?;
        let row = &detail.row;
        let state = words::of("state", row.state.code());
        let stands = row
            .stands()
            .unwrap_or_else(|| words::of("verdict", row.verdict.code()));
        let heading = (
            format!("申报 {}：{}，{}", row.number, state.zh, stands.zh),
            format!("claim {}: {}, {}", row.number, state.en, stands.en),
        );
        let parties = (
            format!(
                "会员 {}，子女 {}，{} {}，{} 年",
                row.member_name, row.subject_name, row.unit_code, row.unit_name, row.year
            ),
            format!(
                "member {}, child {}, {} {}, year {}",
                row.member_name, row.subject_name, row.unit_code, row.unit_name, row.year
            ),
        );
        let approved = row.approved.map_or_else(Words::default, |sum| {
            workflow::words!("，已审批 {sum} 元", ", approved {sum} yuan")
        });
        let sums = (
            format!(
                "申请 {} 元，可付 {} 元{}",
                row.claimed, row.payable, approved.zh
            ),
            format!(
                "claimed {} yuan, payable {} yuan{}",
                row.claimed, row.payable, approved.en
            ),
        );
        let report = Report::new(whole(&detail))
            .line(heading.0, heading.1)
            .line(parties.0, parties.1)
            .line(sums.0, sums.1);
        Ok(ties(report, &detail.links)
            .table(conditions(&detail))
            .table(history(&detail)))
    })
}

/// A line for every claim this one is linked to.
fn ties(report: Report, links: &Links) -> Report {
    let named: [(&'static str, &'static str, Vec<&Linked>); 4] = [
        (
            "更正了申报",
            "corrects claim",
            links.corrects.iter().collect(),
        ),
        (
            "已更正，由申报代替",
            "corrected by claim",
            links.corrected_by.iter().collect(),
        ),
        (
            "补充申报",
            "adds to claim",
            links.supplements.iter().collect(),
        ),
        (
            "有补充申报",
            "supplemented by claim",
            links.supplemented_by.iter().collect(),
        ),
    ];
    named
        .into_iter()
        .flat_map(|(zh, en, links)| links.into_iter().map(move |link| (zh, en, link)))
        .fold(report, |report, (zh, en, link)| {
            report.line(
                format!("{zh} {}", link.number),
                format!("{en} {}", link.number),
            )
        })
}

fn linked(link: &Linked) -> Value {
    json!({ "id": link.claim.to_string(), "number": link.number.to_string() })
}

fn whole(detail: &ClaimDetail) -> Value {
    let mut json = claim::line(&detail.row);
    let findings: Vec<Value> = detail.findings.iter().map(finding).collect();
    let history: Vec<Value> = detail
        .history
        .iter()
        .map(|event| {
            json!({
                "step": event.code, "by": event.by, "at": event.at.shanghai_text(), "reason": event.reason,
            })
        })
        .collect();
    let batches: Vec<Value> = detail
        .batches
        .iter()
        .map(|batch| {
            json!({
                "batch": batch.id.to_string(), "number": batch.number, "state": batch.state.code(),
                "line": batch.line, "amount_fen": batch.amount.get(), "line_state": batch.line_state.code(),
                "settled_on": batch.settled_on, "receipt": batch.receipt,
            })
        })
        .collect();
    let more = json!({
        "programme": detail.row.programme,
        "mode": detail.row.method.code,
        "unit_name": detail.row.unit_name,
        "member": person(&detail.member),
        "child": person(&detail.subject),
        "submitted_on": detail.row.submitted_on,
        "updated_at": detail.row.updated_at.shanghai_text(),
        "revision": detail.row.revision,
        "decision": {
            "verdict": detail.decision.verdict.code(),
            "version": detail.decision.version,
            "ceiling_fen": detail.decision.ceiling.get(),
            "member_share_fen": detail.decision.member_share.get(),
            "findings": findings,
        },
        "history": history,
        "case": detail.case.as_ref().map(|case| {
            json!({ "id": case.id.to_string(), "kind": case.kind.code(), "state": case.state.code() })
        }),
        "batches": batches,
        "slot": {
            "state": detail.slot.occupancy, "own": detail.slot.own, "committed_fen": detail.slot.committed.get(),
        },
        "source": {
            "import": detail.source.import.to_string(),
            "file": detail.source.file,
            "sheet": detail.source.row.as_ref().map(|(sheet, _)| sheet),
            "row": detail.source.row.as_ref().map(|(_, row)| row),
        },
        "kind": if detail.links.supplements.is_some() { "supplement" } else { "regular" },
        "corrects": detail.links.corrects.as_ref().map(linked),
        "corrected_by": detail.links.corrected_by.as_ref().map(linked),
        "supplements": detail.links.supplements.as_ref().map(linked),
        "supplemented_by": detail.links.supplemented_by.iter().map(linked).collect::<Vec<_>>(),
    });
    if let (Value::Object(all), Value::Object(more)) = (&mut json, more) {
        all.extend(more);
    }
    json
}

fn finding(finding: &FindingView) -> Value {
    let values: BTreeMap<&str, &str> = finding
        .values
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    json!({
        "rule": finding.rule, "clause": finding.clause, "severity": finding.severity, "code": finding.code,
        "values": values, "message": finding.sentence, "waits": finding.waits,
        "remedy": finding.remedy,
    })
}

fn person(person: &PersonView) -> Value {
    let numbers: Vec<Value> = person
        .numbers
        .iter()
        .map(|number| json!({ "kind": number.kind, "number": number.masked }))
        .collect();
    json!({ "name": person.name, "birth_date": person.birth_date, "sex": person.sex, "numbers": numbers })
}

fn conditions(detail: &ClaimDetail) -> Table {
    let mut table = Table::new(&[
        ("规则", "rule"),
        ("条款", "clause"),
        ("结果", "severity"),
        ("说明", "finding"),
        ("怎么办", "what to do"),
    ]);
    for one in &detail.findings {
        table.row([
            Words::from(one.rule.clone()),
            one.clause.clone().into(),
            words::of("severity", one.severity_code()),
            one.sentence.clone().into(),
            one.remedy.clone().into(),
        ]);
    }
    table
}

fn history(detail: &ClaimDetail) -> Table {
    let mut table = Table::new(&[
        ("时间", "at"),
        ("操作员", "by"),
        ("步骤", "step"),
        ("理由", "reason"),
    ]);
    for event in &detail.history {
        let reason = event.reason.clone().unwrap_or_default();
        table.row([
            event.at.shanghai_text().into(),
            event.by.clone().into(),
            words::of_act(&event.code),
            reason.into(),
        ]);
    }
    table
}

/// Shows the audit entries about a claim.
///
/// # Errors
/// [`crate::failure::Failure`].
pub fn log(app: &App, text: &str) -> Result<Report> {
    shared::with_session(app, |session| {
        let handle = shared::claim(session, text)?;
        let entries = audit_log::of_claim(session, handle)?;
        let mut table = Table::new(&[
            ("序号", "seq"),
            ("时间", "at"),
            ("操作员", "by"),
            ("动作", "action"),
            ("摘要", "hash"),
        ]);
        let mut list = Vec::new();
        for entry in &entries {
            let at = entry.at.shanghai_text();
            table.row([
                entry.seq.to_string().into(),
                at.clone().into(),
                entry.by.clone().into(),
                words::of_act(&entry.action),
                entry.hash.clone().into(),
            ]);
            let detail: Value =
                serde_json::from_str(&entry.detail).unwrap_or_else(|_| json!(entry.detail));
            list.push(json!({
                "seq": entry.seq, "at": at, "by": entry.by, "action": entry.action, "detail": detail, "hash": entry.hash,
            }));
        }
        Ok(Report::new(json!({ "id": handle.to_string(), "entries": list })).table(table))
    })
}
