//! Sealing of personal data: authenticated encryption, blind indexes, keyed digests, versioned keys.
//!
//! Pure: keys and nonces come in as arguments, nothing is read or drawn here. Two suites stand behind one interface:
//! `gm` (SM4-GCM with HMAC-SM3; the default) and `intl` (AES-256-GCM with HMAC-SHA-256).

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests stop at the first surprise"
    )
)]

mod error;
mod key_file;
mod keyring;
mod purpose;
mod signing;
mod suite;

#[cfg(test)]
mod tests;

pub use error::{KeyFault, SealError};
pub use keyring::{BlindIndex, KEY_BYTES, KeyVersion, Keyring, MasterKey};
pub use purpose::{IndexKind, MacPurpose, MatchKey, SealPurpose};
pub use signing::SigningKey;
pub use suite::Suite;

/// Bytes of a nonce, for both suites.
pub const NONCE_BYTES: usize = 12;

/// Where nonces come from: the caller's random source, or a counter in tests. No nonce may be used twice under a key.
pub trait NonceSource {
    /// The next nonce.
    fn nonce(&mut self) -> [u8; NONCE_BYTES];
}
