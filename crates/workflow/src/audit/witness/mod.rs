//! What an act vouches for besides its own words: the records it wrote, as it left them.
//!
//! An entry of an operator's chain carries, for each record of another table that the act wrote, a keyed digest of every
//! field. The last one of a record is what it must still be, so that whoever changes, forges or removes a record behind the
//! system's back is found out, with table, key and field.

pub(crate) mod cases;
pub(crate) mod earlier;
pub(crate) mod everything;
mod records;
pub(crate) mod registers;
pub(crate) mod sums;
mod touched;

pub(crate) use records::{Batch, Contributions, Receipt, Slip};
pub(crate) use registers::{ImportHead, of_import};
pub(crate) use touched::of_changes;

use crate::error::{Refusal, Result, WorkflowError};
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

/// How a record is not what was vouched for.
pub(crate) enum Unlike {
    /// Nobody vouches for it.
    Forged,
    /// A field differs from what the entry at this position of a chain says.
    Changed(&'static str, i64),
}

/// The first of these records of one table that is not what its last witness says.
pub(crate) fn first_unlike<'p>(
    db: &mut Db,
    page: &'p [Witness],
) -> storage::Result<Option<(&'p Witness, Unlike)>> {
    let Some(first) = page.first() else {
        return Ok(None);
    };
    let records: Vec<&str> = page.iter().map(|one| one.record.as_str()).collect();
    let last = storage::witnesses::last(db, first.relation, &records)?;
    Ok(page.iter().find_map(|witness| {
        let unlike = match last.get(&witness.record) {
            None => Some(Unlike::Forged),
            Some(vouched) => {
                let field = witness.differs_from(&vouched.fields);
                field.map(|field| Unlike::Changed(field, vouched.seq))
            }
        };
        unlike.map(|unlike| (witness, unlike))
    }))
}

/// Makes sure that records of one table, which an act is about to write, are what was vouched for last: whoever vouched for
/// what was changed by hand would cover it up.
///
/// # Errors
/// [`WorkflowError::Refused`].
pub(crate) fn expect_vouched(db: &mut Db, page: &[Witness]) -> Result<()> {
    let Some((
        Witness {
            relation, record, ..
        },
        _,
    )) = first_unlike(db, page)?
    else {
        return Ok(());
    };
    let relation = table_of(relation);
    let what = words!(
        "`{relation}` 中的 `{record}` 与最后一条操作记录所记不符，未写入任何内容；请运行 `gongbao audit verify`，\
         并将记录恢复原状",
        "`{record}` of `{relation}` is not what its last entry vouches for; nothing was written: run `gongbao audit \
         verify` and put it back to what it was"
    );
    Err(WorkflowError::Refused(Refusal::new("record-altered", what)))
}

impl Witness {
    /// The first field that differs from what was vouched for.
    fn differs_from(&self, vouched: &[u8]) -> Option<&'static str> {
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

/// The table of what is vouched for: a record of it may be vouched for in parts.
pub(crate) fn table_of(relation: &str) -> &str {
    relation.split('/').next().unwrap_or(relation)
}

/// Writes what an entry vouches for.
pub(crate) fn store(db: &mut Db, rows: &Vec<WitnessRow>) -> Result<()> {
    storage::witnesses::add(db, rows)?;
    Ok(())
}
