//! `gongbao claim`: looking at claims, and deciding about them.

use crate::app::App;
use crate::args::Paging;
use crate::commands::expect::{self, Expect};
use crate::commands::{
    claim_approve, claim_explain, claim_returns, claim_reveal, claim_review, claim_show, codes,
    ops, shared,
};
use crate::failure::{Failure, Result};
use crate::output::{Report, Table, sentence};
use crate::words::{self, Words};
use chrono::NaiveDate;
use domain::claim::StateName;
use domain::decision::Verdict;
use domain::fen::Fen;
use domain::ids::ClaimRef;
use domain::payment_method::PaymentMethod;
use domain::year::BenefitYear;
use serde_json::{Value, json};
use tui::text::Shown;
use workflow::review::bulk;
use workflow::review::decide::{self, Outcome};
use workflow::views::claims::{CauseFilter, ClaimFilter, ClaimRowView, Search, WorkQueue};
use workflow::views::{claims, piles, units};
use workflow::{Session, payments::recovery, review::trial};

/// Verbs of `claim`.
#[derive(Debug, clap::Subcommand)]
pub enum Claim {
    /// List claims in scope, oldest first
    List {
        /// Which.
        #[command(flatten)]
        filter: Filter,
        /// Which page.
        #[command(flatten)]
        paging: Paging,
    },
    /// Count what keeps claims from being eligible: one line for each condition that fails
    Causes {
        /// Of which claims.
        #[command(flatten)]
        filter: Filter,
    },
    /// Show one with every condition and its history
    Show {
        /// Id or number
        claim: String,
    },
    /// Print the notice its member is handed: why, what to send, by when
    Explain {
        /// Id or number
        claim: String,
    },
    /// Make its last decision again from the stored facts; exit 1 when it differs
    Replay {
        /// Id or number
        claim: String,
    },
    /// Show the audit entries about one
    Log {
        /// Id or number
        claim: String,
    },
    /// Show one masked number in full, for a reason that is recorded
    Reveal(claim_reveal::Reveal),
    /// Collect a unit's returned claims in a workbook to mend
    Returns(claim_returns::Returns),
    /// Finish assessing claims again where a change was cut off
    Reassess,
    /// Record the checks, of one claim or of many once a sample was looked at
    Review(claim_review::Review),
    /// Approve the payable sum, of a few claims or of many once a sample was looked at
    Approve(claim_approve::Approve),
    /// Keep an approval although the facts have changed since
    Keep {
        /// Id or number
        #[arg(value_name = "ID")]
        claim: String,
        /// Why it stands
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
    /// Finish a bulk approval of yours that was cut off
    Resume,
    /// File what is left of a paid claim, up to the ceiling
    Supplement {
        /// Id or number of the paid claim
        #[arg(value_name = "ID")]
        claim: String,
        /// What is claimed in addition, in yuan
        #[arg(long, value_name = "YUAN")]
        claimed: String,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
    /// Send back for correction
    Return(Reasoned),
    /// Refuse for good
    Reject(Reasoned),
    /// Set aside until a day, or until the child-year is free
    Hold {
        /// Which, and why.
        #[command(flatten)]
        reasoned: Reasoned,
        /// Until this day; without it until the child-year is free
        #[arg(long, value_name = "DATE")]
        until: Option<NaiveDate>,
    },
    /// Take back for the unit
    Withdraw(Reasoned),
    /// Take the last decision back, until the batch is sealed
    Undo(Reasoned),
    /// Mark payments as found on the statement
    Reconcile {
        /// Ids or numbers
        #[arg(required = true, value_name = "ID")]
        claims: Vec<String>,
        /// Their number and sum, where there are several.
        #[command(flatten)]
        expect: Expect,
    },
    /// Begin to claim a payment back
    Recover {
        /// Which, and why.
        #[command(flatten)]
        reasoned: Reasoned,
        /// Their number and sum.
        #[command(flatten)]
        expect: Expect,
    },
    /// The money came back in full
    Recovered {
        /// Ids or numbers
        #[arg(required = true, value_name = "ID")]
        claims: Vec<String>,
        /// The document that shows it
        #[arg(long, value_name = "TEXT")]
        receipt: String,
        /// Their number and sum.
        #[command(flatten)]
        expect: Expect,
    },
}

/// Claims and a reason.
#[derive(Debug, clap::Args)]
pub struct Reasoned {
    /// Ids or numbers
    #[arg(required = true, value_name = "ID")]
    claims: Vec<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

/// Which claims are wanted; all in scope when nothing is named.
#[derive(Debug, Clone, clap::Args)]
pub struct Filter {
    /// States, separated by commas
    #[arg(long, value_name = "STATE", value_delimiter = ',', value_parser = codes::state)]
    state: Vec<StateName>,
    /// A unit and everything below it
    #[arg(long, value_name = "CODE")]
    unit: Option<String>,
    /// Benefit year
    #[arg(long, value_name = "YEAR")]
    year: Option<BenefitYear>,
    /// Programme
    #[arg(long, value_name = "ID")]
    programme: Option<String>,
    /// eligible, review or reject
    #[arg(long, value_parser = codes::verdict)]
    verdict: Option<Verdict>,
    /// full, shared or reimburse
    #[arg(long, value_parser = codes::method)]
    mode: Option<PaymentMethod>,
    /// Claim number, whole identity number, or start of a name
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Only claims with (or without) an open case
    #[arg(long, value_name = "BOOL")]
    in_case: Option<bool>,
    /// A part of the work that waits for you: ready, look, contested, ruling or overdue
    #[arg(long, alias = "lane", value_parser = codes::queue)]
    queue: Option<WorkQueue>,
    /// Least payable sum, in yuan
    #[arg(long, value_name = "SUM", value_parser = codes::sum)]
    min_payable: Option<Fen>,
    /// Only claims in which this fails: rule and code as `claim causes` lists them, such as H-04:age-over
    #[arg(long, value_name = "CAUSE", value_parser = codes::cause)]
    cause: Option<(String, String)>,
    /// Only those of them in which nothing else fails
    #[arg(long, requires = "cause")]
    alone: bool,
}

impl Filter {
    /// The filter as the kernel reads it; units are looked up in the operator's scope.
    ///
    /// # Errors
    /// A unit that is not in scope.
    pub fn resolve(&self, session: &mut Session) -> Result<ClaimFilter> {
        let unit = self
            .unit
            .as_deref()
            .map(|code| units::path_of(session, code))
            .transpose()?;
        Ok(ClaimFilter {
            states: self.state.clone(),
            unit,
            year: self.year,
            programme: self.programme.clone(),
            verdict: self.verdict,
            method: self.mode.clone(),
            search: self
                .search
                .as_deref()
                .and_then(|text| Search::parse(text, session.ctx.today())),
            in_case: self.in_case,
            min_payable: self.min_payable,
            queue: self.queue,
            cause: self.cause.clone().map(|(rule, code)| CauseFilter {
                rule,
                code,
                alone: self.alone,
            }),
        })
    }
}

impl Claim {
    /// Runs the command.
    ///
    /// # Errors
    /// [`Failure`].
    pub fn run(self, app: &App) -> Result<Report> {
        match self {
            Self::List { filter, paging } => list(app, &filter, &paging),
            Self::Causes { filter } => causes(app, &filter),
            Self::Show { claim } => claim_show::show(app, &claim),
            Self::Explain { claim } => claim_explain::explain(app, &claim),
            Self::Replay { claim } => ops::replay(app, &claim),
            Self::Log { claim } => claim_show::log(app, &claim),
            Self::Reveal(reveal) => reveal.run(app),
            Self::Returns(returns) => returns.run(app),
            Self::Reassess => claim_reveal::reassess(app),
            Self::Approve(approve) => approve.run(app),
            Self::Resume => shared::with_session(app, |session| {
                let outcome = bulk::resume(session, &mut |done, total| {
                    app.voice.progress(&format!("{done}/{total}"))
                });
                app.voice.progress_done();
                shared::outcome(session, &outcome?, &[])
            }),
            Self::Review(review) => review.run(app),
            Self::Supplement {
                claim,
                claimed,
                reason,
            } => supplement(app, &claim, &claimed, reason.as_deref()),
            Self::Keep { claim, reason } => {
                let why = shared::reason(reason.as_deref())?;
                act(app, &[claim], |session, claims| {
                    workflow::review::kept::keep(session, claims, why)
                })
            }
            Self::Return(reasoned) => {
                let why = shared::reason(reasoned.reason.as_deref())?;
                act(app, &reasoned.claims, |session, claims| {
                    decide::return_to_unit(session, claims, why)
                })
            }
            Self::Reject(reasoned) => {
                let why = shared::reason(reasoned.reason.as_deref())?;
                act(app, &reasoned.claims, |session, claims| {
                    decide::reject(session, claims, why)
                })
            }
            Self::Hold { reasoned, until } => {
                let why = reasoned.reason.unwrap_or_default();
                act(app, &reasoned.claims, |session, claims| {
                    decide::hold(session, claims, until, &why)
                })
            }
            Self::Withdraw(reasoned) => {
                let why = reasoned.reason.unwrap_or_default();
                act(app, &reasoned.claims, |session, claims| {
                    decide::withdraw(session, claims, &why)
                })
            }
            Self::Undo(reasoned) => {
                let why = reasoned.reason.unwrap_or_default();
                act(app, &reasoned.claims, |session, claims| {
                    decide::undo(session, claims, &why)
                })
            }
            // A mark on one payment is not asked about: it moves nothing.
            Self::Reconcile { claims, expect } if claims.len() > 1 => {
                confirmed(app, &claims, expect, |session, claims| {
                    recovery::reconcile(session, claims)
                })
            }
            Self::Reconcile { claims, .. } => act(app, &claims, |session, claims| {
                recovery::reconcile(session, claims)
            }),
            Self::Recover { reasoned, expect } => {
                let why = shared::reason(reasoned.reason.as_deref())?;
                confirmed(app, &reasoned.claims, expect, |session, claims| {
                    recovery::recover(session, claims, why)
                })
            }
            Self::Recovered {
                claims,
                receipt,
                expect,
            } => confirmed(app, &claims, expect, |session, claims| {
                recovery::recovered(session, claims, &receipt)
            }),
        }
    }
}

/// Acts on named claims and tells what became of each.
///
/// # Errors
/// [`Failure`] when nothing at all could be tried.
pub fn act(
    app: &App,
    texts: &[String],
    verb: impl FnOnce(&mut Session, &[ClaimRef]) -> workflow::Result<Outcome>,
) -> Result<Report> {
    shared::with_session(app, |session| {
        let named = shared::claims(session, texts)?;
        let outcome = verb(session, &named.claims)?;
        shared::outcome(session, &outcome, &named.unknown)
    })
}

/// As [`act`], once number and sum of the claims were repeated: it moves money, and nothing takes it back.
fn confirmed(
    app: &App,
    texts: &[String],
    expect: Expect,
    verb: impl Fn(&mut Session, &[ClaimRef]) -> workflow::Result<Outcome>,
) -> Result<Report> {
    shared::with_session(app, |session| {
        let named = shared::claims(session, texts)?;
        let found = trial::foresee(session, |session| verb(session, &named.claims))?;
        let Some(expected) = expect.given() else {
            let (refused, table) = shared::refused(session, &found.refused, &named.unknown)?;
            let report = expect::unconfirmed_claims(found.expected);
            return Ok(expect::refusing(report, &refused, table));
        };
        expected.holds(found.expected)?;
        // Whoever would have been refused is, whatever has changed in this moment.
        let mut outcome = verb(session, &found.done)?;
        outcome.failed.extend(found.refused);
        shared::outcome(session, &outcome, &named.unknown)
    })
}

fn supplement(app: &App, claim: &str, claimed: &str, reason: Option<&str>) -> Result<Report> {
    let reason = shared::reason(reason)?;
    let claimed = Fen::parse_yuan(claimed).map_err(|error| {
        Failure::usage(
            Words::new(
                format!("`{claimed}` 不是金额"),
                format!("`{claimed}` is no sum of money"),
            ),
            Words::new(
                "以元为单位，例如 --claimed 100.00",
                "give it in yuan, such as `--claimed 100.00`",
            ),
        )
        .because(&error)
    })?;
    shared::with_session(app, |session| {
        let paid = shared::claim(session, claim)?;
        let done = workflow::review::supplement::supplement(session, paid, claimed, reason)?;
        let json = json!({
            "claim": { "id": done.claim.to_string(), "number": done.number.to_string() },
        });
        Ok(Report::new(json).line(
            format!("已提出补充申报 {}，须审核、审批", done.number),
            format!(
                "supplementary claim {} is filed; it is reviewed and approved like any other",
                done.number
            ),
        ))
    })
}

fn list(app: &App, filter: &Filter, paging: &Paging) -> Result<Report> {
    let after = shared::cursor(paging.after.as_deref())?;
    shared::with_session(app, |session| {
        let filter = filter.resolve(session)?;
        let page = claims::page(session, &filter, after, paging.limit())?;
        let mut table = Table::new(&[
            ("编号", "number"),
            ("状态", "state"),
            ("结论", "verdict"),
            ("工会", "unit"),
            ("会员", "member"),
            ("子女", "child"),
            ("年度", "year"),
            ("申请", "claimed"),
            ("可付", "payable"),
            ("原因", "reason"),
        ]);
        for row in &page.rows {
            table.row([
                Words::from(row.number.to_string()),
                words::of("state", row.state.code()),
                verdict(row),
                row.unit_code.clone().into(),
                row.member_name.clone().into(),
                row.subject_name.clone().into(),
                row.year.to_string().into(),
                row.claimed.to_string().into(),
                row.payable.to_string().into(),
                why(row),
            ]);
        }
        let json = json!({
            "claims": page.rows.iter().map(line).collect::<Vec<_>>(),
            "next": shared::next(page.next.as_ref()),
        });
        Ok(shared::more(
            Report::new(json).listing(table),
            page.next.as_ref(),
        ))
    })
}

fn causes(app: &App, filter: &Filter) -> Result<Report> {
    shared::with_session(app, |session| {
        let filter = filter.resolve(session)?;
        let piles = piles::of(session, &filter)?;
        let mut table = Table::new(&[
            ("规则", "rule"),
            ("代码", "code"),
            ("申报", "claims"),
            ("仅此项", "alone"),
            ("可付", "payable"),
            ("原因", "reason"),
        ]);
        for pile in &piles {
            table.row([
                Words::from(format!("{} {}", pile.kind.sign(), pile.rule)),
                pile.code.clone().into(),
                pile.claims.to_string().into(),
                pile.alone.to_string().into(),
                pile.payable.to_string().into(),
                pile.text.clone(),
            ]);
        }
        let json: Vec<Value> = piles
            .iter()
            .map(|pile| {
                json!({
                    "rule": pile.rule, "code": pile.code, "blocks": pile.kind.blocks(),
                    "claims": pile.claims, "alone": pile.alone, "payable_fen": pile.payable.get(),
                    "message": sentence(&pile.text),
                })
            })
            .collect();
        Ok(Report::new(json!({ "causes": json })).listing(table))
    })
}

/// The most columns a reason takes in a list; `claim show` has all of it.
const REASON_MAX: usize = 32;

/// The rule of the worst condition that fails, its sentence, and how many others there are.
fn why(row: &ClaimRowView) -> Words {
    let Some(first) = row.causes.first() else {
        return Words::default();
    };
    let others = row.causes.len() - 1;
    let more = if others > 0 {
        format!("+{others}")
    } else {
        String::new()
    };
    let told = |text: &str| {
        let text = format!("{}{more} {text}", first.rule);
        Shown::new(&text).cut(REASON_MAX).as_str().to_owned()
    };
    Words::new(told(&first.text.zh), told(&first.text.en))
}

/// What the rules say of a claim, why it is out, or who kept it against them.
pub fn verdict(row: &ClaimRowView) -> Words {
    let Some(told) = row.stands() else {
        return words::of("verdict", row.verdict.code());
    };
    let cut = |text: &str| Shown::new(text).cut(REASON_MAX).as_str().to_owned();
    Words::new(cut(&told.zh), cut(&told.en))
}

/// Why a claim is out, for JSON; null for one that is not.
fn out(row: &ClaimRowView) -> Value {
    row.out.as_ref().map_or(
        Value::Null,
        |out| json!({ "code": out.code, "clause": out.clause, "why": sentence(&out.why) }),
    )
}

/// A claim as lists print it.
pub fn line(row: &ClaimRowView) -> Value {
    let kept = row.kept.as_ref();
    let kept = kept.map(|kept| json!({ "by": kept.by, "reason": kept.reason }));
    json!({
        "id": row.id.to_string(), "number": row.number.to_string(), "state": row.state.code(),
        "verdict": row.verdict.code(), "out": out(row), "kept": kept, "unit": row.unit_code, "year": row.year.get(),
        "claimed_fen": row.claimed.get(), "payable_fen": row.payable.get(),
        "approved_fen": row.approved.map(Fen::get),
        "causes": row.causes.iter().map(|cause| json!({
            "rule": cause.rule, "clause": cause.clause, "code": cause.code, "blocks": cause.kind.blocks(),
            "message": sentence(&cause.text), "remedy": sentence(&cause.remedy),
        })).collect::<Vec<_>>(),
    })
}
