//! Years and instants.

use chrono::{DateTime, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The benefit year a contribution is for. Stored, never derived from a payment date: the window
/// of year Y lies mostly in calendar year Y-1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BenefitYear(i16);

/// The earliest and latest benefit years accepted anywhere.
pub const BENEFIT_YEARS: std::ops::RangeInclusive<i16> = 2000..=2199;

impl BenefitYear {
    /// A year already known to be sensible (a constant or a stored value).
    pub const fn new(year: i16) -> Self {
        Self(year)
    }

    /// The calendar number.
    pub const fn get(self) -> i16 {
        self.0
    }

    /// The benefit year after this one.
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// The benefit year before this one.
    pub const fn previous(self) -> Self {
        Self(self.0 - 1)
    }
}

impl fmt::Display for BenefitYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl FromStr for BenefitYear {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        text.trim()
            .parse::<i16>()
            .ok()
            .filter(|year| BENEFIT_YEARS.contains(year))
            .map(Self)
            .ok_or_else(|| format!("`{text}` is not a benefit year such as 2026"))
    }
}

/// An instant as microseconds since 1970-01-01 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(pub i64);

/// China has one time zone without daylight saving.
const SHANGHAI_OFFSET_HOURS: i64 = 8;

impl Instant {
    /// The calendar date in Asia/Shanghai, which is what "today" means everywhere.
    pub fn shanghai_date(self) -> NaiveDate {
        self.shanghai().date_naive()
    }

    /// `YYYY-MM-DD HH:MM:SS` in Asia/Shanghai.
    pub fn shanghai_text(self) -> String {
        self.shanghai().format("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// The same time of day in Asia/Shanghai on another day.
    #[must_use]
    pub fn on(self, day: NaiveDate) -> Self {
        let moved = day.signed_duration_since(self.shanghai_date());
        Self(self.0 + moved.num_microseconds().unwrap_or_default())
    }

    fn shanghai(self) -> DateTime<chrono::Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or_default()
            + TimeDelta::hours(SHANGHAI_OFFSET_HOURS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn today_is_the_date_in_shanghai_not_in_utc() {
        // 2026-01-31T20:00:00Z is already 1 February in Changsha: the window is closed.
        let instant = Instant(1_769_889_600_000_000);
        assert_eq!(
            instant.shanghai_date(),
            NaiveDate::from_ymd_opt(2026, 2, 1).unwrap()
        );
        assert_eq!(instant.shanghai_text(), "2026-02-01 04:00:00");
    }

    #[test]
    fn an_instant_of_another_day_keeps_its_time() {
        let instant = Instant(1_769_889_600_000_000);
        let day = NaiveDate::from_ymd_opt(2025, 10, 9).unwrap();
        assert_eq!(instant.on(day).shanghai_text(), "2025-10-09 04:00:00");
        assert_eq!(instant.on(instant.shanghai_date()), instant);
    }
}
