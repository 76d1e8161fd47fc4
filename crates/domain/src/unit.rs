//! Unions: levels, the tree's materialised path, and scopes.

use serde::{Deserialize, Serialize};
use std::fmt;

crate::coded! {
    /// Level of a union in the tree.
    UnitLevel {
        /// 省总工会.
        Province = "province", "省";
        /// 市(州)总工会.
        Prefecture = "prefecture", "市州";
        /// 县(市、区)总工会.
        County = "county", "县市区";
        /// 乡镇(街道)工会.
        Township = "township", "乡镇街道";
        /// 产业工会, reporting directly to the province.
        Industry = "industry", "产业";
        /// 基层工会: holds the money and decides.
        Basic = "basic", "基层";
    }
}

/// A union's place in the tree: `/HN/HN4301/HN430102/`, each part a unit code.
///
/// It is copied onto claims and batches, so that a scope is a prefix.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnitPath(String);

/// A unit code: letters, digits, hyphens; at most [`UNIT_CODE_LENGTH_MAX`] characters.
pub fn is_unit_code(text: &str) -> bool {
    (1..=UNIT_CODE_LENGTH_MAX).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// Longest unit code.
pub const UNIT_CODE_LENGTH_MAX: usize = 32;
/// Deepest tree: province to basic union with room for one more level.
pub const UNIT_DEPTH_MAX: usize = 8;

impl UnitPath {
    /// The whole tree.
    pub fn root() -> Self {
        Self("/".to_owned())
    }

    /// A stored path.
    pub fn from_stored(path: String) -> Self {
        Self(path)
    }

    /// The path of a unit below this one.
    #[must_use]
    pub fn below(&self, code: &str) -> Self {
        Self(format!("{}{code}/", self.0))
    }

    /// The stored form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// This place is `other` or above it.
    pub fn covers(&self, other: &Self) -> bool {
        other.0.starts_with(&self.0)
    }

    /// The least text after every path below this one, byte-wise: the end of the prefix range.
    /// `0` follows `/` in ASCII.
    pub fn range_end(&self) -> String {
        let mut end = self.0.clone();
        end.pop();
        end.push('0');
        end
    }

    /// This place and every one above it, the root first.
    pub fn with_all_above(&self) -> Vec<String> {
        self.0
            .match_indices('/')
            .filter_map(|(at, _)| self.0.get(..=at))
            .map(str::to_owned)
            .collect()
    }

    /// The lowest place that stands above all of these, none of them being it; nothing for places without a common one.
    pub fn above_all(paths: &[Self]) -> Option<Self> {
        let (first, rest) = paths.split_first()?;
        let mut above = first.with_all_above();
        above.pop();
        above.into_iter().rev().map(Self).find(|place| {
            place.depth() > 0 && rest.iter().all(|path| place.covers(path) && place != path)
        })
    }

    /// How deep the unit stands; the province is 1.
    pub fn depth(&self) -> usize {
        self.0.matches('/').count().saturating_sub(1)
    }
}

impl fmt::Display for UnitPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What an operator may see: everything at or below a place in the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope(UnitPath);

impl Scope {
    /// A scope at and below `path`.
    pub fn below(path: UnitPath) -> Self {
        Self(path)
    }

    /// The whole tree, for the system's own checks.
    pub fn everything() -> Self {
        Self(UnitPath::root())
    }

    /// No unit at all: no code is empty, so no path begins like this one.
    pub fn nothing() -> Self {
        Self(UnitPath::root().below(""))
    }

    /// The place.
    pub fn path(&self) -> &UnitPath {
        &self.0
    }

    /// The scope includes the unit at `path`.
    pub fn covers(&self, path: &UnitPath) -> bool {
        self.0.covers(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_place_above_several_is_none_of_them() {
        let path = |codes: &[&str]| {
            codes
                .iter()
                .fold(UnitPath::root(), |path, code| path.below(code))
        };
        let above = |paths: &[UnitPath]| UnitPath::above_all(paths);
        let (a, b) = (path(&["HN", "X", "A1"]), path(&["HN", "X", "A2"]));
        assert_eq!(above(&[a.clone(), b.clone()]), Some(path(&["HN", "X"])));
        assert_eq!(above(&[a.clone(), a.clone()]), Some(path(&["HN", "X"])));
        assert_eq!(above(&[a.clone(), path(&["HN", "Y"])]), Some(path(&["HN"])));
        assert_eq!(above(&[a, path(&["HN", "X"])]), Some(path(&["HN"])));
        assert_eq!(above(&[path(&["HN"]), b]), None);
        assert_eq!(above(&[]), None);
    }

    #[test]
    fn a_place_stands_below_all_its_beginnings() {
        let path = UnitPath::from_stored("/HN/HN4301/A/".to_owned());
        assert_eq!(
            path.with_all_above(),
            ["/", "/HN/", "/HN/HN4301/", "/HN/HN4301/A/"]
        );
        assert_eq!(UnitPath::root().with_all_above(), ["/"]);
    }

    #[test]
    fn a_scope_covers_its_own_branch_and_no_namesake() {
        let city = UnitPath::root().below("HN").below("HN4301");
        let scope = Scope::below(city.clone());
        assert!(scope.covers(&city));
        assert!(scope.covers(&city.below("HN430102")));
        assert!(!scope.covers(&UnitPath::root().below("HN").below("HN43010")));
        assert!(!scope.covers(&UnitPath::root().below("HN").below("HN43011")));
        assert_eq!(city.range_end(), "/HN/HN43010");
        assert_eq!(city.depth(), 2);
    }
}
