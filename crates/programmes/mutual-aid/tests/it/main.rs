//! The programme's tests: schemes by their published figures, messages as implementations send them, and what must hold
//! for all of them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

mod codes;
mod desk;
mod grants;
mod message_cases;
mod netting;
mod netting_properties;
mod referral;
mod reports;
mod scheme_cases;
mod scheme_errors;
mod scheme_properties;
mod trial;
