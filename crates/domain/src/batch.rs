//! Payment batches: lines frozen together, exported once, settled line by line.

use crate::claim_number::{self, ClaimNumberError};
use std::fmt;
use std::str::FromStr;

/// The short number by which people and banks speak of a batch, such as `B26-7KQ2M-9XTRD`: the letter
/// B, the calendar year, nine characters, one check character. Stored as it is printed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BatchNumber(String);

impl BatchNumber {
    /// Makes a number from 45 or more random bits; uniqueness is the storage's business.
    pub fn from_random(calendar_year: i16, random: u64) -> Self {
        Self::printed(&claim_number::spell(
            format!("B{:02}", calendar_year.rem_euclid(100)),
            random,
        ))
    }

    /// The stored and printed form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn printed(plain: &str) -> Self {
        Self(format!("{}-{}-{}", &plain[..3], &plain[3..8], &plain[8..]))
    }
}

impl fmt::Display for BatchNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for BatchNumber {
    type Err = ClaimNumberError;

    fn from_str(text: &str) -> Result<Self, ClaimNumberError> {
        let plain = claim_number::bare(text);
        let mut beginning = plain.bytes();
        let shaped =
            beginning.next() == Some(b'B') && beginning.take(2).all(|byte| byte.is_ascii_digit());
        if !shaped {
            return Err(ClaimNumberError::Shape);
        }
        claim_number::check(&plain, 3).map(|()| Self::printed(&plain))
    }
}

crate::coded! {
    /// Where a batch is sent.
    Channel {
        /// A bank file that pays members (reimbursement).
        MemberBank = "member-bank", "会员银行卡";
        /// A bank file that pays institutions what they gave members at once.
        Institution = "institution", "医药机构";
        /// An enrolment list for the tax channel (full and shared payment).
        Tax = "tax", "税务缴费";
    }
}

crate::coded! {
    /// Where a batch stands.
    BatchState {
        /// Being put together.
        Draft = "draft", "草稿";
        /// Lines, total and payees are frozen.
        Sealed = "sealed", "已封批";
        /// A file has left the house.
        Exported = "exported", "已导出";
        /// Every line is paid or refused.
        Settled = "settled", "已结清";
        /// Taken back before export.
        Withdrawn = "withdrawn", "已撤批";
    }
}

crate::coded! {
    /// What became of one line.
    LineState {
        /// Bank or tax bureau have not answered.
        Open = "open", "待回执";
        /// Paid.
        Paid = "paid", "已支付";
        /// Refused.
        Refused = "refused", "被拒";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_number_survives_its_printed_form_and_shows_a_typing_error() {
        let number = BatchNumber::from_random(2026, 0x1234_5678_9abc_def0);
        assert!(number.as_str().starts_with("B26-"), "{number}");
        assert_eq!(number.as_str().len(), 15);
        assert_eq!(
            number.to_string().to_lowercase().replace('-', " ").parse(),
            Ok(number.clone())
        );
        let wrong = number.as_str().replacen("B26", "B27", 1);
        assert_eq!(wrong.parse::<BatchNumber>(), Err(ClaimNumberError::Check));
        assert_eq!(
            "26-7KQ2M-9XTRD".parse::<BatchNumber>(),
            Err(ClaimNumberError::Shape)
        );
        assert_eq!(
            "Bäää-7KQ2M-9XTRD".parse::<BatchNumber>(),
            Err(ClaimNumberError::Shape)
        );
    }
}
