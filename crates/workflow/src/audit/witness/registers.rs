//! What is vouched for as a whole: all that a union's roster says in one table, and an import with its rows.
//!
//! A roster has thousands of members, so that a witness of each would cost more than the roster. Whoever writes to one holds the
//! union's part of the table, makes sure that it is what was vouched for last, and vouches for what it has become.

use super::everything::{self, Fault, Take};
use super::records::{Bytes, each};
use super::{Record, Witness, expect_vouched, of};
use crate::audit::events;
use crate::error::{Result, WorkflowError};
use domain::year::Instant;
use sealing::Keyring;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use storage::imports::{ImportRecord, ImportedRow};
use storage::named_partners::NamedRow;
use storage::people::MembershipRow;
use storage::registers::Part;
use storage::roster_names::RosterNameRow;
use storage::{Db, Key, StorageError};

/// Rows of a register that are read at a time; one union's are read at once.
const ROWS: i64 = 5_000;
/// Unions whose parts are read at a time.
const UNITS: usize = 500;

/// A table of which each union's part is vouched for as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Register {
    /// Who is a member.
    Memberships,
    /// Whom members and claims name as partners without a number.
    NamedPartners,
    /// What rosters call people whom others call otherwise.
    RosterNames,
}

impl Register {
    /// All of them.
    pub(crate) const ALL: &'static [Self] =
        &[Self::Memberships, Self::NamedPartners, Self::RosterNames];

    fn each_part<E: Fault>(
        self,
        db: &mut Db,
        keyring: &Keyring,
        units: Option<&[Key]>,
        take: Take<'_, E>,
    ) -> std::result::Result<(), E> {
        match self {
            Self::Memberships => parts::<MembershipRow, E>(db, keyring, units, take),
            Self::NamedPartners => parts::<NamedRow, E>(db, keyring, units, take),
            Self::RosterNames => parts::<RosterNameRow, E>(db, keyring, units, take),
        }
    }
}

/// Has every union's part of every register taken.
pub(super) fn each_part<E: Fault>(
    db: &mut Db,
    keyring: &Keyring,
    take: Take<'_, E>,
) -> std::result::Result<(), E> {
    for register in Register::ALL {
        register.each_part(db, keyring, None, take)?;
    }
    Ok(())
}

/// Parts of registers that an act is about to write, held against everybody else until its transaction ends.
pub(crate) struct Held {
    units: Vec<Key>,
    registers: &'static [Register],
}

impl Held {
    /// Holds what these unions have in these registers.
    ///
    /// # Errors
    /// [`WorkflowError::Refused`] where it is not what was vouched for last.
    pub(crate) fn of(
        db: &mut Db,
        keyring: &Keyring,
        units: &BTreeSet<Key>,
        registers: &'static [Register],
    ) -> Result<Self> {
        storage::witnesses::hold(db, units)?;
        let units: Vec<Key> = units.iter().copied().collect();
        for register in registers {
            let take: Take<'_, WorkflowError> = &mut |db, page| expect_vouched(db, &page);
            register.each_part(db, keyring, Some(&units), take)?;
        }
        Ok(Self { units, registers })
    }

    /// The witnesses of what they have now.
    pub(crate) fn witnesses(&self, db: &mut Db, keyring: &Keyring) -> Result<Vec<Witness>> {
        of_units(db, keyring, &self.units, self.registers)
    }
}

/// The witnesses of what these unions have in these registers now.
pub(crate) fn of_units(
    db: &mut Db,
    keyring: &Keyring,
    units: &[Key],
    registers: &[Register],
) -> Result<Vec<Witness>> {
    let mut found = Vec::new();
    for register in registers {
        let take: Take<'_, WorkflowError> = &mut |_, page| {
            found.extend(page);
            Ok(())
        };
        register.each_part(db, keyring, Some(units), take)?;
    }
    Ok(found)
}

/// Has the parts of these unions taken as they are now, and of those that have lost all of theirs; without `units`, of all.
fn parts<R: Entry, E: Fault>(
    db: &mut Db,
    keyring: &Keyring,
    units: Option<&[Key]>,
    take: Take<'_, E>,
) -> std::result::Result<(), E> {
    let records = units.map(|units| units.iter().map(|unit| unit.0.to_string()).collect());
    let records: Option<Vec<String>> = records;
    let last = storage::witnesses::revisions(db, R::RELATION, records.as_deref())?;
    let mut sizes = R::sizes(db, units)?;
    let vouched = last.keys().filter_map(|record| record.parse().ok());
    for unit in vouched.map(Key) {
        sizes.entry(unit).or_default();
    }
    let (mut chunk, mut size) = (Vec::new(), 0);
    let mut left = sizes.into_iter().peekable();
    while let Some((unit, rows)) = left.next() {
        chunk.push(unit);
        size += rows;
        let fits = |next: &(Key, i64)| size + next.1 <= ROWS && chunk.len() < UNITS;
        if left.peek().is_some_and(fits) {
            continue;
        }
        let rows = R::of_units(db, &chunk)?;
        let mut by_unit: BTreeMap<Key, Vec<R>> =
            chunk.drain(..).map(|unit| (unit, Vec::new())).collect();
        for row in rows {
            by_unit.entry(row.unit()).or_default().push(row);
        }
        let page = by_unit.iter().map(|(unit, rows)| {
            let revision = last.get(&unit.0.to_string()).map_or(0, |last| last + 1);
            let of_unit = OfUnit {
                unit: *unit,
                revision,
                rows,
            };
            of(keyring, &of_unit)
        });
        let page = page.collect();
        take(db, page)?;
        size = 0;
    }
    Ok(())
}

/// The key of `meta` that says that nobody vouches for these tables yet.
const UNVOUCHED: &str = "registers";
/// The act that vouches for them; there is one in the life of a database.
pub(crate) const VOUCHED: &str = "vouch-registers";

/// Nobody vouches yet for tables that earlier versions left out.
pub(crate) fn are_unvouched(db: &mut Db) -> Result<bool> {
    Ok(storage::meta::get(db, UNVOUCHED)?.is_some())
}

/// Vouches for the tables that earlier versions left out as they are now, where a change of the schema left that to be done.
/// What is vouched for already is not vouched for again, whatever the database says: that would cover up a change by hand.
pub(crate) fn vouch_at_last(db: &mut Db, keyring: &Keyring, at: Instant) -> Result<()> {
    if !are_unvouched(db)? {
        return Ok(());
    }
    db.write(|db| {
        if storage::audit::has_event(db, VOUCHED)? {
            return Ok(storage::meta::remove(db, UNVOUCHED)?);
        }
        let operators = storage::operators::all(db)?;
        let first = operators.iter().find(|row| row.created_by.is_none());
        let first =
            first.ok_or_else(|| StorageError::stored("operators", "no first administrator"))?;
        let mut all = Vec::new();
        everything::each_of_registers(db, keyring, &mut |_, page| {
            all.extend(page);
            Ok::<_, WorkflowError>(())
        })?;
        storage::meta::remove(db, UNVOUCHED)?;
        let detail = json!({ "records": all.len() });
        events::append(db, keyring, first.id.into(), at, (VOUCHED, &detail), &all)
    })
}

/// A row of a register.
trait Entry: Part {
    const RELATION: &'static str;
    const FIELDS: &'static [&'static str];

    fn values(&self) -> Vec<Vec<u8>>;
}

macro_rules! entries {
    ($($relation:literal $row:ty, [$($field:ident),* $(,)?];)*) => {$(
        impl Entry for $row {
            const RELATION: &'static str = $relation;
            const FIELDS: &'static [&'static str] = &[$(stringify!($field)),*];

            fn values(&self) -> Vec<Vec<u8>> {
                vec![$(self.$field.bytes()),*]
            }
        }
    )*};
}

entries! {
    "memberships" MembershipRow,
        [person_id, in_service, dues_through, partner_id, partner_unit, sealed_mobile, import_id, updated_at, name, dues_said,
         service_said];
    "named_partners" NamedRow, [person_id, name, works_at];
    "roster_names" RosterNameRow, [person_id, name, replaced, said_on, said_by];
}

/// A union's part of a register, by person.
struct OfUnit<'r, R> {
    unit: Key,
    revision: i64,
    rows: &'r [R],
}

impl<R: Entry> Record for OfUnit<'_, R> {
    const RELATION: &'static str = R::RELATION;
    const FIELDS: &'static [&'static str] = R::FIELDS;

    fn known_by(&self) -> (String, i64) {
        (self.unit.0.to_string(), self.revision)
    }

    fn values(&self) -> Vec<Vec<u8>> {
        let mut columns = vec![Vec::new(); R::FIELDS.len()];
        for row in self.rows {
            for (column, value) in columns.iter_mut().zip(row.values()) {
                column.push(value);
            }
        }
        columns
            .into_iter()
            .map(|values| each(&values, Clone::clone))
            .collect()
    }
}

/// The state of an import that took rows over.
pub(crate) const PROMOTED: &str = "promoted";

/// An import that took rows over, with all of them as they were received.
pub(crate) struct Import<'i>(pub(crate) &'i ImportRecord, pub(crate) &'i [ImportedRow]);

impl Record for Import<'_> {
    const RELATION: &'static str = "imports";
    const FIELDS: &'static [&'static str] = &[
        "profile",
        "programme",
        "file_digest",
        "state",
        "row_count",
        "sealed_head",
        "file_findings",
        "made_by",
        "finished_at",
        "import_rows.row_no",
        "import_rows.state",
        "import_rows.claim_id",
        "import_rows.sealed",
        "import_rows.findings",
    ];

    fn known_by(&self) -> (String, i64) {
        (self.0.id.0.to_string(), self.0.revision)
    }

    fn values(&self) -> Vec<Vec<u8>> {
        let row = self.0;
        let mut rows: Vec<&ImportedRow> = self.1.iter().collect();
        rows.sort_by_key(|row| row.row_no);
        vec![
            row.profile.bytes(),
            row.programme.bytes(),
            row.file_digest.bytes(),
            row.state.bytes(),
            row.row_count.bytes(),
            row.sealed_head.bytes(),
            row.file_findings.bytes(),
            row.made_by.bytes(),
            row.finished_at.bytes(),
            each(&rows, |row| (row.row_no, row.sheet.clone()).bytes()),
            each(&rows, |row| row.state.bytes()),
            each(&rows, |row| (row.subject_id, row.claim_id).bytes()),
            each(&rows, |row| row.sealed.bytes()),
            each(&rows, |row| row.findings.bytes()),
        ]
    }
}
