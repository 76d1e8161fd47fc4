//! A benefit in tiers: rows over the base, and what bounds the result.

use serde::{Deserialize, Serialize};

use crate::base::Expression;

domain::coded! {
    /// How a row pays.
    Mode {
        /// Its rate of the part of the base that lies inside it.
        Marginal = "marginal", "分段";
        /// Its rate of the whole base.
        Whole = "whole", "全额";
        /// A fixed sum.
        Fixed = "fixed", "定额";
    }
}

domain::coded! {
    /// Which bound of a row belongs to it.
    Included {
        /// The lower one: "20000 and more, less than 30000".
        From = "from", "含下限";
        /// The upper one: "more than 10000, up to 20000".
        To = "to", "含上限";
    }
}

domain::coded! {
    /// What a benefit is computed on.
    Per {
        /// Each settlement alone.
        Settlement = "settlement", "每次结算";
        /// All settlements of a stay together; a stay may be settled in between.
        Stay = "stay", "每次住院";
        /// All settlements of the period together.
        Period = "period", "每期累计";
    }
}

domain::coded! {
    /// What becomes of a fraction of a fen.
    Rounding {
        /// Half a fen and more is a fen.
        HalfUp = "half-up", "四舍五入";
        /// It is dropped.
        Down = "down", "舍去";
        /// Half a fen goes to the even neighbour.
        HalfEven = "half-even", "四舍六入五成双";
    }
}

domain::coded! {
    /// Whose illness a benefit is for.
    Subject {
        /// The member's own.
        Member = "member", "会员";
        /// A child's: once per child, whichever parent claims.
        Child = "child", "会员子女";
    }
}

impl Rounding {
    /// Rounds a sum in ten-thousandths of a fen, zero or more, to fen.
    pub fn fen(self, exact: i128) -> i128 {
        let (whole, rest) = (
            exact.div_euclid(UNITS_OF_FEN),
            exact.rem_euclid(UNITS_OF_FEN),
        );
        let half = UNITS_OF_FEN / 2;
        let up = match self {
            Self::HalfUp => rest >= half,
            Self::Down => false,
            Self::HalfEven => rest > half || (rest == half && whole % 2 != 0),
        };
        whole + i128::from(up)
    }
}

/// A fen times a basis point: exact sums are counted in these.
pub(crate) const UNITS_OF_FEN: i128 = 10_000;

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Lower bound in fen.
    pub from_fen: i64,
    /// Upper bound in fen; none is "and above".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_fen: Option<i64>,
    /// Which bound belongs to the row.
    pub includes: Included,
    /// How it pays.
    pub mode: Mode,
    /// Rate in basis points, where it pays a rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_bp: Option<u32>,
    /// Sum in fen, where it pays a fixed one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sum_fen: Option<i64>,
}

impl Row {
    /// The base falls into the row.
    pub fn contains(&self, base_fen: i64) -> bool {
        let above = |to: i64| match self.includes {
            Included::From => base_fen >= to,
            Included::To => base_fen > to,
        };
        above(self.from_fen) && !self.to_fen.is_some_and(above)
    }
}

/// A rate that grows with faithfulness.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Loyalty {
    /// Added to every rate for each further consecutive period, in basis points.
    pub per_period_bp: u32,
    /// Never added more than this.
    pub most_bp: u32,
    /// Where this is said.
    pub source: String,
}

impl Loyalty {
    /// What is added after so many further consecutive periods.
    pub fn bonus_bp(&self, further_periods: u32) -> u32 {
        self.per_period_bp
            .saturating_mul(further_periods)
            .min(self.most_bp)
    }
}

/// A benefit computed from what a member bore.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tiers {
    /// Id inside the scheme, such as `hospital`.
    pub id: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// What is borne, from the fields of the settlement.
    pub base: Expression,
    /// What it is computed on.
    pub per: Per,
    /// What becomes of a fraction of a fen.
    pub rounding: Rounding,
    /// A result above zero but below this is raised to it, in fen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum_fen: Option<i64>,
    /// The most a person gets in the period, in fen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_fen: Option<i64>,
    /// Base beyond which nothing counts, in fen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_ceiling_fen: Option<i64>,
    /// Insurance types it is for; none is all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub insurance: Vec<String>,
    /// Classes of hospitals it is for, 1 to 3; none is all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hospital_classes: Vec<u8>,
    /// Whose illness it is for.
    #[serde(default = "member")]
    pub subject: Subject,
    /// Paid at most once, whatever comes after.
    #[serde(default)]
    pub once: bool,
    /// Schemes that pay before this one: what they paid is no longer borne.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<String>,
    /// A rate that grows with faithfulness.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loyalty: Option<Loyalty>,
    /// Why there are no rows: no source gives them, and nothing can be computed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows_unknown: Option<String>,
    /// Where rows and bounds are said.
    pub source: String,
    /// The rows, in rising order.
    #[serde(default)]
    pub row: Vec<Row>,
}

const fn member() -> Subject {
    Subject::Member
}

impl Tiers {
    /// It is for persons of this insurance type at a hospital of this class (1 to 3), where these are known.
    ///
    /// A benefit for certain insurance types or classes is never for a person or hospital of which they are unknown: the
    /// rate of others is not a default.
    pub fn applies(&self, insurance: Option<&str>, hospital_class: Option<u8>) -> bool {
        let by_insurance = self.insurance.is_empty()
            || insurance.is_some_and(|code| self.insurance.iter().any(|one| one == code));
        let by_class = self.hospital_classes.is_empty()
            || hospital_class.is_some_and(|class| self.hospital_classes.contains(&class));
        by_insurance && by_class
    }
}
