//! Unions that were merged into others: which union speaks for an old one, from which day on.

use crate::ids::UnitId;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Longest chain of mergers that is followed: more is a mistake in the records.
pub const SUCCESSION_CHAIN_MAX: usize = 8;

/// One merger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merger {
    /// Code of the union that was merged.
    pub code: String,
    /// The union it was merged into.
    pub into: UnitId,
    /// The first day on which the other one acts for it.
    pub on: NaiveDate,
}

/// Why a chain of mergers cannot be followed, or one more cannot be added to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SuccessionError {
    /// It comes back to where it began.
    #[error("the mergers run in a circle")]
    Circle,
    /// It has more than [`SUCCESSION_CHAIN_MAX`] links.
    #[error("more than {SUCCESSION_CHAIN_MAX} mergers follow one another")]
    TooLong,
}

impl SuccessionError {
    /// The same in Chinese.
    pub fn chinese(self) -> String {
        match self {
            Self::Circle => "这样合并会成环".to_owned(),
            Self::TooLong => format!("先后合并的层数超过 {SUCCESSION_CHAIN_MAX} 层"),
        }
    }
}

/// Every merger on record, by the union that was merged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Succession(BTreeMap<UnitId, Merger>);

impl Succession {
    /// The mergers given, each union merged once.
    pub fn new(mergers: impl IntoIterator<Item = (UnitId, Merger)>) -> Self {
        Self(mergers.into_iter().collect())
    }

    /// The merger of a union, whatever its day.
    pub fn of(&self, unit: UnitId) -> Option<&Merger> {
        self.0.get(&unit)
    }

    /// The merger of a union that is in force on a day.
    pub fn in_force(&self, unit: UnitId, day: NaiveDate) -> Option<&Merger> {
        self.of(unit).filter(|merger| merger.on <= day)
    }

    /// The union that acts for `unit` on a day: itself, unless it was merged by then.
    ///
    /// # Errors
    /// [`SuccessionError`] for a chain that cannot be followed to its end.
    pub fn resolve(&self, unit: UnitId, day: NaiveDate) -> Result<UnitId, SuccessionError> {
        self.last(unit, |merger| merger.on <= day)
    }

    /// One union acts for both on a day. A chain that cannot be followed makes no two unions one.
    pub fn same(&self, one: UnitId, other: UnitId, day: NaiveDate) -> bool {
        one == other
            || matches!(
                (self.resolve(one, day), self.resolve(other, day)),
                (Ok(a), Ok(b)) if a == b
            )
    }

    /// Looks whether `unit` may be merged into `into`, counting mergers of days to come too.
    ///
    /// # Errors
    /// [`SuccessionError`] when the chain would run in a circle or grow too long.
    pub fn may_merge(&self, unit: UnitId, into: UnitId) -> Result<(), SuccessionError> {
        if self.last(into, |_| true)? == unit || unit == into {
            return Err(SuccessionError::Circle);
        }
        // The longest chain runs through the new link, from the first union merged to the last successor.
        if self.depth_above(unit, 0)? + 1 + self.links_from(into) > SUCCESSION_CHAIN_MAX {
            return Err(SuccessionError::TooLong);
        }
        Ok(())
    }

    fn last(
        &self,
        unit: UnitId,
        counts: impl Fn(&Merger) -> bool,
    ) -> Result<UnitId, SuccessionError> {
        let mut at = unit;
        for _ in 0..=SUCCESSION_CHAIN_MAX {
            match self.0.get(&at).filter(|merger| counts(merger)) {
                None => return Ok(at),
                Some(merger) if merger.into == unit => return Err(SuccessionError::Circle),
                Some(merger) => at = merger.into,
            }
        }
        Err(SuccessionError::TooLong)
    }

    fn links_from(&self, unit: UnitId) -> usize {
        std::iter::successors(Some(unit), |at| self.0.get(at).map(|merger| merger.into))
            .skip(1)
            .take(SUCCESSION_CHAIN_MAX + 1)
            .count()
    }

    fn depth_above(&self, unit: UnitId, so_far: usize) -> Result<usize, SuccessionError> {
        if so_far > SUCCESSION_CHAIN_MAX {
            return Err(SuccessionError::TooLong);
        }
        let mut deepest = so_far;
        for (before, _) in self.0.iter().filter(|(_, merger)| merger.into == unit) {
            deepest = deepest.max(self.depth_above(*before, so_far + 1)?);
        }
        Ok(deepest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn unit(n: usize) -> UnitId {
        UnitId(Uuid::from_u128(n as u128))
    }

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, n).unwrap()
    }

    /// Each union is merged into the next, on the day of its number.
    fn chain(links: usize) -> Succession {
        Succession::new((1..=links).map(|n| {
            let merger = Merger {
                code: format!("U{n}"),
                into: unit(n + 1),
                on: day(u32::try_from(n).unwrap()),
            };
            (unit(n), merger)
        }))
    }

    #[test]
    fn a_union_is_spoken_for_from_the_day_of_its_merger_on() {
        let mergers = chain(2);
        assert_eq!(mergers.resolve(unit(2), day(1)), Ok(unit(2)));
        assert_eq!(mergers.resolve(unit(1), day(1)), Ok(unit(2)));
        assert_eq!(mergers.resolve(unit(1), day(2)), Ok(unit(3)));
        assert!(mergers.same(unit(1), unit(2), day(1)));
        assert!(!mergers.same(unit(1), unit(3), day(1)));
        assert!(mergers.in_force(unit(2), day(1)).is_none());
    }

    #[test]
    fn a_circle_is_refused_and_never_followed() {
        let mergers = chain(2);
        assert_eq!(
            mergers.may_merge(unit(3), unit(1)),
            Err(SuccessionError::Circle)
        );
        assert_eq!(
            mergers.may_merge(unit(9), unit(9)),
            Err(SuccessionError::Circle)
        );
        assert_eq!(mergers.may_merge(unit(3), unit(4)), Ok(()));
        let broken = Succession::new([1, 2].map(|n| {
            let merger = Merger {
                code: String::new(),
                into: unit(3 - n),
                on: day(1),
            };
            (unit(n), merger)
        }));
        assert_eq!(
            broken.resolve(unit(1), day(1)),
            Err(SuccessionError::Circle)
        );
        assert!(!broken.same(unit(1), unit(5), day(1)));
    }

    #[test]
    fn a_chain_grows_to_its_limit_and_no_further_on_either_end() {
        let full = chain(SUCCESSION_CHAIN_MAX);
        let last = unit(SUCCESSION_CHAIN_MAX + 1);
        assert_eq!(full.resolve(unit(1), day(20)), Ok(last));
        assert_eq!(
            full.may_merge(last, unit(99)),
            Err(SuccessionError::TooLong)
        );
        assert_eq!(
            full.may_merge(unit(99), unit(1)),
            Err(SuccessionError::TooLong)
        );
        assert_eq!(full.may_merge(unit(99), unit(2)), Ok(()));
        let shorter = chain(SUCCESSION_CHAIN_MAX - 1);
        assert_eq!(
            shorter.may_merge(unit(SUCCESSION_CHAIN_MAX), unit(99)),
            Ok(())
        );
    }
}
