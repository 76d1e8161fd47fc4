//! Ledger entries: appended, never changed.

use crate::dialect::{insert_all, load_of_subjects};
use crate::page::{After, falling, within};
use crate::schema::{ledger_entries, units};
use crate::{Db, Key, Result};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};
use domain::ids::PersonId;
use domain::unit::Scope;

/// A row of `ledger_entries`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = ledger_entries, treat_none_as_default_value = false)]
pub struct LedgerRow {
    /// The subject; both legs of a posting carry the same one.
    pub subject_id: Key,
    /// Id.
    pub id: Key,
    /// The claim.
    pub claim_id: Key,
    /// Code of [`domain::ledger::Account`].
    pub account: String,
    /// Positive is debit, negative is credit.
    pub amount_fen: i64,
    /// Code of [`domain::claim::StepName`].
    pub step: String,
    /// The paying unit.
    pub unit_id: Key,
    /// Code of [`domain::fund::FundSource`].
    pub source: String,
    /// Programme id.
    pub programme: String,
    /// Benefit year.
    pub benefit_year: i16,
    /// Calendar year of the budget.
    pub budget_year: i16,
    /// Microseconds since 1970.
    pub at: i64,
}

/// Adds entries.
///
/// # Errors
/// [`crate::StorageError`].
pub fn add(db: &mut Db, rows: &Vec<LedgerRow>) -> Result<usize> {
    insert_all!(db, ledger_entries::table, rows)
}

/// Debits minus credits of each account in scope, in fen.
///
/// # Errors
/// [`crate::StorageError`].
pub fn balance(db: &mut Db, scope: &Scope) -> Result<Vec<(String, i64)>> {
    let path = scope.path();
    let rows: Vec<(String, Option<i64>)> = ledger_entries::table
        .inner_join(units::table.on(units::id.eq(ledger_entries::unit_id)))
        .filter(
            units::path
                .ge(path.as_str())
                .and(units::path.lt(path.range_end())),
        )
        .group_by(ledger_entries::account)
        .order(ledger_entries::account)
        .select((
            ledger_entries::account,
            diesel::dsl::sql::<Nullable<BigInt>>("CAST(SUM(amount_fen) AS BIGINT)"),
        ))
        .load(db)?;
    Ok(rows
        .into_iter()
        .map(|(account, sum)| (account, sum.unwrap_or(0)))
        .collect())
}

/// Every entry of these subjects, in id order.
///
/// # Errors
/// [`crate::StorageError`].
pub fn of_subjects(db: &mut Db, subjects: &[PersonId]) -> Result<Vec<LedgerRow>> {
    load_of_subjects!(db, ledger_entries, LedgerRow, subjects)
}

/// A page of the ledger entries of the units in scope, newest first.
///
/// # Errors
/// [`crate::StorageError`].
pub fn page(
    db: &mut Db,
    scope: &Scope,
    after: Option<After>,
    limit: i64,
) -> Result<Vec<LedgerRow>> {
    let mut query = ledger_entries::table
        .inner_join(units::table.on(units::id.eq(ledger_entries::unit_id)))
        .filter(within!(units::path, scope.path()))
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(falling!(ledger_entries::at, ledger_entries::id, after));
    }
    Ok(query
        .order((ledger_entries::at.desc(), ledger_entries::id.desc()))
        .limit(limit)
        .select(LedgerRow::as_select())
        .load(db)?)
}
