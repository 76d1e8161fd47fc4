//! The few claims of a bulk approval that somebody looks at first: which they are, and the token that says so.

use crate::session::Context;
use domain::ids::ClaimRef;
use sealing::MacPurpose;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// Bytes of the keyed digest in a token: it guards against a slip, not against whoever holds the key.
const MAC_BYTES: usize = 8;

/// A claim as a confirmation binds it: the handle, what is payable in fen, and how often it was written.
pub(super) type Lot = (ClaimRef, i64, i64);

/// How often each claim of a set was written when it was confirmed.
pub(super) fn revisions(lot: &[Lot]) -> BTreeMap<ClaimRef, i64> {
    lot.iter()
        .map(|(handle, _, revision)| (*handle, *revision))
        .collect()
}

/// Positions, rising and without repetition, of the `size` claims out of `count` that a seed chooses; all of them when
/// there are no more. Anybody can draw them again from the stored seed and the stored list.
pub fn positions(seed: u64, count: usize, size: usize) -> Vec<usize> {
    let mut state = seed;
    let mut chosen = std::collections::BTreeSet::new();
    // Floyd's method: every subset is equally likely, and nothing as long as the list is kept.
    for last in count.saturating_sub(size)..count {
        let drawn = below(&mut state, last + 1);
        if !chosen.insert(drawn) {
            chosen.insert(last);
        }
    }
    chosen.into_iter().collect()
}

/// A number below `bound`, from SplitMix64; the remainder's bias is below one in 2^40 for any list of claims.
fn below(state: &mut u64, bound: usize) -> usize {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^= mixed >> 31;
    let bound = u64::try_from(bound.max(1)).unwrap_or(u64::MAX);
    usize::try_from(mixed % bound).unwrap_or_default()
}

/// Says that the sample of one set of claims was shown to one operator. It holds for exactly these claims as they were,
/// with their count, sum and seed; for any other set it is worth nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SampleToken {
    seed: u64,
    mac: [u8; MAC_BYTES],
}

impl SampleToken {
    /// The token of a set, whose sample of `size` was drawn with `seed`.
    pub(super) fn of(ctx: &Context, lot: &[Lot], seed: u64, size: usize) -> Self {
        let mut bytes = Vec::with_capacity(lot.len() * 48);
        for (handle, payable, revision) in lot {
            bytes.extend_from_slice(handle.subject.0.as_bytes());
            bytes.extend_from_slice(handle.id.0.as_bytes());
            bytes.extend_from_slice(&payable.to_be_bytes());
            bytes.extend_from_slice(&revision.to_be_bytes());
        }
        let size = u64::try_from(size).unwrap_or(u64::MAX);
        let parts: [&[u8]; 4] = [
            ctx.actor.id.0.as_bytes(),
            &seed.to_be_bytes(),
            &size.to_be_bytes(),
            &bytes,
        ];
        let whole = ctx.keyring().mac(MacPurpose::Sample, &parts);
        let mut mac = [0; MAC_BYTES];
        mac.copy_from_slice(&whole[..MAC_BYTES]);
        Self { seed, mac }
    }

    /// What the sample was drawn with.
    pub fn seed(self) -> u64 {
        self.seed
    }
}

impl fmt::Display for SampleToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:016x}-{:016x}",
            self.seed,
            u64::from_be_bytes(self.mac)
        )
    }
}

/// A text that is no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no token of a sample; copy the one that was printed below the sample")]
pub struct NoToken;

impl FromStr for SampleToken {
    type Err = NoToken;

    fn from_str(text: &str) -> Result<Self, NoToken> {
        let (seed, mac) = text.trim().split_once('-').ok_or(NoToken)?;
        let number = |part: &str| {
            let hex = part.len() == 16 && part.bytes().all(|b| b.is_ascii_hexdigit());
            u64::from_str_radix(part, 16).ok().filter(|_| hex)
        };
        Ok(Self {
            seed: number(seed).ok_or(NoToken)?,
            mac: number(mac).ok_or(NoToken)?.to_be_bytes(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_that_many_different_claims_and_the_same_for_the_same_seed() {
        for seed in 0..200 {
            let drawn = positions(seed, 1_000, 5);
            assert_eq!(drawn.len(), 5);
            assert!(drawn.windows(2).all(|pair| pair[0] < pair[1]));
            assert!(drawn.iter().all(|at| *at < 1_000));
            assert_eq!(drawn, positions(seed, 1_000, 5));
        }
        assert_ne!(positions(1, 1_000, 5), positions(2, 1_000, 5));
    }

    #[test]
    fn a_set_smaller_than_the_sample_is_looked_at_whole() {
        assert_eq!(positions(7, 3, 5), [0, 1, 2]);
        assert!(positions(7, 0, 5).is_empty());
    }

    #[test]
    fn every_claim_is_drawn_about_equally_often() {
        let mut seen = [0; 20];
        for seed in 0..4_000 {
            for at in positions(seed, 20, 5) {
                seen[at] += 1;
            }
        }
        // A thousand each is expected; six standard deviations are about 165.
        assert!(
            seen.iter().all(|times| (835..1_165).contains(times)),
            "{seen:?}"
        );
    }

    #[test]
    fn a_token_is_read_back_as_it_was_printed_and_nothing_else_is_one() {
        let token = SampleToken {
            seed: 0x0123_4567_89ab_cdef,
            mac: [9; MAC_BYTES],
        };
        assert_eq!(token.to_string().parse(), Ok(token));
        for text in ["", "x", "12-34", "+123456789abcdef-0123456789abcdef"] {
            assert_eq!(text.parse::<SampleToken>(), Err(NoToken), "{text}");
        }
    }
}
