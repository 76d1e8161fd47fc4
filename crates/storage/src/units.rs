//! Unions and their tree.

use crate::db::one_row;
use crate::dialect::{LIST_CHUNK, insert_all, load_locked, load_shared};
use crate::page::within;
use crate::schema::{claims, unit_moves, units};
use crate::words::{Of, read, record, rows};
use crate::{Db, Key, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use domain::ids::UnitId;
use domain::succession::{Merger, Succession};
use domain::unit::{Scope, UnitLevel, UnitPath};
use std::collections::BTreeMap;

record! {
    /// A union.
    Unit,
    /// A row of `units`, which acts vouch for.
    #[derive(AsChangeset)]
    #[diesel(treat_none_as_null = true)]
    pub UnitRow of units {
        /// Id.
        id: Key,
        /// Code, unique.
        code: String,
        /// Name.
        name: String,
        /// Its level in the tree.
        level: UnitLevel,
        /// The reporting parent.
        parent_id: Option<Key>,
        /// Materialised place in the tree.
        path: UnitPath,
        /// Unified social credit code of the union.
        credit_code: Option<String>,
        /// GB/T 2260 code.
        area_code: Option<String>,
        /// The union it was merged into.
        succeeded_by: Option<Key>,
        /// Since when.
        succeeded_on: Option<NaiveDate>,
        /// Microseconds since 1970.
        updated_at: i64,
        /// Counts the writes.
        revision: i64,
    }
}

/// Every unit in scope, from the top down.
///
/// # Errors
/// [`crate::StorageError`].
pub fn all(db: &mut Db, scope: &Scope) -> Result<Vec<Unit>> {
    read(
        units::table
            .filter(within!(units::path, scope.path()))
            .order(units::path)
            .select(UnitRow::as_select())
            .load::<UnitRow>(db)?,
    )
}

/// Every unit as it is stored, from the top down: for whoever vouches for them.
///
/// # Errors
/// [`crate::StorageError`].
pub fn stored(db: &mut Db) -> Result<Vec<UnitRow>> {
    Ok(units::table
        .order(units::path)
        .select(UnitRow::as_select())
        .load(db)?)
}

/// Finds a unit in scope by its code.
///
/// # Errors
/// [`crate::StorageError::NotFound`] when it is not there or not in scope.
pub fn by_code(db: &mut Db, scope: &Scope, code: &str) -> Result<Unit> {
    let path = scope.path();
    units::table
        .filter(units::code.eq(code))
        .filter(
            units::path
                .ge(path.as_str())
                .and(units::path.lt(path.range_end())),
        )
        .select(UnitRow::as_select())
        .first::<UnitRow>(db)?
        .try_into()
}

/// Units by their codes, in any order; unknown codes are left out.
///
/// # Errors
/// [`crate::StorageError`].
pub fn by_codes(db: &mut Db, codes: &[String]) -> Result<Vec<Unit>> {
    let mut found = Vec::with_capacity(codes.len());
    for chunk in codes.chunks(LIST_CHUNK) {
        found.append(&mut read(
            units::table
                .filter(units::code.eq_any(chunk))
                .select(UnitRow::as_select())
                .load::<UnitRow>(db)?,
        )?);
    }
    Ok(found)
}

/// Units whose code or name is one of these texts, wherever they stand.
///
/// # Errors
/// [`crate::StorageError`].
pub fn called(db: &mut Db, texts: &[String]) -> Result<Vec<Unit>> {
    let mut found = Vec::new();
    for chunk in texts.chunks(LIST_CHUNK) {
        found.append(&mut read(
            units::table
                .filter(units::code.eq_any(chunk).or(units::name.eq_any(chunk)))
                .order(units::id)
                .select(UnitRow::as_select())
                .load::<UnitRow>(db)?,
        )?);
    }
    Ok(found)
}

/// Finds a unit by its id.
///
/// # Errors
/// [`crate::StorageError::NotFound`].
pub fn find(db: &mut Db, id: UnitId) -> Result<Unit> {
    units::table
        .find(Key::from(id))
        .select(UnitRow::as_select())
        .first::<UnitRow>(db)?
        .try_into()
}

/// The unit that stands at a place.
///
/// # Errors
/// [`crate::StorageError::NotFound`].
pub fn at(db: &mut Db, path: &UnitPath) -> Result<Unit> {
    units::table
        .filter(units::path.eq(path.as_str()))
        .select(UnitRow::as_select())
        .first::<UnitRow>(db)?
        .try_into()
}

/// The units at these places.
///
/// # Errors
/// [`crate::StorageError`].
pub fn at_places(db: &mut Db, paths: &[String]) -> Result<Vec<Unit>> {
    let mut found = Vec::new();
    for chunk in paths.chunks(LIST_CHUNK) {
        let rows: Vec<UnitRow> = units::table
            .filter(units::path.eq_any(chunk.to_vec()))
            .select(UnitRow::as_select())
            .load(db)?;
        found.append(&mut read(rows)?);
    }
    Ok(found)
}

/// Adds units that are all new.
///
/// # Errors
/// [`crate::StorageError::Duplicate`] when one is not.
pub fn add(db: &mut Db, new: &[Unit]) -> Result<usize> {
    let new: Vec<UnitRow> = rows(new);
    insert_all!(db, units::table, &new)
}

/// Writes a changed unit, if nobody wrote it since `row` was read; `row.revision` is the new one.
///
/// # Errors
/// [`crate::StorageError::Conflict`].
pub fn update(db: &mut Db, row: &Unit) -> Result<()> {
    let changed = diesel::update(
        units::table
            .find(row.id)
            .filter(units::revision.eq(row.revision - 1)),
    )
    .set(UnitRow::from(row.clone()))
    .execute(db)?;
    one_row(changed)
}

/// Every merger on record.
///
/// # Errors
/// [`crate::StorageError`].
pub fn succession(db: &mut Db) -> Result<Succession> {
    let rows: Vec<UnitRow> = units::table
        .filter(units::succeeded_by.is_not_null())
        .order(units::id)
        .select(UnitRow::as_select())
        .load(db)?;
    Ok(Succession::new(rows.into_iter().filter_map(|row| {
        let merger = Merger {
            code: row.code,
            into: row.succeeded_by?.into(),
            on: row.succeeded_on?,
        };
        Some((row.id.into(), merger))
    })))
}

/// Locks the mergers against other ones, so that two that follow one another cannot make a circle.
/// Units are few and mergers rare: every unit is locked, in the order of the tree.
///
/// # Errors
/// [`crate::StorageError`].
pub fn lock_succession(db: &mut Db) -> Result<Succession> {
    let _locked: Vec<Key> = load_locked!(db, units::table.order(units::path).select(units::id))?;
    succession(db)
}

/// Merges a unit into another one from a day on, if nobody wrote it since `row` was read.
///
/// # Errors
/// [`crate::StorageError::Conflict`].
pub fn succeed(db: &mut Db, row: &Unit, into: UnitId, on: NaiveDate, at: i64) -> Result<()> {
    update(
        db,
        &Unit {
            succeeded_by: Some(into.into()),
            succeeded_on: Some(on),
            updated_at: at,
            revision: row.revision + 1,
            ..row.clone()
        },
    )
}

/// Units by their ids, in any order; unknown ids are left out.
///
/// # Errors
/// [`crate::StorageError`].
pub fn by_ids(db: &mut Db, ids: &[UnitId]) -> Result<Vec<Unit>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(LIST_CHUNK) {
        let keys: Vec<Key> = chunk.iter().map(|id| Key::from(*id)).collect();
        found.append(&mut read(
            units::table
                .filter(units::id.eq_any(keys))
                .select(UnitRow::as_select())
                .load::<UnitRow>(db)?,
        )?);
    }
    Ok(found)
}

/// A row of `unit_moves`: who a unit reports to from then on.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = unit_moves, treat_none_as_default_value = false)]
pub struct MoveRow {
    /// The unit.
    pub unit_id: Key,
    /// Microseconds since 1970.
    pub at: i64,
    /// Whom it reports to.
    pub parent_id: Option<Key>,
    /// Its place in the tree.
    pub path: String,
    /// Who moved it.
    pub moved_by: Key,
}

/// Records who a unit reports to from now on.
///
/// # Errors
/// [`crate::StorageError`].
pub fn record_move(db: &mut Db, row: &MoveRow) -> Result<()> {
    diesel::insert_into(unit_moves::table)
        .values(row)
        .execute(db)?;
    Ok(())
}

/// Every move there was, by unit and time.
///
/// # Errors
/// [`crate::StorageError`].
pub fn every_move(db: &mut Db) -> Result<Vec<MoveRow>> {
    Ok(unit_moves::table
        .order((unit_moves::unit_id, unit_moves::at))
        .select(MoveRow::as_select())
        .load(db)?)
}

/// Places of units as they are now, in id order: none of them is moved until the transaction ends, so what is stored
/// with its place stays where its unit is.
///
/// # Errors
/// [`crate::StorageError`].
pub fn hold_places(db: &mut Db, ids: &[UnitId]) -> Result<BTreeMap<UnitId, UnitPath>> {
    let mut keys: Vec<Key> = ids.iter().map(|id| Key::from(*id)).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut places = BTreeMap::new();
    for chunk in keys.chunks(LIST_CHUNK) {
        let rows: Vec<(Key, String)> = load_shared!(
            db,
            units::table
                .filter(units::id.eq_any(chunk.to_vec()))
                .order(units::id)
                .select((units::id, units::path))
        )?;
        places.extend(
            rows.into_iter()
                .map(|(id, path)| (id.into(), UnitPath::from_stored(path))),
        );
    }
    Ok(places)
}

/// Moves a branch of the tree: every copy of the path is rewritten, the units' own first, which waits for those who
/// [hold][hold_places] them. Audit entries do not vouch for places, so this is no tampering.
///
/// # Errors
/// [`crate::StorageError`].
pub fn rewrite_paths(db: &mut Db, old: &UnitPath, new: &UnitPath) -> Result<()> {
    use crate::schema::{batches, changes, claim_figures, claims, imports, operators};
    use diesel::dsl::sql;
    use diesel::sql_types::{Integer, Text};
    let (end, old, new) = (old.range_end(), old.as_str(), new.as_str());
    let from = i32::try_from(old.chars().count()).unwrap_or(i32::MAX) + 1;
    macro_rules! rewrite {
        ($table:ident, $column:ident) => {
            diesel::update(
                $table::table.filter($table::$column.ge(old).and($table::$column.lt(&end))),
            )
            // `new` followed by what comes after the old prefix; the same text on both engines.
            .set(
                $table::$column.eq(sql::<Text>("")
                    .bind::<Text, _>(new)
                    .sql(concat!(" || substr(", stringify!($column), ", "))
                    .bind::<Integer, _>(from)
                    .sql(")")),
            )
            .execute(db)?;
        };
    }
    rewrite!(units, path);
    rewrite!(claims, unit_path);
    // After the claims: whoever changes one has added its figures before its row can be rewritten.
    rewrite!(claim_figures, unit_path);
    rewrite!(batches, unit_path);
    // An act vouches for them as they are then, which must count as later than what was vouched for before.
    diesel::update(
        operators::table.filter(
            operators::scope_path
                .ge(old)
                .and(operators::scope_path.lt(&end)),
        ),
    )
    .set(operators::revision.eq(operators::revision + 1))
    .execute(db)?;
    rewrite!(operators, scope_path);
    diesel::update(
        changes::table.filter(changes::unit_path.ge(old).and(changes::unit_path.lt(&end))),
    )
    .set(changes::revision.eq(changes::revision + 1))
    .execute(db)?;
    rewrite!(changes, unit_path);
    // One that still runs is vouched for when it ends, with the place it has then.
    diesel::update(
        imports::table
            .filter(
                imports::scope_path
                    .ge(old)
                    .and(imports::scope_path.lt(&end)),
            )
            .filter(imports::state.eq_any(crate::imports::ENDED)),
    )
    .set(imports::revision.eq(imports::revision + 1))
    .execute(db)?;
    rewrite!(imports, scope_path);
    Ok(())
}

/// Units in scope whose code or full name is `text`; more than two are never needed to tell that it
/// is not unique.
///
/// # Errors
/// [`crate::StorageError`].
pub fn named(db: &mut Db, scope: &Scope, text: &str) -> Result<Vec<Unit>> {
    let path = scope.path();
    read(
        units::table
            .filter(units::code.eq(text).or(units::name.eq(text)))
            .filter(
                units::path
                    .ge(path.as_str())
                    .and(units::path.lt(path.range_end())),
            )
            .order(units::path)
            .limit(2)
            .select(UnitRow::as_select())
            .load::<UnitRow>(db)?,
    )
}

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
) -> Result<Vec<Unit>> {
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
    read(
        query
            .order(units::path)
            .limit(limit)
            .select(UnitRow::as_select())
            .load::<UnitRow>(db)?,
    )
}

/// The stored path of a unit.
pub(crate) fn place_of(db: &mut Db, id: UnitId) -> Result<String> {
    Ok(units::table
        .find(Key::from(id))
        .select(units::path)
        .first(db)?)
}

/// The units that report straight to the one at the top of the scope, by code.
///
/// # Errors
/// [`crate::StorageError`].
pub fn parts(db: &mut Db, scope: &Scope, limit: i64) -> Result<Vec<Unit>> {
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
        return read(
            units::table
                .filter(units::parent_id.eq_any(roots.into_iter().map(Some).collect::<Vec<_>>()))
                .order(units::path)
                .limit(limit)
                .select(UnitRow::as_select())
                .load::<UnitRow>(db)?,
        );
    };
    read(
        units::table
            .filter(units::parent_id.eq(Some(top)))
            .order(units::path)
            .limit(limit)
            .select(UnitRow::as_select())
            .load::<UnitRow>(db)?,
    )
}

/// How many claims the units at these very places filed.
///
/// # Errors
/// [`crate::StorageError`].
pub fn claims_at(db: &mut Db, paths: &[UnitPath]) -> Result<BTreeMap<UnitPath, i64>> {
    let mut found = BTreeMap::new();
    for chunk in paths.chunks(LIST_CHUNK) {
        let chunk: Vec<&str> = chunk.iter().map(UnitPath::as_str).collect();
        let rows: Vec<(Of<claims::unit_path>, i64)> = claims::table
            .filter(claims::unit_path.eq_any(chunk))
            .group_by(claims::unit_path)
            .order(claims::unit_path)
            .select((claims::unit_path, diesel::dsl::count_star()))
            .load(db)?;
        found.extend(rows.into_iter().map(|(path, count)| (path.into(), count)));
    }
    Ok(found)
}

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
    #[diesel(deserialize_as = Of<units::path>)]
    pub path: UnitPath,
}

/// Codes and names of units by id.
///
/// # Errors
/// [`crate::StorageError`].
pub fn names_of(db: &mut Db, ids: &[UnitId]) -> Result<BTreeMap<UnitId, UnitName>> {
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
