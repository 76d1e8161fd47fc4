//! Identity numbers (GB 11643), birth certificates and telephones: invented, no two alike.

use super::chance::{Chance, Weighted};
use super::names::Sex;
use super::tables;
use anyhow::{Context, Result, bail};
use chrono::{Datelike, NaiveDate};
use std::collections::HashSet;

/// Twins' numbers follow one another.
const TWIN_SEQUENCE: f64 = 0.85;
/// Twins' birth certificates follow one another.
const TWIN_CERTIFICATE: f64 = 0.7;
/// Draws after which a district counts as full for a day.
const TRIES: usize = 5_000;
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK: &[u8; 11] = b"10X98765432";
/// Years before the benefit year that people may be born in.
const YEARS: i32 = 60;

/// The calendar, counted in days.
pub struct Calendar {
    /// Days as `2016-08-23`.
    pub iso: Vec<String>,
    /// Days as `20160823`.
    pub compact: Vec<String>,
}

impl Calendar {
    /// The sixty years before the end of a year.
    ///
    /// # Errors
    /// The year is not one of the calendar.
    pub fn new(year: i32) -> Result<Self> {
        let first = NaiveDate::from_ymd_opt(year - YEARS, 1, 1).context("no such year")?;
        let days = first.iter_days().take_while(|day| day.year() <= year);
        let (iso, compact) = days
            .map(|day| {
                (
                    day.format("%Y-%m-%d").to_string(),
                    day.format("%Y%m%d").to_string(),
                )
            })
            .unzip();
        Ok(Self { iso, compact })
    }

    /// The number of the last day.
    pub fn last(&self) -> usize {
        self.iso.len() - 1
    }
}

/// A date that the calendar has.
pub fn date(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// Hands out numbers, each once.
pub struct Numbers {
    /// Counties of Hunan by population.
    pub county: Weighted<&'static str>,
    /// Districts outside.
    pub outside: Weighted<&'static str>,
    mobile: Vec<&'static str>,
    letters: Vec<char>,
    used: HashSet<u64>,
    certificates: HashSet<String>,
}

impl Numbers {
    /// Nothing handed out yet.
    pub fn new() -> Self {
        let weighted = |entry: &'static str| {
            let (code, people) = entry.split_once(':').unwrap_or((entry, "0"));
            (code, people.parse().unwrap_or_default())
        };
        Self {
            county: Weighted::new(tables::COUNTIES.split_whitespace().map(weighted)),
            outside: Weighted::new(tables::OUTSIDE.split_whitespace().map(|code| (code, 1.0))),
            mobile: tables::MOBILE.split_whitespace().collect(),
            letters: tables::CERTIFICATE_LETTERS.chars().collect(),
            used: HashSet::new(),
            certificates: HashSet::new(),
        }
    }

    /// Never hands out these numbers and birth certificates.
    pub fn avoid<'a>(&mut self, taken: impl Iterator<Item = (&'a str, &'a str)>) {
        for (number, certificate) in taken {
            self.used
                .extend(number.get(..17).and_then(|first| first.parse::<u64>().ok()));
            self.certificates.insert(certificate.to_owned());
        }
    }

    /// A fresh valid number and its sequence; `near` is an elder twin's sequence.
    ///
    /// # Errors
    /// The district is full for that day.
    pub fn identity(
        &mut self,
        chance: &mut Chance,
        calendar: &Calendar,
        at: (&str, usize),
        sex: Sex,
        near: Option<u32>,
    ) -> Result<(String, u32)> {
        let (area, day) = at;
        let born = &calendar.compact[day];
        let parity = u32::from(sex == Sex::Male);
        let place: u64 = format!("{area}{born}").parse()?;
        let mut sequence = near.and_then(|near| {
            let next = (near + 1) % 1_000;
            chance.happens(TWIN_SEQUENCE).then(|| {
                if next % 2 == parity {
                    next
                } else {
                    (next + 1) % 1_000
                }
            })
        });
        for _ in 0..TRIES {
            // Stations hand out low numbers more often than high ones.
            let found = sequence.take().unwrap_or_else(|| {
                let high = 1_000.0 * chance.draw();
                (high * (0.35 + 0.65 * chance.draw())) as u32 / 2 * 2 + parity
            });
            if self.used.insert(place * 1_000 + u64::from(found)) {
                return Ok((with_check(&format!("{place}{found:03}")), found));
            }
        }
        bail!("the sequence numbers of {area} are used up; generate fewer children")
    }

    /// A fresh birth certificate; `near` is an elder twin's.
    pub fn certificate(
        &mut self,
        chance: &mut Chance,
        calendar: &Calendar,
        area: &str,
        day: usize,
        near: Option<&str>,
    ) -> String {
        if let Some(near) = near
            && chance.happens(TWIN_CERTIFICATE)
        {
            let number: u64 = near[1..].parse().unwrap_or_default();
            let next = format!("{}{:09}", &near[..1], number + 1);
            if self.certificates.insert(next.clone()) {
                return next;
            }
        }
        let year: usize = calendar.iso[day][..4].parse().unwrap_or_default();
        let letter = self.letters[year % self.letters.len()];
        loop {
            let certificate = format!("{letter}{}{}", &area[..2], chance.digits(7));
            if self.certificates.insert(certificate.clone()) {
                return certificate;
            }
        }
    }

    /// A mobile number.
    pub fn phone(&self, chance: &mut Chance) -> String {
        let network = *chance.pick(&self.mobile);
        format!("{network}{}", chance.digits(8))
    }

    /// A unit in a county; small numbers are large unions.
    pub fn unit(chance: &mut Chance, county: &str) -> String {
        let high = 400.0 * chance.draw();
        format!("{county}{:04}", (high * chance.draw()) as u32)
    }
}

/// Seventeen digits with their check digit.
pub(super) fn with_check(first: &str) -> String {
    let sum: u32 = first
        .bytes()
        .zip(WEIGHTS)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    format!("{first}{}", char::from(CHECK[(sum % 11) as usize]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_digit_is_by_the_standard() {
        // The example in GB 11643-1999, annex A.
        assert_eq!(with_check("11010519491231002"), "11010519491231002X");
    }
}
