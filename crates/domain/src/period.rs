//! Periods, plans and budgets: what a province and a union decided in advance.

use crate::fen::Fen;
use crate::payment_method::PaymentMethod;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

crate::coded! {
    /// Where a period stands.
    PeriodState {
        /// Being prepared.
        Draft = "draft", "草稿";
        /// Claims are taken.
        Open = "open", "开放";
        /// No new claims inside the window; everything else goes on.
        Closed = "closed", "已截止";
        /// Read only.
        Archived = "archived", "已归档";
    }
}

/// A closed interval of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// First day.
    pub open: NaiveDate,
    /// Last day, inclusive.
    pub close: NaiveDate,
}

impl Window {
    /// The day lies inside, ends included.
    pub fn contains(self, day: NaiveDate) -> bool {
        (self.open..=self.close).contains(&day)
    }
}

/// What a union decided for one payment method in one benefit year: an amount, a ratio, or neither (all of it).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The method it allows.
    #[serde(rename = "mode")]
    pub method: PaymentMethod,
    /// Fixed sum per subject, in fen.
    pub amount: Option<Fen>,
    /// Part of what is owed or was paid, in basis points (10000 = all).
    pub ratio_bp: Option<u32>,
    /// Number of the minutes that decided it.
    pub minutes: String,
}

/// All of a sum, in basis points.
pub const RATIO_WHOLE_BP: u32 = 10_000;

impl Plan {
    /// What the union bears of `owed` under this plan, rounded down to the fen.
    pub fn bears(&self, owed: Fen) -> Fen {
        let by_ratio = self.ratio_bp.map_or(owed, |ratio| owed.share(ratio));
        self.amount.map_or(by_ratio, |amount| amount.min(by_ratio))
    }
}
