//! The rules of the programme, case by case.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

mod cases;
mod constants;
mod properties;
mod stored;
mod story;
