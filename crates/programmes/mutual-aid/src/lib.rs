//! Employee medical mutual aid (职工医疗互助): schemes as dated data, the benefit of a hospital's settlement with its
//! explanation, settlement messages of the national platform, and what stands of them after every cancellation.
//!
//! Pure: the message, the scheme and what was posted before come in as arguments; nothing here reads a clock or a file.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests stop at the first surprise"
    )
)]

pub mod account;
pub mod base;
pub mod benefit;
mod beside;
mod care;
pub mod claim;
pub mod codes;
mod cover;
mod decimal;
pub mod feed;
pub mod fields;
pub mod findings;
pub mod grant;
mod identities;
mod json;
pub mod message;
pub mod netting;
mod notice;
mod participation;
mod programme;
pub mod referral;
mod rules;
pub mod scheme;
pub mod trial;

/// Stable id of the programme.
pub const ID: &str = "mutual-aid";

pub use programme::programme;
