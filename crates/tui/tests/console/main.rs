//! The console without a terminal: screens of made-up data, scripts of keys, hostile texts.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

mod approving;
mod cases;
mod chinese;
mod data;
mod ease;
mod home;
mod hostile;
mod idle;
mod input;
mod keys;
mod members;
mod money;
mod participation;
mod pastes;
mod places;
mod programmes;
mod reasons;
mod referrals;
mod registers;
mod samples;
mod shots;
mod snapshots;
mod styles;
