//! One person's name, written with and without its separator in one file.

use crate::messages::{Code, Note};
use crate::staged::StagedRow;
use crate::validate::Draft;
use domain::finding::RowFinding;
use domain::mask;
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
        draft: Option<&Draft>,
        row: &StagedRow,
        findings: &mut Vec<RowFinding>,
    ) {
        let people: Vec<(&str, &str)> = match draft {
            Some(Draft::Claim(claim)) => [&claim.claimant, &claim.subject]
                .into_iter()
                .filter_map(|person| {
                    Some((person.identities.first()?.canonical(), person.name.as_str()))
                })
                .collect(),
            Some(Draft::Member(member)) => vec![(member.identity.canonical(), &member.name)],
            _ => Vec::new(),
        };
        for (number, name) in people {
            let Some((first, at)) = self.first.get(number) else {
                self.first
                    .insert(number.to_owned(), (name.to_owned(), row.row));
                continue;
            };
            if first != name && parts(first) == parts(name) {
                let note = Note::new(Code::NameSeparatorDiffers)
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
