//! Names that lists show beside ids.

use crate::dialect::LIST_CHUNK;
use crate::schema::units;
use crate::{Db, Key, Result};
use diesel::prelude::*;
use domain::ids::UnitId;
use domain::unit::UnitPath;
use std::collections::BTreeMap;

/// A unit's code, name and place.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct UnitName {
    /// Id.
    pub id: Key,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Place in the tree.
    pub path: String,
}

/// Codes and names of units by id.
///
/// # Errors
/// [`crate::StorageError`].
pub fn units(db: &mut Db, ids: &[UnitId]) -> Result<BTreeMap<UnitId, UnitName>> {
    let mut keys: Vec<Key> = ids.iter().map(|id| Key::from(*id)).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut found = BTreeMap::new();
    for chunk in keys.chunks(LIST_CHUNK) {
        let rows: Vec<UnitName> = units::table
            .filter(units::id.eq_any(chunk.to_vec()))
            .order(units::id)
            .select((units::id, units::code, units::name, units::path))
            .load(db)?;
        found.extend(rows.into_iter().map(|row| (row.id.into(), row)));
    }
    Ok(found)
}

/// Nothing stands below this place of the tree: lists about it concern a single unit.
///
/// # Errors
/// [`crate::StorageError`].
pub fn is_leaf(db: &mut Db, path: &UnitPath) -> Result<bool> {
    let found: Vec<Key> = units::table
        .filter(crate::page::within!(units::path, path))
        .order(units::path)
        .limit(2)
        .select(units::id)
        .load(db)?;
    Ok(found.len() < 2)
}
