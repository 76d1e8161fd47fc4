//! Who named whom as the spouse. Each pair stands here from both ends, and for good: a later roster that names somebody
//! else adds a pair.

use crate::dialect::{LIST_CHUNK, insert_new};
use crate::people::MembershipRow;
use crate::schema::couples;
use crate::{Db, Key, Result};
use diesel::prelude::*;
use domain::ids::PersonId;
use std::collections::BTreeMap;

/// A row of `couples`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = couples, treat_none_as_default_value = false)]
struct CoupleRow {
    person_id: Key,
    partner_id: Key,
    unit_id: Key,
    declared_at: i64,
}

/// Keeps the spouses that roster entries name, those not known yet.
pub(crate) fn declare(db: &mut Db, entries: &[MembershipRow]) -> Result<()> {
    let mut rows: BTreeMap<(Key, Key), CoupleRow> = BTreeMap::new();
    for entry in entries {
        let Some(spouse) = entry.spouse_id.filter(|spouse| *spouse != entry.person_id) else {
            continue;
        };
        for (person, partner) in [(entry.person_id, spouse), (spouse, entry.person_id)] {
            rows.entry((person, partner)).or_insert(CoupleRow {
                person_id: person,
                partner_id: partner,
                unit_id: entry.unit_id,
                declared_at: entry.updated_at,
            });
        }
    }
    // In the order of the table, so that two rosters written at once do not wait for each other in a circle.
    let rows: Vec<CoupleRow> = rows.into_values().collect();
    insert_new!(db, couples::table, &rows)?;
    Ok(())
}

/// Everybody whom one of these people named as the spouse, or who named them: (one of the people, the other).
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
