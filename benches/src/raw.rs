//! The yardstick: the claims rows of an import, and nothing else, into the same indexed table.

use crate::cpu::Cpu;
use crate::import::Meter;
use crate::office::Bench;
use anyhow::{Context, Result, bail};
use domain::unit::Scope;
use std::path::Path;
use storage::{Db, execute_raw};
use test_support::{Engine, TestDb};

/// Leaves no work behind that would be counted as the next measurement's: dirty pages, old statistics.
///
/// # Errors
/// When the database refuses.
pub fn settle(bench: &Bench) -> Result<()> {
    let mut db = Db::open(bench.url())?;
    match bench.engine() {
        Engine::Sqlite => execute_raw(&mut db, "PRAGMA wal_checkpoint(TRUNCATE)")?,
        Engine::Postgres => {
            for sql in ["ANALYZE", "CHECKPOINT"] {
                execute_raw(&mut db, sql)?;
            }
        }
    }
    Ok(())
}

/// Inserts the imported claims rows once more, elsewhere, and says what that cost.
///
/// # Errors
/// When not exactly `rows` rows arrive.
pub fn insert(bench: &Bench, rows: u64, server_files: Option<&Path>, meter: &Meter) -> Result<Cpu> {
    match bench.engine() {
        Engine::Sqlite => prepared_inserts(bench, rows, meter),
        Engine::Postgres => copy(bench, rows, server_files, meter),
    }
}

/// PostgreSQL: a binary COPY by the server itself, so that no client takes part.
fn copy(bench: &Bench, rows: u64, server_files: Option<&Path>, meter: &Meter) -> Result<Cpu> {
    let file = server_files
        .context("--server-files is missing; `cargo xtask bench` sets it")?
        .join("claims.copy");
    let file = file.to_string_lossy().replace('\'', "''");
    {
        let mut db = Db::open(bench.url())?;
        execute_raw(
            &mut db,
            "CREATE TABLE claims_raw (LIKE claims INCLUDING ALL)",
        )?;
        execute_raw(&mut db, &format!("COPY claims TO '{file}' (FORMAT binary)"))?;
        execute_raw(&mut db, "CHECKPOINT")?;
    }
    let before = meter.read()?;
    {
        let mut db = Db::open(bench.url())?;
        execute_raw(
            &mut db,
            &format!("COPY claims_raw FROM '{file}' (FORMAT binary)"),
        )?;
    }
    let cost = meter.read()? - before;
    let counted = format!(
        "DO $$ BEGIN IF (SELECT count(*) FROM claims_raw) <> {rows} THEN \
         RAISE EXCEPTION 'claims_raw does not hold {rows} rows'; END IF; END $$"
    );
    execute_raw(&mut Db::open(bench.url())?, &counted)?;
    Ok(cost)
}

/// SQLite: prepared inserts in one transaction into a fresh file of the same schema.
fn prepared_inserts(bench: &Bench, rows: u64, meter: &Meter) -> Result<Cpu> {
    let claims = {
        let mut db = Db::open(bench.url())?;
        let handles =
            storage::unpaid::handles(&mut db, child_premium::ID, &storage::unpaid::Of::All, None)?;
        storage::claims::find_all(&mut db, &Scope::everything(), &handles)?
    };
    let fresh = TestDb::fresh(Engine::Sqlite).context("a fresh file")?;
    let before = meter.read()?;
    let inserted = {
        let mut db = fresh.open();
        // The copied table of PostgreSQL has no foreign keys either, and here nobody is on record.
        execute_raw(&mut db, "PRAGMA foreign_keys = OFF")?;
        db.write(|db| storage::claims::add_rows(db, &claims))?
    };
    let cost = meter.read()? - before;
    if u64::try_from(inserted)? != rows {
        bail!("{inserted} of {rows} claims rows were inserted");
    }
    Ok(cost)
}
