//! What `batch settle --answer FILE` tells of the file: the lines it answers, and the rows that fit none.

use crate::commands::import;
use crate::exit::Exit;
use crate::output::{Report, Table, sentence};
use crate::words::Words;
use serde_json::json;
use workflow::Session;
use workflow::payments::batches::FileAnswer;
use workflow::views::{Lang, imports};

/// Adds it to a report.
pub fn told(report: Report, session: &Session, answer: &FileAnswer, lang: Lang) -> Report {
    let findings = imports::tell(session, answer.findings.clone(), lang);
    let strange: Vec<_> = answer
        .strange
        .iter()
        .map(|row| {
            json!({
                "sheet": row.sheet, "row": row.row,
                "why": sentence(&row.why),
            })
        })
        .collect();
    let (under_way, known) = (answer.under_way.len(), answer.known);
    let mut report = report.with(json!({
        "under_way": under_way, "known": known, "strange": strange,
        "findings": findings.iter().map(import::finding).collect::<Vec<_>>(),
    }));
    if answer.is_refused() {
        report = report
            .line(
                "文件未被接受，未登记任何结果：",
                "the file was refused, nothing was recorded:",
            )
            .exit(Exit::Failed);
    }
    if under_way > 0 {
        report = report.line(
            format!("{under_way} 笔银行或税务尚在处理，保持待回执，切勿重付"),
            format!("{under_way} lines are under way: they stay open and must not be paid again"),
        );
    }
    if known > 0 {
        report = report.line(
            format!("{known} 笔以前已登记"),
            format!("{known} lines were registered before"),
        );
    }
    if !findings.is_empty() {
        report = report.table(import::table(&findings));
    }
    if answer.strange.is_empty() {
        return report;
    }
    let mut table = Table::new(&[("行", "row"), ("未采用的原因", "not used because")]);
    for row in &answer.strange {
        table.row([Words::same(row.row.to_string()), row.why.clone()]);
    }
    report.table(table)
}
