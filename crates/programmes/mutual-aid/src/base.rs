//! The base of a benefit: what a member bore, as an expression over named fields of the settlement.

use std::collections::BTreeMap;

use domain::fen::Fen;
use domain::lang::Lang;
use serde::{Deserialize, Serialize};

use crate::fields::AmountField;

/// The amounts a settlement states. What it leaves out is not there, which is not the same as nothing.
pub type Amounts = BTreeMap<AmountField, Fen>;

/// Sum of some fields less the sum of others.
///
/// Provinces mean different numbers by 自负, so no list of notions would do; every one of them is such an expression.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expression {
    /// Added.
    pub plus: Vec<AmountField>,
    /// Taken off.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub minus: Vec<AmountField>,
    /// Fields that count as nothing where a settlement leaves them out. Of any other field that is missing nobody knows
    /// the value, so nothing is computed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub zero_when_absent: Vec<AmountField>,
    /// Where this is said.
    pub source: String,
}

impl Expression {
    /// The base in fen; below zero becomes zero, since nothing was borne.
    ///
    /// # Errors
    /// The fields the settlement leaves out.
    pub fn value(&self, amounts: &Amounts) -> Result<Fen, Vec<AmountField>> {
        let missing: Vec<AmountField> = self
            .fields()
            .filter(|field| !amounts.contains_key(field) && !self.zero_when_absent.contains(field))
            .collect();
        if !missing.is_empty() {
            return Err(missing);
        }
        let sum = |fields: &[AmountField]| -> i128 {
            fields
                .iter()
                .filter_map(|field| amounts.get(field))
                .map(|fen| i128::from(fen.get()))
                .sum()
        };
        let value = (sum(&self.plus) - sum(&self.minus)).max(0);
        Ok(Fen::new(i64::try_from(value).unwrap_or(i64::MAX)))
    }

    /// The expression in words, such as `个人现金支出 + 个人账户支出 - 全自费金额`.
    pub fn words(&self, lang: Lang) -> String {
        let name = |field: &AmountField| match lang {
            Lang::Zh => field.shown().zh,
            Lang::En => field.shown().en,
        };
        let plus = self.plus.iter().map(name).collect::<Vec<_>>().join(" + ");
        let minus: String = self
            .minus
            .iter()
            .map(|field| format!(" - {}", name(field)))
            .collect();
        plus + &minus
    }

    /// Every field it names.
    pub fn fields(&self) -> impl Iterator<Item = AmountField> {
        self.plus.iter().chain(&self.minus).copied()
    }
}
