//! The two suites of algorithms and the keyed state of each. The only place that names an algorithm.

use std::fmt;

use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, AesGcm};
use hmac::{Hmac, Mac as _};
use sha2::{Digest, Sha256};
use sm3::Sm3;
use sm4::Sm4;
use zeroize::Zeroizing;

use crate::NONCE_BYTES;
use crate::error::SealError;
use crate::keyring::KEY_BYTES;

type Sm4Gcm = AesGcm<Sm4, U12>;

/// Block of both hash functions; a shorter HMAC key is padded to it with zeros.
const HMAC_BLOCK_BYTES: usize = 64;
/// SM4 takes a key of 16 bytes: the first half of a derived key.
const SM4_KEY_BYTES: usize = 16;

/// A suite of algorithms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Suite {
    /// SM4-GCM (GB/T 32907) and HMAC-SM3 (GB/T 32905).
    #[default]
    Gm,
    /// AES-256-GCM and HMAC-SHA-256.
    Intl,
}

impl Suite {
    /// Stable code, as in the key file: `gm` or `intl`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Gm => "gm",
            Self::Intl => "intl",
        }
    }

    /// The suite with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Gm, Self::Intl]
            .into_iter()
            .find(|suite| suite.code() == code)
    }

    pub(crate) const fn byte(self) -> u8 {
        match self {
            Self::Gm => 1,
            Self::Intl => 2,
        }
    }

    pub(crate) fn from_byte(byte: u8) -> Option<Self> {
        [Self::Gm, Self::Intl]
            .into_iter()
            .find(|suite| suite.byte() == byte)
    }

    /// The name of its plain digest: `sm3` or `sha256`, as `openssl dgst` has them.
    #[must_use]
    pub const fn digest_name(self) -> &'static str {
        match self {
            Self::Gm => "sm3",
            Self::Intl => "sha256",
        }
    }

    /// The plain digest of the suite, SM3 or SHA-256: of files, never of anything that can be guessed.
    #[must_use]
    pub fn digest(self, bytes: &[u8]) -> [u8; 32] {
        match self {
            Self::Gm => Sm3::digest(bytes).into(),
            Self::Intl => Sha256::digest(bytes).into(),
        }
    }
}

/// A keyed digest, ready to be copied for each message.
#[derive(Clone)]
pub(crate) enum Mac {
    Gm(Hmac<Sm3>),
    Intl(Hmac<Sha256>),
}

impl Mac {
    pub(crate) fn new(suite: Suite, key: &[u8; KEY_BYTES]) -> Self {
        let mut block = Zeroizing::new([0_u8; HMAC_BLOCK_BYTES]);
        for (to, from) in block.iter_mut().zip(key) {
            *to = *from;
        }
        match suite {
            Suite::Gm => Self::Gm(Hmac::new((&*block).into())),
            Suite::Intl => Self::Intl(Hmac::new((&*block).into())),
        }
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Gm(mac) => mac.update(bytes),
            Self::Intl(mac) => mac.update(bytes),
        }
    }

    pub(crate) fn finish(self) -> [u8; 32] {
        match self {
            Self::Gm(mac) => mac.finalize().into_bytes().into(),
            Self::Intl(mac) => mac.finalize().into_bytes().into(),
        }
    }

    /// The digest of one message, the keyed state being left as it is.
    pub(crate) fn of(&self, bytes: &[u8]) -> [u8; 32] {
        let mut mac = self.clone();
        mac.update(bytes);
        mac.finish()
    }
}

/// A keyed cipher.
#[derive(Clone)]
pub(crate) enum Cipher {
    Gm(Box<Sm4Gcm>),
    Intl(Box<Aes256Gcm>),
}

impl Cipher {
    pub(crate) fn new(suite: Suite, key: &[u8; KEY_BYTES]) -> Self {
        match suite {
            Suite::Gm => {
                let mut half = Zeroizing::new([0_u8; SM4_KEY_BYTES]);
                for (to, from) in half.iter_mut().zip(key) {
                    *to = *from;
                }
                Self::Gm(Box::new(Sm4Gcm::new((&*half).into())))
            }
            Suite::Intl => Self::Intl(Box::new(Aes256Gcm::new(key.into()))),
        }
    }

    /// Ciphertext followed by its tag of 16 bytes.
    pub(crate) fn encrypt(
        &self,
        nonce: &[u8; NONCE_BYTES],
        aad: &[u8],
        msg: &[u8],
    ) -> Result<Vec<u8>, SealError> {
        let payload = Payload { msg, aad };
        match self {
            Self::Gm(cipher) => cipher.encrypt(nonce.into(), payload),
            Self::Intl(cipher) => cipher.encrypt(nonce.into(), payload),
        }
        .map_err(|_| SealError::TooLong)
    }

    pub(crate) fn decrypt(
        &self,
        nonce: &[u8; NONCE_BYTES],
        aad: &[u8],
        msg: &[u8],
    ) -> Result<Vec<u8>, SealError> {
        let payload = Payload { msg, aad };
        match self {
            Self::Gm(cipher) => cipher.decrypt(nonce.into(), payload),
            Self::Intl(cipher) => cipher.decrypt(nonce.into(), payload),
        }
        .map_err(|_| SealError::Tampered)
    }
}

impl fmt::Display for Suite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER_PERMISSIVE as HEX;

    use super::*;

    fn bytes<const N: usize>(hex: &str) -> [u8; N] {
        HEX.decode(hex.as_bytes()).unwrap().try_into().unwrap()
    }

    fn padded(short: &[u8]) -> [u8; KEY_BYTES] {
        let mut key = [0; KEY_BYTES];
        key[..short.len()].copy_from_slice(short);
        key
    }

    #[test]
    fn sm4_gcm_gives_the_vector_of_rfc_8998() {
        let cipher = Cipher::new(
            Suite::Gm,
            &padded(&bytes::<16>("0123456789ABCDEFFEDCBA9876543210")),
        );
        let plain = bytes::<64>(
            "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDD\
             EEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA",
        );
        let aad = bytes::<20>("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2");
        let sealed = cipher
            .encrypt(&bytes("00001234567800000000ABCD"), &aad, &plain)
            .unwrap();
        assert_eq!(
            HEX.encode(&sealed),
            "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735\
             d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d\
             83de3541e4c2b58177e065a9bf7b62ec"
        );
    }

    #[test]
    fn aes_256_gcm_gives_the_known_vector_of_zeros() {
        let sealed = Cipher::new(Suite::Intl, &[0; 32])
            .encrypt(&[0; 12], &[], &[0; 16])
            .unwrap();
        assert_eq!(
            HEX.encode(&sealed),
            "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"
        );
    }

    #[test]
    fn the_digests_give_their_standards_examples() {
        assert_eq!(
            HEX.encode(&Suite::Gm.digest(b"abc")),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        );
        assert_eq!(
            HEX.encode(&Suite::Intl.digest(b"abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn the_keyed_digests_give_known_vectors() {
        let message = b"what do ya want for nothing?";
        for (suite, expected) in [
            (
                Suite::Gm,
                "2e87f1d16862e6d964b50a5200bf2b10b764faa9680a296a2405f24bec39f882",
            ),
            (
                Suite::Intl,
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            ),
        ] {
            assert_eq!(
                HEX.encode(&Mac::new(suite, &padded(b"Jefe")).of(message)),
                expected,
                "{suite}"
            );
        }
    }
}
