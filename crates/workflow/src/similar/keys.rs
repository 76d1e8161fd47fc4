//! Blinded keys under which records are found again. A part of a number or a fact alone has little entropy,
//! so every kind joins two and has a key of its own.

use super::models::Frozen;
use super::records::{Record, lay_out};
use crate::error::Result;
use crate::resolve::head_of;
use crate::session::Env;
use domain::ids::PersonId;
use sealing::{IndexKind, MatchKey};
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;
use storage::people::MatchKeyRow;

/// Kinds of keys: the engine's block, the stored kind, the blind index. The same number and the same
/// certificate are the same person by themselves. Kinds below [`FIRST_OF_CLAIM`] are written with the number.
const KINDS: &[(&str, i16, MatchKey)] = &[
    ("first-15", 1, MatchKey::First15),
    ("born-sequence", 3, MatchKey::BirthSequence),
    ("area-sequence", 4, MatchKey::AreaSequence),
    ("sound-born", FIRST_OF_CLAIM, MatchKey::SoundBirth),
    ("parent-born", 6, MatchKey::ParentBirth),
    ("sound-county", 7, MatchKey::SoundCounty),
    ("given-born", 8, MatchKey::GivenBirth),
    ("phone-born", 9, MatchKey::PhoneBirth),
];
/// The first kind that is written when a claim is looked for.
const FIRST_OF_CLAIM: i16 = 5;

/// A record's key: kind and head of the keyed digest.
pub(super) type Blind = (i16, i64);

/// The keys of every record.
pub(super) fn of(env: &Env, frozen: &Frozen, records: &[Record]) -> Vec<Vec<Blind>> {
    let data = lay_out(frozen, records);
    let blind = |record: u32| {
        let keys = frozen.matcher.keys_in(&data, record);
        keys.into_iter()
            .filter_map(|key| {
                let (_, kind, index) = KINDS.iter().find(|(block, ..)| *block == key.block)?;
                // What stands beside area and sequence only narrows the block; the stored key is the wider one.
                let text = if *index == MatchKey::AreaSequence {
                    key.text.split('|').next().unwrap_or_default()
                } else {
                    key.text.as_str()
                };
                let digest = env.keyring().blind_index(IndexKind::Match(*index), text);
                Some((*kind, head_of(&digest.0)))
            })
            .collect()
    };
    (0..).take(records.len()).map(blind).collect()
}

/// Writes the keys by which records are found from now on.
pub(super) fn write(db: &mut Db, records: &[Record], keys: &[Vec<Blind>]) -> Result<()> {
    let mut rows: Vec<MatchKeyRow> = records
        .iter()
        .zip(keys)
        .flat_map(|(record, keys)| {
            let of_claim = keys.iter().filter(|(kind, _)| *kind >= FIRST_OF_CLAIM);
            of_claim.map(|(kind, key)| MatchKeyRow {
                kind: *kind,
                key: *key,
                subject_id: record.claim.subject.into(),
            })
        })
        .collect();
    rows.sort_unstable();
    rows.dedup();
    db.write(|db| storage::people::add_match_keys(db, &rows))?;
    Ok(())
}

/// For every key, the people it was written for.
pub(super) fn look_up(
    db: &mut Db,
    keys: &[Vec<Blind>],
) -> Result<BTreeMap<Blind, BTreeSet<PersonId>>> {
    let mut by_kind: BTreeMap<i16, BTreeSet<i64>> = BTreeMap::new();
    for (kind, key) in keys.iter().flatten() {
        by_kind.entry(*kind).or_default().insert(*key);
    }
    let mut found: BTreeMap<Blind, BTreeSet<PersonId>> = BTreeMap::new();
    for (kind, keys) in by_kind {
        let keys: Vec<i64> = keys.into_iter().collect();
        for (key, person) in storage::matching::probe(db, kind, &keys)? {
            found.entry((kind, key)).or_default().insert(person);
        }
    }
    Ok(found)
}
