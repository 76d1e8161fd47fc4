//! Which source bears how much of a claim (湘工发〔2025〕11号 三.1): the programme's first one, and another for what it falls short
//! of.

use crate::error::Refusal;
use crate::review::rule_set::source_words;
use crate::words::Words;
use crate::work::Work;
use domain::fen::Fen;
use domain::fund::{FundSource, SourceSpec};
use domain::ids::UnitId;
use policy::Programme;

/// What is drawn for a claim.
pub(crate) struct Draw {
    pub(crate) amount: Fen,
    pub(crate) source: FundSource,
    /// Source, sum and budget year of the second part.
    pub(crate) shortfall: Option<(FundSource, Fen, i16)>,
}

impl Draw {
    /// Splits `payable` over the locked budgets. Where no source can bear what the first one falls short of, all of it stands
    /// on the first: its budget refuses it and says what is left. One that is chosen and not the first bears all of it.
    ///
    /// # Errors
    /// A source that the programme is not paid from.
    pub(crate) fn of(
        work: &Work,
        (unit, year): (UnitId, i16),
        programme: &dyn Programme,
        payable: Fen,
        chosen: Option<FundSource>,
    ) -> std::result::Result<Self, Refusal> {
        let sources: Vec<FundSource> = programme.sources().iter().map(SourceSpec::source).collect();
        let not_paid = || not_paid_from(work, programme, chosen);
        let (first, others) = sources.split_first().ok_or_else(not_paid)?;
        let first = *first;
        let whole = |source| Self {
            amount: payable,
            source,
            shortfall: None,
        };
        match chosen {
            Some(source) if others.contains(&source) => return Ok(whole(source)),
            Some(source) if source != first => return Err(not_paid()),
            _ => {}
        }
        let left = |source: FundSource| {
            let budget = work.budgets.get(&(unit, year, source));
            budget.map_or(Fen::ZERO, |held| held.value.left())
        };
        let borne = left(first).min(payable);
        let rest = payable.saturating_sub(borne);
        let second = others.iter().find(|source| left(**source) >= rest);
        Ok(match second {
            Some(second) if rest > Fen::ZERO && borne == Fen::ZERO => whole(*second),
            Some(second) if rest > Fen::ZERO => Self {
                amount: borne,
                source: first,
                shortfall: Some((*second, rest, year)),
            },
            _ => whole(first),
        })
    }
}

fn not_paid_from(work: &Work, programme: &dyn Programme, chosen: Option<FundSource>) -> Refusal {
    let (zh, en) = programme.names();
    let source = chosen.map_or_else(
        || Words::same("-"),
        |source| source_words(&work.ctx.installation.registry, source),
    );
    let message = Words::new(
        format!("{zh}不由“{}”支付，请另选经费来源", source.zh),
        format!(
            "{en} is not paid from {}: choose another funding source",
            source.en
        ),
    );
    Refusal::new("other-source", message)
}
