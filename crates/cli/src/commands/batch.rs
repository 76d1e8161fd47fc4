//! `gongbao batch`: payments put together, frozen, sent and settled.

use crate::app::App;
use crate::args::{FileIn, FileOut, Paging};
use crate::commands::expect::{self, Expect};
use crate::commands::{batch_answer, batch_check, batch_payable, batch_show, codes, shared};
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::output::Report;
use crate::words::{Words, counted};
use chrono::NaiveDate;
use clap::ValueEnum;
use domain::batch::{BatchState, Channel};
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::ids::{BatchId, ClaimRef};
use serde_json::json;
use workflow::Session;
use workflow::payments::batches::{self, Answer, Choices, Format, Lines, Weighed};
use workflow::review::bulk::Expected;
use workflow::views::{self, Lang, batches::BatchRowView};

/// Verbs of `batch`.
#[derive(Debug, clap::Subcommand)]
pub enum Batch {
    /// Put approved claims of a unit together
    Create {
        /// The paying unit
        #[arg(long, value_name = "CODE")]
        unit: String,
        /// member-bank, institution or tax
        #[arg(long, value_parser = codes::channel)]
        channel: Channel,
        /// Whose money
        #[arg(long, value_parser = codes::source, help = codes::sources_help("Whose money"))]
        source: FundSource,
        /// Programme
        #[arg(long, value_name = "ID")]
        programme: Option<String>,
    },
    /// List what is approved and in no batch yet, by union, source and channel
    Payable(batch_payable::Which),
    /// Put all of that into batches, one for each union, source and channel
    Collect {
        /// Which money.
        #[command(flatten)]
        which: batch_payable::Which,
        /// Claims and sum that were seen.
        #[command(flatten)]
        expect: Expect,
    },
    /// List batches, newest first
    List {
        /// States, separated by commas
        #[arg(long, value_delimiter = ',', value_parser = codes::batch_state)]
        state: Vec<BatchState>,
        /// Which page.
        #[command(flatten)]
        paging: Paging,
    },
    /// Show one with its lines
    Show {
        /// Id or number
        batch: String,
    },
    /// Freeze lines and payees
    Seal {
        /// Id or number
        batch: String,
        /// Lines and sum that were seen.
        #[command(flatten)]
        expect: Expect,
    },
    /// Sign a large batch as second approver
    Sign {
        /// Id or number
        batch: String,
        /// Lines and sum that were seen.
        #[command(flatten)]
        expect: Expect,
    },
    /// Write the payment file or enrolment list
    Export {
        /// Id or number
        batch: String,
        /// Form of the file
        #[arg(long, value_enum, default_value = "csv")]
        format: FormatArg,
        /// Directory or file to write
        #[arg(long, value_name = "PATH", default_value = ".")]
        out: FileOut,
    },
    /// Say whether a file is, byte for byte, what a batch was exported as
    Check {
        /// The payment file or enrolment list
        file: FileIn,
    },
    /// Record what bank or tax bureau answered
    Settle(Settle),
    /// Reverse answers registered by mistake, once a second operator agrees
    Reverse {
        /// Id or number
        batch: String,
        /// Claims of the lines
        #[arg(long, value_name = "CLAIM", value_delimiter = ',', required = true)]
        lines: Vec<String>,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
    /// Take a batch back before it is exported
    Withdraw {
        /// Id or number
        batch: String,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
}

/// Forms of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    /// Comma-separated text
    Csv,
    /// Excel workbook
    Xlsx,
}

/// The answer of bank or tax bureau about the lines that are named.
#[derive(Debug, clap::Args)]
pub struct Settle {
    /// Id or number
    batch: String,
    /// Day of payment; today when left out
    #[arg(long, value_name = "DATE")]
    on: Option<NaiveDate>,
    /// The confirming document; the batch's number when left out
    #[arg(long, value_name = "TEXT")]
    receipt: Option<String>,
    /// Claims that were paid; ALL for every line without an answer
    #[arg(long, value_name = "ALL|CLAIM", value_delimiter = ',')]
    paid: Vec<String>,
    /// Claims that were refused, each with the reason
    #[arg(long, value_name = "CLAIM=REASON")]
    refused: Vec<String>,
    /// File of bank or tax bureau that says what became of each line: workbook, CSV, `|`-separated or printed text
    #[arg(long, value_name = "FILE", conflicts_with_all = ["paid", "refused"])]
    answer: Option<FileIn>,
    /// Sheet of the file, where it has several
    #[arg(long, value_name = "NAME", requires = "answer")]
    sheet: Option<String>,
    /// Read what the file hides too: rows, columns and sheets
    #[arg(long, requires = "answer")]
    include_hidden: bool,
    /// Lines and sum that were seen.
    #[command(flatten)]
    expect: Expect,
}

impl Batch {
    /// Runs the command.
    ///
    /// # Errors
    /// [`Failure`].
    pub fn run(self, app: &App) -> Result<Report> {
        shared::with_session(app, |session| match self {
            Self::Create {
                unit,
                channel,
                source,
                programme,
            } => {
                let programme = shared::programme(session, programme)?;
                let made = batches::create(session, &unit, channel, source, &programme)?;
                let report = figures(
                    &made.batch.to_string(),
                    &made.number,
                    made.count,
                    made.total,
                );
                Ok(match made.left_out.first() {
                    None => report,
                    Some((_, refusal)) => {
                        let left = made.left_out.len();
                        report.warn(
                            format!("{left} 件未列入：{}", refusal.said(Lang::Zh)),
                            format!("{left} left out: {}", refusal.said(Lang::En)),
                        )
                    }
                })
            }
            Self::Payable(which) => batch_payable::list(session, which),
            Self::Collect { which, expect } => batch_payable::collect(app, session, which, expect),
            Self::List { state, paging } => batch_show::list(session, &state, &paging),
            Self::Show { batch } => batch_show::show(session, &batch),
            Self::Seal { batch, expect } => seal(session, &batch, expect.given()),
            Self::Sign { batch, expect } => sign(session, &batch, expect.given()),
            Self::Export { batch, format, out } => export(session, &batch, format, &out.at(app)?),
            Self::Settle(settle) => settle.run(app, session),
            Self::Reverse {
                batch,
                lines,
                reason,
            } => {
                let why = shared::reason(reason.as_deref())?;
                let id = batches::find(session, &batch)?;
                let lines = named(session, &lines)?;
                Ok(shared::changed(&batches::reverse(
                    session, id, &lines, why,
                )?))
            }
            Self::Check { file } => batch_check::run(session, &file.at(app)?),
            Self::Withdraw { batch, reason } => {
                let id = batches::find(session, &batch)?;
                batches::withdraw(session, id, reason.as_deref().unwrap_or_default())?;
                brief(session, id)
            }
        })
    }
}

fn figures(id: &str, number: &str, count: i64, total: Fen) -> Report {
    Report::new(json!({ "id": id, "batch": id, "number": number, "count": count, "total_fen": total.get() }))
        .line(
            format!("批次 {number}：{count} 笔，合计 {total} 元"),
            format!("batch {number}: {}, {total} yuan", counted(count, "line")),
        )
}

/// The batch's number and state after a step.
pub(super) fn brief(session: &mut Session, id: BatchId) -> Result<Report> {
    let batch = views::batches::show(session, id)?;
    let report = figures(&id.to_string(), &batch.number, batch.lines, batch.total);
    Ok(report
        .with(json!({ "state": batch.state.code() }))
        .line(batch.state.chinese(), batch.state.code()))
}

/// What a command is about to do to a whole batch, and the words that confirm it.
fn unconfirmed(batch: &BatchRowView) -> Report {
    let total = Expected {
        count: batch.lines,
        total: batch.total,
    };
    let report = figures(
        &batch.id.to_string(),
        &batch.number,
        batch.lines,
        batch.total,
    );
    let unit = &batch.unit_name;
    expect::unconfirmed(
        report
            .with(json!({ "state": batch.state.code(), "unit": batch.unit_code }))
            .line(format!("付款工会：{unit}"), format!("paid by: {unit}")),
        total,
    )
}

fn sign(session: &mut Session, text: &str, expect: Option<Expected>) -> Result<Report> {
    let id = batches::find(session, text)?;
    let batch = views::batches::show(session, id)?;
    let Some(expect) = expect else {
        batches::to_sign(session, id)?;
        return Ok(unconfirmed(&batch));
    };
    // A sealed batch does not change any more, so it is enough to compare before.
    expect.holds(Expected {
        count: batch.lines,
        total: batch.total,
    })?;
    batches::sign(session, id)?;
    brief(session, id)
}

fn seal(session: &mut Session, text: &str, expect: Option<Expected>) -> Result<Report> {
    let id = batches::find(session, text)?;
    let Some(expect) = expect else {
        let sealed = batches::to_seal(session, id)?;
        let batch = views::batches::show(session, id)?;
        let (dropped, table) = shared::refused(session, &sealed.dropped, &[])?;
        let would_be = BatchRowView {
            lines: sealed.count,
            total: sealed.total,
            ..batch
        };
        return Ok(unconfirmed(&would_be)
            .with(json!({ "dropped": dropped }))
            .table(table));
    };
    let sealed = batches::seal(session, id, Some(expect))?;
    let batch = views::batches::show(session, id)?;
    let (dropped, table) = shared::refused(session, &sealed.dropped, &[])?;
    let report = figures(&id.to_string(), &batch.number, sealed.count, sealed.total);
    let report = report.with(json!({
            "state": batch.state.code(), "digest": sealed.digest, "needs_signature": sealed.needs_signature,
            "dropped": dropped,
        }),
    )
    .line(format!("已封批，摘要 {}", sealed.digest), format!("sealed, digest {}", sealed.digest))
    .table(table);
    let report = if sealed.needs_signature {
        report.line(
            format!(
                "金额较大，须另一位审批人会签：`gongbao batch sign {}`",
                batch.number
            ),
            format!(
                "its total needs a second approver: `gongbao batch sign {}`",
                batch.number
            ),
        )
    } else {
        report
    };
    Ok(if sealed.dropped.is_empty() {
        report
    } else {
        report.exit(Exit::SomeRefused)
    })
}

fn export(
    session: &mut Session,
    text: &str,
    format: FormatArg,
    out: &std::path::Path,
) -> Result<Report> {
    let id = batches::find(session, text)?;
    let format = match format {
        FormatArg::Csv => Format::Csv,
        FormatArg::Xlsx => Format::Xlsx,
    };
    let exported = batches::export(session, id, format, out)?;
    let batch = views::batches::show(session, id)?;
    let path = exported.path.display().to_string();
    let report = figures(
        &id.to_string(),
        &batch.number,
        exported.count,
        exported.total,
    );
    let report = report.with(json!({
            "state": batch.state.code(), "path": path, "format": format.code(), "digest": exported.digest,
            "again": exported.again,
        }),
    );
    let report = report.line(
        format!("已写出 {path}，摘要 {}", exported.digest),
        format!("wrote {path}, digest {}", exported.digest),
    );
    Ok(if exported.again {
        report.line(
            "此批次以前已导出过，内容相同：不要重复支付",
            "it was exported before, with the same content: do not pay it twice",
        )
    } else {
        report
    })
}

/// Claims that must all exist.
fn named(session: &mut Session, texts: &[String]) -> Result<Vec<ClaimRef>> {
    let named = shared::claims(session, texts)?;
    match named.unknown.first() {
        None => Ok(named.claims),
        Some((text, _)) => Err(Failure::usage(
            Words::new(
                format!("没有申报 {text}"),
                format!("there is no claim {text}"),
            ),
            Words::new(
                "`gongbao batch show` 列出批次中的申报",
                "`gongbao batch show` lists the claims of the batch",
            ),
        )),
    }
}

/// Says every line without an answer; no claim has such a number.
const ALL: &str = "ALL";

/// What a settlement would record, and the words that confirm it.
fn to_settle(batch: &BatchRowView, weighed: &Weighed, lines: &Lines) -> Report {
    let mut report = figures(
        &batch.id.to_string(),
        &batch.number,
        batch.lines,
        batch.total,
    )
    .with(json!({
        "state": batch.state.code(), "unit": batch.unit_code,
        "paid": { "count": weighed.paid.count, "total_fen": weighed.paid.total.get() },
        "refused": { "count": weighed.refused.count, "total_fen": weighed.refused.total.get() },
    }))
    .line(
        format!("付款工会：{}", batch.unit_name),
        format!("paid by: {}", batch.unit_name),
    )
    .line(
        format!(
            "将登记为已支付：{} 笔，合计 {} 元",
            weighed.paid.count, weighed.paid.total
        ),
        format!(
            "to be recorded as paid: {} lines, {} yuan",
            weighed.paid.count, weighed.paid.total
        ),
    );
    if let Lines::Some { refused, .. } = lines
        && !refused.is_empty()
    {
        let mut reasons: Vec<&str> = refused.iter().map(|(_, reason)| reason.as_str()).collect();
        reasons.sort_unstable();
        reasons.dedup();
        let (count, total) = (weighed.refused.count, weighed.refused.total);
        report = report.line(
            format!(
                "将登记为被拒：{count} 笔，合计 {total} 元（{}）",
                reasons.join("；")
            ),
            format!(
                "to be recorded as refused: {count} lines, {total} yuan ({})",
                reasons.join("; ")
            ),
        );
    }
    let total = weighed.all();
    expect::unconfirmed(told_contested(report, &weighed.contested), total)
}

/// Names the claims of an answer on which a duplicate case stands.
fn told_contested(report: Report, numbers: &[String]) -> Report {
    let report = report.with(json!({ "contested": numbers }));
    if numbers.is_empty() {
        return report;
    }
    report.line(
        format!(
            "其中 {} 笔有未决的重复情形，回执照实登记，重复情形仍须处理：{}",
            numbers.len(),
            numbers.join("、")
        ),
        format!(
            "a duplicate case stands on {} of them; the answer is recorded as it is, and the case still has to be decided: {}",
            numbers.len(),
            numbers.join(", ")
        ),
    )
}

impl Settle {
    fn run(self, app: &App, session: &mut Session) -> Result<Report> {
        let lang = app.voice.lang;
        let id = batches::find(session, &self.batch)?;
        let batch = views::batches::show(session, id)?;
        let choices = Choices {
            sheet: self.sheet.clone(),
            include_hidden: self.include_hidden,
            ..Choices::default()
        };
        let receipt = self.receipt.as_deref();
        let file = match &self.answer {
            Some(file) => {
                let path = file.at(app)?;
                Some(batches::read_answer(session, id, &path, &choices, receipt)?)
            }
            None => None,
        };
        let lines = match &file {
            Some(file) if !file.answers() => {
                let report = figures(&id.to_string(), &batch.number, batch.lines, batch.total);
                let exit = Exit::of(file.known + file.under_way.len(), file.strange.len());
                return Ok(batch_answer::told(report.exit(exit), session, file, lang));
            }
            Some(file) => file.lines.clone(),
            None => self.lines(session)?,
        };
        let Some(expect) = self.expect.given() else {
            let weighed = batches::to_settle(session, id, &lines)?;
            let report = to_settle(&batch, &weighed, &lines);
            return Ok(match &file {
                Some(file) => batch_answer::told(report, session, file, lang),
                None => report,
            });
        };
        let answer = Answer {
            on: self.on.unwrap_or_else(|| session.ctx.today()),
            receipt: self.receipt.clone().unwrap_or(batch.number),
            lines,
            expect: Some(expect),
        };
        let settled = batches::settle(session, id, &answer)?;
        let report = shared::outcome(session, &settled.outcome, &[])?;
        let report = told_contested(report, &settled.contested);
        let report = match &file {
            Some(file) if file.strange.is_empty() => {
                batch_answer::told(report, session, file, lang)
            }
            Some(file) => batch_answer::told(report.exit(Exit::SomeRefused), session, file, lang),
            None => report,
        };
        let (open, state) = (settled.open, settled.state);
        Ok(report.with(json!({ "id": id.to_string(), "batch": id.to_string(), "open": open, "state": state.code() }),
        )
        .line(
            format!("{}，未结 {open} 笔", state.chinese()),
            format!("{}, {open} lines open", state.code()),
        ))
    }

    fn lines(&self, session: &mut Session) -> Result<Lines> {
        if self.paid.iter().any(|paid| paid.eq_ignore_ascii_case(ALL)) {
            if self.paid.len() > 1 || !self.refused.is_empty() {
                return Err(Failure::usage(
                    Words::new(
                        "--paid ALL 已包括全部未结的行，不能再指名",
                        "`--paid ALL` is every open line: nothing can be named beside it",
                    ),
                    Words::new(
                        "逐一写明 --paid 编号 和 --refused 编号=原因",
                        "name the claims with `--paid CLAIM` and `--refused CLAIM=REASON`",
                    ),
                ));
            }
            return Ok(Lines::All);
        }
        if self.paid.is_empty() && self.refused.is_empty() {
            return Err(Failure::usage(
                Words::new(
                    "没有写明哪些行已支付、哪些被拒",
                    "nothing says which lines were paid and which were refused",
                ),
                Words::new(
                    "加 --paid ALL（全部未结的行）、--paid 编号 或 --refused 编号=原因",
                    "add `--paid ALL` (every open line), `--paid CLAIM` or `--refused CLAIM=REASON`",
                ),
            ));
        }
        let mut names = self.paid.clone();
        let mut reasons = Vec::new();
        for text in &self.refused {
            let (claim, reason) = text
                .split_once('=')
                .filter(|(_, reason)| !reason.trim().is_empty())
                .ok_or_else(|| {
                    Failure::usage(
                        Words::new(
                            format!("`{text}` 没有写原因"),
                            format!("`{text}` gives no reason"),
                        ),
                        Words::new("写成 --refused 编号=原因", "write `--refused CLAIM=REASON`"),
                    )
                })?;
            names.push(claim.to_owned());
            reasons.push(reason.trim().to_owned());
        }
        let mut paid = named(session, &names)?;
        let refused = paid.split_off(self.paid.len());
        Ok(Lines::Some {
            paid,
            refused: refused.into_iter().zip(reasons).collect(),
        })
    }
}
