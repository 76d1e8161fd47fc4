//! Which codes of Hunan were in use when: the code inside an identity number is given once, so somebody old may have one
//! that is long gone, but nobody one that never was, or that was gone before the birth.

use crate::area::{COUNTIES, prefecture_of};
use chrono::{Datelike, NaiveDate};

/// The province whose codes are known by their years; of others only the first two digits are.
const HUNAN: &str = "43";

/// Codes that are no more, by the last year at whose end they stood in the list (GB/T 2260 from 1980 on). That of a
/// prefecture with `01` behind it (市辖区) is none of a county, but numbers have it.
const ABOLISHED: [(i32, &str); 22] = [
    (1980, "432221"),
    (1981, "433028 433121"),
    (
        1982,
        "430120 430220 432121 432122 432123 432124 432125 432126 432127 432128 432201 432324 432523 432525 \
         432721 432722 432723 432724 432725 432726 432727 432830",
    ),
    (1983, "432825 432921"),
    (1984, "430222 433128"),
    (
        1985,
        "430219 430322 430427 432222 432223 432224 432225 432226 432621 432622 432623 432624 432625 432626 \
         432627",
    ),
    (1986, "430504 430625 430627 432521"),
    (
        1987,
        "430312 430727 432323 432401 432402 432421 432422 432423 432424 432425 432426 432427 432428 433102 \
         433129",
    ),
    (1989, "430306"),
    (1991, "430303 430305 430311 430622"),
    (1992, "430123"),
    (
        1993,
        "430526 432301 432302 432321 432322 432325 432326 432801 432802 432821 432822 432823 432824 432826 \
         432827 432828 432829 432831",
    ),
    (
        1994,
        "432901 432902 432922 432923 432924 432925 432926 432927 432928 432929 432930 439001 439002 439003 \
         439004 439005 439006 439007 439008 439009 439010 439011",
    ),
    (1995, "430425"),
    (
        1996,
        "433001 433002 433021 433022 433023 433024 433025 433026 433027 433029 433030 433031",
    ),
    (1998, "432501 432502 432503 432522 432524"),
    (2000, "430402 430403 430404 430411"),
    (2010, "430122"),
    (2016, "430124"),
    (2017, "430221"),
    (2018, "430521"),
    (2020, "431121"),
];

/// What is odd about the code of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AreaDoubt {
    /// No place of the province ever had it.
    NeverWas,
    /// It was abolished before the birth, at the end of this year or in the course of the next.
    GoneBefore {
        /// The last year it was listed in.
        last: i32,
    },
}

/// What is odd about an address code of six digits in the number of somebody born on that day. A code that is newer than
/// the birth is not: numbers are given late, too.
#[must_use]
pub fn doubt(code: &str, born: NaiveDate) -> Option<AreaDoubt> {
    let is_current = || COUNTIES.iter().any(|county| county.code == code);
    let is_city_itself = || code.ends_with("01") && prefecture_of(code).is_some();
    if !code.starts_with(HUNAN) || is_city_itself() || is_current() {
        return None;
    }
    let abolished = ABOLISHED
        .iter()
        .find(|(_, codes)| codes.split(' ').any(|one| one == code));
    match abolished {
        None => Some(AreaDoubt::NeverWas),
        Some((last, _)) if born.year() > last + 1 => Some(AreaDoubt::GoneBefore { last: *last }),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::area::RECODED;

    fn odd(code: &str, year: i32) -> Option<AreaDoubt> {
        doubt(code, NaiveDate::from_ymd_opt(year, 6, 1).unwrap())
    }

    #[test]
    fn a_code_that_never_was_or_was_gone_before_the_birth_is_odd() {
        assert_eq!(odd("439999", 1980), Some(AreaDoubt::NeverWas));
        assert_eq!(odd("430199", 2015), Some(AreaDoubt::NeverWas));
        assert_eq!(
            odd("431121", 2023),
            Some(AreaDoubt::GoneBefore { last: 2020 })
        );
        assert_eq!(
            odd("432501", 2015),
            Some(AreaDoubt::GoneBefore { last: 1998 })
        );
    }

    #[test]
    fn a_code_of_the_time_of_the_birth_is_not() {
        for (code, year) in [
            ("431121", 2021),
            ("431121", 1975),
            ("431181", 2023),
            ("432501", 1980),
            ("430102", 1960),
            ("430112", 1980),
            ("430101", 1990),
            ("110199", 2015),
            ("820000", 2015),
        ] {
            assert_eq!(odd(code, year), None, "{code} {year}");
        }
    }

    #[test]
    fn no_code_is_both_abolished_and_current() {
        let codes = || ABOLISHED.iter().flat_map(|(_, codes)| codes.split(' '));
        assert!(codes().all(|code| code.len() == 6 && code.starts_with(HUNAN)));
        assert!(codes().all(|code| COUNTIES.iter().all(|county| county.code != code)));
        assert!(
            RECODED
                .iter()
                .all(|(old, _)| codes().any(|code| code == *old))
        );
        assert!(ABOLISHED.is_sorted_by(|a, b| a.0 < b.0));
    }
}
