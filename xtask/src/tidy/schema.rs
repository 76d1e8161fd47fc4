//! The tables the migrations of one engine add up to.

use std::collections::{BTreeMap, BTreeSet};

use super::Problem;
use super::migrations::Migration;
use super::sql::{self, Token};

/// All tables by name.
pub type Schema = BTreeMap<String, Table>;

/// One table: its columns and what is unique in it or refers elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The names of its columns.
    pub columns: BTreeSet<String>,
    /// Primary, unique and foreign keys, unique indexes too.
    pub keys: Vec<Key>,
}

/// One key of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// What sort of key.
    pub kind: KeyKind,
    /// The constraint's or index's name, when it has one.
    pub name: Option<String>,
    /// Its columns in order; an expression stands as its first word.
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

/// Words that make the database hand out numbers; ids are made by the application.
const SEQUENCES: &[&str] = &[
    "serial",
    "bigserial",
    "smallserial",
    "autoincrement",
    "identity",
    "sequence",
    "nextval",
];

/// Runs the up-scripts in order on paper; what hands out numbers is a problem.
pub fn build(engine: &str, migrations: &[Migration]) -> (Schema, Vec<Problem>) {
    let mut schema = Schema::new();
    let mut problems = Vec::new();
    for migration in migrations {
        for statement in sql::statements(migration.up.as_deref().unwrap_or_default()) {
            let place = format!("migrations/{engine}/{}", migration.name);
            if let Some(word) = hands_out_numbers(&statement) {
                problems.push(Problem::new(
                    place,
                    format!("`{word}` hands out numbers; ids are made by the application"),
                ));
            }
            apply(&mut schema, &statement);
        }
    }
    (schema, problems)
}

fn hands_out_numbers(statement: &[Token]) -> Option<&str> {
    let word = statement
        .iter()
        .find(|token| SEQUENCES.contains(&token.as_str()));
    // SQLite numbers such a column by itself, even without AUTOINCREMENT.
    let rowid = statement
        .windows(3)
        .any(|three| sql::starts_with(three, &["integer", "primary", "key"]));
    word.map(String::as_str)
        .or(rowid.then_some("integer primary key"))
}

fn apply(schema: &mut Schema, statement: &[Token]) {
    if sql::starts_with(statement, &["create", "table"]) {
        create_table(schema, &statement[2..]);
    } else if sql::starts_with(statement, &["create", "unique", "index"]) {
        create_unique_index(schema, &statement[3..]);
    } else if sql::starts_with(statement, &["alter", "table"]) {
        alter_table(schema, &statement[2..]);
    } else if sql::starts_with(statement, &["drop", "table"]) {
        let rest = sql::skip(&statement[2..], &["if", "exists"]);
        for name in sql::list(rest) {
            schema.remove(name[0].as_str());
        }
    } else if sql::starts_with(statement, &["drop", "index"]) {
        let rest = sql::skip(&statement[2..], &["concurrently"]);
        let name = sql::skip(rest, &["if", "exists"]).first();
        drop_key(schema.values_mut(), name);
    }
}

fn create_table(schema: &mut Schema, rest: &[Token]) {
    let rest = sql::skip(rest, &["if", "not", "exists"]);
    let (Some(name), Some((inside, _))) = (rest.first(), sql::parenthesis(rest, 0)) else {
        return;
    };
    let mut table = Table::default();
    for item in sql::list(inside) {
        add_item(&mut table, item);
    }
    schema.insert(name.clone(), table);
}

/// A column or a constraint, as it stands in CREATE TABLE or after ADD.
fn add_item(table: &mut Table, item: &[Token]) {
    let (name, rest) = if item.first().is_some_and(|word| word == "constraint") {
        (item.get(1).cloned(), item.get(2..).unwrap_or_default())
    } else {
        (None, item)
    };
    let listed = |from: usize| {
        sql::parenthesis(rest, from).map_or((Vec::new(), from), |(inside, after)| {
            (first_words(inside), after)
        })
    };
    match rest.first().map(String::as_str) {
        Some("primary") => table.keys.push(Key {
            kind: KeyKind::Primary,
            name,
            columns: listed(0).0,
        }),
        Some("unique") => table.keys.push(Key {
            kind: KeyKind::Unique,
            name,
            columns: listed(0).0,
        }),
        Some("foreign") => {
            let (columns, after) = listed(0);
            let target = rest.get(after + 1).cloned().unwrap_or_default();
            table.keys.push(Key {
                kind: KeyKind::Foreign(target),
                name,
                columns,
            });
        }
        Some("check" | "exclude" | "like") | None => {}
        Some(column) => add_column(table, column, &rest[1..]),
    }
}

fn add_column(table: &mut Table, column: &str, rest: &[Token]) {
    table.columns.insert(column.to_owned());
    for (at, word) in rest.iter().enumerate() {
        let kind = match word.as_str() {
            "primary" => KeyKind::Primary,
            "unique" => KeyKind::Unique,
            "references" => KeyKind::Foreign(rest.get(at + 1).cloned().unwrap_or_default()),
            _ => continue,
        };
        table.keys.push(Key {
            kind,
            name: None,
            columns: vec![column.to_owned()],
        });
    }
}

fn create_unique_index(schema: &mut Schema, rest: &[Token]) {
    let rest = sql::skip(rest, &["concurrently"]);
    let rest = sql::skip(rest, &["if", "not", "exists"]);
    let Some(on) = rest.iter().position(|word| word == "on") else {
        return;
    };
    let name = rest.first().filter(|_| on > 0).cloned();
    let rest = sql::skip(&rest[on + 1..], &["only"]);
    let (Some(table), Some((inside, _))) = (rest.first(), sql::parenthesis(rest, 0)) else {
        return;
    };
    let columns = first_words(inside);
    if let Some(table) = schema.get_mut(table) {
        table.keys.push(Key {
            kind: KeyKind::Unique,
            name,
            columns,
        });
    }
}

fn alter_table(schema: &mut Schema, rest: &[Token]) {
    let rest = sql::skip(rest, &["if", "exists"]);
    let rest = sql::skip(rest, &["only"]);
    let Some((name, actions)) = rest.split_first() else {
        return;
    };
    if sql::starts_with(actions, &["rename", "to"]) {
        if let (Some(table), Some(to)) = (schema.remove(name), actions.get(2)) {
            schema.insert(to.clone(), table);
        }
        return;
    }
    let Some(table) = schema.get_mut(name) else {
        return;
    };
    for action in sql::list(actions) {
        alter(table, action);
    }
}

fn alter(table: &mut Table, action: &[Token]) {
    let Some((verb, rest)) = action.split_first() else {
        return;
    };
    let constraint = rest.first().is_some_and(|word| word == "constraint");
    let rest = sql::skip(rest, &["column"]);
    match verb.as_str() {
        "add" => add_item(table, sql::skip(rest, &["if", "not", "exists"])),
        "drop" if constraint => {
            drop_key(
                std::iter::once(table),
                sql::skip(&rest[1..], &["if", "exists"]).first(),
            );
        }
        "drop" => {
            if let Some(column) = sql::skip(rest, &["if", "exists"]).first() {
                table.columns.remove(column);
                table.keys.retain(|key| !key.columns.contains(column));
            }
        }
        "rename" if !constraint => {
            if let [from, to, new, ..] = rest
                && to == "to"
                && table.columns.remove(from)
            {
                table.columns.insert(new.clone());
                let columns = table.keys.iter_mut().flat_map(|key| &mut key.columns);
                columns
                    .filter(|column| *column == from)
                    .for_each(|column| column.clone_from(new));
            }
        }
        _ => {}
    }
}

fn drop_key<'a>(tables: impl Iterator<Item = &'a mut Table>, name: Option<&Token>) {
    if name.is_some() {
        tables.for_each(|table| table.keys.retain(|key| key.name.as_ref() != name));
    }
}

fn first_words(inside: &[Token]) -> Vec<String> {
    sql::list(inside)
        .iter()
        .filter_map(|item| item.first().cloned())
        .collect()
}

/// Tables and columns that stand on one engine only.
pub fn compare(sqlite: &Schema, postgres: &Schema) -> Vec<Problem> {
    let mut problems = Vec::new();
    let names: BTreeSet<&String> = sqlite.keys().chain(postgres.keys()).collect();
    for name in names {
        let place = format!("migrations, table {name}");
        let (Some(here), Some(there)) = (sqlite.get(name), postgres.get(name)) else {
            let engine = if sqlite.contains_key(name) {
                "PostgreSQL"
            } else {
                "SQLite"
            };
            problems.push(Problem::new(place, format!("is missing on {engine}")));
            continue;
        };
        for column in here.columns.symmetric_difference(&there.columns) {
            let engine = if here.columns.contains(column) {
                "PostgreSQL"
            } else {
                "SQLite"
            };
            problems.push(Problem::new(
                place.as_str(),
                format!("column `{column}` is missing on {engine}"),
            ));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    pub fn schema(up: &str) -> Schema {
        let migration = Migration {
            name: "m".into(),
            up: Some(up.into()),
            down: None,
        };
        build("sqlite", &[migration]).0
    }

    #[test]
    fn columns_and_keys_are_read_from_a_table() {
        let found = schema(
            "CREATE TABLE IF NOT EXISTS claims (
                subject_id BLOB NOT NULL CHECK (length(subject_id) = 16),
                id BLOB NOT NULL UNIQUE,
                unit_id BLOB REFERENCES units (id),
                CONSTRAINT pk PRIMARY KEY (subject_id, id),
                FOREIGN KEY (subject_id, id) REFERENCES slots (subject_id, claim)
            ) WITHOUT ROWID;",
        );
        let table = &found["claims"];
        let columns: Vec<&str> = table.columns.iter().map(String::as_str).collect();
        assert_eq!(columns, ["id", "subject_id", "unit_id"]);
        let keys: Vec<String> = table.keys.iter().map(Key::to_string).collect();
        assert_eq!(
            keys,
            [
                "UNIQUE (id)",
                "FOREIGN KEY (unit_id) REFERENCES units",
                "PRIMARY KEY (subject_id, id)",
                "FOREIGN KEY (subject_id, id) REFERENCES slots",
            ]
        );
    }

    #[test]
    fn later_statements_change_the_table() {
        let found = schema(
            "CREATE TABLE a (x INT, y INT); CREATE UNIQUE INDEX a_y ON a (lower(y), x);
             ALTER TABLE a ADD COLUMN z INT; ALTER TABLE a RENAME COLUMN x TO w;
             ALTER TABLE a DROP COLUMN y; DROP INDEX a_y; ALTER TABLE a RENAME TO b;",
        );
        assert_eq!(found["b"].columns, ["w", "z"].map(str::to_owned).into());
        assert!(found["b"].keys.is_empty());
    }

    #[test]
    fn a_sequence_is_a_problem_in_any_spelling() {
        for up in [
            "CREATE TABLE a (id BIGSERIAL)",
            "CREATE TABLE a (id INTEGER PRIMARY KEY)",
            "CREATE TABLE a (id BIGINT GENERATED ALWAYS AS IDENTITY)",
            "CREATE SEQUENCE s",
        ] {
            let migration = Migration {
                name: "m".into(),
                up: Some(up.into()),
                down: None,
            };
            assert_eq!(build("postgres", &[migration]).1.len(), 1, "{up}");
        }
        let plain = Migration {
            up: Some("CREATE TABLE identities (id BLOB)".into()),
            ..Migration::default()
        };
        assert!(build("sqlite", &[plain]).1.is_empty());
    }

    #[test]
    fn the_same_columns_on_both_engines_pass_whatever_their_types() {
        let (here, there) = (
            schema("CREATE TABLE a (x BLOB)"),
            schema("CREATE TABLE a (x BYTEA)"),
        );
        assert!(compare(&here, &there).is_empty());
    }

    #[test]
    fn a_column_of_one_engine_only_fails() {
        let (here, there) = (
            schema("CREATE TABLE a (x INT, y INT)"),
            schema("CREATE TABLE a (x INT); CREATE TABLE b (x INT)"),
        );
        let found: Vec<String> = compare(&here, &there)
            .into_iter()
            .map(|p| p.message)
            .collect();
        assert_eq!(
            found,
            [
                "column `y` is missing on PostgreSQL",
                "is missing on SQLite"
            ]
        );
    }
}
