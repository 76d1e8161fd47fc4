//! The FEBRL sets: persons with known duplicates, the same for every tool that was ever measured on them.

use super::judge::{Person, Truth};
use anyhow::{Context, Result};
use std::path::Path;

/// The sets with their files; the fourth is two files to be linked.
pub const SETS: &[(&str, &[&str])] = &[
    ("FEBRL 1", &["dataset1.csv"]),
    ("FEBRL 2", &["dataset2.csv"]),
    ("FEBRL 3", &["dataset3.csv"]),
    ("FEBRL 4", &["dataset4a.csv", "dataset4b.csv"]),
];

/// Reads who is who from the ids: `rec-223-dup-0` is the person of `rec-223-org`.
///
/// # Errors
/// A file cannot be read, or an id is of another kind.
pub fn truth(files: &[impl AsRef<Path>]) -> Result<Truth> {
    let mut truth = Truth::default();
    for file in files {
        let path = file.as_ref();
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        for line in text.lines().skip(1) {
            let id = line.split(',').next().unwrap_or("").trim();
            let number =
                person(id).with_context(|| format!("{} has the id `{id}`", path.display()))?;
            truth.add(
                id.to_owned(),
                Person {
                    number,
                    ..Person::default()
                },
            );
        }
    }
    Ok(truth)
}

fn person(id: &str) -> Option<u32> {
    id.strip_prefix("rec-")?.split('-').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn original_and_duplicate_are_one_person() {
        assert_eq!(
            (person("rec-223-org"), person("rec-223-dup-0")),
            (Some(223), Some(223))
        );
        assert_eq!(person("223"), None);
    }
}
