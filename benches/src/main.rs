//! What the product costs, in seconds of CPU time: wall-clock time says more about the machine's other
//! work than about ours. Started by `cargo xtask bench`, which brings a PostgreSQL of its own.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark reports to the person at the terminal"
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

mod console;
mod cpu;
mod effects;
mod import;
mod keys;
mod matching;
mod office;
mod profile;
mod province;
mod raw;
mod report;
mod server;
mod settle;
mod similar;
mod volume;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Debug, Parser)]
#[command(name = "bench")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// An import of ordinary claims, against the bare insertion of the very same claims rows.
    Import(import::Options),
    /// The files of a season, imported while somebody works at the console; reading by format.
    Volume(volume::Options),
    /// The console in front of a million claims: time to the first rows, processor per key, bytes, memory.
    Console(console::Options),
    /// Duplicate detection on labelled data: accuracy, CPU time and memory.
    Matching(matching::Options),
    /// One fresh claim after the other compared with a million stored ones.
    Similar(similar::Options),
    /// One settlement after the other in front of a million stored ones.
    Settle(settle::Options),
    /// Seconds of a person's keys for two hundred mixed claims.
    Keys,
}

/// The program's own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let outcome: Result<()> = match Cli::parse().command {
        Command::Import(options) => import::run(&options),
        Command::Volume(options) => volume::run(&options),
        Command::Console(options) => console::run(&options),
        Command::Matching(options) => matching::run(&options),
        Command::Similar(options) => similar::run(&options),
        Command::Settle(options) => settle::run(&options),
        Command::Keys => keys::run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_measurement_on_a_server_is_told_which_one_it_is() {
        for measurement in ["import", "volume", "console", "similar", "settle"] {
            let told = [
                "--engine=postgres",
                "--postmaster",
                "1",
                "--server-files",
                "/tmp",
            ];
            let words = ["bench", measurement].into_iter().chain(told);
            assert!(Cli::try_parse_from(words).is_ok(), "{measurement}");
        }
    }
}
