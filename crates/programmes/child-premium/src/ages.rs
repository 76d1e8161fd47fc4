//! Age arithmetic (湘工发〔2025〕11号 二.2): whose birthday decides, and on which day.

use chrono::{Datelike, NaiveDate};

/// Readings of `18周岁以下(含18周岁)的未成年子女`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reading {
    /// Covered up to and including the day of the birthday: gives effect to both 含18 and 未成年.
    ToBirthday,
    /// Covered until the day before the next birthday: everybody who has completed no more than 18 years.
    CompletedYears,
    /// Covered until the day before the birthday. Contradicts 含18周岁, so no ruling may choose it; it only warns.
    Under,
}

/// When whoever was born on 29 February has a birthday in a common year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LeapDay {
    /// 28 February: where the month lacks the day, its last day counts (民法典 202).
    February28,
    /// 1 March: the day after.
    March1,
}

/// The `years`-th birthday.
pub fn birthday(born: NaiveDate, years: u32, leap: LeapDay) -> Option<NaiveDate> {
    let year = born.year().checked_add(i32::try_from(years).ok()?)?;
    let (month, day) = match leap {
        LeapDay::February28 => (2, 28),
        LeapDay::March1 => (3, 1),
    };
    NaiveDate::from_ymd_opt(year, born.month(), born.day())
        .or_else(|| NaiveDate::from_ymd_opt(year, month, day))
}

/// Whether a child born on `born` is covered on the reference day. A child born after it is a newborn and covered.
pub fn covered(
    reading: Reading,
    born: NaiveDate,
    reference: NaiveDate,
    limit_years: u32,
    leap: LeapDay,
) -> bool {
    let on_or_before = |last: Option<NaiveDate>| last.is_some_and(|last| reference <= last);
    match reading {
        Reading::ToBirthday => on_or_before(birthday(born, limit_years, leap)),
        Reading::CompletedYears => {
            on_or_before(birthday(born, limit_years + 1, leap).and_then(|day| day.pred_opt()))
        }
        Reading::Under => {
            on_or_before(birthday(born, limit_years, leap).and_then(|day| day.pred_opt()))
        }
    }
}

/// Completed years on a day; 0 for a child not yet born.
pub fn completed_years(born: NaiveDate, on: NaiveDate, leap: LeapDay) -> u32 {
    let years = u32::try_from(on.year() - born.year()).unwrap_or(0);
    match birthday(born, years, leap) {
        Some(day) if day <= on => years,
        _ => years.saturating_sub(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_age_matrix_holds_on_both_reference_days() {
        // born, reference, completed years, CompletedYears, ToBirthday, Under
        for (born, reference, years, c, b, u) in [
            ("2007-01-01", "2026-01-01", 19, false, false, false),
            ("2007-01-02", "2026-01-01", 18, true, false, false),
            ("2007-12-31", "2026-01-01", 18, true, false, false),
            ("2008-01-01", "2026-01-01", 18, true, true, false),
            ("2008-01-31", "2026-01-01", 17, true, true, true),
            ("2008-02-01", "2026-01-01", 17, true, true, true),
            ("2007-01-01", "2026-01-31", 19, false, false, false),
            ("2007-01-02", "2026-01-31", 19, false, false, false),
            ("2007-12-31", "2026-01-31", 18, true, false, false),
            ("2008-01-01", "2026-01-31", 18, true, false, false),
            ("2008-01-31", "2026-01-31", 18, true, true, false),
            ("2008-02-01", "2026-01-31", 17, true, true, true),
        ] {
            let (born, reference) = (day(born), day(reference));
            let found = [Reading::CompletedYears, Reading::ToBirthday, Reading::Under]
                .map(|reading| covered(reading, born, reference, 18, LeapDay::February28));
            assert_eq!(
                (completed_years(born, reference, LeapDay::February28), found),
                (years, [c, b, u]),
                "born {born} on {reference}"
            );
        }
    }

    #[test]
    fn a_leap_day_child_has_its_birthday_on_28_february_in_common_years() {
        assert_eq!(
            birthday(day("2008-02-29"), 18, LeapDay::February28),
            Some(day("2026-02-28"))
        );
        assert_eq!(
            birthday(day("2008-02-29"), 20, LeapDay::February28),
            Some(day("2028-02-29"))
        );
        assert!(covered(
            Reading::ToBirthday,
            day("2008-02-29"),
            day("2026-02-28"),
            18,
            LeapDay::February28
        ));
        assert!(!covered(
            Reading::ToBirthday,
            day("2008-02-29"),
            day("2026-03-01"),
            18,
            LeapDay::February28
        ));
        assert!(covered(
            Reading::CompletedYears,
            day("2008-02-29"),
            day("2027-02-27"),
            18,
            LeapDay::February28
        ));
        assert!(!covered(
            Reading::CompletedYears,
            day("2008-02-29"),
            day("2027-02-28"),
            18,
            LeapDay::February28
        ));
    }

    #[test]
    fn a_child_born_after_the_reference_day_is_a_newborn() {
        assert!(covered(
            Reading::ToBirthday,
            day("2026-05-01"),
            day("2026-01-01"),
            18,
            LeapDay::February28
        ));
        assert_eq!(
            completed_years(day("2026-05-01"), day("2026-01-01"), LeapDay::February28),
            0
        );
        assert_eq!(
            completed_years(day("2025-12-31"), day("2026-01-01"), LeapDay::February28),
            0
        );
    }

    #[test]
    fn where_the_province_rules_for_1_march_the_leap_day_child_is_covered_a_day_longer() {
        let born = day("2008-02-29");
        let on =
            |leap, reference: &str| covered(Reading::ToBirthday, born, day(reference), 18, leap);
        assert_eq!(birthday(born, 18, LeapDay::March1), Some(day("2026-03-01")));
        assert_eq!(birthday(born, 20, LeapDay::March1), Some(day("2028-02-29")));
        assert!(on(LeapDay::March1, "2026-03-01"));
        assert!(!on(LeapDay::March1, "2026-03-02"));
        assert_eq!(
            completed_years(born, day("2026-02-28"), LeapDay::March1),
            17
        );
        assert_eq!(
            completed_years(born, day("2026-02-28"), LeapDay::February28),
            18
        );
    }
}
