//! A place where the program runs.

use crate::outcome::Outcome;
use rehearsal::rows::{SheetRow, csv_of};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use tempfile::TempDir;
use test_support::{Engine, TestDb};

/// A directory, a database URL and a key file, all gone when this value is dropped.
pub struct Site {
    home: TempDir,
    url: String,
    engine: Engine,
    /// Dropped, and with it the database on the server, at the end.
    server: Option<TestDb>,
    today: &'static str,
}

impl Site {
    /// A site on which nothing was installed yet; `None` where the engine is left out.
    pub fn bare(engine: Engine) -> Option<Self> {
        let home = tempfile::tempdir().expect("a directory for the site");
        let (url, server) = match engine {
            Engine::Sqlite => (
                format!("sqlite:{}", home.path().join("gongbao.db").display()),
                None,
            ),
            Engine::Postgres => {
                // As whoever owns the tables has prepared it for the program's role.
                let server = TestDb::fresh(Engine::Postgres)?;
                (server.url_text(), Some(server))
            }
        };
        Some(Self {
            home,
            url,
            engine,
            server,
            today: crate::office::DAY,
        })
    }

    /// As [`Self::bare`], for a program that comes in as whoever owns the tables and finds an empty database.
    pub fn empty(engine: Engine) -> Option<Self> {
        let mut site = Self::bare(engine)?;
        if site.on_server() {
            for statement in ["DROP SCHEMA public CASCADE", "CREATE SCHEMA public"] {
                storage::execute_raw(&mut site.as_owner(), statement).expect("an empty database");
            }
            site.url = site.owner_url();
        }
        Some(site)
    }

    /// Which engine it works on.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// The database's URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The database's URL for whoever owns the tables.
    pub fn owner_url(&self) -> String {
        match self.server.as_ref().map(TestDb::url) {
            Some(storage::DatabaseUrl::Postgres(url)) => url.clone(),
            _ => self.url.clone(),
        }
    }

    /// A connection as whoever owns the tables.
    pub fn as_owner(&self) -> storage::Db {
        match &self.server {
            Some(server) => server.open(),
            None => storage::DatabaseUrl::parse(&self.url)
                .and_then(|url| storage::Db::open(&url))
                .expect("a connection to the site's database"),
        }
    }

    /// A path below the site's directory.
    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Writes a file into the site's directory and gives its path as text.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        std::fs::write(&path, bytes).expect("a file of the test");
        path.to_string_lossy().into_owned()
    }

    /// Writes a sheet as CSV and gives its path as text.
    pub fn sheet<R: SheetRow>(&self, name: &str, rows: &[R]) -> String {
        self.file(name, csv_of(rows))
    }

    /// The program with this site's database, without an operator; nothing of the caller's environment reaches it.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = program(self.home.path());
        command
            .env("GONGBAO_DATABASE_URL", &self.url)
            .env("GONGBAO_KEY_FILE", self.path("site.key"))
            .args(words);
        command
    }

    /// The program as `operator` on the site's day, answering in JSON.
    pub fn as_operator(&self, operator: &str, words: &[&str]) -> Command {
        let mut all = vec!["--operator", operator, "--today", self.today, "--json"];
        all.extend(words);
        self.command(&all)
    }

    /// Runs the program as `operator` and waits for its end.
    #[track_caller]
    pub fn run(&self, operator: &str, words: &[&str]) -> Outcome {
        finish(self.as_operator(operator, words))
    }

    /// Runs the program as `operator`, which asks to be confirmed, and then again with the words it printed.
    #[track_caller]
    pub fn confirmed(&self, operator: &str, words: &[&str]) -> Outcome {
        let asked = self.run(operator, words).exits(2).json();
        let confirm = crate::text(&asked["confirm"]);
        let all: Vec<&str> = words.iter().copied().chain(confirm.split(' ')).collect();
        self.run(operator, &all)
    }

    /// Runs the program as `operator` on another day than the site's.
    #[track_caller]
    pub fn run_on(&self, day: &str, operator: &str, words: &[&str]) -> Outcome {
        let mut all = vec!["--operator", operator, "--today", day, "--json"];
        all.extend(words);
        finish(self.command(&all))
    }

    /// Runs the program without an operator, in JSON.
    #[track_caller]
    pub fn run_plain(&self, words: &[&str]) -> Outcome {
        let mut all = vec!["--json"];
        all.extend(words);
        finish(self.command(&all))
    }

    /// Starts the program as `operator` and leaves it running.
    pub fn start(&self, operator: &str, words: &[&str]) -> Running {
        Running::start(self.as_operator(operator, words))
    }

    /// Runs the program in a way of the test's own.
    #[track_caller]
    pub fn finish(&self, command: Command) -> Outcome {
        finish(command)
    }

    /// Whether a PostgreSQL server holds the database.
    pub fn on_server(&self) -> bool {
        self.server.is_some()
    }
}

/// A run of the program that has not been waited for.
pub struct Running {
    child: Child,
    line: String,
}

impl Running {
    /// Starts a command.
    pub fn start(mut command: Command) -> Self {
        let line = line_of(&command);
        let child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        Self {
            child: child.unwrap_or_else(|error| panic!("{line}: {error}")),
            line,
        }
    }

    /// Waits for the end.
    #[track_caller]
    pub fn wait(self) -> Outcome {
        let output = self.child.wait_with_output().expect("the program's output");
        outcome(self.line, &output).checked()
    }

    /// Ends it as a power cut would, unless it has ended by itself; says whether it was still running.
    pub fn kill(mut self) -> bool {
        let running = self
            .child
            .try_wait()
            .expect("the program's state")
            .is_none();
        self.child.kill().expect("a program that can be killed");
        let output = self.child.wait_with_output().expect("the program's output");
        // Signal 9 leaves no exit code.
        running && output.status.code().is_none()
    }

    /// It is still running.
    pub fn is_running(&mut self) -> bool {
        self.child
            .try_wait()
            .expect("the program's state")
            .is_none()
    }
}

#[track_caller]
fn finish(command: Command) -> Outcome {
    Running::start(command).wait()
}

fn outcome(line: String, output: &Output) -> Outcome {
    Outcome {
        line,
        code: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn line_of(command: &Command) -> String {
    let words: Vec<_> = command
        .get_args()
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    format!("gongbao {}", words.join(" "))
}

/// The binary, with an empty environment but for a home below `home`.
#[expect(
    clippy::disallowed_methods,
    reason = "the tests start the real program"
)]
fn program(home: &Path) -> Command {
    let mut command = Command::new(binary());
    command
        .env_clear()
        .env("HOME", home)
        .env("PATH", "/usr/bin:/bin")
        .current_dir(home)
        .stdin(Stdio::null());
    command
}

/// `gongbao` beside the test executables, where `cargo test --workspace` puts it.
pub fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let test = std::env::current_exe().expect("the test's own path");
        // A test lies in `deps`, a measurement beside the program.
        let places = test.ancestors().skip(1).take(2);
        let binary = places
            .map(|place| place.join("gongbao"))
            .find(|binary| binary.is_file())
            .unwrap_or_else(|| test.with_file_name("gongbao"));
        assert!(
            binary.is_file(),
            "{} is missing: run `cargo build -p gongbao` first, or `cargo test --workspace`, which builds it",
            binary.display()
        );
        binary
    })
}
