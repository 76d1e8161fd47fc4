//! The console: a terminal screen for the people who review, approve and pay. The only user of ratatui.
//!
//! ```text
//! bytes -> input -> Msg -> update(&mut Model, Msg) -> Vec<Effect> -> worker -> workflow (threads of their own)
//!                          ^------------------ Msg::Loaded / Msg::Acted <--------'
//! view(&Model) -> lines of exact width -> cells -> writer -> one write
//! ```

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests stop at the first surprise"
    )
)]
#![allow(
    clippy::result_large_err,
    reason = "an error is rare here, and carries the words that the operator reads"
)]

mod answers;
pub mod ask;
pub mod commands;
pub mod confirm;
pub mod dialog;
mod drafts;
pub mod draw;
mod effect_runner;
mod error;
pub mod i18n;
mod idle;
pub mod input;
pub mod key_gate;
pub mod keymap;
pub mod keys;
pub mod line;
pub mod list;
pub mod model;
pub mod msg;
pub mod orders;
pub mod palette;
mod plain;
mod presence;
mod probe;
mod programme;
pub mod reading;
mod run;
pub mod screens;
pub mod secret;
mod signals;
mod terminal;
pub mod text;
pub mod update;
pub mod view;
mod worker;
mod writer;

pub use error::TuiError;
pub use plain::{PlainOptions, run as run_plain};
pub use probe::{Facts, Glyphs};
pub use run::{Options, run};
pub use worker::Open;
