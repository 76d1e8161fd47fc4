//! A season's volume: the files of every county imported one after another while somebody works at the console, one
//! large workbook, and what reading and checking costs in each format.

mod desk;
mod formats;
mod sheets;
mod town;

use crate::cpu::{self, Cpu};
use crate::import::{Choice, Meter};
use crate::office::{self, Bench};
use crate::report::{name_of, seconds};
use crate::{effects, raw};
use anyhow::{Context, Result};
use desk::{Answers, Desk};
use sheets::Format;
use std::path::PathBuf;
use std::time::Duration;
use test_support::Engine;
use town::Town;
use workflow::intake::imports::{self, ImportOptions};

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Files to import: 20 for each of the 122 counties, one for each union.
    #[arg(long, default_value_t = 2_440, value_parser = clap::value_parser!(u64).range(1..=20_000))]
    files: u64,
    /// Claims of each file.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u64).range(1..=5_000))]
    rows: u64,
    /// Rows of the large workbook.
    #[arg(long, default_value_t = 5_000, value_parser = clap::value_parser!(u64).range(1..=50_000))]
    workbook: u64,
    /// On which engine.
    #[arg(long, value_enum, default_value_t = Choice::Postgres)]
    engine: Choice,
    /// Process id of the postmaster whose CPU time is counted.
    #[arg(long)]
    postmaster: Option<u32>,
    /// A directory the server's account can write to; not used here.
    #[arg(long)]
    server_files: Option<PathBuf>,
}

/// Rows read in each format.
const FORMAT_ROWS: u64 = 10_000;
/// Formats of the many files, in turn.
const MIXED: [Format; 4] = [Format::Utf8, Format::Gb18030, Format::Xlsx, Format::Xls];

/// Measures and prints the tables.
///
/// # Errors
/// When a database cannot be had, or a claim is not taken over.
pub fn run(options: &Options) -> Result<()> {
    println!("{}", formats::measure(FORMAT_ROWS)?);
    for engine in options.engine.engines() {
        println!("\n{}", on(*engine, options)?);
    }
    Ok(())
}

fn on(engine: Engine, options: &Options) -> Result<String> {
    let meter = Meter::of(engine, options.postmaster)?;
    let claims = options.files * options.rows;
    eprintln!("{}: preparing {} unions …", name_of(engine), options.files);
    let bench = Bench::new(engine)?;
    let town = Town::settle(&bench, options.files, options.rows, options.workbook)?;
    let sheets: Vec<PathBuf> = (0..options.files)
        .zip(MIXED.iter().cycle())
        .map(|(file, format)| town.sheet(file, *format))
        .collect::<Result<_>>()?;
    raw::settle(&bench)?;
    eprintln!("{}: importing {} files …", name_of(engine), sheets.len());
    let quiet = alone(&bench)?;
    let before = meter.read()?;
    let clock = effects::monotonic();
    let desk = Desk::sit_down(&bench)?;
    for sheet in &sheets {
        let mut session = bench.session()?;
        let report = office::import(&mut session, "claims", sheet, &mut |_| {})?;
        office::accepted(&report, options.rows).with_context(|| sheet.display().to_string())?;
    }
    let took = effects::monotonic().saturating_sub(clock);
    let answers = desk.stand_up()?;
    let mut cost = meter.read()? - before;
    // What the console itself computed is no part of the import; what the server did for it cannot be told apart.
    cost.client = cost.client.saturating_sub(answers.cpu);
    let workbook = workbook(&bench, &town, options.workbook)?;
    Ok(format!(
        "{}\n{workbook}\n{}\n{}",
        total(engine, options, claims, cost, took),
        quiet.table("console, nothing else going on"),
        answers.table("console, during the import")
    ))
}

/// The console's answers before the import, for comparison.
fn alone(bench: &Bench) -> Result<Answers> {
    const ROUNDS: Duration = Duration::from_secs(3);
    let desk = Desk::sit_down(bench)?;
    std::thread::sleep(ROUNDS);
    desk.stand_up()
}

fn total(engine: Engine, options: &Options, claims: u64, cost: Cpu, took: Duration) -> String {
    let each = cost.total().as_millis() / u128::from(options.files.max(1));
    format!(
        "{}: {} files, {claims} claims imported in {} s; CPU {} s (client {} + server {}), {each} ms a file",
        name_of(engine),
        options.files,
        seconds(took),
        seconds(cost.total()),
        seconds(cost.client),
        seconds(cost.server),
    )
}

/// One large workbook, tried and then imported, until its verdicts can be listed.
fn workbook(bench: &Bench, town: &Town, rows: u64) -> Result<String> {
    let path = town.workbook()?;
    let mut session = bench.session()?;
    let start = effects::monotonic();
    let options = ImportOptions {
        dry_run: true,
        ..ImportOptions::of(child_premium::ID)
    };
    let tried = imports::run(&mut session, "claims", &path, &options, &mut |_| {})?;
    office::accepted(&tried, rows)?;
    let dry = effects::monotonic().saturating_sub(start);
    let start = effects::monotonic();
    let report = office::import(&mut session, "claims", &path, &mut |_| {})?;
    office::accepted(&report, rows)?;
    desk::newest(&mut session)?;
    let real = effects::monotonic().saturating_sub(start);
    Ok(format!(
        "a workbook of {rows} rows: dry run {} s, import and first page of verdicts {} s",
        seconds(dry),
        seconds(real)
    ))
}

/// CPU time of this process while `work` runs.
fn cpu_of<T>(work: impl FnOnce() -> Result<T>) -> Result<Duration> {
    let before = cpu::of_this_process();
    work()?;
    Ok(cpu::of_this_process().saturating_sub(before))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_every_format_are_imported_while_the_console_answers() {
        let options = Options {
            files: 4,
            rows: 3,
            workbook: 7,
            engine: Choice::Sqlite,
            postmaster: None,
            server_files: None,
        };
        let text = on(Engine::Sqlite, &options).unwrap();
        assert!(text.contains("4 files, 12 claims"), "{text}");
        assert!(text.contains("7 rows: dry run"), "{text}");
        assert!(text.contains("claims list"), "{text}");
    }

    #[test]
    fn every_format_is_read_and_checked() {
        let text = formats::measure(20).unwrap();
        for format in Format::ALL {
            assert!(text.contains(format.name()), "{text}");
        }
    }
}
