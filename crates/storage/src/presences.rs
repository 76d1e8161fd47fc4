//! Who looks at which record, as of when.

use crate::schema::{operators, presences};
use crate::{Db, Key, Result};
use diesel::prelude::*;

/// Says that an operator looks at a record, in the place of the record before.
///
/// # Errors
/// [`crate::StorageError`].
pub fn set(db: &mut Db, operator: Key, record: &str, at: i64) -> Result<()> {
    let changed = diesel::update(presences::table.find(operator))
        .set((presences::record.eq(record), presences::at.eq(at)))
        .execute(db)?;
    if changed == 0 {
        diesel::insert_into(presences::table)
            .values((
                presences::operator_id.eq(operator),
                presences::record.eq(record),
                presences::at.eq(at),
            ))
            .execute(db)?;
    }
    Ok(())
}

/// Names of the other operators who looked at a record since an instant, by name.
///
/// # Errors
/// [`crate::StorageError`].
pub fn others(db: &mut Db, operator: Key, record: &str, since: i64) -> Result<Vec<String>> {
    Ok(presences::table
        .inner_join(operators::table.on(operators::id.eq(presences::operator_id)))
        .filter(presences::record.eq(record))
        .filter(presences::at.ge(since))
        .filter(presences::operator_id.ne(operator))
        .order(operators::name)
        .select(operators::name)
        .load(db)?)
}
