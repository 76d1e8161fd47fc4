//! How many claims a unit has, by state and day of filing, with their payable sums: kept beside the claims, so that the
//! first screen adds up thousands of rows, not millions.
//!
//! A write appends what it added and took away. No row is a counter that two commands would wait for: a unit with many
//! appended rows has them folded into one a state and day, by whoever adds the next ones.

use crate::dialect::{LIST_CHUNK, alone_in_figures, insert_all, load_unclaimed};
use crate::page::within;
use crate::schema::{budgets, claim_figures, claims, units};
use crate::words::{Of, Sum};
use crate::{Db, Key, Result};
use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};
use domain::claim::StateName;
use domain::fen::Fen;
use domain::unit::{Scope, UnitPath};
use std::collections::BTreeMap;

/// A row of `claim_figures`: more or fewer claims of a unit than the other rows say.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = claim_figures, treat_none_as_default_value = false)]
pub struct FigureRow {
    /// The filing unit's place in the tree.
    pub unit_path: String,
    /// Id.
    pub id: Key,
    /// Code of [`domain::claim::StateName`], as stored.
    pub state: String,
    /// The day of first submission.
    pub submitted_on: NaiveDate,
    /// So many more claims, or fewer.
    pub claims: i64,
    /// Their payable sum in fen.
    pub payable_fen: i64,
    /// The sum of rows that are gone.
    pub folded: bool,
}

/// What is counted apart: place, state, day of filing.
pub type FigureKey = (String, String, NaiveDate);

/// Claims and their payable sum in fen.
pub type Figure = (i64, i64);

/// Rows of a unit that may wait to be folded.
const UNFOLDED_MAX: i64 = 32;

/// Adds rows, and folds those of a unit that has too many.
///
/// # Errors
/// [`crate::StorageError`].
pub fn add(db: &mut Db, rows: &Vec<FigureRow>) -> Result<()> {
    let mut units: Vec<&str> = rows.iter().map(|row| &*row.unit_path).collect();
    units.sort_unstable();
    units.dedup();
    for chunk in units.chunks(LIST_CHUNK) {
        let crowded: Vec<String> = claim_figures::table
            .filter(claim_figures::unit_path.eq_any(chunk))
            .filter(claim_figures::folded.eq(false))
            .group_by(claim_figures::unit_path)
            .having(sql::<BigInt>("COUNT(*)").gt(UNFOLDED_MAX))
            .select(claim_figures::unit_path)
            .load(db)?;
        for unit in crowded {
            fold(db, &unit)?;
        }
    }
    insert_all!(db, claim_figures::table, rows)?;
    Ok(())
}

/// Puts the rows of a unit together that no other command is putting together at the moment.
fn fold(db: &mut Db, unit: &str) -> Result<()> {
    let rows: Vec<FigureRow> = load_unclaimed!(
        db,
        claim_figures::table
            .filter(claim_figures::unit_path.eq(unit))
            .select(FigureRow::as_select())
    )?;
    let ids: Vec<Key> = rows.iter().map(|row| row.id).collect();
    for chunk in ids.chunks(LIST_CHUNK) {
        diesel::delete(
            claim_figures::table
                .filter(claim_figures::unit_path.eq(unit))
                .filter(claim_figures::id.eq_any(chunk)),
        )
        .execute(db)?;
    }
    let mut ids = ids.into_iter();
    let folded: Vec<FigureRow> = summed(rows)
        .into_iter()
        .zip(&mut ids)
        .map(|(sum, id)| stored(sum, id))
        .collect();
    insert_all!(db, claim_figures::table, &folded)?;
    Ok(())
}

fn stored(((unit_path, state, submitted_on), sum): (FigureKey, Figure), id: Key) -> FigureRow {
    FigureRow {
        unit_path,
        id,
        state,
        submitted_on,
        claims: sum.0,
        payable_fen: sum.1,
        folded: true,
    }
}

/// What is nothing after all is left out.
fn summed(rows: impl IntoIterator<Item = FigureRow>) -> BTreeMap<FigureKey, Figure> {
    let mut sums: BTreeMap<FigureKey, Figure> = BTreeMap::new();
    for row in rows {
        let sum = sums
            .entry((row.unit_path, row.state, row.submitted_on))
            .or_default();
        sum.0 += row.claims;
        sum.1 += row.payable_fen;
    }
    sums.retain(|_, sum| *sum != (0, 0));
    sums
}

/// The figures as they are kept.
///
/// # Errors
/// [`crate::StorageError`].
pub fn kept(db: &mut Db) -> Result<BTreeMap<FigureKey, Figure>> {
    let rows: Vec<FigureRow> = claim_figures::table
        .select(FigureRow::as_select())
        .load(db)?;
    Ok(summed(rows))
}

/// Rows that are added up.
///
/// # Errors
/// [`crate::StorageError`].
pub fn rows(db: &mut Db) -> Result<usize> {
    let rows: i64 = claim_figures::table.count().get_result(db)?;
    Ok(usize::try_from(rows).unwrap_or(usize::MAX))
}

/// The figures as the claims themselves say: reads all of them.
///
/// # Errors
/// [`crate::StorageError`].
pub fn counted(db: &mut Db) -> Result<BTreeMap<FigureKey, Figure>> {
    let rows: Vec<(String, String, NaiveDate, i64, i64)> = claims::table
        .group_by((claims::unit_path, claims::state, claims::submitted_on))
        .select((
            claims::unit_path,
            claims::state,
            claims::submitted_on,
            sql::<BigInt>("COUNT(*)"),
            sql::<BigInt>("CAST(SUM(payable_fen) AS BIGINT)"),
        ))
        .load(db)?;
    Ok(rows
        .into_iter()
        .map(|(unit, state, day, claims, payable)| ((unit, state, day), (claims, payable)))
        .collect())
}

/// Throws the figures away and counts the claims anew; whoever writes claims meanwhile waits. To be called in a
/// write transaction. Gives how many figures there are.
///
/// # Errors
/// [`crate::StorageError`].
pub fn recount(db: &mut Db, mut id: impl FnMut() -> Key) -> Result<usize> {
    alone_in_figures(db)?;
    diesel::delete(claim_figures::table).execute(db)?;
    let rows: Vec<FigureRow> = counted(db)?
        .into_iter()
        .map(|sum| stored(sum, id()))
        .collect();
    insert_all!(db, claim_figures::table, &rows)
}

/// Claims of one unit in one state.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct UnitFigure {
    /// The unit's place in the tree.
    #[diesel(deserialize_as = Of<claim_figures::unit_path>)]
    pub unit_path: UnitPath,
    /// The state as stored: a hold that has ended is still one.
    #[diesel(deserialize_as = Of<claim_figures::state>)]
    pub state: StateName,
    /// How many.
    pub count: i64,
    /// Their payable sum.
    #[diesel(deserialize_as = Sum)]
    pub payable: Fen,
}

/// Claims in scope by unit and state.
///
/// # Errors
/// [`crate::StorageError`].
pub fn by_unit(db: &mut Db, scope: &Scope) -> Result<Vec<UnitFigure>> {
    Ok(claim_figures::table
        .filter(within!(claim_figures::unit_path, scope.path()))
        .group_by((claim_figures::unit_path, claim_figures::state))
        .having(sql::<BigInt>("SUM(claims)").ne(0))
        .select((
            claim_figures::unit_path,
            claim_figures::state,
            sql::<BigInt>("CAST(SUM(claims) AS BIGINT)"),
            sql::<BigInt>("CAST(SUM(payable_fen) AS BIGINT)"),
        ))
        .load(db)?)
}

/// Count and payable sum in fen of the claims in scope that are stored as held, but whose hold has ended by
/// `today`.
///
/// # Errors
/// [`crate::StorageError`].
pub fn holds_ended(db: &mut Db, scope: &Scope, today: NaiveDate) -> Result<(i64, i64)> {
    let (count, sum): (i64, Option<i64>) = claims::table
        .filter(within!(claims::unit_path, scope.path()))
        .filter(claims::state.eq(StateName::Held.code()))
        .filter(crate::claims::list::held_until().le(today.to_string()))
        .select((
            sql::<BigInt>("COUNT(*)"),
            sql::<Nullable<BigInt>>("CAST(SUM(payable_fen) AS BIGINT)"),
        ))
        .get_result(db)?;
    Ok((count, sum.unwrap_or(0)))
}

/// Granted and reserved sums in fen of the budgets in scope for a calendar year.
///
/// # Errors
/// [`crate::StorageError`].
pub fn budget(db: &mut Db, scope: &Scope, calendar_year: i16) -> Result<(i64, i64)> {
    let sums: (Option<i64>, Option<i64>) = budgets::table
        .inner_join(units::table.on(units::id.eq(budgets::unit_id)))
        .filter(within!(units::path, scope.path()))
        .filter(budgets::calendar_year.eq(calendar_year))
        .select((
            sql::<Nullable<BigInt>>("CAST(SUM(total_fen) AS BIGINT)"),
            sql::<Nullable<BigInt>>("CAST(SUM(reserved_fen) AS BIGINT)"),
        ))
        .get_result(db)?;
    Ok((sums.0.unwrap_or(0), sums.1.unwrap_or(0)))
}

/// Claims in scope first submitted on or after `since`, by day.
///
/// # Errors
/// [`crate::StorageError`].
pub fn by_day(db: &mut Db, scope: &Scope, since: NaiveDate) -> Result<Vec<(NaiveDate, i64)>> {
    Ok(claim_figures::table
        .filter(within!(claim_figures::unit_path, scope.path()))
        .filter(claim_figures::submitted_on.ge(since))
        .group_by(claim_figures::submitted_on)
        .order(claim_figures::submitted_on)
        .select((
            claim_figures::submitted_on,
            sql::<BigInt>("CAST(SUM(claims) AS BIGINT)"),
        ))
        .load(db)?)
}
