//! The benefit of a base, step by step, in integers.
//!
//! Sums are exact in ten-thousandths of a fen and rounded on cumulated values only: a step is the difference of two
//! rounded cumulated sums, so the steps always add up to the benefit, and splitting a base over several settlements of a
//! period never changes the total.

use domain::fen::Fen;
use serde::Serialize;

use crate::scheme::{Mode, Row, Tiers};

/// What a benefit is computed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Claim {
    /// What was borne this time.
    pub base: Fen,
    /// What was borne before, where sums are cumulated.
    pub before: Fen,
    /// Consecutive periods after the first, for rates that grow.
    pub further_periods: u32,
}

/// How a step came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepMode {
    /// The rate of a row on the part inside it.
    Marginal,
    /// The rate of a row on all.
    Whole,
    /// The sum of a row.
    Fixed,
    /// Raised to the minimum.
    Minimum,
    /// Cut to the maximum.
    Maximum,
    /// Less what the base before already gave.
    Before,
}

impl StepMode {
    /// The word of the explanation, Chinese and English.
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Marginal => ("分段按比例", "rate on the part in the row"),
            Self::Whole => ("全额按比例", "rate on the whole base"),
            Self::Fixed => ("定额", "fixed sum"),
            Self::Minimum => ("补足到最低额", "raised to the minimum"),
            Self::Maximum => ("超过最高额的部分", "cut to the maximum"),
            Self::Before => ("减去此前已计的部分", "less what was given before"),
        }
    }
}

/// One step of the explanation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Lower end of the part of the base it is about, in fen.
    pub from_fen: i64,
    /// Upper end, in fen.
    pub to_fen: i64,
    /// How it came about.
    pub mode: StepMode,
    /// The rate, where it is one.
    pub rate_bp: Option<u32>,
    /// What it adds, in fen; below zero where it takes off.
    pub amount_fen: i64,
}

/// A benefit with its explanation; the steps add up to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Benefit {
    /// The sum.
    #[serde(rename = "benefit_fen")]
    pub amount: Fen,
    /// How it came about.
    pub steps: Vec<Step>,
}

/// No source gives the rows of a benefit, so nothing can be computed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the rows of benefit `{benefit}` are not known: {why}")]
pub struct NoRows {
    /// Which benefit.
    pub benefit: String,
    /// Why, as the scheme says.
    pub why: String,
}

impl Tiers {
    /// The benefit of a base on top of what was borne before.
    ///
    /// # Errors
    /// [`NoRows`] where no source gives the rows.
    pub fn benefit(&self, claim: &Claim) -> Result<Benefit, NoRows> {
        if let Some(why) = &self.rows_unknown {
            return Err(NoRows {
                benefit: self.id.clone(),
                why: why.clone(),
            });
        }
        let bonus = self
            .loyalty
            .as_ref()
            .map_or(0, |l| l.bonus_bp(claim.further_periods));
        let before = claim.before.get().max(0);
        let after = before.saturating_add(claim.base.get().max(0));
        let (low, high) = (self.at(before, bonus), self.at(after, bonus));
        let mut steps = if self.is_marginal() {
            self.slices(before, after, bonus)
        } else {
            self.jump(before, after, bonus)
        };
        for (mode, change) in [
            (StepMode::Minimum, high.raised - low.raised),
            (StepMode::Maximum, low.cut - high.cut),
        ] {
            if change != 0 {
                steps.push(step(before, after, mode, None, change));
            }
        }
        Ok(Benefit {
            amount: Fen::new(narrow(high.total() - low.total())),
            steps,
        })
    }

    fn is_marginal(&self) -> bool {
        self.row
            .first()
            .is_some_and(|row| row.mode == Mode::Marginal)
    }

    /// All a cumulated base gives, with what minimum and maximum changed.
    fn at(&self, base_fen: i64, bonus: u32) -> Cumulated {
        let rounded = self.rounding.fen(self.exact(self.counted(base_fen), bonus));
        let least = self.minimum_fen.map_or(0, i128::from);
        let raised = if rounded > 0 {
            (least - rounded).max(0)
        } else {
            0
        };
        let most = self.maximum_fen.map_or(i128::MAX, i128::from);
        let cut = (rounded + raised - most).max(0);
        Cumulated {
            rounded,
            raised,
            cut,
        }
    }

    fn counted(&self, base_fen: i64) -> i64 {
        self.base_ceiling_fen
            .map_or(base_fen, |ceiling| base_fen.min(ceiling))
    }

    /// What the rows give for a cumulated base, in ten-thousandths of a fen.
    fn exact(&self, base_fen: i64, bonus: u32) -> i128 {
        if self.is_marginal() {
            return self.row.iter().map(|row| slice(row, base_fen, bonus)).sum();
        }
        match self.row.iter().find(|row| row.contains(base_fen)) {
            Some(row) => match row.mode {
                Mode::Fixed => row
                    .sum_fen
                    .map_or(0, |sum| i128::from(sum) * crate::scheme::UNITS_OF_FEN),
                Mode::Whole | Mode::Marginal => i128::from(base_fen) * i128::from(rate(row, bonus)),
            },
            None => 0,
        }
    }

    fn slices(&self, before: i64, after: i64, bonus: u32) -> Vec<Step> {
        let (before, after) = (self.counted(before), self.counted(after));
        let mut steps = Vec::new();
        let mut from = before;
        for row in &self.row {
            let to = row.to_fen.map_or(after, |to| to.min(after));
            from = from.max(row.from_fen);
            if to <= from {
                continue;
            }
            let rounded = |base| self.rounding.fen(self.exact(base, bonus));
            let amount = rounded(to) - rounded(from);
            steps.push(step(
                from,
                to,
                StepMode::Marginal,
                Some(rate(row, bonus)),
                amount,
            ));
            from = to;
        }
        steps
    }

    fn jump(&self, before: i64, after: i64, bonus: u32) -> Vec<Step> {
        let after = self.counted(after);
        let mut steps = Vec::new();
        if let Some(row) = self.row.iter().find(|row| row.contains(after)) {
            let (mode, rate) = match row.mode {
                Mode::Fixed => (StepMode::Fixed, None),
                Mode::Whole | Mode::Marginal => (StepMode::Whole, Some(rate(row, bonus))),
            };
            let amount = self.rounding.fen(self.exact(after, bonus));
            steps.push(step(0, after, mode, rate, amount));
        }
        let given = self.rounding.fen(self.exact(self.counted(before), bonus));
        if given != 0 {
            steps.push(step(0, before, StepMode::Before, None, -given));
        }
        steps
    }
}

/// What a cumulated base gives: rounded, raised by so much, cut by so much.
struct Cumulated {
    rounded: i128,
    raised: i128,
    cut: i128,
}

impl Cumulated {
    fn total(&self) -> i128 {
        self.rounded + self.raised - self.cut
    }
}

fn rate(row: &Row, bonus: u32) -> u32 {
    row.rate_bp.unwrap_or(0).saturating_add(bonus)
}

fn slice(row: &Row, base_fen: i64, bonus: u32) -> i128 {
    let to = row.to_fen.map_or(base_fen, |to| to.min(base_fen));
    i128::from(to.saturating_sub(row.from_fen).max(0)) * i128::from(rate(row, bonus))
}

fn step(from_fen: i64, to_fen: i64, mode: StepMode, rate_bp: Option<u32>, amount: i128) -> Step {
    Step {
        from_fen,
        to_fen,
        mode,
        rate_bp,
        amount_fen: narrow(amount),
    }
}

fn narrow(fen: i128) -> i64 {
    i64::try_from(fen).unwrap_or(if fen < 0 { i64::MIN } else { i64::MAX })
}
