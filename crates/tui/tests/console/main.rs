//! The console without a terminal: screens of made-up data, scripts of keys, hostile texts.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

mod data;
mod hostile;
mod idle;
mod keys;
mod looks;
mod shots;
mod snapshots;
