//! How unions told their members of a benefit.

use crate::dialect::LIST_CHUNK;
use crate::schema::{announcements, units};
use crate::{Db, Key, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use domain::unit::Scope;

/// A row of `announcements`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = announcements, treat_none_as_default_value = false)]
pub struct AnnouncementRow {
    /// Id.
    pub id: Key,
    /// The union whose members, and those of every union below it, were told.
    pub unit_id: Key,
    /// Programme id.
    pub programme: String,
    /// Benefit year.
    pub benefit_year: i16,
    /// The day.
    pub held_on: NaiveDate,
    /// Code of [`domain::announcement::AnnouncementKind`].
    pub kind: String,
    /// What shows it.
    pub document: String,
    /// Who recorded it.
    pub recorded_by: Key,
    /// Microseconds since 1970.
    pub recorded_at: i64,
}

/// Every record by id.
///
/// # Errors
/// [`crate::StorageError`].
pub fn every(db: &mut Db) -> Result<Vec<AnnouncementRow>> {
    Ok(announcements::table
        .order(announcements::id)
        .select(AnnouncementRow::as_select())
        .load(db)?)
}

/// Adds a record.
///
/// # Errors
/// [`crate::StorageError`].
pub fn add(db: &mut Db, row: &AnnouncementRow) -> Result<()> {
    diesel::insert_into(announcements::table)
        .values(row)
        .execute(db)?;
    Ok(())
}

/// The very same announcement is on record: union, programme, year, day, kind and document.
///
/// # Errors
/// [`crate::StorageError`].
pub fn exists(db: &mut Db, row: &AnnouncementRow) -> Result<bool> {
    let same = announcements::table
        .filter(announcements::programme.eq(&row.programme))
        .filter(announcements::benefit_year.eq(row.benefit_year))
        .filter(announcements::unit_id.eq(row.unit_id))
        .filter(announcements::held_on.eq(row.held_on))
        .filter(announcements::kind.eq(&row.kind))
        .filter(announcements::document.eq(&row.document));
    let found: i64 = same.count().get_result(db)?;
    Ok(found > 0)
}

/// Places in the tree, of those given, with an announcement of the programme, and for which year.
///
/// # Errors
/// [`crate::StorageError`].
pub fn at_places(db: &mut Db, programme: &str, paths: &[String]) -> Result<Vec<(String, i16)>> {
    let mut found = Vec::new();
    for chunk in paths.chunks(LIST_CHUNK) {
        let rows: Vec<(String, i16)> = announcements::table
            .inner_join(units::table.on(units::id.eq(announcements::unit_id)))
            .filter(announcements::programme.eq(programme))
            .filter(units::path.eq_any(chunk.to_vec()))
            .select((units::path, announcements::benefit_year))
            .distinct()
            .order((units::path, announcements::benefit_year))
            .load(db)?;
        found.extend(rows);
    }
    Ok(found)
}

/// The records of a programme that concern the scope, newest first, each with the union's code, name
/// and place: those of unions inside it, and of unions above it.
///
/// # Errors
/// [`crate::StorageError`].
pub fn list(
    db: &mut Db,
    scope: &Scope,
    programme: &str,
    year: Option<i16>,
    limit: i64,
) -> Result<Vec<(AnnouncementRow, String, String)>> {
    let path = scope.path();
    let above: Vec<String> = path.with_all_above();
    let mut query = announcements::table
        .inner_join(units::table.on(units::id.eq(announcements::unit_id)))
        .filter(announcements::programme.eq(programme.to_owned()))
        .filter(
            units::path
                .ge(path.as_str().to_owned())
                .and(units::path.lt(path.range_end()))
                .or(units::path.eq_any(above)),
        )
        .order((
            announcements::benefit_year.desc(),
            announcements::held_on.desc(),
            announcements::recorded_at.desc(),
            announcements::id.desc(),
        ))
        .select((AnnouncementRow::as_select(), units::code, units::name))
        .limit(limit)
        .into_boxed();
    if let Some(year) = year {
        query = query.filter(announcements::benefit_year.eq(year));
    }
    Ok(query.load(db)?)
}
