//! How unions told their members of a benefit.

use crate::dialect::LIST_CHUNK;
use crate::schema::{announcements, units};
use crate::words::record;
use crate::{Db, Key, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use domain::announcement::AnnouncementKind;
use domain::unit::Scope;

record! {
    /// How a union told its members of a benefit.
    Announcement,
    /// A row of `announcements`, which acts vouch for.
    pub AnnouncementRow of announcements {
        /// Id.
        id: Key,
        /// The union whose members, and those of every union below it, were told.
        unit_id: Key,
        /// Programme id.
        programme: String,
        /// Benefit year.
        benefit_year: i16,
        /// The day.
        held_on: NaiveDate,
        /// How it was made.
        kind: AnnouncementKind,
        /// What shows it.
        document: String,
        /// Who recorded it.
        recorded_by: Key,
        /// Microseconds since 1970.
        recorded_at: i64,
    }
}

/// Every record as it is stored, by id: for whoever vouches for them.
///
/// # Errors
/// [`crate::StorageError`].
pub fn stored(db: &mut Db) -> Result<Vec<AnnouncementRow>> {
    Ok(announcements::table
        .order(announcements::id)
        .select(AnnouncementRow::as_select())
        .load(db)?)
}

/// Adds a record.
///
/// # Errors
/// [`crate::StorageError`].
pub fn add(db: &mut Db, row: &Announcement) -> Result<()> {
    diesel::insert_into(announcements::table)
        .values(AnnouncementRow::from(row.clone()))
        .execute(db)?;
    Ok(())
}

/// The very same announcement is on record: union, programme, year, day, kind and document.
///
/// # Errors
/// [`crate::StorageError`].
pub fn exists(db: &mut Db, row: &Announcement) -> Result<bool> {
    let same = announcements::table
        .filter(announcements::programme.eq(&row.programme))
        .filter(announcements::benefit_year.eq(row.benefit_year))
        .filter(announcements::unit_id.eq(row.unit_id))
        .filter(announcements::held_on.eq(row.held_on))
        .filter(announcements::kind.eq(row.kind.code()))
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
) -> Result<Vec<(Announcement, String, String)>> {
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
    let rows: Vec<(AnnouncementRow, String, String)> = query.load(db)?;
    rows.into_iter()
        .map(|(row, code, name)| Ok((row.try_into()?, code, name)))
        .collect()
}
