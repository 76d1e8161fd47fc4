//! What comes in: files and rows, the people they name, and the claims they file.

pub(crate) mod classify;
pub(crate) mod content;
pub mod correction_workbook;
pub(crate) mod filed_names;
pub mod imports;
pub(crate) mod resolve;
pub mod submit;
