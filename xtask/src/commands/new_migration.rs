//! `cargo xtask new-migration NAME`: the same empty migration on both engines.

use std::path::Path;

use anyhow::{Result, bail};

use crate::workspace;

/// The engines, by the name of their folder under `migrations/`.
pub const ENGINES: [&str; 2] = ["sqlite", "postgres"];

/// What to call it.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Lower-case words joined by `_`, saying what changes: `claims_add_source`.
    name: String,
}

/// Writes up.sql and down.sql for each engine under the next number.
pub fn run(options: &Options) -> Result<()> {
    check_name(&options.name)?;
    let migrations = workspace::root()?.join("migrations");
    let mut names = Vec::new();
    for engine in ENGINES {
        names.extend(folder_names(&migrations.join(engine))?);
    }
    let folder = format!("{:04}_{}", next_number(&names), options.name);
    for engine in ENGINES {
        let dir = migrations.join(engine).join(&folder);
        let purpose = format!("-- {}\n", options.name.replace('_', " "));
        workspace::write_new(&dir.join("up.sql"), &purpose)?;
        workspace::write_new(&dir.join("down.sql"), &purpose)?;
    }
    eprintln!("what may go in, and in which order: migrations/README.md");
    Ok(())
}

fn folder_names(dir: &Path) -> Result<Vec<String>> {
    let name = |path: &std::path::PathBuf| {
        path.file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    Ok(workspace::entries(dir)?.iter().map(name).collect())
}

fn next_number(names: &[String]) -> u32 {
    let numbers = names
        .iter()
        .filter_map(|name| name.split('_').next()?.parse::<u32>().ok());
    numbers.max().unwrap_or(0) + 1
}

fn check_name(name: &str) -> Result<()> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !name.starts_with(|c: char| c.is_ascii_lowercase()) || !name.chars().all(plain) {
        bail!("`{name}` is no migration name; use lower-case words joined by `_`");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_migration_is_named_in_lower_case_words() {
        assert!(check_name("claims_add_source").is_ok());
        for bad in ["", "Claims", "a-b", "../x", "1st"] {
            assert!(check_name(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_migration_takes_the_number_after_the_highest_of_both_engines() {
        let names = ["0001_a", "0012_b", "README.md"].map(str::to_owned);
        assert_eq!(next_number(&names), 13);
        assert_eq!(next_number(&[]), 1);
    }
}
