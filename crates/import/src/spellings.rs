//! One person's name, written with and without its separator in one file.

use crate::codes;
use domain::finding::RowFinding;
use domain::mask;
use rows::Note;
use rows::StagedRow;
use std::collections::HashMap;

/// The first spelling of every name of more than one part, or that might be one, by the person's number.
///
/// Like all that is kept while a file is read, it lives no longer than that.
#[derive(Default)]
pub(crate) struct Spellings {
    first: HashMap<String, (String, u32)>,
}

impl Spellings {
    /// Tells a row whose person was written otherwise before, if only the separator differs.
    pub(crate) fn compare(
        &mut self,
        people: &[(&str, &str)],
        row: &StagedRow,
        findings: &mut Vec<RowFinding>,
    ) {
        for &(number, name) in people {
            let Some((first, at)) = self.first.get(number) else {
                self.first
                    .insert(number.to_owned(), (name.to_owned(), row.row));
                continue;
            };
            if first != name && parts(first) == parts(name) {
                let note = Note::new(codes::NAME_SEPARATOR_DIFFERS)
                    .arg("value", mask::name_across_scopes(name))
                    .arg("first", at.to_string());
                findings.push(note.at(&row.sheet, row.row, String::new()));
            }
        }
    }
}

/// The name without its separators.
fn parts(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, '\u{00B7}' | ' '))
        .collect()
}
