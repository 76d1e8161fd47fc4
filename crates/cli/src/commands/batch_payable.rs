//! `gongbao batch payable` and `batch collect`: what is approved and in no batch yet, and all of it put into batches.

use crate::app::App;
use crate::commands::codes;
use crate::commands::expect::{self, Expect};
use crate::exit::Exit;
use crate::failure::Result;
use crate::output::{Report, Table, sentence};
use crate::words::{self, Words};
use domain::batch::Channel;
use domain::fund::FundSource;
use serde_json::{Value, json};
use workflow::Session;
use workflow::payments::batches::payable::{self, Payable, PayableFilter};

/// Which money is meant.
#[derive(Debug, clap::Args)]
pub struct Which {
    /// The paying union, with everything below it
    #[arg(long, value_name = "CODE")]
    unit: Option<String>,
    /// member-bank, institution or tax
    #[arg(long, value_parser = codes::channel)]
    channel: Option<Channel>,
    /// Whose money
    #[arg(long, value_parser = codes::source, help = codes::sources_help("Whose money"))]
    source: Option<FundSource>,
    /// Programme
    #[arg(long, value_name = "ID")]
    programme: Option<String>,
}

impl Which {
    fn filter(self) -> PayableFilter {
        PayableFilter {
            unit: self.unit,
            programme: self.programme,
            source: self.source,
            channel: self.channel,
        }
    }
}

/// Lists it.
///
/// # Errors
/// [`crate::failure::Failure`].
pub fn list(session: &mut Session, which: Which) -> Result<Report> {
    let payables = payable::payables(session, &which.filter())?;
    Ok(listed(&payables))
}

fn listed(payables: &[Payable]) -> Report {
    let mut table = Table::new(&[
        ("单位", "unit"),
        ("名称", "name"),
        ("来源", "source"),
        ("渠道", "channel"),
        ("笔数", "claims"),
        ("合计", "total"),
        ("最早申报", "since"),
        ("重复待处理", "contested"),
    ]);
    for one in payables {
        table.row([
            Words::from(one.unit_code.clone()),
            one.unit_name.clone().into(),
            words::of("source", one.source.code()),
            words::of("channel", one.channel.code()),
            one.expected.count.to_string().into(),
            one.expected.total.to_string().into(),
            one.since.to_string().into(),
            one.contested.to_string().into(),
        ]);
    }
    let sum = payable::sum_of(payables);
    let json: Vec<Value> = payables.iter().map(whole).collect();
    Report::new(json!({
        "payables": json, "count": sum.count, "total_fen": sum.total.get(),
    }))
    .listing(table)
    .line(
        format!("{} 笔，合计 {} 元", sum.count, sum.total),
        format!("{} claims, {} yuan", sum.count, sum.total),
    )
}

fn whole(one: &Payable) -> Value {
    json!({
        "unit": one.unit_code, "unit_name": one.unit_name, "programme": one.programme,
        "source": one.source.code(), "channel": one.channel.code(), "count": one.expected.count,
        "total_fen": one.expected.total.get(), "since": one.since, "contested": one.contested,
    })
}

/// Puts all of it into drafts once count and sum are confirmed.
///
/// # Errors
/// [`crate::failure::Failure`].
pub fn collect(app: &App, session: &mut Session, which: Which, expect: Expect) -> Result<Report> {
    let filter = which.filter();
    let Some(expected) = expect.given() else {
        let payables = payable::payables(session, &filter)?;
        let sum = payable::sum_of(&payables);
        return Ok(expect::unconfirmed(listed(&payables), sum));
    };
    let done = payable::collect_all(session, &filter, expected, &mut |done, of| {
        app.voice.progress(&format!("{done}/{of}"))
    });
    app.voice.progress_done();
    let done = done?;
    let mut table = Table::new(&[("批次", "batch"), ("笔数", "lines"), ("合计", "total")]);
    for draft in &done.made {
        table.row([
            Words::from(draft.number.clone()),
            draft.count.to_string().into(),
            draft.total.to_string().into(),
        ]);
    }
    let made: Vec<Value> = done
        .made
        .iter()
        .map(|draft| {
            json!({
                "batch": draft.batch.to_string(), "number": draft.number, "count": draft.count,
                "total_fen": draft.total.get(), "left_out": draft.left_out.len(),
            })
        })
        .collect();
    let refused: Vec<Value> = done
        .refused
        .iter()
        .map(|(one, why)| {
            let mut told = whole(one);
            told["message"] = sentence(why);
            told
        })
        .collect();
    let report = Report::new(json!({ "batches": made, "refused": refused })).listing(table);
    let report = done.refused.iter().fold(report, |report, (one, why)| {
        let (unit, sum) = (&one.unit_name, one.expected.total);
        report.warn(
            format!("{unit} {sum} 元未制批：{}", why.zh),
            format!("{unit} {sum} yuan in no batch: {}", why.en),
        )
    });
    Ok(if done.refused.is_empty() {
        report
    } else {
        report.exit(Exit::SomeRefused)
    })
}
