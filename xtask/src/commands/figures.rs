//! `cargo xtask figures`: how many cases the rules have, how many constants are guarded by them, and which share of the
//! rehearsal province is left to a human, by cause.

use std::path::Path;

use anyhow::{Context, Result};

use crate::commands::demo;
use crate::needs;
use crate::run::Line;
use crate::workspace;

/// The programme whose rules are counted.
const PROGRAMME: &str = "child-premium";
/// The test that changes every constant and looks for the case that breaks; it says how many there were.
const CONSTANTS: &str = "constants::";

/// Counts the cases, runs the test of the constants, and makes the province anew.
pub fn run() -> Result<()> {
    let root = workspace::root()?;
    let cases = cases(&root)?;
    let tls = needs::tls()?;
    tls.on(Line::cargo()
        .args([
            "test", "--quiet", "-p", PROGRAMME, "--test", "it", CONSTANTS,
        ])
        .args(["--", "--nocapture", "--test-threads=1"]))
        .dir(&root)
        .run()?;
    let binary = demo::build(&root)?;
    let today = demo::prepare(&root, &binary)?;
    println!("{cases} cases of {PROGRAMME}");
    demo::summary(&root, &binary, &today).run()
}

/// Cases in the programme's files.
fn cases(root: &Path) -> Result<usize> {
    let dir = root
        .join("crates/programmes")
        .join(PROGRAMME)
        .join("tests/cases");
    let mut sum = 0;
    for path in workspace::entries(&dir)? {
        sum += in_file(&workspace::read(&path)?).with_context(|| path.display().to_string())?;
    }
    Ok(sum)
}

fn in_file(text: &str) -> Result<usize> {
    let table: toml::Table = text.parse()?;
    let list = table.get("case").and_then(toml::Value::as_array);
    Ok(list.map_or(0, Vec::len))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_of_a_file_is_counted() {
        let text = "[[case]]\nstory = \"a\"\n[[case]]\nstory = \"b\"\n";
        assert_eq!(in_file(text).unwrap(), 2);
        assert_eq!(in_file("x = 1").unwrap(), 0);
    }
}
