//! Names whose characters are stored as others that look the same, in one copy of a child's claims.

use super::families::{Claim, Labelled};
use std::collections::{HashMap, HashSet};

/// What stands for the ordinary character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disguise {
    /// Radicals of Kangxi and of the supplement, where there is one.
    Radicals,
    /// A variation selector after the first character.
    Selector,
}

impl Disguise {
    /// All, with what a table calls them.
    pub const ALL: [(Self, &'static str); 2] =
        [(Self::Radicals, "radicals"), (Self::Selector, "selectors")];
}

/// The claims with the names of every child's later claims disguised.
pub fn disguised(labelled: &Labelled, disguise: Disguise) -> Labelled {
    let all = ('\u{2f00}'..='\u{2fd5}').chain('\u{2e80}'..='\u{2ef3}');
    let radicals: HashMap<char, char> = all
        .filter_map(|radical| Some((domain::glyph::ordinary(radical)?, radical)))
        .collect();
    let mut seen = HashSet::new();
    let claims = labelled.claims.iter().map(|claim| {
        if seen.insert(claim.child) {
            return claim.clone();
        }
        let (name, rest) = claim.row.split_once(',').unwrap_or((&claim.row, ""));
        let name: String = match disguise {
            Disguise::Radicals => name
                .chars()
                .map(|c| *radicals.get(&c).unwrap_or(&c))
                .collect(),
            Disguise::Selector => {
                let mut name = name.to_owned();
                let first = name.chars().next().map_or(0, char::len_utf8);
                name.insert(first, '\u{e0101}');
                name
            }
        };
        Claim {
            row: format!("{name},{rest}"),
            ..claim.clone()
        }
    });
    Labelled {
        claims: claims.collect(),
        strangers: labelled.strangers.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::families::Generator;
    use super::*;

    #[test]
    fn later_claims_are_disguised_and_read_as_they_were() {
        let labelled = Generator::new(2, 2025).unwrap().run(3_000).unwrap();
        for (disguise, _) in Disguise::ALL {
            let other = disguised(&labelled, disguise);
            let pairs = || labelled.claims.iter().zip(&other.claims);
            assert!(
                pairs().filter(|(a, b)| a.row != b.row).count() > 20,
                "{disguise:?}"
            );
            for (a, b) in pairs() {
                assert_eq!(domain::glyph::ordinary_text(&b.row), a.row);
            }
        }
    }
}
