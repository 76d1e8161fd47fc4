//! A fresh database for one test.

use crate::postgres::{self, Server};
use std::path::PathBuf;
use std::sync::OnceLock;
use storage::{DatabaseUrl, Db};
use tempfile::TempDir;
use workflow::payments::exports::Place;

/// Which database engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

enum Keep {
    File,
    Server { server: Server, name: String },
}

/// A migrated, empty database, gone when this value is dropped.
pub struct TestDb {
    url: DatabaseUrl,
    /// For the program itself, whose role may do only what it needs.
    program: DatabaseUrl,
    keep: Keep,
    /// Gone, with what was put into it, when the test ends.
    dir: TempDir,
}

impl TestDb {
    /// A fresh database; `None` when no PostgreSQL server is given and none is demanded.
    ///
    /// `GONGBAO_TEST_POSTGRES_URL` names the server. Without it a PostgreSQL test is left out with a
    /// notice, and fails where `GONGBAO_TEST_REQUIRE_POSTGRES=1` or `CI=true` says it must run.
    pub fn fresh(engine: Engine) -> Option<Self> {
        match engine {
            Engine::Sqlite => Some(Self::file()),
            Engine::Postgres => postgres::server().map(|server| {
                let name = server.fresh_database();
                Self {
                    url: server.url(&name),
                    program: server.program_url(&name),
                    keep: Keep::Server { server, name },
                    dir: tempfile::tempdir().expect("a directory beside the test's database"),
                }
            }),
        }
    }

    fn file() -> Self {
        let dir = tempfile::tempdir().expect("a directory for the test's database");
        let path = dir.path().join(FILE);
        std::fs::write(&path, sqlite_template()).expect("a copy of the empty database");
        Self {
            url: sqlite_url(&path),
            program: sqlite_url(&path),
            keep: Keep::File,
            dir,
        }
    }

    /// Which engine it is.
    pub fn engine(&self) -> Engine {
        match self.keep {
            Keep::File => Engine::Sqlite,
            Keep::Server { .. } => Engine::Postgres,
        }
    }

    /// A name that no other database of the tests has, in lower-case letters, digits and `_`.
    pub fn name(&self) -> String {
        match &self.keep {
            Keep::File => "file".to_owned(),
            Keep::Server { name, .. } => name.clone(),
        }
    }

    /// Its URL for whoever owns the tables.
    pub fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// Its URL for the program, whose role on a server may do what it needs and nothing else.
    pub fn program_url(&self) -> &DatabaseUrl {
        &self.program
    }

    /// The program's URL as the command line takes it.
    pub fn url_text(&self) -> String {
        match &self.program {
            DatabaseUrl::Postgres(url) => url.clone(),
            DatabaseUrl::Sqlite(path) => format!("sqlite:{path}"),
        }
    }

    /// Keeps the database as it is now, as a backup does; nobody may be connected.
    pub fn save(&self) {
        match &self.keep {
            Keep::File => {
                let mut db = self.open();
                storage::execute_raw(&mut db, "PRAGMA wal_checkpoint(TRUNCATE)")
                    .expect("a checkpoint");
                drop(db);
                std::fs::copy(self.beside(FILE), self.beside(SAVED)).expect("a copy of the file");
            }
            Keep::Server { server, name } => server.copy_database(name, &saved(name)),
        }
    }

    /// Puts the database back to what was [saved](TestDb::save); everything since is lost.
    pub fn put_back(&self) {
        match &self.keep {
            Keep::File => {
                for log in ["-wal", "-shm"] {
                    let _ = std::fs::remove_file(self.beside(&format!("{FILE}{log}")));
                }
                std::fs::copy(self.beside(SAVED), self.beside(FILE)).expect("the copy put back");
            }
            Keep::Server { server, name } => server.copy_database(&saved(name), name),
        }
    }

    /// A file of this name beside the database, in a directory of the test's own.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Where its exports are remembered.
    pub fn register(&self) -> Place {
        Place {
            register: self.beside("exports.register"),
            head: self.beside("exports.head"),
        }
    }

    /// The folder for what operators send in and fetch.
    pub fn exchange(&self) -> PathBuf {
        self.beside("exchange")
    }

    /// A new connection as whoever owns the tables.
    pub fn open(&self) -> Db {
        Db::open(&self.url).expect("a connection to the test's database")
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        if let Keep::Server { server, name } = &self.keep {
            server.drop_database(name);
            server.drop_database(&saved(name));
        }
    }
}

/// The file of a database.
const FILE: &str = "gongbao.db";
/// What was kept of it.
const SAVED: &str = "saved.db";

/// The name of a database's copy on its server.
fn saved(name: &str) -> String {
    format!("{name}_saved")
}

fn sqlite_url(path: &std::path::Path) -> DatabaseUrl {
    DatabaseUrl::Sqlite(path.to_string_lossy().into_owned())
}

/// The bytes of a migrated, empty file, made once per process.
fn sqlite_template() -> &'static [u8] {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    BYTES.get_or_init(|| {
        let dir = tempfile::tempdir().expect("a directory for the template");
        let path: PathBuf = dir.path().join("template.db");
        let mut db = Db::create(&sqlite_url(&path)).expect("the template");
        storage::migrate(&mut db).expect("the migrations of SQLite");
        // The copy takes one file, so nothing may be left in the log beside it.
        storage::execute_raw(&mut db, "PRAGMA wal_checkpoint(TRUNCATE)").expect("a checkpoint");
        drop(db);
        std::fs::read(&path).expect("the template's bytes")
    })
}
