//! `gongbao ledger`: the books.

use crate::app::App;
use crate::commands::shared;
use crate::exit::Exit;
use crate::failure::Result;
use crate::output::{Report, Table};
use crate::words;
use serde_json::json;

/// Verbs of `ledger`.
#[derive(Debug, clap::Subcommand)]
pub enum Ledger {
    /// The balance of every account; they add up to zero
    Balance,
}

impl Ledger {
    /// Runs the command.
    ///
    /// # Errors
    /// [`crate::failure::Failure`].
    pub fn run(self, app: &App) -> Result<Report> {
        let Self::Balance = self;
        shared::with_session(app, |session| {
            let balance = workflow::payments::ledger::balance(session)?;
            let mut table = Table::new(&[("科目", "account"), ("余额（元）", "balance")]);
            let mut accounts = Vec::new();
            for (account, sum) in &balance.accounts {
                table.row([words::of("account", account.code()), sum.to_string().into()]);
                accounts.push(json!({ "account": account.code(), "balance_fen": sum.get() }));
            }
            let zero = balance.is_zero();
            let report = Report::new(
                json!({ "accounts": accounts, "total_fen": balance.total.get(), "balanced": zero }),
            );
            let report = report.table(table);
            Ok(if zero {
                report.line("合计 0：平", "total 0: the books balance")
            } else {
                report
                    .line(
                        format!("合计 {}：不平，请运行 gongbao audit verify", balance.total),
                        format!(
                            "total {}: the books do not balance; run `gongbao audit verify`",
                            balance.total
                        ),
                    )
                    .exit(Exit::Failed)
            })
        })
    }
}
