//! A winter heating allowance for members: another subject, several claims of one person and year. It knows only what a
//! programme may know, and stands for every programme that is written after this kernel.

use domain::batch::Channel;
use domain::decision::{Condition, Decision};
use domain::draft::{ClaimDraft, Payee};
use domain::fen::Fen;
use domain::form::Form;
use domain::fund::SourceSpec;
use domain::identity::IdentityNumber;
use domain::ledger::{AccountSpec, Chart};
use domain::payment_method::MethodSpec;
use domain::year::BenefitYear;
use policy::condition::{With, pass, reject, wait};
use policy::funds::{self, BANK, PAYABLE};
use policy::layout;
use policy::params::{Params, ParamsError};
use policy::programme::PeriodTerms;
use policy::{
    Assessor, CheckSpec, CodeText, Facts, MemberText, Programme, RuleSpec, ShownField, Turn,
};
use rows::column::{ColumnKind, MEMBER};
use rows::{ColumnSpec, Context, RowReader};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Id of the programme.
pub const ID: &str = "heating";
const PARAMS: &str = "year = 2026\nmonthly_fen = 30000\n";

const UNIT: ColumnSpec = ColumnSpec::new("unit_code", "工会代码", ColumnKind::Text);
const NAME: ColumnSpec = ColumnSpec::new("member_name", "会员姓名", ColumnKind::Name)
    .required()
    .of(MEMBER);
const NUMBER: ColumnSpec = ColumnSpec::new("member_id", "会员身份证号", ColumnKind::Identity)
    .required()
    .of(MEMBER);
const MONTH: ColumnSpec = ColumnSpec::new("heating_month", "采暖月份", ColumnKind::Text).required();
const CARD: ColumnSpec = ColumnSpec::new("card", "银行卡号", ColumnKind::BankCard).required();
const COLUMNS: &[ColumnSpec] = &[UNIT, NAME, NUMBER, MONTH, CARD];

const POST: CheckSpec = CheckSpec::new("post", "一", "在岗情况", "being in post");
const PAY: MethodSpec = MethodSpec::new("card", "发放到卡", "to the card", Channel::MemberBank);
const FUND: SourceSpec = SourceSpec::new("heating-fund", "采暖专项", "heating fund", "专项");
const ALLOWANCES: AccountSpec = AccountSpec::new("heating", "采暖补贴支出", "heating allowances");
const CHART: Chart = Chart {
    owed: (ALLOWANCES, PAYABLE),
    paid: (ALLOWANCES, BANK),
    ..funds::CHART
};
const SERVICE: RuleSpec = RuleSpec::new("W-01", "一", "在职会员", "Members in service");
const ONCE: RuleSpec = RuleSpec::new("W-02", "二", "每人每月一次", "Once a member and month");
const SEASON: RuleSpec = RuleSpec::new("W-03", "三", "采暖期为11月至次年3月", "November to March");

/// The month the allowance is for, such as `2026-01`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Heating {
    month: String,
}

#[derive(Serialize, Deserialize)]
struct Year {
    year: i16,
    monthly_fen: i64,
}

/// The programme.
pub struct WinterHeating;

fn month(draft: &ClaimDraft) -> &str {
    draft.form.get::<Heating>().map_or("", |form| &form.month)
}

impl Programme for WinterHeating {
    fn id(&self) -> &'static str {
        ID
    }

    fn names(&self) -> (&'static str, &'static str) {
        ("职工冬季采暖补贴", "Winter heating allowance")
    }

    fn rules(&self) -> &'static [RuleSpec] {
        &[SERVICE, ONCE, SEASON]
    }

    fn texts(&self) -> &'static [CodeText] {
        const TEXTS: &[CodeText] = &[
            CodeText::new("in-service", "在职会员。", "In service."),
            CodeText::new("not-on-roster", "不在本单位名册中。", "Not on the roster."),
            CodeText::new("month-free", "{month}尚未享受。", "{month} is unpaid."),
            CodeText::new("month-taken", "{month}已经享受。", "{month} is paid."),
            CodeText::new("in-season", "{month}在采暖期内。", "{month} is in season."),
            CodeText::new("out-of-season", "{month}不在采暖期内。", "Out of season."),
        ];
        TEXTS
    }

    fn member_texts(&self) -> &'static [MemberText] {
        const fn told(code: &'static str, zh: &'static str, en: &'static str) -> MemberText {
            MemberText::new(code, Turn::Union, zh, en)
        }
        const TOLD: &[MemberText] = &[
            told("not-on-roster", "您不在本单位名册中。", "Not on it."),
            told("month-taken", "{month}已经发放。", "{month} was paid."),
            told("out-of-season", "{month}不在采暖期内。", "Off season."),
        ];
        TOLD
    }

    fn columns(&self) -> &'static [ColumnSpec] {
        COLUMNS
    }

    fn methods(&self) -> &'static [MethodSpec] {
        &[PAY]
    }

    fn sources(&self) -> &'static [SourceSpec] {
        &[FUND]
    }

    fn chart(&self) -> &'static Chart {
        &CHART
    }

    fn checks(&self) -> &'static [CheckSpec] {
        &[POST]
    }

    fn write(&self, draft: &ClaimDraft) -> serde_json::Result<String> {
        layout::write::<Heating>(draft)
    }

    fn read(&self, stored: Value) -> serde_json::Result<ClaimDraft> {
        layout::read::<Heating>(stored)
    }

    fn shown(&self, draft: &ClaimDraft) -> Vec<ShownField> {
        let label = ("采暖月份", "Month");
        vec![ShownField::same("month", label, month(draft))]
    }

    fn read_row(&self, cells: &mut RowReader<'_>, context: &Context) -> Option<ClaimDraft> {
        let unit_code = cells.unit_code(&UNIT, context);
        let member = cells.adult(&NAME, &NUMBER, context);
        let written = |text: &str| (text.len() == 7).then(|| text.to_owned());
        let month = cells.word(&MONTH, written, "2026-01");
        let month = cells.required(&MONTH, month);
        let card = cells.card(&CARD);
        let card = cells.required(&CARD, card);
        let (member, month) = (member?, month?);
        Some(ClaimDraft {
            unit_code: unit_code?,
            subject: member.clone(),
            year: BenefitYear::new(month.get(..4)?.parse().ok()?),
            method: PAY.method(),
            claimed: Fen::new(30_000),
            payee: Some(Payee {
                bank: "中国建设银行".to_owned(),
                card: card?,
                holder: member.name.clone(),
            }),
            claimant: member,
            form: Form::new(Heating { month }),
            corrects: None,
            partner: None,
        })
    }

    fn cells(&self, draft: &ClaimDraft) -> Vec<(&'static ColumnSpec, String)> {
        vec![
            (&NAME, draft.claimant.name.clone()),
            (&MONTH, month(draft).to_owned()),
        ]
    }

    fn row_key(&self, draft: &ClaimDraft) -> String {
        let number = draft.claimant.identities.first();
        let number = number.map_or("", IdentityNumber::canonical);
        format!("{}|{number}|{}", draft.unit_code, month(draft))
    }

    fn shipped_params(&self) -> &'static str {
        PARAMS
    }

    fn snapshot(&self, file: &str, year: BenefitYear) -> Result<String, ParamsError> {
        let (version, text) = (year.to_string(), file.to_owned());
        let params = Params { version, text };
        let of: Year = params.read()?;
        let fits = of.year == year.get();
        fits.then_some(params.text)
            .ok_or(ParamsError::NoYear(year.get()))
    }

    fn bind(&self, params: &Params) -> Result<Box<dyn Assessor>, ParamsError> {
        Ok(Box::new(Bound {
            version: params.version.clone(),
            year: params.read()?,
        }))
    }

    fn slot_key(&self, draft: &ClaimDraft) -> String {
        month(draft).to_owned()
    }
}

struct Bound {
    version: String,
    year: Year,
}

impl Assessor for Bound {
    fn assess(&self, draft: &ClaimDraft, facts: &Facts) -> Decision {
        let month = month(draft);
        let winter = ["01", "02", "03", "11", "12"];
        let left = Fen::new(self.year.monthly_fen).saturating_sub(facts.already_committed);
        let conditions: Vec<Condition> = vec![
            match &facts.membership {
                Some(entry) if entry.in_service => pass(&SERVICE, "in-service"),
                _ => wait(&SERVICE, "not-on-roster"),
            },
            if left > Fen::ZERO {
                pass(&ONCE, "month-free")
            } else {
                reject(&ONCE, "month-taken")
            }
            .with("month", month),
            match month.get(5..) {
                Some(digits) if winter.contains(&digits) => pass(&SEASON, "in-season"),
                _ => reject(&SEASON, "out-of-season"),
            }
            .with("month", month),
        ];
        Decision {
            verdict: Decision::verdict_of(&conditions),
            payable: left.min(draft.claimed),
            ceiling: Fen::new(self.year.monthly_fen),
            member_share: Fen::ZERO,
            version: self.version.clone(),
            conditions,
        }
    }

    fn terms(&self) -> PeriodTerms {
        let year = BenefitYear::new(self.year.year);
        PeriodTerms::of_calendar_year(year, Fen::new(self.year.monthly_fen))
    }
}
