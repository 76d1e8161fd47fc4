//! `gongbao duplicate`: two claims for one child-year, and what a human decides.

use crate::app::App;
use crate::args::Paging;
use crate::commands::{claim, codes, duplicate_scan, duplicate_score, duplicate_why, shared};
use crate::failure::Result;
use crate::misuse::Unread;
use crate::output::{Report, Table};
use crate::words::{self, Words};
use chrono::NaiveDate;
use domain::case::CaseState;
use domain::claim::HoldUntil;
use domain::ids::CaseId;
use serde_json::{Value, json};
use workflow::Session;
use workflow::duplicates::{self, Settled, Verdict};
use workflow::views::cases::{self, CaseRowView, Side};
use workflow::words;

/// Verbs of `duplicate`.
#[derive(Debug, clap::Subcommand)]
pub enum Duplicate {
    /// List cases, oldest first
    List {
        /// States, separated by commas; all when left out
        #[arg(long, value_delimiter = ',', value_parser = codes::case_state)]
        state: Vec<CaseState>,
        /// Which page.
        #[command(flatten)]
        paging: Paging,
    },
    /// Show the claims of a case side by side
    Show {
        /// Case
        #[arg(value_name = "CASE", value_parser = codes::case_id)]
        case: CaseId,
    },
    /// Decide a case
    Resolve(Resolve),
    /// Agree, as second operator, that the children differ
    Second {
        /// Case
        #[arg(value_name = "CASE", value_parser = codes::case_id)]
        case: CaseId,
    },
    /// Compare all live claims of a year and open a case for every suspect
    Scan(duplicate_scan::Scan),
    /// How well each line would have told past decisions apart
    Calibrate(duplicate_scan::Year),
    /// The model in force; with a line, set it
    Model(duplicate_scan::Model),
    /// Score the pairs of a CSV file, without any database
    Score(duplicate_score::Score),
    /// Open a decided case again, as long as nothing is batched
    Undo {
        /// Case
        #[arg(value_name = "CASE", value_parser = codes::case_id)]
        case: CaseId,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
}

/// One of five decisions.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("decision").required(true).args(["keep", "different", "return_both", "hold", "escalate"]))]
pub struct Resolve {
    /// Case
    #[arg(value_name = "CASE", value_parser = codes::case_id)]
    case: CaseId,
    /// Keep this claim, id or number; the others are closed
    #[arg(long, value_name = "CLAIM", requires = "chosen_by")]
    keep: Option<String>,
    /// Who of the couple chose, and the document that shows it
    #[arg(long, value_name = "TEXT", requires = "keep")]
    chosen_by: Option<String>,
    /// The claim whose child's number, name and date of birth are right, where the claims name several people
    #[arg(long, value_name = "CLAIM", requires = "keep")]
    details_of: Option<String>,
    /// They are different children
    #[arg(long)]
    different: bool,
    /// What shows it; the reason when left out
    #[arg(long, value_name = "TEXT", requires = "different")]
    evidence: Option<String>,
    /// Send all of them back
    #[arg(long)]
    return_both: bool,
    /// Wait until this day, or `free` for until the child-year is free
    #[arg(long, value_name = "DATE", value_parser = until)]
    hold: Option<HoldUntil>,
    /// Let the supervisor above all unions of the case decide
    #[arg(long)]
    escalate: bool,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

fn until(text: &str) -> std::result::Result<HoldUntil, Unread> {
    if text == "free" {
        return Ok(HoldUntil::SlotFree);
    }
    text.parse::<NaiveDate>().map(HoldUntil::Date).map_err(|_| {
        Unread(words!(
            "请写日期，如 2026-02-01，或写 `free`（名额空出为止）",
            "write a day such as 2026-02-01, or `free`"
        ))
    })
}

impl Duplicate {
    /// Runs the command.
    ///
    /// # Errors
    /// [`crate::failure::Failure`].
    pub fn run(self, app: &App) -> Result<Report> {
        match self {
            Self::List { state, paging } => list(app, &state, &paging),
            Self::Show { case } => shared::with_session(app, |session| show(session, case)),
            Self::Resolve(resolve) => resolve.run(app),
            Self::Scan(scan) => scan.run(app),
            Self::Calibrate(year) => year.calibrate(app),
            Self::Model(model) => model.run(app),
            Self::Score(score) => score.run(app),
            Self::Second { case } => shared::with_session(app, |session| {
                Ok(settled(&duplicates::second(session, case)?))
            }),
            Self::Undo { case, reason } => {
                let why = shared::reason(reason.as_deref())?;
                shared::with_session(app, |session| {
                    Ok(settled(&duplicates::undo(session, case, why)?))
                })
            }
        }
    }
}

impl Resolve {
    fn run(self, app: &App) -> Result<Report> {
        let why = shared::reason(self.reason.as_deref())?;
        shared::with_session(app, |session| {
            let verdict = match (&self.keep, self.hold) {
                (Some(text), _) => Verdict::KeepOne {
                    claim: shared::claim(session, text)?,
                    chosen_by: self.chosen_by.clone().unwrap_or_default(),
                    details_of: match &self.details_of {
                        Some(text) => Some(shared::claim(session, text)?),
                        None => None,
                    },
                },
                (None, Some(until)) => Verdict::Hold(until),
                (None, None) if self.different => Verdict::Different {
                    evidence: self.evidence.clone().unwrap_or_else(|| why.to_owned()),
                },
                (None, None) if self.escalate => Verdict::Escalate,
                (None, None) => Verdict::ReturnBoth,
            };
            Ok(settled(&duplicates::resolve(
                session, self.case, &verdict, why,
            )?))
        })
    }
}

fn settled(settled: &Settled) -> Report {
    let claims: Vec<String> = settled.done.iter().map(ToString::to_string).collect();
    let (case, state, count) = (settled.case.to_string(), settled.state, claims.len());
    let report = Report::new(json!({ "case": case, "state": state.code(), "done": claims })).line(
        format!("案件 {case}：{}；{count} 件申报随之变动", state.chinese()),
        format!(
            "case {case}: {}; {count} claims moved with it",
            state.code()
        ),
    );
    if state == CaseState::Proposed {
        return report.line(
            format!("须由另一位操作员复核：`gongbao duplicate second {case}`"),
            format!("another operator must agree: `gongbao duplicate second {case}`"),
        );
    }
    report
}

fn list(app: &App, states: &[CaseState], paging: &Paging) -> Result<Report> {
    let after = shared::cursor(paging.after.as_deref())?;
    shared::with_session(app, |session| {
        let page = cases::page(session, states, after, paging.limit())?;
        let json = json!({
            "cases": page.rows.iter().map(head).collect::<Vec<_>>(),
            "next": shared::next(page.next.as_ref()),
        });
        Ok(shared::more(
            Report::new(json).listing(heads(&page.rows)),
            page.next.as_ref(),
        ))
    })
}

fn head(case: &CaseRowView) -> Value {
    json!({
        "id": case.id.to_string(), "state": case.state.code(),
        "claims": case.claims.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "kind": case.kind.code(), "year": case.year.get(), "programme": case.programme,
        "resolution": case.resolution.map(|resolution| resolution.code()),
        "child": case.subject_name, "units": case.units, "opened_at": case.opened_at.shanghai_text(),
    })
}

fn heads(cases: &[CaseRowView]) -> Table {
    let mut table = Table::new(&[
        ("案件", "case"),
        ("状态", "state"),
        ("种类", "kind"),
        ("处理", "decision"),
        ("年度", "year"),
        ("子女", "child"),
        ("工会", "units"),
    ]);
    for case in cases {
        table.row([
            Words::from(case.id.to_string()),
            words::of("case", case.state.code()),
            words::of("case-kind", case.kind.code()),
            case.resolution
                .map(|how| words::of("resolution", how.code()))
                .unwrap_or_default(),
            case.year.to_string().into(),
            case.subject_name.clone().into(),
            Words::new(case.units.join("、"), case.units.join(", ")),
        ]);
    }
    table
}

fn show(session: &mut Session, id: CaseId) -> Result<Report> {
    let detail = cases::show(session, id)?;
    let mut table = Table::new(&[
        ("申报", "claim"),
        ("状态", "state"),
        ("工会", "unit"),
        ("会员", "member"),
        ("子女", "child"),
        ("方式", "mode"),
        ("可付", "payable"),
    ]);
    let mut sides = Vec::new();
    let hidden = String::new();
    for side in &detail.sides {
        let (unit, member, child, mode, payable) = match side {
            Side::Own(own) => (
                &own.row.unit_name,
                &own.row.member_name,
                &own.row.subject_name,
                own.row.method,
                own.row.payable,
            ),
            Side::Masked(masked) => (
                &masked.unit_name,
                &hidden,
                &hidden,
                masked.method,
                masked.payable,
            ),
        };
        let number = side.number().to_string();
        let state = side.state().code();
        table.row([
            number.clone().into(),
            words::of("state", state),
            unit.clone().into(),
            member.clone().into(),
            child.clone().into(),
            Words::new(mode.zh, mode.en),
            payable.to_string().into(),
        ]);
        sides.push(match side {
            Side::Own(own) => {
                let mut line = claim::line(&own.row);
                if let Value::Object(object) = &mut line {
                    object.insert("masked".to_owned(), json!(false));
                    object.insert("unit_name".to_owned(), json!(unit));
                    object.insert("member".to_owned(), json!(member));
                    object.insert("child".to_owned(), json!(child));
                }
                line
            }
            Side::Masked(masked) => json!({
                "masked": true, "id": masked.id.to_string(), "number": number, "state": state, "unit_name": unit,
                "mode": masked.method.code, "payable_fen": payable.get(),
            }),
        });
    }
    let mut json = head(&detail.row);
    let body: Value = serde_json::from_str(&detail.body).unwrap_or(Value::Null);
    if let Value::Object(object) = &mut json {
        object.insert("sides".to_owned(), Value::Array(sides));
        object.insert("resolved_by".to_owned(), json!(detail.resolved_by));
        object.insert(
            "resolved_at".to_owned(),
            json!(detail.resolved_at.map(|at| at.shanghai_text())),
        );
        object.insert("seconded_by".to_owned(), json!(detail.seconded_by));
        object.insert("body".to_owned(), body);
        object.insert("pairs".to_owned(), duplicate_why::pairs_json(&detail));
        object.insert("families".to_owned(), duplicate_why::families_json(&detail));
        object.insert("effects".to_owned(), duplicate_why::effects_json(&detail));
    }
    let report = Report::new(json)
        .table(heads(std::slice::from_ref(&detail.row)))
        .table(table);
    Ok(duplicate_why::tell(report, &detail))
}
