//! The programme's tests: schemes by their published figures, messages as implementations send them, and what must hold
//! for all of them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

mod scheme_cases;
mod scheme_errors;
mod scheme_properties;
