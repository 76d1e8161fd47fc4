//! The schema that the migrations make, asked of both engines: the same tables and columns, no number that a database
//! hands out, and keys that begin with the person a benefit is for, so that the database can be spread over several
//! servers by person without changing a table.

use std::collections::BTreeSet;
use storage::shape::{Key, KeyKind, Schema};
use storage::{execute_raw, shape};
use test_support::{Engine, TestDb, on_both};

/// The tables whose rows belong to one person.
const SUBJECT_TABLES: [&str; 6] = [
    "slots",
    "claims",
    "claim_events",
    "decisions",
    "ledger_entries",
    "audit_log",
];

/// Small tables that every server holds in full; a plain foreign key to them costs nothing.
const REFERENCE_TABLES: [&str; 7] = [
    "units",
    "operators",
    "operator_keys",
    "programmes",
    "periods",
    "plans",
    "budgets",
];

/// Keys that break the rule knowingly: table and columns, with the reason above. Empty, and better so.
const EXCEPTIONS: [(&str, &[&str]); 0] = [];

const SUBJECT: &str = "subject_id";

/// The schema of a database once more statements ran on it.
fn with(base: &TestDb, more: &str) -> Schema {
    let mut db = base.open();
    execute_raw(&mut db, more).unwrap();
    shape::of(&mut db).unwrap()
}

fn as_migrated(base: &TestDb) -> Schema {
    shape::of(&mut base.open()).unwrap()
}

/// Whether the key stands in the way of spreading by person. `own` says that it stands in a table of the rule; from
/// elsewhere only a foreign key that points into such a table is bound by it.
fn breaks(own: bool, key: &Key) -> bool {
    if key.columns.first().is_some_and(|column| column == SUBJECT) {
        return false;
    }
    match &key.kind {
        KeyKind::Primary | KeyKind::Unique => own,
        KeyKind::Foreign(target) => {
            let target = target.as_str();
            SUBJECT_TABLES.contains(&target) || (own && !REFERENCE_TABLES.contains(&target))
        }
    }
}

fn broken(schema: &Schema) -> Vec<String> {
    let mut broken = Vec::new();
    for (name, table) in schema {
        let own = SUBJECT_TABLES.contains(&name.as_str());
        for key in table.keys.iter().filter(|key| breaks(own, key)) {
            let excepted = EXCEPTIONS
                .iter()
                .any(|(table, columns)| table == name && key.columns == *columns);
            if !excepted {
                broken.push(format!("{name}: {key}"));
            }
        }
    }
    broken
}

fn numbered(schema: &Schema) -> Vec<&String> {
    schema
        .iter()
        .filter(|(_, table)| table.numbered)
        .map(|(name, _)| name)
        .collect()
}

#[test]
fn both_engines_have_the_same_tables_and_columns() {
    let mut found: Vec<BTreeSet<(String, String)>> = Vec::new();
    for base in [Engine::Sqlite, Engine::Postgres].map(TestDb::fresh) {
        let Some(base) = base else { return };
        let columns = as_migrated(&base).into_iter().flat_map(|(name, table)| {
            let columns = table.columns.into_iter();
            columns.map(move |column| (name.clone(), column))
        });
        found.push(columns.collect());
    }
    let apart: Vec<_> = found[0].symmetric_difference(&found[1]).collect();
    assert!(apart.is_empty(), "{apart:?}");
    assert!(found[0].contains(&("claims".to_owned(), SUBJECT.to_owned())));
}

#[test]
fn what_belongs_to_a_person_is_keyed_by_that_person_first() {
    on_both(|base| {
        let schema = as_migrated(base);
        assert_eq!(broken(&schema), Vec::<String>::new());
        for name in SUBJECT_TABLES {
            // A renamed table must not slip out of the rule.
            assert!(schema[name].columns.contains(SUBJECT), "{name}");
            let keys = schema[name].keys.iter();
            let primary = keys.filter(|key| key.kind == KeyKind::Primary);
            assert_eq!(primary.count(), 1, "{name}");
        }
        let mut keys = schema["claims"].keys.iter();
        assert!(keys.any(|key| matches!(key.kind, KeyKind::Foreign(_))));
    });
}

#[test]
fn a_unique_index_that_begins_elsewhere_is_found() {
    on_both(|base| {
        let led = with(base, "CREATE UNIQUE INDEX n ON claims (subject_id, number)");
        assert_eq!(broken(&led), Vec::<String>::new());
        let not = with(base, "CREATE UNIQUE INDEX m ON claims (number, subject_id)");
        assert_eq!(broken(&not), ["claims: UNIQUE (number, subject_id)"]);
    });
}

#[test]
fn a_foreign_key_into_a_persons_rows_carries_the_person() {
    on_both(|base| {
        let id = match base.engine() {
            Engine::Sqlite => "BLOB",
            Engine::Postgres => "BYTEA",
        };
        let plain = format!("CREATE TABLE a (u {id} REFERENCES units (id))");
        assert_eq!(broken(&with(base, &plain)), Vec::<String>::new());
        let pointing = format!(
            "CREATE TABLE b (s {id}, c {id}, FOREIGN KEY (c, s) REFERENCES claims (id, subject_id));"
        );
        let unique = "CREATE UNIQUE INDEX n ON claims (id, subject_id);";
        let found = broken(&with(base, &format!("{unique}{pointing}")));
        assert!(found.contains(&"b: FOREIGN KEY (c, s) REFERENCES claims".to_owned()));
    });
}

#[test]
fn no_database_hands_out_numbers() {
    on_both(|base| {
        assert!(numbered(&as_migrated(base)).is_empty());
        let tables: &[&str] = match base.engine() {
            Engine::Sqlite => &["CREATE TABLE a (id INTEGER PRIMARY KEY)"],
            Engine::Postgres => &[
                "CREATE TABLE a (id BIGSERIAL)",
                "CREATE TABLE b (id BIGINT GENERATED ALWAYS AS IDENTITY)",
            ],
        };
        for (n, table) in tables.iter().enumerate() {
            assert_eq!(numbered(&with(base, table)).len(), n + 1, "{table}");
        }
    });
}
