//! Files as people send them, forms as they get them back.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

mod accounting;
mod anything;
mod cells;
mod cleaning;
mod defects;
mod exports;
mod files;
mod forms;
mod instants;
mod kinds;
mod mappings;
mod printed;
mod sheets;
mod support;
mod support_zip;
mod workbooks;
mod writers;
