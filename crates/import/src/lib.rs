//! Spreadsheets in and out: CSV and xlsx files become rows as received, typed drafts and findings; tables become
//! exports. No database, no clock, no random source.
//!
//! ```text
//! open(path) -> Workbook -> SheetReader::start(a Sheet) -> next_chunk: [ReadRow { staged, draft, findings }] -> finish: FileSummary
//! ```
//!
//! What is wrong with a file or row is a [`domain::finding::RowFinding`]; an [`ImportError`] means that the system
//! could not read or write. A value that lost digits is refused by the type of its cell, never repaired.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests stop at the first surprise"
    )
)]

mod claims;
pub mod codes;
mod duplicate_rows;
mod error;
pub mod forms;
mod groups;
mod head;
mod header;
pub mod limits;
mod mappings;
pub mod messages;
mod numerals;
mod outside;
pub mod reader;
mod registers;
mod sheet_reader;
mod spellings;
mod statements;
mod strays;
mod swapped;
mod totals;
pub mod write;

use policy::Registry;
use rows::finding::Texts;

pub use claims::{CLAIMS, Claims};
pub use duplicate_rows::DuplicateRows;
pub use error::ImportError;
pub use head::SubmissionHead;
pub use limits::Limits;
pub use mappings::Mappings;
pub use outside::Outside;
pub use reader::{Choices, FileFormat, Opened, TextEncoding, Workbook, open, open_with};
pub use registers::{
    ANSWER_AMOUNT, AnswerKind, AnswerOutcome, AnswerRow, Answers, BudgetRow, Budgets, Figure,
    MemberRow, Members, OwnWord, ParticipantRow, Participants, PlanRow, Plans, Register, Said,
    UnitRow, Units,
};
pub use sheet_reader::{FileSummary, ReadRow, SheetReader, read};

/// Every sentence a finding can be told with: of cells, of files, of the programmes' own sheets.
pub fn texts(registry: &Registry) -> Texts {
    let programmes = registry.iter().map(|programme| programme.findings());
    Texts::new([rows::codes::ALL, codes::ALL].into_iter().chain(programmes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rows::{Lang, Sheet, SheetSpec, normalise};
    use std::collections::{BTreeMap, BTreeSet};

    /// The longest text a workbook holds in a prompt, and in the list of a drop-down.
    const PROMPT_CHARS_MAX: usize = 200;
    const LIST_CHARS_MAX: usize = 255;

    fn sheets() -> Vec<SheetSpec> {
        let programme = child_premium::programme();
        Register::ALL
            .into_iter()
            .map(|register| register.spec(programme.as_ref()))
            .chain([Claims(programme.as_ref()).spec()])
            .collect()
    }

    #[test]
    fn every_column_has_a_hint_that_fits_a_prompt_and_a_list_that_fits_a_workbook() {
        for sheet in sheets() {
            for column in sheet.columns {
                let hint = column.hint.chars().count();
                assert!((1..=PROMPT_CHARS_MAX).contains(&hint), "{}", column.field);
                let list = column.choices.join(",").chars().count();
                assert!(list <= LIST_CHARS_MAX, "{}", column.field);
            }
        }
    }

    #[test]
    fn no_header_of_a_sheet_names_two_columns() {
        for sheet in sheets() {
            let mut seen = BTreeMap::new();
            for spec in sheet.columns {
                for header in std::iter::once(&spec.header).chain(spec.aliases) {
                    let before = seen.insert(normalise(header), spec.field);
                    assert!(before.is_none(), "{header} in {}", sheet.code);
                }
            }
        }
    }

    /// An argument that is a sentence has its Chinese under the same name with `_zh`.
    #[test]
    fn every_code_is_told_once_and_with_the_same_arguments_in_both_languages() {
        let names = |template: &'static str, own: &str| -> BTreeSet<&str> {
            template
                .split('{')
                .skip(1)
                .filter_map(|part| part.split_once('}'))
                .map(|(name, _)| name.strip_suffix(own).unwrap_or(name))
                .filter(|name| !["row", "letter", "sheet"].contains(name))
                .collect()
        };
        let programme = child_premium::programme();
        let mut seen = BTreeSet::new();
        for text in [rows::codes::ALL, codes::ALL, programme.findings()].concat() {
            assert!(seen.insert(text.code), "{}", text.code);
            assert_eq!(
                names(text.template(Lang::Zh), "_zh"),
                names(text.template(Lang::En), "_en"),
                "{}",
                text.code
            );
        }
    }
}
