//! Postings, newest first.

use crate::ledger::LedgerRow;
use crate::page::{After, falling, within};
use crate::schema::{ledger_entries, units};
use crate::{Db, Result};
use diesel::prelude::*;
use domain::unit::Scope;

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
