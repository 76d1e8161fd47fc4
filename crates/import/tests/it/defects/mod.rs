//! The twenty-nine defects of the sheets that unions send, one after the other: a file that has the defect, what becomes
//! of it, what is told in both languages, and a file that has it not.

mod cells;
mod dates;
mod files;
mod hidden;
mod layout;
mod markup;

use crate::support::render;
use crate::support::{CLAIMS, Outcome, Place, claim_row, column_of, headers, put};
use domain::finding::{RowFinding, RowSeverity};
use rows::Lang;
use std::path::PathBuf;

const E: RowSeverity = RowSeverity::Error;
const F: RowSeverity = RowSeverity::File;
const W: RowSeverity = RowSeverity::Warning;

/// A claims sheet with one row, changed.
fn one(set: &[(&str, &str)]) -> Outcome {
    Place::claims().csv(&[claim_row(set)])
}

/// The one finding of a file with one row, which says `words` in Chinese. An error leaves no claim, a warning does.
fn told(set: &[(&str, &str)], code: &str, severity: RowSeverity, words: &str) -> Outcome {
    let outcome = one(set);
    says(outcome.only(code), severity, words);
    assert_eq!(outcome.claims().len(), usize::from(severity == W), "{code}");
    outcome
}

/// The finding's severity and words; it has a sentence in English too.
fn says(finding: &RowFinding, severity: RowSeverity, words: &str) {
    let text = render(finding, Lang::Zh);
    assert_eq!(finding.severity, severity, "{text}");
    assert!(text.contains(words), "{text}");
    let english = render(finding, Lang::En);
    assert!(english.chars().filter(char::is_ascii_alphabetic).count() > 10);
    crate::support::check(finding);
}

fn sound(outcome: &Outcome, claims: usize) {
    assert_eq!(outcome.codes(), Vec::<&str>::new());
    assert_eq!(outcome.claims().len(), claims);
}

fn header_and(rows: &[Vec<String>]) -> Vec<Vec<String>> {
    [vec![headers(&CLAIMS)], rows.to_vec()].concat()
}

fn second_child() -> Vec<String> {
    claim_row(&[("子女身份证号", crate::support::CHILD_ID_X)])
}

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}

/// A workbook of the given rows below the header, changed by `also`.
fn workbook(
    rows: &[Vec<String>],
    also: impl FnOnce(&mut rust_xlsxwriter::Worksheet),
) -> (Place, PathBuf) {
    let place = Place::claims();
    let path = place.xlsx_file(|sheet| {
        put(sheet, 0, &header_and(rows));
        also(sheet);
    });
    (place, path)
}

fn number(header: &str) -> u16 {
    u16::try_from(column_of(header)).unwrap()
}
