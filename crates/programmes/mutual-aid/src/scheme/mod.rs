//! Schemes: what a union federation promises for a year, as dated and sourced data.
//!
//! Unknown keys are errors, so that a misspelt parameter is never silently ignored, and so is an unsourced one.

mod check;
mod error;
mod joining;
mod plan;
mod premium;
mod tiers;

use chrono::{Datelike, NaiveDate};
use domain::year::BenefitYear;
use policy::params::Interval;
use serde::{Deserialize, Serialize};

use crate::referral::Thresholds;
pub use error::SchemeError;
pub use joining::{AgeBand, Leaving, Participation, Uptake, Waiting};
pub use plan::{Daily, Days, Illness, Lump, Plan};
pub use premium::{Class, Joining, Payer, Premium, Share, TownSplit};
pub(crate) use tiers::UNITS_OF_FEN;
pub use tiers::{Included, Loyalty, Mode, Per, Rounding, Row, Subject, Tiers};

/// The schemes as shipped.
pub const SHIPPED: &str = include_str!("../../../../../config/programmes/mutual-aid.toml");

/// A number of days with its source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DaysLimit {
    /// How many days.
    pub days: u32,
    /// Where this is said.
    pub source: String,
}

impl DaysLimit {
    /// Claimed after the last day; the day itself is not counted, as in "within 90 days of discharge".
    pub fn is_late(&self, since: NaiveDate, claimed: NaiveDate) -> bool {
        claimed.signed_duration_since(since).num_days() > i64::from(self.days)
    }
}

/// Up to which sum a benefit needs no human decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// A human decides above this sum, in fen.
    pub human_above_fen: i64,
    /// Where this is said.
    pub source: String,
}

/// One scheme of one period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    /// Stable id: place in pinyin, then the year, such as `pinghu-2025`.
    pub id: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// The area it is for, as a division code; codes of messages are read by this province's tables.
    pub area: String,
    /// What the reader should know, above all what no source establishes.
    pub note: String,
    /// Days of cover.
    pub period: Interval,
    /// Days on which one joins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enrolment: Option<Interval>,
    /// How many of a unit must join.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participation: Option<Participation>,
    /// Who may join by age.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age: Option<AgeBand>,
    /// Days after joining on which nothing is paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<Waiting>,
    /// What becomes of the part of who leaves; nothing where no source says it: no replacement and no refund.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leaving: Option<Leaving>,
    /// Days after discharge within which a benefit must be claimed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claim_within: Option<DaysLimit>,
    /// Up to which sum no human decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approval: Option<Approval>,
    /// What one joins and pays for.
    pub plan: Vec<Plan>,
    /// Care that is not paid for, or that a human looks at first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_covered: Vec<NotCovered>,
    /// Benefits of which a member gets only one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclusion: Vec<Exclusion>,
}

domain::coded! {
    /// Care a scheme may leave out.
    Care {
        /// Outpatient care.
        Outpatient = "outpatient", "门诊", "outpatient";
        /// A pharmacy's sale.
        Pharmacy = "pharmacy", "药店购药", "pharmacy";
        /// An injury somebody else may have to pay for.
        ThirdParty = "third-party", "第三方责任的伤害", "an injury somebody else may have to pay for";
    }
}

domain::coded! {
    /// What becomes of care a scheme leaves out.
    Refusal {
        /// Nothing is paid.
        Refuse = "refuse", "不予补助";
        /// A human decides.
        Review = "review", "人工核对";
    }
}

/// Care that is not paid for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotCovered {
    /// Which care.
    pub care: Care,
    /// What becomes of it.
    pub outcome: Refusal,
    /// Where this is said.
    pub source: String,
}

/// Benefits that exclude each other for one illness.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exclusion {
    /// Ids of benefits, at least two.
    pub benefits: Vec<String>,
    /// Where this is said.
    pub source: String,
}

/// The whole file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    referral: Option<Thresholds>,
    scheme: Vec<Scheme>,
}

/// Reads and checks schemes, in the order of the file.
///
/// # Errors
/// [`SchemeError`] names the scheme, the benefit and what is wrong.
pub fn read(text: &str) -> Result<Vec<Scheme>, SchemeError> {
    let file: File = toml::from_str(text).map_err(|cause| SchemeError::Shape {
        cause: cause.to_string(),
    })?;
    for scheme in &file.scheme {
        check::scheme(scheme)?;
        if file
            .scheme
            .iter()
            .filter(|other| other.id == scheme.id)
            .count()
            > 1
        {
            return Err(SchemeError::Twice {
                id: scheme.id.clone(),
            });
        }
    }
    Ok(file.scheme)
}

/// What calls for a look at a member, where the file says so.
///
/// # Errors
/// [`SchemeError`]; a threshold of nothing, or one without a source.
pub fn thresholds(text: &str) -> Result<Option<Thresholds>, SchemeError> {
    let file: File = toml::from_str(text).map_err(|cause| SchemeError::Shape {
        cause: cause.to_string(),
    })?;
    match file.referral {
        Some(thresholds) if !thresholds.is_sound() => Err(SchemeError::Shape {
            cause:
                "[referral]: sums and days above zero, more than one stay, and a source for each"
                    .to_owned(),
        }),
        other => Ok(other),
    }
}

impl Scheme {
    /// The year its period is of.
    pub fn year(&self) -> BenefitYear {
        let year = i16::try_from(self.period.open.year());
        BenefitYear::new(year.unwrap_or(i16::MAX))
    }

    /// The benefits in tiers of the plans a member joined.
    pub fn joined_tiers<'s>(&'s self, joined: &[&str]) -> impl Iterator<Item = &'s Tiers> {
        self.joined(joined).flat_map(|plan| &plan.tiers)
    }

    /// The benefit in tiers with this id.
    pub fn tiers(&self, id: &str) -> Option<&Tiers> {
        self.plan
            .iter()
            .flat_map(|plan| &plan.tiers)
            .find(|tiers| tiers.id == id)
    }

    /// The plans a member joined.
    pub fn joined<'s>(&'s self, joined: &[&str]) -> impl Iterator<Item = &'s Plan> {
        let is_joined = |plan: &&'s Plan| joined.contains(&plan.id.as_str());
        self.plan.iter().filter(is_joined)
    }

    /// What a benefit that is paid beside those in tiers is called, Chinese and English.
    pub fn name_beside(&self, benefit: &str) -> Option<(&str, &str)> {
        let daily = self.plan.iter().flat_map(|plan| &plan.daily);
        let lumps = self.plan.iter().flat_map(|plan| &plan.lump);
        let daily = daily.map(|one| (one.id.as_str(), one.name_zh.as_str(), one.name_en.as_str()));
        let lumps = lumps.map(|one| (one.id.as_str(), one.name_zh.as_str(), one.name_en.as_str()));
        let mut named = daily.chain(lumps).filter(|(id, ..)| *id == benefit);
        named.next().map(|(_, zh, en)| (zh, en))
    }

    /// Whether two benefits of one illness are both paid.
    pub fn combine(&self, a: &str, b: &str) -> bool {
        !self.exclusion.iter().any(|exclusion| {
            a != b
                && [a, b]
                    .iter()
                    .all(|id| exclusion.benefits.iter().any(|one| one == id))
        })
    }

    /// The plans somebody lacks who joins these: some are open only together with others.
    pub fn plans_lacking<'a>(&'a self, joined: &[&str]) -> Vec<&'a str> {
        let mut lacking: Vec<&str> = self
            .plan
            .iter()
            .filter(|plan| joined.contains(&plan.id.as_str()))
            .flat_map(|plan| plan.only_with.iter().map(String::as_str))
            .filter(|id| !joined.contains(id))
            .collect();
        lacking.sort_unstable();
        lacking.dedup();
        lacking
    }
}
