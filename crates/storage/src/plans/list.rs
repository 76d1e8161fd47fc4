//! Units that have a plan or a budget.

use crate::page::within;
use crate::schema::{budgets, plans, units};
use crate::units::UnitRow;
use crate::{Db, Result};
use diesel::prelude::*;
use domain::ids::UnitId;
use domain::unit::Scope;

/// A page of the units in scope that have a plan or a budget, in the order of the tree.
///
/// # Errors
/// [`crate::StorageError`].
pub fn units_page(
    db: &mut Db,
    scope: &Scope,
    after: Option<UnitId>,
    limit: i64,
) -> Result<Vec<UnitRow>> {
    let planned = plans::table.select(plans::unit_id);
    let granted = budgets::table.select(budgets::unit_id);
    let mut query = units::table
        .into_boxed()
        .filter(within!(units::path, scope.path()))
        .filter(units::id.eq_any(planned).or(units::id.eq_any(granted)));
    if let Some(after) = after {
        let place = crate::units::list::place_of(db, after)?;
        query = query.filter(units::path.gt(place));
    }
    Ok(query
        .order(units::path)
        .limit(limit)
        .select(UnitRow::as_select())
        .load(db)?)
}
