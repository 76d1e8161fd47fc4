//! The screens: a file for each says what it asks, how it looks, what can be done on it and what an answer means;
//! `routes.rs` lists them.

pub mod audit;
pub mod batch;
pub mod batches;
pub mod case;
mod case_why;
pub mod cases;
pub mod changes;
mod charts;
pub mod claim;
pub mod claims;
mod frame;
pub mod help;
pub mod home;
pub mod import;
pub mod imports;
pub mod jobs;
pub mod ledger;
pub mod log;
pub mod next_year;
pub mod operators;
pub mod people;
pub mod period;
pub mod periods;
pub mod person;
pub mod plans;
pub mod preview;
mod routes;
pub mod ruling;
pub mod rulings;
mod screen;
pub mod table;
pub mod units;

pub use frame::*;
pub use routes::*;
pub use screen::{AnswerOf, Asked, Commands, Go, Screen};
