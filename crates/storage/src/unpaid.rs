//! Claims that no batch pays yet: what a change of facts, parameters or rulings assesses again.

use crate::key::handle;
use crate::schema::{claims, decisions};
use crate::{Db, Key, Result};
use diesel::prelude::*;
use domain::claim::StateName;
use domain::decision::Verdict;
use domain::ids::{ClaimRef, UnitId};
use domain::unit::Scope;
use domain::year::BenefitYear;

/// Whose claims are meant.
#[derive(Debug, Clone)]
pub enum Of {
    /// Everybody's.
    All,
    /// One unit's own.
    Unit(UnitId),
    /// A part of the tree's.
    Below(Scope),
}

fn states(such: impl Fn(StateName) -> bool) -> Vec<&'static str> {
    StateName::ALL
        .iter()
        .filter(|state| such(**state))
        .map(|state| state.code())
        .collect()
}

/// How many claims of a programme and benefit year nobody has decided for good.
///
/// # Errors
/// [`crate::StorageError`].
pub fn count_undecided(db: &mut Db, programme: &str, year: BenefitYear) -> Result<i64> {
    Ok(claims::table
        .filter(claims::programme.eq(programme))
        .filter(claims::benefit_year.eq(year.get()))
        .filter(claims::state.eq_any(states(StateName::is_undecided)))
        .count()
        .get_result(db)?)
}

/// Handles of the claims of a programme, of one benefit year or of all, that no batch pays yet.
///
/// # Errors
/// [`crate::StorageError`].
pub fn handles(
    db: &mut Db,
    programme: &str,
    of: &Of,
    year: Option<BenefitYear>,
) -> Result<Vec<ClaimRef>> {
    let mut query = claims::table
        .filter(claims::programme.eq(programme.to_owned()))
        .filter(claims::state.eq_any(states(StateName::awaits_money)))
        .order((claims::subject_id, claims::id))
        .select((claims::subject_id, claims::id))
        .into_boxed();
    match of {
        Of::All => {}
        Of::Unit(unit) => query = query.filter(claims::unit_id.eq(Key::from(*unit))),
        Of::Below(scope) => {
            let path = scope.path();
            query = query
                .filter(claims::unit_path.ge(path.as_str().to_owned()))
                .filter(claims::unit_path.lt(path.range_end()));
        }
    }
    if let Some(year) = year {
        query = query.filter(claims::benefit_year.eq(year.get()));
    }
    Ok(query.load(db)?.into_iter().map(handle).collect())
}

/// Every claim of a programme that no batch pays yet with its unit and benefit year, for changes that concern many units.
///
/// # Errors
/// [`crate::StorageError`].
pub fn places(db: &mut Db, programme: &str) -> Result<Vec<(ClaimRef, UnitId, BenefitYear)>> {
    let rows: Vec<((Key, Key), Key, i16)> = claims::table
        .filter(claims::programme.eq(programme))
        .filter(claims::state.eq_any(states(StateName::awaits_money)))
        .order((claims::subject_id, claims::id))
        .select((
            (claims::subject_id, claims::id),
            claims::unit_id,
            claims::benefit_year,
        ))
        .load(db)?;
    Ok(rows
        .into_iter()
        .map(|(claim, unit, year)| (handle(claim), unit.into(), BenefitYear::new(year)))
        .collect())
}

/// How many undecided claims in scope wait for rulings, by the open points their last decision names.
///
/// # Errors
/// [`crate::StorageError`].
pub fn waiting_for_rulings(
    db: &mut Db,
    scope: &Scope,
    programme: &str,
) -> Result<Vec<(String, i64)>> {
    let path = scope.path();
    // The few decisions that wait have an index of their own; the claim says which one is its last.
    let last = claims::subject_id
        .eq(decisions::subject_id)
        .and(claims::id.eq(decisions::claim_id))
        .and(claims::decision_id.eq(decisions::id));
    Ok(decisions::table
        .inner_join(claims::table.on(last))
        .filter(decisions::waits_for.ne(""))
        .filter(claims::verdict.eq(Verdict::Review.code()))
        .filter(claims::programme.eq(programme))
        .filter(claims::state.eq_any(states(StateName::is_undecided)))
        .filter(claims::unit_path.ge(path.as_str()))
        .filter(claims::unit_path.lt(path.range_end()))
        .group_by(decisions::waits_for)
        .order(decisions::waits_for)
        .select((decisions::waits_for, diesel::dsl::count_star()))
        .load(db)?)
}
