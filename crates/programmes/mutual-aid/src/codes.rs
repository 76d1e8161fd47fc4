//! Code tables of a province.
//!
//! The names of fields are national, the values of codes are not: `21` is retired in Jiangxi and an inpatient's prefix
//! elsewhere. So a code is only ever read by its own province's table, and two codes of two provinces are never equal.

use std::collections::BTreeMap;

use domain::finding::RowFinding;
use rows::Note;
use serde::Deserialize;

use crate::fields::TextField;
use crate::findings;
use crate::message::{FundLine, Message};

/// The tables as shipped.
const SHIPPED: [&str; 2] = [
    include_str!("../../../../config/codes/hunan.toml"),
    include_str!("../../../../config/codes/jiangxi.toml"),
];

/// A code and what it means.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Code {
    code: String,
    zh: String,
    en: String,
}

/// The codes of one field.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    field: TextField,
    /// Longer codes are kinds of the shorter ones: `1101` is a kind of `11`.
    #[serde(default)]
    by_prefix: bool,
    source: String,
    code: Vec<Code>,
}

/// A fund by the province's code.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fund {
    code: String,
    /// The national code it is reported under; none for what is no fund nationally.
    national: Option<String>,
    zh: String,
    en: String,
    /// Money of the person, not of a fund.
    #[serde(default)]
    is_own_money: bool,
}

/// The tables of one province.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Codes {
    province: String,
    source: String,
    table: Vec<Table>,
    #[serde(default)]
    fund: Vec<Fund>,
    /// Kinds of care that are inpatient, by prefix.
    #[serde(default)]
    inpatient: Vec<String>,
    /// Kinds of care that are a pharmacy's sale.
    #[serde(default)]
    pharmacy: Vec<String>,
    /// Kinds of care a third party may have to pay for.
    #[serde(default)]
    third_party: Vec<String>,
    /// Class (1 to 3) by the code of the hospital's level, where the province says it.
    #[serde(default)]
    hospital_class: BTreeMap<String, u8>,
}

/// The tables of every province shipped.
///
/// # Errors
/// The reader's words, where a table is malformed.
pub fn shipped() -> Result<Vec<Codes>, String> {
    SHIPPED.iter().map(|text| read(text)).collect()
}

/// Reads the tables of one province.
///
/// # Errors
/// The reader's words, or what cannot be.
pub fn read(text: &str) -> Result<Codes, String> {
    let codes: Codes = toml::from_str(text).map_err(|cause| cause.to_string())?;
    let sourced = codes
        .table
        .iter()
        .all(|table| !table.source.trim().is_empty());
    if codes.source.trim().is_empty() || !sourced {
        return Err(format!("the codes of `{}` name no source", codes.province));
    }
    for table in &codes.table {
        let twice = |one: &Code| {
            table
                .code
                .iter()
                .filter(|other| other.code == one.code)
                .count()
                > 1
        };
        if let Some(code) = table.code.iter().find(|code| twice(code)) {
            return Err(format!("`{}` of `{}` stands twice", code.code, table.field));
        }
    }
    Ok(codes)
}

impl Codes {
    /// The province, as the first two digits of a division code.
    pub fn province(&self) -> &str {
        &self.province
    }

    /// What a code means here, Chinese and English.
    pub fn meaning(&self, field: TextField, code: &str) -> Option<(&str, &str)> {
        let table = self.table.iter().find(|table| table.field == field)?;
        table
            .code
            .iter()
            .filter(|one| one.code == code || (table.by_prefix && code.starts_with(&one.code)))
            .max_by_key(|one| one.code.len())
            .map(|one| (one.zh.as_str(), one.en.as_str()))
    }

    /// Whether two codes mean the same; of two provinces nobody can say.
    pub fn mean_the_same(
        &self,
        field: TextField,
        code: &str,
        other: &Self,
        of_other: &str,
    ) -> Option<bool> {
        if self.province != other.province {
            return None;
        }
        Some(self.meaning(field, code)? == other.meaning(field, of_other)?)
    }

    /// Whether a kind of care is inpatient here.
    pub fn is_inpatient(&self, care: &str) -> bool {
        self.inpatient.iter().any(|prefix| care.starts_with(prefix))
    }

    /// Whether a kind of care is a pharmacy's sale here.
    pub fn is_pharmacy(&self, care: &str) -> bool {
        self.pharmacy.iter().any(|one| one == care)
    }

    /// Whether somebody else may have to pay for this kind of care.
    pub fn may_be_a_third_partys(&self, care: &str) -> bool {
        self.third_party.iter().any(|one| one == care)
    }

    /// The class of a hospital, 1 to 3.
    pub fn hospital_class(&self, level: &str) -> Option<u8> {
        self.hospital_class.get(level).copied()
    }

    /// The national code a local fund is reported under.
    pub fn national_fund(&self, local: &str) -> Option<&str> {
        self.fund
            .iter()
            .find(|fund| fund.code == local)?
            .national
            .as_deref()
    }

    /// Whether a line is a fund's payment and not the person's own money. The finer local code decides where there is one.
    pub(crate) fn is_fund(&self, line: &FundLine) -> bool {
        let known = |code: &str| self.fund.iter().find(|fund| fund.code == code);
        let fund = line
            .local
            .as_deref()
            .and_then(known)
            .or_else(|| known(&line.fund));
        !fund.is_some_and(|fund| fund.is_own_money)
    }

    /// The codes of a message that are not in these tables.
    pub(crate) fn unknown(&self, message: &Message) -> Vec<RowFinding> {
        self.table
            .iter()
            .filter_map(|table| {
                let code = message.text(table.field)?;
                let known = self.meaning(table.field, code).is_some();
                (!known).then(|| {
                    table
                        .field
                        .shown()
                        .tell(Note::new(findings::CODE_UNKNOWN))
                        .arg(
                            "value",
                            code.chars().take(VALUE_CHARS_MAX).collect::<String>(),
                        )
                        .at_sheet("")
                })
            })
            .collect()
    }
}

/// The longest code is eight characters; more of an unknown one is not repeated.
const VALUE_CHARS_MAX: usize = 8;
