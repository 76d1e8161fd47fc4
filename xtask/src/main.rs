//! The workspace's own automation: `cargo xtask <command>`.
//!
//! Depends on no crate of the workspace, so it builds while they do not. Every command line it
//! runs is printed to standard error, with the time it took, and printed again when it fails.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a build tool talks to the person at the terminal"
)]
#![allow(
    clippy::disallowed_methods,
    reason = "a build tool starts processes and reads its environment; the product does not"
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests stop at the first surprise"
    )
)]

mod cluster;
mod commands;
mod needs;
mod place;
mod run;
mod tidy;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let cli = commands::Cli::parse();
    match commands::dispatch(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
