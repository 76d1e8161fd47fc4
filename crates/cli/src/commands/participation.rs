//! `gongbao participation`: who takes part in mutual aid, who could and does not, and the fund of a scheme.

use crate::app::App;
use crate::args::Paging;
use crate::commands::{codes, shared};
use crate::failure::Result;
use crate::output::{Report, Table, sentence};
use crate::words::Words;
use chrono::NaiveDate;
use domain::fen::Fen;
use serde_json::{Value, json};
use workflow::participation::{
    self, About, Balance, Coverage, Fund, MakeUp, Missing, Move, UnionUptake, Uptake,
};

/// What most verbs are about.
#[derive(Debug, clap::Args)]
pub struct Of {
    /// Scheme; the last that began and that somebody in scope takes part in, when left out
    #[arg(long, value_name = "ID")]
    scheme: Option<String>,
    /// Only this union and those below it
    #[arg(long, value_name = "CODE")]
    unit: Option<String>,
    /// Programme id, where several are fed by messages
    #[arg(long, value_name = "ID")]
    programme: Option<String>,
}

/// Verbs of `participation`.
#[derive(Debug, clap::Subcommand)]
pub enum Participation {
    /// Who joined of those who may, union by union
    Coverage {
        /// Scheme and part of the tree.
        #[command(flatten)]
        of: Of,
        /// The day; today, or the end of the period that is nearer, when left out
        #[arg(long, value_name = "DATE")]
        on: Option<NaiveDate>,
    },
    /// List the members in service who may join and did not
    Missing {
        /// Scheme and part of the tree.
        #[command(flatten)]
        of: Of,
        /// The day; today, or the end of the period that is nearer, when left out
        #[arg(long, value_name = "DATE")]
        on: Option<NaiveDate>,
        /// Which page.
        #[command(flatten)]
        paging: Paging,
    },
    /// List who joined, left or replaced somebody within the period
    Changes {
        /// Scheme and part of the tree.
        #[command(flatten)]
        of: Of,
    },
    /// Show what was paid into the fund and by whom, what unions made up, and what it paid out
    Ledger {
        /// Scheme and part of the tree.
        #[command(flatten)]
        of: Of,
    },
    /// Record what a union puts into the fund; below zero takes an entry back
    MakeUp {
        /// Scheme
        #[arg(long, value_name = "ID")]
        scheme: String,
        /// The union that pays
        #[arg(long, value_name = "CODE")]
        unit: String,
        /// How much, in yuan
        #[arg(long, value_name = "YUAN", value_parser = codes::sum, allow_hyphen_values = true)]
        amount: Fen,
        /// The day it was paid; today when left out
        #[arg(long, value_name = "DATE")]
        on: Option<NaiveDate>,
        /// The decision it rests on
        #[arg(long, value_name = "TEXT")]
        document: String,
        /// Programme id, where several are fed by messages
        #[arg(long, value_name = "ID")]
        programme: Option<String>,
    },
}

impl Participation {
    /// Runs the command.
    ///
    /// # Errors
    /// [`crate::failure::Failure`].
    pub fn run(self, app: &App) -> Result<Report> {
        shared::with_session(app, |session| match self {
            Self::Coverage { of, on } => {
                let about = of.about(session, on)?;
                Ok(coverage(&participation::coverage(session, &about)?))
            }
            Self::Missing { of, on, paging } => {
                let about = of.about(session, on)?;
                let after = shared::cursor(paging.after.as_deref())?;
                let page = participation::missing(session, &about, after, paging.limit())?;
                let next = shared::next(page.next.as_ref());
                let list: Vec<Value> = page.rows.iter().map(member).collect();
                let report = Report::new(json!({ "missing": list, "next": next }));
                Ok(shared::more(
                    report.listing(members(&page.rows)),
                    page.next.as_ref(),
                ))
            }
            Self::Changes { of } => {
                let about = of.about(session, None)?;
                Ok(changes(&participation::moves(session, &about)?))
            }
            Self::Ledger { of } => {
                let about = of.about(session, None)?;
                Ok(ledger(&participation::fund(session, &about)?))
            }
            Self::MakeUp {
                scheme,
                unit,
                amount,
                on,
                document,
                programme,
            } => {
                let programme = shared::fed_programme(session, programme)?;
                let paid_on = on.unwrap_or_else(|| session.ctx.today());
                let told = json!({
                    "scheme": scheme, "unit": unit, "amount_fen": amount.get(), "paid_on": paid_on,
                });
                let line = Words::new(
                    format!("{unit} 对 {scheme} 的基金补足 {amount} 元，已登记"),
                    format!("{unit} puts {amount} yuan into the fund of {scheme}: recorded"),
                );
                let act = MakeUp {
                    programme,
                    scheme,
                    unit,
                    amount,
                    paid_on,
                    document,
                };
                participation::make_up(session, &act)?;
                Ok(Report::new(told).line(line.zh.to_string(), line.en.to_string()))
            }
        })
    }
}

impl Of {
    fn about(self, session: &mut workflow::Session, on: Option<NaiveDate>) -> Result<About> {
        let programme = shared::fed_programme(session, self.programme)?;
        Ok(About {
            scheme: self.scheme,
            on,
            unit: self.unit,
            ..About::programme(&programme)
        })
    }
}

/// Two decimals of percent; empty where there is no denominator.
fn percent(bp: Option<u64>) -> String {
    bp.map(|bp| format!("{}.{:02} %", bp / 100, bp % 100))
        .unwrap_or_default()
}

fn ratio_bp(insured: u32, eligible: u32) -> Option<u64> {
    let all = Uptake {
        insured,
        eligible,
        needed: 0,
        counted: true,
    };
    all.ratio_bp()
}

fn coverage(found: &Coverage) -> Report {
    let mut table = Table::new(&[
        ("工会", "union"),
        ("应参加", "eligible"),
        ("已参加", "insured"),
        ("未参加", "missing"),
        ("参保率", "ratio"),
        ("至少须参加", "needed"),
        ("是否达到", "enough"),
        ("新参加", "joined"),
        ("退出", "left"),
        ("顶替", "replaced"),
    ]);
    for unit in &found.units {
        let uptake = unit.uptake;
        table.row([
            Words::same(format!("{} {}", unit.code, unit.name)),
            Words::same(uptake.eligible.to_string()),
            Words::same(uptake.insured.to_string()),
            Words::same(unit.missing().to_string()),
            Words::same(percent(uptake.ratio_bp())),
            Words::same(
                uptake
                    .required()
                    .map_or_else(|| "-".to_owned(), |count| count.to_string()),
            ),
            enough(unit),
            Words::same(unit.joined.to_string()),
            Words::same(unit.left.to_string()),
            Words::same(unit.replaced.to_string()),
        ]);
    }
    let Coverage {
        scheme,
        as_of,
        insured,
        eligible,
        ..
    } = found;
    let ratio = ratio_bp(*insured, *eligible);
    let (counted, short) = (found.counted, found.short);
    Report::new(json!({
        "scheme": scheme, "as_of": as_of, "insured": insured, "eligible": eligible, "ratio_bp": ratio,
        "counted": {
            "unions": counted, "short": short, "insured": found.counted_insured,
            "eligible": found.counted_eligible,
            "ratio_bp": ratio_bp(found.counted_insured, found.counted_eligible), "as_of": as_of,
        },
        "units": found.units.iter().map(|unit| of_union(unit, *as_of)).collect::<Vec<_>>(),
    }))
    .table(table)
    .line(
        format!("{scheme}：应参加 {eligible} 人，已参加 {insured} 人，参保率 {}（{as_of}）", percent(ratio)),
        format!("{scheme}: {insured} of {eligible} take part, {} ({as_of})", percent(ratio)),
    )
    .line(
        format!("应全部覆盖的工会 {counted} 个，其中 {short} 个未达到方案的要求"),
        format!("unions to be covered: {counted}; short of what the scheme asks for: {short}"),
    )
}

fn enough(unit: &UnionUptake) -> Words {
    match (unit.uptake.counted, unit.uptake.is_enough()) {
        (false, _) => Words::new("不计入", "not counted"),
        (true, true) => Words::new("是", "yes"),
        (true, false) => Words::new("否", "no"),
    }
}

fn of_union(unit: &UnionUptake, as_of: NaiveDate) -> Value {
    let uptake = unit.uptake;
    json!({
        "unit": unit.code, "unit_name": unit.name, "insured": uptake.insured, "eligible": uptake.eligible,
        "missing": unit.missing(), "ratio_bp": uptake.ratio_bp(), "needed": uptake.needed,
        "enough": uptake.is_enough(), "counted": uptake.counted, "as_of": as_of,
        "joined": unit.joined, "left": unit.left, "replaced": unit.replaced,
    })
}

fn numbers(one: &Missing) -> Vec<&str> {
    one.numbers
        .iter()
        .map(|number| number.masked.as_str())
        .collect()
}

fn member(one: &Missing) -> Value {
    json!({
        "member": one.member, "numbers": numbers(one), "unit": one.unit_code, "unit_name": one.unit_name,
    })
}

fn members(rows: &[Missing]) -> Table {
    let mut table = Table::new(&[("会员", "member"), ("证件", "number"), ("工会", "union")]);
    for one in rows {
        table.row([
            Words::same(one.member.as_str()),
            Words::same(numbers(one).join(" ")),
            Words::same(format!("{} {}", one.unit_code, one.unit_name)),
        ]);
    }
    table
}

fn changes(found: &[Move]) -> Report {
    let mut table = Table::new(&[
        ("会员", "member"),
        ("工会", "union"),
        ("参加日期", "joined"),
        ("退出日期", "left"),
        ("顶替", "replaces"),
        ("缴费（元）", "paid in"),
    ]);
    let day =
        |day: Option<NaiveDate>| Words::same(day.map(|day| day.to_string()).unwrap_or_default());
    for one in found {
        table.row([
            Words::same(one.member.as_str()),
            Words::same(format!("{} {}", one.unit_code, one.unit_name)),
            day(one.joined_on),
            day(one.left_on),
            Words::same(one.replaces.clone().unwrap_or_default()),
            Words::same(one.paid.to_string()),
        ]);
    }
    let list: Vec<Value> = found
        .iter()
        .map(|one| {
            json!({
                "member": one.member, "unit": one.unit_code, "unit_name": one.unit_name,
                "joined_on": one.joined_on, "left_on": one.left_on, "replaces": one.replaces,
                "contribution_fen": one.paid.get(),
            })
        })
        .collect();
    Report::new(json!({ "changes": list })).listing(table)
}

fn ledger(fund: &Fund) -> Report {
    let mut table = Table::new(&[
        ("工会", "union"),
        ("缴费（元）", "premiums"),
        ("补足（元）", "made up"),
        ("补助（元）", "paid out"),
        ("结余（元）", "left"),
    ]);
    for unit in &fund.units {
        table.row([
            Words::same(format!("{} {}", unit.code, unit.name)),
            Words::same(unit.contributions.to_string()),
            Words::same(unit.made_up.to_string()),
            Words::same(unit.paid_out.to_string()),
            Words::same(unit.left().to_string()),
        ]);
    }
    let payers: Vec<Value> = fund
        .payers
        .iter()
        .map(|payer| {
            json!({ "payer": payer.code, "name": sentence(&payer.name), "contribution_fen": payer.paid.get() })
        })
        .collect();
    let makeups: Vec<Value> = fund
        .makeups
        .iter()
        .map(|one| {
            json!({
                "unit": one.unit_code, "unit_name": one.unit_name, "amount_fen": one.amount.get(),
                "paid_on": one.paid_on, "document": one.document, "at": one.at.shanghai_text(), "by": one.by,
            })
        })
        .collect();
    let mut report = Report::new(json!({
        "scheme": fund.scheme, "as_of": fund.as_of, "contribution_fen": fund.contributions.get(),
        "payers": payers, "make_up_fen": fund.made_up.get(), "benefit_fen": fund.paid_out.get(),
        "balance_fen": fund.left().get(),
        "payout": {
            "numerator_fen": fund.paid_out.get(), "denominator_fen": fund.contributions.get(),
            "ratio_bp": fund.payout_bp(), "as_of": fund.as_of,
        },
        "units": fund.units.iter().map(balance).collect::<Vec<_>>(), "make_ups": makeups,
    }))
    .table(table);
    for payer in &fund.payers {
        report = report.line(
            format!("{}：{} 元", payer.name.zh, payer.paid),
            format!("{}: {} yuan", payer.name.en, payer.paid),
        );
    }
    let Fund {
        scheme,
        as_of,
        contributions,
        made_up,
        paid_out,
        ..
    } = fund;
    let left = fund.left();
    let report = report.line(
        format!("{scheme}：缴费 {contributions} 元，工会补足 {made_up} 元，补助 {paid_out} 元，结余 {left} 元（{as_of}）"),
        format!("{scheme}: premiums {contributions} yuan, made up {made_up} yuan, paid out {paid_out} yuan, left {left} yuan ({as_of})"),
    );
    if left < Fen::ZERO {
        return report.line(
            "支出大于收入属正常情况，差额由工会补足",
            "paying out more than was paid in is normal; unions make up the difference",
        );
    }
    report
}

fn balance(unit: &Balance) -> Value {
    json!({
        "unit": unit.code, "unit_name": unit.name, "contribution_fen": unit.contributions.get(),
        "make_up_fen": unit.made_up.get(), "benefit_fen": unit.paid_out.get(),
        "balance_fen": unit.left().get(),
    })
}
