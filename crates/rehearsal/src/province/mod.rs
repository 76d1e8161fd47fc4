//! The whole province: tree, families, claims with their situations and faults, and the files.

mod aid;
mod cast;
mod claim_sheet;
mod entries;
mod families;
mod faults;
mod files;
mod method;
mod money;
mod papers;
mod situations;
mod tree;

use crate::{Manifest, RehearsalError};
use chrono::NaiveDate;
use std::path::Path;

/// What province to make. The same spec gives the same bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvinceSpec {
    /// Everything drawn follows from it.
    pub seed: u64,
    /// Basic unions, at least [`UNITS_MIN`]; the levels above them are always complete.
    pub units: usize,
    /// Members, give or take one; at least as many as `units`.
    pub members: usize,
    /// Claim rows before duplicates are added, a fifth of them for 2025; fewer if there are not enough children.
    pub claims: usize,
    /// The day of the rehearsal, from [`TODAY_FIRST`] to the end of the window; payments lie before it.
    pub today: NaiveDate,
}

/// Fewer basic unions leave no room for industry unions and for units with faults.
pub const UNITS_MIN: usize = 12;
/// More would need longer unit codes; the real province has fewer members in the programme's first years.
pub const MEMBERS_MAX: usize = 1_000_000;
/// First day of the enrolment window of benefit year 2026.
pub const WINDOW_OPEN: NaiveDate = day(2025, 9, 1);
/// Its last day, included.
pub const WINDOW_CLOSE: NaiveDate = day(2026, 1, 31);
/// The earliest day of a rehearsal: the newborns of the window must have been born.
pub const TODAY_FIRST: NaiveDate = day(2026, 1, 10);

/// A constant date; an impossible one becomes the earliest date there is, and a test looks at every constant.
const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(date) => date,
        None => NaiveDate::MIN,
    }
}

impl ProvinceSpec {
    /// The demonstration: several hundred unions, some 3,000 members, some 3,500 claims.
    pub fn demo() -> Self {
        Self {
            seed: 20_260_115,
            units: 400,
            members: 3_000,
            claims: 3_500,
            today: day(2026, 1, 15),
        }
    }

    /// A small province for tests: the same levels, situations and faults with a few hundred claims.
    pub fn small() -> Self {
        Self {
            units: 24,
            members: 260,
            claims: 320,
            ..Self::demo()
        }
    }

    fn check(&self) -> Result<(), RehearsalError> {
        if self.units < UNITS_MIN || self.members < self.units || self.members > MEMBERS_MAX {
            return Err(RehearsalError::Spec(format!(
                "it needs at least {UNITS_MIN} basic unions, as many members as unions and at most {MEMBERS_MAX}"
            )));
        }
        if self.today < TODAY_FIRST || self.today > WINDOW_CLOSE {
            return Err(RehearsalError::Spec(format!(
                "its day must lie from {TODAY_FIRST} to {WINDOW_CLOSE}"
            )));
        }
        Ok(())
    }
}

impl Default for ProvinceSpec {
    fn default() -> Self {
        Self::demo()
    }
}

/// Writes the province into the directory `out` (made if missing, best empty) and returns its account.
///
/// Errors: a spec out of bounds, or a file that cannot be written; what was written before stays.
pub fn generate(out: &Path, spec: &ProvinceSpec) -> Result<Manifest, RehearsalError> {
    spec.check()?;
    let mut tree = tree::plant(spec);
    let mut cast = cast::Cast::raise(spec, &tree);
    let mut entries = entries::choose(spec, &tree, &mut cast);
    money::leave_gaps(spec, &mut tree, &mut entries);
    situations::assign(spec, &tree, &mut cast, &mut entries);
    faults::plant(spec, &mut cast, &mut entries);
    files::write_all(out, spec, &tree, &cast, &entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constant_dates_exist() {
        for date in [
            WINDOW_OPEN,
            WINDOW_CLOSE,
            TODAY_FIRST,
            ProvinceSpec::demo().today,
        ] {
            assert!(date > day(2025, 1, 1), "{date}");
        }
    }

    #[test]
    fn a_spec_out_of_bounds_is_refused_with_what_to_ask_for() {
        let out = std::path::Path::new("/nonexistent");
        let few = ProvinceSpec {
            units: 3,
            ..ProvinceSpec::small()
        };
        assert!(
            generate(out, &few)
                .unwrap_err()
                .to_string()
                .contains("at least 12")
        );
        let late = ProvinceSpec {
            today: day(2026, 2, 1),
            ..ProvinceSpec::small()
        };
        assert!(
            generate(out, &late)
                .unwrap_err()
                .to_string()
                .contains("2026-01-31")
        );
    }
}
