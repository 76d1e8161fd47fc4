//! Claims whose last decision a day, somebody else's claim or a case has put in doubt. No revision is counted: the claim
//! itself is not changed.
//!
//! The claims are not among those the work holds, so a row that somebody else holds is left out: waiting for it could go
//! round in a circle, and whoever holds it decides about it at this moment.

use crate::claim_marks::StoredMark;
use crate::dialect::{LIST_CHUNK, load_unclaimed};
use crate::key::handle;
use crate::schema::{claims, decisions};
use crate::{Db, Key, Result};
use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use domain::claim::StateName;
use domain::claim_record::Origin;
use domain::decision::Verdict;
use domain::ids::{ClaimRef, PersonId, UnitId};
use domain::unit::Scope;
use std::collections::{BTreeMap, BTreeSet};

/// The condition of the index of days, word for word: an approved claim is decided again too, because its batch is sealed by
/// what it comes to then.
const AWAITS_MONEY: &str = "claims.state IN ('submitted', 'held', 'reviewed', 'approved')";
/// Of these, the claims for which no money is set aside yet.
const IS_UNDECIDED: &str = "claims.state IN ('submitted', 'held', 'reviewed')";

/// Sets the day on which a claim is decided again.
///
/// # Errors
/// [`crate::StorageError`].
pub fn set(db: &mut Db, claim: ClaimRef, day: Option<NaiveDate>) -> Result<()> {
    diesel::update(claims::table.find((Key::from(claim.subject), Key::from(claim.id))))
        .set(claims::again_on.eq(day))
        .execute(db)?;
    Ok(())
}

/// Has the undecided claims of units decided again from today on: their funding sources hold more or less than before.
///
/// # Errors
/// [`crate::StorageError`].
pub fn mark_units(db: &mut Db, units: &BTreeSet<UnitId>, today: NaiveDate) -> Result<usize> {
    let keys: Vec<Key> = units.iter().map(|unit| Key::from(*unit)).collect();
    let mut marked = 0;
    for chunk in keys.chunks(LIST_CHUNK) {
        let found: Vec<(Key, Key)> = load_unclaimed!(
            db,
            claims::table
                .filter(claims::unit_id.eq_any(chunk.to_vec()))
                .filter(sql::<Bool>(IS_UNDECIDED))
                .filter(claims::again_on.is_null().or(claims::again_on.gt(today)))
                .select((claims::subject_id, claims::id))
        )?;
        marked += mark(db, &found, today)?;
    }
    Ok(marked)
}

/// Has claims that are held decided again from today on.
fn mark(db: &mut Db, found: &[(Key, Key)], today: NaiveDate) -> Result<usize> {
    let mut marked = 0;
    for chunk in found.chunks(LIST_CHUNK) {
        let (subjects, ids): (Vec<Key>, Vec<Key>) = chunk.iter().copied().unzip();
        marked += diesel::update(
            claims::table
                .filter(claims::subject_id.eq_any(subjects))
                .filter(claims::id.eq_any(ids)),
        )
        .set(claims::again_on.eq(today))
        .execute(db)?;
    }
    Ok(marked)
}

/// Has the claims no batch pays yet that show a mark another claim looks for decided again from today on.
///
/// # Errors
/// [`crate::StorageError`].
pub fn mark_showing(
    db: &mut Db,
    looked_for: &[(StoredMark, ClaimRef)],
    today: NaiveDate,
) -> Result<usize> {
    let mut by_mark: BTreeMap<&StoredMark, Vec<ClaimRef>> = BTreeMap::new();
    for (mark, claim) in looked_for {
        by_mark.entry(mark).or_default().push(*claim);
    }
    let by_another = |mark: &StoredMark, claim: ClaimRef| {
        let looking = by_mark.get(mark).into_iter().flatten();
        looking.copied().any(|looking| looking != claim)
    };
    let marks = by_mark.keys().copied();
    let alike: BTreeSet<ClaimRef> = crate::claim_marks::showing(db, marks)?
        .into_iter()
        .filter(|(mark, claim)| by_another(mark, *claim))
        .map(|(_, claim)| claim)
        .collect();
    mark_claims(db, &alike, today)
}

/// Has those of these claims that no batch pays yet decided again from today on.
///
/// # Errors
/// [`crate::StorageError`].
pub fn mark_claims(db: &mut Db, alike: &BTreeSet<ClaimRef>, today: NaiveDate) -> Result<usize> {
    let alike: Vec<ClaimRef> = alike.iter().copied().collect();
    let mut again = 0;
    for chunk in alike.chunks(LIST_CHUNK) {
        let (subjects, ids): (Vec<Key>, Vec<Key>) = chunk
            .iter()
            .map(|claim| (Key::from(claim.subject), Key::from(claim.id)))
            .unzip();
        let found: Vec<(Key, Key)> = load_unclaimed!(
            db,
            claims::table
                .filter(claims::subject_id.eq_any(subjects))
                .filter(claims::id.eq_any(ids))
                .filter(sql::<Bool>(AWAITS_MONEY))
                .select((claims::subject_id, claims::id))
        )?;
        again += mark(db, &found, today)?;
    }
    Ok(again)
}

/// Has the claims of these people that no batch pays yet decided again from today on, but not the claims that are named.
///
/// # Errors
/// [`crate::StorageError`].
pub fn mark_subjects(
    db: &mut Db,
    subjects: &BTreeSet<PersonId>,
    but: &BTreeSet<ClaimRef>,
    today: NaiveDate,
) -> Result<()> {
    let keys: Vec<Key> = subjects.iter().map(|subject| Key::from(*subject)).collect();
    let mut others = BTreeSet::new();
    for chunk in keys.chunks(LIST_CHUNK) {
        // The key alone is asked for: most have no other claim, and of theirs no row is read.
        let found: Vec<(Key, Key)> = claims::table
            .filter(claims::subject_id.eq_any(chunk))
            .select((claims::subject_id, claims::id))
            .load(db)?;
        let found = found.into_iter().map(handle);
        others.extend(found.filter(|claim| !but.contains(claim)));
    }
    mark_claims(db, &others, today)?;
    Ok(())
}

/// Claims in scope that no batch pays yet and that are to be decided again by now, the longest due first.
///
/// # Errors
/// [`crate::StorageError`].
pub fn of_scope(db: &mut Db, scope: &Scope, today: NaiveDate, limit: i64) -> Result<Vec<ClaimRef>> {
    let path = scope.path();
    Ok(claims::table
        .filter(claims::again_on.le(today))
        .filter(sql::<Bool>(AWAITS_MONEY))
        .filter(claims::unit_path.ge(path.as_str()))
        .filter(claims::unit_path.lt(path.range_end()))
        .order((claims::again_on, claims::subject_id, claims::id))
        .limit(limit)
        .select((claims::subject_id, claims::id))
        .load(db)?
        .into_iter()
        .map(handle)
        .collect())
}

/// What the facts of a decision say that was made under an open case; they are stored as JSON without blanks.
const UNDER_A_CASE: &str = "%\"case\":true%";

/// Claims in scope that no batch pays yet and whose last decision does not fit the cases that are open: eligible under one,
/// or waiting for one that is closed.
///
/// # Errors
/// [`crate::StorageError`].
pub fn contradicted(db: &mut Db, scope: &Scope) -> Result<Vec<ClaimRef>> {
    let path = scope.path();
    let states: Vec<&str> = StateName::ALL
        .iter()
        .filter(|state| state.awaits_money())
        .map(|state| state.code())
        .collect();
    let in_scope = claims::unit_path
        .ge(path.as_str())
        .and(claims::unit_path.lt(path.range_end()))
        .and(claims::state.eq_any(states));
    let unaware: Vec<(Key, Key)> = claims::table
        .filter(in_scope.clone())
        .filter(claims::case_id.is_not_null())
        .filter(claims::verdict.eq(Verdict::Eligible.code()))
        .select((claims::subject_id, claims::id))
        .load(db)?;
    let last = claims::subject_id
        .eq(decisions::subject_id)
        .and(claims::id.eq(decisions::claim_id))
        .and(claims::decision_id.eq(decisions::id));
    let outlived: Vec<(Key, Key)> = claims::table
        .inner_join(decisions::table.on(last))
        .filter(in_scope)
        .filter(claims::case_id.is_null())
        .filter(claims::kind.eq(Origin::Filed.kind()))
        .filter(claims::verdict.eq(Verdict::Review.code()))
        .filter(decisions::facts.like(UNDER_A_CASE))
        .select((claims::subject_id, claims::id))
        .load(db)?;
    let mut found: Vec<ClaimRef> = unaware.into_iter().chain(outlived).map(handle).collect();
    found.sort_unstable();
    Ok(found)
}
