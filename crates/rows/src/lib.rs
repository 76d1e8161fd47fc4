//! One row of any source, and how its cells are read: columns as data, a reader of single cells, findings with
//! their sentences. Whoever declares a [`Sheet`] (a programme for its claims, the importer for registers) gets files,
//! mapping, dry run and correction workbooks for it.
//!
//! A value that lost digits is refused by the type of its cell, never repaired.

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
mod clean;
pub mod codes;
pub mod column;
mod columns;
pub mod date;
pub mod finding;
pub mod group;
pub mod instant;
mod numbers;
mod people;
pub mod plan;
mod reader;
mod sheet;
mod staged;
pub mod words;

pub use cell::{RawCell, RawRow, letters};
pub use clean::{Cleaned, clean, without_marks};
pub use column::{ColumnKind, ColumnSpec, normalise};
pub use columns::{Column, Columns};
pub use domain::lang::Lang;
pub use finding::{FindingText, Note, Texts, refuses};
pub use numbers::{DOCUMENT_WORDS_ALLOWED, Whose, document_word};
pub use reader::{Read, RowReader, printable, shown, tidy};
pub use sheet::{Context, Generations, Sheet, SheetSpec};
pub use staged::{StagedCell, StagedRow};
