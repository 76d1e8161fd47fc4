//! The ring of versioned keys and everything done with it.

use std::fmt;

use zeroize::Zeroizing;

use crate::NONCE_BYTES;
use crate::error::{KeyFault, SealError};
use crate::purpose::{IndexKind, MacPurpose, MatchKey, SealPurpose};
use crate::suite::{Cipher, Mac, Suite};

/// Bytes of a master key and of every key derived from it.
pub const KEY_BYTES: usize = 32;
/// Suite, version (big-endian), purpose.
const HEADER_BYTES: usize = 4;
const TAG_BYTES: usize = 16;
/// Goes before every label, so that the master key means something to this program only.
pub(crate) const DERIVATION: &[u8] = b"gongbao key v1/";
const CHECK_LABEL: &str = "check";

/// A master key: 32 random bytes, wiped when dropped, never shown by `Debug`.
#[derive(Clone)]
pub struct MasterKey(Zeroizing<[u8; KEY_BYTES]>);

impl MasterKey {
    /// Takes 32 bytes drawn by the caller.
    #[must_use]
    pub fn new(bytes: [u8; KEY_BYTES]) -> Self {
        Self(Zeroizing::new(bytes))
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(secret)")
    }
}

/// The number of a key in the key file, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyVersion(u16);

impl KeyVersion {
    /// The version of this number.
    #[must_use]
    pub const fn new(version: u16) -> Self {
        Self(version)
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0
    }
}

/// A keyed digest of a canonical number: equal numbers have equal indexes, and nothing else can be told from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlindIndex(pub [u8; 32]);

impl BlindIndex {
    /// The bytes, as stored.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// One entry for each purpose, in the order of its `ALL`; boxed, since keyed states are large.
type Table<T, const N: usize> = Box<[T; N]>;

/// One version's key with everything derived from it, computed once.
#[derive(Clone)]
struct Keys {
    version: KeyVersion,
    master: MasterKey,
    seals: Table<Cipher, 5>,
    indexes: Table<Mac, 11>,
    macs: Table<Mac, 9>,
    check: [u8; 32],
}

/// Versioned keys of one suite. The newest seals; every one opens; the **oldest** makes blind indexes and audit
/// digests, because those are compared with stored ones and must not change when a key is added. Whoever drops the
/// oldest key from the file must rebuild the indexes first, with the `_at` forms.
#[derive(Clone)]
pub struct Keyring {
    suite: Suite,
    oldest: Box<Keys>,
    /// The rest, ascending by version.
    later: Vec<Keys>,
}

impl Keyring {
    /// A ring of at least one key; the order given does not matter.
    ///
    /// # Errors
    /// [`KeyFault`] for no key, version 0, a version or a key twice, or a key of one repeated byte.
    pub fn new(suite: Suite, mut keys: Vec<(KeyVersion, MasterKey)>) -> Result<Self, KeyFault> {
        keys.sort_by_key(|(version, _)| *version);
        for (at, (version, key)) in keys.iter().enumerate() {
            if version.0 == 0 {
                return Err(KeyFault::VersionZero);
            }
            if key.0.iter().all(|byte| Some(byte) == key.0.first()) {
                return Err(KeyFault::Weak(*version));
            }
            for (earlier, other) in keys.iter().take(at) {
                if earlier == version {
                    return Err(KeyFault::Twice(*version));
                }
                if other.0 == key.0 {
                    return Err(KeyFault::SameBytes(*version));
                }
            }
        }
        let mut keys = keys
            .into_iter()
            .map(|(version, master)| Keys::new(suite, version, master));
        let oldest = Box::new(keys.next().ok_or(KeyFault::Empty)?);
        Ok(Self {
            suite,
            oldest,
            later: keys.collect(),
        })
    }

    /// The ring with one more key, which seals from now on; its version is one above the newest.
    ///
    /// # Errors
    /// [`KeyFault`] for a weak or repeated key, or when no version is left.
    pub fn rotated(&self, new: MasterKey) -> Result<Self, KeyFault> {
        let version = self
            .current()
            .0
            .checked_add(1)
            .ok_or(KeyFault::VersionsExhausted)?;
        let mut keys: Vec<_> = self
            .all()
            .map(|keys| (keys.version, keys.master.clone()))
            .collect();
        keys.push((KeyVersion(version), new));
        Self::new(self.suite, keys)
    }

    /// The suite of every key in the ring.
    #[must_use]
    pub const fn suite(&self) -> Suite {
        self.suite
    }

    /// The version that seals.
    #[must_use]
    pub fn current(&self) -> KeyVersion {
        self.newest().version
    }

    /// The version that makes blind indexes and audit digests.
    #[must_use]
    pub fn index_version(&self) -> KeyVersion {
        self.oldest.version
    }

    /// Every version, ascending.
    pub fn versions(&self) -> impl Iterator<Item = KeyVersion> + '_ {
        self.all().map(|keys| keys.version)
    }

    /// Seals under the newest key. The result is suite byte, key version (two bytes), purpose byte, nonce,
    /// ciphertext, tag; header and `aad` (the row's key) are authenticated. The nonce must be fresh.
    ///
    /// # Errors
    /// [`SealError::TooLong`] beyond 64 GiB.
    pub fn seal(
        &self,
        purpose: SealPurpose,
        plaintext: &[u8],
        aad: &[u8],
        nonce: [u8; NONCE_BYTES],
    ) -> Result<Vec<u8>, SealError> {
        let keys = self.newest();
        let [high, low] = keys.version.0.to_be_bytes();
        let header = [self.suite.byte(), high, low, purpose.byte()];
        let body = keys
            .cipher(purpose)
            .encrypt(&nonce, &bound(header, aad), plaintext)?;
        let mut sealed = Vec::with_capacity(HEADER_BYTES + NONCE_BYTES + body.len());
        sealed.extend_from_slice(&header);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(&body);
        Ok(sealed)
    }

    /// Opens a sealed value of any version in the ring, with the `aad` it was sealed with.
    ///
    /// # Errors
    /// [`SealError`]; a value that was altered or moved to another row is [`SealError::Tampered`].
    pub fn open(&self, sealed: &[u8], aad: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        if sealed.len() < HEADER_BYTES + NONCE_BYTES + TAG_BYTES {
            return Err(SealError::Malformed);
        }
        let (header, rest) = sealed
            .split_first_chunk::<HEADER_BYTES>()
            .ok_or(SealError::Malformed)?;
        let (nonce, body) = rest
            .split_first_chunk::<NONCE_BYTES>()
            .ok_or(SealError::Malformed)?;
        let [suite, high, low, purpose] = *header;
        if Suite::from_byte(suite).ok_or(SealError::Malformed)? != self.suite {
            return Err(SealError::OtherSuite);
        }
        let purpose = SealPurpose::from_byte(purpose).ok_or(SealError::Malformed)?;
        let version = KeyVersion(u16::from_be_bytes([high, low]));
        let keys = self.keys(version).ok_or(SealError::UnknownKey(version))?;
        keys.cipher(purpose)
            .decrypt(nonce, &bound(*header, aad), body)
            .map(Zeroizing::new)
    }

    /// The key version a sealed value needs, to find what is still sealed under an old one.
    #[must_use]
    pub fn version_of(sealed: &[u8]) -> Option<KeyVersion> {
        match sealed {
            [_, high, low, _, ..] => Some(KeyVersion(u16::from_be_bytes([*high, *low]))),
            _ => None,
        }
    }

    /// The blind index of a canonical number, under the index version.
    #[must_use]
    pub fn blind_index(&self, kind: IndexKind, canonical: &str) -> BlindIndex {
        self.oldest.index(kind, canonical)
    }

    /// The blind index under a named version, for rebuilding indexes; `None` if the ring has no such key.
    #[must_use]
    pub fn blind_index_at(
        &self,
        version: KeyVersion,
        kind: IndexKind,
        canonical: &str,
    ) -> Option<BlindIndex> {
        self.keys(version).map(|keys| keys.index(kind, canonical))
    }

    /// The keyed digest of several parts, under the index version. Each part goes in with its length, so that
    /// no two lists of parts meet by being joined.
    #[must_use]
    pub fn mac(&self, purpose: MacPurpose, parts: &[&[u8]]) -> [u8; 32] {
        self.oldest.mac(purpose, parts)
    }

    /// The keyed digest under a named version; `None` if the ring has no such key.
    #[must_use]
    pub fn mac_at(
        &self,
        version: KeyVersion,
        purpose: MacPurpose,
        parts: &[&[u8]],
    ) -> Option<[u8; 32]> {
        self.keys(version).map(|keys| keys.mac(purpose, parts))
    }

    /// A value stored beside the data, by which a wrong key file is recognised; it tells nothing about the key
    /// and does not change when a key is added.
    #[must_use]
    pub fn check_value(&self) -> [u8; 32] {
        self.oldest.check
    }

    /// The check value of one version; `None` if the ring has no such key.
    #[must_use]
    pub fn check_value_at(&self, version: KeyVersion) -> Option<[u8; 32]> {
        self.keys(version).map(|keys| keys.check)
    }

    /// The suite's plain digest (SM3 or SHA-256), for files.
    #[must_use]
    pub fn digest(&self, bytes: &[u8]) -> [u8; 32] {
        self.suite.digest(bytes)
    }

    pub(crate) fn masters(&self) -> impl Iterator<Item = (KeyVersion, &[u8; KEY_BYTES])> {
        self.all().map(|keys| (keys.version, &*keys.master.0))
    }

    fn all(&self) -> impl Iterator<Item = &Keys> {
        std::iter::once(&*self.oldest).chain(&self.later)
    }

    fn newest(&self) -> &Keys {
        self.later.last().unwrap_or(&self.oldest)
    }

    fn keys(&self, version: KeyVersion) -> Option<&Keys> {
        self.all().find(|keys| keys.version == version)
    }
}

impl Keys {
    fn new(suite: Suite, version: KeyVersion, master: MasterKey) -> Self {
        let root = Mac::new(suite, &master.0);
        let derive = |label: &str| {
            let mut mac = root.clone();
            mac.update(DERIVATION);
            mac.update(label.as_bytes());
            Zeroizing::new(mac.finish())
        };
        let cipher = |label: &str| Cipher::new(suite, &derive(label));
        let mac = |label: &str| Mac::new(suite, &derive(label));
        Self {
            version,
            seals: Box::new(SealPurpose::ALL.map(|purpose| cipher(purpose.label()))),
            indexes: Box::new(IndexKind::ALL.map(|kind| mac(&kind.label()))),
            macs: Box::new(MacPurpose::ALL.map(|purpose| mac(purpose.label()))),
            check: *derive(CHECK_LABEL),
            master,
        }
    }

    fn cipher(&self, purpose: SealPurpose) -> &Cipher {
        let [identity, contact, bank, row, operator] = &*self.seals;
        match purpose {
            SealPurpose::Identity => identity,
            SealPurpose::Contact => contact,
            SealPurpose::Bank => bank,
            SealPurpose::Row => row,
            SealPurpose::Operator => operator,
        }
    }

    fn index(&self, kind: IndexKind, canonical: &str) -> BlindIndex {
        let [
            identity,
            bank,
            first15,
            area_birth,
            birth_sequence,
            area_sequence,
            sound_birth,
            parent_birth,
            sound_county,
            given_birth,
            phone_birth,
        ] = &*self.indexes;
        let mac = match kind {
            IndexKind::Identity => identity,
            IndexKind::Bank => bank,
            IndexKind::Match(MatchKey::First15) => first15,
            IndexKind::Match(MatchKey::AreaBirth) => area_birth,
            IndexKind::Match(MatchKey::BirthSequence) => birth_sequence,
            IndexKind::Match(MatchKey::AreaSequence) => area_sequence,
            IndexKind::Match(MatchKey::SoundBirth) => sound_birth,
            IndexKind::Match(MatchKey::ParentBirth) => parent_birth,
            IndexKind::Match(MatchKey::SoundCounty) => sound_county,
            IndexKind::Match(MatchKey::GivenBirth) => given_birth,
            IndexKind::Match(MatchKey::PhoneBirth) => phone_birth,
        };
        BlindIndex(mac.of(canonical.as_bytes()))
    }

    fn mac(&self, purpose: MacPurpose, parts: &[&[u8]]) -> [u8; 32] {
        let [
            audit,
            event_log,
            seal,
            claim_values,
            decision,
            sample,
            exports,
            mark,
            message,
        ] = &*self.macs;
        let mut mac = match purpose {
            MacPurpose::Audit => audit,
            MacPurpose::EventLog => event_log,
            MacPurpose::Seal => seal,
            MacPurpose::ClaimValues => claim_values,
            MacPurpose::Decision => decision,
            MacPurpose::Sample => sample,
            MacPurpose::ExportRegister => exports,
            MacPurpose::Mark => mark,
            MacPurpose::Message => message,
        }
        .clone();
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finish()
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let versions: Vec<u16> = self.versions().map(KeyVersion::get).collect();
        f.debug_struct("Keyring")
            .field("suite", &self.suite)
            .field("versions", &versions)
            .finish_non_exhaustive()
    }
}

fn bound(header: [u8; HEADER_BYTES], aad: &[u8]) -> Vec<u8> {
    [&header, aad].concat()
}
