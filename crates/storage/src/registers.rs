//! Tables of which each union's part is vouched for as a whole.

use crate::column_mappings::ColumnMapping;
use crate::dialect::LIST_CHUNK;
use crate::filed_names::FiledNameRow;
use crate::named_partners::NamedRow;
use crate::participations::ParticipationRow;
use crate::people::MembershipRow;
use crate::roster_names::RosterNameRow;
use crate::schema::{
    column_mappings, filed_names, memberships, named_partners, participations, roster_names,
};
use crate::{Db, Key, Result};
use diesel::dsl::count_star;
use diesel::prelude::*;
use std::collections::BTreeMap;

/// A row of such a table.
pub trait Part: Sized {
    /// How many rows each union has; without `units`, of all that have any.
    ///
    /// # Errors
    /// [`crate::StorageError`].
    fn sizes(db: &mut Db, units: Option<&[Key]>) -> Result<BTreeMap<Key, i64>>;

    /// All rows of these unions, by union and, within it, in the order of the key.
    ///
    /// # Errors
    /// [`crate::StorageError`].
    fn of_units(db: &mut Db, units: &[Key]) -> Result<Vec<Self>>;

    /// The union whose part the row is of.
    fn unit(&self) -> Key;
}

macro_rules! parts {
    ($($table:ident $row:ty, $order:expr;)*) => {$(
        impl Part for $row {
            fn sizes(db: &mut Db, units: Option<&[Key]>) -> Result<BTreeMap<Key, i64>> {
                let query = || {
                    $table::table
                        .group_by($table::unit_id)
                        .order($table::unit_id)
                        .select(($table::unit_id, count_star()))
                };
                let Some(units) = units else {
                    let all: Vec<(Key, i64)> = query().load(db)?;
                    return Ok(all.into_iter().collect());
                };
                let mut found = BTreeMap::new();
                for chunk in units.chunks(LIST_CHUNK) {
                    let some: Vec<(Key, i64)> =
                        query().filter($table::unit_id.eq_any(chunk)).load(db)?;
                    found.extend(some);
                }
                Ok(found)
            }

            fn of_units(db: &mut Db, units: &[Key]) -> Result<Vec<Self>> {
                let mut found = Vec::new();
                for chunk in units.chunks(LIST_CHUNK) {
                    let some: Vec<Self> = $table::table
                        .filter($table::unit_id.eq_any(chunk))
                        .order($order)
                        .select(Self::as_select())
                        .load(db)?;
                    found.extend(some);
                }
                Ok(found)
            }

            fn unit(&self) -> Key {
                self.unit_id
            }
        }
    )*};
}

parts! {
    memberships MembershipRow, (memberships::unit_id, memberships::person_id);
    named_partners NamedRow, (named_partners::unit_id, named_partners::person_id);
    roster_names RosterNameRow, (roster_names::unit_id, roster_names::person_id, roster_names::name);
    participations ParticipationRow, (
        participations::unit_id,
        participations::subject_id,
        participations::programme,
        participations::scheme,
        participations::plan,
    );
    filed_names FiledNameRow, (filed_names::unit_id, filed_names::person_id);
    column_mappings ColumnMapping, (column_mappings::unit_id, column_mappings::profile, column_mappings::header);
}
