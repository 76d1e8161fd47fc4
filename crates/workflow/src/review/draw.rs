//! Which source bears how much of a claim (湘工发〔2025〕11号 三.1): union funds first, the administration subsidy for what they
//! fall short of.

use crate::work::Work;
use domain::draft::FundSource;
use domain::fen::Fen;
use domain::ids::UnitId;

/// What is drawn for a claim.
pub(crate) struct Draw {
    pub(crate) amount: Fen,
    pub(crate) source: FundSource,
    /// Source, sum and budget year of the second part.
    pub(crate) shortfall: Option<(FundSource, Fen, i16)>,
}

impl Draw {
    /// Splits `payable` over the locked budgets. Where both together do not suffice, all of it stands on `source`: its
    /// budget refuses it and says what is left.
    pub(crate) fn of(
        work: &Work,
        unit: UnitId,
        year: i16,
        payable: Fen,
        source: FundSource,
    ) -> Self {
        let whole = |source| Self {
            amount: payable,
            source,
            shortfall: None,
        };
        if source == FundSource::Subsidy {
            return whole(source);
        }
        let left = |source: FundSource| {
            let budget = work.budgets.get(&(unit, year, source.code().to_owned()));
            budget.map_or(0, |held| {
                (held.value.total_fen - held.value.reserved_fen).max(0)
            })
        };
        let first = left(FundSource::Union).min(payable.get());
        let rest = payable.get() - first;
        if rest <= 0 || left(FundSource::Subsidy) < rest {
            return whole(FundSource::Union);
        }
        if first == 0 {
            return whole(FundSource::Subsidy);
        }
        Self {
            amount: Fen::new(first),
            source: FundSource::Union,
            shortfall: Some((FundSource::Subsidy, Fen::new(rest), year)),
        }
    }
}
