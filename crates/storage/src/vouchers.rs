//! Which claims show which vouchers, and which claim each was approved for.

use crate::dialect::{LIST_CHUNK, insert_all};
use crate::key::handle;
use crate::schema::{claims, used_vouchers, voucher_marks};
use crate::{Db, Key, Result, StorageError};
use diesel::prelude::*;
use domain::ids::{ClaimRef, PersonId};
use std::collections::{BTreeMap, BTreeSet};

/// A live claim that shows a payment.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = claims)]
pub struct ShownRow {
    /// The subject, as filed.
    pub subject_id: Key,
    /// The claim's id.
    pub id: Key,
    /// Its number, without hyphens.
    pub number: String,
    /// The union that filed it.
    pub unit_id: Key,
    /// Its place in the tree.
    pub unit_path: String,
    /// Programme id.
    pub programme: String,
    /// Benefit year.
    pub benefit_year: i16,
    /// The programme's own part of the slot key.
    pub slot_key: String,
    /// Where it stands, by code.
    pub state: String,
    /// The voucher; of claims filed before vouchers had a normal form, as typed.
    pub voucher: Option<String>,
    /// What the row said, JSON, without numbers.
    pub content: String,
}

impl ShownRow {
    /// The claim.
    pub fn handle(&self) -> ClaimRef {
        handle((self.subject_id, self.id))
    }
}

/// Live claims that show one of these vouchers.
///
/// # Errors
/// [`StorageError`].
pub fn shown(db: &mut Db, vouchers: &[String]) -> Result<Vec<ShownRow>> {
    let mut found = Vec::new();
    for chunk in vouchers.chunks(LIST_CHUNK) {
        found.extend(
            claims::table
                .filter(claims::voucher.eq_any(chunk).and(claims::live.eq(true)))
                .order((claims::subject_id, claims::id))
                .select(ShownRow::as_select())
                .load(db)?,
        );
    }
    Ok(found)
}

/// Live claims whose vouchers have one of these marks.
///
/// # Errors
/// [`StorageError`].
pub fn alike(db: &mut Db, marks: &[String]) -> Result<Vec<ShownRow>> {
    let claims: BTreeSet<(Key, Key)> = marked(db, marks)?
        .into_iter()
        .map(|(_, claim)| claim)
        .collect();
    let claims: Vec<(Key, Key)> = claims.into_iter().collect();
    let mut found = Vec::new();
    for chunk in claims.chunks(LIST_CHUNK) {
        let (subjects, ids): (Vec<Key>, Vec<Key>) = chunk.iter().copied().unzip();
        found.extend(
            claims::table
                .filter(claims::subject_id.eq_any(subjects))
                .filter(claims::id.eq_any(ids).and(claims::live.eq(true)))
                .order((claims::subject_id, claims::id))
                .select(ShownRow::as_select())
                .load(db)?,
        );
    }
    Ok(found)
}

/// The claims, live or not, whose vouchers have one of these marks: the mark, and subject and id.
pub(crate) fn marked(db: &mut Db, marks: &[String]) -> Result<Vec<(String, (Key, Key))>> {
    let mut found = Vec::new();
    for chunk in marks.chunks(LIST_CHUNK) {
        found.extend(
            voucher_marks::table
                .filter(voucher_marks::mark.eq_any(chunk))
                .select((
                    voucher_marks::mark,
                    (voucher_marks::subject_id, voucher_marks::claim_id),
                ))
                .load(db)?,
        );
    }
    Ok(found)
}

/// Keeps the marks of claims' vouchers; a claim without a voucher has none any more.
///
/// # Errors
/// [`StorageError`].
pub fn set_marks(db: &mut Db, marks: &BTreeMap<ClaimRef, BTreeSet<String>>) -> Result<()> {
    let claims: Vec<(Key, Key)> = marks
        .keys()
        .map(|claim| (claim.subject.into(), claim.id.into()))
        .collect();
    for chunk in claims.chunks(LIST_CHUNK) {
        let (subjects, ids): (Vec<Key>, Vec<Key>) = chunk.iter().copied().unzip();
        diesel::delete(
            voucher_marks::table
                .filter(voucher_marks::subject_id.eq_any(subjects))
                .filter(voucher_marks::claim_id.eq_any(ids)),
        )
        .execute(db)?;
    }
    let rows: Vec<MarkRow> = marks
        .iter()
        .flat_map(|(claim, marks)| {
            marks.iter().map(|mark| MarkRow {
                subject_id: claim.subject.into(),
                claim_id: claim.id.into(),
                mark: mark.clone(),
            })
        })
        .collect();
    insert_all!(db, voucher_marks::table, &rows)?;
    Ok(())
}

/// A row of `voucher_marks`.
#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = voucher_marks, treat_none_as_default_value = false)]
struct MarkRow {
    subject_id: Key,
    claim_id: Key,
    mark: String,
}

/// Live claims of these people.
///
/// # Errors
/// [`StorageError`].
pub fn shown_of_subjects(db: &mut Db, subjects: &[PersonId]) -> Result<Vec<ShownRow>> {
    let mut found = Vec::new();
    for chunk in subjects.chunks(LIST_CHUNK) {
        let keys: Vec<Key> = chunk.iter().map(|subject| Key::from(*subject)).collect();
        found.extend(
            claims::table
                .filter(claims::subject_id.eq_any(keys).and(claims::live.eq(true)))
                .order((claims::subject_id, claims::id))
                .select(ShownRow::as_select())
                .load(db)?,
        );
    }
    Ok(found)
}

/// A row of `used_vouchers`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = used_vouchers, treat_none_as_default_value = false)]
pub struct UsedRow {
    /// Programme id.
    pub programme: String,
    /// The voucher in its normal form.
    pub voucher: String,
    /// The subject of the claim it was approved for.
    pub subject_id: Key,
    /// The claim's id.
    pub claim_id: Key,
}

impl UsedRow {
    /// The claim it was approved for.
    pub fn handle(&self) -> ClaimRef {
        handle((self.subject_id, self.claim_id))
    }
}

/// For which claims these vouchers were approved.
///
/// # Errors
/// [`StorageError`].
pub fn used(db: &mut Db, programme: &str, vouchers: &[String]) -> Result<Vec<UsedRow>> {
    let mut found = Vec::new();
    for chunk in vouchers.chunks(LIST_CHUNK) {
        found.extend(
            used_vouchers::table
                .filter(
                    used_vouchers::programme
                        .eq(programme)
                        .and(used_vouchers::voucher.eq_any(chunk)),
                )
                .select(UsedRow::as_select())
                .load(db)?,
        );
    }
    Ok(found)
}

/// What claims of these subjects took.
///
/// # Errors
/// [`StorageError`].
pub fn of_subjects(db: &mut Db, subjects: &[PersonId]) -> Result<Vec<UsedRow>> {
    let mut found = Vec::new();
    for chunk in subjects.chunks(LIST_CHUNK) {
        let keys: Vec<Key> = chunk.iter().map(|id| Key::from(*id)).collect();
        found.extend(
            used_vouchers::table
                .filter(used_vouchers::subject_id.eq_any(keys))
                .select(UsedRow::as_select())
                .load(db)?,
        );
    }
    Ok(found)
}

/// Takes vouchers for claims that are approved.
///
/// # Errors
/// [`StorageError::Busy`] when another command took one in the same moment.
pub fn take(db: &mut Db, rows: &[UsedRow]) -> Result<usize> {
    insert_all!(db, used_vouchers::table, rows).map_err(StorageError::made_meanwhile)
}

/// Gives back what these claims took.
///
/// # Errors
/// [`StorageError`].
pub fn give_back(db: &mut Db, claims: &[ClaimRef]) -> Result<()> {
    for claim in claims {
        diesel::delete(
            used_vouchers::table
                .filter(used_vouchers::subject_id.eq(Key::from(claim.subject)))
                .filter(used_vouchers::claim_id.eq(Key::from(claim.id))),
        )
        .execute(db)?;
    }
    Ok(())
}
