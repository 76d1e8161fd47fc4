//! Who takes part in what, and what is paid for it.

use crate::db::one_row;
use crate::dialect::{LIST_CHUNK, insert_all};
use crate::page::within;
use crate::schema::{participations, units};
use crate::{Db, Key, Result, StorageError};
use chrono::NaiveDate;
use diesel::prelude::*;
use domain::ids::{ImportId, PersonId};
use domain::unit::Scope;

/// A row of `participations`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = participations, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(primary_key(subject_id, programme, scheme, plan))]
pub struct ParticipationRow {
    /// Who.
    pub subject_id: Key,
    /// Programme id.
    pub programme: String,
    /// Scheme.
    pub scheme: String,
    /// Plan inside the scheme.
    pub plan: String,
    /// The union whose roster says so.
    pub unit_id: Key,
    /// The day of joining; none is the scheme's first.
    pub joined_on: Option<NaiveDate>,
    /// The last day; none is the scheme's last.
    pub left_on: Option<NaiveDate>,
    /// Shares held.
    pub shares: i16,
    /// What is paid for it.
    pub contribution_fen: i64,
    /// The part the person pays.
    pub own_fen: i64,
    /// Keyed digest of the number under which the sender's system knows the person.
    pub known_as: Option<Vec<u8>>,
    /// The name on the roster.
    pub name: String,
    /// The bank of the account.
    pub bank: Option<String>,
    /// The account, sealed.
    pub sealed_card: Option<Vec<u8>>,
    /// The import that says so.
    pub import_id: Key,
    /// Microseconds since 1970.
    pub updated_at: i64,
    /// Counts the writes.
    pub revision: i64,
    /// Who left and is replaced by this person.
    pub replaces_id: Option<Key>,
    /// Who takes part for this person and claims; none where it is this person.
    pub claimant_id: Option<Key>,
}

/// What these people take part in, by person, scheme and plan.
///
/// # Errors
/// [`StorageError`].
pub fn of_people(
    db: &mut Db,
    programme: &str,
    people: &[PersonId],
) -> Result<Vec<ParticipationRow>> {
    let mut found = Vec::new();
    for chunk in people.chunks(LIST_CHUNK) {
        let keys: Vec<Key> = chunk.iter().map(|id| Key::from(*id)).collect();
        let rows: Vec<ParticipationRow> = participations::table
            .filter(participations::subject_id.eq_any(keys))
            .filter(participations::programme.eq(programme.to_owned()))
            .order((
                participations::subject_id,
                participations::scheme,
                participations::plan,
            ))
            .select(ParticipationRow::as_select())
            .load(db)?;
        found.extend(rows);
    }
    Ok(found)
}

/// Who is known under these numbers of the sender's system: digest and person.
///
/// # Errors
/// [`StorageError`].
pub fn known_as(
    db: &mut Db,
    programme: &str,
    digests: &[Vec<u8>],
) -> Result<Vec<(Vec<u8>, PersonId)>> {
    let mut found = Vec::new();
    for chunk in digests.chunks(LIST_CHUNK) {
        // The programme is looked at here: SQLite would take it for the better half of the question, and read everybody.
        let rows: Vec<(Option<Vec<u8>>, String, Key)> = participations::table
            .filter(participations::known_as.eq_any(chunk.to_vec()))
            .select((
                participations::known_as,
                participations::programme,
                participations::subject_id,
            ))
            .distinct()
            .load(db)?;
        found.extend(
            rows.into_iter()
                .filter(|(_, of, _)| of == programme)
                .filter_map(|(digest, _, person)| Some((digest?, person.into()))),
        );
    }
    Ok(found)
}

/// An entry as figures need it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = participations)]
pub struct PartRow {
    /// Who.
    pub subject_id: Key,
    /// Scheme.
    pub scheme: String,
    /// The union whose roster says so.
    pub unit_id: Key,
    /// The day of joining; none is the scheme's first.
    pub joined_on: Option<NaiveDate>,
    /// The last day; none is the scheme's last.
    pub left_on: Option<NaiveDate>,
    /// What is paid for it.
    pub contribution_fen: i64,
}

/// Everything that people on rosters of unions in scope take part in.
///
/// # Errors
/// [`StorageError`].
pub fn in_scope(db: &mut Db, scope: &Scope, programme: &str) -> Result<Vec<PartRow>> {
    Ok(participations::table
        .inner_join(units::table.on(units::id.eq(participations::unit_id)))
        .filter(participations::programme.eq(programme.to_owned()))
        .filter(within!(units::path, scope.path()))
        .select(PartRow::as_select())
        .load(db)?)
}

/// Entries of a scheme on rosters of unions in scope whose people joined after its first day, left or replace somebody: by
/// union and person.
///
/// # Errors
/// [`StorageError`].
pub fn moved(
    db: &mut Db,
    scope: &Scope,
    programme: &str,
    scheme: &str,
) -> Result<Vec<ParticipationRow>> {
    Ok(participations::table
        .inner_join(units::table.on(units::id.eq(participations::unit_id)))
        .filter(participations::programme.eq(programme.to_owned()))
        .filter(participations::scheme.eq(scheme.to_owned()))
        .filter(within!(units::path, scope.path()))
        .filter(
            participations::joined_on
                .is_not_null()
                .or(participations::left_on.is_not_null())
                .or(participations::replaces_id.is_not_null()),
        )
        .order((
            units::path,
            participations::subject_id,
            participations::plan,
        ))
        .select(ParticipationRow::as_select())
        .load(db)?)
}

/// The schemes that somebody on rosters of unions in scope takes part in.
///
/// # Errors
/// [`StorageError`].
pub fn schemes(db: &mut Db, scope: &Scope, programme: &str) -> Result<Vec<String>> {
    Ok(participations::table
        .inner_join(units::table.on(units::id.eq(participations::unit_id)))
        .filter(participations::programme.eq(programme.to_owned()))
        .filter(within!(units::path, scope.path()))
        .select(participations::scheme)
        .distinct()
        .load(db)?)
}

/// Everybody whose entry an import wrote last.
///
/// # Errors
/// [`StorageError`].
pub fn of_import(db: &mut Db, import: ImportId) -> Result<Vec<PersonId>> {
    let people: Vec<Key> = participations::table
        .filter(participations::import_id.eq(Key::from(import)))
        .select(participations::subject_id)
        .distinct()
        .order(participations::subject_id)
        .load(db)?;
    Ok(people.into_iter().map(PersonId::from).collect())
}

/// Entries of a scheme that replace one of these people.
///
/// # Errors
/// [`StorageError`].
pub fn replacing(
    db: &mut Db,
    programme: &str,
    people: &[PersonId],
) -> Result<Vec<ParticipationRow>> {
    let mut found = Vec::new();
    for chunk in people.chunks(LIST_CHUNK) {
        let keys: Vec<Key> = chunk.iter().map(|id| Key::from(*id)).collect();
        let rows: Vec<ParticipationRow> = participations::table
            .filter(participations::replaces_id.eq_any(keys))
            .filter(participations::programme.eq(programme.to_owned()))
            .select(ParticipationRow::as_select())
            .load(db)?;
        found.extend(rows);
    }
    Ok(found)
}

/// Adds entries that are all new.
///
/// # Errors
/// [`StorageError`].
pub fn add(db: &mut Db, rows: &Vec<ParticipationRow>) -> Result<usize> {
    insert_all!(db, participations::table, rows).map_err(StorageError::made_meanwhile)
}

/// Writes a changed entry; `row.revision` is the new one.
///
/// # Errors
/// [`StorageError::Conflict`] when somebody else changed it.
pub fn update(db: &mut Db, row: &ParticipationRow) -> Result<()> {
    let key = (row.subject_id, &row.programme, &row.scheme, &row.plan);
    let changed = diesel::update(
        participations::table
            .find(key)
            .filter(participations::revision.eq(row.revision - 1)),
    )
    .set(row)
    .execute(db)?;
    one_row(changed)
}
