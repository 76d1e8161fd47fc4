//! Claims by the numbers people write, and by the claims they are linked to.

use crate::claims::{ClaimRow, records};
use crate::dialect::LIST_CHUNK;
use crate::schema::{claim_numbers, claims};
use crate::{Db, Key, Result, StorageError};
use diesel::prelude::*;
use domain::claim_number::ClaimNumber;
use domain::claim_record::ClaimRecord;
use domain::ids::ClaimRef;
use domain::unit::Scope;
use std::collections::BTreeMap;

/// Resolves claim numbers; numbers nobody has are left out.
///
/// # Errors
/// [`StorageError`].
pub fn by_numbers(db: &mut Db, numbers: &[ClaimNumber]) -> Result<BTreeMap<ClaimNumber, ClaimRef>> {
    let mut found = BTreeMap::new();
    for chunk in numbers.chunks(LIST_CHUNK) {
        let texts: Vec<&str> = chunk.iter().map(ClaimNumber::as_str).collect();
        let rows: Vec<(String, Key, Key)> = claim_numbers::table
            .filter(claim_numbers::number.eq_any(texts))
            .order(claim_numbers::number)
            .select((
                claim_numbers::number,
                claim_numbers::subject_id,
                claim_numbers::claim_id,
            ))
            .load(db)?;
        for (number, subject, id) in rows {
            let number = number
                .parse()
                .map_err(|_| StorageError::stored("claim_numbers.number", number))?;
            let handle = ClaimRef {
                subject: subject.into(),
                id: id.into(),
            };
            found.insert(number, handle);
        }
    }
    Ok(found)
}

/// The claims in scope that correct this one or add to it, oldest first.
///
/// # Errors
/// [`StorageError`].
pub fn linked_to(db: &mut Db, scope: &Scope, handle: ClaimRef) -> Result<Vec<ClaimRecord>> {
    let path = scope.path();
    let rows: Vec<ClaimRow> = claims::table
        .filter(claims::linked.eq(handle.to_string()))
        .filter(
            claims::unit_path
                .ge(path.as_str())
                .and(claims::unit_path.lt(path.range_end())),
        )
        .order((claims::created_at, claims::id))
        .select(ClaimRow::as_select())
        .load(db)?;
    records(rows)
}

/// The numbers of the claims that correct these, by the corrected one; the newest, should there be several.
///
/// # Errors
/// [`StorageError`].
pub fn corrections_of(
    db: &mut Db,
    handles: &[ClaimRef],
) -> Result<BTreeMap<ClaimRef, ClaimNumber>> {
    let texts: Vec<String> = handles.iter().map(ToString::to_string).collect();
    let mut found = BTreeMap::new();
    for chunk in texts.chunks(LIST_CHUNK) {
        let rows: Vec<ClaimRow> = claims::table
            .filter(claims::linked.eq_any(chunk))
            .order((claims::created_at, claims::id))
            .select(ClaimRow::as_select())
            .load(db)?;
        for claim in records(rows)? {
            if let Some(old) = claim.corrects() {
                found.insert(old, claim.number);
            }
        }
    }
    Ok(found)
}
