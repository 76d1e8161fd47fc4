//! Clock and chance of the tests: nothing is read from the machine, and nothing repeats.

use domain::year::Instant;
use sealing::{KEY_BYTES, KeyVersion, Keyring, MasterKey, Suite};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, AtomicU64, Ordering};
use uuid::{Builder, Uuid};
use workflow::Effects;

/// 2026-01-15 09:00:00 in Shanghai.
const START: i64 = 1_768_438_800_000_000;
/// What one look at the clock takes.
const STEP_MICROS: i64 = 1_000;

/// A clock that advances a millisecond each time it is read, and ids that are unique among all
/// threads and processes. Cheap to clone; clones share the clock.
#[derive(Clone)]
pub struct FixedEffects {
    inner: Arc<Inner>,
}

struct Inner {
    micros: AtomicI64,
    counter: AtomicU64,
    seed: u32,
}

impl Default for FixedEffects {
    fn default() -> Self {
        Self::new()
    }
}

impl FixedEffects {
    /// A world on the morning of 2026-01-15.
    pub fn new() -> Self {
        static INSTANCE: AtomicU32 = AtomicU32::new(0);
        let instance = INSTANCE.fetch_add(1, Ordering::Relaxed);
        // 22 bits hold every process id of Linux; the rest tells the worlds of a process apart.
        let seed = (std::process::id() << 10) | (instance & 0x3ff);
        Self {
            inner: Arc::new(Inner {
                micros: AtomicI64::new(START),
                counter: AtomicU64::new(0),
                seed,
            }),
        }
    }

    /// Sets the clock.
    pub fn set(&self, at: Instant) {
        self.inner.micros.store(at.0, Ordering::SeqCst);
    }

    /// Moves the clock on by whole days.
    pub fn advance_days(&self, days: i64) {
        self.inner
            .micros
            .fetch_add(days * 86_400_000_000, Ordering::SeqCst);
    }

    fn count(&self) -> u64 {
        self.inner.counter.fetch_add(1, Ordering::SeqCst)
    }
}

impl Effects for FixedEffects {
    fn now(&self) -> Instant {
        Instant(self.inner.micros.fetch_add(STEP_MICROS, Ordering::SeqCst) + STEP_MICROS)
    }

    fn random(&self) -> u64 {
        // SplitMix64: well spread, and no two counts give the same bits.
        let mut bits =
            (u64::from(self.inner.seed) << 32 ^ self.count()).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    fn uuid(&self) -> Uuid {
        let millis = self.inner.micros.load(Ordering::SeqCst) / 1_000;
        let count = u32::try_from(self.count() & 0x3fff_ffff).unwrap();
        let mut bytes = [0u8; 10];
        // The two bytes before and the top two bits of these belong to version and variant.
        bytes[2..6].copy_from_slice(&count.to_be_bytes());
        bytes[6..].copy_from_slice(&self.inner.seed.to_be_bytes());
        Builder::from_unix_timestamp_millis(u64::try_from(millis).unwrap(), &bytes).into_uuid()
    }

    fn nonce(&self) -> [u8; 12] {
        let mut nonce = [0u8; 12];
        nonce[..4].copy_from_slice(&self.inner.seed.to_be_bytes());
        nonce[4..].copy_from_slice(&self.count().to_be_bytes());
        nonce
    }
}

/// The key of every test database, the same in every process.
pub fn keyring() -> Keyring {
    let bytes: [u8; KEY_BYTES] = std::array::from_fn(|n| u8::try_from(n * 7 % 251).unwrap() + 1);
    Keyring::new(Suite::Gm, vec![(KeyVersion::new(1), MasterKey::new(bytes))]).expect("a sound key")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn ids_are_version_seven_in_order_and_never_repeat() {
        let effects = FixedEffects::new();
        let other = FixedEffects::new();
        let ids: Vec<Uuid> = (0..2_000).map(|_| effects.uuid()).collect();
        assert!(ids.is_sorted());
        assert!(ids.iter().all(|id| id.get_version_num() == 7));
        let all: BTreeSet<Uuid> = ids
            .into_iter()
            .chain((0..2_000).map(|_| other.uuid()))
            .collect();
        assert_eq!(all.len(), 4_000);
    }

    #[test]
    fn the_clock_starts_on_the_fifteenth_of_january_and_moves_with_every_look() {
        let effects = FixedEffects::new();
        let first = effects.now();
        assert_eq!(first.shanghai_text(), "2026-01-15 09:00:00");
        assert!(effects.now() > first);
    }
}
