//! Nothing reaches a screen or a spreadsheet but through the type that cleans it: no cell, span or stream is written
//! around it.

use super::Problem;

/// The console.
const CONSOLE: &str = "crates/tui/src/";
/// Where cleaned lines are put into cells, and cells become bytes for the terminal.
const CONSOLE_WRITERS: &[&str] = &["crates/tui/src/draw.rs", "crates/tui/src/writer/"];
/// Ways around `text::Shown` in the console.
const AROUND_SHOWN: &[&str] = &[
    "set_symbol(",
    "set_char(",
    "set_string(",
    "set_stringn(",
    "set_span(",
    "set_line(",
    "Span::",
    "Paragraph::",
    "print!(",
    "println!(",
    "SetTitle(",
];
/// Where tables become CSV: cells that a spreadsheet would run are made text there.
const EXPORTS: &str = "crates/import/src/write/";
/// Ways to write a spreadsheet's cells.
const AROUND_EXPORTS: &[&str] = &["csv::Writer", "Workbook::new("];

/// Checks a file of the product.
pub fn check(place: &str, text: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    let writes = CONSOLE_WRITERS.iter().any(|part| place.starts_with(part));
    if place.starts_with(CONSOLE) && !writes {
        let instead = "writes past the cleaned text; make it a `line::Line`";
        problems.extend(found(place, text, AROUND_SHOWN, instead));
    }
    let product = place.starts_with("crates/") && place.contains("/src/");
    if product && !place.starts_with(EXPORTS) && !place.starts_with("crates/rehearsal/") {
        let instead = "writes cells a spreadsheet may run; use `import::csv` or `import::xlsx`";
        problems.extend(found(place, text, AROUND_EXPORTS, instead));
    }
    problems
}

fn found(place: &str, text: &str, words: &[&str], instead: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or_default();
        if let Some(word) = words.iter().find(|word| code.contains(**word)) {
            problems.push(Problem::new(
                format!("{place}:{}", index + 1),
                format!("`{word}` {instead}"),
            ));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_writers_of_the_console_touch_cells() {
        let text = "fn put() {\n    cell.set_symbol(name);\n}\n";
        assert!(check("crates/tui/src/draw.rs", text).is_empty());
        let problems = check("crates/tui/src/screens/claim.rs", text);
        assert_eq!(problems[0].place, "crates/tui/src/screens/claim.rs:2");
    }

    #[test]
    fn spans_titles_and_streams_are_ways_around_too_and_comments_are_none() {
        for line in [
            "let raw = Span::raw(&row.name);",
            "eprintln!(\"{name}\");",
            "execute!(out, SetTitle(name))?;",
        ] {
            assert_eq!(check("crates/tui/src/view.rs", line).len(), 1, "{line}");
        }
        assert!(check("crates/tui/src/view.rs", "// Span::raw is not used").is_empty());
    }

    #[test]
    fn cells_of_spreadsheets_are_written_in_one_place() {
        let line = "let mut writer = csv::Writer::from_path(path)?;";
        assert!(check("crates/import/src/write/csv.rs", line).is_empty());
        assert_eq!(check("crates/cli/src/commands/audit.rs", line).len(), 1);
        assert!(check("crates/import/tests/exports.rs", line).is_empty());
    }
}
