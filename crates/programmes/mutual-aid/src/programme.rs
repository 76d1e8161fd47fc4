//! Mutual aid as the kernel sees it.

use domain::batch::Channel;
use domain::decision::Decision;
use domain::draft::ClaimDraft;
use domain::fen::Fen;
use domain::fund::SourceSpec;
use domain::identity::IdentityNumber;
use domain::payment_method::MethodSpec;
use domain::year::BenefitYear;
use policy::layout;
use policy::messages::MessageFeed;
use policy::params::{Interval, Params, ParamsError};
use policy::programme::PeriodTerms;
use policy::{
    Assessor, CheckSpec, CodeText, Facts, MemberText, Once, Programme, RuleSpec, ShownField,
    Variation,
};
use rows::column::{ColumnKind, MEMBER};
use rows::{ColumnSpec, Context, FindingText, RowReader};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::claim::{self, Settled, settled};
use crate::feed::SettlementFeed;
use crate::referral::Thresholds;
use crate::scheme::{self, Scheme};
use crate::{ID, findings, rules};

const UNIT: ColumnSpec = ColumnSpec::new("unit_code", "工会代码", ColumnKind::Text);
const NAME: ColumnSpec = ColumnSpec::new("member_name", "会员姓名", ColumnKind::Name)
    .required()
    .of(MEMBER);
const NUMBER: ColumnSpec = ColumnSpec::new("member_id", "会员身份证号", ColumnKind::Identity)
    .required()
    .of(MEMBER);
const SETTLEMENT: ColumnSpec =
    ColumnSpec::new("settlement", "结算编号", ColumnKind::Text).required();
const COLUMNS: &[ColumnSpec] = &[UNIT, NAME, NUMBER, SETTLEMENT];

pub(crate) const CARD: MethodSpec =
    MethodSpec::new("card", "发放到卡", "to the card", Channel::MemberBank);
pub(crate) const STATEMENT: MethodSpec = MethodSpec::new(
    "statement",
    "随结算单抵付",
    "by the hospital's statement",
    Channel::Institution,
);

/// What was paid in for a scheme, and what unions put in besides: no union's own expenditure.
const FUND: SourceSpec = SourceSpec::new(
    "aid-fund",
    "互助资金",
    "mutual-aid fund",
    "互助金 互助基金 医疗互助资金 医疗互助金",
);

/// The programme, for the registry, at a site of this area (a division code).
pub fn programme(area: Option<&str>) -> Box<dyn Programme> {
    Box::new(MutualAid {
        feed: SettlementFeed::shipped(area),
    })
}

struct MutualAid {
    feed: SettlementFeed,
}

/// The schemes of a year, and the days on which their claims are filed.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Snapshot {
    window: Interval,
    /// What calls for a look at a member, where the period's file says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) referral: Option<Thresholds>,
    pub(crate) scheme: Vec<Scheme>,
}

impl Programme for MutualAid {
    fn id(&self) -> &'static str {
        ID
    }

    fn names(&self) -> (&'static str, &'static str) {
        ("职工医疗互助", "Employee medical mutual aid")
    }

    fn rules(&self) -> &'static [RuleSpec] {
        rules::SPECS
    }

    fn texts(&self) -> &'static [CodeText] {
        rules::TEXTS
    }

    fn member_texts(&self) -> &'static [MemberText] {
        rules::TOLD
    }

    fn once(&self) -> Once {
        Once {
            clause: "不重复补助",
            zh: "同一次结算已选定由另一份申报办理，这份申报因此撤回。",
            en: "Another claim was chosen for the same settlement, so this one was withdrawn.",
        }
    }

    fn columns(&self) -> &'static [ColumnSpec] {
        COLUMNS
    }

    fn methods(&self) -> &'static [MethodSpec] {
        &[CARD, STATEMENT]
    }

    fn sources(&self) -> &'static [SourceSpec] {
        &[FUND]
    }

    fn checks(&self) -> &'static [CheckSpec] {
        rules::CHECKS
    }

    fn approved_by_rule(&self) -> Option<&'static RuleSpec> {
        Some(&rules::LIMIT)
    }

    fn findings(&self) -> &'static [FindingText] {
        findings::ALL
    }

    fn write(&self, draft: &ClaimDraft) -> serde_json::Result<String> {
        layout::write::<Settled>(draft)
    }

    fn read(&self, stored: Value) -> serde_json::Result<ClaimDraft> {
        layout::read::<Settled>(stored)
    }

    fn shown(&self, draft: &ClaimDraft) -> Vec<ShownField> {
        claim::shown(draft)
    }

    fn heading(&self, year: BenefitYear) -> (String, String) {
        (
            format!("{year}年度职工医疗互助补助"),
            format!("your medical mutual aid of {year}"),
        )
    }

    fn read_row(&self, cells: &mut RowReader<'_>, context: &Context) -> Option<ClaimDraft> {
        let _ = (
            cells.unit_code(&UNIT, context),
            cells.adult(&NAME, &NUMBER, context),
        );
        let _ = cells.text(&SETTLEMENT);
        cells.report_row(findings::FED_BY_MESSAGES, &[]);
        None
    }

    fn cells(&self, draft: &ClaimDraft) -> Vec<(&'static ColumnSpec, String)> {
        let key = settled(draft).map(|one| one.key.clone());
        vec![
            (&NAME, draft.claimant.name.clone()),
            (&SETTLEMENT, key.unwrap_or_default()),
        ]
    }

    fn row_key(&self, draft: &ClaimDraft) -> String {
        let number = draft.claimant.identities.first();
        let number = number.map_or("", IdentityNumber::canonical);
        format!("{number}|{}", self.slot_key(draft))
    }

    fn shipped_params(&self) -> &'static str {
        scheme::SHIPPED
    }

    fn snapshot(&self, file: &str, year: BenefitYear) -> Result<String, ParamsError> {
        let schemes = scheme::read(file)?;
        let of_year: Vec<Scheme> = schemes
            .into_iter()
            .filter(|scheme| scheme.year() == year)
            .collect();
        let (open, close) = of_year
            .iter()
            .map(|scheme| (scheme.period.open, scheme.period.close))
            .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
            .ok_or(ParamsError::NoYear(year.get()))?;
        let source = "本年度各方案的保障期".to_owned();
        toml::to_string(&Snapshot {
            window: Interval {
                open,
                close,
                source,
            },
            referral: scheme::thresholds(file)?,
            scheme: of_year,
        })
        .map_err(|error| ParamsError::Shape {
            version: year.to_string(),
            cause: error.to_string(),
        })
    }

    fn vary(&self, params: &Params, _: &Variation) -> Result<String, ParamsError> {
        Ok(params.text.clone())
    }

    fn bind(&self, params: &Params) -> Result<Box<dyn Assessor>, ParamsError> {
        Ok(Box::new(Bound {
            version: params.version.clone(),
            year: params.read()?,
        }))
    }

    /// A settlement under a scheme: several of one member in one year are paid.
    fn slot_key(&self, draft: &ClaimDraft) -> String {
        settled(draft)
            .map(|one| one.key.clone())
            .unwrap_or_default()
    }

    fn messages(&self) -> Option<&dyn MessageFeed> {
        Some(&self.feed)
    }
}

/// The schemes of one year.
struct Bound {
    version: String,
    year: Snapshot,
}

impl Assessor for Bound {
    fn assess(&self, draft: &ClaimDraft, facts: &Facts) -> Decision {
        rules::assess(draft, facts, &self.year.scheme, &self.version)
    }

    fn terms(&self) -> PeriodTerms {
        let premium = self.year.scheme.iter().flat_map(|scheme| &scheme.plan);
        let premium = premium.flat_map(|plan| &plan.premium).next();
        PeriodTerms {
            window: self.year.window.days(),
            benefit: self.year.window.days(),
            standard: premium.map_or(Fen::ZERO, |premium| Fen::new(premium.amount_fen)),
            invented: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn the_schemes_of_a_year_are_cut_out_of_the_file_and_read_again() {
        let programme = programme(None);
        let text = programme
            .snapshot(programme.shipped_params(), BenefitYear::new(2025))
            .unwrap();
        let params = Params {
            version: "2025.1".to_owned(),
            text,
        };
        let terms = programme.bind(&params).unwrap().terms();
        let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
        assert_eq!(terms.window.open, day("2025-01-01"));
        assert_eq!(terms.standard, Fen::new(5_000));
        assert!(!params.text.contains("hunan-2017"));
        let none = programme.snapshot(programme.shipped_params(), BenefitYear::new(1999));
        assert!(matches!(none, Err(ParamsError::NoYear(1999))));
    }
}
