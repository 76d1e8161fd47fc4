//! The real world: clock, chance and environment. Nothing else in the product reads them.

use domain::year::Instant;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;
use uuid::Uuid;
use workflow::Effects;
use zeroize::Zeroizing;

/// The machine's clock and the operating system's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealEffects;

/// Pause before the kernel is asked again; [`check_randomness`] has seen it answer at the start.
const STARVED_PAUSE: Duration = Duration::from_millis(10);

/// Random bytes. A kernel that has answered once goes on answering; should it not, waiting is
/// better than sealing with a nonce that was used before.
fn fill<const N: usize>() -> [u8; N] {
    let mut bytes = [0u8; N];
    while randomness(&mut bytes).is_err() {
        std::thread::sleep(STARVED_PAUSE);
    }
    bytes
}

impl Effects for RealEffects {
    fn now(&self) -> Instant {
        now()
    }

    fn random(&self) -> u64 {
        u64::from_ne_bytes(fill())
    }

    fn uuid(&self) -> Uuid {
        let millis = u64::try_from(now().0 / 1_000).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &fill()).into_uuid()
    }

    fn nonce(&self) -> [u8; 12] {
        fill()
    }
}

/// The present instant.
#[expect(clippy::disallowed_methods, reason = "the one clock of the product")]
pub fn now() -> Instant {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    Instant(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}

/// 32 random bytes for a new master key.
///
/// # Errors
/// The kernel gives none; no key is made then.
pub fn key_bytes() -> Result<Zeroizing<[u8; 32]>, getrandom::Error> {
    let mut bytes = Zeroizing::new([0u8; 32]);
    randomness(&mut *bytes)?;
    Ok(bytes)
}

/// Tests once that the kernel gives randomness, before anything is sealed with it.
///
/// # Errors
/// The kernel gives none.
pub fn check_randomness() -> Result<(), getrandom::Error> {
    randomness(&mut [0u8; 1])
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one source of chance of the product"
)]
fn randomness(bytes: &mut [u8]) -> Result<(), getrandom::Error> {
    getrandom::fill(bytes)
}

/// A variable of the environment; one that is empty or no text counts as absent.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the environment"
)]
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Every variable whose name begins with `prefix`, by name; values that are no text are left out.
pub fn variables(prefix: &str) -> BTreeMap<String, String> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .filter(|(name, value)| name.starts_with(prefix) && !value.is_empty())
        .collect()
}

/// A directory of the user's by the XDG rules: the variable, else the place below the home.
pub fn user_directory(variable_name: &str, below_home: &str) -> Option<PathBuf> {
    variable(variable_name)
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(|| variable("HOME").map(|home| PathBuf::from(home).join(below_home)))
}
