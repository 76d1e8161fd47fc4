//! What a union's own headers mean, as an operator once confirmed it; and what an unknown header might mean, which is
//! told and never acted on.

use rows::ColumnSpec;
use rows::normalise;
use std::collections::BTreeMap;

/// The confirmed headers of one union.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mappings {
    /// Code of the union whose headers they are.
    pub unit: String,
    /// Field name by header, the header as [`rows::normalise`] gives it.
    pub fields: BTreeMap<String, String>,
}

/// The header of the template that an unknown one resembles: one contains the other, or a single character differs.
pub(crate) fn similarity(title: &str, specs: &'static [ColumnSpec]) -> Option<&'static ColumnSpec> {
    /// Shorter headers resemble everything.
    const CHARS_MIN: usize = 2;
    let title: Vec<char> = normalise(title).chars().collect();
    if title.len() < CHARS_MIN {
        return None;
    }
    let mut best: Option<(usize, &'static ColumnSpec)> = None;
    for spec in specs {
        for known in std::iter::once(&spec.header).chain(spec.aliases) {
            let known: Vec<char> = normalise(known).chars().collect();
            let Some(distance) = distance(&title, &known) else {
                continue;
            };
            if best.is_none_or(|(least, _)| distance < least) {
                best = Some((distance, spec));
            }
        }
    }
    best.map(|(_, spec)| spec)
}

/// How far two headers are apart; `None` when they are not alike.
fn distance(left: &[char], right: &[char]) -> Option<usize> {
    /// A known header must be this long to be found inside another.
    const INSIDE_MIN: usize = 2;
    let (short, long) = if left.len() <= right.len() {
        (left, right)
    } else {
        (right, left)
    };
    let apart = long.len() - short.len();
    if short.len() >= INSIDE_MIN
        && apart <= short.len()
        && long.windows(short.len()).any(|part| part == short)
    {
        return Some(apart);
    }
    let differing = short.iter().zip(long).filter(|(a, b)| a != b).count();
    (apart == 0 && differing == 1 && short.len() > INSIDE_MIN).then_some(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Members;
    use rows::Sheet;

    #[test]
    fn a_header_resembles_one_it_contains_or_differs_from_in_one_character() {
        let like = |title| similarity(title, Members.spec().columns).map(|spec| spec.field);
        assert_eq!(like("会员姓名全称"), Some("member_name"));
        assert_eq!(like("会员姓明"), Some("member_name"));
        assert_eq!(like("血型"), None);
        assert_eq!(like("名"), None);
    }
}
