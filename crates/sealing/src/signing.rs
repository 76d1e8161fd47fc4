//! Signatures that anybody can check who has the public key: of what is kept outside, where the key file must not be.

use crate::keyring::{DERIVATION, KEY_BYTES, Keyring};
use crate::suite::{Mac, Suite};
use ed25519_dalek::pkcs8::EncodePublicKey;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::{Signer as _, Verifier as _};
use std::fmt;
use zeroize::Zeroizing;

const LABEL: &[u8] = b"sign";
/// Whose a signature by SM2 is, where nobody agreed on anything else (GM/T 0009-2012).
const SM2_ID: &str = "1234567812345678";

/// A pair of keys of a suite: SM2 with SM3 (GB/T 32918) for `gm`, Ed25519 (RFC 8032) for `intl`.
pub struct SigningKey(Pair);

enum Pair {
    Gm(Box<sm2::dsa::SigningKey>),
    Intl(Box<ed25519_dalek::SigningKey>),
}

impl Keyring {
    /// The pair that signs, derived from the newest key.
    #[must_use]
    pub fn signing_key(&self) -> SigningKey {
        let newest = self.masters().last();
        let (_, master) = newest.unwrap_or_else(|| unreachable!("a ring has a key"));
        SigningKey::derive(self.suite(), master)
    }

    /// Whether one of the ring's keys signed this, also one that a newer one has replaced.
    #[must_use]
    pub fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        self.masters().any(|(_, master)| {
            SigningKey::derive(self.suite(), master).has_signed(message, signature)
        })
    }
}

impl SigningKey {
    fn derive(suite: Suite, master: &[u8; KEY_BYTES]) -> Self {
        let seed = |count: u8| {
            let mut mac = Mac::new(suite, master);
            mac.update(DERIVATION);
            mac.update(LABEL);
            mac.update(&[count]);
            Zeroizing::new(mac.finish())
        };
        Self(match suite {
            // Of 2^256 numbers some 2^224 are no key of the curve.
            Suite::Gm => (0..=u8::MAX)
                .find_map(|count| sm2::dsa::SigningKey::from_slice(SM2_ID, &*seed(count)).ok())
                .map(|pair| Pair::Gm(Box::new(pair)))
                .unwrap_or_else(|| unreachable!("one of 256 numbers is a key")),
            Suite::Intl => Pair::Intl(Box::new(ed25519_dalek::SigningKey::from_bytes(&seed(0)))),
        })
    }

    /// Signs a message: 64 bytes of Ed25519, or SM2's two numbers in DER, as `openssl` reads them. Nothing is drawn.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        match &self.0 {
            Pair::Gm(pair) => pair.sign(message).to_der().as_bytes().to_vec(),
            Pair::Intl(pair) => pair.sign(message).to_vec(),
        }
    }

    /// Whether this pair signed the message.
    #[must_use]
    pub fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        match &self.0 {
            Pair::Gm(pair) => sm2::dsa::Signature::from_der(signature)
                .is_ok_and(|signature| pair.verifying_key().verify(message, &signature).is_ok()),
            Pair::Intl(pair) => ed25519_dalek::Signature::from_slice(signature)
                .is_ok_and(|signature| pair.verifying_key().verify(message, &signature).is_ok()),
        }
    }

    /// The public key as PEM (SubjectPublicKeyInfo).
    #[must_use]
    pub fn public_pem(&self) -> String {
        let pem = match &self.0 {
            Pair::Gm(pair) => pair.verifying_key().to_public_key_pem(LineEnding::LF),
            Pair::Intl(pair) => pair.verifying_key().to_public_key_pem(LineEnding::LF),
        };
        pem.unwrap_or_else(|_| unreachable!("a public key has a fixed length"))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(secret)")
    }
}
