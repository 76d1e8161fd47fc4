//! The tree of unions, page by page.

use crate::page::within;
use crate::schema::{claims, units};
use crate::units::UnitRow;
use crate::{Db, Key, Result};
use diesel::prelude::*;
use domain::ids::UnitId;
use domain::unit::Scope;
use std::collections::BTreeMap;

/// A page of the units in scope, from the top down, after the unit `after`; with `text` only those whose code
/// begins with it or whose name holds it.
///
/// # Errors
/// [`crate::StorageError::NotFound`] when `after` is no unit.
pub fn page(
    db: &mut Db,
    scope: &Scope,
    text: Option<&str>,
    after: Option<UnitId>,
    limit: i64,
) -> Result<Vec<UnitRow>> {
    let mut query = units::table
        .into_boxed()
        .filter(within!(units::path, scope.path()));
    if let Some(text) = text {
        let start = crate::claims::list::prefix_pattern(text);
        query = query.filter(
            units::code
                .like(start.clone())
                .escape('\\')
                .or(units::name.like(format!("%{start}")).escape('\\')),
        );
    }
    if let Some(after) = after {
        let place = place_of(db, after)?;
        query = query.filter(units::path.gt(place));
    }
    Ok(query
        .order(units::path)
        .limit(limit)
        .select(UnitRow::as_select())
        .load(db)?)
}

/// The stored path of a unit.
///
/// # Errors
/// [`crate::StorageError::NotFound`].
pub fn place_of(db: &mut Db, id: UnitId) -> Result<String> {
    Ok(units::table
        .find(Key::from(id))
        .select(units::path)
        .first(db)?)
}

/// The units that report straight to the one at the top of the scope, by code.
///
/// # Errors
/// [`crate::StorageError`].
pub fn parts(db: &mut Db, scope: &Scope, limit: i64) -> Result<Vec<UnitRow>> {
    let top: Option<Key> = units::table
        .filter(units::path.eq(scope.path().as_str()))
        .select(units::id)
        .first(db)
        .optional()?;
    let Some(top) = top else {
        // The whole tree: what stands below its one root.
        let roots: Vec<Key> = units::table
            .filter(units::parent_id.is_null())
            .select(units::id)
            .load(db)?;
        return Ok(units::table
            .filter(units::parent_id.eq_any(roots.into_iter().map(Some).collect::<Vec<_>>()))
            .order(units::path)
            .limit(limit)
            .select(UnitRow::as_select())
            .load(db)?);
    };
    Ok(units::table
        .filter(units::parent_id.eq(Some(top)))
        .order(units::path)
        .limit(limit)
        .select(UnitRow::as_select())
        .load(db)?)
}

/// How many claims the units at these very places filed.
///
/// # Errors
/// [`crate::StorageError`].
pub fn claims_at(db: &mut Db, paths: &[String]) -> Result<BTreeMap<String, i64>> {
    let mut found = BTreeMap::new();
    for chunk in paths.chunks(crate::dialect::LIST_CHUNK) {
        let rows: Vec<(String, i64)> = claims::table
            .filter(claims::unit_path.eq_any(chunk.to_vec()))
            .group_by(claims::unit_path)
            .order(claims::unit_path)
            .select((claims::unit_path, diesel::dsl::count_star()))
            .load(db)?;
        found.extend(rows);
    }
    Ok(found)
}
