//! People, the numbers that name them, rosters and proved parentage.

pub mod list;

use crate::db::one_row;
use crate::dialect::{LIST_CHUNK, insert_all, insert_new, load_locked, load_shared};
use crate::page::within;
use crate::schema::{identities, memberships, people, relations, units};
use crate::words::{Of, read, record, rows};
use crate::{Db, Key, Result, StorageError};
use chrono::NaiveDate;
use diesel::dsl::count;
use diesel::prelude::*;
use domain::draft::{Proof, Relation};
use domain::identity::IdentityKind;
use domain::ids::{PersonId, UnitId};
use domain::unit::Scope;
use std::collections::BTreeMap;

/// A row of `people`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = people, treat_none_as_default_value = false)]
pub struct PersonRow {
    /// Id, never changed.
    pub id: Key,
    /// Name as first filed.
    pub name: String,
    /// Name without separator and blanks.
    pub name_key: String,
    /// Date of birth.
    pub birth_date: Option<NaiveDate>,
    /// Code of [`domain::identity::Sex`].
    pub sex: Option<String>,
    /// The person this one turned out to be.
    pub merged_into: Option<Key>,
    /// Microseconds since 1970.
    pub created_at: i64,
    /// Counts the writes.
    pub revision: i64,
}

record! {
    /// A number that names somebody.
    Identity,
    /// A row of `identities`, which the books vouch for.
    pub IdentityRow of identities {
        /// What number it is.
        kind: IdentityKind,
        /// Keyed digest of the canonical number.
        blind_index: Vec<u8>,
        /// Whose number it is.
        person_id: Key,
        /// The number, sealed with kind and index as associated data.
        sealed: Vec<u8>,
        /// Ends in 000: perhaps cut off by a spreadsheet.
        suspect: bool,
        /// Microseconds since 1970.
        created_at: i64,
    }
}

/// A row of `memberships`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = memberships, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(primary_key(unit_id, person_id))]
pub struct MembershipRow {
    /// The unit whose roster it is.
    pub unit_id: Key,
    /// The member.
    pub person_id: Key,
    /// 在职.
    pub in_service: bool,
    /// First day of the last month with dues paid.
    pub dues_through: Option<NaiveDate>,
    /// The partner, when a number was given.
    pub partner_id: Option<Key>,
    /// The partner's employer as written.
    pub partner_unit: Option<String>,
    /// Mobile number, sealed.
    pub sealed_mobile: Option<Vec<u8>>,
    /// The import that wrote it last.
    pub import_id: Key,
    /// Microseconds since 1970.
    pub updated_at: i64,
    /// Counts the writes.
    pub revision: i64,
    /// The member's name as this roster has it; `None` for an entry older than the column.
    pub name: Option<String>,
    /// The roster's word in the place of a month of dues, when it says that they are not paid.
    pub dues_said: Option<String>,
    /// The roster's word beside active service, when it leaves open whose member it is.
    pub service_said: Option<String>,
}

record! {
    /// A proof of parentage that a reviewer saw.
    SeenProof,
    /// A row of `relations`, which the books vouch for.
    pub RelationRow of relations {
        /// The subject.
        subject_id: Key,
        /// The parent.
        parent_id: Key,
        /// The unit whose reviewer saw the proof.
        unit_id: Key,
        /// What it proves.
        relation: Relation,
        /// What it is.
        proof: Proof,
        /// The reviewer.
        seen_by: Key,
        /// Microseconds since 1970.
        seen_at: i64,
    }
}

/// Whose numbers these are, by kind and blind index; unknown numbers are left out.
///
/// # Errors
/// [`crate::StorageError`].
pub fn owners(db: &mut Db, kind: &str, indexes: &[Vec<u8>]) -> Result<BTreeMap<Vec<u8>, PersonId>> {
    let mut found = BTreeMap::new();
    for chunk in indexes.chunks(LIST_CHUNK) {
        let rows: Vec<(Vec<u8>, Key)> = identities::table
            .filter(
                identities::kind
                    .eq(kind)
                    .and(identities::blind_index.eq_any(chunk)),
            )
            .select((identities::blind_index, identities::person_id))
            .load(db)?;
        found.extend(
            rows.into_iter()
                .map(|(index, person)| (index, person.into())),
        );
    }
    Ok(found)
}

/// Adds people who are all new.
///
/// # Errors
/// [`crate::StorageError`].
pub fn add(db: &mut Db, rows: &Vec<PersonRow>) -> Result<usize> {
    insert_all!(db, people::table, rows)
}

/// Adds numbers that were looked for and not found.
///
/// # Errors
/// [`crate::StorageError::Busy`] when another command brought one in the same moment, else
/// [`crate::StorageError`].
pub fn add_identities(db: &mut Db, new: Vec<Identity>) -> Result<usize> {
    let new: Vec<IdentityRow> = new.into_iter().map(Into::into).collect();
    insert_all!(db, identities::table, &new).map_err(StorageError::made_meanwhile)
}

/// People by id, in no order; unknown ids are left out.
///
/// # Errors
/// [`crate::StorageError`].
pub fn by_ids(db: &mut Db, ids: &[PersonId]) -> Result<Vec<PersonRow>> {
    let keys: Vec<Key> = ids.iter().map(|id| Key::from(*id)).collect();
    let mut found = Vec::with_capacity(keys.len());
    for chunk in keys.chunks(LIST_CHUNK) {
        found.extend(
            people::table
                .filter(people::id.eq_any(chunk))
                .select(PersonRow::as_select())
                .load(db)?,
        );
    }
    Ok(found)
}

/// Keeps people from being merged until the transaction ends, in id order. Gives id and `merged_into`.
///
/// # Errors
/// [`crate::StorageError`].
pub fn lock_shared(db: &mut Db, ids: &[PersonId]) -> Result<Vec<(PersonId, Option<PersonId>)>> {
    let mut keys: Vec<Key> = ids.iter().map(|id| Key::from(*id)).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut found = Vec::with_capacity(keys.len());
    for chunk in keys.chunks(LIST_CHUNK) {
        let rows: Vec<(Key, Option<Key>)> = load_shared!(
            db,
            people::table
                .filter(people::id.eq_any(chunk.to_vec()))
                .order(people::id)
                .select((people::id, people::merged_into))
        )?;
        found.extend(
            rows.into_iter()
                .map(|(id, into)| (id.into(), into.map(Into::into))),
        );
    }
    Ok(found)
}

/// Keeps people from being merged or locked by anybody else until the transaction ends, in id order.
/// Gives id and `merged_into`.
///
/// # Errors
/// [`crate::StorageError`].
pub fn lock_exclusive(db: &mut Db, ids: &[PersonId]) -> Result<Vec<(PersonId, Option<PersonId>)>> {
    let mut keys: Vec<Key> = ids.iter().map(|id| Key::from(*id)).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut found = Vec::with_capacity(keys.len());
    for chunk in keys.chunks(LIST_CHUNK) {
        let rows: Vec<(Key, Option<Key>)> = load_locked!(
            db,
            people::table
                .filter(people::id.eq_any(chunk.to_vec()))
                .order(people::id)
                .select((people::id, people::merged_into))
        )?;
        found.extend(
            rows.into_iter()
                .map(|(id, into)| (id.into(), into.map(Into::into))),
        );
    }
    Ok(found)
}

/// Everybody who was merged into one of these people.
///
/// # Errors
/// [`crate::StorageError`].
pub fn absorbed(db: &mut Db, roots: &[PersonId]) -> Result<Vec<(PersonId, PersonId)>> {
    let mut found = Vec::new();
    for chunk in roots.chunks(LIST_CHUNK) {
        let rows: Vec<(Option<Key>, Key)> = people::table
            .filter(
                people::merged_into
                    .eq_any(chunk.iter().map(|id| Key::from(*id)).collect::<Vec<_>>()),
            )
            .order(people::id)
            .select((people::merged_into, people::id))
            .load(db)?;
        found.extend(
            rows.into_iter()
                .filter_map(|(root, person)| Some((root?.into(), person.into()))),
        );
    }
    Ok(found)
}

/// People of the same name and birth date, with the kinds of number each has.
///
/// # Errors
/// [`crate::StorageError`].
pub fn namesakes(db: &mut Db, name_keys: &[String]) -> Result<Vec<(PersonRow, IdentityKind)>> {
    let mut found = Vec::new();
    for chunk in name_keys.chunks(LIST_CHUNK) {
        let rows: Vec<(PersonRow, Of<identities::kind>)> = people::table
            .inner_join(identities::table.on(identities::person_id.eq(people::id)))
            .filter(people::name_key.eq_any(chunk))
            .order((people::id, identities::kind))
            .select((PersonRow::as_select(), identities::kind))
            .load(db)?;
        found.extend(rows.into_iter().map(|(person, kind)| (person, kind.into())));
    }
    Ok(found)
}

/// Everybody of these names.
///
/// # Errors
/// [`crate::StorageError`].
pub fn called(db: &mut Db, name_keys: &[String]) -> Result<Vec<PersonRow>> {
    let mut found = Vec::new();
    for chunk in name_keys.chunks(LIST_CHUNK) {
        let rows: Vec<PersonRow> = people::table
            .filter(people::name_key.eq_any(chunk))
            .order(people::id)
            .select(PersonRow::as_select())
            .load(db)?;
        found.extend(rows);
    }
    Ok(found)
}

/// All numbers of a person, oldest first.
///
/// # Errors
/// [`crate::StorageError`].
pub fn identities_of(db: &mut Db, person: PersonId) -> Result<Vec<Identity>> {
    read(
        identities::table
            .filter(identities::person_id.eq(Key::from(person)))
            .order((
                identities::created_at,
                identities::kind,
                identities::blind_index,
            ))
            .select(IdentityRow::as_select())
            .load::<IdentityRow>(db)?,
    )
}

/// All numbers of these people, by person, each person's oldest first.
///
/// # Errors
/// [`crate::StorageError`].
pub fn identities_of_all(db: &mut Db, people: &[PersonId]) -> Result<Vec<Identity>> {
    let mut found = Vec::new();
    for chunk in people.chunks(LIST_CHUNK) {
        found.append(&mut read(
            identities::table
                .filter(
                    identities::person_id
                        .eq_any(chunk.iter().map(|id| Key::from(*id)).collect::<Vec<_>>()),
                )
                .order((
                    identities::person_id,
                    identities::created_at,
                    identities::kind,
                    identities::blind_index,
                ))
                .select(IdentityRow::as_select())
                .load::<IdentityRow>(db)?,
        )?);
    }
    Ok(found)
}

/// The persons whose number this is or was merged into, for telling an operator's own family.
///
/// # Errors
/// [`crate::StorageError`].
pub fn by_index(db: &mut Db, index: &[u8]) -> Result<Vec<PersonId>> {
    let rows: Vec<Key> = identities::table
        .filter(identities::blind_index.eq(index))
        .order(identities::kind)
        .select(identities::person_id)
        .load(db)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Names a person who was known by a number alone until now; `false` when somebody else has named them meanwhile.
///
/// # Errors
/// [`crate::StorageError`].
pub fn name(db: &mut Db, row: &PersonRow) -> Result<bool> {
    let named = diesel::update(people::table.find(row.id).filter(people::name.eq("")))
        .set((
            people::name.eq(&row.name),
            people::name_key.eq(&row.name_key),
            people::revision.eq(people::revision + 1),
        ))
        .execute(db)?;
    Ok(named == 1)
}

/// Writes or lifts a merge; the caller holds the person.
///
/// # Errors
/// [`crate::StorageError::NotFound`].
pub fn set_merged(db: &mut Db, person: PersonId, into: Option<PersonId>) -> Result<()> {
    let changed = diesel::update(people::table.find(Key::from(person)))
        .set((
            people::merged_into.eq(into.map(Key::from)),
            people::revision.eq(people::revision + 1),
        ))
        .execute(db)?;
    if changed == 1 {
        Ok(())
    } else {
        Err(crate::StorageError::NotFound)
    }
}

/// A page of everybody who is counted as somebody else, by id.
///
/// # Errors
/// [`crate::StorageError`].
pub fn merged(db: &mut Db, after: Option<Key>, limit: i64) -> Result<Vec<PersonRow>> {
    let mut query = people::table
        .filter(people::merged_into.is_not_null())
        .order(people::id)
        .select(PersonRow::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(people::id.gt(after));
    }
    Ok(query.limit(limit).load(db)?)
}

/// Roster entries of these people, at any unit.
///
/// # Errors
/// [`crate::StorageError`].
pub fn memberships_of(db: &mut Db, ids: &[PersonId]) -> Result<Vec<MembershipRow>> {
    let keys: Vec<Key> = ids.iter().map(|id| Key::from(*id)).collect();
    let mut found = Vec::with_capacity(keys.len());
    for chunk in keys.chunks(LIST_CHUNK) {
        found.extend(
            memberships::table
                .filter(memberships::person_id.eq_any(chunk))
                .order((memberships::unit_id, memberships::person_id))
                .select(MembershipRow::as_select())
                .load(db)?,
        );
    }
    Ok(found)
}

/// How many people in service stand on rosters of unions in scope.
///
/// # Errors
/// [`crate::StorageError`].
pub fn in_service(db: &mut Db, scope: &Scope) -> Result<usize> {
    let count: i64 = memberships::table
        .inner_join(units::table.on(units::id.eq(memberships::unit_id)))
        .filter(memberships::in_service.eq(true))
        .filter(within!(units::path, scope.path()))
        .select(count(memberships::person_id).aggregate_distinct())
        .get_result(db)?;
    Ok(usize::try_from(count).unwrap_or_default())
}

/// Adds roster entries that are all new; the couples they name are kept by themselves.
///
/// # Errors
/// [`crate::StorageError`].
pub fn add_memberships(db: &mut Db, rows: &Vec<MembershipRow>) -> Result<usize> {
    insert_all!(db, memberships::table, rows)
}

/// Writes a changed roster entry; `row.revision` is the new one. A couple it named before stays one.
///
/// # Errors
/// [`crate::StorageError::Conflict`].
pub fn update_membership(db: &mut Db, row: &MembershipRow) -> Result<()> {
    let changed = diesel::update(
        memberships::table
            .find((row.unit_id, row.person_id))
            .filter(memberships::revision.eq(row.revision - 1)),
    )
    .set(row)
    .execute(db)?;
    one_row(changed)
}

/// Records a proof of parentage that a reviewer saw; a second look changes nothing.
///
/// # Errors
/// [`crate::StorageError`].
pub fn add_relations(db: &mut Db, seen: &[SeenProof]) -> Result<usize> {
    let seen: Vec<RelationRow> = rows(seen);
    insert_new!(db, relations::table, &seen)
}

/// Proofs seen for these people.
///
/// # Errors
/// [`crate::StorageError`].
pub fn relations_of(db: &mut Db, subjects: &[PersonId]) -> Result<Vec<SeenProof>> {
    let keys: Vec<Key> = subjects.iter().map(|id| Key::from(*id)).collect();
    let mut found = Vec::new();
    for chunk in keys.chunks(LIST_CHUNK) {
        found.append(&mut read(
            relations::table
                .filter(relations::subject_id.eq_any(chunk))
                .order((
                    relations::subject_id,
                    relations::parent_id,
                    relations::unit_id,
                ))
                .select(RelationRow::as_select())
                .load::<RelationRow>(db)?,
        )?);
    }
    Ok(found)
}

/// Everybody of a unit's roster.
///
/// # Errors
/// [`crate::StorageError`].
pub fn roster(db: &mut Db, unit: UnitId) -> Result<Vec<MembershipRow>> {
    Ok(memberships::table
        .filter(memberships::unit_id.eq(Key::from(unit)))
        .order(memberships::person_id)
        .select(MembershipRow::as_select())
        .load(db)?)
}
