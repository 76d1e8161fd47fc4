//! `scheme try`: what a base would give under a scheme, without any settlement.

use crate::benefit::{Benefit, Claim, NoRows};
use crate::scheme::Scheme;

/// Why nothing can be tried.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrialError {
    /// No scheme of this id.
    #[error("there is no scheme `{id}`; there are {known}")]
    NoScheme {
        /// The id asked for.
        id: String,
        /// The ids there are.
        known: String,
    },
    /// The scheme has no benefit of this id that is computed from a base.
    #[error("scheme `{scheme}` computes no benefit `{benefit}` from a base; it has {known}")]
    NoBenefit {
        /// The scheme.
        scheme: String,
        /// The id asked for.
        benefit: String,
        /// The ids there are.
        known: String,
    },
    /// The scheme computes nothing from a base: day money and lump sums only.
    #[error("scheme `{scheme}` computes nothing from a base")]
    NoBase {
        /// The scheme.
        scheme: String,
    },
    /// No source gives the rows.
    #[error(transparent)]
    NoRows(#[from] NoRows),
}

impl TrialError {
    /// The error in Chinese.
    pub fn chinese(&self) -> String {
        match self {
            Self::NoScheme { id, known } => format!("没有互助方案 {id}；现有方案：{known}。"),
            Self::NoBenefit {
                scheme,
                benefit,
                known,
            } => {
                format!("互助方案 {scheme} 没有按金额计算的待遇 {benefit}；现有：{known}。")
            }
            Self::NoBase { scheme } => format!("互助方案 {scheme} 没有按金额计算的待遇。"),
            Self::NoRows(no_rows) => {
                format!("待遇 {} 的档次未知：{}。", no_rows.benefit, no_rows.why)
            }
        }
    }
}

/// The scheme of an id.
///
/// # Errors
/// [`TrialError::NoScheme`] names those there are.
pub fn find<'s>(schemes: &'s [Scheme], id: &str) -> Result<&'s Scheme, TrialError> {
    schemes
        .iter()
        .find(|scheme| scheme.id == id)
        .ok_or_else(|| TrialError::NoScheme {
            id: id.to_owned(),
            known: listed(schemes.iter().map(|scheme| scheme.id.as_str())),
        })
}

/// The benefit of a base under a scheme, by its first benefit computed from one unless another is named.
///
/// # Errors
/// [`TrialError`].
pub fn try_base(
    scheme: &Scheme,
    benefit: Option<&str>,
    claim: &Claim,
) -> Result<Benefit, TrialError> {
    let all = || scheme.plan.iter().flat_map(|plan| &plan.tiers);
    let tiers = match benefit {
        None => all().next().ok_or_else(|| TrialError::NoBase {
            scheme: scheme.id.clone(),
        })?,
        Some(id) => scheme.tiers(id).ok_or_else(|| TrialError::NoBenefit {
            scheme: scheme.id.clone(),
            benefit: id.to_owned(),
            known: listed(all().map(|tiers| tiers.id.as_str())),
        })?,
    };
    Ok(tiers.benefit(claim)?)
}

fn listed<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    ids.collect::<Vec<_>>().join(", ")
}
