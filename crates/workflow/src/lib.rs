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

pub mod announcements;
mod assess;
pub mod audit;
pub mod batches;
pub mod bulk;
mod causes;
mod chain;
pub mod changes;
mod classify;
mod common_rule;
mod content;
mod contest;
pub mod correction_workbook;
pub mod decide;
mod doubts;
mod draw;
pub mod due;
pub mod duplicates;
mod error;
mod error_zh;
pub mod events;
pub mod exports;
mod facts;
pub mod figures;
mod filed_names;
pub mod imports;
pub mod install;
pub mod kept;
pub mod keys;
pub mod kin;
pub mod ledger;
mod lookalike;
mod marks;
mod money;
pub mod name_forms;
mod names;
pub mod notebook;
pub mod operators;
pub mod periods;
mod persons;
pub mod presence;
pub mod preview;
pub mod reassess;
pub mod recovery;
pub mod replay;
mod resolve;
pub mod reveal;
pub mod rollover;
mod rule_set;
pub mod rulings;
mod separation;
mod session;
mod shared;
pub mod similar;
mod spent;
pub mod submit;
pub mod supplement;
mod supplement_guard;
pub mod trial;
pub mod unions;
pub mod views;
mod witness;
mod work;

pub use causes::causes_of;
pub use error::{Refusal, Result, Thing, WorkflowError};
pub use session::{Actor, Env, Limits, Mode, Office, Session, SessionEnd, World};
pub use words::{Words, counted};
