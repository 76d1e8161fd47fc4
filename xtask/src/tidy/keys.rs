//! The keys rule: what belongs to a person is keyed by that person first.
//!
//! `subject_id` leads every primary, unique and foreign key of these tables, so that the database
//! can be spread over several servers by person without changing a table.

use super::Problem;
use super::schema::{Key, KeyKind, Schema};

/// The tables whose rows belong to one person.
const SUBJECT_TABLES: &[&str] = &[
    "slots",
    "claims",
    "claim_events",
    "decisions",
    "ledger_entries",
    "audit_log",
];

/// Small tables that every server holds in full; a plain foreign key to them costs nothing.
const REFERENCE_TABLES: &[&str] = &[
    "units",
    "operators",
    "operator_keys",
    "programmes",
    "periods",
    "plans",
    "budgets",
];

/// Keys that break the rule knowingly: table, columns, reason. Empty, and better so.
const EXCEPTIONS: &[(&str, &[&str], &str)] = &[];

const SUBJECT: &str = "subject_id";

/// Keys that do not lead with the person.
pub fn check(engine: &str, schema: &Schema) -> Vec<Problem> {
    let mut problems = Vec::new();
    if schema.is_empty() {
        return problems;
    }
    for name in SUBJECT_TABLES {
        let has_subject = schema
            .get(*name)
            .is_some_and(|table| table.columns.contains(SUBJECT));
        if !has_subject {
            // A renamed table must not slip out of the rule.
            problems.push(Problem::new(
                format!("migrations/{engine}, table {name}"),
                format!("is missing, or has no `{SUBJECT}`"),
            ));
        }
    }
    for (name, table) in schema {
        let own = SUBJECT_TABLES.contains(&name.as_str());
        for key in table.keys.iter().filter(|key| breaks(own, key)) {
            if !is_exception(name, key) {
                problems.push(Problem::new(
                    format!("migrations/{engine}, table {name}"),
                    format!("{key} does not begin with `{SUBJECT}`"),
                ));
            }
        }
    }
    problems
}

/// `own` says whether the key stands in a table of the rule; from elsewhere only a foreign key
/// that points into such a table is bound by it.
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

fn is_exception(table: &str, key: &Key) -> bool {
    EXCEPTIONS
        .iter()
        .any(|(name, columns, _)| *name == table && key.columns == *columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::migrations::Migration;
    use crate::tidy::schema::build;

    /// All tables of the rule in good order, then one more script.
    fn problems(more: &str) -> Vec<String> {
        let mut up = String::new();
        for name in SUBJECT_TABLES
            .iter()
            .filter(|name| !more.contains(&format!("TABLE {name} ")))
        {
            up += &format!(
                "CREATE TABLE {name} (subject_id BLOB, id BLOB, PRIMARY KEY (subject_id, id));\n"
            );
        }
        let migration = Migration {
            name: "m".into(),
            up: Some(up + more),
            down: None,
        };
        let (schema, _) = build("sqlite", &[migration]);
        check("sqlite", &schema)
            .into_iter()
            .map(|problem| problem.message)
            .collect()
    }

    #[test]
    fn keys_that_begin_with_the_person_pass() {
        assert_eq!(problems(""), Vec::<String>::new());
    }

    #[test]
    fn a_primary_key_that_begins_elsewhere_fails() {
        let found = problems("CREATE TABLE claims (subject_id BLOB, id BLOB PRIMARY KEY);");
        assert_eq!(found, ["PRIMARY KEY (id) does not begin with `subject_id`"]);
    }

    #[test]
    fn a_unique_index_that_begins_elsewhere_fails() {
        assert_eq!(problems("CREATE UNIQUE INDEX n ON claims (id);").len(), 1);
        assert!(problems("CREATE UNIQUE INDEX n ON claims (subject_id, id);").is_empty());
    }

    #[test]
    fn a_foreign_key_to_a_reference_table_is_plain() {
        let to = |table: &str| {
            problems(&format!(
                "CREATE TABLE slots (subject_id BLOB, x BLOB REFERENCES {table} (id), PRIMARY KEY (subject_id, x));"
            ))
        };
        assert!(to("units").is_empty());
        assert_eq!(to("batches").len(), 1);
    }

    #[test]
    fn a_foreign_key_into_the_persons_rows_carries_the_person() {
        let found = problems("CREATE TABLE batch_lines (claim BLOB REFERENCES claims (id));");
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn a_table_of_the_rule_that_is_gone_fails() {
        assert_eq!(problems("DROP TABLE audit_log;").len(), 1);
    }
}
