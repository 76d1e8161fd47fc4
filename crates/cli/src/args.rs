//! The command line: nouns, verbs and flags. Nothing is read or decided here.

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};
use domain::year::BenefitYear;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::app::App;
use crate::commands;
use crate::failure::Result;

/// Gongbao (工保): union-paid health benefits, from a union's spreadsheet to an exported payment.
#[derive(Debug, Parser)]
#[command(
    name = "gongbao",
    version,
    arg_required_else_help = true,
    after_help = "Exit codes: 0 done; 1 failed, nothing changed (or the message says what did); 2 usage; 3 done, but some input was refused."
)]
pub struct Cli {
    /// Flags every command knows.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Flags every command knows.
#[derive(Debug, Clone, Default, Args)]
// Behind what a command knows of its own.
#[command(next_display_order = 900)]
pub struct Global {
    /// Site file; else /etc/gongbao/gongbao.toml or ./gongbao.toml, when present
    #[arg(long, global = true, value_name = "FILE", env = "GONGBAO_CONFIG")]
    pub config: Option<PathBuf>,
    /// sqlite:PATH or postgres://USER@HOST/NAME
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "GONGBAO_DATABASE_URL",
        hide_env_values = true
    )]
    pub database: Option<String>,
    /// Who acts: in a rehearsal, or over the forced SSH command
    #[arg(long, global = true, value_name = "NAME", env = "GONGBAO_OPERATOR")]
    pub operator: Option<String>,
    /// Language of messages
    #[arg(long, global = true, value_enum)]
    pub lang: Option<LangArg>,
    /// Print one JSON object on standard output
    #[arg(long, global = true)]
    pub json: bool,
    /// Pretend it is this day; in a rehearsal only
    #[arg(long, global = true, value_name = "DATE")]
    pub today: Option<NaiveDate>,
    /// Key file of the database
    #[arg(long, global = true, value_name = "FILE", env = "GONGBAO_KEY_FILE")]
    pub key_file: Option<PathBuf>,
}

/// Languages on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LangArg {
    /// 中文
    Zh,
    /// English
    En,
}

/// The nouns.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Create a database with its key file and first administrator
    Init(commands::init::Init),
    /// Make this machine a site after the package was installed, or bring it up to date; run by root
    Setup(commands::setup::Setup),
    /// Operators and their roles
    #[command(subcommand)]
    Operator(commands::operator::Operator),
    /// The line sshd asks for (AuthorizedKeysCommand)
    AuthorizedKeys(commands::authorized_keys::AuthorizedKeys),
    /// What sshd starts for whoever comes in: the console, or the one command that is asked for; never a shell
    Enter,
    /// How members were told of a benefit
    #[command(subcommand)]
    Announcement(commands::announcement::Announcement),
    /// Periods: one programme in one benefit year
    #[command(subcommand)]
    Period(commands::period::Period),
    /// Opening a benefit year from the one before
    #[command(subcommand)]
    Year(commands::year::Year),
    /// What the province decided where the text is silent
    #[command(subcommand)]
    Ruling(commands::ruling::Ruling),
    /// Schemes of mutual aid, and what they give
    #[command(subcommand)]
    Scheme(commands::scheme::Scheme),
    /// Take a hospital's settlement and print the union's line of its statement
    Settle(commands::settle::Settle),
    /// What became of settlements
    #[command(subcommand)]
    Settlement(commands::settlement::Settlement),
    /// Who takes part in mutual aid, who could and does not, and what was paid into its funds
    #[command(subcommand)]
    Participation(commands::participation::Participation),
    /// What mutual aid took in and paid out, by month, quarter or year
    Analysis(commands::analysis::Analysis),
    /// Notices to members, and how far their delivery has come
    #[command(subcommand)]
    Outbox(commands::outbox::Outbox),
    /// Hospitals that give members at once what is paid, and where they are paid
    #[command(subcommand)]
    Institution(commands::institution::Institution),
    /// Members whose settlements call for a look, and what their unions did about it
    #[command(subcommand)]
    Referral(commands::referral::Referral),
    /// Proposed changes that wait for a second operator
    #[command(subcommand)]
    Change(commands::change::Change),
    /// Files that operators send in and fetch over SSH: an inbox and an outbox each
    #[command(subcommand)]
    Files(commands::files::Files),
    /// Import spreadsheets, and see what became of their rows
    #[command(subcommand)]
    Import(commands::import::Import),
    /// Claims: look, review, approve and the other decisions
    #[command(subcommand)]
    Claim(commands::claim::Claim),
    /// One person across years, programmes and unions
    #[command(subcommand)]
    Person(commands::person::Person),
    /// Claims for one and the same child-year
    #[command(subcommand)]
    Duplicate(commands::duplicate::Duplicate),
    /// Payment batches
    #[command(subcommand)]
    Batch(commands::batch::Batch),
    /// Exports that only the register outside the database knows
    #[command(subcommand)]
    Register(commands::register::Register),
    /// The books
    #[command(subcommand)]
    Ledger(commands::ledger::Ledger),
    /// Audit chains and seals
    #[command(subcommand)]
    Audit(commands::audit::Audit),
    /// The tree of unions
    #[command(subcommand)]
    Unit(commands::unit::Unit),
    /// A synthetic province to practise on
    #[command(subcommand)]
    Rehearsal(commands::rehearsal::Rehearsal),
    /// The database: its schema, and the rights of the roles that use it
    #[command(subcommand)]
    Db(commands::db::Database),
    /// Looking after an installation
    #[command(subcommand)]
    Ops(commands::ops::Ops),
    /// The console on this terminal
    Console(commands::console::Console),
}

/// A programme and a benefit year.
#[derive(Debug, Clone, Args)]
pub struct ProgrammeYear {
    /// Programme id, such as child-premium
    pub programme: String,
    /// Benefit year, such as 2026
    pub year: BenefitYear,
}

/// A file to read: on the machine any path, for whoever comes in over SSH a bare name of the own inbox.
#[derive(Debug, Clone)]
pub struct FileIn(PathBuf);

/// A file or directory to write: on the machine any path, for whoever comes in over SSH a bare name of the own outbox.
#[derive(Debug, Clone)]
pub struct FileOut(PathBuf);

impl From<OsString> for FileIn {
    fn from(typed: OsString) -> Self {
        Self(typed.into())
    }
}

impl From<OsString> for FileOut {
    fn from(typed: OsString) -> Self {
        Self(typed.into())
    }
}

impl FileIn {
    /// As it was typed.
    pub fn typed(&self) -> &Path {
        &self.0
    }

    /// The file it names for the operator who acts.
    ///
    /// # Errors
    /// [`crate::failure::Failure`]; nothing else can be named over SSH.
    pub fn at(&self, app: &App) -> Result<PathBuf> {
        Ok(app.files.reading(&self.0)?)
    }
}

impl FileOut {
    /// As it was typed.
    pub fn typed(&self) -> &Path {
        &self.0
    }

    /// The file, or the directory for a file, that it names for the operator who acts.
    ///
    /// # Errors
    /// As [`FileIn::at`].
    pub fn at(&self, app: &App) -> Result<PathBuf> {
        Ok(app.files.writing(&self.0)?)
    }

    /// The directory for several files that it names for the operator who acts.
    ///
    /// # Errors
    /// As [`FileIn::at`].
    pub fn directory(&self, app: &App) -> Result<PathBuf> {
        Ok(app.files.directory(&self.0)?)
    }
}

/// Longest page a list prints at once.
pub const LIMIT_MAX: i64 = 1000;

/// Which page of a list.
#[derive(Debug, Clone, Args)]
pub struct Paging {
    /// At most so many rows
    #[arg(long, value_name = "N", default_value = "50", value_parser = clap::value_parser!(i64).range(1..=LIMIT_MAX))]
    pub limit: i64,
    /// `next` of the page before
    #[arg(long, value_name = "CURSOR")]
    pub after: Option<String>,
}

impl Paging {
    /// The page's length.
    pub fn limit(&self) -> usize {
        usize::try_from(self.limit).unwrap_or(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn global_flags_may_stand_before_or_after_the_verb() {
        for line in [
            ["gongbao", "--json", "--operator", "张", "ledger", "balance"],
            ["gongbao", "ledger", "balance", "--operator", "张", "--json"],
        ] {
            let cli = Cli::try_parse_from(line).expect("parses");
            assert!(cli.global.json);
            assert_eq!(cli.global.operator.as_deref(), Some("张"));
        }
    }
}
