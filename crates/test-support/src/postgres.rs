//! The PostgreSQL server of the tests: one template database for all, one copy of it per test.

use std::collections::hash_map::DefaultHasher;
use std::hash::Hasher;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use storage::rights::{self, Holder};
use storage::{DatabaseUrl, Db, StorageError, execute_raw};

const URL_VARIABLE: &str = "GONGBAO_TEST_POSTGRES_URL";
const REQUIRE_VARIABLE: &str = "GONGBAO_TEST_REQUIRE_POSTGRES";
/// The role that stands for the program's own; the one of the given URL owns the tables.
pub const PROGRAM: &str = "gongbao_test_program";
/// Any number, the same in every test process.
const TEMPLATE_LOCK: i64 = 0x0067_6f6e_6762_616f;

/// A server on which databases may be made and dropped.
#[derive(Clone)]
pub(crate) struct Server {
    /// The given URL; its database is where commands about databases are run.
    given: String,
}

/// The server the environment names.
pub(crate) fn server() -> Option<Server> {
    match variable(URL_VARIABLE) {
        Some(given) => Some(Server { given }),
        None => {
            let required = variable(REQUIRE_VARIABLE).as_deref() == Some("1")
                || variable("CI").as_deref() == Some("true");
            assert!(
                !required,
                "{URL_VARIABLE} is not set, but PostgreSQL tests must run; `cargo xtask test` sets it"
            );
            eprintln!(
                "left out on PostgreSQL: {URL_VARIABLE} is not set (`cargo xtask test` sets it)"
            );
            None
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the tests' own configuration, read here and nowhere else"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

impl Server {
    /// The URL of a database of this server.
    pub(crate) fn url(&self, database: &str) -> DatabaseUrl {
        DatabaseUrl::Postgres(replace_database(&self.given, database))
    }

    /// The URL of a database for the program, which comes in as the role that may do what it needs and nothing else.
    pub(crate) fn program_url(&self, database: &str) -> DatabaseUrl {
        let url = replace_database(&self.given, database);
        let mark = if url.contains('?') { '&' } else { '?' };
        DatabaseUrl::Postgres(format!("{url}{mark}options=-c%20role%3D{PROGRAM}"))
    }

    fn command(&self) -> Db {
        Db::open(&DatabaseUrl::parse(&self.given).expect("a PostgreSQL URL"))
            .expect("a connection to the tests' server")
    }

    /// A copy of the template under a name no other test process uses.
    pub(crate) fn fresh_database(&self) -> String {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let template = self.template();
        let name = format!(
            "gongbao_test_{}_{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let mut db = self.command();
        execute_raw(
            &mut db,
            &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
        )
        .expect("no leftover of that name");
        execute_raw(
            &mut db,
            &format!("CREATE DATABASE {name} TEMPLATE {template}"),
        )
        .expect("a database of its own");
        name
    }

    /// Makes `to` a copy of `from`, whatever it was; sessions of either are ended.
    pub(crate) fn copy_database(&self, from: &str, to: &str) {
        let mut db = self.command();
        let statements = [
            format!("DROP DATABASE IF EXISTS {to} WITH (FORCE)"),
            format!(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{from}'"
            ),
            format!("CREATE DATABASE {to} TEMPLATE {from}"),
        ];
        for statement in statements {
            execute_raw(&mut db, &statement).expect("a copy of the database");
        }
    }

    /// Drops a database, sessions and all. A failure must not hide the test's own.
    pub(crate) fn drop_database(&self, name: &str) {
        let Ok(url) = DatabaseUrl::parse(&self.given) else {
            return;
        };
        let dropped = Db::open(&url).and_then(|mut db| {
            execute_raw(
                &mut db,
                &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
            )
        });
        if let Err(cause) = dropped {
            eprintln!("the test database {name} was not dropped: {cause}");
        }
    }

    /// The migrated template, made by whichever process comes first and named after what makes it.
    fn template(&self) -> &'static str {
        static NAME: OnceLock<String> = OnceLock::new();
        NAME.get_or_init(|| {
            let name = format!("gongbao_template_{:016x}", template_digest());
            let mut db = self.command();
            execute_raw(
                &mut db,
                &format!("SELECT pg_advisory_lock({TEMPLATE_LOCK})"),
            )
            .expect("the template's lock");
            if Db::open(&self.url(&name)).is_err() {
                let raw = format!("{name}_raw");
                execute_raw(
                    &mut db,
                    &format!("DROP DATABASE IF EXISTS {raw} WITH (FORCE)"),
                )
                .expect("no half template");
                execute_raw(
                    &mut db,
                    &format!("CREATE DATABASE {raw} TEMPLATE template0"),
                )
                .expect("an empty database");
                let mut fresh = Db::open(&self.url(&raw)).expect("a connection to the template");
                storage::migrate(&mut fresh).expect("the migrations of PostgreSQL");
                execute_raw(&mut fresh, &make_role()).expect("the program's role");
                rights::grant(&mut fresh, PROGRAM, Holder::Program).expect("its rights");
                drop(fresh);
                // Only a whole template ever bears the name.
                execute_raw(&mut db, &format!("ALTER DATABASE {raw} RENAME TO {name}"))
                    .expect("the template's name");
            }
            name
        })
    }
}

/// Gives the program's role its rights anew, as whoever migrates a server does. SQLite knows no roles.
///
/// # Panics
/// When they cannot be given.
pub fn grant(db: &mut Db) {
    match rights::grant(db, PROGRAM, Holder::Program) {
        Ok(()) | Err(StorageError::NoRoles) => {}
        Err(error) => panic!("its rights: {error}"),
    }
}

/// The same server, another database: the path of the URL is replaced, its options are kept.
fn replace_database(url: &str, database: &str) -> String {
    let (scheme, rest) = url.split_once("://").expect("a URL with a scheme");
    let (place, options) = rest
        .split_once('?')
        .map_or((rest, None), |(place, options)| (place, Some(options)));
    let host = place.split_once('/').map_or(place, |(host, _)| host);
    let options = options
        .map(|options| format!("?{options}"))
        .unwrap_or_default();
    format!("{scheme}://{host}/{database}{options}")
}

/// A role belongs to the whole server, so it may be there already.
fn make_role() -> String {
    format!("DO $$ BEGIN CREATE ROLE {PROGRAM}; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
}

/// Of what makes a template: the migrations and the program's rights.
fn template_digest() -> u64 {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations/postgres");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&root)
        .expect("the migrations")
        .map(|entry| entry.expect("a migration").path().join("up.sql"))
        .filter(|path| path.exists())
        .collect();
    files.sort();
    files.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("../storage/src/rights.rs"));
    let mut hasher = DefaultHasher::new();
    for file in files {
        hasher.write(&std::fs::read(file).expect("a migration's text"));
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::replace_database;

    #[test]
    fn only_the_database_of_a_url_is_replaced() {
        for (given, wanted) in [
            ("postgres://u:p@h:5432/postgres", "postgres://u:p@h:5432/x"),
            (
                "postgresql://u@%2Frun%2Fpg/postgres?sslmode=disable",
                "postgresql://u@%2Frun%2Fpg/x?sslmode=disable",
            ),
            (
                "postgresql:///postgres?host=/run/pg&user=u",
                "postgresql:///x?host=/run/pg&user=u",
            ),
            ("postgres://h", "postgres://h/x"),
        ] {
            assert_eq!(replace_database(given, "x"), wanted);
        }
    }
}
