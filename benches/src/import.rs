//! What an import of ordinary claims costs, and what the bare insertion of its claims rows costs.

use crate::cpu::{self, Cpu};
use crate::office::{self, Bench};
use crate::profile::{Part, Profile};
use crate::server::Server;
use crate::{raw, report};
use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use test_support::Engine;

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Claims to import.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(1..=ROWS_MAX))]
    rows: u64,
    /// On which engine.
    #[arg(long, value_enum, default_value_t = Choice::Both)]
    engine: Choice,
    /// Also say in which part of the import the time went by.
    #[arg(long)]
    profile: bool,
    /// Process id of the postmaster whose CPU time is counted.
    #[arg(long)]
    postmaster: Option<u32>,
    /// A directory the server's account can write to.
    #[arg(long)]
    server_files: Option<PathBuf>,
}

/// One file holds no more, so one import does not either.
const ROWS_MAX: u64 = 200_000;

/// Which engines are measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Choice {
    /// One SQLite file.
    Sqlite,
    /// The PostgreSQL of the benchmark.
    Postgres,
    /// One after the other.
    Both,
}

impl Choice {
    /// The engines, in the order they are measured.
    pub fn engines(self) -> &'static [Engine] {
        match self {
            Self::Sqlite => &[Engine::Sqlite],
            Self::Postgres => &[Engine::Postgres],
            Self::Both => &[Engine::Sqlite, Engine::Postgres],
        }
    }
}

/// The outcome on one engine.
#[derive(Debug)]
pub struct Measured {
    /// Which engine.
    pub engine: Engine,
    /// Claims imported, and rows inserted.
    pub rows: u64,
    /// The import, from logging in to the closed connection.
    pub import: Cpu,
    /// The same claims rows and nothing else.
    pub raw: Cpu,
    /// Where the import's time went by, in the order of first appearance; empty without a profile.
    pub parts: Vec<Part>,
}

/// Measures on the chosen engines and prints a table.
///
/// # Errors
/// When a database cannot be had, or a claim is not taken over.
pub fn run(options: &Options) -> Result<()> {
    let mut results = Vec::new();
    for engine in options.engine.engines() {
        eprintln!(
            "{}: preparing {} members …",
            report::name_of(*engine),
            options.rows
        );
        results.push(measure(*engine, options)?);
    }
    println!("{}", report::table(&results));
    for measured in results.iter().filter(|_| options.profile) {
        println!("\n{}", report::parts(measured));
    }
    Ok(())
}

fn measure(engine: Engine, options: &Options) -> Result<Measured> {
    let meter = Meter::of(engine, options.postmaster)?;
    let bench = Bench::set_up(engine, options.rows)?;
    let sheet = bench.claims_sheet(options.rows)?;
    raw::settle(&bench)?;
    eprintln!("{}: importing …", report::name_of(engine));
    let profile = options.profile.then(Profile::start);
    let before = meter.read()?;
    let outcome = {
        let mut session = bench.session()?;
        if let (Some(profile), Some(server)) = (&profile, &meter.server) {
            profile.watch(server.backend()?);
        }
        let mut progress = |progress| {
            if let Some(profile) = &profile {
                profile.phase(progress);
            }
        };
        office::import(&mut session, "claims", &sheet, &mut progress)?
    };
    let parts = profile.map(Profile::stop).unwrap_or_default();
    let import = meter.read()? - before;
    office::accepted(&outcome, options.rows)?;
    eprintln!("{}: inserting the same rows …", report::name_of(engine));
    raw::settle(&bench)?;
    let raw = raw::insert(
        &bench,
        options.rows,
        options.server_files.as_deref(),
        &meter,
    )?;
    Ok(Measured {
        engine,
        rows: options.rows,
        import,
        raw,
        parts,
    })
}

/// The server of an engine that has one.
///
/// # Errors
/// When its postmaster was not given.
pub fn server_of(engine: Engine, postmaster: Option<u32>) -> Result<Option<Server>> {
    match (engine, postmaster) {
        (Engine::Sqlite, _) => Ok(None),
        (Engine::Postgres, Some(pid)) => Ok(Some(Server::new(pid))),
        (Engine::Postgres, None) => bail!("--postmaster is missing; `cargo xtask bench` sets it"),
    }
}

/// Reads both clocks.
pub struct Meter {
    server: Option<Server>,
}

impl Meter {
    /// The clocks of an engine.
    ///
    /// # Errors
    /// When the server to look at is not named.
    pub fn of(engine: Engine, postmaster: Option<u32>) -> Result<Self> {
        Ok(Self {
            server: server_of(engine, postmaster)?,
        })
    }

    /// The CPU time used up to now; every connection to the server must be closed.
    ///
    /// # Errors
    /// When `/proc` does not say.
    pub fn read(&self) -> Result<Cpu> {
        let server = self
            .server
            .as_ref()
            .map(Server::cpu)
            .transpose()
            .context("the server's CPU time")?;
        Ok(Cpu {
            client: cpu::of_process("self")?,
            server: server.unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn every_ordinary_claim_is_imported_and_every_part_of_the_time_is_named() {
        let options = Options {
            rows: 40,
            engine: Choice::Sqlite,
            profile: true,
            postmaster: None,
            server_files: None,
        };
        let measured = measure(Engine::Sqlite, &options).unwrap();
        assert!(measured.import.client > Duration::ZERO);
        assert_eq!(measured.import.server, Duration::ZERO);
        for name in [
            "rules",
            "resolve people",
            "seal claims",
            "write claims",
            "commit",
        ] {
            assert!(
                measured.parts.iter().any(|part| part.name == name),
                "{name}: {:?}",
                measured.parts
            );
        }
    }
}
