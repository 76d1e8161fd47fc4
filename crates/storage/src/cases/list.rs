//! Cases of duplicate claims: a case is in scope when one of its claims is.

use crate::cases::CaseRow;
use crate::page::{After, rising, within};
use crate::schema::{case_claims, cases, claims};
use crate::{Db, Key, Result};
use diesel::prelude::*;
use domain::ids::CaseId;
use domain::unit::Scope;

/// Ids of the cases that have a claim in scope.
macro_rules! in_scope {
    ($scope:expr) => {
        case_claims::table
            .inner_join(
                claims::table.on(claims::subject_id
                    .eq(case_claims::subject_id)
                    .and(claims::id.eq(case_claims::claim_id))),
            )
            .filter(within!(claims::unit_path, $scope.path()))
            .select(case_claims::case_id)
    };
}

/// A page of cases in scope, oldest first; `states` empty for all.
///
/// # Errors
/// [`crate::StorageError`].
pub fn page(
    db: &mut Db,
    scope: &Scope,
    states: &[String],
    after: Option<After>,
    limit: i64,
) -> Result<Vec<CaseRow>> {
    let mut query = cases::table
        .into_boxed()
        .filter(cases::id.eq_any(in_scope!(scope)));
    if !states.is_empty() {
        query = query.filter(cases::state.eq_any(states.to_vec()));
    }
    if let Some(after) = after {
        query = query.filter(rising!(cases::opened_at, cases::id, after));
    }
    Ok(query
        .order((cases::opened_at, cases::id))
        .limit(limit)
        .select(CaseRow::as_select())
        .load(db)?)
}

/// A case in scope.
///
/// # Errors
/// [`crate::StorageError::NotFound`] when it is not there or none of its claims is in scope.
pub fn find(db: &mut Db, scope: &Scope, id: CaseId) -> Result<CaseRow> {
    Ok(cases::table
        .filter(cases::id.eq(Key::from(id)))
        .filter(cases::id.eq_any(in_scope!(scope)))
        .select(CaseRow::as_select())
        .first(db)?)
}

/// How many cases in scope nobody has decided, counting no further than `cap`.
///
/// # Errors
/// [`crate::StorageError`].
pub fn count_open(db: &mut Db, scope: &Scope, cap: i64) -> Result<i64> {
    let ids: Vec<Key> = cases::table
        .filter(cases::state.eq_any(["open", "proposed"]))
        .filter(cases::id.eq_any(in_scope!(scope)))
        .select(cases::id)
        .limit(cap)
        .load(db)?;
    Ok(i64::try_from(ids.len()).unwrap_or(i64::MAX))
}
