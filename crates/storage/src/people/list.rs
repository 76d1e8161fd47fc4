//! People in scope, found by number, by name or by how the name sounds.

use crate::claims::list::ClaimLine;
use crate::dialect::LIST_CHUNK;
use crate::page::{end_of, within};
use crate::schema::{claims, filed_names, identities, memberships, name_forms, people, units};
use crate::{Db, Key, Result};
use chrono::NaiveDate;
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use domain::ids::PersonId;
use domain::unit::Scope;
use std::collections::BTreeMap;

/// What is known of who is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sought {
    /// Kind and blind index of a whole identity number.
    Identity(String, Vec<u8>),
    /// Start of the name, as its comparison key.
    Name(String),
    /// Start of one of the name's forms in letters.
    Form(String),
}

/// A person of a list.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct PersonLine {
    /// Id.
    pub id: Key,
    /// Name as first filed.
    pub name: String,
    /// Name for comparison.
    pub name_key: String,
    /// Date of birth.
    pub birth_date: Option<NaiveDate>,
    /// Code of [`domain::identity::Sex`].
    pub sex: Option<String>,
    /// The person this one turned out to be.
    pub merged_into: Option<Key>,
}

/// Somebody is in scope who is on a roster of it, or has filed there, or for whom was filed there.
macro_rules! in_scope {
    ($scope:expr) => {{
        let path = $scope.path();
        let rosters = memberships::table
            .inner_join(units::table.on(units::id.eq(memberships::unit_id)))
            .filter(memberships::person_id.eq(people::id))
            .filter(within!(units::path, path))
            .select(memberships::person_id);
        let subjects = claims::table
            .filter(claims::subject_id.eq(people::id))
            .filter(within!(claims::unit_path, path))
            .select(claims::subject_id);
        let members = claims::table
            .filter(claims::member_id.eq(people::id))
            .filter(within!(claims::unit_path, path))
            .select(claims::member_id);
        exists(rosters).or(exists(subjects)).or(exists(members))
    }};
}

/// The union of this column wrote of the person what is on record.
macro_rules! as_on_record {
    ($unit:expr) => {
        not(exists(
            filed_names::table
                .filter(filed_names::person_id.eq(people::id))
                .filter(filed_names::unit_id.eq($unit)),
        ))
    };
}

/// As [`in_scope`], and a union of it wrote of the person what is on record: others do not know that.
macro_rules! known_in_scope {
    ($scope:expr) => {{
        let path = $scope.path();
        let rosters = memberships::table
            .inner_join(units::table.on(units::id.eq(memberships::unit_id)))
            .filter(memberships::person_id.eq(people::id))
            .filter(within!(units::path, path))
            .filter(as_on_record!(memberships::unit_id))
            .select(memberships::person_id);
        let subjects = claims::table
            .filter(claims::subject_id.eq(people::id))
            .filter(within!(claims::unit_path, path))
            .filter(as_on_record!(claims::unit_id))
            .select(claims::subject_id);
        let members = claims::table
            .filter(claims::member_id.eq(people::id))
            .filter(within!(claims::unit_path, path))
            .filter(as_on_record!(claims::unit_id))
            .select(claims::member_id);
        exists(rosters).or(exists(subjects)).or(exists(members))
    }};
}

type Columns = (
    people::id,
    people::name,
    people::name_key,
    people::birth_date,
    people::sex,
    people::merged_into,
);
const COLUMNS: Columns = (
    people::id,
    people::name,
    people::name_key,
    people::birth_date,
    people::sex,
    people::merged_into,
);

/// A page of people in scope by name, at most `limit`, after the person `after` (name key and id).
///
/// # Errors
/// [`crate::StorageError`].
pub fn page(
    db: &mut Db,
    scope: &Scope,
    sought: &Sought,
    after: Option<(String, PersonId)>,
    limit: i64,
) -> Result<Vec<PersonLine>> {
    let mut query = people::table.into_boxed();
    query = match sought {
        Sought::Identity(kind, index) => query.filter(in_scope!(scope)).filter(
            people::id.eq_any(
                identities::table
                    .filter(identities::kind.eq(kind.clone()))
                    .filter(identities::blind_index.eq(index.clone()))
                    .select(identities::person_id),
            ),
        ),
        Sought::Name(start) => query
            .filter(known_in_scope!(scope))
            .filter(people::name_key.ge(start.clone()))
            .filter(people::name_key.lt(end_of(start))),
        Sought::Form(start) => query.filter(known_in_scope!(scope)).filter(
            people::name_key.eq_any(
                name_forms::table
                    .filter(name_forms::form.ge(start.clone()))
                    .filter(name_forms::form.lt(end_of(start)))
                    .select(name_forms::name_key),
            ),
        ),
    };
    if let Some((name_key, id)) = after {
        query = query.filter(people::name_key.ge(name_key.clone())).filter(
            people::name_key
                .gt(name_key)
                .or(people::id.gt(Key::from(id))),
        );
    }
    Ok(query
        .order((people::name_key, people::id))
        .limit(limit)
        .select(COLUMNS)
        .load(db)?)
}

/// People in scope whom a union of it named so, while others had put them on record otherwise; by name, at most
/// `limit`, nobody for a number.
///
/// # Errors
/// [`crate::StorageError`].
pub fn named_otherwise(
    db: &mut Db,
    scope: &Scope,
    sought: &Sought,
    limit: i64,
) -> Result<Vec<PersonLine>> {
    let query = people::table
        .inner_join(filed_names::table.on(filed_names::person_id.eq(people::id)))
        .inner_join(units::table.on(units::id.eq(filed_names::unit_id)))
        .filter(within!(units::path, scope.path()))
        .into_boxed();
    let query = match sought {
        Sought::Identity(..) => return Ok(Vec::new()),
        Sought::Name(start) => query
            .filter(filed_names::name_key.ge(start.clone()))
            .filter(filed_names::name_key.lt(end_of(start))),
        Sought::Form(start) => query.filter(
            filed_names::name_key.eq_any(
                name_forms::table
                    .filter(name_forms::form.ge(start.clone()))
                    .filter(name_forms::form.lt(end_of(start)))
                    .select(name_forms::name_key),
            ),
        ),
    };
    Ok(query
        .order((filed_names::name_key, people::id))
        .limit(limit)
        .select(COLUMNS)
        .load(db)?)
}

/// A person in scope.
///
/// # Errors
/// [`crate::StorageError::NotFound`] when there is none, or not in scope.
pub fn find(db: &mut Db, scope: &Scope, id: PersonId) -> Result<PersonLine> {
    Ok(people::table
        .filter(people::id.eq(Key::from(id)))
        .filter(in_scope!(scope))
        .select(COLUMNS)
        .first(db)?)
}

/// The claims of these people, as people or as members, by id; each once, in scope or not.
///
/// # Errors
/// [`crate::StorageError`].
pub fn claims_of(db: &mut Db, ids: &[PersonId]) -> Result<Vec<ClaimLine>> {
    let mut found: BTreeMap<Key, ClaimLine> = BTreeMap::new();
    for chunk in ids.chunks(LIST_CHUNK) {
        let keys: Vec<Key> = chunk.iter().map(|id| Key::from(*id)).collect();
        let subjects: Vec<ClaimLine> = claims::table
            .filter(claims::subject_id.eq_any(keys.clone()))
            .order((claims::subject_id, claims::id))
            .select(ClaimLine::as_select())
            .load(db)?;
        let members: Vec<ClaimLine> = claims::table
            .filter(claims::member_id.eq_any(keys))
            .order((claims::subject_id, claims::id))
            .select(ClaimLine::as_select())
            .load(db)?;
        found.extend(
            subjects
                .into_iter()
                .chain(members)
                .map(|line| (line.id, line)),
        );
    }
    Ok(found.into_values().collect())
}
