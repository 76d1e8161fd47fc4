//! A settlement message of the national platform: what it is and what it says.

mod build;
mod envelope;
mod read;

use std::collections::BTreeMap;
use std::fmt;

use chrono::{NaiveDate, NaiveDateTime};
use domain::fen::Fen;
use serde::{Deserialize, Serialize};

use crate::base::Amounts;
use crate::fields::{AmountField, TextField};

pub use build::Builder;
pub use read::{Context, Origin, Reading, read};

domain::coded! {
    /// What a message does.
    Kind {
        /// Says that a settlement took place.
        Settle = "settle", "结算";
        /// Takes a settlement back.
        Reverse = "reverse", "撤销";
        /// Undoes a message whose outcome its sender never learnt (2601).
        Compensate = "compensate", "冲正";
        /// Names an original, but does not say whether it takes it back: for a human.
        Unclear = "unclear", "待核";
    }
}

/// One line of `setldetail`: what one fund paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FundLine {
    /// National code of the fund.
    pub fund: String,
    /// The province's finer code, where the line has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub local: Option<String>,
    /// What it paid, in fen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paid: Option<Fen>,
}

/// A message that was understood.
#[derive(Clone, Serialize, Deserialize)]
pub struct Message {
    /// What it does.
    pub kind: Kind,
    /// Its texts under the platform's names.
    pub texts: BTreeMap<TextField, String>,
    /// Its amounts; one whose two names contradict each other is left out.
    pub amounts: Amounts,
    /// What each fund paid.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub funds: Vec<FundLine>,
    /// Keys nobody knows yet, with their values as JSON.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub others: BTreeMap<String, String>,
    /// The day it came, where it came from a hospital that settles at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_on: Option<NaiveDate>,
}

/// The same message on another day is the same message.
impl PartialEq for Message {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.texts == other.texts
            && self.amounts == other.amounts
            && self.funds == other.funds
            && self.others == other.others
    }
}

impl Eq for Message {}

/// Names and numbers of a person stay out of logs.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids = [TextField::Settlement, TextField::Visit, TextField::Original]
            .map(|field| (field.code(), self.text(field).unwrap_or("-")));
        f.debug_struct("Message")
            .field("kind", &self.kind)
            .field("ids", &ids)
            .field("amounts", &self.amounts)
            .finish_non_exhaustive()
    }
}

impl Message {
    /// A text.
    pub fn text(&self, field: TextField) -> Option<&str> {
        self.texts.get(&field).map(String::as_str)
    }

    /// An amount.
    pub fn amount(&self, field: AmountField) -> Option<Fen> {
        self.amounts.get(&field).copied()
    }

    /// The platform's id of the settlement; a compensation has none.
    pub fn id(&self) -> Option<&str> {
        self.text(TextField::Settlement)
    }

    /// The settlement it names as the one it takes back. A message that names itself names none.
    pub fn original(&self) -> Option<&str> {
        self.text(TextField::Original)
            .filter(|original| Some(*original) != self.id())
    }

    /// When it was settled, Beijing time.
    pub fn settled_at(&self) -> Option<NaiveDateTime> {
        self.text(TextField::SettledAt).and_then(moment)
    }

    /// The day that decides its period, as it says itself: the last day of the visit, else the day of settlement.
    pub fn stated_day(&self) -> Option<NaiveDate> {
        self.text(TextField::Ends)
            .and_then(moment)
            .or_else(|| self.settled_at())
            .map(|moment| moment.date())
    }

    /// The province whose codes it uses, as the first two digits of a division code.
    pub fn province(&self) -> Option<&str> {
        [TextField::InsuranceArea, TextField::ClearingAgency]
            .into_iter()
            .find_map(|field| self.text(field)?.get(..2))
    }

    /// It says whose settlement it is; the answer to a cancellation does not.
    pub fn names_a_person(&self) -> bool {
        [TextField::Person, TextField::Document, TextField::Name]
            .into_iter()
            .any(|field| self.texts.contains_key(&field))
    }
}

/// Reads a time as the platform and warehouses write it: with or without the time of day, with `T`, fractions or a zone,
/// which is always Beijing's.
pub(crate) fn moment(text: &str) -> Option<NaiveDateTime> {
    let day: NaiveDate = text.get(..10)?.parse().ok()?;
    let rest = text.get(10..)?.trim_start_matches(['T', ' ']);
    if rest.is_empty() {
        return day.and_hms_opt(0, 0, 0);
    }
    let time = rest.strip_suffix("+08:00").unwrap_or(rest);
    time.parse().ok().map(|time| day.and_time(time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_platform_and_warehouse_write_them() {
        for (text, read) in [
            ("2025-03-04 05:06:07", Some("2025-03-04T05:06:07")),
            ("2025-03-04", Some("2025-03-04T00:00:00")),
            ("1983-02-27 00:00:00", Some("1983-02-27T00:00:00")),
            ("2025-03-04T05:06:07+08:00", Some("2025-03-04T05:06:07")),
            ("2025-03-04 05:06:07.000", Some("2025-03-04T05:06:07")),
            ("2025-02-30 05:06:07", None),
            ("20250304", None),
            ("昨天下午", None),
            ("2025-03-04 25:00:00", None),
        ] {
            let read: Option<NaiveDateTime> = read.map(|text| text.parse().unwrap());
            assert_eq!(moment(text), read, "{text}");
        }
    }
}
