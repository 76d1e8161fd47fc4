//! Plans and budgets of units.

use crate::db::one_row;
use crate::dialect::{LIST_CHUNK, load_locked};
use crate::page::within;
use crate::schema::{budgets, plans, units};
use crate::units::UnitRow;
use crate::{Db, Key, Result};
use diesel::prelude::*;
use domain::ids::UnitId;
use domain::unit::Scope;

/// A row of `plans`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = plans, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(primary_key(unit_id, programme, benefit_year, mode))]
pub struct PlanRow {
    /// The unit.
    pub unit_id: Key,
    /// Programme id.
    pub programme: String,
    /// Benefit year.
    pub benefit_year: i16,
    /// Code of the payment method.
    pub mode: String,
    /// Fixed sum per subject, in fen.
    pub amount_fen: Option<i64>,
    /// Part of what is owed or was paid, in basis points.
    pub ratio_bp: Option<i64>,
    /// Number of the minutes.
    pub minutes: String,
    /// Microseconds since 1970.
    pub updated_at: i64,
    /// Counts the writes.
    pub revision: i64,
}

/// A row of `budgets`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = budgets, treat_none_as_default_value = false)]
pub struct BudgetRow {
    /// The unit.
    pub unit_id: Key,
    /// Calendar year.
    pub calendar_year: i16,
    /// Code of [`domain::fund::FundSource`].
    pub source: String,
    /// Granted, in fen.
    pub total_fen: i64,
    /// Approved and paid, in fen; never above the total.
    pub reserved_fen: i64,
    /// Number of the approving document.
    pub minutes: String,
    /// Microseconds since 1970.
    pub updated_at: i64,
    /// Counts the writes.
    pub revision: i64,
}

/// What identifies a budget: unit, calendar year, code of the source.
pub type BudgetKey = (UnitId, i16, String);

/// Plans of these units for a programme, all years and modes.
///
/// # Errors
/// [`crate::StorageError`].
pub fn of_units(db: &mut Db, programme: &str, units: &[UnitId]) -> Result<Vec<PlanRow>> {
    let mut found = Vec::new();
    for chunk in units.chunks(LIST_CHUNK) {
        found.extend(
            plans::table
                .filter(plans::programme.eq(programme))
                .filter(
                    plans::unit_id
                        .eq_any(chunk.iter().map(|id| Key::from(*id)).collect::<Vec<_>>()),
                )
                .order((plans::unit_id, plans::benefit_year, plans::mode))
                .select(PlanRow::as_select())
                .load(db)?,
        );
    }
    Ok(found)
}

/// Every plan.
///
/// # Errors
/// [`crate::StorageError`].
pub fn every(db: &mut Db) -> Result<Vec<PlanRow>> {
    Ok(plans::table
        .order((
            plans::unit_id,
            plans::programme,
            plans::benefit_year,
            plans::mode,
        ))
        .select(PlanRow::as_select())
        .load(db)?)
}

/// Adds or replaces a plan. Gives `false` when the very same plan is there already.
///
/// # Errors
/// [`crate::StorageError`].
pub fn put(db: &mut Db, row: &PlanRow) -> Result<bool> {
    let key = (
        row.unit_id,
        row.programme.clone(),
        row.benefit_year,
        row.mode.clone(),
    );
    let old: Option<PlanRow> = plans::table
        .find(key.clone())
        .select(PlanRow::as_select())
        .first(db)
        .optional()?;
    match old {
        None => {
            diesel::insert_into(plans::table).values(row).execute(db)?;
            Ok(true)
        }
        Some(old)
            if (old.amount_fen, old.ratio_bp, &old.minutes)
                == (row.amount_fen, row.ratio_bp, &row.minutes) =>
        {
            Ok(false)
        }
        Some(old) => {
            let new = PlanRow {
                revision: old.revision + 1,
                ..row.clone()
            };
            let changed = diesel::update(
                plans::table
                    .find(key)
                    .filter(plans::revision.eq(old.revision)),
            )
            .set(&new)
            .execute(db)?;
            one_row(changed).map(|()| true)
        }
    }
}

/// Budgets of these units, all years and sources.
///
/// # Errors
/// [`crate::StorageError`].
pub fn budgets_of(db: &mut Db, units: &[UnitId]) -> Result<Vec<BudgetRow>> {
    let mut found = Vec::new();
    for chunk in units.chunks(LIST_CHUNK) {
        found.extend(
            budgets::table
                .filter(
                    budgets::unit_id
                        .eq_any(chunk.iter().map(|id| Key::from(*id)).collect::<Vec<_>>()),
                )
                .order((budgets::unit_id, budgets::calendar_year, budgets::source))
                .select(BudgetRow::as_select())
                .load(db)?,
        );
    }
    Ok(found)
}

/// Locks budgets in key order; ones that do not exist are left out.
///
/// # Errors
/// [`crate::StorageError`].
pub fn lock_budgets(db: &mut Db, keys: &[BudgetKey]) -> Result<Vec<BudgetRow>> {
    let mut keys = keys.to_vec();
    keys.sort_unstable();
    keys.dedup();
    let mut found = Vec::with_capacity(keys.len());
    for (unit, year, source) in keys {
        let rows: Vec<BudgetRow> = load_locked!(
            db,
            budgets::table
                .filter(budgets::unit_id.eq(Key::from(unit)))
                .filter(
                    budgets::calendar_year
                        .eq(year)
                        .and(budgets::source.eq(source))
                )
                .select(BudgetRow::as_select())
        )?;
        found.extend(rows);
    }
    Ok(found)
}

/// Writes what is reserved; the caller holds the budget and has kept it within the total.
///
/// # Errors
/// [`crate::StorageError::Conflict`]; the database refuses a sum above the total by itself.
pub fn set_reserved(db: &mut Db, row: &BudgetRow) -> Result<()> {
    let changed = diesel::update(
        budgets::table
            .find((row.unit_id, row.calendar_year, row.source.clone()))
            .filter(budgets::revision.eq(row.revision - 1)),
    )
    .set((
        budgets::reserved_fen.eq(row.reserved_fen),
        budgets::updated_at.eq(row.updated_at),
        budgets::revision.eq(row.revision),
    ))
    .execute(db)?;
    one_row(changed)
}

/// What became of a budget that was put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BudgetPut {
    /// New or changed.
    Written,
    /// The very same is there already.
    Same,
    /// The new total is below what is reserved; nothing was written.
    BelowReserved(i64),
}

/// Adds a budget or replaces its total.
///
/// # Errors
/// [`crate::StorageError`].
pub fn put_budget(db: &mut Db, row: &BudgetRow) -> Result<BudgetPut> {
    let key = (row.unit_id, row.calendar_year, row.source.clone());
    let old: Vec<BudgetRow> = load_locked!(
        db,
        budgets::table
            .filter(budgets::unit_id.eq(row.unit_id))
            .filter(
                budgets::calendar_year
                    .eq(row.calendar_year)
                    .and(budgets::source.eq(row.source.clone()))
            )
            .select(BudgetRow::as_select())
    )?;
    match old.into_iter().next() {
        None => {
            diesel::insert_into(budgets::table)
                .values(row)
                .execute(db)?;
            Ok(BudgetPut::Written)
        }
        Some(old) if old.total_fen == row.total_fen && old.minutes == row.minutes => {
            Ok(BudgetPut::Same)
        }
        Some(old) if row.total_fen < old.reserved_fen => {
            Ok(BudgetPut::BelowReserved(old.reserved_fen))
        }
        Some(old) => {
            diesel::update(budgets::table.find(key))
                .set((
                    budgets::total_fen.eq(row.total_fen),
                    budgets::minutes.eq(&row.minutes),
                    budgets::updated_at.eq(row.updated_at),
                    budgets::revision.eq(old.revision + 1),
                ))
                .execute(db)?;
            Ok(BudgetPut::Written)
        }
    }
}

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
        let place = crate::units::place_of(db, after)?;
        query = query.filter(units::path.gt(place));
    }
    Ok(query
        .order(units::path)
        .limit(limit)
        .select(UnitRow::as_select())
        .load(db)?)
}
