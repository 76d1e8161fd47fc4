//! Rows that are vouched for person by person, in the order of the people they are about.

use crate::entitlements::EntitlementRow;
use crate::match_keys::MatchKeyRow;
use crate::people::{IdentityRow, PersonRow, RelationRow};
use crate::schema::{couples, entitlements, identities, match_keys, people, relations};
use crate::{Db, Key, Result};
use diesel::dsl::min;
use diesel::prelude::*;
use domain::ids::PersonId;

/// A stretch of people by id: the one it begins after, and the last one; without them, from the first and to the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Where it begins; not among them.
    pub after: Option<Key>,
    /// Where it ends; among them.
    pub last: Option<Key>,
}

/// Keeps a query to a stretch of people.
macro_rules! on {
    ($query:expr, $column:expr, $stretch:expr) => {{
        let mut query = $query.into_boxed();
        if let Some(after) = $stretch.after {
            query = query.filter($column.gt(after));
        }
        if let Some(last) = $stretch.last {
            query = query.filter($column.le(last));
        }
        query
    }};
}

/// A page of people, by id.
///
/// # Errors
/// [`crate::StorageError`].
pub fn people(db: &mut Db, after: Option<Key>, limit: i64) -> Result<Vec<PersonRow>> {
    let query = on!(people::table, people::id, Stretch { after, last: None });
    Ok(query
        .order(people::id)
        .limit(limit)
        .select(PersonRow::as_select())
        .load(db)?)
}

/// Everybody of a stretch.
///
/// # Errors
/// [`crate::StorageError`].
pub fn people_of(db: &mut Db, stretch: Stretch) -> Result<Vec<PersonRow>> {
    Ok(on!(people::table, people::id, stretch)
        .order(people::id)
        .select(PersonRow::as_select())
        .load(db)?)
}

/// The ids of everybody of a stretch.
///
/// # Errors
/// [`crate::StorageError`].
pub fn ids_of(db: &mut Db, stretch: Stretch) -> Result<Vec<Key>> {
    Ok(on!(people::table, people::id, stretch)
        .order(people::id)
        .select(people::id)
        .load(db)?)
}

/// The `n`th person after this one; none where fewer are left.
///
/// # Errors
/// [`crate::StorageError`].
pub fn nth_after(db: &mut Db, after: Option<Key>, n: i64) -> Result<Option<Key>> {
    Ok(
        on!(people::table, people::id, Stretch { after, last: None })
            .order(people::id)
            .select(people::id)
            .offset(n - 1)
            .first(db)
            .optional()?,
    )
}

/// The numbers of a stretch of people.
///
/// # Errors
/// [`crate::StorageError`].
pub fn identities_of(db: &mut Db, stretch: Stretch) -> Result<Vec<IdentityRow>> {
    Ok(on!(identities::table, identities::person_id, stretch)
        .order((
            identities::person_id,
            identities::kind,
            identities::blind_index,
        ))
        .select(IdentityRow::as_select())
        .load(db)?)
}

/// The couples of a stretch of people, each with the one who comes first.
///
/// # Errors
/// [`crate::StorageError`].
pub fn couples_of(db: &mut Db, stretch: Stretch) -> Result<Vec<(PersonId, PersonId)>> {
    let found: Vec<(Key, Key)> = on!(couples::table, couples::person_id, stretch)
        .filter(couples::person_id.lt(couples::partner_id))
        .order((couples::person_id, couples::partner_id))
        .select((couples::person_id, couples::partner_id))
        .load(db)?;
    let pairs = found.into_iter();
    Ok(pairs
        .map(|(one, other)| (one.into(), other.into()))
        .collect())
}

/// The proofs of parentage that were seen of a stretch of subjects.
///
/// # Errors
/// [`crate::StorageError`].
pub fn relations_of(db: &mut Db, stretch: Stretch) -> Result<Vec<RelationRow>> {
    Ok(on!(relations::table, relations::subject_id, stretch)
        .order((
            relations::subject_id,
            relations::parent_id,
            relations::unit_id,
        ))
        .select(RelationRow::as_select())
        .load(db)?)
}

/// What stands for a stretch of people.
///
/// # Errors
/// [`crate::StorageError`].
pub fn entitlements_of(db: &mut Db, stretch: Stretch) -> Result<Vec<EntitlementRow>> {
    Ok(on!(entitlements::table, entitlements::subject_id, stretch)
        .order((
            entitlements::subject_id,
            entitlements::programme,
            entitlements::entry_key,
        ))
        .select(EntitlementRow::as_select())
        .load(db)?)
}

/// The first couple that stands from one end only.
///
/// # Errors
/// [`crate::StorageError`].
pub fn one_sided_couple(db: &mut Db) -> Result<Option<(PersonId, PersonId)>> {
    let back = diesel::alias!(couples as back);
    let ends = back
        .field(couples::person_id)
        .eq(couples::partner_id)
        .and(back.field(couples::partner_id).eq(couples::person_id));
    let found: Option<(Key, Key)> = couples::table
        .left_join(back.on(ends))
        .filter(back.field(couples::person_id).nullable().is_null())
        .order((couples::person_id, couples::partner_id))
        .select((couples::person_id, couples::partner_id))
        .first(db)
        .optional()?;
    Ok(found.map(|(one, other)| (one.into(), other.into())))
}

/// A page of match keys, in the order of the table.
///
/// # Errors
/// [`crate::StorageError`].
pub fn match_keys(
    db: &mut Db,
    after: Option<&MatchKeyRow>,
    limit: i64,
) -> Result<Vec<MatchKeyRow>> {
    let page = |db: &mut Db, kind: i16, after: Option<&MatchKeyRow>| -> Result<Vec<MatchKeyRow>> {
        let mut query = match_keys::table
            .filter(match_keys::kind.eq(kind))
            .into_boxed();
        if let Some(after) = after {
            // The index leads to the key; of one key only those behind the last row count.
            let behind = match_keys::cut.gt(after.cut).or(match_keys::cut
                .eq(after.cut)
                .and(match_keys::subject_id.gt(after.subject_id)));
            let later = match_keys::key.gt(after.key).or(behind);
            query = query.filter(match_keys::key.ge(after.key).and(later));
        }
        Ok(query
            .order((match_keys::key, match_keys::cut, match_keys::subject_id))
            .limit(limit)
            .select(MatchKeyRow::as_select())
            .load(db)?)
    };
    if let Some(after) = after {
        let rest = page(db, after.kind, Some(after))?;
        if !rest.is_empty() {
            return Ok(rest);
        }
    }
    let mut kinds = match_keys::table.select(min(match_keys::kind)).into_boxed();
    if let Some(after) = after {
        kinds = kinds.filter(match_keys::kind.gt(after.kind));
    }
    let next: Option<i16> = kinds.first(db)?;
    next.map_or(Ok(Vec::new()), |kind| page(db, kind, None))
}
