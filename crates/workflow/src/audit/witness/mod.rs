//! What an act vouches for besides its own words: the records it wrote, as it left them.
//!
//! An entry of an operator's chain carries, for each record of another table that the act wrote, a keyed digest of every
//! field. The last one of a record is what it must still be, so that whoever changes, forges or removes a record behind the
//! system's back is found out, with table, key and field.

mod records;
mod touched;

pub(crate) use records::{Batch, Contributions, Everything, Receipt};
pub(crate) use touched::of_changes;

use crate::error::Result;
use sealing::{Keyring, MacPurpose};
use storage::witnesses::WitnessRow;
use storage::{Db, Key};

/// Bytes kept of the digest of one field: none can be made without the key, and among millions none meet by chance.
const FIELD_BYTES: usize = 8;

/// A record as an act left it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    pub(crate) relation: &'static str,
    /// The names of its fields.
    pub(crate) names: &'static [&'static str],
    pub(crate) record: String,
    pub(crate) revision: i64,
    pub(crate) fields: Vec<u8>,
}

/// A row that acts vouch for.
pub(crate) trait Record {
    /// Its table.
    const RELATION: &'static str;
    /// The fields that are vouched for; new ones are added at the end, so that what was written before still counts.
    const FIELDS: &'static [&'static str];

    /// Its key, as text, and what counts its writes.
    fn known_by(&self) -> (String, i64);
    /// The values of the fields, in their order.
    fn values(&self) -> Vec<Vec<u8>>;
}

/// The witness of a row as it is now.
pub(crate) fn of<R: Record>(keyring: &Keyring, row: &R) -> Witness {
    let (record, revision) = row.known_by();
    let fields = R::FIELDS
        .iter()
        .zip(row.values())
        .flat_map(|(name, value)| {
            let parts = [
                b"field",
                R::RELATION.as_bytes(),
                record.as_bytes(),
                name.as_bytes(),
                &value,
            ];
            let digest = keyring.mac(MacPurpose::EventLog, &parts);
            digest.into_iter().take(FIELD_BYTES)
        })
        .collect();
    Witness {
        relation: R::RELATION,
        names: R::FIELDS,
        record,
        revision,
        fields,
    }
}

impl Witness {
    /// The first field that differs from what was vouched for.
    pub(crate) fn differs_from(&self, vouched: &[u8]) -> Option<&'static str> {
        let pairs = self
            .fields
            .chunks(FIELD_BYTES)
            .zip(vouched.chunks(FIELD_BYTES));
        self.names
            .iter()
            .zip(pairs)
            .find(|(_, (now, then))| now != then)
            .map(|(name, _)| *name)
    }

    fn row(&self, operator: Key, seq: i64) -> WitnessRow {
        WitnessRow {
            operator_id: operator,
            seq,
            relation: self.relation.to_owned(),
            record: self.record.clone(),
            revision: self.revision,
            fields: self.fields.clone(),
        }
    }
}

/// The witnesses of an entry as they are stored, in the order they are hashed in; of a record named twice, the last.
pub(crate) fn rows(witnesses: &[Witness], operator: Key, seq: i64) -> Vec<WitnessRow> {
    let mut rows: Vec<WitnessRow> = witnesses.iter().map(|one| one.row(operator, seq)).collect();
    rows.sort_by(|a, b| {
        let key = |row: &WitnessRow| (row.relation.clone(), row.record.clone(), row.revision);
        key(b).cmp(&key(a))
    });
    rows.dedup_by(|a, b| (&a.relation, &a.record) == (&b.relation, &b.record));
    rows.reverse();
    rows
}

/// Writes what an entry vouches for.
pub(crate) fn store(db: &mut Db, rows: &Vec<WitnessRow>) -> Result<()> {
    storage::witnesses::add(db, rows)?;
    Ok(())
}
