//! Suspect pairs to groups of claims that hang together: a case may hold more than two.

use super::evidence::Evidence;
use domain::ids::ClaimRef;
use std::collections::{BTreeMap, BTreeSet};

/// Claims a group joins to at the most. Chains of weak pairs could grow without end, and nobody compares a crowd
/// side by side; a claim beyond it is added on its own account to the case of the claim it is most like.
pub(super) const CASE_CLAIMS_MAX: usize = 8;

/// Two claims that may be for one person, in handle order.
#[derive(Debug, Clone)]
pub(super) struct Suspect {
    pub(super) a: ClaimRef,
    pub(super) b: ClaimRef,
    pub(super) evidence: Evidence,
}

impl Suspect {
    pub(super) fn new(a: ClaimRef, b: ClaimRef, evidence: Evidence) -> Self {
        let (a, b) = if a < b { (a, b) } else { (b, a) };
        Self { a, b, evidence }
    }
}

/// Claims that hang together, and the pairs by which they do.
pub(super) struct Group {
    pub(super) claims: BTreeSet<ClaimRef>,
    pub(super) suspects: Vec<Suspect>,
}

/// Joins pairs to groups, the strongest first, in an order that hangs on the pairs only.
pub(super) fn join(mut suspects: Vec<Suspect>) -> Vec<Group> {
    suspects.sort_by_key(|pair| (std::cmp::Reverse(pair.evidence.score), pair.a, pair.b));
    suspects.dedup_by_key(|pair| (pair.a, pair.b));
    let mut groups: Vec<BTreeSet<ClaimRef>> = Vec::new();
    let mut place: BTreeMap<ClaimRef, usize> = BTreeMap::new();
    let mut apart: Vec<Suspect> = Vec::new();
    let mut kept: Vec<Suspect> = Vec::new();
    for pair in suspects {
        let mut of = |claim: ClaimRef| {
            *place.entry(claim).or_insert_with(|| {
                groups.push(BTreeSet::from([claim]));
                groups.len() - 1
            })
        };
        let (left, right) = (of(pair.a), of(pair.b));
        let size = |at: usize| groups.get(at).map_or(0, BTreeSet::len);
        if left != right && size(left) + size(right) > CASE_CLAIMS_MAX {
            apart.push(pair);
            continue;
        }
        if left != right {
            let (into, from) = (left.min(right), left.max(right));
            let moved = groups.get_mut(from).map(std::mem::take).unwrap_or_default();
            for claim in &moved {
                place.insert(*claim, into);
            }
            if let Some(group) = groups.get_mut(into) {
                group.extend(moved);
            }
        }
        kept.push(pair);
    }
    // A claim whose every pair was one too many still needs a case: with the claim it is most like.
    let mut joined: Vec<Group> = groups
        .into_iter()
        .map(|claims| Group {
            claims,
            suspects: Vec::new(),
        })
        .collect();
    for pair in kept {
        if let Some(group) = place.get(&pair.a).and_then(|at| joined.get_mut(*at)) {
            group.suspects.push(pair);
        }
    }
    joined.retain(|group| group.claims.len() > 1);
    let alone = |claim: &ClaimRef| !joined.iter().any(|group| group.claims.contains(claim));
    let late: Vec<Suspect> = apart
        .into_iter()
        .filter(|pair| alone(&pair.a) || alone(&pair.b))
        .collect();
    joined.extend(late.into_iter().map(|pair| Group {
        claims: BTreeSet::from([pair.a, pair.b]),
        suspects: vec![pair],
    }));
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::{ClaimId, PersonId};
    use uuid::Uuid;

    fn claim(n: u128) -> ClaimRef {
        ClaimRef {
            subject: PersonId(Uuid::from_u128(n)),
            id: ClaimId(Uuid::from_u128(n)),
        }
    }

    fn pair(a: u128, b: u128, score: i32) -> Suspect {
        let evidence = Evidence {
            prior: 0,
            steps: Vec::new(),
            score,
            same: 0,
            kin: 0,
            stranger: 0,
            band: "review".to_owned(),
            found_by: Vec::new(),
        };
        Suspect::new(claim(a), claim(b), evidence)
    }

    fn members(groups: &[Group]) -> Vec<Vec<u128>> {
        let of = |group: &Group| group.claims.iter().map(|c| c.id.0.as_u128()).collect();
        groups.iter().map(of).collect()
    }

    #[test]
    fn pairs_that_share_a_claim_are_one_case_whatever_their_order() {
        let groups = join(vec![pair(1, 2, 5), pair(4, 5, 9), pair(3, 2, 7)]);
        let mut found = members(&groups);
        found.sort();
        assert_eq!(found, vec![vec![1, 2, 3], vec![4, 5]]);
        let again = join(vec![pair(2, 3, 7), pair(5, 4, 9), pair(2, 1, 5)]);
        assert_eq!(members(&groups), members(&again));
    }

    #[test]
    fn a_chain_without_end_is_cut_and_no_claim_is_left_out() {
        let chain: Vec<Suspect> = (1..=20).map(|n| pair(n, n + 1, 100 - n as i32)).collect();
        let groups = join(chain);
        assert!(
            groups
                .iter()
                .all(|group| group.claims.len() <= CASE_CLAIMS_MAX)
        );
        let all: BTreeSet<u128> = members(&groups).into_iter().flatten().collect();
        assert_eq!(all, (1..=21).collect());
    }
}
