//! Spreadsheets in and out: CSV and xlsx files become rows as received, typed drafts and findings; tables become
//! exports. No database, no clock, no random source.
//!
//! ```text
//! open(path) -> Workbook -> Feed::start -> next_chunk: [ReadRow { staged, draft, findings }] -> finish: FileSummary
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

pub mod cell;
mod date;
mod error;
mod feed;
mod field;
pub mod forms;
mod groups;
mod guidance;
mod head;
pub mod header;
pub mod limits;
mod mappings;
pub mod messages;
mod profile;
pub mod reader;
mod seen;
mod spellings;
mod staged;
mod swapped;
mod totals;
pub mod validate;
pub mod write;

pub use cell::{RawCell, RawRow};
pub use error::ImportError;
pub use feed::{Feed, FileSummary, ReadRow, read};
pub use field::Field;
pub use head::SubmissionHead;
pub use header::{Column, Columns};
pub use limits::Limits;
pub use mappings::Mappings;
pub use messages::{Lang, render};
pub use profile::Profile;
pub use reader::{Choices, FileFormat, Opened, TextEncoding, Workbook, open, open_with};
pub use seen::Seen;
pub use staged::{StagedCell, StagedRow};
pub use validate::{BudgetRow, Context, Draft, MemberRow, PlanRow, UnitRow};
