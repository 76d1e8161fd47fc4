//! Plans and budgets of units.

use crate::db::one_row;
use crate::dialect::{LIST_CHUNK, load_locked};
use crate::page::within;
use crate::schema::{budgets, plans, units};
use crate::units::{Unit, UnitRow};
use crate::words::{read, record};
use crate::{Db, Key, Result};
use diesel::prelude::*;
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::ids::UnitId;
use domain::payment_method::PaymentMethod;
use domain::unit::Scope;

record! {
    /// How a union bears the contribution of a benefit year by one payment method.
    UnitPlan,
    /// A row of `plans`, which acts vouch for.
    #[derive(AsChangeset)]
    #[diesel(treat_none_as_null = true, primary_key(unit_id, programme, benefit_year, mode))]
    pub PlanRow of plans {
        /// The unit.
        unit_id: Key,
        /// Programme id.
        programme: String,
        /// Benefit year.
        benefit_year: i16,
        /// The payment method.
        method (mode): PaymentMethod,
        /// Fixed sum per subject.
        amount (amount_fen): Option<Fen>,
        /// Part of what is owed or was paid, in basis points.
        ratio_bp: Option<u32>,
        /// Number of the minutes.
        minutes: String,
        /// Microseconds since 1970.
        updated_at: i64,
        /// Counts the writes.
        revision: i64,
    }
}

record! {
    /// What a union was granted for a calendar year from one source.
    Budget,
    /// A row of `budgets`, which acts vouch for.
    pub BudgetRow of budgets {
        /// The unit.
        unit_id: Key,
        /// Calendar year.
        calendar_year: i16,
        /// Whose money it is.
        source: FundSource,
        /// Granted.
        total (total_fen): Fen,
        /// Approved and paid; never above the total.
        reserved (reserved_fen): Fen,
        /// Number of the approving document.
        minutes: String,
        /// Microseconds since 1970.
        updated_at: i64,
        /// Counts the writes.
        revision: i64,
    }
}

impl Budget {
    /// Its key.
    pub fn key(&self) -> BudgetKey {
        (self.unit_id.into(), self.calendar_year, self.source)
    }

    /// What is left of it.
    pub fn left(&self) -> Fen {
        self.total.saturating_sub(self.reserved)
    }
}

/// What identifies a budget: unit, calendar year, source.
pub type BudgetKey = (UnitId, i16, FundSource);

/// Plans of these units for a programme, all years and modes.
///
/// # Errors
/// [`crate::StorageError`].
pub fn of_units(db: &mut Db, programme: &str, units: &[UnitId]) -> Result<Vec<UnitPlan>> {
    let mut found = Vec::new();
    for chunk in units.chunks(LIST_CHUNK) {
        found.append(&mut read(
            plans::table
                .filter(plans::programme.eq(programme))
                .filter(
                    plans::unit_id
                        .eq_any(chunk.iter().map(|id| Key::from(*id)).collect::<Vec<_>>()),
                )
                .order((plans::unit_id, plans::benefit_year, plans::mode))
                .select(PlanRow::as_select())
                .load::<PlanRow>(db)?,
        )?);
    }
    Ok(found)
}

/// Every plan as it is stored: for whoever vouches for them.
///
/// # Errors
/// [`crate::StorageError`].
pub fn stored(db: &mut Db) -> Result<Vec<PlanRow>> {
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
pub fn put(db: &mut Db, plan: &UnitPlan) -> Result<bool> {
    let row = PlanRow::from(plan.clone());
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
            diesel::insert_into(plans::table).values(&row).execute(db)?;
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
                ..row
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
pub fn budgets_of(db: &mut Db, units: &[UnitId]) -> Result<Vec<Budget>> {
    let mut found = Vec::new();
    for chunk in units.chunks(LIST_CHUNK) {
        found.append(&mut read(
            budgets::table
                .filter(
                    budgets::unit_id
                        .eq_any(chunk.iter().map(|id| Key::from(*id)).collect::<Vec<_>>()),
                )
                .order((budgets::unit_id, budgets::calendar_year, budgets::source))
                .select(BudgetRow::as_select())
                .load::<BudgetRow>(db)?,
        )?);
    }
    Ok(found)
}

/// Every budget as it is stored: for whoever vouches for them.
///
/// # Errors
/// [`crate::StorageError`].
pub fn stored_budgets(db: &mut Db) -> Result<Vec<BudgetRow>> {
    Ok(budgets::table
        .order((budgets::unit_id, budgets::calendar_year, budgets::source))
        .select(BudgetRow::as_select())
        .load(db)?)
}

/// Locks budgets in key order; ones that do not exist are left out.
///
/// # Errors
/// [`crate::StorageError`].
pub fn lock_budgets(db: &mut Db, keys: &[BudgetKey]) -> Result<Vec<Budget>> {
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
                        .and(budgets::source.eq(source.code()))
                )
                .select(BudgetRow::as_select())
        )?;
        found.extend(rows);
    }
    read(found)
}

/// Writes what is reserved; the caller holds the budget and has kept it within the total.
///
/// # Errors
/// [`crate::StorageError::Conflict`]; the database refuses a sum above the total by itself.
pub fn set_reserved(db: &mut Db, row: &Budget) -> Result<()> {
    let changed = diesel::update(
        budgets::table
            .find((row.unit_id, row.calendar_year, row.source.code()))
            .filter(budgets::revision.eq(row.revision - 1)),
    )
    .set((
        budgets::reserved_fen.eq(row.reserved.get()),
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
    BelowReserved(Fen),
}

/// Adds a budget or replaces its total.
///
/// # Errors
/// [`crate::StorageError`].
pub fn put_budget(db: &mut Db, budget: &Budget) -> Result<BudgetPut> {
    let row = BudgetRow::from(budget.clone());
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
                .values(&row)
                .execute(db)?;
            Ok(BudgetPut::Written)
        }
        Some(old) if old.total_fen == row.total_fen && old.minutes == row.minutes => {
            Ok(BudgetPut::Same)
        }
        Some(old) if row.total_fen < old.reserved_fen => {
            Ok(BudgetPut::BelowReserved(Fen::new(old.reserved_fen)))
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
) -> Result<Vec<Unit>> {
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
    read(
        query
            .order(units::path)
            .limit(limit)
            .select(UnitRow::as_select())
            .load::<UnitRow>(db)?,
    )
}
