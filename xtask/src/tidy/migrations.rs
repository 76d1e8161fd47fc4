//! The migrations of the two engines beside each other.

use std::collections::BTreeSet;

use super::Problem;

/// One migration of one engine.
#[derive(Debug, Clone, Default)]
pub struct Migration {
    /// Its folder's name.
    pub name: String,
    /// The text of up.sql, when it is there.
    pub up: Option<String>,
    /// The text of down.sql, when it is there.
    pub down: Option<String>,
}

/// A migration that stands on one engine only.
pub fn same_names(sqlite: &[Migration], postgres: &[Migration]) -> Vec<Problem> {
    let names = |side: &[Migration]| -> BTreeSet<String> {
        side.iter()
            .map(|migration| migration.name.clone())
            .collect()
    };
    let (sqlite, postgres) = (names(sqlite), names(postgres));
    let missing = |name: &String| {
        let engine = if sqlite.contains(name) {
            "postgres"
        } else {
            "sqlite"
        };
        Problem::new(format!("migrations/{engine}"), format!("lacks {name}"))
    };
    sqlite
        .symmetric_difference(&postgres)
        .map(missing)
        .collect()
}

/// Two migrations under one number: the order between them would be chance.
pub fn unique_numbers(engine: &str, side: &[Migration]) -> Vec<Problem> {
    let mut seen = BTreeSet::new();
    let number = |migration: &Migration| {
        let number = migration.name.split('_').next().unwrap_or_default();
        number.to_owned()
    };
    side.iter()
        .filter(|migration| !seen.insert(number(migration)))
        .map(|migration| {
            Problem::new(
                format!("migrations/{engine}/{}", migration.name),
                "shares its number with another migration",
            )
        })
        .collect()
}

/// Scripts that are missing, or a way up without a way down.
pub fn complete(engine: &str, side: &[Migration]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for migration in side {
        let place = format!("migrations/{engine}/{}", migration.name);
        let works = |script: &Option<String>| {
            script
                .as_ref()
                .map(|text| statements(text).next().is_some())
        };
        match (works(&migration.up), works(&migration.down)) {
            (None, _) => problems.push(Problem::new(place, "has no up.sql")),
            (_, None) => problems.push(Problem::new(place, "has no down.sql")),
            (Some(false), _) => problems.push(Problem::new(place, "up.sql does nothing")),
            (_, Some(false)) => problems.push(Problem::new(place, "down.sql does not undo up.sql")),
            _ => {}
        }
    }
    problems
}

/// The first lines of a script's statements: each begins in the first column, as our migrations are written. What the
/// statements add up to is asked of the migrated databases, not read here.
fn statements(script: &str) -> impl Iterator<Item = &str> {
    script
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()))
        .filter(|line| !line.starts_with("END"))
}

/// On PostgreSQL an index on a table that an earlier migration made stands alone in its migration:
/// such a table is large, and its index is built concurrently, outside of a transaction.
pub fn index_alone(postgres: &[Migration]) -> Vec<Problem> {
    let mut earlier: BTreeSet<&str> = BTreeSet::new();
    let mut problems = Vec::new();
    for migration in postgres {
        let statements: Vec<&str> =
            statements(migration.up.as_deref().unwrap_or_default()).collect();
        for table in statements.iter().filter_map(|line| indexed_table(line)) {
            if statements.len() > 1 && earlier.contains(table) {
                problems.push(Problem::new(
                    format!("migrations/postgres/{}", migration.name),
                    format!("indexes the existing table `{table}` among other statements"),
                ));
            }
        }
        earlier.extend(statements.iter().filter_map(|line| {
            let name = line.strip_prefix("CREATE TABLE ")?;
            name.split([' ', '(']).next()
        }));
    }
    problems
}

fn indexed_table(line: &str) -> Option<&str> {
    let is_index = line.starts_with("CREATE INDEX ") || line.starts_with("CREATE UNIQUE INDEX ");
    let (_, on) = line.split_once(" ON ").filter(|_| is_index)?;
    on.split([' ', '(']).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn migration(name: &str, up: &str) -> Migration {
        Migration {
            name: name.to_owned(),
            up: Some(up.to_owned()),
            down: Some("DROP TABLE a".to_owned()),
        }
    }

    #[test]
    fn the_same_folders_on_both_engines_pass() {
        let side = [migration("1_a", "CREATE TABLE a (x INT)")];
        assert!(same_names(&side, &side).is_empty());
        assert!(complete("sqlite", &side).is_empty());
    }

    #[test]
    fn a_folder_of_one_engine_only_fails() {
        let found = same_names(&[migration("1_a", "")], &[]);
        assert_eq!(found, [Problem::new("migrations/postgres", "lacks 1_a")]);
    }

    #[test]
    fn two_migrations_under_one_number_fail() {
        let side = |second| [migration("1_a", "x"), migration(second, "x")];
        assert!(unique_numbers("sqlite", &side("2_b")).is_empty());
        assert_eq!(unique_numbers("sqlite", &side("1_b")).len(), 1);
    }

    #[test]
    fn a_way_up_without_a_way_down_fails() {
        let mut one = migration("1_a", "CREATE TABLE a (x INT)");
        one.down = Some("-- nothing".to_owned());
        assert_eq!(
            complete("sqlite", &[one.clone()])[0].message,
            "down.sql does not undo up.sql"
        );
        one.down = None;
        assert_eq!(complete("sqlite", &[one])[0].message, "has no down.sql");
    }

    #[test]
    fn an_index_on_an_existing_table_stands_alone() {
        let first = migration(
            "1_a",
            "CREATE TABLE a (\n    x INT\n);\nCREATE INDEX i ON a (x);",
        );
        let alone = migration("2_b", "CREATE INDEX CONCURRENTLY j ON a (x);");
        assert!(index_alone(&[first.clone(), alone]).is_empty());
        let mixed = migration(
            "2_b",
            "ALTER TABLE a ADD y INT;\nCREATE UNIQUE INDEX j ON a (y);",
        );
        assert_eq!(index_alone(&[first, mixed]).len(), 1);
    }
}
