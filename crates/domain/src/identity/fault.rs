//! What can be wrong with an identity number, and what was mended on the way.

/// Why a text is not a valid identity number. Faults carry no part of the number beyond a single character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum IdentityFault {
    /// Nothing but blanks.
    #[error("the number is empty")]
    Empty,
    /// A number that Excel stored as a float (`4.30102E+17`): its last digits are lost for good.
    #[error("the number was stored by Excel as a float; its last digits are lost")]
    ExcelNumber,
    /// Eighteen digits that end in 000 and fail the check: the trace of Excel, re-typed as text.
    #[error("the number ends in 000 and fails its check; Excel has probably cut it")]
    ExcelTruncated,
    /// Not the length of any kind of number.
    #[error("the number has {found} characters")]
    Length {
        /// Characters found after cleaning.
        found: usize,
    },
    /// A character that cannot stand at this place.
    #[error("character {position} of the number cannot be `{found}`")]
    Charset {
        /// Place, counted from 1.
        position: usize,
        /// The character there.
        found: char,
        /// What it was probably meant to be (`0` for `O`), given only if the number is valid with it.
        suggestion: Option<char>,
    },
    /// The address begins with no known province, or a residence permit not with 810000, 820000 or 830000.
    #[error("the number begins with no known province")]
    ProvincePrefix,
    /// The birth date inside is not in the calendar, or before 1900.
    #[error("the birth date inside the number is impossible")]
    BirthDate,
    /// The birth date inside lies after today.
    #[error("the birth date inside the number lies in the future")]
    FutureBirth,
    /// The check character is wrong.
    #[error("the check character of the number is wrong")]
    CheckDigit,
    /// No kind of number looks like this.
    #[error("the number is of no known kind")]
    Unknown,
}

impl IdentityFault {
    /// The same in Chinese.
    #[must_use]
    pub fn chinese(self) -> String {
        match self {
            Self::Empty => "号码是空的".to_owned(),
            Self::ExcelNumber => "号码被 Excel 存成了数值，末几位已丢失".to_owned(),
            Self::ExcelTruncated => "号码以 000 结尾且校验不符，可能被 Excel 截断".to_owned(),
            Self::Length { found } => format!("号码有 {found} 位"),
            Self::Charset {
                position, found, ..
            } => {
                format!("号码第 {position} 位不能是“{found}”")
            }
            Self::ProvincePrefix => "号码开头不是任何省份".to_owned(),
            Self::BirthDate => "号码中的出生日期不存在".to_owned(),
            Self::FutureBirth => "号码中的出生日期尚未到来".to_owned(),
            Self::CheckDigit => "号码的校验位不符".to_owned(),
            Self::Unknown => "不是任何一种证件号码".to_owned(),
        }
    }

    /// Stable code for findings.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "identity-empty",
            Self::ExcelNumber => "identity-excel-number",
            Self::ExcelTruncated => "identity-excel-truncated",
            Self::Length { .. } => "identity-length",
            Self::Charset { .. } => "identity-charset",
            Self::ProvincePrefix => "identity-province-prefix",
            Self::BirthDate => "identity-birth-date",
            Self::FutureBirth => "identity-future-birth",
            Self::CheckDigit => "identity-check-digit",
            Self::Unknown => "identity-unknown",
        }
    }
}

/// What was mended or is suspicious in a number that is valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdentityNote {
    /// Full-width characters were turned into half-width ones.
    FullWidth,
    /// Blanks, invisible characters or a leading apostrophe were removed.
    StrippedBlanks,
    /// A lower-case letter, mostly the x at the end, was raised.
    LowerX,
    /// A resident id of fifteen digits was converted; acceptable for an old member, an error for a minor.
    ConvertedFrom15,
    /// The number passes its check but ends in 000, as numbers cut by Excel do.
    SuspectExcel000,
    /// A birth certificate without its letter, as only the first edition (1996) has them.
    CertificateWithoutLetter,
}

impl IdentityNote {
    /// Stable code for findings.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::FullWidth => "identity-full-width",
            Self::StrippedBlanks => "identity-stripped-blanks",
            Self::LowerX => "identity-lower-x",
            Self::ConvertedFrom15 => "identity-converted-from-15",
            Self::SuspectExcel000 => "identity-suspect-excel-000",
            Self::CertificateWithoutLetter => "identity-certificate-without-letter",
        }
    }
}
