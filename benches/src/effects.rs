//! The machine's clock and the operating system's randomness, as the product has them: what they
//! cost belongs to an import.

use domain::year::Instant;
use std::time::Duration;
use uuid::{Builder, Uuid};
use workflow::Effects;

/// A clock that only goes forward.
pub fn monotonic() -> Duration {
    crate::cpu::clock(rustix::time::ClockId::Monotonic)
}

/// The real world.
pub struct RealEffects;

#[expect(
    clippy::disallowed_methods,
    reason = "ids and nonces cost here what they cost the product"
)]
fn fill<const N: usize>() -> [u8; N] {
    let mut bytes = [0u8; N];
    while getrandom::fill(&mut bytes).is_err() {
        std::thread::yield_now();
    }
    bytes
}

impl Effects for RealEffects {
    #[expect(
        clippy::disallowed_methods,
        reason = "the clock costs here what it costs the product"
    )]
    fn now(&self) -> Instant {
        let since = std::time::SystemTime::now()
            .duration_since(std::time::SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        Instant(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }

    fn random(&self) -> u64 {
        u64::from_ne_bytes(fill())
    }

    fn uuid(&self) -> Uuid {
        let millis = u64::try_from(self.now().0 / 1_000).unwrap_or_default();
        Builder::from_unix_timestamp_millis(millis, &fill()).into_uuid()
    }

    fn nonce(&self) -> [u8; 12] {
        fill()
    }
}
