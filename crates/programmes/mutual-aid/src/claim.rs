//! What a claim of the programme says: one settlement, under one scheme.

use chrono::NaiveDate;
use domain::draft::ClaimDraft;
use domain::fen::Fen;
use policy::ShownField;
use serde::{Deserialize, Serialize};

/// A settlement as a claim carries it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settled {
    /// What the settlement is known by; the slot's key.
    pub key: String,
    /// The scheme it is paid under.
    pub scheme: String,
    /// The day that decides its period.
    pub day: NaiveDate,
    /// What the member bore.
    pub base: Fen,
    /// The benefit, where it is day money or a sum for a listed illness.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub benefit: Option<String>,
    /// Codes of what a human has to look at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub doubts: Vec<String>,
}

pub(crate) fn settled(draft: &ClaimDraft) -> Option<&Settled> {
    draft.form.get()
}

pub(crate) fn shown(draft: &ClaimDraft) -> Vec<ShownField> {
    let Some(settled) = settled(draft) else {
        return Vec::new();
    };
    let field = |key, label, value: String| ShownField {
        key,
        label,
        value: (value.clone(), value),
    };
    vec![
        field("settlement", ("结算", "Settlement"), settled.key.clone()),
        field("scheme", ("互助方案", "Scheme"), settled.scheme.clone()),
        field("settled_on", ("结算日期", "Day"), settled.day.to_string()),
        field("base", ("自负金额", "Base"), settled.base.to_string()),
    ]
}
