//! Whole stories, told with the built binary in real terminals, processes and databases.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

mod backup;
mod bad_input;
mod console;
mod demo;
mod duplicates;
mod first_day;
mod killed;
mod logs;
mod mutual_aid;
mod outside;
mod periods;
mod prepared;
mod processes;
mod readme;
mod rogue;
mod slice;
mod tax;
mod watching;
