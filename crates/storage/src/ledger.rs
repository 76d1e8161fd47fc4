//! Ledger entries: appended, never changed.

use crate::dialect::{insert_all, load_of_subjects};
use crate::page::{After, falling, within};
use crate::schema::{ledger_entries, units};
use crate::words::{Of, read, record, rows};
use crate::{Db, Key, Result};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};
use domain::claim::StepName;
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::ids::PersonId;
use domain::ledger::Account;
use domain::unit::Scope;

record! {
    /// A leg of a posting.
    Posting,
    /// A row of `ledger_entries`, which the chain of its subject vouches for.
    pub LedgerRow of ledger_entries {
        /// The subject; both legs of a posting carry the same one.
        subject_id: Key,
        /// Id.
        id: Key,
        /// The claim.
        claim_id: Key,
        /// Account.
        account: Account,
        /// Positive is debit, negative is credit.
        amount (amount_fen): Fen,
        /// The step that posted it.
        step: StepName,
        /// The paying unit.
        unit_id: Key,
        /// Whose money it is.
        source: FundSource,
        /// Programme id.
        programme: String,
        /// Benefit year.
        benefit_year: i16,
        /// Calendar year of the budget.
        budget_year: i16,
        /// Microseconds since 1970.
        at: i64,
    }
}

/// Adds entries.
///
/// # Errors
/// [`crate::StorageError`].
pub fn add(db: &mut Db, postings: &[Posting]) -> Result<usize> {
    let rows: Vec<LedgerRow> = rows(postings);
    insert_all!(db, ledger_entries::table, &rows)
}

/// Debits minus credits of each account in scope.
///
/// # Errors
/// [`crate::StorageError`].
pub fn balance(db: &mut Db, scope: &Scope) -> Result<Vec<(Account, Fen)>> {
    let path = scope.path();
    let rows: Vec<(Of<ledger_entries::account>, Option<i64>)> = ledger_entries::table
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
        .map(|(account, sum)| (account.into(), Fen::new(sum.unwrap_or(0))))
        .collect())
}

/// Every entry of these subjects as it is stored, in id order: for the verification of the books.
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
pub fn page(db: &mut Db, scope: &Scope, after: Option<After>, limit: i64) -> Result<Vec<Posting>> {
    let mut query = ledger_entries::table
        .inner_join(units::table.on(units::id.eq(ledger_entries::unit_id)))
        .filter(within!(units::path, scope.path()))
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(falling!(ledger_entries::at, ledger_entries::id, after));
    }
    read(
        query
            .order((ledger_entries::at.desc(), ledger_entries::id.desc()))
            .limit(limit)
            .select(LedgerRow::as_select())
            .load::<LedgerRow>(db)?,
    )
}
