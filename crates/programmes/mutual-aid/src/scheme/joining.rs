//! Who may join, how many must, and from which day something is paid.

use chrono::{Days, Months, NaiveDate};
pub use policy::messages::Uptake;
use serde::{Deserialize, Serialize};

/// How many of a unit must join.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Participation {
    /// Least share of those eligible who join, in basis points.
    pub ratio_bp: u32,
    /// Units of so many eligible persons and fewer join as a whole.
    #[serde(default)]
    pub all_up_to: u32,
    /// Units of so many members and more are to be covered as a whole; others may join and are not counted.
    #[serde(default)]
    pub covered_from: u32,
    /// Where this is said.
    pub source: String,
}

/// All of those eligible, in basis points.
const ALL_BP: u64 = 10_000;

impl Participation {
    /// The uptake of a unit. A ratio is met by whole persons, so its number is rounded up.
    pub fn uptake(&self, insured: u32, eligible: u32) -> Uptake {
        let by_ratio = (u64::from(eligible) * u64::from(self.ratio_bp)).div_ceil(ALL_BP);
        let by_ratio = u32::try_from(by_ratio).unwrap_or(u32::MAX);
        Uptake {
            insured,
            eligible,
            needed: if eligible <= self.all_up_to {
                eligible
            } else {
                by_ratio
            },
            counted: eligible >= self.covered_from,
        }
    }
}

/// Who may join by age.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgeBand {
    /// Least completed years.
    pub from: u32,
    /// Completed years from which one may no longer join.
    pub below: u32,
    /// Whoever was in the period before may stay whatever the age.
    #[serde(default)]
    pub stays: bool,
    /// The day on which years are counted; none is the day of joining.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
    /// Where this is said.
    pub source: String,
}

impl AgeBand {
    /// A person born on that day may join on this one.
    pub fn admits(&self, born: NaiveDate, on: NaiveDate, continuing: bool) -> bool {
        let on = self.on.unwrap_or(on);
        let Some(years) = on.years_since(born) else {
            return false;
        };
        years >= self.from && (years < self.below || (self.stays && continuing))
    }

    /// Who was born from the first of these days to the second is old enough on this one and not too old.
    pub fn born(&self, on: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        let on = self.on.unwrap_or(on);
        let years_before = |years: u32| on.checked_sub_months(Months::new(years.checked_mul(12)?));
        Some((
            years_before(self.below)?.succ_opt()?,
            years_before(self.from)?,
        ))
    }
}

/// What becomes of the part of somebody who leaves before the period ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leaving {
    /// Another person may take the part over, one for one, where nothing was paid for who left within so many days of
    /// the first day of cover; zero is never.
    pub replaced_within_days: u32,
    /// What is left of the premium is given back.
    pub refunded: bool,
    /// Where this is said.
    pub source: String,
}

/// Days after joining on which nothing is paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiting {
    /// How many.
    pub days: u32,
    /// A renewal within so many days after the last period's end does not wait.
    #[serde(default)]
    pub renewal_gap_days: u32,
    /// Where this is said.
    pub source: String,
}

impl Waiting {
    /// The first day that is paid for, of a person who joined then, and whose cover before ended on that day.
    pub fn first_day(&self, joined: NaiveDate, ended_before: Option<NaiveDate>) -> NaiveDate {
        let renewed = ended_before.is_some_and(|ended| {
            joined.signed_duration_since(ended).num_days() <= i64::from(self.renewal_gap_days)
        });
        if renewed {
            joined
        } else {
            joined
                .checked_add_days(Days::new(u64::from(self.days)))
                .unwrap_or(NaiveDate::MAX)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn sixty_percent_is_rounded_up_to_whole_persons_and_ten_join_as_a_whole() {
        let rule = Participation {
            ratio_bp: 6_000,
            all_up_to: 10,
            covered_from: 25,
            source: "云南二十二期".to_owned(),
        };
        for (eligible, needed) in [(0, 0), (1, 1), (10, 10), (11, 7), (25, 15), (26, 16)] {
            assert_eq!(rule.uptake(0, eligible).needed, needed, "{eligible}");
        }
        assert!(rule.uptake(7, 11).is_enough());
        assert!(!rule.uptake(6, 11).is_enough());
        assert!(rule.uptake(25, 25).counted, "25 members include 25");
        assert!(!rule.uptake(24, 24).counted);
    }

    #[test]
    fn sixteen_joins_fifty_five_does_not_unless_already_in() {
        let band = AgeBand {
            from: 16,
            below: 55,
            stays: true,
            on: None,
            source: "云南二十二期".to_owned(),
        };
        let on = day("2026-01-01");
        assert!(band.admits(day("2010-01-01"), on, false));
        assert!(!band.admits(day("2010-01-02"), on, false));
        assert!(band.admits(day("1971-01-02"), on, false));
        assert!(!band.admits(day("1971-01-01"), on, false));
        assert!(band.admits(day("1971-01-01"), on, true));
        assert!(!band.admits(day("2026-01-02"), on, true));
        let (from, to) = band.born(on).unwrap();
        assert_eq!((from, to), (day("1971-01-02"), day("2010-01-01")));
        for on in [day("2026-02-28"), day("2024-02-29"), day("2026-03-01")] {
            let (from, to) = band.born(on).unwrap();
            for (born, admitted) in [
                (from, true),
                (from.pred_opt().unwrap(), false),
                (to, true),
                (to.succ_opt().unwrap(), false),
            ] {
                assert_eq!(band.admits(born, on, false), admitted, "{born} on {on}");
            }
        }
    }

    #[test]
    fn a_renewal_within_ten_days_does_not_wait() {
        let waiting = Waiting {
            days: 30,
            renewal_gap_days: 10,
            source: "上海在职".to_owned(),
        };
        let joined = day("2026-01-11");
        assert_eq!(waiting.first_day(joined, None), day("2026-02-10"));
        assert_eq!(waiting.first_day(joined, Some(day("2026-01-01"))), joined);
        assert_eq!(
            waiting.first_day(joined, Some(day("2025-12-31"))),
            day("2026-02-10")
        );
    }
}
