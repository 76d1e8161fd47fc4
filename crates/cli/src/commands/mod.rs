//! One file for each noun of the command line.

pub mod analysis;
pub mod announcement;
pub mod audit;
mod audit_outside;
pub mod authorized_keys;
pub mod batch;
mod batch_answer;
mod batch_check;
mod batch_payable;
mod batch_show;
pub mod change;
pub mod claim;
mod claim_approve;
mod claim_explain;
mod claim_returns;
mod claim_reveal;
mod claim_review;
mod claim_show;
pub mod codes;
pub mod console;
pub mod db;
pub mod duplicate;
mod duplicate_scan;
mod duplicate_score;
mod duplicate_why;
mod expect;
pub mod files;
pub mod import;
mod import_errors;
mod import_mapping;
mod import_template;
pub mod init;
pub mod institution;
pub mod ledger;
pub mod operator;
mod operator_key;
pub mod ops;
mod ops_backup;
mod ops_check;
mod ops_manual;
mod ops_metrics;
pub mod outbox;
pub mod participation;
pub mod period;
pub mod person;
pub mod referral;
pub mod register;
pub mod rehearsal;
pub mod ruling;
pub mod scheme;
mod score_csv;
mod score_pairs;
pub mod settle;
pub mod settlement;
pub mod setup;
pub mod shared;
pub mod unit;
mod what_if;
pub mod year;

use crate::app::App;
use crate::args::Command;
use crate::failure::Result;
use crate::output::Report;

/// Runs a command.
///
/// # Errors
/// [`crate::failure::Failure`].
pub fn run(command: Command, app: &App) -> Result<Report> {
    match command {
        Command::Init(init) => init.run(app),
        Command::Setup(setup) => setup.run(app),
        Command::Operator(operator) => operator.run(app),
        Command::AuthorizedKeys(keys) => keys.run(app),
        // It is another command by the time one is run.
        Command::Enter => Err(crate::enter::not_offered()),
        Command::Announcement(announcement) => announcement.run(app),
        Command::Period(period) => period.run(app),
        Command::Year(year) => year.run(app),
        Command::Ruling(ruling) => ruling.run(app),
        Command::Scheme(scheme) => scheme.run(app),
        Command::Settle(settle) => settle.run(app),
        Command::Settlement(settlement) => settlement.run(app),
        Command::Participation(participation) => participation.run(app),
        Command::Analysis(analysis) => analysis.run(app),
        Command::Outbox(outbox) => outbox.run(app),
        Command::Institution(institution) => institution.run(app),
        Command::Referral(referral) => referral.run(app),
        Command::Change(change) => change.run(app),
        Command::Files(files) => files.run(app),
        Command::Import(import) => import.run(app),
        Command::Claim(claim) => claim.run(app),
        Command::Person(person) => person.run(app),
        Command::Duplicate(duplicate) => duplicate.run(app),
        Command::Batch(batch) => batch.run(app),
        Command::Ledger(ledger) => ledger.run(app),
        Command::Audit(audit) => audit.run(app),
        Command::Unit(unit) => unit.run(app),
        Command::Register(register) => register.run(app),
        Command::Rehearsal(rehearsal) => rehearsal.run(app),
        Command::Db(db) => db.run(app),
        Command::Ops(ops) => ops.run(app),
        Command::Console(options) => console::run(app, &options),
    }
}
