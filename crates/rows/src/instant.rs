//! Times of day behind a date. They are no part of a date, but some of them say that the day is another one: programs
//! that reckon in universal time write midnight in China as 16:00 of the day before.

use crate::column::ColumnKind;
use crate::columns::Columns;
use crate::date::{DateRead, read_date};
use crate::staged::StagedRow;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};
use domain::identity;
use std::fmt;

/// China's time is so many hours ahead of universal time, all year and everywhere.
const CHINA_HOURS: i64 = 8;
/// Midnight in China as universal time: exact, and off by the 43 seconds that Shanghai's own time before 1901 had
/// beyond eight hours and five minutes, which JavaScript's dates bring into sheets.
const CHINA_MIDNIGHT: [u32; 3] = [57_600, 57_557, 57_643];
/// The same 43 seconds before midnight.
const BEFORE_MIDNIGHT: u32 = 86_357;

/// A date with a time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// As it was written.
    pub(crate) written: NaiveDateTime,
    /// Seconds the writer's time is ahead of universal time, where the text says so.
    pub(crate) offset: Option<i64>,
}

impl Moment {
    /// The time of day is midnight, so that there is nothing beside the date.
    pub(crate) fn is_midnight(&self) -> bool {
        self.written.time() == NaiveTime::MIN
            && self
                .offset
                .is_none_or(|offset| offset == CHINA_HOURS * 3600)
    }

    /// The day of a text that says which time it is in, as it was in China.
    pub(crate) fn in_china(&self) -> Option<NaiveDate> {
        let ahead = CHINA_HOURS * 3600 - self.offset?;
        let local = self
            .written
            .checked_add_signed(TimeDelta::try_seconds(ahead)?)?;
        if local.num_seconds_from_midnight() == BEFORE_MIDNIGHT {
            return local.date().succ_opt();
        }
        Some(local.date())
    }

    /// The day after, if the time of day may be midnight in China for a program that reckons in universal time.
    pub(crate) fn day_if_shifted(&self) -> Option<NaiveDate> {
        if self.may_be_midnight() && self.offset.is_none() {
            self.written.date().succ_opt()
        } else {
            None
        }
    }

    /// Read as universal time, it is midnight in China.
    fn may_be_midnight(&self) -> bool {
        let second = self.written.num_seconds_from_midnight();
        CHINA_MIDNIGHT.contains(&second) || second == BEFORE_MIDNIGHT
    }

    /// It says which time it is in, and that is not China's.
    pub(crate) fn is_elsewhere(&self) -> bool {
        self.offset
            .is_some_and(|offset| offset != CHINA_HOURS * 3600)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.written)
    }
}

/// Whether a row shows that its file was written by a program that reckons in universal time: a date in it is the day
/// before the birth date inside one of its numbers, at what was midnight in China; or one at that time says itself that it
/// is in universal time. `None` when it tells neither way.
pub fn is_shifted(row: &StagedRow, columns: &Columns, today: NaiveDate) -> Option<bool> {
    let births: Vec<NaiveDate> = columns
        .of_kind(ColumnKind::Identity)
        .filter_map(|column| row.at(column.index)?.as_text())
        .filter_map(|text| identity::parse(text, today).ok()?.number.birth_date())
        .collect();
    let dates = columns.of_kind(ColumnKind::Date);
    dates
        .filter_map(
            |column| match read_date(row.at(column.index)?, columns.date1904()) {
                DateRead::Timed(moment) => Some(moment),
                _ => None,
            },
        )
        .find_map(|moment| {
            let is_birth = |day: NaiveDate| births.contains(&day);
            let shifted = moment.day_if_shifted().is_some_and(is_birth)
                || (moment.offset == Some(0) && moment.may_be_midnight());
            (shifted || is_birth(moment.written.date())).then_some(shifted)
        })
}

/// Words around a time of twelve hours; which half of the day it is does not change the date.
const HALVES: [&str; 8] = ["上午", "下午", "中午", "晚上", "凌晨", "早上", "am", "pm"];

/// Cuts a text into its date and the time behind it, with seconds east of universal time if it says so. `None` when
/// there is no time, or something that is none behind the date.
pub(crate) fn cut(text: &str) -> Option<(&str, NaiveTime, Option<i64>)> {
    let mark = text.find([':', '时'])?;
    let hour = text.get(..mark)?;
    let date = hour.trim_end_matches(|c: char| c.is_ascii_digit());
    let time = text.get(date.len()..)?;
    let mut date = date.trim_end();
    for half in HALVES {
        date = date.strip_suffix(half).unwrap_or(date).trim_end();
    }
    let date = date.trim_end_matches(['T', 't', ' ', ',']);
    let digits =
        time.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.' | '时' | '分' | '秒')));
    let (clock, zone) = time.split_at(digits.unwrap_or(time.len()));
    Some((date, time_of(clock)?, zone_of(zone)?))
}

/// `08:30`, `8:30:00.000`, `14时33分21秒`.
fn time_of(clock: &str) -> Option<NaiveTime> {
    let clock = clock.replace(['时', '分'], ":").replace('秒', "");
    let whole = clock.trim_end_matches(':').split('.').next()?;
    let mut parts = whole.split(':').map(str::parse::<u32>);
    let hour = parts.next()?.ok()?;
    let minute = parts.next().unwrap_or(Ok(0)).ok()?;
    let second = parts.next().unwrap_or(Ok(0)).ok()?;
    if parts.next().is_some() {
        return None;
    }
    NaiveTime::from_hms_opt(hour, minute, second)
}

/// What stands behind the clock: nothing, half of the day, `Z`, `GMT`, `+08:00`, `GMT+0800 (中国标准时间)`, `CST`.
fn zone_of(text: &str) -> Option<Option<i64>> {
    let text = text.split('(').next()?.trim().to_ascii_lowercase();
    let text = HALVES
        .iter()
        .find_map(|half| text.strip_suffix(half))
        .unwrap_or(&text)
        .trim();
    let named = ["gmt", "utc", "z"]
        .iter()
        .find_map(|name| text.strip_prefix(name));
    match (text, named) {
        ("", _) => Some(None),
        ("cst" | "北京时间", _) => Some(Some(CHINA_HOURS * 3600)),
        (_, Some("")) => Some(Some(0)),
        (_, rest) => offset_of(rest.unwrap_or(text)).map(Some),
    }
}

/// `+08:00`, `+0800`, `-5`.
fn offset_of(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('+') {
        Some(rest) => (1, rest),
        None => (-1, text.strip_prefix(['-', '\u{2212}'])?),
    };
    let digits = digits.replace(':', "");
    let (hours, minutes) = digits.split_at_checked(digits.len().min(2))?;
    let minutes = if minutes.is_empty() { "0" } else { minutes };
    let seconds = hours.parse::<i64>().ok()? * 3600 + minutes.parse::<i64>().ok()? * 60;
    (seconds <= 14 * 3600).then_some(sign * seconds)
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// A date with the English name of its month, as programs print dates they were not told how to: `Wed Nov 05 14:33:21
/// CST 2025`, `Wed Nov 05 2025 08:00:00 GMT+0800`, `5-Nov-2025`, `Nov 5, 2025`.
pub(crate) fn english(text: &str) -> Option<(NaiveDate, NaiveTime, Option<i64>)> {
    let text = text.to_ascii_lowercase();
    let text = text.split('(').next()?;
    let mut date = (None, None, None);
    let mut time = NaiveTime::MIN;
    let mut zone = None;
    for word in text.split([' ', ',', '/']).filter(|word| !word.is_empty()) {
        if word.contains(':') {
            let (before, clock, offset) = cut(word)?;
            time = before.is_empty().then_some(clock)?;
            zone = zone.or(offset);
        } else if let Some(offset) = zone_of(word).flatten() {
            zone = Some(offset);
        } else {
            for part in word.split('-') {
                take(part, &mut date)?;
            }
        }
    }
    let (year, month, day) = date;
    Some((NaiveDate::from_ymd_opt(year?, month?, day?)?, time, zone))
}

/// Takes a part of a date for what it can only be; a day of the week says nothing.
fn take(part: &str, date: &mut (Option<i32>, Option<u32>, Option<u32>)) -> Option<()> {
    let month = MONTHS.iter().position(|month| part.starts_with(month));
    match (part.len(), month) {
        (4, None) if date.0.is_none() => date.0 = Some(part.parse().ok()?),
        (1 | 2, None) if date.2.is_none() => date.2 = Some(part.parse().ok()?),
        (3.., Some(month)) if date.1.is_none() => date.1 = u32::try_from(month + 1).ok(),
        _ if ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
            .iter()
            .any(|day| part.starts_with(day)) => {}
        _ => return None,
    }
    Some(())
}
