//! What is vouched for as a whole: all that a union's roster says in one table, and an import with its rows.
//!
//! A roster has thousands of members, so that a witness of each would cost more than the roster. Whoever writes to one holds the
//! union's part of the table, makes sure that it is what was vouched for last, and vouches for what it has become.

use super::everything::{Fault, Take};
use super::records::{Bytes, each};
use super::{Record, Witness, expect_vouched, of};
use crate::error::{Result, WorkflowError};
use sealing::Keyring;
use std::collections::{BTreeMap, BTreeSet};
use storage::column_mappings::ColumnMapping;
use storage::filed_names::FiledNameRow;
use storage::imports::{ImportRecord, ImportedRow};
use storage::named_partners::NamedRow;
use storage::participations::ParticipationRow;
use storage::people::MembershipRow;
use storage::registers::Part;
use storage::roster_names::RosterNameRow;
use storage::{Db, Key};

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
    /// Who takes part in what.
    Participations,
    /// What unions wrote of people whom others had put on record otherwise.
    FiledNames,
    /// What headers of a union's own sheets mean.
    ColumnMappings,
}

impl Register {
    /// All of them.
    pub(crate) const ALL: &'static [Self] = &[
        Self::Memberships,
        Self::NamedPartners,
        Self::RosterNames,
        Self::Participations,
        Self::FiledNames,
        Self::ColumnMappings,
    ];
    /// Those that were vouched for last.
    pub(crate) const LATER: &'static [Self] =
        &[Self::Participations, Self::FiledNames, Self::ColumnMappings];
    /// What a roster of members writes.
    pub(crate) const ROSTER: &'static [Self] =
        &[Self::Memberships, Self::NamedPartners, Self::RosterNames];

    pub(super) fn each_part<E: Fault>(
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
            Self::Participations => parts::<ParticipationRow, E>(db, keyring, units, take),
            Self::FiledNames => parts::<FiledNameRow, E>(db, keyring, units, take),
            Self::ColumnMappings => parts::<ColumnMapping, E>(db, keyring, units, take),
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
    "participations" ParticipationRow,
        [subject_id, programme, scheme, plan, joined_on, left_on, shares, contribution_fen, own_fen, known_as, name, bank,
         sealed_card, import_id, updated_at, replaces_id, claimant_id];
    "filed_names" FiledNameRow, [person_id, name, name_key, birth_date, sex, filed_at];
    "column_mappings" ColumnMapping, [profile, header, title, field, made_by, made_at];
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

/// Whose an import is and what is said of it; a union that is moved takes it along.
pub(crate) struct ImportHead<'i>(pub(crate) &'i ImportRecord);

impl Record for ImportHead<'_> {
    const RELATION: &'static str = "imports/head";
    const FIELDS: &'static [&'static str] = &[
        "scope_path",
        "file_name",
        "started_at",
        "accepted",
        "refused",
        "warned",
        "unchanged",
    ];

    fn known_by(&self) -> (String, i64) {
        (self.0.id.0.to_string(), self.0.revision)
    }

    fn values(&self) -> Vec<Vec<u8>> {
        let row = self.0;
        vec![
            row.scope_path.bytes(),
            row.file_name.bytes(),
            row.started_at.bytes(),
            row.accepted.bytes(),
            row.refused.bytes(),
            row.warned.bytes(),
            row.unchanged.bytes(),
        ]
    }
}

/// The state of an import that took rows over.
pub(crate) const PROMOTED: &str = "promoted";
/// The state of an import that was refused whole.
pub(crate) const REFUSED: &str = "refused";

/// An import that took rows over, or was refused whole, with all of them as they were received.
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

/// The witnesses of an import that was just ended. Its union may have been moved since it began.
pub(crate) fn of_import(
    db: &mut Db,
    keyring: &Keyring,
    ended: &ImportRecord,
    rows: &[ImportedRow],
) -> Result<[Witness; 2]> {
    let stored = storage::imports::written(db, ended.id)?;
    Ok([
        of(keyring, &Import(ended, rows)),
        of(keyring, &ImportHead(&stored)),
    ])
}
