//! `cargo xtask bench`: what the product costs, measured in a release build on durable databases.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Subcommand;

use crate::cluster::Cluster;
use crate::commands::bench_matching;
use crate::commands::test::{URL_VARIABLE, vendoring};
use crate::needs::{self, Tls};
use crate::run::Line;
use crate::workspace;

/// The package with the measurements.
const PACKAGE: &str = "bench";
/// Together with the program that is measured as a whole.
const PACKAGES: [&str; 2] = [PACKAGE, "gongbao"];
/// Where the SQLite files are made: on the disk of the checkout, never in memory.
const FILES: &str = "target/bench";

/// What to measure.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// An import of ordinary claims, against the bare insertion of the very same claims rows.
    Import(ImportOptions),
    /// The files of a season, imported while somebody works at the console; a large workbook; reading by format.
    Volume(VolumeOptions),
    /// The console in front of very many claims: time to the first rows, processor per key, bytes, memory.
    Console(ConsoleOptions),
    /// Duplicate detection on labelled data: accuracy, CPU time and memory, beside Splink where there is one.
    Matching(bench_matching::Options),
    /// Seconds of a person's keys, by the keystroke-level model, for two hundred mixed claims with planted faults.
    Keys,
    /// One fresh claim after the other compared with a million stored ones.
    Similar(SimilarOptions),
    /// One settlement after the other in front of a million stored ones.
    Settle(SettleOptions),
}

/// How to measure settlements.
#[derive(Debug, clap::Args)]
pub struct SettleOptions {
    /// About so many settlements are stored before.
    #[arg(long, default_value_t = 1_000_000)]
    stored: u64,
    /// Settlements taken one by one, and as many in groups.
    #[arg(long, default_value_t = 5_000)]
    fresh: u64,
    /// On which engine.
    #[arg(long, default_value = "both", value_parser = ["sqlite", "postgres", "both"])]
    engine: String,
}

/// How to measure the console.
#[derive(Debug, clap::Args)]
pub struct ConsoleOptions {
    /// Claims in the office.
    #[arg(long, default_value_t = 1_000_000)]
    claims: u64,
    /// On which engine.
    #[arg(long, default_value = "both", value_parser = ["sqlite", "postgres", "both"])]
    engine: String,
}

/// How to measure an import.
#[derive(Debug, clap::Args)]
pub struct ImportOptions {
    /// Claims to import.
    #[arg(long, default_value_t = 100_000)]
    rows: u64,
    /// On which engine.
    #[arg(long, default_value = "both", value_parser = ["sqlite", "postgres", "both"])]
    engine: String,
    /// Also say in which part of the import the time went by.
    #[arg(long)]
    profile: bool,
}

/// How to measure a season's volume.
#[derive(Debug, clap::Args)]
pub struct VolumeOptions {
    /// Files to import; 2,440 are 20 for each of 122 counties.
    #[arg(long, default_value_t = 2_440)]
    files: u64,
    /// Claims of each file.
    #[arg(long, default_value_t = 50)]
    rows: u64,
    /// On which engine.
    #[arg(long, default_value = "postgres", value_parser = ["sqlite", "postgres", "both"])]
    engine: String,
}

/// How to measure the comparison of single claims.
#[derive(Debug, clap::Args)]
pub struct SimilarOptions {
    /// About so many claims are stored.
    #[arg(long, default_value_t = 1_000_000)]
    rows: u64,
    /// Claims filed one by one.
    #[arg(long, default_value_t = 3_000)]
    fresh: u64,
    /// The same seed gives the same claims.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// On which engine.
    #[arg(long, default_value = "both", value_parser = ["sqlite", "postgres", "both"])]
    engine: String,
}

/// Runs a measurement.
pub fn run(verb: &Verb) -> Result<()> {
    match verb {
        Verb::Import(options) => measure(arguments(options), &options.engine),
        Verb::Volume(options) => measure(volume(options), &options.engine),
        Verb::Console(options) => measure(console(options), &options.engine),
        Verb::Matching(options) => bench_matching::run(options),
        Verb::Keys => keys(),
        Verb::Similar(options) => measure(similar(options), &options.engine),
        Verb::Settle(options) => measure(settle(options), &options.engine),
    }
}

/// Builds the programs, starts a private cluster that writes through to the disk as in production, measures, and stops
/// the cluster.
fn measure(arguments: Vec<String>, engine: &str) -> Result<()> {
    let root = workspace::root()?;
    // Compiled before the cluster starts, so that a failing build never waits for it.
    let release = build(&root)?;
    let files = root.join(FILES);
    std::fs::create_dir_all(&files)
        .with_context(|| format!("cannot create {}", files.display()))?;
    let measure = Line::new(release.join(PACKAGE))
        .args(arguments)
        .env("TMPDIR", &files);
    if engine == "sqlite" {
        return measure.dir(&root).run();
    }
    let (cluster, guard) = Cluster::for_bench(&root)?;
    let outcome = on(&cluster, measure).and_then(|line| line.dir(&root).run());
    drop(guard);
    outcome
}

/// Builds the measurements and the program they measure, always both, so that one never makes the other be compiled
/// anew; gives the directory they are in.
pub(super) fn build(root: &Path) -> Result<PathBuf> {
    let packages = workspace::packages(root)?;
    let tls = needs::tls()?;
    let flags = tls.flags(&vendoring(&packages, &PACKAGES.map(str::to_owned)));
    release_build(&flags, tls).dir(root).run()?;
    let target = std::env::var_os("CARGO_TARGET_DIR");
    Ok(target
        .map_or_else(|| root.join("target"), |dir| root.join(dir))
        .join("release"))
}

fn release_build(flags: &[String], tls: Tls) -> Line {
    let build = Line::cargo()
        .args(["build", "--release", "--quiet"])
        .args(PACKAGES.iter().flat_map(|name| ["-p", name]))
        .args(flags);
    tls.on(build)
}

/// Counts keys, which no optimisation changes: an ordinary build will do.
fn keys() -> Result<()> {
    let root = workspace::root()?;
    let packages = workspace::packages(&root)?;
    let tls = needs::tls()?;
    let flags = tls.flags(&vendoring(&packages, &[PACKAGE.to_owned()]));
    tls.on(Line::cargo()
        .args(["run", "--quiet", "-p", PACKAGE])
        .args(&flags))
        .args(["--", "keys"])
        .dir(&root)
        .run()
}

fn console(options: &ConsoleOptions) -> Vec<String> {
    vec![
        "console".to_owned(),
        format!("--claims={}", options.claims),
        format!("--engine={}", options.engine),
    ]
}

fn arguments(options: &ImportOptions) -> Vec<String> {
    let mut arguments = vec![
        "import".to_owned(),
        "--rows".to_owned(),
        options.rows.to_string(),
        "--engine".to_owned(),
        options.engine.clone(),
    ];
    if options.profile {
        arguments.push("--profile".to_owned());
    }
    arguments
}

fn volume(options: &VolumeOptions) -> Vec<String> {
    let (files, rows) = (options.files.to_string(), options.rows.to_string());
    [
        "volume",
        "--files",
        &files,
        "--rows",
        &rows,
        "--engine",
        &options.engine,
    ]
    .map(str::to_owned)
    .to_vec()
}

fn similar(options: &SimilarOptions) -> Vec<String> {
    vec![
        "similar".to_owned(),
        format!("--rows={}", options.rows),
        format!("--fresh={}", options.fresh),
        format!("--seed={}", options.seed),
        format!("--engine={}", options.engine),
    ]
}

fn settle(options: &SettleOptions) -> Vec<String> {
    vec![
        "settle".to_owned(),
        format!("--stored={}", options.stored),
        format!("--fresh={}", options.fresh),
        format!("--engine={}", options.engine),
    ]
}

/// Tells the measurement where the server is, whose time to count, and where both can put files.
fn on(cluster: &Cluster, line: Line) -> Result<Line> {
    let home: &Path = cluster.home();
    Ok(line
        .args(["--postmaster", &cluster.postmaster()?.to_string()])
        .arg("--server-files")
        .arg(home)
        .env(URL_VARIABLE, cluster.url("postgres")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_measurement_is_told_what_was_asked() {
        let options = ImportOptions {
            rows: 500,
            engine: "sqlite".to_owned(),
            profile: true,
        };
        let words = "import --rows 500 --engine sqlite --profile";
        assert_eq!(arguments(&options).join(" "), words);
        assert_eq!(
            release_build(&["--no-default-features".to_owned()], Tls::System).text(),
            "OPENSSL_NO_VENDOR=1 cargo build --release --quiet -p bench -p gongbao --no-default-features"
        );
    }
}
