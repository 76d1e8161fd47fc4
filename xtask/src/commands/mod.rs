//! The commands, one file each, and the command line that selects them.

mod bench;
mod bench_matching;
mod ci;
mod db;
mod demo;
mod demo_weeks;
mod deny;
mod dist;
mod figures;
mod new_migration;
mod new_programme;
mod shots;
mod test;
mod tidy;
mod year_open;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// The workspace's own automation.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build, make a synthetic province and open the console on it.
    Demo(demo::Options),
    /// Run the whole suite on SQLite and on a private PostgreSQL.
    Test(test::Options),
    /// Measure CPU time in a release build, on SQLite and on a private PostgreSQL.
    #[command(subcommand)]
    Bench(bench::Verb),
    /// The figures of the rules: cases, constants, and what the rehearsal province leaves to a human.
    Figures,
    /// Prepare a benefit year from the one before with the program's own commands: period, plans, sheets.
    YearOpen(year_open::Options),
    /// Everything a change must pass: fmt, tidy, clippy, deny, doc, test.
    Ci,
    /// Check what the compiler cannot: layers, keys, migrations, programmes, sizes.
    Tidy,
    /// Check licences, bans and sources of the dependencies with cargo-deny.
    Deny,
    /// The private PostgreSQL for work at the desk.
    #[command(subcommand)]
    Db(db::Verb),
    /// Make the Debian package and prove it.
    Dist(dist::Options),
    /// Draw the pictures of the README from the console's cells.
    Shots(shots::Options),
    /// Add an empty migration on both engines.
    NewMigration(new_migration::Options),
    /// Add the crate of a programme, made from the smallest one of the tests.
    NewProgramme(new_programme::Options),
}

/// Runs the chosen command.
pub fn dispatch(cli: Cli) -> Result<()> {
    match cli.command {
        Command::Demo(options) => demo::run(&options),
        Command::Test(options) => test::run(&options),
        Command::Bench(verb) => bench::run(&verb),
        Command::Figures => figures::run(),
        Command::YearOpen(options) => year_open::run(&options),
        Command::Ci => ci::run(),
        Command::Tidy => tidy::run(),
        Command::Deny => deny::run(),
        Command::Db(verb) => db::run(verb),
        Command::Dist(options) => dist::run(&options),
        Command::Shots(options) => shots::run(&options),
        Command::NewMigration(options) => new_migration::run(&options),
        Command::NewProgramme(options) => new_programme::run(&options),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
