//! `gongbao batch list` and `show`: batches and their lines.

use crate::args::Paging;
use crate::commands::shared;
use crate::failure::Result;
use crate::output::{Report, Table};
use crate::words;
use domain::batch::BatchState;
use serde_json::{Value, json};
use workflow::Session;
use workflow::payments::batches;
use workflow::views;
use workflow::views::batches::{BatchEventKind, BatchRowView, LineView};

/// Lists batches.
///
/// # Errors
/// [`crate::failure::Failure`].
pub fn list(session: &mut Session, states: &[BatchState], paging: &Paging) -> Result<Report> {
    let after = shared::cursor(paging.after.as_deref())?;
    let page = views::batches::page(session, states, after, paging.limit())?;
    let json = json!({
        "batches": page.rows.iter().map(head).collect::<Vec<_>>(),
        "next": shared::next(page.next.as_ref()),
    });
    Ok(shared::more(
        Report::new(json).listing(heads(&page.rows)),
        page.next.as_ref(),
    ))
}

/// Shows a batch with its lines.
///
/// # Errors
/// [`crate::failure::Failure`].
pub fn show(session: &mut Session, text: &str) -> Result<Report> {
    let id = batches::find(session, text)?;
    let batch = views::batches::show(session, id)?;
    let lines = shared::every(session, |session, after| {
        views::batches::lines(session, id, after, views::PAGE_ROWS_MAX)
    })?;
    let mut table = Table::new(&[
        ("行", "line"),
        ("申报", "claim"),
        ("会员", "member"),
        ("子女", "child"),
        ("金额", "amount"),
        ("会员承担", "member's share"),
        ("状态", "state"),
    ]);
    for line in &lines {
        table.row([
            line.line.to_string().into(),
            line.number
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default()
                .into(),
            line.member_name.clone().into(),
            line.subject_name.clone().into(),
            line.amount.to_string().into(),
            line.member_share.to_string().into(),
            {
                let (family, code) = views::batches::line_word(batch.state, line.state);
                words::of(family, code)
            },
        ]);
    }
    let mut json = head(&batch);
    if let Value::Object(object) = &mut json {
        object.insert("lines".to_owned(), lines.iter().map(line).collect());
    }
    Ok(Report::new(json)
        .table(heads(std::slice::from_ref(&batch)))
        .table(table))
}

fn head(batch: &BatchRowView) -> Value {
    let events: Vec<Value> = batch
        .events
        .iter()
        .map(|event| json!({ "act": act(event.kind), "by": event.by, "at": event.at.shanghai_text() }))
        .collect();
    json!({
        "id": batch.id.to_string(), "batch": batch.id.to_string(), "number": batch.number,
        "state": batch.state.code(), "unit": batch.unit_code,
        "programme": batch.programme, "source": batch.source.code(), "channel": batch.channel.code(),
        "count": batch.lines, "total_fen": batch.total.get(), "digest": batch.digest, "events": events,
    })
}

fn act(kind: BatchEventKind) -> &'static str {
    match kind {
        BatchEventKind::Created => "created",
        BatchEventKind::Sealed => "sealed",
        BatchEventKind::Signed => "signed",
        BatchEventKind::Exported => "exported",
    }
}

fn line(line: &LineView) -> Value {
    json!({
        "line": line.line, "claim": line.claim.to_string(), "number": line.number.as_ref().map(ToString::to_string),
        "amount_fen": line.amount.get(), "member_share_fen": line.member_share.get(), "state": line.state.code(),
        "settled_on": line.settled_on, "receipt": line.receipt,
    })
}

fn heads(batches: &[BatchRowView]) -> Table {
    let mut table = Table::new(&[
        ("批次", "batch"),
        ("状态", "state"),
        ("工会", "unit"),
        ("渠道", "channel"),
        ("经费", "source"),
        ("笔数", "lines"),
        ("合计（元）", "total"),
    ]);
    for batch in batches {
        table.row([
            batch.number.clone().into(),
            words::of("batch", batch.state.code()),
            batch.unit_code.clone().into(),
            words::of("channel", batch.channel.code()),
            words::of("source", batch.source.code()),
            batch.lines.to_string().into(),
            batch.total.to_string().into(),
        ]);
    }
    table
}
