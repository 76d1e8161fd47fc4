//! `bench matching`: duplicate detection on labelled data, its accuracy and its cost, beside the best free tool where
//! there is one on the machine.

#![allow(
    clippy::float_arithmetic,
    reason = "shares and probabilities; no amount of money is computed here"
)]
#![allow(
    clippy::cast_possible_truncation,
    reason = "records are counted in 32 bits, and draws are cut to whole numbers"
)]

mod chance;
mod child;
mod claims;
mod disguise;
mod edits;
pub(crate) mod families;
mod febrl;
mod files;
mod judge;
mod mistyped;
mod names;
mod numbers;
mod papers;
mod report;
mod stopped;
mod tables;
mod unmodelled;

use self::child::Cost;
use self::disguise::Disguise;
use self::families::Labelled;
use self::judge::Truth;
use self::report::Line;
use self::stopped::Reviewed;
use anyhow::{Context, Result};
use child_premium::similarity as child_claim;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Claims a hundred children have.
const CLAIMS_OF_100_CHILDREN: u64 = 114;
/// Couples of every kind planted, by claims.
const CLAIMS_FOR_A_COUPLE: usize = 100;
/// The benefit year of the claims.
const YEAR: i32 = 2025;
/// The two steps of the other tool, and its file of pairs.
const BASELINE_PREPARATION: &str = "splink_prep.py";
const BASELINE: &str = "splink_baseline.py";
const BASELINE_PAIRS: &str = "pairs_splink.csv";

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// About so many claims.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(100..=10_000_000))]
    rows: u64,
    /// The same seed gives the same claims.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Also put in errors that are no edits.
    #[arg(long)]
    unmodelled: bool,
    /// The release build that is measured.
    #[arg(long)]
    gongbao: PathBuf,
    /// Threads it may use.
    #[arg(long, default_value_t = 1)]
    threads: u16,
    /// Where files are made.
    #[arg(long)]
    files: PathBuf,
    /// A Python with Splink; the baseline runs where it is given.
    #[arg(long, requires = "scripts")]
    python: Option<PathBuf>,
    /// Where the baseline's scripts are.
    #[arg(long)]
    scripts: Option<PathBuf>,
    /// Where the FEBRL sets are; they are left out where it is not given.
    #[arg(long)]
    febrl: Option<PathBuf>,
}

/// Generates, measures, and prints a table.
///
/// # Errors
/// A file cannot be made, or a matcher fails.
pub fn run(options: &Options) -> Result<()> {
    let mut lines = Vec::new();
    let mut ratios = Vec::new();
    if let Some(directory) = &options.febrl {
        for (set, names) in febrl::SETS {
            let files: Vec<PathBuf> = names.iter().map(|name| directory.join(name)).collect();
            lines.push(options.ours(set, "febrl", &febrl::truth(&files)?, &files)?);
        }
    }
    let directory = options.files.join(format!(
        "matching-{}-{}{}",
        options.rows,
        options.seed,
        if options.unmodelled {
            "-unmodelled"
        } else {
            ""
        }
    ));
    let labelled = options.labelled()?;
    files::write(&labelled, &directory)?;
    let (truth, claims) = (files::truth(&labelled), directory.join(files::CLAIMS));
    let set = format!(
        "claims, seed {}{}",
        options.seed,
        if options.unmodelled { "+" } else { "" }
    );
    let ours = options.ours(&set, "child-claim", &truth, &[claims])?;
    if let (Some(python), Some(scripts)) = (&options.python, &options.scripts) {
        let (preparation, alone, theirs) = baseline(python, scripts, &directory, &set, &truth)?;
        ratios.push(report::ratio(
            "Splink with its preparation",
            ours.cost,
            preparation.then(alone),
        ));
        ratios.push(report::ratio("Splink alone", ours.cost, alone));
        lines.extend([ours, theirs]);
    } else {
        lines.push(ours);
    }
    for (disguise, words) in Disguise::ALL {
        let directory = directory.join(words);
        files::write(&disguise::disguised(&labelled, disguise), &directory)?;
        let claims = directory.join(files::CLAIMS);
        lines.push(options.ours(&format!("  with {words}"), "child-claim", &truth, &[claims])?);
    }
    println!("{}", report::table(&lines));
    for ratio in ratios {
        println!("{ratio}");
    }
    println!("\n{}", options.stopped(&labelled, &directory)?);
    Ok(())
}

impl Options {
    fn labelled(&self) -> Result<Labelled> {
        let children = (self.rows * 100 + CLAIMS_OF_100_CHILDREN / 2) / CLAIMS_OF_100_CHILDREN;
        eprintln!("drawing {children} children …");
        let mut labelled =
            families::Generator::new(self.seed, YEAR)?.run(usize::try_from(children)?)?;
        if self.unmodelled {
            unmodelled::add(&mut labelled, self.seed);
        }
        Ok(labelled)
    }

    /// Plants couples with two papers for one child, and clean ones, among the claims, and counts who is stopped.
    fn stopped(&self, labelled: &Labelled, directory: &Path) -> Result<String> {
        let each = usize::try_from(self.rows)? / CLAIMS_FOR_A_COUPLE;
        let couples = papers::couples(labelled, self.seed, YEAR, each.max(1))?;
        let claims = directory.join("claims-and-couples.csv");
        stopped::write(labelled, &couples, &claims)?;
        eprintln!("claims and couples: scoring …");
        let pairs = self.files.join("pairs.csv");
        let review = f64::from(child_claim::schema().lines.review) / 1_000.0;
        let keep = format!("--keep-above={review}").into();
        self.score("child-claim", &[claims], &pairs, vec![keep])?;
        let reviewed = Reviewed::read(&pairs)?;
        remove(&pairs)?;
        let before = labelled.claims.len();
        Ok(stopped::table(
            &stopped::count(&couples, before, &reviewed),
            stopped::count_labelled(labelled, &reviewed),
        ))
    }

    /// Measures the product on one set.
    fn ours(&self, set: &str, schema: &str, truth: &Truth, files: &[PathBuf]) -> Result<Line> {
        eprintln!("{set}: scoring …");
        let pairs = self.files.join("pairs.csv");
        let cost = self.score(schema, files, &pairs, Vec::new())?;
        let judgement = judge::judge(truth, &pairs)?;
        remove(&pairs)?;
        Ok(Line {
            set: set.to_owned(),
            records: truth.len(),
            matcher: "gongbao",
            judgement,
            cost,
        })
    }

    /// Lets the product score files and write their pairs.
    fn score(
        &self,
        schema: &str,
        files: &[PathBuf],
        pairs: &Path,
        more: Vec<OsString>,
    ) -> Result<Cost> {
        std::fs::create_dir_all(&self.files)
            .with_context(|| format!("cannot create {}", self.files.display()))?;
        remove(pairs)?;
        let mut arguments: Vec<OsString> = ["duplicate", "score", "--schema", schema]
            .map(OsString::from)
            .to_vec();
        for file in files {
            arguments.extend(["--csv".into(), file.into()]);
        }
        arguments.extend([
            "--out".into(),
            pairs.into(),
            "--threads".into(),
            self.threads.to_string().into(),
        ]);
        arguments.extend(more);
        child::run(&self.gongbao, &arguments)
    }
}

/// Runs the other tool; tells the cost of its preparation and of itself apart.
fn baseline(
    python: &Path,
    scripts: &Path,
    directory: &Path,
    set: &str,
    truth: &Truth,
) -> Result<(Cost, Cost, Line)> {
    eprintln!("{set}: Splink …");
    let step = |script: &str| {
        child::run(
            python,
            &[scripts.join(script).as_os_str(), directory.as_os_str()],
        )
    };
    let preparation = step(BASELINE_PREPARATION)?;
    let alone = step(BASELINE)?;
    let judgement = judge::judge(truth, &directory.join(BASELINE_PAIRS))?;
    let cost = preparation.then(alone);
    Ok((
        preparation,
        alone,
        Line {
            set: set.to_owned(),
            records: truth.len(),
            matcher: "Splink, strong",
            judgement,
            cost,
        },
    ))
}

/// A file of an earlier run is in the way: the product writes over nothing.
fn remove(path: &Path) -> Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", path.display()))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    /// The digests of `claims.csv` and `meta.csv`.
    fn digests(children: usize, seed: u64, unmodelled: bool) -> [String; 2] {
        let mut labelled = families::Generator::new(seed, YEAR)
            .unwrap()
            .run(children)
            .unwrap();
        if unmodelled {
            unmodelled::add(&mut labelled, seed);
        }
        let directory = tempfile::tempdir().unwrap();
        files::write(&labelled, directory.path()).unwrap();
        [files::CLAIMS, "meta.csv"].map(|name| {
            let digest = Sha256::digest(std::fs::read(directory.path().join(name)).unwrap());
            digest
                .iter()
                .take(8)
                .map(|byte| format!("{byte:02x}"))
                .collect()
        })
    }

    #[test]
    fn a_seed_gives_the_same_bytes_on_every_machine_and_at_any_time() {
        // Published figures compare only while these stand.
        assert_eq!(
            digests(8_772, 1, false),
            ["9cf72b98baf0fd94", "cb6c1aa768ea2bbd"]
        );
    }

    #[test]
    fn another_seed_gives_other_claims() {
        assert_ne!(digests(100, 1, false), digests(100, 2, false));
        assert_eq!(digests(100, 2, false), digests(100, 2, false));
    }

    #[test]
    fn errors_that_are_no_edits_repeat_too_and_every_kind_occurs() {
        assert_eq!(digests(500, 3, true), digests(500, 3, true));
        assert_ne!(digests(500, 3, true)[0], digests(500, 3, false)[0]);
        let mut labelled = families::Generator::new(3, YEAR)
            .unwrap()
            .run(8_772)
            .unwrap();
        unmodelled::add(&mut labelled, 3);
        for error in [
            "copied_wrong_id",
            "twins_id",
            "shifted_row",
            "renamed",
            "parents_id",
        ] {
            let count = labelled
                .claims
                .iter()
                .filter(|claim| claim.errors.contains(&error))
                .count();
            assert!(count > 0, "{error}: {count}");
        }
    }

    #[test]
    fn the_truth_of_the_claims_is_the_truth_of_the_children() {
        let labelled = families::Generator::new(5, YEAR)
            .unwrap()
            .run(1_000)
            .unwrap();
        let directory = tempfile::tempdir().unwrap();
        let pairs = directory.path().join("pairs.csv");
        let mut text = "claim_id_a,claim_id_b,score\n".to_owned();
        for (at, one) in labelled.claims.iter().enumerate() {
            for (after, other) in labelled.claims.iter().enumerate().skip(at + 1) {
                if one.child == other.child {
                    text.push_str(&format!("C{:08},C{:08},1\n", at + 1, after + 1));
                }
            }
        }
        std::fs::write(&pairs, text).unwrap();
        let judgement = judge::judge(&files::truth(&labelled), &pairs).unwrap();
        assert!(
            judgement.wanted > 100
                && judgement.best.wrong() == 0
                && judgement.found == judgement.wanted
        );
    }
}
