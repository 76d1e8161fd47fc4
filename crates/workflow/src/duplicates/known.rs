//! What was decided before about two people, so that no scan asks again.

use super::body::CaseBody;
use crate::error::Result;
use domain::ids::PersonId;
use storage::Db;

/// Two operators found these people to be different people.
///
/// # Errors
/// [`crate::WorkflowError`].
pub fn decided_different(db: &mut Db, a: PersonId, b: PersonId) -> Result<bool> {
    let mut people = vec![a, b];
    let rows = storage::people::by_ids(db, &people)?;
    people.extend(
        rows.iter()
            .filter_map(|row| row.merged_into.map(PersonId::from)),
    );
    people.sort_unstable();
    people.dedup();
    for row in storage::cases::found_different(db, &people)? {
        let apart = CaseBody::of(&row)?.apart;
        let group = |person: PersonId| apart.iter().position(|group| group.contains(&person));
        if let (Some(one), Some(other)) = (group(a), group(b))
            && one != other
        {
            return Ok(true);
        }
    }
    Ok(false)
}
