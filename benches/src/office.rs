//! An office that waits for its claims: unions, plans, budgets and the roster are in place.

use crate::effects::RealEffects;
use crate::province;
use anyhow::{Context, Result, bail};
use policy::Registry;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use storage::DatabaseUrl;
use tempfile::TempDir;
use test_support::{Desk, Engine, TestDb};
use workflow::intake::imports::{self, ImportOptions, ImportReport, Progress};
use workflow::payments::exports::Place;
use workflow::{Installation, Limits, Mode, Session};

/// Rows of a roster sheet; a file longer than an import's own limit would be refused.
const ROSTER_ROWS_MAX: u64 = 50_000;

/// An installed office on a database of its own.
pub struct Bench {
    db: TestDb,
    desk: Desk,
    installation: Arc<Installation>,
    files: TempDir,
}

impl Bench {
    /// Sets everything up that `rows` claims need to be eligible.
    ///
    /// # Errors
    /// When a part of the set-up fails or refuses a row.
    pub fn set_up(engine: Engine, rows: u64) -> Result<Self> {
        let bench = Self::new(engine)?;
        province::found(&mut bench.desk.open(), bench.installation.effects.as_ref())?;
        bench.enrol(rows)?;
        Ok(bench)
    }

    /// Installs the office, without a budget of its own and without members.
    ///
    /// # Errors
    /// When there is no server, or no room for files.
    pub fn new(engine: Engine) -> Result<Self> {
        let db = TestDb::fresh(engine)
            .context("no PostgreSQL server is given; `cargo xtask bench` brings one")?;
        let desk = Desk::install(&db);
        let installation = real();
        let files = tempfile::tempdir().context("no room for the benchmark's files")?;
        Ok(Self {
            db,
            desk,
            installation,
            files,
        })
    }

    /// A clerk's session on a new connection.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn session(&self) -> Result<Session> {
        self.session_of("clerk")
    }

    /// A session of one of the office's operators on a new connection.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn session_of(&self, operator: &str) -> Result<Session> {
        Ok(Session::log_in(
            self.desk.open_as_program(),
            self.installation.clone(),
            operator,
            Some(self.desk.today),
        )?)
    }

    /// The database.
    pub fn url(&self) -> &DatabaseUrl {
        self.db.url()
    }

    /// The engine.
    pub fn engine(&self) -> Engine {
        self.desk.engine()
    }

    /// A directory for files, gone with the bench.
    pub fn files(&self) -> &Path {
        self.files.path()
    }

    /// Writes the sheet of `rows` ordinary claims.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn claims_sheet(&self, rows: u64) -> Result<PathBuf> {
        let rows: Vec<_> = (0..rows).map(province::claim).collect();
        self.write("claims.csv", &rehearsal::claims_csv(&rows))
    }

    fn write(&self, name: &str, text: &str) -> Result<PathBuf> {
        let path = self.files().join(name);
        std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(path)
    }

    fn enrol(&self, rows: u64) -> Result<()> {
        let mut session = self.session()?;
        let mut first = 0;
        while first < rows {
            let last = rows.min(first + ROSTER_ROWS_MAX);
            let members: Vec<_> = (first..last).map(province::member).collect();
            let path = self.write(
                &format!("members-{first}.csv"),
                &rehearsal::members_csv(&members),
            )?;
            let report = import(&mut session, "members", &path, &mut |_| ())?;
            accepted(&report, last - first)?;
            first = last;
        }
        Ok(())
    }
}

/// The office of the tests with the machine's own clock and chance.
pub fn real() -> Arc<Installation> {
    real_with(Registry::new(vec![child_premium::programme()]))
}

/// The same with other programmes.
pub fn real_with(registry: Registry) -> Arc<Installation> {
    Arc::new(Installation {
        registry,
        keyring: test_support::keyring(),
        mode: Mode::Rehearsal,
        limits: Limits::default(),
        register: register(),
        effects: Box::new(RealEffects),
        feeds: workflow::messages::Feeds::default(),
        exchange: None,
        files: workflow::exchange::Files::default(),
    })
}

fn register() -> Place {
    let beside = |ending| {
        std::env::temp_dir().join(format!("gongbao-bench-{}.{ending}", std::process::id()))
    };
    Place {
        register: beside("exports"),
        head: beside("exports-head"),
    }
}

/// Imports a file through the very function the product uses.
///
/// # Errors
/// When the import as a whole fails.
pub fn import(
    session: &mut Session,
    profile: &str,
    path: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<ImportReport> {
    Ok(imports::run(
        session,
        profile,
        path,
        &ImportOptions::of(child_premium::ID),
        progress,
    )?)
}

/// The same for a programme.
///
/// # Errors
/// When the import as a whole fails.
pub fn import_for(
    session: &mut Session,
    programme: &str,
    profile: &str,
    path: &Path,
) -> Result<ImportReport> {
    let options = ImportOptions::of(programme);
    Ok(imports::run(session, profile, path, &options, &mut |_| ())?)
}

/// A figure about refused rows would be worth nothing.
///
/// # Errors
/// When a row was not taken over, with the first findings.
pub fn accepted(report: &ImportReport, rows: u64) -> Result<()> {
    if u64::try_from(report.accepted)? == rows {
        return Ok(());
    }
    let mut text = String::new();
    for finding in report.findings.iter().take(5) {
        write!(text, "\n  row {}: {}", finding.row, finding.code)?;
    }
    bail!("{} of {rows} rows were accepted:{text}", report.accepted)
}
