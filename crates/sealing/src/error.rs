//! What can go wrong. No variant carries a byte of a key or a plaintext.

use crate::keyring::KeyVersion;

/// Why a value could not be sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Shorter than a header with its tag, or with an unknown suite or purpose.
    #[error("the sealed value is malformed")]
    Malformed,
    /// Sealed under the other suite than the key file's.
    #[error("the value was sealed under another suite than the key file's")]
    OtherSuite,
    /// Sealed under a key that is not in the key file.
    #[error("the key file has no key {}", .0.get())]
    UnknownKey(KeyVersion),
    /// Altered, moved to another row, or sealed with another key of the same version.
    #[error("the sealed value fails its authentication")]
    Tampered,
    /// Longer than the cipher can seal at once (64 GiB).
    #[error("the value is too long to be sealed")]
    TooLong,
}

/// Why a text is not a key file, or keys are not a ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// The first line is not `gongbao-key v1 suite=gm` or `suite=intl`.
    #[error("the key file does not begin with `gongbao-key v1 suite=gm` or `suite=intl`")]
    Header,
    /// A line is not a version and 32 bytes in base32 or hex.
    #[error("line {line} of the key file is not a version and a key of 32 bytes")]
    Line {
        /// Line of the file, counted from 1.
        line: usize,
    },
    /// No key at all.
    #[error("the key file holds no key")]
    Empty,
    /// Version 0, which marks nothing.
    #[error("key version 0 is not allowed")]
    VersionZero,
    /// One version twice.
    #[error("key version {} occurs twice", .0.get())]
    Twice(KeyVersion),
    /// A key of one repeated byte, which nobody drew at random.
    #[error("key {} is one byte repeated", .0.get())]
    Weak(KeyVersion),
    /// One key under two versions, so nothing was rotated.
    #[error("key {} has the bytes of another key", .0.get())]
    SameBytes(KeyVersion),
    /// All 65 535 versions are used up.
    #[error("no key version is left")]
    VersionsExhausted,
}
