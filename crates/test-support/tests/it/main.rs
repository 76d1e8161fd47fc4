//! The databases of the tests: what stands in them, and what their migrations make.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

mod desk;
mod heating_cases;
mod opening;
mod rights;
mod schema;
