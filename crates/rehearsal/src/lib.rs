//! The rehearsal province: a synthetic Hunan, written as the spreadsheets a clerk would send.
//!
//! Everybody in it is invented. Numbers carry valid check digits unless a fault was planted on purpose, and every
//! planted fault is counted in the [`Manifest`]. The same [`ProvinceSpec`] gives the same bytes on every machine:
//! chance comes from a seeded generator of our own and the day from the spec, never from a clock.
//!
//! Three things live here:
//! - [`generate`] writes a whole province: units, rosters, plans, budgets, claims and `manifest.json`;
//! - [`people`] and [`numbers`] make single valid people and numbers for tests;
//! - [`rows`] builds single sheets of ordinary rows, for races and benchmarks.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests stop at the first surprise"
    )
)]

mod areas;
mod chance;
mod error;
pub mod manifest;
mod names;
pub mod numbers;
pub mod people;
mod province;
pub mod rows;
mod sheet;

pub use error::RehearsalError;
pub use manifest::{FileEntry, Manifest};
pub use numbers::identity_number;
pub use people::SyntheticPerson;
pub use province::{
    MEMBERS_MAX, ProvinceSpec, TODAY_FIRST, UNITS_MIN, WINDOW_CLOSE, WINDOW_OPEN, generate,
};
pub use rows::{
    BudgetRow, ClaimRow, MemberRow, PlanRow, UnitRow, budgets_csv, claims_csv, members_csv,
    plans_csv, units_csv,
};
