//! What tests share: an empty database on either engine, a clock that obeys, and an office at work.
//!
//! A dev-dependency only. Every test gets its own database; nothing is left behind when it ends.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "tests stop at the first surprise and say what they left out"
)]

mod changes;
mod claims;
mod crowd;
mod database;
mod desk;
mod effects;
mod engines;
pub mod heating;
mod multiply;
mod postgres;
mod seed;
mod verdicts;

pub use changes::the_change;
pub use claims::{ClaimSpec, Document, Parent};
pub use database::{Engine, TestDb};
pub use desk::{COUNTY_A, COUNTY_B, Desk, PROVINCE, UNIT_A, UNIT_B, UNIT_C};
pub use effects::{FixedEffects, keyring};
pub use engines::{on_both, on_one};
pub use multiply::multiply_claims;
pub use postgres::{PROGRAM, grant};
pub use verdicts::PremiumMut;
