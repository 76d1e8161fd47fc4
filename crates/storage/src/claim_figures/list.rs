//! Figures of the home screen.

use crate::page::within;
use crate::schema::{budgets, claim_figures, claims, units};
use crate::{Db, Result};
use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};
use domain::claim::StateName;
use domain::unit::Scope;

/// Claims of one unit in one state.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct UnitFigure {
    /// The unit's place in the tree.
    pub unit_path: String,
    /// Code of [`StateName`], as stored.
    pub state: String,
    /// How many.
    pub count: i64,
    /// Their payable sum, in fen.
    pub payable: i64,
}

/// Claims in scope by unit and state.
///
/// # Errors
/// [`crate::StorageError`].
pub fn by_unit(db: &mut Db, scope: &Scope) -> Result<Vec<UnitFigure>> {
    Ok(claim_figures::table
        .filter(within!(claim_figures::unit_path, scope.path()))
        .group_by((claim_figures::unit_path, claim_figures::state))
        .having(sql::<BigInt>("SUM(claims)").ne(0))
        .select((
            claim_figures::unit_path,
            claim_figures::state,
            sql::<BigInt>("CAST(SUM(claims) AS BIGINT)"),
            sql::<BigInt>("CAST(SUM(payable_fen) AS BIGINT)"),
        ))
        .load(db)?)
}

/// Count and payable sum in fen of the claims in scope that are stored as held, but whose hold has ended by
/// `today`.
///
/// # Errors
/// [`crate::StorageError`].
pub fn holds_ended(db: &mut Db, scope: &Scope, today: NaiveDate) -> Result<(i64, i64)> {
    let (count, sum): (i64, Option<i64>) = claims::table
        .filter(within!(claims::unit_path, scope.path()))
        .filter(claims::state.eq(StateName::Held.code()))
        .filter(crate::claims::list::held_until().le(today.to_string()))
        .select((
            sql::<BigInt>("COUNT(*)"),
            sql::<Nullable<BigInt>>("CAST(SUM(payable_fen) AS BIGINT)"),
        ))
        .get_result(db)?;
    Ok((count, sum.unwrap_or(0)))
}

/// Granted and reserved sums in fen of the budgets in scope for a calendar year.
///
/// # Errors
/// [`crate::StorageError`].
pub fn budget(db: &mut Db, scope: &Scope, calendar_year: i16) -> Result<(i64, i64)> {
    let sums: (Option<i64>, Option<i64>) = budgets::table
        .inner_join(units::table.on(units::id.eq(budgets::unit_id)))
        .filter(within!(units::path, scope.path()))
        .filter(budgets::calendar_year.eq(calendar_year))
        .select((
            sql::<Nullable<BigInt>>("CAST(SUM(total_fen) AS BIGINT)"),
            sql::<Nullable<BigInt>>("CAST(SUM(reserved_fen) AS BIGINT)"),
        ))
        .get_result(db)?;
    Ok((sums.0.unwrap_or(0), sums.1.unwrap_or(0)))
}

/// Claims in scope first submitted on or after `since`, by day.
///
/// # Errors
/// [`crate::StorageError`].
pub fn by_day(db: &mut Db, scope: &Scope, since: NaiveDate) -> Result<Vec<(NaiveDate, i64)>> {
    Ok(claim_figures::table
        .filter(within!(claim_figures::unit_path, scope.path()))
        .filter(claim_figures::submitted_on.ge(since))
        .group_by(claim_figures::submitted_on)
        .order(claim_figures::submitted_on)
        .select((
            claim_figures::submitted_on,
            sql::<BigInt>("CAST(SUM(claims) AS BIGINT)"),
        ))
        .load(db)?)
}
