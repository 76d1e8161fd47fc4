//! Who named whom as the partner, in a roster or a claim. Each pair stands here from both ends, and for good: a later roster
//! that names somebody else adds a pair.

use crate::dialect::{LIST_CHUNK, insert_new};
use crate::people::MembershipRow;
use crate::schema::couples;
use crate::{Db, Key, Result};
use diesel::prelude::*;
use domain::ids::{PersonId, UnitId};
use std::collections::{BTreeMap, BTreeSet};

/// A row of `couples`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = couples, treat_none_as_default_value = false)]
struct CoupleRow {
    person_id: Key,
    partner_id: Key,
    unit_id: Key,
    declared_at: i64,
}

/// Who names whom: a member, the partner, the union that says so, and when (microseconds since 1970).
pub type Naming = (PersonId, PersonId, UnitId, i64);

/// Keeps who names whom as the partner, each pair from both ends; what is known stays as it is.
///
/// # Errors
/// [`crate::StorageError`].
pub fn declare(db: &mut Db, namings: impl IntoIterator<Item = Naming>) -> Result<()> {
    let mut rows: BTreeMap<(Key, Key), CoupleRow> = BTreeMap::new();
    for (member, partner, unit, at) in namings {
        for (person, partner) in [(member, partner), (partner, member)] {
            let pair = (Key::from(person), Key::from(partner));
            if person != partner {
                rows.entry(pair).or_insert(CoupleRow {
                    person_id: pair.0,
                    partner_id: pair.1,
                    unit_id: unit.into(),
                    declared_at: at,
                });
            }
        }
    }
    // In the order of the table, so that two rosters written at once do not wait for each other in a circle.
    let rows: Vec<CoupleRow> = rows.into_values().collect();
    insert_new!(db, couples::table, &rows)?;
    Ok(())
}

/// Those of these pairs that nobody has declared yet, each once and with the one who comes first.
///
/// # Errors
/// [`crate::StorageError`].
pub fn undeclared(
    db: &mut Db,
    pairs: impl IntoIterator<Item = (PersonId, PersonId)>,
) -> Result<Vec<(PersonId, PersonId)>> {
    let mut pairs: BTreeSet<(PersonId, PersonId)> = pairs
        .into_iter()
        .filter(|(one, other)| one != other)
        .map(|(one, other)| (one.min(other), one.max(other)))
        .collect();
    let people: BTreeSet<PersonId> = pairs.iter().map(|(one, _)| *one).collect();
    let people: Vec<PersonId> = people.into_iter().collect();
    for pair in partners_of(db, &people)? {
        pairs.remove(&pair);
    }
    Ok(pairs.into_iter().collect())
}

/// What a roster entry says of the partner.
pub fn naming(entry: &MembershipRow) -> Option<Naming> {
    let partner = entry.partner_id?;
    let (member, unit) = (entry.person_id.into(), entry.unit_id.into());
    Some((member, partner.into(), unit, entry.updated_at))
}

/// Everybody whom one of these people named as the partner, or who named them: (one of the people, the other).
///
/// # Errors
/// [`crate::StorageError`].
pub fn partners_of(db: &mut Db, people: &[PersonId]) -> Result<Vec<(PersonId, PersonId)>> {
    let keys: Vec<Key> = people.iter().map(|id| Key::from(*id)).collect();
    let mut found = Vec::new();
    for chunk in keys.chunks(LIST_CHUNK) {
        let rows: Vec<(Key, Key)> = couples::table
            .filter(couples::person_id.eq_any(chunk))
            .order((couples::person_id, couples::partner_id))
            .select((couples::person_id, couples::partner_id))
            .load(db)?;
        found.extend(
            rows.into_iter()
                .map(|(person, partner)| (person.into(), partner.into())),
        );
    }
    Ok(found)
}
