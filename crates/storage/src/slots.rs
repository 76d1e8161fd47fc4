//! Slots: the rows that decide whether money may go out.

use crate::db::one_row;
use crate::dialect::{LIST_CHUNK, insert_all, load_locked};
use crate::schema::slots;
use crate::{Db, Key, Result, StorageError};
use diesel::prelude::*;
use domain::fen::Fen;
use domain::ids::{ClaimId, PersonId};
use domain::slot::{Occupancy, Slot, SlotKey};
use domain::year::BenefitYear;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = slots, treat_none_as_default_value = false)]
struct SlotRow {
    subject_id: Key,
    programme: String,
    benefit_year: i16,
    slot_key: String,
    occupancy: String,
    claim_id: Option<Key>,
    committed_fen: i64,
    case_id: Option<Key>,
    revision: i64,
}

impl From<&Slot> for SlotRow {
    fn from(slot: &Slot) -> Self {
        Self {
            subject_id: slot.key.subject.into(),
            programme: slot.key.programme.clone(),
            benefit_year: slot.key.year.get(),
            slot_key: slot.key.key.clone(),
            occupancy: slot.occupancy.code().to_owned(),
            claim_id: slot.occupancy.claim().map(Into::into),
            committed_fen: slot.committed.get(),
            case_id: slot.case.map(Into::into),
            revision: slot.revision,
        }
    }
}

impl TryFrom<SlotRow> for Slot {
    type Error = StorageError;
    fn try_from(row: SlotRow) -> Result<Self> {
        let claim = row.claim_id.map(ClaimId::from);
        let occupancy = match (row.occupancy.as_str(), claim) {
            ("free", None) => Occupancy::Free,
            ("taken", Some(claim)) => Occupancy::Taken(claim),
            ("paid", Some(claim)) => Occupancy::Paid(claim),
            ("recovering", Some(claim)) => Occupancy::Recovering(claim),
            _ => return Err(StorageError::stored("slots.occupancy", row.occupancy)),
        };
        Ok(Self {
            key: SlotKey {
                subject: row.subject_id.into(),
                programme: row.programme,
                year: BenefitYear::new(row.benefit_year),
                key: row.slot_key,
            },
            occupancy,
            committed: Fen::new(row.committed_fen),
            case: row.case_id.map(Into::into),
            revision: row.revision,
        })
    }
}

/// Locks slots in key order, then makes vacant ones that nobody asked about before: a new row is its
/// maker's until the transaction ends.
///
/// # Errors
/// [`StorageError::Busy`] when another command made one in the same moment, else [`StorageError`].
pub fn lock(db: &mut Db, keys: &[SlotKey]) -> Result<Vec<Slot>> {
    let mut keys = keys.to_vec();
    keys.sort_unstable();
    keys.dedup();
    let mut found = stored(db, &keys)?;
    let known: BTreeSet<&SlotKey> = found.iter().map(|slot| &slot.key).collect();
    let vacant: Vec<Slot> = keys
        .iter()
        .filter(|key| !known.contains(key))
        .map(|key| Slot::vacant(key.clone()))
        .collect();
    let rows: Vec<SlotRow> = vacant.iter().map(SlotRow::from).collect();
    insert_all!(db, slots::table, &rows).map_err(StorageError::made_meanwhile)?;
    found.extend(vacant);
    Ok(found)
}

fn stored(db: &mut Db, keys: &[SlotKey]) -> Result<Vec<Slot>> {
    let mut found = Vec::with_capacity(keys.len());
    for ((programme, year, slot_key), subjects) in by_family(keys) {
        for chunk in subjects.chunks(LIST_CHUNK) {
            let rows: Vec<SlotRow> = load_locked!(
                db,
                slots::table
                    .filter(slots::subject_id.eq_any(chunk.to_vec()))
                    .filter(
                        slots::programme
                            .eq(programme.clone())
                            .and(slots::benefit_year.eq(year))
                    )
                    .filter(slots::slot_key.eq(slot_key.clone()))
                    .order(slots::subject_id)
                    .select(SlotRow::as_select())
            )?;
            for row in rows {
                found.push(Slot::try_from(row)?);
            }
        }
    }
    Ok(found)
}

type Family = (String, i16, String);

fn by_family(keys: &[SlotKey]) -> BTreeMap<Family, Vec<Key>> {
    let mut families: BTreeMap<Family, Vec<Key>> = BTreeMap::new();
    for key in keys {
        families
            .entry((key.programme.clone(), key.year.get(), key.key.clone()))
            .or_default()
            .push(key.subject.into());
    }
    families
}

/// Writes a changed slot; `slot.revision` is the new one.
///
/// # Errors
/// [`StorageError::Conflict`].
pub fn update(db: &mut Db, slot: &Slot) -> Result<()> {
    let row = SlotRow::from(slot);
    let changed = diesel::update(
        slots::table
            .find((
                row.subject_id,
                row.programme,
                row.benefit_year,
                row.slot_key,
            ))
            .filter(slots::revision.eq(row.revision - 1)),
    )
    .set((
        slots::occupancy.eq(row.occupancy),
        slots::claim_id.eq(row.claim_id),
        slots::committed_fen.eq(row.committed_fen),
        slots::case_id.eq(row.case_id),
        slots::revision.eq(row.revision),
    ))
    .execute(db)?;
    one_row(changed)
}

/// Slots of these subjects, in key order.
///
/// # Errors
/// [`StorageError`].
pub fn of_subjects(db: &mut Db, subjects: &[PersonId]) -> Result<Vec<Slot>> {
    let mut found = Vec::new();
    for chunk in subjects.chunks(LIST_CHUNK) {
        let rows: Vec<SlotRow> = slots::table
            .filter(
                slots::subject_id.eq_any(chunk.iter().map(|id| Key::from(*id)).collect::<Vec<_>>()),
            )
            .order((
                slots::subject_id,
                slots::programme,
                slots::benefit_year,
                slots::slot_key,
            ))
            .select(SlotRow::as_select())
            .load(db)?;
        for row in rows {
            found.push(Slot::try_from(row)?);
        }
    }
    Ok(found)
}

/// A page of the people who have slots, by id.
///
/// # Errors
/// [`StorageError`].
pub fn subjects_page(db: &mut Db, after: Option<PersonId>, limit: i64) -> Result<Vec<PersonId>> {
    let mut query = slots::table
        .select(slots::subject_id)
        .distinct()
        .order(slots::subject_id)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(slots::subject_id.gt(Key::from(after)));
    }
    let rows: Vec<Key> = query.limit(limit).load(db)?;
    Ok(rows.into_iter().map(PersonId::from).collect())
}
