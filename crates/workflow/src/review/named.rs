//! Claims named for a decision, as the operator saw them.

use domain::ids::ClaimRef;
use std::collections::BTreeMap;

/// Claims to decide, and the revisions at which the operator saw them: one that was changed since is refused with the name
/// of whoever changed it. Claims nobody says to have seen are taken as they are.
#[derive(Debug, Clone, Copy)]
pub struct Named<'a> {
    claims: &'a [ClaimRef],
    seen: Option<&'a BTreeMap<ClaimRef, i64>>,
}

impl<'a> Named<'a> {
    /// These claims, seen at these revisions.
    pub fn seen(claims: &'a [ClaimRef], at: &'a BTreeMap<ClaimRef, i64>) -> Self {
        Self {
            claims,
            seen: Some(at),
        }
    }

    /// The claims.
    pub fn claims(self) -> &'a [ClaimRef] {
        self.claims
    }

    /// The revision at which a claim was seen.
    pub(crate) fn revision(self, claim: ClaimRef) -> Option<i64> {
        self.seen?.get(&claim).copied()
    }

    /// Some of the claims, as they were seen.
    pub(crate) fn only(self, claims: &'a [ClaimRef]) -> Self {
        Self { claims, ..self }
    }
}

impl<'a> From<&'a [ClaimRef]> for Named<'a> {
    fn from(claims: &'a [ClaimRef]) -> Self {
        Self { claims, seen: None }
    }
}

impl<'a> From<&'a Vec<ClaimRef>> for Named<'a> {
    fn from(claims: &'a Vec<ClaimRef>) -> Self {
        claims.as_slice().into()
    }
}

impl<'a, const COUNT: usize> From<&'a [ClaimRef; COUNT]> for Named<'a> {
    fn from(claims: &'a [ClaimRef; COUNT]) -> Self {
        claims.as_slice().into()
    }
}
