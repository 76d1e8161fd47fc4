//! Puts in force where an institution is paid.

use super::proposal::{InstitutionChange, Signatories};
use crate::error::Result;
use storage::Db;
use storage::institutions::InstitutionRow;

/// The stored form.
pub(crate) fn row_of(one: &InstitutionChange, at: i64) -> InstitutionRow {
    InstitutionRow {
        programme: one.programme.clone(),
        code: one.code.clone(),
        name: one.name.clone(),
        bank: one.bank.clone(),
        account: one.account.clone(),
        from_on: one.from,
        until_on: one.until,
        updated_at: at,
        revision: 0,
    }
}

/// Everything that makes two entries of one institution the same.
pub(crate) fn text(row: &InstitutionRow) -> String {
    let InstitutionRow {
        name,
        bank,
        account,
        from_on,
        until_on,
        ..
    } = row;
    format!("{name} {bank} {account} {from_on} {until_on:?}")
}

pub(super) fn apply(db: &mut Db, by: &Signatories<'_>, one: &InstitutionChange) -> Result<()> {
    storage::institutions::put(db, &row_of(one, by.ctx.now().0))?;
    Ok(())
}
