//! `cargo xtask test`: the whole suite on both engines, with nothing to set up.

use std::collections::BTreeMap;
use std::time::Instant;

use anyhow::{Result, bail};

use crate::cluster::Cluster;
use crate::needs::{self, Tls};
use crate::run::{Line, seconds};
use crate::workspace::{self, Package};

/// Where the tests find PostgreSQL; they make and drop their own databases there.
pub const URL_VARIABLE: &str = "GONGBAO_TEST_POSTGRES_URL";
/// The feature that builds OpenSSL from source.
const VENDORED: &str = "vendored-tls";

/// What to test.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Only these packages (as `cargo test -p`); the whole workspace without.
    #[arg(short, long = "package", value_name = "PACKAGE")]
    packages: Vec<String>,
    /// Handed to `cargo test` as they are, for example `-- a_test_name`.
    #[arg(last = true)]
    rest: Vec<String>,
}

/// Starts a private cluster, runs `cargo test`, stops the cluster, and sums up.
pub fn run(options: &Options) -> Result<()> {
    let root = workspace::root()?;
    let packages = workspace::packages(&root)?;
    for name in &options.packages {
        if !packages.contains_key(name) {
            bail!("there is no package `{name}` in the workspace");
        }
    }
    let tls = needs::tls()?;
    needs::sshd_package(&root);
    let started = Instant::now();
    // Compiled before the cluster starts, so that a failing build never waits for it.
    let lines = cargo_test(options, &packages, tls);
    lines.build.dir(&root).run()?;
    let (cluster, guard) = Cluster::for_tests(&root)?;
    let mut test = lines.test.env(URL_VARIABLE, cluster.url("postgres"));
    if let Some(scratch) = cluster.scratch()? {
        test = test.env("TMPDIR", scratch);
    }
    let outcome = test.dir(&root).run();
    drop(guard);
    let what = if options.packages.is_empty() {
        "whole workspace".to_owned()
    } else {
        options.packages.join(", ")
    };
    let result = if outcome.is_ok() { "passed" } else { "FAILED" };
    eprintln!(
        "tests {result}: {what}, on SQLite and PostgreSQL, in {}",
        seconds(started.elapsed())
    );
    outcome
}

struct Lines {
    build: Line,
    test: Line,
}

fn cargo_test(options: &Options, packages: &BTreeMap<String, Package>, tls: Tls) -> Lines {
    let mut selected: Vec<String> = Vec::new();
    if options.packages.is_empty() {
        selected.push("--workspace".to_owned());
    }
    for name in &options.packages {
        selected.extend(["-p".to_owned(), name.clone()]);
    }
    let flags = tls.flags(&vendoring(packages, &options.packages));
    let line = tls.on(Line::cargo().arg("test").args(selected).args(flags));
    let build = line.clone().arg("--no-run").arg("--quiet");
    // One run tells everything that fails, not only the first binary's share.
    let line = line.arg("--no-fail-fast");
    // `cargo xtask test -- X` means `cargo test -- X`: names and flags of the test binaries.
    let test = if options.rest.is_empty() {
        line
    } else {
        line.arg("--").args(&options.rest)
    };
    Lines { build, test }
}

/// The packages among `chosen` (all when empty) that offer the feature.
pub fn vendoring(packages: &BTreeMap<String, Package>, chosen: &[String]) -> Vec<String> {
    packages
        .values()
        .filter(|package| chosen.is_empty() || chosen.contains(&package.name))
        .filter(|package| package.features.contains(VENDORED))
        .map(|package| package.name.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packages() -> BTreeMap<String, Package> {
        let package = |name: &str, feature: bool| Package {
            name: name.to_owned(),
            features: feature.then(|| VENDORED.to_owned()).into_iter().collect(),
            ..Package::default()
        };
        ["storage", "domain"]
            .map(|name| (name.to_owned(), package(name, name == "storage")))
            .into()
    }

    #[test]
    fn without_a_package_the_whole_workspace_is_tested() {
        let options = Options {
            packages: vec![],
            rest: vec!["some_test".to_owned()],
        };
        let lines = cargo_test(&options, &packages(), Tls::System);
        let text = lines.test.text();
        assert_eq!(
            text,
            "OPENSSL_NO_VENDOR=1 cargo test --workspace --no-default-features --no-fail-fast -- some_test"
        );
        assert!(lines.build.text().ends_with("--no-run --quiet"));
    }

    #[test]
    fn one_package_is_vendored_only_when_it_offers_the_feature() {
        let chosen = |name: &str| Options {
            packages: vec![name.to_owned()],
            rest: vec![],
        };
        let lines = cargo_test(&chosen("domain"), &packages(), Tls::Vendored);
        assert_eq!(lines.test.text(), "cargo test -p domain --no-fail-fast");
        let lines = cargo_test(&chosen("storage"), &packages(), Tls::Vendored);
        assert_eq!(
            lines.test.text(),
            "cargo test -p storage --features storage/vendored-tls --no-fail-fast"
        );
    }
}
