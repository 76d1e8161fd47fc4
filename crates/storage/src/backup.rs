//! What tells that a copy of a database is whole, and the copy of a SQLite file.

use crate::{Db, Result, StorageError, audit, dialect};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// What is counted of a database; a copy of it counts the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// The last migration that was run.
    pub schema: String,
    /// Rows by table.
    pub rows: BTreeMap<String, i64>,
    /// Sum of the debits in the ledger, in fen.
    pub booked_fen: i64,
    /// Position of the last seal; none before the first one.
    pub seal: Option<i64>,
}

impl Contents {
    /// The first table of which another copy has another number of rows, with both numbers; the ledger's sum and the seal
    /// count as tables.
    pub fn differs(&self, other: &Self) -> Option<(String, i64, i64)> {
        let mut all: Vec<(&str, i64, i64)> = self
            .rows
            .iter()
            .map(|(table, rows)| {
                (
                    table.as_str(),
                    *rows,
                    other.rows.get(table).copied().unwrap_or_default(),
                )
            })
            .collect();
        all.extend(
            other
                .rows
                .iter()
                .filter(|(table, _)| !self.rows.contains_key(*table))
                .map(|(table, rows)| (table.as_str(), 0, *rows)),
        );
        all.push((
            "ledger_entries.amount_fen",
            self.booked_fen,
            other.booked_fen,
        ));
        all.push((
            "seals.seq",
            self.seal.unwrap_or_default(),
            other.seal.unwrap_or_default(),
        ));
        let differing = all.into_iter().find(|(_, one, two)| one != two);
        differing.map(|(table, one, two)| (table.to_owned(), one, two))
    }
}

/// Counts a database, as it is at one moment.
///
/// # Errors
/// [`StorageError`].
pub fn contents(db: &mut Db) -> Result<Contents> {
    db.snapshot(counted)
}

fn counted(db: &mut Db) -> Result<Contents> {
    let mut rows = BTreeMap::new();
    for table in dialect::table_names(db)? {
        let count = dialect::number(db, &format!("SELECT COUNT(*) AS number FROM {table}"))?;
        rows.insert(table, count);
    }
    Ok(Contents {
        schema: dialect::last_migration(db)?,
        rows,
        booked_fen: dialect::number(
            db,
            "SELECT CAST(COALESCE(SUM(amount_fen), 0) AS BIGINT) AS number FROM ledger_entries WHERE amount_fen > 0",
        )?,
        seal: audit::all_seals(db)?.pop().map(|seal| seal.seq),
    })
}

/// Counts a PostgreSQL database and hands `body` the name of the snapshot it was counted in, which `pg_dump` can take up.
///
/// # Errors
/// [`StorageError::NoRoles`] on SQLite; whatever `body` returns.
pub fn counted_for_dump<T, E: From<StorageError>>(
    db: &mut Db,
    body: impl FnOnce(Contents, &str) -> std::result::Result<T, E>,
) -> std::result::Result<T, E> {
    db.snapshot(|db| {
        let snapshot = dialect::export_snapshot(db)?;
        let contents = counted(db)?;
        body(contents, &snapshot)
    })
}

/// Copies a SQLite database into a file that is not there yet, as it is at this moment, while others go on writing.
///
/// # Errors
/// [`StorageError`].
pub fn copy_file(db: &mut Db, to: &Path) -> Result<()> {
    let to = to.display().to_string().replace('\'', "''");
    dialect::execute_raw(db, &format!("VACUUM INTO '{to}'"))
}

/// The database has no table.
///
/// # Errors
/// [`StorageError`].
pub fn is_empty(db: &mut Db) -> Result<bool> {
    Ok(dialect::table_names(db)?.is_empty())
}
