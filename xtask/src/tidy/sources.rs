//! The text of the Rust files: length, words that must not stay, the one match on the backend.

use super::Problem;

/// A file beyond this is looked at when somebody has the time.
const LINES_WARN: usize = 400;
/// A file beyond this holds more than one idea.
const LINES_MAX: usize = 800;

/// The only file that may tell the engines apart.
const DIALECT: &str = "crates/storage/src/dialect.rs";
/// This folder names the words it looks for.
const THESE_CHECKS: &str = "xtask/src/tidy/";

/// Words that must not appear, and what to do instead.
const WORDS: &[(&str, &str)] = &[
    ("todo!(", "finish it"),
    ("unimplemented!(", "finish it"),
    ("dbg!(", "remove it"),
    (
        "#[ignore",
        "a test that does not run proves nothing; mend or delete it",
    ),
    ("should_panic", "assert on the returned error instead"),
    ("FIXME", "mend it, or say in a whole sentence why it is so"),
    ("XXX", "mend it, or say in a whole sentence why it is so"),
    ("#![allow(warnings", "name the lint and the reason"),
    ("from_utf8_unchecked", "check it"),
];

/// The variants of the connection enum: matching on them elsewhere would scatter the dialects.
const BACKENDS: &[&str] = &["Db::Pg", "Db::Sq"];

/// All checks of one file.
pub fn check(place: &str, text: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    problems.extend(length(place, text));
    if !place.starts_with(THESE_CHECKS) {
        problems.extend(words(place, text));
        problems.extend(backend(place, text));
    }
    problems
}

fn length(place: &str, text: &str) -> Option<Problem> {
    let lines = text.lines().count();
    if lines > LINES_MAX {
        let message = format!("has {lines} lines, more than {LINES_MAX}; split it by meaning");
        return Some(Problem::new(place, message));
    }
    (lines > LINES_WARN)
        .then(|| Problem::warning(place, format!("has {lines} lines, more than {LINES_WARN}")))
}

fn words(place: &str, text: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (number, line) in numbered(text) {
        for (word, instead) in WORDS.iter().filter(|(word, _)| line.contains(word)) {
            problems.push(Problem::new(
                format!("{place}:{number}"),
                format!("`{word}` must not stay: {instead}"),
            ));
        }
    }
    problems
}

fn backend(place: &str, text: &str) -> Vec<Problem> {
    if place == DIALECT {
        return Vec::new();
    }
    numbered(text)
        .filter(|(_, line)| {
            let code = line.split("//").next().unwrap_or_default();
            BACKENDS.iter().any(|name| code.contains(name))
        })
        .map(|(number, _)| {
            Problem::new(
                format!("{place}:{number}"),
                format!("tells the engines apart; only {DIALECT} may"),
            )
        })
        .collect()
}

fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_plain_file_passes() {
        assert!(check("crates/x/src/lib.rs", "//! A crate.\n").is_empty());
    }

    #[test]
    fn a_file_is_warned_about_and_then_refused_by_its_length() {
        let lines = |count: usize| "\n".repeat(count);
        assert!(check("a.rs", &lines(400)).is_empty());
        assert!(check("a.rs", &lines(401))[0].warning);
        assert!(check("a.rs", &lines(800))[0].warning);
        assert!(!check("a.rs", &lines(801))[0].warning);
    }

    #[test]
    fn a_forbidden_word_is_reported_with_its_line() {
        let found = check("a.rs", "fn a() {\n    todo!()\n}\n");
        assert_eq!(found[0].place, "a.rs:2");
    }

    #[test]
    fn an_ignored_test_is_refused() {
        assert_eq!(check("a.rs", "#[ignore = \"slow\"]\n").len(), 1);
    }

    #[test]
    fn the_engines_are_told_apart_in_one_file_only() {
        let text = "match db {\n    Db::Pg(c) => c,\n}\n// Db::Sq in a comment\n";
        assert!(check(DIALECT, text).is_empty());
        let found = check("crates/storage/src/claims.rs", text);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].place, "crates/storage/src/claims.rs:2");
    }
}
