//! Documents point at files that are there: whoever looks for something is not sent astray.

use super::Problem;

/// Folders of the repository that a path in a document begins with.
const FOLDERS: &[&str] = &[
    "crates/",
    "config/",
    "migrations/",
    "docs/",
    "xtask/",
    "tests/",
    "benches/",
    "findings/",
];
/// The heading of the table of everyday changes.
const TABLE: &str = "## Where is it?";
/// Rows the table has at least, and files a row names at most: more is no answer.
const ROWS_MIN: usize = 20;
const FILES_MAX: usize = 2;

/// Every path between backticks that is none of these.
pub fn check(place: &str, text: &str, exists: impl Fn(&str) -> bool) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        for path in paths(line).filter(|path| !exists(path)) {
            problems.push(Problem::new(
                format!("{place}:{number}"),
                format!("points at `{path}`, which is not there"),
            ));
        }
    }
    problems
}

/// The table of everyday changes is there, and each row names one or two files.
pub fn table(place: &str, text: &str) -> Vec<Problem> {
    let Some((_, below)) = text.split_once(TABLE) else {
        return vec![Problem::new(place, format!("has no table below `{TABLE}`"))];
    };
    let rows: Vec<&str> = below
        .lines()
        .skip_while(|line| !line.starts_with('|'))
        .take_while(|line| line.starts_with('|'))
        .skip(2)
        .collect();
    let mut problems: Vec<Problem> = rows
        .iter()
        .filter(|row| !(1..=FILES_MAX).contains(&paths(row).count()))
        .map(|row| Problem::new(place, format!("names no file, or more than two: {row}")))
        .collect();
    if rows.len() < ROWS_MIN {
        problems.push(Problem::new(
            place,
            format!(
                "tells of {} everyday changes, less than {ROWS_MIN}",
                rows.len()
            ),
        ));
    }
    problems
}

/// The paths of a line; those with a place to fill in, or a pattern, are none.
fn paths(line: &str) -> impl Iterator<Item = &str> {
    line.split('`')
        .skip(1)
        .step_by(2)
        .filter(|code| FOLDERS.iter().any(|folder| code.starts_with(folder)))
        .filter(|code| !code.contains(['<', '*', ' ', '{', '…']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_that_points_at_a_missing_file_is_a_problem() {
        let text = "see `crates/a.rs`, `crates/<id>` and `cargo test`\n`config/gone.toml`\n";
        let found = check("X.md", text, |path| path == "crates/a.rs");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].place, "X.md:2");
    }

    #[test]
    fn a_row_of_the_table_names_one_or_two_files_and_there_are_enough_rows() {
        let row = "| a change | `crates/a.rs` |\n";
        let whole = format!(
            "{TABLE}\n\n| change | files |\n|---|---|\n{}",
            row.repeat(ROWS_MIN)
        );
        assert_eq!(table("X.md", &whole), []);
        assert_eq!(table("X.md", "nothing").len(), 1);
        let short = format!("{TABLE}\n\n| change | files |\n|---|---|\n{row}| other | none |\n");
        assert_eq!(table("X.md", &short).len(), 2);
    }
}
