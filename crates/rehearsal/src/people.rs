//! Single synthetic people, made from an index alone: the same index is the same person, in any order and on any
//! machine. Different indexes are different people with different identity numbers.

use crate::chance::{Chance, mix};
use crate::names;
use crate::numbers::{bank_card, identity_number, mobile};
use chrono::{Days, NaiveDate};
use domain::area::COUNTIES;
use domain::identity::Sex;

/// The word for a sex in a sheet.
pub fn sex_word(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "男",
        Sex::Female => "女",
    }
}

/// The other sex.
pub fn other_sex(sex: Sex) -> Sex {
    match sex {
        Sex::Male => Sex::Female,
        Sex::Female => Sex::Male,
    }
}

/// The sex a sequence number stands for: odd is male (GB 11643).
pub fn sex_of_sequence(sequence: u16) -> Sex {
    if sequence % 2 == 1 {
        Sex::Male
    } else {
        Sex::Female
    }
}

/// An invented person with a valid identity number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntheticPerson {
    /// Full name.
    pub name: String,
    /// Identity number of 18 characters, check character included.
    pub id: String,
    /// Date of birth, as in the number.
    pub birth: NaiveDate,
    /// Sex, as in the number.
    pub sex: Sex,
}

/// How many different people of one kind there are; beyond it, indexes repeat.
pub const PEOPLE_MAX: u64 = COUNTIES.len() as u64 * DAYS * 499;

/// Days over which birthdays are spread.
const DAYS: u64 = 4_000;

/// Child `n`, born from 2012 to 2022, hence covered in the benefit years 2025 and 2026 by every reading of the rules.
/// It bears the surname of [`member`]` n`.
pub fn child(n: u64) -> SyntheticPerson {
    let (id, birth, sex) = numbered(n, first_day(2012), n & 1);
    let mut chance = Chance::stream(n, "child");
    let name = format!(
        "{}{}",
        family_surname(n),
        names::child_given(&mut chance, sex, None)
    );
    SyntheticPerson {
        name,
        id,
        birth,
        sex,
    }
}

/// Member `n`, born from 1976 to 1986; boys' and girls' fathers for odd `n`, mothers for even.
pub fn member(n: u64) -> SyntheticPerson {
    grown_up(n, 1976, n & 1, family_surname(n))
}

/// The spouse of [`member`]` n`, of the other sex, born from 1988 to 1998.
pub fn spouse(n: u64) -> SyntheticPerson {
    grown_up(
        n,
        1988,
        1 - (n & 1),
        names::surname(&mut Chance::stream(n, "spouse")),
    )
}

/// The mobile number of [`member`]` n`.
pub fn phone(n: u64) -> String {
    mobile(n.wrapping_mul(7_919))
}

/// The bank card of [`member`]` n`; no two members share one.
pub fn card(n: u64) -> String {
    bank_card(n)
}

fn family_surname(n: u64) -> &'static str {
    names::surname(&mut Chance::stream(n, "family"))
}

fn grown_up(n: u64, from_year: i32, odd: u64, surname: &str) -> SyntheticPerson {
    let (id, birth, sex) = numbered(n, first_day(from_year), odd);
    let given = names::adult_given(
        &mut Chance::new(mix(n) ^ u64::from(from_year.unsigned_abs())),
        sex,
    );
    SyntheticPerson {
        name: format!("{surname}{given}"),
        id,
        birth,
        sex,
    }
}

/// Spreads indexes over counties, then days, then sequence numbers, so that no two of one kind meet.
fn numbered(n: u64, from: NaiveDate, odd: u64) -> (String, NaiveDate, Sex) {
    let counties = COUNTIES.len() as u64;
    let county = &COUNTIES[(n % counties) as usize];
    let birth = from + Days::new(n / counties * 7 % DAYS);
    let sequence = (n / counties / DAYS % 499) as u16 * 2 + if odd == 1 { 1 } else { 2 };
    (
        identity_number(county.code, birth, sequence),
        birth,
        sex_of_sequence(sequence),
    )
}

fn first_day(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 1, 2).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn one_index_is_one_person_and_two_indexes_are_two() {
        assert_eq!(child(42), child(42));
        let mut ids = BTreeSet::new();
        for n in (0..3_000).chain(490_000..493_000) {
            for person in [child(n), member(n), spouse(n)] {
                assert!(
                    domain::identity::parse(&person.id, first_day(2026))
                        .unwrap()
                        .notes
                        .is_empty()
                );
                assert!(ids.insert(person.id), "number {n} repeats");
            }
        }
    }

    #[test]
    fn the_number_tells_birth_date_and_sex() {
        for n in 0..200 {
            let person = child(n);
            assert_eq!(person.id[6..14], person.birth.format("%Y%m%d").to_string());
            assert_eq!(
                sex_of_sequence(person.id[14..17].parse().unwrap()),
                person.sex
            );
        }
    }

    #[test]
    fn parents_are_of_different_sex_and_at_least_fourteen_years_older() {
        for n in 0..200 {
            assert_eq!(other_sex(member(n).sex), spouse(n).sex);
            assert!(
                spouse(n).birth < child(n).birth - chrono::Months::new(12 * 13 + 6),
                "{n}"
            );
        }
    }
}
