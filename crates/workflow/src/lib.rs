//! What operators do: one file per command. A command loads, decides in the pure core, and saves in
//! one transaction; everything about one claim goes through the unit of work.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests stop at the first surprise"
    )
)]

#[macro_use]
mod words;

pub mod analysis;
pub mod audit;
mod causes;
pub mod duplicates;
mod error;
mod error_zh;
pub mod exchange;
pub mod figures;
pub mod install;
pub mod intake;
pub mod messages;
pub mod notebook;
pub mod outbox;
pub mod participation;
pub mod payments;
pub mod people;
pub mod presence;
pub mod proposals;
pub mod referrals;
pub mod review;
pub mod rollover;
mod session;
mod trail;
pub mod views;
mod work;

pub use causes::causes_of;
pub use error::{Refusal, Result, Thing, WorkflowError};
pub use session::{Actor, Context, Effects, Installation, Limits, Mode, Session, SessionEnd};
pub use trail::{Noted, Trail};
pub use words::{Words, counted};
