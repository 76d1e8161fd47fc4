//! What an earlier version left out is vouched for once, as it is when the version that vouches for it begins.

use super::everything::{self, Take};
use super::{Witness, sums};
use crate::audit::events;
use crate::error::{Result, WorkflowError};
use domain::ids::OperatorId;
use domain::year::Instant;
use sealing::Keyring;
use serde_json::json;
use storage::{Db, StorageError};

/// What a version left out.
struct LeftOut {
    /// The key of `meta` by which a change of the schema says that it is still to be vouched for.
    unvouched: &'static str,
    /// The act that vouches for it; there is one in the life of a database.
    act: &'static str,
    /// Has all of it taken, so many records at a time.
    each: fn(&mut Db, &Keyring, Take<'_, WorkflowError>) -> Result<()>,
}

/// All of it, oldest first.
const LEFT_OUT: &[LeftOut] = &[
    LeftOut {
        unvouched: "registers",
        act: "vouch-registers",
        each: everything::each_of_registers::<WorkflowError>,
    },
    LeftOut {
        unvouched: "people",
        act: "vouch-people",
        each: of_people,
    },
];

fn of_people(
    db: &mut Db,
    keyring: &Keyring,
    take: &mut dyn FnMut(&mut Db, Vec<Witness>) -> Result<()>,
) -> Result<()> {
    everything::each_of_people::<WorkflowError>(db, keyring, take)?;
    sums::each_page(db, keyring, take)
}

/// Nobody vouches yet for tables that earlier versions left out.
pub(crate) fn are_unvouched(db: &mut Db) -> Result<bool> {
    for left_out in LEFT_OUT {
        if storage::meta::get(db, left_out.unvouched)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Notes in a new database that nothing is left out, so that nothing is ever vouched for by an upgrade.
pub(crate) fn none(
    db: &mut Db,
    keyring: &Keyring,
    operator: OperatorId,
    at: Instant,
) -> Result<()> {
    for left_out in LEFT_OUT {
        let detail = json!({ "records": 0 });
        events::append(db, keyring, operator, at, (left_out.act, &detail), &[])?;
    }
    Ok(())
}

/// Vouches for the tables that earlier versions left out as they are now, where a change of the schema left that to be done.
/// What is vouched for already is not vouched for again, whatever the database says: that would cover up a change by hand.
pub(crate) fn vouch_at_last(db: &mut Db, keyring: &Keyring, at: Instant) -> Result<()> {
    for left_out in LEFT_OUT {
        if storage::meta::get(db, left_out.unvouched)?.is_some() {
            db.write(|db| vouch(db, keyring, at, left_out))?;
        }
    }
    Ok(())
}

fn vouch(db: &mut Db, keyring: &Keyring, at: Instant, left_out: &LeftOut) -> Result<()> {
    storage::meta::remove(db, left_out.unvouched)?;
    if storage::audit::has_event(db, left_out.act)? {
        return Ok(());
    }
    let operators = storage::operators::all(db)?;
    let first = operators.iter().find(|row| row.created_by.is_none());
    let first = first.ok_or_else(|| StorageError::stored("operators", "no first administrator"))?;
    let by = OperatorId::from(first.id);
    let append = |db: &mut Db, page: &[Witness]| {
        let detail = json!({ "records": page.len() });
        events::append(db, keyring, by, at, (left_out.act, &detail), page)
    };
    let mut entries = 0;
    (left_out.each)(db, keyring, &mut |db, page| {
        entries += 1;
        append(db, &page)
    })?;
    // What says that it was done, where there was nothing to vouch for.
    if entries == 0 {
        append(db, &[])
    } else {
        Ok(())
    }
}
