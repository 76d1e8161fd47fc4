//! What tables a database really has: columns, keys, and what hands out numbers. Asked by tests, so that no rule about
//! the schema rests on reading scripts.

use crate::db::Db;
use crate::dialect;
use crate::error::StorageError;
use std::collections::{BTreeMap, BTreeSet};

/// All tables by name, the migrations' own left out.
pub type Schema = BTreeMap<String, Table>;

/// One table: its columns and what is unique in it or refers elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The names of its columns.
    pub columns: BTreeSet<String>,
    /// Primary, unique and foreign keys, unique indexes too.
    pub keys: Vec<Key>,
    /// The database itself numbers its rows.
    pub numbered: bool,
}

/// One key of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// What sort of key.
    pub kind: KeyKind,
    /// Its columns in order; empty for an expression.
    pub columns: Vec<String>,
}

/// The sorts of keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyKind {
    /// `PRIMARY KEY`.
    Primary,
    /// `UNIQUE`, or a unique index.
    Unique,
    /// `FOREIGN KEY … REFERENCES` this table.
    Foreign(String),
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let columns = self.columns.join(", ");
        match &self.kind {
            KeyKind::Primary => write!(f, "PRIMARY KEY ({columns})"),
            KeyKind::Unique => write!(f, "UNIQUE ({columns})"),
            KeyKind::Foreign(table) => write!(f, "FOREIGN KEY ({columns}) REFERENCES {table}"),
        }
    }
}

/// Reads the schema of a database.
///
/// # Errors
/// [`StorageError`].
pub fn of(db: &mut Db) -> Result<Schema, StorageError> {
    const MIGRATIONS: &str = "__diesel_schema_migrations";
    let mut schema = Schema::new();
    let mut keys: BTreeMap<(String, String), Key> = BTreeMap::new();
    for part in dialect::schema_parts(db)? {
        if part.table_name == MIGRATIONS {
            continue;
        }
        let kind = match part.kind.as_str() {
            "column" => {
                let table = schema.entry(part.table_name).or_default();
                table.columns.insert(part.column_name);
                continue;
            }
            "numbered" => {
                schema.entry(part.table_name).or_default().numbered = true;
                continue;
            }
            "primary" => KeyKind::Primary,
            "unique" => KeyKind::Unique,
            _ => KeyKind::Foreign(part.target),
        };
        // The name alone would let a foreign key of SQLite, which has only a number, meet an index.
        let name = format!("{} {}", part.kind, part.key_name);
        keys.entry((part.table_name, name))
            .or_insert(Key {
                kind,
                columns: Vec::new(),
            })
            .columns
            .push(part.column_name);
    }
    for ((table, _), key) in keys {
        schema.entry(table).or_default().keys.push(key);
    }
    Ok(schema)
}
