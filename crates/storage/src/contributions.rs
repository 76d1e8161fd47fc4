//! What was paid into the funds of schemes: contributions of members' parts, posted, and what unions put in besides.

use crate::dialect::{LIST_CHUNK, insert_all};
use crate::page::within;
use crate::schema::{contribution_postings, fund_makeups, participations, units};
use crate::{Db, Key, Result};
use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use domain::ids::PersonId;
use domain::unit::Scope;
use std::collections::BTreeMap;

/// A row of `contribution_postings`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = contribution_postings, treat_none_as_default_value = false)]
pub struct ContributionRow {
    /// Whose part is paid for.
    pub subject_id: Key,
    /// Id.
    pub id: Key,
    /// Programme id.
    pub programme: String,
    /// Scheme.
    pub scheme: String,
    /// Plan inside the scheme.
    pub plan: String,
    /// The union whose roster says so.
    pub unit_id: Key,
    /// Code of who pays.
    pub payer: String,
    /// How much, in fen; below zero takes back.
    pub amount_fen: i64,
    /// The import that says so.
    pub import_id: Key,
    /// Microseconds since 1970.
    pub at: i64,
    /// Who.
    pub made_by: Key,
}

/// A row of `fund_makeups`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = fund_makeups, treat_none_as_default_value = false)]
pub struct MakeUpRow {
    /// Id.
    pub id: Key,
    /// Programme id.
    pub programme: String,
    /// Scheme.
    pub scheme: String,
    /// The union that pays.
    pub unit_id: Key,
    /// How much, in fen; below zero takes an entry back.
    pub amount_fen: i64,
    /// The day it was paid.
    pub paid_on: NaiveDate,
    /// The decision it rests on.
    pub document: String,
    /// Microseconds since 1970.
    pub at: i64,
    /// Who.
    pub made_by: Key,
}

/// What was posted for these people, by person and id.
///
/// # Errors
/// [`crate::StorageError`].
pub fn of_people(
    db: &mut Db,
    programme: &str,
    people: &[PersonId],
) -> Result<Vec<ContributionRow>> {
    let mut found = Vec::new();
    for chunk in people.chunks(LIST_CHUNK) {
        let keys: Vec<Key> = chunk.iter().map(|id| Key::from(*id)).collect();
        let rows: Vec<ContributionRow> = contribution_postings::table
            .filter(contribution_postings::subject_id.eq_any(keys))
            .filter(contribution_postings::programme.eq(programme.to_owned()))
            .order((contribution_postings::subject_id, contribution_postings::id))
            .select(ContributionRow::as_select())
            .load(db)?;
        found.extend(rows);
    }
    Ok(found)
}

/// Adds postings.
///
/// # Errors
/// [`crate::StorageError`].
pub fn add(db: &mut Db, rows: &Vec<ContributionRow>) -> Result<usize> {
    insert_all!(db, contribution_postings::table, rows)
}

/// The imports that posted something, by id, after this one.
///
/// # Errors
/// [`crate::StorageError`].
pub fn imports(db: &mut Db, after: Option<Key>, limit: i64) -> Result<Vec<Key>> {
    let mut query = contribution_postings::table
        .select(contribution_postings::import_id)
        .distinct()
        .order(contribution_postings::import_id)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(contribution_postings::import_id.gt(after));
    }
    Ok(query.limit(limit).load(db)?)
}

/// What these imports posted, by import and id.
///
/// # Errors
/// [`crate::StorageError`].
pub fn of_imports(db: &mut Db, imports: &[Key]) -> Result<Vec<ContributionRow>> {
    let mut found = Vec::new();
    for chunk in imports.chunks(LIST_CHUNK) {
        let rows: Vec<ContributionRow> = contribution_postings::table
            .filter(contribution_postings::import_id.eq_any(chunk.to_vec()))
            .order((contribution_postings::import_id, contribution_postings::id))
            .select(ContributionRow::as_select())
            .load(db)?;
        found.extend(rows);
    }
    Ok(found)
}

/// What was paid into a scheme's fund for the rosters of unions in scope: union, code of the payer, sum in fen.
///
/// # Errors
/// [`crate::StorageError`].
pub fn by_unit(
    db: &mut Db,
    scope: &Scope,
    programme: &str,
    scheme: &str,
) -> Result<Vec<(Key, String, i64)>> {
    Ok(contribution_postings::table
        .inner_join(units::table.on(units::id.eq(contribution_postings::unit_id)))
        .filter(contribution_postings::programme.eq(programme.to_owned()))
        .filter(contribution_postings::scheme.eq(scheme.to_owned()))
        .filter(within!(units::path, scope.path()))
        .group_by((contribution_postings::unit_id, contribution_postings::payer))
        .select((
            contribution_postings::unit_id,
            contribution_postings::payer,
            sql::<BigInt>("CAST(sum(contribution_postings.amount_fen) AS BIGINT)"),
        ))
        .load(db)?)
}

/// What unions in scope put into a scheme's fund besides, the oldest first.
///
/// # Errors
/// [`crate::StorageError`].
pub fn makeups(
    db: &mut Db,
    scope: &Scope,
    programme: &str,
    scheme: &str,
) -> Result<Vec<MakeUpRow>> {
    Ok(fund_makeups::table
        .inner_join(units::table.on(units::id.eq(fund_makeups::unit_id)))
        .filter(fund_makeups::programme.eq(programme.to_owned()))
        .filter(fund_makeups::scheme.eq(scheme.to_owned()))
        .filter(within!(units::path, scope.path()))
        .order((fund_makeups::at, fund_makeups::id))
        .select(MakeUpRow::as_select())
        .load(db)?)
}

/// Everything unions put in, by id.
///
/// # Errors
/// [`crate::StorageError`].
pub fn every_makeup(db: &mut Db) -> Result<Vec<MakeUpRow>> {
    Ok(fund_makeups::table
        .order(fund_makeups::id)
        .select(MakeUpRow::as_select())
        .load(db)?)
}

/// Adds what a union put in.
///
/// # Errors
/// [`crate::StorageError`].
pub fn make_up(db: &mut Db, row: &MakeUpRow) -> Result<()> {
    diesel::insert_into(fund_makeups::table)
        .values(row)
        .execute(db)?;
    Ok(())
}

type Place = (Key, String, String, String);

/// The first person's part whose postings are not what its roster says, of those for which there is any posting:
/// person, programme, scheme and plan.
///
/// # Errors
/// [`crate::StorageError`].
pub fn differing(db: &mut Db) -> Result<Option<Place>> {
    let posted: Vec<(Key, String, String, String, i64)> = contribution_postings::table
        .group_by((
            contribution_postings::subject_id,
            contribution_postings::programme,
            contribution_postings::scheme,
            contribution_postings::plan,
        ))
        .select((
            contribution_postings::subject_id,
            contribution_postings::programme,
            contribution_postings::scheme,
            contribution_postings::plan,
            sql::<BigInt>("CAST(sum(amount_fen) AS BIGINT)"),
        ))
        .load(db)?;
    if posted.is_empty() {
        return Ok(None);
    }
    let said: BTreeMap<Place, i64> = participations::table
        .select((
            participations::subject_id,
            participations::programme,
            participations::scheme,
            participations::plan,
            participations::contribution_fen,
        ))
        .load::<(Key, String, String, String, i64)>(db)?
        .into_iter()
        .map(|(subject, programme, scheme, plan, sum)| ((subject, programme, scheme, plan), sum))
        .collect();
    Ok(posted
        .into_iter()
        .map(|(subject, programme, scheme, plan, sum)| ((subject, programme, scheme, plan), sum))
        .find(|(place, sum)| said.get(place).copied().unwrap_or_default() != *sum)
        .map(|(place, _)| place))
}
