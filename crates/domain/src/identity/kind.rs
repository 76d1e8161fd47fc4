//! The kinds of identity number, and the sex they may tell.

use serde::{Deserialize, Serialize};

/// The kind of an identity number, taken from the number's own format wherever it has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum IdentityKind {
    /// 公民身份号码, GB 11643.
    #[serde(rename = "resident-id")]
    ResidentId,
    /// 港澳台居民居住证: the structure of GB 11643 with the prefixes 810000, 820000, 830000.
    #[serde(rename = "residence-permit")]
    ResidencePermit,
    /// 外国人永久居留身份证 of 2017: three letters and twelve digits.
    #[serde(rename = "foreign-permit-2017")]
    ForeignPermit2017,
    /// 外国人永久居留身份证 since 2023-12-01: eighteen characters that begin with 9.
    #[serde(rename = "foreign-permit-2023")]
    ForeignPermit2023,
    /// 出生医学证明编号: one letter and nine digits (first edition: nine digits).
    #[serde(rename = "birth-certificate")]
    BirthCertificate,
    /// A passport; no common format.
    #[serde(rename = "passport")]
    Passport,
    /// 来往内地通行证 (H or M and digits) or 台湾居民来往大陆通行证 (digits).
    #[serde(rename = "travel-permit")]
    TravelPermit,
}

impl IdentityKind {
    /// Every kind, in the order of declaration.
    pub const ALL: [Self; 7] = [
        Self::ResidentId,
        Self::ResidencePermit,
        Self::ForeignPermit2017,
        Self::ForeignPermit2023,
        Self::BirthCertificate,
        Self::Passport,
        Self::TravelPermit,
    ];

    /// Stable code, as stored and printed; the serde form is the same.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ResidentId => "resident-id",
            Self::ResidencePermit => "residence-permit",
            Self::ForeignPermit2017 => "foreign-permit-2017",
            Self::ForeignPermit2023 => "foreign-permit-2023",
            Self::BirthCertificate => "birth-certificate",
            Self::Passport => "passport",
            Self::TravelPermit => "travel-permit",
        }
    }

    /// The kind with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The document in Chinese, as sheets name it.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::ResidentId => "居民身份证",
            Self::ResidencePermit => "港澳台居民居住证",
            Self::ForeignPermit2017 => "外国人永久居留身份证（15位）",
            Self::ForeignPermit2023 => "外国人永久居留身份证（18位）",
            Self::BirthCertificate => "出生医学证明",
            Self::Passport => "护照",
            Self::TravelPermit => "来往内地（大陆）通行证",
        }
    }

    /// The document in English.
    #[must_use]
    pub const fn english(self) -> &'static str {
        match self {
            Self::ResidentId => "resident identity card",
            Self::ResidencePermit => "residence permit",
            Self::ForeignPermit2017 => "permanent residence card of 15 places",
            Self::ForeignPermit2023 => "permanent residence card of 18 places",
            Self::BirthCertificate => "birth certificate",
            Self::Passport => "passport",
            Self::TravelPermit => "travel permit",
        }
    }

    /// Whether the number has the eighteen places of GB 11643: address, birth date, sequence, check character.
    #[must_use]
    pub const fn has_citizen_layout(self) -> bool {
        matches!(
            self,
            Self::ResidentId | Self::ResidencePermit | Self::ForeignPermit2023
        )
    }
}

/// Sex as the seventeenth digit of an identity number tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
}

impl Sex {
    /// Stable code: `male` or `female`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Male => "male",
            Self::Female => "female",
        }
    }

    /// The sex with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Male, Self::Female]
            .into_iter()
            .find(|sex| sex.code() == code)
    }
}
