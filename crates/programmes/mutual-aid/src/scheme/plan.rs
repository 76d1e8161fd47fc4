//! A plan: what one joins, what it costs, and its benefits besides those in tiers.

use chrono::NaiveDate;
use domain::fen::Fen;
use serde::{Deserialize, Serialize};

use super::premium::{Class, Joining, Premium};
use super::tiers::Tiers;

/// What one joins and pays for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Id inside the scheme.
    pub id: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// Plans without which it cannot be joined.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only_with: Vec<String>,
    /// How many shares one may hold.
    #[serde(default = "one_share")]
    pub shares_most: u32,
    /// Premiums, by who pays and who joins.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub premium: Vec<Premium>,
    /// Benefits in tiers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<Tiers>,
    /// Allowances for days in hospital.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub daily: Vec<Daily>,
    /// Sums for listed illnesses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lump: Vec<Lump>,
}

const fn one_share() -> u32 {
    1
}

/// So much for each day in hospital.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Daily {
    /// Id inside the scheme.
    pub id: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// The first day that counts, from 1.
    pub first_day: u32,
    /// For each day, in fen.
    pub day_fen: i64,
    /// The most in a period, in fen.
    pub maximum_fen: i64,
    /// Where this is said.
    pub source: String,
}

/// Days in hospital.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days(pub u32);

impl Days {
    /// From admission to discharge; the day of discharge is not counted, and a stay of one day counts as one.
    pub fn between(admitted: NaiveDate, discharged: NaiveDate) -> Option<Self> {
        let days = discharged.signed_duration_since(admitted).num_days();
        u32::try_from(days).ok().map(|days| Self(days.max(1)))
    }
}

impl Daily {
    /// The allowance of a stay, after what the period already saw.
    pub fn allowance(&self, days: Days, already: Fen) -> Fen {
        let left = Fen::new(self.maximum_fen).saturating_sub(already);
        self.of_stay(days).min(left)
    }

    /// The allowance of a stay, whatever the period already saw.
    pub(crate) fn of_stay(&self, days: Days) -> Fen {
        let counted = i64::from(days.0.saturating_sub(self.first_day.saturating_sub(1)));
        Fen::new(self.day_fen.saturating_mul(counted))
    }
}

/// A sum for an illness on a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lump {
    /// Id inside the scheme.
    pub id: String,
    /// What it is for, in Chinese.
    pub name_zh: String,
    /// What it is for, in English.
    pub name_en: String,
    /// The sum for one share, in fen.
    pub sum_fen: i64,
    /// By which codes a settlement shows it; none where no source gives them, and then no settlement ever does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub illness: Option<Illness>,
    /// Where this is said.
    pub source: String,
}

/// Illnesses by their codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Illness {
    /// Beginnings of ICD-10 codes.
    pub codes: Vec<String>,
    /// Where this is said.
    pub source: String,
}

impl Illness {
    /// The code is one of them, or a kind of one.
    pub fn has(&self, code: &str) -> bool {
        let code = code.to_ascii_uppercase();
        self.codes.iter().any(|one| code.starts_with(one.as_str()))
    }
}

impl Plan {
    /// The premium of one share for a person of this class who joins in this way under this insurance: the most
    /// particular entry that fits.
    pub fn premium_for(&self, class: Class, joining: Joining, insurance: &str) -> Option<&Premium> {
        self.premium
            .iter()
            .filter(|premium| premium.fits(class, joining, insurance))
            .max_by_key(|premium| premium.particulars())
    }

    /// The ids of all its benefits.
    pub(super) fn benefit_ids(&self) -> impl Iterator<Item = &str> {
        let tiers = self.tiers.iter().map(|tiers| tiers.id.as_str());
        let daily = self.daily.iter().map(|daily| daily.id.as_str());
        let lump = self.lump.iter().map(|lump| lump.id.as_str());
        tiers.chain(daily).chain(lump)
    }
}
