//! `bench similar`: what it costs to compare one claim, just filed, with all that are stored.
//!
//! The stored claims are the generator's, names, dates, counties and errors as in `bench matching`, written straight into the
//! tables. Fresh ones of the same draw are filed one by one by the command the product uses; what is measured is the
//! part of it that compares.

mod rows;
mod stopwatch;
mod stored;

use self::rows::Row;
use self::stopwatch::{Lap, Stopwatch};
use self::stored::Register;
use crate::import::{self, Choice};
use crate::office;
use crate::report::name_of;
use crate::server::Server;
use anyhow::{Context, Result, bail};
use std::time::{Duration, Instant};
use storage::execute_raw;
use test_support::{Desk, Engine, TestDb};
use workflow::{Session, intake::submit};

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// About so many claims are stored.
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(100..=10_000_000))]
    rows: u64,
    /// Claims filed one by one.
    #[arg(long, default_value_t = 3_000, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    fresh: u64,
    /// The same seed gives the same claims.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// On which engine.
    #[arg(long, value_enum, default_value_t = Choice::Both)]
    engine: Choice,
    /// Process id of the postmaster whose CPU time is counted.
    #[arg(long)]
    postmaster: Option<u32>,
    /// A directory the server's account can write to; nothing is written here.
    #[arg(long, hide = true)]
    server_files: Option<std::path::PathBuf>,
}

/// Page cache while the claims are stored, KiB: the tables do not fit into the default one.
const CACHE_KIB: u32 = 800_000;

/// The outcome on one engine.
#[derive(Debug)]
struct Measured {
    engine: Engine,
    stored: usize,
    laps: Vec<Lap>,
    /// Fresh claims that stand in a case afterwards.
    contested: usize,
}

/// Measures on the chosen engines and prints a table.
///
/// # Errors
/// When a database cannot be had, or a claim is not filed.
pub fn run(options: &Options) -> Result<()> {
    let mut measured = Vec::new();
    for engine in options.engine.engines() {
        measured.push(measure(*engine, options)?);
    }
    println!("{}", table(&measured));
    Ok(())
}

fn measure(engine: Engine, options: &Options) -> Result<Measured> {
    let server = import::server_of(engine, options.postmaster)?;
    let db = TestDb::fresh(engine)
        .context("no PostgreSQL server is given; `cargo xtask bench` brings one")?;
    let desk = Desk::install(&db);
    let office = office::real();
    let mut session = Session::log_in(desk.open(), office, "clerk", Some(desk.today))?;
    let (stored, fresh) = (
        usize::try_from(options.rows)?,
        usize::try_from(options.fresh)?,
    );
    eprintln!("{}: drawing {stored} claims …", name_of(engine));
    let mut rows = rows::draw(options.seed, stored + 2 * fresh, desk.today)?;
    if rows.len() <= fresh {
        bail!("{} rows are too few", rows.len());
    }
    let fresh = rows.split_off((rows.len() - fresh).min(stored));
    let fresh = fresh
        .get(..usize::try_from(options.fresh)?.min(fresh.len()))
        .unwrap_or_default();
    let begun = Instant::now();
    eprintln!("{}: storing {} claims …", name_of(engine), rows.len());
    if engine == Engine::Sqlite {
        execute_raw(
            &mut session.db,
            &format!("PRAGMA cache_size = -{CACHE_KIB}"),
        )?;
    }
    let mut everybody = rows.clone();
    everybody.extend_from_slice(fresh);
    let mut register = Register::of_unions(&mut session, &everybody)?;
    drop(everybody);
    let count = register.store(&mut session, &rows)?;
    drop(session);
    settle(&desk)?;
    eprintln!(
        "{}: stored {count} claims in {} s; filing {} …",
        name_of(engine),
        begun.elapsed().as_secs(),
        fresh.len()
    );
    if let Some(server) = &server {
        // Waits until the connections above are closed.
        server.cpu()?;
    }
    let mut session = Session::log_in(desk.open(), office::real(), "clerk", Some(desk.today))?;
    let backend = server.as_ref().map(Server::backend).transpose()?;
    let (laps, contested) = file(&mut session, &mut register, fresh, backend)?;
    Ok(Measured {
        engine,
        stored: count,
        laps,
        contested,
    })
}

/// Nothing is left to be written, and the server has its statistics; the product makes none for a file.
fn settle(desk: &Desk) -> Result<()> {
    let mut db = desk.open();
    match desk.engine() {
        Engine::Sqlite => execute_raw(&mut db, "PRAGMA wal_checkpoint(TRUNCATE)")?,
        Engine::Postgres => {
            for sql in ["VACUUM ANALYZE", "CHECKPOINT"] {
                execute_raw(&mut db, sql)?;
            }
        }
    }
    Ok(())
}

/// Files rows one by one and listens to the comparison of each.
fn file(
    session: &mut Session,
    register: &mut Register,
    fresh: &[Row],
    backend: Option<String>,
) -> Result<(Vec<Lap>, usize)> {
    let prepared = fresh
        .iter()
        .map(|row| register.file_for(session, row))
        .collect::<Result<Vec<_>>>()?;
    let stopwatch = Stopwatch::start(backend);
    let mut claims = Vec::new();
    for row in prepared {
        let filed = submit::promote(&mut session.db, &session.ctx, child_premium::ID, vec![row])?;
        claims.extend(filed.first().and_then(submit::Filed::claim));
    }
    let laps = stopwatch.stop();
    let everything = domain::unit::Scope::everything();
    let mut contested = 0;
    for claim in claims {
        let record = storage::claims::find(&mut session.db, &everything, claim)?;
        contested += usize::from(record.case.is_some());
    }
    Ok((laps, contested))
}

/// The value that so many per cent of the sorted ones do not exceed.
fn percentile(sorted: &[Duration], per_cent: usize) -> Duration {
    let at = (sorted.len() * per_cent).div_ceil(100).saturating_sub(1);
    sorted.get(at).copied().unwrap_or_default()
}

fn millis(time: Duration) -> String {
    format!("{}.{:02}", time.as_millis(), time.as_micros() % 1_000 / 10)
}

fn table(measured: &[Measured]) -> String {
    let mut text = format!(
        "milliseconds to compare a claim just filed\n{:<12}{:>9}{:>7}{:>26}{:>26}{:>20}",
        "engine",
        "stored",
        "filed",
        "wall p50 / p95 / p99",
        "CPU p50 / p95 / p99",
        "stand in a case"
    );
    for one in measured {
        let sorted = |of: &dyn Fn(&Lap) -> Duration| {
            let mut times: Vec<Duration> = one.laps.iter().map(of).collect();
            times.sort_unstable();
            [50, 95, 99]
                .map(|per_cent| millis(percentile(&times, per_cent)))
                .join(" / ")
        };
        text.push_str(&format!(
            "\n{:<12}{:>9}{:>7}{:>26}{:>26}{:>20}",
            name_of(one.engine),
            one.stored,
            one.laps.len(),
            sorted(&|lap| lap.wall),
            sorted(&|lap| lap.cpu.total()),
            one.contested
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_a_value_that_was_measured() {
        let times: Vec<Duration> = (1..=200).map(Duration::from_millis).collect();
        assert_eq!(percentile(&times, 99), Duration::from_millis(198));
        assert_eq!(percentile(&times, 50), Duration::from_millis(100));
        assert_eq!(percentile(&times[..1], 99), Duration::from_millis(1));
        assert_eq!(percentile(&[], 99), Duration::ZERO);
    }

    #[test]
    fn every_fresh_claim_is_filed_and_timed_once() {
        let options = Options {
            rows: 2_000,
            fresh: 150,
            seed: 7,
            engine: Choice::Sqlite,
            postmaster: None,
            server_files: None,
        };
        let measured = measure(Engine::Sqlite, &options).unwrap();
        assert_eq!(measured.laps.len(), 150);
    }
}
