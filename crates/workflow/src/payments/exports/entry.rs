//! One entry of the register: its fields, its line of text and its place in the chain.

use crate::error::Result;
use crate::session::Context;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use domain::batch::BatchNumber;
use domain::claim_record::ClaimRecord;
use domain::ids::{BatchId, ClaimId, PersonId};
use sealing::{Keyring, MacPurpose};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;

/// Bytes kept of the digest of a claim or a slot: among a million of them none meet by chance.
const MARK_BYTES: usize = 12;

/// What an entry records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// A payment file was about to appear.
    Export {
        /// The batch.
        batch: BatchId,
        /// Its number.
        number: String,
        /// The name of the payment file.
        file: String,
        /// Digest of the payment file's bytes, hexadecimal.
        digest: String,
        /// How many lines.
        count: i64,
        /// Their sum in fen.
        total_fen: i64,
        /// Keyed digests of what was paid: of the claim, and of the slot by every number of the subject.
        marks: BTreeSet<String>,
    },
    /// The register was lost, and begun anew with the entries the database had.
    Begun {
        /// Why, as two operators have it.
        reason: String,
        /// The digest the head of the lost one had, where it could be read: a head that says something else by then has
        /// been written since.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        head: Option<String>,
    },
    /// An export that two operators say never happened.
    Void {
        /// The number of its entry.
        entry: i64,
        /// Why.
        reason: String,
    },
}

/// A numbered entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number, from 1 without gaps.
    pub no: i64,
    /// Microseconds since 1970.
    pub at: i64,
    /// What happened.
    pub what: What,
    /// Digest of the line before, hexadecimal; before the first entry, of the register's title.
    pub before: String,
}

impl Entry {
    /// The line of the file, without its end.
    pub(super) fn line(&self, keyring: &Keyring) -> Result<String> {
        write_line(keyring, self)
    }

    /// Reads a line; `None` when it is none, or its digest is not that of this key and text.
    pub(super) fn read(keyring: &Keyring, line: &str) -> Option<Self> {
        read_line(keyring, line)
    }
}

/// What is said as a line with its keyed digest.
pub(super) fn write_line<T: Serialize>(keyring: &Keyring, said: &T) -> Result<String> {
    let body = serde_json::to_string(said)?;
    Ok(format!("{body} {}", mac(keyring, &body)))
}

/// What a line says; `None` when its digest is not that of this key and text.
pub(super) fn read_line<T: DeserializeOwned>(keyring: &Keyring, line: &str) -> Option<T> {
    let (body, digest) = line.rsplit_once(' ')?;
    (mac(keyring, body) == digest)
        .then(|| serde_json::from_str(body).ok())
        .flatten()
}

fn mac(keyring: &Keyring, body: &str) -> String {
    HEXLOWER.encode(&keyring.mac(MacPurpose::ExportRegister, &[b"entry", body.as_bytes()]))
}

/// The digest at the end of a line.
pub(super) fn digest_of(line: &str) -> &str {
    line.rsplit_once(' ').map_or("", |(_, digest)| digest)
}

/// The name of a batch's payment file without its directory.
pub(crate) fn file_name(number: &str, ending: &str) -> String {
    // A number is printed from a fixed alphabet, so that it is always the name of a file.
    let number = number
        .parse::<BatchNumber>()
        .map_or_else(|_| "batch".to_owned(), |number| number.to_string());
    format!("{number}.{ending}")
}

/// What marks the payment of each claim in the register: the claim, and the slot by every number of the subject,
/// whatever the ids of a restored database are.
pub(crate) fn marks(
    db: &mut Db,
    ctx: &Context,
    claims: &[ClaimRecord],
) -> Result<Vec<BTreeSet<String>>> {
    let subjects: BTreeSet<PersonId> = claims.iter().map(|claim| claim.handle.subject).collect();
    let subjects: Vec<PersonId> = subjects.into_iter().collect();
    let root_of: BTreeMap<PersonId, PersonId> = storage::people::by_ids(db, &subjects)?
        .into_iter()
        .map(|row| {
            let own = PersonId::from(row.id);
            (own, row.merged_into.map_or(own, PersonId::from))
        })
        .collect();
    let roots: BTreeSet<PersonId> = root_of.values().copied().collect();
    let roots: Vec<PersonId> = roots.into_iter().collect();
    let mut family: BTreeMap<PersonId, PersonId> =
        roots.iter().map(|root| (*root, *root)).collect();
    family.extend(
        storage::people::absorbed(db, &roots)?
            .into_iter()
            .map(|(root, person)| (person, root)),
    );
    let people: Vec<PersonId> = family.keys().copied().collect();
    let mut indexes: BTreeMap<PersonId, Vec<Vec<u8>>> = BTreeMap::new();
    for row in storage::people::identities_of_all(db, &people)? {
        let person = PersonId::from(row.person_id);
        let root = family.get(&person).copied().unwrap_or(person);
        indexes.entry(root).or_default().push(row.blind_index);
    }
    Ok(claims
        .iter()
        .map(|claim| {
            let subject = claim.handle.subject;
            let root = root_of.get(&subject).copied().unwrap_or(subject);
            let subject = indexes
                .get(&root)
                .into_iter()
                .flatten()
                .map(|index| of_slot(ctx, claim, index));
            std::iter::once(of_claim(ctx, claim.handle.id))
                .chain(subject)
                .collect()
        })
        .collect())
}

fn of_claim(ctx: &Context, claim: ClaimId) -> String {
    shortened(ctx, &[b"claim", claim.0.as_bytes()])
}

/// The slot, by a number of the subject.
fn of_slot(ctx: &Context, claim: &ClaimRecord, index: &[u8]) -> String {
    let year = claim.year.get().to_be_bytes();
    let (key, programme) = (claim.slot_key.as_bytes(), claim.programme.as_bytes());
    shortened(ctx, &[key, programme, &year, index])
}

fn shortened(ctx: &Context, parts: &[&[u8]]) -> String {
    let whole = ctx.keyring().mac(MacPurpose::ExportRegister, parts);
    BASE64URL_NOPAD.encode(whole.get(..MARK_BYTES).unwrap_or(&whole))
}
