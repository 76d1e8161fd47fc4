//! What operators do: one file per command. A command loads, decides in the pure core, and saves in
//! one transaction; everything about one claim goes through the unit of work.

#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests stop at the first surprise")
)]

mod assess;
mod chain;
mod content;
mod contest;
pub mod decide;
mod error;
mod facts;
mod money;
mod rulebook;
mod resolve;
mod separation;
mod session;
pub mod submit;
mod work;

pub use error::{Refusal, Result, WorkflowError};
pub use session::{Actor, Env, Limits, Mode, Office, Session, World};
