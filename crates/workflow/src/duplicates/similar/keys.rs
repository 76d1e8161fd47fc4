//! Blinded keys under which records are found again. A part of a number or a fact alone has little entropy,
//! so every kind joins two and has a key of its own.

use super::models::{self, Frozen};
use super::records::{Record, lay_out};
use crate::audit::events;
use crate::audit::witness::sums::{Of, Sums};
use crate::error::{Result, WorkflowError};
use crate::intake::resolve::head_of;
use crate::session::{Context, Session};
use domain::ids::PersonId;
use domain::year::BenefitYear;
use matching::block::LARGEST_BLOCK;
use matching::dataset::Dataset;
use sealing::{IndexKind, MatchKey};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use storage::match_keys::{Found, MatchKeyRow};
use storage::{Db, StorageError};

/// Records under one key that a claim is compared with at submission; a key that more share is narrowed, as a block of
/// the batch is, and by the same further parts.
pub(super) const SHARED_MAX: usize = LARGEST_BLOCK;

/// Kinds of keys: the engine's block, the stored kind, the blind index. The same number and the same
/// certificate are the same person by themselves.
const KINDS: &[(&str, i16, MatchKey)] = &[
    ("first-15", 1, MatchKey::First15),
    ("born-sequence", 2, MatchKey::BirthSequence),
    ("area-sequence", 3, MatchKey::AreaSequence),
    ("sound-born", 4, MatchKey::SoundBirth),
    ("parent-born", 5, MatchKey::ParentBirth),
    ("sound-county", 6, MatchKey::SoundCounty),
    ("given-born", 7, MatchKey::GivenBirth),
    ("phone-born", 8, MatchKey::PhoneBirth),
];

/// Further parts a stored key tells, sixteen bits each.
const CUTS: usize = 3;
const CUT_BITS: usize = 16;

/// How far a record is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// Keys that more than [`SHARED_MAX`] records share are narrowed.
    Narrowed,
    /// With every record under any of its keys.
    Full,
}

/// A record's key: kind, head of the keyed digest, further parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Blind {
    kind: i16,
    key: i64,
    cut: i64,
}

impl Blind {
    fn row(self, person: PersonId) -> MatchKeyRow {
        MatchKeyRow {
            kind: self.kind,
            key: self.key,
            cut: self.cut,
            subject_id: person.into(),
        }
    }
}

/// Whom a record meets under its keys.
#[derive(Debug, Default)]
pub(super) struct Met {
    /// The people, the record's own subject among them.
    pub(super) people: BTreeSet<PersonId>,
    /// Records under keys too many share that it is not compared with, counted by key.
    pub(super) skipped: usize,
}

/// The keys of every record.
pub(super) fn of(ctx: &Context, frozen: &Frozen, records: &[Record]) -> Vec<Vec<Blind>> {
    let _span = tracing::trace_span!("blind match keys").entered();
    blinded(ctx, frozen, &lay_out(frozen, records.iter()))
}

fn blinded(ctx: &Context, frozen: &Frozen, data: &Dataset) -> Vec<Vec<Blind>> {
    let blind = |record: u32| {
        let keys = frozen.matcher.keys_in(data, record);
        keys.into_iter()
            .filter_map(|key| {
                let (_, kind, index) = KINDS.iter().find(|(block, ..)| *block == key.block)?;
                let digest = ctx
                    .keyring()
                    .blind_index(IndexKind::Match(*index), &key.text);
                Some(Blind {
                    kind: *kind,
                    key: head_of(&digest.0),
                    cut: packed(&key.further),
                })
            })
            .collect()
    };
    (0..).take(data.len()).map(blind).collect()
}

/// The keys under which records are found, as they are stored, from cells in the order of the schema's fields. For whoever
/// fills a database with claims by other ways than filing them.
///
/// # Errors
/// [`crate::WorkflowError::Nothing`] for a programme whose claims are not compared.
pub fn stored_keys(
    session: &mut Session,
    programme: &str,
    year: BenefitYear,
    records: &[(PersonId, Vec<String>)],
) -> Result<Vec<MatchKeyRow>> {
    let ctx = session.ctx.clone();
    let frozen = models::in_force(&mut session.db, &ctx, programme, year)?
        .ok_or_else(|| models::not_compared(programme))?;
    let mut data = Dataset::new(Arc::clone(&frozen.schema));
    for (_, cells) in records {
        data.push("", &cells.iter().map(String::as_str).collect::<Vec<_>>());
    }
    let keys = blinded(&ctx, &frozen, &data);
    Ok(records
        .iter()
        .zip(keys)
        .flat_map(|((person, _), keys)| keys.into_iter().map(|blind| blind.row(*person)))
        .collect())
}

/// Further parts in one number, the first one highest.
fn packed(further: &[u16]) -> i64 {
    (0..CUTS).fold(0, |cut, at| {
        (cut << CUT_BITS) | i64::from(further.get(at).copied().unwrap_or(0))
    })
}

/// What is left of a packed number when the first few parts count only.
fn shortened(cut: i64, parts: usize) -> i64 {
    cut >> (CUT_BITS * CUTS.saturating_sub(parts))
}

/// Writes the keys by which records are found from now on.
pub(super) fn write(
    db: &mut Db,
    ctx: &Context,
    records: &[Record],
    keys: &[Vec<Blind>],
) -> Result<()> {
    let mut first = Vec::new();
    let mut more = Vec::new();
    for (record, keys) in records.iter().zip(keys) {
        let rows = if record.made { &mut first } else { &mut more };
        rows.extend(keys.iter().map(|blind| blind.row(record.claim.subject)));
    }
    for rows in [&mut first, &mut more] {
        // In the order of the table, each once: two claims for a subject have keys in common.
        rows.sort_unstable();
        rows.dedup();
    }
    let brought = db.write(|db| {
        storage::match_keys::add_first(db, &first)?;
        vouch(db, ctx, &first)
    });
    match brought {
        // Somebody filed for one of these people in this very moment.
        Err(WorkflowError::Storage(StorageError::Duplicate(_))) => more.append(&mut first),
        other => other?,
    }
    if more.is_empty() {
        return Ok(());
    }
    db.write(|db| {
        let new = storage::match_keys::unknown(db, &more)?;
        storage::match_keys::add_unknown(db, &new)?;
        vouch(db, ctx, &new)
    })
}

/// Vouches for keys that were just added.
fn vouch(db: &mut Db, ctx: &Context, rows: &[MatchKeyRow]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut sums = Sums::default();
    rows.iter().for_each(|row| sums.add(ctx.keyring(), row));
    let detail = json!({ "people": sums.people(Of::MatchKeys), "keys": rows.len() });
    events::vouch(db, ctx, "match-keys", &detail, &sums.witnesses())
}

/// For every record, whom it meets under its keys.
pub(super) fn look_up(db: &mut Db, keys: &[Vec<Blind>], depth: Depth) -> Result<Vec<Met>> {
    let _span = tracing::trace_span!("look match keys up").entered();
    let mut by_kind: BTreeMap<i16, BTreeSet<i64>> = BTreeMap::new();
    for blind in keys.iter().flatten() {
        by_kind.entry(blind.kind).or_default().insert(blind.key);
    }
    let mut met: Vec<Met> = keys.iter().map(|_| Met::default()).collect();
    for (kind, wanted) in by_kind {
        let wanted: Vec<i64> = wanted.into_iter().collect();
        let mut found = storage::match_keys::probe(db, kind, &wanted)?;
        found.sort_unstable();
        for (met, keys) in met.iter_mut().zip(keys) {
            for blind in keys.iter().filter(|blind| blind.kind == kind) {
                meet(met, &found, *blind, depth);
            }
        }
    }
    Ok(met)
}

/// Adds whom a record meets under one key. `found` is sorted, so a key is a run, and so is every part of it.
fn meet(met: &mut Met, found: &[Found], blind: Blind, depth: Depth) {
    let run = |of: &dyn Fn(&Found) -> i64, within: &[Found], value: i64| {
        let from = within.partition_point(|found| of(found) < value);
        let to = within.partition_point(|found| of(found) <= value);
        from..to
    };
    let all = found
        .get(run(&|found| found.key, found, blind.key))
        .unwrap_or_default();
    let mut compared = all;
    let mut parts = 0;
    while depth == Depth::Narrowed && compared.len() > SHARED_MAX {
        if parts == CUTS {
            compared = &[];
            break;
        }
        parts += 1;
        let value = shortened(blind.cut, parts);
        let range = run(&|found| shortened(found.cut, parts), all, value);
        compared = all.get(range).unwrap_or_default();
    }
    met.skipped += all.len() - compared.len();
    met.people.extend(compared.iter().map(|found| found.person));
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn found(key: i64, further: [u16; 3], person: u128) -> Found {
        Found {
            key,
            cut: packed(&further),
            person: PersonId(Uuid::from_u128(person)),
        }
    }

    fn asked(key: i64, further: [u16; 3]) -> Blind {
        Blind {
            kind: 1,
            key,
            cut: packed(&further),
        }
    }

    fn met(found: &mut [Found], blind: Blind, depth: Depth) -> (usize, usize) {
        found.sort_unstable();
        let mut met = Met::default();
        meet(&mut met, found, blind, depth);
        (met.people.len(), met.skipped)
    }

    /// So many people under key 7, in two counties.
    fn crowd(count: usize) -> Vec<Found> {
        let mut found: Vec<Found> = (0..count)
            .map(|n| found(7, [if n % 2 == 0 { 1 } else { u16::MAX }, 0, 9], n as u128))
            .collect();
        found.extend([6, 8].map(|key| self::found(key, [1, 0, 9], 1 << 64)));
        found
    }

    #[test]
    fn a_key_that_few_share_is_compared_in_full() {
        let mut few = crowd(SHARED_MAX);
        assert_eq!(
            met(&mut few, asked(7, [5, 5, 5]), Depth::Narrowed),
            (SHARED_MAX, 0)
        );
        assert_eq!(met(&mut few, asked(9, [1, 0, 9]), Depth::Narrowed), (0, 0));
    }

    #[test]
    fn a_key_too_many_share_is_narrowed_by_as_few_parts_as_will_do_and_the_rest_is_counted() {
        let mut many = crowd(SHARED_MAX * 2);
        let half = (SHARED_MAX, SHARED_MAX);
        assert_eq!(met(&mut many, asked(7, [1, 3, 3]), Depth::Narrowed), half);
        assert_eq!(
            met(&mut many, asked(7, [u16::MAX, 3, 3]), Depth::Narrowed),
            half
        );
        assert_eq!(
            met(&mut many, asked(7, [1, 3, 3]), Depth::Full),
            (SHARED_MAX * 2, 0)
        );
    }

    #[test]
    fn what_stays_too_large_is_left_out_whole_and_counted() {
        let mut more = crowd(SHARED_MAX * 3);
        assert_eq!(
            met(&mut more, asked(7, [1, 0, 9]), Depth::Narrowed),
            (0, SHARED_MAX * 3)
        );
    }
}
