//! `gongbao referral`: members whose settlements call for a look, and what their unions did about it.

use crate::app::App;
use crate::args::{FileOut, Paging};
use crate::commands::{codes, shared};
use crate::failure::{Failure, Result};
use crate::output::{Report, Table, sentence};
use crate::words::Words;
use chrono::NaiveDate;
use domain::fen::Fen;
use domain::ids::SlipId;
use domain::referral::{HelpKind, SlipStep, Stage};
use serde_json::{Value, json};
use workflow::referrals::{self, Act, Filter, SlipCard, SlipEventView, SlipLine};

/// Verbs of `referral`.
#[derive(Debug, clap::Subcommand)]
pub enum Referral {
    /// List slips in scope, the oldest first; closed ones only when asked for
    List {
        /// Only this stage
        #[arg(long, value_parser = codes::stage)]
        stage: Option<Stage>,
        /// Closed ones too
        #[arg(long)]
        closed: bool,
        /// Only those the basic union should have answered
        #[arg(long)]
        overdue: bool,
        /// Only this union's
        #[arg(long, value_name = "CODE")]
        unit: Option<String>,
        /// Only this programme's
        #[arg(long, value_name = "ID")]
        programme: Option<String>,
        /// Which page.
        #[command(flatten)]
        paging: Paging,
    },
    /// Show a slip with everything that happened to it
    Show {
        /// Slip
        #[arg(value_parser = codes::slip_id)]
        slip: SlipId,
    },
    /// Send a slip to the basic union
    Issue {
        /// Slip
        #[arg(value_parser = codes::slip_id)]
        slip: SlipId,
        /// Day to answer by; else fifteen days from today
        #[arg(long, value_name = "DATE")]
        due: Option<NaiveDate>,
    },
    /// Take a slip that was sent
    Receive {
        /// Slip
        #[arg(value_parser = codes::slip_id)]
        slip: SlipId,
    },
    /// Record the visit
    Visit {
        /// Slip
        #[arg(value_parser = codes::slip_id)]
        slip: SlipId,
        /// The day
        #[arg(long, value_name = "DATE")]
        on: NaiveDate,
        /// Who visited; at least two, each with a flag of its own
        #[arg(long = "visitor", value_name = "NAME", required = true)]
        visitors: Vec<String>,
        /// What they found; no diagnosis
        #[arg(long, value_name = "TEXT")]
        findings: String,
    },
    /// Decide on help, or that none is needed
    Decide {
        /// Slip
        #[arg(value_parser = codes::slip_id)]
        slip: SlipId,
        /// money, filing, service or other
        #[arg(long, value_parser = codes::help_kind, conflicts_with = "no_need", required_unless_present = "no_need")]
        kind: Option<HelpKind>,
        /// How much money
        #[arg(long, value_name = "YUAN", value_parser = codes::sum, conflicts_with = "no_need")]
        amount: Option<Fen>,
        /// Out of which fund
        #[arg(long, value_name = "TEXT", conflicts_with = "no_need")]
        fund: Option<String>,
        /// What else is to be said
        #[arg(long, value_name = "TEXT", conflicts_with = "no_need")]
        note: Option<String>,
        /// Why no help is needed
        #[arg(long, value_name = "REASON")]
        no_need: Option<String>,
    },
    /// Send a slip back, signed
    Return {
        /// Slip
        #[arg(value_parser = codes::slip_id)]
        slip: SlipId,
        /// The chair of the basic union
        #[arg(long, value_name = "NAME")]
        signed_by: String,
    },
    /// Put a slip away
    Close {
        /// Slip
        #[arg(value_parser = codes::slip_id)]
        slip: SlipId,
        /// What is to be said about it
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
    },
    /// Write a slip to print, fill in and sign: as a PDF to a name that ends in .pdf, else as a workbook
    Print {
        /// Slip
        #[arg(value_parser = codes::slip_id)]
        slip: SlipId,
        /// File or directory to write to; a file that is there is never replaced
        #[arg(long, value_name = "PATH")]
        out: FileOut,
    },
}

impl Referral {
    /// Runs the command.
    ///
    /// # Errors
    /// [`Failure`].
    pub fn run(self, app: &App) -> Result<Report> {
        let lang = app.voice.lang;
        let act = |slip: SlipId, act: Act| {
            shared::with_session(app, |session| {
                let stage = referrals::take(session, slip, &act)?;
                Ok(
                    Report::new(json!({ "id": slip.to_string(), "stage": stage.code() })).line(
                        format!("反馈单现为：{}", stage.chinese()),
                        format!("the slip is {} now", stage.english()),
                    ),
                )
            })
        };
        match self {
            Self::List {
                stage,
                closed,
                overdue,
                unit,
                programme,
                paging,
            } => shared::with_session(app, |session| {
                let filter = Filter {
                    programme,
                    stage,
                    closed,
                    overdue,
                    unit,
                };
                let after = shared::cursor(paging.after.as_deref())?;
                let page = referrals::list(session, &filter, after, paging.limit())?;
                let slips: Vec<Value> = page.rows.iter().map(line).collect();
                let next = shared::next(page.next.as_ref());
                let report = Report::new(json!({ "slips": slips, "next": next }));
                Ok(shared::more(
                    report.listing(table(&page.rows)),
                    page.next.as_ref(),
                ))
            }),
            Self::Show { slip } => {
                shared::with_session(app, |session| Ok(shown(&referrals::show(session, slip)?)))
            }
            Self::Print { slip, out } => shared::with_session(app, |session| {
                let path = referrals::print(session, slip, lang, &out.at(app)?)?;
                let path = path.display().to_string();
                Ok(Report::new(json!({ "file": path })).line(
                    format!("反馈单已写入 {path}"),
                    format!("the slip is written to {path}"),
                ))
            }),
            Self::Issue { slip, due } => act(slip, Act::Issue { due }),
            Self::Receive { slip } => act(slip, Act::Receive),
            Self::Visit {
                slip,
                on,
                visitors,
                findings,
            } => act(
                slip,
                Act::Visit {
                    on,
                    visitors,
                    findings,
                },
            ),
            Self::Decide {
                slip,
                no_need: Some(reason),
                ..
            } => act(slip, Act::NoNeed { reason }),
            Self::Decide {
                slip,
                kind,
                amount,
                fund,
                note,
                ..
            } => {
                let kind = kind.ok_or_else(|| {
                    Failure::usage(
                        Words::new("没有说明帮扶种类", "no kind of help is named"),
                        Words::new(
                            "加上 `--kind`，或 `--no-need 理由`",
                            "add `--kind`, or `--no-need REASON`",
                        ),
                    )
                })?;
                let amount = amount.unwrap_or(Fen::ZERO);
                act(
                    slip,
                    Act::Help {
                        kind,
                        amount,
                        fund,
                        note,
                    },
                )
            }
            Self::Return { slip, signed_by } => act(slip, Act::Return { signed_by }),
            Self::Close { slip, note } => act(slip, Act::Close { note }),
        }
    }
}

fn line(slip: &SlipLine) -> Value {
    let alarms: Vec<Value> = slip.alarms.iter().map(sentence).collect();
    let help = slip
        .help
        .map(|(kind, sum)| json!({ "kind": kind.code(), "amount_fen": sum.get() }));
    json!({
        "id": slip.id.to_string(), "year": slip.year.get(), "stage": slip.stage.code(),
        "unit": slip.unit_code, "unit_name": slip.unit_name, "member": slip.member, "triggers": alarms,
        "opened_at": slip.opened_at.shanghai_text(), "due_on": slip.due_on,
        "overdue": slip.escalated_to.is_some(), "escalated_to": slip.escalated_to, "help": help,
    })
}

fn table(slips: &[SlipLine]) -> Table {
    let mut table = Table::new(&[
        ("编号", "slip"),
        ("状态", "stage"),
        ("期限", "due"),
        ("工会", "union"),
        ("会员", "member"),
        ("触发", "triggers"),
        ("超期上报", "escalated to"),
    ]);
    for slip in slips {
        table.row([
            Words::same(slip.id.to_string()),
            Words::new(slip.stage.chinese(), slip.stage.english()),
            Words::same(slip.due_on.map(|due| due.to_string()).unwrap_or_default()),
            Words::same(format!("{} {}", slip.unit_code, slip.unit_name)),
            Words::same(slip.member.as_str()),
            Words::same(slip.alarms.len().to_string()),
            Words::same(slip.escalated_to.clone().unwrap_or_default()),
        ]);
    }
    table
}

fn shown(card: &SlipCard) -> Report {
    let events: Vec<Value> = card.events.iter().map(event).collect();
    let numbers: Vec<&str> = card.numbers.iter().map(|one| one.masked.as_str()).collect();
    let steps: Vec<&str> = card.steps.iter().map(|step| step.code()).collect();
    let slip = &card.line;
    let mut table = Table::new(&[
        ("时间", "when"),
        ("操作员", "by"),
        ("事项", "what"),
        ("内容", "detail"),
    ]);
    for event in &card.events {
        table.row([
            Words::same(event.at.shanghai_text()),
            Words::same(event.by.as_str()),
            event.happened(),
            event.note.words(),
        ]);
    }
    let next = |name: fn(SlipStep) -> &'static str, comma: &str| {
        let names: Vec<&str> = card.steps.iter().map(|step| name(*step)).collect();
        names.join(comma)
    };
    let (zh, en) = (next(SlipStep::chinese, "、"), next(SlipStep::english, ", "));
    Report::new(line(slip))
        .with(json!({
            "numbers": numbers, "settlements": card.settlements, "base_fen": card.base.get(),
            "benefit_fen": card.benefit.get(), "steps": steps, "events": events,
        }))
        .line(
            format!(
                "{} {}  {}  {}",
                slip.unit_code,
                slip.unit_name,
                slip.member,
                slip.stage.chinese()
            ),
            format!(
                "{} {}  {}  {}",
                slip.unit_code,
                slip.unit_name,
                slip.member,
                slip.stage.english()
            ),
        )
        .line(
            format!(
                "{}年度结算 {} 次，自负合计 {} 元，补助合计 {} 元",
                slip.year, card.settlements, card.base, card.benefit
            ),
            format!(
                "{} settlements of {}: base {} yuan, benefit {} yuan",
                card.settlements, slip.year, card.base, card.benefit
            ),
        )
        .table(table)
        .line(format!("下一步：{zh}"), format!("next: {en}"))
}

fn event(event: &SlipEventView) -> Value {
    let note = &event.note;
    json!({
        "at": event.at.shanghai_text(), "by": event.by, "kind": event.kind.code(), "told": sentence(&note.words()),
        "due_on": note.due, "on": note.on, "visitors": note.visitors, "help": note.help.map(HelpKind::code),
        "amount_fen": note.amount.map(Fen::get), "fund": note.fund, "text": note.text, "signed_by": note.signed_by,
    })
}
