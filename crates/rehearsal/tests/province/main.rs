//! The province read back from its files, with readers of other crates, and compared with its manifest.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

mod faults;
mod read;
mod shape;
mod single_rows;
