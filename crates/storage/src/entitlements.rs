//! What stands of somebody's messages, and every change of it.

use crate::db::one_row;
use crate::dialect::{LIST_CHUNK, insert_all, load_of_subjects};
use crate::page::within;
use crate::schema::{entitlement_postings, entitlements, participations, units};
use crate::{Db, Key, Result, StorageError};
use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use domain::ids::PersonId;
use domain::unit::Scope;

/// A row of `entitlements`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = entitlements, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(primary_key(subject_id, programme, entry_key))]
pub struct EntitlementRow {
    /// Whose.
    pub subject_id: Key,
    /// Programme id.
    pub programme: String,
    /// What it is known by.
    pub entry_key: String,
    /// Scheme.
    pub scheme: String,
    /// Benefit year.
    pub benefit_year: i16,
    /// The day that decides its period.
    pub due_on: Option<NaiveDate>,
    /// Code of what became of it.
    pub state: String,
    /// What was borne, where it can be computed.
    pub base_fen: Option<i64>,
    /// What is paid for it.
    pub sum_fen: i64,
    /// What was found, JSON.
    pub findings: String,
    /// The claim made of it.
    pub claim_id: Option<Key>,
    /// The sum that claim says.
    pub filed_fen: i64,
    /// Microseconds since 1970.
    pub updated_at: i64,
    /// Counts the writes.
    pub revision: i64,
    /// Code of the institution that settled it, where that is known.
    pub institution: Option<String>,
    /// What was answered there before the person left; none where nobody waited for an answer.
    pub told_fen: Option<i64>,
}

/// A row of `entitlement_postings`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = entitlement_postings, treat_none_as_default_value = false)]
pub struct PostingRow {
    /// Whose.
    pub subject_id: Key,
    /// Id.
    pub id: Key,
    /// Programme id.
    pub programme: String,
    /// What it changes.
    pub entry_key: String,
    /// By how much; below zero takes back.
    pub amount_fen: i64,
    /// The act that made it.
    pub receipt_id: Key,
    /// Microseconds since 1970.
    pub at: i64,
    /// Who.
    pub made_by: Key,
    /// What an institution was told to give by the act; none where it was told nothing.
    pub told_fen: Option<i64>,
}

/// What stands for these people, by person and key.
///
/// # Errors
/// [`StorageError`].
pub fn of_people(db: &mut Db, programme: &str, people: &[PersonId]) -> Result<Vec<EntitlementRow>> {
    load(db, Some(programme), people)
}

/// Everything that stands for these people, whatever the programme, by person.
///
/// # Errors
/// [`StorageError`].
pub fn of_all_programmes(db: &mut Db, people: &[PersonId]) -> Result<Vec<EntitlementRow>> {
    load(db, None, people)
}

fn load(db: &mut Db, programme: Option<&str>, people: &[PersonId]) -> Result<Vec<EntitlementRow>> {
    let mut found = Vec::new();
    for chunk in people.chunks(LIST_CHUNK) {
        let keys: Vec<Key> = chunk.iter().map(|id| Key::from(*id)).collect();
        let mut query = entitlements::table
            .filter(entitlements::subject_id.eq_any(keys))
            .order((entitlements::subject_id, entitlements::entry_key))
            .select(EntitlementRow::as_select())
            .into_boxed();
        if let Some(programme) = programme {
            query = query.filter(entitlements::programme.eq(programme.to_owned()));
        }
        let rows: Vec<EntitlementRow> = query.load(db)?;
        found.extend(rows);
    }
    Ok(found)
}

/// Adds what is new and what changed a sum.
///
/// # Errors
/// [`StorageError`].
pub fn add(db: &mut Db, rows: &Vec<EntitlementRow>, postings: &Vec<PostingRow>) -> Result<()> {
    insert_all!(db, entitlements::table, rows).map_err(StorageError::made_meanwhile)?;
    insert_all!(db, entitlement_postings::table, postings)?;
    Ok(())
}

/// Writes what changed; `row.revision` is the new one.
///
/// # Errors
/// [`StorageError::Conflict`] when somebody else changed it.
pub fn update(db: &mut Db, row: &EntitlementRow) -> Result<()> {
    let key = (row.subject_id, &row.programme, &row.entry_key);
    let changed = diesel::update(
        entitlements::table
            .find(key)
            .filter(entitlements::revision.eq(row.revision - 1)),
    )
    .set(row)
    .execute(db)?;
    one_row(changed)
}

/// The next people for whom anything stands or stood, whatever the programme.
///
/// # Errors
/// [`StorageError`].
pub fn people_after(db: &mut Db, after: Option<PersonId>, limit: i64) -> Result<Vec<PersonId>> {
    let mut query = entitlements::table
        .select(entitlements::subject_id)
        .distinct()
        .order(entitlements::subject_id)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(entitlements::subject_id.gt(Key::from(after)));
    }
    let rows: Vec<Key> = query.limit(limit).load(db)?;
    Ok(rows.into_iter().map(PersonId::from).collect())
}

/// The first change of something that does not exist.
///
/// # Errors
/// [`StorageError`].
pub fn homeless_posting(db: &mut Db) -> Result<Option<PostingRow>> {
    let row = entitlement_postings::table
        .left_join(
            entitlements::table.on(entitlements::subject_id
                .eq(entitlement_postings::subject_id)
                .and(entitlements::programme.eq(entitlement_postings::programme))
                .and(entitlements::entry_key.eq(entitlement_postings::entry_key))),
        )
        .filter(entitlements::entry_key.nullable().is_null())
        .order((entitlement_postings::subject_id, entitlement_postings::id))
        .select(PostingRow::as_select())
        .first(db)
        .optional()?;
    Ok(row)
}

/// Every change of what stands for these people, by person and id.
///
/// # Errors
/// [`StorageError`].
pub fn postings_of(db: &mut Db, people: &[PersonId]) -> Result<Vec<PostingRow>> {
    load_of_subjects!(db, entitlement_postings, PostingRow, people)
}

/// The postings of these acts, by act and id.
///
/// # Errors
/// [`StorageError`].
pub fn of_receipts(db: &mut Db, receipts: &[Key]) -> Result<Vec<PostingRow>> {
    let mut found = Vec::new();
    for chunk in receipts.chunks(LIST_CHUNK) {
        let rows: Vec<PostingRow> = entitlement_postings::table
            .filter(entitlement_postings::receipt_id.eq_any(chunk.to_vec()))
            .order((entitlement_postings::receipt_id, entitlement_postings::id))
            .select(PostingRow::as_select())
            .load(db)?;
        found.extend(rows);
    }
    Ok(found)
}

/// What is to be filed or filed anew, by person and key, after this one.
///
/// # Errors
/// [`StorageError`].
pub fn unfiled(
    db: &mut Db,
    programme: &str,
    after: Option<(Key, String)>,
    limit: i64,
) -> Result<Vec<EntitlementRow>> {
    let mut query = entitlements::table
        .filter(entitlements::programme.eq(programme.to_owned()))
        // Word for word the condition of its index.
        .filter(sql::<diesel::sql_types::Bool>("sum_fen <> filed_fen"))
        .order((entitlements::subject_id, entitlements::entry_key))
        .select(EntitlementRow::as_select())
        .into_boxed();
    if let Some((subject, key)) = after {
        query = query.filter(
            entitlements::subject_id
                .gt(subject)
                .or(entitlements::subject_id
                    .eq(subject)
                    .and(entitlements::entry_key.gt(key))),
        );
    }
    Ok(query.limit(limit).load(db)?)
}

/// A sum that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Whose.
    pub subject: Key,
    /// Scheme.
    pub scheme: String,
    /// The day that decides its period.
    pub day: NaiveDate,
    /// What was borne.
    pub base: i64,
    /// How much.
    pub sum: i64,
    /// Code of the institution that settled it, where that is known.
    pub institution: Option<String>,
}

type DueColumns = (
    Key,
    String,
    Option<NaiveDate>,
    Option<i64>,
    i64,
    Option<String>,
);

/// Every sum above zero that stands in these days, of people whom a roster of a union in scope has in its scheme.
///
/// # Errors
/// [`StorageError`].
pub fn due(
    db: &mut Db,
    scope: &Scope,
    programme: &str,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<Vec<Due>> {
    let on_roster = participations::table
        .inner_join(units::table.on(units::id.eq(participations::unit_id)))
        .filter(participations::subject_id.eq(entitlements::subject_id))
        .filter(participations::programme.eq(entitlements::programme))
        .filter(participations::scheme.eq(entitlements::scheme))
        .filter(within!(units::path, scope.path()));
    let rows: Vec<DueColumns> = entitlements::table
        .filter(entitlements::programme.eq(programme.to_owned()))
        .filter(entitlements::due_on.between(first, last))
        .filter(entitlements::sum_fen.gt(0))
        .filter(diesel::dsl::exists(on_roster))
        .select((
            entitlements::subject_id,
            entitlements::scheme,
            entitlements::due_on,
            entitlements::base_fen,
            entitlements::sum_fen,
            entitlements::institution,
        ))
        .load(db)?;
    let due = |(subject, scheme, day, base, sum, institution): DueColumns| {
        Some(Due {
            subject,
            scheme,
            day: day?,
            base: base.unwrap_or_default(),
            sum,
            institution,
        })
    };
    Ok(rows.into_iter().filter_map(due).collect())
}

/// What all entitlements and all postings of a programme come to, in fen.
///
/// # Errors
/// [`StorageError`].
pub fn sums(db: &mut Db, programme: &str) -> Result<(i64, i64)> {
    let stands: i64 = entitlements::table
        .filter(entitlements::programme.eq(programme.to_owned()))
        .select(sql::<BigInt>("CAST(coalesce(sum(sum_fen), 0) AS BIGINT)"))
        .get_result(db)?;
    let posted: i64 = entitlement_postings::table
        .filter(entitlement_postings::programme.eq(programme.to_owned()))
        .select(sql::<BigInt>(
            "CAST(coalesce(sum(amount_fen), 0) AS BIGINT)",
        ))
        .get_result(db)?;
    Ok((stands, posted))
}
