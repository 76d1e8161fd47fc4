//! Dates as clerks and spreadsheets write them. What is ambiguous is not guessed.

use crate::cell::{RawCell, is_invisible};
use crate::instant::{self, Moment};
use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta};
use domain::glyph::is_mark;
use unicode_normalization::UnicodeNormalization;

/// Serial dates that occur for living people and payments: 1954-10-03 to 2064-04-08.
const SERIALS: std::ops::RangeInclusive<i64> = 20_000..=60_000;
/// Years that a date may have.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;
/// Days between the day noughts of Excel's two date systems.
pub const DAYS_1904: i64 = 1462;

/// What a cell says about a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateRead {
    /// A whole date.
    Day(NaiveDate),
    /// A whole date that was written as a serial number.
    Serial(NaiveDate),
    /// A serial number in a text cell, as CSV files have it when the column lost its format.
    SerialText(NaiveDate),
    /// A whole date with a time of day behind it.
    Timed(Moment),
    /// Year and month only, as the first day of the month.
    Month(NaiveDate),
    /// A year of two digits.
    TwoDigitYear,
    /// `2015.1`, which may have been 2015.10.
    Ambiguous,
    /// Nothing of the kind.
    Unreadable,
}

/// Reads a cell; `date1904` holds for numbers without a date format.
pub fn read_date(cell: &RawCell, date1904: bool) -> DateRead {
    match cell {
        RawCell::Date { serial, date1904 } => whole_days(*serial)
            .and_then(|days| day_of_serial(days, *date1904))
            .map_or(DateRead::Unreadable, |day| {
                with_fraction(day, serial.fract())
            }),
        RawCell::Number(digits) => number(digits, date1904),
        RawCell::Text(text) => read_text(text),
        RawCell::Formula(result) => read_date(result, date1904),
        RawCell::Empty | RawCell::Bool(_) | RawCell::Error(_) => DateRead::Unreadable,
    }
}

fn number(digits: &str, date1904: bool) -> DateRead {
    if let Some((whole, fraction)) = digits.split_once('.') {
        return match whole.parse::<i64>() {
            // 2015.10 has become 2015.1, and 2015.3 has no day: neither can be told.
            Ok(year) if i32::try_from(year).is_ok_and(|year| YEARS.contains(&year)) => {
                DateRead::Ambiguous
            }
            Ok(serial) if SERIALS.contains(&serial) => {
                let fraction = format!("0.{fraction}").parse().unwrap_or_default();
                day_of_serial(serial, date1904)
                    .map_or(DateRead::Unreadable, |day| with_fraction(day, fraction))
            }
            _ => DateRead::Unreadable,
        };
    }
    match digits.parse::<i64>() {
        Ok(serial) if SERIALS.contains(&serial) => {
            day_of_serial(serial, date1904).map_or(DateRead::Unreadable, DateRead::Serial)
        }
        Ok(_) => joined(digits),
        Err(_) => DateRead::Unreadable,
    }
}

/// The day of a serial number and the part of a day behind it, to the second: spreadsheets keep no finer time.
#[expect(
    clippy::float_arithmetic,
    reason = "a time of day is no sum, and serial dates have it as a fraction"
)]
fn with_fraction(day: NaiveDate, fraction: f64) -> DateRead {
    const SECONDS_A_DAY: f64 = 86_400.0;
    let seconds = (fraction * SECONDS_A_DAY).round() as i64;
    let written = TimeDelta::try_seconds(seconds)
        .and_then(|time| day.and_time(NaiveTime::MIN).checked_add_signed(time));
    match written {
        Some(written) if written.time() != NaiveTime::MIN => DateRead::Timed(Moment {
            written,
            offset: None,
        }),
        Some(written) => DateRead::Serial(written.date()),
        None => DateRead::Unreadable,
    }
}

/// `20150307`, `20150307143321` or `201503`.
fn joined(digits: &str) -> DateRead {
    let part = |from: usize, to: usize| {
        digits
            .get(from..to)
            .and_then(|text| text.parse::<u32>().ok())
    };
    let year = part(0, 4).and_then(|year| i32::try_from(year).ok());
    match (digits.len(), year, part(4, 6), part(6, 8)) {
        (8, Some(year), Some(month), Some(day)) => day_of(year, month, day),
        (14, Some(year), Some(month), Some(day)) => {
            let time = match (part(8, 10), part(10, 12), part(12, 14)) {
                (Some(hour), Some(minute), Some(second)) => {
                    NaiveTime::from_hms_opt(hour, minute, second)
                }
                _ => None,
            };
            time.map_or(DateRead::Unreadable, |time| {
                timed(day_of(year, month, day), time, None)
            })
        }
        (6, Some(year), Some(month), _) => month_of(year, month),
        _ => DateRead::Unreadable,
    }
}

fn read_text(text: &str) -> DateRead {
    let marks = |c: &char| !is_mark(*c) && *c != '\'';
    let text: String = if text.is_ascii() {
        text.chars().filter(marks).collect()
    } else {
        text.nfkc().filter(marks).collect()
    };
    let text = text.trim_matches(is_invisible);
    if let Some((date, time, offset)) = instant::cut(text) {
        // Only a whole date can have a time, and it is cut off once.
        if !date.contains(':') && !date.is_empty() {
            return match read_text(date) {
                day @ DateRead::Day(_) => timed(day, time, offset),
                _ => english(text),
            };
        }
    }
    if text.contains(|c: char| c.is_ascii_alphabetic()) {
        return english(text);
    }
    let text: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return match text.parse::<i64>() {
            Ok(serial) if text.len() == 5 && SERIALS.contains(&serial) => {
                day_of_serial(serial, false).map_or(DateRead::Unreadable, DateRead::SerialText)
            }
            _ => joined(&text),
        };
    }
    let marked = text.replace(['年', '月'], "-").replace(['日', '号'], "");
    let dotted = marked.contains('.');
    let parts: Vec<&str> = marked
        .trim_end_matches('-')
        .split(['-', '/', '.', '\\', '—', '–'])
        .collect();
    let numbers: Option<Vec<u32>> = parts
        .iter()
        .map(|part| {
            (part.len() <= 4 && !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
                .then(|| part.parse().ok())?
        })
        .collect();
    match (numbers.as_deref(), parts.as_slice()) {
        (Some([year, month, day]), [first, ..]) if first.len() == 4 => {
            day_of(i32::try_from(*year).unwrap_or(0), *month, *day)
        }
        (Some([_, 1]), [first, "1"]) if first.len() == 4 && dotted => DateRead::Ambiguous,
        (Some([year, month]), [first, _]) if first.len() == 4 => {
            month_of(i32::try_from(*year).unwrap_or(0), *month)
        }
        (Some([_, _, last]), [first, ..]) if first.len() <= 2 && *last <= 99 => {
            DateRead::TwoDigitYear
        }
        (Some([_, _]), [first, _]) if first.len() == 2 => DateRead::TwoDigitYear,
        _ => DateRead::Unreadable,
    }
}

/// A date that names its month in English.
fn english(text: &str) -> DateRead {
    match instant::english(text) {
        Some((day, time, offset)) if YEARS.contains(&day.year()) => {
            timed(DateRead::Day(day), time, offset)
        }
        _ => DateRead::Unreadable,
    }
}

/// A day with a time of day, if that is more than midnight.
fn timed(day: DateRead, time: NaiveTime, offset: Option<i64>) -> DateRead {
    let DateRead::Day(date) = day else {
        return day;
    };
    let moment = Moment {
        written: date.and_time(time),
        offset,
    };
    if moment.is_midnight() {
        day
    } else {
        DateRead::Timed(moment)
    }
}

fn day_of(year: i32, month: u32, day: u32) -> DateRead {
    NaiveDate::from_ymd_opt(year, month, day)
        .filter(|date| YEARS.contains(&date.year()))
        .map_or(DateRead::Unreadable, DateRead::Day)
}

fn month_of(year: i32, month: u32) -> DateRead {
    match day_of(year, month, 1) {
        DateRead::Day(first) => DateRead::Month(first),
        other => other,
    }
}

/// The day a serial number stands for. Serials below 61 fall under Excel's invented 29 February 1900.
fn day_of_serial(serial: i64, date1904: bool) -> Option<NaiveDate> {
    let nought = if date1904 {
        NaiveDate::from_ymd_opt(1904, 1, 1)
    } else {
        NaiveDate::from_ymd_opt(1899, 12, 30)
    }?;
    if !date1904 && serial < 61 {
        return None;
    }
    let date = nought.checked_add_signed(TimeDelta::try_days(serial)?)?;
    YEARS.contains(&date.year()).then_some(date)
}

/// The days of a serial date without its time.
fn whole_days(serial: f64) -> Option<i64> {
    // Beyond this no date is in range; the cast is exact below it.
    const SERIAL_MAX: f64 = 3_000_000.0;
    (0.0..SERIAL_MAX).contains(&serial).then_some(serial as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn text(text: &str) -> DateRead {
        read_date(&RawCell::Text(text.to_owned()), false)
    }

    #[test]
    fn whole_dates_are_read_in_every_form_that_occurs() {
        for form in [
            "2015.3.7",
            "2015/3/7",
            "2015-3-7",
            "2015-03-07",
            "2015年3月7日",
            "2015 年 3 月 7 日",
            "20150307",
            "２０１５．３．７",
            "2015-03-07 00:00:00",
            "2015-03-07T00:00:00+08:00",
            "20150307000000",
            "Sat Mar 07 00:00:00 CST 2015",
            "7-Mar-2015",
            "Mar 7, 2015",
            "'2015-03-07",
            " 2015-03-07\u{200B}",
            "2015年03月07号",
            "2015–3–7",
        ] {
            assert_eq!(text(form), DateRead::Day(day(2015, 3, 7)), "{form}");
        }
    }

    #[test]
    fn a_month_without_a_day_is_told_apart() {
        for form in ["2015.03", "2015年3月", "2015-3", "201503", "2015.3"] {
            assert_eq!(text(form), DateRead::Month(day(2015, 3, 1)), "{form}");
        }
    }

    #[test]
    fn a_two_digit_year_and_a_possible_october_are_not_guessed() {
        assert_eq!(text("15.3.7"), DateRead::TwoDigitYear);
        assert_eq!(text("3/7/15"), DateRead::TwoDigitYear);
        assert_eq!(text("2015.1"), DateRead::Ambiguous);
        assert_eq!(text("2015-1"), DateRead::Month(day(2015, 1, 1)));
        assert_eq!(
            read_date(&RawCell::Number("2015.1".to_owned()), false),
            DateRead::Ambiguous
        );
        assert_eq!(
            read_date(&RawCell::Number("2015.3".to_owned()), false),
            DateRead::Ambiguous
        );
    }

    #[test]
    fn serial_numbers_follow_the_workbooks_date_system() {
        let serial = RawCell::Number("42070".to_owned());
        assert_eq!(read_date(&serial, false), DateRead::Serial(day(2015, 3, 7)));
        assert_eq!(
            read_date(&RawCell::Number("40608".to_owned()), true),
            DateRead::Serial(day(2015, 3, 7))
        );
        assert_eq!(
            read_date(
                &RawCell::Date {
                    serial: 42070.0,
                    date1904: false
                },
                false
            ),
            DateRead::Serial(day(2015, 3, 7))
        );
        assert_eq!(text("42070"), DateRead::SerialText(day(2015, 3, 7)));
    }

    fn timed(text: &str) -> (String, Option<NaiveDate>) {
        match read_date(&RawCell::Text(text.to_owned()), false) {
            DateRead::Timed(moment) => (moment.written.to_string(), moment.in_china()),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn a_time_of_day_is_told_apart_from_the_date() {
        for form in [
            "2015-03-07 14:33:21",
            "2015-03-07T14:33:21.000",
            "2015/3/7  14:33:21",
            "2015年3月7日 14时33分21秒",
            "20150307143321",
        ] {
            assert_eq!(
                timed(form),
                ("2015-03-07 14:33:21".to_owned(), None),
                "{form}"
            );
        }
        for form in ["2015/3/7 下午 2:33:21", "2015-3-7 2:33:21 PM"] {
            assert_eq!(timed(form).0, "2015-03-07 02:33:21", "{form}");
        }
        let serial = |serial| {
            read_date(
                &RawCell::Date {
                    serial,
                    date1904: false,
                },
                false,
            )
        };
        let moment = day(2015, 3, 7).and_hms_opt(18, 0, 0).unwrap();
        assert_eq!(
            serial(42070.75),
            DateRead::Timed(Moment {
                written: moment,
                offset: None
            })
        );
        assert_eq!(serial(42_069.999_999_99), DateRead::Serial(day(2015, 3, 7)));
        let number = RawCell::Number("42070.75".to_owned());
        assert_eq!(read_date(&number, false), serial(42070.75));
    }

    #[test]
    fn an_instant_of_another_time_is_the_day_it_was_in_china() {
        for (form, wanted) in [
            ("2025-08-31T16:00:00.000Z", day(2025, 9, 1)),
            ("2025-08-31T15:59:17Z", day(2025, 9, 1)),
            ("2025-08-31T15:59:59Z", day(2025, 8, 31)),
            ("2025-09-01T00:00:00Z", day(2025, 9, 1)),
            ("2025-08-31 16:00:00 UTC", day(2025, 9, 1)),
            ("2025-08-31T16:00:00+0000", day(2025, 9, 1)),
            ("2025-09-01T01:00:00+09:00", day(2025, 9, 1)),
            ("2025-09-01T00:30:00+09:00", day(2025, 8, 31)),
            (
                "Sun Aug 31 2025 16:00:00 GMT+0000 (世界时)",
                day(2025, 9, 1),
            ),
            ("Sun, 31 Aug 2025 16:00:00 GMT", day(2025, 9, 1)),
            ("Wed Nov 05 14:33:21 CST 2025", day(2025, 11, 5)),
            (
                "Wed Nov 05 2025 08:00:00 GMT+0800 (中国标准时间)",
                day(2025, 11, 5),
            ),
        ] {
            assert_eq!(timed(form).1, Some(wanted), "{form}");
        }
    }

    #[test]
    fn what_is_no_date_is_unreadable() {
        for form in [
            "",
            "不详",
            "2015-02-30",
            "2015-13-01",
            "1850-01-01",
            "2015-3-7-9",
            "7",
            "#REF!",
            "12345678",
            "1762300800000",
            "2015-03-07 25:00:00",
            "2015-03-07 14:33:21 EST",
            "2015-03 14:33:21",
            "14:33:21",
            "Wed Nov 05 14:33:21 EST 2025",
            "Nov 2025",
        ] {
            assert_eq!(text(form), DateRead::Unreadable, "{form}");
        }
        for serial in [f64::NAN, f64::INFINITY, -1.0, 1e300, 60.0] {
            assert_eq!(
                read_date(
                    &RawCell::Date {
                        serial,
                        date1904: false
                    },
                    false
                ),
                DateRead::Unreadable
            );
        }
    }
}
