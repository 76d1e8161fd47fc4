//! Premiums and who pays them.

use domain::fen::Fen;
use serde::{Deserialize, Serialize};

domain::coded! {
    /// Who pays a part of a premium.
    Payer {
        /// Unions of several levels together; how they divide it is said town by town.
        Unions = "unions", "各级工会", "unions of several levels";
        /// The city's union.
        City = "city", "市级工会", "the city's union";
        /// The town's union.
        Town = "town", "镇级工会", "the town's union";
        /// The basic union.
        BasicUnion = "basic-union", "基层工会", "the basic union";
        /// The employer.
        Employer = "employer", "用人单位", "the employer";
        /// The government's budget.
        Government = "government", "财政", "the government";
        /// The member.
        Member = "member", "会员个人", "the member";
        /// Whoever the unit decides: no source says more.
        Unit = "unit", "单位自定", "as the unit decides";
    }
}

domain::coded! {
    /// The class of unit a person joins with.
    Class {
        /// Any.
        Any = "any", "不分类别";
        /// Public bodies.
        Public = "public", "机关事业单位";
        /// Enterprises.
        Enterprise = "enterprise", "企业";
        /// New forms of employment.
        NewForm = "new-form", "新就业形态";
    }
}

domain::coded! {
    /// Whether somebody was in the period before.
    Joining {
        /// Either.
        Any = "any", "不分新老";
        /// For the first time, or again after a gap.
        New = "new", "新参加";
        /// Without a gap.
        Continuing = "continuing", "续保";
    }
}

/// A part of a premium and who pays it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// Who pays.
    pub payer: Payer,
    /// How much, in fen.
    pub amount_fen: i64,
}

/// How city and town divide the unions' part in one town.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TownSplit {
    /// The town's union, by unit code.
    pub town: String,
    /// The city's part, in fen.
    pub city_fen: i64,
    /// The town's part, in fen.
    pub town_fen: i64,
    /// Where this is said.
    pub source: String,
}

/// A premium of one share for one period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Premium {
    /// The sum, in fen.
    pub amount_fen: i64,
    /// With which class of unit.
    #[serde(default = "any_class")]
    pub class: Class,
    /// New or continuing.
    #[serde(default = "any_joining")]
    pub joining: Joining,
    /// Insurance types; none is all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub insurance: Vec<String>,
    /// Who pays what; the parts make the sum.
    pub share: Vec<Share>,
    /// How city and town divide the unions' part; nothing is assumed of a town that is not here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub town: Vec<TownSplit>,
    /// Where this is said.
    pub source: String,
}

const fn any_class() -> Class {
    Class::Any
}

const fn any_joining() -> Joining {
    Joining::Any
}

impl Premium {
    /// It is for this class, this way of joining and this insurance.
    pub fn fits(&self, class: Class, joining: Joining, insurance: &str) -> bool {
        (self.class == Class::Any || self.class == class)
            && (self.joining == Joining::Any || self.joining == joining)
            && (self.insurance.is_empty() || self.insurance.iter().any(|one| one == insurance))
    }

    /// How much it says about who it is for.
    pub(super) fn particulars(&self) -> usize {
        usize::from(self.class != Class::Any)
            + usize::from(self.joining != Joining::Any)
            + usize::from(!self.insurance.is_empty())
    }

    /// What one kind of payer pays.
    pub fn part_of(&self, payer: Payer) -> Fen {
        Fen::new(
            self.share
                .iter()
                .filter(|share| share.payer == payer)
                .map(|share| share.amount_fen)
                .sum(),
        )
    }
}
