//! Periods and the versions of their parameters; rulings.

use crate::db::one_row;
use crate::schema::{period_versions, periods, rulings};
use crate::words::{read, record};
use crate::{Db, Key, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use domain::fen::Fen;
use domain::period::PeriodState;
use domain::year::BenefitYear;
use std::collections::BTreeMap;

record! {
    /// A period in which claims of a programme and benefit year are filed.
    Period,
    /// A row of `periods`, which acts vouch for.
    pub PeriodRow of periods {
        /// Id.
        id: Key,
        /// Programme id.
        programme: String,
        /// Benefit year.
        benefit_year: i16,
        /// Where it stands.
        state: PeriodState,
        /// Version of the parameters, from 1.
        version: i64,
        /// The parameters, TOML.
        params: String,
        /// Their digest.
        digest: String,
        /// First day of the window.
        window_open: NaiveDate,
        /// Last day of the window.
        window_close: NaiveDate,
        /// First day of the benefit period.
        benefit_start: NaiveDate,
        /// Last day of the benefit period.
        benefit_end: NaiveDate,
        /// Standard personal contribution.
        standard (standard_fen): Fen,
        /// No source establishes the values: rehearsal only.
        invented: bool,
        /// Microseconds since 1970.
        updated_at: i64,
        /// Counts the writes.
        revision: i64,
    }
}

/// A row of `period_versions`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = period_versions, treat_none_as_default_value = false)]
pub struct PeriodVersionRow {
    /// The period.
    pub period_id: Key,
    /// The version.
    pub version: i64,
    /// The parameters, TOML.
    pub params: String,
    /// Their digest.
    pub digest: String,
    /// Microseconds since 1970.
    pub at: i64,
    /// Who.
    pub made_by: Key,
}

/// A row of `rulings`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = rulings, treat_none_as_default_value = false)]
pub struct RulingRow {
    /// Programme id.
    pub programme: String,
    /// The option ruled on.
    pub option_key: String,
    /// Microseconds since 1970; the latest is in force.
    pub at: i64,
    /// The value chosen.
    pub value: String,
    /// The document that decided it.
    pub document: String,
    /// Its date.
    pub decided_on: NaiveDate,
    /// Who proposed it.
    pub proposed_by: Key,
    /// Who seconded it.
    pub seconded_by: Option<Key>,
}

/// All periods, newest benefit year first.
///
/// # Errors
/// [`crate::StorageError`].
pub fn all(db: &mut Db) -> Result<Vec<Period>> {
    read(stored(db)?)
}

/// As [`all`], as they are stored: for whoever vouches for them.
///
/// # Errors
/// [`crate::StorageError`].
pub fn stored(db: &mut Db) -> Result<Vec<PeriodRow>> {
    Ok(periods::table
        .order((periods::programme, periods::benefit_year.desc()))
        .select(PeriodRow::as_select())
        .load(db)?)
}

/// The digests of the parameters of a programme's periods, in the order of [`all`].
///
/// # Errors
/// [`crate::StorageError`].
pub fn digests(db: &mut Db, programme: &str) -> Result<Vec<String>> {
    Ok(periods::table
        .filter(periods::programme.eq(programme))
        .order(periods::benefit_year.desc())
        .select(periods::digest)
        .load(db)?)
}

/// Finds a period.
///
/// # Errors
/// [`crate::StorageError::NotFound`].
pub fn find(db: &mut Db, programme: &str, year: BenefitYear) -> Result<Period> {
    periods::table
        .filter(
            periods::programme
                .eq(programme)
                .and(periods::benefit_year.eq(year.get())),
        )
        .select(PeriodRow::as_select())
        .first::<PeriodRow>(db)?
        .try_into()
}

/// Adds a period with its first version.
///
/// # Errors
/// [`crate::StorageError::Duplicate`] when the programme has that year already.
pub fn add(db: &mut Db, period: &Period, version: &PeriodVersionRow) -> Result<()> {
    diesel::insert_into(periods::table)
        .values(PeriodRow::from(period.clone()))
        .execute(db)?;
    diesel::insert_into(period_versions::table)
        .values(version)
        .execute(db)?;
    Ok(())
}

/// Writes a changed period, with a new version when the parameters changed; `row.revision` is the new one.
///
/// # Errors
/// [`crate::StorageError::Conflict`].
pub fn update(db: &mut Db, row: &Period, version: Option<&PeriodVersionRow>) -> Result<()> {
    let changed = diesel::update(
        periods::table
            .find(row.id)
            .filter(periods::revision.eq(row.revision - 1)),
    )
    .set((
        periods::state.eq(row.state.code()),
        periods::version.eq(row.version),
        periods::params.eq(&row.params),
        periods::digest.eq(&row.digest),
        periods::window_open.eq(row.window_open),
        periods::window_close.eq(row.window_close),
        periods::benefit_start.eq(row.benefit_start),
        periods::benefit_end.eq(row.benefit_end),
        periods::standard_fen.eq(row.standard.get()),
        periods::invented.eq(row.invented),
        periods::updated_at.eq(row.updated_at),
        periods::revision.eq(row.revision),
    ))
    .execute(db)?;
    one_row(changed)?;
    if let Some(version) = version {
        diesel::insert_into(period_versions::table)
            .values(version)
            .execute(db)?;
    }
    Ok(())
}

/// Every version of a period's parameters, oldest first.
///
/// # Errors
/// [`crate::StorageError`].
pub fn versions(db: &mut Db, period: Key) -> Result<Vec<PeriodVersionRow>> {
    Ok(period_versions::table
        .filter(period_versions::period_id.eq(period))
        .order(period_versions::version)
        .select(PeriodVersionRow::as_select())
        .load(db)?)
}

/// Every version of every period's parameters.
///
/// # Errors
/// [`crate::StorageError`].
pub fn every_version(db: &mut Db) -> Result<Vec<PeriodVersionRow>> {
    Ok(period_versions::table
        .order((period_versions::period_id, period_versions::version))
        .select(PeriodVersionRow::as_select())
        .load(db)?)
}

/// Every ruling of every programme.
///
/// # Errors
/// [`crate::StorageError`].
pub fn every_ruling(db: &mut Db) -> Result<Vec<RulingRow>> {
    Ok(rulings::table
        .order((rulings::programme, rulings::option_key, rulings::at))
        .select(RulingRow::as_select())
        .load(db)?)
}

/// The rulings in force: option key to value.
///
/// # Errors
/// [`crate::StorageError`].
pub fn rulings_in_force(db: &mut Db, programme: &str) -> Result<BTreeMap<String, String>> {
    let rows: Vec<(String, String)> = rulings::table
        .filter(rulings::programme.eq(programme))
        .order((rulings::option_key, rulings::at))
        .select((rulings::option_key, rulings::value))
        .load(db)?;
    Ok(rows.into_iter().collect())
}

/// Every ruling ever made, oldest first.
///
/// # Errors
/// [`crate::StorageError`].
pub fn rulings(db: &mut Db, programme: &str) -> Result<Vec<RulingRow>> {
    Ok(rulings::table
        .filter(rulings::programme.eq(programme))
        .order((rulings::option_key, rulings::at))
        .select(RulingRow::as_select())
        .load(db)?)
}

/// Adds a ruling.
///
/// # Errors
/// [`crate::StorageError`].
pub fn add_ruling(db: &mut Db, row: &RulingRow) -> Result<()> {
    diesel::insert_into(rulings::table)
        .values(row)
        .execute(db)?;
    Ok(())
}
