//! Rows that follow from others: the first of each kind that does not.

use crate::people::RelationRow;
use crate::schema::{
    batches, claim_events, claim_marks, claim_numbers, claims, couples, identities, memberships,
    notices, people, relations, seal_heads, seals, units,
};
use crate::{Db, Key, Result};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use domain::ids::PersonId;

/// The first number of a claim that does not lead to it, and the first number that leads to no claim.
///
/// # Errors
/// [`crate::StorageError`].
pub fn lost_number(db: &mut Db) -> Result<Option<String>> {
    let leads = || {
        claim_numbers::number
            .eq(claims::number)
            .and(claim_numbers::subject_id.eq(claims::subject_id))
            .and(claim_numbers::claim_id.eq(claims::id))
    };
    let unknown: Option<String> = claims::table
        .left_join(claim_numbers::table.on(leads()))
        .filter(claim_numbers::number.nullable().is_null())
        .order((claims::subject_id, claims::id))
        .select(claims::number)
        .first(db)
        .optional()?;
    if unknown.is_some() {
        return Ok(unknown);
    }
    Ok(claim_numbers::table
        .left_join(claims::table.on(leads()))
        .filter(claims::id.nullable().is_null())
        .order(claim_numbers::number)
        .select(claim_numbers::number)
        .first(db)
        .optional()?)
}

/// The first person without a number, by id: whoever is on record was put there with one.
///
/// # Errors
/// [`crate::StorageError`].
pub fn numberless(db: &mut Db) -> Result<Option<PersonId>> {
    let numbers = identities::table.filter(identities::person_id.eq(people::id));
    let found: Option<Key> = people::table
        .filter(not(exists(numbers)))
        .order(people::id)
        .select(people::id)
        .first(db)
        .optional()?;
    Ok(found.map(Into::into))
}

/// The first claim, then the first batch, that stands in another place of the tree than its union: table and number.
///
/// # Errors
/// [`crate::StorageError`].
pub fn misplaced(db: &mut Db) -> Result<Option<(&'static str, String)>> {
    let claim: Option<String> = claims::table
        .inner_join(units::table.on(units::id.eq(claims::unit_id)))
        .filter(units::path.ne(claims::unit_path))
        .order((claims::subject_id, claims::id))
        .select(claims::number)
        .first(db)
        .optional()?;
    if let Some(number) = claim {
        return Ok(Some(("claims", number)));
    }
    let batch: Option<String> = batches::table
        .inner_join(units::table.on(units::id.eq(batches::unit_id)))
        .filter(units::path.ne(batches::unit_path))
        .order(batches::id)
        .select(batches::number)
        .first(db)
        .optional()?;
    Ok(batch.map(|number| ("batches", number)))
}

/// The first couple that a roster names and nobody keeps.
///
/// # Errors
/// [`crate::StorageError`].
pub fn lost_couple(db: &mut Db) -> Result<Option<(PersonId, PersonId)>> {
    let named: Option<(Key, Option<Key>)> = memberships::table
        .left_join(
            couples::table.on(couples::person_id
                .eq(memberships::person_id)
                .and(couples::partner_id.nullable().eq(memberships::partner_id))),
        )
        .filter(memberships::partner_id.is_not_null())
        .filter(memberships::partner_id.ne(memberships::person_id.nullable()))
        .filter(couples::person_id.nullable().is_null())
        .order((memberships::unit_id, memberships::person_id))
        .select((memberships::person_id, memberships::partner_id))
        .first(db)
        .optional()?;
    Ok(named.and_then(|(person, partner)| Some((person.into(), partner?.into()))))
}

/// The first seal that binds heads and is not there.
///
/// # Errors
/// [`crate::StorageError`].
pub fn lost_seal(db: &mut Db) -> Result<Option<i64>> {
    Ok(seal_heads::table
        .left_join(seals::table.on(seals::seq.eq(seal_heads::seal_seq)))
        .filter(seals::seq.nullable().is_null())
        .order(seal_heads::seal_seq)
        .select(seal_heads::seal_seq)
        .first(db)
        .optional()?)
}

/// The first proof of parentage that no review of a claim of the parent's brought.
///
/// # Errors
/// [`crate::StorageError`].
pub fn unseen_proof(db: &mut Db) -> Result<Option<RelationRow>> {
    let review = claims::table
        .inner_join(
            claim_events::table.on(claim_events::subject_id
                .eq(claims::subject_id)
                .and(claim_events::claim_id.eq(claims::id))),
        )
        .filter(claims::member_id.eq(relations::parent_id))
        .filter(claims::unit_id.eq(relations::unit_id))
        .filter(claim_events::step.eq("review"))
        .filter(claim_events::made_by.eq(relations::seen_by))
        .filter(claim_events::at.eq(relations::seen_at));
    Ok(relations::table
        .filter(not(exists(review)))
        .order((
            relations::subject_id,
            relations::parent_id,
            relations::unit_id,
        ))
        .select(RelationRow::as_select())
        .first(db)
        .optional()?)
}

/// The first mark of a claim that does not exist.
///
/// # Errors
/// [`crate::StorageError`].
pub fn claimless_mark(db: &mut Db) -> Result<Option<(PersonId, Key)>> {
    let claim = claims::subject_id
        .eq(claim_marks::subject_id)
        .and(claims::id.eq(claim_marks::claim_id));
    let found: Option<(Key, Key)> = claim_marks::table
        .left_join(claims::table.on(claim))
        .filter(claims::id.nullable().is_null())
        .order((claim_marks::subject_id, claim_marks::claim_id))
        .select((claim_marks::subject_id, claim_marks::claim_id))
        .first(db)
        .optional()?;
    Ok(found.map(|(subject, claim)| (subject.into(), claim)))
}

/// The first notice that waits longer than until `latest`, microseconds since 1970.
///
/// # Errors
/// [`crate::StorageError`].
pub fn put_off(db: &mut Db, latest: i64) -> Result<Option<Key>> {
    Ok(notices::table
        .filter(notices::state.eq("pending"))
        .filter(notices::next_at.gt(latest))
        .order(notices::id)
        .select(notices::id)
        .first(db)
        .optional()?)
}
